package mem

import (
	"math/bits"
	"unsafe"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
)

// An Array joins where memory is, how it is laid out, and who lends it
// (mdspan's separation of handle and layout). What one item is stays outside:
// ndview adds it as a type parameter or as an elem.Type.
//
// Tag is the borrow's epoch plus the ndim, so that one compare of it with
// Slot.Epoch+ndim tells at once that the borrow is open and that the number of
// indices is right. Memory that cannot be read through a *T (other byte order,
// misaligned, or behind pointers) carries notPlain in its tag: the compare never
// matches, and the slow road behind it finds out what is the matter.
type Array struct {
	Base Addr
	Slot *lease.Slot
	Tag  uint64

	// The layout, field by field as in layout.Layout: the inlined element access
	// reads them, and named fields of Array cost the inliner less than nested
	// arrays. L gives the whole.
	n0, n1, n2, n3 uint
	s0, s1, s2, s3 int
	far            *layout.Far
	ndim           int
}

// L returns the layout of a, to read or to change in place. After a change
// [Array.Settle] must follow.
func (a *Array) L() *layout.Layout {
	// The fields from n0 on have the types and the order of layout.Layout's;
	// uint and int differ in nothing for lengths, which are never negative.
	return (*layout.Layout)(unsafe.Pointer(&a.n0))
}

// The compiler refuses this line if Array and layout.Layout drift apart in size.
var _ = [1]struct{}{}[unsafe.Sizeof(Array{})-unsafe.Offsetof(Array{}.n0)-unsafe.Sizeof(layout.Layout{})]

// An Item is what element access must know of the items of an array. The zero
// Item stands for items that are never read as Go values.
type Item struct {
	Size  int // bytes
	Unit  int // bytes that are reversed together; 1 in native byte order
	Align int // bytes; what a *T needs
}

// Bits of a tag above the epoch (lease.Limit). Size and unit are set only
// together with notPlain.
const (
	notPlain  uint64 = 1 << 63
	sizeShift        = 56 // three bits, log2 of Item.Size
	unitShift        = 59 // three bits, log2 of Item.Unit

	ndimMask  uint64 = lease.Step - 1
	epochMask uint64 = (lease.Limit - 1) &^ ndimMask
)

// New joins base, layout and lease.
func New(base Addr, l layout.Layout, slot *lease.Slot, epoch uint64, it Item) Array {
	a := Array{Base: base, Slot: slot, Tag: epoch}
	*a.L() = l
	a.Settle(it)
	return a
}

// Epoch returns the epoch of the borrow that a belongs to.
func (a *Array) Epoch() uint64 { return a.Tag & epochMask }

// Live reports whether the borrow of a is still open.
func (a *Array) Live() bool { return a.Tag&epochMask == a.Slot.Epoch }

// Plain reports whether items may be read through a *T: native byte order,
// aligned, no pointers on the way.
func (a *Array) Plain() bool { return a.Tag&notPlain == 0 }

// Swapped reports whether the items of a typed array are stored in the other
// byte order.
func (a *Array) Swapped() bool { return a.Tag>>unitShift&7 != 0 }

// item reads back what Settle wrote into the tag of an array that is not plain;
// plain arrays never ask.
func (a *Array) item() Item {
	return Item{Size: 1 << (a.Tag >> sizeShift & 7), Unit: 1 << (a.Tag >> unitShift & 7)}
}

// Settle brings the tag up to date after the layout or the base changed: it
// follows pointers that no axis precedes any more, so that a row of an indirect
// array is an ordinary row, and decides anew whether the memory is plain.
func (a *Array) Settle(it Item) {
	for a.far != nil {
		off, ok := a.L().Settle()
		if !ok {
			break
		}
		a.Check()
		a.Base = Add(Deref(a.Base), off) // level 0 has no axis left: its only pointer is at Base
	}
	tag := a.Epoch() | uint64(a.ndim)
	if it.Size > 0 && (it.Unit > 1 || a.L().Indirect() || !a.aligned(it.Align)) {
		tag |= notPlain | log2(it.Size)<<sizeShift | log2(it.Unit)<<unitShift
	}
	a.Tag = tag
}

func log2(n int) uint64 { return uint64(bits.TrailingZeros(uint(n))) }

func (a *Array) aligned(align int) bool {
	if align <= 1 || a.L().Size() == 0 {
		return true
	}
	return Aligned(a.Base, align) && a.L().AlignedTo(align)
}

// Simple reports whether a is plain and its layout lies within the value: then a
// change other than a shift of the base by less than an item leaves it plain,
// and [Array.SetNDim] does for Settle.
func (a *Array) Simple() bool { return a.Tag&notPlain == 0 && a.far == nil }

// SetNDim updates the ndim in the tag.
func (a *Array) SetNDim() { a.Tag = a.Tag&^ndimMask | uint64(a.ndim) }

// Resettle is [Array.Settle] for a view of a: the byte order is the array's.
func (a *Array) Resettle(align, size int) {
	it := a.item()
	it.Align, it.Size = align, size
	a.Settle(it)
}

// Check panics with a [ReleasedError] if the borrow of a has ended.
func (a *Array) Check() {
	if !a.Live() {
		panic(ReleasedError{Place: a.Slot.Place(a.Epoch())})
	}
}

// Addr returns the address of the item at index, following pointers where the
// layout has them. It panics with an [IndexError] if the index does not fit the
// shape and with a [ReleasedError] if the borrow has ended.
func (a *Array) Addr(index ...int) Addr {
	a.Check()
	l := a.L()
	if len(index) != l.NDim {
		panic(a.indexError(index))
	}
	off := 0
	for k, i := range index {
		n, stride := l.Dim(k)
		if uint(i) >= uint(n) {
			panic(a.indexError(index))
		}
		off += i * stride
	}
	if l.Indirect() {
		return a.farAddr(index)
	}
	return Add(a.Base, off) // M2: every index is below its length
}

// farAddr follows the pointers of an indirect layout; index is in range.
func (a *Array) farAddr(index []int) Addr {
	var buf [layout.MaxNDim + 1]int
	path, _ := a.L().Path(buf[:0], index)
	p := Add(a.Base, path[0]) // M2: every index is below its length
	for _, off := range path[1:] {
		p = Add(Deref(p), off) // M1–M3: the pointer tables were checked at the borrow
	}
	return p
}

func (a *Array) indexError(index []int) IndexError {
	return IndexError{Index: append([]int(nil), index...), Shape: a.L().AppendShape(nil)}
}
