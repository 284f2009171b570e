//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Plain arrays of NumPy are read without a buffer; what they say must be what their buffers say.
func TestArraysOfACallAreWhatTheirBuffersSay(t *testing.T) {
	assert.Equal(t, []string{"True True"}, kernels(t, `
import itertools
n, same = 0, True
class Sub(np.ndarray): pass
for code in "?bBhHiIlLqQefdFD":
    for shape in (), (0,), (1,), (5,), (2, 3), (2, 0, 3), (2, 1, 3, 2), (1, 2, 1, 2, 3), (2,) * 6:
        a = np.zeros(shape, code)
        views = [a, a.T, a[..., ::-1] if shape else a, np.asfortranarray(a), a.view(Sub), a.astype(a.dtype.newbyteorder("S"))]
        if shape: views += [np.repeat(a, 2, axis=-1)[..., ::2], np.broadcast_to(a, (2,) + shape), np.frombuffer(bytes(a.nbytes + a.itemsize), code)]
        views += [np.frombuffer(bytearray(2 * a.nbytes + a.itemsize), code)[1:]]
        for v in views:
            direct, held = kernels.kind(v), kernels.kind(memoryview(v))
            if not v.size or 1 in v.shape: direct, held = direct.rpartition("[")[0], held.rpartition("[")[0]  # strides that mean nothing
            if direct != held: same = False; print(code, shape, direct, held)
            n += 1
print(same, n > 1000)
`))
}

func TestAnArrayOfACallIsPinnedWhilePythonRuns(t *testing.T) {
	assert.Equal(t, []string{
		"ValueError True",
		"ValueError True",
		"0 0",
	}, kernels(t, `
import time
a = np.ones(4); v = a[1:]
def resizes(x, y):
    try: kernels.wraps(lambda: x.resize((100,), refcheck=False), y)
    except ValueError as e: return type(e).__name__
def count(): return [sys.getrefcount(o) for o in (a, v)]
def now_from(before):   # the errors of Go keep the exceptions, and these the frames, until a collection has its cleanups run
    for _ in range(200):
        kernels.open_borrows(); time.sleep(0.01); kernels.seven()
        if count() == before: break
    return [now - then for now, then in zip(count(), before)]
before = count()
print(resizes(a, a), a.shape == (4,))
print(resizes(a, v), a.shape == (4,))
print(*now_from(before))
a.resize((8,), refcheck=False)
`))
}

func TestReadOnlyArraysAreNotWritten(t *testing.T) {
	assert.Equal(t, []string{"True 4.0", "True"}, kernels(t, `
a = np.ones(4); a.flags.writeable = False
try: kernels.scale(a)
except (ValueError, BufferError) as e: print("read" in str(e), kernels.total(a))
d = np.diagonal(np.ones((3, 3)))
try: kernels.scale(d)
except (ValueError, BufferError) as e: print("read" in str(e))
`))
}

func TestOtherwiseTakesWhatTheFunctionDoesNot(t *testing.T) {
	assert.Equal(t, []string{
		"True [2.0, 3.0] True [4.0, 6.0]",
		"((1, 2), {}) ([1.0], [2.0], None) ((1,), {'how': 'slow'})",
		"('TypeError', \"plus() argument 'how': nothing but its default is known\")",
		"TypeError plus() missing required argument 'b' (pos 2)",
		"TypeError plus() got an unexpected keyword argument 'x'",
		"True True True True 7",
		"RuntimeError: mine",
		"plus(a, b, /, out=None, *, how='fast')",
	}, kernels(t, `
import inspect
a, b = np.array([1., 2.]), np.ones(2)
out = np.zeros(2)
early = []
try: kernels.plus(a, b, out, how="slow")
except TypeError as e: early = (type(e).__name__, str(e))
r = kernels.plus(a, b, out)
q = kernels.plus(out, out, out=out)   # the same memory, three times
print(r is out, [2.0, 3.0], q is out, out.tolist())
kernels.otherwise("plus", lambda *args, **names: (args, names))
fell = kernels.plus([1.], [2.])
print(kernels.plus(1, 2), (fell[0][0], fell[0][1], None), (kernels.plus(1, a, how="slow")[0][:1], kernels.plus(1, a, how="slow")[1]))
print(early)
for bad in (lambda: kernels.plus(a)), (lambda: kernels.plus(a, b, x=1)):
    try: bad()
    except TypeError as e: print(type(e).__name__, e)
took = lambda *args, **names: isinstance(kernels.plus(*args, **names), tuple)
print(took(a, b), took(a, b, np.zeros(3)), took(a, b, np.zeros(2, "i4")), took(a.astype(">f8"), b, out), kernels.seven())
def raises(*args): raise RuntimeError("mine")
kernels.otherwise("plus", raises)
told(kernels.plus, a, 1)
print("plus" + str(inspect.signature(kernels.plus)))
before = sys.getrefcount(a), sys.getrefcount(out)
for _ in range(1000):
    kernels.plus(a, b, out)
    try: kernels.plus(a, b)
    except RuntimeError: pass
assert before == (sys.getrefcount(a), sys.getrefcount(out))
`))
}

func TestAnArgumentIsReturnedByItsPlace(t *testing.T) {
	assert.Equal(t, []string{
		"0 True 0 (True, True)",
		"RuntimeError: kernels.nth(): its result: Argument(-1), and it has 2 parameters",
		"RuntimeError: kernels.nth(): its result: Argument(9), and it has 2 parameters",
		"RuntimeError: kernels.nth1(): its result: Argument(1), and it has 1 parameters",
		"RuntimeError: kernels.nths(): its result: Argument(2), and it has 2 parameters",
		"True",
	}, kernels(t, `
a = np.ones(2)
print(kernels.nth(0), kernels.nth(1, a=a) is a, kernels.nth1(0), tuple(x is a for x in kernels.nths(1, a)))
told(kernels.nth, -1); told(kernels.nth, 9); told(kernels.nth1, 1); told(kernels.nths, 2, a)
print("def nth1(i: int) -> Any:" in kernels.__stub__)
`))
}
