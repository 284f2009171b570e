//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

func kept(t testing.TB, expression string) (k *pyinterop.Kept) {
	t.Helper()
	python(t, func(py pyinterop.Python) {
		var err error
		k, err = eval(t, py, expression).Keep()
		require.NoError(t, err)
	})
	t.Cleanup(k.Drop)
	return k
}

// released requires that f panics with a ReleasedError that names the borrow.
func released(t *testing.T, place string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		err, ok := recover().(error)
		require.True(t, ok, "no panic")
		require.ErrorIs(t, err, ndview.ErrReleased)
		require.Contains(t, err.Error(), place)
	}()
	f()
}

func TestAHandleOutlivesItsScopeAndCrossesGoroutines(t *testing.T) {
	var h *pyinterop.Handle[ndview.MutView[float64]]
	line := 0
	k := kept(t, "np.arange(4.)")
	before := refcountKept(t, k)
	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		o, err := k.In(py)
		require.NoError(t, err)
		_, _, line, _ = runtime.Caller(0)
		h, err = pyinterop.AcquireMut[float64](o)
		return err
	}))
	place := fmt.Sprintf("handle_test.go:%d)", line+1)
	assert.Equal(t, 1, pyinterop.OpenBorrows())
	assert.Contains(t, pyinterop.BorrowPlaces()[0], "TestAHandleOutlivesItsScopeAndCrossesGoroutines.func")
	assert.Contains(t, pyinterop.BorrowPlaces()[0], place, "the line of the call")
	done := make(chan float64)
	go func() {
		v := h.View()
		v.Set1(1, 10)
		done <- ops.Sum(v.View)
	}()
	assert.Equal(t, 15.0, <-done)
	_, err := pyinterop.Acquire[float64](k)
	assert.ErrorContains(t, err, "overlap: wanted memory that nobody writes, but Acquire[float64] in ")
	assert.ErrorContains(t, err, "shares memory with AcquireMut[float64] in ")
	assert.ErrorContains(t, err, place+" for writing")

	v := h.View()
	assert.False(t, h.Released())
	require.NoError(t, h.Release())
	require.NoError(t, h.Release(), "twice is fine")
	assert.True(t, h.Released())
	released(t, place, func() { h.View() })
	released(t, place, func() { v.At1(0) })
	released(t, place, func() { v.Set1(0, 1) })
	released(t, place, func() { ops.Sum(v.View) })
	released(t, place, func() { _ = ops.Fill(v, 1) })
	released(t, place, func() { v.Clone() })
	released(t, place, func() {
		for range iter.Lanes(v.View, 0) {
		}
	})
	err = h.Use(func(ndview.MutView[float64]) error { panic("not called") })
	assert.ErrorIs(t, err, ndview.ErrReleased)
	assert.ErrorContains(t, err, place)
	assert.Zero(t, pyinterop.OpenBorrows()+pyinterop.OpenClaims())
	assert.Equal(t, before, refcountKept(t, k))
}

func refcountKept(t *testing.T, k *pyinterop.Kept) (n int) {
	python(t, func(py pyinterop.Python) {
		o, err := k.In(py)
		require.NoError(t, err)
		n = refcount(t, o)
	})
	return n
}

func TestEveryFormOfAHandle(t *testing.T) {
	k := kept(t, "np.arange(6.).reshape(2, 3)")
	readers := 0
	for _, acquire := range []func() (interface{ Release() error }, []int, error){
		func() (interface{ Release() error }, []int, error) {
			h, err := pyinterop.Acquire[float64](k)
			return h, h.View().Shape(), err
		},
		func() (interface{ Release() error }, []int, error) {
			h, err := pyinterop.AcquireRaw(k)
			return h, h.View().Shape(), err
		},
		func() (interface{ Release() error }, []int, error) {
			h, err := pyinterop.AcquireMut[float64](k)
			return h, h.View().Shape(), err
		},
		func() (interface{ Release() error }, []int, error) {
			h, err := pyinterop.AcquireRawMut(k)
			return h, h.View().Shape(), err
		},
	} {
		h, shape, err := acquire()
		require.NoError(t, err)
		assert.Equal(t, []int{2, 3}, shape)
		readers++
		require.NoError(t, h.Release())
	}
	assert.Equal(t, 4, readers)
	for name, acquire := range map[string]func() error{
		"Acquire[float32]":  func() error { _, err := pyinterop.Acquire[float32](k); return err },
		"AcquireMut[int64]": func() error { _, err := pyinterop.AcquireMut[int64](k); return err },
	} {
		var refused *pyinterop.RefusedError
		require.ErrorAs(t, acquire(), &refused)
		assert.Equal(t, name, refused.Op)
	}
	assert.Zero(t, pyinterop.OpenBorrows()+pyinterop.OpenClaims())
}

