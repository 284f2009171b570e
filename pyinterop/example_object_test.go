//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/go-inplace/inplace/pyinterop"
)

// What Python's objects can do: attributes, items, calls, comparisons.

// within runs f in a scope.
func within(f func(py pyinterop.Python) error) {
	if err := pyinterop.Do(f); err != nil {
		log.Fatal(err)
	}
}

func ExampleObject_Attr() {
	evaluated("3+4j", func(py pyinterop.Python, o pyinterop.Object) error {
		imag, err := o.Attr("imag")
		fmt.Println(imag)
		return err
	})
	// Output: 4.0
}

func ExampleObject_HasAttr() {
	evaluated("[1, 2]", func(py pyinterop.Python, o pyinterop.Object) error {
		is, err := o.HasAttr("shape")
		fmt.Println(is)
		return err
	})
	// Output: false
}

func ExampleObject_SetAttr() {
	evaluated("__import__('types').SimpleNamespace(a=1)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := o.SetAttr("b", []string{"x", "y"})
		fmt.Println(o)
		return err
	})
	// Output: namespace(a=1, b=['x', 'y'])
}

func ExampleObject_DelAttr() {
	evaluated("__import__('types').SimpleNamespace(a=1, b=2)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := o.DelAttr("a")
		fmt.Println(o)
		return err
	})
	// Output: namespace(b=2)
}

// Several keys are a tuple, as in a[1, 2].
func ExampleObject_Item() {
	evaluated("__import__('numpy').arange(6).reshape(2, 3)", func(py pyinterop.Python, o pyinterop.Object) error {
		row, err := o.Item(1)
		if err != nil {
			return err
		}
		one, err := o.Item(1, 2)
		fmt.Println(row, one)
		return err
	})
	// Output: [3 4 5] 5
}

func ExampleObject_SetItem() {
	evaluated("{'n': 1}", func(py pyinterop.Python, o pyinterop.Object) error {
		err := o.SetItem("x", 2.5)
		fmt.Println(o)
		return err
	})
	// Output: {'n': 1, 'x': 2.5}
}

func ExampleObject_DelItem() {
	evaluated("[1, 2, 3]", func(py pyinterop.Python, o pyinterop.Object) error {
		err := o.DelItem(-1)
		fmt.Println(o)
		return err
	})
	// Output: [1, 2]
}

func ExampleObject_Len() {
	evaluated("range(3, 30, 3)", func(py pyinterop.Python, o pyinterop.Object) error {
		n, err := o.Len()
		fmt.Println(n)
		return err
	})
	// Output: 9
}

// The last argument may be the keyword arguments.
func ExampleObject_Call() {
	evaluated("sorted", func(py pyinterop.Python, o pyinterop.Object) error {
		down, err := o.Call([]int{2, 3, 1}, pyinterop.Kwargs{"reverse": true})
		fmt.Println(down)
		return err
	})
	// Output: [3, 2, 1]
}

func ExampleObject_CallKw() {
	evaluated("max", func(py pyinterop.Python, o pyinterop.Object) error {
		longest, err := o.CallKw([]any{"a", "ccc", "bb"}, nil)
		fmt.Println(longest)
		return err
	})
	// Output: ccc
}

func ExampleObject_CallMethod() {
	evaluated("'a,b,c'", func(py pyinterop.Python, o pyinterop.Object) error {
		parts, err := o.CallMethod("split", ",", pyinterop.Kwargs{"maxsplit": 1})
		fmt.Println(parts)
		return err
	})
	// Output: ['a', 'b,c']
}

func ExampleObject_Callable() {
	evaluated("len", func(py pyinterop.Python, o pyinterop.Object) error {
		fmt.Println(o.Callable(), py.None().Callable())
		return nil
	})
	// Output: true false
}

func ExampleObject_Str() {
	evaluated("'grün'", func(py pyinterop.Python, o pyinterop.Object) error {
		s, err := o.Str()
		fmt.Println(s)
		return err
	})
	// Output: grün
}

