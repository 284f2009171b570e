package conformance_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var littleEndianHost = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// A printDType is a dtype with the classes of values that are drawn for it.
type printDType struct {
	name    string
	typ     elem.Type
	classes []string
}

var (
	intClasses   = []string{"small", "bits", "extremes"}
	floatClasses = []string{"few digits", "whole", "special", "tiny", "huge", "mixed", "bits", "powers of two", "ties", "near the limits", "equal"}
	textClasses  = []string{"ascii", "any"}
	timeClasses  = []string{"near", "far", "NaT"}
)

func printDTypes(t *testing.T) (ds []printDType) {
	add := func(name string, typ elem.Type, classes []string) {
		ds = append(ds, printDType{name, typ, classes})
	}
	for k := elem.KindBool; k <= elem.KindComplex128; k++ {
		classes := floatClasses
		switch {
		case k == elem.KindBFloat16:
			continue // NumPy has none
		case k == elem.KindBool:
			classes = []string{"bits"}
		case k.IsInteger():
			classes = intClasses
		}
		add(k.String(), k.Type(), classes)
	}
	for _, typestr := range []string{"f16", "c32"} {
		if runtime.GOARCH == "amd64" && runtime.GOOS != "windows" {
			typ, err := elem.ParseTypestr("<" + typestr)
			require.NoError(t, err)
			add(typ.String(), typ, floatClasses)
		}
	}
	add("bytes", elem.Type{Kind: elem.KindBytes, Size: 5}, textClasses)
	add("str", elem.Type{Kind: elem.KindUnicode, Size: 16}, textClasses)
	add("void", elem.Type{Kind: elem.KindVoid, Size: 3}, textClasses)
	add("datetime64", elem.Type{Kind: elem.KindDatetime64}, timeClasses)
	add("timedelta64", elem.Type{Kind: elem.KindTimedelta64}, timeClasses)
	add("record", recordOf(t,
		elem.Field{Name: "a", Type: elem.TypeOf[int32]()},
		elem.Field{Name: "b", Type: elem.TypeOf[float64]()},
		elem.Field{Name: "it's", Type: elem.TypeOf[elem.Bool]()},
		elem.Field{Name: "d", Type: elem.TypeOf[complex64]()},
		elem.Field{Name: "e", Type: elem.Type{Kind: elem.KindUnicode, Size: 8}},
		elem.Field{Name: "f", Type: elem.Datetime64(elem.Day, 1)},
	), floatClasses)
	inner := recordOf(t,
		elem.Field{Name: "x", Type: elem.TypeOf[elem.Float16]()},
		elem.Field{Name: "y", Type: elem.Type{Kind: elem.KindUint16, Size: 2, Swapped: true}})
	add("nested record", recordOf(t,
		elem.Field{Name: "p", Type: inner},
		elem.Field{Name: "q", Type: elem.TypeOf[float32](), Shape: []int{2, 3}},
		elem.Field{Name: "r", Type: elem.TypeOf[elem.Bool](), Shape: []int{1}},
		elem.Field{Name: "s", Type: inner, Shape: []int{2}},
		elem.Field{Name: "t", Type: elem.TypeOf[int8](), Shape: []int{0}},
	), floatClasses)
	add("record of one", recordOf(t, elem.Field{Name: "only", Type: elem.TypeOf[float64](), Shape: []int{4, 3}}), floatClasses)
	return ds
}

// recordOf packs fields.
func recordOf(t *testing.T, fields ...elem.Field) elem.Type {
	size := 0
	for i := range fields {
		fields[i].Offset = size
		size += fields[i].Size()
	}
	typ, err := elem.RecordOf(size, fields...)
	require.NoError(t, err)
	return typ
}

type printGen struct {
	*rand.Rand
	seen map[string]int
}

// A printArray is one array: its items in C order, and a view of the same items
// somewhere in memory.
type printArray struct {
	dtype   printDType
	typ     elem.Type
	class   string
	shape   []int
	data    []byte
	view    ndview.MutRaw
	options ndview.PrintOptions
	marks   []string
	note    string
}

