package rawblas

import (
	"math"
	"reflect"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	gonumblas "gonum.org/v1/gonum/blas/gonum"
)

// LibraryOf returns the products of the BLAS that gonum was pointed at (by
// blas64.Use and its kin, npblas.Use among them) for a kind of element, or nil if
// there is none: gonum's own routines skip factors that are 0, for which NumPy has
// NaN if the other is NaN or infinite, and package product is faster.
//
// What another library does is asked of it, once: one that skips factors, too, is
// not used.
func LibraryOf(kind elem.Kind) *product.Routines {
	switch kind {
	case elem.KindFloat64:
		if impl := blas64.Implementation(); foreign(impl) && keepsNaN(impl, probe64) {
			return routines64
		}
	case elem.KindFloat32:
		if impl := blas32.Implementation(); foreign(impl) && keepsNaN(impl, probe32) {
			return routines32
		}
	case elem.KindComplex128:
		if impl := cblas128.Implementation(); foreign(impl) && keepsNaN(impl, probeC128) {
			return routinesC128
		}
	case elem.KindComplex64:
		if impl := cblas64.Implementation(); foreign(impl) && keepsNaN(impl, probeC64) {
			return routinesC64
		}
	}
	return nil
}

func foreign(impl any) bool {
	_, own := impl.(gonumblas.Implementation)
	return !own
}

// least is the number of products from which a library is asked, probe that of the
// rows and columns of the matrices it is asked with. A library behind a door that
// sends small products elsewhere (npblas) has to take all from least on.
const (
	probe = 16
	least = probe * probe * probe
)

// verdicts hold what libraries were found to do, by their types and the kinds.
var verdicts sync.Map

type verdict struct {
	library reflect.Type
	probe   uintptr
}

func keepsNaN(impl any, ask func() bool) bool {
	key := verdict{reflect.TypeOf(impl), reflect.ValueOf(ask).Pointer()}
	if kept, ok := verdicts.Load(key); ok {
		return kept.(bool)
	}
	kept := ask()
	verdicts.Store(key, kept)
	return kept
}

// probed multiplies a matrix of zeros with one of NaN, transposed or not, and a
// vector of zeros with it; all of the results must be NaN.
func probed[T Number](r *product.Routines, nan T) bool {
	zeros, nans, c := make([]T, 64*64), make([]T, 64*64), make([]T, 64*64)
	for i := range nans {
		nans[i] = nan
	}
	kept := true
	result := func(n int) {
		for i, x := range c[:n] {
			kept = kept && x != x
			c[i] = 0
		}
	}
	for t := range 4 {
		for _, ab := range [][2][]T{{zeros, nans}, {nans, zeros}} {
			r.Gemm(t&1 != 0, t&2 != 0, probe, probe, probe, mem.Of(ab[0]), probe, mem.Of(ab[1]), probe, false, mem.Of(c), probe)
			result(probe * probe)
			if t < 2 {
				r.Gemv(t&1 != 0, 64, 64, mem.Of(ab[0]), 64, mem.Of(ab[1]), 1, mem.Of(c), 1)
				result(64)
			}
		}
	}
	return kept
}

func probe64() bool { return probed(routines64, math.NaN()) }
func probe32() bool { return probed(routines32, float32(math.NaN())) }
func probeC128() bool {
	return probed(routinesC128, complex(math.NaN(), math.NaN()))
}
func probeC64() bool {
	return probed(routinesC64, complex(float32(math.NaN()), float32(math.NaN())))
}

// What follows hands memory to the four packages. The callers have proved that each
// matrix and vector lies in memory that may be used (kernel's K1, K2).

// matrix returns an r×c matrix in rows.
func matrix[T Number](p mem.Addr, r, c, ld int) []T { return mem.Slice[T](p, (r-1)*ld+c) }

// vector returns a vector of n elements, from the lowest address on.
func vector[T Number](p mem.Addr, n, inc int) []T { return mem.Slice[T](p, (n-1)*max(inc, -inc)+1) }

// turned returns the sizes of a matrix as it lies in memory.
func turned(t bool, r, c int) (blas.Transpose, int, int) {
	if t {
		return blas.Trans, c, r
	}
	return blas.NoTrans, r, c
}

// vectors returns the sizes of the two vectors of a Gemv.
func vectors(t bool, r, c int) (x, y int) {
	if t {
		return r, c
	}
	return c, r
}

var routines64 = &product.Routines{
	Least: least,
	Gemm: func(aT, bT bool, m, n, k int, a mem.Addr, lda int, b mem.Addr, ldb int, add bool, c mem.Addr, ldc int) {
		tA, ar, ac := turned(aT, m, k)
		tB, br, bc := turned(bT, k, n)
		blas64.Implementation().Dgemm(tA, tB, m, n, k, 1, matrix[float64](a, ar, ac, lda), lda, matrix[float64](b, br, bc, ldb), ldb,
			beta[float64](add), matrix[float64](c, m, n, ldc), ldc)
	},
	Gemv: func(t bool, r, c int, a mem.Addr, lda int, x mem.Addr, incX int, y mem.Addr, incY int) {
		trans, _, _ := turned(t, r, c)
		nx, ny := vectors(t, r, c)
		blas64.Implementation().Dgemv(trans, r, c, 1, matrix[float64](a, r, c, lda), lda, vector[float64](x, nx, incX), incX, 0, vector[float64](y, ny, incY), incY)
	},
	Dot: func(_ bool, n int, x mem.Addr, incX int, y mem.Addr, incY int, dst mem.Addr) {
		mem.Store(dst, blas64.Implementation().Ddot(n, vector[float64](x, n, incX), incX, vector[float64](y, n, incY), incY))
	},
}

