//go:build cgo

package pyinterop_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// The ways on which memory of Go goes to Python and comes back: x is the object that was lent, y the array that Lent.Array makes.
var waysBack = []struct {
	name, expression string
	array            bool // needs an array of NumPy
	dlpack           bool // needs items in native order, and strides of whole items
}{
	{name: "buffer", expression: "x"},
	{name: "asarray", expression: "np.asarray(x)", array: true},
	{name: "array", expression: "y", array: true},
	{name: "DLPack", expression: "Tensor(x)", array: true, dlpack: true},
	{name: "from_dlpack", expression: "np.from_dlpack(x)", array: true, dlpack: true},
	{name: "interface", expression: "Interface(y)", array: true},
	{name: "struct", expression: "Struct(y)", array: true},
}

// Random layouts are lent, read by NumPy and borrowed back, each element compared with what the oracle put there.
func TestRandomLayoutsAreLentAndBorrowedBack(t *testing.T) {
	rounds := 8
	if os.Getenv("INPLACE_LONG") == "1" {
		rounds = 400
	}
	rng, counts := ndtest.Seeded(t), ndtest.Counter{}
	lends(t, func(py pyinterop.Python) {
		for range rounds {
			thereAndBack[float64](t, py, rng, counts)
			thereAndBack[int16](t, py, rng, counts)
			thereAndBack[complex64](t, py, rng, counts)
		}
	})
	assert.Len(t, counts, len(ndtest.ReadClasses)*len(waysBack)-2-2-2-6, "classes of memory and ways: pointers in buffers only, no tensors of another byte order, and those of odd strides and broadcast ones are not counted: %v", counts)
}

func thereAndBack[T ndview.Element](t *testing.T, py pyinterop.Python, rng *rand.Rand, counts ndtest.Counter) {
	make := doorMaker(t, py)
	names := make("globals()")
	versions := givesVersions(make)
	for _, class := range ndtest.ReadClasses {
		shape := []int{1 + rng.IntN(4)}
		for range rng.IntN(4) {
			shape = append(shape, min(rng.IntN(13), 4)) // rarely 0
		}
		a := ndtest.New[T](rng, class, shape...)
		values := ndtest.RandomBits[T](rng, ndtest.Size(shape))
		if class == ndtest.Broadcast {
			values = a.Values()
		}
		a.Fill(values)
		lent, err := py.Lend(a.V.Raw().Raw)
		if class != ndtest.Broadcast {
			lent, err = py.LendMut(a.V.Raw())
		}
		if class == ndtest.Indirect && errors.Is(err, ndview.ErrLayout) {
			continue // pointers in an order that PEP 3118 does not have
		}
		require.NoError(t, err, "%v", a)
		require.NoError(t, names.SetItem("x", lent.Object()))
		array, err := lent.Array()
		if class == ndtest.Indirect && err != nil { // an array of one item may do without pointers
			require.ErrorContains(t, err, "suboffsets")
		} else {
			require.NoError(t, err, "%v", a)
			require.NoError(t, names.SetItem("y", array))
		}
		whole := true
		for _, s := range a.V.Strides() {
			whole = whole && s%mem.SizeOf[T]() == 0
		}
		for _, way := range waysBack {
			if way.array && class == ndtest.Indirect {
				continue
			}
			refused := way.dlpack && (class == ndtest.Swapped || !whole)
			if way.dlpack && !versions && class == ndtest.Broadcast {
				refused = true // read-only, which the old capsules cannot say
			}
			got := len(values) > 0 && !refused
			err := borrowedBack(t, py, names, way.expression, shape, values)
			switch {
			case !refused:
				assert.NoError(t, err, "%s of %v", way.name, a)
			case len(values) > 0 && way.array && !(way.dlpack && !whole && class == ndtest.Odd): // strides of axes of length 1 do not count
				assert.Error(t, err, "%s of %v", way.name, a)
			}
			if got && !(way.dlpack && (class == ndtest.Odd || class == ndtest.Broadcast)) { // by luck, and by NumPy 2
				counts.Add(class, way.name)
			}
		}
	}
	_, err := py.EvalIn("[globals().pop(name, None) for name in 'xyz']", names)
	require.NoError(t, err)
}

// borrowedBack compares what Python reads, and what Go reads of it.
func borrowedBack[T ndview.Element](t *testing.T, py pyinterop.Python, names pyinterop.Object, expression string, shape []int, values []T) error {
	o, err := py.EvalIn(expression, names)
	if err != nil {
		return err
	}
	got := func(o pyinterop.Object) (list []T, err error) {
		list = make([]T, len(values))
		err = pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
			assert.Equal(t, shape, r.Shape(), expression)
			v, err := ndview.As[T](r)
			if err != nil {
				return err
			}
			return v.CopyTo(list)
		})
		return list, err
	}
	list, err := got(o)
	if err != nil {
		return err
	}
	assert.True(t, ndtest.SameBits(values, list), "%s: wanted %v, found %v", expression, values, list)
	require.NoError(t, names.SetItem("z", o))
	theirs := "np.array(z if isinstance(z, np.ndarray) else z.a if not isinstance(z, Tensor) else np.from_dlpack(z))"
	if expression == "x" {
		return nil // who reads pointers is judged elsewhere, by CPython's own
	}
	c, err := py.EvalIn(theirs, names)
	if err != nil {
		return err
	}
	if list, err = got(c); err != nil {
		return err
	}
	assert.True(t, ndtest.SameBits(values, list), "NumPy's %s: wanted %v, found %v", expression, values, list)
	return nil
}

