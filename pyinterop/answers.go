package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// What requests hand out: a step of the ladder, and the ways to the memory that are right for what was asked. Names
// that begin with Mut are of requests for writing and embed the type for reading; names that end with Raw are of
// requests with a format.

// Simple is the answer to AskSimple: bytes, and nothing about what they are.
type Simple struct {
	Meta
	flat
}

// MutSimple is the answer to AskSimpleMut.
type MutSimple struct {
	Simple
	mutFlat
}

// Dense is the answer to AskND: C-contiguous items of which the size is known.
type Dense struct {
	Shaped
	flat
	items
	copies
}

// MutDense is the answer to AskNDMut.
type MutDense struct {
	Dense
	mutFlat
	mutItems
	mutCopies
}

// DenseRaw is the answer to AskNDFormat: C-contiguous items of which everything is known.
type DenseRaw struct {
	Shaped
	flat
	formatted
	copies
}

// MutDenseRaw is the answer to AskNDFormatMut.
type MutDenseRaw struct {
	DenseRaw
	mutFlat
	mutFormatted
	mutCopies
}

// Contiguous is the answer to AskC, AskF and AskAny: items without gaps, in the order that was asked for.
type Contiguous struct {
	Strided
	flat
	items
	copies
}

// MutContiguous is the answer to AskCMut, AskFMut and AskAnyMut.
type MutContiguous struct {
	Contiguous
	mutFlat
	mutItems
	mutCopies
}

// ContiguousRaw is the answer to AskCFormat, AskFFormat and AskAnyFormat.
type ContiguousRaw struct {
	Strided
	flat
	formatted
	copies
}

// MutContiguousRaw is the answer to AskCFormatMut, AskFFormatMut and AskAnyFormatMut.
type MutContiguousRaw struct {
	ContiguousRaw
	mutFlat
	mutFormatted
	mutCopies
}

// StridedItems is the answer to AskStrided: items with any strides.
type StridedItems struct {
	Strided
	items
	copies
}

// MutStridedItems is the answer to AskStridedMut.
type MutStridedItems struct {
	StridedItems
	mutItems
	mutCopies
}

// StridedRaw is the answer to AskStridedFormat.
type StridedRaw struct {
	Strided
	formatted
	copies
}

// MutStridedRaw is the answer to AskStridedFormatMut.
type MutStridedRaw struct {
	StridedRaw
	mutFormatted
	mutCopies
}

// IndirectItems is the answer to AskIndirect: items with any strides, also behind pointers.
type IndirectItems struct {
	Indirect
	items
	copies
}

// MutIndirectItems is the answer to AskIndirectMut.
type MutIndirectItems struct {
	IndirectItems
	mutItems
	mutCopies
}

// IndirectRaw is the answer to AskFull: everything that the buffer protocol can tell, about any memory.
type IndirectRaw struct {
	Indirect
	formatted
	copies
}

// MutIndirectRaw is the answer to AskFullMut.
type MutIndirectRaw struct {
	IndirectRaw
	mutFormatted
	mutCopies
}

// Flat is the answer to AskFlatC, AskFlatF and AskFlatAny: a view of elements without gaps.
type Flat[T ndview.Element] struct{ ndview.View[T] }

// UnsafeSlice is the elements in the order in which they lie in memory, as a slice that shares it. It must not be
// written: the memory may belong to an immutable object, or lie in pages that cannot be written, and then the program
// is killed. Nothing revokes the slice when the borrow ends.
func (f Flat[T]) UnsafeSlice() []T { return flatSlice[T](f.Array()) }

// MutFlat is the answer to AskFlatCMut, AskFlatFMut and AskFlatAnyMut.
type MutFlat[T ndview.Element] struct{ ndview.MutView[T] }

// Data is the elements in the order in which they lie in memory, as a slice that shares it. Its capacity is its
// length. Nothing revokes the slice when the borrow ends: do not keep it.
func (f MutFlat[T]) Data() []T { return flatSlice[T](f.Array()) }

// UnsafeSlice is Data.
func (f MutFlat[T]) UnsafeSlice() []T { return f.Data() }

func flatSlice[T ndview.Element](a *mem.Array) []T {
	a.Check()
	n := a.L().Size()
	if n == 0 {
		return []T{}
	}
	return mem.Slice[T](a.Base, n)
}

// flat reaches memory without gaps, for reading.
type flat struct{ ref }

// UnsafeBytes is the bytes in the order in which they lie in memory, as a slice that shares it. It must not be
// written: the memory may belong to an immutable object (bytes), or lie in pages that cannot be written, and then the
// program is killed. Nothing revokes the slice when the borrow ends.
func (f flat) UnsafeBytes() []byte { return f.open().bytes() }

// View is the bytes in the order in which they lie in memory, as a one-dimensional view that ends with the borrow.
func (f flat) View() ndview.View[uint8] { return ndview.NewView[uint8](f.open().byteArray()) }

// mutFlat reaches memory without gaps, for writing.
type mutFlat struct{ ref }

