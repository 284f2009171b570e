//go:build cgo

package pyinterop_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Copies out of and into 1000 × 1000 float64 in C order, against PyBuffer_ToContiguous and PyBuffer_FromContiguous, which
// do the same for any exporter, and against NumPy's own copies between an array of that layout and a contiguous one.
func BenchmarkCopies(b *testing.B) {
	for name, expression := range map[string]string{
		"every other column": "np.random.rand(1000, 2000)[:, ::2]",
		"transposed":         "np.random.rand(1000, 1000).T",
		"reversed":           "np.random.rand(1000, 1000)[::-1, ::-1]",
		"contiguous":         "np.random.rand(1000, 1000)",
	} {
		b.Run(name, func(b *testing.B) {
			python(b, func(py pyinterop.Python) {
				o := eval(b, py, expression)
				c := eval(b, py, "np.empty((1000, 1000))")
				require.NoError(b, py.Exec("import numpy; copyto = numpy.copyto"))
				copyto, err := py.Eval("copyto")
				require.NoError(b, err)
				dst := make([]float64, 1_000_000)
				require.NoError(b, pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
					for b.Loop() {
						scope, _ := cpy.Enter()
						handle := cpy.Object(o.Handle())
						best := leastOf(15,
							func() { v.CopyTo(dst) }, func() { scope.ToContiguous(handle) }, func() { copyto.Call(c, o) },
							func() { v.CopyFrom(dst) }, func() { scope.FromContiguous(handle) }, func() { copyto.Call(o, c) })
						scope.Leave(nil)
						b.ReportMetric(best[0], "µs/out")
						b.ReportMetric(best[1]/best[0], "×PyBuffer_ToContiguous")
						b.ReportMetric(best[2]/best[0], "×numpy_out")
						b.ReportMetric(best[3], "µs/in")
						b.ReportMetric(best[4]/best[3], "×PyBuffer_FromContiguous")
						b.ReportMetric(best[5]/best[3], "×numpy_in")
						b.ReportMetric(0, "ns/op")
					}
					return nil
				}))
			})
		})
	}
}

// leastOf runs each function in turns and returns the least time of each, in µs.
func leastOf(turns int, functions ...func()) []float64 {
	best := make([]float64, len(functions))
	for turn := range turns {
		for i, f := range functions {
			begin := time.Now()
			f()
			if us := float64(time.Since(begin).Nanoseconds()) / 1000; turn == 0 || us < best[i] {
				best[i] = us
			}
		}
	}
	return best
}
