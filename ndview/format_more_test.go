package ndview

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

func TestStringsPrintAsPythonsRepr(t *testing.T) {
	for text, want := range map[string]string{
		"":                      `''`,
		"it's":                  `"it's"`,
		`say "it's"`:            `'say "it\'s"'`,
		"\t\n\r\\":              `'\t\n\r\\'`,
		"\x00\x7f":              `'\x00\x7f'`,
		"é\u00ad\u200b":         `'é\xad\u200b'`,
		"\U0001f600\U000e0001":  `'😀\U000e0001'`,
		"\ue000 is private use": `'\ue000 is private use'`,
	} {
		assert.Equal(t, want, stringRepr([]rune(text)))
	}
	beyond := uint32(0x110000)
	assert.Equal(t, `'\ud800\U00110000'`, stringRepr([]rune{0xd800, rune(beyond)}))
	for text, want := range map[string]string{
		"":             `b''`,
		"it's":         `b"it's"`,
		`"it's"`:       `b'"it\'s"'`,
		"\t\x00\xff\\": `b'\t\x00\xff\\'`,
	} {
		assert.Equal(t, want, bytesRepr([]byte(text)))
	}
	assert.Equal(t, "b''", bytesRepr(pascal(nil)))
}

func TestLongDoublesPrint(t *testing.T) {
	typ, err := elem.ParseTypestr("f16")
	if err != nil { // platforms whose long double is a double
		typ = DType{Kind: elem.KindLongDouble, Size: 8}
	}
	zero := rawOf(typ, make([]byte, 2*typ.Size), 2)
	assert.Equal(t, "[0. 0.]", zero.String())
	assert.Equal(t, "0.0", zero.IndexAxis(0, 0).String())
	assert.Contains(t, zero.HTML(), ">0.<")
	double := rawOf(DType{Kind: elem.KindLongDouble, Size: 8}, bytesOf([]float64{1.5}), 1)
	assert.Equal(t, "[1.5]", double.String())
	assert.True(t, x87(0x4000, 1<<63).ratioAbove(x87(0x3000, 1<<63), 1000))
	assert.False(t, x87(0x4000, 1<<63).ratioAbove(x87(0x3fff, 1<<63), 1000))
	assert.True(t, x87(0x3fff, 1<<63).below(x87(0x4000, 1<<63)))
	assert.Equal(t, -2.0, x87(0xc000, 1<<63).float())
}

func TestHalfPrecisionComplexNumbersPrint(t *testing.T) {
	half := elem.Float16From
	r := rawOf(DType{Kind: elem.KindComplex32, Size: 4}, bytesOf([]Float16{half(1), half(-0.1), half(100), half(2)}), 2)
	assert.Equal(t, "[  1.-0.1j 100.+2.j ]", r.String())
	assert.Equal(t, "(1-0.1j)", r.IndexAxis(0, 0).String())
}

func TestAllFourTypesHaveAllMethods(t *testing.T) {
	v := arange[float32](2, 2)
	for _, x := range []interface {
		Printable
		fmt.Formatter
		fmt.Stringer
		Repr() string
		HTML() string
		Describe() string
	}{v, v.View, v.Raw(), v.Raw().Raw} {
		assert.Equal(t, "[[0. 1.]\n [2. 3.]]", x.String())
		assert.Equal(t, "array([[0., 1.],\n       [2., 3.]], dtype=float32)", x.Repr())
		writable := strings.HasPrefix(reflect.TypeOf(x).Name(), "Mut")
		word := map[bool]string{true: "writable", false: "read-only"}[writable]
		assert.Contains(t, x.HTML(), word)
		assert.Contains(t, fmt.Sprintf("%+v", x), word)
		assert.Contains(t, x.Describe(), "writable "+yesNo(writable))
	}
}

func TestTheLayoutLineNamesWhatIsNotPlain(t *testing.T) {
	misaligned, err := FromBytes(make([]byte, 25), 1, DType{Kind: elem.KindFloat64, Size: 8, Swapped: true}, []int{3}, nil)
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprintf("%+v", misaligned), "C and F order, swapped and misaligned, writable, live\n")
	assert.Contains(t, fmt.Sprintf("%+v", indirectRows([]int8{1}, []int8{2})), "strided, indirect, read-only, live\n")
	assert.Contains(t, fmt.Sprintf("%+v", arange[int8](2, 3, 4).SwapAxes(0, 1)), "contiguous in another order, plain")
}

