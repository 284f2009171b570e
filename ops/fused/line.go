package fused

import (
	"time"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
)

// Operands of one shape that are one lane each need no plan, and single numbers go
// with them. That is the case of small arrays, for which a plan costs more than the
// work.

// line computes operands that are lanes, if they are, and if several goroutines do not pay. It reports whether it did; if not, nothing was written.
func (p *Program) line(asked int, dst *ndview.MutRaw, inputs []ndview.Raw) (done bool) {
	typ, l := dst.DType(), dst.Array().L()
	to, n, ok := laneOf(dst.Array(), typ)
	if !ok || p.checks || typ.Kind != p.kind || len(inputs) != len(p.types) || n*len(p.steps) >= 2*workEach || max(to.stride, -to.stride) < typ.Size {
		return false
	}
	var sort workers.Key
	var start time.Duration
	if n*len(p.steps) >= timedFrom && asked == 0 && workers.Default() > 1 {
		sort, start = p.sort().With(uint64(n)), workers.Now()
		if workers.Pays(start, p.took(sort, n)) {
			return false
		}
	}
	f := p.frame()
	for k := range inputs {
		in := inputs[k].DType()
		from, m, ok := laneOf(inputs[k].Array(), in)
		if !ok || in.Kind != p.types[k].Kind || !goesWith(inputs[k].Array().L(), l) || !readable(to, n, typ.Size, from, m, in.Size) {
			f.release()
			return false
		}
		f.places[k] = from
	}
	f.places[p.resultPlace()] = to
	for ; n > 0; n -= p.block {
		f.compute(min(n, p.block))
		if n <= p.block {
			break
		}
		for k := range inputs {
			f.places[k].p = mem.Add(f.places[k].p, p.block*f.places[k].stride) // K5: items are left
		}
		to := &f.places[p.resultPlace()]
		to.p = mem.Add(to.p, p.block*to.stride) // K5
	}
	f.release()
	if sort != 0 {
		sort.Learn(workers.Now() - start)
	}
	return true
}

// laneOf returns an array of n items as one lane in C order; ok is false if it is not
// native and aligned, or has several axes that do not follow each other. A single
// number is a lane with stride 0.
func laneOf(a *mem.Array, typ ndview.DType) (_ lane, n int, ok bool) {
	l := a.L()
	to := lane{a.Base, typ.Size}
	switch {
	case typ.Swapped || l.Far != nil || !typ.Kind.IsNumeric():
		return lane{}, 0, false
	case l.NDim == 0:
		to.stride, n = 0, 1
	case l.NDim == 1:
		to.stride, n = l.Strides[0], l.Shape[0]
	case l.ContiguousC(typ.Size):
		n = l.Size()
	default:
		return lane{}, 0, false
	}
	misfit := typ.Kind.Align() - 1
	return to, n, (int(mem.Uint(to.p))|to.stride)&misfit == 0
}

// goesWith reports whether an input has the shape of dst, or is a single number.
func goesWith(in, dst *layout.Layout) bool {
	return in.NDim == 0 || in.NDim == dst.NDim && in.Shape == dst.Shape
}

// readable reports whether writing dst changes nothing that is read of a later than the
// item with the same index: the lanes are the same, or lie apart.
func readable(dst lane, n, size int, a lane, m, itemsize int) bool {
	if dst.p == a.p && dst.stride == a.stride && size == itemsize {
		return true
	}
	dLo, dHi := dst.extent(n, size)
	aLo, aHi := a.extent(m, itemsize)
	return dHi <= aLo || aHi <= dLo
}

// extent returns the addresses from the first byte of n items to after the last.
func (l lane) extent(n, size int) (lo, hi uintptr) {
	lo = mem.Uint(l.p)
	hi = lo
	switch reach := (n - 1) * l.stride; {
	case n == 0:
		return lo, lo
	case reach < 0:
		lo += uintptr(reach)
	default:
		hi += uintptr(reach)
	}
	return lo, hi + uintptr(size)
}
