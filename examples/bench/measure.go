package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
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

	// Of some cases.
	C       float64 `json:"c_ns,omitempty"`       // the yardstick
	NumExpr float64 `json:"numexpr_ns,omitempty"` // with as many threads as ours has workers
	Numba   float64 `json:"numba_ns,omitempty"`   // the same
	Single  float64 `json:"ours_1_ns,omitempty"`  // ours with one worker, in a run with more
}

// The world is what all cases of a run share.
type world struct {
	settings
	library  string // the yardstick, if there is a compiler
	versions string
}

// measure runs the cases that are picked, until ctx ends.
func measure(ctx context.Context, progress io.Writer, s settings) (results []result, versions string, err error) {
	picked := slices.Clone(cases)
	if s.pick != nil {
		picked = slices.DeleteFunc(picked, func(c benchCase) bool { return !s.pick.MatchString(c.name) })
	}
	if len(picked) == 0 {
		return nil, "", fmt.Errorf("no case matches %q", s.pick)
	}
	folder, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(folder)
	w, err := newWorld(s, folder)
	if err != nil {
		return nil, "", err
	}
	// In a random order, so that a busy minute of the machine does not meet one group; what an interrupt leaves is a sample.
	var failed []error
	slots := make([]*result, len(picked))
	for done, i := range rand.New(rand.NewPCG(1, 1)).Perm(len(picked)) {
		if ctx.Err() != nil {
			fmt.Fprintf(progress, "interrupted after %d of %d cases\n", done, len(picked))
			break
		}
		r, err := picked[i].measure(w)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", picked[i].name, err))
			fmt.Fprintf(progress, "%3d/%d %-44s %v\n", done+1, len(picked), picked[i].name, err)
			continue
		}
		fmt.Fprintf(progress, "%3d/%d %-44s %8.2f\n", done+1, len(picked), r.Case, r.Ratio)
		slots[i] = &r
	}
	for _, r := range slots {
		if r != nil {
			results = append(results, *r)
		}
	}
	return results, w.versions, errors.Join(failed...)
}

func newWorld(s settings, folder string) (w world, err error) {
	w.settings = s
	var compiler string
	if w.library, compiler, err = compileYardstick(folder); err != nil {
		return w, err
	}
	if w.library == "" {
		compiler = "no compiler of C, so that there is no yardstick"
	}
	err = pyinterop.Do(func(py pyinterop.Python) error {
		python, err := execute(py)
		if err != nil {
			return err
		}
		w.versions, err = versionsOf(python, s.threads)
		return err
	})
	w.versions += "; " + compiler
	return w, err
}

// execute runs bench.py and returns its names.
func execute(py pyinterop.Python) (pyinterop.Object, error) {
	python, err := py.Dict()
	if err != nil {
		return python, err
	}
	return python, py.ExecIn(source, python)
}

func versionsOf(python pyinterop.Object, threads int) (string, error) {
	np, err := python.Item("np")
	if err != nil {
		return "", err
	}
	version, err := np.Attr("__version__")
	if err != nil {
		return "", err
	}
	numpy, err := version.Text()
	if err != nil {
		return "", err
	}
	peers, err := python.Item("peers")
	if err != nil {
		return "", err
	}
	found, err := peers.Call(threads)
	if err != nil {
		return "", err
	}
	others, err := found.Text()
	if others == "" {
		others = "no numexpr and no numba"
	}
	info, _ := pyinterop.Info() // of the interpreter that runs this
	return fmt.Sprintf("NumPy %s on Python %s; %s", numpy, info.Version, others), err
}

// measure makes the operands, which are gone at its end, compares and times. The BLAS
// that NumPy brought is in use, and has as many threads as verbs have workers at most.
func (c benchCase) measure(w world) (r result, err error) {
	r = result{Case: c.name, Group: c.group, DType: c.dtype, N: c.n, Workers: w.threads}
	err = pyinterop.Do(func(py pyinterop.Python) error {
		restore, err := npblas.Use()
		if err != nil {
			return err
		}
		defer restore()
		if err := npblas.SetThreads(w.threads); err != nil {
			return err
		}
		python, err := execute(py)
		if err != nil {
			return err
		}
		class, err := python.Item("Case")
		if err != nil {
			return err
		}
		made, err := class.Call(c.setup, c.numpy, c.value, c.peers(), w.library, w.threads)
		if err != nil {
			return err
		}
		return c.borrowed(made, func(dst ndview.MutRaw, in []ndview.Raw) error { return c.timed(w, made, dst, in, &r) })
	})
	return r, err
}

// peers are the statements of the sides that not every case has, by their names in bench.py.
func (c benchCase) peers() map[string]string {
	others := map[string]string{}
	for side, text := range map[string]string{"c": c.yardstick(), "numexpr": c.numexpr, "numba": c.numba} {
		if text != "" {
			others[side] = text
		}
	}
	return others
}

// timed compares the results of all sides with NumPy's, and then times the sides.
func (c benchCase) timed(w world, made pyinterop.Object, dst ndview.MutRaw, in []ndview.Raw, r *result) error {
	work, err := c.ours(dst, in, w.threads)
	if err != nil {
		return err
	}
	loops, to := []loop{pythonLoop(made, "numpy"), goLoop(work)}, []*float64{&r.NumPy, &r.Ours}
	if _, err := made.CallMethod("answer"); err != nil {
		return err
	}
	if err := c.compare(made, loops[1], c.tolerance()); err != nil {
		return err
	}
	has, err := made.Attr("sides")
	if err != nil {
		return err
	}
	for _, peer := range []struct {
		side string
		to   *float64
	}{{"c", &r.C}, {"numexpr", &r.NumExpr}, {"numba", &r.Numba}} {
		if there, err := has.CallMethod("get", peer.side); err != nil {
			return err
		} else if there.IsNone() {
			continue
		}
		side := pythonLoop(made, peer.side)
		if err := c.compare(made, side, 300*c.tolerance()); err != nil { // sums in another order, roots that overflow
			return fmt.Errorf("%s: %w", peer.side, err)
		}
		loops, to = append(loops, side), append(to, peer.to)
	}
	if _, err := made.CallMethod("forget"); err != nil {
		return err
	}
	if w.threads > 1 && c.n >= medium {
		single, err := c.ours(dst, in, 1)
		if err != nil {
			return err
		}
		loops, to = append(loops, withThreads(1, w.threads, goLoop(single))), append(to, &r.Single)
	}
	medians, err := w.race(loops)
	for i, m := range medians {
		*to[i] = m
	}
	r.Ratio = r.NumPy / r.Ours
	return err
}

// withThreads is a side that runs with so many workers and threads of the BLAS, and leaves others.
func withThreads(n, others int, side loop) loop {
	return func(k int) (time.Duration, error) {
		if err := npblas.SetThreads(n); err != nil {
			return 0, err
		}
		took, err := side(k)
		return took, errors.Join(err, npblas.SetThreads(others))
	}
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

// compare computes the result of a side from the same output as NumPy's, and refuses a wrong one.
func (c benchCase) compare(made pyinterop.Object, side loop, tolerance float64) error {
	if _, err := side(1); err != nil {
		return err
	}
	partition := -1
	if c.partition > 0 {
		partition = c.partition
	}
	wrong, err := made.CallMethod("difference", tolerance, partition)
	if err != nil {
		return err
	}
	text, err := wrong.Text()
	if err == nil && text != "" {
		return fmt.Errorf("not NumPy's result: %s", text)
	}
	return err
}
