package kernel

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

func TestNaNIsReplacedAndCountedInLanesOfEveryLength(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := range 131 {
			for _, inPlace := range []bool{false, true} {
				src := make([]float64, n+2)
				for i := range src {
					src[i] = float64(i)
					if i%3 == 0 || i == n {
						src[i] = math.NaN()
					}
				}
				want, nans, dst := slices.Clone(src), 0, slices.Clone(src)
				for i, x := range src[1 : n+1] {
					if x != x {
						want[1+i] = 7
						nans++
					}
				}
				if inPlace {
					src = dst
				}
				require.Equal(t, nans, blanked(mem.Of(dst[1:]), mem.Of(src[1:]), n, 7), "%d items", n)
				for i := range want {
					require.Equal(t, math.Float64bits(want[i]), math.Float64bits(dst[i]), "%d items, item %d", n, i)
				}
			}
		}
	})
}

// arrayOf returns a slice as an array of one axis.
func arrayOf[T any](kind elem.Kind, items []T) *mem.Array {
	l, err := layout.C([]int{len(items)}, kind.Size())
	must(err)
	a := mem.New(mem.Of(items), l, lease.Forever, 0, nativeItem(kind))
	return &a
}

// Tables of keys, or none, find the same place as a search of one item after another.
func TestSearchesFindTheFirstPlaceFromEitherSide(t *testing.T) {
	nan := math.NaN()
	for n := range 40 {
		sorted := make([]float64, n)
		for i := range sorted {
			sorted[i] = float64(i / 3)
			if i > 35 {
				sorted[i] = nan
			}
		}
		needles := []float64{-1, 0, 0.5, 1, 2, 3.5, 5, 11, 12, nan, math.Inf(1)}
		for _, m := range []int{1, 3, 4, len(needles)} {
			for _, right := range []bool{false, true} {
				got := make([]int64, m)
				SearchArray(elem.KindFloat64, arrayOf(elem.KindInt64, got), arrayOf(elem.KindFloat64, sorted), arrayOf(elem.KindFloat64, needles[:m]), nil, right)
				for k, at := range got {
					x, want := needles[k], 0
					for want < n && (sorted[want] < x || sorted[want] == sorted[want] && x != x || right && (sorted[want] == x || sorted[want] != sorted[want] && x != x)) {
						want++
					}
					require.Equal(t, int64(want), at, "%v in %v, right %v", x, sorted, right)
				}
			}
		}
	}
}

func TestCountsOfIntegersAreThoseOfEachOrAreRefused(t *testing.T) {
	for _, bins := range []int{1, 3, mostCounters, mostCounters + 1} {
		for n := range 20 {
			items, want := make([]int32, n), make([]int64, bins)
			for i := range items {
				items[i] = int32(i * 7 % bins)
				want[items[i]]++
			}
			counts := make([]int64, bins)
			_, ok := Bincount(elem.KindInt32, arrayOf(elem.KindInt32, items), nil, counts, nil)
			require.True(t, ok)
			require.Equal(t, want, counts)
			for _, outside := range []int32{-1, int32(bins)} {
				refused, ok := Bincount(elem.KindInt32, arrayOf(elem.KindInt32, append(items, outside)), nil, counts, nil)
				require.False(t, ok)
				require.Equal(t, Integer{uint64(int64(outside)), outside < 0}, refused)
			}
		}
	}
}

// What is beyond the finite numbers does not come back, and −0 is a sum of 0.
func TestScansOfFloatsGoOnBehindInfinity(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ in, sums, most, least []float64 }{
		{[]float64{1, inf, 2, -inf, 3}, []float64{1, inf, inf, nan, nan}, []float64{1, inf, inf, inf, inf}, []float64{1, 1, 1, -inf, -inf}},
		{[]float64{math.Copysign(0, -1), 0}, []float64{0, 0}, []float64{math.Copysign(0, -1), math.Copysign(0, -1)}, []float64{math.Copysign(0, -1), math.Copysign(0, -1)}},
		{[]float64{2, nan, 1}, []float64{2, nan, nan}, []float64{2, nan, nan}, []float64{2, nan, nan}},
		{[]float64{math.MaxFloat64, math.MaxFloat64, -1}, []float64{math.MaxFloat64, inf, inf}, []float64{math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}, []float64{math.MaxFloat64, math.MaxFloat64, -1}},
	} {
		for verb, want := range map[*Reducer][]float64{&ReduceSum: c.sums, &ReduceMax: c.most, &ReduceMin: c.least} {
			got := make([]float64, len(c.in))
			(&Scan{Verb: verb}).Run(elem.KindFloat64, arrayOf(elem.KindFloat64, got), elem.KindFloat64, arrayOf(elem.KindFloat64, c.in))
			for i := range want {
				require.True(t, math.Float64bits(want[i]) == math.Float64bits(got[i]) || want[i] != want[i] && got[i] != got[i], "%s of %v: %v, wanted %v", verb.Name, c.in, got, want)
			}
		}
	}
}