func TestABorrowIsNamedByItsPlace(t *testing.T) {
	slot := new(lease.Slot)
	pc := reflect.ValueOf(TestABorrowIsNamedByItsPlace).Pointer()
	v := arange[int8](1)
	v = NewMutView[int8](mem.New(v.a.Base, *v.a.L(), slot, slot.Open(pc), itemOf[int8](false)))
	assert.Contains(t, v.HTML(), "live (borrowed in ")
	assert.Contains(t, v.Describe(), "TestABorrowIsNamedByItsPlace (")
	slot.Close()
	assert.Contains(t, v.String(), ", borrowed in github.com/go-inplace/inplace/ndview.TestABorrowIsNamedByItsPlace (")
	assert.Contains(t, v.HTML(), "released (borrowed in ")
}

// fuzzTypes are one type of every kind.
var fuzzTypes = func() []DType {
	types := []DType{
		{Kind: elem.KindBytes, Size: 3}, {Kind: elem.KindUnicode, Size: 8}, {Kind: elem.KindVoid, Size: 5}, {Kind: elem.KindVoid},
		{Kind: elem.KindPascal, Size: 4}, {Kind: elem.KindUCS2, Size: 6}, {Kind: elem.KindComplex32, Size: 4},
		{Kind: elem.KindLongDouble, Size: 16}, {Kind: elem.KindComplexLongDouble, Size: 32},
		elem.Datetime64(elem.Day, 1), elem.Datetime64(elem.Attosecond, 25), elem.Timedelta64(elem.UnitGeneric, 1), elem.Datetime64(elem.Year, 7),
	}
	for k := elem.KindBool; k <= elem.KindComplex128; k++ {
		types = append(types, k.Type())
	}
	record, err := elem.RecordOf(24,
		elem.Field{Name: "a", Type: DTypeOf[float32](), Shape: []int{2}},
		elem.Field{Name: "<b>", Offset: 8, Type: DTypeOf[complex64]()},
		elem.Field{Name: "c", Offset: 16, Type: elem.Type{Kind: elem.KindUnicode, Size: 8}})
	if err != nil {
		panic(err)
	}
	return append(types, record)
}()

// FuzzPrinting prints any bytes as any type in any layout: nothing panics, HTML
// is well-formed, and each text has its brackets.
func FuzzPrinting(f *testing.F) {
	for k := range fuzzTypes {
		f.Add([]byte("0123456789abcdefghijklmnopqrstuvwxyz\xff\xfe\x00\x01\x7f\x80"), uint8(k), uint64(k), k%2 == 0)
	}
	f.Add([]byte{}, uint8(0), uint64(1), true)
	f.Fuzz(func(t *testing.T, data []byte, kind uint8, seed uint64, swapped bool) {
		typ := fuzzTypes[int(kind)%len(fuzzTypes)]
		typ.Swapped = swapped && typ.Kind.IsNumeric() && typ.Size > 1
		r := rand.New(rand.NewPCG(seed, 0))
		shape, strides := make([]int, r.IntN(5)), []int{}
		for k := range shape {
			shape[k] = r.IntN(6)
			strides = append(strides, r.IntN(2*typ.Size+3)-typ.Size-1)
		}
		v, err := FromBytes(data, r.IntN(len(data)+1), typ, shape, strides)
		if err != nil {
			return // the layout does not fit the bytes
		}
		o := PrintOptions{Precision: r.IntN(20), Threshold: r.IntN(100), EdgeItems: r.IntN(4), LineWidth: r.IntN(100),
			Suppress: r.IntN(2) == 0, FloatMode: FloatMode(r.IntN(4)), Sign: "-+ "[r.IntN(3)]}
		require.True(t, strings.HasPrefix(o.Repr(v), "array("))
		if len(shape) > 0 {
			require.True(t, strings.HasPrefix(o.Str(v), "[") && strings.HasSuffix(o.Str(v), "]"))
		}
		require.NotEmpty(t, v.Describe())
		for d := xml.NewDecoder(strings.NewReader(o.HTML(v))); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else {
				require.NoError(t, err, o.HTML(v))
			}
		}
	})
}

var printed string

func BenchmarkPrint(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	floats := Make[float64](1000)
	for i := range 1000 {
		floats.Set1(i, math.Exp(10*r.NormFloat64()))
	}
	halves := Make[Float16](1000)
	for i := range 1000 {
		halves.Set1(i, elem.Float16From64(r.NormFloat64()))
	}
	for name, v := range map[string]Printable{
		"1000 float64":        floats,
		"1000 float16":        halves,
		"1000 int64":          arange[int64](1000),
		"10^9 in a broadcast": strided([]float64{1}, 0, []int{1e9}, []int{0}),
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				printed = PrintDefaults().Str(v)
			}
		})
	}
}
