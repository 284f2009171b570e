//go:build cgo

package pyinterop_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

// What the options of functions promise, by the functions of testdata/kernels/options.go.

// assertLines compares line by line: each has what is wanted in it.
func assertLines(t *testing.T, want, lines []string) {
	t.Helper()
	require.Len(t, lines, len(want), strings.Join(lines, "\n"))
	for i := range want {
		assert.Contains(t, lines[i], want[i])
	}
}

func TestAFunctionWithoutParametersReturnsOrRaises(t *testing.T) {
	assertLines(t, []string{
		"no exception: 7",
		"no exception: 0.5",
		"no exception: [0. 0. 0.]",
		"LookupError: nothing is here",
		"RuntimeError: kernels.nobody(): its result: Argument(0), and it has 0 parameters",
		"RuntimeError: kernels.dies0() panicked: at 0",
		"TypeError: seven() takes 0 positional arguments but 1 was given",
		"TypeError: seven() got an unexpected keyword argument 'a'",
		"() True True True",
	}, kernels(t, `
import inspect
for f in kernels.seven, kernels.half, kernels.thirds, kernels.absent, kernels.nobody, kernels.dies0: told(f)
told(kernels.seven, 1)
told(kernels.seven, a=1)
print(inspect.signature(kernels.seven), *(text in kernels.__stub__ for text in ("def seven() -> int:", "def half() -> float:", "def nobody() -> Any:")))
`))
}

func TestAFunctionOfArraysTakesEveryTypeAndLayout(t *testing.T) {
	assert.Equal(t, []string{"True True"}, kernels(t, `
n, same = 0, True
class Sub(np.ndarray): pass
def layouts(a):
    yield a
    yield np.asfortranarray(a)
    yield a[::-1, ::-1]
    yield np.repeat(a, 2, axis=-1)[..., ::2]
    yield a.astype(a.dtype.newbyteorder("S"))
    yield np.frombuffer(bytearray(b"x" + a.tobytes()), a.dtype, offset=1).reshape(a.shape)
    yield a.view(Sub)
    yield memoryview(a)
for code in "?bBhHiIlLqQefdFD":
    x, y = np.array([[3, 1, 2], [0, 5, 4]]).astype(code), np.array([[2, 2, 2], [1, 0, 9]]).astype(code)
    for a in layouts(x.copy()):
        for low, high in zip(layouts(np.zeros((2, 3), code)), layouts(np.zeros((2, 3), code))):
            kernels.extremes(a, y, low, high=high)
            n += 1
            if np.array_equal(low, np.minimum(a, y)) and np.array_equal(high, np.maximum(a, y)): continue
            same = False; print(code, np.asarray(a).strides, np.asarray(low).strides)
print(same, n > 800)
`))
}

func TestAFunctionOfArraysRefusesWhatIsNoArrayOfItsOwn(t *testing.T) {
	assertLines(t, []string{
		"TypeError: extremes() argument 'high': cannot convert None to an array: it is none",
		"TypeError: extremes() argument 'a': cannot convert None to an array: it is none",
		"TypeError: extremes() argument 'b' of list: wanted an object with the buffer protocol",
		"ValueError: extremes() argument 'low' of numpy.ndarray, shape (3,), dtype float64, strides (8,): ",
		"BufferError: extremes() argument 'low' of numpy.ndarray, shape (3,), dtype float64, strides (8,): overlap: ",
		"BufferError: extremes() argument 'high' of numpy.ndarray, shape (2,), dtype float64, strides (8,): overlap: ",
		"ValueError: ",
		"TypeError: extremes() missing required argument 'low' (pos 3)",
		"[1.0, 2.0, 2.0] [2.0, 2.0, 3.0] True",
	}, kernels(t, `
a, b, low, high = np.array([1., 2., 3.]), np.full(3, 2.), np.zeros(3), np.zeros(3)
frozen = np.zeros(3); frozen.flags.writeable = False
told(kernels.extremes, a, b, low)
told(kernels.extremes, None, b, low, high)
told(kernels.extremes, a, [1.], low, high)
told(kernels.extremes, a, b, frozen, high)
told(kernels.extremes, a, b, a, high)
told(kernels.extremes, a[:2], b[:2], low[1:], low[:2])
told(kernels.extremes, a, b, low[:2], high)
told(kernels.extremes, a, b)
low[:] = high[:] = 0
before = [sys.getrefcount(x) for x in (a, b, low, high)]
for _ in range(1000):
    kernels.extremes(a, b, low, high)
    try: kernels.extremes(a, b, low)
    except TypeError: pass
print(low.tolist(), high.tolist(), before == [sys.getrefcount(x) for x in (a, b, low, high)])
`))
}

