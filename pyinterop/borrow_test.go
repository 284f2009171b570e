//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

// borrowed is what a view says about its memory.
type borrowed struct {
	Shape, Strides []int
	First          string
}

func describe[T ndview.Element](v *ndview.View[T]) borrowed {
	b := borrowed{Shape: append([]int{}, v.Shape()...), Strides: append([]int{}, v.Strides()...)}
	if v.Size() > 0 {
		b.First = fmt.Sprint(v.At(make([]int, v.NDim())...))
	}
	return b
}

func read[T ndview.Element](t *testing.T, o pyinterop.Source) (b borrowed) {
	t.Helper()
	require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[T]) error {
		assert.Positive(t, pyinterop.OpenBorrows())
		b = describe(&v)
		return nil
	}))
	return b
}

// Each element type, from NumPy: read an element that NumPy wrote, write one that NumPy reads.
func testElement[T ndview.Element](t *testing.T, dtype, expression string, want, write T, reads string) {
	t.Run(dtype, func(t *testing.T) {
		python(t, func(py pyinterop.Python) {
			o := eval(t, py, fmt.Sprintf("np.array([[0, %s, 0], [0, 0, 0]], dtype=%q)", expression, dtype))
			before := refcount(t, o)
			require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[T]) error {
				assert.Equal(t, []int{2, 3}, v.Shape())
				assert.Equal(t, want, v.At2(0, 1))
				return nil
			}))
			require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[T]) error {
				assert.Equal(t, before+1, refcount(t, o), "the borrow holds the array")
				v.Set2(1, 2, write)
				return nil
			}))
			assert.Equal(t, before, refcount(t, o), "and lets it go")
			got := eval(t, py, "a[1, 2]", pyinterop.Kwargs{"a": o})
			assert.Equal(t, reads, text(t, got))
		})
	})
}

func TestEveryElementType(t *testing.T) {
	testElement[int8](t, "i1", "-128", -128, 7, "7")
	testElement[int16](t, "i2", "-2**15", -1<<15, 7, "7")
	testElement[int32](t, "i4", "-2**31", -1<<31, -7, "-7")
	testElement[int64](t, "i8", "-2**63", -1<<63, -7, "-7")
	testElement[int64](t, "l", "5", 5, 6, "6")
	testElement[int64](t, "q", "5", 5, 6, "6")
	testElement[uint8](t, "u1", "255", 255, 7, "7")
	testElement[uint16](t, "u2", "2**16-1", 1<<16-1, 7, "7")
	testElement[uint32](t, "u4", "2**32-1", 1<<32-1, 7, "7")
	testElement[uint64](t, "u8", "2**64-1", 1<<64-1, 1<<63, "9223372036854775808")
	testElement[float32](t, "f4", "0.1", 0.1, 0.5, "0.5")
	testElement[float64](t, "f8", "0.1", 0.1, -1e300, "-1e+300")
	testElement[complex64](t, "c8", "1-2j", 1-2i, 0.5i, "0.5j")
	testElement[complex128](t, "c16", "1-2j", 1-2i, 3+0.5i, "(3+0.5j)")
	testElement[ndview.Bool](t, "?", "True", 1, 1, "True")
	testElement[ndview.Float16](t, "f2", "1.5", 0x3e00, 0xc000, "-2.0")
}

