//go:build cgo

package pyinterop_test

import (
	"fmt"
	"log"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// evaluated runs f with the value of a Python expression.
func evaluated(expr string, f func(py pyinterop.Python, o pyinterop.Object) error) {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		o, err := py.Eval(expr)
		if err != nil {
			return err
		}
		return f(py, o)
	})
	if err != nil {
		log.Fatal(err)
	}
}

// The request decides what the function receives: AskStrided has shape and strides, and no Bytes.
func ExampleRequest_Borrow() {
	evaluated("__import__('numpy').zeros((3, 4))[:, ::2]", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskStrided.Borrow(o, func(m pyinterop.StridedItems) error {
			fmt.Println(m.Shape(), m.Strides(), m.Itemsize(), m.ContiguousC())
			return nil
		})
	})
	// Output: [3 2] [32 16] 8 false
}

// The bytes of any C-contiguous exporter, whatever its items are.
func ExampleRequest_Borrow_bytes() {
	evaluated("__import__('array').array('f', [1, 2, 3])", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskSimpleMut.Borrow(o, func(m pyinterop.MutSimple) error {
			b := m.Bytes()
			fmt.Println(len(b), m.Nbytes(), m.ReadOnly())
			return nil
		})
	})
	// Output: 12 12 false
}

// Elements that are side by side come as a slice, without an option.
func ExampleAskFlatCMut() {
	evaluated("__import__('numpy').arange(6.0).reshape(2, 3)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskFlatCMut[float64]().Borrow(o, func(f pyinterop.MutFlat[float64]) error {
			for i := range f.Data() {
				f.Data()[i] *= 10
			}
			return nil
		})
		fmt.Println(o)
		return err
	})
	// Output:
	// [[ 0. 10. 20.]
	//  [30. 40. 50.]]
}

// datetime64 has no buffer format; the caller says what the items are.
func ExampleAskItems() {
	evaluated("__import__('numpy').array(['1970-01-02', 'NaT'], 'datetime64[D]')", func(py pyinterop.Python, o pyinterop.Object) error {
		days, err := elem.ParseTypestr("<M8[D]")
		if err != nil {
			return err
		}
		return pyinterop.AskItems(days).Borrow(o, func(r ndview.Raw) error {
			fmt.Println(r)
			return nil
		})
	})
	// Output: ['1970-01-02'        'NaT']
}

// Several objects are borrowed in one call: all of them, or none.
func ExampleBorrow2() {
	evaluated("(__import__('numpy').ones(3), __import__('numpy').arange(3.0))", func(py pyinterop.Python, o pyinterop.Object) error {
		dst, err := o.Item(0)
		if err != nil {
			return err
		}
		a, err := o.Item(1)
		if err != nil {
			return err
		}
		err = pyinterop.Borrow2(pyinterop.Write[float64](dst), pyinterop.Read[float64](a),
			func(d ndview.MutView[float64], v ndview.View[float64]) error { return ops.Add(d, d.View, v) })
		fmt.Println(dst)
		return err
	})
	// Output: [1. 2. 3.]
}

// A copy in Go's memory, whatever layout and byte order the array has.
func ExampleCopyOf() {
	evaluated("__import__('numpy').arange(6, dtype='>i4').reshape(2, 3).T", func(py pyinterop.Python, o pyinterop.Object) error {
		c, err := pyinterop.CopyOf[int32](o)
		if err != nil {
			return err
		}
		s, ok := c.Data()
		fmt.Println(s, ok)
		return nil
	})
	// Output: [0 3 1 4 2 5] true
}

// A function that wants a plain slice works on a copy, which is written back as a whole when it returns nil.
func ExampleBorrowCopyBack() {
	evaluated("__import__('numpy').arange(4, dtype='>f8')[::-1]", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.BorrowCopyBack(o, func(c ndview.MutView[float64]) error {
			s, _ := c.Data()
			s[0] = 30
			return nil
		})
		fmt.Println(o)
		return err
	})
	// Output: [30.  2.  1.  0.]
}
