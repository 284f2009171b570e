package iter_test

import (
	"fmt"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// picture is an image of 1×2 pixels with 3 channels, and a gain for each.
func picture() (image ndview.MutView[uint8], gains ndview.View[float32]) {
	image, err := ndview.FromSlice([]uint8{10, 20, 30, 40, 50, 60}, 1, 2, 3)
	if err != nil {
		panic(err)
	}
	g, err := ndview.FromSlice([]float32{1, 0.5, 2})
	if err != nil {
		panic(err)
	}
	return image, g.View
}

func ExampleZip() {
	image, gains := picture()
	sum := float32(0)
	for x, gain := range iter.Zip(image.View, gains) {
		sum += gain * float32(x)
	}
	fmt.Println(sum)
	// Output: 265
}

func ExampleMutZip() {
	image, gains := picture()
	for p, gain := range iter.MutZip(image, gains) {
		*p = uint8(gain * float32(*p))
	}
	fmt.Println(image.Raw())
	// Output:
	// [[[ 10  10  60]
	//   [ 40  25 120]]]
}

func ExampleZip3() {
	image, gains := picture()
	n := 0
	for v := range iter.Zip3(image.View, gains, image.View, iter.C) {
		if float32(v.A)*v.B > float32(v.C) {
			n++
		}
	}
	fmt.Println(n, "elements grow")
	// Output: 2 elements grow
}

func ExampleMutZip3() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for v := range iter.MutZip3(out, image.View, gains) {
		*v.Dst = float32(v.A) * v.B
	}
	fmt.Println(out)
	// Output:
	// [[[ 10.  10.  60.]
	//   [ 40.  25. 120.]]]
}

func ExampleZip4() {
	image, gains := picture()
	sum := float32(0)
	for v := range iter.Zip4(image.View, gains, gains, gains) {
		sum += float32(v.A) * v.B * v.C * v.D
	}
	fmt.Println(sum)
	// Output: 778.75
}

func ExampleMutZip4() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for v := range iter.MutZip4(out, image.View, gains, gains) {
		*v.Dst = float32(v.A)*v.B + v.C
	}
	fmt.Println(out)
	// Output:
	// [[[ 11.   10.5  62. ]
	//   [ 41.   25.5 122. ]]]
}

func ExampleZipRuns() {
	image, gains := picture()
	for pixels, repeated := range iter.ZipRuns(image.View, gains) { // one run, though the gains are three
		fmt.Println(pixels.Len(), repeated.At(3))
	}
	// Output: 6 1
}

func ExampleMutZipRuns() {
	image, gains := picture()
	for pixels, repeated := range iter.MutZipRuns(image, gains) {
		for i := range pixels {
			pixels[i] = uint8(float32(pixels[i]) * repeated.At(i))
		}
	}
	fmt.Println(image)
	// Output:
	// [[[ 10  10  60]
	//   [ 40  25 120]]]
}

func ExampleZipRuns3() {
	image, gains := picture()
	for r := range iter.ZipRuns3(image.View, gains, gains) {
		fmt.Println(r.A.Len(), r.B.Len(), r.C.Len())
	}
	// Output: 6 6 6
}

func ExampleMutZipRuns3() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for r := range iter.MutZipRuns3(out, image.View, gains) {
		dst, pixels, repeated := r.Dst, r.A, r.B // fields of the struct would be loaded again and again
		for i := range dst {
			dst[i] = float32(pixels.At(i)) * repeated.At(i)
		}
	}
	fmt.Println(out)
	// Output:
	// [[[ 10.  10.  60.]
	//   [ 40.  25. 120.]]]
}

func ExampleZipRuns4() {
	image, gains := picture()
	for r := range iter.ZipRuns4(image.View, gains, gains, gains) {
		fmt.Println(r.D.At(5))
	}
	// Output: 2
}

func ExampleMutZipRuns4() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for r := range iter.MutZipRuns4(out, image.View, gains, gains) {
		dst, a, b, c := r.Dst, r.A, r.B, r.C
		for i := range dst {
			dst[i] = float32(a.At(i))*b.At(i) + c.At(i)
		}
	}
	fmt.Println(out)
	// Output:
	// [[[ 11.   10.5  62. ]
	//   [ 41.   25.5 122. ]]]
}

func ExampleZipLanes() {
	image, gains := picture()
	for pixel, gain := range iter.ZipLanes(image.View, gains, -1) {
		sum := float32(0)
		for i := range pixel.Len() {
			sum += float32(pixel.At(i)) * gain.At(i)
		}
		fmt.Println(sum)
	}
	// Output:
	// 80
	// 185
}

func ExampleZipLanes3() {
	image, gains := picture()
	for l := range iter.ZipLanes3(image.View, gains, gains, 1) { // channels
		fmt.Println(l.A.At(0), l.B.At(0), l.C.Len())
	}
	// Output:
	// 10 1 2
	// 20 0.5 2
	// 30 2 2
}

func ExampleMutZipLanes3() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for l := range iter.MutZipLanes3(out, image.View, gains, -1) {
		for i := range l.Dst.Len() {
			l.Dst.Set(i, float32(l.A.At(i))*l.B.At(i))
		}
	}
	fmt.Println(out)
	// Output:
	// [[[ 10.  10.  60.]
	//   [ 40.  25. 120.]]]
}

func ExampleZipLanes4() {
	image, gains := picture()
	n := 0
	for l := range iter.ZipLanes4(image.View, gains, gains, gains, 0) {
		n += l.D.Len()
	}
	fmt.Println(n)
	// Output: 6
}

func ExampleMutZipLanes4() {
	image, gains := picture()
	out := ndview.Make[float32](1, 2, 3)
	for l := range iter.MutZipLanes4(out, image.View, gains, gains, -1) {
		for i := range l.Dst.Len() {
			l.Dst.Set(i, float32(l.A.At(i))*l.B.At(i)+l.C.At(i))
		}
	}
	fmt.Println(out)
	// Output:
	// [[[ 11.   10.5  62. ]
	//   [ 41.   25.5 122. ]]]
}
