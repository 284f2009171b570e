package iter

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Which memory may be written at the same time
//
// Of direct memory package layout decides exactly whether two indices share a
// byte. Where pointers lie on the way it depends on where they lead: then the
// places that they lead to are compared, block by block. A block is what lies
// behind the last pointer, and all blocks of an array have one layout.

// mostBlocks bounds the search; arrays of more blocks count as not decided.
const mostBlocks = 1 << 20

// injective returns an error unless it is proved that no two indices of an array
// share a byte.
func injective(op, name string, a *mem.Array) error {
	verdict := selfOverlap(a)
	if verdict == layout.Disjoint {
		return nil
	}
	l := a.L()
	shape := layout.FormatShape(l.AppendShape([]int{}))
	for axis := range l.NDim {
		if n, stride := l.Dim(axis); n > 1 && stride == 0 {
			return &OverlapError{op, fmt.Sprintf("%s of shape %s repeats its elements along axis %d (stride 0), "+
				"so that one element would be written by several workers; copy it first, or write to it without workers", name, shape, axis)}
		}
	}
	why := "different indices share bytes"
	if verdict == layout.Unknown {
		why = "whether different indices share bytes could not be decided"
	}
	return &OverlapError{op, fmt.Sprintf("%s of shape %s, strides %s bytes: %s, "+
		"so that workers might write the same ones; copy it first, or write to it without workers",
		name, shape, layout.FormatShape(l.AppendStrides([]int{})), why)}
}

func selfOverlap(a *mem.Array) layout.Verdict {
	verdict := layout.SelfOverlap(a.L(), a.Item().Size, layout.DefaultWork)
	if verdict == layout.Unknown && a.L().Indirect() {
		b := blocksOf(a)
		verdict = layout.SelfOverlap(&b.inner, b.itemsize, layout.DefaultWork)
		if verdict == layout.Disjoint {
			verdict = b.overlap(b)
		}
	}
	return verdict
}

// sharing decides whether two arrays share a byte.
func sharing(a, b *mem.Array) layout.Verdict {
	if !a.L().Indirect() && !b.L().Indirect() {
		return layout.Overlap(a.L(), mem.Uint(a.Base), a.Item().Size, b.L(), mem.Uint(b.Base), b.Item().Size, layout.DefaultWork)
	}
	if a.L().Empty() || b.L().Empty() {
		return layout.Disjoint
	}
	return blocksOf(a).overlap(blocksOf(b))
}

// blocks are where the pointers of an array lead.
type blocks struct {
	inner    layout.Layout // of each block
	itemsize int
	starts   []uintptr // sorted; nil if they are too many
	lo, hi   int       // bytes that a block has in front of its start and behind it
}

func blocksOf(a *mem.Array) *blocks {
	l := a.L()
	b := &blocks{itemsize: a.Item().Size}
	first := *a
	var outer nest
	count := 1
	for axis := l.NDim - 1; axis >= 0; axis-- {
		if n, _ := l.Dim(axis); l.Indirect() && l.AxisLevel(axis) < l.Levels()-1 {
			outer.add(axis, n, 0)
			_, _ = first.L().Index(axis, 0) // in range: the array is not empty
			count = min(count, mostBlocks) * n
		}
	}
	first.Moved(0)
	b.inner = *first.L()
	b.lo, b.hi = b.inner.Bounds(b.itemsize)
	if count > mostBlocks {
		return b
	}
	index := make([]int, l.NDim)
	var path []int
	for more := true; more; _, more = outer.next() {
		for _, k := range outer.digits() {
			index[k.axis] = k.i
		}
		var p mem.Addr
		p, path = follow(a, index, path)
		b.starts = append(b.starts, mem.Uint(p))
	}
	slices.Sort(b.starts)
	return b
}

// overlap decides whether a block of b and one of c share a byte; c may be b, then
// it is about different blocks. Only blocks whose spans meet are looked at closely,
// up to a limit.
func (b *blocks) overlap(c *blocks) layout.Verdict {
	if b.starts == nil || c.starts == nil {
		return layout.Unknown
	}
	pairs, verdict, from := 0, layout.Disjoint, 0
	for i, p := range b.starts {
		for from < len(c.starts) && c.starts[from]+uintptr(c.hi) <= p+uintptr(b.lo) {
			from++
		}
		next := from
		if b == c {
			next = max(from, i+1)
		}
		for _, q := range c.starts[next:] {
			if p+uintptr(b.hi) <= q+uintptr(c.lo) {
				break
			}
			if pairs++; pairs > mostBlocks {
				return layout.Unknown
			}
			switch layout.Overlap(&b.inner, p, b.itemsize, &c.inner, q, c.itemsize, layout.DefaultWork) {
			case layout.Overlapping:
				return layout.Overlapping
			case layout.Unknown:
				verdict = layout.Unknown
			}
		}
	}
	return verdict
}
