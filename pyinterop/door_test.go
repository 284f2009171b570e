//go:build cgo

package pyinterop_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Objects that have no buffer, but one of the other doors, which is that of a real NumPy array.
const doorsOfArrays = `
import ctypes, mmap, numpy as np

class Tensor:
    def __init__(self, a): self.a = a
    def __dlpack__(self, **names): return self.a.__dlpack__(**names)
    def __dlpack_device__(self): return self.a.__dlpack_device__()

def Methods(a):
    class Methods: # without any code in Python: the methods are those of the array, bound to it
        __dlpack__, __dlpack_device__ = a.__dlpack__, a.__dlpack_device__
    return Methods()

class Old(Tensor):
    def __dlpack__(self): return self.a.__dlpack__()

class Interface:
    def __init__(self, a, **changes): self.a, self.changes = a, changes
    @property
    def __array_interface__(self): return {k: v for k, v in {**self.a.__array_interface__, **self.changes}.items() if v != "nothing"}

class IntFlag(Interface):
    @property
    def __array_interface__(self): return {**self.a.__array_interface__, "data": (self.a.ctypes.data, 0)}

class Struct:
    def __init__(self, a): self.a = a
    @property
    def __array_struct__(self): return self.a.__array_struct__

class Gpu(Tensor):
    def __dlpack__(self, **names): raise BufferError("a GPU's")
    def __dlpack_device__(self): return (2, 3)
`

// doorMaker evaluates an expression with these classes, in names of their own.
func doorMaker(t testing.TB, py pyinterop.Python) func(expression string) pyinterop.Object {
	t.Helper()
	names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
	require.NoError(t, py.ExecIn(doorsOfArrays+hostileDoors, names))
	return func(expression string) pyinterop.Object {
		t.Helper()
		o, err := py.EvalIn(expression, names)
		require.NoError(t, err, expression)
		return o
	}
}

// givesVersions reports whether the tensors of NumPy carry a version, and with it whether they may be written: from 2.1 on.
// Those of older ones are for reading only.
func givesVersions(make func(string) pyinterop.Object) bool {
	yes, err := make("np.lib.NumpyVersion(np.__version__) >= '2.1.0'").Truth()
	return yes && err == nil
}

// writableDoor is a class of doorsOfArrays whose memory may be written with every NumPy, and the protocol by which it comes.
func writableDoor(make func(string) pyinterop.Object) (class, protocol string) {
	if givesVersions(make) {
		return "Tensor", "DLPack"
	}
	return "Interface", "__array_interface__"
}

func TestTensorsAreBorrowedByDLPack(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		o := make("Tensor(np.arange(12.).reshape(3, 4)[::-1, ::2])")
		if !givesVersions(make) {
			assert.ErrorIs(t, pyinterop.BorrowMut(o, func(ndview.MutView[float64]) error { return nil }), ndview.ErrReadOnly)
			o = make("Interface(np.arange(12.).reshape(3, 4)[::-1, ::2])")
		}
		require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
			assert.Equal(t, []int{3, 2}, v.Shape())
			assert.Equal(t, []int{-32, 16}, v.Strides())
			assert.Equal(t, 10.0, v.At2(0, 1))
			v.Set2(2, 0, -1)
			return nil
		}))
		a := must[pyinterop.Object](t)(o.Attr("a"))
		assert.Equal(t, "[[8.0, 10.0], [4.0, 6.0], [-1.0, 2.0]]", text(t, must[pyinterop.Object](t)(a.CallMethod("tolist"))))

		for expression, check := range map[string]func(o pyinterop.Object) error{
			"Tensor(np.array([True, False]))":           reads(t, elem.BoolOf(true)),
			"Tensor(np.array([1+2j], 'c16'))":           reads(t, 1+2i),
			"Tensor(np.array([1.5], 'e'))":              reads(t, elem.Float16From(1.5)),
			"Tensor(np.array([-7, 1], 'i1'))":           reads(t, int8(-7)),
			"Tensor(np.array([7, 1], 'u8'))":            reads(t, uint64(7)),
			"Old(np.array([2.5, 1]))":                   reads(t, 2.5),
			"Interface(np.array([2.5, 1])[::-1])":       reads(t, 1.0),
			"Struct(np.array([[2.5, 1]], 'f4').T)":      reads2(t, float32(2.5)),
			"Struct(np.array([3, 1], '>i4'))":           func(o pyinterop.Object) error { return swapped(t, o) },
			"Interface(np.array([3, 1], '>i4'))":        func(o pyinterop.Object) error { return swapped(t, o) },
			"np.array([5, 1], 'm8[s]')":                 func(o pyinterop.Object) error { return raw(t, o, "timedelta64[s]") },
			"np.array([5, 1], 'M8[25us]')":              func(o pyinterop.Object) error { return raw(t, o, "datetime64[25us]") },
			"Interface(np.array([5, 1], 'M8[ns]'))":     func(o pyinterop.Object) error { return raw(t, o, "datetime64[ns]") },
			"Interface(np.zeros(2, 'i4,f8,(2,)u1'))":    func(o pyinterop.Object) error { return raw(t, o, "[('f0', '<i4'), ('f1', '<f8'), ('f2', 'u1', (2,))]") },
			"IntFlag(np.array([2.5, 1]))":               reads(t, 2.5),
			"Interface(np.zeros((2, 0)), strides=None)": func(o pyinterop.Object) error { return raw(t, o, "float64") },
		} {
			if inner, is := strings.CutPrefix(expression, "Tensor("); is {
				if _, err := make("(" + inner).CallMethod("__dlpack__"); err != nil { // NumPy 1 has no bool there
					assert.ErrorIs(t, check(make(expression)), pyinterop.ErrRefused, expression)
					continue
				}
			}
			assert.NoError(t, check(make(expression)), expression)
		}
	})
}

