//go:build cgo

package pyinterop_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

// lends runs f in a scope, and fails the test unless everything lent in it has come back when the scope has ended.
func lends(t testing.TB, f func(py pyinterop.Python)) {
	t.Helper()
	before := pyinterop.OpenLendings()
	python(t, func(py pyinterop.Python) {
		require.NoError(t, py.Exec("import gc; gc.collect()"))
		f(py)
	})
	require.Eventually(t, func() bool {
		runtime.GC() // errors keep the exceptions that they tell of, and these what they came through
		python(t, func(py pyinterop.Python) { require.NoError(t, py.Exec("import gc; gc.collect()")) })
		return pyinterop.OpenLendings() == before
	}, 10*time.Second, time.Millisecond, "still lent to Python")
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

func TestASliceBecomesANumPyArrayAndAMemoryviewOfTheSameMemory(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		s := []float64{1, 2, 3}
		l := must[*pyinterop.Lent](t)(pyinterop.LendSliceMut(py, s))
		a := must[pyinterop.Object](t)(l.Array())
		assert.Equal(t, "float64 (3,) (8,) True [1.0, 2.0, 3.0]", text(t, eval(t, py, "f'{a.dtype} {a.shape} {a.strides} {a.flags.writeable} {a.tolist()}'", pyinterop.Kwargs{"a": a})))
		require.NoError(t, py.ExecIn("a[1] = 20", must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{"a": a}))))
		s[2] = 30
		m := must[pyinterop.Object](t)(l.MemoryView())
		assert.Equal(t, "d False [1.0, 20.0, 30.0]", text(t, eval(t, py, "f'{m.format} {m.readonly} {m.tolist()}'", pyinterop.Kwargs{"m": m})))
		assert.Equal(t, 2, l.Exports())
		b := eval(t, py, "np.asarray(o)", pyinterop.Kwargs{"o": l.Object()})
		assert.Equal(t, "[1.0, 20.0, 30.0]", text(t, eval(t, py, "b.tolist()", pyinterop.Kwargs{"b": b})))
		assert.Equal(t, 3, l.Exports())
	})
}

func TestWhatIsLentForReadingStaysReadOnlyInPython(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		l := must[*pyinterop.Lent](t)(pyinterop.LendSlice(py, []int32{1, 2}))
		a := must[pyinterop.Object](t)(l.Array())
		for _, source := range []string{"a[0] = 5", "a.flags.writeable = True", "np.asarray(o)[0] = 5", "memoryview(o)[0] = 5", "a.view('u4')[0] = 1", "np.frombuffer(o, 'i4')[0] = 7"} {
			err := py.ExecIn("import numpy as np\n"+source, must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{"a": a, "o": l.Object()})))
			assert.Error(t, err, source)
		}
		assert.Equal(t, "[1, 2]", text(t, eval(t, py, "a.tolist()", pyinterop.Kwargs{"a": a})))
		assert.ErrorIs(t, pyinterop.BorrowMut(a, func(ndview.MutView[int32]) error { return nil }), ndview.ErrReadOnly)
		assert.NoError(t, pyinterop.Borrow(l.Object(), func(v ndview.View[int32]) error {
			assert.Equal(t, int32(2), v.At1(1))
			return nil
		}))
	})
}

func TestMemoryComesBackOnceWhenPythonLetsGo(t *testing.T) {
	returned := make(chan int, 8)
	var l *pyinterop.Lent
	var kept *pyinterop.Kept
	python(t, func(py pyinterop.Python) {
		l = must[*pyinterop.Lent](t)(pyinterop.LendSlice(py, make([]float64, 1000), pyinterop.WhenReturned(func() { returned <- 1 })))
		kept = must[*pyinterop.Kept](t)(must[pyinterop.Object](t)(l.Array()).Keep())
	})
	runtime.GC()
	assert.False(t, l.Returned(), "Python has the array")
	assert.Equal(t, 1, l.Exports())
	err := l.Close()
	assert.ErrorIs(t, err, pyinterop.ErrLent)
	assert.ErrorContains(t, err, "Python has 1 buffer(s)")
	kept.Drop()
	require.NoError(t, l.Wait(context.Background()))
	<-returned
	assert.True(t, l.Returned())
	assert.Zero(t, l.Exports())
	require.NoError(t, l.Close(), "again")
	time.Sleep(10 * time.Millisecond)
	assert.Empty(t, returned, "once")
	python(t, func(py pyinterop.Python) {
		_, err := l.In(py)
		assert.ErrorIs(t, err, pyinterop.ErrNotLent)
	})
}