// Random headers, most of them lies: nothing crashes, what is refused is given back once, and what is borrowed lies in memory.
func TestRandomHeadersOfTensorsColumnsAndStructsAreSafe(t *testing.T) {
	rounds := 8000
	if os.Getenv("INPLACE_LONG") == "1" {
		rounds = 40000
	}
	rng, counts := ndtest.Seeded(t), ndtest.Counter{}
	python(t, func(py pyinterop.Python) {
		eval := doorMaker(t, py)
		names := eval("globals()")
		require.NoError(t, names.SetItem("seed", must[pyinterop.Object](t)(py.From(rng.Int64()))))
		require.NoError(t, py.ExecIn(randomHeaders, names))
		for range rounds {
			kind := []string{"tensor", "column", "struct"}[rng.IntN(3)]
			o := eval("random_" + kind + "()")
			lies := must[int](t)(eval("lies").Len())
			honest := lies == 0 // a length that is wrong and could be true cannot be known
			err := pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
				if v, err := ndview.As[uint8](r); err == nil && honest {
					list := make([]uint8, v.Size())
					assert.NoError(t, v.CopyTo(list))
				}
				return nil
			})
			freed := must[int](t)(must[pyinterop.Object](t)(o.CallMethod("given_back")).Int())
			assert.LessOrEqual(t, freed, 1, "%s: given back once", kind)
			counts.Add(kind, honest, err == nil)
		}
	})
	counts.AtLeast(t, 12, 1)
}

// Each number is one that may be true, or one that may not. What may be true of the shape stays within the 64 bytes there are.
const randomHeaders = `
import random
rng = random.Random(seed)
odd = [-1, -2**63, 2**63 - 1, 2**62, 2**32, 65, 1 << 40]
lies = []
def pick(*sound):
    if rng.random() < .9: return rng.choice(sound)
    lies.append(rng.choice(odd))
    return lies[-1]
def random_tensor():
    lies.clear()
    ndim = rng.choice([0, 1, 1, 2, 3])
    shape = [pick(0, 1, 1, 2) for _ in range(ndim)]
    strides = None if rng.random() < .5 else [pick(-1, 0, 1, 2) for _ in range(ndim)]
    deleted.clear()
    o = Made(shape=shape, strides=strides, versioned=rng.random() < .7, major=pick(1) & 0xffffffff, flags=pick(0, 1) & 0xffff, ndim=rng.choice([ndim] * 9 + [-5, 2**31 - 1]),
             code=pick(1) & 255, bits=pick(8) & 255, lanes=rng.choice([1] * 9 + [0, 2, 65535]), offset=pick(16, 24) & (2**64 - 1), data=rng.random() < .9, no_shape=rng.random() < .05)
    o.given_back = lambda: len(deleted)
    return o
def random_column():
    lies.clear()
    length, offset = pick(0, 1, 8), pick(0, 1, 7)
    o = Column(format=rng.choice([b"C"] * 6 + [b"c", b"g", b"u", b"b", b"+s", b"", b"tsn:UTC", b"\xff", b"w:4"]), length=length, nulls=pick(0, 0, -1, 1), offset=offset,
               n_buffers=rng.choice([2] * 9 + [0, 1, -1, 3]), data=rng.random() < .9, valid=None if lies else rng.choice([None, None, [255] * 4, [0b10101010] * 4]), released=rng.random() < .05)
    o.given_back = lambda: o.freed
    return o
class Header(ctypes.Structure):
    _fields_ = [("two", ctypes.c_int), ("nd", ctypes.c_int), ("kind", ctypes.c_char), ("itemsize", ctypes.c_int), ("flags", ctypes.c_int),
                ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("data", ctypes.c_void_p), ("descr", ctypes.c_void_p)]
def random_struct():
    lies.clear()
    o = Hostile()
    ndim = rng.choice([0, 1, 1, 2, 3])
    o.memory = (ctypes.c_uint8 * 64)(*range(64))
    o.shape = (ctypes.c_ssize_t * 4)(*[pick(0, 1, 2) for _ in range(ndim)])
    o.strides = (ctypes.c_ssize_t * 4)(*[pick(-1, 0, 1, 2, 8) for _ in range(ndim)])
    o.header = Header(rng.choice([2] * 9 + [0, 3]), rng.choice([ndim] * 9 + [-1, 2**31 - 1]), rng.choice(b"uuuuuifUSVOMx").to_bytes(1, "little"), rng.choice([1] * 8 + [0, -1, 4, 2**31 - 1]), rng.getrandbits(16),
                      ctypes.addressof(o.shape) if rng.random() < .95 else None, ctypes.addressof(o.strides) if rng.random() < .95 else None,
                      ctypes.addressof(o.memory) + 32 if rng.random() < .9 else None, None)
    o.struct = capsule_new(ctypes.addressof(o.header), None, None)
    o.given_back = lambda: 0
    return o
`
