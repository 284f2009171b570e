// The module that the tests of extension modules import:
//
//	go build -buildmode=c-shared -o kernels.abi3.so ./pyinterop/testdata/kernels
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"runtime"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/matargs"
	"github.com/go-inplace/inplace/pyinterop/vectorize"
)

//go:generate go run github.com/go-inplace/inplace/pyinterop/modgen -name kernels -name second=second -name refused=refused

var module = pyinterop.NewModule("kernels", "Kernels in Go.")

// A library may hold several modules.
var second = pyinterop.NewModule("second", `It has a \ and "quotes"`)

func init() {
	pyinterop.Def2(module, "scale(a, factor=2.0)", "Multiplies a by factor, in place.", scale)
	pyinterop.Def1(module, "total(a, /)", "The sum of a.", total)
	pyinterop.Def3(module, "axpy(y, x, *, factor=1.0)", "y += factor*x, in place.", axpy, pyinterop.SameShape("y", "x"), pyinterop.NDim("y", 1))
	pyinterop.Def1(module, "nothing(x)", "Takes a float and does nothing.", func(float64) (pyinterop.None, error) { return pyinterop.None{}, nil })
	pyinterop.Def1(module, "columns(a)", "The number of columns.", func(a ndview.View[int32]) (int, error) { return a.Len(1), nil }, pyinterop.Shape("a", -1, 3))
	module.Def("describe(a, name='array', n=3, flags=(1, 2), ok=True, z=1j, *, limit=None)",
		"Says what it was given.\n\nThe second line.", describe)
	module.Def("pair(a, b)", "Both, in the other order.", func(a, b any) (any, any) { return b, a })
	module.Def("noted(out=None)", "Whether out is given.", func(out pyinterop.Optional[ndview.MutView[float64]]) bool { return out.Given })
	module.Def("made(n)", "n zeros.", func(py pyinterop.Python, n int) (pyinterop.Object, error) { return pyinterop.Zeros[float64](py, n) })
	module.Def("calls(f, args=())", "f(*args).", func(f pyinterop.Object, args []any) (pyinterop.Object, error) { return f.Call(args...) })
	module.Def("fails(how)", "Fails.", fails)
	module.Def("small(n)", "An int8.", func(n int8) int8 { return n })
	module.Def("sleeps(a, seconds)", "Without the GIL.", func(a ndview.View[float64], seconds float64) { time.Sleep(time.Duration(seconds * 1e9)) }, pyinterop.DropGIL())
	module.Def("wraps(f, a=None)", "Calls f(), while a is borrowed, and says \"why\" it \"failed\"", wraps)
	module.Def("keeps(a, objects)", "The first object, however large a is.", func(a ndview.View[float64], objects []pyinterop.Object) (pyinterop.Object, error) {
		return objects[0], nil
	})
	module.Def("nth(i, *, a=None)", "The argument of place i.", func(i int, a pyinterop.Object) pyinterop.Argument { return pyinterop.Argument(i) })
	pyinterop.Def1(module, "nth1(i)", "The same.", func(i int) (pyinterop.Argument, error) { return pyinterop.Argument(i), nil })
	module.Def("nths(i, a)", "The same, twice.", func(i int, a pyinterop.Object) (pyinterop.Argument, pyinterop.Argument) {
		return 1, pyinterop.Argument(i)
	})
	module.Def("limits(a, b, low=float('-inf'), high=float('inf'), sep='\\\\')", "Both limits.", func(a, b ndview.View[float64], low, high float64, sep string) pyinterop.Tuple {
		return pyinterop.Tuple{low, high, sep}
	}, pyinterop.NDim("a", 1), pyinterop.NDim("b", 2), pyinterop.Shape("a", 3))
	module.Def("lent(n)", "n zeros of Go.", func(n int) ndview.MutView[float64] { return ndview.Make[float64](n) })
	module.Def("back(a)", "What is not lent.", func(a ndview.View[float64]) ndview.View[float64] { return a })
	module.Def("lendings()", "After a collection.", func() int { runtime.GC(); return pyinterop.OpenLendings() })
	pyinterop.Def3(module, "plus(a, b, /, out=None, *, how='fast')", "a + b into out.", plus, pyinterop.Otherwise(), pyinterop.Aliased())
	module.Def("otherwise(name, f)", "Names what a function calls for what it does not take.", module.SetOtherwise)
	pyinterop.Def0(module, "seven()", "Seven.", func() (int, error) { return 7, nil })
	module.Def("kind(a)", "The dtype and the layout of a.", func(a ndview.Raw) string { return fmt.Sprint(a.DType(), a.Shape(), a.Strides()) })
	pyinterop.Def2(module, "solve(a, b)", "Solves a·x = b, in place of b.", solve)
	pyinterop.Def1(module, "largest(a)", "The largest singular value, in place of a.", largest)
	pyinterop.Def1(module, "norm(v=None)", "The length of a vector, -1 without one.", norm)
	pyinterop.Def2(module, "waits(seconds)", "Waits, and is interrupted by Ctrl-C.", waits, pyinterop.DropGIL())
	module.Def("calls_and_waits(f, seconds)", "Calls f, and waits, without the GIL, until Ctrl-C.", callsAndWaits)
	module.Def("steps(a)", "Steps through a for ever.", steps)
	module.Def("open_borrows()", "After a collection.", func() int { runtime.GC(); return pyinterop.OpenBorrows() })
}

