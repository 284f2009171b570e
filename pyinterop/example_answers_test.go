//go:build cgo

package pyinterop_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Requests, and what their answers tell.

// strided borrows every second column of an array of three rows of four float64, and asks for shape and strides.
func strided(f func(py pyinterop.Python, o pyinterop.Object, m pyinterop.StridedItems) error) {
	evaluated("__import__('numpy').zeros((3, 4))[:, ::2]", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskStrided.Borrow(o, func(m pyinterop.StridedItems) error { return f(py, o, m) })
	})
}

// told prints what is known of that array.
func told(f func(m pyinterop.StridedItems) any) {
	strided(func(_ pyinterop.Python, _ pyinterop.Object, m pyinterop.StridedItems) error {
		fmt.Println(f(m))
		return nil
	})
}

func ExampleMeta_Nbytes() {
	told(func(m pyinterop.StridedItems) any { return m.Nbytes() }) // without the gaps
	// Output: 48
}

func ExampleMeta_ReadOnly() {
	evaluated("b'abc'", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskSimple.Borrow(o, func(m pyinterop.Simple) error {
			fmt.Println(m.ReadOnly())
			return nil
		})
	})
	// Output: true
}

func ExampleMeta_Address() {
	told(func(m pyinterop.StridedItems) any { return m.Address() == m.AddressOf(0, 0) })
	// Output: true
}

// Whose memory it is: an object that lives on after the borrow.
func ExampleMeta_Exporter() {
	strided(func(py pyinterop.Python, o pyinterop.Object, m pyinterop.StridedItems) error {
		exporter, err := m.Exporter(py)
		fmt.Println(exporter.Is(o))
		return err
	})
	// Output: true
}

func ExampleShaped_NDim() {
	told(func(m pyinterop.StridedItems) any { return m.NDim() })
	// Output: 2
}

func ExampleShaped_Shape() {
	told(func(m pyinterop.StridedItems) any { return m.Shape() })
	// Output: [3 2]
}

func ExampleShaped_Len() {
	told(func(m pyinterop.StridedItems) any { return m.Len(0) })
	// Output: 3
}

func ExampleShaped_Size() {
	told(func(m pyinterop.StridedItems) any { return m.Size() })
	// Output: 6
}

func ExampleShaped_Itemsize() {
	told(func(m pyinterop.StridedItems) any { return m.Itemsize() })
	// Output: 8
}

// With fewer indices than axes: where a row begins.
func ExampleShaped_AddressOf() {
	told(func(m pyinterop.StridedItems) any { return m.AddressOf(2) - m.Address() })
	// Output: 64
}

func ExampleStrided_Strides() {
	told(func(m pyinterop.StridedItems) any { return m.Strides() })
	// Output: [32 16]
}

func ExampleStrided_Stride() {
	told(func(m pyinterop.StridedItems) any { return m.Stride(1) })
	// Output: 16
}

func ExampleStrided_ContiguousC() {
	told(func(m pyinterop.StridedItems) any { return m.ContiguousC() })
	// Output: false
}

func ExampleStrided_ContiguousF() {
	evaluated("__import__('numpy').zeros((3, 4)).T", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskStrided.Borrow(o, func(m pyinterop.StridedItems) error {
			fmt.Println(m.ContiguousC(), m.ContiguousF())
			return nil
		})
	})
	// Output: false true
}

// NumPy's arrays have no pointers on the way to their items.
func ExampleIndirect_Suboffsets() {
	evaluated("__import__('numpy').zeros((3, 4))", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskFull.Borrow(o, func(m pyinterop.IndirectRaw) error {
			fmt.Println(m.Suboffsets() == nil, m.Format(), m.DType())
			return nil
		})
	})
	// Output: true d float64
}

// PyBUF_STABLE_READ is a flag that this package does not know. Those that it knows have requests of their own.
func ExampleRequest_WithFlags() {
	const stableRead = 0x400
	evaluated("__import__('numpy').arange(3.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskStrided.WithFlags(stableRead).Borrow(o, func(m pyinterop.StridedItems) error {
			fmt.Println(m.Shape())
			return nil
		})
		defer func() {
			var known *pyinterop.FlagsError
			why, _ := recover().(error)
			fmt.Println(errors.As(why, &known))
		}()
		pyinterop.AskSimple.WithFlags(1) // PyBUF_WRITABLE: that is AskSimpleMut
		return err
	})
	// Output:
	// [3]
	// true
}

