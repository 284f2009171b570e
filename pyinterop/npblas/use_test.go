//go:build cgo && linux

package npblas

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/pyinterop"
)

// use is Use for the length of a test.
func use(t testing.TB, opts ...Option) {
	t.Helper()
	library(t)
	restore, err := Use(append(opts, At(os.Getenv("INPLACE_TEST_BLAS")))...)
	require.NoError(t, err)
	t.Cleanup(restore)
}

func TestUsePointsGonumAtTheLibraryAndRestoreBack(t *testing.T) {
	_, ok := Info()
	require.False(t, ok)
	use(t)
	for _, in := range []any{blas64.Implementation(), blas32.Implementation(), cblas64.Implementation(), cblas128.Implementation()} {
		assert.IsType(t, &blasDoor{}, in)
	}
	l, ok := Info()
	require.True(t, ok)
	t.Log(l)
	assert.NotEmpty(t, l.Name)
	assert.NotEmpty(t, l.Version)
	assert.NotEmpty(t, l.Config)
	assert.NotEmpty(t, l.LAPACK)
	assert.FileExists(t, l.Path)
	assert.FileExists(t, l.LAPACKPath)
	assert.Contains(t, []int{32, 64}, l.Bits)
	assert.Contains(t, l.Symbol, "cblas_dgemm")
	assert.Positive(t, l.Threads)
	assert.Empty(t, l.Unfit)
	assert.Empty(t, l.Missing)
	for _, fact := range []string{l.Name, l.Version, l.Path, l.Config, l.Symbol, l.LAPACK} {
		assert.Contains(t, l.String(), fact)
	}

	again, err := Use()
	require.NoError(t, err)
	again()
	again()
	_, ok = Info()
	assert.False(t, ok)
	assert.Equal(t, gonum.Implementation{}, blas64.Implementation())
	assert.Equal(t, gonum.Implementation{}, cblas64.Implementation())
	Restore()
}

func TestRestorePutsBackWhatWasThere(t *testing.T) {
	library(t)
	type own struct{ gonum.Implementation }
	mine := &own{}
	blas64.Use(mine)
	defer blas64.Use(gonum.Implementation{})
	_, err := Use()
	require.NoError(t, err)
	assert.NotSame(t, mine, blas64.Implementation())
	Restore()
	assert.Same(t, mine, blas64.Implementation())
}

func TestRestoreOfAnEarlierUseDoesNothing(t *testing.T) {
	library(t)
	first, err := Use()
	require.NoError(t, err)
	second, err := Use()
	require.NoError(t, err)
	first()
	_, ok := Info()
	assert.True(t, ok)
	second()
	assert.Equal(t, gonum.Implementation{}, blas64.Implementation())
}

func TestThreadsOfTheLibraryAndOfOurLoopsAreSetTogether(t *testing.T) {
	require.ErrorIs(t, SetThreads(1), ErrNotInUse)
	before := workers.Default()
	use(t)
	l, _ := Info()
	for _, n := range []int{1, 2} {
		require.NoError(t, SetThreads(n))
		now, _ := Info()
		assert.Equal(t, n, now.Threads)
		assert.Equal(t, n, workers.Default())
	}
	require.NoError(t, SetThreads(0))
	now, _ := Info()
	assert.Equal(t, l.Threads, now.Threads)
	assert.Equal(t, before, workers.Default())

	// More than an int of C holds is as many as the library takes, and not a number that wrapped around.
	for _, n := range []int{math.MaxInt32, 1<<32 + 1, math.MaxInt} {
		require.NoError(t, SetThreads(n))
		now, _ := Info()
		assert.GreaterOrEqual(t, now.Threads, l.Threads, "%d threads", n)
		assert.Equal(t, n, workers.Default())
	}

	require.NoError(t, SetThreads(1))
	Restore()
	assert.Equal(t, before, workers.Default())
	restore, err := Use()
	require.NoError(t, err)
	defer restore()
	now, _ = Info()
	assert.Equal(t, l.Threads, now.Threads)
}

// gonum skips factors that are 0; the library, as NumPy, does not.
func TestZeroTimesNaNIsNaNInTheLibraryAndNothingInGonum(t *testing.T) {
	const n = 40
	a, b := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	b.Set(0, 0, math.NaN())
	var c mat.Dense
	c.Mul(a, b)
	assert.Zero(t, c.At(5, 0))
	use(t)
	c.Mul(a, b)
	assert.True(t, math.IsNaN(c.At(5, 0)))
	assert.Zero(t, c.At(5, 1))
}

func TestCallsFromManyGoroutines(t *testing.T) {
	use(t)
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			n := 30 + 10*g
			for round := range 5 {
				a := mat.NewDense(n, n, nil)
				for i := range n {
					a.Set(i, (i+round)%n, 2)
				}
				var c mat.Dense
				c.Mul(a, a.T())
				for i := range n {
					if c.At(i, i) != 4 || c.At(i, (i+1)%n) != 0 {
						t.Errorf("goroutine %d, round %d: %v", g, round, mat.Formatted(&c))
						return
					}
				}
			}
		})
	}
	wait.Wait()
}

