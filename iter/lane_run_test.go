package iter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func TestALaneIsARunWhereItsElementsLieSideBySide(t *testing.T) {
	runs, others := 0, 0
	overAll(t, ndtest.ReadClasses, func(a *ndtest.Array[uint32], axis int, _ [][][]int) {
		for lane := range iter.Lanes(a.V.View, axis) {
			run, ok := lane.Run()
			require.Equal(t, lane.Stride() == 4 || lane.Len() <= 1, ok)
			if !ok {
				others++
				require.Zero(t, run)
				continue
			}
			runs++
			require.Equal(t, lane.Len(), run.Len())
			for i := range lane.Len() {
				require.Equal(t, lane.At(i), run.At(i))
			}
		}
	})
	require.Greater(t, runs, 100)
	require.Greater(t, others, 100)
}

// A lane that lies side by side is read as fast as a slice; the others by At.
func ExampleLane_Run() {
	v, _ := ndview.FromSlice([]int32{1, 2, 3, 4, 5, 6}, 2, 3)
	for axis := range 2 {
		for lane := range iter.Lanes(v.View, axis) {
			sum := int32(0)
			if run, ok := lane.Run(); ok {
				for i := range run.Len() {
					sum += run.At(i)
				}
				fmt.Println("run of", run.Len(), "sum", sum)
				continue
			}
			for i := range lane.Len() {
				sum += lane.At(i)
			}
			fmt.Println("lane of", lane.Len(), "sum", sum)
		}
	}
	// Output:
	// lane of 2 sum 5
	// lane of 2 sum 7
	// lane of 2 sum 9
	// run of 3 sum 6
	// run of 3 sum 15
}

func TestPartsOutsideOfALaneOrARunPanic(t *testing.T) {
	v, err := ndview.FromSlice([]int32{1, 2, 3})
	require.NoError(t, err)
	for _, part := range [][2]int{{-1, 1}, {2, 1}, {0, 4}, {4, 4}} {
		for l := range iter.Lanes(v.View, 0) {
			require.Panics(t, func() { l.Part(part[0], part[1]) }, part)
		}
		for r := range iter.Runs(v.View) {
			require.Panics(t, func() { r.Part(part[0], part[1]) }, part)
		}
	}
}