func TestExportersAndTheirLayouts(t *testing.T) {
	f8 := read[float64]
	for expression, c := range map[string]struct {
		read func(*testing.T, pyinterop.Source) borrowed
		want borrowed
	}{
		"np.arange(12.).reshape(3, 4)":                               {f8, borrowed{[]int{3, 4}, []int{32, 8}, "0"}},
		"np.arange(12.).reshape(3, 4).T":                             {f8, borrowed{[]int{4, 3}, []int{8, 32}, "0"}},
		"np.arange(12.).reshape(3, 4)[::-1, ::-2]":                   {f8, borrowed{[]int{3, 2}, []int{-32, -16}, "11"}},
		"np.arange(12.)[5]":                                          {f8, borrowed{[]int{}, []int{}, "5"}}, // a NumPy scalar: shape NULL
		"np.array(5.)":                                               {f8, borrowed{[]int{}, []int{}, "5"}},
		"np.zeros((3, 0, 2))":                                        {f8, borrowed{[]int{3, 0, 2}, nil, ""}},
		"np.zeros((0, 3), order='F')":                                {f8, borrowed{[]int{0, 3}, nil, ""}},
		"np.broadcast_to(np.array([1., 2.]), (3, 2))":                {f8, borrowed{[]int{3, 2}, []int{0, 8}, "1"}},
		"np.arange(16.).reshape((2,)*4).transpose(3, 1, 0, 2)":       {f8, borrowed{[]int{2, 2, 2, 2}, []int{8, 32, 64, 16}, "0"}},
		"np.arange(32.).reshape((2,)*5)":                             {f8, borrowed{[]int{2, 2, 2, 2, 2}, []int{128, 64, 32, 16, 8}, "0"}},
		"np.zeros((1,)*32)":                                          {f8, borrowed{ones(32), nil, "0"}},
		"np.lib.stride_tricks.sliding_window_view(np.arange(5.), 3)": {f8, borrowed{[]int{3, 3}, []int{8, 8}, "0"}},
		"np.array([(1, 2.5)], dtype=np.dtype([('a', 'i4'), ('b', 'f8')], align=True))['b']": {f8, borrowed{[]int{1}, nil, "2.5"}},
		"b'xyz'":                     {read[uint8], borrowed{[]int{3}, []int{1}, "120"}},
		"b''":                        {read[uint8], borrowed{[]int{0}, []int{1}, ""}},
		"bytearray(b'xyz')":          {read[uint8], borrowed{[]int{3}, []int{1}, "120"}},
		"mmap.mmap(-1, 4096)":        {read[uint8], borrowed{[]int{4096}, []int{1}, "0"}},
		"memoryview(b'abcdef')[::2]": {read[uint8], borrowed{[]int{3}, []int{2}, "97"}},
		"memoryview(bytearray(b'ab')).toreadonly()":   {read[uint8], borrowed{[]int{2}, []int{1}, "97"}},
		"memoryview(bytearray(24)).cast('d', [3, 1])": {f8, borrowed{[]int{3, 1}, []int{8, 8}, "0"}},
		"array.array('d', [1.5])":                     {f8, borrowed{[]int{1}, []int{8}, "1.5"}},
		"array.array('l', [7])":                       {read[int64], borrowed{[]int{1}, []int{8}, "7"}},
		"array.array('H', [7])":                       {read[uint16], borrowed{[]int{1}, []int{2}, "7"}},
		"(ctypes.c_double * 3)(1, 2, 3)":              {f8, borrowed{[]int{3}, []int{8}, "1"}}, // strides NULL though asked
		"((ctypes.c_int32 * 3) * 2)()":                {read[int32], borrowed{[]int{2, 3}, []int{12, 4}, "0"}},
		"ctypes.c_double(4)":                          {f8, borrowed{[]int{}, []int{}, "4"}},
		"np.frombuffer(b'\\x02\\x00', dtype='?')":     {read[ndview.Bool], borrowed{[]int{2}, []int{1}, "True"}},
		"np.ma.masked_array([1., 2.], [0, 1]).data":   {f8, borrowed{[]int{2}, []int{8}, "1"}},
		"np.matrix([[1., 2.]])":                       {f8, borrowed{[]int{1, 2}, []int{16, 8}, "1"}},
	} {
		t.Run(expression, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				o := eval(t, py, expression)
				before := refcount(t, o)
				got := c.read(t, o)
				if c.want.Strides == nil {
					got.Strides = nil
				}
				assert.Equal(t, c.want, got)
				assert.Equal(t, before, refcount(t, o))
				k, err := o.Keep()
				require.NoError(t, err)
				defer k.Drop()
				py.AllowThreads(func() { assert.Equal(t, c.want.First, c.read(t, k).First) })
			})
		})
	}
}

func ones(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = 1
	}
	return s
}

// The order of the elements, not only the strides: every element of each layout against tolist().
func TestEveryElementIsWhereNumPySaysItIs(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, expression := range []string{
			"a", "a.T", "a[::-1]", "a[:, ::-2, 1:]", "a[1:2].transpose(2, 0, 1)", "a[..., None]", "a[0, 1]", "a[:, :0]", "np.broadcast_to(a[0], (2, 3, 4))",
		} {
			o := eval(t, py, "(lambda a: "+expression+")(np.arange(24.).reshape(2, 3, 4))")
			want, err := pyinterop.To[[]float64](eval(t, py, "o.ravel().tolist()", pyinterop.Kwargs{"o": o}))
			require.NoError(t, err)
			got := []float64{}
			require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
				walk(v.Shape(), func(index []int) { got = append(got, v.At(index...)) })
				return nil
			}))
			assert.Equal(t, want, got, expression)
		}
	})
}

