//go:build cgo

package pyinterop_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// What no format carries is borrowed without one, as the dtype that the caller names.
func TestItemsThatNoFormatCarries(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		dates := eval(t, py, "np.array(['2024-02-29', 'NaT', '1970-01-01T00:00:01'], 'M8[s]')")
		dtype, err := ndview.ParseDType("<M8[s]")
		require.NoError(t, err)
		require.NoError(t, pyinterop.AskItems(dtype).Borrow(dates, func(r ndview.Raw) error {
			assert.Equal(t, "datetime64[s]", r.DType().String())
			assert.Equal(t, "['2024-02-29T00:00:00'                 'NaT' '1970-01-01T00:00:01']", r.String())
			return nil
		}))
		seconds := ndview.DTypeOf[int64]()
		require.NoError(t, pyinterop.AskItemsMut(seconds).Borrow(dates, func(r ndview.MutRaw) error {
			v, err := ndview.AsMut[int64](r)
			require.NoError(t, err)
			v.Set1(2, 86400)
			return nil
		}))
		assert.Equal(t, "['2024-02-29T00:00:00'                 'NaT' '1970-01-02T00:00:00']", text(t, dates))

		// The bits of bfloat16, as an extension's dtype exports them: two bytes without a format.
		halves := eval(t, py, "np.array([1.5, -2, 0.25], 'f4').view('u4').__rshift__(16).astype('u2').view('V2')")
		require.NoError(t, pyinterop.AskItems(ndview.DTypeOf[ndview.BFloat16]()).Borrow(halves, func(r ndview.Raw) error {
			v, err := ndview.As[ndview.BFloat16](r)
			require.NoError(t, err)
			assert.Equal(t, []float32{1.5, -2, 0.25}, []float32{v.At1(0).Float32(), v.At1(1).Float32(), v.At1(2).Float32()})
			return nil
		}))

		require.NoError(t, pyinterop.AskStridedMut.Borrow(eval(t, py, "np.zeros((2, 3), 'm8[ns]').T"), func(v pyinterop.MutStridedItems) error {
			assert.Equal(t, 8, v.Itemsize())
			r, err := v.As(ndview.DTypeOf[int64]())
			require.NoError(t, err)
			assert.Equal(t, []int{3, 2}, r.Shape())
			_, err = v.AsMut(ndview.DTypeOf[int32]())
			assert.ErrorIs(t, err, ndview.ErrType)
			assert.ErrorContains(t, err, "AsMut(int32): wanted items of 4 bytes, found 8")
			return nil
		}))
		err = pyinterop.AskItems(ndview.DTypeOf[int16]()).Borrow(dates, func(ndview.Raw) error { t.Error("the closure ran"); return nil })
		assert.ErrorIs(t, err, ndview.ErrType)
		assert.ErrorContains(t, err, "AskItems of numpy.ndarray, shape (3,), itemsize 8, strides (8,): itemsize: wanted 2 bytes (int16), found 8")
		assert.ErrorContains(t, err, "Way out: name a dtype of the itemsize found")
		assert.Zero(t, pyinterop.OpenBorrows())
	})
}

// A request without format does not pay for one, and does not fail for one either.
func TestRecordsAreBorrowedWithoutTheirFormat(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		overlapping := eval(t, py, "np.zeros(3, np.dtype({'names': ['a', 'b'], 'formats': ['i4', 'i4'], 'offsets': [4, 0], 'itemsize': 8}))")
		assert.ErrorIs(t, pyinterop.AskFull.Borrow(overlapping, func(pyinterop.IndirectRaw) error { return nil }), ndview.ErrType)
		require.NoError(t, pyinterop.AskStrided.Borrow(overlapping, func(v pyinterop.StridedItems) error {
			assert.Equal(t, []int{3}, v.Shape())
			assert.Equal(t, 8, v.Itemsize())
			return nil
		}))
	})
}

func TestFurtherFlagsPassThrough(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec(`
			class Exporter:
			    def __buffer__(self, flags): self.flags = flags; return memoryview(b'abc')`))
		o, err := py.Eval("Exporter()")
		require.NoError(t, err)
		const stableRead = 0x400
		err = pyinterop.AskSimple.WithFlags(stableRead).Borrow(o, func(v pyinterop.Simple) error {
			assert.Equal(t, "1024", attr(t, o, "flags"))
			return nil
		})
		atLeast312, evalErr := pyinterop.To[bool](eval(t, py, "sys.version_info >= (3, 12)"))
		require.NoError(t, evalErr)
		if atLeast312 {
			assert.NoError(t, err)
		} else {
			assert.ErrorIs(t, err, pyinterop.ErrNotExporter)
		}
		require.NoError(t, pyinterop.AskSimple.Borrow(eval(t, py, "b'abc'"), func(pyinterop.Simple) error { return nil }), "AskSimple itself is as it was")
		for _, flags := range []int{1, 4, 0x400 | 8, 0x100, 0x200, -1} {
			assert.PanicsWithError(t, (&pyinterop.FlagsError{Flags: flags}).Error(), func() { pyinterop.AskC.WithFlags(flags) })
		}
	})
}

