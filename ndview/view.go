package ndview

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A View is a read-only n-dimensional view of items of type T. The zero View is
// not usable; views come from [As], from borrows, and from the constructors over
// Go memory.
//
// The element accessors, Len and Stride have pointer receivers, because copying a
// view costs more than reading an element: keep the view in a variable to use
// them.
type View[T Element] struct {
	a mem.Array
}

// A MutView is a [View] whose elements may also be written.
type MutView[T Element] struct {
	View[T]
}

// Raw is a read-only n-dimensional view of items of any type: of records and
// strings, and of numbers whose type is known only at run time. [As] makes it a
// [View].
type Raw struct {
	a   mem.Array
	typ elem.Type
}

// MutRaw is a [Raw] whose memory may also be written. [AsMut] makes it a
// [MutView].
type MutRaw struct {
	Raw
}

// Array returns the memory, layout and lease of v, for the packages of this
// module that compute on memory. Its type is internal; other modules have the
// methods of View.
func (v *View[T]) Array() *mem.Array { return &v.a }

// Array returns the memory, layout and lease of r, for the packages of this
// module that compute on memory.
func (r *Raw) Array() *mem.Array { return &r.a }

// NewRaw makes a Raw of memory that the caller has checked against typ, for the
// packages of this module that lend memory.
func NewRaw(a mem.Array, typ elem.Type) Raw { return Raw{a, typ} }

// NewMutRaw is [NewRaw] for memory that may be written.
func NewMutRaw(a mem.Array, typ elem.Type) MutRaw { return MutRaw{Raw{a, typ}} }

// NewView makes a View of memory whose items are known to be T's.
func NewView[T Element](a mem.Array) View[T] { return View[T]{a} }

// ViewOf is [NewView] of an array that is copied once.
func ViewOf[T Element](a *mem.Array) View[T] { return View[T]{*a} }

// MutViewOf is [NewMutView] of an array that is copied once.
func MutViewOf[T Element](a *mem.Array) MutView[T] { return MutView[T]{View[T]{*a}} }

// NewMutView makes a MutView of writable memory whose items are known to be T's.
func NewMutView[T Element](a mem.Array) MutView[T] { return MutView[T]{View[T]{a}} }

// As returns raw as a view of T, sharing its memory. The items must be T's by
// kind and size; they may be misaligned, in the other byte order or behind
// pointers (see [View.Plain]). The error wraps [ErrType].
func As[T Element](raw Raw) (View[T], error) {
	if err := checkType[T](raw.typ); err != nil {
		return View[T]{}, err
	}
	raw.a.Settle(itemOf[T](raw.typ.Swapped))
	return View[T]{raw.a}, nil
}

// AsMut is [As] for writing.
func AsMut[T Element](raw MutRaw) (MutView[T], error) {
	v, err := As[T](raw.Raw)
	return MutView[T]{v}, err
}

func checkType[T Element](typ elem.Type) error {
	if want := elem.KindOf[T](); typ.Kind != want {
		return &TypeError{Want: want.Type(), Found: typ}
	}
	return nil
}

// Raw returns v without its element type, sharing its memory.
func (v View[T]) Raw() Raw {
	typ := elem.TypeOf[T]()
	typ.Swapped = v.a.Swapped()
	v.a.Settle(mem.Item{})
	return Raw{v.a, typ}
}

// Raw returns v without its element type, sharing its memory.
func (v MutView[T]) Raw() MutRaw { return MutRaw{v.View.Raw()} }

// DType returns the dtype of the items, byte order included.
func (v View[T]) DType() DType {
	typ := elem.TypeOf[T]()
	typ.Swapped = v.a.Swapped()
	return typ
}

// DType returns the dtype of the items, byte order included.
func (r Raw) DType() DType { return r.typ }

// Plain reports whether the items can be read as Go values where they lie: in
// native byte order, aligned, and not behind pointers. Element access, lanes and
// gonum adapters are fast then; other views work through a copy of each item or
// window.
func (v *View[T]) Plain() bool { return v.a.Plain() }

// Live reports whether the borrow of v is still open. It is a snapshot: the
// borrow may end right after.
func (v *View[T]) Live() bool { return v.a.Live() }

// Live reports whether the borrow of r is still open.
func (r *Raw) Live() bool { return r.a.Live() }
