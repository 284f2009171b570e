//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/pyinterop"
)

// Values of Go become Python's, and Python's become Go's.

func ExamplePython_From() {
	within(func(py pyinterop.Python) error {
		o, err := py.From(map[string]any{"n": 1, "none": nil, "xs": []float64{1.5}, "pair": pyinterop.Tuple{"a", true}})
		fmt.Println(o)
		return err
	})
	// Output: {'n': 1, 'none': None, 'pair': ('a', True), 'xs': [1.5]}
}

func ExampleTo() {
	evaluated("{'a': [1, 2], 'b': range(3)}", func(py pyinterop.Python, o pyinterop.Object) error {
		m, err := pyinterop.To[map[string][]int](o)
		fmt.Println(m)
		return err
	})
	// Output: map[a:[1 2] b:[0 1 2]]
}

// Without a type, the nearest one of Go's is taken.
func ExampleTo_any() {
	evaluated("('x', 2, 2.5, None, 2**70)", func(py pyinterop.Python, o pyinterop.Object) error {
		values, err := pyinterop.To[any](o)
		for _, v := range values.(pyinterop.Tuple) {
			fmt.Printf("%T ", v)
		}
		return err
	})
	// Output: string int64 float64 <nil> *big.Int
}

func ExamplePython_None() {
	within(func(py pyinterop.Python) error {
		fmt.Println(py.None())
		return nil
	})
	// Output: None
}

func ExamplePython_Dict() {
	within(func(py pyinterop.Python) error {
		d, err := py.Dict()
		if err != nil {
			return err
		}
		err = d.SetItem(pyinterop.Tuple{0, 1}, "edge") // keys that no map of Go's has
		fmt.Println(d)
		return err
	})
	// Output: {(0, 1): 'edge'}
}

func ExamplePython_Set() {
	within(func(py pyinterop.Python) error {
		s, err := py.Set(3, 3, 3.0)
		fmt.Println(s)
		return err
	})
	// Output: {3}
}

func ExampleObject_Int() {
	evaluated("__import__('numpy').int16(7)", func(py pyinterop.Python, o pyinterop.Object) error {
		n, err := o.Int()
		fmt.Println(n + 1)
		return err
	})
	// Output: 8
}

func ExampleObject_Int64() {
	evaluated("2**70", func(py pyinterop.Python, o pyinterop.Object) error {
		_, err := o.Int64()
		fmt.Println(errors.Is(err, pyinterop.ErrRange))
		return nil
	})
	// Output: true
}

func ExampleObject_Uint64() {
	evaluated("2**64 - 1", func(py pyinterop.Python, o pyinterop.Object) error {
		n, err := o.Uint64()
		fmt.Println(n)
		return err
	})
	// Output: 18446744073709551615
}

func ExampleObject_BigInt() {
	evaluated("2**70", func(py pyinterop.Python, o pyinterop.Object) error {
		n, err := o.BigInt()
		fmt.Println(n)
		return err
	})
	// Output: 1180591620717411303424
}

func ExampleObject_Float64() {
	evaluated("__import__('fractions').Fraction(1, 4)", func(py pyinterop.Python, o pyinterop.Object) error {
		x, err := o.Float64()
		fmt.Println(x)
		return err
	})
	// Output: 0.25
}

func ExampleObject_Complex128() {
	evaluated("(1+2j) ** 2", func(py pyinterop.Python, o pyinterop.Object) error {
		z, err := o.Complex128()
		fmt.Println(z)
		return err
	})
	// Output: (-3+4i)
}

// Bool takes booleans only; Truth takes anything.
func ExampleObject_Bool() {
	evaluated("[1 < 2, 1]", func(py pyinterop.Python, o pyinterop.Object) error {
		for item, err := range o.Iter() {
			if err != nil {
				return err
			}
			yes, err := item.Bool()
			fmt.Println(yes, errors.Is(err, pyinterop.ErrConvert))
		}
		return nil
	})
	// Output:
	// true false
	// false true
}

func ExampleObject_Text() {
	evaluated("'grün'", func(py pyinterop.Python, o pyinterop.Object) error {
		s, err := o.Text()
		fmt.Println(s, len(s))
		return err
	})
	// Output: grün 5
}

func ExampleObject_Bytes() {
	evaluated("bytearray(b'abc')", func(py pyinterop.Python, o pyinterop.Object) error {
		b, err := o.Bytes() // a copy
		fmt.Println(b)
		return err
	})
	// Output: [97 98 99]
}
