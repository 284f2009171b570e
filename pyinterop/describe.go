package pyinterop

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// What an exporter may say, and what it may not. Nothing that a buffer says is believed before it is
// checked here: NULL shape or strides, ndim outside 0 … 64, shapes and strides that overflow, a length
// that is not product × itemsize, addresses that wrap, pointer tables that are misaligned or hold NULL.
// Strides of length-1 axes and of empty arrays mean nothing (layout ignores them); a NULL format is "B".

// maxFormat bounds the format strings that are read.
const maxFormat = 1 << 16

// describe fills l.a and l.typ from the buffer and reports whether it is sound, meets w, and is in
// no other borrow's way (claim.go). It allocates
// nothing for scalar formats and up to four direct axes.
func (l *loan) describe(w *want) bool {
	return l.meets(w) && l.enter(w)
}

// meets is describe without regard to other borrows.
func (l *loan) meets(w *want) bool {
	if w.mut && l.slot.ReadOnly() {
		return false
	}
	if l.slot.Sound() && l.items(w) {
		return l.near(w)
	}
	return l.general(w)
}

// items finds l.typ where that needs no reading of a long format. What the loan was last used for is often what it is
// used for again.
func (l *loan) items(w *want) bool {
	head, size := l.slot.Head(), l.slot.Itemsize()
	switch {
	case w.typ != nil:
		l.head = 0
		l.typ = *w.typ
		return l.typ.Size == size
	case !w.formatted():
		head = unformatted
		if !w.asks(cpy.BufND) {
			head = onlyBytes
		}
	}
	return head == l.head && size == l.size && head != 0 || l.scalar(head, size)
}

// What stands for the format of requests without one. No format reads so: after a first byte 0 there are no others.
const (
	unformatted = 1 << 32
	onlyBytes   = 2 << 32
)

// scalar reads a scalar format into l.typ, if it is one. Without a format items are bytes where there is no shape either,
// or nothing that is known.
func (l *loan) scalar(head uint64, size int) bool {
	typ, ok := elem.Type{Kind: elem.KindVoid, Size: size}, true
	switch head {
	case unformatted:
	case onlyBytes:
		typ = elem.KindUint8.Type()
	default:
		var short string
		if short, ok = l.slot.ShortFormat(); ok {
			typ, ok = elem.Scalar(short, size)
		}
	}
	if ok {
		l.typ, l.head, l.size = typ, head, size
	}
	return ok
}

// near is describe for the common case, in which the shim has checked the buffer already.
func (l *loan) near(w *want) bool {
	l.a.Base = l.base()
	lay := l.a.L()
	shape, strides := l.slot.Near()
	lay.Shape, lay.Strides, lay.Far, lay.NDim = *shape, *strides, nil, l.slot.Ndim() // zero beyond NDim: L2 holds
	if w.raw() {
		return !(w.mut && holdsObjects(l.typ)) && (w.typ == nil || !holdsReferences(*w.typ))
	}
	return l.typ.Is(w.kind) && l.slot.AlignMask()&uint64(w.kind.Align()-1) == 0
}

// general is describe for every buffer.
func (l *loan) general(w *want) bool {
	lay, ok := l.layout()
	if !ok || !inOrder(w, &lay, l.slot.Itemsize()) {
		return false
	}
	item, err := l.itemType(w)
	if err == nil && item.Opaque != "" && w.raw() && w.formatted() {
		item = l.known(item)
	}
	if err != nil || item.Shape != nil && !appendSubArray(&lay, item) {
		return false
	}
	l.typ, l.head = item.Type, 0
	l.a.Base = l.base()
	*l.a.L() = lay
	if w.raw() {
		return !(w.mut && (holdsObjects(item.Type) || item.Pointers)) && !w.claimsReferences()
	}
	return item.Type.Is(w.kind) && aligned(&l.a, w.kind.Align())
}

// inOrder reports whether the memory is direct where nothing else was asked for, and in the order that was.
func inOrder(w *want, lay *layout.Layout, itemsize int) bool {
	switch {
	case lay.Indirect():
		return w.asks(cpy.BufIndirect)
	case !w.asks(cpy.BufStrides) || w.asks(cpy.BufC):
		return lay.ContiguousC(itemsize)
	case w.asks(cpy.BufF):
		return lay.ContiguousF(itemsize)
	case w.asks(cpy.BufAny):
		return lay.ContiguousC(itemsize) || lay.ContiguousF(itemsize)
	}
	return true
}

