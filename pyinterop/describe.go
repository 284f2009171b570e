package pyinterop

import (
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

// describe fills a and l.typ from the buffer and reports whether it is sound and meets d. It allocates
// nothing for scalar formats and up to four direct axes.
func (l *loan) describe(d demand, a *mem.Array) bool {
	if d.mut && l.slot.ReadOnly() {
		return false
	}
	if l.slot.Sound() && l.scalar() {
		return l.near(d, a)
	}
	return l.general(d, a)
}

// near is describe for the common case, in which the shim has checked the buffer already.
func (l *loan) near(d demand, a *mem.Array) bool {
	a.Base = l.base()
	lay := a.L()
	shape, strides := l.slot.Near()
	*lay = layout.Layout{Shape: *shape, Strides: *strides, NDim: l.slot.Ndim()} // zero beyond NDim: L2 holds
	if d.raw() {
		return !(d.mut && holdsObjects(l.typ))
	}
	return l.typ.Is(d.kind) && l.slot.AlignMask()&uint64(d.kind.Align()-1) == 0
}

// scalar reads a scalar format into l.typ, if it is one.
func (l *loan) scalar() bool {
	head, itemsize := l.slot.Head(), l.slot.Itemsize()
	if head == l.head && itemsize == l.size && head != 0 {
		return true
	}
	short, ok := l.slot.ShortFormat()
	if !ok {
		return false
	}
	typ, ok := elem.Scalar(short, itemsize)
	if ok {
		l.typ, l.head, l.size = typ, head, itemsize
	}
	return ok
}

// general is describe for every buffer.
func (l *loan) general(d demand, a *mem.Array) bool {
	lay, ok := l.layout()
	if !ok {
		return false
	}
	item, err := l.itemType()
	if err != nil || item.Shape != nil && !appendSubArray(&lay, item) {
		return false
	}
	l.typ, l.head = item.Type, 0
	a.Base = l.base()
	*a.L() = lay
	if d.raw() {
		return !(d.mut && holdsObjects(item.Type))
	}
	return item.Type.Is(d.kind) && aligned(a, d.kind.Align())
}

// layout is the buffer's layout if everything about it is sound.
func (l *loan) layout() (layout.Layout, bool) {
	s := l.slot
	if s.TooManyAxes() || s.NoShape() && s.Ndim() > 0 || s.Itemsize() < 0 {
		return layout.Layout{}, false
	}
	lay, err := layout.New(s.Shape(), s.Strides(), s.Suboffsets(), s.Itemsize())
	if err != nil {
		return lay, false
	}
	n, ok := lay.NBytes(s.Itemsize())
	return lay, ok && n == s.Len() && l.addressable(&lay)
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
	return !lay.Indirect() || tablesSound(lay, l.slot.Base())
}

// base is the address of the first item, nil when there is none: exporters give dummies there.
func (l *loan) base() mem.Addr {
	if l.slot.Len() == 0 {
		return nil
	}
	return l.slot.Base()
}

// itemType reads the format. Scalar formats, which are short, cost no allocation.
func (l *loan) itemType() (elem.Item, error) {
	itemsize := l.slot.Itemsize()
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

const pointerSize = 4 << (^uint(0) >> 63)

// tablesSound walks every pointer that leads to an item: each must be aligned where it lies, and not NULL.
// An indirect array is reached through them for as long as it is borrowed, so this is paid once.
func tablesSound(lay *layout.Layout, base mem.Addr) bool {
	for level := range lay.Levels() - 1 {
		if !lay.LevelAlignedTo(level, pointerSize) {
			return false
		}
	}
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