func TestTheExporterOutlivesTheBorrowOnDemand(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.arange(6.)[::2]")
		before := refcount(t, o)
		require.NoError(t, pyinterop.Do(func(inner pyinterop.Python) error {
			var kept pyinterop.Object
			err := pyinterop.AskStrided.Borrow(o, func(v pyinterop.StridedItems) (err error) {
				kept, err = v.Exporter(inner)
				return err
			})
			require.NoError(t, err)
			assert.Equal(t, o.Handle(), kept.Handle(), "NumPy exports its arrays itself")
			assert.Equal(t, before+1, refcount(t, o))
			return nil
		}))
		assert.Equal(t, before, refcount(t, o))

		tb, err := py.Import("_testbuffer")
		require.NoError(t, err)
		nobody := eval(t, py, "tb.staticarray(legacy_mode=True)", pyinterop.Kwargs{"tb": tb})
		require.NoError(t, pyinterop.AskSimple.Borrow(nobody, func(v pyinterop.Simple) error {
			_, err := v.Exporter(py)
			assert.ErrorIs(t, err, pyinterop.ErrRefused)
			return nil
		}))
	})
}

// The address of a sub-array from fewer indices than axes: NumPy says where it is; behind pointers the tables say it.
func TestAddressesOfSubArrays(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.arange(120, dtype='i2').reshape(2, 3, 4, 5)[:, ::-1, :, ::2]")
		require.NoError(t, pyinterop.AskFull.Borrow(o, func(v pyinterop.IndirectRaw) error {
			for index, at := range map[string]uintptr{
				"": v.AddressOf(), "1,": v.AddressOf(1), "1, 2,": v.AddressOf(1, 2), "0, 1, 3,": v.AddressOf(0, 1, 3), "1, 0, 2, 2,": v.AddressOf(1, 0, 2, 2),
			} {
				want, err := pyinterop.To[uint64](eval(t, py, "o[("+index+" ...,)].ctypes.data", pyinterop.Kwargs{"o": o}))
				require.NoError(t, err)
				assert.Equal(t, uintptr(want), at, index)
			}
			assert.Equal(t, v.Address(), v.AddressOf())
			for _, index := range [][]int{{2}, {-1}, {0, 3}, {0, 0, 0, 3}, {0, 0, 0, 0, 0}} {
				assert.Panics(t, func() { v.AddressOf(index...) }, "%v", index)
			}
			return nil
		}))
		pil := evalWith(t, py, "tb.ndarray(list(range(12)), shape=[3, 4], format='h', flags=tb.ND_PIL)[:, 1:]")
		require.NoError(t, pyinterop.AskFull.Borrow(pil, func(v pyinterop.IndirectRaw) error {
			assert.Equal(t, v.AddressOf(2)+4, v.AddressOf(2, 2), "row 2 begins where its pointer leads")
			value := eval(t, py, "ctypes.c_int16.from_address(a).value", pyinterop.Kwargs{"a": uint64(v.AddressOf(2, 2))})
			assert.Equal(t, "11", value.String())
			return nil
		}))
		require.NoError(t, pyinterop.AskND.Borrow(eval(t, py, "np.zeros((3, 0))"), func(v pyinterop.Dense) error {
			assert.Panics(t, func() { v.AddressOf() }, "there is nothing to have an address")
			assert.Equal(t, 0, v.Nbytes())
			return nil
		}))
	})
}

