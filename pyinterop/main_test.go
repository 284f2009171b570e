//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

// The tests run in the Python that INPLACE_PYTHON names, which needs NumPy; by default in the embedded one,
// which its command provisions. One process holds one Python: tests of starting, of shutting down and of
// failures re-run this binary, see child.
func TestMain(m *testing.M) {
	if run := children[os.Getenv("INPLACE_TEST_CHILD")]; run != nil {
		run()
		return
	}
	if os.Getenv("INPLACE_PYTHON") == "" {
		python, err := embeddedPython()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Setenv("INPLACE_PYTHON", python)
	}
	code := m.Run()
	for _, f := range cleanups {
		f()
	}
	if n := pyinterop.OpenClaims(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d claims are still in the ledger after all tests\n", n)
		code = 1
	}
	if n := pyinterop.OpenBorrows(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d borrows are still open after all tests\n", n)
		code = 1
	}
	os.Exit(code)
}

// cleanups run when all tests are done.
var cleanups []func()

func embeddedPython() (string, error) {
	cmd := exec.Command("go", "run", "./pyinterop/embedded/cmd/inplace-python")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("provisioning the embedded Python: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// children are the programs that a test runs in a process of its own.
var children = map[string]func(){}

type childResult struct {
	out  string
	code int
}

// child runs children[name] in a new process with these changes to the environment ("NAME=value"; "NAME="
// removes) and fails the test if it does not end within a minute.
func child(t *testing.T, name string, env ...string) childResult {
	t.Helper()
	require.Contains(t, children, name)
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe)
	cmd.Env = withEnv(os.Environ(), append(env, "INPLACE_TEST_CHILD="+name)...)
	cmd.WaitDelay = time.Second
	timer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	out, err := cmd.CombinedOutput()
	require.True(t, timer.Stop(), "child %s hung; it printed:\n%s", name, out)
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		require.NoError(t, err)
	}
	return childResult{string(out), cmd.ProcessState.ExitCode()}
}

func withEnv(env []string, changes ...string) []string {
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		kept := env[:0:0]
		for _, e := range env {
			if !strings.HasPrefix(e, name+"=") {
				kept = append(kept, e)
			}
		}
		if env = kept; value != "" {
			env = append(env, change)
		}
	}
	return env
}

// python runs f in a scope and fails the test on its error. Leaks of borrows and of the scope's right fail it too.
func python(t testing.TB, f func(py pyinterop.Python)) {
	t.Helper()
	before := pyinterop.OpenBorrows()
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error { f(py); return nil }))
	require.Equal(t, before, pyinterop.OpenBorrows(), "open borrows")
}

func eval(t testing.TB, py pyinterop.Python, expression string, vars ...pyinterop.Kwargs) pyinterop.Object {
	t.Helper()
	names := pyinterop.Kwargs{}
	for _, module := range []string{"numpy", "array", "ctypes", "mmap", "sys", "math"} {
		m, err := py.Import(module)
		require.NoError(t, err)
		names[module] = m
	}
	names["np"] = names["numpy"]
	for _, v := range vars {
		for name, value := range v {
			names[name] = value
		}
	}
	o, err := py.Eval(expression, names)
	require.NoError(t, err, "%+v", err)
	return o
}

func text(t testing.TB, o pyinterop.Object) string {
	t.Helper()
	s, err := o.Str()
	require.NoError(t, err)
	return s
}

// refcount is sys.getrefcount(o), less the references that asking makes.
func refcount(t testing.TB, o pyinterop.Object) int {
	t.Helper()
	var n int
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		sys, err := py.Import("sys")
		if err != nil {
			return err
		}
		count, err := sys.CallMethod("getrefcount", o)
		if err != nil {
			return err
		}
		n, err = count.Int()
		return err
	}))
	return n
}

func testdir(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return dir
}

func output(t testing.TB, exe, name string) string {
	t.Helper()
	cmd := exec.Command(exe)
	cmd.Env = withEnv(os.Environ(), "INPLACE_TEST_CHILD="+name)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
