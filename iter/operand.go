package iter

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
)

// An operand is one array of a detour: where its current lane is, and the window
// that stands in for lanes that Go cannot load where they lie.
type operand struct {
	array mem.Array
	size  int
	move  kernel.Move // between memory and window

	base    mem.Addr // where the plan starts at the current position of the descent
	staging bool     // lanes pass through the window there

	p            mem.Addr // the current lane, in memory or in the window
	stride, step int

	window []uint64
	staged bool  // the current lane is in the window, to be written back
	held   held  // what the window holds
	level  int   // on which each element of a lane has a pointer of its own, or -1
	behind []int // the path from those pointers on
	tail   int   // bytes to add at its end
}

// held says which items a window holds, side by side: rows of n.
type held struct {
	place mem.Addr // of the first of them, or of the pointer to it
	apart int      // bytes between the items of a row, or their pointers
	n     int
	rows  int
	step  int // bytes between rows
}

// keepWindow is the size in bytes up to which the window of a pooled detour stays
// with it.
const keepWindow = 1 << 20

func (o *operand) set(a *mem.Array) {
	item := a.Item()
	o.array, o.size, o.move = *a, item.Size, kernel.MoveOf(item.Size, item.Unit)
	o.base, o.level, o.staged, o.held = a.Base, -1, false, held{}
}

// forget drops the addresses.
func (o *operand) forget() {
	kept := operand{window: o.window, behind: o.behind[:0]}
	if 8*len(kept.window) > keepWindow {
		kept.window = nil
	}
	*o = kept
}

// arrive follows the path of operand k to where the plan starts, or to the first of
// the pointers that the elements of a lane lie behind.
func (o *operand) arrive(d *detour, k int) {
	if !d.indirect {
		return
	}
	path := d.descent.Path(k)
	o.level, o.behind = -1, o.behind[:0]
	if level, _, ok := d.descent.Before(k); ok {
		o.level = level
		o.behind = append(o.behind, path[level+1:]...)
		path = path[:level+1]
	}
	o.base = mem.Add(o.array.Base, path[0]) // M2: a place of level 0
	for _, off := range path[1:] {
		o.base = mem.Add(mem.Deref(o.base), off) // M1–M3: the pointer tables were checked at the borrow
	}
}

// enter goes to the current lane of the detour, or block of lanes.
func (o *operand) enter(d *detour, k int) {
	_, strides := d.current().Lane()
	o.staged, o.stride, o.step = false, strides[k], d.walk.Step[k]
	if d.n == 0 {
		o.p = o.array.Base
		return
	}
	n := d.walk.N
	if o.level >= 0 {
		_, apart, _ := d.descent.Before(k)
		o.tail = d.walk.First[k] + d.row*o.step
		o.stage(o.base, apart, n, 1, 0)
		return
	}
	o.p = mem.Add(o.base, d.walk.First[k]+d.row*o.step) // M2: the first element of the lane
	one := d.merged == 1 || o.step == n*o.size && (n == 1 || o.stride == o.size)
	switch {
	case !o.staging && one:
		if d.merged > 1 {
			o.stride = o.size
		}
	case (k > 0 || d.reads) && o.step == 0 && o.holds(n, o.stride, d.merged):
		o.stand()
	case d.wants == anything && o.stride == 0:
		o.stage(o.p, 0, 1, 1, 0)
		o.stride = 0
	default:
		o.stage(o.p, o.stride, n, d.merged, o.step)
	}
}

// holds reports whether the window holds the same row of items at least so often.
func (o *operand) holds(n, apart, rows int) bool {
	h := &o.held
	return h.place == o.p && h.apart == apart && h.n == n && h.step == 0 && rows <= h.rows
}