func TestUseWithoutABLASSaysWhatToDo(t *testing.T) {
	hidden := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(hidden, "numpy.py"), []byte("raise ImportError('no NumPy here')\n"), 0o644))
	out := child(t, "without", "PYTHONPATH="+hidden)
	assert.Contains(t, out, "before Python: npblas: no BLAS to use in this process: no loaded library exports cblas_dgemm, under any spelling; Python: not running. A NumPy from PyPI")
	assert.Contains(t, out, "without NumPy: npblas: no BLAS to use in this process")
	assert.Contains(t, out, "no NumPy here")
	assert.Contains(t, out, "with NumPy: <nil> as in")
}

func init() {
	children["without"] = func() {
		_, err := Use()
		fmt.Println("before Python:", err)
		if err := pyinterop.Start(); err != nil {
			panic(err)
		}
		_, err = Use()
		fmt.Println("without NumPy:", err)
		err = pyinterop.Do(func(py pyinterop.Python) error { // a scope is open: Use imports in one of its own
			if err := py.Exec("import sys; sys.path = [p for p in sys.path if p not in __import__('os').environ['PYTHONPATH']]"); err != nil {
				return err
			}
			_, err := Use()
			return err
		})
		l, _ := Info()
		fmt.Println("with NumPy:", err, "as in", l.Symbol)
	}
}

// compiled makes a library of testdata/slow.c.
func compiled(t *testing.T, name string, defines ...string) string {
	t.Helper()
	cc, err := exec.Command("go", "env", "CC").Output()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-shared", "-fPIC", "-O0", "-o", path, "testdata/slow.c"}, defines...)
	out, err := exec.Command(strings.TrimSpace(string(cc)), args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

func TestLibrariesWithoutAnAdvantageAreRefusedWithTheReason(t *testing.T) {
	slow := compiled(t, "libslow.so", "-DINT=int", "-DDDOT=cblas_ddot", "-DDGEMM=cblas_dgemm", "-DWRONG=0")
	slow64 := compiled(t, "libslow64.so", "-DINT=long", "-DDDOT=my_cblas_ddot64_", "-DDGEMM=my_cblas_dgemm64_", "-DWRONG=0")
	wrong := compiled(t, "libwrong.so", "-DINT=int", "-DDDOT=other_cblas_ddot", "-DDGEMM=other_cblas_dgemm", "-DWRONG=1")
	lone := compiled(t, "liblone.so", "-DINT=int", "-DDDOT=nothing", "-DDGEMM=lone_cblas_dgemm", "-DWRONG=0")
	out := child(t, "slow", "INPLACE_TEST_LIBRARIES="+strings.Join([]string{slow, slow64, wrong, lone}, ":"))
	t.Log(out)
	for _, want := range []string{
		"libslow.so cblas_dgemm 32: it has no advantage, as the reference BLAS has none: the product of two 128×128 matrices took ",
		"libslow64.so my_cblas_dgemm64_ 64: it has no advantage",
		"libwrong.so other_cblas_dgemm 0: other_cblas_dgemm gives a wrong product",
		"liblone.so lone_cblas_dgemm 0: it lacks lone_cblas_ddot",
		"at libslow.so: npblas: no BLAS to use in this process",
	} {
		assert.Contains(t, out, want)
	}
	assert.Regexp(t, `best: \S*cblas_dgemm\S* in \S*(openblas|mkl|blis)\S*`, out)
}

func init() {
	children["slow"] = func() {
		err := pyinterop.Do(func(py pyinterop.Python) error {
			return py.Exec("import ctypes, os, numpy\nfor p in os.environ['INPLACE_TEST_LIBRARIES'].split(':'): ctypes.CDLL(p)")
		})
		if err != nil {
			panic(err)
		}
		for _, l := range Libraries() {
			fmt.Printf("%s %s %d: %s\n", filepath.Base(l.Path), l.Symbol, l.Bits, l.Unfit)
		}
		_, err = Use(At("/libslow.so"))
		fmt.Println("at libslow.so:", err)
		if _, err = Use(); err != nil {
			panic(err)
		}
		l, _ := Info()
		fmt.Println("best:", l.Symbol, "in", l.Path)
	}
}

// SciPy's wheels carry an OpenBLAS with 32-bit integers. The tests of all routines run once more with one, in a
// process of its own.
func TestALibraryWith32BitIntegers(t *testing.T) {
	cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python", "-requirements", "pyinterop/npblas/testdata/lp64.txt")
	cmd.Dir, cmd.Stderr = "../..", os.Stderr
	python, err := cmd.Output()
	require.NoError(t, err)
	prefix := filepath.Dir(filepath.Dir(strings.TrimSpace(string(python))))
	libraries, err := filepath.Glob(filepath.Join(prefix, "lib", "python*", "site-packages", "scipy_openblas32", "lib", "*openblas*.so"))
	require.NoError(t, err)
	require.Len(t, libraries, 1)

	again := exec.Command(os.Args[0], "-test.v", "-test.run", "^Test(Each.*Agrees|.*Decomposition|Eigenvectors|UsePoints|Threads)")
	again.Env = append(os.Environ(), "INPLACE_TEST_BLAS="+libraries[0])
	out, err := again.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Regexp(t, `integers: 32 bits, as in scipy_cblas_dgemm\n`, string(out))
	for _, name := range []string{"TestEachRoutineAgreesWithGonum/Zher2k", "TestEachFactorisationAgreesWithGonum/Dormqr", "TestSVDIs"} {
		assert.Contains(t, string(out), "--- PASS: "+name)
	}
}
