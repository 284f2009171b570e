//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/matargs"
	"github.com/go-inplace/inplace/pyinterop/vectorize"
)

// What functions of a module require of their arguments, how they are called, what else they take.

func ExampleNDim() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "ends(v)", "", func(v ndview.View[float64]) (pyinterop.Tuple, error) {
		return pyinterop.Tuple{v.At1(0), v.At1(v.Len(0) - 1)}, nil
	}, pyinterop.NDim("v", 1))
	called(module, "m.ends(a)", "m.ends(a.reshape(2, 2))")
	// Output:
	// (0.0, 3.0)
	// ValueError: ends() argument 'v' of numpy.ndarray, shape (2, 2), dtype float64, strides (16, 8): ndim: wanted 1, found 2
}

func ExampleShape() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "count(points)", "", func(points ndview.View[float64]) (int, error) { return points.Len(0), nil },
		pyinterop.Shape("points", -1, 3))
	called(module, "m.count(np.zeros((5, 3)))", "m.count(np.zeros((5, 2)))")
	// Output:
	// 5
	// ValueError: count() argument 'points' of numpy.ndarray, shape (5, 2), dtype float64, strides (16, 8): shape: wanted (any, 3), found (5, 2)
}

func ExampleSameShape() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def2(module, "add(y, x)", "", func(y ndview.MutView[float64], x ndview.View[float64]) (pyinterop.Argument, error) {
		return 0, ops.Add(y, y.View, x)
	}, pyinterop.SameShape("y", "x"))
	called(module, "m.add(a, np.ones(4))", "m.add(a, np.ones(3))")
	// Output:
	// [1. 2. 3. 4.]
	// ValueError: add() argument 'x' of numpy.ndarray, shape (3,), dtype float64, strides (8,): shape: wanted (4,), that of 'y', found (3,)
}

// The verbs of ops take operands that share memory; a function that calls them may, too.
func ExampleAliased() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def2(module, "square(out, x)", "", func(out ndview.MutView[float64], x ndview.View[float64]) (pyinterop.Argument, error) {
		return 0, ops.Mul(out, x, x)
	}, pyinterop.Aliased())
	called(module, "m.square(a, a)", "m.square(a[1:], a[:-1])")
	// Output:
	// [0. 1. 4. 9.]
	// [ 0.  1. 16.]
}

// An error of Go's becomes an exception of a class of Python's.
func ExampleRaise() {
	module := pyinterop.NewModule("kernels", "")
	module.Def("root(x)", "", func(x float64) (float64, error) {
		return 0, pyinterop.Raise("numpy.linalg.LinAlgError", "%v has no root", x)
	})
	called(module, "m.root(-1)")
	// Output: numpy.linalg.LinAlgError: -1 has no root
}

// Small work need not give up the GIL; what waits, or takes longer per byte than a sum, should.
func ExampleDropGIL() {
	module := pyinterop.NewModule("kernels", "")
	answer := make(chan string, 1)
	pyinterop.Def0(module, "wait()", "Waits for a goroutine that uses Python.", func() (string, error) { return <-answer, nil }, pyinterop.DropGIL())
	go within(func(py pyinterop.Python) error {
		o, err := py.Eval("6 * 7")
		answer <- o.String()
		return err
	})
	called(module, "m.wait()")
	// Output: 42
}

func ExampleDropGILFrom() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "polish(a)", "A microsecond per item: from 1000 items on others may run.",
		func(a ndview.MutView[float64]) (pyinterop.Argument, error) { return 0, ops.Scale(a, 3) }, pyinterop.DropGILFrom(8000))
	called(module, "m.polish(a)", "m.polish(np.ones(2000)).sum()")
	// Output:
	// [0. 3. 6. 9.]
	// 6000.0
}

// A function that shares state with Python's other functions needs no lock while it has the GIL.
func ExampleKeepGIL() {
	module := pyinterop.NewModule("kernels", "")
	total := 0.0
	pyinterop.Def1(module, "add(a)", "The sum of all that was added.", func(a ndview.View[float64]) (float64, error) {
		total += ops.Sum(a)
		return total, nil
	}, pyinterop.KeepGIL())
	called(module, "m.add(a)", "m.add(np.ones(100_000))")
	// Output:
	// 6.0
	// 100006.0
}

// A fast way for plain arrays in Go, and Python for the rest: lists, other dtypes, errors.
func ExampleOtherwise() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "total(a, /, dtype=None)", "The sum of a.", func(a ndview.View[float64]) (string, error) {
		return fmt.Sprint("Go: ", ops.Sum(a)), nil
	}, pyinterop.Otherwise())
	module.OnImport(func(py pyinterop.Python, m pyinterop.Object) error {
		numpy, err := py.Import("numpy")
		if err != nil {
			return err
		}
		sum, err := numpy.Attr("sum")
		if err != nil {
			return err
		}
		return module.SetOtherwise("total", sum)
	})
	called(module, "m.total(a)", "m.total([1, 2, 3])", "m.total(a, dtype='i4')")
	// Output:
	// Go: 6
	// 6
	// 6
}

// Only functions that were defined with Otherwise have one, once the module was imported.
func ExampleModule_SetOtherwise() {
	module := pyinterop.NewModule("kernels", "")
	evaluated("sum", func(py pyinterop.Python, sum pyinterop.Object) error {
		fmt.Println(module.SetOtherwise("total", sum))
		return nil
	})
	// Output: ValueError: module kernels has no function total that was defined with Otherwise and imported
}

