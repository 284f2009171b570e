package ndmat

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Kind names the gonum type that a view can become without a copy.
type Kind int

// The kinds, from the fastest to none.
const (
	KindNone       Kind = iota // neither a matrix nor a vector
	KindDense                  // *mat.Dense: [Dense]
	KindTransposed             // the T() of a *mat.Dense: [Transposed]
	KindVec                    // *mat.VecDense: [Vec]
	KindFallback               // element by element: [Matrix], [Mutable], [Vector], [MutableVector]
)

// String returns the Go type that stands behind the kind.
func (k Kind) String() string {
	switch k {
	case KindDense:
		return "*mat.Dense"
	case KindTransposed:
		return "(*mat.Dense).T()"
	case KindVec:
		return "*mat.VecDense"
	case KindFallback:
		return "element by element"
	}
	return "none"
}

// A Road says what a view becomes in gonum, and why.
type Road struct {
	Kind   Kind
	Reason string // the strides that decided, in bytes; what hinders the faster kinds
}

// String returns the kind and the reason.
func (r Road) String() string { return r.Kind.String() + ": " + r.Reason }

// RoadOf returns the road of the memory of v. The kinds before KindFallback are
// open to a [ndview.MutView] only, because gonum may write to what it gets: of a
// read-only view RoadOf tells what the same memory becomes when it is borrowed for
// writing, and the view itself goes by [Matrix] or [Vector].
//
// It looks at shape and strides alone and works for released views too.
func RoadOf(v ndview.View[float64]) Road { return roadOf(v.Array()) }

func roadOf(a *mem.Array) Road {
	switch a.L().NDim {
	case 1:
		return vectorRoad(a)
	case 2:
		return matrixRoad(a)
	}
	return Road{KindNone, texts(axesUnmet(a.L(), 2))}
}

func vectorRoad(a *mem.Array) Road {
	if inc, ok := vectorOf(a); ok {
		n, _ := a.L().Dim(0)
		return Road{KindVec, fmt.Sprintf("%d elements, Inc %d", n, inc)}
	}
	return Road{KindFallback, "no *mat.VecDense: " + texts(vectorUnmet(a))}
}

func matrixRoad(a *mem.Array) Road {
	if g, ok := generalOf(a, rowMajor); ok {
		return Road{KindDense, fmt.Sprintf("rows of %d elements next to each other, Stride %d", g.Cols, g.Stride)}
	}
	no := texts(generalUnmet(a, rowMajor))
	if g, ok := generalOf(a, columnMajor); ok {
		return Road{KindTransposed, fmt.Sprintf("columns of %d elements next to each other, Stride %d; no *mat.Dense: %s", g.Cols, g.Stride, no)}
	}
	if t := texts(generalUnmet(a, columnMajor)); t != no {
		return Road{KindFallback, "no *mat.Dense: " + no + "; nor the T() of one: " + t}
	}
	return Road{KindFallback, "no *mat.Dense, nor the T() of one: " + no}
}

func texts(unmet []error) string {
	s := make([]string, len(unmet))
	for i, u := range unmet {
		s[i] = u.Error()
	}
	return strings.Join(s, ", ")
}
