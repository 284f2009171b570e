//go:build cgo

package conformance_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

// Python inside the test's own process, where memory can be borrowed: the interpreter that INPLACE_PYTHON names, or
// the embedded one.

func TestMain(m *testing.M) {
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
	if n := pyinterop.OpenBorrows(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d borrows are still open after all tests: %s\n", n, pyinterop.BorrowPlaces())
		code = 1
	}
	os.Exit(code)
}

// cleanups run when all tests are done.
var cleanups []func()

// inside runs f in a scope, and fails the test if f leaves a borrow open.
func inside(t testing.TB, f func(py pyinterop.Python)) {
	t.Helper()
	before := pyinterop.OpenBorrows()
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error { f(py); return nil }))
	require.Equal(t, before, pyinterop.OpenBorrows(), "open borrows: %s", pyinterop.BorrowPlaces())
}

// module runs scripts of testdata in a new namespace that has the given names already.
func module(t testing.TB, py pyinterop.Python, names pyinterop.Kwargs, scripts ...string) pyinterop.Object {
	t.Helper()
	namespace, err := py.Dict()
	require.NoError(t, err)
	for name, value := range names {
		require.NoError(t, namespace.SetItem(name, value))
	}
	for _, name := range scripts {
		err := py.ExecIn(script(t, name), namespace)
		require.NoError(t, err, "%s.py: %+v", name, err)
	}
	return namespace
}

// evalIn is the value of an expression in a namespace.
func evalIn(t testing.TB, namespace pyinterop.Object, expression string, args ...any) pyinterop.Object {
	t.Helper()
	o, err := namespace.Py().EvalIn(expression, namespace)
	if err == nil && len(args) > 0 {
		o, err = o.Call(args...)
	}
	require.NoError(t, err, "%s: %+v", expression, err)
	return o
}

// exporterLibrary is the compiled exporter of the tests of package pyinterop, which tells Python's word for a buffer.
var exporterLibrary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "inplace-exporter-")
	if err != nil {
		return "", err
	}
	cleanups = append(cleanups, func() { os.RemoveAll(dir) })
	cc, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		return "", err
	}
	library := filepath.Join(dir, "exporter.so")
	words := append(strings.Fields(string(cc)), "-shared", "-fPIC", "-O1", "-o", library, filepath.Join("..", "testdata", "exporter", "exporter.c"))
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return library, nil
})

// exporters adds export(…) of that exporter to a namespace.
func exporters(t testing.TB, namespace pyinterop.Object) {
	t.Helper()
	library, err := exporterLibrary()
	require.NoError(t, err)
	require.NoError(t, namespace.SetItem("LIBRARY", library))
	source, err := os.ReadFile(filepath.Join("..", "testdata", "exporter", "exporter.py"))
	require.NoError(t, err)
	require.NoError(t, namespace.Py().ExecIn(string(source), namespace))
}
