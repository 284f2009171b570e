// Package npblas points gonum at the BLAS and LAPACK that NumPy brought into the process.
package npblas

//go:generate go run ./internal/gen
