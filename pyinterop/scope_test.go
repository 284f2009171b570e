//go:build cgo

package pyinterop_test

import (
	"bytes"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

var errFromClosure = errors.New("from the closure")

// scopeError runs f, which must panic with a *ScopeError, and returns it.
func scopeError(t *testing.T, f func()) (e *pyinterop.ScopeError) {
	t.Helper()
	defer func() {
		t.Helper()
		var ok bool
		e, ok = recover().(*pyinterop.ScopeError)
		require.True(t, ok, "no *ScopeError")
	}()
	f()
	return nil
}

// gilIsFree fails the test when another goroutine cannot get the GIL.
func gilIsFree(t *testing.T) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- pyinterop.Do(func(pyinterop.Python) error { return nil }) }()
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(20 * time.Second):
		t.Fatal("the GIL is still held")
	}
}

func TestDoReturnsTheClosuresError(t *testing.T) {
	assert.Equal(t, errFromClosure, pyinterop.Do(func(pyinterop.Python) error { return errFromClosure }))
	gilIsFree(t)
}

func TestScopesNestAndOuterObjectsWorkInside(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		outer := eval(t, py, "[1, 2]")
		var inner pyinterop.Object
		python(t, func(py2 pyinterop.Python) {
			inner = eval(t, py2, "[3]")
			assert.Equal(t, "[1, 2]", text(t, outer))
			assert.NoError(t, outer.SetItem(0, inner), "an inner object in an outer one")
			_, err := py.Eval("1 + 1")
			assert.NoError(t, err, "the outer Python in the inner scope")
		})
		assert.Equal(t, "[[3], 2]", text(t, outer))
		e := scopeError(t, func() { inner.Len() })
		assert.Contains(t, e.Error(), "pyinterop: Object.Len: its scope has ended; objects live until the Do that made them returns, Keep detaches one")
	})
}

func TestAPythonOutOfItsPlacePanicsByName(t *testing.T) {
	var leaked pyinterop.Python
	var object pyinterop.Object
	python(t, func(py pyinterop.Python) {
		leaked, object = py, eval(t, py, "[1]")

		done := make(chan struct{})
		go func() {
			defer close(done)
			e := scopeError(t, func() { object.Len() })
			assert.Contains(t, e.Why, "it is used on another goroutine than its scope's")
			assert.Equal(t, "Object.Len", e.Op)
			e = scopeError(t, func() { py.Exec("1") })
			assert.Contains(t, e.Why, "another goroutine")
			e = scopeError(t, func() { pyinterop.Borrow(object, nothing64) })
			assert.Equal(t, "Borrow", e.Op)
			assert.Contains(t, e.Why, "another goroutine")
		}()
		<-done

		py.AllowThreads(func() {
			done := make(chan struct{})
			go func() { // also from a goroutine that holds a scope of its own
				defer close(done)
				pyinterop.Do(func(own pyinterop.Python) error {
					assert.Contains(t, scopeError(t, func() { object.Len() }).Why, "another goroutine")
					assert.Contains(t, scopeError(t, func() { own.From(object) }).Why, "another goroutine")
					return nil
				})
			}()
			<-done
			for name, f := range map[string]func(){
				"Object.Attr": func() { object.Attr("x") }, "Exec": func() { py.Exec("1") }, "Borrow": func() { pyinterop.Borrow(object, nothing64) },
				"AllowThreads": func() { py.AllowThreads(func() {}) }, "From": func() { py.From(1) }, "Object.Callable": func() { object.Callable() },
				"Import": func() { py.Import("sys") }, "Object.Keep": func() { object.Keep() },
			} {
				e := scopeError(t, f)
				assert.Contains(t, e.Error(), "the GIL was dropped by AllowThreads; do it before or after, or take the GIL again with Do", name)
			}
			assert.NoError(t, pyinterop.Do(func(py2 pyinterop.Python) error {
				n, err := object.Len()
				assert.Equal(t, 1, n, "with the GIL taken again the object works")
				return err
			}))
			scopeError(t, func() { object.Len() })
		})
		assert.Equal(t, "[1]", text(t, object), "and after AllowThreads it works again")
	})
	for _, f := range []func(){func() { leaked.Exec("1") }, func() { object.Len() }, func() { pyinterop.Borrow(object, nothing64) }, func() { leaked.AllowThreads(func() {}) }} {
		assert.Contains(t, scopeError(t, f).Why, "its scope has ended")
	}
	var zero pyinterop.Object
	assert.Contains(t, scopeError(t, func() { zero.Len() }).Why, "is the zero value")
	assert.Contains(t, scopeError(t, func() { pyinterop.Borrow(zero, nothing64) }).Why, "is the zero value")
	assert.Contains(t, scopeError(t, func() { pyinterop.Borrow(nil, nothing64) }).Why, "nil")
	gilIsFree(t)
}

