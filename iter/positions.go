package iter

import (
	"fmt"
	stditer "iter"
	"slices"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Position is the place of one element, to be read: its value and where it is. It
// is valid in the loop body that received it; any later use panics with a
// [StaleError]. (Only the position at which the body panicked may still be good for
// something, until the borrow ends.)
type Position[T ndview.Element] struct {
	c  *course
	at mem.Addr // of the element, or of its copy in a window
	k  int
}

// A MutPosition is a [Position] whose element may also be written.
type MutPosition[T ndview.Element] struct {
	Position[T]
}

// A StaleError is the panic value of a [Position] that is used after the loop body
// that received it. It wraps [ndview.ErrReleased].
type StaleError struct {
	Index int // the number of the position
}

func (e StaleError) Error() string {
	return fmt.Sprintf("inplace: position %d used after the loop body that received it; copy what must outlive it", e.Index)
}

// Unwrap returns [ndview.ErrReleased].
func (e StaleError) Unwrap() error { return ndview.ErrReleased }

// Get returns the element.
func (p Position[T]) Get() T {
	if p.c.now != p.k || p.c.slot.Epoch != p.c.epoch {
		panic(StaleError{p.k})
	}
	return mem.Load[T](p.at) // M1–M4: the walk is at this element, checked before its lane, plain or in a window
}

// Set writes the element. A Bool is stored as it is; see [ndview.BoolOf].
func (p MutPosition[T]) Set(x T) {
	if p.c.now != p.k || p.c.slot.Epoch != p.c.epoch {
		panic(StaleError{p.k})
	}
	mem.Store(p.at, x) // M1–M4: as in Get
}

// Index returns the number of the element: its place in the order of the walk, from
// 0. In C order that is the index into the flattened array.
func (p Position[T]) Index() int {
	if p.c.now != p.k {
		panic(StaleError{p.k})
	}
	return p.k
}

// MultiIndex writes the index of the element along each axis to index, which is
// made longer if it has to be, and returns it.
func (p Position[T]) MultiIndex(index []int) []int {
	k := p.Index()
	index = slices.Grow(index[:0], p.c.layout.NDim)[:p.c.layout.NDim]
	p.c.index(k, index)
	return index
}

// Positions yields the positions of the elements of v, to be read, in C order
// unless another order is given.
func Positions[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Position[T]] {
	return func(yield func(Position[T]) bool) {
		var c course
		a := v.Array()
		k := 0
		for more := c.start(a, order); more; more = c.next(a) {
			for i := range c.Rows {
				if c.slot.Epoch != c.epoch {
					panic(c.released())
				}
				q := mem.Add(c.p, i*c.Step) // M2: the start of lane i, or its pointer
				if c.look {
					if q = c.row(q); c.misfits(q) {
						q = c.stepAside(a, q)
					}
				}
				stride := c.stride
				for off, end := 0, c.n*stride; off != end; off += stride {
					c.now = k
					if !yield(Position[T]{&c, mem.Add(q, off), k}) { // M2: in the lane
						c.now = over
						c.stop()
						return
					}
					k++
				}
			}
		}
		c.now = over
	}
}

// MutPositions yields the positions of the elements of v, to be read and written in
// place, in C order unless another order is given. Unlike [Pointers] they work on any
// memory: elements that Go cannot store where they lie stand in a window of at most
// 4096 bytes, which is written back when the last of them has been visited, also
// after break, return, panic or Goexit.
func MutPositions[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[MutPosition[T]] {
	return func(yield func(MutPosition[T]) bool) {
		var c course
		a := v.Array()
		more := c.start(a, order)
		c.guard()
		k := 0
		for ; more; more = c.next(a) {
			for i := range c.Rows {
				if c.slot.Epoch != c.epoch {
					panic(c.released())
				}
				q := mem.Add(c.p, i*c.Step) // M2: the start of lane i, or its pointer
				if c.look {
					if q = c.row(q); c.misfits(q) {
						if q = c.stepAside(a, q); c.defers() {
							stagedPositions(&c, a, i, k, yield)
							return
						}
					}
				}
				stride := c.stride
				for off, end := 0, c.n*stride; off != end; off += stride {
					c.now = k
					if !yield(MutPosition[T]{Position[T]{&c, mem.Add(q, off), k}}) { // M2: in the lane
						c.now = over
						return
					}
					k++
				}
			}
		}
		c.now = over
	}
}

// stagedPositions yields the positions from lane i of the block on, whose first
// element has number k. Lanes may have to be moved back, however the loop body ends.
// The course is a copy on the heap, since the compiler cannot know what the loop body
// does with a position; so the caller's may stay in registers.
func stagedPositions[T ndview.Element](from *course, a *mem.Array, i, k int, yield func(MutPosition[T]) bool) {
	c := new(course)
	*c = *from
	defer c.end()
	for more := true; more; more = c.next(a) {
		for ; i < c.Rows; i++ {
			if c.slot.Epoch != c.epoch {
				panic(c.released())
			}
			q := mem.Add(c.p, i*c.Step) // M2: the start of lane i, or its pointer
			if c.look {
				if q = c.row(q); c.misfits(q) {
					q = c.stepAside(a, q)
				}
			}
			stride := c.stride
			for off, end := 0, c.n*stride; off != end; off += stride {
				c.now = k
				if !yield(MutPosition[T]{Position[T]{c, mem.Add(q, off), k}}) { // M2: in the lane
					return
				}
				k++
			}
			c.back()
		}
		i = 0
	}
}
