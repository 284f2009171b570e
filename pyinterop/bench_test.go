//go:build cgo

package pyinterop_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The borrow against the least that it can cost: the same two CPython calls in a C loop, and two empty cgo
// calls. Both are measured in the same run, in turns, and the smallest of several times counts.

const (
	benchTurns  = 150
	benchRounds = 1_000
)

func nothing64(ndview.View[float64]) error { return nil }
func nothing8(ndview.View[uint8]) error    { return nil }

// smallest runs each function in turns and returns the least time of one round of each, in ns.
func smallest(functions ...func(rounds int)) []float64 {
	best := make([]float64, len(functions))
	for turn := range benchTurns {
		for i, f := range functions {
			begin := time.Now()
			f(benchRounds)
			ns := float64(time.Since(begin).Nanoseconds()) / benchRounds
			if turn == 0 || ns < best[i] {
				best[i] = ns
			}
		}
	}
	return best
}

func twoEmptyCalls(rounds int) {
	for range rounds {
		cpy.Empty()
		cpy.Empty()
	}
}

func report(b *testing.B, borrow, bare, empty float64) {
	b.ReportMetric(borrow, "ns/borrow")
	b.ReportMetric(bare, "ns/bare")
	b.ReportMetric(empty, "ns/2cgo")
	b.ReportMetric(borrow/(bare+empty), "×(bare+2cgo)")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkBorrowHeld(b *testing.B) {
	for _, c := range []struct {
		name, expression string
		borrow           func(o pyinterop.Object) error
	}{
		{"float64-1d", "np.arange(1000.)", func(o pyinterop.Object) error { return pyinterop.Borrow(o, nothing64) }},
		{"bytes", "b'x' * 1000", func(o pyinterop.Object) error { return pyinterop.Borrow(o, nothing8) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				o := eval(b, py, c.expression)
				require.Zero(b, testing.AllocsPerRun(100, func() { c.borrow(o) }))
				var failed error
				for b.Loop() {
					scope, _ := cpy.Enter()
					best := smallest(func(n int) {
						for range n {
							if err := c.borrow(o); err != nil {
								failed = err
							}
						}
					}, func(n int) { scope.BareLoop(cpy.Object(o.Handle()), cpy.BufFullRO, n) }, twoEmptyCalls)
					scope.Leave(nil)
					report(b, best[0], best[1], best[2])
				}
				require.NoError(b, failed)
			})
		})
	}
}

// On an OS thread that Python has not created or seen.
func BenchmarkBorrowOutside(b *testing.B) {
	for _, c := range []struct {
		name, expression string
		borrow           func(k *pyinterop.Kept) error
	}{
		{"float64-1d", "np.arange(1000.)", func(k *pyinterop.Kept) error { return pyinterop.Borrow(k, nothing64) }},
		{"bytes", "b'x' * 1000", func(k *pyinterop.Kept) error { return pyinterop.Borrow(k, nothing8) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var k *pyinterop.Kept
			var handle cpy.Object
			python(b, func(py pyinterop.Python) {
				o := eval(b, py, c.expression)
				var err error
				k, err = o.Keep()
				require.NoError(b, err)
				handle = cpy.Object(o.Handle())
			})
			defer k.Drop()
			require.Zero(b, testing.AllocsPerRun(100, func() { c.borrow(k) }))
			for b.Loop() {
				var best []float64
				onNewThread(func() {
					best = smallest(func(n int) {
						for range n {
							c.borrow(k)
						}
					}, func(n int) { cpy.BareLoopOutside(handle, cpy.BufFullRO, n) }, twoEmptyCalls)
				})
				report(b, best[0], best[1], best[2])
			}
			b.ReportMetric(firstOnNewThreads(func() { c.borrow(k) }), "ns/first")
		})
	}
}

// firstOnNewThreads is the least time of the first call on a new thread, which makes its Python thread state.
func firstOnNewThreads(f func()) float64 {
	best := time.Hour
	for range 50 {
		onNewThread(func() {
			begin := time.Now()
			f()
			best = min(best, time.Since(begin))
		})
	}
	return float64(best.Nanoseconds())
}

// onNewThread runs f on an OS thread that ends with it.
func onNewThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // not unlocked: the thread ends with the goroutine
		f()
	}()
	<-done
}

func BenchmarkDo(b *testing.B) {
	require.NoError(b, pyinterop.Start())
	f := func(pyinterop.Python) error { return nil }
	for b.Loop() {
		pyinterop.Do(f)
	}
}
