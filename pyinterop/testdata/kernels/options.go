package main

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Its import fails.
var refused = pyinterop.NewModule("refused", "Never there.")

// Functions of no parameters, of arrays alone, and of arguments that they return.
func init() {
	pyinterop.Def0(module, "absent()", "Fails.", func() (string, error) { return "", pyinterop.Raise("LookupError", "nothing is here") })
	pyinterop.Def0(module, "nobody()", "An argument that it has not.", func() (pyinterop.Argument, error) { return 0, nil })
	pyinterop.Def0(module, "dies0()", "Panics.", func() (float64, error) { panic("at 0") })
	pyinterop.Def0(module, "half()", "0.5.", func() (float64, error) { return 0.5, nil })
	pyinterop.Def0(module, "thirds()", "Zeros of Go.", func() (ndview.MutView[float64], error) { return ndview.Make[float64](3), nil }, pyinterop.DropGIL())
	pyinterop.DefArrays(module, "extremes(a, b, low, high=None)", "Sets low to the minima of a and b, and high to the maxima.", 2, 2, extremes)
	module.Def("latter(a, b)", "b.", func(_ pyinterop.Python, a, b pyinterop.Object) pyinterop.Argument { return 1 })
	pyinterop.Def1(module, "itself(a)", "a.", func(ndview.Raw) (pyinterop.Argument, error) { return 0, nil }, pyinterop.DropGIL())
}

func extremes(in []ndview.Raw, out []ndview.MutRaw) (pyinterop.None, error) {
	return pyinterop.None{}, errors.Join(ops.Apply("minimum", out[0], in), ops.Apply("maximum", out[1], in))
}

// A function that leaves some of its errors to others, and one that is not seen to write.
func init() {
	pyinterop.Def2(module, "picky(a, how)", "Fails.", func(_ ndview.View[float64], how string) (int, error) { return 1, picky[how] }, pyinterop.Otherwise())
	pyinterop.Def2(module, "picky_alone(a, how)", "Fails.", func(_ ndview.View[float64], how string) (int, error) { return 1, picky[how] })
	module.Def("unseen(f, a)", "Calls f, while a is borrowed without a claim.", func(f pyinterop.Object, a ndview.MutView[float64]) error {
		_, err := f.Call()
		return err
	}, pyinterop.Aliased())
}

var picky = map[string]error{
	"plain": errors.New("plain"),
	"class": pyinterop.Final(pyinterop.Raise("ArithmeticError", "no root")),
	"file":  pyinterop.Final(fmt.Errorf("a file: %w", fs.ErrNotExist)),
	"shape": pyinterop.Final(ndview.ErrShape),
	"none":  pyinterop.Final(nil),
}

// Whether other threads of Python run meanwhile: they call release again and again.
func init() {
	pyinterop.Def0(module, "release()", "Ends what overtaken functions wait for.", func() (pyinterop.None, error) {
		releases.Add(1)
		return pyinterop.None{}, nil
	})
	for _, f := range []struct {
		name string
		opts []pyinterop.DefOption
	}{
		{"overtaken", nil},
		{"overtaken_kept", []pyinterop.DefOption{pyinterop.KeepGIL()}},
		{"overtaken_dropped", []pyinterop.DefOption{pyinterop.DropGIL()}},
		{"overtaken_from_0", []pyinterop.DefOption{pyinterop.DropGILFrom(0)}},
		{"overtaken_from_1024", []pyinterop.DefOption{pyinterop.DropGILFrom(1024)}},
	} {
		module.Def(f.name+"(a, b=None, *, seconds)", "Whether release was called meanwhile.", overtaken, f.opts...)
	}
	module.Def("overtaken_python(a, b=None, *, seconds)", "The same, for one that needs the GIL.",
		func(_ pyinterop.Python, a ndview.Raw, b pyinterop.Optional[ndview.Raw], seconds float64) bool {
			return overtaken(a, b, seconds)
		},
		pyinterop.DropGILFrom(0))
}

// Calls that meet in Go, on threads of Python, and what there is for them to run on.
func init() {
	var there [16]atomic.Int64 // by n
	module.Def("meet(n, seconds)", "Waits until n calls are in Go at once.", func(n int64, seconds float64) bool {
		all := (there[n].Add(1) + n - 1) / n * n
		for end := time.Now().Add(time.Duration(seconds * 1e9)); there[n].Load() < all; time.Sleep(50 * time.Microsecond) {
			if time.Now().After(end) {
				return false
			}
		}
		return true
	}, pyinterop.DropGIL())
	module.Def("places()", "GOMAXPROCS, and the workers of a parallel loop.", func() pyinterop.Tuple {
		return pyinterop.Tuple{runtime.GOMAXPROCS(0), workers.Default()}
	})
	module.Def("choose(n)", "Sets GOMAXPROCS.", func(n int) { runtime.GOMAXPROCS(n) })
}

var releases atomic.Int64

func overtaken(_ ndview.Raw, _ pyinterop.Optional[ndview.Raw], seconds float64) bool {
	end := time.Now().Add(time.Duration(seconds * 1e9))
	for before := releases.Load(); releases.Load() == before; time.Sleep(50 * time.Microsecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// What the modules have besides their functions.
func init() {
	module.OnImport(func(_ pyinterop.Python, m pyinterop.Object) error {
		seven, err := m.CallMethod("seven")
		if err != nil {
			return err
		}
		return m.SetAttr("SEVEN", seven)
	})
	module.OnImport(func(py pyinterop.Python, m pyinterop.Object) error {
		class, err := py.Eval("type('KernelError', (ValueError,), {'__module__': 'kernels', 'code': m.SEVEN})", pyinterop.Kwargs{"m": m})
		if err != nil {
			return err
		}
		return m.SetAttr("KernelError", class)
	})
	refused.OnImport(func(pyinterop.Python, pyinterop.Object) error { return errors.New("its licence\x00has expired") })
	refused.OnImport(func(py pyinterop.Python, _ pyinterop.Object) error { return py.Exec("import sys; sys.went_on = True") })
}