var routines32 = &product.Routines{
	Least: least,
	Gemm: func(aT, bT bool, m, n, k int, a mem.Addr, lda int, b mem.Addr, ldb int, add bool, c mem.Addr, ldc int) {
		tA, ar, ac := turned(aT, m, k)
		tB, br, bc := turned(bT, k, n)
		blas32.Implementation().Sgemm(tA, tB, m, n, k, 1, matrix[float32](a, ar, ac, lda), lda, matrix[float32](b, br, bc, ldb), ldb,
			beta[float32](add), matrix[float32](c, m, n, ldc), ldc)
	},
	Gemv: func(t bool, r, c int, a mem.Addr, lda int, x mem.Addr, incX int, y mem.Addr, incY int) {
		trans, _, _ := turned(t, r, c)
		nx, ny := vectors(t, r, c)
		blas32.Implementation().Sgemv(trans, r, c, 1, matrix[float32](a, r, c, lda), lda, vector[float32](x, nx, incX), incX, 0, vector[float32](y, ny, incY), incY)
	},
	Dot: func(_ bool, n int, x mem.Addr, incX int, y mem.Addr, incY int, dst mem.Addr) {
		mem.Store(dst, blas32.Implementation().Sdot(n, vector[float32](x, n, incX), incX, vector[float32](y, n, incY), incY))
	},
}

var routinesC128 = &product.Routines{
	Least: least,
	Gemm: func(aT, bT bool, m, n, k int, a mem.Addr, lda int, b mem.Addr, ldb int, add bool, c mem.Addr, ldc int) {
		tA, ar, ac := turned(aT, m, k)
		tB, br, bc := turned(bT, k, n)
		cblas128.Implementation().Zgemm(tA, tB, m, n, k, 1, matrix[complex128](a, ar, ac, lda), lda, matrix[complex128](b, br, bc, ldb), ldb,
			beta[complex128](add), matrix[complex128](c, m, n, ldc), ldc)
	},
	Gemv: func(t bool, r, c int, a mem.Addr, lda int, x mem.Addr, incX int, y mem.Addr, incY int) {
		trans, _, _ := turned(t, r, c)
		nx, ny := vectors(t, r, c)
		cblas128.Implementation().Zgemv(trans, r, c, 1, matrix[complex128](a, r, c, lda), lda, vector[complex128](x, nx, incX), incX, 0, vector[complex128](y, ny, incY), incY)
	},
	Dot: func(conj bool, n int, x mem.Addr, incX int, y mem.Addr, incY int, dst mem.Addr) {
		dot := cblas128.Implementation().Zdotu
		if conj {
			dot = cblas128.Implementation().Zdotc
		}
		mem.Store(dst, dot(n, vector[complex128](x, n, incX), incX, vector[complex128](y, n, incY), incY))
	},
}

var routinesC64 = &product.Routines{
	Least: least,
	Gemm: func(aT, bT bool, m, n, k int, a mem.Addr, lda int, b mem.Addr, ldb int, add bool, c mem.Addr, ldc int) {
		tA, ar, ac := turned(aT, m, k)
		tB, br, bc := turned(bT, k, n)
		cblas64.Implementation().Cgemm(tA, tB, m, n, k, 1, matrix[complex64](a, ar, ac, lda), lda, matrix[complex64](b, br, bc, ldb), ldb,
			beta[complex64](add), matrix[complex64](c, m, n, ldc), ldc)
	},
	Gemv: func(t bool, r, c int, a mem.Addr, lda int, x mem.Addr, incX int, y mem.Addr, incY int) {
		trans, _, _ := turned(t, r, c)
		nx, ny := vectors(t, r, c)
		cblas64.Implementation().Cgemv(trans, r, c, 1, matrix[complex64](a, r, c, lda), lda, vector[complex64](x, nx, incX), incX, 0, vector[complex64](y, ny, incY), incY)
	},
	Dot: func(conj bool, n int, x mem.Addr, incX int, y mem.Addr, incY int, dst mem.Addr) {
		dot := cblas64.Implementation().Cdotu
		if conj {
			dot = cblas64.Implementation().Cdotc
		}
		mem.Store(dst, dot(n, vector[complex64](x, n, incX), incX, vector[complex64](y, n, incY), incY))
	},
}

// beta is what the result is multiplied with before the product is added.
func beta[T Number](add bool) (b T) {
	if add {
		b++
	}
	return b
}