func TestAnArgumentIsReturnedItself(t *testing.T) {
	assert.Equal(t, []string{"True True", "True True", "True", "0 0"}, kernels(t, `
a, b = np.ones(2), object()
print(kernels.latter(a, b) is b, kernels.latter(b=a, a=b) is a)   # places are Python's: Go's first parameter is none of them
print(kernels.nth(1) is None, kernels.itself(a) is a)             # a default; without the GIL
view = memoryview(a); print(kernels.itself(view) is view)
before = sys.getrefcount(a), sys.getrefcount(b)
for _ in range(1000): kernels.latter(a, b); kernels.itself(a)
print(sys.getrefcount(a) - before[0], sys.getrefcount(b) - before[1])
`))
}

func TestOtherwiseIsCalledForWhatTheFunctionDoesNotTake(t *testing.T) {
	var want []string
	for _, c := range []struct{ names, who string }{
		{"plain, by name, strided, reversed, no axes, no items, misaligned, stretched, aliased, bool, float16, complex64, of two types", "Go"},
		{"subclass, other byte order, memoryview, list, number, objects, dates, records, memory of another object, no out, None, not the default, " +
			"other shapes, read-only, types that do not go", "otherwise"},
	} {
		for name := range strings.SplitSeq(c.names, ", ") {
			want = append(want, name+": "+c.who)
		}
	}
	assert.Equal(t, want, kernels(t, `
class Sub(np.ndarray): pass
kernels.otherwise("plus", lambda *args, **names: (args, names))
a, b, out = np.array([1., 2., 3.]), np.ones(3), np.zeros(3)
frozen = np.zeros(3); frozen.flags.writeable = False
misaligned, foreign = np.zeros(25, "u1")[1:].view("f8"), np.frombuffer(bytearray(24))
def of(code): return np.array([1, 0, 1]).astype(code), np.array([0, 1, 1]).astype(code), np.zeros(3, code)
def check(name, *args, **names):
    got, given = kernels.plus(*args, **names), names.get("out", args[2] if len(args) > 2 else None)
    if type(got) is tuple:
        same = len(got[0]) == len(args) and all(x is y for x, y in zip(got[0], args)) and got[1].keys() == names.keys() and all(got[1][k] is names[k] for k in names)
        print(name + ":", "otherwise" if same else "otherwise, with other arguments")
    else:
        print(name + ":", "Go" if got is given and np.array_equal(got, want) else "something else")
want = a + b
check("plain", a, b, out); check("by name", a, b, out=out); check("strided", a, b, np.zeros(6)[::2]); check("reversed", a, b, np.zeros(3)[::-1])
want = 3; check("no axes", np.array(1.), np.array(2.), np.array(0.))
want = []; check("no items", a[:0], b[:0], out[:0])
want = a + b; check("misaligned", a, b, misaligned); check("stretched", a, np.array(1.), out)
x = a.copy(); check("aliased", x, b, x)
for name, code in ("bool", "?"), ("float16", "e"), ("complex64", "F"): x, y, z = of(code); want = x + y; check(name, x, y, z)
want = a + b; check("of two types", a.astype("i2"), b.astype("f4"), out)
check("subclass", a.view(Sub), b, out); check("other byte order", a, b.astype(">f8" if sys.byteorder == "little" else "<f8"), out); check("memoryview", a, b, memoryview(out))
check("list", [1.], b, out); check("number", a, 2.0, out); check("objects", a, b.astype(object), out)
check("dates", a, b.astype("M8[s]"), out); check("records", np.zeros(3, [("x", "f8")]), b, out)
check("memory of another object", a, b, foreign); check("no out", a, b); check("None", a, b, None); check("not the default", a, b, out, how="slow")
check("other shapes", a[:2], b, out); check("read-only", a, b, frozen); check("types that do not go", a + 1j, b, out)
`))
}

