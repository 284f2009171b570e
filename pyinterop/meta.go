package pyinterop

import (
	"slices"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// The ladder of what a request can tell about memory: Meta ⊂ Shaped ⊂ Strided ⊂ Indirect, each embedded in the next.
// A step that was not asked for has no methods, so a program that uses what it did not ask for does not compile.
// The steps only describe; what reaches the memory stands on the types that requests hand out (answers.go), because
// embedding would carry it onto layouts for which it is wrong.
//
// All of these are two words that point at the borrow. Each method panics with an *ndview.ReleasedError that names
// the borrow once it has ended.

// ref is one borrow, for as long as it is open.
type ref struct {
	l     *front
	epoch uint64
}

func (l *front) ref() ref { return ref{l, l.a.Epoch()} }

func (r ref) open() *front {
	if !r.l.lease.Holds(r.epoch) {
		panic(mem.Late(&r.l.lease, r.epoch))
	}
	return r.l
}

// Meta is what every request tells.
type Meta struct{ ref }

// Address is the address of the first item, as a number: to compare, to print, and for other code in the process
// while the borrow is open. It keeps nothing alive. 0 if there are no items.
func (m Meta) Address() uintptr { return mem.Uint(m.open().a.Base) }

// Nbytes is the number of bytes of all items together, gaps between them not counted.
func (m Meta) Nbytes() int { return m.open().slot.Len() }

// ReadOnly is the exporter's word on whether the memory may be written. It is false for many a borrow for reading:
// writing through one is wrong all the same, ask for it.
func (m Meta) ReadOnly() bool { return m.open().slot.ReadOnly() }

// Exporter is the object whose buffer it is, as an object of py's scope, which keeps it alive beyond the borrow. It
// may be another one than was borrowed: exporters may pass the request on. The error wraps ErrRefused if the exporter did
// not say which it is (obj NULL).
func (m Meta) Exporter(py Python) (Object, error) {
	p := m.open().slot.Exporter()
	if p == 0 {
		e := &RefusedError{Op: "Exporter", Object: "this buffer"}
		e.add(ErrRefused, "obj: wanted the object that exports it, found NULL")
		return Object{}, e
	}
	return py.hold(p, "Meta.Exporter")
}

// Shaped is what is known with PyBUF_ND: lengths and items.
type Shaped struct{ Meta }

// NDim is the number of axes, 0 to 64.
func (s Shaped) NDim() int { return s.open().a.L().NDim }

// Shape is the lengths of all axes, in items, as a new slice.
func (s Shaped) Shape() []int { return s.open().a.L().AppendShape([]int{}) }

// Len is the length of an axis, 0 … NDim−1. It panics with an *ndview.AxisError if there is no such axis.
func (s Shaped) Len(axis int) int { n, _ := s.dim(axis); return n }

func (s Shaped) dim(axis int) (n, stride int) {
	lay := s.open().a.L()
	if uint(axis) >= uint(lay.NDim) {
		panic(&ndview.AxisError{Axis: axis, NDim: lay.NDim})
	}
	return lay.Dim(axis)
}

// Size is the number of items: the product of the lengths, 1 without axes.
func (s Shaped) Size() int { return s.open().a.L().Size() }

// Itemsize is the bytes of one item.
func (s Shaped) Itemsize() int { return s.open().typ.Size }

// AddressOf is the address of an item, or of the first item of a sub-array if there are fewer indices than axes:
// AddressOf(i) is where row i of a matrix begins. Pointers on the way are followed, as far as the indices lead. It
// panics with an ndview.IndexError for more indices than axes, or one outside 0 … length−1, and for an array without
// items, where nothing has an address.
func (s Shaped) AddressOf(index ...int) uintptr { return s.open().addressOf(index) }

// Strided is what is known with PyBUF_STRIDES: also where items lie, relative to each other.
type Strided struct{ Shaped }

// Strides is the bytes between neighbours along each axis, as a new slice. On an axis of length 1, and without items,
// a stride means nothing and may be anything.
func (s Strided) Strides() []int { return s.open().a.L().AppendStrides([]int{}) }

// Stride is the bytes between neighbours along an axis, 0 … NDim−1. It panics with an *ndview.AxisError if there is
// no such axis.
func (s Strided) Stride(axis int) int { _, n := s.dim(axis); return n }

// ContiguousC reports whether the items follow each other in C order (last axis fastest) without gaps.
func (s Strided) ContiguousC() bool { l := s.open(); return l.a.L().ContiguousC(l.typ.Size) }

// ContiguousF reports whether the items follow each other in Fortran order (first axis fastest) without gaps.
func (s Strided) ContiguousF() bool { l := s.open(); return l.a.L().ContiguousF(l.typ.Size) }

// Indirect is what is known with PyBUF_INDIRECT: also where pointers lie on the way to items.
type Indirect struct{ Strided }

// Suboffsets is the suboffset of each axis as in PEP 3118, as a new slice: the bytes to add after a pointer was loaded
// behind that axis, negative where none is. It is nil if there is no pointer at all, which exporters also say as all −1.
func (s Indirect) Suboffsets() []int { return slices.Clone(s.open().slot.Suboffsets()) }

// addressOf walks as PyBuffer_GetPointer does, but only as far as index goes: that function takes one index per axis
// from wherever the caller's array ends.
func (l *front) addressOf(index []int) uintptr {
	lay := l.a.L()
	if len(index) > lay.NDim || lay.Empty() {
		panic(ndview.IndexError{Index: slices.Clone(index), Shape: lay.AppendShape(nil)})
	}
	suboffsets := l.slot.Suboffsets()
	p := l.slot.Base()
	for k, i := range index {
		n, stride := lay.Dim(k)
		if uint(i) >= uint(n) {
			panic(ndview.IndexError{Index: slices.Clone(index), Shape: lay.AppendShape(nil)})
		}
		p = mem.Add(p, i*stride)
		if k < len(suboffsets) && suboffsets[k] >= 0 {
			p = mem.Add(mem.Deref(p), suboffsets[k]) // the tables were checked at the borrow
		}
	}
	return mem.Uint(p)
}
