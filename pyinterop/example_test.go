//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"sync"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

func ExampleDo() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		math, err := py.Import("math")
		if err != nil {
			return err
		}
		root, err := math.CallMethod("sqrt", 2)
		if err != nil {
			return err
		}
		fmt.Println(root)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1.4142135623730951
}

func ExampleBorrow() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		a, err := py.Eval("__import__('numpy').arange(6.0).reshape(2, 3).T")
		if err != nil {
			return err
		}
		return pyinterop.Borrow(a, func(v ndview.View[float64]) error {
			fmt.Println(v.Shape(), v.Strides(), v.At2(2, 1))
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: [3 2] [8 24] 5
}

func ExampleBorrowMut() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		a, err := pyinterop.Zeros[float64](py, 4)
		if err != nil {
			return err
		}
		err = pyinterop.BorrowMut(a, func(v ndview.MutView[float64]) error {
			py.AllowThreads(func() { // Go computes, Python's threads go on
				for i := range v.Len(0) {
					v.Set1(i, float64(i*i))
				}
			})
			return nil
		})
		fmt.Println(a)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: [0. 1. 4. 9.]
}

func ExampleBorrow_refused() {
	pyinterop.Do(func(py pyinterop.Python) error {
		a, _ := py.Eval("__import__('numpy').zeros((2, 3), 'int32')")
		err := pyinterop.Borrow(a, func(ndview.View[float64]) error { return nil })
		fmt.Println(errors.Is(err, ndview.ErrType))
		fmt.Println(strings.ReplaceAll(err.Error(), ". Way out: ", ".\nWay out: "))
		return nil
	})
	// Output:
	// true
	// pyinterop: Borrow[float64] of numpy.ndarray, shape (2, 3), dtype int32, strides (12, 4): dtype: wanted float64, found int32.
	// Way out: Borrow[int32] takes it as it is; a.astype("float64") copies into a native, aligned, writable array
}

func ExampleBorrowRaw() {
	pyinterop.Do(func(py pyinterop.Python) error {
		swapped, _ := py.Eval("__import__('numpy').arange(3, dtype='>i4')")
		return pyinterop.BorrowRaw(swapped, func(r ndview.Raw) error {
			v, err := ndview.As[int32](r)
			if err != nil {
				return err
			}
			fmt.Println(r.DType(), v.At(2), v.Plain())
			return nil
		})
	})
	// Output: >i4 2 false
}

func ExampleObject_Keep() {
	var kept *pyinterop.Kept
	pyinterop.Do(func(py pyinterop.Python) (err error) {
		a, err := pyinterop.FromSlice(py, []int64{1, 2, 3})
		if err != nil {
			return err
		}
		kept, err = a.Keep()
		return err
	})
	defer kept.Drop()

	// Outside of any scope, on any goroutine: the GIL is free while the function runs.
	pyinterop.Borrow(kept, func(v ndview.View[int64]) error {
		fmt.Println(v.At1(0) + v.At1(1) + v.At1(2))
		return nil
	})
	// Output: 6
}

func ExamplePython_Eval() {
	pyinterop.Do(func(py pyinterop.Python) error {
		o, err := py.Eval("sorted(words, key=len)", pyinterop.Kwargs{"words": []string{"three", "of", "a"}})
		if err != nil {
			return err
		}
		words, err := pyinterop.To[[]string](o)
		fmt.Println(words)
		return err
	})
	// Output: [a of three]
}

func ExamplePyError() {
	pyinterop.Do(func(py pyinterop.Python) error {
		_, err := py.Eval("{}['missing']")
		fmt.Println(err)
		fmt.Println(pyinterop.IsPyErr(err, "KeyError"), pyinterop.IsPyErr(err, "LookupError"))
		return nil
	})
	// Output:
	// KeyError: 'missing'
	// true true
}

func ExampleObject_Iter() {
	pyinterop.Do(func(py pyinterop.Python) error {
		o, _ := py.Eval("zip('ab', [1, 2])")
		for pair, err := range o.Iter() {
			if err != nil {
				return err
			}
			fmt.Println(pair)
		}
		return nil
	})
	// Output:
	// ('a', 1)
	// ('b', 2)
}

// A handle goes where a closure cannot: here, to a goroutine that works on the array while the function that acquired
// it has returned long ago.
func ExampleAcquireMut() {
	var h *pyinterop.Handle[ndview.MutView[float64]]
	err := pyinterop.Do(func(py pyinterop.Python) error {
		a, err := pyinterop.Zeros[float64](py, 3)
		if err != nil {
			return err
		}
		h, err = pyinterop.AcquireMut[float64](a)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	done := make(chan error)
	go func() {
		done <- h.Use(func(v ndview.MutView[float64]) error {
			v.Set1(1, 42)
			fmt.Println(v)
			return nil
		})
	}()
	if err := <-done; err != nil {
		log.Fatal(err)
	}
	if err := h.Release(); err != nil {
		log.Fatal(err)
	}
	// Output: [ 0. 42.  0.]
}

// Two goroutines write the halves of one array at the same time: the halves share no byte, so each may be borrowed for
// writing while the other is. The whole array may not.
func ExampleBorrowMut_halves() {
	err := pyinterop.Do(func(py pyinterop.Python) error {
		a, err := pyinterop.Zeros[float64](py, 2, 6)
		if err != nil {
			return err
		}
		var halves [2]*pyinterop.Kept
		for i, part := range []string{"a[:, :3]", "a[:, 3:]"} {
			half, err := py.Eval(part, pyinterop.Kwargs{"a": a})
			if err != nil {
				return err
			}
			if halves[i], err = half.Keep(); err != nil {
				return err
			}
			defer halves[i].Drop()
		}
		var both sync.WaitGroup
		var meet sync.WaitGroup
		meet.Add(2)
		py.AllowThreads(func() {
			for i, half := range halves {
				both.Go(func() {
					err := pyinterop.BorrowMut(half, func(v ndview.MutView[float64]) error {
						meet.Done()
						meet.Wait() // both halves are borrowed now
						return ops.Fill(v, float64(i+1))
					})
					if err != nil {
						log.Fatal(err)
					}
				})
			}
			both.Wait()
		})
		fmt.Println(a)
		return pyinterop.BorrowMut(a, func(ndview.MutView[float64]) error {
			var conflict *pyinterop.ConflictError
			err := pyinterop.Borrow(halves[0], func(ndview.View[float64]) error { return nil })
			fmt.Println(errors.As(err, &conflict), conflict.Other.Op, conflict.Other.Shape)
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// [[1. 1. 1. 2. 2. 2.]
	//  [1. 1. 1. 2. 2. 2.]]
	// true BorrowMut[float64] [2 6]
}
