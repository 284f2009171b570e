//go:build cgo && linux

package npblas

import (
	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// Some releases of OpenBLAS have kernels that add up wrongly on some processors: that of NumPy 1.24 leaves numbers out of
// scasum on processors of AMD with AVX-512. Sums of absolute values are all that was found wrong; they are tried with small integers,
// whose sums are exact in whatever order, and stay with gonum where a sum is not.

// faulty returns the routines of a library that give wrong sums.
func faulty(lib *cblas.Library) []cblas.ID {
	sums := []struct {
		id  cblas.ID
		sum func(n int) (got, want float64)
	}{
		{cblas.SASUM, func(n int) (got, want float64) { x, want := ramp[float32](n); return float64(lib.Sasum(n, x, 1)), want }},
		{cblas.DASUM, func(n int) (got, want float64) { x, want := ramp[float64](n); return lib.Dasum(n, x, 1), want }},
		{cblas.SCASUM, func(n int) (got, want float64) {
			x, want := pairs[complex64](n)
			return float64(lib.Scasum(n, x, 1)), want
		}},
		{cblas.DZASUM, func(n int) (got, want float64) { x, want := pairs[complex128](n); return lib.Dzasum(n, x, 1), want }},
	}
	var wrong []cblas.ID
	for _, s := range sums {
		for n := 1; n <= 130 && lib.Has(s.id); n++ {
			if got, want := s.sum(n); got != want {
				wrong = append(wrong, s.id)
				break
			}
		}
	}
	return wrong
}

// ramp returns 1, -2, 3 … and the sum of their absolute values.
func ramp[T float32 | float64](n int) (x []T, sum float64) {
	for i := 1; i <= n; i++ {
		x = append(x, T(i-2*i*(1-i%2)))
		sum += float64(i)
	}
	return x, sum
}

// pairs returns n complex numbers of a ramp, and the sum of the absolute values of their parts.
func pairs[T complex64 | complex128](n int) (x []T, sum float64) {
	parts, sum := ramp[float64](2 * n)
	for i := range n {
		x = append(x, T(complex(parts[2*i], parts[2*i+1])))
	}
	return x, sum
}

// withhold leaves routines to gonum.
func (g *gate) withhold(ids []cblas.ID) *gate {
	for _, id := range ids {
		g.least[id] = never
	}
	return g
}
