//go:build cgo

package pyinterop_test

import (
	"context"
	"fmt"
	"log"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// A result that Go computed becomes an array of NumPy, which is the same memory.
func ExampleLendSlice() {
	squares := make([]float64, 5)
	for i := range squares {
		squares[i] = float64(i * i)
	}
	err := pyinterop.Do(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, squares)
		if err != nil {
			return err
		}
		a, err := lent.Array()
		if err != nil {
			return err
		}
		sum, err := a.CallMethod("sum")
		if err != nil {
			return err
		}
		fmt.Println(sum)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 30.0
}

// Python writes into a matrix of Go's, then Go takes it back.
func ExamplePython_LendMut() {
	m := ndview.Make[int32](2, 3)
	var lent *pyinterop.Lent
	err := pyinterop.Do(func(py pyinterop.Python) (err error) {
		if lent, err = py.LendMut(m.Raw()); err != nil {
			return err
		}
		names, err := py.From(pyinterop.Kwargs{"o": lent.Object()})
		if err != nil {
			return err
		}
		return py.ExecIn("import numpy; a = numpy.asarray(o); a[:, 1] = 7", names)
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := lent.Wait(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.At2(1, 1), lent.Returned())
	// Output: 7 true
}
