package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// A NormOrder says which norm of a vector is meant.
type NormOrder uint8

// The norms.
const (
	L2   NormOrder = iota // square root of the sum of squares
	L1                    // sum of magnitudes
	LInf                  // largest magnitude
)

// String returns "L2", "L1" or "LInf".
func (o NormOrder) String() string {
	switch o {
	case L2:
		return "L2"
	case L1:
		return "L1"
	case LInf:
		return "LInf"
	}
	return fmt.Sprintf("NormOrder(%d)", uint8(o))
}

// reducer returns the verb of a norm. It panics if there is no such norm.
func (o NormOrder) reducer() *kernel.Reducer {
	switch o {
	case L2:
		return &kernel.ReduceNorm2
	case L1:
		return &kernel.ReduceNorm1
	case LInf:
		return &kernel.ReduceNormInf
	}
	panic("inplace: ops: there is no norm " + o.String())
}

// Norm returns a norm of all elements as one vector, as
// np.linalg.norm(v.ravel(), ord=…) in float64; 0 for none. Squares overflow where they do
// in float64. It takes [When] and [SkipNaN].
func Norm[T ndview.Element](v ndview.View[T], order NormOrder, opts ...Option) float64 {
	return sure(valueOf[float64]("ops.Norm", order.reducer(), v, opts))
}

// NormTo sets dst to norms of the vectors that lie along one axis of v, or of
// several as one vector, as np.linalg.norm(v, ord=…, axis=…) for one axis. Shapes and
// errors are those of [SumTo], dtypes those of [MeanTo].
func NormTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], order NormOrder, opts ...Option) error {
	return foldTo("ops.NormTo", order.reducer(), dst, v, opts)
}
