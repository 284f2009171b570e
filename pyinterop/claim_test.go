//go:build cgo

package pyinterop_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// pair evaluates an expression for two objects.
func pair(t *testing.T, py pyinterop.Python, expression string) (a, b pyinterop.Object) {
	o := eval(t, py, expression, pyinterop.Kwargs{"tb": module(t, py, "_testbuffer")})
	items, err := pyinterop.To[[]pyinterop.Object](o)
	require.NoError(t, err)
	require.Len(t, items, 2)
	return items[0], items[1]
}

func module(t *testing.T, py pyinterop.Python, name string) pyinterop.Object {
	m, err := py.Import(name)
	require.NoError(t, err)
	return m
}

func reading(o pyinterop.Source, inside func()) error {
	return pyinterop.BorrowRaw(o, func(ndview.Raw) error { inside(); return nil })
}

func writing(o pyinterop.Source, inside func()) error {
	return pyinterop.BorrowRawMut(o, func(ndview.MutRaw) error { inside(); return nil })
}

// Two objects, and whether they share bytes. Exporters and dtypes differ: only the addresses count.
func TestABorrowForWritingHasItsBytesAlone(t *testing.T) {
	for _, c := range []struct {
		name, expression string
		shared           bool
	}{
		{"one array", "(lambda a: (a, a))(np.zeros(4))", true},
		{"an array and a view of a view of it", "(lambda a: (a, a[1:][::2]))(np.zeros(9))", true},
		{"an array and a memoryview of it", "(lambda a: (a, memoryview(a)))(np.zeros(4))", true},
		{"bytes of a bytearray, as array and as they are", "(lambda b: (np.frombuffer(b, 'f8'), b))(bytearray(32))", true},
		{"ctypes over a bytearray", "(lambda b: ((ctypes.c_int * 2).from_buffer(b, 8), np.frombuffer(b, 'i2')[6:7]))(bytearray(32))", true},
		{"left and right half", "(lambda a: (a[:, :4], a[:, 4:]))(np.zeros((6, 8)))", false},
		{"halves with a column in common", "(lambda a: (a[:, :5], a[:, 4:]))(np.zeros((6, 8)))", true},
		{"even and odd rows", "(lambda a: (a[::2], a[1::2]))(np.zeros((6, 8)))", false},
		{"even and odd columns", "(lambda a: (a[:, ::2], a[:, 1::2]))(np.zeros((6, 8)))", false},
		{"two fields of records", "(lambda a: (a['x'], a['y']))(np.zeros(5, 'i4,f8').view([('x', 'i4'), ('y', 'f8')]))", false},
		{"real and imaginary parts", "(lambda a: (a.real, a.imag))(np.zeros(5, complex))", false},
		{"a 0-d view", "(lambda a: (a, a[3:4].reshape(())))(np.zeros(9))", true},
		{"two 0-d views", "(lambda a: (a[3:4].reshape(()), a[4:5].reshape(())))(np.zeros(9))", false},
		{"shifted by half an item", "(lambda b: (np.frombuffer(b, 'f8', 3), np.frombuffer(b, 'f8', 3, 4)))(bytearray(40))", true},
		{"every other double and the odd bytes", "(lambda b: (np.frombuffer(b, 'f8')[::2], np.frombuffer(b, 'u1')[1::2]))(bytearray(80))", true},
		{"reversed, transposed", "(lambda a: (a.T[::-1], a[2]))(np.zeros((3, 4)))", true},
		{"no elements", "(lambda a: (a, a[2:2]))(np.zeros(9))", false},
		{"no bytes", "(lambda a: (a, a.view('V8')[:3].astype('V0')))(np.zeros(9))", false},
		{"behind pointers", "(lambda a: (a, a[1]))(tb.ndarray(list(range(12)), shape=[3, 4], format='d', flags=tb.ND_PIL|tb.ND_WRITABLE))", true},
		{"rows behind pointers", "(lambda a: (a[0], a[1]))(tb.ndarray(list(range(12)), shape=[3, 4], format='d', flags=tb.ND_PIL|tb.ND_WRITABLE))", false},
		{"columns behind pointers", "(lambda a: (a[:, ::2], a[:, 1::2]))(tb.ndarray(list(range(12)), shape=[3, 4], format='d', flags=tb.ND_PIL|tb.ND_WRITABLE))", false},
		{"5 axes", "(lambda a: (a[..., :1], a[..., 1:]))(np.zeros((2, 3, 2, 2, 3)))", false},
		{"5 axes, sharing", "(lambda a: (a[..., :2], a[..., 1:]))(np.zeros((2, 3, 2, 2, 3)))", true},
	} {
		python(t, func(py pyinterop.Python) {
			a, b := pair(t, py, c.expression)
			for _, order := range [][2]pyinterop.Object{{a, b}, {b, a}} {
				first, second := order[0], order[1]
				require.NoError(t, reading(first, func() {
					assert.NoError(t, reading(second, func() {}), "%s: readers share", c.name)
					conflicts(t, c.shared, writing(second, func() {}), c.name)
				}))
				require.NoError(t, writing(first, func() {
					conflicts(t, c.shared, reading(second, func() {}), c.name)
					conflicts(t, c.shared, writing(second, func() {}), c.name)
				}))
				require.Equal(t, 0, pyinterop.OpenBorrows()+pyinterop.OpenClaims())
			}
		})
	}
}