func TestPanicAndGoexitLeaveEverythingReleased(t *testing.T) {
	leave := map[string]func(){"panic": func() { panic(errFromClosure) }, "Goexit": runtime.Goexit}
	for name, leave := range leave {
		for place, f := range map[string]func(py pyinterop.Python, k *pyinterop.Kept){
			"Do": func(py pyinterop.Python, k *pyinterop.Kept) { leave() },
			"nested Do": func(py pyinterop.Python, k *pyinterop.Kept) {
				pyinterop.Do(func(pyinterop.Python) error { leave(); return nil })
			},
			"AllowThreads": func(py pyinterop.Python, k *pyinterop.Kept) { py.AllowThreads(leave) },
			"Borrow": func(py pyinterop.Python, k *pyinterop.Kept) {
				o, _ := k.In(py)
				pyinterop.BorrowMut(o, func(ndview.MutView[float64]) error { leave(); return nil })
			},
			"Borrow and AllowThreads": func(py pyinterop.Python, k *pyinterop.Kept) {
				o, _ := k.In(py)
				pyinterop.BorrowRaw(o, func(ndview.Raw) error { py.AllowThreads(leave); return nil })
			},
			"Borrow outside": func(py pyinterop.Python, k *pyinterop.Kept) {
				py.AllowThreads(func() { pyinterop.Borrow(k, func(ndview.View[float64]) error { leave(); return nil }) })
			},
		} {
			t.Run(name+" in "+place, func(t *testing.T) {
				var k *pyinterop.Kept
				var before int
				python(t, func(py pyinterop.Python) {
					o := eval(t, py, "np.arange(3.)")
					var err error
					k, err = o.Keep()
					require.NoError(t, err)
				})
				python(t, func(py pyinterop.Python) { o, _ := k.In(py); before = refcount(t, o) })
				done := make(chan any, 1)
				go func() {
					defer func() { done <- recover() }()
					pyinterop.Do(func(py pyinterop.Python) error { f(py, k); return nil })
				}()
				got := <-done
				if name == "panic" {
					assert.Equal(t, errFromClosure, got, "the panic goes on")
				} else {
					assert.Nil(t, got)
				}
				assert.Zero(t, pyinterop.OpenBorrows())
				gilIsFree(t)
				python(t, func(py pyinterop.Python) {
					o, _ := k.In(py)
					assert.Equal(t, before, refcount(t, o), "references")
				})
				k.Drop()
			})
		}
	}
}

func TestAllowThreadsLetsOthersRun(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		err := py.AllowThreadsErr(func() error {
			done := make(chan error)
			go func() {
				done <- pyinterop.Do(func(py pyinterop.Python) error { return py.Exec("x_of_other = 1") })
			}()
			return <-done
		})
		require.NoError(t, err)
		assert.Equal(t, errFromClosure, py.AllowThreadsErr(func() error { return errFromClosure }))
	})
}

func TestManyGoroutinesShareTheGIL(t *testing.T) {
	all := keepOutside("__import__('numpy').zeros(64)")
	defer all.Drop()
	var wg sync.WaitGroup
	var failures atomic.Int32
	var parts []*pyinterop.Kept
	for g := range 64 {
		parts = append(parts, keepPart(t, all, g))
	}
	for _, k := range parts {
		defer k.Drop()
		wg.Go(func() {
			for range 50 {
				err := pyinterop.Do(func(py pyinterop.Python) error {
					o, err := k.In(py)
					if err != nil {
						return err
					}
					return pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
						py.AllowThreads(func() { v.Set1(0, v.At1(0)+1) })
						return nil
					})
				})
				if err != nil {
					failures.Add(1)
				}
				if err := pyinterop.BorrowMut(k, func(v ndview.MutView[float64]) error { v.Set1(0, v.At1(0)+1); return nil }); err != nil {
					failures.Add(1)
				}
			}
		})
	}
	wg.Wait()
	assert.Zero(t, failures.Load())
	require.NoError(t, pyinterop.Borrow(all, func(v ndview.View[float64]) error {
		for g := range 64 {
			assert.Equal(t, 100.0, v.At1(g))
		}
		return nil
	}))
}

// keepPart is a view of element i of a kept array.
func keepPart(t *testing.T, array *pyinterop.Kept, i int) (part *pyinterop.Kept) {
	python(t, func(py pyinterop.Python) {
		a, err := array.In(py)
		require.NoError(t, err)
		part, err = eval(t, py, "a[i:i + 1]", pyinterop.Kwargs{"a": a, "i": i}).Keep()
		require.NoError(t, err)
	})
	return part
}

// Python 3.11 knows one current thread state for the process. Whoever comes while another thread holds the GIL
// must not take that one for its own: Python would end the process.
func TestThreadsThatComeWhileAnotherHoldsTheGIL(t *testing.T) {
	k := keepOutside("bytearray(8)")
	defer k.Drop()
	var wg sync.WaitGroup
	var failures atomic.Int32
	for range 4 {
		wg.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for range 100_000 {
				if pyinterop.Borrow(k, nothing8) != nil {
					failures.Add(1)
				}
			}
		})
	}
	wg.Wait()
	assert.Zero(t, failures.Load())
}

