package pyinterop

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Option changes how Start looks for Python.
type Option func(*startOptions)

type startOptions struct {
	explicit string
	ctx      context.Context
}

// WithPython names the Python to use: an interpreter's executable, a directory of a virtual environment,
// or a libpython file. Nothing else is tried when it does not work.
func WithPython(path string) Option { return func(o *startOptions) { o.explicit = path } }

// WithContext ends the search early; providers that unpack or install something honour it.
func WithContext(ctx context.Context) Option { return func(o *startOptions) { o.ctx = ctx } }

// The one interpreter of the process.
var interpreter struct {
	sync.Mutex
	up       atomic.Bool // read without the lock; set last
	closed   atomic.Bool
	info     InterpreterInfo
	explicit string // what WithPython said when it was started
	hosted   bool   // the functions of the Python that hosts this process are loaded
	jobs     chan func()
}

// Start starts Python, or attaches to the one that hosts this process. Do does it on first use; Start is
// for choosing, and for seeing the error early.
//
// Looked for, in this order: symbols already in the process; WithPython; the environment variable
// INPLACE_PYTHON (an interpreter, a virtual environment or a libpython file); the active virtual
// environment (VIRTUAL_ENV) or conda environment (CONDA_PREFIX); registered providers (the embedded
// distribution, when the program imports it); each python3 on PATH. The first that works is taken; what
// WithPython or INPLACE_PYTHON name is taken or the search ends. A *DiscoveryError lists everything tried, and wraps what
// went wrong there: a provider's own errors, the end of the context.
//
// Python then behaves as that interpreter does (sys.prefix, sys.executable, site-packages of a virtual
// environment, PYTHON* variables), installs no signal handlers, and lives on an OS thread of its own
// until the process ends. Starting again is fine and does nothing, unless another Python is asked for by name.
//
// Start may be called from any goroutine. Errors: ErrNoCgo, ErrShutdown, ErrSubinterpreter, *DiscoveryError.
func Start(opts ...Option) error {
	if !cpy.Available {
		return ErrNoCgo
	}
	o := startOptions{ctx: context.Background()}
	for _, opt := range opts {
		opt(&o)
	}
	done, err := startOrLoad(o)
	if done || err != nil {
		return err
	}
	return attach(o.explicit)
}

// startOrLoad starts Python, if none runs; where one hosts this process it only loads its functions, and done is false.
func startOrLoad(o startOptions) (done bool, err error) {
	interpreter.Lock()
	defer interpreter.Unlock()
	switch {
	case interpreter.closed.Load():
		return true, ErrShutdown
	case interpreter.up.Load():
		return true, sameAsStarted(o.explicit)
	case interpreter.hosted:
		return false, nil
	case cpy.ProcessPython() == cpy.RunsPython:
		return false, loadHost()
	}
	return true, start(o)
}

func start(o startOptions) error {
	found, tried, err := cpy.Discover(o.ctx, o.explicit, cpyProviders(), startFound)
	if err != nil {
		return err
	}
	info := InterpreterInfo{
		Version: found.Version.String(), Tested: found.Version.Tested(), Library: found.Library,
		Executable: found.Executable, Prefix: found.Prefix, How: found.How, Tried: tried,
	}
	// Import names them in its advice, already now.
	interpreter.info = info
	if found.How == cpy.ExplicitPath {
		interpreter.explicit = o.explicit
	}
	if err := settled(&interpreter.info); err != nil {
		return err
	}
	interpreter.up.Store(true)
	return sameAsStarted(o.explicit) // symbols already in the process come before it
}

func ensureStarted() error {
	if interpreter.up.Load() && !interpreter.closed.Load() {
		return nil
	}
	return Start()
}

func cpyProviders() []cpy.Provider {
	var list []cpy.Provider
	for _, p := range registeredProviders() {
		list = append(list, cpy.Provider{Name: p.name, Find: p.find})
	}
	return list
}

func sameAsStarted(explicit string) error {
	if explicit == "" || samePython(explicit) {
		return nil
	}
	return fmt.Errorf("pyinterop: a process can hold one Python: %s (from %s) is running, so %s cannot be started; "+
		"call Start(WithPython(…)) before the first Do", interpreter.info.Executable, interpreter.info.How, explicit)
}

