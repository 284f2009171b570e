//go:build cgo

package pyinterop_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// demandMLDtypes is an environment variable: if it is not empty, the Python under test must have ml_dtypes.
const demandMLDtypes = "INPLACE_DEMAND_ML_DTYPES"

// bfloat16 of ml_dtypes has no buffer format: it is asked for without one, by a caller who names the dtype. A Python
// without ml_dtypes (the embedded one) lends the same bits as numbers of two bytes.
func TestBfloat16IsBorrowedByTheCallersWord(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		_, err := py.Import("ml_dtypes")
		there := err == nil
		if !there {
			require.Empty(t, os.Getenv(demandMLDtypes), "ml_dtypes: %v", err)
			t.Log("this Python has no ml_dtypes: the bits of bfloat16 in uint16 stand for it")
		}
		o := eval(t, py, "np.array([1, -2.5, 3e38, np.nan, 0.1], 'f4').astype(there and __import__('ml_dtypes').bfloat16 or 'f4')", pyinterop.Kwargs{"there": there})
		if !there {
			o = eval(t, py, "(o.view('u4') + 0x7fff + (o.view('u4') >> 16 & 1) >> 16).astype('u2')", pyinterop.Kwargs{"o": o})
		} else {
			require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[ndview.BFloat16]) error {
				assert.Equal(t, float32(-2.5), v.At1(1).Float32(), "by the dtype, without being named")
				return nil
			}))
			typ, err := pyinterop.DTypeOf(o)
			require.NoError(t, err)
			assert.Equal(t, "bfloat16", typ.String())
			theirs := eval(t, py, "o.astype(o.dtype.newbyteorder())", pyinterop.Kwargs{"o": o})
			require.NoError(t, pyinterop.BorrowRaw(theirs, func(r ndview.Raw) error {
				assert.True(t, r.DType().Swapped)
				v, err := ndview.As[ndview.BFloat16](r)
				require.NoError(t, err)
				assert.Equal(t, float32(-2.5), v.At1(1).Float32(), "in the other byte order")
				return nil
			}))
			assert.ErrorIs(t, pyinterop.Borrow(theirs, func(ndview.View[ndview.BFloat16]) error { return nil }), ndview.ErrByteOrder)
		}
		before := refcount(t, o)
		bfloat16 := ndview.DTypeOf[ndview.BFloat16]()
		require.NoError(t, pyinterop.AskItemsMut(bfloat16).Borrow(o, func(r ndview.MutRaw) error {
			v, err := ndview.AsMut[ndview.BFloat16](r)
			require.NoError(t, err)
			assert.Equal(t, float32(-2.5), v.At1(1).Float32())
			assert.NotEqual(t, v.At1(3).Float32(), v.At1(3).Float32(), "NaN")
			assert.Equal(t, float32(0.10009765625), v.At1(4).Float32())
			for i := range 2 {
				v.Set1(i, elem.BFloat16From(2*v.At1(i).Float32()))
			}
			return nil
		}))
		values := "[float(x) for x in o[:2]]"
		if !there {
			values = "(o[:2].astype('u4') << 16).view('f4').tolist()"
		}
		assert.Equal(t, "[2.0, -5.0]", eval(t, py, values, pyinterop.Kwargs{"o": o}).String(), "Python reads what Go wrote")
		assert.Equal(t, before+1, refcount(t, o), "the keyword's")
		assert.ErrorIs(t, pyinterop.AskItems(ndview.DTypeOf[float32]()).Borrow(o, func(ndview.Raw) error { return nil }), ndview.ErrType)
	})
}
