//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Arrays that Python owns and Go makes, and borrows that a handle holds.

// An array to be filled: its contents are arbitrary until then.
func ExampleEmpty() {
	within(func(py pyinterop.Python) error {
		a, err := pyinterop.Empty[float32](py, 2, 2)
		if err != nil {
			return err
		}
		err = pyinterop.BorrowMut(a, func(v ndview.MutView[float32]) error { return ops.Fill(v, 0.5) })
		fmt.Println(a)
		return err
	})
	// Output:
	// [[0.5 0.5]
	//  [0.5 0.5]]
}

func ExampleZeros() {
	within(func(py pyinterop.Python) error {
		a, err := pyinterop.Zeros[ndview.Bool](py, 3)
		fmt.Println(a)
		return err
	})
	// Output: [False False False]
}

func ExampleFull() {
	within(func(py pyinterop.Python) error {
		a, err := pyinterop.Full(py, int16(7), 2, 3)
		fmt.Println(a)
		return err
	})
	// Output:
	// [[7 7 7]
	//  [7 7 7]]
}

// A copy, which Python owns. LendSlice hands over the slice itself.
func ExampleFromSlice() {
	within(func(py pyinterop.Python) error {
		s := []float64{1, 2, 3, 4}
		a, err := pyinterop.FromSlice(py, s, 2, 2)
		if err != nil {
			return err
		}
		s[0] = 100
		fmt.Println(a)
		_, err = pyinterop.FromSlice(py, s, 3)
		fmt.Println(errors.Is(err, ndview.ErrShape))
		return nil
	})
	// Output:
	// [[1. 2.]
	//  [3. 4.]]
	// true
}

func ExampleAcquire() {
	evaluated("__import__('numpy').arange(3.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.Acquire[float64](o)
		if err != nil {
			return err
		}
		v := h.View()
		fmt.Println(v, v.Live())
		err = h.Release()
		fmt.Println(v.Live())
		return err
	})
	// Output:
	// [0. 1. 2.] true
	// false
}

func ExampleAcquireRaw() {
	evaluated("__import__('numpy').arange(3, dtype='>i2')", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AcquireRaw(o)
		if err != nil {
			return err
		}
		fmt.Println(h.View().DType(), h.View())
		return h.Release()
	})
	// Output: >i2 [0 1 2]
}

func ExampleAcquireRawMut() {
	evaluated("__import__('numpy').arange(3, dtype='>i2')", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AcquireRawMut(o)
		if err != nil {
			return err
		}
		v, err := ndview.AsMut[int16](h.View())
		v.Set1(0, 300)
		fmt.Println(o, err)
		return h.Release()
	})
	// Output: [300   1   2] <nil>
}

func ExampleRequest_Acquire() {
	evaluated("b'abc'", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AskSimple.Acquire(o)
		if err != nil {
			return err
		}
		fmt.Println(h.View().Nbytes(), h.View().View())
		return h.Release()
	})
	// Output: 3 [97 98 99]
}

func ExampleHandle_View() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AcquireMut[float64](o)
		if err != nil {
			return err
		}
		v := h.View()
		v.Set1(0, 1)
		fmt.Println(o)
		return h.Release()
	})
	// Output: [1. 0.]
}

// While Use is at work the handle is not released.
func ExampleHandle_Use() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AcquireMut[float64](o)
		if err != nil {
			return err
		}
		err = h.Use(func(v ndview.MutView[float64]) error {
			data, _ := v.Data() // a slice, which nothing revokes
			data[1] = 2
			return nil
		})
		fmt.Println(o, err)
		if err := h.Release(); err != nil {
			return err
		}
		fmt.Println(errors.Is(h.Use(func(ndview.MutView[float64]) error { return nil }), ndview.ErrReleased))
		return nil
	})
	// Output:
	// [0. 2.] <nil>
	// true
}

func ExampleHandle_Release() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.AcquireMut[float64](o)
		if err != nil {
			return err
		}
		fmt.Println(h.Release(), h.Release()) // twice is fine
		return nil
	})
	// Output: <nil> <nil>
}

func ExampleHandle_ReleaseWithin() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.Acquire[float64](o)
		if err != nil {
			return err
		}
		h.Use(func(ndview.View[float64]) error {
			fmt.Println(errors.Is(h.ReleaseWithin(0), pyinterop.ErrHeld))
			return nil
		})
		fmt.Println(h.ReleaseWithin(time.Second))
		return nil
	})
	// Output:
	// true
	// <nil>
}

func ExampleHandle_Released() {
	evaluated("__import__('numpy').zeros(2)", func(py pyinterop.Python, o pyinterop.Object) error {
		h, err := pyinterop.Acquire[float64](o)
		if err != nil {
			return err
		}
		before := h.Released()
		err = h.Release()
		fmt.Println(before, h.Released())
		return err
	})
	// Output: false true
}
