package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Windows
//
// A loop computes on native, aligned items of its own kinds. An operand that is
// swapped, misaligned or of another kind passes through a window, as many items at
// a time as the windows of all such operands hold:
//
//	memory ──move──▶ window                     swapped or misaligned
//	memory ──cast──▶ window                     of another kind
//	memory ──move──▶ detour ──cast──▶ window    both
//
// and the other way for an output. All inputs of a part are in their windows
// before the loop runs, and the outputs of a part are stored before the next part
// is loaded: that reads ahead of what is written, which K3 allows.

// load returns m items of operand k, the first of which lies at p, as a lane that
// can be computed on.
func (r *run) load(k int, p mem.Addr, stride, m int) (mem.Addr, int) {
	if !r.staged[k] {
		return p, stride
	}
	o := &r.ops[k]
	window := mem.Of(r.window[k][:])
	step := o.workSize
	if stride == 0 {
		m, step = 1, 0
	}
	switch {
	case o.cast == nil:
		r.mover(o)(window, o.size, p, stride, m)
	case o.native && loadable(p, o.kind):
		o.cast(window, o.workSize, p, stride, m)
	default:
		detour := mem.Of(r.detour[:])
		r.mover(o)(detour, o.size, p, stride, m)
		o.cast(window, o.workSize, detour, o.size, m)
	}
	return window, step
}

// store writes m items, the lane at window, to where operand k has its own.
func (r *run) store(k int, p mem.Addr, stride int, window mem.Addr, m int) {
	o := &r.ops[k]
	switch {
	case o.cast == nil:
		r.mover(o)(p, stride, window, o.size, m)
	case o.native && loadable(p, o.kind):
		o.cast(p, stride, window, o.workSize, m)
	default:
		detour := mem.Of(r.detour[:])
		o.cast(detour, o.size, window, o.workSize, m)
		r.mover(o)(p, stride, detour, o.size, m)
	}
}

// mover returns the loop between an operand's memory and native items.
func (r *run) mover(o *operand) Move {
	if o.swapped {
		return MoveOf(o.size, o.kind.Part().Size())
	}
	return MoveOf(o.size, 1)
}
