package npblas

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/pyinterop"
)

var (
	// ErrNotFound: no BLAS of the process can be used. The error that Use returns is a
	// [*NotFoundError] and lists what was looked at.
	ErrNotFound = errors.New("npblas: no BLAS to use in this process")

	// ErrNotInUse: Use was not called, or Restore was.
	ErrNotInUse = errors.New("npblas: gonum's own BLAS is in use; call Use first")

	// ErrThreads: the library has no function that sets its threads.
	ErrThreads = errors.New("npblas: the library cannot be told how many threads to use")

	// ErrUnsupported: the package finds libraries on Linux, in programs built with cgo.
	ErrUnsupported = errors.New("npblas: finding a BLAS in the process works on Linux with cgo only")
)

// A Library is one BLAS in this process.
type Library struct {
	Name       string // OpenBLAS, MKL, BLIS; "unknown" for one that does not say
	Version    string
	Config     string // the library's own words
	Core       string // the kind of processor its kernels are for, where it says so
	Threading  string // sequential, pthreads or OpenMP, where it says so
	Threads    int    // 0 where it does not say
	Path       string // the file
	Symbol     string // how it spells cblas_dgemm: scipy_cblas_dgemm64_
	Bits       int    // of its integers: 64 (ILP64) or 32 (LP64)
	LAPACK     string // how LAPACK's dgesdd is spelled, "" without LAPACK
	LAPACKPath string // the file, often the same
	// Missing are the routines that it does not export; they stay gonum's.
	Missing []string
	// Unfit is the reason why Use does not take it, "" if it does.
	Unfit string
}

// String is a short report, one fact a line.
func (l Library) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", l.Name, l.Version)
	line := func(name, value string) {
		if value != "" && value != "0" {
			fmt.Fprintf(&b, "  %s: %s\n", name, value)
		}
	}
	line("file", l.Path)
	line("config", l.Config)
	line("core", l.Core)
	line("threads", strings.TrimSpace(fmt.Sprint(l.Threads, " ", l.Threading)))
	line("integers", fmt.Sprint(l.Bits, " bits, as in ", l.Symbol))
	if l.LAPACK == "" {
		line("LAPACK", "none, gonum's own stays")
	} else {
		line("LAPACK", l.LAPACK+" in "+l.LAPACKPath)
	}
	line("not exported", strings.Join(l.Missing, ", "))
	line("not taken", l.Unfit)
	return b.String()
}

// A NotFoundError says which libraries were looked at and why none was taken. It
// wraps [ErrNotFound].
type NotFoundError struct {
	Looked []Library // each with its Unfit
	Python string    // "not running", or what importing NumPy gave
}

func (e *NotFoundError) Error() string {
	var b strings.Builder
	b.WriteString(ErrNotFound.Error())
	if len(e.Looked) == 0 {
		b.WriteString(": no loaded library exports cblas_dgemm, under any spelling")
	}
	for _, l := range e.Looked {
		fmt.Fprintf(&b, "; %s (%s): %s", l.Path, l.Symbol, l.Unfit)
	}
	fmt.Fprintf(&b, "; Python: %s. A NumPy from PyPI brings OpenBLAS: start a Python that has it (pyinterop.Start) "+
		"and call Use again, which imports numpy, or load another optimised BLAS into the process", e.Python)
	return b.String()
}

func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// An Option is for [Use].
type Option func(*options)

type options struct{ path string }

// At takes the library whose file name ends with path, instead of the best one: of
// NumPy's and SciPy's, say.
func At(path string) Option { return func(o *options) { o.path = path } }

// inUse is what Use has put before gonum, nil while gonum's own is in place.
var inUse struct {
	sync.Mutex
	*switched
}

// Use points gonum's blas64, blas32, cblas64, cblas128 and lapack64 at the BLAS and LAPACK that
// NumPy or SciPy brought into the process. If there is none and pyinterop's Python runs, it
// imports numpy first. From then on gonum's mat, and every other caller of
// those packages, computes with that library.
//
// The switch is of the whole process and not synchronised with calculations that run: call Use
// and what it returns while no goroutine computes with gonum, best at the start of the program.
// restore puts back what was there before for the four BLAS packages, and gonum's own LAPACK,
// for gonum does not tell which LAPACK it used; it does nothing when called twice or after
// another Use. A second Use takes the place of the first.
//
// Libraries that tell their name (OpenBLAS, MKL, BLIS) and bring LAPACK come first, 64-bit integers
// before 32-bit ones, then the order of loading. A library that does not tell its name is
// tried against gonum on a matrix product, and refused when it is less than 1.5 times as fast,
// as the reference BLAS is.
//
// Errors: a [*NotFoundError]; [ErrUnsupported] on other systems than Linux and without cgo.
func Use(opts ...Option) (restore func(), err error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	inUse.Lock()
	defer inUse.Unlock()
	best, err := choose(o)
	if err != nil {
		return nil, err
	}
	if inUse.switched != nil {
		inUse.undo()
	}
	s := best.apply()
	inUse.switched = s
	return func() {
		inUse.Lock()
		defer inUse.Unlock()
		if inUse.switched == s {
			s.undo()
			inUse.switched = nil
		}
	}, nil
}

// Restore undoes [Use]; without one it does nothing.
func Restore() {
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.switched != nil {
		inUse.undo()
		inUse.switched = nil
	}
}

// Info describes the library in use; ok is false while gonum's own is.
func Info() (l Library, ok bool) {
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.switched == nil {
		return Library{}, false
	}
	return inUse.describe(), true
}

// SetThreads lets the library use n threads, and so many goroutines the parallel loops of this module
// (package iter) whose caller names no number. With n < 1 both go back to what they were
// when Use was called. The library is NumPy's too: NumPy's own products use as many threads from then
// on. gonum's own routines go by runtime.GOMAXPROCS, which SetThreads leaves alone.
//
// Errors: [ErrNotInUse]; [ErrThreads], and nothing is changed then.
func SetThreads(n int) error {
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.switched == nil {
		return ErrNotInUse
	}
	return inUse.setThreads(n)
}

// Libraries describes every BLAS in the process, in the order in which Use would try them;
// Unfit says why it would not take one. It imports nothing.
func Libraries() []Library {
	inUse.Lock()
	defer inUse.Unlock()
	var all []Library
	for _, c := range candidates() {
		all = append(all, c.describe())
	}
	return all
}

// importNumPy loads NumPy into the Python that pyinterop runs, and says what came of it.
func importNumPy() (text string, imported bool) {
	if _, running := pyinterop.Info(); !running {
		return "not running", false
	}
	err := pyinterop.Do(func(py pyinterop.Python) error {
		_, err := py.Import("numpy.linalg")
		return err
	})
	if err != nil {
		return "running, but importing numpy failed: " + err.Error(), false
	}
	return "running, numpy is imported", true
}

// workersBefore remembers the module's own number of workers across SetThreads.
type workersBefore struct {
	changed bool
	n       int
}

func (w *workersBefore) set(n int) {
	previous := workers.SetDefault(n)
	if !w.changed {
		w.changed, w.n = true, previous
	}
}

func (w *workersBefore) restore() {
	if w.changed {
		workers.SetDefault(w.n)
		w.changed = false
	}
}