func reads[T ndview.Element](t *testing.T, want T) func(pyinterop.Object) error {
	return func(o pyinterop.Object) error {
		return pyinterop.Borrow(o, func(v ndview.View[T]) error {
			assert.Equal(t, want, v.At1(0))
			return nil
		})
	}
}

func reads2[T ndview.Element](t *testing.T, want T) func(pyinterop.Object) error {
	return func(o pyinterop.Object) error {
		return pyinterop.Borrow(o, func(v ndview.View[T]) error {
			assert.Equal(t, want, v.At2(0, 0))
			return nil
		})
	}
}

func swapped(t *testing.T, o pyinterop.Object) error {
	return pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
		assert.True(t, r.DType().Swapped)
		v, err := ndview.As[int32](r)
		require.NoError(t, err)
		assert.Equal(t, int32(3), v.At1(0))
		return nil
	})
}

func raw(t *testing.T, o pyinterop.Object, dtype string) error {
	return pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
		assert.Equal(t, dtype, r.DType().String())
		return nil
	})
}

func TestOtherDoorsAreOpenToKeptObjectsHandlesGroupsAndRequests(t *testing.T) {
	var k *pyinterop.Kept
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		class, _ := writableDoor(make)
		k = must[*pyinterop.Kept](t)(make(class + "(np.arange(4.))").Keep())
		o := make(class + "(np.zeros(3))")
		require.NoError(t, pyinterop.Borrow2(pyinterop.Write[float64](o), pyinterop.Read[float64](k), func(w ndview.MutView[float64], r ndview.View[float64]) error {
			w.Set1(0, r.At1(3))
			return nil
		}))
		require.NoError(t, pyinterop.AskSimple.Borrow(o, func(s pyinterop.Simple) error {
			assert.Equal(t, 24, s.Nbytes())
			return nil
		}))
		err := pyinterop.Borrow2(pyinterop.Write[float64](o), pyinterop.Read[float64](o), func(ndview.MutView[float64], ndview.View[float64]) error { return nil })
		assert.ErrorIs(t, err, ndview.ErrOverlap, "the ledger sees the memory, whichever door it came by")
		err = pyinterop.Borrow2(pyinterop.Write[float64](o), pyinterop.Read[float64](make("Gpu(np.zeros(3))")), func(ndview.MutView[float64], ndview.View[float64]) error { return nil })
		assert.ErrorIs(t, err, pyinterop.ErrDevice)
		assert.ErrorContains(t, err, "Borrow2, argument 2, Read[float64] of Gpu: device: wanted memory of the CPU, found CUDA device 3. Way out: x.cpu()")
	})
	require.NoError(t, pyinterop.Borrow(k, func(v ndview.View[float64]) error {
		assert.Equal(t, 3.0, v.At1(3))
		return nil
	}))
	require.NoError(t, pyinterop.Borrow2(pyinterop.Read[float64](k), pyinterop.Read[float64](k), func(a, b ndview.View[float64]) error {
		assert.Equal(t, 3.0, a.At1(3))
		return nil
	}))
	h, err := pyinterop.AcquireMut[float64](k)
	require.NoError(t, err)
	v := h.View()
	v.Set1(0, 8)
	assert.ErrorIs(t, pyinterop.Borrow(k, func(ndview.View[float64]) error { return nil }), ndview.ErrOverlap)
	require.NoError(t, h.Release())
	assert.ErrorIs(t, pyinterop.Borrow(k, func(ndview.View[int32]) error { return nil }), ndview.ErrType)
	k.Drop()
}

