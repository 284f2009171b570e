package ndview

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// At1 returns element i of a one-dimensional view.
//
// At1, At2, At3 and At panic with an [IndexError] if the number of indices is
// not the ndim or an index is not in 0 … length−1 (indices do not count from the
// end), and with a [ReleasedError] if the borrow has ended.
func (v *View[T]) At1(i int) T { return mem.At1[T](&v.a, i, mem.SlowAt1) }

// At2 returns element (i, j) of a two-dimensional view. See [View.At1].
func (v *View[T]) At2(i, j int) T { return mem.At2[T](&v.a, i, j, mem.SlowAt2) }

// At3 returns element (i, j, k) of a three-dimensional view. See [View.At1].
func (v *View[T]) At3(i, j, k int) T { return mem.At3[T](&v.a, i, j, k, mem.SlowAt3) }

// At returns the element at index, one number per axis. See [View.At1].
func (v *View[T]) At(index ...int) T {
	p := v.a.Addr(index...)
	if v.a.Plain() {
		return mem.Load[T](p) // in bounds, lease open, plain
	}
	return mem.LoadUnit[T](p, v.unit())
}

// Set1 writes x to element i of a one-dimensional view. It panics as [View.At1]
// does. Use [BoolOf] to store booleans: a Bool is stored as it is.
func (v *MutView[T]) Set1(i int, x T) { mem.Set1(&v.a, i, x, mem.SlowSet1) }

// Set2 writes x to element (i, j) of a two-dimensional view. See [MutView.Set1].
func (v *MutView[T]) Set2(i, j int, x T) { mem.Set2(&v.a, i, j, x, mem.SlowSet2) }

// Set3 writes x to element (i, j, k) of a three-dimensional view. See [MutView.Set1].
func (v *MutView[T]) Set3(i, j, k int, x T) { mem.Set3(&v.a, i, j, k, x, mem.SlowSet3) }

// Set writes x to the element at index, one number per axis. See [MutView.Set1].
func (v *MutView[T]) Set(x T, index ...int) {
	p := v.a.Addr(index...)
	if v.a.Plain() {
		mem.Store(p, x) // in bounds, lease open, plain
		return
	}
	mem.StoreUnit(p, x, v.unit())
}

// UnsafePointerTo returns the address of the element at index as a *T, for
// callers that know what they do: nothing revokes it when the borrow ends, and
// writing through the pointer of a read-only view is undefined. It panics as
// [View.At1] does, and with a [*PlainError] if the memory is not plain.
func (v *View[T]) UnsafePointerTo(index ...int) *T {
	p := v.a.Addr(index...)
	if !v.a.Plain() {
		panic(v.plainError("UnsafePointerTo"))
	}
	return mem.Ptr[T](p) // in bounds, lease open, plain
}

// unit returns the number of bytes that are reversed together in v's items.
func (v *View[T]) unit() int {
	if !v.a.Swapped() {
		return 1
	}
	return elem.KindOf[T]().Part().Size()
}
