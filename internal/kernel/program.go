package kernel

import (
	"errors"
	"unsafe"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Loops of the program's own functions of elements: an indirect call for each item. R and the others are the Go types of
// the loop's kinds, or for results bool, whose values are the bytes 0 and 1.

// Unary1 is the loop of a function of one element.
func Unary1[R, A any](f func(a A) R) Unary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		for i := range n {
			*(*R)(unsafe.Add(dst, i*ds)) = f(*(*A)(unsafe.Add(a, i*as))) // K1, K2
		}
	}
}

// Binary2 is the loop of a function of two elements.
func Binary2[R, A, B any](f func(a A, b B) R) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		for i := range n {
			*(*R)(unsafe.Add(dst, i*ds)) = f(*(*A)(unsafe.Add(a, i*as)), *(*B)(unsafe.Add(b, i*bs))) // K1, K2
		}
	}
}

// Ternary3 is the loop of a function of three elements.
func Ternary3[R, A, B, C any](f func(a A, b B, c C) R) Ternary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, c mem.Addr, cs int, n int) {
		for i := range n {
			*(*R)(unsafe.Add(dst, i*ds)) = f(*(*A)(unsafe.Add(a, i*as)), *(*B)(unsafe.Add(b, i*bs)), *(*C)(unsafe.Add(c, i*cs))) // K1, K2
		}
	}
}

// A Stop is what a function of the program ends the loop with, by a panic, which Stopped makes an error again.
type Stop struct{ Err error }

func (s *Stop) Error() string { return s.Err.Error() }

// Stopped returns the error of a Stop that was recovered, on this goroutine or from a worker; ok is false for other panics.
func Stopped(recovered any) (_ error, ok bool) {
	if p, is := recovered.(*workers.Panic); is {
		recovered = p.Value
	}
	err, is := recovered.(error)
	stop := (*Stop)(nil)
	if !is || !errors.As(err, &stop) {
		return nil, false
	}
	return stop.Err, true
}
