package mem

import (
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
//
// The size of an Array is a multiple of 16 bytes. The compiler copies structs in
// pieces of 16, and a remainder would be copied by a piece that overlaps the one
// before it: the next copy of the copy then waits for both stores to reach the
// cache, which makes it take twice as long.
type Array struct {
	Base Addr
	Slot *lease.Slot
	Tag  uint64

	// The item, as in Item; zero for items that are never read as Go values.
	size, unit, align uint8

	// The layout, field by field as in layout.Layout: the inlined element access
	// reads them, and named fields of Array cost the inliner less than nested
	// arrays. L gives the whole.
	//lint:ignore U1000 n3 is used through L
	n0, n1, n2, n3 uint
	//lint:ignore U1000 s3 is used through L
	s0, s1, s2, s3 int
	far            *layout.Far
	ndim           int
}

// L returns the layout of a, to read or to change in place. After a change
// [Array.Moved] or [Array.Settle] must follow.
func (a *Array) L() *layout.Layout {
	// The fields from n0 on have the types and the order of layout.Layout's;
	// uint and int differ in nothing for lengths, which are never negative.
	return (*layout.Layout)(unsafe.Pointer(&a.n0))
}

// The compiler refuses these lines if Array and layout.Layout drift apart in
// size, or if the size of an Array is no multiple of 16 bytes (64-bit platforms).
var (
	_ = [1]struct{}{}[unsafe.Sizeof(Array{})-unsafe.Offsetof(Array{}.n0)-unsafe.Sizeof(layout.Layout{})] // a constant: nothing is read
	_ = [1]struct{}{}[unsafe.Sizeof(Array{})*(unsafe.Sizeof(uintptr(0))/8)%16]                           // a constant: nothing is read
)

// An Item is what element access must know of the items of an array. The zero
// Item stands for items that are never read as Go values.
type Item struct {
	Size  int // bytes, at most 16
	Unit  int // bytes that are reversed together; 1 in native byte order
	Align int // bytes; what a *T needs
}

// notPlain is the bit of a tag above the epoch (lease.Limit) that marks memory
// which cannot be read through a *T. An indirect array has it also if its items
// are never read as Go values.
const notPlain uint64 = 1 << 63

const (
	ndimMask  uint64 = lease.Owned - 1
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

// Live reports whether the borrow of a is still open. Of a borrow that belongs to
// a handle, which another goroutine may release, it asks without a race.
func (a *Array) Live() bool {
	if a.Owned() {
		return a.Tag&epochMask == a.Slot.Now()
	}
	return a.Tag&epochMask == a.Slot.Epoch
}

// Plain reports whether items may be read through a *T: native byte order,
// aligned, no pointers on the way.
func (a *Array) Plain() bool { return a.Tag&notPlain == 0 }

// Swapped reports whether the items of a typed array are stored in the other
// byte order.
func (a *Array) Swapped() bool { return a.unit > 1 }

// Item returns what the latest Settle was told about the items.
func (a *Array) Item() Item {
	return Item{Size: int(a.size), Unit: int(a.unit), Align: int(a.align)}
}

// Moved adds off bytes to the base and brings the tag up to date, after the
// layout of a view was changed to that of a view of it. The elements that remain
// of plain memory are plain, so only other memory is looked at again.
func (a *Array) Moved(off int) {
	a.SetNDim()
	a.Shifted(off)
}

// Shifted is [Array.Moved] for a change that leaves the number of axes alone.
// It is inlined.
func (a *Array) Shifted(off int) {
	a.Base = unsafe.Add(a.Base, off) // M2: the layout's offset leads to an element, or is 0
	if int64(a.Tag) < 0 {            // notPlain
		a.resettle()
	}
}

// SetPlain is [Array.Settle] for direct memory that is known to be plain, or whose
// items are never read as Go values. It is inlined.
func (a *Array) SetPlain(it Item) {
	a.size, a.unit, a.align = uint8(it.Size), uint8(it.Unit), uint8(it.Align)
	a.SetNDim()
}

// SetNDim brings the tag up to date after the layout was set, for direct memory
// that is known to be plain, or whose items are never read as Go values.
func (a *Array) SetNDim() { a.Tag = a.Tag&^ndimMask | uint64(a.ndim) }

//go:noinline
func (a *Array) resettle() { a.Settle(a.Item()) }

// Settle brings the tag up to date after the layout, the base or the items
// changed: it follows pointers that no axis precedes any more, so that a row of
// an indirect array is an ordinary row, and decides anew whether the memory is
// plain.
func (a *Array) Settle(it Item) {
	for a.far != nil {
		off, ok := a.L().Settle()
		if !ok {
			break
		}
		a.Check()
		a.Base = Add(Deref(a.Base), off) // level 0 has no axis left: its only pointer is at Base
	}
	a.size, a.unit, a.align = uint8(it.Size), uint8(it.Unit), uint8(it.Align)
	tag := a.Epoch() | uint64(a.ndim)
	if a.L().Indirect() || it.Unit > 1 || !a.aligned(it.Align) {
		tag |= notPlain
	}
	a.Tag = tag
}

func (a *Array) aligned(align int) bool {
	if align <= 1 || a.L().Empty() {
		return true
	}
	return Aligned(a.Base, align) && a.L().AlignedTo(align)
}

// Check panics with a [ReleasedError] if the borrow of a has ended.
func (a *Array) Check() {
	if !a.Live() {
		panic(Late(a.Slot, a.Epoch()))
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
