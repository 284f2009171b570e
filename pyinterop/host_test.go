//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Python as the host: the extension module in internal/cpy/testdata/ext, imported by the Python under test.

func buildExtension(t *testing.T) (dir string) {
	t.Helper()
	dir, err := extensionDir()
	require.NoError(t, err)
	return dir
}

var extensionDir = built("smokeext", "./internal/cpy/testdata/ext")

// built builds an extension module once.
func built(name, folder string) func() (dir string, err error) {
	return sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "inplace-extension-")
		if err != nil {
			return "", err
		}
		cleanups = append(cleanups, func() { os.RemoveAll(dir) })
		out, err := exec.Command("go", "build", "-buildmode=c-shared", "-o", filepath.Join(dir, name+".abi3.so"), folder).CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
		return dir, err
	})
}

// host runs Python source in the interpreter under test, with the extension importable.
func host(t *testing.T, dir, source string) (out string, code int) {
	t.Helper()
	cmd := exec.Command(os.Getenv("INPLACE_PYTHON"), "-c", source)
	cmd.Env = withEnv(os.Environ(), "PYTHONPATH="+dir)
	cmd.WaitDelay = time.Second
	timer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	got, err := cmd.CombinedOutput()
	require.True(t, timer.Stop(), "the host hung:\n%s", got)
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	return string(got), cmd.ProcessState.ExitCode()
}

func TestPythonAsTheHost(t *testing.T) {
	dir := buildExtension(t)

	out, code := host(t, dir, `
import smokeext, numpy as np, sys, threading
a = np.arange(10.)
smokeext.scale(a[::-2], 10.0)
print(a.tolist())
for bad in ((5, 2.0), (a,), (a.astype('f4'), 1.0), (b'12345678', 1.0), (a, 'x')):
    try: smokeext.scale(*bad)
    except RuntimeError as e: print(str(e)[:72])
before = sys.getrefcount(a), sys.getrefcount(None)
for _ in range(10000): smokeext.scale(a, 1.0)
after = sys.getrefcount(a), sys.getrefcount(None)
print(after[0] - before[0], abs(after[1] - before[1]) < 50)
b = np.ones(100)
def work():
    for _ in range(2000): smokeext.scale(b, 1.0)
threads = [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(b.sum(), smokeext.scale.__doc__)
`)
	assert.Zero(t, code, out)
	assert.Equal(t, []string{
		"[0.0, 10.0, 2.0, 30.0, 4.0, 50.0, 6.0, 70.0, 8.0, 90.0]",
		"pyinterop: BorrowMut[float64] of int: wanted an object with the buffer p",
		"IndexError: tuple index out of range",
		"pyinterop: BorrowMut[float64] of numpy.ndarray, shape (10,), dtype float",
		"pyinterop: BorrowMut[float64] of bytes, shape (8,), dtype uint8, strides",
		"TypeError: must be real number, not str",
		"0 True",
		"100.0 scale(a, factor): a *= factor",
	}, cut(out, 72))

	out, code = host(t, dir, subinterpreter+`
import smokeext
run("import smokeext\nsmokeext.scale(None, 1.0)")
`)
	assert.Zero(t, code, out)
	assert.Contains(t, out, "refused: pyinterop: the calling thread runs a Python subinterpreter; only the main interpreter is served", "a call")

	out, code = host(t, dir, subinterpreter+`
run("import smokeext\nsmokeext.scale(None, 1.0)")
import smokeext, array
a = array.array('d', [1.0])
smokeext.scale(a, 3.0)
print("main:", a[0])
`)
	assert.Zero(t, code, out)
	assert.Contains(t, out, "refused: ", "the import itself")
	assert.Contains(t, out, "subinterpreter", out)
	assert.Contains(t, out, "main: 3.0", "the main interpreter works all the same")
}

// A handle that is open, or forgotten, when the host ends must not disturb its end.
func TestAHostEndsWithHandlesOpen(t *testing.T) {
	out, code := host(t, buildExtension(t), `
import smokeext, numpy as np, sys, time
a, b, c = np.ones(3), np.ones(3), np.ones(3)
before = sys.getrefcount(b)
smokeext.keep(a)
try: smokeext.scale(a, 2.0)
except RuntimeError as e: print("acquired in " in str(e) or "AcquireMut[float64] in main.acquireFirst" in str(e))
smokeext.forget(b)
for _ in range(400):
    if smokeext.open_borrows() == 1: break
    time.sleep(0.01)
print(smokeext.open_borrows(), sys.getrefcount(b) - before)
smokeext.scale(b, 2.0)
print(b.tolist())
for _ in range(50): smokeext.forget(np.ones(1000))
smokeext.open_borrows() # their cleanups come while the host ends
print("end", flush=True)
`)
	assert.Zero(t, code, out)
	warning := regexp.MustCompile(`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d WARN .*was forgotten.*\n`) // it may come in the middle of a line
	assert.Equal(t, "True\n1 0\n[2.0, 2.0, 2.0]\nend\n", warning.ReplaceAllString(out, ""), out)
	assert.Contains(t, out, "a handle was forgotten; call Release")
}

// The lock of starting must not be held while waiting for the GIL: the holder of the GIL may be on its way to it.
// ctypes.PyDLL calls with the GIL, and no import has attached before.
func TestThreadsOfAHostMayComeFirstAtOnce(t *testing.T) {
	out, code := host(t, buildExtension(t), `
import array, ctypes, sys, threading
sys.setswitchinterval(1e-6)
scale = ctypes.PyDLL(sys.path[1] + "/smokeext.abi3.so").scale
scale.argtypes, scale.restype = [ctypes.c_void_p, ctypes.py_object], ctypes.py_object
a, barrier = array.array('d', [1.0]), threading.Barrier(8)
def work():
    barrier.wait()
    scale(None, (a, 2.0))
threads = [threading.Thread(target=work) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
print(a[0])
`)
	assert.Zero(t, code, out)
	assert.Equal(t, "256.0\n", out)
}

// Threads that Python did not create, in a process in which Python was first: each gets a thread state at its
// first call, and takes it along when it ends.
func TestForeignThreadsInAHostTakeTheirPythonStateAlong(t *testing.T) {
	out, code := host(t, buildExtension(t), `
import ctypes, sys, time
import smokeext
libc, lib = ctypes.CDLL(None), ctypes.CDLL(smokeext.__file__)
start = ctypes.cast(lib.PyInit_smokeext, ctypes.c_void_p) # any function that enters Python
before = len(sys._current_frames())
for _ in range(50):
    thread = ctypes.c_ulong()
    assert libc.pthread_create(ctypes.byref(thread), None, start, None) == 0
    assert libc.pthread_join(thread, None) == 0
print(len(sys._current_frames()) - before)
`)
	assert.Zero(t, code, out)
	assert.Equal(t, "0\n", out)
}

// run(code) runs code in a subinterpreter that accepts any extension module, and prints what it raised.
const subinterpreter = `
import sys
def run(code):
    sys.stdout.flush()
    lines = ["try:"] + ["    " + line for line in code.split("\n")] + ["except BaseException as e: print('refused:', e, flush=True)", "else: print('not refused', flush=True)"]
    source = "\n".join(["import sys", "sys.path[:] = " + repr(sys.path)] + lines)
    try:
        import _interpreters
        _interpreters.run_string(_interpreters.create('legacy'), source)
    except ImportError:
        import _xxsubinterpreters
        _xxsubinterpreters.run_string(_xxsubinterpreters.create(isolated=False), source)
`

func cut(out string, n int) []string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, line := range lines {
		lines[i] = line[:min(n, len(line))]
	}
	return lines
}
