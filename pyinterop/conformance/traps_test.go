//go:build cgo

package conformance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Traps of the buffer protocol, and the tests that step into them; P is package pyinterop, C this one. "lie: …" is a
// line of P hostile_lies_test.go.
//
//	 1  ValueError, BufferError and TypeError mean "no"    here; P TestLyingExporters…
//	 2  ndim 0 without ND asked is no scalar               here; P TestAnswersThatDoNotKeepWhatTheRequestPromises
//	 3  strides NULL though asked                          P TestExportersAndTheirLayouts (ctypes); lie: strides NULL, …
//	 4  shape NULL for ndim 0, and for SIMPLE              P TestExportersAndTheirLayouts (NumPy scalars); lie: shape NULL …
//	 5  the itemsize under SIMPLE is the exporter's        here; P TestEveryRequestToEveryExporter
//	 6  strides of axes of length 1 mean nothing           P TestExportersAndTheirLayouts; lie: garbage strides …; C TestStructures…
//	 7  strides of empty arrays mean nothing               P TestExportersAndTheirLayouts; C TestStructures… (class "empty")
//	 8  buf is item 0, not the lowest address; len is no   C compareAddresses, classes "negative stride", "strided";
//	    span                                               lie: a span below the first address
//	 9  suboffsets all negative are none; 0 is not -1      lie: suboffsets …; C TestTreesOfPointers, TestStructures…
//	10  a Py_buffer points into itself                     lie: shape and strides inside the Py_buffer; P TestExporters… (bytes, mmap)
//	11  broadcast_arrays: read-only, then not              here
//	12  writable arrays may overlap themselves             here; C compareWrites, class "overlapping"
//	13  booleans other than 0 and 1                        here; P TestExportersAndTheirLayouts
//	14  base aligned, stride not (packed records)          P TestRefusalsListEverything…; lie: a misaligned stride
//	15  strides that are no multiple of the itemsize       C TestTreesOfPointers; P TestRefusalsListEverything… (strides 5, 2)
//	16  fewer indices than axes                            here; P TestEveryRequestToEveryExporter
//	17  NumPy keeps what it told until the array dies      here: a borrow keeps the meaning that it began with
//	18  structured formats are made anew for each request  here: requests without format do not ask for one; P BenchmarkBorrow
//	19  limits of ndim                                     P TestTheTestbufferReferee; lie: 65 axes, minus one axis
//	20  pointers for whoever did not ask for them          here; P TestAnswersThatDoNotKeepWhatTheRequestPromises
//	21  exporters written in Python, which come back       P TestExportersWrittenInPython, TestExportersThatCallGoWhileGoAsksThem
//
// Formats: the struct module and NumPy's records in formats_test.go; what exporters write, one by one, in
// internal/elem exporters_test.go. Only without format (datetime64, overlapping fields): P TestDates…, TestDTypeOf….
// Locks, resizing and the pin: P pin_test.go. Release that raises, comes back, or takes its time: P
// TestExportersThatMisbehaveAtRelease. Two exporters over one memory: P claim_test.go.

func borrowables(t *testing.T, py pyinterop.Python) pyinterop.Object {
	names := pyinterop.Kwargs{}
	for as, name := range map[string]string{"np": "numpy", "array": "array", "tb": "_testbuffer", "ctypes": "ctypes", "warnings": "warnings"} {
		m, err := py.Import(name)
		require.NoError(t, err)
		names[as] = m
	}
	namespace := module(t, py, names)
	exporters(t, namespace)
	return namespace
}

func TestTrap1EveryExceptionIsARefusal(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		for _, class := range []string{"ValueError", "BufferError", "TypeError", "KeyError", "MemoryError", "RuntimeError", "BaseException"} {
			o := evalIn(t, ns, "export(lambda flags: (_ for _ in ()).throw("+class+"('no')))")
			err := pyinterop.BorrowRaw(o, func(ndview.Raw) error { t.Error("lent"); return nil })
			assert.ErrorIs(t, err, pyinterop.ErrRefused, class)
			assert.True(t, pyinterop.IsPyErr(err, class), class)
		}
	})
}