func conflicts(t *testing.T, want bool, err error, name string) {
	t.Helper()
	if !want {
		assert.NoError(t, err, name)
		return
	}
	var conflict *pyinterop.ConflictError
	if assert.ErrorAs(t, err, &conflict, name) {
		assert.ErrorIs(t, err, ndview.ErrOverlap)
		assert.True(t, conflict.Proven)
		assert.True(t, conflict.Writing || conflict.Other.Writing)
	}
}

func TestAConflictNamesBothBorrows(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a, b := pair(t, py, "(lambda a: (a[:, :5], a[:, 4:]))(np.zeros((6, 8)))")
		before := refcount(t, b)
		require.NoError(t, pyinterop.BorrowMut(a, func(ndview.MutView[float64]) error {
			err := pyinterop.Borrow(b, func(ndview.View[float64]) error { return errFromClosure })
			assert.Regexp(t, `^pyinterop: Borrow\[float64\] of numpy\.ndarray, shape \(6, 4\), dtype float64, strides \(64, 8\): `+
				`overlap: wanted memory that nobody writes, but Borrow\[float64\] in \S+TestAConflictNamesBothBorrows\.func1\.1\.1 \(\S+claim_test\.go:\d+\) shares memory with `+
				`BorrowMut\[float64\] in \S+TestAConflictNamesBothBorrows\.func1\.1 \(\S+claim_test\.go:\d+\) for writing, shape \(6, 5\), strides \(64, 8\), itemsize 8\. `+
				`Way out: let that borrow end first, borrow parts that share no byte \(a\[:, :n\] and a\[:, n:\]\), or make one view of the other's; `+
				`Request\.Aliased borrows without the check$`, err)
			err = pyinterop.BorrowMut(b, func(ndview.MutView[int32]) error { return nil })
			var refused *pyinterop.RefusedError
			require.ErrorAs(t, err, &refused)
			assert.Len(t, refused.Unmet, 1, "memory that is refused anyway is not looked up")
			return nil
		}))
		assert.Equal(t, before, refcount(t, b), "a refused borrow holds nothing")
	})
}

// The claim is of the bytes that were borrowed, whatever the exporter has become since.
func TestAClaimEndsAsItWasMade(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a, b := pair(t, py, "(lambda a: (a, np.zeros(100)))(np.zeros(4))")
		err := pyinterop.BorrowMut(a, func(ndview.MutView[float64]) error {
			_, err := a.CallMethod("__setstate__", eval(t, py, "(1, (2,), np.dtype('f8'), False, bytes(16))"))
			return err
		})
		assert.ErrorIs(t, err, pyinterop.ErrChanged)
		assert.Zero(t, pyinterop.OpenClaims())
		assert.NoError(t, writing(a, func() {}))
		assert.NoError(t, writing(b, func() {}))
	})
}

func TestStridesTooIrregularToDecideAreAConflictThatSaysSo(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, `(lambda mem, strides: (np.lib.stride_tricks.as_strided(mem, (2,) * len(strides), strides), mem[sum(strides) // 2 + 5:][:1]))(
			np.zeros(24 * (1 << 20) + (1 << 25), 'u1'), [(1 << 20) + (1 << k) % 999983 + k * k * k for k in range(24)])`)
		items, err := pyinterop.To[[]pyinterop.Object](o)
		require.NoError(t, err)
		require.NoError(t, reading(items[0], func() {
			var conflict *pyinterop.ConflictError
			err := writing(items[1], func() {})
			require.ErrorAs(t, err, &conflict)
			assert.False(t, conflict.Proven)
			assert.Contains(t, err.Error(), " may share memory with (strides too irregular to exclude it) BorrowRaw in ")
		}))
	})
}

func TestAliasedBorrowsAreNeitherCheckedNorSeen(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		o := eval(t, py, "np.zeros(3)")
		require.NoError(t, pyinterop.AskMutView[float64]().Aliased().Borrow(o, func(v ndview.MutView[float64]) error {
			assert.Zero(t, pyinterop.OpenClaims())
			return pyinterop.BorrowMut(o, func(w ndview.MutView[float64]) error {
				w.Set1(1, 5)
				assert.Equal(t, 5.0, v.At1(1))
				return pyinterop.AskView[float64]().Aliased().Borrow(o, func(u ndview.View[float64]) error {
					assert.Equal(t, 5.0, u.At1(1))
					assert.Equal(t, 3, pyinterop.OpenBorrows())
					return nil
				})
			})
		}))
	})
}

func TestOneConflictAmongManyOpenBorrowsIsFound(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		rows, err := pyinterop.To[[]pyinterop.Object](eval(t, py, "(lambda a: [a[i] for i in range(300)])(np.zeros((300, 50)))"))
		require.NoError(t, err)
		var nest func(i int)
		nest = func(i int) {
			if i < len(rows) {
				require.NoError(t, writing(rows[i], func() { nest(i + 1) }))
				return
			}
			assert.Equal(t, len(rows), pyinterop.OpenClaims())
			for _, row := range []pyinterop.Object{rows[0], rows[150], rows[299]} {
				err := reading(row, func() {})
				var conflict *pyinterop.ConflictError
				assert.True(t, errors.As(err, &conflict) && strings.Contains(conflict.Other.Place, "claim_test.go"), "%v", err)
			}
		}
		nest(0)
	})
}