func TestWhatOtherDoorsShowIsRefusedInFull(t *testing.T) {
	nothing := func(ndview.MutView[float64]) error { return nil }
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		class, protocol := writableDoor(make)
		for _, c := range []struct {
			expression string
			sentinels  []error
			texts      []string
		}{
			{class + "(np.zeros(3, 'f4'))", errs(ndview.ErrType), []string{"BorrowMut[float64] of " + class + " (by " + protocol + "), shape (3,)", "dtype: wanted float64, found float32", "BorrowMut[float32] takes it as it is"}},
			{"Old(np.zeros(3))", errs(ndview.ErrReadOnly), []string{"of Old (by DLPack)", "found read-only", "Borrow reads it"}},
			{class + "(np.broadcast_to(np.zeros(1, 'i2'), 3))", errs(ndview.ErrReadOnly), []string{"found read-only"}},
			{"Interface(np.zeros(3, '>f8'))", errs(ndview.ErrByteOrder), []string{"of Interface (by __array_interface__)", "byte order: wanted native"}},
			{"Interface(np.zeros(3, 'M8[s]'))", errs(ndview.ErrType), []string{"dtype: wanted float64, found datetime64[s]"}},
			{"Interface(np.zeros(3), mask=[0, 0, 1])", errs(pyinterop.ErrMasked), []string{"found a mask"}},
			{"Gpu(np.zeros(3))", errs(pyinterop.ErrDevice), []string{"BorrowMut[float64] of Gpu: device: wanted memory of the CPU, found CUDA device 3. Way out: x.cpu()"}},
			{"Interface(np.zeros(3), shape=(3, -1))", errs(ndview.ErrShape), nil},
			{"Interface(np.zeros(3), shape=(2**40, 2**40))", nil, nil},
			{"Interface(np.zeros(3), shape=(1,) * 65)", errs(ndview.ErrShape), []string{"ndim: wanted 0 to 64, found 65"}},
			{"Interface(np.zeros(3), strides=(8, 8))", errs(pyinterop.ErrRefused), []string{"wanted 1 strides"}},
			{"Interface(np.zeros(3), data=(0, False))", errs(ndview.ErrBounds), []string{"address: wanted memory that can exist"}},
			{"Interface(np.zeros(3), data=(2**64 - 8, False))", nil, nil},
			{"Interface(np.zeros(3), data=None)", errs(pyinterop.ErrRefused), []string{"data as (address, read-only)"}},
			{"Interface(np.zeros(3), typestr='q')", errs(pyinterop.ErrRefused), nil},
			{"Interface(np.zeros(3), typestr='nothing')", errs(pyinterop.ErrRefused), []string{"no typestr"}},
			{"Interface(np.zeros(3), typestr='|V8', descr=[(1, 2)])", errs(pyinterop.ErrRefused), []string{"descr is no list of"}},
			{"Hostile(struct=5)", errs(pyinterop.ErrRefused), []string{"__array_struct__: wanted an unused capsule"}},
		} {
			err := pyinterop.BorrowMut(make(c.expression), nothing)
			require.Error(t, err, c.expression)
			var refused *pyinterop.RefusedError
			assert.ErrorAs(t, err, &refused, c.expression)
			for _, s := range c.sentinels {
				assert.ErrorIs(t, err, s, c.expression)
			}
			for _, text := range c.texts {
				assert.ErrorContains(t, err, text, c.expression)
			}
		}
	})
}

