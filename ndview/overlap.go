package ndview

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A Verdict says whether memory is shared.
type Verdict = layout.Verdict

// The verdicts. Whether strided memory overlaps is a question about integers
// that is settled exactly for the strides of real arrays. Strides made up to be
// hard may need a search, which is limited: then, and where pointers lie between,
// the verdict is Unknown, to be treated as Overlapping.
const (
	Disjoint    = layout.Disjoint    // proven: no byte is shared
	Overlapping = layout.Overlapping // proven: some byte is shared
	Unknown     = layout.Unknown     // not decided
)

// A Memory is a pointer to a view: *View[T], *MutView[T], *Raw or *MutRaw.
type Memory interface {
	Array() *mem.Array
	Itemsize() int
	isMemory() // and nothing else: what implements it by generated code would have to name an internal type
}

func (v *View[T]) isMemory() {}
func (r *Raw) isMemory()     {}

// Overlaps decides whether two views, of any types, share a byte of memory. It
// searches for at most about a millisecond; Unknown says that this was not
// enough, or that one of the views is indirect.
func Overlaps(a, b Memory) Verdict { return OverlapsWithin(layout.DefaultWork, a, b) }

// OverlapsWithin is [Overlaps] with a limit on the search: at most work
// candidates are tried, none at all and only the spans compared if work is 0. A
// negative work sets no limit; in the worst case the time is exponential in the
// number of axes.
func OverlapsWithin(work int, a, b Memory) Verdict {
	p, q := a.Array(), b.Array()
	return layout.Overlap(p.L(), mem.Uint(p.Base), a.Itemsize(), q.L(), mem.Uint(q.Base), b.Itemsize(), work)
}

// SelfOverlap decides whether two different indices of v share a byte of memory.
// It searches for at most about a millisecond; see [Overlaps].
func (v View[T]) SelfOverlap() Verdict {
	return layout.SelfOverlap(v.a.L(), v.Itemsize(), layout.DefaultWork)
}

// SelfOverlap decides whether two different indices of r share a byte of memory.
// See [View.SelfOverlap].
func (r Raw) SelfOverlap() Verdict {
	return layout.SelfOverlap(r.a.L(), r.typ.Size, layout.DefaultWork)
}

// Injective reports whether it is proven that no two indices share a byte of
// memory, so that writing one element changes no other. Where that cannot be
// decided (see [View.SelfOverlap]) it is false.
func (v View[T]) Injective() bool { return v.SelfOverlap() == Disjoint }

// Injective reports whether it is proven that no two indices share a byte of
// memory. See [View.Injective].
func (r Raw) Injective() bool { return r.SelfOverlap() == Disjoint }
