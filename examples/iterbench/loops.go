package main

import (
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// The loops that are measured: one sequence each, ranged over directly.

// factor is what float64 are scaled by: close to 1, so that many rounds neither
// overflow nor end in slow subnormal numbers. A constant would be loaded anew for
// each of them.
var factor = 1.0000001

// seen is what the last loop over numbered elements made of the numbers.
var seen int

//go:noinline
func sumLanes[P pad](v ndview.View[int32]) (sum int32) {
	shift[P]()
	for lane := range iter.Lanes(v, -1) {
		if run, ok := lane.Run(); ok {
			for i := range run.Len() {
				sum += run.At(i)
			}
			continue
		}
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleLanes[P pad](v ndview.MutView[float64]) {
	shift[P]()
	f := factor
	for lane := range iter.MutLanes(v, -1) {
		if s, ok := lane.Slice(); ok {
			for i := range s {
				s[i] *= f
			}
			continue
		}
		for i := range lane.Len() {
			lane.Set(i, f*lane.At(i))
		}
	}
}

//go:noinline
func sumRuns[P pad](v ndview.View[int32]) (sum int32) {
	shift[P]()
	for run := range iter.Runs(v) {
		for i := range run.Len() {
			sum += run.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleRuns[P pad](v ndview.MutView[float64]) {
	shift[P]()
	f := factor
	for run := range iter.MutRuns(v) {
		for i := range run {
			run[i] *= f
		}
	}
}

//go:noinline
func sumElements[P pad](v ndview.View[int32]) (sum int32) {
	shift[P]()
	for x := range iter.Elements(v) {
		sum += x
	}
	return sum
}

//go:noinline
func scaleElements[P pad](v ndview.MutView[float64]) {
	shift[P]()
	f := factor
	for x := range iter.Pointers(v) {
		*x *= f
	}
}

// scalePositions is scaleElements for memory that has no pointers to its elements.
//
//go:noinline
func scalePositions[P pad](v ndview.MutView[float64]) {
	shift[P]()
	f := factor
	for p := range iter.MutPositions(v) {
		p.Set(f * p.Get())
	}
}

//go:noinline
func sumIndexed[P pad](v ndview.View[int32]) (sum int32) {
	shift[P]()
	for k, x := range iter.IndexedElements(v) {
		sum += x ^ int32(k)
	}
	return sum
}

//go:noinline
func scaleIndexed[P pad](v ndview.MutView[float64]) {
	shift[P]()
	f := factor
	numbers := 0
	for k, x := range iter.IndexedPointers(v) {
		*x *= f
		numbers ^= k
	}
	seen = numbers
}

type (
	sums   = copies[func(ndview.View[int32]) int32]
	scales = copies[func(ndview.MutView[float64])]
)

var (
	lanesSum      = sums{sumLanes[near], sumLanes[far], sumLanes[farther], sumLanes[farthest]}
	lanesScale    = scales{scaleLanes[near], scaleLanes[far], scaleLanes[farther], scaleLanes[farthest]}
	runsSum       = sums{sumRuns[near], sumRuns[far], sumRuns[farther], sumRuns[farthest]}
	runsScale     = scales{scaleRuns[near], scaleRuns[far], scaleRuns[farther], scaleRuns[farthest]}
	elementsSum   = sums{sumElements[near], sumElements[far], sumElements[farther], sumElements[farthest]}
	elementsScale = scales{scaleElements[near], scaleElements[far], scaleElements[farther], scaleElements[farthest]}
	indexedSum    = sums{sumIndexed[near], sumIndexed[far], sumIndexed[farther], sumIndexed[farthest]}
	indexedScale  = scales{scaleIndexed[near], scaleIndexed[far], scaleIndexed[farther], scaleIndexed[farthest]}

	positionsScale = scales{scalePositions[near], scalePositions[far], scalePositions[farther], scalePositions[farthest]}
)
