package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Masks that select here and there
//
// To call the loop for each stretch of true items costs more than to compute all of
// them, and each end of a stretch is mispredicted. So where a good part of a mask is true,
// a part of a lane is computed as a whole, into a window, and the items that are
// selected are moved to dst. Items that are not are not written, not even with what they
// hold: another goroutine may own them.

const (
	blendFrom  = 32 // items from which a part is worth it
	blendShare = 8  // one of so many items, at least, is selected
)

// blend computes a part that was gathered, of n items, as a whole, if that is faster, and
// moves what the mask selects. It is for loops that take any input, and an output that
// needs no window of its own.
func (r *run) blend(l *Loop, whole *stretch, n int) (done bool) {
	if n < blendFrom || r.nout != 1 || r.staged[0] || l.Check != nil || l.Own || r.twinned != 0 {
		return false
	}
	m := lane{whole.p[r.nops-1], n, whole.s[r.nops-1]}
	size := r.ops[0].size
	if m.stride == 0 || n*size > windowBytes {
		return false
	}
	trues := m.trues()
	if trues == 0 {
		return true
	}
	if trues == n || trues*blendShare < n {
		return false
	}
	p, t := whole.p, &whole.s
	all := mem.Of(r.window[0][:]) // dst is not staged: its window is free
	switch {
	case l.Binary != nil:
		l.Binary(all, size, p[1], t[1], p[2], t[2], n)
	case l.Unary != nil:
		l.Unary(all, size, p[1], t[1], n)
	default:
		l.Ternary(all, size, p[1], t[1], p[2], t[2], p[3], t[3], n)
	}
	moveSelectedOf(size)(p[0], t[0], all, m)
	return true
}

func moveSelectedOf(size int) func(dst mem.Addr, ds int, src mem.Addr, m lane) {
	switch size {
	case 1:
		return moveSelected[[1]byte]
	case 2:
		return moveSelected[[2]byte]
	case 4:
		return moveSelected[[4]byte]
	case 8:
		return moveSelected[[8]byte]
	}
	return moveSelected[[16]byte]
}

// moveSelected copies the items of src, side by side, to where the mask is true. The
// address is chosen, and not whether to write: a random mask cannot mispredict that.
func moveSelected[B item](dst mem.Addr, ds int, src mem.Addr, m lane) {
	var aside [16]byte
	beside, sel := mem.Of(aside[:]), m.p
	for i := 0; ; {
		to := beside
		if *(*elem.Bool)(sel) != 0 { // K1
			to = dst
		}
		*(*B)(to) = *(*B)(src) // K1
		if i++; i == m.n {
			return
		}
		dst, src, sel = unsafe.Add(dst, ds), unsafe.Add(src, mem.SizeOf[B]()), unsafe.Add(sel, m.stride) // K5
	}
}
