package ndview

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Copies of items as bytes, of any type and from and to any layout: the bytes of an
// item keep their order, swapped items stay swapped.

// CopyTo writes the bytes of the items to dst in C order (last axis fastest). dst may
// share memory with r: the items are then those from before the call.
//
// The error wraps [ErrShape] if len(dst) is not r.Nbytes(); nothing is written then.
// CopyTo panics with a [ReleasedError] if the borrow has ended.
func (r Raw) CopyTo(dst []byte) error { return r.copyTo("CopyTo", layout.OrderC, dst) }

// CopyToF is [Raw.CopyTo] in Fortran order (first axis fastest).
func (r Raw) CopyToF(dst []byte) error { return r.copyTo("CopyToF", layout.OrderF, dst) }

// CopyFrom sets the items to the bytes of src, which are those of items in C order
// (last axis fastest). src may share memory with r: its bytes are then those from
// before the call.
//
// The error wraps [ErrShape] if len(src) is not r.Nbytes(), [ErrOverlap] if items of r
// share memory, and [ErrType] if items hold pointers to Python or C objects, which must
// not be written as bytes; nothing is written then. CopyFrom panics with a
// [ReleasedError] if the borrow has ended.
func (r MutRaw) CopyFrom(src []byte) error { return r.copyFrom("CopyFrom", layout.OrderC, src) }

// CopyFromF is [MutRaw.CopyFrom] for a src in Fortran order (first axis fastest).
func (r MutRaw) CopyFromF(src []byte) error { return r.copyFrom("CopyFromF", layout.OrderF, src) }

func (r *Raw) copyTo(op string, order layout.Order, dst []byte) error {
	d, err := r.bytesLike(op, order, dst)
	if err != nil || len(dst) == 0 {
		return err
	}
	return copyItems(&d, &r.a, r.typ.Size)
}

func (r *MutRaw) copyFrom(op string, order layout.Order, src []byte) error {
	s, err := r.bytesLike(op, order, src)
	if err != nil || len(src) == 0 {
		return err
	}
	if holdsPointers(r.typ) {
		return fmt.Errorf("inplace: %s: items of type %s hold pointers, which must not be written as bytes: %w", op, r.typ, ErrType)
	}
	if verdict := layout.SelfOverlap(r.a.L(), r.typ.Size, layout.DefaultWork); verdict != Disjoint && !r.a.L().Indirect() {
		return fmt.Errorf("inplace: %s: items of the view of shape %s with strides %s (bytes) share memory (%s), so the result would depend "+
			"on the order of writing; copy to a view whose items are apart: %w",
			op, layout.FormatShape(r.Shape()), layout.FormatShape(r.Strides()), verdict, ErrOverlap)
	}
	return copyItems(&r.a, &s, r.typ.Size)
}

// bytesLike returns b as an array of r's shape in C or F order.
func (r *Raw) bytesLike(op string, order layout.Order, b []byte) (mem.Array, error) {
	r.a.Check()
	if n := r.Nbytes(); len(b) != n {
		return mem.Array{}, fmt.Errorf("inplace: %s: the view of shape %s has %d items of %d bytes, %d in all, the slice has %d; slice it to [:%d]: %w",
			op, layout.FormatShape(r.Shape()), r.Size(), r.typ.Size, n, len(b), n, ErrShape)
	}
	var buf [8]int
	l, err := contiguous(order, r.a.L().AppendShape(buf[:0]), r.typ.Size)
	if err != nil {
		return mem.Array{}, err // no slice of a size that overflows exists
	}
	return mem.New(mem.Of(b), l, lease.Forever, 0, mem.Item{}), nil
}

// copyItems writes src to dst, both with items of size bytes: by a number of that
// size, or else with the bytes of the items as one more axis.
func copyItems(dst, src *mem.Array, size int) error {
	kind, unit := carrier(size)
	d, s := *dst, *src
	for _, a := range [...]*mem.Array{&d, &s} {
		if unit != size {
			if _, err := a.L().SubArray(0, []int{size}, 1); err != nil {
				return refused("copy", err)
			}
		}
		a.Settle(mem.Item{Size: unit, Unit: 1, Align: 1})
	}
	kernel.CopyArray(kind, &d, &s)
	return nil
}

// carrier is a kind whose items have size bytes, or that of single bytes.
func carrier(size int) (kind elem.Kind, unit int) {
	switch size {
	case 2:
		return elem.KindUint16, 2
	case 4:
		return elem.KindUint32, 4
	case 8:
		return elem.KindUint64, 8
	case 16:
		return elem.KindComplex128, 16
	}
	return elem.KindUint8, 1
}
