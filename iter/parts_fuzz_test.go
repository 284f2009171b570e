package iter_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
)

// FuzzParts takes an array whose shape and class the fuzzer chooses apart: by
// sub-views, tiles, windows that do not share elements, splits, diagonals and
// reductions, and counts how often each element comes.
func FuzzParts(f *testing.F) {
	for class := range ndtest.Classes {
		f.Add(uint8(class), uint64(class), []byte{3, 4})
		f.Add(uint8(class), uint64(class), []byte{2, 1, 3, 2, 2})
		f.Add(uint8(class), uint64(class), []byte{5, 0, 2})
		f.Add(uint8(class), uint64(class), []byte{})
	}
	f.Fuzz(func(t *testing.T, class uint8, seed uint64, lengths []byte) {
		shape := []int{}
		for _, n := range lengths[:min(len(lengths), 6)] {
			shape = append(shape, int(n%8))
		}
		size := ndtest.Size(shape)
		if size > 3000 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 2))
		a := ndtest.New[int32](rng, ndtest.Classes[int(class)%len(ndtest.Classes)], shape...)
		a.Fill(make([]int32, size))
		a.Remember()
		once := 0
		all := func(way string) {
			once++
			for i, n := range a.Values() {
				require.EqualValues(t, once, n, "%v by %s: element %d", a, way, i)
			}
			a.OnlyElements(t, way)
		}

		axes, _ := someAxes(rng, len(shape))
		for v := range iter.MutSubViews(a.V, axes...) {
			for index := range ndtest.Indices(v.Shape()) {
				v.Set(v.At(index...)+1, index...)
			}
		}
		all("sub-views")

		tile := lengthsFor(rng, len(shape))
		for v := range iter.MutTiles(a.V, tile...) {
			for index := range ndtest.Indices(v.Shape()) {
				v.Set(v.At(index...)+1, index...)
			}
		}
		all("tiles")

		for v := range iter.MutWindows(a.V, iter.Window{Lengths: ones(len(shape))}) {
			for index := range ndtest.Indices(v.Shape()) {
				v.Set(v.At(index...)+1, index...)
			}
		}
		all("windows")

		parts, err := iter.MutSplit(a.V, 1+rng.IntN(7))
		require.NoError(t, err)
		for _, v := range parts {
			for lane := range iter.MutLanes(v, 0) {
				for i := range lane.Len() {
					lane.Set(i, lane.At(i)+1)
				}
			}
		}
		all("splits")

		if len(shape) > 1 {
			for _, lane := range iter.MutDiagonals(a.V, rng.IntN(len(shape)-1), -1) {
				for i := range lane.Len() {
					lane.Set(i, lane.At(i)+1)
				}
			}
			all("diagonals")
		}

		named, reduced := someReduction(rng, len(shape))
		outs, _ := outShape(shape, reduced, rng.IntN(2) == 0)
		sums := ndtest.New[int64](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], outs...)
		sums.Fill(make([]int64, ndtest.Size(outs)))
		for cell, lane := range iter.Groups(sums.V, a.V.View, named...) {
			for i := range lane.Len() {
				cell.Set(cell.Get() + int64(lane.At(i)))
			}
		}
		for out, lane := range iter.GroupLanes(sums.V, a.V.View, named...) {
			for i := range lane.Len() {
				out.Set(i, out.At(i)-int64(lane.At(i)))
			}
		}
		for _, x := range sums.Values() {
			require.Zero(t, x, "%v by axes %v into %v", a, named, sums)
		}
	})
}

func ones(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = 1
	}
	return all
}
