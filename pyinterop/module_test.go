//go:build cgo

package pyinterop_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The module testdata/kernels, imported by the Python under test.

var kernelsDir = built("kernels", "./testdata/kernels")

// kernels runs Python source with the module, NumPy and two functions at hand, and returns the lines that it printed.
// When it ends no borrow is open.
func kernels(t *testing.T, source string) []string {
	t.Helper()
	dir, err := kernelsDir()
	require.NoError(t, err)
	out, code := host(t, dir, `
import kernels, sys
import numpy as np
def told(f, *args, **names):
    "Prints the exception of a call on one line."
    try: print("no exception:", f(*args, **names))
    except BaseException as e: print(type(e).__name__ + ": " + str(e).splitlines()[0] if str(e) else type(e).__name__)
`+source+"\nprint(kernels.open_borrows(), 'borrows are open')\n")
	require.Zero(t, code, out)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	require.Equal(t, "0 borrows are open", lines[len(lines)-1], out)
	return lines[:len(lines)-1]
}

func TestGoFunctionsWorkOnArraysOfPython(t *testing.T) {
	assert.Equal(t, []string{
		"[0.0, 10.0, 2.0, 30.0, 4.0, 50.0]",
		"[0.0, 60.0, 12.0, 180.0, 24.0, 300.0] 576.0",
		"[0.0, -60.0, -12.0, -180.0, -24.0, -300.0] None",
		"('b', 1) False True [0.0, 0.0, 0.0] 4 3",
		"array 3 [1 2] true (0+1i) none",
		"x 7 [5] false (2+0i) 3",
		"True True",
	}, kernels(t, `
a = np.arange(6.)
kernels.scale(a[::-2], 10.); print(a.tolist())
kernels.scale(a=a); kernels.scale(a, factor=3); print(a.tolist(), kernels.total(a))
r = kernels.axpy(a, a.copy(), factor=-2); print(a.tolist(), r)
print(kernels.pair(1, 'b'), kernels.noted(), kernels.noted(a), kernels.made(3).tolist(), kernels.calls(max, [3, 4]), kernels.columns(np.zeros((2, 3), 'i4')))
print(kernels.describe(a).split('| ')[-1].strip())
print(kernels.describe(a, 'x', 7, [5], False, 2, limit=3).split('| ')[-1].strip())
r = kernels.made(2); kernels.scale(r); print(r.flags.owndata or r.base is not None, kernels.calls(lambda: None) is None)
`))
}

func TestArgumentsAreBoundAsPythonBindsThem(t *testing.T) {
	assert.Equal(t, []string{
		"TypeError: scale() missing required argument 'a' (pos 1)",
		"TypeError: scale() takes from 1 to 2 positional arguments but 3 were given",
		"TypeError: total() takes 1 positional argument but 2 were given",
		"TypeError: scale() got an unexpected keyword argument 'b'",
		"TypeError: scale() got multiple values for argument 'a'",
		"TypeError: total() got an unexpected keyword argument 'a'",
		"TypeError: axpy() takes 2 positional arguments but 3 were given",
		"no exception: None",
	}, kernels(t, `
a = np.ones(2)
told(kernels.scale)
told(kernels.scale, a, 2, 3)
told(kernels.total, a, a)
told(kernels.scale, a, b=3)
told(kernels.scale, a, a=3)
told(kernels.total, a=a)
told(kernels.axpy, a, a.copy(), 2)
told(kernels.scale, **{''.join(['fac', 'tor']): 2, 'a': a})
`))
}

