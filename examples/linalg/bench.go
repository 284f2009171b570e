package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
)

// A figure is one line of the table.
type figure struct {
	task    string
	n       int
	threads []int
	asked   float64 // NumPy's time by ours, at least; 0 where nothing was asked
	rounds  int
	runs    int // of each side in a round
}

var figures = []figure{
	{"a @ b", 100, []int{1, 2}, 0.95, 40, 20},
	{"a @ b", 500, []int{1, 2}, 0.95, 20, 3},
	{"a @ b", 1000, []int{1, 2}, 0.95, 12, 1},
	{"a @ b", 2000, []int{1, 2}, 0.95, 5, 1},
	{"a @ b in float32", 100, []int{1, 2}, 0.95, 40, 20},
	{"a @ b in float32", 500, []int{1, 2}, 0.95, 20, 3},
	{"a @ b in float32", 1000, []int{1, 2}, 0.95, 12, 1},
	{"a @ b in float32", 2000, []int{1, 2}, 0.95, 5, 1},
	{"svd", 500, []int{1, 2}, 0.9, 7, 1},
	{"eigh", 500, []int{1, 2}, 0.9, 9, 1},
	{"solve", 500, []int{1, 2}, 0, 9, 1},
	{"qr", 500, []int{1, 2}, 0, 7, 1},
	{"cholesky", 500, []int{1, 2}, 0, 9, 2},
	{"lstsq", 500, []int{1, 2}, 0, 5, 1},
}

// measure prints the table. In each round NumPy runs and then Go, so that a busy neighbour meets both; the
// ratios are NumPy's time by Go's: of the least and of the median times of all rounds, and, with one thread, of the
// median times that the calling thread was busy, which no neighbour lengthens by taking the
// processor away. gonum alone runs without the library, on as many processors as Go has.
func measure(w io.Writer, figures []figure) error {
	fmt.Fprintf(w, "\n%-18s %5s %8s %12s %12s %8s %8s %8s %7s %14s\n", "", "n", "threads", "NumPy", "Go", "least", "median", "busy", "asked", "gonum alone")
	return pyinterop.Do(func(py pyinterop.Python) error {
		python, err := newPython(py)
		if err != nil {
			return err
		}
		for _, f := range figures {
			p, err := python.problems(f.n)
			if err != nil {
				return err
			}
			if err := f.measure(w, p); err != nil {
				return fmt.Errorf("%s: %w", f.task, err)
			}
		}
		return nil
	})
}

func (f figure) measure(w io.Writer, p problems) error {
	timed, err := p.call("timed", p.arrays)
	if err != nil {
		return err
	}
	numpy, err := timed.Item(f.task)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(tasks, func(t task) bool { return t.name == f.task })
	return tasks[at].with(p, func(work func() error) error {
		var gonum times
		if err := gonum.add(work, min(f.rounds, 3)); err != nil {
			return err
		}
		alone := gonum.least().Round(time.Microsecond / 10).String()
		for _, threads := range f.threads {
			theirs, ours, err := f.interleaved(numpy, work, threads)
			if err != nil {
				return err
			}
			asked, busy := "", ""
			if f.asked > 0 {
				asked = fmt.Sprintf("≥ %.2f", f.asked)
			}
			if threads == 1 && median(ours.busy) > 0 {
				busy = fmt.Sprintf("%.2f", ratio(median(theirs.busy), median(ours.busy)))
			}
			fmt.Fprintf(w, "%-18s %5d %8d %12v %12v %8.2f %8.2f %8s %7s %14s\n", f.task, f.n, threads,
				theirs.least().Round(time.Microsecond/10), ours.least().Round(time.Microsecond/10),
				ratio(theirs.least(), ours.least()), ratio(median(theirs.passed), median(ours.passed)), busy, asked, alone)
			alone = ""
		}
		return nil
	})
}

// interleaved gives the times of both sides.
func (f figure) interleaved(numpy pyinterop.Object, work func() error, threads int) (theirs, ours times, err error) {
	restore, err := npblas.Use()
	if err != nil {
		return theirs, ours, err
	}
	defer restore()
	if err := npblas.SetThreads(threads); err != nil {
		return theirs, ours, err
	}
	for range f.rounds {
		o, err := numpy.Call(f.runs)
		if err != nil {
			return theirs, ours, err
		}
		pairs, err := pyinterop.To[[][2]int64](o)
		if err != nil {
			return theirs, ours, err
		}
		for _, pair := range pairs {
			theirs.passed = append(theirs.passed, time.Duration(pair[0]))
			theirs.busy = append(theirs.busy, time.Duration(pair[1]))
		}
		if err := ours.add(work, f.runs); err != nil {
			return theirs, ours, err
		}
	}
	return theirs, ours, nil
}

// times are how long runs took by the clock, and how long the calling thread was busy in them.
type times struct{ passed, busy []time.Duration }

// add runs the work n times. The goroutine is locked to its thread, as in every scope of Python.
func (t *times) add(work func() error, n int) error {
	for range n {
		busy, start := threadTime(), time.Now()
		if err := work(); err != nil {
			return err
		}
		t.passed = append(t.passed, time.Since(start))
		t.busy = append(t.busy, threadTime()-busy)
	}
	return nil
}

func (t *times) least() time.Duration { return slices.Min(t.passed) }

func median(t []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(t))[len(t)/2]
}

func ratio(theirs, ours time.Duration) float64 { return float64(theirs) / float64(ours) }
