//go:build cgo && linux

package npblas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// A blasDoor is gonum's BLAS with a library before it: blas_gen.go holds its methods.
// What a method does not send to the library, and every method it does not have, is the
// embedded implementation's.
type blasDoor struct {
	gonum.Implementation
	*gate
}

var (
	_ blas.Float64    = (*blasDoor)(nil)
	_ blas.Float32    = (*blasDoor)(nil)
	_ blas.Complex128 = (*blasDoor)(nil)
	_ blas.Complex64  = (*blasDoor)(nil)
)