func TestTraps2And5SimpleIsBytesWhateverTheItemsAre(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		for expression, want := range map[string]int{
			"array.array('f', [1, 2, 3])": 12, "np.zeros((3, 4))": 96, "np.zeros(())": 8, "np.zeros((0, 4))": 0, "np.float64(1)": 8,
			"(ctypes.c_double * 3)()": 24, "b'abc'": 3, "np.zeros(2, 'M8[s]')": 16, "np.zeros(3, [('a', 'i1'), ('b', 'f8')])": 27, "np.zeros((2, 3), order='C').T.copy()": 48,
		} {
			require.NoError(t, pyinterop.AskSimple.Borrow(evalIn(t, ns, expression), func(s pyinterop.Simple) error {
				assert.Len(t, s.UnsafeBytes(), want, expression)
				assert.Equal(t, want, s.Nbytes(), expression)
				assert.Equal(t, []int{want}, s.View().Shape(), expression)
				return nil
			}), expression)
		}
	})
}

func TestTrap11BroadcastArraysAreReadOnlyUntilTheyAreNot(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		broadcast := "np.broadcast_arrays(np.array([1.0, 2.0]), np.zeros((3, 1)))[0]"
		require.NoError(t, py.ExecIn("filters = warnings.filters[:]; warnings.simplefilter('ignore')", ns))
		defer py.ExecIn("warnings.filters[:] = filters", ns)
		require.NoError(t, pyinterop.BorrowMut(evalIn(t, ns, broadcast), func(v ndview.MutView[float64]) error {
			assert.Equal(t, []int{0, 8}, v.Strides())
			assert.ErrorIs(t, v.CopyFrom(make([]float64, 6)), ndview.ErrOverlap)
			v.Set2(1, 1, 7)
			assert.Equal(t, 7.0, v.At2(2, 1), "one element in three places")
			return nil
		}))
		require.NoError(t, py.ExecIn("warnings.simplefilter('error')", ns))
		err := pyinterop.BorrowMut(evalIn(t, ns, broadcast), func(ndview.MutView[float64]) error { t.Error("lent"); return nil })
		assert.ErrorIs(t, err, ndview.ErrReadOnly)
		assert.True(t, pyinterop.IsPyErr(err, "DeprecationWarning"), "%v", err)
	})
}

func TestTrap12ArraysThatOverlapThemselvesAreNotWrittenAtOnce(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		for _, expression := range []string{
			"np.lib.stride_tricks.as_strided(np.arange(6.0), (3, 3), (8, 8))",
			"np.lib.stride_tricks.sliding_window_view(np.arange(6.0), 3, writeable=True)",
			"np.lib.stride_tricks.as_strided(np.arange(6.0), (3, 2), (0, 8))",
			"np.lib.stride_tricks.as_strided(np.arange(6.0), (3, 3), (12, 4))",
		} {
			o := evalIn(t, ns, expression)
			misaligned := strings.Contains(expression, "12")
			require.NoError(t, pyinterop.BorrowRawMut(o, func(r ndview.MutRaw) error {
				v, err := ndview.AsMut[float64](r)
				require.NoError(t, err)
				assert.Equal(t, !misaligned, v.Plain())
				assert.ErrorIs(t, v.CopyFrom(make([]float64, v.Size())), ndview.ErrOverlap, expression)
				assert.ErrorIs(t, r.CopyFrom(make([]byte, r.Nbytes())), ndview.ErrOverlap, expression)
				return nil
			}))
		}
	})
}

func TestTrap13BooleansAreBytes(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		a := evalIn(t, borrowables(t, py), "np.array([0, 1, 2, 255], 'u1').view('?')")
		require.NoError(t, pyinterop.BorrowMut(a, func(v ndview.MutView[ndview.Bool]) error {
			assert.Equal(t, []ndview.Bool{0, 1, 2, 255}, []ndview.Bool{v.At1(0), v.At1(1), v.At1(2), v.At1(3)})
			assert.True(t, v.At1(2).Bool() && v.At1(3).Bool() && !v.At1(0).Bool())
			v.Set1(0, ndview.BoolOf(true))
			return nil
		}))
		text, err := a.CallMethod("tobytes")
		require.NoError(t, err)
		b, err := text.Bytes()
		require.NoError(t, err)
		assert.Equal(t, []byte{1, 1, 2, 255}, b)
	})
}

