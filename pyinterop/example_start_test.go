//go:build cgo

package pyinterop_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Which Python runs, and its end.

// Do starts Python by itself; Start shows the error early. Starting again does nothing.
func ExampleStart() {
	fmt.Println(pyinterop.Start(), pyinterop.Start())
	// Output: <nil> <nil>
}

// A program may say which Python it wants. A process holds one: another one is refused once it runs.
func ExampleWithPython() {
	if err := pyinterop.Start(); err != nil {
		fmt.Println(err)
	}
	running, _ := pyinterop.Info()
	fmt.Println(pyinterop.Start(pyinterop.WithPython(running.Executable)))
	fmt.Println(pyinterop.Start(pyinterop.WithPython("/opt/another/bin/python3")) != nil)
	// Output:
	// <nil>
	// true
}

// A Python that has to be unpacked first may take a while, but not for ever.
func ExampleWithContext() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	fmt.Println(pyinterop.Start(pyinterop.WithContext(ctx)))
	// Output: <nil>
}

func ExampleInfo() {
	err := pyinterop.Start()
	info, ok := pyinterop.Info()
	fmt.Println(err, ok, info.Attached, info.Version != "", info.Executable != "")
	// Output: <nil> true false true true
}

// A package that brings a Python along registers it in its init function. This one is asked where nothing before it, such as
// INPLACE_PYTHON, names a Python.
func ExampleRegisterProvider() {
	pyinterop.RegisterProvider("in the office", func(ctx context.Context) (executable string, err error) {
		return "", errors.New("there is none in the office")
	})
	fmt.Println(pyinterop.Start())
	// Output: <nil>
}

// Python does not end while something of its memory is borrowed.
func ExampleShutdown() {
	evaluated("__import__('numpy').zeros(3)", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.Borrow(o, func(v ndview.View[float64]) error {
			fmt.Println(errors.Is(pyinterop.Shutdown(), pyinterop.ErrBorrowed))
			return nil
		})
	})
	// Output: true
}
