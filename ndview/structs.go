package ndview

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Records as Go structs. A record and a struct are held against each other offset by offset: what is not proved to
// be the same memory is refused. Nothing revokes a slice of structs when the borrow ends: do not keep it.

// StructsOf returns the records of r in C order as a slice of Go structs that shares their memory:
//
//	type Point struct {
//		X, Y float64
//		ID   int32
//		_    [4]byte
//	}
//	points, err := ndview.StructsOf[Point](raw) // dtype [('x', 'f8'), ('y', 'f8'), ('id', 'i4')], align=True
//
// Each Go field belongs to the field of the record that its tag `dtype:"name"` names, else to that of the same name,
// case apart, and must have its offset and type: Go's numbers, [Bool], [Float16], [BFloat16], arrays for sub-arrays,
// structs for records, [n]byte for bytes and void, [n]rune for unicode, int64 for datetime64 and timedelta64. Each field
// of the record needs a Go field, or lies under a blank one ("_ [8]byte"). The struct has the size of the
// record; the records must follow each other in C order and be aligned for the struct.
//
// Writing a whole struct writes the gaps between its fields, too. In an array of some fields only (a[["x", "id"]])
// the others lie in the gaps: write field by field there.
//
// The error is a [*StructError] that lists everything unmet and wraps [ErrType], [ErrLayout] or [ErrAlign]. StructsOf
// panics with a [ReleasedError] if the borrow has ended.
func StructsOf[S any](r MutRaw) ([]S, error) { return structsOf[S]("StructsOf", r.Raw) }

// UnsafeStructsOf is [StructsOf] for records that are only to be read. The slice must not be written; see
// [View.UnsafeSlice].
func UnsafeStructsOf[S any](r Raw) ([]S, error) { return structsOf[S]("UnsafeStructsOf", r) }

// CopyStructs copies the records of r, in C order, to dst. The rules are those of [StructsOf], but records of any
// layout will do, misaligned ones and those behind pointers too. The error wraps [ErrShape] if dst has not exactly one
// element for each record.
func CopyStructs[S any](dst []S, r Raw) error {
	r.a.Check()
	if e := r.proveStruct("CopyStructs", reflect.TypeFor[S]()); e != nil {
		return e
	}
	if n := r.Size(); n != len(dst) {
		return fmt.Errorf("inplace: CopyStructs: the view has %d records, the slice %d elements: %w", n, len(dst), ErrShape)
	}
	if len(dst) == 0 {
		return nil
	}
	return r.CopyTo(mem.Bytes(mem.Of(dst), len(dst)*r.typ.Size)) // proveStruct: an S has the size of a record and no pointers
}

func structsOf[S any](op string, r Raw) ([]S, error) {
	r.a.Check()
	s := reflect.TypeFor[S]()
	e := r.proveStruct(op, s)
	if !r.ContiguousC() {
		e = e.and(op, s, r.typ, ErrLayout, "order: wanted records that follow each other in C order, found shape "+
			layout.FormatShape(r.Shape())+" with strides "+layout.FormatShape(r.Strides())+"; CopyStructs copies them")
	}
	if r.Size() > 0 && !mem.Aligned(r.a.Base, s.Align()) {
		e = e.and(op, s, r.typ, ErrAlign, fmt.Sprintf("alignment: wanted an address that is a multiple of %d bytes, found %#x; CopyStructs copies them",
			s.Align(), r.Address()))
	}
	if e != nil {
		return nil, e
	}
	if r.Size() == 0 {
		return []S{}, nil
	}
	return mem.Slice[S](r.a.Base, r.Size()), nil // M1–M4: lease open; contiguous, aligned, and every bit pattern an S
}

// proveStruct holds the records against a Go struct; nil if they are the same.
func (r Raw) proveStruct(op string, s reflect.Type) *StructError {
	var e *StructError
	for _, text := range r.typ.Differences(s) {
		e = e.and(op, s, r.typ, ErrType, text)
	}
	return e
}

// A StructError says why records cannot be used as a Go struct. It wraps a sentinel for each unmet requirement.
type StructError struct {
	Op     string
	GoType string
	DType  DType
	Unmet  []string // wanted against found
	causes []error
}

func (e *StructError) and(op string, s reflect.Type, typ DType, cause error, text string) *StructError {
	if e == nil {
		e = &StructError{Op: op, GoType: s.String(), DType: typ}
	}
	e.Unmet = append(e.Unmet, text)
	e.causes = append(e.causes, cause)
	return e
}

func (e *StructError) Error() string {
	return "inplace: " + e.Op + "[" + e.GoType + "]: items of type " + e.DType.String() + " are no such structs: " + strings.Join(e.Unmet, "; ")
}

// Unwrap returns the sentinels.
func (e *StructError) Unwrap() []error { return e.causes }