func walk(shape []int, visit func(index []int)) {
	index := make([]int, len(shape))
	var axis func(k int)
	axis = func(k int) {
		if k == len(shape) {
			visit(index)
			return
		}
		for i := range shape[k] {
			index[k] = i
			axis(k + 1)
		}
	}
	axis(0)
}

func TestWritesAreSeenByPythonAndNothingIsCopied(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, expression := range []string{"np.zeros(4)", "bytearray(32)", "array.array('d', [0]*4)", "(ctypes.c_double*4)()", "mmap.mmap(-1, 4096)"} {
			o := eval(t, py, expression)
			if kind := o.TypeName(); kind == "bytearray" || kind == "mmap.mmap" {
				require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[uint8]) error { v.Set1(3, 200); return nil }))
				assert.Equal(t, "200", text(t, eval(t, py, "o[3]", pyinterop.Kwargs{"o": o})), expression)
				continue
			}
			require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error { v.Set1(3, 2.5); return nil }))
			assert.Equal(t, "2.5", text(t, eval(t, py, "o[3]", pyinterop.Kwargs{"o": o})), expression)
		}
		a := eval(t, py, "np.zeros((2, 3))[:, ::-1]")
		want, err := pyinterop.To[uint64](eval(t, py, "a.ctypes.data", pyinterop.Kwargs{"a": a}))
		require.NoError(t, err)
		require.NoError(t, pyinterop.Borrow(a, func(v ndview.View[float64]) error {
			assert.Equal(t, uintptr(want), v.Address())
			return nil
		}))
	})
}

// refusal borrows what must be refused, inside a scope and outside, and checks that nothing is held.
func refusal[T ndview.Element](t *testing.T, expression string, mut bool, sentinels []error, texts ...string) {
	t.Helper()
	borrow := func(o pyinterop.Source) error {
		if mut {
			return pyinterop.BorrowMut(o, func(ndview.MutView[T]) error { t.Error("the closure ran"); return nil })
		}
		return pyinterop.Borrow(o, func(ndview.View[T]) error { t.Error("the closure ran"); return nil })
	}
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, expression)
		k, err := o.Keep()
		require.NoError(t, err)
		defer k.Drop()
		before := refcount(t, o)
		inside := borrow(o)
		// Constants like None are shared with everything that runs, so their counts say nothing.
		if before < 100 {
			assert.Equal(t, before, refcount(t, o), "references")
		}
		assert.Zero(t, pyinterop.OpenBorrows())
		var outside error
		py.AllowThreads(func() { outside = borrow(k) })
		if before < 100 {
			assert.Equal(t, before, refcount(t, o), "references")
		}
		assert.Zero(t, pyinterop.OpenBorrows())
		for _, err := range []error{inside, outside} {
			var refused *pyinterop.RefusedError
			require.ErrorAs(t, err, &refused, expression)
			for _, s := range sentinels {
				assert.ErrorIs(t, err, s, expression)
			}
			for _, want := range texts {
				assert.ErrorContains(t, err, want)
			}
			assert.Contains(t, err.Error(), ". Way out: ")
			for _, s := range allSentinels {
				assert.Equal(t, contains(sentinels, s), errors.Is(err, s), "%v of %v", s, err)
			}
		}
		if e := inside.Error(); !strings.Contains(e, "found 0x") {
			assert.EqualError(t, outside, e)
		}
	})
}

var allSentinels = []error{ndview.ErrType, ndview.ErrByteOrder, ndview.ErrAlign, ndview.ErrReadOnly, ndview.ErrShape, ndview.ErrLayout, ndview.ErrBounds, ndview.ErrOverflow, pyinterop.ErrNotExporter, pyinterop.ErrRefused}

func contains(list []error, e error) bool {
	for _, x := range list {
		if x == e {
			return true
		}
	}
	return false
}

