package ndview

import "github.com/go-inplace/inplace/internal/mem"

// NDim returns the number of axes.
func (v *View[T]) NDim() int { return v.a.L().NDim }

// NDim returns the number of axes.
func (r *Raw) NDim() int { return r.a.L().NDim }

// Len returns the length of an axis, 0 … NDim−1, in elements.
// It panics with an [*AxisError] if there is no such axis.
func (v *View[T]) Len(axis int) int { return length(&v.a, axis) }

// Len returns the length of an axis, 0 … NDim−1, in elements.
// It panics with an [*AxisError] if there is no such axis.
func (r *Raw) Len(axis int) int { return length(&r.a, axis) }

func length(a *mem.Array, axis int) int {
	l := a.L()
	if uint(axis) >= uint(l.NDim) {
		panic(&AxisError{Axis: axis, NDim: l.NDim})
	}
	n, _ := l.Dim(axis)
	return n
}

// Stride returns the bytes between neighbours along an axis, 0 … NDim−1.
// It panics with an [*AxisError] if there is no such axis.
func (v *View[T]) Stride(axis int) int { return stride(&v.a, axis) }

// Stride returns the bytes between neighbours along an axis, 0 … NDim−1.
// It panics with an [*AxisError] if there is no such axis.
func (r *Raw) Stride(axis int) int { return stride(&r.a, axis) }

func stride(a *mem.Array, axis int) int {
	l := a.L()
	if uint(axis) >= uint(l.NDim) {
		panic(&AxisError{Axis: axis, NDim: l.NDim})
	}
	_, s := l.Dim(axis)
	return s
}

// Shape returns the lengths of all axes, in elements, as a new slice.
func (v View[T]) Shape() []int { return v.a.L().AppendShape([]int{}) }

// Shape returns the lengths of all axes, in elements, as a new slice.
func (r Raw) Shape() []int { return r.a.L().AppendShape([]int{}) }

// Strides returns the strides of all axes, in bytes, as a new slice. On an axis
// of length 1 and in an empty view a stride means nothing and may be anything.
func (v View[T]) Strides() []int { return v.a.L().AppendStrides([]int{}) }

// Strides returns the strides of all axes, in bytes, as a new slice. See
// [View.Strides].
func (r Raw) Strides() []int { return r.a.L().AppendStrides([]int{}) }

// Size returns the number of elements: the product of the lengths, 1 for a
// zero-dimensional view.
func (v View[T]) Size() int { return v.a.L().Size() }

// Size returns the number of elements.
func (r Raw) Size() int { return r.a.L().Size() }

// Itemsize returns the size of one element in bytes.
func (v *View[T]) Itemsize() int { return mem.SizeOf[T]() }

// Itemsize returns the size of one item in bytes.
func (r *Raw) Itemsize() int { return r.typ.Size }

// Nbytes returns the number of bytes of all elements together, gaps between
// them not counted.
func (v View[T]) Nbytes() int { return v.a.L().Size() * mem.SizeOf[T]() }

// Nbytes returns the number of bytes of all items together, gaps between them
// not counted.
func (r Raw) Nbytes() int { return r.a.L().Size() * r.typ.Size }

// Address returns the address of the first element as a number, to compare and
// to print: it proves that two views share memory, and keeps nothing alive.
func (v View[T]) Address() uintptr { return mem.Uint(v.a.Base) }

// Address returns the address of the first item as a number.
func (r Raw) Address() uintptr { return mem.Uint(r.a.Base) }
