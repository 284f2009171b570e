package ndmat

import (
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// Vec returns a one-dimensional view as a *mat.VecDense over the same memory,
// without a copy. Its stride must be a positive multiple of 8 bytes; gonum's Inc is
// that number of elements. One element may have any stride. What lies between the
// elements is left alone.
//
// A negative stride is refused, because gonum's vectors cannot run backwards:
// v.Flip(0) is the same memory in the other order, and [RawVector] is for BLAS, some
// of which can. So is stride 0, a broadcast, which gonum takes for an empty vector.
// The error is a [*RefusedError]; [Vector] and [MutableVector] take both.
//
// Identity, lifetime and panics are those of [Dense].
func Vec(v ndview.MutView[float64]) (*mat.VecDense, error) {
	a := v.Array()
	a.Check()
	x, ok := rawblas.Vector64(a)
	if !ok || x.Inc < 0 {
		return nil, refuse[float64]("Vec", "*mat.VecDense", a, rawblas.VectorUnmet[float64](a, true))
	}
	want := key{place(x.Data), x.N, x.Inc}
	s := lock(a)
	h := s.vec.find(want, keyOfVec)
	if h == nil {
		h = s.vec.add(want, s.weakOnly)
		h.SetRawVector(x)
	}
	s.mu.Unlock()
	return h, nil
}