func TestRefusalsListEverythingUnmetAndTheWayOut(t *testing.T) {
	errs := func(e ...error) []error { return e }
	// Not an exporter.
	refusal[float64](t, "5", false, errs(pyinterop.ErrNotExporter),
		"pyinterop: Borrow[float64] of int: wanted an object with the buffer protocol", "numpy.asarray(x) makes an array of numbers and sequences")
	refusal[float64](t, "[1.0, 2.0]", true, errs(pyinterop.ErrNotExporter), "pyinterop: BorrowMut[float64] of list: wanted an object with")
	refusal[float64](t, "'text'", false, errs(pyinterop.ErrNotExporter), "of str: ")
	refusal[float64](t, "None", false, errs(pyinterop.ErrNotExporter), "of NoneType: ")
	// Wrong element type.
	refusal[float64](t, "np.zeros((2, 3), 'i4')", false, errs(ndview.ErrType),
		"pyinterop: Borrow[float64] of numpy.ndarray, shape (2, 3), dtype int32, strides (12, 4): dtype: wanted float64, found int32. ",
		`Way out: Borrow[int32] takes it as it is; a.astype("float64") copies into a native, aligned, writable array`)
	refusal[uint8](t, "np.zeros(3, '?')", true, errs(ndview.ErrType), "BorrowMut[uint8]", "wanted uint8, found bool", "BorrowMut[Bool] takes it")
	refusal[ndview.Bool](t, "np.zeros(3, 'u1')", false, errs(ndview.ErrType), "Borrow[Bool]", "wanted bool, found uint8")
	refusal[int32](t, "np.zeros(3, 'u4')", false, errs(ndview.ErrType), "wanted int32, found uint32")
	refusal[int64](t, "np.zeros(3, 'f8')", false, errs(ndview.ErrType), "wanted int64, found float64")
	refusal[float32](t, "np.float64(1)", false, errs(ndview.ErrType), "of numpy.float64, shape (), dtype float64: dtype: wanted float32")
	refusal[float64](t, "np.zeros(2, 'c16')", false, errs(ndview.ErrType), "found complex128")
	refusal[float64](t, "np.zeros(2, 'g')", false, errs(ndview.ErrType), "wanted float64, found float128", "BorrowRaw takes it as it is")
	refusal[float64](t, "np.zeros(2, 'O')", false, errs(ndview.ErrType), "found object")
	refusal[uint8](t, "np.zeros(2, 'S3')", false, errs(ndview.ErrType), "found |S3")
	refusal[float64](t, "np.zeros(2, [('a', 'i4'), ('b', 'f8')])", false, errs(ndview.ErrType), `borrow one field (a["name"])`)
	refusal[float64](t, "np.zeros(2, 'M8[ns]')", false, errs(ndview.ErrType), "dtype: wanted one that a buffer format can describe, found datetime64[ns]", `a.view("i8") for datetime64`)
	refusal[float64](t, "np.zeros(2, 'm8[s]')", true, errs(ndview.ErrType), "found timedelta64[s]")
	// Byte order.
	refusal[float64](t, "np.zeros((2, 2), '>f8')", false, errs(ndview.ErrByteOrder),
		"dtype >f8, strides (16, 8): byte order: wanted native (little-endian), found big-endian. ", `a.astype(a.dtype.newbyteorder("=")) copies into native order, BorrowRaw with ndview.As views it in place`)
	refusal[int16](t, "(ctypes.c_int16.__ctype_be__ * 3)()", false, errs(ndview.ErrByteOrder), "big-endian")
	// Alignment: the base, the strides, both.
	refusal[float64](t, "np.frombuffer(bytearray(33), 'f8', 4, 1)", false, errs(ndview.ErrAlign), "alignment: wanted an address that is a multiple of 8 bytes, found 0x", "(1 too far)", `a.copy() or numpy.require(a, requirements="A") copies into aligned memory`)
	refusal[float64](t, "np.zeros(4, [('f', 'f8'), ('b', 'i1')])['f']", false, errs(ndview.ErrAlign), "alignment: wanted strides that are multiples of 8 bytes, found (9,)")
	refusal[int16](t, "np.ndarray((2, 2), 'i2', bytearray(12), strides=(5, 2))", true, errs(ndview.ErrAlign), "found (5, 2)")
	// Read-only.
	refusal[uint8](t, "b'abc'", true, errs(ndview.ErrReadOnly), "pyinterop: BorrowMut[uint8] of bytes, shape (3,), dtype uint8, strides (1,): writable: wanted for writing, found read-only", "Way out: Borrow reads it, a.copy() can be written")
	refusal[float64](t, "np.broadcast_to(np.zeros(3), (2, 3))", true, errs(ndview.ErrReadOnly), "strides (0, 8)")
	refusal[float64](t, "(lambda a: a.setflags(write=False) or a)(np.zeros(3))", true, errs(ndview.ErrReadOnly), "numpy.ndarray")
	refusal[float64](t, "np.float64(3)", true, errs(ndview.ErrReadOnly), "numpy.float64, shape (), dtype float64")
	refusal[float64](t, "memoryview(bytearray(8)).cast('d').toreadonly()", true, errs(ndview.ErrReadOnly), "memoryview")
	refusal[float64](t, "(lambda a: a.setflags(write=False) or a)(np.zeros(2, 'M8[s]'))", true, errs(ndview.ErrType, ndview.ErrReadOnly),
		"found datetime64[s]; writable: wanted for writing, found read-only. ")
	// Everything at once.
	refusal[float64](t, "np.broadcast_to(np.frombuffer(bytearray(17), '>i4', 4, 1), (2, 4))", true, errs(ndview.ErrType, ndview.ErrByteOrder, ndview.ErrAlign, ndview.ErrReadOnly),
		"dtype: wanted float64, found >i4; byte order: wanted native (little-endian), found big-endian; alignment: wanted an address that is a multiple of 4 bytes, found 0x",
		"; writable: wanted for writing, found read-only", `Way out: BorrowRaw with ndview.As[int32] takes it as it is; a.astype("float64") copies`)
}

