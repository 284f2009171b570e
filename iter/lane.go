package iter

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Lane is a one-dimensional segment of a view, to be read. It is valid in the
// loop body that received it.
//
// Its elements can be loaded by Go where they lie: At needs no look at the layout,
// and in a loop over range lane.Len() not even a bounds check.
type Lane[T ndview.Element] struct {
	p      mem.Addr // of element 0
	n      int
	stride int // bytes
}

// A MutLane is a [Lane] whose elements may also be written.
type MutLane[T ndview.Element] struct {
	Lane[T]
}

// An IndexError is the panic value of an index outside a lane. It wraps
// [ndview.ErrBounds].
type IndexError struct {
	Index, Len int
}

func (e IndexError) Error() string {
	return fmt.Sprintf("inplace: index %d out of range for a lane of %d elements", e.Index, e.Len)
}

// Unwrap returns [ndview.ErrBounds].
func (e IndexError) Unwrap() error { return ndview.ErrBounds }

// Len returns the number of elements.
func (l Lane[T]) Len() int { return l.n }

// Stride returns the bytes between neighbours. For a lane that was gathered into
// a native window that is the itemsize.
func (l Lane[T]) Stride() int { return l.stride }

// At returns element i. It panics with an [IndexError] if i is not in 0 … Len−1.
func (l Lane[T]) At(i int) T {
	if uint(i) >= uint(l.n) {
		panic(IndexError{i, l.n})
	}
	return mem.Load[T](mem.Add(l.p, i*l.stride)) // M1–M4: in range, checked before the lane, plain or in the window
}

// Set writes x to element i. It panics with an [IndexError] if i is not in
// 0 … Len−1. A Bool is stored as it is; see [ndview.BoolOf].
func (l MutLane[T]) Set(i int, x T) {
	if uint(i) >= uint(l.n) {
		panic(IndexError{i, l.n})
	}
	mem.Store(mem.Add(l.p, i*l.stride), x) // M1–M4: as in At
}

// Slice returns the elements as a slice that shares their memory; ok is false if
// they do not lie side by side. Its capacity is its length, so that append copies
// and never reaches the next lane. The slice is valid as long as the lane: what is
// written to it afterwards may be lost, or hit the next lane's window.
func (l MutLane[T]) Slice() (s []T, ok bool) {
	if l.stride != mem.SizeOf[T]() && l.n > 1 {
		return nil, false
	}
	if l.n == 0 {
		return []T{}, true // an empty array may lie anywhere
	}
	return mem.Slice[T](l.p, l.n), true // M1–M4: as in At
}

// Part returns the elements from start up to, not including, stop. It panics with an [IndexError] if they are not in the lane.
func (l Lane[T]) Part(start, stop int) Lane[T] {
	if uint(start) > uint(stop) || uint(stop) > uint(l.n) {
		panic(IndexError{max(start, stop), l.n})
	}
	if start == stop {
		return Lane[T]{l.p, 0, l.stride} // no pointer past the last element
	}
	return Lane[T]{mem.Add(l.p, start*l.stride), stop - start, l.stride} // M2: element start of the lane
}

// Run returns the elements as a [Run], which is read at the speed of a slice; ok is
// false if they do not lie side by side. It is valid as long as the lane.
func (l Lane[T]) Run() (r Run[T], ok bool) {
	if l.stride != mem.SizeOf[T]() && l.n > 1 {
		return Run[T]{}, false
	}
	return Run[T]{l.p, l.n}, true
}

// CopyTo copies elements to dst, as many as fit, and returns their number.
func (l Lane[T]) CopyTo(dst []T) int {
	n := min(l.n, len(dst))
	size := mem.SizeOf[T]()
	move[T]()(mem.Of(dst), size, l.p, l.stride, n) // M1–M4: as in At
	return n
}

// CopyFrom sets elements to those of src, as many as there are, and returns their
// number. src must not share memory with the lane, except that it may be its
// Slice.
func (l MutLane[T]) CopyFrom(src []T) int {
	n := min(l.n, len(src))
	size := mem.SizeOf[T]()
	move[T]()(l.p, l.stride, mem.Of(src), size, n) // M1–M4: as in At
	return n
}

// move returns the loop that copies T's in native order.
func move[T ndview.Element]() kernel.Move { return kernel.MoveOf(elem.KindOf[T]().Size(), 1) }