// Hand-made structures, and what must be refused of them; each deleter is called once, whatever happens.
const hostileDoors = `
class DLTensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device", ctypes.c_int32 * 2), ("ndim", ctypes.c_int32), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8),
                ("lanes", ctypes.c_uint16), ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("offset", ctypes.c_uint64)]
Deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
class Plain(ctypes.Structure):
    _fields_ = [("t", DLTensor), ("context", ctypes.c_void_p), ("deleter", Deleter)]
class Versioned(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p), ("deleter", Deleter), ("flags", ctypes.c_uint64), ("t", DLTensor)]
capsule_new = ctypes.pythonapi.PyCapsule_New
capsule_new.restype, capsule_new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]

deleted = []
class Made:
    """A tensor of 8 float64s 0 ... 7 with a lie."""
    def __init__(self, shape=(8,), strides=None, versioned=True, name=None, major=1, flags=0, ndim=None, code=2, bits=64, lanes=1, offset=0, data=True, no_shape=False, no_deleter=False, device=(1, 0), says=None, no=False):
        self.memory = (ctypes.c_double * 8)(*range(8))
        self.shape = (ctypes.c_int64 * 80)(*shape)
        self.strides = (ctypes.c_int64 * 80)(*strides) if strides is not None else None
        t = DLTensor(ctypes.addressof(self.memory) if data else None, device, len(shape) if ndim is None else ndim, code, bits, lanes,
                     None if no_shape else ctypes.addressof(self.shape), None if self.strides is None else ctypes.addressof(self.strides), offset)
        self.deleter = Deleter() if no_deleter else Deleter(lambda p: deleted.append(p))
        self.m = Versioned(major, 0, None, self.deleter, flags, t) if versioned else Plain(t, None, self.deleter)
        self.name = name if name is not None else b"dltensor_versioned" if versioned else b"dltensor"
        self.device, self.made, self.no = says or device, [], no
    def __dlpack__(self, **names):
        self.made.append(capsule_new(ctypes.addressof(self.m), self.name, None))
        return self.made[-1]
    def __dlpack_device__(self): return self.device

class Hostile:
    def __init__(self, **attributes): self.struct = attributes.get("struct")
    @property
    def __array_struct__(self): return self.struct

def names_of(made):
    get = ctypes.pythonapi.PyCapsule_GetName
    get.restype, get.argtypes = ctypes.c_char_p, [ctypes.py_object]
    return [get(c).decode() for c in made]

class Used(Made):
    def __dlpack__(self, **names):
        if not self.made: super().__dlpack__()
        return self.made[0]

class Exchange(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("older", ctypes.c_void_p), ("allocate", ctypes.c_void_p), ("from_object", ctypes.c_void_p)]
nothing = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda o, out: 0)
exchange = Exchange(1, 3, None, None, ctypes.cast(nothing, ctypes.c_void_p))
class ExchangesNothing(Made):
    __dlpack_c_exchange_api__ = capsule_new(ctypes.addressof(exchange), b"dlpack_exchange_api", None)

class Raises(Made):
    def __dlpack__(self, **names): raise ValueError("no")
class Negated(Made):
    def is_neg(self): return not self.no
class Odd(Made):
    def __dlpack__(self, **names): return 5
class Recursive(Made):
    def __dlpack__(self, **names): return self.__dlpack__(**names)

# Arrow
class Schema(ctypes.Structure):
    _fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
                ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private", ctypes.c_void_p)]
class Array(ctypes.Structure):
    _fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
                ("buffers", ctypes.c_void_p), ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private", ctypes.c_void_p)]
class Column:
    """8 float64s 0 ... 7, of which the second is missing where nulls are wanted."""
    def __init__(self, format=b"g", length=8, nulls=0, offset=0, n_buffers=2, data=True, valid=None, released=False):
        self.memory = (ctypes.c_double * 8)(*range(8))
        self.bits = None if valid is None else (ctypes.c_uint8 * 4)(*valid)
        self.buffers = (ctypes.c_void_p * 2)(None if valid is None else ctypes.addressof(self.bits), ctypes.addressof(self.memory) if data else None)
        self.release = Deleter(self.free)
        address = ctypes.cast(self.release, ctypes.c_void_p).value
        self.schema = Schema(format, b"", None, 2, 0, None, None, None if released else address, None)
        self.array = Array(length, nulls, offset, n_buffers, 0, ctypes.addressof(self.buffers), None, None, None if released else address, None)
        self.freed = 0
    def free(self, p): self.freed += 1
    def __arrow_c_array__(self, requested_schema=None):
        return capsule_new(ctypes.addressof(self.schema), b"arrow_schema", None), capsule_new(ctypes.addressof(self.array), b"arrow_array", None)
class Columns(Column):
    """It can be asked again and again."""
    def __arrow_c_array__(self, requested_schema=None):
        self.array.release = self.schema.release
        return super().__arrow_c_array__()
class Several(mmap.mmap, Column):
    def __new__(cls, **names): return super().__new__(cls, -1, 4096)
    def __init__(self, **names):
        Column.__init__(self, **names)
        self.close()  # from now on it refuses its buffer
    def __dlpack__(self, **names): return np.arange(8.).__dlpack__(**names)
    def __dlpack_device__(self): return (1, 0)
`

