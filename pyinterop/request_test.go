//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// answered is what a request told, as far as it has the methods to tell it.
type answered struct {
	Address                     uintptr
	Nbytes                      int
	ReadOnly                    bool
	Shape, Strides, Suboffsets  []int
	Size, Itemsize              int
	Format                      string
	Shaped, Strided, Formatted  bool
	Memory                      []byte // in memory order, where the request promises that
	C, F                        []byte // copied out
	ContiguousC, ContiguousF    bool
	knowsSuboffsets, contiguous bool
}

type (
	metaAnswer interface {
		Address() uintptr
		Nbytes() int
		ReadOnly() bool
	}
	shapedAnswer interface {
		NDim() int
		Shape() []int
		Size() int
		Itemsize() int
	}
	stridedAnswer interface {
		Strides() []int
		ContiguousC() bool
		ContiguousF() bool
	}
	indirectAnswer  interface{ Suboffsets() []int }
	formattedAnswer interface {
		Format() string
		DType() ndview.DType
	}
	flatAnswer interface {
		UnsafeBytes() []byte
		View() ndview.View[uint8]
	}
	copyingAnswer interface {
		CopyTo([]byte) error
		CopyToF([]byte) error
	}
)

func answerOf(t *testing.T, v any) (a answered) {
	m := v.(metaAnswer)
	a.Address, a.Nbytes, a.ReadOnly = m.Address(), m.Nbytes(), m.ReadOnly()
	if s, ok := v.(shapedAnswer); ok {
		a.Shaped = true
		a.Shape, a.Size, a.Itemsize = s.Shape(), s.Size(), s.Itemsize()
		assert.Len(t, a.Shape, s.NDim())
	}
	if s, ok := v.(stridedAnswer); ok {
		a.Strided = true
		a.Strides, a.ContiguousC, a.ContiguousF = s.Strides(), s.ContiguousC(), s.ContiguousF()
	}
	if s, ok := v.(indirectAnswer); ok {
		a.knowsSuboffsets, a.Suboffsets = true, s.Suboffsets()
	}
	if f, ok := v.(formattedAnswer); ok {
		a.Formatted, a.Format = true, f.Format()
	}
	if f, ok := v.(flatAnswer); ok {
		a.contiguous = true
		a.Memory = append([]byte{}, f.UnsafeBytes()...)
		view := f.View()
		assert.Equal(t, a.Nbytes, view.Size())
	}
	if c, ok := v.(copyingAnswer); ok {
		a.C, a.F = make([]byte, a.Nbytes), make([]byte, a.Nbytes)
		require.NoError(t, c.CopyTo(a.C))
		require.NoError(t, c.CopyToF(a.F))
	}
	return a
}

// An asker is a request that a table can hold.
type asker struct {
	name  string
	flags int
	ask   func(t *testing.T, src pyinterop.Source) (answered, error)
}

func asks[V any](name string, flags int, r pyinterop.Request[V]) asker {
	return asker{name, flags, func(t *testing.T, src pyinterop.Source) (a answered, err error) {
		err = r.Borrow(src, func(v V) error { a = answerOf(t, v); return nil })
		return a, err
	}}
}

