package ndview_test

import (
	"fmt"
	"log"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Views of items of any type: records, numbers of which the type is known when the program runs.

// samples returns records as NumPy has them with np.dtype([("n", "i4"), ("x", "f4")]).
func samples() ndview.MutRaw {
	item, err := elem.Parse("T{i:n:f:x:}", 8)
	if err != nil {
		log.Fatal(err)
	}
	raw, err := ndview.FromBytes(make([]byte, 2*8), 0, item.Type, []int{2}, nil)
	if err != nil {
		log.Fatal(err)
	}
	return raw
}

func ExampleView_Raw() {
	for _, r := range []ndview.Raw{numbers(2).View.Raw(), matrix().View.Raw()} {
		fmt.Println(r.DType(), r.Shape())
	}
	// Output:
	// int32 [2]
	// float64 [2 3]
}

func ExampleMutRaw_Field() {
	records := samples()
	field, err := records.Field("x")
	if err != nil {
		log.Fatal(err)
	}
	x, err := ndview.AsMut[float32](field)
	x.Set1(1, 0.5)
	fmt.Println(records, x.Strides(), err)
	// Output: [(0, 0. ) (0, 0.5)] [8] <nil>
}

func ExampleMutRaw_Real() {
	z, _ := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	re, err := z.Raw().Real()
	fmt.Println(re, err)
	// Output: [1. 3.] <nil>
}

func ExampleMutRaw_Imag() {
	z, _ := ndview.FromSlice([]complex64{1 + 2i, 3 + 4i})
	im, err := z.Raw().Imag()
	fmt.Println(im, im.DType(), err)
	// Output: [2. 4.] float32 <nil>
}

// NumPy's a.view("u1"): the bytes of items.
func ExampleMutRaw_Reinterpret() {
	v, _ := ndview.FromSlice([]uint16{0x0101, 0x0202})
	r, err := v.Raw().Reinterpret(ndview.DTypeOf[uint8]())
	fmt.Println(r, err)
	// Output: [1 1 2 2] <nil>
}

// Records of any layout, here from the last to the first, are copied into Go's structs.
func ExampleCopyStructs() {
	type Sample struct {
		N int32
		X float32
	}
	item := samples().DType()
	backwards, err := ndview.FromBytes([]byte{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}, 8, item, []int{2}, []int{-8})
	if err != nil {
		log.Fatal(err)
	}
	all := make([]Sample, 2)
	err = ndview.CopyStructs(all, backwards.Raw)
	fmt.Println(all, err)
	// Output: [{2 0} {1 0}] <nil>
}

// Records that are only to be read, as structs without a copy.
func ExampleUnsafeStructsOf() {
	type Sample struct {
		N int32
		X float32
	}
	read, err := ndview.UnsafeStructsOf[Sample](samples().Raw)
	fmt.Println(read, err)
	// Output: [{0 0} {0 0}] <nil>
}
