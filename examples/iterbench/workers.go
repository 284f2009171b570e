package main

import (
	"context"
	"fmt"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// polish iterates a map on each element of a lane, which takes long enough for
// memory not to matter.
func polish(lane iter.MutLane[float64]) {
	for i := range lane.Len() {
		x := lane.At(i)
		for range 50 {
			x = 3.7 * x * (1 - x)
		}
		lane.Set(i, x)
	}
}

// polishAll does that with all lanes along the last axis.
func polishAll(workers int, v ndview.MutView[float64]) error {
	return iter.MutForEach(context.Background(), workers, v, -1, func(_ int, lane iter.MutLane[float64]) error {
		polish(lane)
		return nil
	})
}

// workers measures two workers against one on lanes that take time to compute.
func (b *bench) workers() error {
	rows := 64
	v := ndview.Make[float64](rows, b.elements/rows)
	for x := range iter.Pointers(v) {
		*x = 0.4
	}
	var err error
	by := func(workers int) []loop {
		return []loop{timed(func() {
			if failed := polishAll(workers, v); failed != nil {
				err = failed
			}
		})}
	}
	times := b.race(by(1), by(2))
	t := b.table("Workers on lanes that take time to compute", "\tspeed-up\tasked")
	fmt.Fprintf(t, "two workers against one\t%.2f×\t≥ 1.8×\n", times[0]/times[1])
	b.add("two workers against one", 1.8, true, "×", times[0]/times[1])
	if err != nil {
		return err
	}
	return t.Flush()
}
