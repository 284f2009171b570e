package ndmat

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
)

// A Kind says how a view can become one of gonum's types without a copy.
type Kind int

// The kinds, from the fastest to none, with their types for float64.
const (
	KindNone       Kind = iota // neither a matrix nor a vector
	KindDense                  // *mat.Dense: [Dense]
	KindTransposed             // the T() of a *mat.Dense: [Transposed]
	KindVec                    // *mat.VecDense: [Vec]
	KindBackwards              // blas64.Vector with a negative Inc: [RawVector]; for mat element by element
	KindFallback               // element by element: [Matrix], [Mutable], [Vector], [MutableVector]
)

// String returns the Go type that stands behind the kind for float64.
func (k Kind) String() string { return typeOf[float64](k) }

// typeOf returns the Go type that views of T become by a kind.
func typeOf[T ndview.Element](k Kind) string {
	if k == KindFallback {
		return "element by element"
	}
	return types[elem.KindOf[T]()][k]
}

var types = map[elem.Kind]map[Kind]string{
	elem.KindOf[float64](): {
		KindNone: "none", KindDense: "*mat.Dense", KindTransposed: "(*mat.Dense).T()", KindVec: "*mat.VecDense", KindBackwards: "blas64.Vector",
	},
	elem.KindOf[float32](): {
		KindDense: "blas32.General", KindTransposed: "blas32.General of T()", KindVec: "blas32.Vector", KindBackwards: "blas32.Vector",
	},
	elem.KindOf[complex128](): {
		KindDense: "*mat.CDense", KindTransposed: "(*mat.CDense).T()", KindVec: "cblas128.Vector", KindBackwards: "cblas128.Vector",
	},
	elem.KindOf[complex64](): {
		KindDense: "cblas64.General", KindTransposed: "cblas64.General of T()", KindVec: "cblas64.Vector", KindBackwards: "cblas64.Vector",
	},
}

// A Road says what a view becomes in gonum, and why.
type Road struct {
	Kind   Kind
	Type   string // the Go type of that kind for the elements of the view
	Reason string // the strides that decided, in bytes; what hinders the faster kinds
}

// String returns the type and the reason.
func (r Road) String() string { return r.Type + ": " + r.Reason }

// RoadOf returns the road of the memory of v, of any element type: the row of the
// package's table and the numbers that decided. The kinds before KindFallback are
// open to a [ndview.MutView] only, because gonum may write to what it gets: of a
// read-only view RoadOf tells what the same memory becomes when it is borrowed for
// writing, and the view itself goes by [ReadOnly], [Matrix] or [Vector].
//
// It looks at shape and strides alone and works for released views too.
func RoadOf[T ndview.Element](v ndview.View[T]) Road { return roadOf[T](v.Array()) }

func roadOf[T ndview.Element](a *mem.Array) Road {
	switch any(*new(T)).(type) {
	case float64:
		return numberRoad[float64](a)
	case float32:
		return numberRoad[float32](a)
	case complex64:
		return numberRoad[complex64](a)
	case complex128:
		return numberRoad[complex128](a)
	}
	name := ndview.DTypeOf[T]().String()
	switch {
	case a.L().NDim != 2:
		return Road{KindNone, "none", "want float64, float32 or complex elements, or two axes; found " + name}
	case !isReal[T]():
		return Road{KindNone, "none", "gonum has no matrix of " + name}
	}
	return Road{KindFallback, typeOf[float64](KindFallback), "gonum has no matrix of " + name + "; MatrixOf reads it as float64"}
}

// isReal reports whether T is one of Real.
func isReal[T ndview.Element]() bool {
	switch any(*new(T)).(type) {
	case int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64:
		return true
	}
	return false
}

func numberRoad[T rawblas.Number](a *mem.Array) Road {
	switch a.L().NDim {
	case 1:
		return vectorRoad[T](a)
	case 2:
		return matrixRoad[T](a)
	}
	return Road{KindNone, "none", texts(rawblas.GeneralUnmet[T](a, rawblas.RowMajor))}
}

func vectorRoad[T rawblas.Number](a *mem.Array) Road {
	x, ok := rawblas.VectorOf[T](a)
	switch {
	case ok && x.Inc > 0:
		return road[T](KindVec, fmt.Sprintf("%d elements, Inc %d", x.N, x.Inc))
	case ok && typeOf[T](KindVec) == typeOf[T](KindBackwards):
		return road[T](KindBackwards, fmt.Sprintf("%d elements, Inc %d (it runs backwards)", x.N, x.Inc))
	case ok:
		return road[T](KindBackwards, fmt.Sprintf("%d elements, Inc %d; no %s: %s", x.N, x.Inc, typeOf[T](KindVec), texts(rawblas.VectorUnmet[T](a, true))))
	}
	return fallback[T]("no " + typeOf[T](KindVec) + ": " + texts(rawblas.VectorUnmet[T](a, true)))
}

func matrixRoad[T rawblas.Number](a *mem.Array) Road {
	if g, ok := rawblas.GeneralOf[T](a, rawblas.RowMajor); ok {
		return road[T](KindDense, fmt.Sprintf("rows of %d elements next to each other, Stride %d", g.Cols, g.Stride))
	}
	no := texts(rawblas.GeneralUnmet[T](a, rawblas.RowMajor))
	dense := typeOf[T](KindDense)
	if g, ok := rawblas.GeneralOf[T](a, rawblas.ColMajor); ok {
		return road[T](KindTransposed, fmt.Sprintf("columns of %d elements next to each other, Stride %d; no %s: %s", g.Cols, g.Stride, dense, no))
	}
	if t := texts(rawblas.GeneralUnmet[T](a, rawblas.ColMajor)); t != no {
		return fallback[T]("no " + dense + ": " + no + "; nor the T() of one: " + t)
	}
	return fallback[T]("no " + dense + ", nor the T() of one: " + no)
}

func road[T rawblas.Number](k Kind, reason string) Road { return Road{k, typeOf[T](k), reason} }

// fallback is the road of what BLAS cannot take. Complex elements have none.
func fallback[T rawblas.Number](reason string) Road {
	if !isReal[T]() {
		return Road{KindNone, "none", reason}
	}
	return Road{KindFallback, typeOf[T](KindFallback), reason}
}

func texts(reasons []rawblas.Reason) string {
	s := make([]string, len(reasons))
	for i, r := range reasons {
		s[i] = r.Text
	}
	return strings.Join(s, ", ")
}