// layout is the buffer's layout if everything about it is sound.
func (l *loan) layout() (layout.Layout, bool) {
	s := l.slot
	if s.InPieces() || s.TooManyAxes() || s.NoShape() && s.Ndim() > 0 || s.Itemsize() < 0 {
		return layout.Layout{}, false
	}
	lay, err := layout.New(s.Shape(), s.Strides(), s.Suboffsets(), s.Itemsize())
	if err != nil {
		return lay, false
	}
	n, ok := lay.NBytes(s.Itemsize())
	return lay, ok && n == s.Len() && l.addressable(&lay) && (!lay.Indirect() || lay.Empty() || tablesSound(&lay, s.Base()))
}

// addressable reports whether the memory can be where the buffer says.
func (l *loan) addressable(lay *layout.Layout) bool {
	if lay.Empty() || l.slot.Itemsize() == 0 {
		return true
	}
	base := mem.Uint(l.slot.Base())
	lo, hi := lay.Bounds(l.slot.Itemsize())
	if base < cpy.FirstPage+uintptr(-lo) || base+uintptr(hi) < base || hi > cpy.MaxSpan+lo {
		return false
	}
	return true
}

// base is the address of the first item, nil when there is none: exporters give dummies there.
func (l *loan) base() mem.Addr {
	if l.slot.Len() == 0 {
		return nil
	}
	return l.slot.Base()
}

// itemType reads the format. Scalar formats, which are short, cost no allocation.
func (l *loan) itemType(w *want) (elem.Item, error) {
	itemsize := l.slot.Itemsize()
	if !w.formatted() {
		if !l.items(w) {
			return elem.Item{}, fmt.Errorf("wanted items of %d bytes (%s), found %d", w.typ.Size, w.typ, itemsize)
		}
		return elem.Item{Type: l.typ, Calc: itemsize}, nil
	}
	if short, ok := l.slot.ShortFormat(); ok {
		if typ, ok := elem.Scalar(short, itemsize); ok {
			return elem.Item{Type: typ, Calc: itemsize}, nil
		}
	}
	return elem.Parse(l.slot.Format(maxFormat), itemsize)
}

// appendSubArray turns items that are arrays, as in "(2,3)d", into further axes, as NumPy does.
func appendSubArray(lay *layout.Layout, item elem.Item) bool {
	_, err := lay.SubArray(0, item.Shape, item.Type.Size)
	return err == nil
}

func aligned(a *mem.Array, align int) bool {
	return a.L().Empty() || a.L().AlignedTo(align) && (a.L().Indirect() || mem.Aligned(a.Base, align))
}

func holdsObjects(t elem.Type) bool {
	if t.Kind == elem.KindObject || t.Kind == elem.KindPointer {
		return true
	}
	if t.Rec == nil {
		return false
	}
	for _, f := range t.Rec.Fields {
		if holdsObjects(f.Type) {
			return true
		}
	}
	return false
}

// claimsReferences reports whether the caller says that items are references to Python objects. Only the exporter
// can know: what ObjectAt reads there is used as an object.
func (w *want) claimsReferences() bool { return w.typ != nil && holdsReferences(*w.typ) }

func holdsReferences(t elem.Type) bool {
	if t.Rec == nil {
		return t.Kind == elem.KindObject
	}
	return slices.ContainsFunc(t.Rec.Fields, func(f elem.Field) bool { return holdsReferences(f.Type) })
}

const pointerSize = 4 << (^uint(0) >> 63)

// tablesSound walks every pointer that leads to an item: each must be aligned where it lies, and not NULL.
// An indirect array is reached through them for as long as it is borrowed, so this is paid once.
func tablesSound(lay *layout.Layout, base mem.Addr) bool {
	return levelSound(lay, 0, 0, base)
}

// levelSound walks the axes of one level from axis on, then loads the pointer and goes on to the next level.
func levelSound(lay *layout.Layout, level, axis int, p mem.Addr) bool {
	if level == lay.Levels()-1 {
		return true
	}
	for ; axis < lay.NDim; axis++ {
		if lay.AxisLevel(axis) == level {
			n, stride := lay.Dim(axis)
			if stride == 0 {
				n = 1 // the same pointers again, however often the exporter says
			}
			for i := range n {
				if !levelSound(lay, level, axis+1, mem.Add(p, i*stride)) {
					return false
				}
			}
			return true
		}
	}
	if !mem.Aligned(p, pointerSize) {
		return false
	}
	next := mem.Deref(p)
	return next != nil && levelSound(lay, level+1, 0, mem.Add(next, lay.LevelOffset(level+1)))
}
