package iter

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
)

// A stage moves items that lie along a line of an array between their places and a
// native window: a line is a lane, or runs along several axes at once, as a
// diagonal does. Pointers are followed once if they lie before the line, and for
// each item otherwise.
type stage struct {
	array *mem.Array
	size  int // of an item
	move  kernel.Move

	n, stride int
	p         mem.Addr   // of the first item
	places    []mem.Addr // of all items, where pointers lie on the way

	window      []uint64
	index, path []int
}

// over prepares a stage for lines of an array.
func (s *stage) over(a *mem.Array) {
	item := a.Item()
	s.array, s.size, s.move = a, item.Size, kernel.MoveOf(item.Size, item.Unit)
}

// locate finds the items from index on that lie along the axes. n is at least 1;
// the last of them lies inside the array.
func (s *stage) locate(index []int, n int, axes ...int) {
	s.array.Check()
	l := s.array.L()
	s.n, s.stride, s.places = n, 0, s.places[:0]
	last := true // the axes lie behind all pointers
	for _, axis := range axes {
		_, stride := l.Dim(axis)
		s.stride += stride
		last = last && l.AxisLevel(axis) == l.Levels()-1
	}
	switch {
	case !l.Indirect():
		off := 0
		for k, i := range index {
			_, stride := l.Dim(k)
			off += i * stride
		}
		s.p = mem.Add(s.array.Base, off) // M2: the index is inside
		return
	case last:
		s.p, s.path = follow(s.array, index, s.path)
		return
	}
	s.index = append(s.index[:0], index...)
	for range n {
		var p mem.Addr
		p, s.path = follow(s.array, s.index, s.path)
		s.places = append(s.places, p)
		for _, axis := range axes {
			s.index[axis]++
		}
	}
}

// native reports whether Go can load the items where they lie.
func (s *stage) native() bool {
	align := s.array.Item().Align
	return len(s.places) == 0 && !s.array.Swapped() && mem.Aligned(s.p, align) && (s.n == 1 || s.stride%align == 0)
}

// own returns a window of the stage for n items.
func (s *stage) own(n int) mem.Addr {
	words := max((n*s.size+7)/8, 1)
	if len(s.window) < words {
		s.window = make([]uint64, words)
	}
	return mem.Of(s.window)
}

// load moves the items to a window, side by side.
func (s *stage) load(window mem.Addr) {
	if len(s.places) == 0 {
		s.move(window, s.size, s.p, s.stride, s.n)
		return
	}
	for i, p := range s.places {
		s.move(mem.Add(window, i*s.size), s.size, p, s.size, 1) // M2: item i of the window
	}
}

// store moves the items of a window to their places. A window that belongs to a
// borrow that has ended in the meantime is dropped: its memory may be gone.
func (s *stage) store(window mem.Addr) {
	if !s.array.Live() {
		return
	}
	if len(s.places) == 0 {
		s.move(s.p, s.stride, window, s.size, s.n)
		return
	}
	for i, p := range s.places {
		s.move(p, s.size, mem.Add(window, i*s.size), s.size, 1) // M2: item i of the window
	}
}
