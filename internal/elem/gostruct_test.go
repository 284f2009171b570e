package elem

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRecordsAndTheirGoStructs(t *testing.T) {
	type inner struct {
		X, Y float32
	}
	type all struct {
		Flag   Bool
		I8     int8
		Half   Float16
		Brain  [2]byte `dtype:"b"`
		I32    int32
		Text   [3]byte `dtype:"s"`
		_      [5]byte
		U      [2]rune
		When   int64
		Matrix [2][3]float32
		Flat   [6]float32
		In     inner `dtype:"in"`
		Ins    [2]inner
		Z      complex128
	}
	size := int(reflect.TypeFor[all]().Size())
	text := "T{?:flag:b:i8:e:half:2x:b:2xi:i32:3s:s:5x2w:u:4xq:when:(2,3)f:matrix:(6)f:flat:T{f:x:f:y:}:in:(2)T{f:x:f:y:}:ins:Zd:z:}"
	typ := typed(t, text, size).Type
	assert.Empty(t, typ.Differences(reflect.TypeFor[all]()), "%s", typ)

	type timed struct {
		Wait time.Duration
		N    int
	}
	record := func(fields ...Field) Type {
		end := 0
		for i := range fields {
			if fields[i].Offset == 0 {
				fields[i].Offset = end
			}
			end = fields[i].Offset + fields[i].Size()
		}
		r, err := RecordOf(end, fields...)
		require.NoError(t, err)
		return r
	}
	ticks, err := ParseTypestr("<m8[ns]")
	require.NoError(t, err)
	assert.Empty(t, record(Field{Name: "wait", Type: ticks}, Field{Name: "n", Type: TypeOf[int64]()}).Differences(reflect.TypeFor[timed]()))
}

