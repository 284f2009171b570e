package iter

import (
	"slices"
	"sync"

	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A detour walks over lanes that need more than a step to reach: pointers are
// followed for each lane anew, lanes that Go cannot load where they lie are moved
// into a window, and there may be any number of axes. Detours are pooled with
// their windows.
type detour struct {
	array   mem.Array
	layout  layout.Layout
	axis    int
	started bool
	index   []int // of the current lane, 0 on its own axis
	path    []int // see layout.Path; behind the lane's level the same for all its elements

	p         mem.Addr // where the lane starts, on the level of its axis
	n, stride int      // bytes, on that level
	behind    []int    // the rest of the path from there

	size   int
	move   kernel.Move // between the lane and the window
	staged bool        // the lane is in the window
	window []uint64
}

// keepWindow is the size in bytes up to which the window of a pooled detour stays
// with it.
const keepWindow = 1 << 20

var detours = sync.Pool{New: func() any { return new(detour) }}

// newDetour takes the way over the lanes of a along an axis. An array without axes
// is given one.
func newDetour(a *mem.Array, axis int) *detour {
	d := detours.Get().(*detour)
	d.array, d.layout, d.axis = *a, *a.L(), axis
	if d.layout.NDim == 0 {
		if err := d.layout.NewAxis(0); err != nil {
			panic(err) // there is room for one axis
		}
	}
	item := a.Item()
	d.n, d.stride = d.layout.Dim(axis)
	d.size, d.move = item.Size, kernel.MoveOf(item.Size, item.Unit)
	d.started, d.staged = false, false
	d.index = slices.Grow(d.index[:0], d.layout.NDim)[:d.layout.NDim]
	clear(d.index)
	return d
}

// free gives the detour back to the pool, without the addresses it knew.
func (d *detour) free() {
	d.array, d.layout, d.p = mem.Array{}, layout.Layout{}, nil
	if 8*len(d.window) > keepWindow {
		d.window = nil
	}
	detours.Put(d)
}

// next goes to the next lane and moves it into the window if it has to. Nothing
// is loaded for lanes without elements.
func (d *detour) next() bool {
	if !d.step() {
		return false
	}
	d.staged = false
	if d.n == 0 {
		return true
	}
	d.array.Check()
	d.locate()
	if len(d.behind) > 0 || d.array.Swapped() || !d.fits() {
		d.staged = true
		d.grow()
		d.transfer(false)
	}
	return true
}

// step goes to the next index of the other axes, in C order.
func (d *detour) step() bool {
	if !d.started {
		d.started = true
		for k := range d.layout.NDim {
			if n, _ := d.layout.Dim(k); n == 0 && k != d.axis {
				return false
			}
		}
		return true
	}
	for k := d.layout.NDim - 1; k >= 0; k-- {
		if k == d.axis {
			continue
		}
		d.index[k]++
		if n, _ := d.layout.Dim(k); d.index[k] < n {
			return true
		}
		d.index[k] = 0
	}
	return false
}

// locate follows the path to the lane's first element, or to the first of the
// pointers that its elements lie behind.
func (d *detour) locate() {
	d.path, _ = d.layout.Path(d.path[:0], d.index) // the index is inside, for lanes with elements
	level := d.layout.AxisLevel(d.axis)
	d.p = mem.Add(d.array.Base, d.path[0]) // M2: a place of level 0
	for _, off := range d.path[1 : level+1] {
		d.p = mem.Add(mem.Deref(d.p), off) // M1–M3: the pointer tables were checked at the borrow
	}
	d.behind = d.path[level+1:]
}

// fits reports whether the lane's elements are aligned.
func (d *detour) fits() bool {
	align := d.array.Item().Align
	return mem.Aligned(d.p, align) && (d.n == 1 || d.stride%align == 0)
}

// lane returns the place of the current lane's elements, in memory or in the
// window, their number and the bytes between them.
func (d *detour) lane() (p mem.Addr, n, stride int) {
	if d.staged {
		return mem.Of(d.window), d.n, d.size
	}
	return d.p, d.n, d.stride
}

// grow makes room for the lane.
func (d *detour) grow() {
	words := (d.n*d.size + 7) / 8
	if len(d.window) < words {
		d.window = make([]uint64, words)
	}
}

// writeBack moves the window out. A window that belongs to a borrow that has
// ended in the meantime is dropped: its memory may be gone.
func (d *detour) writeBack() {
	if d.staged && d.array.Live() {
		d.transfer(true)
	}
	d.staged = false
}

// transfer moves all elements of the lane between memory and window.
func (d *detour) transfer(out bool) {
	window := mem.Of(d.window)
	if len(d.behind) == 0 {
		d.moveItems(out, d.p, d.stride, window, d.n)
		return
	}
	for i := range d.n {
		p := mem.Add(d.p, i*d.stride) // M2: a pointer of the lane's level
		for _, off := range d.behind {
			p = mem.Add(mem.Deref(p), off) // M1–M3: the pointer tables were checked at the borrow
		}
		d.moveItems(out, p, d.size, mem.Add(window, i*d.size), 1)
	}
}

// moveItems moves n items between a place in memory and one in the window.
func (d *detour) moveItems(out bool, p mem.Addr, stride int, window mem.Addr, n int) {
	if out {
		d.move(p, stride, window, d.size, n)
	} else {
		d.move(window, d.size, p, stride, n)
	}
}
