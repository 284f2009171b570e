//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Python source, the GIL, and what outlives a scope.

func ExamplePython_Import() {
	within(func(py pyinterop.Python) error {
		math, err := py.Import("math")
		if err != nil {
			return err
		}
		pi, err := math.Attr("pi")
		fmt.Println(pi)
		_, err = py.Import("no_such_module")
		fmt.Println(pyinterop.IsPyErr(err, "ModuleNotFoundError"), strings.Contains(err.Error(), "-m pip install no_such_module"))
		return nil
	})
	// Output:
	// 3.141592653589793
	// true true
}

// Source stands indented as the Go around it.
func ExamplePython_Exec() {
	within(func(py pyinterop.Python) error {
		err := py.Exec(`
			def greet(name):
				return f"Hello, {name}!"
		`)
		if err != nil {
			return err
		}
		o, err := py.Eval("greet('Go')")
		fmt.Println(o)
		return err
	})
	// Output: Hello, Go!
}

// A namespace of its own leaves __main__ as it is.
func ExamplePython_ExecIn() {
	within(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn("import math; area = math.pi * 2**2", names); err != nil {
			return err
		}
		area, err := names.Item("area")
		fmt.Println(area)
		return err
	})
	// Output: 12.566370614359172
}

func ExamplePython_EvalIn() {
	within(func(py pyinterop.Python) error {
		names, err := py.From(pyinterop.Kwargs{"x": 4, "y": 3})
		if err != nil {
			return err
		}
		o, err := py.EvalIn("[x - y, x * y]", names)
		fmt.Println(o)
		return err
	})
	// Output: [1, 12]
}

func ExamplePython_Main() {
	within(func(py pyinterop.Python) error {
		names, err := py.Main()
		if err != nil {
			return err
		}
		name, err := names.Item("__name__")
		fmt.Println(name)
		return err
	})
	// Output: __main__
}

// While a function waits, others run Python.
func ExamplePython_AllowThreads() {
	within(func(py pyinterop.Python) error {
		answer := make(chan string)
		go within(func(py pyinterop.Python) error {
			o, err := py.Eval("6 * 7")
			answer <- o.String()
			return err
		})
		py.AllowThreads(func() { fmt.Println(<-answer) })
		return nil
	})
	// Output: 42
}

// Borrowed memory may be worked on without the GIL.
func ExamplePython_AllowThreadsErr() {
	evaluated("__import__('numpy').zeros(3)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
			return py.AllowThreadsErr(func() error { return ops.Fill(v, 1.5) })
		})
		fmt.Println(o)
		return err
	})
	// Output: [1.5 1.5 1.5]
}

// Signal handlers and graphical toolkits want Python's main thread.
func ExampleRunOnMain() {
	main := "__import__('threading').current_thread() is __import__('threading').main_thread()"
	ask := func(py pyinterop.Python) error {
		o, err := py.Eval(main)
		fmt.Println(o)
		return err
	}
	within(ask)
	fmt.Println(pyinterop.RunOnMain(ask))
	// Output:
	// False
	// True
	// <nil>
}

func ExampleKept_In() {
	var kept *pyinterop.Kept
	within(func(py pyinterop.Python) error {
		o, err := py.Eval("['kept']")
		if err != nil {
			return err
		}
		kept, err = o.Keep()
		return err
	})
	defer kept.Drop()
	within(func(py pyinterop.Python) error { // a later scope, of any goroutine
		o, err := kept.In(py)
		fmt.Println(o)
		return err
	})
	// Output: ['kept']
}

func ExampleKept_Drop() {
	evaluated("[1]", func(py pyinterop.Python, o pyinterop.Object) error {
		kept, err := o.Keep()
		if err != nil {
			return err
		}
		kept.Drop()
		_, err = kept.In(py)
		fmt.Println(err != nil)
		return nil
	})
	// Output: true
}

func ExampleKeptObjects() {
	evaluated("[1]", func(py pyinterop.Python, o pyinterop.Object) error {
		before := pyinterop.KeptObjects()
		kept, err := o.Keep()
		if err != nil {
			return err
		}
		fmt.Println(pyinterop.KeptObjects() - before)
		kept.Drop()
		fmt.Println(pyinterop.KeptObjects() - before)
		return nil
	})
	// Output:
	// 1
	// 0
}

func ExampleIsPyErr() {
	within(func(py pyinterop.Python) error {
		_, err := py.Eval("[][1]")
		err = fmt.Errorf("the first try: %w", err)
		fmt.Println(pyinterop.IsPyErr(err, "IndexError"), pyinterop.IsPyErr(err, "KeyError"))
		return nil
	})
	// Output: true false
}

// A class answers to its name, and to those of its bases.
func ExamplePyError_IsA() {
	within(func(py pyinterop.Python) error {
		_, err := py.Eval("1 / 0")
		var e *pyinterop.PyError
		fmt.Println(errors.As(err, &e), e.Type, e.IsA("ArithmeticError"), e.IsA("ValueError"))
		return nil
	})
	// Output: true ZeroDivisionError true false
}

// The exception has more than a text.
func ExamplePyError_Exception() {
	within(func(py pyinterop.Python) error {
		_, err := py.Eval("open('no such file')")
		var e *pyinterop.PyError
		if !errors.As(err, &e) {
			return err
		}
		exception, err := e.Exception(py)
		if err != nil {
			return err
		}
		name, err := exception.Attr("filename")
		fmt.Println(e.Type, name)
		return err
	})
	// Output: FileNotFoundError no such file
}

// %+v is the traceback.
func ExamplePyError_Format() {
	within(func(py pyinterop.Python) error {
		_, err := py.Eval("int('x')")
		fmt.Println(strings.SplitAfter(fmt.Sprintf("%+v", err), "\n")[0])
		fmt.Printf("%v\n%q\n", err, err)
		return nil
	})
	// Output:
	// Traceback (most recent call last):
	//
	// ValueError: invalid literal for int() with base 10: 'x'
	// "ValueError: invalid literal for int() with base 10: 'x'"
}