// Every untyped request, with the flags that it must send.
var askers = []asker{
	asks("AskSimple", cpy.BufSimple, pyinterop.AskSimple),
	asks("AskSimpleMut", cpy.BufWritable, pyinterop.AskSimpleMut),
	asks("AskND", cpy.BufND, pyinterop.AskND),
	asks("AskNDMut", cpy.BufND|cpy.BufWritable, pyinterop.AskNDMut),
	asks("AskNDFormat", cpy.BufND|cpy.BufFormat, pyinterop.AskNDFormat),
	asks("AskNDFormatMut", cpy.BufND|cpy.BufFormat|cpy.BufWritable, pyinterop.AskNDFormatMut),
	asks("AskC", cpy.BufC, pyinterop.AskC),
	asks("AskCMut", cpy.BufC|cpy.BufWritable, pyinterop.AskCMut),
	asks("AskCFormat", cpy.BufC|cpy.BufFormat, pyinterop.AskCFormat),
	asks("AskCFormatMut", cpy.BufC|cpy.BufFormat|cpy.BufWritable, pyinterop.AskCFormatMut),
	asks("AskF", cpy.BufF, pyinterop.AskF),
	asks("AskFMut", cpy.BufF|cpy.BufWritable, pyinterop.AskFMut),
	asks("AskFFormat", cpy.BufF|cpy.BufFormat, pyinterop.AskFFormat),
	asks("AskFFormatMut", cpy.BufF|cpy.BufFormat|cpy.BufWritable, pyinterop.AskFFormatMut),
	asks("AskAny", cpy.BufAny, pyinterop.AskAny),
	asks("AskAnyMut", cpy.BufAny|cpy.BufWritable, pyinterop.AskAnyMut),
	asks("AskAnyFormat", cpy.BufAny|cpy.BufFormat, pyinterop.AskAnyFormat),
	asks("AskAnyFormatMut", cpy.BufAny|cpy.BufFormat|cpy.BufWritable, pyinterop.AskAnyFormatMut),
	asks("AskStrided", cpy.BufStrides, pyinterop.AskStrided),
	asks("AskStridedMut", cpy.BufStrides|cpy.BufWritable, pyinterop.AskStridedMut),
	asks("AskStridedFormat", cpy.BufStrides|cpy.BufFormat, pyinterop.AskStridedFormat),
	asks("AskStridedFormatMut", cpy.BufStrides|cpy.BufFormat|cpy.BufWritable, pyinterop.AskStridedFormatMut),
	asks("AskIndirect", cpy.BufIndirect, pyinterop.AskIndirect),
	asks("AskIndirectMut", cpy.BufIndirect|cpy.BufWritable, pyinterop.AskIndirectMut),
	asks("AskFull", cpy.BufFullRO, pyinterop.AskFull),
	asks("AskFullMut", cpy.BufFull, pyinterop.AskFullMut),
}

