package main

import (
	"log"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
)

func main() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		if err := py.Exec("import numpy as np; a = np.arange(12.0).reshape(3, 4)"); err != nil {
			return err
		}
		a, err := py.Eval("a")
		if err != nil {
			return err
		}
		err = pyinterop.BorrowMut(a, func(v ndview.MutView[float64]) error {
			last := v.SliceAxis(1, ndview.All.By(-3)) // columns 3 and 0, no copy
			return ops.Scale(last, 10)
		})
		if err != nil {
			return err
		}
		return py.Exec("print(a)") // [[  0.   1.   2.  30.] …
	})
	if err != nil {
		log.Fatal(err)
	}
}
