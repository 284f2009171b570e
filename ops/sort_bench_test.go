package ops_test

import (
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// BenchmarkSorting sorts random numbers, against the library's sort of a slice.
func BenchmarkSorting(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		n    int
	}{{"50", 50}, {"200", 200}, {"300", 300}, {"1000", 1000}, {"1000000", 1_000_000}} {
		floats, ints, bytes := make([]float64, c.n), make([]int32, c.n), make([]uint8, c.n)
		for i := range floats {
			floats[i], ints[i], bytes[i] = rng.Float64(), int32(rng.Uint32()), uint8(rng.Uint32())
		}
		benchmarkSort(b, "float64/"+c.name, floats)
		benchmarkSort(b, "int32/"+c.name, ints)
		benchmarkSort(b, "uint8/"+c.name, bytes)

		src, err := ndview.FromSlice(floats)
		if err != nil {
			b.Fatal(err)
		}
		at, positions := ndview.Make[int64](c.n), make([]int, c.n)
		against(b, "argsort/float64/"+c.name, c.n, func() {
			for i := range positions {
				positions[i] = i
			}
			sort.SliceStable(positions, func(i, j int) bool { return floats[positions[i]] < floats[positions[j]] })
		}, func() { _ = ops.Argsort(at, src.View, 0) })
		sorted, dst := make([]float64, c.n), ndview.Make[float64](c.n)
		against(b, "partition/float64/"+c.name, c.n, func() { copy(sorted, floats); slices.Sort(sorted) },
			func() { _ = ops.Partition(dst, src.View, 0, c.n/2) })
	}
	const n = 1000
	m, dst := ndview.Make[float64](n, n), ndview.Make[float64](n, n)
	values, sorted := make([]float64, n*n), make([]float64, n*n)
	for i := range values {
		values[i] = rng.Float64()
	}
	if err := m.CopyFrom(values); err != nil {
		b.Fatal(err)
	}
	rows := func() {
		copy(sorted, values)
		for row := range slices.Chunk(sorted, n) {
			slices.Sort(row)
		}
	}
	against(b, "rows/1000x1000", n*n, rows, func() { _ = ops.Sort(dst, m.View, 1) })
	against(b, "columns/1000x1000", n*n, rows, func() { _ = ops.Sort(dst, m.View, 0) })
}

func benchmarkSort[T float64 | int32 | uint8](b *testing.B, name string, values []T) {
	src, err := ndview.FromSlice(values)
	if err != nil {
		b.Fatal(err)
	}
	dst, sorted := ndview.Make[T](len(values)), slices.Clone(values)
	against(b, "sort/"+name, len(values), func() { copy(sorted, values); slices.Sort(sorted) }, func() { _ = ops.Sort(dst, src.View, 0) })
}