// One reference of a scope is noted with one lending; those that end with it beyond that are told one by one.
func TestLendingsThatEndWithAScopeAllComeBack(t *testing.T) {
	const lendings = 50
	returned := make(chan int, 2*lendings)
	for _, together := range []bool{true, false} {
		python(t, func(outer pyinterop.Python) {
			list := must[pyinterop.Object](t)(outer.From([]any{}))
			python(t, func(py pyinterop.Python) {
				for i := range lendings {
					l := must[*pyinterop.Lent](t)(pyinterop.LendSlice(py, make([]float64, 10), pyinterop.WhenReturned(func() { returned <- i })))
					if together { // the list holds the last references then, and goes with one
						_, err := list.CallMethod("append", l.Object())
						require.NoError(t, err)
					}
				}
			})
		})
		assert.Zero(t, pyinterop.OpenLendings())
		all := make([]bool, lendings)
		for range lendings {
			all[<-returned] = true
		}
		assert.NotContains(t, all, false)
	}
	assert.Empty(t, returned)
}

func TestALenderTakesTheMemoryBack(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		l := must[*pyinterop.Lent](t)(pyinterop.LendSliceMut(py, []float64{1, 2}))
		names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{"o": l.Object()}))
		require.NoError(t, py.ExecIn("m = memoryview(o)", names))
		assert.ErrorContains(t, l.Close(), "close again, or Wait")
		assert.ErrorContains(t, l.Wait(context.Background()), "AllowThreads", "it does not wait with the GIL")
		require.NoError(t, py.ExecIn("m2 = memoryview(o); del m2", names), "still lent")
		require.NoError(t, py.ExecIn("m.release()", names))
		require.NoError(t, l.Close())
		for _, source := range []string{"memoryview(o)", "import numpy; numpy.asarray(o)", "o.__dlpack__()", "o.__array__()"} {
			err := py.ExecIn(source, names)
			assert.True(t, pyinterop.IsPyErr(err, "BufferError"), "%s: %v", source, err)
			assert.ErrorContains(t, err, "taken back", source)
		}
	})
}

func TestWaitRefusesNewExportsAndGivesUpWhenItsContextEnds(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		l := must[*pyinterop.Lent](t)(pyinterop.LendSliceMut(py, []float64{1, 2}))
		a := must[pyinterop.Object](t)(l.Array())
		k := must[*pyinterop.Kept](t)(a.Keep())
		cause := fmt.Errorf("enough")
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(nil)
		var err error
		refused := make(chan error, 1)
		py.AllowThreads(func() {
			go func() {
				defer cancel(cause)
				for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) { // until the other one waits
					err := pyinterop.Do(func(other pyinterop.Python) error {
						o, err := l.In(other)
						if err != nil {
							return err
						}
						return other.ExecIn("memoryview(o).release()", must[pyinterop.Object](t)(other.Eval("{'o': o}", pyinterop.Kwargs{"o": o})))
					})
					if err != nil || time.Now().After(end) {
						refused <- err
						return
					}
				}
			}()
			err = l.Wait(ctx)
		})
		assert.ErrorIs(t, err, pyinterop.ErrLent)
		assert.ErrorIs(t, err, cause)
		assert.ErrorContains(t, <-refused, "being taken back")
		py.AllowThreads(func() {
			late, cancel := context.WithTimeout(context.Background(), time.Millisecond)
			defer cancel()
			err = l.Wait(late)
		})
		assert.ErrorIs(t, err, pyinterop.ErrLent)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		_ = must[pyinterop.Object](t)(l.MemoryView()) // granted again
		k.Drop()
	})
}

func TestMatricesAreLentThroughTheirViews(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		d := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
		l := must[*pyinterop.Lent](t)(py.LendMut(ndmat.FromDense(d.Slice(0, 2, 1, 3).(*mat.Dense)).Raw()))
		a := must[pyinterop.Object](t)(l.Array())
		assert.Equal(t, "(24, 8) [[2.0, 3.0], [5.0, 6.0]]", text(t, eval(t, py, "f'{a.strides} {a.tolist()}'", pyinterop.Kwargs{"a": a})))
		eval(t, py, "a.T.__setitem__((0, 1), 50)", pyinterop.Kwargs{"a": a})
		assert.Equal(t, 50.0, d.At(1, 1))
	})
}

func TestBorrowedMemoryAndPointersAreNotLentOn(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		a := eval(t, py, "np.arange(3.)")
		require.NoError(t, pyinterop.Borrow(a, func(v ndview.View[float64]) error {
			_, err := py.Lend(v.Raw())
			assert.ErrorIs(t, err, pyinterop.ErrNotLent)
			assert.ErrorContains(t, err, "the object that it is borrowed from, or a copy")
			_, err = py.From(v)
			assert.ErrorIs(t, err, pyinterop.ErrNotLent)
			_, err = py.Lend(v.Clone().Raw().Raw)
			assert.NoError(t, err)
			return nil
		}))
	})
}