// A borrow takes any ndim; who wants a certain one says so inside, and nothing stays borrowed.
func TestTheWrongNdimIsRefusedByWhoWantsAnother(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.zeros((2, 3, 4))")
		before := refcount(t, o)
		err := pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
			_, err := ndmat.Dense(v)
			return err
		})
		assert.ErrorIs(t, err, ndview.ErrShape)
		assert.ErrorContains(t, err, "(2, 3, 4)")
		assert.Zero(t, pyinterop.OpenBorrows())

		defer func() {
			e, ok := recover().(error)
			require.True(t, ok)
			assert.IsType(t, ndview.IndexError{}, e)
			assert.ErrorContains(t, e, "(2, 3, 4)")
			assert.Zero(t, pyinterop.OpenBorrows())
			assert.Equal(t, before, refcount(t, o))
		}()
		pyinterop.Borrow(o, func(v ndview.View[float64]) error {
			v.At2(0, 1)
			return nil
		})
	})
}

func TestTheExportersExceptionIsInTheChain(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for expression, class := range map[string]string{"np.broadcast_to(np.zeros(3), (2, 3))": "ValueError", "b'abc'": "BufferError", "memoryview(b'x')": "BufferError"} {
			err := pyinterop.BorrowMut(eval(t, py, expression), func(ndview.MutView[float64]) error { return nil })
			assert.True(t, pyinterop.IsPyErr(err, class), "%s: %v", expression, err)
		}
		released := eval(t, py, "(lambda m: m.release() or m)(memoryview(b'x'))")
		err := pyinterop.Borrow(released, nothing8)
		assert.ErrorIs(t, err, pyinterop.ErrRefused)
		assert.ErrorContains(t, err, "of memoryview: the exporter refused: ValueError: operation forbidden on released memoryview object")
	})
}

