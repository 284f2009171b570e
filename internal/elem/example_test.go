package elem_test

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
)

func ExampleKindOf() {
	fmt.Println(elem.KindOf[float64](), elem.KindOf[elem.Bool](), elem.KindOf[complex64]().Align())
	// Output: float64 bool 4
}

func ExampleTypeOf() {
	t := elem.TypeOf[complex128]()
	fmt.Println(t, t.Size, t.Align())
	// Output: complex128 16 8
}

func ExampleScalar() {
	fmt.Println(elem.Scalar("d", 8))
	fmt.Println(elem.Scalar("=l", 4))
	fmt.Println(elem.Scalar("f", 8))
	// Output:
	// float64 true
	// int32 true
	// invalid false
}

// A NumPy record with padding: the format says where the fields are, the itemsize where the record
// ends.
func ExampleParse() {
	it, err := elem.Parse("T{d:price:i:volume:}", 16)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range it.Type.Rec.Fields {
		fmt.Println(f.Name, "at byte", f.Offset, "is", f.Type)
	}
	// Output:
	// price at byte 0 is float64
	// volume at byte 8 is int32
}

// Up to Python 3.11 ctypes leaves the padding of a struct out of its format.
func ExampleParse_opaque() {
	it, _ := elem.Parse("T{<B:a:<I:b:}", 8)
	fmt.Println(it)
	// Output: |V8 (opaque: the format describes 5 bytes, an item has 8 (ctypes leaves padding out up to Python 3.11))
}

func ExampleFormatError() {
	_, err := elem.Parse("T{i:a:k:b:}", 8)
	fmt.Println(err)
	// Output:
	// format "T{i:a:k:b:}": unknown type code "k" at byte 6
	// 	T{i:a:k:b:}
	// 	      ^
}

func ExampleFormatOf() {
	t, _ := elem.RecordOf(16,
		elem.Field{Name: "id", Type: elem.TypeOf[int32]()},
		elem.Field{Name: "x", Offset: 8, Type: elem.TypeOf[float64]()})
	fmt.Println(elem.FormatOf(t))
	fmt.Println(elem.FormatOf(elem.TypeOf[elem.BFloat16]()) == "")
	// Output:
	// T{i:id:4xd:x:}
	// true
}

func ExampleRecordOf() {
	t, err := elem.RecordOf(12,
		elem.Field{Name: "id", Type: elem.TypeOf[int32]()},
		elem.Field{Name: "xy", Offset: 4, Type: elem.TypeOf[float32](), Shape: []int{2}})
	fmt.Println(t, err)
	// Output: [('id', '<i4'), ('xy', '<f4', (2,))] <nil>
}

func ExampleRecord_Field() {
	it, _ := elem.Parse("T{i:id:(2)f:xy:}", 12)
	f, ok := it.Type.Rec.Field("xy")
	fmt.Println(f.Offset, f.Type, f.Shape, ok)
	// Output: 4 float32 [2] true
}

func ExampleParseTypestr() {
	t, err := elem.ParseTypestr(">M8[25s]")
	unit, step := t.Tick()
	fmt.Println(t.Kind, t.Swapped, step, unit, err)
	// Output: datetime64 true 25 s <nil>
}

func ExampleDatetime64() {
	fmt.Println(elem.Datetime64(elem.Nanosecond, 1), elem.Timedelta64(elem.Day, 7))
	// Output: datetime64[ns] timedelta64[7D]
}

func ExampleType_Equal() {
	a, _ := elem.Parse("T{i:id:d:x:}", 16)
	b, _ := elem.Parse("T{i:id:4xd:x:}", 16)
	fmt.Println(a.Type == b.Type, a.Type.Equal(b.Type))
	// Output: false true
}

func ExampleFloat16From() {
	h := elem.Float16From(0.1)
	fmt.Println(h, h.Float32(), elem.Float16From(65520))
	// Output: 0.1 0.099975586 +Inf
}

func ExampleBFloat16From() {
	b := elem.BFloat16From(0.1)
	fmt.Println(b, b.Float32())
	// Output: 0.1 0.100097656
}

func ExampleBoolOf() {
	fmt.Println(elem.BoolOf(true), uint8(elem.BoolOf(true)), elem.Bool(42).Bool())
	// Output: True 1 true
}