func TestRefusalsNameTheFunctionAndTheArgument(t *testing.T) {
	lines := kernels(t, `
a = np.ones(6)
told(kernels.scale, a, 'x')
told(kernels.scale, a.astype('f4'))
told(kernels.scale, b'12345678')
told(kernels.scale, [1.0])
told(kernels.axpy, a, a)
told(kernels.axpy, a, np.zeros(3))
told(kernels.axpy, a.reshape(2, 3), np.zeros((2, 3)))
told(kernels.columns, np.zeros((2, 2), 'i4'))
told(kernels.small, 300)
told(kernels.small, 2.5)
told(kernels.small, 2**70)
told(kernels.describe, a, name=3)
told(kernels.describe, a, flags=[1, 'x'])
told(kernels.noted, 3)
`)
	for i, want := range []string{
		"TypeError: scale() argument 'factor': must be a real number, not str",
		"TypeError: scale() argument 'a' of numpy.ndarray, shape (6,), dtype float32, strides (4,): dtype: wanted float64, found float32. Way out: a.astype(\"float64\") copies into",
		"TypeError: scale() argument 'a' of bytes, shape (8,), dtype uint8, strides (1,): ",
		"TypeError: scale() argument 'a' of list: wanted an object with the buffer protocol (a NumPy array, bytes, array.array …), found none in it. Way out: numpy.asarray(x)",
		"BufferError: axpy() argument 'x' of numpy.ndarray, shape (6,), dtype float64, strides (8,): overlap: wanted memory that nobody writes, but axpy() argument 'x' shares memory with axpy() argument 'y' for writing",
		"ValueError: axpy() argument 'x' of numpy.ndarray, shape (3,), dtype float64, strides (8,): shape: wanted (6,), that of 'y', found (3,)",
		"ValueError: axpy() argument 'y' of numpy.ndarray, shape (2, 3), dtype float64, strides (24, 8): ndim: wanted 1, found 2",
		"ValueError: columns() argument 'a' of numpy.ndarray, shape (2, 2), dtype int32, strides (8, 4): shape: wanted (any, 3), found (2, 2)",
		"OverflowError: small() argument 'n': cannot convert int 300 to int8: wanted at least -128 and at most 127",
		"TypeError: small() argument 'n': must be an integer, not float",
		"OverflowError: small() argument 'n': 1180591620717411303424 does not fit into 64 bits",
		"TypeError: describe() argument 'name': ",
		"TypeError: describe() argument 'flags': ",
		"TypeError: noted() argument 'out' of int: ",
	} {
		if assert.Less(t, i, len(lines)) {
			assert.Contains(t, lines[i], want)
		}
	}
}

func TestErrorsAndPanicsBecomeExceptions(t *testing.T) {
	assert.Equal(t, []string{
		"ValueError: 3 is too many",
		"KeyError: 'while reading: k'",
		"LinAlgError: singular",
		"RuntimeError: plain",
		"FileNotFoundError: a file: file does not exist",
		"RuntimeError: kernels.fails() panicked: at the disco",
		"RuntimeError: kernels.fails() panicked: runtime error: index out of range [5] with length 0",
		"RuntimeError: kernels.fails() panicked: runtime error: invalid memory address or nil pointer dereference",
		"no exception: fine",
		"UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
		"RuntimeError: a\uFFFDb\x00c",
		"RuntimeError: kernels.fails() panicked: runtime error: invalid memory address or nil pointer dereference",
		"KeyError: 'k'",
		"True",
	}, kernels(t, `
for how in "value", "wrapped", "module", "plain", "file", "panic", "index", "nil", "not at all", "no text", "no UTF-8", "nameless": told(kernels.fails, how)
told(kernels.calls, lambda: {}["k"])
try: kernels.fails("panic")
except RuntimeError as e: print("main.fails" in str(e) and "goroutine" in str(e))
`))
}

func TestFunctionsReadLikePythons(t *testing.T) {
	out := strings.Join(kernels(t, `
import inspect, pydoc
print(kernels.__doc__, kernels.scale.__text_signature__, kernels.scale.__module__)
print(inspect.signature(kernels.describe), inspect.signature(kernels.total), inspect.signature(kernels.limits))
print(pydoc.plain(pydoc.render_doc(kernels.scale)))
compile(kernels.__stub__, "kernels.pyi", "exec")
print(kernels.__stub__)
`), "\n")
	assert.Contains(t, out, "Kernels in Go. (a, factor=2.0) kernels\n")
	assert.Contains(t, out, "(a, name='array', n=3, flags=(1, 2), ok=True, z=1j, *, limit=None) (a, /) (a, b, low=Ellipsis, high=Ellipsis, sep='\\\\')\n")
	assert.Contains(t, out, "scale(a, factor=2.0)\n    Multiplies a by factor, in place.\n")
	assert.Contains(t, out, "def scale(a: Buffer, factor: float = 2.0) -> None:\n    \"\"\"Multiplies a by factor, in place.\"\"\"\n")
	assert.Contains(t, out, "def describe(a: Buffer, name: str = 'array', n: int = 3, flags: list[int] = (1, 2), ok: bool = True, z: complex = 1j, *, limit: Optional[float] = None) -> str:\n")
}

func TestCallsLeaveReferencesAndMemoryAsTheyWere(t *testing.T) {
	assert.Equal(t, []string{"0 0 0", "True"}, kernels(t, `
import resource
a, b, name = np.ones(8), np.ones(8), "a name of its own"
def round():
    for _ in range(5000):
        kernels.scale(a, factor=1.0); kernels.axpy(a, b, factor=0.0); kernels.total(a)
        kernels.describe(a, name); kernels.made(3); kernels.pair(name, None)
        for bad in lambda: kernels.scale(name), lambda: kernels.fails("plain"), lambda: kernels.axpy(a, a):
            try: bad()
            except (TypeError, RuntimeError, BufferError): pass
round()
count = lambda: [sys.getrefcount(o) for o in (a, b, name)]
before = count()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
round(); round()
print(*[now - then for now, then in zip(count(), before)])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 8192)
`))
}