// An error after which nothing else is tried.
func ExampleFinal() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "total(a)", "The sum of a.", func(a ndview.View[float64]) (float64, error) {
		return 0, pyinterop.Final(pyinterop.Raise("OverflowError", "too much"))
	}, pyinterop.Otherwise())
	module.OnImport(func(py pyinterop.Python, m pyinterop.Object) error {
		sum, err := py.Eval("sum")
		if err != nil {
			return err
		}
		return module.SetOtherwise("total", sum)
	})
	called(module, "m.total(a)", "m.total([1, 2])")
	// Output:
	// OverflowError: too much
	// 3
}

// A track is a path in the plane; functions that are defined after ParamFrom may have it as a parameter.
type track struct{ x, y ndview.View[float64] }

func ExampleParamFrom() {
	pyinterop.ParamFrom(func(v ndview.View[float64]) (track, error) { // in a program: in an init function
		if v.NDim() != 2 || v.Len(1) != 2 {
			return track{}, fmt.Errorf("wanted points of two coordinates: %w", ndview.ErrShape)
		}
		return track{v.Col(0), v.Col(1)}, nil
	})
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "area(t)", "Twice what the track encloses.", func(t track) (float64, error) {
		sum := 0.0
		for i, n := 0, t.x.Len(0); i < n; i++ {
			j := (i + 1) % n
			sum += t.x.At1(i)*t.y.At1(j) - t.x.At1(j)*t.y.At1(i)
		}
		return sum, nil
	})
	called(module, "m.area(np.array([[0, 0], [2, 0], [2, 1], [0, 1.0]]))", "m.area(a)")
	// Output:
	// 4.0
	// ValueError: area() argument 't': wanted points of two coordinates: shape
}

// With package matargs, matrices of gonum.
func ExampleParamFrom_gonum() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def2(module, "solve(a, b)", "Solves a·x = b, in place of b.", func(a mat.Matrix, b *mat.VecDense) (pyinterop.Argument, error) {
		return 1, b.SolveVec(a, b)
	})
	called(module, "m.solve(np.array([[2, 0], [0, 4.0]]), np.array([1, 2.0]))")
	// Output: [0.5 0.5]
}

func Example_vectorizeDef2() {
	module := pyinterop.NewModule("special", "")
	vectorize.Def2(module, "above(x, limit)", "How much x is above a limit.", func(x, limit float64) float64 { return max(x-limit, 0) })
	called(module, "m.above(a, 1)", "m.above(a, [[0], [2]])")
	// Output:
	// [0. 0. 1. 2.]
	// [[0. 1. 2. 3.]
	//  [0. 0. 0. 1.]]
}

func Example_vectorizeDef3() {
	module := pyinterop.NewModule("special", "")
	vectorize.Def3(module, "lerp(a, b, t)", "a + t*(b-a).", func(a, b, t float64) float64 { return a + t*(b-a) })
	called(module, "m.lerp(a, 10, 0.5)", "m.lerp(a, 0, 1, out=a, where=[True, False, True, False])")
	// Output:
	// [5.  5.5 6.  6.5]
	// [0. 1. 0. 3.]
}

// Several dtypes, and a function that may fail.
func Example_vectorizeDef() {
	module := pyinterop.NewModule("special", "")
	vectorize.Def(module, "avg(x, y)", "Between x and y.", []ops.Loop{
		ops.Loop2(func(x, y int64) int64 { return (x + y) / 2 }),
		ops.Loop2(func(x, y float64) float64 { return (x + y) / 2 }),
	})
	vectorize.Def(module, "inverse(x)", "1 / x.", []ops.Loop{ops.LoopErr1(func(x float64) (float64, error) {
		if x == 0 {
			return 0, pyinterop.Raise("ZeroDivisionError", "0 has no inverse")
		}
		return 1 / x, nil
	})})
	called(module, "m.avg(np.arange(4), 3)", "m.avg(a, 3)", "m.inverse(4)", "m.inverse(a)")
	// Output:
	// [1 2 2 3]
	// [1.5 2.  2.5 3. ]
	// 0.25
	// ZeroDivisionError: 0 has no inverse
}

// Costly functions of large arrays are called by several goroutines at once.
func Example_vectorizeParallel() {
	module := pyinterop.NewModule("special", "")
	vectorize.Def1(module, "steps(n)", "Of the sequence of Collatz.", func(n int64) (count int64) {
		for ; n > 1; count++ {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
		}
		return count
	}, vectorize.Parallel())
	called(module, "m.steps(27)", "m.steps(np.arange(10_000)).max()")
	// Output:
	// 111
	// 261
}

// Any number of arrays, which may overlap as the operands of NumPy's functions may.
func Example_vectorizeBorrow() {
	evaluated("__import__('numpy').arange(4.0)", func(py pyinterop.Python, a pyinterop.Object) error {
		one := []pyinterop.Object{a}
		err := vectorize.Borrow(py, one, one, 8<<10, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
			if len(outs) != len(ins) {
				return errors.New("as many results as operands")
			}
			return ops.Apply("square", outs[0], ins)
		})
		fmt.Println(a)
		return err
	})
	// Output: [0. 1. 4. 9.]
}
