// Command loops is compiled by a test that reads what the compiler inlines.
package main

import (
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func sum(v ndview.View[int32]) (sum int32) {
	for lane := range iter.Lanes(v, 1) {
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

func weighted(v ndview.View[float32]) (sum float32) {
	for k, lane := range iter.IndexedLanes(v, 1) {
		for i := range lane.Len() {
			sum += float32(k) * lane.At(i)
		}
	}
	return sum
}

func scale(v ndview.MutView[float64]) {
	for lane := range iter.MutLanes(v, 1) {
		for i := range lane.Len() {
			lane.Set(i, 2*lane.At(i))
		}
	}
}

func number(v ndview.MutView[uint16]) {
	for k, lane := range iter.IndexedMutLanes(v, 1) {
		for i := range lane.Len() {
			lane.Set(i, uint16(k))
		}
	}
}

func convert(dst ndview.MutView[complex128], v ndview.View[int8]) {
	for d, a := range iter.MutZipLanes(dst, v, 1) {
		for i := range d.Len() {
			d.Set(i, complex(float64(a.At(i)), 0))
		}
	}
}

// first reads an element that not every lane has.
func first(v ndview.View[int32]) (sum int32) {
	for lane := range iter.Lanes(v, 1) {
		sum += lane.At(0)
	}
	return sum
}

func main() {
	v, w := ndview.Make[int32](2, 3), ndview.Make[float32](2, 3)
	println(sum(v.View), first(v.View), weighted(w.View))
	scale(ndview.Make[float64](2, 3))
	number(ndview.Make[uint16](2, 3))
	convert(ndview.Make[complex128](2, 3), ndview.Make[int8](2, 3).View)
	sequences()
}