func TestThreadsCallAtOnce(t *testing.T) {
	assert.Equal(t, []string{"True", "[400.0, 400.0, 400.0, 400.0, 400.0, 400.0, 400.0, 400.0]", "BufferError"}, kernels(t, `
import threading, time
rows = np.ones((8, 64))
def work(row):
    for _ in range(400): kernels.axpy(row, one, factor=1.0)
one = np.ones(64); rows[:] = 0
threads = [threading.Thread(target=work, args=(rows[i],)) for i in range(8)]
start = time.monotonic()
[t.start() for t in threads]; [t.join() for t in threads]
print(time.monotonic() - start < 30); print(rows.mean(axis=1).tolist())
sleeper = threading.Thread(target=kernels.sleeps, args=(one, 0.5)); sleeper.start(); time.sleep(0.1)
try: kernels.scale(one)   # runs, for the sleeper has dropped the GIL, and finds the memory taken
except BufferError: print("BufferError")
sleeper.join()
`))
}

// Go does not survive a fork: the child is told so, and other ways of starting processes work.
func TestAForkedChildIsToldAndDoesNotHang(t *testing.T) {
	dir, err := kernelsDir()
	require.NoError(t, err)
	out, code := host(t, dir, `
import kernels, os, numpy as np, multiprocessing as mp, warnings
warnings.simplefilter("ignore")
a = np.ones(4)
kernels.scale(a)
pid = os.fork()
if pid == 0:
    try: kernels.total(a)
    except RuntimeError as e: print("child:", str(e), flush=True); os._exit(7)
    os._exit(0)
print("exit status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), kernels.total(a))
for how in "spawn", "forkserver":
    with mp.get_context(how).Pool(2) as pool: print(how, pool.map(kernels.total, [a, 2 * a]))
`)
	require.Zero(t, code, out)
	assert.Contains(t, out, "child: total() cannot run: this process was forked after its module, which is written in Go, had been loaded")
	assert.Contains(t, out, "use multiprocessing's start method 'spawn' or 'forkserver'")
	assert.Contains(t, out, "exit status 7 8.0\nspawn [8.0, 16.0]\nforkserver [8.0, 16.0]\n")

	out, code = host(t, dir, `
import os, sys
pid = os.fork()
if pid == 0:
    import kernels, numpy as np
    os._exit(int(kernels.total(np.ones(5))))
print("loaded behind the fork:", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`)
	require.Zero(t, code, out)
	assert.Contains(t, out, "loaded behind the fork: 5")
}

func TestASubinterpreterIsRefusedByTheModule(t *testing.T) {
	dir, err := kernelsDir()
	require.NoError(t, err)
	out, code := host(t, dir, subinterpreter+`
run("import kernels\nkernels.small(1)")
import kernels
print("main:", kernels.small(3))
run("import kernels\nkernels.small(1)")
`)
	assert.Zero(t, code, out)
	assert.Equal(t, 2, strings.Count(out, "refused: "), out)
	assert.Contains(t, out, "main: 3")
}

// Errors that wrap an exception have its class, wherever that is from, and it as their cause.
func TestWrappedExceptionsKeepTheirClass(t *testing.T) {
	assert.Equal(t, []string{
		"ValueError: wrapped: invalid literal for int() with base 10: 'x'",
		"Mine: wrapped: 1",
		"True Mine(1)",
		"UnicodeDecodeError: 'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)",
		"SystemExit: 3",
		"KeyboardInterrupt",
		"KeyboardInterrupt",
	}, kernels(t, `
class Mine(Exception): pass
def throws(e): raise e
told(kernels.wraps, lambda: int("x"))
told(kernels.wraps, lambda: throws(Mine(1)))
try: kernels.wraps(lambda: throws(Mine(1)))
except Mine as e: print(type(e) is Mine, repr(e.__cause__))
told(kernels.wraps, lambda: b"\xff".decode("ascii"))
told(kernels.wraps, lambda: throws(SystemExit(3)))
told(kernels.wraps, lambda: throws(KeyboardInterrupt()))
def items(): yield 1; raise KeyboardInterrupt
told(kernels.describe, np.ones(1), flags=items())
`))
}