func TestUntilOtherwiseIsNamedAFunctionIsOnItsOwn(t *testing.T) {
	assertLines(t, []string{
		"[2.0, 3.0] [2.0, 3.0] [2.0, 3.0]",
		"TypeError: plus() argument 'a' of list: wanted an object with the buffer protocol",
		"TypeError: plus() argument 'how': nothing but its default is known",
		"ValueError: ",
		"ValueError: module kernels has no function nobody that was defined with Otherwise and imported",
		"ValueError: module kernels has no function total that was defined with Otherwise and imported",
		"no exception: first",
		"no exception: second",
		"True",
		"TypeError: 'int' object is not callable",
	}, kernels(t, `
class Sub(np.ndarray): pass
a, b, outs = np.array([1., 2.]), np.ones(2), [np.zeros(2).view(Sub), np.zeros(2, ">f8"), np.zeros(2)]
for out in outs: kernels.plus(memoryview(a), b, out)
print(*(out.tolist() for out in outs))
told(kernels.plus, [1.], b, outs[2]); told(kernels.plus, a, b, outs[2], how="slow"); told(kernels.plus, a, b, outs[2][:1])
told(kernels.otherwise, "nobody", print); told(kernels.otherwise, "total", print)
first, second = lambda *args: "first", lambda *args: "second"
count = sys.getrefcount(first)
kernels.otherwise("plus", first); told(kernels.plus, 1, 2)
kernels.otherwise("plus", second); told(kernels.plus, 1, 2)
print(sys.getrefcount(first) == count)
kernels.otherwise("plus", 3); told(kernels.plus, 1, 2)
`))

	m := pyinterop.NewModule("m", "")
	pyinterop.Def0(m, "f()", "", func() (int, error) { return 1, nil }, pyinterop.Otherwise())
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		assert.ErrorContains(t, m.SetOtherwise("f", py.None()), "module m has no function f that was defined with Otherwise and imported", "it is not imported")
		return nil
	}))
}

func TestAFinalErrorIsThatOfTheCall(t *testing.T) {
	assert.Equal(t, []string{
		"RuntimeError: plain", "ArithmeticError: no root", "FileNotFoundError: a file: file does not exist", "ValueError", "no exception: 1",
		"RuntimeError: plain", "ArithmeticError: no root", "FileNotFoundError: a file: file does not exist", "ValueError", "no exception: 1",
		"no exception: otherwise plain", "ArithmeticError: no root", "FileNotFoundError: a file: file does not exist", "ValueError", "no exception: 1",
	}, kernels(t, `
a = np.ones(1)
def all_of(f):
    for how in "plain", "class", "file", "shape", "none":
        try: told(f, a, how) if how != "shape" else f(a, how)
        except ValueError: print("ValueError")
all_of(kernels.picky_alone)   # without Otherwise Final changes nothing
all_of(kernels.picky)
kernels.otherwise("picky", lambda a, how: "otherwise " + how)
all_of(kernels.picky)
`))

	err := fmt.Errorf("a file: %w", fs.ErrNotExist)
	assert.ErrorIs(t, pyinterop.Final(err), fs.ErrNotExist)
	assert.EqualError(t, pyinterop.Final(err), err.Error())
	assert.NoError(t, pyinterop.Final(nil))
}