// Every element kind, in both byte orders, through every door that has it.
func TestEveryKindIsLent(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		for k := elem.KindBool; k.IsNumeric(); k++ {
			for _, swapped := range []bool{false, true} {
				typ := k.Type()
				typ.Swapped = swapped && typ.Size > 1
				b := make([]byte, 4*typ.Size)
				for i := range b {
					b[i] = byte(i % 2)
				}
				r := must[ndview.MutRaw](t)(ndview.FromBytes(b, 0, typ, []int{2, 2}, nil))
				l := must[*pyinterop.Lent](t)(py.Lend(r.Raw))
				if k == elem.KindBFloat16 {
					_, err := l.MemoryView()
					assert.True(t, pyinterop.IsPyErr(err, "BufferError"), "%v", err)
					continue // its array: with ml_dtypes
				}
				a := must[pyinterop.Object](t)(l.Array())
				want := eval(t, py, fmt.Sprintf("np.frombuffer(b, '%s').reshape(2, 2)", typ.Typestr()), pyinterop.Kwargs{"b": b})
				same := "a.dtype == w.dtype and a.tobytes() == w.tobytes() and not a.flags.writeable and np.asarray(o).dtype == w.dtype and memoryview(o).tobytes() == w.tobytes()"
				assert.Equal(t, "True", text(t, eval(t, py, same, pyinterop.Kwargs{"a": a, "w": want, "o": l.Object()})), "%s", typ)
				if typ.Swapped {
					continue
				}
				names := pyinterop.Kwargs{"np": eval(t, py, "np"), "l": must[*pyinterop.Lent](t)(py.LendMut(r)).Object(), "w": want}
				if _, err := py.Eval("np.from_dlpack(np.zeros(1, w.dtype))", names); err != nil { // NumPy 1 refuses its own bool
					_, err = py.Eval("np.from_dlpack(l)", names)
					assert.Error(t, err, "%s by DLPack", typ)
					continue
				}
				assert.Equal(t, "True", text(t, eval(t, py, "np.from_dlpack(l).dtype == w.dtype and np.from_dlpack(l).tobytes() == w.tobytes()", names)), "%s by DLPack", typ)
			}
		}
	})
}

func TestRecordsAreLentAsStructuredArrays(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		typ := must[ndview.DType](t)(elem.RecordOf(32,
			elem.Field{Name: "id", Type: elem.KindInt32.Type()}, elem.Field{Name: "x", Offset: 8, Type: elem.KindFloat64.Type()},
			elem.Field{Name: "tag", Offset: 24, Type: elem.KindUint8.Type(), Shape: []int{3}}))
		b := make([]byte, 96)
		b[32], b[32+25] = 7, 9
		r := must[ndview.MutRaw](t)(ndview.FromBytes(b, 0, typ, []int{3}, nil))
		l := must[*pyinterop.Lent](t)(py.LendMut(r))
		a := must[pyinterop.Object](t)(l.Array())
		assert.Equal(t, "32 ('id', 'x', 'tag') [0, 7, 0] 9", text(t, eval(t, py, "f\"{a.itemsize} {a.dtype.names} {a['id'].tolist()} {a['tag'][1, 1]}\"", pyinterop.Kwargs{"a": a})))
		assert.Equal(t, "True", text(t, eval(t, py, "np.asarray(o).dtype == a.dtype and memoryview(o).format[:2] == 'T{'", pyinterop.Kwargs{"a": a, "o": l.Object()})))
		eval(t, py, "a['x'].__setitem__(2, 2.5)", pyinterop.Kwargs{"a": a})
		x := must[ndview.MutView[float64]](t)(ndview.AsMut[float64](must[ndview.MutRaw](t)(r.Field("x"))))
		assert.Equal(t, 2.5, x.At1(2))
	})
}

// __array__ copies where another dtype or copy=True wants it, and nowhere else.
func TestArrayOfALendingCopiesOnlyWhereItMust(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		l := must[*pyinterop.Lent](t)(pyinterop.LendSliceMut(py, []float64{1, 2}))
		for call, shares := range map[string]bool{
			"o.__array__()": true, "o.__array__(None)": true, "o.__array__('f8')": true, "o.__array__(dtype='f8')": true, "o.__array__('f8', copy=False)": true,
			"o.__array__(copy=False)": true, "o.__array__(copy=None)": true, "o.__array__('f8', copy=None)": true,
			"o.__array__(copy=True)": false, "o.__array__('f8', copy=True)": false, "o.__array__('f4')": false, "o.__array__('f4', copy=None)": false,
		} {
			got := eval(t, py, "(lambda x: f'{np.shares_memory(x, o.__array__())} {x.tolist()}')("+call+")", pyinterop.Kwargs{"o": l.Object()})
			assert.Equal(t, map[bool]string{true: "True [1.0, 2.0]", false: "False [1.0, 2.0]"}[shares], text(t, got), call)
		}
		names := pyinterop.Kwargs{"o": l.Object(), "np": eval(t, py, "np")}
		_, err := py.Eval("o.__array__('f4', copy=False)", names)
		assert.True(t, pyinterop.IsPyErr(err, "ValueError"), "%v", err)
		_, err = py.Eval("o.__array__(copy=np.ones(2))", names)
		assert.True(t, pyinterop.IsPyErr(err, "ValueError"), "the truth of copy raises: %v", err)
	})
}