func TestWhatKeepsARecordFromBeingAGoStruct(t *testing.T) {
	type ab struct {
		A int32
		B int32
	}
	type wide struct {
		A int32
		B int64
	}
	type tagged struct {
		A int32 `dtype:"b"`
		B int32 `dtype:"a"`
	}
	type twice struct{ AA, B int32 }
	type flag struct{ A bool }
	type pointer struct{ A *int64 }
	type text struct{ A string }
	type blank struct {
		A int32
		_ [4]byte
	}
	type blankPointer struct {
		A int32
		_ int32
		_ *int32
	}
	type number struct{ A int32 }
	type bits struct{ A uint16 }
	type half struct{ A Float16 }
	type nested struct{ A ab }
	type nestedTwo struct{ A [2]ab }
	for _, c := range []struct {
		format   string
		itemsize int
		goType   reflect.Type
		want     []string
	}{
		{"T{i:a:i:b:}", 8, reflect.TypeFor[ab](), nil},
		{"T{i:A:i:B:}", 8, reflect.TypeFor[ab](), nil},
		{"T{i:b:i:a:}", 8, reflect.TypeFor[tagged](), nil},
		{"T{i:a:i:b:}", 8, reflect.TypeFor[tagged](), []string{"A: wanted at byte 0, found at byte 4", "B: wanted at byte 4, found at byte 0"}},
		{"T{i:a:i:b:}", 8, reflect.TypeFor[wide](), []string{"size: wanted 16 bytes (elem.wide), found 8", "B: wanted at byte 8, found at byte 4", "B: wanted int64, found int32"}},
		{"T{i:a:i:b:}", 12, reflect.TypeFor[ab](), []string{"size: wanted 8 bytes (elem.ab), found 12"}},
		{"T{f:a:I:b:}", 8, reflect.TypeFor[ab](), []string{"A: wanted int32, found float32", "B: wanted int32, found uint32"}},
		{"T{>i:a:i:b:}", 8, reflect.TypeFor[ab](), []string{"A: wanted native byte order, found >i4", "B: wanted native byte order, found >i4"}},
		{"T{i:a:i:c:}", 8, reflect.TypeFor[ab](), []string{"B: no field of the record is called so; name it by a tag `dtype:\"…\"`", "c: no Go field for it; a blank one (_ [4]byte) leaves it out"}},
		{"T{i:Aa:i:aA:}", 8, reflect.TypeFor[twice](), []string{"AA: no field of the record is called so; name it by a tag `dtype:\"…\"`", "B: no field of the record is called so; name it by a tag `dtype:\"…\"`",
			"Aa: no Go field for it; a blank one (_ [4]byte) leaves it out", "aA: no Go field for it; a blank one (_ [4]byte) leaves it out"}},
		{"T{i:a:i:b:}", 8, reflect.TypeFor[blank](), nil},
		{"T{i:a:4x}", 8, reflect.TypeFor[blank](), nil},
		{"T{i:a:4xq:b:}", 16, reflect.TypeFor[blankPointer](), []string{"_: a blank Go field must be bytes or numbers, found *int32", "b: no Go field for it; a blank one (_ [8]byte) leaves it out"}[:1]},
		{"T{?:a:}", 1, reflect.TypeFor[flag](), []string{"A: wanted bool, found bool; Go's bool must not hold other bytes than 0 and 1, use ndview.Bool"}},
		{"T{q:a:}", 8, reflect.TypeFor[pointer](), []string{"A: wanted *int64, found int64"}},
		{"T{O:a:}", 8, reflect.TypeFor[pointer](), []string{"A: wanted *int64, found object; pointers stay where they are, leave them out by a blank field"}},
		{"T{16s:a:}", 16, reflect.TypeFor[text](), []string{"A: wanted string, found |S16"}},
		{"T{i:a:}", 4, reflect.TypeFor[int32](), []string{"Go type: wanted a struct, found int32"}},
		{"i", 4, reflect.TypeFor[number](), []string{"items: wanted records, found int32"}},
		{"T{(2)i:a:}", 8, reflect.TypeFor[number](), []string{"size: wanted 4 bytes (elem.number), found 8", "A: wanted 1 values (int32), found 2 (('<i4', (2,)))"}},
		{"T{e:a:}", 2, reflect.TypeFor[bits](), []string{"A: wanted uint16, found float16"}},
		{"T{H:a:}", 2, reflect.TypeFor[half](), []string{"A: wanted elem.Float16, found uint16"}},
		{"T{g:a:}", 16, reflect.TypeFor[number](), []string{"size: wanted 4 bytes (elem.number), found 16", "A: wanted int32, found float128; Go has no such type, leave it out by a blank field (_ [16]byte)"}},
		{"T{T{i:a:i:b:}:a:}", 8, reflect.TypeFor[nested](), nil},
		{"T{T{i:a:f:b:}:a:}", 8, reflect.TypeFor[nested](), []string{"A.B: wanted int32, found float32"}},
		{"T{(2)T{i:a:i:b:}:a:}", 16, reflect.TypeFor[nestedTwo](), nil},
		{"T{(2)T{i:a:i:b:4x}:a:}", 24, reflect.TypeFor[nestedTwo](), []string{"size: wanted 16 bytes (elem.nestedTwo), found 24", "A: wanted records of 8 bytes (elem.ab), found 12"}},
		{"T{(3)T{i:a:i:b:}:a:}", 24, reflect.TypeFor[nestedTwo](), []string{"size: wanted 16 bytes (elem.nestedTwo), found 24", "A: wanted 2 records, found 3"}},
		{"T{i:a:i:b:}", 8, reflect.TypeFor[nested](), []string{"A: wanted elem.ab, found int32", "b: no Go field for it; a blank one (_ [4]byte) leaves it out"}},
		{"T{T{i:a:i:b:}:a:}", 8, reflect.TypeFor[number](), []string{"size: wanted 4 bytes (elem.number), found 8", "A: wanted int32, found a record"}},
	} {
		assert.Equal(t, c.want, typed(t, c.format, c.itemsize).Type.Differences(c.goType), "%s as %s", c.format, c.goType)
	}
}

