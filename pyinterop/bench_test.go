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

// Every row borrows with the flags that the bare calls have too. The shim's own functions in a C loop show how much of
// the difference is made in C.
func BenchmarkBorrowHeld(b *testing.B) {
	const f8, f83, bytes, bytearray, record = "np.arange(1000.)", "np.zeros((10, 10, 10))[:, ::2]", "b'x' * 1000", "bytearray(1000)",
		"np.zeros(100, [(f'f{k}', 'i4') for k in range(20)])"
	simple := func(o pyinterop.Object) error {
		return pyinterop.AskSimple.Borrow(o, func(pyinterop.Simple) error { return nil })
	}
	strided := func(o pyinterop.Object) error {
		return pyinterop.AskStrided.Borrow(o, func(pyinterop.StridedItems) error { return nil })
	}
	full := func(o pyinterop.Object) error {
		return pyinterop.AskFull.Borrow(o, func(pyinterop.IndirectRaw) error { return nil })
	}
	typed := func(o pyinterop.Object) error { return pyinterop.Borrow(o, nothing64) }
	typed8 := func(o pyinterop.Object) error { return pyinterop.Borrow(o, nothing8) }
	for _, c := range []struct {
		name, expression string
		flags            int
		borrow           func(o pyinterop.Object) error
	}{
		{"bytes/simple", bytes, cpy.BufSimple, simple},
		{"bytes/full", bytes, cpy.BufFullRO, full},
		{"bytes/typed", bytes, cpy.BufFullRO, typed8},
		{"bytearray/typed", bytearray, cpy.BufFullRO, typed8},
		{"float64-1d/simple", f8, cpy.BufSimple, simple},
		{"float64-1d/strided", f8, cpy.BufStrides, strided},
		{"float64-1d/full", f8, cpy.BufFullRO, full},
		{"float64-1d/typed", f8, cpy.BufFullRO, typed},
		{"float64-3d/strided", f83, cpy.BufStrides, strided},
		{"float64-3d/full", f83, cpy.BufFullRO, full},
		{"float64-3d/typed", f83, cpy.BufFullRO, typed},
		{"record/strided", record, cpy.BufStrides, strided},
		{"record/full", record, cpy.BufFullRO, full},
	} {
		b.Run(c.name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				o := eval(b, py, c.expression)
				if c.name != "record/full" { // a record's format is parsed anew
					require.Zero(b, testing.AllocsPerRun(100, func() { c.borrow(o) }))
				}
				slot := cpy.NewSlots()[0]
				var failed error
				for b.Loop() {
					scope, _ := cpy.Enter()
					slot.Ask(cpy.Object(o.Handle()), c.flags)
					best := smallest(func(n int) {
						for range n {
							if err := c.borrow(o); err != nil {
								failed = err
							}
						}
					}, func(n int) { scope.BareLoop(cpy.Object(o.Handle()), c.flags, n) }, twoEmptyCalls, func(n int) { scope.ShimLoop(slot, n) })
					scope.Leave(nil)
					report(b, best[0], best[1], best[2])
					b.ReportMetric(best[3], "ns/shim")
				}
				require.NoError(b, failed)
			})
		})
	}
}

// Four arrays in one borrow: what each costs beyond one pair of cgo calls, against the bare calls.
func BenchmarkBorrowFour(b *testing.B) {
	python(b, func(py pyinterop.Python) {
		var args [4]pyinterop.Arg[ndview.View[float64]]
		var first pyinterop.Object
		for i := range args {
			o := eval(b, py, "np.arange(1000.)")
			if i == 0 {
				first = o
			}
			args[i] = pyinterop.Read[float64](o)
		}
		four := func() error {
			return pyinterop.Borrow4(args[0], args[1], args[2], args[3], func(_, _, _, _ ndview.View[float64]) error { return nil })
		}
		require.NoError(b, four())
		require.Zero(b, testing.AllocsPerRun(100, func() { four() }))
		for b.Loop() {
			scope, _ := cpy.Enter()
			best := smallest(func(n int) {
				for range n {
					four()
				}
			}, func(n int) { scope.BareLoop(cpy.Object(first.Handle()), cpy.BufFullRO, n) }, twoEmptyCalls)
			scope.Leave(nil)
			b.ReportMetric(best[0], "ns/four")
			b.ReportMetric(best[1], "ns/bare")
			b.ReportMetric(best[2], "ns/2cgo")
			b.ReportMetric((best[0]-best[2])/4/best[1], "×bare/array")
			b.ReportMetric(0, "ns/op")
		}
	})
}

// A scope with nothing in it but one borrow, from a thread that Python knows.
func BenchmarkBorrowInItsOwnScope(b *testing.B) {
	for _, expression := range []string{"np.arange(1000.)", "b'x' * 1000"} {
		b.Run(expression, func(b *testing.B) {
			var k *pyinterop.Kept
			python(b, func(py pyinterop.Python) {
				var err error
				k, err = eval(b, py, expression).Keep()
				require.NoError(b, err)
			})
			defer k.Drop()
			for b.Loop() {
				onNewThread(func() {
					best := smallest(func(n int) {
						for range n {
							pyinterop.Do(func(py pyinterop.Python) error {
								o, err := k.In(py)
								if err != nil {
									return err
								}
								return pyinterop.AskFull.Borrow(o, func(pyinterop.IndirectRaw) error { return nil })
							})
						}
					}, func(n int) {
						for range n {
							pyinterop.AskFull.Borrow(k, func(pyinterop.IndirectRaw) error { return nil })
						}
					})
					b.ReportMetric(best[0], "ns/scope")
					b.ReportMetric(best[1], "ns/kept")
					b.ReportMetric(0, "ns/op")
				})
			}
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