func TestLyingTensorsAreRefusedAndGivenBackOnce(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		for _, c := range []struct {
			expression string
			sentinel   error // nil: it is borrowed
			text       string
			deletions  int
		}{
			{"Made()", nil, "", 1},
			{"Made(versioned=False)", nil, "", 1},
			{"Made(no_deleter=True)", nil, "", 0},
			{"Made(shape=(4,), strides=(-2,), offset=56)", nil, "", 1},
			{"Made(shape=())", nil, "", 1},
			{"Made(shape=(0, 5), data=False)", nil, "", 1},
			{"Made(shape=(2, 1, 4), strides=(4, 12345, 1))", nil, "", 1},
			{"Made(device=(3, 0))", nil, "", 1},
			{"Made(data=False)", ndview.ErrBounds, "address: wanted memory that can exist", 1},
			{"Made(data=False, offset=1 << 20)", ndview.ErrBounds, "address: wanted memory that can exist", 1},
			{"ExchangesNothing()", nil, "", 1},
			{"Made(shape=(-1,))", ndview.ErrShape, "", 1},
			{"Made(shape=(2**32, 2**32))", nil2, "", 1},
			{"Made(shape=(2**62,))", nil2, "", 1},
			{"Made(shape=(8,), strides=(2**61,))", nil2, "", 1},
			{"Made(shape=(8,), strides=(2**62,))", nil2, "", 1},
			{"Made(shape=(1,) * 65)", ndview.ErrShape, "ndim: wanted 0 to 64, found 65", 1},
			{"Made(ndim=-3)", ndview.ErrShape, "ndim: wanted 0 to 64, found -3", 1},
			{"Made(no_shape=True)", ndview.ErrShape, "shape: wanted 1 lengths, found none (NULL)", 1},
			{"Made(bits=4)", ndview.ErrType, "found DLPack's code 2 with 4 bits and 1 lanes", 1},
			{"Made(lanes=2)", ndview.ErrType, "2 lanes", 1},
			{"Made(bits=0)", ndview.ErrType, "with 0 bits", 1},
			{"Made(code=9, bits=8)", ndview.ErrType, "found DLPack's code 9 with 8 bits", 1},
			{"Made(offset=1)", ndview.ErrAlign, "alignment", 1},
			{"Made(major=2)", pyinterop.ErrRefused, "wanted version 1 of the structure, found 2", 1},
			{"Made(name=b'dltensor2')", pyinterop.ErrRefused, "wanted an unused capsule", 0},
			{"Made(name=b'used_dltensor')", pyinterop.ErrRefused, "or one that was used", 0},
			{"Odd()", pyinterop.ErrRefused, "wanted an unused capsule", 0},
			{"Raises()", pyinterop.ErrRefused, "ValueError: no", 0},
			{"Recursive()", pyinterop.ErrRefused, "RecursionError", 0},
			{"Made(device=(10, 1))", pyinterop.ErrDevice, "ROCm device 1", 1},
			{"Made(device=(77, 1))", pyinterop.ErrDevice, "device of DLPack's type 77, number 1", 1},
			{"Raises(device=(2, 3))", pyinterop.ErrDevice, "CUDA device 3", 0},
			{"Raises(says=(1,))", pyinterop.ErrRefused, "ValueError: no", 0},
			{"Raises(says=5)", pyinterop.ErrRefused, "ValueError: no", 0},
			{"Raises(says=('a', 'b'))", pyinterop.ErrRefused, "ValueError: no", 0},
			{"Raises(says=(2**80, 0))", pyinterop.ErrRefused, "ValueError: no", 0},
			{"Negated()", pyinterop.ErrRefused, "found a tensor that negates them when they are read (is_neg). Way out: x.resolve_neg() copies it", 0},
			{"Negated(no=True)", nil, "", 1},
		} {
			make("deleted.clear()")
			o := make(c.expression)
			err := pyinterop.Borrow(o, func(v ndview.View[float64]) error {
				assert.Zero(t, must[int](t)(make("len(deleted)").Int()), "%s: while it is borrowed", c.expression)
				if v.Size() > 0 && v.NDim() == 1 && v.Strides()[0] == -16 {
					assert.Equal(t, 7.0, v.At1(0))
					assert.Equal(t, 1.0, v.At1(3))
				}
				return nil
			})
			switch {
			case c.sentinel == nil:
				assert.NoError(t, err, c.expression)
			case c.sentinel == nil2:
				assert.Error(t, err, c.expression)
			default:
				assert.ErrorIs(t, err, c.sentinel, c.expression)
				assert.ErrorContains(t, err, c.text, c.expression)
			}
			assert.Equal(t, c.deletions, must[int](t)(make("len(deleted)").Int()), "%s: deletions", c.expression)
		}
		o := make("Used()")
		require.NoError(t, pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil }))
		assert.ErrorIs(t, pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil }), pyinterop.ErrRefused, "a capsule is consumed once")
		assert.ErrorIs(t, pyinterop.BorrowMut(make("Made(flags=1)"), func(ndview.MutView[float64]) error { return nil }), ndview.ErrReadOnly)
		assert.ErrorIs(t, pyinterop.BorrowMut(make("Made(flags=2)"), func(ndview.MutView[float64]) error { return nil }), ndview.ErrReadOnly, "a copy is not written into")
		assert.NoError(t, pyinterop.BorrowMut(make("Made()"), func(ndview.MutView[float64]) error { return nil }))
		require.NoError(t, pyinterop.Borrow(make("Made(code=4, bits=16)"), func(ndview.View[ndview.BFloat16]) error { return nil }), "bfloat16")
	})
}

