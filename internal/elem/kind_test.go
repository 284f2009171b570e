package elem

import (
	"math/bits"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
)

type kindRow struct {
	kind   Kind
	size   int
	align  int
	name   string
	goName string
	goType reflect.Type
	of     func() Kind
	typeOf func() Type
}

func row[T Element](k Kind, size, align int, name, goName string) kindRow {
	return kindRow{k, size, align, name, goName, reflect.TypeFor[T](), KindOf[T], TypeOf[T]}
}

// numericKinds spells out what the tables in kind.go must say.
var numericKinds = []kindRow{
	row[Bool](KindBool, 1, 1, "bool", "Bool"),
	row[int8](KindInt8, 1, 1, "int8", "int8"),
	row[int16](KindInt16, 2, 2, "int16", "int16"),
	row[int32](KindInt32, 4, 4, "int32", "int32"),
	row[int64](KindInt64, 8, 8, "int64", "int64"),
	row[uint8](KindUint8, 1, 1, "uint8", "uint8"),
	row[uint16](KindUint16, 2, 2, "uint16", "uint16"),
	row[uint32](KindUint32, 4, 4, "uint32", "uint32"),
	row[uint64](KindUint64, 8, 8, "uint64", "uint64"),
	row[Float16](KindFloat16, 2, 2, "float16", "Float16"),
	row[BFloat16](KindBFloat16, 2, 2, "bfloat16", "BFloat16"),
	row[float32](KindFloat32, 4, 4, "float32", "float32"),
	row[float64](KindFloat64, 8, 8, "float64", "float64"),
	row[complex64](KindComplex64, 8, 4, "complex64", "complex64"),
	row[complex128](KindComplex128, 16, 8, "complex128", "complex128"),
}

func TestNumericKindsAreGoTypes(t *testing.T) {
	assert.Len(t, numericKinds, NumNumeric-1, "Invalid is the one entry without a row")
	for _, r := range numericKinds {
		t.Run(r.name, func(t *testing.T) {
			assert.Equal(t, r.kind, r.of())
			assert.Equal(t, Type{Kind: r.kind, Size: r.size}, r.typeOf())
			assert.Equal(t, r.size, r.kind.Size())
			assert.Equal(t, r.align, r.kind.Align())
			assert.Equal(t, r.align, r.typeOf().Align())
			assert.Equal(t, r.name, r.kind.String())
			assert.Equal(t, r.name, r.typeOf().String())
			assert.Equal(t, r.goName, r.kind.GoName())
			assert.Equal(t, r.goName, r.goType.Name())
			assert.EqualValues(t, r.size, r.goType.Size())
			if bits.UintSize == 64 {
				assert.EqualValues(t, r.align, r.goType.Align())
			}
			assert.True(t, r.kind.IsNumeric())
			assert.True(t, r.typeOf().Is(r.kind))
			assert.False(t, Type{Kind: r.kind, Size: r.size, Swapped: true}.Is(r.kind))
		})
	}
}

func TestKindsFallIntoClasses(t *testing.T) {
	const classes = "bool integer unsigned float complex none"
	class := map[Kind]string{
		KindBool: "bool",
		KindInt8: "integer", KindInt16: "integer", KindInt32: "integer", KindInt64: "integer",
		KindUint8: "unsigned", KindUint16: "unsigned", KindUint32: "unsigned", KindUint64: "unsigned",
		KindFloat16: "float", KindBFloat16: "float", KindFloat32: "float", KindFloat64: "float",
		KindComplex64: "complex", KindComplex128: "complex",
	}
	for k := Invalid; k <= numKinds; k++ {
		c, numeric := class[k]
		if !numeric {
			c = "none"
		}
		assert.Contains(t, classes, c)
		assert.Equal(t, numeric, k.IsNumeric(), k)
		assert.Equal(t, c == "integer" || c == "unsigned", k.IsInteger(), k)
		assert.Equal(t, c == "integer", k.IsSigned(), k)
		assert.Equal(t, c == "unsigned", k.IsUnsigned(), k)
		assert.Equal(t, c == "float", k.IsFloat(), k)
		assert.Equal(t, c == "complex", k.IsComplex(), k)
		if !numeric {
			assert.Zero(t, k.Size(), k)
			assert.Zero(t, k.Align(), k)
			assert.Empty(t, k.GoName(), k)
			assert.Equal(t, Type{}, k.Type(), k)
		}
	}
}

func TestPartsOfComplexKinds(t *testing.T) {
	assert.Equal(t, KindFloat32, KindComplex64.Part())
	assert.Equal(t, KindFloat64, KindComplex128.Part())
	assert.Equal(t, KindFloat16, KindComplex32.Part())
	assert.Equal(t, KindLongDouble, KindComplexLongDouble.Part())
	assert.Equal(t, KindInt8, KindInt8.Part())
}

func TestKindNamesAreDistinct(t *testing.T) {
	seen := map[string]Kind{}
	for k := Invalid; k < numKinds; k++ {
		name := k.String()
		assert.NotEmpty(t, name)
		other, twice := seen[name]
		assert.False(t, twice, "%d and %d are both %s", k, other, name)
		seen[name] = k
	}
	assert.Equal(t, "Kind(200)", Kind(200).String())
}

func TestKindOfAllocatesNothing(t *testing.T) {
	for _, r := range numericKinds {
		assert.Zero(t, testing.AllocsPerRun(100, func() { sinkKind = r.of() }), r.name)
	}
}

func TestBoolTakesEveryByte(t *testing.T) {
	for b := range 256 {
		assert.Equal(t, b != 0, Bool(b).Bool(), b)
		assert.Equal(t, Bool(b).Bool(), BoolOf(Bool(b).Bool()).Bool(), b)
	}
	assert.Equal(t, Bool(1), BoolOf(true))
	assert.Equal(t, Bool(0), BoolOf(false))
	assert.Equal(t, "True", Bool(2).String())
	assert.Equal(t, "False", Bool(0).String())
}

// The constraint sets nest; this compiles only if they do.
func _[T Arith]() Kind { return numberKind[T]() }

func numberKind[T Number]() Kind { return elementKind[T]() }

func elementKind[T Element]() Kind { return KindOf[T]() }

func TestPlatformsDiffer(t *testing.T) {
	for _, r := range []struct {
		goos, goarch                  string
		long, wchar, ld, ldAlign, cap int
	}{
		{"linux", "amd64", 8, 4, 16, 16, 16},
		{"linux", "arm64", 8, 4, 16, 16, 16},
		{"darwin", "amd64", 8, 4, 16, 16, 16},
		{"darwin", "arm64", 8, 4, 8, 8, 16},
		{"windows", "amd64", 4, 2, 8, 8, 16},
		{"windows", "arm64", 4, 2, 8, 8, 16},
		{"linux", "386", 8, 4, 12, 4, 4},
		{"linux", "arm", 8, 4, 8, 8, 16},
		{"windows", "386", 4, 2, 8, 8, 16},
	} {
		if bits.UintSize == 64 { // elsewhere long follows the pointer of the test's own platform
			assert.Equal(t, r.long, sizeofLong(r.goos), r)
		}
		assert.Equal(t, r.wchar, sizeofWchar(r.goos), r)
		size, align := sizeofLongDouble(r.goos, r.goarch)
		assert.Equal(t, r.ld, size, r)
		assert.Equal(t, r.ldAlign, align, r)
		assert.Equal(t, r.cap, maxAlign(r.goos, r.goarch), r)
	}
}
