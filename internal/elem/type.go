package elem

import "slices"

// Type is one item in memory. It is a small value that fits into registers. == compares records and
// ticks by identity, [Type.Equal] by content. The zero Type is no type.
type Type struct {
	Kind    Kind
	Swapped bool // stored in the other byte order than the host's; false where order means nothing
	Size    int  // bytes
	Rec     *Record
}

// Record is what a Type has beyond kind and size: the fields of a KindRecord, or the tick of a
// KindDatetime64 or KindTimedelta64 that has a unit (see [Type.Tick]). It is nil for all other kinds.
// Treat it as immutable.
type Record struct {
	Fields []Field

	index map[string]int // only for many fields
	unit  Unit
	step  int
}

// Field is one field of a record, or a block of equal items if Shape is not nil.
type Field struct {
	Name   string
	Offset int // bytes from the start of the record
	Type   Type
	Shape  []int // sub-array in C order; nil for a single item
}

// Item is what a format describes: a Type, or a sub-array of them as in "(3)<f".
type Item struct {
	Type  Type
	Shape []int // C order; nil for a single item

	// Calc is the number of bytes the format describes by itself. It is less than the itemsize
	// where trailing padding is implied.
	Calc int

	// Opaque says why format and itemsize contradict each other. Type is then a KindVoid of
	// itemsize bytes that must not be read as numbers. Empty if the item is typed.
	Opaque string

	// Pointers says that there are pointers somewhere among the bytes of an opaque item, which must not
	// be written over. For a typed item the Type tells.
	Pointers bool
}

// Size is the number of bytes of the item, sub-array included.
func (it Item) Size() int { return it.Type.Size * product(it.Shape) }

// Size is the number of bytes of the field, sub-array included.
func (f Field) Size() int { return f.Type.Size * product(f.Shape) }

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// manyFields is the number of fields from which a map beats comparing names one by one.
const manyFields = 24

// Field finds a field by name.
func (r *Record) Field(name string) (Field, bool) {
	if r == nil {
		return Field{}, false
	}
	if r.index != nil {
		i, ok := r.index[name]
		if !ok {
			return Field{}, false
		}
		return r.Fields[i], true
	}
	for _, f := range r.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Names lists the field names in order.
func (r *Record) Names() []string {
	if r == nil {
		return nil
	}
	names := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		names[i] = f.Name
	}
	return names
}

// Is says whether the type is the given kind in the host's byte order: for numeric kinds, whether
// properly aligned memory can be loaded as the Go type.
func (t Type) Is(k Kind) bool { return t.Kind == k && !t.Swapped }

// Align is the alignment in bytes that C gives the type; for records that of the strictest field.
// Types without one (bytes, void) have 1.
func (t Type) Align() int {
	switch t.Kind {
	case KindRecord:
		return t.Rec.align()
	case KindLongDouble, KindComplexLongDouble:
		return longDoubleAlign
	case KindUnicode:
		return 4
	case KindUCS2, KindComplex32:
		return 2
	case KindObject, KindPointer:
		return pointerSize
	case KindDatetime64, KindTimedelta64:
		return 8
	}
	return max(t.Kind.Align(), 1)
}

func (r *Record) align() int {
	a := 1
	if r != nil {
		for _, f := range r.Fields {
			a = max(a, f.Type.Align())
		}
	}
	return a
}

// Equal compares by content: kind, byte order, size, tick, and fields with names, offsets, types and
// shapes.
func (t Type) Equal(u Type) bool {
	if t.Rec == u.Rec || t.Rec == nil || u.Rec == nil {
		return t == u
	}
	r, s := t.Rec, u.Rec
	t.Rec, u.Rec = nil, nil
	return t == u && r.unit == s.unit && r.step == s.step && slices.EqualFunc(r.Fields, s.Fields, Field.equal)
}

func (f Field) equal(g Field) bool {
	return f.Name == g.Name && f.Offset == g.Offset && slices.Equal(f.Shape, g.Shape) && f.Type.Equal(g.Type)
}

// hasOrder says whether byte order means something for the type.
func (t Type) hasOrder() bool {
	switch t.Kind {
	case KindBytes, KindVoid, KindObject, KindRecord, KindPascal, Invalid:
		return false
	case KindUnicode, KindUCS2: // also when empty
		return true
	}
	return t.Size > 1
}
