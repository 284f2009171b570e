package kernel

import (
	"math"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A function of one item becomes a loop by an indirect call for each item, which is little beside what
// these functions do. Items of other kinds than float64 and complex128 are widened, computed and rounded.

func realUnary(f func(float64) float64) *Table[Unary] {
	return &Table[Unary]{
		elem.KindFloat16: func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			for i := range n {
				x := *(*elem.Float16)(unsafe.Add(a, i*as))                                   // K1, K2
				*(*elem.Float16)(unsafe.Add(dst, i*ds)) = elem.Float16From64(f(x.Float64())) // K1, K2
			}
		},
		elem.KindBFloat16: func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			for i := range n {
				x := *(*elem.BFloat16)(unsafe.Add(a, i*as))                                    // K1, K2
				*(*elem.BFloat16)(unsafe.Add(dst, i*ds)) = elem.BFloat16From64(f(x.Float64())) // K1, K2
			}
		},
		elem.KindFloat32: func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			for i := range n {
				x := *(*float32)(unsafe.Add(a, i*as))                       // K1, K2
				*(*float32)(unsafe.Add(dst, i*ds)) = float32(f(float64(x))) // K1, K2
			}
		},
		elem.KindFloat64: func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			for i := range n {
				x := *(*float64)(unsafe.Add(a, i*as))     // K1, K2
				*(*float64)(unsafe.Add(dst, i*ds)) = f(x) // K1, K2
			}
		},
	}
}

// withComplex adds the complex loops to a table.
func withComplex(t *Table[Unary], f func(complex128) complex128) *Table[Unary] {
	t[elem.KindComplex64] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		for i := range n {
			z := *(*complex64)(unsafe.Add(a, i*as))                            // K1, K2
			*(*complex64)(unsafe.Add(dst, i*ds)) = complex64(f(complex128(z))) // K1, K2
		}
	}
	t[elem.KindComplex128] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		for i := range n {
			z := *(*complex128)(unsafe.Add(a, i*as))     // K1, K2
			*(*complex128)(unsafe.Add(dst, i*ds)) = f(z) // K1, K2
		}
	}
	return t
}

func realBinary(f func(x, y float64) float64) *Table[Binary] {
	return &Table[Binary]{
		elem.KindFloat16: func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
			for i := range n {
				x, y := *(*elem.Float16)(unsafe.Add(a, i*as)), *(*elem.Float16)(unsafe.Add(b, i*bs))      // K1, K2
				*(*elem.Float16)(unsafe.Add(dst, i*ds)) = elem.Float16From64(f(x.Float64(), y.Float64())) // K1, K2
			}
		},
		elem.KindBFloat16: func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
			for i := range n {
				x, y := *(*elem.BFloat16)(unsafe.Add(a, i*as)), *(*elem.BFloat16)(unsafe.Add(b, i*bs))      // K1, K2
				*(*elem.BFloat16)(unsafe.Add(dst, i*ds)) = elem.BFloat16From64(f(x.Float64(), y.Float64())) // K1, K2
			}
		},
		elem.KindFloat32: func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
			for i := range n {
				x, y := *(*float32)(unsafe.Add(a, i*as)), *(*float32)(unsafe.Add(b, i*bs)) // K1, K2
				*(*float32)(unsafe.Add(dst, i*ds)) = float32(f(float64(x), float64(y)))    // K1, K2
			}
		},
		elem.KindFloat64: func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
			for i := range n {
				x, y := *(*float64)(unsafe.Add(a, i*as)), *(*float64)(unsafe.Add(b, i*bs)) // K1, K2
				*(*float64)(unsafe.Add(dst, i*ds)) = f(x, y)                               // K1, K2
			}
		},
	}
}

// sqrtLane has the processor's instruction in the loop. Of float32 it rounds once: the compiler sees
// that both conversions can go.
func sqrtLane[T float32 | float64](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	for i := range n {
		x := *(*T)(unsafe.Add(a, i*as))                         // K1, K2
		*(*T)(unsafe.Add(dst, i*ds)) = T(math.Sqrt(float64(x))) // K1, K2
	}
}
