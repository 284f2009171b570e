//go:build cgo

package pyinterop_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

func TestObjectsAreReadFromArraysOfReferences(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		secret := eval(t, py, "['a list of its own']")
		a := eval(t, py, "np.array([[1, 'two', None], [4.5, s, ()]], dtype=object)[:, ::-1]", pyinterop.Kwargs{"s": secret})
		before := refcount(t, secret)
		require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
			a, err := a.In(py)
			require.NoError(t, err)
			return pyinterop.BorrowRaw(a, func(r ndview.Raw) error {
				two, err := py.ObjectAt(r, 0, 1)
				require.NoError(t, err)
				assert.Equal(t, "two", two.String())
				var all []string
				for o, err := range py.Objects(r) {
					require.NoError(t, err)
					all = append(all, o.String())
				}
				assert.Equal(t, []string{"None", "two", "1", "()", "['a list of its own']", "4.5"}, all)
				same, err := py.ObjectAt(r, 1, 1)
				require.NoError(t, err)
				assert.True(t, same.Is(secret))
				assert.Equal(t, before+2, refcount(t, secret), "two in the scope")

				require.NoError(t, a.SetItem(pyinterop.Tuple{0, 1}, "changed"))
				now, err := py.ObjectAt(r, 0, 1)
				require.NoError(t, err)
				assert.Equal(t, "changed", now.String(), "read now")
				assert.Equal(t, "two", two.String(), "and held since then")

				assert.PanicsWithError(t, ndview.IndexError{Index: []int{0, 3}, Shape: []int{2, 3}}.Error(), func() { py.ObjectAt(r, 0, 3) })
				py.AllowThreads(func() {
					assert.Panics(t, func() { py.ObjectAt(r, 0, 0) })
					assert.Panics(t, func() {
						for range py.Objects(r) {
						}
					})
				})
				return nil
			})
		}))
		assert.Equal(t, before, refcount(t, secret), "the scope has dropped them")
	})
}

func TestObjectsInRecordsAndArraysThatAreNotFilled(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		records := eval(t, py, "(lambda a: a.__setitem__('o', ['x', 'y', 'z']) or a)(np.zeros(3, [('b', 'i1'), ('o', 'O')]))")
		require.NoError(t, pyinterop.BorrowRaw(records, func(r ndview.Raw) error {
			o, err := r.Field("o")
			require.NoError(t, err)
			assert.Equal(t, []int{9}, o.Strides(), "packed: the references are misaligned")
			y, err := py.ObjectAt(o, 1)
			require.NoError(t, err)
			assert.Equal(t, "y", y.String())
			b, err := r.Field("b")
			require.NoError(t, err)
			_, err = py.ObjectAt(b, 1)
			assert.ErrorIs(t, err, ndview.ErrType)
			assert.EqualError(t, err, "pyinterop: ObjectAt: wanted references to Python objects, found items of type int8; ndview.As reads numbers: element type")
			for _, err := range py.Objects(r) {
				assert.ErrorIs(t, err, ndview.ErrType)
			}
			return nil
		}))
		var late ndview.Raw
		empty := eval(t, py, "np.empty((2, 0), object)")
		require.NoError(t, pyinterop.BorrowRaw(empty, func(r ndview.Raw) error {
			for range py.Objects(r) {
				t.Error("no item")
			}
			late = r
			return nil
		}))
		assert.Panics(t, func() { py.ObjectAt(late, 0, 0) })
		unfilled := eval(t, py, "np.frombuffer(bytearray(16), 'i8')")
		null := eval(t, py, "(lambda e: e)(export(dict(format=b'O', data=a)))", pyinterop.Kwargs{"export": item(t, exporters(t, py), "export"), "a": eval(t, py, "array.array('q', [0, 0, 0])")})
		require.NoError(t, pyinterop.BorrowRaw(null, func(r ndview.Raw) error {
			none, err := py.ObjectAt(r, 2)
			require.NoError(t, err)
			assert.True(t, none.IsNone(), "NULL")
			return nil
		}))
		require.NoError(t, pyinterop.BorrowRaw(unfilled, func(r ndview.Raw) error {
			_, err := py.ObjectAt(r, 0)
			assert.ErrorIs(t, err, ndview.ErrType)
			return nil
		}))
	})
}

func item(t *testing.T, o pyinterop.Object, key any) pyinterop.Object {
	t.Helper()
	v, err := o.Item(key)
	require.NoError(t, err)
	return v
}

// Only the exporter can say that items are references: whoever could say so of numbers would make objects of them.
func TestNobodyButTheExporterCallsItemsReferences(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		object, err := pyinterop.DTypeOf(eval(t, py, "np.dtype('O')"))
		require.NoError(t, err)
		record, err := pyinterop.DTypeOf(eval(t, py, "np.dtype([('o', 'O')])"))
		require.NoError(t, err)
		numbers := eval(t, py, "np.arange(3)")
		for _, typ := range []ndview.DType{object, record} {
			err := pyinterop.AskItems(typ).Borrow(numbers, func(ndview.Raw) error { t.Error("lent"); return nil })
			assert.ErrorIs(t, err, ndview.ErrType)
			assert.ErrorContains(t, err, "dtype: wanted one without references to Python objects, for which only the exporter can vouch, found "+typ.String())
			require.NoError(t, pyinterop.AskStrided.Borrow(numbers, func(m pyinterop.StridedItems) error {
				_, err := m.As(typ)
				assert.ErrorIs(t, err, ndview.ErrType)
				return nil
			}))
			require.NoError(t, pyinterop.BorrowRaw(numbers, func(r ndview.Raw) error {
				_, err := r.Reinterpret(typ)
				assert.ErrorIs(t, err, ndview.ErrType)
				return nil
			}))
		}
	})
}

// datetime64 has no format: the request names the dtype, which the array tells. NaT is the smallest int64.
func TestDatesAreBorrowedWithTheirUnit(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		dates := eval(t, py, "np.array(['2024-02-29', 'NaT', '1969-12-31'], 'M8[D]')")
		typ, err := pyinterop.DTypeOf(dates)
		require.NoError(t, err)
		require.NoError(t, pyinterop.AskItemsMut(typ).Borrow(dates, func(r ndview.MutRaw) error {
			assert.Equal(t, "datetime64[D]", r.DType().String())
			assert.Equal(t, "['2024-02-29'        'NaT' '1969-12-31']", r.String())
			ticks, err := r.Reinterpret(ndview.DTypeOf[int64]())
			require.NoError(t, err)
			v, err := ndview.AsMut[int64](ticks)
			require.NoError(t, err)
			assert.Equal(t, []int64{19782, math.MinInt64, -1}, []int64{v.At1(0), v.At1(1), v.At1(2)})
			v.Set1(1, 0)
			return nil
		}))
		assert.Equal(t, "['2024-02-29' '1970-01-01' '1969-12-31']", text(t, dates))
		waits := eval(t, py, "np.array([90, 'NaT'], 'm8[25s]')")
		typ, err = pyinterop.DTypeOf(waits)
		require.NoError(t, err)
		require.NoError(t, pyinterop.AskItems(typ).Borrow(waits, func(r ndview.Raw) error {
			assert.Equal(t, "timedelta64[25s]", r.DType().String())
			assert.Equal(t, text(t, waits), r.String())
			return nil
		}))
	})
}