// _testbuffer is in every CPython: suboffsets, 128 axes, exporters that refuse.
func TestTheTestbufferReferee(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		tb, err := py.Import("_testbuffer")
		require.NoError(t, err)
		with := pyinterop.Kwargs{"tb": tb}

		pil := eval(t, py, "tb.ndarray(list(range(12)), shape=[3, 4], format='i', flags=tb.ND_PIL|tb.ND_WRITABLE)", with)
		require.NoError(t, pyinterop.BorrowMut(pil, func(v ndview.MutView[int32]) error {
			assert.Equal(t, []int{3, 4}, v.Shape())
			for i := range 3 {
				for j := range 4 {
					assert.Equal(t, int32(4*i+j), v.At2(i, j))
				}
			}
			v.Set2(1, 2, 99)
			return nil
		}))
		assert.Equal(t, "[[0, 1, 2, 3], [4, 5, 99, 7], [8, 9, 10, 11]]", text(t, eval(t, py, "o.tolist()", pyinterop.Kwargs{"o": pil})))
		sliced := eval(t, py, "o[::-2, 1::2]", pyinterop.Kwargs{"o": pil})
		require.NoError(t, pyinterop.Borrow(sliced, func(v ndview.View[int32]) error {
			assert.Equal(t, []int32{9, 11, 1, 3}, []int32{v.At2(0, 0), v.At2(0, 1), v.At2(1, 0), v.At2(1, 1)})
			return nil
		}))
		direct := eval(t, py, "(lambda a: a.add_suboffsets() or a)(tb.ndarray(list(range(6)), shape=[2, 3], format='d'))", with)
		assert.Equal(t, borrowed{[]int{2, 3}, []int{24, 8}, "0"}, read[float64](t, direct), "suboffsets that are all -1 are none")

		wide := eval(t, py, "tb.ndarray([7], shape=[1]*64, format='h')", with)
		assert.Equal(t, "7", read[int16](t, wide).First)
		refused := pyinterop.Borrow(eval(t, py, "tb.ndarray([7], shape=[1]*65, format='h')", with), func(ndview.View[int16]) error { return nil })
		assert.ErrorIs(t, refused, ndview.ErrShape)
		assert.ErrorContains(t, refused, "ndim: wanted 0 to 64, found 65")

		fails := eval(t, py, "tb.ndarray([1, 2], shape=[2], format='d', flags=tb.ND_GETBUF_FAIL)", with)
		refused = pyinterop.Borrow(fails, nothing64)
		assert.ErrorIs(t, refused, pyinterop.ErrRefused)
		assert.ErrorContains(t, refused, "the exporter refused: BufferError: ND_GETBUF_FAIL: forced test exception")

		for format, items := range map[string]string{"1d": "[2.5]", "=d": "[2.5]", "<d": "[2.5]"} {
			o := eval(t, py, fmt.Sprintf("tb.ndarray(%s, shape=[1], format=%q)", items, format), with)
			assert.Equal(t, "2.5", read[float64](t, o).First, format)
		}
		assert.Zero(t, pyinterop.OpenBorrows())
	})
}

// Classes with __buffer__ (Python 3.12 and later): the exporter is Python code, which may do anything.
func TestExportersWrittenInPython(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec(`
			class Exporter:
			    def __init__(self, answer): self.answer, self.released = answer, 0
			    def __buffer__(self, flags): return self.answer() if callable(self.answer) else self.answer
			    def __release_buffer__(self, view): self.released += 1; view.release()`))
		make := func(answer string) pyinterop.Object {
			o, err := py.Eval("Exporter(" + answer + ")")
			require.NoError(t, err)
			return o
		}
		atLeast312, err := py.Eval("__import__('sys').version_info >= (3, 12)")
		require.NoError(t, err)
		if yes, _ := atLeast312.Bool(); !yes {
			assert.ErrorIs(t, pyinterop.Borrow(make("b'x'"), nothing8), pyinterop.ErrNotExporter)
			return
		}
		honest := make("memoryview(bytearray(b'abc'))")
		require.NoError(t, pyinterop.BorrowMut(honest, func(v ndview.MutView[uint8]) error {
			assert.Equal(t, uint8('b'), v.At1(1))
			released, err := honest.Attr("released")
			require.NoError(t, err)
			assert.Equal(t, "0", released.String(), "Python may be used meanwhile")
			return nil
		}))
		assert.Equal(t, "1", attr(t, honest, "released"), "released once")

		for answer, want := range map[string]string{
			"lambda: 1 // 0":                    "the exporter refused: ZeroDivisionError",
			"lambda: 5":                         "the exporter refused: TypeError: __buffer__ returned non-memoryview object",
			"lambda: __import__('sys').exit(3)": "the exporter refused: SystemExit: 3",
		} {
			o := make(answer)
			err := pyinterop.Borrow(o, nothing8)
			assert.ErrorIs(t, err, pyinterop.ErrRefused, answer)
			assert.ErrorContains(t, err, want)
			assert.Zero(t, pyinterop.OpenBorrows())
		}
		// It borrows from Go while it is asked: no lock is held across the exporter's code.
		require.NoError(t, py.Exec("nested = Exporter(memoryview(b'xyz'))"))
		nested, err := py.Eval("nested")
		require.NoError(t, err)
		require.NoError(t, pyinterop.Borrow(nested, func(ndview.View[uint8]) error { return pyinterop.Borrow(nested, nothing8) }))
	})
}

