package ndmat

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

const itemsize = 8 // bytes of a float64

// A lender is a matrix of this package that knows its memory.
type lender interface {
	memory() (a *mem.Array, itemsize int)
}

// sharing decides exactly whether a matrix shares memory with a. gonum's own test
// refuses some matrices that are disjoint, misses some that overlap, and knows
// nothing of those that it reads by At. A matrix of which nothing is known may
// share: Unknown.
func sharing(a *mem.Array, m mat.Matrix) ndview.Verdict {
	return sharingWithin(layout.DefaultWork, a, m)
}

// spansSharing compares the spans alone: Unknown unless one lies before the other.
func spansSharing(a *mem.Array, m mat.Matrix) ndview.Verdict { return sharingWithin(0, a, m) }

func sharingWithin(work int, a *mem.Array, m mat.Matrix) ndview.Verdict {
	m, _ = untransposed(m)
	if l, ok := m.(lender); ok {
		b, size := l.memory()
		return layout.Overlap(a.L(), mem.Uint(a.Base), itemsize, b.L(), mem.Uint(b.Base), size, work)
	}
	data, shape, strides, ok := rawOf(m)
	if !ok {
		return ndview.Unknown
	}
	if len(data) == 0 {
		return ndview.Disjoint
	}
	l, err := layout.New(shape, strides, nil, itemsize)
	if err != nil {
		return ndview.Unknown
	}
	return layout.Overlap(a.L(), mem.Uint(a.Base), itemsize, &l, mem.Uint(mem.Of(data)), itemsize, work)
}

// held are an array that is written and those of the operands, as far as they are
// known: a verb keeps them from being released while it works.
func held(dst *mem.Array, operands ...mat.Matrix) []*mem.Array {
	arrays := []*mem.Array{dst}
	for _, m := range operands {
		m, _ = untransposed(m)
		if l, ok := m.(lender); ok {
			a, _ := l.memory()
			arrays = append(arrays, a)
		} else if a, ok := ownerOf(m); ok {
			arrays = append(arrays, a)
		}
	}
	return arrays
}

// rawOf returns the memory of a matrix of gonum's, band storage and both triangles
// included, with strides in bytes.
func rawOf(m mat.Matrix) (data []float64, shape, strides []int, ok bool) {
	switch m := m.(type) {
	case mat.RawMatrixer:
		g := m.RawMatrix()
		return g.Data, []int{g.Rows, g.Cols}, []int{g.Stride * itemsize, itemsize}, true
	case mat.RawVectorer:
		x := m.RawVector()
		return x.Data, []int{x.N}, []int{x.Inc * itemsize}, true
	case mat.RawSymmetricer:
		s := m.RawSymmetric()
		return s.Data, []int{s.N, s.N}, []int{s.Stride * itemsize, itemsize}, true
	case mat.RawTriangular:
		t := m.RawTriangular()
		return t.Data, []int{t.N, t.N}, []int{t.Stride * itemsize, itemsize}, true
	case mat.RawBander:
		b := m.RawBand()
		return b.Data, []int{len(b.Data)}, []int{itemsize}, true
	case mat.RawSymBander:
		b := m.RawSymBand()
		return b.Data, []int{len(b.Data)}, []int{itemsize}, true
	case mat.RawTriBander:
		b := m.RawTriBand()
		return b.Data, []int{len(b.Data)}, []int{itemsize}, true
	}
	return nil, nil, nil, false
}

// generalOf returns the General that a matrix is, or is the transpose of.
func generalOf(m mat.Matrix) (g blas64.General, transposed, ok bool) {
	m, transposed = untransposed(m)
	if r, isRaw := m.(mat.RawMatrixer); isRaw {
		return r.RawMatrix(), transposed, true
	}
	return g, transposed, false
}

// untransposed takes off all wrappers of T(), and tells whether an odd number of
// them was there.
func untransposed(m mat.Matrix) (mat.Matrix, bool) {
	if u, ok := m.(mat.Untransposer); ok {
		inner, t := untransposed(u.Untranspose())
		return inner, !t
	}
	return m, false
}
