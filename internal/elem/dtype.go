package elem

import (
	"fmt"
	"strconv"
	"strings"
)

// String prints the type as NumPy's str(dtype): "float64", ">f8", "|S3", "<U4", "|V5",
// "datetime64[ns]", "[('a', '<i4'), ('b', '<f8')]". Records with gaps print as the dict form, with
// offsets and itemsize.
func (t Type) String() string {
	switch t.Kind {
	case KindRecord:
		return recordString(t)
	case KindBytes, KindUnicode, KindVoid:
		return t.Typestr()
	}
	if t.Swapped {
		return t.Typestr()
	}
	switch t.Kind {
	case KindLongDouble:
		return "float" + strconv.Itoa(8*t.Size)
	case KindComplexLongDouble:
		return "complex" + strconv.Itoa(8*t.Size)
	case KindDatetime64, KindTimedelta64:
		return t.Kind.String() + t.tick()
	case KindPascal:
		return fmt.Sprintf("pascal[%d]", t.Size)
	case KindUCS2:
		return fmt.Sprintf("ucs2[%d]", t.Size/2)
	}
	return t.Kind.String()
}

// Typestr is the type string of NumPy's array interface: "<f8", "|b1", "|S3", "<U4", "<M8[ns]",
// "|V12" for a record. Kinds that NumPy does not have give their name after the order mark.
func (t Type) Typestr() string {
	return string(t.orderMark('|')) + t.plainTypestr()
}

// orderMark is '<', '>', or none for types without a byte order.
func (t Type) orderMark(none byte) byte {
	switch {
	case !t.hasOrder():
		return none
	case t.Swapped != hostLittle:
		return '<'
	}
	return '>'
}

func (t Type) plainTypestr() string {
	switch letter := t.Kind.info().letter; t.Kind {
	case KindObject:
		return "O"
	case KindUnicode:
		return "U" + strconv.Itoa(t.Size/4)
	case KindDatetime64, KindTimedelta64:
		return string(rune(letter)) + "8" + t.tick()
	default:
		if letter == 0 {
			return t.Kind.String()
		}
		return string(rune(letter)) + strconv.Itoa(t.Size)
	}
}

// tick is "[25s]", and nothing for the generic unit.
func (t Type) tick() string {
	switch unit, step := t.Tick(); {
	case unit == UnitGeneric:
		return ""
	case step > 1:
		return fmt.Sprintf("[%d%v]", step, unit)
	default:
		return "[" + unit.String() + "]"
	}
}

// short is how NumPy prints a type inside another: "'<f8'", "'u1'", "'?'", "'V5'".
func (t Type) short() string {
	switch t.Kind {
	case KindRecord:
		return recordString(t)
	case KindBool:
		return "'?'"
	}
	if !t.hasOrder() {
		return "'" + t.plainTypestr() + "'"
	}
	return "'" + t.Typestr() + "'"
}

// String prints the item as NumPy's str(dtype): a sub-array is "('<f4', (3,))". An opaque item says
// so.
func (it Item) String() string {
	if it.Opaque != "" {
		return fmt.Sprintf("%v (opaque: %s)", it.Type, it.Opaque)
	}
	if it.Shape == nil {
		return it.Type.String()
	}
	return withShape(it.Type, it.Shape)
}

func withShape(t Type, shape []int) string {
	if len(shape) == 0 {
		return t.short()
	}
	return "(" + t.short() + ", " + shapeString(shape) + ")"
}

// shapeString prints as a Python tuple: "(3,)", "(2, 3)".
func shapeString(shape []int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, n := range shape {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(n))
	}
	if len(shape) == 1 {
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return b.String()
}

func recordString(t Type) string {
	if t.isPacked() {
		return listString(t.Rec.fields())
	}
	return dictString(t)
}

// isPacked says whether the fields follow each other without gaps up to the end.
func (t Type) isPacked() bool {
	end := 0
	for _, f := range t.Rec.fields() {
		if f.Offset != end {
			return false
		}
		end += f.Size()
	}
	return end == t.Size
}

func listString(fields []Field) string {
	items := make([]string, len(fields))
	for i, f := range fields {
		items[i] = "(" + pyRepr(f.Name) + ", " + f.Type.short()
		if len(f.Shape) > 0 {
			items[i] += ", " + shapeString(f.Shape)
		}
		items[i] += ")"
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func dictString(t Type) string {
	var names, formats, offsets []string
	for _, f := range t.Rec.fields() {
		names = append(names, pyRepr(f.Name))
		formats = append(formats, withShape(f.Type, f.Shape))
		offsets = append(offsets, strconv.Itoa(f.Offset))
	}
	list := func(items []string) string { return "[" + strings.Join(items, ", ") + "]" }
	return fmt.Sprintf("{'names': %s, 'formats': %s, 'offsets': %s, 'itemsize': %d}",
		list(names), list(formats), list(offsets), t.Size)
}