// A goroutine that ends while locked ends its OS thread: its Python thread state must go too.
func TestThreadsThatEndTakeTheirPythonStateAlong(t *testing.T) {
	threads := func() int {
		var n int
		python(t, func(py pyinterop.Python) {
			var err error
			n, err = eval(t, py, "len(sys._current_frames())").Int()
			require.NoError(t, err)
		})
		return n
	}
	before := threads()
	for range 50 {
		onNewThread(func() { python(t, func(pyinterop.Python) {}) })
	}
	for range 100 { // the threads end a little after their goroutines
		if threads() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	assert.LessOrEqual(t, threads(), before+5)
}

func TestRunOnMainRunsOnPythonsMainThread(t *testing.T) {
	onMain := func(py pyinterop.Python) error {
		o := eval(t, py, "__import__('threading').current_thread() is __import__('threading').main_thread()")
		assert.Equal(t, "True", text(t, o))
		return errFromClosure
	}
	assert.Equal(t, errFromClosure, pyinterop.RunOnMain(onMain))
	python(t, func(py pyinterop.Python) {
		assert.Equal(t, errFromClosure, pyinterop.RunOnMain(onMain), "from inside a scope, which gives up the GIL")
		assert.NoError(t, py.Exec("1"))
	})
	assert.Equal(t, errFromClosure, pyinterop.RunOnMain(func(py pyinterop.Python) error { return pyinterop.RunOnMain(onMain) }), "nested")
	assert.PanicsWithValue(t, errFromClosure, func() { pyinterop.RunOnMain(func(pyinterop.Python) error { panic(errFromClosure) }) })
	err := pyinterop.RunOnMain(func(pyinterop.Python) error { runtime.Goexit(); return nil })
	assert.ErrorContains(t, err, "the function given to RunOnMain called runtime.Goexit")
	assert.Equal(t, errFromClosure, pyinterop.RunOnMain(onMain), "the main thread survives Goexit")
}

func TestKeptObjectsWorkAcrossScopesUntilDropped(t *testing.T) {
	before := pyinterop.KeptObjects()
	k := keepOutside("['kept']")
	assert.Equal(t, before+1, pyinterop.KeptObjects())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			python(t, func(py pyinterop.Python) {
				o, err := k.In(py)
				require.NoError(t, err)
				assert.Equal(t, "['kept']", text(t, o))
			})
		})
	}
	wg.Wait()
	k.Drop()
	k.Drop()
	assert.Equal(t, before, pyinterop.KeptObjects())
	python(t, func(py pyinterop.Python) {
		_, err := k.In(py)
		assert.ErrorContains(t, err, "this kept object was dropped (kept at ")
		assert.ErrorContains(t, err, "process_test.go:")
	})
	assert.ErrorContains(t, pyinterop.Borrow(k, nothing8), "this kept object was dropped")
}

// An object whose destructor counts, to see references go.
const counting = `
import gc
class Counting:
    gone = 0
    def __del__(self): Counting.gone += 1
`

func gone(t *testing.T) int {
	var n int
	python(t, func(py pyinterop.Python) {
		o, err := py.Eval("Counting.gone")
		require.NoError(t, err)
		n, err = o.Int()
		require.NoError(t, err)
	})
	return n
}

func TestScopesDropTheirObjectsAtTheEnd(t *testing.T) {
	python(t, func(py pyinterop.Python) { require.NoError(t, py.Exec(counting)) })
	python(t, func(py pyinterop.Python) {
		_, err := py.Eval("Counting()")
		require.NoError(t, err)
		python(t, func(py pyinterop.Python) { py.Eval("Counting()") })
		assert.Equal(t, 1, gone(t), "the inner scope's went, the outer's is there")
	})
	assert.Equal(t, 2, gone(t))
}

func TestDroppedAndForgottenKeptObjectsGoWithoutTheGIL(t *testing.T) {
	python(t, func(py pyinterop.Python) { require.NoError(t, py.Exec(counting)) })
	keepOutside("Counting()").Drop()
	require.Eventually(t, func() bool { return gone(t) == 1 }, 10*time.Second, time.Millisecond)
	before := pyinterop.KeptObjects()
	var log syncBuffer
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	func() { keepOutside("Counting()") }()
	require.Eventually(t, func() bool { runtime.GC(); return gone(t) == 2 }, 20*time.Second, time.Millisecond)
	assert.Equal(t, before, pyinterop.KeptObjects())
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "a kept Python object was forgotten; call Drop") }, 10*time.Second, time.Millisecond)
	assert.Contains(t, log.String(), "process_test.go:", "the place of the Keep")
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// waits reports whether done is closed within a while.
func waits(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(20 * time.Second):
		return false
	}
}
