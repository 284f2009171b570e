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

// Arrays of every kind that a plain typed borrow takes, and of those that it refuses.
var toBeCopied = map[string]string{
	"contiguous":      "np.arange(12.).reshape(3, 4)",
	"transposed":      "np.arange(12.).reshape(4, 3).T",
	"strided":         "np.arange(48.).reshape(6, 8)[::2, ::-2]",
	"swapped":         "np.arange(12, dtype='>f8').reshape(3, 4)",
	"misaligned":      "np.frombuffer(bytearray(97), 'f8', 12, 1).reshape(3, 4)",
	"field":           "np.zeros((3, 4), [('a', 'i1'), ('b', 'f8')])['b']",
	"big field":       "np.zeros((3, 4), [('a', 'i1'), ('b', '>f8')])['b']",
	"behind pointers": "tb.ndarray([float(i) for i in range(12)], shape=[3, 4], format='d', flags=tb.ND_PIL|tb.ND_WRITABLE)",
}

func TestCopiesAreWrittenBackWholeOrNotAtAll(t *testing.T) {
	list := func(py pyinterop.Python, o pyinterop.Object) string {
		return text(t, eval(t, py, "o.tolist()", pyinterop.Kwargs{"o": o}))
	}
	for name, expression := range toBeCopied {
		t.Run(name, func(t *testing.T) {
			python(t, func(py pyinterop.Python) {
				o := evalWith(t, py, expression)
				before := list(py, o)

				c, err := pyinterop.CopyOf[float64](o)
				require.NoError(t, err)
				assert.Zero(t, pyinterop.OpenBorrows())
				assert.Equal(t, before, text(t, eval(t, py, "np.array(x).reshape(3, 4).tolist()", pyinterop.Kwargs{"x": slice(t, c)})))

				double := func(v ndview.MutView[float64]) error {
					data, ok := v.Data()
					require.True(t, ok, "the copy is contiguous")
					for i := range data {
						data[i] = 2*data[i] + 1
					}
					return nil
				}
				fails := func(v ndview.MutView[float64]) error { double(v); return errFromClosure }
				assert.Equal(t, errFromClosure, pyinterop.BorrowCopyBack(o, fails))
				assert.Equal(t, before, list(py, o), "after an error nothing is written")
				assert.Panics(t, func() {
					pyinterop.BorrowCopyBack(o, func(v ndview.MutView[float64]) error { double(v); panic("out") })
				})
				assert.Equal(t, before, list(py, o), "after a panic nothing is written")
				k, err := o.Keep()
				require.NoError(t, err)
				defer k.Drop()
				py.AllowThreads(func() {
					done := make(chan bool)
					go func() {
						defer close(done)
						pyinterop.BorrowCopyBack(k, func(v ndview.MutView[float64]) error { double(v); runtime.Goexit(); return nil })
					}()
					<-done
				})
				assert.Equal(t, before, list(py, o), "after Goexit nothing is written")

				require.NoError(t, pyinterop.BorrowCopyBack(o, double))
				want := text(t, eval(t, py, "(np.array(x).reshape(3, 4) * 2 + 1).tolist()", pyinterop.Kwargs{"x": slice(t, c)}))
				assert.Equal(t, want, list(py, o))
				assert.Zero(t, pyinterop.OpenBorrows())
			})
		})
	}
}

func slice(t *testing.T, v ndview.MutView[float64]) []float64 {
	data, ok := v.Data()
	require.True(t, ok)
	return data
}

func TestCopiesThatCannotBeWrittenBackAreRefusedFirst(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		never := func(ndview.MutView[float64]) error { t.Error("the closure ran"); return nil }
		for expression, sentinel := range map[string]error{
			"np.broadcast_to(np.arange(3.), (2, 3))":                         ndview.ErrReadOnly,
			"np.lib.stride_tricks.as_strided(np.arange(3.), (2, 3), (0, 8))": ndview.ErrOverlap,
			"np.lib.stride_tricks.as_strided(np.arange(6.), (4, 3), (8, 8))": ndview.ErrOverlap,
			"np.zeros(3, 'f4')":    ndview.ErrType,
			"np.zeros(3, 'M8[s]')": ndview.ErrType,
			"np.ma.zeros(3)":       pyinterop.ErrMasked,
		} {
			err := pyinterop.BorrowCopyBack(eval(t, py, expression), never)
			assert.ErrorIs(t, err, sentinel, expression)
			assert.ErrorContains(t, err, "BorrowCopyBack", expression)
			assert.Zero(t, pyinterop.OpenBorrows())
		}
		_, err := pyinterop.CopyOf[float64](eval(t, py, "np.zeros(3, 'i4')"))
		assert.ErrorIs(t, err, ndview.ErrType)
		assert.ErrorContains(t, err, "CopyOf[float64]")
	})
}
