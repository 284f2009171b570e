package iter_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Nothing is allocated for memory that is near, in windows or not.
func TestSequencesDoNotAllocate(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		for _, shape := range [][]int{{30}, {5, 6}, {2, 3, 4}, {2, 2, 3, 2}, {3, 700}} {
			if class == ndtest.Indirect {
				continue // a plan of its own is made; see TestLanesAlongPointersAllocateTheSameForEverySize
			}
			a := ndtest.New[float64](rng, class, shape...)
			a.Fill(ndtest.Small[float64](rng, len(a.Values())))
			for name, loop := range map[string]func(v ndview.MutView[float64]) float64{
				"Elements": sumElements, "MutPositions": doublePositions, "MutRuns": doubleRuns, "Runs": sumRuns,
				"MutZip3": addElements, "ZipRuns": dotRuns, "MutZipLanes": doubleLanes,
			} {
				loop(a.V) // the pool is filled
				allocs := testing.AllocsPerRun(20, func() { loop(a.V) })
				if name == "MutPositions" && !a.V.Plain() {
					assert.Equal(t, 1.0, allocs, "what positions in windows have in common")
					continue
				}
				assert.Zero(t, allocs, "%s of %v", name, a)
			}
		}
	}
}

func sumElements(v ndview.MutView[float64]) (sum float64) {
	for x := range iter.Elements(v.View, iter.F) {
		sum += x
	}
	return sum
}

func doublePositions(v ndview.MutView[float64]) (last float64) {
	for p := range iter.MutPositions(v) {
		p.Set(2 * p.Get())
	}
	return 0
}

func doubleRuns(v ndview.MutView[float64]) float64 {
	for run := range iter.MutRuns(v, iter.C) {
		for i := range run {
			run[i] *= 0.5
		}
	}
	return 0
}

func sumRuns(v ndview.MutView[float64]) (sum float64) {
	for k, run := range iter.IndexedRuns(v.View) {
		sum += float64(k) * run.At(0)
	}
	return sum
}

func addElements(v ndview.MutView[float64]) float64 {
	for x := range iter.MutZip3(v, v.View, v.View) {
		*x.Dst = 0.5 * (x.A + x.B)
	}
	return 0
}

func dotRuns(v ndview.MutView[float64]) (sum float64) {
	for a, b := range iter.ZipRuns(v.View, v.View) {
		for i := range a.Len() {
			sum += a.At(i) * b.At(i)
		}
	}
	return sum
}

func doubleLanes(v ndview.MutView[float64]) float64 {
	for d, a := range iter.MutZipLanes(v, v.View, 0) {
		for i := range d.Len() {
			d.Set(i, a.At(i))
		}
	}
	return 0
}