func samePython(explicit string) bool {
	info := interpreter.info
	for _, p := range []string{interpreter.explicit, info.Executable, info.Library, info.Prefix} {
		if p != "" && (p == explicit || realPath(p) == realPath(explicit) && p != info.Executable) {
			return true
		}
	}
	return false
}

// realPath resolves the directory only: the interpreter of a virtual environment is a link to another
// interpreter, and not the same.
func realPath(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(p)); err == nil {
		return filepath.Join(dir, filepath.Base(p))
	}
	return p
}

// startFound loads a candidate and starts it. Once the interpreter ran, no other can be tried.
func startFound(found *cpy.Found) error {
	if err := cpy.Load(found.Library); err != nil {
		return fmt.Errorf("%s: %w", found.Library, err)
	}
	if why := cpy.RefuseLoaded(); why != "" {
		cpy.Unload()
		return fmt.Errorf("%s: %s", found.Library, why)
	}
	if err := startMainThread(found.Executable); err != nil {
		return fmt.Errorf("%s did not start: %w (%w)", found.Library, err, cpy.ErrStop)
	}
	return nil
}

// loadHost loads the functions of the Python that runs in this process.
func loadHost() error {
	if err := cpy.Load(""); err != nil {
		return fmt.Errorf("pyinterop: this process runs Python, but %w", err)
	}
	if why := cpy.RefuseLoaded(); why != "" {
		return fmt.Errorf("pyinterop: this process runs a Python that cannot be used: %s", why)
	}
	interpreter.hosted = true
	return nil
}

// attach joins the Python that runs in this process. It waits for the GIL, whose holder may be waiting for the
// lock: so it does not hold that meanwhile, and several threads may come this way at once.
func attach(explicit string) error {
	sub, err := cpy.Attach()
	switch {
	case sub:
		return fmt.Errorf("%w (%w)", ErrSubinterpreter, err)
	case err != nil:
		return fmt.Errorf("pyinterop: attaching to the Python of this process: %w", err)
	}
	version := cpy.LoadedVersion()
	info := InterpreterInfo{Attached: true, Version: version.String(), Tested: version.Tested(), Library: cpy.LibraryPath(),
		How: "symbols already in the process"}
	if err := settled(&info); err != nil {
		return err
	}
	interpreter.Lock()
	defer interpreter.Unlock()
	if interpreter.closed.Load() {
		return ErrShutdown
	}
	if !interpreter.up.Load() {
		interpreter.info = info
		interpreter.up.Store(true)
	}
	return sameAsStarted(explicit)
}

// settled gives the running interpreter its last settings.
func settled(info *InterpreterInfo) error {
	s, err := enter()
	if err != nil {
		return err
	}
	defer s.leave()
	if err := s.token().settle(info); err != nil {
		return fmt.Errorf("pyinterop: setting up Python: %w", err)
	}
	return nil
}

// Output line by line, so that it mixes in order with what Go prints and nothing is lost at the end.
const lineBuffered = `
import sys
for stream in (sys.stdout, sys.stderr):
    try:
        stream.reconfigure(line_buffering=True)
    except (AttributeError, ValueError):
        pass
`

func (py Python) settle(info *InterpreterInfo) error {
	if info.Attached {
		return py.settleAttached(info)
	}
	globals, err := py.Dict()
	if err != nil {
		return err
	}
	return py.ExecIn(lineBuffered, globals)
}

// settleAttached learns where the host is from and arranges that nobody enters it once it shuts down.
func (py Python) settleAttached(info *InterpreterInfo) error {
	sys, err := py.Import("sys")
	if err != nil {
		return err
	}
	for name, to := range map[string]*string{"executable": &info.Executable, "prefix": &info.Prefix} {
		value, err := sys.Attr(name)
		if err != nil {
			return err
		}
		if value.IsNone() {
			continue
		}
		if *to, err = value.Text(); err != nil {
			return err
		}
	}
	atexit, err := py.Import("atexit")
	if err != nil {
		return err
	}
	callback, st := py.thread("Start").WatchExit()
	closer, err := py.result(callback, st, "Start")
	if err != nil {
		return err
	}
	_, err = atexit.CallMethod("register", closer)
	return err
}
