package iter

import "github.com/go-inplace/inplace/internal/mem"

// The window of an operand. Between stage and writeBack its items are native Go
// values, side by side.

// stage moves n items into the window: those that lie apart bytes from each other,
// or behind pointers that do. The window becomes the current lane.
func (o *operand) stage(place mem.Addr, apart, n int) {
	o.staged, o.place, o.apart, o.n = true, place, apart, n
	if words := (n*o.size + 7) / 8; len(o.window) < words {
		o.window = make([]uint64, words)
	}
	o.transfer(false)
	o.p, o.stride, o.step = mem.Of(o.window), o.size, 0
	if n == 1 {
		o.stride = 0
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
	window := mem.Of(o.window)
	if o.level < 0 {
		o.moveItems(out, o.place, o.apart, window, o.n)
		return
	}
	for i := range o.n {
		o.moveItems(out, o.follow(i), o.size, mem.Add(window, i*o.size), 1) // M2: item i of the window
	}
}

// follow returns the place of item i, which has a pointer of its own.
func (o *operand) follow(i int) mem.Addr {
	p := mem.Add(o.place, i*o.apart) // M2: a pointer of the lane's level
	for _, off := range o.behind {
		p = mem.Add(mem.Deref(p), off) // M1–M3: the pointer tables were checked at the borrow
	}
	return mem.Add(p, o.tail) // M2: the element
}

// storeItem moves the item at an address of the window out, if the current lane
// stands there.
func (o *operand) storeItem(at mem.Addr) {
	if !o.staged || !o.array.Live() {
		return
	}
	i := int(mem.Uint(at)-mem.Uint(mem.Of(o.window))) / o.size
	p := mem.Addr(nil)
	if o.level < 0 {
		p = mem.Add(o.place, i*o.apart) // M2: the element
	} else {
		p = o.follow(i)
	}
	o.moveItems(true, p, o.size, at, 1)
}

// moveItems moves n items between a place in memory and one in the window.
func (o *operand) moveItems(out bool, p mem.Addr, apart int, window mem.Addr, n int) {
	if out {
		o.move(p, apart, window, o.size, n)
	} else {
		o.move(window, o.size, p, apart, n)
	}
}
