package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// Vec returns a one-dimensional view as a *mat.VecDense over the same memory,
// without a copy. Its stride must be a positive multiple of 8 bytes; gonum's Inc is
// that number of elements. One element may have any stride. What lies between the
// elements is left alone.
//
// A negative stride is refused, because gonum's vectors cannot run backwards:
// v.Flip(0) is the same memory in the other order. So is stride 0, a broadcast,
// which gonum takes for an empty vector. The error is a [*RefusedError]; [Vector]
// and [MutableVector] take both.
//
// Lifetime and panics are those of [Dense].
func Vec(v ndview.MutView[float64]) (*mat.VecDense, error) {
	a := v.Array()
	a.Check()
	inc, ok := vectorOf(a)
	if !ok {
		return nil, refuse("Vec", "*mat.VecDense", a, vectorUnmet(a))
	}
	n, _ := a.L().Dim(0)
	x := new(mat.VecDense)
	x.SetRawVector(blas64.Vector{
		N:    n,
		Inc:  inc,
		Data: mem.Slice[float64](a.Base, (n-1)*inc+1), // M1–M4: lease open, plain, up to the last element
	})
	return x, nil
}
