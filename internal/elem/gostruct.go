package elem

import (
	"fmt"
	"reflect"
	"strings"
)

// A record as a Go struct. Memory of the record may be used as values of the struct if
//
//	G1  the struct has the size of the record, and so have the structs of records that are repeated;
//	G2  each Go field, blank ones apart, is a field of the record: the same offset, the same number of values,
//	    the same type of value in the host's byte order;
//	G3  each field of the record is a Go field, or lies under a blank one;
//	G4  no Go type in it has pointers or values that some bytes are not: no bool, no string, no slice.
//
// A Go field belongs to the field of the record that its tag names (`dtype:"x y"`), else to that of the same name,
// else to the only one that differs in case alone. Sub-arrays are Go arrays of as many values, nested or not;
// bytes and void of n bytes are [n]byte, unicode of n characters is [n]rune, datetime64 and timedelta64 are int64.

// Differences holds a record against a Go struct and lists everything that keeps memory of the one from being used as
// values of the other, wanted against found; nil if nothing does. Alignment is the memory's matter and not looked at.
func (t Type) Differences(goType reflect.Type) []string {
	var d differences
	switch {
	case t.Kind != KindRecord:
		d.add("items: wanted records, found %s", t)
	case goType.Kind() != reflect.Struct:
		d.add("Go type: wanted a struct, found %s", goType)
	default:
		if size := int(goType.Size()); size != t.Size { // G1
			d.add("size: wanted %d bytes (%s), found %d", size, goType, t.Size)
		}
		d.fields("", t.Rec, goType)
	}
	return d
}

type differences []string

func (d *differences) add(format string, args ...any) { *d = append(*d, fmt.Sprintf(format, args...)) }

// fields compares a record with a struct, field by field.
func (d *differences) fields(path string, rec *Record, s reflect.Type) {
	taken := map[string]bool{}
	var blanks []reflect.StructField
	for i := range s.NumField() {
		g := s.Field(i)
		if g.Name == "_" {
			blanks = append(blanks, g)
			if !plainBytes(g.Type) { // G4
				d.add("%s%s: a blank Go field must be bytes or numbers, found %s", path, g.Name, g.Type)
			}
			continue
		}
		f, ok := rec.fieldOf(g)
		if !ok { // G2
			d.add("%s%s: no field of the record is called so; name it by a tag `dtype:\"…\"`", path, g.Name)
			continue
		}
		taken[f.Name] = true
		if int(g.Offset) != f.Offset {
			d.add("%s%s: wanted at byte %d, found at byte %d", path, g.Name, g.Offset, f.Offset)
		}
		d.value(path+g.Name, f, g.Type)
	}
	for _, f := range rec.fields() {
		if !taken[f.Name] && !under(blanks, f) { // G3
			d.add("%s%s: no Go field for it; a blank one (_ [%d]byte) leaves it out", path, f.Name, f.Size())
		}
	}
}

// fieldOf finds the record's field for a Go field.
func (r *Record) fieldOf(g reflect.StructField) (Field, bool) {
	if name, tagged := g.Tag.Lookup("dtype"); tagged {
		return r.Field(name)
	}
	if f, ok := r.Field(g.Name); ok {
		return f, true
	}
	var found []Field
	for _, f := range r.fields() {
		if strings.EqualFold(f.Name, g.Name) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return Field{}, false
	}
	return found[0], true
}

// under reports whether one blank field covers all bytes of f.
func under(blanks []reflect.StructField, f Field) bool {
	for _, g := range blanks {
		if int(g.Offset) <= f.Offset && f.Offset+f.Size() <= int(g.Offset+g.Type.Size()) {
			return true
		}
	}
	return false
}

// value compares one field with its Go type.
func (d *differences) value(path string, f Field, g reflect.Type) {
	values, base := flatten(g)
	wanted := product(f.Shape)
	switch t := f.Type; {
	case t.Kind == KindRecord:
		if base.Kind() != reflect.Struct {
			d.add("%s: wanted %s, found a record", path, g)
			return
		}
		if values != wanted {
			d.add("%s: wanted %d records, found %d", path, values, wanted)
		}
		if wanted > 1 && int(base.Size()) != t.Size { // G1
			d.add("%s: wanted records of %d bytes (%s), found %d", path, base.Size(), base, t.Size)
		}
		d.fields(path+".", t.Rec, base)
	case t.Swapped:
		d.add("%s: wanted native byte order, found %s", path, t)
	case !t.isGo(base):
		d.add("%s: wanted %s, found %s%s", path, base, t, t.hint(base))
	case values != wanted*(t.Size/int(base.Size())): // a string is as many values as it has units
		d.add("%s: wanted %d values (%s), found %d (%s)", path, values, g, wanted*(t.Size/int(base.Size())), Item{Type: t, Shape: f.Shape})
	}
}

// flatten is the number of values of a Go type that is an array, or an array of arrays, and their type.
func flatten(g reflect.Type) (values int, base reflect.Type) {
	values = 1
	for g.Kind() == reflect.Array {
		values *= g.Len()
		g = g.Elem()
	}
	return values, g
}

// isGo says whether a value, or one unit of a string, may be used as the Go type (G4).
func (t Type) isGo(g reflect.Type) bool {
	half := g == reflect.TypeFor[Float16]() || g == reflect.TypeFor[BFloat16]()
	switch t.Kind {
	case KindFloat16:
		return g == reflect.TypeFor[Float16]()
	case KindBFloat16:
		return g == reflect.TypeFor[BFloat16]()
	case KindBool, KindBytes, KindVoid, KindPascal:
		return g.Kind() == reflect.Uint8
	case KindUnicode:
		return g.Kind() == reflect.Int32 || g.Kind() == reflect.Uint32
	case KindDatetime64, KindTimedelta64:
		return g.Kind() == reflect.Int64
	case KindInt64:
		return g.Kind() == reflect.Int64 || g.Kind() == reflect.Int && g.Size() == 8
	case KindUint64:
		return g.Kind() == reflect.Uint64 || g.Kind() == reflect.Uint && g.Size() == 8
	}
	return t.Kind.IsNumeric() && !half && g.Kind().String() == t.Kind.GoName()
}

// hint says what to write instead.
func (t Type) hint(g reflect.Type) string {
	switch {
	case t.Kind == KindBool && g.Kind() == reflect.Bool:
		return "; Go's bool must not hold other bytes than 0 and 1, use ndview.Bool"
	case t.Kind == KindObject || t.Kind == KindPointer:
		return "; pointers stay where they are, leave them out by a blank field"
	case t.Kind == KindLongDouble || t.Kind == KindComplexLongDouble:
		return fmt.Sprintf("; Go has no such type, leave it out by a blank field (_ [%d]byte)", t.Size)
	}
	return ""
}

// plainBytes says whether every byte pattern is a value of the Go type, and none a pointer (G4).
func plainBytes(g reflect.Type) bool {
	_, base := flatten(g)
	switch k := base.Kind(); k {
	case reflect.Struct:
		for i := range base.NumField() {
			if !plainBytes(base.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Uintptr:
		return false
	default:
		return reflect.Int <= k && k <= reflect.Complex128
	}
}
