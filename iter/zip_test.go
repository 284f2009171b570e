package iter_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func TestZipLanesWalkBothViewsTogetherForEveryPairOfLayouts(t *testing.T) {
	t.Run("float64 from int16", testZip[float64, int16])
	t.Run("int16 from float64", testZip[int16, float64])
	t.Run("bool from complex128", testZip[elem.Bool, complex128])
	t.Run("float32 from float32", testZip[float32, float32])
}

func testZip[D, A ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	shapes := append(ndtest.Shapes(), []int{40, 30})
	for range 2 {
		overShapes(t, rng, shapes, ndtest.Classes, func(dst *ndtest.Array[D], axis int, lanes [][][]int) {
			shape := dst.Shape[rng.IntN(len(dst.Shape)+1):]
			own := append([]int{}, shape...)
			for k := range own {
				if rng.IntN(4) == 0 {
					own[k] = 1
				}
			}
			from := ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))]
			a := ndtest.New[A](rng, from, own...)
			a.Fill(ndtest.RandomBits[A](rng, len(a.Values())))
			a.Remember()
			want := map[int][]D{}
			k := 0
			for d, l := range iter.MutZipLanes(dst.V, a.V.View, axis) {
				require.Equal(t, len(lanes[k]), d.Len())
				require.Equal(t, d.Len(), l.Len())
				want[k] = ndtest.RandomBits[D](rng, d.Len())
				for i, index := range lanes[k] {
					if !ndtest.SameBits([]A{stretchedAt(a, index)}, []A{l.At(i)}) {
						require.Failf(t, "wrong element", "%v from %v at %v", dst, a, index)
					}
					d.Set(i, want[k][i])
				}
				k++
			}
			require.Len(t, lanes, k, "%v", dst)
			requireWritten(t, dst, lanes, want)
			dst.OnlyElements(t, "MutZipLanes")
			a.Unchanged(t, "MutZipLanes")
		})
	}
}

// stretchedAt reads the element that an index of the broadcast shape means.
func stretchedAt[T ndview.Element](a *ndtest.Array[T], index []int) T {
	own := append([]int{}, index[len(index)-len(a.Shape):]...)
	for k, n := range a.Shape {
		if n == 1 {
			own[k] = 0
		}
	}
	return a.Get(own)
}

func TestZipLanesOfShapesThatDoNotFitPanicByName(t *testing.T) {
	dst, a := ndview.Make[float64](2, 3), ndview.Make[int16](2, 4)
	err := recovered(func() {
		for range iter.MutZipLanes(dst, a.View, 0) {
		}
	})
	assert.ErrorIs(t, err, ndview.ErrShape)
	assert.EqualError(t, err, "inplace: iter.MutZipLanes: dst (2, 3), a (2, 4): cannot broadcast shape (2, 4) to (2, 3): "+
		"axis 1 has length 4, wanted 3 (only axes of length 1 stretch)")
}

func TestZipLanesKeepWhatWasWrittenBeforeABreak(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		dst, a := ndtest.New[int32](rng, class, 3, 4), ndtest.New[int8](rng, ndtest.C, 4)
		dst.Fill(make([]int32, 12))
		a.Fill([]int8{1, 2, 3, 4})
		rows := 0
		for d, l := range iter.MutZipLanes(dst.V, a.V.View, 1) {
			for i := range d.Len() {
				d.Set(i, int32(l.At(i)))
			}
			if rows++; rows == 2 {
				break
			}
		}
		assert.Equal(t, []int32{1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0}, dst.Values(), "%v", dst)
	}
}

func TestZipLanesCheckBothBorrowsAndDoNotAllocate(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		dst, a := ndtest.New[float64](rng, class, 3, 4), ndtest.New[float64](rng, class, 4)
		dst.Fill(ndtest.Small[float64](rng, 12))
		a.Fill(ndtest.Small[float64](rng, 4))
		if class != ndtest.Indirect { // stretching axes of pointers describes them anew
			assert.Zero(t, testing.AllocsPerRun(100, func() { addLanes(dst.V, a.V.View) }), "%v", dst)
		}
		v, releaseDst := lent(dst)
		w, releaseA := lent(a)
		releaseA()
		assert.ErrorIs(t, recovered(func() { addLanes(v, w.View) }), ndview.ErrReleased)
		w, releaseA = lent(a)
		releaseDst()
		assert.ErrorIs(t, recovered(func() { addLanes(v, w.View) }), ndview.ErrReleased)
		releaseA()
	}
}

func addLanes(dst ndview.MutView[float64], a ndview.View[float64]) {
	for d, l := range iter.MutZipLanes(dst, a, 1) {
		for i := range d.Len() {
			d.Set(i, d.At(i)+l.At(i))
		}
	}
}
