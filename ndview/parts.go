package ndview

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Views of what lies inside the items: the parts of complex numbers and the
// fields of records. They share the memory, and have gaps between their items.

// Real64 returns the real parts of v.
func Real64(v View[complex64]) View[float32] { return View[float32]{part[float32](v.a, 0)} }

// Imag64 returns the imaginary parts of v.
func Imag64(v View[complex64]) View[float32] { return View[float32]{part[float32](v.a, 4)} }

// Real128 returns the real parts of v.
func Real128(v View[complex128]) View[float64] { return View[float64]{part[float64](v.a, 0)} }

// Imag128 returns the imaginary parts of v.
func Imag128(v View[complex128]) View[float64] { return View[float64]{part[float64](v.a, 8)} }

// MutReal64 returns the real parts of v, to read and write.
func MutReal64(v MutView[complex64]) MutView[float32] { return MutView[float32]{Real64(v.View)} }

// MutImag64 returns the imaginary parts of v, to read and write.
func MutImag64(v MutView[complex64]) MutView[float32] { return MutView[float32]{Imag64(v.View)} }

// MutReal128 returns the real parts of v, to read and write.
func MutReal128(v MutView[complex128]) MutView[float64] { return MutView[float64]{Real128(v.View)} }

// MutImag128 returns the imaginary parts of v, to read and write.
func MutImag128(v MutView[complex128]) MutView[float64] { return MutView[float64]{Imag128(v.View)} }

// part returns the T's that lie offset bytes into each complex item.
func part[T Element](a mem.Array, offset int) mem.Array {
	swapped := a.Swapped()
	a.Base = mem.Add(a.Base, a.L().SubField(offset)) // M2: the part lies inside the item
	a.Settle(itemOf[T](swapped))
	return a
}

// Real returns the real parts of complex items, and items of real numbers as they
// are, sharing the memory. The error wraps [ErrType] for other items.
func (r Raw) Real() (Raw, error) { return r.part("Real", 0) }

// Real returns the real parts of complex items. See [Raw.Real].
func (r MutRaw) Real() (MutRaw, error) {
	p, err := r.part("Real", 0)
	return MutRaw{p}, err
}

// Imag returns the imaginary parts of complex items, sharing the memory. The
// error wraps [ErrType] for other items: real numbers have no imaginary parts in
// memory.
func (r Raw) Imag() (Raw, error) { return r.part("Imag", 1) }

// Imag returns the imaginary parts of complex items. See [Raw.Imag].
func (r MutRaw) Imag() (MutRaw, error) {
	p, err := r.part("Imag", 1)
	return MutRaw{p}, err
}

func (r Raw) part(op string, k int) (Raw, error) {
	switch kind := r.typ.Kind.Part(); {
	case kind != r.typ.Kind:
		w := r
		w.typ.Kind, w.typ.Size = kind, r.typ.Size/2
		w.a.Moved(w.a.L().SubField(k * w.typ.Size)) // M2: the part lies inside the item
		return w, nil
	case k == 0 && (kind.IsNumeric() || kind == elem.KindLongDouble):
		return r, nil
	}
	return Raw{}, fmt.Errorf("inplace: %s: want complex items, found %s: %w", op, r.typ, ErrType)
}

// Field returns the field of this name of each record, sharing the memory. The
// items of a field that is a sub-array become further axes, as in NumPy. The
// error wraps [ErrType] if the items are no records or have no such field, and
// [ErrShape] if the sub-array's axes would be too many.
func (r Raw) Field(name string) (Raw, error) {
	if r.typ.Kind != elem.KindRecord {
		return Raw{}, fmt.Errorf("inplace: Field: want records with a field %q, found items of type %s: %w", name, r.typ, ErrType)
	}
	f, ok := r.typ.Rec.Field(name)
	if !ok {
		return Raw{}, fmt.Errorf("inplace: Field: no field %q in a record of type %s; its fields are %s: %w",
			name, r.typ, quoted(r.typ.Rec.Names()), ErrType)
	}
	w := r
	w.typ = f.Type
	if f.Shape == nil {
		w.a.Moved(w.a.L().SubField(f.Offset)) // M2: the field lies inside the record
		return w, nil
	}
	off, err := w.a.L().SubArray(f.Offset, f.Shape, f.Type.Size)
	if err != nil {
		return Raw{}, refused("Field", err)
	}
	w.a.Moved(off) // M2: the field lies inside the record
	return w, nil
}

// Field returns the field of this name of each record. See [Raw.Field].
func (r MutRaw) Field(name string) (MutRaw, error) {
	f, err := r.Raw.Field(name)
	return MutRaw{f}, err
}

func quoted(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(q, ", ")
}