func TestNumbersAreThoseOfPythonAndNumPy(t *testing.T) {
	assert.Equal(t, []string{
		"1 -3 5 4",
		"TypeError: small() argument 'n': must be an integer, not float32",
		"OverflowError: small() argument 'n': the int does not fit into 64 bits",
		"OverflowError: nothing() argument 'x': the int does not fit into a float",
		"OverflowError: nothing() argument 'x': 1000",
		"TypeError: it is mine",
		"OverflowError: mine, too",
		"(-inf, inf, '\\\\')",
	}, kernels(t, `
class Own:
    def __index__(self): raise TypeError("it is mine")
    def __float__(self): raise OverflowError("mine, too")
print(kernels.small(True), kernels.small(np.int16(-3)), kernels.small(np.uint64(5)), kernels.small(np.array(4)))
kernels.nothing(True), kernels.nothing(np.float32(2)), kernels.nothing(np.int8(2)), kernels.nothing(np.array(2.0))
told(kernels.small, np.float32(2))
told(kernels.small, 10**5000)
told(kernels.nothing, 10**5000)
try: kernels.nothing(10**400)
except OverflowError as e: print("OverflowError:", str(e)[:28])
told(kernels.small, Own())
told(kernels.nothing, Own())
float = 3  # defaults have names of their own
print(kernels.limits(np.ones(3), np.ones((1, 1))))
`))
}

func TestChecksListEverythingUnmet(t *testing.T) {
	assert.Equal(t, []string{
		"limits() argument 'a' of numpy.ndarray, shape (2, 2), dtype float64, strides (16, 8): ndim: wanted 1, found 2; shape: wanted (3,), found (2, 2)",
		"limits() argument 'b' of numpy.ndarray, shape (2,), dtype float64, strides (8,): ndim: wanted 2, found 1",
	}, kernels(t, `
try: kernels.limits(np.ones((2, 2)), np.ones(2))
except ValueError as e: print("\n".join(sorted(str(e).split("\n"))))
`))
}

func TestCallsNestThroughPython(t *testing.T) {
	assert.Equal(t, []string{
		"[8.0] 0",
		"BufferError",
		"RecursionError",
		"True",
		"[4.0] True",
		"True",
	}, kernels(t, `
a, b = np.ones(1), np.ones(1)
kernels.wraps(lambda: kernels.wraps(lambda: (kernels.scale(b), kernels.scale(b), kernels.scale(b))), a)
print(b.tolist(), kernels.open_borrows())
try: kernels.wraps(lambda: kernels.scale(a), a)
except BufferError as e: print("BufferError")
sys.setrecursionlimit(400)
def deep(): return kernels.calls(deep)
try: deep()
except RecursionError as e: print("RecursionError")
sys.setrecursionlimit(1000)
try: kernels.wraps(lambda: a.__setstate__((1, (3,), a.dtype, False, bytes(24))), a)
except BufferError as e: print("main.wraps" in str(e))
class Dies:  # runs while an exception is pending
    def __del__(self): kernels.scale(b, 0.5); gone.append(1)
gone = []
try: kernels.describe(a[:0], flags=(Dies() for _ in range(1)))
except TypeError: print(b.tolist(), gone == [1])
big, o = np.ones(100_000), object()
print(kernels.keeps(big, [o]) is o)
`))
}

func TestALibraryMayHoldSeveralModulesAndBeImportedAgain(t *testing.T) {
	assert.Equal(t, []string{
		`It has a \ and "quotes" 16.0`,
		`It has a \ and "quotes"`,
		`Calls f(), while a is borrowed, and says "why" it "failed"`,
		"4.0 4.0",
	}, kernels(t, `
import ast, importlib.util
spec = importlib.util.spec_from_file_location("second", kernels.__file__)
second = importlib.util.module_from_spec(spec)
spec.loader.exec_module(second)
a = np.ones(4)
kernels.scale(a, 4.0)
print(second.__doc__, kernels.total(a))
print(ast.get_docstring(ast.parse(second.__stub__)))
print(*[ast.get_docstring(f) for f in ast.parse(kernels.__stub__).body if getattr(f, "name", "") == "wraps"])
first = kernels
del sys.modules["kernels"]
import kernels
importlib.reload(kernels)
a[:] = 1
print(kernels.total(a), first.total(a))
`))
}

// A thread that comes back from Go while the interpreter shuts down must not disturb its end.
func TestAHostEndsWhileThreadsAreInGo(t *testing.T) {
	dir, err := kernelsDir()
	require.NoError(t, err)
	out, code := host(t, dir, `
import kernels, numpy as np, os, threading, time
class Slow:
    def __del__(self, sleep=time.sleep, scale=kernels.scale, a=np.ones(3), write=os.write): sleep(0.4); scale(a); write(1, repr(a.tolist()).encode())
a = [np.ones(3) for _ in range(8)]
for x in a: threading.Thread(target=kernels.sleeps, args=(x, 0.3), daemon=True).start()
time.sleep(0.1)
kept = Slow()  # goes when the interpreter shuts down already
`)
	require.Zero(t, code, out)
	assert.Equal(t, "[2.0, 2.0, 2.0]", out)
}
