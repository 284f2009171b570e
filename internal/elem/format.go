package elem

import (
	"math/bits"
	"strconv"
	"strings"
)

// FormatOf is the PEP 3118 format under which to export memory of the type, on the assumption that
// the memory starts aligned and that items follow each other without gaps. Padding is written out,
// also at the end of inner records, so that every reader finds the same offsets; fields that are not
// aligned are marked '=' or '^' as NumPy marks them.
//
// It is empty where PEP 3118 has no spelling: bfloat16, datetime64 and timedelta64, field names with
// ':', fields that overlap or are out of order, and the zero Type.
func FormatOf(t Type) string {
	if t.Kind.IsNumeric() && !t.Swapped {
		return nativeFormats[t.Kind]
	}
	w := writer{mark: '@'}
	if !w.item(t, lowBit(t.Size), false) {
		return ""
	}
	return w.String()
}

var nativeFormats = func() (table [NumNumeric]string) {
	for k := KindBool; k <= KindComplex128; k++ {
		table[k] = letters(k.Type(), '@')
	}
	return table
}()

// writer writes a format. mark is the order mark in force.
type writer struct {
	strings.Builder
	mark byte
}

// strongest is more than any alignment; an array is assumed to start at a multiple of it.
const strongest = 1 << 10

// lowBit is the largest power of two that divides n: the alignment that a step of n bytes keeps.
func lowBit(n int) int {
	if n == 0 {
		return strongest
	}
	return min(1<<bits.TrailingZeros(uint(n)), strongest)
}

// item writes a type at a place whose address is a multiple of known bytes.
func (w *writer) item(t Type, known int, repeated bool) bool {
	if t.Kind == KindRecord {
		return w.record(t, known, repeated)
	}
	mark := w.markFor(t, known)
	text := letters(t, mark)
	if text == "" {
		return false
	}
	if mark != w.mark {
		w.WriteByte(mark)
		w.mark = mark
	}
	w.WriteString(text)
	return true
}

func (w *writer) markFor(t Type, known int) byte {
	align := min(t.Align(), maxNativeAlign)
	switch {
	case align == 1:
		return w.mark
	case t.Swapped && hostLittle:
		return '>'
	case t.Swapped:
		return '<'
	case known%align == 0:
		return '@'
	}
	switch t.Kind {
	case KindLongDouble, KindComplexLongDouble, KindObject, KindPointer:
		return '^'
	}
	return '='
}

// record writes T{…}. Inside it nothing counts as aligned beyond what the record's size is a multiple
// of: no T{…} comes out ragged.
func (w *writer) record(t Type, known int, repeated bool) bool {
	known = min(known, lowBit(t.Size))
	w.WriteString("T{")
	end := 0
	for _, f := range t.Rec.fields() {
		if f.Offset < end || f.Size() > t.Size-f.Offset || strings.Contains(f.Name, ":") {
			return false
		}
		w.padding(f.Offset - end)
		if !w.field(f, known) {
			return false
		}
		end = f.Offset + f.Size()
	}
	w.padding(t.Size - end)
	if repeated && end == t.Size {
		w.WriteString("0x") // keeps padding behind the '}' from being taken for ours
	}
	w.WriteByte('}')
	return true
}

func (r *Record) fields() []Field {
	if r == nil {
		return nil
	}
	return r.Fields
}

func (w *writer) padding(n int) {
	if n > 1 {
		w.WriteString(strconv.Itoa(n))
	}
	if n > 0 {
		w.WriteByte('x')
	}
}

func (w *writer) field(f Field, known int) bool {
	known = min(known, lowBit(f.Offset))
	repeated := product(f.Shape) > 1
	if repeated {
		known = min(known, lowBit(f.Type.Size))
	}
	for i, n := range f.Shape {
		w.WriteByte("(,"[min(i, 1)])
		w.WriteString(strconv.Itoa(n))
	}
	if len(f.Shape) > 0 {
		w.WriteByte(')')
	}
	if !w.item(f.Type, known, repeated) {
		return false
	}
	if f.Name != "" {
		w.WriteString(":" + f.Name + ":")
	}
	return f.Name != "" || f.Type.Kind != KindVoid // an unnamed void would read back as padding
}

// letters is the code of a type without mark; empty if there is none.
func letters(t Type, mark byte) string {
	counted := func(unit int, letter string) string {
		if n := t.Size / unit; n != 1 {
			return strconv.Itoa(n) + letter
		}
		return letter
	}
	switch t.Kind {
	case KindComplex32:
		return "Ze"
	case KindComplex64:
		return "Zf"
	case KindComplex128:
		return "Zd"
	case KindLongDouble:
		return "g"
	case KindComplexLongDouble:
		return "Zg"
	case KindBytes:
		return counted(1, "s")
	case KindPascal:
		return counted(1, "p")
	case KindVoid:
		return counted(1, "x")
	case KindUnicode:
		return counted(4, "w")
	case KindUCS2:
		return counted(2, "u")
	case KindObject:
		return "O"
	case KindPointer:
		return "P"
	}
	if mark == '@' && longSize == 8 { // as NumPy spells its 64-bit integers
		switch t.Kind {
		case KindInt64:
			return "l"
		case KindUint64:
			return "L"
		}
	}
	if c := letterOf(t.Kind); c != 0 {
		return string(rune(c))
	}
	return ""
}