// nil2 stands for any refusal: several checks find the same lie.
var nil2 = assert.AnError

func TestArrowColumnsAreBorrowed(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		for _, c := range []struct {
			expression string
			sentinel   error
			text       string
			freed      int
		}{
			{"Column()", nil, "", 1},
			{"Column(length=0, data=False)", nil, "", 1},
			{"Column(valid=[255, 0, 0, 0], nulls=-1)", nil, "", 1},
			{"Column(valid=[253, 0, 0, 0], nulls=-1)", ndview.ErrType, "nulls: wanted a value at each place, found 1 missing", 1},
			{"Column(format=b'b')", ndview.ErrType, `found Arrow's format "b". Way out: Arrow packs eight booleans`, 1},
			{"Column(format=b'u')", ndview.ErrType, `found Arrow's format "u"`, 1},
			{"Column(format=b'tsx:')", ndview.ErrType, "", 1},
			{"Column(format=b'')", ndview.ErrType, "", 1},
			{"Column(nulls=2)", ndview.ErrType, "bits that say which values are missing", 1},
			{"Column(length=-1)", ndview.ErrType, "", 1},
			{"Column(offset=-1)", ndview.ErrType, "", 1},
			{"Column(length=2**62)", ndview.ErrType, "", 1},
			{"Column(n_buffers=1)", ndview.ErrType, "", 1},
			{"Column(data=False)", ndview.ErrBounds, "", 1},
			{"Column(data=False, offset=1 << 20)", ndview.ErrBounds, "", 1},
			{"Column(released=True)", pyinterop.ErrRefused, "or one that was used", 0},
		} {
			o := make(c.expression)
			err := pyinterop.Borrow(o, func(v ndview.View[float64]) error { return nil })
			if c.sentinel == nil {
				assert.NoError(t, err, c.expression)
			} else {
				assert.ErrorIs(t, err, c.sentinel, c.expression)
				assert.ErrorContains(t, err, c.text, c.expression)
			}
			assert.Equal(t, c.freed, must[int](t)(must[pyinterop.Object](t)(o.Attr("freed")).Int()), c.expression)
		}
		assert.ErrorIs(t, pyinterop.BorrowMut(make("Column()"), func(ndview.MutView[float64]) error { return nil }), ndview.ErrReadOnly)
		for expression, want := range map[string][]bool{
			"Column(valid=[0b11111101, 0, 0, 0], nulls=1)":                     {true, false, true, true, true, true, true, true},
			"Column(valid=[0b01000000, 1, 0, 0], offset=6, length=2, nulls=1)": {true, false},
			"Column()":      {true, true, true, true, true, true, true, true},
			"np.arange(2.)": {true, true},
		} {
			o := make(expression)
			var all []bool
			missing := 0
			require.NoError(t, pyinterop.BorrowNullable(o, func(values ndview.View[float64], valid *pyinterop.Validity) error {
				require.Equal(t, values.Size(), valid.Len())
				for i := range valid.Len() {
					all = append(all, valid.Valid(i))
					if !valid.Valid(i) {
						missing++
					}
				}
				assert.Equal(t, missing, valid.Missing())
				assert.Panics(t, func() { valid.Valid(valid.Len()) })
				return nil
			}), expression)
			assert.Equal(t, want, all, expression)
		}
		assert.ErrorIs(t, pyinterop.BorrowNullable(make("Column(valid=[1, 0, 0, 0], nulls=7)"), func(ndview.View[int8], *pyinterop.Validity) error { return nil }), ndview.ErrType)
	})
}

