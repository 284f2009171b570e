//go:build cgo

package pyinterop_test

import (
	"fmt"
	"log"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Modules of Go functions. In an extension module they are defined in init functions, and Python's import calls Init; here the
// Python of this process imports them.

// called imports a module as m, and prints what expressions are, or the exceptions that they raise; a is an array of 0, 1, 2, 3.
func called(module *pyinterop.Module, expressions ...string) {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		m, err := py.FromHandle(module.Init())
		if err != nil {
			return err
		}
		numpy, err := py.Import("numpy")
		if err != nil {
			return err
		}
		a, err := numpy.CallMethod("arange", 4.0)
		if err != nil {
			return err
		}
		for _, expression := range expressions {
			if o, err := py.Eval(expression, pyinterop.Kwargs{"m": m, "np": numpy, "a": a}); err != nil {
				fmt.Println(err)
			} else {
				fmt.Println(o)
			}
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleNewModule() {
	module := pyinterop.NewModule("kernels", "Kernels in Go.")
	module.Def("half(x)", "Half of x.", func(x float64) float64 { return x / 2 })
	called(module, "m.__name__", "m.__doc__", "m.half(5)")
	// Output:
	// kernels
	// Kernels in Go.
	// 2.5
}

// A function of any types: arrays in place, numbers, lists, several results, an error.
func ExampleModule_Def() {
	module := pyinterop.NewModule("kernels", "")
	module.Def("clip(a, low=0.0, *, high)", "Clips a in place; says how many items were below, and above.",
		func(a ndview.MutView[float64], low, high float64) (below, above int, err error) {
			if low > high {
				return 0, 0, pyinterop.Raise("ValueError", "low is %v, and high %v", low, high)
			}
			for i := range a.Len(0) {
				switch x := a.At1(i); {
				case x < low:
					a.Set1(i, low)
					below++
				case x > high:
					a.Set1(i, high)
					above++
				}
			}
			return below, above, nil
		})
	called(module, "m.clip(a, 1, high=1.5)", "a", "m.clip(a, 2, high=1)", "__import__('inspect').signature(m.clip)")
	// Output:
	// (1, 2)
	// [1.  1.  1.5 1.5]
	// ValueError: low is 2, and high 1
	// (a, low=0.0, *, high)
}

// What PyInit_kernels returns; modgen writes that function:
//
//	//export PyInit_kernels
//	func PyInit_kernels() uintptr { return module.Init() }
func ExampleModule_Init() {
	module := pyinterop.NewModule("kernels", "")
	within(func(py pyinterop.Python) error {
		o, err := py.FromHandle(module.Init())
		fmt.Println(o.TypeName())
		return err
	})
	// Output: module
}

// Constants, classes and what else is made when Python imports the module.
func ExampleModule_OnImport() {
	module := pyinterop.NewModule("kernels", "")
	module.OnImport(func(py pyinterop.Python, m pyinterop.Object) error { return m.SetAttr("tau", 2*math.Pi) })
	called(module, "m.tau")
	// Output: 6.283185307179586
}

// The .pyi file of the module.
func ExampleModule_Stub() {
	module := pyinterop.NewModule("kernels", "Kernels in Go.")
	pyinterop.Def2(module, "scale(a, factor=2.0)", "Multiplies a by factor, in place.",
		func(a ndview.MutView[float64], factor float64) (pyinterop.None, error) {
			return pyinterop.None{}, ops.Scale(a, factor)
		})
	fmt.Print(module.Stub())
	// Output:
	// """Kernels in Go."""
	//
	// from typing import Any, Optional
	//
	// from collections.abc import Buffer
	//
	// def scale(a: Buffer, factor: float = 2.0) -> None:
	//     """Multiplies a by factor, in place."""
	//     ...
}

func ExampleDef0() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def0(module, "answer()", "", func() (int, error) { return 42, nil })
	called(module, "m.answer()")
	// Output: 42
}

func ExampleDef1() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def1(module, "total(a, /)", "The sum of a.", func(a ndview.View[float64]) (float64, error) { return ops.Sum(a), nil })
	called(module, "m.total(a)", "m.total(a[::2])", "m.total('abc')")
	// Output:
	// 6.0
	// 2.0
	// TypeError: total() argument 'a' of str: wanted an object with the buffer protocol (a NumPy array, bytes, array.array …), found none in it. Way out: numpy.asarray(x) makes an array of numbers and sequences
}

// NumPy's functions return out: Argument is one of the arguments.
func ExampleDef2() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def2(module, "scale(a, factor=2.0)", "Multiplies a by factor, in place.",
		func(a ndview.MutView[float64], factor float64) (pyinterop.Argument, error) {
			return 0, ops.Scale(a, factor)
		})
	called(module, "m.scale(a)", "m.scale(a, factor=10) is a", "a")
	// Output:
	// [0. 2. 4. 6.]
	// True
	// [ 0. 20. 40. 60.]
}

func ExampleDef3() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def3(module, "axpy(y, x, factor=1.0)", "y += factor*x, in place.",
		func(y ndview.MutView[float64], x ndview.View[float64], factor float64) (pyinterop.None, error) {
			for i := range y.Len(0) {
				y.Set1(i, y.At1(i)+factor*x.At1(i))
			}
			return pyinterop.None{}, nil
		})
	called(module, "m.axpy(a, np.ones(4), 10)", "a")
	// Output:
	// None
	// [10. 11. 12. 13.]
}

// An Optional is None, or an array.
func ExampleDef4() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.Def4(module, "dot(a, b, weights=None, factor=1.0)", "The sum of a·b·weights, times factor.",
		func(a, b ndview.View[float64], weights pyinterop.Optional[ndview.View[float64]], factor float64) (float64, error) {
			sum := 0.0
			for i := range a.Len(0) {
				w := 1.0
				if weights.Given {
					w = weights.Value.At1(i)
				}
				sum += a.At1(i) * b.At1(i) * w
			}
			return factor * sum, nil
		})
	called(module, "m.dot(a, a)", "m.dot(a, a, np.array([0, 0, 0, 1.0]), 2)")
	// Output:
	// 14.0
	// 18.0
}

// Arrays of any dtype.
func ExampleDefArrays() {
	module := pyinterop.NewModule("kernels", "")
	pyinterop.DefArrays(module, "negative(x, out)", "out = -x.", 1, 1, func(in []ndview.Raw, out []ndview.MutRaw) (pyinterop.Argument, error) {
		return 1, ops.Apply("negative", out[0], in)
	})
	called(module, "m.negative(a, np.zeros(4))", "m.negative(np.arange(3), np.zeros(3, '>i8'))")
	// Output:
	// [-0. -1. -2. -3.]
	// [ 0 -1 -2]
}