// bfloat16, datetime64 and other dtypes without a buffer format are written when the caller says what they are.
func ExampleAskItemsMut() {
	days, err := ndview.ParseDType("<M8[D]")
	if err != nil {
		log.Fatal(err)
	}
	evaluated("__import__('numpy').array(['1970-01-02', 'NaT'], 'datetime64[D]')", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskItemsMut(days).Borrow(o, func(r ndview.MutRaw) error {
			ticks, err := r.Reinterpret(ndview.DTypeOf[int64]())
			if err != nil {
				return err
			}
			v, err := ndview.AsMut[int64](ticks)
			if err != nil {
				return err
			}
			return ops.Fill(v, 365)
		})
		fmt.Println(o)
		return err
	})
	// Output: ['1971-01-01' '1971-01-01']
}

// Borrow, as a value.
func ExampleAskView() {
	evaluated("__import__('numpy').arange(6.0)[::-2]", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskView[float64]().Borrow(o, func(v ndview.View[float64]) error {
			fmt.Println(v, v.Strides())
			return nil
		})
	})
	// Output: [5. 3. 1.] [-16]
}

// BorrowMut, as a value.
func ExampleAskMutView() {
	evaluated("__import__('numpy').arange(3.0)", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskMutView[float64]().Borrow(o, func(v ndview.MutView[float64]) error { return ops.Scale(v, 10) })
		fmt.Println(o)
		return err
	})
	// Output: [ 0. 10. 20.]
}

func ExampleAskFlatC() {
	evaluated("__import__('numpy').arange(6.0).reshape(2, 3)", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskFlatC[float64]().Borrow(o, func(f pyinterop.Flat[float64]) error {
			fmt.Println(f.Shape(), f.UnsafeSlice())
			return nil
		})
	})
	// Output: [2 3] [0 1 2 3 4 5]
}

// Columns one after the other, as Fortran and LAPACK have them; other orders are refused.
func ExampleAskFlatF() {
	evaluated("__import__('numpy').arange(6.0).reshape(2, 3)", func(py pyinterop.Python, o pyinterop.Object) error {
		fortran, err := o.CallMethod("copy", "F")
		if err != nil {
			return err
		}
		err = pyinterop.AskFlatF[float64]().Borrow(fortran, func(f pyinterop.Flat[float64]) error {
			fmt.Println(f.Shape(), f.UnsafeSlice())
			return nil
		})
		if err != nil {
			return err
		}
		err = pyinterop.AskFlatF[float64]().Borrow(o, func(pyinterop.Flat[float64]) error { return nil })
		fmt.Println(errors.Is(err, ndview.ErrLayout))
		return nil
	})
	// Output:
	// [2 3] [0 3 1 4 2 5]
	// true
}

func ExampleAskFlatFMut() {
	evaluated("__import__('numpy').zeros((2, 3), order='F')", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskFlatFMut[float64]().Borrow(o, func(f pyinterop.MutFlat[float64]) error {
			for i := range f.Data() {
				f.Data()[i] = float64(i)
			}
			return nil
		})
		fmt.Println(o)
		return err
	})
	// Output:
	// [[0. 2. 4.]
	//  [1. 3. 5.]]
}

// Where the order does not matter: a sum.
func ExampleAskFlatAny() {
	evaluated("__import__('numpy').ones((2, 3)).T", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskFlatAny[float64]().Borrow(o, func(f pyinterop.Flat[float64]) error {
			sum := 0.0
			for _, x := range f.UnsafeSlice() {
				sum += x
			}
			fmt.Println(sum)
			return nil
		})
	})
	// Output: 6
}

func ExampleAskFlatAnyMut() {
	evaluated("__import__('numpy').ones((2, 2)).T", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskFlatAnyMut[float64]().Borrow(o, func(f pyinterop.MutFlat[float64]) error {
			clear(f.Data())
			return nil
		})
		fmt.Println(o)
		return err
	})
	// Output:
	// [[0. 0.]
	//  [0. 0.]]
}

func ExampleFlat_UnsafeSlice() {
	evaluated("b'abc'", func(py pyinterop.Python, o pyinterop.Object) error {
		return pyinterop.AskFlatC[uint8]().Borrow(o, func(f pyinterop.Flat[uint8]) error {
			fmt.Println(string(f.UnsafeSlice())) // bytes are immutable: the slice is to be read only
			return nil
		})
	})
	// Output: abc
}

func ExampleMutFlat_Data() {
	evaluated("bytearray(b'abc')", func(py pyinterop.Python, o pyinterop.Object) error {
		err := pyinterop.AskFlatCMut[uint8]().Borrow(o, func(f pyinterop.MutFlat[uint8]) error {
			copy(f.Data(), "xyz")
			return nil
		})
		fmt.Println(o)
		return err
	})
	// Output: bytearray(b'xyz')
}