// A column that also has a buffer, which it refuses, and tensors, which do not say which values are missing.
func TestMissingValuesAreNotReadThroughAnotherDoor(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		for expression, missing := range map[string]int{
			"Several(valid=[0b11111101, 0, 0, 0], nulls=1)":              1,
			"Several(valid=[0b11111101, 0, 0, 0], nulls=1, format=b'u')": -1,
		} {
			o := make(expression)
			err := pyinterop.BorrowNullable(o, func(_ ndview.View[float64], valid *pyinterop.Validity) error {
				assert.Equal(t, missing, valid.Missing())
				return nil
			})
			if missing < 0 {
				assert.ErrorIs(t, err, ndview.ErrType)
			} else {
				assert.NoError(t, err)
			}
			assert.Equal(t, 1, must[int](t)(must[pyinterop.Object](t)(o.Attr("freed")).Int()), expression)
		}
	})
}

// Numbers of a description may be objects: what their methods do to the description while it is read changes nothing.
func TestAnArrayInterfaceThatChangesWhileItIsReadIsReadAsItWas(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
		require.NoError(t, py.ExecIn(`
import numpy as np
class Length:
    def __init__(self, n, d): self.n, self.d = n, d
    def forget(self):
        self.d.clear()
        self.others = [tuple([1 << 40, i]) for i in range(1000)]  # in the place of what was let go
    def __index__(self): return self.forget() or self.n
    def __bool__(self): return self.forget() or False
class Fickle:
    def __init__(self, where):
        self.a, d = np.arange(12.).reshape(3, 4), {}
        n = lambda name, i, v: Length(v, d) if (name, i) == where else v
        d.update(typestr="".join(["<", "f8"]), version=3, shape=(n("shape", 0, 3), n("shape", 1, 4)), strides=(n("strides", 0, 32), n("strides", 1, 8)),
                 data=(n("data", 0, self.a.ctypes.data), n("data", 1, False)))
        self.__class__ = type("Fickle", (Fickle,), {"__array_interface__": d})
`, names))
		for _, entry := range []string{"shape", "strides", "data"} {
			for i := range 2 {
				o := must[pyinterop.Object](t)(py.EvalIn(fmt.Sprintf("Fickle((%q, %d))", entry, i), names))
				assert.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
					assert.Equal(t, []int{3, 4}, v.Shape(), "%s[%d]", entry, i)
					assert.Equal(t, []int{32, 8}, v.Strides(), "%s[%d]", entry, i)
					return nil
				}), "%s[%d]", entry, i)
			}
		}
	})
	require.Zero(t, pyinterop.OpenBorrows())
}