func TestAliasedArraysAreNeitherCheckedNorSeen(t *testing.T) {
	assertLines(t, []string{
		"BufferError: ",
		"no exception: None",
		"no exception: None",
		"no exception: None",
		"BufferError: axpy() argument 'x'",
		"[2.0, 8.0, 8.0, 8.0] [0.0, 1.0, 3.0, 5.0] True",
		"ValueError: unseen() argument 'a'",
		"TypeError: unseen() argument 'a'",
	}, kernels(t, `
a, b = np.ones(4), np.ones(4)
told(kernels.wraps, lambda: kernels.scale(a), a)                                # a claim against a claim
told(kernels.wraps, lambda: kernels.plus(a[1:], b[1:], a[1:]), a)
told(kernels.unseen, lambda: kernels.scale(a), a)
told(kernels.unseen, lambda: kernels.unseen(lambda: kernels.wraps(lambda: None, a), a), a)
told(kernels.axpy, a, a)
a[1:] *= 2
c, d = np.arange(4.), np.arange(4.)
kernels.plus(c[:-1], c[1:], c[1:]); np.add(d[:-1], d[1:], out=d[1:])             # as if nothing were shared
print(a.tolist(), c.tolist(), c.tolist() == d.tolist())
b.flags.writeable = False
told(kernels.unseen, print, b)
told(kernels.unseen, print, a.astype("f4"))
`))
}

func TestAModuleIsCompletedOnImport(t *testing.T) {
	assertLines(t, []string{
		"7 7 kernels True",
		"ImportError: its licencehas expired",
		"ImportError: pyinterop: the module refused was imported before in this process, and can be once",
		"False False",
		"7 True",
	}, kernels(t, `
import importlib.util
print(kernels.SEVEN, kernels.KernelError.code, kernels.KernelError.__module__, issubclass(kernels.KernelError, ValueError))
def load(name):
    spec = importlib.util.spec_from_file_location(name, kernels.__file__)
    return importlib.util.module_from_spec(spec)
told(load, "refused"); told(load, "refused")
print("refused" in sys.modules, hasattr(sys, "went_on"))   # the function behind the one that failed was not called
before = kernels
del sys.modules["kernels"]
import kernels
print(kernels.SEVEN, kernels.KernelError is before.KernelError)
`))
}

// Whether the GIL is held is seen by another thread of Python, which gets to call something or does not.
func TestTheGILIsDroppedFromSomeBytesOn(t *testing.T) {
	var want []string
	for _, c := range []struct {
		how, sizes string
		dropped    bool
	}{
		{"overtaken", "[262143]", false}, {"overtaken", "[262144]", true}, {"overtaken", "[262143, 1]", true}, {"overtaken", "[8]", false},
		{"overtaken_from_1024", "[1023]", false}, {"overtaken_from_1024", "[1024]", true}, {"overtaken_from_1024", "[512, 512]", true}, {"overtaken_from_1024", "[512]", false},
		{"overtaken_from_0", "[0]", true}, {"overtaken_from_0", "[8]", true}, {"overtaken_python", "[1000000]", false},
		{"overtaken_kept", "[1000000]", false}, {"overtaken_dropped", "[0]", true},
	} {
		said := "False"
		if c.dropped {
			said = "True"
		}
		want = append(want, fmt.Sprint(c.how, " ", c.sizes, " ", said))
	}
	var calls strings.Builder
	for _, line := range want {
		how, rest, _ := strings.Cut(line, " ")
		sizes, said, _ := strings.Cut(rest, "] ")
		fmt.Fprintf(&calls, "overtaken(%q, %s], %s)\n", how, sizes, said)
	}
	assert.Equal(t, want, kernels(t, `
import threading
stop = False
def release():
    while not stop: kernels.release()
thread = threading.Thread(target=release); thread.start()
def overtaken(how, sizes, wanted):   # what shall come is waited for
    print(how, sizes, getattr(kernels, how)(*(np.zeros(n, "u1") for n in sizes), seconds=30 if wanted else 0.02))
try:
`+"    "+strings.ReplaceAll(strings.TrimSpace(calls.String()), "\n", "\n    ")+`
finally: stop = True
thread.join()
`))
}
