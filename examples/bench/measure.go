package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
)

//go:embed bench.py
var source string

// A result is one row of the table, and one object of bench.json.
type result struct {
	Case    string  `json:"case"`
	Group   string  `json:"group"`
	DType   string  `json:"dtype"`
	N       int     `json:"n"`
	Workers int     `json:"workers"`
	NumPy   float64 `json:"numpy_ns"`
	Ours    float64 `json:"ours_ns"`
	Ratio   float64 `json:"ratio"` // NumPy's time by ours
}

// measure runs the cases that are picked.
func measure(progress io.Writer, s settings) (results []result, versions string, err error) {
	picked := slices.Clone(cases)
	if s.pick != nil {
		picked = slices.DeleteFunc(picked, func(c benchCase) bool { return !s.pick.MatchString(c.name) })
	}
	if len(picked) == 0 {
		return nil, "", fmt.Errorf("no case matches %q", s.pick)
	}
	err = pyinterop.Do(func(py pyinterop.Python) error {
		python, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn(source, python); err != nil {
			return err
		}
		versions, err = versionsOf(python)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	var failed []error
	for i, c := range picked {
		r, err := c.measure(s)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", c.name, err))
			fmt.Fprintf(progress, "%3d/%d %-44s %v\n", i+1, len(picked), c.name, err)
			continue
		}
		fmt.Fprintf(progress, "%3d/%d %-44s %8.2f\n", i+1, len(picked), r.Case, r.Ratio)
		results = append(results, r)
	}
	return results, versions, errors.Join(failed...)
}

func versionsOf(python pyinterop.Object) (string, error) {
	np, err := python.Item("np")
	if err != nil {
		return "", err
	}
	version, err := np.Attr("__version__")
	if err != nil {
		return "", err
	}
	numpy, err := version.Text()
	info, _ := pyinterop.Info() // of the interpreter that runs this
	return fmt.Sprintf("NumPy %s on Python %s", numpy, info.Version), err
}

// measure makes the operands, which are gone at its end, compares and times. The BLAS
// that NumPy brought is in use, and has as many threads as ours has workers.
func (c benchCase) measure(s settings) (r result, err error) {
	r = result{Case: c.name, Group: c.group, DType: c.dtype, N: c.n, Workers: 1}
	if c.workers {
		r.Workers = s.threads
	}
	err = pyinterop.Do(func(py pyinterop.Python) error {
		restore, err := npblas.Use()
		if err != nil {
			return err
		}
		defer restore()
		if err := npblas.SetThreads(s.threads); err != nil {
			return err
		}
		python, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn(source, python); err != nil {
			return err
		}
		class, err := python.Item("Case")
		if err != nil {
			return err
		}
		made, err := class.Call(c.setup, c.numpy, c.value)
		if err != nil {
			return err
		}
		return c.borrowed(made, func(dst ndview.MutRaw, in []ndview.Raw) error {
			work, err := c.ours(dst, in, s.threads)
			if err != nil {
				return err
			}
			if err := c.compare(made, work); err != nil {
				return err
			}
			r.NumPy, r.Ours, err = s.race(numpyLoop(made), goLoop(work))
			r.Ratio = r.NumPy / r.Ours
			return err
		})
	})
	return r, err
}

// borrowed lends f the output for writing and our operands for reading. An operand
// that is the output is read through it; one that stands twice in the list is borrowed twice.
func (c benchCase) borrowed(made pyinterop.Object, f func(dst ndview.MutRaw, in []ndview.Raw) error) error {
	names := append([]string{"o"}, c.operands...)
	list, err := made.CallMethod("arrays", names)
	if err != nil {
		return err
	}
	o, err := list.Item(0)
	if err != nil {
		return err
	}
	return pyinterop.BorrowRawMut(o, func(dst ndview.MutRaw) error {
		in := make([]ndview.Raw, 0, len(c.operands))
		var next func() error
		next = func() error {
			i := len(in)
			switch {
			case i == len(c.operands):
				return f(dst, in)
			case c.operands[i] == "o":
				in = append(in, dst.Raw)
				return next()
			}
			array, err := list.Item(i + 1)
			if err != nil {
				return err
			}
			return pyinterop.BorrowRaw(array, func(r ndview.Raw) error {
				in = append(in, r)
				return next()
			})
		}
		return next()
	})
}

// compare computes both results, from the same output, and refuses a wrong one.
func (c benchCase) compare(made pyinterop.Object, work func() error) error {
	if _, err := made.CallMethod("answer"); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	partition := -1
	if c.partition > 0 {
		partition = c.partition
	}
	wrong, err := made.CallMethod("difference", c.tolerance(), partition)
	if err != nil {
		return err
	}
	text, err := wrong.Text()
	if err == nil && text != "" {
		return fmt.Errorf("not NumPy's result: %s", text)
	}
	return err
}

// A loop runs one side n times.
type loop func(n int) (time.Duration, error)

func numpyLoop(made pyinterop.Object) loop {
	timed, err := made.Attr("timed")
	return func(n int) (time.Duration, error) {
		if err != nil {
			return 0, err
		}
		took, err := timed.Call(n)
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

// race runs both sides in turn, so that a busy neighbour meets both, and returns the
// median nanoseconds of one run of each. A case of long runs has fewer rounds.
func (s settings) race(sides ...loop) (numpy, ours float64, err error) {
	sample, rounds := s.budget()
	var runs [2]int
	for i, side := range sides {
		if runs[i], err = enough(side, sample); err != nil {
			return 0, 0, err
		}
	}
	var times [2][]float64
	const fewest, longest = 3, 800 * time.Millisecond
	for start, round := time.Now(), 0; round < rounds && (round < fewest || time.Since(start) < longest); round++ {
		for i, side := range sides {
			took, err := side(runs[i])
			if err != nil {
				return 0, 0, err
			}
			times[i] = append(times[i], float64(took)/float64(runs[i]))
		}
	}
	return median(times[0]), median(times[1]), nil
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

func median(t []float64) float64 {
	slices.Sort(t)
	return t[len(t)/2]
}
