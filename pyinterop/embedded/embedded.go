package embedded

import (
	"context"
	"io"
	"os"
	"path/filepath"
)

// Env says where a provisioned Python lies. All paths are absolute.
type Env struct {
	// Executable is the interpreter of the environment, `bin/python3` in Prefix. It is what `sys.executable` has to be.
	Executable string
	// Library is the shared library of the same interpreter (libpython3.14.so.1.0, .dylib or python314.dll), for dlopen.
	Library string
	// Home is the base prefix: the unpacked distribution that holds the standard library, `sys.base_prefix`.
	Home string
	// Prefix is the environment, a virtual environment over Home, `sys.prefix`.
	Prefix string
	// SitePackages is the directory in Prefix that holds the installed packages.
	SitePackages string
	// Version is the version of CPython, "3.14.6".
	Version string
}

// Option changes what [Python] provides.
type Option func(*config)

type config struct {
	requirements string
	cacheDir     string
	progress     io.Writer
}

// WithRequirements replaces the packages of the environment. The text is that of a requirements file as pip reads it;
// every requirement, and everything that it needs in turn, must be pinned by == and carry the SHA-256 of each wheel that
// may be used (--hash=sha256:…); what has no matching hash is not installed. An empty text gives an
// environment without packages, which needs no network.
func WithRequirements(text string) Option {
	return func(c *config) { c.requirements = text }
}

// Gallery adds matplotlib, and what it needs, to NumPy: the packages with which the examples draw their pictures.
func Gallery() Option { return WithRequirements(galleryRequirements) }

// WithProgress says where the steps of a first start are written; os.Stderr without this option. A terminal gets
// a line that is kept up to date, anything else plain lines, and nothing is written when nothing has to be done.
func WithProgress(w io.Writer) Option {
	return func(c *config) { c.progress = w }
}

// WithCacheDir replaces the directory in which everything is kept, and goes before INPLACE_CACHE.
func WithCacheDir(dir string) Option {
	return func(c *config) { c.cacheDir = dir }
}

// Python provides CPython and an environment with the pinned packages, NumPy if no option says otherwise, and returns
// where they lie. What is complete is used as it is: no network, no lock and no writing, a few milliseconds. What is
// missing or damaged is made anew. It may be called from several goroutines and processes at once: one of them does
// the work, the others wait for it or until ctx ends.
//
// The error is an [*Error], and errors.Is tells its kind: [ErrPlatform], [ErrCache], [ErrPermission], [ErrSpace],
// [ErrNetwork], [ErrHash], [ErrRequirements] or [ErrBroken]; or it is that of ctx.
func Python(ctx context.Context, opts ...Option) (Env, error) {
	c := config{requirements: numpyRequirements, progress: os.Stderr}
	for _, o := range opts {
		o(&c)
	}
	if err := platformError(); err != nil {
		return Env{}, err
	}
	root, err := cacheRoot(c.cacheDir)
	if err != nil {
		return Env{}, err
	}
	s := store{root: root}
	base, env := s.baseDir(), s.envDir(c.requirements)
	if isComplete(base) && isComplete(env) {
		return describe(base, env), nil
	}

	p := newProgress(c.progress)
	defer p.close()
	unlock, err := s.lock(ctx, p)
	if err != nil {
		return Env{}, err
	}
	defer unlock()
	s.removeLeftovers()
	if err := s.provideBase(ctx, base, p); err != nil {
		return Env{}, err
	}
	if err := s.provideEnv(ctx, base, env, c.requirements, p); err != nil {
		return Env{}, err
	}
	return describe(base, env), nil
}

func describe(base, env string) Env {
	return Env{
		Executable:   filepath.Join(env, envExecutable),
		Library:      filepath.Join(base, baseLibrary),
		Home:         base,
		Prefix:       env,
		SitePackages: filepath.Join(env, envSitePackages),
		Version:      Version,
	}
}
