//go:build cgo

package pyinterop_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"syscall"
	"time"

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

// A slice that Python may write, and what becomes known when Python has let go of it.
func ExampleLendSliceMut() {
	numbers := []int64{1, 2, 3}
	back := make(chan string)
	err := pyinterop.Do(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSliceMut(py, numbers, pyinterop.WhenReturned(func() { back <- "returned" }))
		if err != nil {
			return err
		}
		fmt.Println("lent:", pyinterop.OpenLendings())
		a, err := lent.Array()
		if err != nil {
			return err
		}
		return a.SetItem(1, 20)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-back, numbers, "lent:", pyinterop.OpenLendings())
	// Output:
	// lent: 1
	// returned [1 20 3] lent: 0
}

// Memory that is not Go's, here a page of the system's, is lent as a slice over it, and freed when Python has let go of it.
func ExampleWhenReturned() {
	page, err := syscall.Mmap(-1, 0, os.Getpagesize(), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		log.Fatal(err)
	}
	freed := make(chan error)
	err = pyinterop.Do(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSliceMut(py, page, pyinterop.WhenReturned(func() { freed <- syscall.Munmap(page) }))
		if err != nil {
			return err
		}
		m, err := lent.MemoryView()
		if err != nil {
			return err
		}
		if err := m.SetItem(0, 7); err != nil {
			return err
		}
		fmt.Println(page[0])
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-freed)
	// Output:
	// 7
	// <nil>
}

// What Python still uses is not taken back.
func ExampleLent_Close() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		names, err := py.From(pyinterop.Kwargs{"o": lent.Object()})
		if err != nil {
			return err
		}
		if err := py.ExecIn("m = memoryview(o)", names); err != nil {
			return err
		}
		fmt.Println(lent.Exports(), errors.Is(lent.Close(), pyinterop.ErrLent))
		if err := py.ExecIn("m.release()", names); err != nil {
			return err
		}
		fmt.Println(lent.Exports(), lent.Close(), lent.Returned())
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 true
	// 0 <nil> true
}

// Wait takes memory back as soon as Python has let go of it, here on another thread; In is the same memory in another scope.
func ExampleLent_Wait() {
	numbers := []float64{1, 2, 3}
	var lent *pyinterop.Lent
	var kept *pyinterop.Kept
	err := pyinterop.Do(func(py pyinterop.Python) (err error) {
		if lent, err = pyinterop.LendSliceMut(py, numbers); err != nil {
			return err
		}
		kept, err = lent.Object().Keep()
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	written := make(chan bool)
	go func() {
		defer kept.Drop()
		defer close(written)
		err := pyinterop.Do(func(py pyinterop.Python) error {
			o, err := lent.In(py)
			if err != nil {
				return err
			}
			names, err := py.From(pyinterop.Kwargs{"o": o})
			if err != nil {
				return err
			}
			return py.ExecIn("import numpy; a = numpy.asarray(o); numpy.negative(a, out=a)", names)
		})
		if err != nil {
			log.Print(err)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	<-written
	fmt.Println(lent.Wait(ctx), numbers)
	// Output: <nil> [-1 -2 -3]
}

// A column of Arrow's: the values, and which of them are there. NumPy's arrays miss none.
func ExampleBorrowNullable() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		o, err := py.Eval("numpy.array([1.5, 2.5])", imported(py, "numpy"))
		if err != nil {
			return err
		}
		return pyinterop.BorrowNullable(o, func(values ndview.View[float64], valid *pyinterop.Validity) error {
			sum, n := 0.0, 0
			for i := range valid.Len() {
				if valid.Valid(i) {
					sum += values.At1(i)
					n++
				}
			}
			fmt.Println(sum, n, valid.Missing())
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 4 2 0
}

// imported is a module by its name, for Eval.
func imported(py pyinterop.Python, name string) pyinterop.Kwargs {
	module, err := py.Import(name)
	if err != nil {
		log.Fatal(err)
	}
	return pyinterop.Kwargs{name: module}
}