// What says by its protocol that it lies on a device is refused as that, whatever its class is called.
func TestMemoryOfCUDAIsRefusedAsThat(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		make := doorMaker(t, py)
		o := make(`type("Plain", (), {"__cuda_array_interface__": property(lambda self: {})})()`)
		err := pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil })
		require.ErrorIs(t, err, pyinterop.ErrDevice)
		assert.ErrorContains(t, err, "__cuda_array_interface__")
	})
	require.Zero(t, pyinterop.OpenBorrows())
}

// fastest is how many nanoseconds f takes, in the fastest of 50 rounds: what the machine does beside it is left out.
func fastest(f func()) float64 {
	best := time.Duration(math.MaxInt64)
	for range 50 {
		start := time.Now()
		for range 200 {
			f()
		}
		best = min(best, time.Since(start))
	}
	return float64(best) / 200
}

// BenchmarkBorrowingByOtherDoors borrows an array by each door, beside numpy.from_dlpack and numpy.asarray of the same objects, and what the
// object's own methods take. The methods are NumPy's, without any code in Python.
func BenchmarkBorrowingByOtherDoors(b *testing.B) {
	each := func(name, expression string, f func(py pyinterop.Python, o pyinterop.Object)) {
		b.Run(name, func(b *testing.B) { // on a goroutine of its own, so with a scope of its own
			python(b, func(py pyinterop.Python) {
				o := doorMaker(b, py)(expression)
				b.ReportMetric(fastest(func() { f(py, o) }), "ns/op")
			})
		})
	}
	borrow := func(_ pyinterop.Python, o pyinterop.Object) {
		if err := pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	timed := func(statement string) string { // a function of o that says how many nanoseconds the statement takes
		return fmt.Sprintf("lambda o: min(__import__('timeit').Timer(%q, globals={'np': np, 'o': o}).repeat(50, 200)) * 5e6", statement)
	}
	yardstick := func(name, expression, statement string) {
		b.Run(name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				make := doorMaker(b, py)
				b.ReportMetric(must[float64](b)(pyinterop.To[float64](must[pyinterop.Object](b)(make(timed(statement)).Call(make(expression))))), "ns/op")
			})
		})
	}
	each("buffer", "np.zeros(1000)", borrow)
	each("DLPack", "Methods(np.zeros(1000))", borrow)
	yardstick("DLPack/numpy.from_dlpack", "Methods(np.zeros(1000))", "np.from_dlpack(o)")
	yardstick("DLPack/the methods alone", "Methods(np.zeros(1000))", "o.__dlpack_device__(); o.__dlpack__(max_version=(1, 0))")
	each("DLPack by Python functions", "Tensor(np.zeros(1000))", borrow)
	yardstick("DLPack by Python functions/numpy.from_dlpack", "Tensor(np.zeros(1000))", "np.from_dlpack(o)")
	each("interface", "Interface(np.zeros(1000))", borrow)
	yardstick("interface/numpy.asarray", "Interface(np.zeros(1000))", "np.asarray(o)")
	yardstick("interface/the description alone", "Interface(np.zeros(1000))", "o.__array_interface__")
	each("struct", "Struct(np.zeros(1000))", borrow)
	yardstick("struct/numpy.asarray", "Struct(np.zeros(1000))", "np.asarray(o)")
	each("Arrow", "Columns()", borrow)
	yardstick("Arrow/the capsules alone", "Columns()", "o.__arrow_c_array__()")
	each("datetime64", "np.zeros(1000, 'm8[s]')", func(_ pyinterop.Python, o pyinterop.Object) {
		if err := pyinterop.BorrowRaw(o, func(ndview.Raw) error { return nil }); err != nil {
			b.Fatal(err)
		}
	})
}