// A struct that reflect made, and the record with the offsets that reflect says: they are the same; and with any one
// thing changed they are not.
func TestEveryChangeOfARecordIsADifference(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 0))
	changes := map[string]int{}
	for range 3000 {
		s, typ := randomStruct(rng, 2)
		require.Empty(t, typ.Differences(s), "seed %d: %s as %s", seed, typ, s)
		name, changed := change(rng, typ)
		require.NotEmpty(t, changed.Differences(s), "seed %d, %s: %s as %s", seed, name, changed, s)
		changes[name]++
	}
	for _, name := range []string{"offset", "kind", "byte order", "name", "field less", "shape", "size"} {
		assert.Greater(t, changes[name], 100, name)
	}
}

var goKinds = map[Kind]reflect.Type{
	KindInt8: reflect.TypeFor[int8](), KindInt16: reflect.TypeFor[int16](), KindInt32: reflect.TypeFor[int32](), KindInt64: reflect.TypeFor[int64](),
	KindUint8: reflect.TypeFor[uint8](), KindUint16: reflect.TypeFor[uint16](), KindUint32: reflect.TypeFor[uint32](), KindUint64: reflect.TypeFor[uint64](),
	KindFloat16: reflect.TypeFor[Float16](), KindBFloat16: reflect.TypeFor[BFloat16](), KindFloat32: reflect.TypeFor[float32](), KindFloat64: reflect.TypeFor[float64](),
	KindComplex64: reflect.TypeFor[complex64](), KindComplex128: reflect.TypeFor[complex128](), KindBool: reflect.TypeFor[Bool](),
}

func randomStruct(rng *rand.Rand, depth int) (reflect.Type, Type) {
	var goFields []reflect.StructField
	var fields []Field
	for i := range 1 + rng.IntN(5) {
		kind := Kind(1 + rng.IntN(NumNumeric-1))
		g, typ := goKinds[kind], kind.Type()
		if depth > 0 && rng.IntN(4) == 0 {
			g, typ = randomStruct(rng, depth-1)
		}
		var shape []int
		for range rng.IntN(3) {
			shape = append(shape, 1+rng.IntN(3))
		}
		for i := len(shape) - 1; i >= 0; i-- {
			g = reflect.ArrayOf(shape[i], g)
		}
		goFields = append(goFields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: g})
		fields = append(fields, Field{Name: fmt.Sprintf("f%d", i), Type: typ, Shape: shape})
	}
	s := reflect.StructOf(goFields)
	for i := range fields {
		fields[i].Offset = int(s.Field(i).Offset)
	}
	typ, err := RecordOf(int(s.Size()), fields...)
	if err != nil {
		panic(err)
	}
	return s, typ
}

func change(rng *rand.Rand, typ Type) (string, Type) {
	fields := append([]Field{}, typ.Rec.Fields...)
	size := typ.Size + 64
	f := &fields[rng.IntN(len(fields))]
	name := []string{"offset", "kind", "byte order", "name", "field less", "shape", "size"}[rng.IntN(7)]
	switch name {
	case "offset":
		f.Offset++
	case "kind":
		f.Type = Type{Kind: KindLongDouble, Size: f.Type.Size}
	case "byte order":
		if !f.Type.hasOrder() || f.Type.Kind == KindRecord {
			return change(rng, typ)
		}
		f.Type.Swapped = true
	case "name":
		f.Name += "x"
	case "field less":
		fields = append(fields, Field{Name: "more", Type: TypeOf[int8](), Offset: typ.Size})
	case "shape":
		f.Shape = append([]int{2}, f.Shape...)
		size += 100 * f.Size()
	}
	if name != "size" && name != "field less" && name != "shape" && name != "offset" {
		size = typ.Size
	}
	changed, err := RecordOf(size, fields...)
	if err != nil {
		panic(err)
	}
	changed.Size = size
	if name != "size" && name != "field less" {
		changed.Size = typ.Size // the size is not what differs
	}
	return name, changed
}