// Bytes is the bytes in the order in which they lie in memory, as a slice that shares it. Its capacity is its length.
// Nothing revokes the slice when the borrow ends: do not keep it.
func (f mutFlat) Bytes() []byte { return f.open().bytes() }

// MutView is the bytes in the order in which they lie in memory, as a one-dimensional view that ends with the borrow.
func (f mutFlat) MutView() ndview.MutView[uint8] {
	return ndview.NewMutView[uint8](f.open().byteArray())
}

// bytes is all memory of a contiguous loan.
func (l *front) bytes() []byte {
	n := l.slot.Len()
	if n == 0 {
		return []byte{}
	}
	return mem.Bytes(l.a.Base, n)
}

func (l *front) byteArray() mem.Array {
	return mem.New(l.a.Base, layout.Layout{Shape: [4]int{l.slot.Len()}, Strides: [4]int{1}, NDim: 1}, &l.lease, l.a.Epoch(),
		mem.Item{Size: 1, Unit: 1, Align: 1})
}

// items reaches memory of which only the itemsize is known, for reading.
type items struct{ ref }

// As is the memory as items of a dtype that the caller knows: datetime64, bfloat16, and others that no format
// carries. It copies nothing. The error wraps ndview.ErrType if the dtype has another size than the items, or references
// to Python objects in it.
func (i items) As(dtype ndview.DType) (ndview.Raw, error) {
	l := i.open()
	if err := l.checkItemsize("As", dtype); err != nil {
		return ndview.Raw{}, err
	}
	return ndview.NewRaw(l.a, dtype), nil
}

// mutItems is items for writing.
type mutItems struct{ ref }

// AsMut is As for reading and writing. Dtypes with pointers in them are refused with ndview.ErrType too.
func (i mutItems) AsMut(dtype ndview.DType) (ndview.MutRaw, error) {
	l := i.open()
	if err := l.checkItemsize("AsMut", dtype); err != nil {
		return ndview.MutRaw{}, err
	}
	if holdsObjects(dtype) {
		return ndview.MutRaw{}, fmt.Errorf("pyinterop: AsMut: items of type %s hold pointers, which must not be written as bytes; As reads them: %w",
			dtype, ndview.ErrType)
	}
	return ndview.NewMutRaw(l.a, dtype), nil
}

func (l *front) checkItemsize(op string, dtype ndview.DType) error {
	if holdsReferences(dtype) {
		return fmt.Errorf("pyinterop: %s: items of type %s hold references to Python objects, for which only the exporter can vouch; ask with the format: %w",
			op, dtype, ndview.ErrType)
	}
	if dtype.Size == l.typ.Size {
		return nil
	}
	return fmt.Errorf("pyinterop: %s(%s): wanted items of %d bytes, found %d; name a dtype of that size: %w",
		op, dtype, dtype.Size, l.typ.Size, ndview.ErrType)
}

// formatted reaches memory of which the format is known, for reading.
type formatted struct{ ref }

// Format is the exporter's own description of the items, in the language of the struct module as PEP 3118 extends it;
// "B" if it gave none. Texts longer than 64 KiB are cut.
func (f formatted) Format() string { return f.open().slot.Format(maxFormat) }

// DType is what the format means.
func (f formatted) DType() ndview.DType { return f.open().typ }

// Raw is the memory as a view; ndview.As makes it one of an element type.
func (f formatted) Raw() ndview.Raw { l := f.open(); return ndview.NewRaw(l.a, l.typ) }

// mutFormatted is formatted for writing.
type mutFormatted struct{ ref }

// MutRaw is the memory as a view for reading and writing; ndview.AsMut makes it one of an element type.
func (f mutFormatted) MutRaw() ndview.MutRaw { l := f.open(); return ndview.NewMutRaw(l.a, l.typ) }

// copies copies items out of any layout.
type copies struct{ ref }

// CopyTo copies the bytes of all items to dst in C order (last axis fastest), whatever their layout. The error wraps
// ndview.ErrShape if len(dst) is not Nbytes; nothing is copied then.
func (c copies) CopyTo(dst []byte) error { return c.raw().CopyTo(dst) }

// CopyToF is CopyTo in Fortran order (first axis fastest).
func (c copies) CopyToF(dst []byte) error { return c.raw().CopyToF(dst) }

func (c copies) raw() ndview.Raw { l := c.open(); return ndview.NewRaw(l.a, l.typ) }

// mutCopies copies items into any layout.
type mutCopies struct{ ref }

// CopyFrom sets the items to the bytes of src, which are those of items in C order (last axis fastest). The error
// wraps ndview.ErrShape if len(src) is not Nbytes, or ndview.ErrOverlap if items share memory; nothing is copied then.
func (c mutCopies) CopyFrom(src []byte) error { return c.raw().CopyFrom(src) }

// CopyFromF is CopyFrom for a src in Fortran order (first axis fastest).
func (c mutCopies) CopyFromF(src []byte) error { return c.raw().CopyFromF(src) }

func (c mutCopies) raw() ndview.MutRaw { l := c.open(); return ndview.NewMutRaw(l.a, l.typ) }