func (g *printGen) array(t *testing.T, d printDType, class string) *printArray {
	a := &printArray{dtype: d, typ: d.typ, class: class}
	g.unit(a)
	a.typ.Swapped = canSwap(a.typ) && g.IntN(4) == 0
	a.shape = g.shape()
	n := 1
	for _, m := range a.shape {
		n *= m
	}
	if n == 0 {
		a.marks = append(a.marks, "empty")
	}
	for range n {
		a.data = append(a.data, g.item(a.typ, a.class)...)
	}
	if a.class == "equal" && n > 0 {
		first := a.data[:a.typ.Size]
		for k := range n {
			copy(a.data[k*a.typ.Size:], first)
		}
	}
	g.options(a, n)
	g.place(t, a)
	a.note = fmt.Sprintf("%s %s, shape %v, options %+v", d.name, a.class, a.shape, a.options)
	return a
}

// unit draws the tick of a datetime64 or timedelta64.
func (g *printGen) unit(a *printArray) {
	unit, step := elem.Year+elem.Unit(g.IntN(int(elem.Attosecond))), 1+24*g.IntN(2)
	switch a.typ.Kind {
	case elem.KindDatetime64:
		a.typ = elem.Datetime64(unit, step)
	case elem.KindTimedelta64:
		if g.IntN(10) == 0 {
			unit, step = elem.UnitGeneric, 1
		}
		a.typ = elem.Timedelta64(unit, step)
	default:
		return
	}
	a.marks = append(a.marks, "unit "+unit.String())
}

// canSwap leaves out timedelta64 without a unit: NumPy 2.5 takes the width of a
// swapped one from its swapped ticks.
func canSwap(typ elem.Type) bool {
	switch typ.Kind {
	case elem.KindRecord, elem.KindBytes, elem.KindVoid:
		return false
	case elem.KindTimedelta64:
		unit, _ := typ.Tick()
		return unit != elem.UnitGeneric
	}
	return typ.Size > 1
}

func (g *printGen) shape() []int {
	shape := make([]int, g.IntN(5))
	longest := [...]int{0, 40, 9, 5, 4}[len(shape)]
	if g.IntN(20) == 0 {
		longest = [...]int{0, 1500, 45, 13, 7}[len(shape)]
	}
	for i := range shape {
		shape[i] = 1 + g.IntN(max(longest, 1))
		if g.IntN(30) == 0 {
			shape[i] = 0
		}
	}
	return shape
}

// options changes each option in a sixth of the cases, all but the default ones.
func (g *printGen) options(a *printArray, n int) {
	a.options = ndview.PrintDefaults()
	o := &a.options
	if g.IntN(3) == 0 {
		a.marks = append(a.marks, "default options")
		return
	}
	change := func(key string, set func()) {
		if g.IntN(4) == 0 {
			set()
			a.marks = append(a.marks, key)
		}
	}
	change("precision", func() { o.Precision = g.IntN(20) })
	change("threshold", func() { o.Threshold = g.IntN(n + 2) })
	change("edgeitems", func() { o.EdgeItems = 1 + g.IntN(5) })
	change("linewidth", func() { o.LineWidth = 1 + g.IntN(140) })
	change("suppress", func() { o.Suppress = true })
	change("sign", func() { o.Sign = "+ "[g.IntN(2)] })
	change("floatmode", func() { o.FloatMode = ndview.FloatMode(1 + g.IntN(3)) })
	change("nanstr", func() { o.NaN, o.Inf = "not a number", "∞" })
}

// place lays the items out in memory: axes in any order, in either direction,
// with gaps, misaligned.
func (g *printGen) place(t *testing.T, a *printArray) {
	order := g.Perm(len(a.shape))
	strides := make([]int, len(a.shape))
	stride, first := a.typ.Size, 0
	if g.IntN(2) == 0 {
		for i := range order {
			order[i] = len(order) - 1 - i // C order
		}
	} else {
		stride += g.IntN(4)
		a.marks = append(a.marks, "strided")
	}
	negative := false
	for _, axis := range order {
		strides[axis] = stride
		stride *= max(a.shape[axis], 1)
		if g.IntN(4) == 0 {
			stride += a.typ.Size
		}
		if g.IntN(4) == 0 && a.shape[axis] > 1 {
			first += strides[axis] * (a.shape[axis] - 1)
			strides[axis] *= -1
			negative = true
		}
	}
	if negative {
		a.marks = append(a.marks, "negative stride")
	}
	offset := g.IntN(3)
	memory := make([]byte, stride+a.typ.Size+offset)
	for k := range len(a.data) / max(a.typ.Size, 1) {
		at, rest := offset+first, k
		for axis := len(a.shape) - 1; axis >= 0; axis-- {
			at += rest % a.shape[axis] * strides[axis]
			rest /= a.shape[axis]
		}
		copy(memory[at:], a.data[k*a.typ.Size:][:a.typ.Size])
	}
	var err error
	a.view, err = ndview.FromBytes(memory, offset+first, a.typ, a.shape, strides)
	require.NoError(t, err)
}

