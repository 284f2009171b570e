package ndview

import (
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-inplace/inplace/internal/elem"
)

// PrintItems are copies of the items that are going to be printed, one after the
// other, in the byte order of the array.
type printItems struct {
	typ    elem.Type
	data   []byte
	n      int
	scalar bool // of an array without axes
}

// item returns the bytes of item k.
func (it printItems) item(k int) []byte { return it.data[k*it.typ.Size:][:it.typ.Size] }

// part returns one of the fields of records, or of the halves of complex numbers:
// count items of type typ at offset in each item.
func (it printItems) part(typ elem.Type, offset, count int) printItems {
	size := typ.Size * count
	p := printItems{typ: typ, n: it.n * count, data: make([]byte, 0, it.n*size)}
	for k := range it.n {
		p.data = append(p.data, it.item(k)[offset:offset+size]...)
	}
	return p
}

// A column returns the text of item k of the items that it was made for.
type column func(k int) string

// newColumn looks at all items and returns how each of them prints.
func newColumn(it printItems, o PrintOptions) column {
	switch k := it.typ.Kind; {
	case k == elem.KindBool:
		return boolColumn(it)
	case k.IsSigned(), k.IsUnsigned():
		return intColumn(it, o)
	case isReal(k):
		return realColumn(it, o)
	case isComplex(k):
		return complexColumn(it, o)
	case k == elem.KindDatetime64, k == elem.KindTimedelta64:
		return timeColumn(it)
	case k == elem.KindRecord:
		return recordColumn(it, o)
	}
	return func(k int) string { return textOf(it.typ, it.item(k)) }
}

func isReal(k elem.Kind) bool { return k.IsFloat() || k == elem.KindLongDouble }

func isComplex(k elem.Kind) bool { return k.Part() != k }

func boolColumn(it printItems) column {
	yes := " True" // as wide as False
	if it.scalar {
		yes = "True"
	}
	return func(k int) string {
		if it.item(k)[0] != 0 {
			return yes
		}
		return "False"
	}
}

func intColumn(it printItems, o PrintOptions) column {
	texts := make([]string, it.n)
	width, negative := 0, false
	for k := range texts {
		texts[k] = intText(it.typ, it.item(k))
		negative = negative || texts[k][0] == '-'
	}
	sign := o.sign()
	if sign == ' ' && negative {
		sign = '-'
	}
	for k, text := range texts {
		if sign != '-' && text[0] != '-' {
			texts[k] = string(sign) + text
		}
		width = max(width, len(texts[k]))
	}
	return func(k int) string { return padLeft(texts[k], width) }
}

// intText prints an integer of any size.
func intText(typ elem.Type, item []byte) string {
	bits := unsignedOf(typ, item)
	if typ.Kind.IsUnsigned() {
		return strconv.FormatUint(bits, 10)
	}
	return strconv.FormatInt(signedOf(typ, bits), 10)
}

// unsignedOf reads an item of at most eight bytes.
func unsignedOf(typ elem.Type, item []byte) uint64 {
	var b [8]byte
	copy(b[:], littleEndian(typ, item))
	return binary.LittleEndian.Uint64(b[:])
}

// signedOf extends the sign of an integer.
func signedOf(typ elem.Type, bits uint64) int64 {
	unused := 64 - 8*typ.Size
	return int64(bits<<unused) >> unused
}

var printsOnLittleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// littleEndian returns the bytes of a number, lowest first.
func littleEndian(typ elem.Type, item []byte) []byte {
	if printsOnLittleEndian != typ.Swapped {
		return item
	}
	reversed := slices.Clone(item)
	slices.Reverse(reversed)
	return reversed
}

func realColumn(it printItems, o PrintOptions) column {
	xs := it.reals()
	c := newFloatColumn(xs, o, o.sign())
	return func(k int) string { return c.text(xs[k]) }
}

