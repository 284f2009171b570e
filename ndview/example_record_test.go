package ndview_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

func ExampleAs() {
	raw := numbers(3).Raw()
	v, err := ndview.AsMut[int32](raw)
	fmt.Println(elements(v.View), err)
	_, err = ndview.As[float64](raw.Raw)
	fmt.Println(err)
	// Output:
	// [0 1 2] <nil>
	// inplace: want items of type float64, found int32; use As with the matching Go type, or convert in Python with .astype()
}

func ExampleFromBytes() {
	big := ndview.DTypeOf[uint16]() // big-endian, on a little-endian host
	big.Swapped = true
	raw, _ := ndview.FromBytes([]byte{0, 1, 0, 2}, 0, big, []int{2}, nil)
	v, err := ndview.AsMut[uint16](raw)
	fmt.Println(v.At1(0), v.At1(1), v.Plain(), err)
	// Output: 1 2 false <nil>
}