// What each exporter answers to each request, by hand: . yes, o the order does not fit, w it is read-only, f it has no
// format, m it is masked; ow and the like for several. The columns are SIMPLE, ND, C, F, ANY, STRIDES and INDIRECT.
// Each has two or four rows below it: for reading and for writing, without and with a format.
var expected = map[string]struct{ read, write, readFormat, writeFormat string }{
	"b'abcdef'":                   {". . . . . . .", "w w w w w w w", ". . . . . .", "w w w w w w"},
	"b''":                         {". . . . . . .", "w w w w w w w", ". . . . . .", "w w w w w w"},
	"bytearray(b'abc')":           {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"mmap.mmap(-1, 64)":           {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"array.array('f', [1, 2, 3])": {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"memoryview(b'abcdef')":       {". . . . . . .", "w w w w w w w", ". . . . . .", "w w w w w w"},
	"memoryview(bytearray(24)).cast('i', [2, 3])":                     {". . . o . . .", ". . . o . . .", ". . o . . .", ". . o . . ."},
	"memoryview(bytearray(8))[::2]":                                   {"o o o o o . .", "o o o o o . .", "o o o o . .", "o o o o . ."},
	"memoryview(bytearray(8))[::-1]":                                  {"o o o o o . .", "o o o o o . .", "o o o o . .", "o o o o . ."},
	"(ctypes.c_double * 3)(1, 2, 3)":                                  {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"((ctypes.c_int32 * 3) * 2)()":                                    {". . . o . . .", ". . . o . . .", ". . o . . .", ". . o . . ."},
	"ctypes.c_int16(5)":                                               {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.arange(12.).reshape(3, 4)":                                    {". . . o . . .", ". . . o . . .", ". . o . . .", ". . o . . ."},
	"np.arange(12.).reshape(3, 4).T":                                  {"o o o . . . .", "o o o . . . .", "o o . . . .", "o o . . . ."},
	"np.arange(24, dtype='i2').reshape(2, 3, 4)[:, ::2, ::-1]":        {"o o o o o . .", "o o o o o . .", "o o o o . .", "o o o o . ."},
	"np.arange(24, dtype='i2').reshape(2, 3, 4).transpose(1, 0, 2)":   {"o o o o o . .", "o o o o o . .", "o o o o . .", "o o o o . ."},
	"np.array(2.5)":                                                   {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.zeros((3, 0, 2))":                                             {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.zeros((1, 5, 1), order='F')":                                  {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.float64(2.5)":                                                 {". . . . . . .", "w w w w w w w", ". . . . . .", "w w w w w w"},
	"np.broadcast_to(np.arange(3.), (2, 3))":                          {"o o o o o . .", "ow ow ow ow ow w w", "o o o o . .", "ow ow ow ow w w"},
	"(lambda a: a.setflags(write=False) or a)(np.zeros((2, 2)))":      {". . . o . . .", "w w w ow w w w", ". . o . . .", "w w ow w w w"},
	"np.array([(1, 2.5), (3, 4.5)], [('a', 'i1'), ('b', 'f8')])":      {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.array([(1, 2.5), (3, 4.5)], [('a', 'i1'), ('b', 'f8')])['b']": {"o o o o o . .", "o o o o o . .", "o o o o . .", "o o o o . ."},
	"np.arange(4, dtype='>u2')":                                       {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.array([1, 2], 'M8[ns]')":                                      {". . . . . . .", ". . . . . . .", "f f f f f f", "f f f f f f"},
	"np.array(['ab', 'c'])":                                           {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.zeros(3, 'g')":                                                {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.zeros(2, 'V0')":                                               {". . . . . . .", ". . . . . . .", ". . . . . .", ". . . . . ."},
	"np.array([None, 1])":                                             {". . . . . . .", "f f f f f f f", ". . . . . .", "f f f f f f"},
	"np.array([(1, None)], [('a', 'i4'), ('b', 'O')])":                {". . . . . . .", "f f f f f f f", ". . . . . .", "f f f f f f"},
	"np.ma.masked_array([1., 2.], [0, 1])":                            {"m m m m m m m", "m m m m m m m", "m m m m m m", "m m m m m m"},
	"tb.ndarray(list(range(12)), shape=[3, 4], format='h', flags=tb.ND_PIL|tb.ND_WRITABLE)":           {"o o o o o o .", "o o o o o o .", "o o o o o .", "o o o o o ."},
	"tb.ndarray(list(range(12)), shape=[3, 4], format='h', flags=tb.ND_PIL|tb.ND_WRITABLE)[::-2, 1:]": {"o o o o o o .", "o o o o o o .", "o o o o o .", "o o o o o ."},
}

// outcome spells an error as the table does.
func outcome(err error) string {
	if err == nil {
		return "."
	}
	var s strings.Builder
	for _, c := range []struct {
		letter   string
		sentinel error
	}{{"m", pyinterop.ErrMasked}, {"o", ndview.ErrLayout}, {"f", ndview.ErrType}, {"w", ndview.ErrReadOnly}} {
		if errors.Is(err, c.sentinel) {
			s.WriteString(c.letter)
		}
	}
	if s.Len() == 0 {
		return err.Error()
	}
	return s.String()
}

// rawBuffer asks an exporter as C does, through ctypes: the referee that knows nothing of this library.
const rawBuffer = `
import ctypes
class Buffer(ctypes.Structure):
    _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("len", ctypes.c_ssize_t), ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int), ("ndim", ctypes.c_int), ("format", ctypes.c_char_p), ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)), ("suboffsets", ctypes.POINTER(ctypes.c_ssize_t)), ("internal", ctypes.c_void_p)]
get, release = ctypes.pythonapi.PyObject_GetBuffer, ctypes.pythonapi.PyBuffer_Release
get.argtypes, release.argtypes, release.restype = [ctypes.py_object, ctypes.POINTER(Buffer), ctypes.c_int], [ctypes.POINTER(Buffer)], None
def raw(o, flags):
    b = Buffer()
    try:
        get(o, b, flags)
    except Exception:
        return None
    axes = lambda p: [p[k] for k in range(b.ndim)] if p else None
    answer = [b.buf or 0, b.len, b.itemsize, bool(b.readonly), b.ndim, (b.format or b"").decode(), axes(b.shape), axes(b.strides), axes(b.suboffsets)]
    release(b)
    return answer
`

type rawAnswer struct {
	buf            uint64
	len, itemsize  int
	readonly       bool
	ndim           int
	format         string
	shape, strides []int
	suboffsets     []int
	granted        bool
}

func askRaw(t *testing.T, raw, o pyinterop.Object, flags int) (a rawAnswer) {
	answer, err := raw.Call(o, flags)
	require.NoError(t, err)
	if answer.IsNone() {
		return a
	}
	a.granted = true
	list, err := pyinterop.To[[]any](answer)
	require.NoError(t, err)
	ints := func(v any) (s []int) {
		if v == nil {
			return nil
		}
		s = []int{}
		for _, x := range v.([]any) {
			s = append(s, int(x.(int64)))
		}
		return s
	}
	switch p := list[0].(type) {
	case int64:
		a.buf = uint64(p)
	case uint64:
		a.buf = p
	}
	a.len, a.itemsize, a.readonly, a.ndim = int(list[1].(int64)), int(list[2].(int64)), list[3].(bool), int(list[4].(int64))
	a.format = list[5].(string)
	a.shape, a.strides, a.suboffsets = ints(list[6]), ints(list[7]), ints(list[8])
	return a
}

func evalWith(t *testing.T, py pyinterop.Python, expression string) pyinterop.Object {
	tb, err := py.Import("_testbuffer")
	require.NoError(t, err)
	return eval(t, py, expression, pyinterop.Kwargs{"tb": tb})
}

// Every request to every exporter: the outcome by the table above, and everything it tells by what C gets.
func TestEveryRequestToEveryExporter(t *testing.T) {
	answers := 0
	for expression, want := range expected {
		t.Run(expression, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				globals, err := py.Dict()
				require.NoError(t, err)
				require.NoError(t, py.ExecIn(rawBuffer, globals))
				raw, err := globals.Item("raw")
				require.NoError(t, err)
				o := evalWith(t, py, expression)
				before := refcount(t, o)
				got := map[[2]bool][]string{}
				for _, r := range askers {
					a, err := r.ask(t, o)
					key := [2]bool{r.flags&cpy.BufWritable != 0, r.flags&cpy.BufFormat != 0}
					got[key] = append(got[key], outcome(err))
					assert.Zero(t, pyinterop.OpenBorrows(), r.name)
					if err == nil {
						answers++
						same(t, r, a, askRaw(t, raw, o, r.flags))
					}
				}
				line := func(write, format bool) string { return strings.Join(got[[2]bool{write, format}], " ") }
				assert.Equal(t, want.read, line(false, false), "reading")
				assert.Equal(t, want.write, line(true, false), "writing")
				assert.Equal(t, want.readFormat, line(false, true), "reading, with format")
				assert.Equal(t, want.writeFormat, line(true, true), "writing, with format")
				if before < 1<<20 {
					assert.Equal(t, before, refcount(t, o), "references")
				}
			})
		})
	}
	assert.Greater(t, answers, 500)
}

// same compares what a request told with what C gets.
func same(t *testing.T, r asker, a answered, c rawAnswer) {
	require.True(t, c.granted, r.name)
	if c.len > 0 {
		assert.Equal(t, uint64(a.Address), c.buf, r.name)
	}
	assert.Equal(t, c.len, a.Nbytes, r.name)
	assert.Equal(t, c.readonly, a.ReadOnly, r.name)
	assert.Equal(t, r.flags&cpy.BufND != 0, a.Shaped, r.name)
	assert.Equal(t, r.flags&cpy.BufStrides == cpy.BufStrides, a.Strided, r.name)
	assert.Equal(t, r.flags&cpy.BufFormat != 0, a.Formatted, r.name)
	assert.Equal(t, r.flags&cpy.BufIndirect == cpy.BufIndirect, a.knowsSuboffsets, r.name)
	if a.Shaped {
		assert.Equal(t, c.itemsize, a.Itemsize, r.name)
		if c.ndim > 0 {
			assert.Equal(t, c.shape, a.Shape, r.name)
		} else {
			assert.Empty(t, a.Shape, r.name)
		}
	}
	if a.Strided && c.strides != nil && a.Nbytes > 0 {
		assert.Equal(t, c.strides, a.Strides, r.name)
	}
	if a.Formatted {
		assert.Equal(t, c.format, a.Format, r.name)
	}
	if a.knowsSuboffsets && c.suboffsets != nil {
		assert.Equal(t, c.suboffsets, a.Suboffsets, r.name)
	}
	if a.contiguous {
		assert.Len(t, a.Memory, c.len, r.name)
		switch {
		case !a.Strided && a.C == nil:
		case !a.Strided || a.ContiguousC:
			assert.Equal(t, a.C, a.Memory, r.name)
		default:
			assert.True(t, a.ContiguousF, r.name)
			assert.Equal(t, a.F, a.Memory, r.name)
		}
	}
}

// Copies out and in, of any layout and itemsize, in both orders: NumPy's tobytes is the judge.
func TestCopiesOutAndInAsNumPyMakesThem(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		copied := 0
		for _, dtype := range []string{"u1", "i2", "f4", "f8", "c16", "S3", "V5", "g", ">i4", "i1,f8"} {
			for _, expression := range []string{"a", "a.T", "a[::-1]", "a[:, ::2]", "a[1:, :, ::-2]", "a.transpose(1, 2, 0)[::2]", "a[0, 0, 0, ...]", "a[:, :0]"} {
				o := eval(t, py, fmt.Sprintf("(lambda a: np.asarray(%s))(np.frombuffer(bytearray(i %% 251 for i in range(24 * np.dtype(%q).itemsize)), %q).reshape(2, 3, 4))",
					expression, dtype, dtype))
				bytes := func(order string) []byte {
					b, err := eval(t, py, "o.tobytes('"+order+"')", pyinterop.Kwargs{"o": o}).Bytes()
					require.NoError(t, err)
					return append([]byte{}, b...)
				}
				c, f := bytes("C"), bytes("F")
				require.NoError(t, pyinterop.AskStridedMut.Borrow(o, func(v pyinterop.MutStridedItems) error {
					got := make([]byte, v.Nbytes())
					require.NoError(t, v.CopyTo(got))
					assert.Equal(t, c, got, "%s %s", dtype, expression)
					require.NoError(t, v.CopyToF(got))
					assert.Equal(t, f, got, "%s %s", dtype, expression)
					for i := range got {
						got[i] = byte(7*i + 1)
					}
					require.NoError(t, v.CopyFrom(got))
					assert.Equal(t, got, bytes("C"), "%s %s", dtype, expression)
					require.NoError(t, v.CopyFromF(got))
					assert.Equal(t, got, bytes("F"), "%s %s", dtype, expression)
					if len(got) > 0 {
						assert.ErrorIs(t, v.CopyTo(got[1:]), ndview.ErrShape)
						assert.ErrorIs(t, v.CopyFrom(got[1:]), ndview.ErrShape)
					}
					copied++
					return nil
				}))
			}
		}
		assert.Greater(t, copied, 60)
	})
}
