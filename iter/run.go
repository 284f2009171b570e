package iter

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Run is a contiguous piece of a view, to be read. It is valid in the loop body
// that received it. It has no method that hands out its memory, which may be
// read-only.
type Run[T ndview.Element] struct {
	p mem.Addr
	n int
}

// Len returns the number of elements.
func (r Run[T]) Len() int { return r.n }

// At returns element i. It panics with an [IndexError] if i is not in 0 … Len−1.
func (r Run[T]) At(i int) T {
	if uint(i) >= uint(r.n) {
		panic(IndexError{i, r.n})
	}
	return mem.LoadAt[T](r.p, i*mem.SizeOf[T]()) // M1–M4: in range, checked before the run, plain or in a window
}

// Part returns the elements from start up to, not including, stop. It panics with an [IndexError] if they are not in the run.
func (r Run[T]) Part(start, stop int) Run[T] {
	if uint(start) > uint(stop) || uint(stop) > uint(r.n) {
		panic(IndexError{max(start, stop), r.n})
	}
	if start == stop {
		return Run[T]{r.p, 0} // no pointer past the last element
	}
	return Run[T]{mem.Add(r.p, start*mem.SizeOf[T]()), stop - start} // M2: element start of the run
}

// CopyTo copies elements to dst, as many as fit, and returns their number.
func (r Run[T]) CopyTo(dst []T) int {
	n, size := min(r.n, len(dst)), mem.SizeOf[T]()
	move[T]()(mem.Of(dst), size, r.p, size, n) // M1–M4: as in At
	return n
}