// item draws one item.
func (g *printGen) item(typ elem.Type, class string) []byte {
	b := make([]byte, typ.Size)
	switch k := typ.Kind; {
	case k == elem.KindRecord:
		g.fields(b, typ, class)
		return b
	case k == elem.KindBool:
		b[0] = byte(g.IntN(3)) & byte(g.IntN(256))
		return b
	case k.IsInteger():
		g.integer(b, typ, class)
	case k.IsFloat(), k == elem.KindLongDouble:
		g.float(b, typ, class)
	case k.Part() != k:
		half := elem.Type{Kind: k.Part(), Size: typ.Size / 2}
		g.float(b[:half.Size], half, class)
		g.float(b[half.Size:], half, class)
		if typ.Swapped == littleEndianHost {
			slices.Reverse(b[:half.Size])
			slices.Reverse(b[half.Size:])
		}
		return b
	case k == elem.KindDatetime64, k == elem.KindTimedelta64:
		binary.LittleEndian.PutUint64(b, uint64(g.ticks(class)))
	default:
		g.text(b, typ, class)
		return b
	}
	if typ.Swapped == littleEndianHost {
		slices.Reverse(b)
	}
	return b
}

func (g *printGen) fields(b []byte, typ elem.Type, class string) {
	for _, f := range typ.Rec.Fields {
		each := class
		switch k := f.Type.Kind; {
		case k == elem.KindDatetime64:
			each = timeClasses[g.IntN(len(timeClasses))]
		case k.IsInteger():
			each = intClasses[g.IntN(len(intClasses))]
		case k == elem.KindUnicode:
			each = textClasses[g.IntN(len(textClasses))]
		}
		for at := f.Offset; at < f.Offset+f.Size(); at += f.Type.Size {
			copy(b[at:], g.item(f.Type, each))
		}
	}
}

// integer draws an integer, lowest byte first.
func (g *printGen) integer(b []byte, typ elem.Type, class string) {
	var x uint64
	switch class {
	case "small":
		x = uint64(g.IntN(100))
		if typ.Kind.IsSigned() && g.IntN(5) == 0 {
			x = -x
		}
	case "bits":
		x = g.Uint64()
	default:
		top := uint64(1) << (8*typ.Size - 1)
		x = []uint64{0, 1, top, top - 1, 2*top - 1}[g.IntN(5)]
	}
	var all [8]byte
	binary.LittleEndian.PutUint64(all[:], x)
	copy(b, all[:])
}

// float draws a floating-point number, lowest byte first.
func (g *printGen) float(b []byte, typ elem.Type, class string) {
	if class == "bits" {
		g.floatBits(b, typ)
		return
	}
	x := g.real(typ.Kind, class)
	switch typ.Kind {
	case elem.KindFloat16:
		binary.LittleEndian.PutUint16(b, uint16(elem.Float16From64(x)))
	case elem.KindFloat32:
		binary.LittleEndian.PutUint32(b, math.Float32bits(float32(x)))
	case elem.KindFloat64:
		binary.LittleEndian.PutUint64(b, math.Float64bits(x))
	default:
		g.extended(b, x)
	}
}

// floatBits draws any number; those with the largest exponent, which are NaN, are
// made rare.
func (g *printGen) floatBits(b []byte, typ elem.Type) {
	for {
		for i := range b {
			b[i] = byte(g.Uint32())
		}
		switch typ.Kind {
		case elem.KindFloat16:
			if b[1]&0x7c != 0x7c || g.IntN(10) == 0 {
				return
			}
		case elem.KindLongDouble:
			b[7] |= 0x80 // the leading one is explicit, but for subnormals
			if b[8] == 0 && b[9]&0x7f == 0 {
				b[7] &^= 0x80
			}
			if b[9]&0x7f != 0x7f {
				return
			}
		default:
			return
		}
	}
}