func complexColumn(it printItems, o PrintOptions) column {
	re, im := it.complexParts()
	left, right := newFloatColumn(re, o, o.sign()), newFloatColumn(im, o, '+')
	return func(k int) string {
		// The j belongs to the number, before the padding.
		text := right.text(im[k])
		number := strings.TrimRight(text, " ")
		return left.text(re[k]) + number + "j" + text[len(number):]
	}
}

func (it printItems) complexParts() (re, im []real) {
	half := it.typ
	half.Kind, half.Size = half.Kind.Part(), half.Size/2
	return it.part(half, 0, 1).reals(), it.part(half, half.Size, 1).reals()
}

func (it printItems) reals() []real {
	xs := make([]real, it.n)
	for k := range xs {
		xs[k] = realItem(it.typ, it.item(k))
	}
	return xs
}

// realItem reads a floating-point item.
func realItem(typ elem.Type, item []byte) real {
	b := littleEndian(typ, item)
	switch typ.Kind {
	case elem.KindFloat16:
		return realOf(form16, elem.Float16(binary.LittleEndian.Uint16(b)).Float64())
	case elem.KindBFloat16:
		return realOf(formB16, elem.BFloat16(binary.LittleEndian.Uint16(b)).Float64())
	case elem.KindFloat32:
		return realOf(form32, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	case elem.KindLongDouble:
		return longDouble(b)
	}
	return realOf(form64, math.Float64frombits(binary.LittleEndian.Uint64(b)))
}

// longDouble reads C's long double of the platform: a double, x87's 80 bits with
// padding behind, or IEEE 754 binary128.
func longDouble(b []byte) real {
	switch {
	case len(b) == 8:
		return realOf(form64, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case runtime.GOARCH == "amd64" || runtime.GOARCH == "386":
		return x87(binary.LittleEndian.Uint16(b[8:]), binary.LittleEndian.Uint64(b))
	}
	return quad(binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b))
}

// recordColumn prints records as tuples, each field in a column of its own.
func recordColumn(it printItems, o PrintOptions) column {
	var columns []column
	for _, f := range it.typ.Rec.Fields {
		columns = append(columns, fieldColumn(it, f, o))
	}
	return func(k int) string {
		texts := make([]string, len(columns))
		for i, text := range columns {
			texts[i] = text(k)
		}
		return tuple(texts)
	}
}

func tuple(texts []string) string {
	if len(texts) == 1 {
		return "(" + texts[0] + ",)"
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

func fieldColumn(it printItems, f elem.Field, o PrintOptions) column {
	count := product(f.Shape)
	items := it.part(f.Type, f.Offset, count)
	items.scalar = it.scalar && len(f.Shape) == 0
	text := newColumn(items, o)
	if o.wholeFloats && isReal(f.Type.Kind) {
		text = func(k int) string { return realScalar(realItem(items.typ, items.item(k))) }
	}
	if len(f.Shape) == 0 {
		return text
	}
	return func(k int) string {
		next := k * count
		return subArray(f.Shape, o, count > o.Threshold, func() string {
			next++
			return text(next - 1)
		}, func(n int) { next += n })
	}
}

// subArray prints a sub-array field on one line, summarised if it is large. next
// returns the text of the next item, skip passes over n items.
func subArray(shape []int, o PrintOptions, summarised bool, next func() string, skip func(n int)) string {
	if len(shape) == 0 {
		return next()
	}
	var texts []string
	edge := max(o.EdgeItems, 0)
	for i := 0; i < shape[0]; i++ {
		if summarised && i == edge && shape[0] > 2*edge {
			hidden := shape[0] - 2*edge
			texts = append(texts, "...")
			skip(hidden * product(shape[1:]))
			i += hidden - 1
			continue
		}
		texts = append(texts, subArray(shape[1:], o, summarised, next, skip))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// runeLen returns the width of a text as NumPy counts it.
func runeLen(s string) int { return utf8.RuneCountInString(s) }