// Long work.
func init() {
	module.Def("endless(name, out, a, b)", "out = a ∘ b, again and again.", func(name string, out ndview.MutRaw, a, b ndview.Raw) error {
		for {
			if err := ops.Apply(name, out, []ndview.Raw{a, b}); err != nil {
				return err
			}
		}
	}, pyinterop.Aliased())
	module.Def("endless_around(f, out, a, b)", "out = a + b, calls f, and adds again and again.", func(f pyinterop.Object, out ndview.MutRaw, a, b ndview.Raw) error {
		for called := false; ; called = true {
			if err := ops.Apply("add", out, []ndview.Raw{a, b}); err != nil {
				return err
			}
			if called {
				continue
			}
			if _, err := f.Call(); err != nil {
				return err
			}
		}
	}, pyinterop.KeepGIL())
	module.Def("reduce(name, out, a)", "A reduction of a.", func(name string, out ndview.MutRaw, a ndview.Raw) error { return ops.Reduce(name, out, a) })
	module.Def("product(out, a, b)", "a @ b.", func(out ndview.MutRaw, a, b ndview.Raw) error { return ops.Product("matmul", out, a, b) })
	module.Def("scan(name, out, a)", "name.accumulate(a), again and again.", func(name string, out ndview.MutRaw, a ndview.Raw) error {
		for {
			if err := ops.Accumulate(name, out, a); err != nil {
				return err
			}
		}
	})
	module.Def("copy(out, a)", "out = a, again and again.", func(out ndview.MutRaw, a ndview.Raw) error {
		for {
			if err := ops.CastRaw(out, a); err != nil {
				return err
			}
		}
	})
}

// Functions of numbers.
func init() {
	vectorize.Def1(module, "logistic(x)", "1 / (1 + exp(-x)).", func(x float64) float64 { return 1 / (1 + math.Exp(-x)) })
	vectorize.Def(module, "plus2(x, y)", "x + y, without float64 for small ones.", []ops.Loop{
		ops.Loop2(func(x, y int16) int16 { return x + y }), ops.Loop2(func(x, y float32) float32 { return x + y }),
		ops.Loop2(func(x, y float64) float64 { return x + y }), ops.Loop2(func(x, y complex128) complex128 { return x + y })}, vectorize.Parallel())
	vectorize.Def3(module, "lerp(a, b, t)", "a + t*(b-a).", func(a, b, t float64) float64 { return a + t*(b-a) })
	vectorize.Def2(module, "scaled(x, n)", "x · 2ⁿ.", func(x float64, n int32) float64 { return math.Ldexp(x, int(n)) })
	vectorize.Def1(module, "odd(n)", "Whether n is odd.", func(n int64) bool { return n%2 != 0 })
	vectorize.Def(module, "root(x)", "The root, of a number that has one.", []ops.Loop{ops.LoopErr1(func(x float64) (float64, error) {
		if x < 0 {
			return 0, pyinterop.Raise("ArithmeticError", "%v has no root", x)
		}
		return math.Sqrt(x), nil
	})})
	vectorize.Def1(module, "dies(n)", "Panics.", func(n int8) int8 { panic("at 3") })
	vectorize.Def1(module, "counted(x)", "x, counted.", func(x float64) float64 { calls++; return x })
	module.Def("count()", "The calls of counted.", func() int { return calls })
	vectorize.Def1(module, "slow(x)", "x, after a microsecond.", func(x float64) float64 { return after(time.Microsecond, x) })
	vectorize.Def1(module, "slower(x)", "x, after a millisecond.", func(x float64) float64 { return after(time.Millisecond, x) })
	vectorize.Def(module, "slowest(x, y)", "x, after five milliseconds.", []ops.Loop{ops.Loop2(func(x, _ float64) float64 { return after(5*time.Millisecond, x) })}, vectorize.Parallel())
}

