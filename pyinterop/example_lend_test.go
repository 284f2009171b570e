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

// Python reads memory of Go's that it must not write.
func ExamplePython_Lend() {
	m := ndview.Make[float64](2, 3)
	within(func(py pyinterop.Python) error {
		lent, err := py.Lend(m.View.T().Raw())
		if err != nil {
			return err
		}
		o, err := py.Eval("(a.shape, a.strides, a.flags.writeable)", pyinterop.Kwargs{"a": lent})
		fmt.Println(o)
		return err
	})
	// Output: ((3, 2), (8, 24), False)
}

func ExampleLent_Array() {
	numbers := []float64{1, 2, 3}
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSliceMut(py, numbers)
		if err != nil {
			return err
		}
		a, err := lent.Array()
		if err != nil {
			return err
		}
		_, err = a.CallMethod("sort", pyinterop.Kwargs{"axis": 0})
		numbers[0] = 10
		fmt.Println(a)
		return err
	})
	// Output: [10.  2.  3.]
}

func ExampleLent_MemoryView() {
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []int16{1, 2, 3})
		if err != nil {
			return err
		}
		m, err := lent.MemoryView()
		if err != nil {
			return err
		}
		o, err := py.Eval("(m.format, m.tolist(), m.readonly)", pyinterop.Kwargs{"m": m})
		fmt.Println(o)
		return err
	})
	// Output: ('h', [1, 2, 3], True)
}

// The object that everything over the memory keeps.
func ExampleLent_Object() {
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		o, err := py.Eval("memoryview(o).nbytes", pyinterop.Kwargs{"o": lent.Object()})
		fmt.Println(o)
		return err
	})
	// Output: 24
}

// The memory in another scope than that of the lending.
func ExampleLent_In() {
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		return pyinterop.Do(func(inner pyinterop.Python) error {
			o, err := lent.In(inner)
			if err != nil {
				return err
			}
			last, err := inner.Eval("memoryview(o)[-1]", pyinterop.Kwargs{"o": o})
			fmt.Println(last)
			return err
		})
	})
	// Output: 3.0
}

func ExampleLent_Exports() {
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		before := lent.Exports()
		_, err = lent.Array() // lives until the end of the scope
		fmt.Println(before, lent.Exports())
		return err
	})
	// Output: 0 1
}

func ExampleLent_Returned() {
	within(func(py pyinterop.Python) error {
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		fmt.Println(lent.Returned(), lent.Close(), lent.Returned())
		return nil
	})
	// Output: false <nil> true
}

func ExampleOpenLendings() {
	within(func(py pyinterop.Python) error {
		before := pyinterop.OpenLendings()
		lent, err := pyinterop.LendSlice(py, []float64{1, 2, 3})
		if err != nil {
			return err
		}
		fmt.Println(pyinterop.OpenLendings() - before)
		err = lent.Close()
		fmt.Println(pyinterop.OpenLendings() - before)
		return err
	})
	// Output:
	// 1
	// 0
}