// A release while a kernel is in flight is refused at its deadline, and waits if there is time. The kernel stays at its first item
// until then.
func TestAReleaseWhileAKernelIsInFlight(t *testing.T) {
	k := kept(t, "np.ones(100_000)")
	h, err := pyinterop.AcquireMut[float64](k)
	require.NoError(t, err)
	v := h.View()
	began, goOn, sum := make(chan struct{}), make(chan struct{}), make(chan float64, 1)
	go func() {
		sum <- ops.ReduceEach(v.View, 0, func(acc, x float64) float64 {
			if acc == 0 {
				close(began)
				<-goOn
			}
			return acc + x
		})
	}()
	<-began
	err = h.ReleaseWithin(0)
	var held *pyinterop.HeldError
	require.ErrorAs(t, err, &held)
	assert.ErrorIs(t, err, pyinterop.ErrHeld)
	assert.Equal(t, 1, held.Holders)
	assert.Regexp(t, `^pyinterop: the borrow acquired in \S+TestAReleaseWhileAKernelIsInFlight \(\S+handle_test\.go:\d+\) is not released: `+
		`1 still at work on its memory after 0s; wait for the goroutines that use it and call Release again, or give ReleaseWithin more time$`, err)
	assert.False(t, h.Released())
	go func() {
		defer close(goOn)
		for waits := false; !waits; runtime.Gosched() { // until the other release is at it
			waits = errors.As(h.ReleaseWithin(0), &held) && held.Holders == 0
		}
	}()
	require.NoError(t, h.ReleaseWithin(time.Minute))
	assert.Equal(t, 1e5, <-sum, "the kernel had all of the memory")
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestUseKeepsTheBorrowOpen(t *testing.T) {
	k := kept(t, "np.arange(3.)")
	h, err := pyinterop.AcquireMut[float64](k)
	require.NoError(t, err)
	assert.Equal(t, errFromClosure, h.Use(func(v ndview.MutView[float64]) error {
		s, _ := v.Data()
		assert.ErrorIs(t, h.ReleaseWithin(time.Millisecond), pyinterop.ErrHeld)
		assert.NoError(t, h.Use(func(ndview.MutView[float64]) error { return nil }), "while a release was refused, and nested")
		s[0] = 7
		return errFromClosure
	}))
	func() {
		defer func() { assert.Equal(t, "from the work", recover()) }()
		_ = h.Use(func(ndview.MutView[float64]) error { panic("from the work") })
	}()
	v := h.View()
	assert.Equal(t, 7.0, v.At1(0))
	assert.NoError(t, h.ReleaseWithin(0), "a panic leaves nothing held")
}

func TestALoopOverPartsOfAHandleIsWaitedFor(t *testing.T) {
	k := kept(t, "np.ones((5, 4))")
	h, err := pyinterop.Acquire[float64](k)
	require.NoError(t, err)
	n := 0
	for range iter.SubViews(h.View(), 0) {
		if n++; n == 3 {
			assert.ErrorIs(t, h.ReleaseWithin(0), pyinterop.ErrHeld)
			done := make(chan error)
			go func() { done <- h.ReleaseWithin(time.Millisecond) }()
			assert.ErrorIs(t, <-done, pyinterop.ErrHeld)
		}
	}
	assert.Equal(t, 5, n)
	assert.NoError(t, h.ReleaseWithin(0))
}

func TestManyGoroutinesReleaseOneHandleOnce(t *testing.T) {
	k := kept(t, "np.zeros(3)")
	for range 50 {
		h, err := pyinterop.Acquire[float64](k)
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { assert.NoError(t, h.Release()) })
		}
		wg.Wait()
	}
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestAReleaseThatMayNotWaitDoesNotWaitForAnotherOne(t *testing.T) {
	k := kept(t, "np.zeros(3)")
	h, err := pyinterop.Acquire[float64](k)
	require.NoError(t, err)
	first := make(chan error, 1)
	err = h.Use(func(ndview.View[float64]) error {
		go func() { first <- h.ReleaseWithin(20 * time.Second) }()
		for {
			begin := time.Now()
			err := h.ReleaseWithin(0)
			assert.Less(t, time.Since(begin), 10*time.Second)
			held := &pyinterop.HeldError{}
			require.ErrorAs(t, err, &held)
			if held.Holders == 0 { // the other one is waiting for this function by now
				assert.ErrorContains(t, err, "another goroutine's is still at it")
				assert.ErrorIs(t, h.ReleaseWithin(time.Millisecond), pyinterop.ErrHeld)
				return nil
			}
			runtime.Gosched()
		}
	})
	require.NoError(t, err)
	require.NoError(t, <-first)
	assert.NoError(t, h.ReleaseWithin(0))
}