func after(d time.Duration, x float64) float64 {
	for start := time.Now(); time.Since(start) < d; {
	}
	return x
}

// Long work in which no verb is called by its name, on a of n elements; what says which.
func init() {
	module.Def("work(what, n)", "Works, again and again.", func(what string, n int) error {
		f, ok := work[what]
		if !ok {
			return pyinterop.Raise("KeyError", "%s", what)
		}
		a, out := ndview.Make[float64](n), ndview.Make[float64](n)
		for {
			if err := f(out, a.View); err != nil {
				return err
			}
		}
	}, pyinterop.DropGIL())
}

var work = map[string]func(out ndview.MutFloat64, a ndview.Float64) error{
	"Map": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.Map(out.SliceAxis(0, ndview.All.By(2)), a.SliceAxis(0, ndview.All.By(2)), func([]float64, iter.Run[float64]) { milli(0) })
	},
	"MapEach": func(out ndview.MutFloat64, a ndview.Float64) error { return ops.MapEach(out, a, milli) },
	"Zip2Each": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.Zip2Each(out, a, a, func(x, _ float64) float64 { return milli(x) })
	},
	"Zip3Each": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.Zip3Each(out, a, a, a, func(x, _, _ float64) float64 { return milli(x) })
	},
	"ReduceEach": func(_ ndview.MutFloat64, a ndview.Float64) error {
		ops.ReduceEach(a, 0, func(s, x float64) float64 { return s + milli(x) })
		return nil
	},
	"ReduceFuncTo": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.ReduceFuncTo(out, a.InsertAxis(1), 0, func(s float64, _ iter.Lane[float64]) float64 { return milli(s) }, 1)
	},
	"StencilEach": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.StencilEach(out, a, iter.Stencil[float64]{Offsets: iter.Cross(1, 1)}, func(near []float64) float64 { return milli(near[0]) })
	},
	"ForEach": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return iter.ForEach(context.Background(), 2, a.InsertAxis(1), 1, func(int, iter.Lane[float64]) error { milli(0); return nil })
	},
	"histogram": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return ops.Histogram(ndview.Make[int64](10), a, 0, 1)
	},
	"bincount": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return ops.Bincount(ndview.Make[int64](10), zeros(a))
	},
	"lookup": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return ops.Lookup(ndview.Make[int16](a.Len(0)), ndview.Make[int16](256).View, ndview.Make[uint8](a.Len(0)).View)
	},
	"take": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.Take(out, a, zeros(a), 0, ops.WrapOutside)
	},
	"put": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.Put(out, zeros(a), a, ops.RefuseOutside)
	},
	"searchsorted": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return ops.SearchSorted(ndview.Make[int64](a.Len(0)), a, a, ops.SideLeft)
	},
	"arange":  func(out ndview.MutFloat64, _ ndview.Float64) error { return ops.Arange(out, 0, 1) },
	"softmax": func(out ndview.MutFloat64, a ndview.Float64) error { return ops.Softmax(out, a, 0) },
	"extract": func(out ndview.MutFloat64, a ndview.Float64) error {
		_, err := ops.Extract(out, a, ndview.Make[ndview.Bool](a.Len(0)).View)
		return err
	},
	"sum": func(_ ndview.MutFloat64, a ndview.Float64) error {
		v, err := zeros(a).BroadcastTo(1<<24, a.Len(0))
		ops.SumInt(v)
		return err
	},
	"flip":   func(out ndview.MutFloat64, _ ndview.Float64) error { return ops.Flip(out, out.View) },
	"cumsum": func(out ndview.MutFloat64, a ndview.Float64) error { return ops.CumSum(out, a) },
	"einsum": func(out ndview.MutFloat64, a ndview.Float64) error {
		return ops.EinsumRaw(out.Raw(), "i,i->i", []ndview.Raw{a.Raw(), a.Raw()})
	},
	"dot":   func(_ ndview.MutFloat64, a ndview.Float64) error { ops.Dot(a, a); return nil },
	"fused": func(out ndview.MutFloat64, a ndview.Float64) error { return expression.Run(out.Raw(), a.Raw()) },
	"fused sum": func(_ ndview.MutFloat64, a ndview.Float64) error {
		return total2.Run(ndview.Make[float64]().Raw(), a.Raw())
	},
}

