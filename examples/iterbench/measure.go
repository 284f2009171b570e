package main

import "time"

// A loop is run once and says how long it took.
type loop func() time.Duration

// timed makes a loop of a function.
func timed(f func()) loop {
	return func() time.Duration {
		start := time.Now()
		f()
		return time.Since(start)
	}
}

// race runs loops by turns, for as long as a figure may take, and returns for each
// group of them the shortest time in nanoseconds: on a busy machine the others say
// more about its neighbours.
func (b *bench) race(groups ...[]loop) []float64 {
	const fewest = 5
	best := make([]float64, len(groups))
	for start, round := time.Now(), 0; round < fewest || time.Since(start) < b.budget; round++ {
		for i, loops := range groups {
			for k, f := range loops {
				if t := float64(f()); round == 0 && k == 0 || t < best[i] {
					best[i] = t
				}
			}
		}
	}
	return best
}

// ratio returns how many times as long as the yardstick the measured loops take.
func (b *bench) ratio(yardstick, measured []loop) float64 {
	t := b.race(yardstick, measured)
	return t[1] / t[0]
}