func TestAHandleReleasedUnderTheGILOrWithout(t *testing.T) {
	k := kept(t, "np.zeros(3)")
	python(t, func(py pyinterop.Python) {
		h, err := pyinterop.Acquire[float64](k)
		require.NoError(t, err)
		require.NoError(t, h.Release(), "the GIL is held here")
		o, err := k.In(py)
		require.NoError(t, err)
		g, err := pyinterop.Acquire[float64](o)
		require.NoError(t, err)
		py.AllowThreads(func() { require.NoError(t, g.Release()) })
	})
}

// One goroutine releases and waits for the GIL, which another one holds that releases too.
func TestAHandleReleasedTwiceAtOnceWithTheGILHeldByOne(t *testing.T) {
	k := kept(t, "np.zeros(3)")
	h, err := pyinterop.Acquire[float64](k)
	require.NoError(t, err)
	first, second := make(chan error, 1), make(chan error, 1)
	go func() {
		second <- pyinterop.Do(func(pyinterop.Python) error {
			go func() { first <- h.Release() }()
			for !h.Released() {
				runtime.Gosched()
			}
			time.Sleep(20 * time.Millisecond) // the other one is at the GIL now
			return h.Release()
		})
	}()
	for _, done := range []chan error{second, first} {
		select {
		case err := <-done:
			assert.NoError(t, err)
		case <-time.After(20 * time.Second):
			t.Fatal("both wait for each other")
		}
	}
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestAHandleTellsWhetherTheMemoryChangedHands(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		a := eval(t, py, "np.zeros(4)")
		h, err := pyinterop.Acquire[float64](a)
		require.NoError(t, err)
		_, err = a.CallMethod("__setstate__", eval(t, py, "(1, (2,), np.dtype('f8'), False, bytes(16))"))
		require.NoError(t, err)
		err = h.Release()
		assert.ErrorIs(t, err, pyinterop.ErrChanged)
		assert.ErrorContains(t, err, "TestAHandleTellsWhetherTheMemoryChangedHands")
		assert.NoError(t, h.Release())
	})
}

func TestAHandleCostsOneAllocation(t *testing.T) {
	k := kept(t, "np.zeros(3)")
	python(t, func(py pyinterop.Python) {
		o, err := k.In(py)
		require.NoError(t, err)
		n := testing.AllocsPerRun(200, func() {
			h, err := pyinterop.Acquire[float64](o)
			if err != nil {
				panic(err)
			}
			if err := h.Release(); err != nil {
				panic(err)
			}
		})
		assert.LessOrEqual(t, n, 2.0, "one, and sometimes one of the pool of cores")
	})
}

// ---- in processes of their own ----

