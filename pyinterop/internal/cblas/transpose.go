//go:build cgo && linux

package cblas

// #include "transpose.h"
// #cgo noescape inplace_transpose
// #cgo nocallback inplace_transpose
// #cgo noescape inplace_transpose_square
// #cgo nocallback inplace_transpose_square
import "C"

import "unsafe"

// Transpose writes the transpose of src, rows by cols with rows lds elements apart, to
// dst, cols by rows with rows ldd elements apart. They must not overlap.
func Transpose(rows, cols int, src []float64, lds int, dst []float64, ldd int) {
	if rows == 0 || cols == 0 {
		return
	}
	_, _ = src[(rows-1)*lds+cols-1], dst[(cols-1)*ldd+rows-1]
	C.inplace_transpose(C.int64_t(rows), C.int64_t(cols), (*C.double)(unsafe.Pointer(unsafe.SliceData(src))), C.int64_t(lds), (*C.double)(unsafe.Pointer(unsafe.SliceData(dst))), C.int64_t(ldd)) // B1
}

// TransposeSquare turns a, n by n with rows lda elements apart, into its transpose.
func TransposeSquare(n int, a []float64, lda int) {
	if n == 0 {
		return
	}
	_ = a[(n-1)*lda+n-1]
	C.inplace_transpose_square(C.int64_t(n), (*C.double)(unsafe.Pointer(unsafe.SliceData(a))), C.int64_t(lda)) // B1
}
