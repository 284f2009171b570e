//go:build cgo && linux

package npblas

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	gonumblas "gonum.org/v1/gonum/blas/gonum"
	gonumlapack "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// A candidate is a library that was found, opened or not.
type candidate struct {
	spelling cblas.Spelling
	lib      *cblas.Library // nil if it could not be opened
	vendor   cblas.Vendor
	unfit    string
}

// candidates opens each BLAS of the process, the best first.
func candidates() []candidate {
	var all []candidate
	for _, s := range cblas.Find() {
		c := candidate{spelling: s}
		lib, err := cblas.Open(s)
		if err != nil {
			c.unfit = err.Error()
		} else {
			c.lib, c.vendor = lib, lib.Vendor()
			if c.vendor.Name == "" {
				c.unfit = noAdvantage(lib)
			}
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.merit() - a.merit() })
	return all
}

func (c *candidate) merit() int {
	if c.unfit != "" {
		return 0
	}
	merit := 1
	if c.lib.Wide {
		merit++
	}
	if c.lib.HasLAPACK {
		merit += 2
	}
	if c.vendor.Name != "" {
		merit += 4
	}
	return merit
}

// choose is the best candidate, after an import of NumPy if there is none before.
func choose(o options) (*candidate, error) {
	refused := &NotFoundError{}
	for range 2 {
		refused.Looked = nil
		for _, c := range candidates() {
			if !strings.HasSuffix(c.path(), o.path) {
				c.unfit = "its file is not " + o.path
			}
			if c.unfit == "" {
				return &c, nil
			}
			refused.Looked = append(refused.Looked, c.describe())
		}
		var imported bool
		if refused.Python, imported = importNumPy(); !imported {
			break
		}
	}
	return nil, refused
}

// asFast is by how much a library that does not tell its name must be faster than gonum.
const asFast = 1.5

// noAdvantage is the reason against a library that is not faster than gonum, "" for one that
// is. It takes some ten milliseconds.
func noAdvantage(lib *cblas.Library) string {
	const n = 128
	a, c := make([]float64, n*n), make([]float64, n*n)
	for i := range a {
		a[i] = float64(i%7) - 3
	}
	best := func(multiply func()) time.Duration {
		least := time.Duration(math.MaxInt64)
		for range 5 {
			start := time.Now()
			multiply()
			least = min(least, time.Since(start))
		}
		return least
	}
	theirs := best(func() { lib.Dgemm(cblas.NoTrans, cblas.NoTrans, n, n, n, 1, a, n, a, n, 0, c, n) })
	gonums := best(func() {
		gonumblas.Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, a, n, a, n, 0, c, n)
	})
	if float64(gonums) >= asFast*float64(theirs) {
		return ""
	}
	return fmt.Sprintf("it has no advantage, as the reference BLAS has none: the product of two %d×%d matrices took %v, and %v with gonum's own routine",
		n, n, theirs, gonums)
}

func (c *candidate) path() string { return pathOf(c.spelling) }

func pathOf(s cblas.Spelling) string {
	if s.Path != "" {
		return s.Path
	}
	if exe, err := os.Executable(); err == nil {
		return exe
	}
	return "the program"
}

func (c *candidate) describe() Library {
	l := Library{Name: "unknown", Path: c.path(), Symbol: c.spelling.Prefix + "cblas_dgemm" + c.spelling.Suffix, Unfit: c.unfit}
	if c.lib == nil {
		return l
	}
	if v := c.vendor; v.Name != "" {
		l.Name, l.Version, l.Config, l.Core, l.Threading = v.Name, v.Version, v.Config, v.Core, v.Model
		l.Threads = v.Threads()
	}
	l.Bits = 32
	if c.lib.Wide {
		l.Bits = 64
	}
	if c.lib.HasLAPACK {
		l.LAPACK, l.LAPACKPath = c.lib.Name(cblas.DGESDD), pathOf(c.lib.LAPACK)
	}
	for id, name := range cblas.Routines() {
		if !c.lib.Has(cblas.ID(id)) {
			l.Missing = append(l.Missing, name)
		}
	}
	return l
}

// switched is what Use changed, and how to change it back.
type switched struct {
	*candidate
	blas64   blas.Float64
	blas32   blas.Float32
	cblas64  blas.Complex64
	cblas128 blas.Complex128
	threads  int // the library's, when Use was called
	told     bool
	workers  workersBefore
}

func (c *candidate) apply() *switched {
	s := &switched{candidate: c, blas64: blas64.Implementation(), blas32: blas32.Implementation(),
		cblas64: cblas64.Implementation(), cblas128: cblas128.Implementation(), threads: c.vendor.Threads()}
	g := newGate(c.lib).withhold(faulty(c.lib))
	b := &blasDoor{gate: g}
	blas64.Use(b)
	blas32.Use(b)
	cblas64.Use(b)
	cblas128.Use(b)
	if c.lib.HasLAPACK {
		lapack64.Use(&lapackDoor{gate: g})
	}
	return s
}

func (s *switched) undo() {
	blas64.Use(s.blas64)
	blas32.Use(s.blas32)
	cblas64.Use(s.cblas64)
	cblas128.Use(s.cblas128)
	if s.lib.HasLAPACK {
		lapack64.Use(gonumlapack.Implementation{})
	}
	s.restoreThreads()
}

func (s *switched) setThreads(n int) error {
	if n < 1 {
		s.restoreThreads()
		return nil
	}
	if !s.vendor.SetThreads(n) {
		return ErrThreads
	}
	s.told = true
	s.workers.set(n)
	return nil
}

func (s *switched) restoreThreads() {
	if s.told && s.threads > 0 {
		s.vendor.SetThreads(s.threads)
	}
	s.told = false
	s.workers.restore()
}
