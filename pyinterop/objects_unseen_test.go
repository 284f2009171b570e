//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// References that are written as bytes are lost: whoever asks to write without a format is refused where they can be seen.
func TestMemoryOfObjectsIsNotWrittenWithoutItsFormat(t *testing.T) {
	requests := map[string]func(o pyinterop.Object) error{
		"AskSimpleMut": func(o pyinterop.Object) error {
			return pyinterop.AskSimpleMut.Borrow(o, func(pyinterop.MutSimple) error { return nil })
		},
		"AskNDMut": func(o pyinterop.Object) error {
			return pyinterop.AskNDMut.Borrow(o, func(pyinterop.MutDense) error { return nil })
		},
		"AskStridedMut": func(o pyinterop.Object) error {
			return pyinterop.AskStridedMut.Borrow(o, func(pyinterop.MutStridedItems) error { return nil })
		},
		"AskItemsMut": func(o pyinterop.Object) error {
			return pyinterop.AskItemsMut(ndview.DTypeOf[int64]()).Borrow(o, func(ndview.MutRaw) error { return nil })
		},
	}
	python(t, func(py pyinterop.Python) {
		for expression, refused := range map[string]bool{
			"np.array([1, 'x'], dtype=object)":                                           true,
			"memoryview(np.array([1, 'x'], dtype=object))":                               true,
			"np.zeros(2, [('a', 'i4'), ('o', 'O')])['o']":                                true,
			"(ctypes.py_object * 2)(1, 'x')":                                             true,
			"memoryview((ctypes.py_object * 2)(1, 'x'))":                                 true,
			"memoryview(memoryview((ctypes.py_object * 2)()))":                           true,
			"type('O', (ctypes.Structure,), {'_fields_': [('x', ctypes.py_object)]})()":  true,
			"type('S', (ctypes.Structure,), {'_fields_': [('One', ctypes.c_double)]})()": false, // the O is a name's
			"(ctypes.c_double * 2)()":                                                    false,
			"memoryview((ctypes.c_double * 2)())":                                        false,
			"np.zeros(2)":                                                                false,
			"bytearray(16)":                                                              false,
		} {
			o := evalWith(t, py, expression)
			before := refcount(t, o)
			for name, ask := range requests {
				if name == "AskItemsMut" && o.TypeName() == "bytearray" || name == "AskStridedMut" && !refused {
					continue
				}
				err := ask(o)
				if !refused {
					assert.NoError(t, err, "%s of %s", name, expression)
					continue
				}
				assert.ErrorIs(t, err, ndview.ErrType, "%s of %s: %v", name, expression, err)
				assert.ErrorContains(t, err, "references to Python objects", "%s of %s", name, expression)
			}
			require.NoError(t, pyinterop.AskStrided.Borrow(o, func(pyinterop.StridedItems) error { return nil }), "reading them is fine: %s", expression)
			assert.Equal(t, before, refcount(t, o), expression)
		}
	})
}
