//go:build cgo && linux

package npblas_test

import (
	"fmt"
	"log"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
)

func ExampleUse() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		restore, err := npblas.Use() // imports numpy, which brings its BLAS
		if err != nil {
			return err
		}
		defer restore()

		if err := py.Exec("import numpy as np; a = np.arange(10_000.0).reshape(100, 100); c = np.empty((100, 100))"); err != nil {
			return err
		}
		a, err := py.Eval("a")
		if err != nil {
			return err
		}
		c, err := py.Eval("c")
		if err != nil {
			return err
		}
		err = pyinterop.BorrowMut(a, func(a ndview.MutView[float64]) error {
			return pyinterop.BorrowMut(c, func(c ndview.MutView[float64]) error {
				am, err := ndmat.Dense(a)
				if err != nil {
					return err
				}
				cm, err := ndmat.Dense(c)
				if err != nil {
					return err
				}
				cm.Mul(am, am.T()) // NumPy's BLAS writes into NumPy's array
				return nil
			})
		})
		if err != nil {
			return err
		}
		same, err := py.Eval("bool(np.allclose(c, a @ a.T))")
		if err != nil {
			return err
		}
		fmt.Println(same)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: True
}

func ExampleInfo() {
	err := pyinterop.Do(func(pyinterop.Python) error {
		restore, err := npblas.Use()
		if err != nil {
			return err
		}
		defer restore()
		l, inUse := npblas.Info()
		fmt.Println(inUse, strings.Contains(l.Symbol, "cblas_dgemm"), l.Bits == 64 || l.Bits == 32)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	_, inUse := npblas.Info()
	fmt.Println(inUse)
	// Output:
	// true true true
	// false
}

func ExampleSetThreads() {
	err := pyinterop.Do(func(pyinterop.Python) error {
		restore, err := npblas.Use()
		if err != nil {
			return err
		}
		defer restore()
		if err := npblas.SetThreads(1); err != nil { // the library, and iter's parallel loops
			return err
		}
		l, _ := npblas.Info()
		fmt.Println(l.Threads)
		return npblas.SetThreads(0) // as before
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1
}

func ExampleLibraries() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		if _, err := py.Import("numpy"); err != nil {
			return err
		}
		usable := 0
		for _, l := range npblas.Libraries() {
			if l.Unfit == "" {
				usable++
			}
		}
		fmt.Println(usable > 0)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: true
}

func ExampleAt() {
	_, err := npblas.Use(npblas.At("/libnone.so"))
	fmt.Println(err != nil && strings.Contains(err.Error(), "its file is not /libnone.so"))
	// Output: true
}

func ExampleRestore() {
	err := pyinterop.Do(func(pyinterop.Python) error {
		_, err := npblas.Use()
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	a := mat.NewDense(8, 8, nil)
	a.Mul(a, a)
	npblas.Restore()
	_, inUse := npblas.Info()
	fmt.Println(inUse)
	// Output: false
}