func TestABorrowLocksExportersAndLetsThemGo(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for expression, resize := range map[string]string{"bytearray(8)": "o.extend(b'x')", "array.array('B', [1])": "o.append(2)"} {
			o := eval(t, py, expression)
			grow := func() error { _, err := py.Eval(resize, pyinterop.Kwargs{"o": o}); return err }
			require.NoError(t, pyinterop.Borrow(o, func(ndview.View[uint8]) error {
				assert.True(t, pyinterop.IsPyErr(grow(), "BufferError"), expression)
				return nil
			}))
			assert.NoError(t, grow(), expression)
		}
	})
}

func TestTheClosuresErrorIsReturnedAndBorrowsNest(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.arange(3.)")
		err := pyinterop.Borrow(o, func(a ndview.View[float64]) error {
			return pyinterop.Borrow(o, func(b ndview.View[float64]) error {
				assert.Equal(t, 2, pyinterop.OpenBorrows())
				assert.Len(t, pyinterop.BorrowPlaces(), 2)
				assert.Contains(t, pyinterop.BorrowPlaces()[0], "borrow_test.go:")
				assert.Equal(t, b.At1(1), a.At1(1))
				return errFromClosure
			})
		})
		assert.Equal(t, errFromClosure, err)
		assert.Zero(t, pyinterop.OpenBorrows())
	})
}

func TestAViewUsedAfterItsBorrowPanicsAndNamesIt(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.arange(3.)")
		var leaked, slice ndview.View[float64]
		require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
			leaked, slice = v, v.T()
			return nil
		}))
		for _, v := range []*ndview.View[float64]{&leaked, &slice} {
			assert.False(t, v.Live())
			func() {
				defer func() {
					e, ok := recover().(error)
					require.True(t, ok)
					assert.ErrorIs(t, e, ndview.ErrReleased)
					assert.Contains(t, e.Error(), "TestAViewUsedAfterItsBorrowPanicsAndNamesIt")
				}()
				v.At1(0)
			}()
		}
		// The next borrow takes the same loan, and the leaked view is stale all the same.
		require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
			assert.True(t, v.Live())
			assert.False(t, leaked.Live())
			assert.Panics(t, func() { leaked.At1(0) })
			return nil
		}))
	})
}

func TestTheGILDuringABorrow(t *testing.T) {
	othersRun := func() bool {
		done := make(chan struct{})
		go func() { pyinterop.Do(func(pyinterop.Python) error { close(done); return nil }) }()
		return waits(done)
	}
	k := keepOutside("__import__('numpy').arange(3.)")
	defer k.Drop()
	require.NoError(t, pyinterop.Borrow(k, func(v ndview.View[float64]) error {
		assert.True(t, othersRun(), "a borrow from outside runs without the GIL")
		return nil
	}))
	python(t, func(py pyinterop.Python) {
		o, err := k.In(py)
		require.NoError(t, err)
		require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
			py.AllowThreads(func() {
				assert.True(t, othersRun(), "AllowThreads drops the GIL")
				assert.Equal(t, 2.0, v.At1(2), "and the view is good there")
			})
			return nil
		}))
	})
}

