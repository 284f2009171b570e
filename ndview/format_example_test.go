package ndview_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

func matrix() ndview.MutView[float64] {
	v, err := ndview.FromSlice([]float64{1, 2.5, 1000, -4, 0.125, 6}, 2, 3)
	if err != nil {
		panic(err)
	}
	return v
}

// Views print as NumPy prints arrays.
func ExampleView_String() {
	fmt.Println(matrix())
	fmt.Println(ndview.Make[int32](1000, 1000).T())
	// Output:
	// [[ 1.00e+00  2.50e+00  1.00e+03]
	//  [-4.00e+00  1.25e-01  6.00e+00]]
	// [[0 0 0 ... 0 0 0]
	//  [0 0 0 ... 0 0 0]
	//  [0 0 0 ... 0 0 0]
	//  ...
	//  [0 0 0 ... 0 0 0]
	//  [0 0 0 ... 0 0 0]
	//  [0 0 0 ... 0 0 0]]
}

func ExampleView_Format() {
	v := matrix().SliceAxis(1, ndview.To(2))
	fmt.Printf("%v\n", v)
	fmt.Printf("%.1v\n", v)
	fmt.Printf("%#v\n", v)
	fmt.Printf("%+v\n", v)
	// Output:
	// [[ 1.     2.5  ]
	//  [-4.     0.125]]
	// [[ 1.   2.5]
	//  [-4.   0.1]]
	// array([[ 1.   ,  2.5  ],
	//        [-4.   ,  0.125]])
	// float64, shape (2, 2), strides (24, 8) bytes, strided, plain, writable, live
	// [[ 1.     2.5  ]
	//  [-4.     0.125]]
}

func ExampleView_Repr() {
	fmt.Println(ndview.Make[float32](2).Repr())
	fmt.Println(ndview.Make[float64](0, 3).Repr())
	// Output:
	// array([0., 0.], dtype=float32)
	// array([], shape=(0, 3), dtype=float64)
}

func ExamplePrintOptions_Str() {
	o := ndview.PrintDefaults()
	o.Precision = 1
	o.Suppress = true
	o.Threshold = 4
	o.EdgeItems = 1
	v := matrix()
	fmt.Println(o.Str(v.SliceAxis(1, ndview.To(2))))
	fmt.Println(o.Str(v))
	fmt.Println(o.Repr(v))
	// Output:
	// [[ 1.   2.5]
	//  [-4.   0.1]]
	// [[   1. ... 1000.]
	//  [  -4. ...    6.]]
	// array([[   1., ..., 1000.],
	//        [  -4., ...,    6.]], shape=(2, 3))
}

func ExampleView_HTML() {
	v, err := ndview.FromSlice([]int32{1, 2})
	if err != nil {
		panic(err)
	}
	fmt.Println(v.HTML())
	// Output:
	// <table style="border-collapse:collapse;font-family:monospace">
	// <caption style="text-align:left;white-space:nowrap">int32, shape (2,), strides (4,) bytes, C and F order, plain, writable, live (Go memory)</caption>
	// <thead><tr><th></th><th style="color:#888;font-weight:normal;padding:1px 6px">0</th><th style="color:#888;font-weight:normal;padding:1px 6px">1</th></tr></thead>
	// <tbody>
	// <tr><th style="color:#888;font-weight:normal;padding:1px 6px"></th><td style="padding:1px 6px;text-align:right;background-color:#ffffff;color:#000">1</td><td style="padding:1px 6px;text-align:right;background-color:#6baed6;color:#000">2</td></tr>
	// </tbody>
	// </table>
}

func ExampleView_Describe() {
	fmt.Println(ndview.Make[uint8](2, 3).T().Describe())
	// Output:
	// MutView[uint8] of dtype uint8, shape (3, 2), strides (1, 3) bytes
	// axis  length  stride  meaning
	//    0       3       1  contiguous
	//    1       2       3  step of 3 elements, where axis 0 ends
	// items       1 byte
	// flags       C-contiguous no, F-contiguous yes, contiguous yes, injective yes,
	//             aligned yes, writable yes
	// span        6 bytes, base+0 to base+6; the elements are 6 bytes
	// coalesced   shape (3, 2), strides (1, 3) bytes
	// state       live (Go memory)
	// memory, bytes from the base:
	//     0        1        2        3        4        5
	//   | [0, 0] | [1, 0] | [2, 0] | [0, 1] | [1, 1] | [2, 1] |
}

func ExamplePrintOptions_Repr() {
	o := ndview.PrintDefaults()
	o.FloatMode = ndview.FloatFixed
	o.Precision = 2
	fmt.Println(o.Repr(matrix().SliceAxis(0, ndview.To(1))))
	// Output: array([[   1.00,    2.50, 1000.00]])
}

func ExamplePrintDefaults() {
	fmt.Printf("%+v\n", ndview.PrintDefaults().Threshold)
	// Output: 1000
}
