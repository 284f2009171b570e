//go:build cgo && linux

package npblas

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// The tests run in the Python that INPLACE_PYTHON names, which needs NumPy; by default in the embedded one,
// which its command provisions.
func TestMain(m *testing.M) {
	if run := children[os.Getenv("INPLACE_TEST_CHILD")]; run != nil {
		run()
		return
	}
	if os.Getenv("INPLACE_PYTHON") == "" {
		cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python")
		cmd.Dir = "../.."
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			fmt.Fprintln(os.Stderr, "provisioning the embedded Python:", err)
			os.Exit(1)
		}
		os.Setenv("INPLACE_PYTHON", strings.TrimSpace(string(out)))
	}
	code := m.Run()
	if n := pyinterop.OpenBorrows(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d borrows are still open after all tests\n", n)
		code = 1
	}
	os.Exit(code)
}

// children are the programs that a test runs in a process of its own, where no NumPy is loaded yet.
var children = map[string]func(){}

func child(t *testing.T, name string, env ...string) string {
	t.Helper()
	require.Contains(t, children, name)
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(append(os.Environ(), env...), "INPLACE_TEST_CHILD="+name)
	cmd.WaitDelay = time.Second
	timer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	out, err := cmd.CombinedOutput()
	require.True(t, timer.Stop(), "child %s hung; it printed:\n%s", name, out)
	require.NoError(t, err, "%s", out)
	return string(out)
}

// library is NumPy's, or the one that INPLACE_TEST_BLAS names, which Python then loads; opened for a gate of
// a test's own.
func library(t testing.TB) *cblas.Library {
	t.Helper()
	path := os.Getenv("INPLACE_TEST_BLAS")
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		if path == "" {
			_, err := py.Import("numpy.linalg")
			return err
		}
		return py.Exec("import ctypes; ctypes.CDLL('" + path + "', ctypes.RTLD_GLOBAL)")
	}))
	c, err := choose(options{path: path})
	require.NoError(t, err)
	return c.lib
}

// always sends every routine that the library has to it, however small the work.
func always(lib *cblas.Library) *gate {
	g := newGate(lib)
	for id := range g.least {
		if lib.Has(cblas.ID(id)) {
			g.least[id] = 1
		}
	}
	return g
}

// source is a random source whose seed is printed; INPLACE_SEED repeats a run.
func source(t testing.TB) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		var err error
		seed, err = strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("INPLACE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// rounds is how often a random test repeats: more in the long tier.
func rounds(n int) int {
	if os.Getenv("INPLACE_LONG") != "" {
		return 40 * n
	}
	return n
}
