package main

import (
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// The loops that are measured: one sequence each, ranged over directly.

//go:noinline
func sumLanes(v ndview.View[int32]) (sum int32) {
	for lane := range iter.Lanes(v, -1) {
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleLanes(v ndview.MutView[float64], f float64) {
	for lane := range iter.MutLanes(v, -1) {
		for i := range lane.Len() {
			lane.Set(i, f*lane.At(i))
		}
	}
}

//go:noinline
func sumRuns(v ndview.View[int32]) (sum int32) {
	for run := range iter.Runs(v) {
		for i := range run.Len() {
			sum += run.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleRuns(v ndview.MutView[float64], f float64) {
	for run := range iter.MutRuns(v) {
		for i := range run {
			run[i] *= f
		}
	}
}

//go:noinline
func sumElements(v ndview.View[int32]) (sum int32) {
	for x := range iter.Elements(v) {
		sum += x
	}
	return sum
}

//go:noinline
func scaleElements(v ndview.MutView[float64], f float64) {
	for x := range iter.Pointers(v) {
		*x *= f
	}
}

// scalePositions is scaleElements for memory that has no pointers to its elements.
//
//go:noinline
func scalePositions(v ndview.MutView[float64], f float64) {
	for p := range iter.MutPositions(v) {
		p.Set(f * p.Get())
	}
}

//go:noinline
func sumIndexed(v ndview.View[int32]) (sum int32) {
	for k, x := range iter.IndexedElements(v) {
		sum += x ^ int32(k)
	}
	return sum
}

//go:noinline
func scaleIndexed(v ndview.MutView[float64], f float64) (numbers int) {
	for k, x := range iter.IndexedPointers(v) {
		*x *= f
		numbers ^= k
	}
	return numbers
}