// extended writes x as x87's extended number, with random bits below those of x.
func (g *printGen) extended(b []byte, x float64) {
	bits := math.Float64bits(x)
	exp, frac := int(bits>>52&0x7ff), bits<<11
	switch {
	case exp == 0x7ff:
		exp, frac = 0x7fff, frac|1<<63
	case x == 0:
		exp, frac = 0, 0
	default:
		m, e := math.Frexp(math.Abs(x))
		exp = e + 16382
		frac = uint64(m*(1<<53)) << 11
		if g.IntN(2) == 0 {
			frac |= uint64(g.IntN(1 << 11))
		}
	}
	binary.LittleEndian.PutUint64(b, frac)
	binary.LittleEndian.PutUint16(b[8:], uint16(exp)|uint16(bits>>63)<<15)
	for i := 10; i < len(b); i++ {
		b[i] = byte(g.Uint32())
	}
}

func (g *printGen) real(k elem.Kind, class string) float64 {
	sign := 1.0
	if g.IntN(4) == 0 {
		sign = -1
	}
	least, most := 1e-320, 1e300
	switch k {
	case elem.KindFloat16:
		least, most = 6e-8, 65000
	case elem.KindFloat32:
		least, most = 1e-45, 3e38
	}
	switch class {
	case "few digits":
		return sign * float64(g.IntN(100000)) / math.Pow10(g.IntN(6))
	case "whole":
		return sign * float64(g.IntN(1<<g.IntN(31)+1))
	case "special":
		return []float64{0, math.Copysign(0, -1), 1, 1.5, math.NaN(), math.Inf(1), math.Inf(-1)}[g.IntN(7)]
	case "tiny":
		return sign * least * math.Exp(30*g.Float64())
	case "huge":
		return sign * most * math.Exp(-30*g.Float64())
	case "mixed":
		return sign * math.Exp(math.Log(least)+g.Float64()*(math.Log(most)-math.Log(least)))
	case "powers of two":
		return sign * math.Ldexp(1, g.IntN(40)-20+g.IntN(2)*(g.IntN(1600)-800))
	case "ties":
		return sign * (float64(g.IntN(1000)) + 0.5) / math.Exp2(float64(g.IntN(12)))
	case "near the limits":
		limit := []float64{1e-4, 1e3, 1e6, 1e8, 1e16, 1, 0.1}[g.IntN(7)]
		return sign * limit * (1 + float64(g.IntN(5)-2)*math.Exp2(-float64([]int{10, 23, 52}[g.IntN(3)])))
	}
	return sign * g.ExpFloat64()
}

func (g *printGen) ticks(class string) int64 {
	switch {
	case class == "NaT" && g.IntN(3) == 0:
		return math.MinInt64
	case class == "far":
		return g.Int64N(1<<50) - 1<<49
	}
	return g.Int64N(200000) - 100000
}

// text draws a string that may be shorter than its item.
func (g *printGen) text(b []byte, typ elem.Type, class string) {
	unit := 1
	if typ.Kind == elem.KindUnicode {
		unit = 4
	}
	for at := 0; at < g.IntN(len(b)+unit)/unit*unit; at += unit {
		r := rune(' ' + g.IntN('~'-' '+1))
		if class == "any" {
			r = g.anyRune(unit)
		}
		if unit == 1 {
			b[at] = byte(r)
			continue
		}
		if typ.Swapped == littleEndianHost {
			binary.BigEndian.PutUint32(b[at:], uint32(r))
		} else {
			binary.LittleEndian.PutUint32(b[at:], uint32(r))
		}
	}
}

// anyRune draws characters about which all versions of Unicode agree.
func (g *printGen) anyRune(unit int) rune {
	if unit == 1 {
		return rune(g.IntN(256))
	}
	ranges := [][2]rune{{0, 0x17f}, {0x391, 0x3a1}, {0x4e00, 0x9000}, {0x200b, 0x2030}, {0xd800, 0xdfff}, {0xe000, 0xe010}, {0x1f600, 0x1f640}, {0x10fff0, 0x10ffff}, {'\'', '\''}, {'"', '"'}}
	r := ranges[g.IntN(len(ranges))]
	return r[0] + rune(g.IntN(int(r[1]-r[0])+1))
}
