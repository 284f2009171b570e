package main

import (
	"fmt"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Each of these begins a sequence count times and leaves it at its first element.

//go:noinline
func startLanes(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for lane := range iter.Lanes(v.View, -1) {
			seen += lane.Len()
			break
		}
	}
	return seen
}

//go:noinline
func startMutLanes(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for lane := range iter.MutLanes(v, 0) {
			seen += lane.Len()
			break
		}
	}
	return seen
}

//go:noinline
func startRuns(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for run := range iter.MutRuns(v) {
			seen += len(run)
			break
		}
	}
	return seen
}

//go:noinline
func startElements(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for x := range iter.Elements(v.View) {
			seen += int(x)
			break
		}
	}
	return seen
}

//go:noinline
func startIndexed(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for k, x := range iter.IndexedElements(v.View) {
			seen += k + int(x)
			break
		}
	}
	return seen
}

//go:noinline
func startPointers(count int, v ndview.MutView[float64]) (seen int) {
	for range count {
		for x := range iter.Pointers(v) {
			seen += int(*x)
			break
		}
	}
	return seen
}

// starts measures what a sequence costs before its first element.
func (b *bench) starts() error {
	const count = 1000
	t := b.table("Creating an iterator and leaving it at its first element, ns", "\t1-d\t2-d\t3-d\t4-d\t4-d permuted\t4-d reversed\t4-d part\tasked")
	shape := []int{2, 3, 4, 5}
	four := ndview.Make[float64](shape...)
	views := []ndview.MutView[float64]{
		ndview.Make[float64](shape[:1]...), ndview.Make[float64](shape[:2]...), ndview.Make[float64](shape[:3]...), four,
		four.Permute(1, 3, 0, 2),
		four.Flip(0).Flip(1).Flip(2).Flip(3),
		four.Slice(ndview.From(1), ndview.From(1), ndview.From(1), ndview.From(1)),
	}
	for _, c := range []struct {
		name  string
		start func(count int, v ndview.MutView[float64]) int
	}{
		{"lanes, last axis", startLanes}, {"lanes in place, first axis", startMutLanes}, {"runs in place", startRuns},
		{"elements", startElements}, {"index and element", startIndexed}, {"pointers", startPointers},
	} {
		fmt.Fprint(t, c.name)
		for _, v := range views {
			ns := b.race([]loop{timed(func() { c.start(count, v) })})[0] / count
			b.add("creating an iterator, up to 4 dimensions", 50, false, " ns", ns)
			fmt.Fprintf(t, "\t%.1f", ns)
		}
		fmt.Fprintln(t, "\t≤ 50 ns")
	}
	return t.Flush()
}