func milli(x float64) float64 { return after(time.Millisecond, x) }

func zeros(a ndview.Float64) ndview.Int64 { return ndview.Make[int64](a.Len(0)).View }

var expression, total2 = compiled(fused.Call("sqrt", fused.In[float64]("x"))), compiled(fused.Sum(fused.Call("sqrt", fused.In[float64]("x"))))

func compiled(e fused.Expr) *fused.Program {
	p, err := fused.Compile(e)
	if err != nil {
		panic(err)
	}
	return p
}

var calls int

func scale(a ndview.MutView[float64], factor float64) (pyinterop.None, error) {
	return pyinterop.None{}, ops.Scale(a, factor)
}

func plus(a, b ndview.Raw, out pyinterop.Optional[ndview.MutRaw]) (pyinterop.Argument, error) {
	return 2, ops.Apply("add", out.Value, []ndview.Raw{a, b})
}

func total(a ndview.View[float64]) (float64, error) { return ops.Sum(a), nil }

func axpy(y ndview.MutView[float64], x ndview.View[float64], factor float64) (pyinterop.None, error) {
	for i := range y.Len(0) {
		y.Set1(i, y.At1(i)+factor*x.At1(i))
	}
	return pyinterop.None{}, nil
}

func describe(a ndview.Raw, name string, n int, flags []int64, ok bool, z complex128, limit *float64) string {
	l := "none"
	if limit != nil {
		l = fmt.Sprint(*limit)
	}
	return fmt.Sprintln(a.Describe(), name, n, flags, ok, z, l)
}

func wraps(f pyinterop.Object, a pyinterop.Optional[ndview.MutView[float64]]) error {
	if _, err := f.Call(); err != nil {
		return fmt.Errorf("wrapped: %w", err)
	}
	return nil
}

func solve(a mat.Matrix, b *mat.VecDense) (pyinterop.None, error) {
	return pyinterop.None{}, b.SolveVec(a, b)
}

func largest(a *mat.Dense) (float64, error) {
	var svd mat.SVD
	svd.Factorize(a, mat.SVDNone)
	a.Set(0, 0, -1)
	return svd.Values(nil)[0], nil
}

func norm(v pyinterop.Optional[mat.Vector]) (float64, error) {
	if !v.Given {
		return -1, nil
	}
	return mat.Norm(v.Value, 2), nil
}

func waits(ctx context.Context, seconds float64) (string, error) {
	select {
	case <-ctx.Done():
		return "", fmt.Errorf("while waiting: %w (%w)", ctx.Err(), context.Cause(ctx))
	case <-time.After(time.Duration(seconds * 1e9)):
		return "waited", nil
	}
}

func callsAndWaits(ctx context.Context, py pyinterop.Python, f pyinterop.Object, seconds float64) (text string, err error) {
	if _, err := f.Call(); err != nil {
		return "", err
	}
	err = py.AllowThreadsErr(func() error {
		text, err = waits(ctx, seconds)
		return err
	})
	return text, err
}

func steps(ctx context.Context, a ndview.MutView[float64]) error {
	for {
		err := iter.MutForEach(ctx, 2, a, 1, func(_ int, row iter.MutLane[float64]) error {
			for i := range row.Len() {
				row.Set(i, row.At(i)+1)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// A nameless error cannot say what it is.
type nameless struct{ text string }

func (n *nameless) Error() string { return n.text }

func fails(how string) (string, error) {
	switch how {
	case "no text":
		return "\xff", nil
	case "no UTF-8":
		return "", errors.New("a\xffb\x00c")
	case "nameless":
		return "", (*nameless)(nil)
	}
	return "fine", failsOtherwise(how)
}

func failsOtherwise(how string) error {
	switch how {
	case "value":
		return pyinterop.Raise("ValueError", "%d is too many", 3)
	case "wrapped":
		return fmt.Errorf("while reading: %w", pyinterop.Raise("KeyError", "k"))
	case "module":
		return pyinterop.Raise("numpy.linalg.LinAlgError", "singular")
	case "plain":
		return errors.New("plain")
	case "file":
		return fmt.Errorf("a file: %w", fs.ErrNotExist)
	case "panic":
		panic("at the disco")
	case "index":
		var s []int
		_ = s[len(how)]
	case "nil":
		var p *int
		*p = 1
	}
	return nil
}
