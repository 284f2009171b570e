package main

import (
	"slices"
	"time"

	"github.com/go-inplace/inplace/pyinterop"
)

// A loop runs one side n times.
type loop func(n int) (time.Duration, error)

// pythonLoop is a side that Python runs and times.
func pythonLoop(made pyinterop.Object, side string) loop {
	timed, err := made.Attr("timed")
	return func(n int) (time.Duration, error) {
		if err != nil {
			return 0, err
		}
		took, err := timed.Call(side, n)
		if err != nil {
			return 0, err
		}
		ns, err := took.Int64()
		return time.Duration(ns), err
	}
}

func goLoop(work func() error) loop {
	return func(n int) (time.Duration, error) {
		start := time.Now()
		for range n {
			if err := work(); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
}

// race runs the sides in turn, so that a busy neighbour meets all of them, and returns the median nanoseconds of one run
// of each. While the samples of a side are far apart there are more rounds; a case of long runs has fewer.
func (s settings) race(sides []loop) (medians []float64, err error) {
	sample, rounds := s.budget()
	runs := make([]int, len(sides))
	for i, side := range sides {
		if runs[i], err = enough(side, sample); err != nil {
			return nil, err
		}
	}
	const fewest, longest = 3, 600 * time.Millisecond
	times := make([][]float64, len(sides))
	for start, round := time.Now(), 0; ; round++ {
		spent := time.Since(start)
		if round >= fewest && spent >= longest || round >= rounds && (s.quick || spent >= longest/2 || calm(times)) {
			break
		}
		for i, side := range sides {
			took, err := side(runs[i])
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], float64(took)/float64(runs[i]))
		}
	}
	for _, t := range times {
		medians = append(medians, quantile(t, 0.5))
	}
	return medians, nil
}

// calm says that half of the samples of each side lie within a tenth.
func calm(times [][]float64) bool {
	for _, t := range times {
		if quantile(t, 0.75) > 1.1*quantile(t, 0.25) {
			return false
		}
	}
	return true
}

// enough is how many runs take as long as a sample, or one that takes longer.
func enough(side loop, sample time.Duration) (int, error) {
	for n := 1; ; n *= 4 {
		took, err := side(n)
		if err != nil {
			return 0, err
		}
		if took > sample/4 {
			return max(1, int(int64(n)*int64(sample)/int64(took))), nil
		}
	}
}

func quantile(t []float64, q float64) float64 {
	t = slices.Sorted(slices.Values(t))
	return t[int(q*float64(len(t)-1)+0.5)]
}