func ExampleObject_Repr() {
	evaluated("'grün'", func(py pyinterop.Python, o pyinterop.Object) error {
		s, err := o.Repr()
		fmt.Println(s)
		return err
	})
	// Output: 'grün'
}

func ExampleObject_Type() {
	evaluated("1.5", func(py pyinterop.Python, o pyinterop.Object) error {
		class, err := o.Type()
		fmt.Println(class)
		return err
	})
	// Output: <class 'float'>
}

func ExampleObject_TypeName() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		fmt.Println(o.TypeName())
		return nil
	})
	// Output: numpy.ndarray
}

func ExampleObject_IsInstance() {
	evaluated("True", func(py pyinterop.Python, o pyinterop.Object) error {
		class, err := py.Eval("int")
		if err != nil {
			return err
		}
		is, err := o.IsInstance(class)
		fmt.Println(is)
		return err
	})
	// Output: true
}

func ExampleObject_Truth() {
	evaluated("[]", func(py pyinterop.Python, o pyinterop.Object) error {
		yes, err := o.Truth()
		fmt.Println(yes)
		return err
	})
	// Output: false
}

func ExampleObject_IsNone() {
	evaluated("{}.get('missing')", func(py pyinterop.Python, o pyinterop.Object) error {
		fmt.Println(o.IsNone())
		return nil
	})
	// Output: true
}

// Equal is ==, Is is is.
func ExampleObject_Is() {
	evaluated("[1, 2]", func(py pyinterop.Python, o pyinterop.Object) error {
		other, err := o.CallMethod("copy")
		if err != nil {
			return err
		}
		same, err := o.Equal(other)
		fmt.Println(same, o.Is(other), o.Is(o))
		return err
	})
	// Output: true false true
}

func ExampleObject_Equal() {
	evaluated("[1, 2]", func(py pyinterop.Python, o pyinterop.Object) error {
		is, err := o.Equal([]int{1, 2})
		fmt.Println(is)
		return err
	})
	// Output: true
}

func ExampleObject_Less() {
	evaluated("(1, 'b')", func(py pyinterop.Python, o pyinterop.Object) error {
		is, err := o.Less(pyinterop.Tuple{1, "c"})
		fmt.Println(is)
		return err
	})
	// Output: true
}

// The zero Object is none of Python's; None is one.
func ExampleObject_IsZero() {
	evaluated("None", func(py pyinterop.Python, o pyinterop.Object) error {
		fmt.Println(pyinterop.Object{}.IsZero(), o.IsZero())
		return nil
	})
	// Output: true false
}

// A function that was given an object needs no Python besides.
func ExampleObject_Py() {
	double := func(o pyinterop.Object) (pyinterop.Object, error) {
		return o.Py().Eval("2 * x", pyinterop.Kwargs{"x": o})
	}
	evaluated("21", func(py pyinterop.Python, o pyinterop.Object) error {
		o, err := double(o)
		fmt.Println(o)
		return err
	})
	// Output: 42
}

// A long loop gives back what it makes at each round, by a scope of its own.
func ExampleObject_In() {
	evaluated("[10, 20, 30]", func(py pyinterop.Python, list pyinterop.Object) error {
		for i := range 3 {
			err := pyinterop.Do(func(py pyinterop.Python) error {
				here, err := list.In(py)
				if err != nil {
					return err
				}
				item, err := here.Item(i) // lives until this round is done
				fmt.Println(item)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	// Output:
	// 10
	// 20
	// 30
}

// Other C code in the process knows objects by their address, a PyObject*.
func ExampleObject_Handle() {
	evaluated("'shared'", func(py pyinterop.Python, o pyinterop.Object) error {
		again, err := py.FromHandle(o.Handle())
		fmt.Println(again, again.Is(o))
		return err
	})
	// Output: shared true
}

// A C function that failed returns NULL.
func ExamplePython_FromHandle() {
	within(func(py pyinterop.Python) error {
		_, err := py.FromHandle(0)
		fmt.Println(errors.Is(err, pyinterop.ErrConvert))
		return nil
	})
	// Output: true
}
