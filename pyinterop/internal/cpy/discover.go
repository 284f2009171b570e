package cpy

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Found is a Python that can be started: its interpreter and the library to load.
type Found struct {
	*Interpreter
	Library string
	How     string // the place, as in Tried: "INPLACE_PYTHON", "python3 on PATH" …
}

// Tried is one place that was looked at and why it was refused.
type Tried struct {
	Place string // how we came to look there
	Path  string // what was found there, "" when nothing
	Why   string
}

func (t Tried) String() string {
	if t.Path == "" {
		return t.Place + ": " + t.Why
	}
	return t.Place + ": " + t.Path + ": " + t.Why
}

// DiscoveryError says that no Python was found that can be used, and lists every place tried, in order. It wraps
// what went wrong there, such as a provider's own error.
type DiscoveryError struct {
	Tried []Tried

	causes []error
}

// Unwrap returns the reason of each place.
func (e *DiscoveryError) Unwrap() []error { return e.causes }

func (e *DiscoveryError) Error() string {
	var b strings.Builder
	b.WriteString("pyinterop: no usable Python (CPython 3.11 or later with a shared libpython). Tried, in order:")
	for _, t := range e.Tried {
		b.WriteString("\n  - " + t.String())
	}
	b.WriteString("\nTo fix it: set INPLACE_PYTHON to an interpreter, a virtual environment or a libpython file; or activate an " +
		"environment; or link a Python in by importing github.com/go-inplace/inplace/pyinterop/embedded/register; or install python3 with its shared library.")
	return b.String()
}

// Provider is a registered source of an interpreter.
type Provider struct {
	Name string
	Find func(context.Context) (string, error)
}

// A place is somewhere to look: it yields the path of an interpreter, a virtual environment or a libpython.
type place struct {
	name  string
	find  func(context.Context) (string, error)
	final bool // the user's own word: when it does not work, nothing else is taken instead
}

// ErrStop, wrapped in what use returns, ends the search: the candidate cannot be undone.
var ErrStop = errors.New("no other Python can be tried in this process")

// ExplicitPath is the place that explicit of Discover is.
const ExplicitPath = "explicit path"

// Discover looks for Python in the documented order and returns the first candidate that use accepts.
// use loads and starts it, or says why that cannot be. explicit may be empty.
func Discover(ctx context.Context, explicit string, providers []Provider, use func(*Found) error) (*Found, []Tried, error) {
	var tried []Tried
	var causes []error
	for _, p := range places(explicit, providers) {
		path, err := p.find(ctx)
		if err == nil {
			var found *Found
			if found, err = examine(ctx, p.name, path); err == nil {
				err = use(found)
			}
			if err == nil {
				return found, tried, nil
			}
		}
		tried, causes = append(tried, Tried{p.name, path, err.Error()}), append(causes, err)
		if p.final || errors.Is(err, ErrStop) || ctx.Err() != nil {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		causes = append(causes, err)
	}
	return nil, tried, &DiscoveryError{tried, causes}
}

func places(explicit string, providers []Provider) []place {
	list := []place{
		{"symbols already in the process", fixed("", "none"), false},
		{ExplicitPath, fixed(explicit, "none given"), explicit != ""},
		{"INPLACE_PYTHON", fixed(os.Getenv("INPLACE_PYTHON"), "not set"), os.Getenv("INPLACE_PYTHON") != ""},
		{"active virtual environment (VIRTUAL_ENV)", fixed(os.Getenv("VIRTUAL_ENV"), "not set"), false},
		{"active conda environment (CONDA_PREFIX)", fixed(os.Getenv("CONDA_PREFIX"), "not set"), false},
	}
	if ProcessPython() == SymbolsOnly {
		list[0] = place{"symbols already in the process", fixed(ProcessLibrary(), "their file cannot be told"), true}
	}
	for _, p := range providers {
		list = append(list, place{p.Name, p.Find, false})
	}
	if len(providers) == 0 {
		list = append(list, place{"embedded distribution", fixed("", "none is linked into this program"), false})
	}
	onPath := pythonsOnPath()
	for _, path := range onPath {
		list = append(list, place{"python3 on PATH", fixed(path, ""), false})
	}
	if len(onPath) == 0 {
		list = append(list, place{"python3 on PATH", fixed("", "not found"), false})
	}
	return list
}

func fixed(path, nothing string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		if path == "" {
			return "", errors.New(nothing)
		}
		return path, nil
	}
}

// pythonsOnPath lists every python3 on PATH: the first may be a wrapper, too old or static.
func pythonsOnPath() []string {
	var found, dirs []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil || slices.Contains(dirs, real) {
			continue
		}
		dirs = append(dirs, real)
		if path := filepath.Join(dir, "python3"); isExecutable(path) {
			found = append(found, path)
		}
	}
	return found
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// examine turns a path that the user or the system gave into an interpreter and its library.
func examine(ctx context.Context, how, path string) (*Found, error) {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	executable, library := path, ""
	switch {
	case isDir(path):
		executable = interpreterIn(path)
		if executable == "" {
			return nil, errors.New("the directory has no bin/python3 or bin/python: not a virtual environment")
		}
	case !isFile(path):
		return nil, errors.New("not found")
	case looksLikeLibrary(path):
		var err error
		if executable, err = interpreterOf(path); err != nil {
			return nil, err
		}
		library = path
	}
	if isThisProgram(executable) {
		return nil, errors.New("it is this program itself, which an interpreter's questions would start once more: " +
			"a libpython that is linked into the program must be started by the program, before inplace is used")
	}
	in, err := probe(ctx, executable)
	if err != nil {
		return nil, err
	}
	if in.Executable == "" {
		in.Executable = executable
	}
	if library == "" {
		if library, err = in.library(); err != nil {
			return nil, err
		}
	} else if m := libraryName.FindStringSubmatch(filepath.Base(library)); m[1] != fmt.Sprintf("%d.%d", in.Version.Major, in.Version.Minor) {
		return nil, fmt.Errorf("the library is of Python %s, but the interpreter beside it, %s, is %v", m[1], executable, in.Version)
	}
	return &Found{Interpreter: in, Library: library, How: how}, nil
}

// isThisProgram reports whether path is the file that runs now.
func isThisProgram(path string) bool {
	self, err := os.Executable()
	if err != nil {
		return false
	}
	a, errA := os.Stat(self)
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

func interpreterIn(dir string) string {
	for _, name := range []string{"python3", "python"} {
		if path := filepath.Join(dir, "bin", name); isFile(path) {
			return path
		}
	}
	return ""
}

func looksLikeLibrary(path string) bool {
	base := filepath.Base(path)
	return strings.Contains(base, ".so") || strings.HasSuffix(base, ".dylib") || strings.HasPrefix(base, "libpython")
}
