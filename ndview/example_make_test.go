package ndview_test

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// How views come to be, and what their elements are.

func ExampleMake() {
	v := ndview.Make[float32](2, 3) // zeros
	v.Set2(1, 2, 0.5)
	fmt.Println(v)
	// Output:
	// [[0.  0.  0. ]
	//  [0.  0.  0.5]]
}

func ExampleFromSlice() {
	s := []int32{1, 2, 3, 4, 5, 6}
	v, err := ndview.FromSlice(s, 2, 3)
	v.Set2(1, 0, 40) // the memory is that of s
	fmt.Println(s, err)
	_, err = ndview.FromSlice(s, 4)
	fmt.Println(errors.Is(err, ndview.ErrShape))
	// Output:
	// [1 2 3 40 5 6] <nil>
	// true
}

// The type of borrowed items is known when the program runs; with the Go type they can be read and written.
func ExampleAsMut() {
	raw := ndview.Make[int16](3).Raw()
	v, err := ndview.AsMut[int16](raw)
	v.Set1(1, 7)
	fmt.Println(raw, err)
	_, err = ndview.AsMut[uint16](raw)
	fmt.Println(errors.Is(err, ndview.ErrType))
	// Output:
	// [0 7 0] <nil>
	// true
}

func ExampleDTypeOf() {
	for _, typ := range []ndview.DType{ndview.DTypeOf[float64](), ndview.DTypeOf[ndview.Bool](), ndview.DTypeOf[ndview.BFloat16]()} {
		fmt.Println(typ, typ.Size)
	}
	// Output:
	// float64 8
	// bool 1
	// bfloat16 2
}

// What Go has no element type for has a name all the same.
func ExampleParseDType() {
	ticks, err := ndview.ParseDType("<M8[ms]")
	fmt.Println(ticks, ticks.Size, err)
	_, err = ndview.ParseDType("<x8")
	fmt.Println(errors.Is(err, ndview.ErrType))
	// Output:
	// datetime64[ms] 8 <nil>
	// true
}

func ExampleBoolOf() {
	mask := ndview.Make[ndview.Bool](3)
	for i := range mask.Len(0) {
		mask.Set1(i, ndview.BoolOf(i > 0))
	}
	fmt.Println(mask, mask.At1(0).Bool())
	// Output: [False  True  True] false
}

// The signs of floats are bits, which can be cleared.
func ExampleReinterpretMut() {
	v, _ := ndview.FromSlice([]float64{1, -2})
	bits, err := ndview.ReinterpretMut[uint64](v)
	for i := range bits.Len(0) {
		bits.Set1(i, bits.At1(i)&^(1<<63))
	}
	fmt.Println(v, err)
	// Output: [1. 2.] <nil>
}

func ExampleReal64() {
	z, _ := ndview.FromSlice([]complex64{1 + 2i, 3 + 4i})
	fmt.Println(ndview.Real64(z.View))
	// Output: [1. 3.]
}

func ExampleImag64() {
	z, _ := ndview.FromSlice([]complex64{1 + 2i, 3 + 4i})
	im := ndview.Imag64(z.View)
	fmt.Println(im, im.Strides())
	// Output: [2. 4.] [8]
}

func ExampleMutReal64() {
	z := ndview.Make[complex64](2)
	re := ndview.MutReal64(z)
	re.Set1(1, 5)
	fmt.Println(z.At1(1))
	// Output: (5+0i)
}

func ExampleMutImag64() {
	z := ndview.Make[complex64](2)
	im := ndview.MutImag64(z)
	im.Set1(1, 5)
	fmt.Println(z.At1(1))
	// Output: (0+5i)
}

func ExampleReal128() {
	z, _ := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	fmt.Println(ndview.Real128(z.View))
	// Output: [1. 3.]
}

func ExampleImag128() {
	z, _ := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	fmt.Println(ndview.Imag128(z.View))
	// Output: [2. 4.]
}

func ExampleMutImag128() {
	z, _ := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	im := ndview.MutImag128(z)
	im.Set1(0, -im.At1(0)) // its conjugate
	fmt.Println(z.At1(0), z.At1(1))
	// Output: (1-2i) (3+4i)
}
