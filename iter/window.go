package iter

import "github.com/go-inplace/inplace/internal/mem"

// The window of an operand. Between stage and writeBack its items are native Go
// values, side by side.

// stage moves rows of n items into the window: those that lie apart bytes from each
// other, or behind pointers that do. The window becomes the current lane.
func (o *operand) stage(place mem.Addr, apart, n, rows, step int) {
	o.staged, o.held = true, held{place, apart, n, rows, step}
	if words := (n*rows*o.size + 7) / 8; len(o.window) < words {
		o.window = make([]uint64, words)
	}
	if step == 0 && rows > 1 {
		o.fill()
	} else {
		o.transfer(false)
	}
	o.stand()
}

// stand makes the window the current lane.
func (o *operand) stand() { o.p, o.stride, o.step = mem.Of(o.window), o.size, 0 }

// fill moves one row in and repeats it, by copying what there is, twice as much each
// time.
func (o *operand) fill() {
	rows := o.held.rows
	o.held.rows = 1
	o.transfer(false)
	o.held.rows = rows
	row := o.held.n * o.size
	all := mem.Bytes(mem.Of(o.window), rows*row) // M1, M2: the window
	for filled := row; filled < len(all); {
		filled += copy(all[filled:], all[:filled])
	}
}

// writeBack moves the window out. A window that belongs to a borrow that has ended
// in the meantime is dropped: its memory may be gone.
func (o *operand) writeBack() {
	if o.staged && o.array.Live() {
		o.transfer(true)
	}
	o.staged = false
}

// transfer moves all items between memory and window.
func (o *operand) transfer(out bool) {
	window, h := mem.Of(o.window), &o.held
	if o.level >= 0 {
		for i := range h.n {
			o.moveItems(out, o.follow(i), o.size, mem.Add(window, i*o.size), 1) // M2: item i of the window
		}
		return
	}
	for r := range h.rows {
		o.moveItems(out, mem.Add(h.place, r*h.step), h.apart, mem.Add(window, r*h.n*o.size), h.n) // M2: row r
	}
}

// follow returns the place of item i, which has a pointer of its own.
func (o *operand) follow(i int) mem.Addr {
	p := mem.Add(o.held.place, i*o.held.apart) // M2: a pointer of the lane's level
	for _, off := range o.behind {
		p = mem.Add(mem.Deref(p), off) // M1–M3: the pointer tables were checked at the borrow
	}
	return mem.Add(p, o.tail) // M2: the element
}

// moveItems moves n items between a place in memory and one in the window.
func (o *operand) moveItems(out bool, p mem.Addr, apart int, window mem.Addr, n int) {
	if out {
		o.move(p, apart, window, o.size, n)
	} else {
		o.move(window, o.size, p, apart, n)
	}
}
