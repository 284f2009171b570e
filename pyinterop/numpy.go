package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Arrays that Python owns and Go fills: allocate one, borrow it for writing, compute into it, and use it
// from Python. Without shape they are 0-d. All need NumPy in the running Python.

// Empty is a new C-contiguous NumPy array of T's with arbitrary contents: numpy.empty(shape, dtype).
// BFloat16 has no NumPy dtype: ErrConvert.
func Empty[T ndview.Element](py Python, shape ...int) (Object, error) {
	return allocate(py, "empty", elem.KindOf[T](), shape)
}

// Zeros is a new C-contiguous NumPy array of zeros: numpy.zeros(shape, dtype).
func Zeros[T ndview.Element](py Python, shape ...int) (Object, error) {
	return allocate(py, "zeros", elem.KindOf[T](), shape)
}

// Full is a new C-contiguous NumPy array of which every element is value.
func Full[T ndview.Element](py Python, value T, shape ...int) (Object, error) {
	return allocate(py, "full", elem.KindOf[T](), shape, value)
}

// FromSlice is a new C-contiguous NumPy array with a copy of s: later changes of s are not seen. Without
// shape it is one-dimensional. The error wraps ndview.ErrShape if shape does not hold exactly len(s) elements.
func FromSlice[T ndview.Element](py Python, s []T, shape ...int) (Object, error) {
	if shape == nil {
		shape = []int{len(s)}
	}
	if _, err := ndview.FromSlice(s, shape...); err != nil {
		return Object{}, fmt.Errorf("pyinterop: %w", err)
	}
	o, err := Empty[T](py, shape...)
	if err != nil {
		return Object{}, err
	}
	return o, BorrowMut(o, func(v ndview.MutView[T]) error {
		if len(s) > 0 {
			copy(mem.Slice[T](v.Array().Base, len(s)), s) // C-contiguous, aligned and len(s) long: numpy.empty just made it
		}
		return nil
	})
}

func allocate(py Python, function string, kind elem.Kind, shape []int, fill ...any) (Object, error) {
	if kind == elem.KindBFloat16 {
		return Object{}, &ConvertError{"BFloat16", "a NumPy dtype", "NumPy has none; allocate uint16 and view it, or use ml_dtypes", ErrConvert}
	}
	if _, err := layout.C(shape, kind.Size()); err != nil {
		return Object{}, fmt.Errorf("pyinterop: %w", err)
	}
	numpy, err := py.Import("numpy")
	if err != nil {
		return Object{}, err
	}
	lengths := make(Tuple, len(shape))
	for i, n := range shape {
		lengths[i] = n
	}
	args := append([]any{lengths}, fill...)
	return numpy.CallMethod(function, append(args, Kwargs{"dtype": kind.String()})...)
}
