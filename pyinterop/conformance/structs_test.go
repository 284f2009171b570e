//go:build cgo

package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// NumPy's records as Go structs: what Go writes is what NumPy reads, and what does not fit says why.
func TestNumPysRecordsAreGoStructs(t *testing.T) {
	type inner struct {
		Re, Im float32
	}
	type row struct {
		Flag  ndview.Bool
		Name  [7]byte
		Value float64 `dtype:"a value"`
		In    [2]inner
		Half  [3]ndview.Float16
		Text  [2]rune
		When  int64
	}
	const aligned = `np.dtype([('flag', '?'), ('name', 'S7'), ('a value', 'f8'), ('in', [('re', 'f4'), ('im', 'f4')], (2,)), ('half', 'f2', (3,)),
		('text', 'U2'), ('when', 'i8')], align=True)`
	inside(t, func(py pyinterop.Python) {
		np, err := py.Import("numpy")
		require.NoError(t, err)
		a, err := py.Eval("np.zeros((2, 3), "+aligned+")", pyinterop.Kwargs{"np": np})
		require.NoError(t, err)
		require.NoError(t, pyinterop.BorrowRawMut(a, func(r ndview.MutRaw) error {
			rows, err := ndview.StructsOf[row](r)
			require.NoError(t, err)
			require.Len(t, rows, 6)
			rows[4] = row{Flag: 1, Name: [7]byte{'a', 'b'}, Value: 2.5, In: [2]inner{{1, 2}, {3, 4}}, Half: [3]ndview.Float16{0x3c00, 0, 0x4000}, Text: [2]rune{'é', '€'}, When: -7}
			return nil
		}))
		item, err := py.Eval("str([a[name][1, 1].tolist() for name in a.dtype.names])", pyinterop.Kwargs{"a": a})
		require.NoError(t, err)
		assert.Equal(t, "[True, b'ab', 2.5, [(1.0, 2.0), (3.0, 4.0)], [1.0, 0.0, 2.0], 'é€', -7]", item.String())

		back, err := py.Eval("a[:, ::-1]", pyinterop.Kwargs{"a": a})
		require.NoError(t, err)
		require.NoError(t, pyinterop.BorrowRaw(back, func(r ndview.Raw) error {
			_, err := ndview.UnsafeStructsOf[row](r)
			assert.ErrorIs(t, err, ndview.ErrLayout)
			rows := make([]row, 6)
			require.NoError(t, ndview.CopyStructs(rows, r))
			assert.Equal(t, 2.5, rows[4].Value)
			assert.Equal(t, ndview.Float16(0x4000), rows[4].Half[2])
			return nil
		}))
		packed, err := py.Eval("np.zeros(3, [('flag', '?'), ('value', 'f8')])", pyinterop.Kwargs{"np": np})
		require.NoError(t, err)
		require.NoError(t, pyinterop.BorrowRaw(packed, func(r ndview.Raw) error {
			type packed struct {
				Flag  bool
				Value float64
			}
			_, err := ndview.UnsafeStructsOf[packed](r)
			var e *ndview.StructError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, []string{"size: wanted 16 bytes (conformance_test.packed), found 9",
				"Flag: wanted bool, found bool; Go's bool must not hold other bytes than 0 and 1, use ndview.Bool",
				"Value: wanted at byte 8, found at byte 1"}, e.Unmet)
			return nil
		}))
	})
}
