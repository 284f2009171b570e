package rawblas

import "github.com/go-inplace/inplace/internal/mem"

// A Vector is a vector counted in elements. Its Inc may be negative.
type Vector struct{ N, Inc int }

// Len returns the number of elements from the lowest to the highest address, gaps
// included.
func (x Vector) Len() int { return (x.N-1)*max(x.Inc, -x.Inc) + 1 }

// Forward returns the same elements from the lowest address to the highest, for
// routines that do not ask for their order.
func (x Vector) Forward() Vector { return Vector{x.N, max(x.Inc, -x.Inc)} }

// before returns the number of elements from the lowest address to element 0.
func (x Vector) before() int { return x.Len() - 1 - max(0, (x.N-1)*x.Inc) }

// VectorOf returns a, whose items are T's, as a Vector. Inc is negative where the
// stride is; see the package's words on that.
func VectorOf[T Number](a *mem.Array) (x Vector, ok bool) {
	l := a.L()
	if l.NDim != 1 || !a.Plain() {
		return x, false
	}
	size := mem.SizeOf[T]()
	n, stride := l.Dim(0)
	switch {
	case n == 0:
		return x, false // R3
	case n == 1:
		return Vector{1, 1}, true
	}
	return Vector{n, stride / size}, stride%size == 0 && stride != 0
}

// VectorUnmet lists what hinders VectorOf, and with forward also a negative stride.
func VectorUnmet[T Number](a *mem.Array, forward bool) []Reason {
	l := a.L()
	if l.NDim != 1 {
		return AxesUnmet(l, 1)
	}
	size := mem.SizeOf[T]()
	unmet := memoryUnmet[T](a)
	n, stride := l.Dim(0)
	if l.Indirect() || n <= 1 || stride%size != 0 || stride > 0 || stride < 0 && !forward {
		return unmet
	}
	want := "want %d or more"
	if !forward {
		want = "want a multiple of %d other than 0"
	}
	return append(unmet, reasonf(Strides, "axis 0 has stride %d%s, "+want, stride, remark(stride), size))
}
