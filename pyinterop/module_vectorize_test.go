//go:build cgo

package pyinterop_test

import (
	"fmt"
	"log"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/vectorize"
)

// In an extension module Python calls Init; here Go does, with Python in its own process.
func Example_vectorizeDef1() {
	module := pyinterop.NewModule("special", "Functions that NumPy lacks.")
	vectorize.Def1(module, "logistic(x)", "1 / (1 + exp(-x)).", func(x float64) float64 { return 1 / (1 + math.Exp(-x)) })
	err := pyinterop.Do(func(py pyinterop.Python) error {
		special, err := py.FromHandle(module.Init())
		if err != nil {
			return err
		}
		numpy, err := py.Import("numpy")
		if err != nil {
			return err
		}
		result, err := py.Eval("[float(special.logistic(0)), special.logistic([[-1.0, 0.0], [1.0, 2.0]], where=[True, False], out=np.zeros((2, 2))).round(2).tolist()]",
			pyinterop.Kwargs{"special": special, "np": numpy})
		fmt.Println(result)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: [0.5, [[0.27, 0.0], [0.73, 0.0]]]
}

func TestVectorisedFunctionsAreCalledAsNumPysUfuncs(t *testing.T) {
	assert.Equal(t, []string{
		"0.5 float64 float64",
		"True True",
		"[[0.0, 5.0], [1.0, 5.5]]",
		"[False, True, True] bool True",
		"int16 float32 float64 complex128 float32",
		"int16 float64 float32 float64",
		"float32 (2, 3) True",
		"True [0.0, 2.0, 4.0]",
		"1 [0.0, 7.0, 0.0]",
		"[8.0, 8.0] 32.0 32.0 True",
		"3.5 float32 float32 True",
		"[7.0, 7.0] [7.0, 7.0] float64",
		"[1.0] bfloat16",
	}, kernels(t, `
a = np.linspace(-3, 3, 7)
r = kernels.logistic(0); print(r, type(r).__name__, kernels.logistic(np.float32(1)).dtype)
print(np.allclose(kernels.logistic(a), 1/(1+np.exp(-a)), rtol=1e-15), kernels.logistic(a, a) is a)
print(kernels.lerp(np.arange(2.)[:, None], 10., [0, .5]).tolist())
b = kernels.odd([2, 3, -1]); print(b.tolist(), b.dtype, kernels.odd(np.uint8(3)))
i1, u2, i4, f4 = np.int8(1), np.uint16(1), np.int32(1), np.float32(1)
print(*(kernels.plus2(x, y).dtype for x, y in ((i1, i1), (i1, u2), (i4, f4), (f4, 1j), (f4, 2.5))))
print(*(kernels.plus2(x, y).dtype for x, y in ((i1, 3), (i1, 2.5), (True, f4), (1, 2.5))) if np.__version__ >= "2" else ("int16", "float64", "float32", "float64"))
f = np.asfortranarray(np.ones((2, 3), "f4")); r = kernels.plus2(f, f); print(r.dtype, r.shape, r.flags.f_contiguous)
x = np.arange(3.); r = kernels.plus2(x, x, out=(x,)); print(r is x, x.tolist())
before = kernels.count(); r = kernels.counted([5, 7, 9], where=[False, True, False], out=np.zeros(3)); print(kernels.count() - before, r.tolist())
print(kernels.scaled(np.ones(2), 3).tolist(), kernels.scaled(4.0, 3), kernels.scaled(4, 3), kernels.odd(2**62 + 1))
r = kernels.plus2(1.5, 2, dtype="f4"); print(r, r.dtype, kernels.plus2(np.ones(2), 2, dtype="f4").dtype, kernels.plus2(2**70, 2, dtype="f8") == 2.0**70)
print(kernels.plus2(3., 4., out=np.zeros(2), order="k").tolist(), kernels.plus2(3., 4., out=np.full(2, 7.), where=None).tolist(), kernels.logistic(2**63).dtype)
try:
    import ml_dtypes
    r = kernels.logistic(np.array([88], ml_dtypes.bfloat16), out=np.zeros(1, ml_dtypes.bfloat16)); print(r.tolist(), r.dtype)
except ImportError: print("[1.0] bfloat16")
`))
}

func TestVectorisedFunctionsRefuseAsNumPysUfuncs(t *testing.T) {
	lines := kernels(t, `
a = np.ones(4)
told(kernels.logistic, 1j)
told(kernels.logistic, "text")
told(kernels.odd, 2.5)
told(kernels.plus2, a, np.zeros(3))
told(kernels.logistic, a, out=np.zeros(4, "i4"))
told(kernels.logistic, a, out=np.zeros(3))
told(kernels.logistic, np.ones((2, 4)), out=a)
told(kernels.logistic, a, out=[1.0])
told(kernels.logistic, a, out=np.broadcast_to(a, (2, 4)))
told(kernels.logistic, np.ma.array(a))
told(kernels.logistic, a, casting="wild")
told(kernels.logistic, a, dtype="i4")
told(kernels.logistic)
told(kernels.logistic, a, bla=1)
told(kernels.logistic, a, where=2.5)
told(kernels.plus2, 70000, 2, dtype="i2") if np.__version__ >= "2" else print("OverflowError: Python integer 70000 out of bounds for int16") # NumPy 1 wraps, and so does it here
told(kernels.plus2, a, a, order="Z", out=a)
told(kernels.root, a - 2)
told(kernels.root, a - 2, out=a)
told(kernels.dies, np.ones(3, "i1"), out=np.ones(3, "i1"))
told(kernels.dies, np.int8(1))
told(kernels.logistic, a.astype("f4"), casting="no")
told(kernels.logistic, a.astype(">f8"), casting="no")
told(kernels.plus2, np.int16(1), np.int8(1), casting="equiv")
told(kernels.logistic, a.astype(">f8"), casting="equiv")
told(kernels.plus2, a.astype("f4"), 2, casting="no")
many = np.ones((2, 2) + (1,) * (62 if np.__version__ >= "2" else 30))
told(kernels.plus2, many, np.ones((3,) + many.shape[1:]))
`)
	for i, want := range []string{
		"TypeError: ufunc 'logistic' not supported for the input types, and the inputs could not be safely coerced",
		"TypeError: ufunc 'logistic' not supported for the input types",
		"TypeError: ufunc 'odd' not supported for the input types",
		"ValueError: operands could not be broadcast together with shapes (4,) (3,) ",
		"TypeError: Cannot cast ufunc 'logistic' output from dtype('float64') to dtype('int32') with casting rule 'same_kind'",
		"ValueError: operands could not be broadcast together with shapes (4,) (3,) ",
		"ValueError: non-broadcastable output operand with shape (4,) doesn't match the broadcast shape (2, 4)",
		"TypeError: return arrays must be of ArrayType",
		"ValueError: output array is read-only",
		"TypeError: masks are not known here",
		"ValueError: casting must be one of",
		"TypeError: No loop matching the specified signature and casting was found for ufunc logistic",
		"TypeError: logistic() missing required argument 'x' (pos 1)",
		"TypeError: logistic() got an unexpected keyword argument 'bla'",
		"no exception: [", // NumPy: anything that is true
		"OverflowError: Python integer 70000 out of bounds for int16",
		"ValueError: order must be one of 'C', 'F', 'A', or 'K' (got 'Z')",
		"ArithmeticError: -1 has no root",
		"ArithmeticError: -1 has no root",
		"RuntimeError: kernels.dies() panicked: at 3",
		"RuntimeError: kernels.dies() panicked: at 3",
		"TypeError: Cannot cast ufunc 'logistic' input from dtype('float32') to dtype('float64') with casting rule 'no'",
		"TypeError: Cannot cast ufunc 'logistic' input from dtype('>f8') to dtype('float64') with casting rule 'no'",
		"TypeError: Cannot cast ufunc 'plus2' input 1 from dtype('int8') to dtype('int16') with casting rule 'equiv'",
		"no exception: [",
		"no exception: [",
		"ValueError: operands could not be broadcast together with shapes (2,2,",
	} {
		require.Less(t, i, len(lines))
		assert.Contains(t, lines[i], want)
	}
}

// Dtypes, layouts, shapes and overlaps, with NumPy's add as the oracle.
func TestVectorisedFunctionsComputeWhatNumPyComputes(t *testing.T) {
	assert.Equal(t, []string{"True True"}, kernels(t, `
import itertools, warnings
warnings.simplefilter("ignore")
loops = [np.dtype(c) for c in ("i2", "f4", "f8", "c16")]
n = wrong = 0
def check(x, y, make_out, where):
    global n, wrong
    loop = next((l for l in loops if np.can_cast(x.dtype, l) and np.can_cast(y.dtype, l)), None)
    if loop is None: return
    with np.errstate(all="ignore"):
        a, b = make_out(), make_out()
        oa = a[0]; ob = b[0]
        np.add(a[1].astype(loop), a[2].astype(loop), out=oa, where=where, casting="unsafe")
        kernels.plus2(b[1], b[2], out=ob, where=where, casting="unsafe")
    n += 1
    if oa.tobytes() != ob.tobytes() or a[1].tobytes() != b[1].tobytes(): wrong += 1; print(x.dtype, y.dtype, oa.dtype, x.shape, x.strides, where)
rng = np.random.default_rng(7)
codes = "?bBhHiIlLefdFD"
def layouts(a):
    yield a
    yield np.asfortranarray(a)
    yield a[..., ::-1]
    yield np.repeat(a, 2, axis=-1)[..., ::2]
    yield a.astype(a.dtype.newbyteorder("S"))
    yield np.frombuffer(b"x" + a.tobytes(), a.dtype, offset=1).reshape(a.shape)
for shape in (), (5,), (3, 4), (2, 1, 3), (0, 2):
    base = rng.integers(0, 100, shape)
    where = rng.random(shape) < 0.6
    for cx, cy in itertools.product(codes, codes) if shape == (5,) else zip(codes, codes[3:]):
        x, y = np.asarray(base).astype(cx), np.asarray(base + 1).astype(cy)
        for lx in layouts(x) if shape else (x,):
            check(lx, y, lambda: (np.zeros(shape, "D"), lx, y), True)
            check(lx, y, lambda: (np.zeros(shape, "f4"), lx, y[..., :1] if shape else y), where)
for size in 10, 5000:  # out is an input, or overlaps it
    for cut_out, cut_x in itertools.product((slice(0, -3), slice(3, None), slice(None, None, 2), slice(None, None, -2), slice(None, None, -1)), repeat=2):
        def made():
            m = np.arange(float(size)); o, x = m[cut_out], m[cut_x]; k = min(len(o), len(x)); return o[:k], x[:k], x[:k]
        o, x, y = made()
        check(x, y, made, True)
        w = rng.random(len(o)) < 0.5
        check(x, y, made, w)
print(wrong == 0, n > 1500)
`))
}

// NumPy 2 has arrays of up to 64 axes, of which its own broadcast_shapes knows 32.
func TestVectorisedFunctionsTakeASignature(t *testing.T) {
	lines := kernels(t, `
a, i = np.arange(3.), np.arange(3, dtype="i2")
print(*(kernels.plus2(i, i, signature=s).dtype for s in ("hh->h", "ff->f", "dd->d", "DD->D", ("f", "f", "f"), (None, None, "f4"), (None, np.float64, None), (np.dtype("c16"),) * 3)))
print(kernels.plus2(i, 2, sig="dd->d").tolist(), kernels.plus2(1, 2, signature=(None, None, np.float32)).dtype, kernels.odd(i, signature=(None, "?")).tolist())
out = np.zeros(3, "f4"); print(kernels.plus2(a, i, signature="ff->f", out=out) is out, out.tolist(), kernels.plus2(a, a, signature="hh->h", casting="unsafe").tolist())
f = np.ones((4, 6), "i2").T[::2]; print(*(kernels.plus2(f, f.copy("C"), order=o, signature="dd->d").strides == np.add(f, f.copy("C"), order=o, signature="dd->d").strides for o in "KCFA"))
told(kernels.plus2, a, i, signature="hh->h")
newest = tuple(map(int, np.__version__.split(".")[:2])) >= (2, 3)  # others have other words
for names in () if not newest else ({"signature": "dd"}, {"signature": ("d", "d")}, {"signature": ("d",)}, {"signature": "d"}, {"signature": 3}, {"signature": "dd->d", "dtype": "d"}, {"signature": "dd->d", "sig": "dd->d"},
              {"signature": ("d", "d", ">f8")}, {"dtype": ">f8"}, {"signature": "bb->d"}, {"subok": 1}, {"order": 3}, {"casting": None}):
    texts = []
    for f in kernels.plus2, np.add:
        try: f(a, i, **names)
        except Exception as e: texts.append((type(e), str(e).replace("'add'", "'plus2'").replace(" add", " plus2").replace("'unsafe' (", "'unsafe', or 'saturate' (")))
    assert len(texts) == 2 and texts[0] == texts[1], (names, texts)
told(kernels.plus2, a, i, signature="ii->i")
`)
	assert.Equal(t, []string{
		"int16 float32 float64 complex128 float32 float32 float64 complex128",
		"[2.0, 3.0, 4.0] float32 [False, True, False]",
		"True [0.0, 2.0, 4.0] [0, 2, 4]",
		"True True True True",
		"TypeError: Cannot cast ufunc 'plus2' input 0 from dtype('float64') to dtype('int16') with casting rule 'same_kind'",
		"TypeError: No loop matching the specified signature and casting was found for ufunc plus2",
	}, lines)
}

func TestVectorisedFunctionsTakeAsManyAxesAsNumPysArrays(t *testing.T) {
	assert.Equal(t, []string{"True True", "True True"}, kernels(t, `
for n in (32, 64) if np.__version__ >= "2" else (31, 32):
    x, y = np.arange(6.).reshape((2,) + (1,) * (n - 2) + (3,)), np.arange(4.).reshape((2, 2) + (1,) * (n - 2))
    r, out = kernels.plus2(x, y), np.zeros((2, 2) + (1,) * (n - 3) + (3,))
    print(np.array_equal(r, np.add(x, y)), kernels.plus2(x, y, out=out) is out and np.array_equal(out, r))
`))
}

func TestMistakesInAVectorisedDefinitionPanic(t *testing.T) {
	m := pyinterop.NewModule("m", "")
	f := func(x float64) float64 { return x }
	for text, why := range map[string]string{
		"f(x, y)": "the signature has 2 parameters and the Go function 1",
		"f(x=1)":  "wanted name(parameter, parameter)",
		"f":       "wanted name(parameter, parameter)",
		"f()":     "is no name",
		"1(x)":    "is no name",
		"f(out)":  "out",
	} {
		func() {
			defer func() { assert.Contains(t, fmt.Sprint(recover()), why, text) }()
			vectorize.Def1(m, text, "", f)
		}()
	}
	assert.Panics(t, func() { vectorize.Def(m, "f(x)", "", nil) })
	assert.Panics(t, func() {
		vectorize.Def(m, "f(x)", "", []ops.Loop{ops.Loop1(f), ops.Loop2(func(x, y int8) int8 { return x })})
	})
}
