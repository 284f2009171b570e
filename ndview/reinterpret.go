package ndview

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Reinterpret returns the memory of v as elements of another type, bit for bit:
// Reinterpret[uint64](v) of float64 elements has their bits. Nothing is converted
// and the memory is shared.
//
// With elements of the same size it always works. Otherwise the last axis must be
// contiguous and its length changes, as in NumPy's ndarray.view: float64 (3, 2) is
// complex128 (3, 1) and uint8 (3, 16). The error wraps [ErrLayout] if the last axis
// is not contiguous, [ErrShape] if the sizes do not divide or there is no axis, and
// [ErrByteOrder] for elements in the other byte order whose bytes the new type
// would group differently.
func Reinterpret[U, T Element](v View[T]) (View[U], error) {
	a, err := reinterpret[U, T](v.a)
	if err != nil {
		return View[U]{}, err
	}
	return View[U]{a}, nil
}

// ReinterpretMut is [Reinterpret] for writing.
func ReinterpretMut[U, T Element](v MutView[T]) (MutView[U], error) {
	w, err := Reinterpret[U](v.View)
	return MutView[U]{w}, err
}

func reinterpret[U, T Element](a mem.Array) (mem.Array, error) {
	swapped := a.Swapped()
	if from, to := elem.KindOf[T](), elem.KindOf[U](); swapped && from.Part().Size() != to.Part().Size() {
		return a, fmt.Errorf("inplace: Reinterpret: the bytes of %s items in the other byte order are reversed by %d, those of %s by %d; "+
			"use Raw and name the dtype: %w", from, from.Part().Size(), to, to.Part().Size(), ErrByteOrder)
	}
	if err := a.L().Reinterpret(mem.SizeOf[T](), mem.SizeOf[U]()); err != nil {
		return a, refused("Reinterpret", err)
	}
	a.Settle(itemOf[U](swapped))
	return a, nil
}

// Reinterpret returns the memory of r as items of another type, sharing it:
// NumPy's ndarray.view(dtype). For the layout the rules of the function
// [Reinterpret] hold; the byte order is the one of typ. The error wraps [ErrLayout]
// or [ErrShape], or [ErrType] if the items hold pointers before or after.
func (r Raw) Reinterpret(typ DType) (Raw, error) {
	if typ.Kind == elem.Invalid || holdsPointers(typ) || holdsPointers(r.typ) {
		return Raw{}, fmt.Errorf("inplace: Reinterpret: items of type %s cannot be seen as %s: %w", r.typ, typ, ErrType)
	}
	w := r
	w.typ = typ
	if err := w.a.L().Reinterpret(r.typ.Size, typ.Size); err != nil {
		return Raw{}, refused("Reinterpret", err)
	}
	w.a.Moved(0)
	return w, nil
}

// Reinterpret returns the memory of r as items of another type. See
// [Raw.Reinterpret].
func (r MutRaw) Reinterpret(typ DType) (MutRaw, error) {
	w, err := r.Raw.Reinterpret(typ)
	return MutRaw{w}, err
}
