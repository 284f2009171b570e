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

// Borrows of several objects, of items of any type, of Python's references; which are open.

// items are the first n items of a tuple.
func items(o pyinterop.Object, n int) ([]pyinterop.Object, error) {
	var all []pyinterop.Object
	for i := range n {
		item, err := o.Item(i)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, nil
}

func ExampleBorrow3() {
	evaluated("(__import__('numpy').zeros(3), __import__('numpy').arange(3.0), __import__('numpy').ones(3))", func(py pyinterop.Python, o pyinterop.Object) error {
		x, err := items(o, 3)
		if err != nil {
			return err
		}
		err = pyinterop.Borrow3(pyinterop.Write[float64](x[0]), pyinterop.Read[float64](x[1]), pyinterop.Read[float64](x[2]),
			func(sum ndview.MutView[float64], a, b ndview.View[float64]) error { return ops.Add(sum, a, b) })
		fmt.Println(x[0])
		return err
	})
	// Output: [1. 2. 3.]
}

func ExampleBorrow4() {
	evaluated("tuple(__import__('numpy').arange(k, k + 3.0) for k in range(4))", func(py pyinterop.Python, o pyinterop.Object) error {
		x, err := items(o, 4)
		if err != nil {
			return err
		}
		err = pyinterop.Borrow4(pyinterop.Write[float64](x[0]), pyinterop.Read[float64](x[1]), pyinterop.Read[float64](x[2]), pyinterop.Read[float64](x[3]),
			func(d ndview.MutView[float64], a, b, c ndview.View[float64]) error {
				for i := range d.Len(0) {
					d.Set1(i, a.At1(i)*b.At1(i)+c.At1(i))
				}
				return nil
			})
		fmt.Println(x[0])
		return err
	})
	// Output: [ 5. 10. 17.]
}

// Arguments that are only read may share memory.
func ExampleRead() {
	evaluated("__import__('numpy').arange(4.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.Borrow2(pyinterop.Read[float64](o), pyinterop.Read[float64](o), func(a, b ndview.View[float64]) error {
			fmt.Println(a.Address() == b.Address())
			return nil
		})
	})
	// Output: true
}

// One that is written shares memory with no other.
func ExampleWrite() {
	evaluated("__import__('numpy').arange(4.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.Borrow2(pyinterop.Write[float64](o), pyinterop.Read[float64](o),
			func(ndview.MutView[float64], ndview.View[float64]) error { return nil })
		fmt.Println(errors.Is(err, ndview.ErrOverlap))
		return nil
	})
	// Output: true
}

// Any request may be one of several.
func ExampleRequest_Of() {
	evaluated("(b'abc', __import__('numpy').zeros(3, 'u1'))", func(py pyinterop.Python, o pyinterop.Object) error {
		x, err := items(o, 2)
		if err != nil {
			return err
		}
		err = pyinterop.Borrow2(pyinterop.AskSimple.Of(x[0]), pyinterop.AskFlatCMut[uint8]().Of(x[1]),
			func(from pyinterop.Simple, to pyinterop.MutFlat[uint8]) error {
				copy(to.Data(), from.UnsafeBytes())
				return nil
			})
		fmt.Println(x[1])
		return err
	})
	// Output: [97 98 99]
}

// A program that orders its goroutines itself may write what others borrow.
func ExampleRequest_Aliased() {
	evaluated("__import__('numpy').arange(4.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		write, read := pyinterop.AskMutView[float64]().Aliased(), pyinterop.AskView[float64]().Aliased()
		err := pyinterop.Borrow2(write.Of(o), read.Of(o),
			func(dst ndview.MutView[float64], v ndview.View[float64]) error { return ops.Mul(dst, v, v) })
		fmt.Println(o)
		return err
	})
	// Output: [0. 1. 4. 9.]
}

func ExampleBorrowRawMut() {
	evaluated("__import__('numpy').zeros(2, [('n', 'i4'), ('x', 'f8')])", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.BorrowRawMut(o, func(records ndview.MutRaw) error {
			field, err := records.Field("x")
			if err != nil {
				return err
			}
			x, err := ndview.AsMut[float64](field)
			if err != nil {
				return err
			}
			return ops.Fill(x, 0.5)
		})
		fmt.Println(o)
		return err
	})
	// Output: [(0, 0.5) (0, 0.5)]
}

// The items of an array of dtype object are references.
func ExamplePython_ObjectAt() {
	evaluated("__import__('numpy').array([['a', None], [3, [4]]], object)", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
			item, err := py.ObjectAt(r, 1, 1)
			fmt.Println(item)
			return err
		})
	})
	// Output: [4]
}

func ExamplePython_Objects() {
	evaluated("__import__('numpy').array([['a', None], [3, 4.5]], object)", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.BorrowRaw(o, func(r ndview.Raw) error {
			for item, err := range py.Objects(r) {
				if err != nil {
					return err
				}
				fmt.Print(item.TypeName(), " ")
			}
			return nil
		})
	})
	// Output: str NoneType int float
}

func ExampleOpenBorrows() {
	evaluated("b'abc'", func(py pyinterop.Python, o pyinterop.Object) error {
		before := pyinterop.OpenBorrows()
		return pyinterop.Borrow(o, func(ndview.View[uint8]) error {
			fmt.Println(pyinterop.OpenBorrows() - before)
			return nil
		})
	})
	// Output: 1
}

// Each borrow that is open is named by its closure, with file and line.
func ExampleBorrowPlaces() {
	evaluated("b'abc'", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.Borrow(o, func(ndview.View[uint8]) error {
			for _, place := range pyinterop.BorrowPlaces() {
				fmt.Println(strings.Contains(place, "ExampleBorrowPlaces"), strings.Contains(place, "example_borrow_test.go:"))
			}
			return nil
		})
	})
	// Output: true true
}