func TestTrap16ASubArrayHasAnAddressAndAWrongNumberOfIndicesPanics(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		a := evalIn(t, borrowables(t, py), "np.arange(24.0).reshape(2, 3, 4)[:, ::-1]")
		require.NoError(t, pyinterop.AskStrided.Borrow(a, func(s pyinterop.StridedItems) error {
			assert.Equal(t, s.Address(), s.AddressOf())
			assert.Equal(t, s.Address()+96, s.AddressOf(1))
			assert.Equal(t, s.Address()+96-32, s.AddressOf(1, 1))
			assert.Equal(t, s.Address()+96-32+24, s.AddressOf(1, 1, 3))
			assert.Panics(t, func() { s.AddressOf(1, 1, 3, 0) })
			assert.Panics(t, func() { s.AddressOf(2) })
			return nil
		}))
		require.NoError(t, pyinterop.Borrow(a, func(v ndview.View[float64]) error {
			assert.Panics(t, func() { v.At(1, 1) })
			assert.Panics(t, func() { v.At2(1, 1) })
			return nil
		}))
	})
}

func TestTrap17ABorrowKeepsTheMeaningThatItBeganWith(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		a := evalIn(t, borrowables(t, py), "np.arange(6, dtype='i4')")
		err := pyinterop.Borrow(a, func(v ndview.View[int32]) error {
			for _, shape := range []pyinterop.Tuple{{2, 3}, {3, 2}, {6, 1}} {
				require.NoError(t, a.SetAttr("shape", shape))
				assert.Equal(t, []int{6}, v.Shape())
				assert.Equal(t, int32(5), v.At1(5))
				require.NoError(t, pyinterop.Borrow(a, func(w ndview.View[int32]) error {
					assert.Equal(t, []int{shape[0].(int), shape[1].(int)}, w.Shape())
					return nil
				}))
			}
			return nil
		})
		assert.ErrorIs(t, err, pyinterop.ErrChanged, "it is said that the shape is another one")
	})
}

func TestTrap18RequestsWithoutFormatDoNotAskForOne(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		require.NoError(t, py.ExecIn("seen = []", ns))
		o := evalIn(t, ns, "export(lambda flags: seen.append(flags) or {})")
		for name, borrow := range map[string]func() error{
			"AskSimple":  func() error { return pyinterop.AskSimple.Borrow(o, func(pyinterop.Simple) error { return nil }) },
			"AskND":      func() error { return pyinterop.AskND.Borrow(o, func(pyinterop.Dense) error { return nil }) },
			"AskStrided": func() error { return pyinterop.AskStrided.Borrow(o, func(pyinterop.StridedItems) error { return nil }) },
			"AskIndirect": func() error {
				return pyinterop.AskIndirect.Borrow(o, func(pyinterop.IndirectItems) error { return nil })
			},
			"AskItems": func() error {
				return pyinterop.AskItems(ndview.DTypeOf[float64]()).Borrow(o, func(ndview.Raw) error { return nil })
			},
		} {
			require.NoError(t, borrow(), name)
			flags, err := evalIn(t, ns, "seen.pop()").Int()
			require.NoError(t, err)
			assert.Zero(t, flags&0x4, "%s asks for the format", name)
		}
		require.NoError(t, pyinterop.Borrow(o, func(ndview.View[float64]) error { return nil }))
		flags, err := evalIn(t, ns, "seen.pop()").Int()
		require.NoError(t, err)
		assert.NotZero(t, flags&0x4)
	})
}

func TestTrap20PointersAreRefusedToWhoDidNotAskForThem(t *testing.T) {
	inside(t, func(py pyinterop.Python) {
		ns := borrowables(t, py)
		for _, pil := range []string{
			"tb.ndarray(list(range(12)), shape=[3, 4], format='i', flags=tb.ND_PIL)",              // raises
			"export(dict(shape=(2,), suboffsets=(0,), data=array.array('Q', [start(keep)] * 2)))", // does not
		} {
			o := evalIn(t, ns, pil)
			assert.Error(t, pyinterop.AskStrided.Borrow(o, func(pyinterop.StridedItems) error { t.Error("lent"); return nil }))
			assert.Error(t, pyinterop.AskC.Borrow(o, func(pyinterop.Contiguous) error { t.Error("lent"); return nil }))
			assert.Error(t, pyinterop.AskSimple.Borrow(o, func(pyinterop.Simple) error { t.Error("lent"); return nil }))
			assert.NoError(t, pyinterop.AskIndirect.Borrow(o, func(i pyinterop.IndirectItems) error {
				assert.NotEmpty(t, i.Suboffsets())
				return nil
			}))
		}
	})
}
