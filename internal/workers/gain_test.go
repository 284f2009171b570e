package workers_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/workers"
)

// BenchmarkGain reports how many times faster two workers do work that one does in so many microseconds: once between other work that
// takes half a millisecond, and in bursts of 4 ms as often as there is time for. Medians, in turn.
func BenchmarkGain(b *testing.B) {
	for _, work := range []time.Duration{15, 30, 60, 100, 200, 500} {
		work *= time.Microsecond
		for _, times := range []int{1, int(4 * time.Millisecond / work)} {
			b.Run(fmt.Sprintf("%v/%d", work, times), func(b *testing.B) { gain(b, work, times) })
		}
	}
}

func gain(b *testing.B, work time.Duration, times int) {
	const parts = 32
	round := turns(work / parts)
	part := job(func(int) { compute(round) })
	each := func(do func()) float64 {
		spin(500 * time.Microsecond)
		start := workers.Now()
		for range times {
			do()
		}
		return float64(workers.Now() - start)
	}
	var one, two []float64
	for b.Loop() {
		one = append(one, each(func() { workers.Share(1, parts, part) }))
		two = append(two, each(func() {
			if workers.Pays(workers.Now(), work) {
				workers.Offer(2, parts, part)
			} else {
				workers.Share(1, parts, part)
			}
		}))
	}
	b.ReportMetric(sum(one)/sum(two), "x-one-mean")
	slices.Sort(one)
	slices.Sort(two)
	b.ReportMetric(one[len(one)/2]/two[len(two)/2], "x-one")
	b.ReportMetric(one[len(one)/4]/two[len(two)/4], "x-one-quiet")
	b.ReportMetric(0, "ns/op")
}

func sum(of []float64) (s float64) {
	for _, v := range of {
		s += v
	}
	return s
}

// compute is work that no memory is needed for.
func compute(turns int) {
	x := 1.0
	for range turns {
		x = x*0.999 + 0.001
	}
	sink(x)
}

//go:noinline
func sink(float64) {}

// turns is how many of compute take so long.
func turns(long time.Duration) int {
	best := time.Hour
	for range 50 {
		start := workers.Now()
		compute(10000)
		best = min(best, workers.Now()-start)
	}
	return int(10000 * long / best)
}
