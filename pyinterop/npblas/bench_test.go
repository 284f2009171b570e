//go:build cgo && linux

package npblas

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/lapack"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"
)

// BenchmarkCrossover shows from which work on the library is faster than gonum: thresholds.go holds what it says.
func BenchmarkCrossover(b *testing.B) {
	lib := library(b)
	if v := lib.Vendor(); !v.SetThreads(1) {
		b.Fatal("threads")
	}
	defer lib.Vendor().SetThreads(lib.Vendor().Threads())
	doors := map[string]blas.Float64{"gonum": gonum.Implementation{}, "library": &blasDoor{gate: always(lib)}}
	for _, n := range []int{4, 8, 16, 32, 64, 256, 1024} {
		x, y := filled(n), filled(n)
		for _, name := range []string{"gonum", "library"} {
			d := doors[name]
			for routine, f := range map[string]func(){
				"dot":  func() { d.Ddot(n, x, 1, y, 1) },
				"nrm2": func() { d.Dnrm2(n, x, 1) },
				"asum": func() { d.Dasum(n, x, 1) },
				"axpy": func() { d.Daxpy(n, 1e-9, x, 1, y, 1) },
				"scal": func() { d.Dscal(n, 1.0000001, x, 1) },
				"swap": func() { d.Dswap(n, x, 1, y, 1) },
				"rot":  func() { d.Drot(n, x, 1, y, 1, 0.6, 0.8) },
			} {
				b.Run(fmt.Sprintf("%s/%s/%d", routine, name, n), func(b *testing.B) {
					for range b.N {
						f()
					}
				})
			}
		}
	}
	for _, n := range []int{2, 4, 6, 8, 12, 16, 32} {
		a, bb, c := filled(n*n), filled(n*n), filled(n*n)
		x, y := filled(n), filled(n)
		for i := range n {
			a[i*n+i] = 1
		}
		for _, name := range []string{"gonum", "library"} {
			d := doors[name]
			for routine, f := range map[string]func(){
				"gemv": func() { d.Dgemv(blas.NoTrans, n, n, 1, a, n, x, 1, 0, y, 1) },
				"ger":  func() { d.Dger(n, n, 1e-9, x, 1, y, 1, a, n) },
				"trsv": func() { d.Dtrsv(blas.Upper, blas.NoTrans, blas.Unit, n, a, n, x, 1) },
				"symv": func() { d.Dsymv(blas.Upper, n, 1, a, n, x, 1, 0, y, 1) },
				"gemm": func() { d.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, a, n, bb, n, 0, c, n) },
				"syrk": func() { d.Dsyrk(blas.Upper, blas.NoTrans, n, n, 1, a, n, 0, c, n) },
				"trsm": func() { d.Dtrsm(blas.Left, blas.Upper, blas.NoTrans, blas.Unit, n, n, 1, a, n, bb, n) },
			} {
				b.Run(fmt.Sprintf("%s/%s/%d", routine, name, n), func(b *testing.B) {
					for range b.N {
						f()
					}
				})
			}
		}
	}
}

// BenchmarkLAPACKCrossover is the same for the factorisations.
func BenchmarkLAPACKCrossover(b *testing.B) {
	lib := library(b)
	if v := lib.Vendor(); !v.SetThreads(1) {
		b.Fatal("threads")
	}
	defer lib.Vendor().SetThreads(lib.Vendor().Threads())
	g := always(lib)
	restore := blas64.Implementation()
	blas64.Use(&blasDoor{gate: newGate(lib)}) // which gonum's LAPACK calls
	defer blas64.Use(restore)
	doors := map[string]lapack.Float64{"gonum": lapackgonum.Implementation{}, "library": &lapackDoor{gate: g}}
	for _, n := range []int{4, 8, 16, 32, 64, 128, 256} {
		a, work := make([]float64, n*n), make([]float64, 200*n+4*n*n)
		tau, s, u, vt := make([]float64, n), make([]float64, n), make([]float64, n*n), make([]float64, n*n)
		pivots := make([]int, n)
		for _, name := range []string{"gonum", "library"} {
			d := doors[name]
			for routine, f := range map[string]func(){
				"getrf": func() { d.Dgetrf(n, n, a, n, pivots) },
				"getri": func() { d.Dgetri(n, a, n, pivots, work, len(work)) },
				"potrf": func() { d.Dpotrf(blas.Upper, n, a, n) },
				"potri": func() { d.Dpotri(blas.Upper, n, a, n) },
				"trtri": func() { d.Dtrtri(blas.Upper, blas.NonUnit, n, a, n) },
				"geqrf": func() { d.Dgeqrf(n, n, a, n, tau, work, len(work)) },
				"gelqf": func() { d.Dgelqf(n, n, a, n, tau, work, len(work)) },
				"orgqr": func() { d.Dorgqr(n, n, n, a, n, tau, work, len(work)) },
				"orglq": func() { d.Dorglq(n, n, n, a, n, tau, work, len(work)) },
				"ormqr": func() { d.Dormqr(blas.Left, blas.Trans, n, n, n, a, n, tau, u, n, work, len(work)) },
				"ormlq": func() { d.Dormlq(blas.Left, blas.Trans, n, n, n, a, n, tau, u, n, work, len(work)) },
				"gels":  func() { d.Dgels(blas.NoTrans, n, n, 1, a, n, s, 1, work, len(work)) },
				"gesvd": func() { d.Dgesvd('S', 'S', n, n, a, n, s, u, n, vt, n, work, len(work)) },
				"syev":  func() { d.Dsyev('V', blas.Upper, n, a, n, s, work, len(work)) },
				"geev":  func() { d.Dgeev('N', 'V', n, a, n, s, tau, nil, 1, u, n, work, len(work)) },
			} {
				b.Run(fmt.Sprintf("%s/%s/%d", routine, name, n), func(b *testing.B) {
					for i := range b.N {
						for j := range a {
							a[j] = float64((i+j*j)%17) / 17
						}
						for j := range n {
							a[j*n+j] += float64(n)
							pivots[j], tau[j] = j, 1.5
						}
						tau[n-1] = 0 // as a factorisation leaves it
						f()
					}
				})
			}
		}
	}
}

func filled(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i%13)*1e-3 + 0.01
	}
	return x
}