// Slices without an option, for reading and for writing.
func TestFlatElementsAreSlices(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		c, f := eval(t, py, "np.arange(6.).reshape(2, 3)"), eval(t, py, "np.asfortranarray(np.arange(6.).reshape(2, 3))")
		flat := func(r pyinterop.Request[pyinterop.Flat[float64]], o pyinterop.Object) (got []float64, err error) {
			err = r.Borrow(o, func(v pyinterop.Flat[float64]) error {
				got = append(got, v.UnsafeSlice()...)
				assert.Equal(t, 5.0, v.At2(1, 2), "it is a view too")
				return nil
			})
			return got, err
		}
		inC, inF := []float64{0, 1, 2, 3, 4, 5}, []float64{0, 3, 1, 4, 2, 5}
		for name, row := range map[string]struct {
			request  pyinterop.Request[pyinterop.Flat[float64]]
			object   pyinterop.Object
			elements []float64
		}{
			"C of C": {pyinterop.AskFlatC[float64](), c, inC}, "F of F": {pyinterop.AskFlatF[float64](), f, inF},
			"any of C": {pyinterop.AskFlatAny[float64](), c, inC}, "any of F": {pyinterop.AskFlatAny[float64](), f, inF},
			"C of F": {pyinterop.AskFlatC[float64](), f, nil}, "F of C": {pyinterop.AskFlatF[float64](), c, nil},
		} {
			got, err := flat(row.request, row.object)
			assert.Equal(t, row.elements, got, name)
			if row.elements == nil {
				assert.ErrorIs(t, err, ndview.ErrLayout, name)
				assert.ErrorContains(t, err, "order: wanted ", name)
			}
		}
		for _, r := range []pyinterop.Request[pyinterop.MutFlat[float64]]{pyinterop.AskFlatCMut[float64](), pyinterop.AskFlatAnyMut[float64]()} {
			require.NoError(t, r.Borrow(c, func(v pyinterop.MutFlat[float64]) error {
				data := v.Data()
				data[4]++
				assert.Equal(t, len(data), cap(data))
				return nil
			}))
		}
		require.NoError(t, pyinterop.AskFlatFMut[float64]().Borrow(f, func(v pyinterop.MutFlat[float64]) error { v.Data()[1] = 30; return nil }))
		assert.Equal(t, "[[0. 1. 2.]\n [3. 6. 5.]]", text(t, c))
		assert.Equal(t, "[[ 0.  1.  2.]\n [30.  4.  5.]]", text(t, f))
		assert.ErrorIs(t, pyinterop.AskFlatC[float32]().Borrow(c, func(pyinterop.Flat[float32]) error { return nil }), ndview.ErrType)
	})
}

// Whatever ends the function ends the borrow, and what it handed out panics by name from then on.
func TestAnswersEndWithTheirBorrow(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.arange(6.).reshape(2, 3)")
		var v pyinterop.MutIndirectRaw
		var b pyinterop.MutContiguous
		require.NoError(t, pyinterop.AskFullMut.Borrow(o, func(x pyinterop.MutIndirectRaw) error { v = x; return nil }))
		require.NoError(t, pyinterop.AskCMut.Borrow(o, func(x pyinterop.MutContiguous) error { b = x; return nil }))
		for name, use := range map[string]func(){
			"Address": func() { v.Address() }, "Nbytes": func() { v.Nbytes() }, "ReadOnly": func() { v.ReadOnly() }, "Exporter": func() { v.Exporter(py) },
			"Shape": func() { v.Shape() }, "Len": func() { v.Len(0) }, "NDim": func() { v.NDim() }, "Size": func() { v.Size() }, "Itemsize": func() { v.Itemsize() },
			"AddressOf": func() { v.AddressOf(0) }, "Strides": func() { v.Strides() }, "Stride": func() { v.Stride(0) }, "C": func() { v.ContiguousC() },
			"F": func() { v.ContiguousF() }, "Suboffsets": func() { v.Suboffsets() }, "Format": func() { v.Format() }, "DType": func() { v.DType() },
			"Raw": func() { v.Raw() }, "MutRaw": func() { v.MutRaw() }, "CopyTo": func() { v.CopyTo(make([]byte, 48)) }, "CopyFrom": func() { v.CopyFromF(make([]byte, 48)) },
			"Bytes": func() { b.Bytes() }, "UnsafeBytes": func() { b.UnsafeBytes() }, "View": func() { b.View() }, "MutView": func() { b.MutView() },
			"As": func() { b.As(ndview.DTypeOf[float64]()) }, "AsMut": func() { b.AsMut(ndview.DTypeOf[float64]()) },
		} {
			assert.Contains(t, releasedText(t, use), "TestAnswersEndWithTheirBorrow", name)
		}
		assert.Panics(t, func() { pyinterop.AskC.Borrow(o, func(pyinterop.Contiguous) error { panic("out") }) })
		k, err := o.Keep()
		require.NoError(t, err)
		defer k.Drop()
		py.AllowThreads(func() {
			done := make(chan bool)
			go func() {
				defer close(done)
				pyinterop.AskC.Borrow(k, func(pyinterop.Contiguous) error { runtime.Goexit(); return nil })
			}()
			<-done
		})
		assert.Zero(t, pyinterop.OpenBorrows())
		assert.Panics(t, func() { pyinterop.AskC.Borrow(nil, func(pyinterop.Contiguous) error { return nil }) })
	})
}