func init() {
	children["forgotten handle"] = func() {
		k := keepOutside("__import__('numpy').arange(3.)")
		forget := func() ndview.View[float64] {
			h, err := pyinterop.Acquire[float64](k)
			check(err)
			return h.View()
		}
		v := forget()
		for range 3 {
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		fmt.Println("while a view is left:", pyinterop.OpenBorrows(), v.At1(2))
		runtime.KeepAlive(&v)
		v = ndview.View[float64]{}
		// The releaser must wait for the GIL, and the collector must not.
		check(pyinterop.Do(func(py pyinterop.Python) error {
			for range 3 {
				runtime.GC()
				time.Sleep(5 * time.Millisecond)
			}
			fmt.Println("\nwhile the GIL is held:", pyinterop.OpenBorrows())
			return nil
		}))
		for range 400 {
			if pyinterop.OpenBorrows() == 0 {
				break
			}
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		fmt.Println("after that:", pyinterop.OpenBorrows(), pyinterop.OpenClaims())
		check(pyinterop.BorrowMut(k, func(ndview.MutView[float64]) error { return nil }))
		check(pyinterop.Shutdown())
	}
	children["handle and shutdown"] = func() {
		inAtexit, goOn := stayInAtexit()
		k := keepOutside("__import__('numpy').arange(3.)")
		h, err := pyinterop.Acquire[float64](k)
		check(err)
		err = pyinterop.Shutdown()
		fmt.Println("refused:", errors.Is(err, pyinterop.ErrBorrowed), strings.Contains(err.Error(), "handle_test.go:"))
		check(h.Release())
		shut := make(chan error, 1)
		go func() { shut <- pyinterop.Shutdown() }()
		inAtexit()
		h, err = pyinterop.Acquire[float64](k)
		check(err)
		forgotten, err := pyinterop.Acquire[float64](k)
		check(err)
		runtime.KeepAlive(forgotten)
		forgotten = nil
		goOn()
		fmt.Println("shut:", <-shut, pyinterop.OpenBorrows())
		fmt.Println("sum:", ops.Sum(h.View()))
		fmt.Println("release:", h.Release(), h.Release())
		_, err = pyinterop.Acquire[float64](k)
		fmt.Println("acquire:", err == pyinterop.ErrShutdown)
		for range 400 {
			if pyinterop.OpenBorrows() == 0 {
				break
			}
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		fmt.Println("open:", pyinterop.OpenBorrows())
		os.Exit(0)
	}
}

func TestAForgottenHandleIsReportedAndReleased(t *testing.T) {
	r := child(t, "forgotten handle")
	require.Zero(t, r.code, r.out)
	assert.Contains(t, r.out, "while a view is left: 1 2\n")
	assert.Contains(t, r.out, "\nwhile the GIL is held: 1\n")
	assert.Contains(t, r.out, "after that: 0 0\n")
	assert.Regexp(t, `WARN pyinterop: a handle was forgotten; call Release "acquired in"="\S+pyinterop_test\.init\.\d+\.func\S* \(\S+handle_test\.go:\d+\)"`, r.out)
	assert.Equal(t, 1, strings.Count(r.out, "was forgotten"))
}

func TestAHandleIsReleasedAfterShutdownToo(t *testing.T) {
	r := child(t, "handle and shutdown")
	require.Zero(t, r.code, r.out)
	var out []string
	for _, line := range strings.Split(r.out, "\n") {
		if line != "" && !strings.Contains(line, "WARN") {
			out = append(out, line)
		}
	}
	assert.Equal(t, []string{"refused: true true", "shut: <nil> 2", "sum: 3", "release: <nil> <nil>", "acquire: true", "open: 0"}, out)
}

// Beside the scoped form in the same run. A handle's array is pinned against resizing at once, a scoped one's only when
// Python code may run; bytes need no pin.
func BenchmarkHandle(b *testing.B) {
	b.Run("float64-1d", func(b *testing.B) { benchmarkHandle[float64](b, "np.arange(1000.)", nothing64) })
	b.Run("bytes", func(b *testing.B) { benchmarkHandle[uint8](b, "b'x' * 1000", nothing8) })
}

func benchmarkHandle[T ndview.Element](b *testing.B, expression string, nothing func(ndview.View[T]) error) {
	python(b, func(py pyinterop.Python) {
		o := eval(b, py, expression)
		var failed error
		for b.Loop() {
			best := smallest(func(n int) {
				for range n {
					if err := pyinterop.Borrow(o, nothing); err != nil {
						failed = err
					}
				}
			}, func(n int) {
				for range n {
					h, err := pyinterop.Acquire[T](o)
					if err == nil {
						err = h.Release()
					}
					if err != nil {
						failed = err
					}
				}
			})
			b.ReportMetric(best[0], "ns/scoped")
			b.ReportMetric(best[1], "ns/handle")
			b.ReportMetric(best[1]-best[0], "ns/beyond")
			b.ReportMetric(0, "ns/op")
		}
		require.NoError(b, failed)
	})
}