func TestBorrowRawViewsWhatTheTypedBorrowRefuses(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		swapped := eval(t, py, "np.arange(5, dtype='>i4')[::-1]")
		require.NoError(t, pyinterop.BorrowRawMut(swapped, func(r ndview.MutRaw) error {
			assert.Equal(t, ">i4", r.DType().String())
			v, err := ndview.AsMut[int32](r)
			require.NoError(t, err)
			assert.False(t, v.Plain())
			assert.Equal(t, int32(4), v.At(0))
			v.Set(70, 1)
			_, err = ndview.As[float64](r.Raw)
			assert.ErrorIs(t, err, ndview.ErrType)
			return nil
		}))
		assert.Equal(t, "[ 4 70  2  1  0]", text(t, swapped))

		misaligned := eval(t, py, "np.frombuffer(bytes(range(17)), 'u2', 8, 1)")
		require.NoError(t, pyinterop.BorrowRaw(misaligned, func(r ndview.Raw) error {
			v, err := ndview.As[uint16](r)
			require.NoError(t, err)
			assert.False(t, v.Plain())
			assert.Equal(t, uint16(0x0201), v.At(0))
			return nil
		}))

		records := eval(t, py, "np.array([(1, 2.5), (3, 4.5)], [('a', 'i1'), ('b', 'f8')])")
		require.NoError(t, pyinterop.BorrowRaw(records, func(r ndview.Raw) error {
			assert.Equal(t, "[('a', 'i1'), ('b', '<f8')]", r.DType().String())
			assert.Equal(t, []string{"a", "b"}, r.DType().Rec.Names())
			return nil
		}))

		objects := eval(t, py, "np.array([1, 'x'], dtype=object)")
		require.NoError(t, pyinterop.BorrowRaw(objects, func(r ndview.Raw) error { return nil }))
		err := pyinterop.BorrowRawMut(objects, func(ndview.MutRaw) error { return nil })
		assert.ErrorIs(t, err, ndview.ErrType)
		assert.ErrorContains(t, err, "wanted items that may be written as bytes, found references to Python objects")
		assert.ErrorContains(t, err, "Way out: BorrowRaw reads the references, Python sets items")
		err = pyinterop.BorrowRawMut(eval(t, py, "(lambda a: a.setflags(write=False) or a)(np.array([None]))"), func(ndview.MutRaw) error { return nil })
		assert.ErrorContains(t, err, "found references to Python objects (object); writable: wanted for writing, found read-only. ")
		err = pyinterop.BorrowRawMut(eval(t, py, "b'x'"), func(ndview.MutRaw) error { return nil })
		assert.ErrorIs(t, err, ndview.ErrReadOnly)

		subarray := eval(t, py, "((ctypes.c_double * 3) * 2)()")
		require.NoError(t, pyinterop.BorrowRaw(subarray, func(r ndview.Raw) error {
			assert.Equal(t, []int{2, 3}, r.Shape())
			return nil
		}))
	})
}

func TestBorrowsAllocateNothing(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, expression := range []string{"np.arange(10.)", "np.zeros((2, 3, 4)).T", "np.zeros((2, 2, 2, 2))[::-1]", "np.float64(1)", "np.zeros((0, 3))"} {
			o := eval(t, py, expression)
			assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.Borrow(o, nothing64) }), expression)
			k, err := o.Keep()
			require.NoError(t, err)
			assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.Borrow(k, nothing64) }), expression)
			sum := 0.0
			assert.Zero(t, testing.AllocsPerRun(100, func() {
				pyinterop.Borrow(o, func(v ndview.View[float64]) error { sum += float64(v.Size()); return nil })
			}), "a closure that captures")
			k.Drop()
		}
		m := eval(t, py, "np.zeros(10)")
		assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.BorrowMut(m, func(v ndview.MutView[float64]) error { v.Set1(0, 1); return nil }) }))
		b := eval(t, py, "b'abc'")
		assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.Borrow(b, nothing8) }))
		assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.BorrowRaw(b, func(ndview.Raw) error { return nil }) }))
		assert.Zero(t, testing.AllocsPerRun(100, func() { pyinterop.Do(func(pyinterop.Python) error { return nil }) }), "an empty scope")
	})
}

// The long tier makes ten million borrows, and memory is flat.
func TestManyBorrowsLeaveReferencesAndMemoryAlone(t *testing.T) {
	n, growth := 200_000, int64(4<<20)
	if os.Getenv("INPLACE_LONG") == "1" {
		n, growth = 10_000_000, 1<<20
	}
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.zeros((3, 4), 'i2')")
		before, places := refcount(t, o), len(pyinterop.BorrowPlaces())
		resident := func() int64 {
			n, err := pyinterop.To[int64](eval(t, py, "int(open('/proc/self/statm').read().split()[1]) * mmap.PAGESIZE"))
			require.NoError(t, err)
			return n
		}
		rounds := func(n int) {
			for i := range n {
				if i%2 == 0 {
					require.NoError(t, pyinterop.Borrow(o, func(ndview.View[int16]) error { return nil }))
					continue
				}
				if pyinterop.BorrowMut(o, func(ndview.MutView[int16]) error { return errFromClosure }) != errFromClosure {
					t.Fatal("lost the closure's error")
				}
			}
		}
		rounds(n / 20)
		begin := resident()
		rounds(n)
		grown := resident() - begin
		t.Logf("%d borrows; resident memory changed by %d KiB", n, grown>>10)
		assert.LessOrEqual(t, grown, growth)
		assert.Equal(t, before, refcount(t, o))
		assert.Equal(t, places, len(pyinterop.BorrowPlaces()))
	})
}
