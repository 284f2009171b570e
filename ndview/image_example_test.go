package ndview_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/go-inplace/inplace/ndview"
)

// An array whose channels come first, as image libraries of Python like it, is an
// image after its axes have been put in order.
func ExampleImage() {
	v := ndview.Make[uint8](3, 2, 4) // channels, height, width
	v.Set3(0, 1, 2, 255)             // red at row 1, column 2
	m, err := ndview.Image(v.View.Permute(1, 2, 0))
	if err != nil {
		panic(err)
	}
	fmt.Println(m.Bounds(), m.At(2, 1))
	// Output: (0,0)-(4,2) {255 0 0 255}
}

func ExampleDrawImage() {
	v := ndview.Make[uint8](3, 5)
	m, err := ndview.DrawImage(v)
	if err != nil {
		panic(err)
	}
	draw.Draw(m, image.Rect(1, 1, 4, 2), image.NewUniform(color.Gray{Y: 9}), image.Point{}, draw.Src)
	fmt.Printf("%T\n%v\n", m, v)
	// Output:
	// *image.Gray
	// [[0 0 0 0 0]
	//  [0 9 9 9 0]
	//  [0 0 0 0 0]]
}

func ExampleUnsafeStdImage() {
	v := ndview.Make[uint8](2, 2, 4)
	m, err := ndview.UnsafeStdImage(v.View, ndview.Straight)
	fmt.Printf("%T %v\n", m, err)
	_, err = ndview.UnsafeStdImage(v.View.Flip(0), ndview.Straight)
	fmt.Println(err)
	// Output:
	// *image.NRGBA <nil>
	// inplace: UnsafeStdImage: uint8 view of shape (2, 2, 4), strides (-8, 4, 1) bytes: wanted strides (at least 8, 4, 1) and no pointers, found (-8, 4, 1): layout; use Image
}

func ExampleImageOf() {
	m, err := ndview.ImageOf(ndview.Make[uint16](2, 2).Raw().Raw)
	fmt.Println(m.At(0, 0), err)
	// Output: {0} <nil>
}

func ExampleDrawImageOf() {
	v := ndview.Make[uint16](1, 2)
	m, err := ndview.DrawImageOf(v.Raw())
	if err != nil {
		panic(err)
	}
	m.Set(1, 0, color.White)
	fmt.Println(v)
	// Output: [[    0 65535]]
}

func ExampleFromImage() {
	m := image.NewGray(image.Rect(0, 0, 3, 2))
	v, err := ndview.FromImage(m)
	if err != nil {
		panic(err)
	}
	m.SetGray(2, 1, color.Gray{Y: 7})
	fmt.Println(v)
	// Output:
	// [[0 0 0]
	//  [0 0 7]]
}

func ExamplePixelsOf() {
	m := image.NewRGBA(image.Rect(0, 0, 2, 1))
	v, err := ndview.PixelsOf[uint8](m)
	if err != nil {
		panic(err)
	}
	v.Set3(0, 1, 0, 200) // row 0, column 1, red
	fmt.Println(m.At(1, 0))
	// Output: {200 0 0 0}
}

func ExampleFromYCbCr() {
	m := image.NewYCbCr(image.Rect(0, 0, 4, 2), image.YCbCrSubsampleRatio420)
	y, cb, cr, err := ndview.FromYCbCr(m)
	fmt.Println(y.Shape(), cb.Shape(), cr.Shape(), err)
	// Output: [2 4] [1 2] [1 2] <nil>
}
