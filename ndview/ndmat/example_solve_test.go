package ndmat_test

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// A product into a view in Fortran order, of an operand that shares its memory.
func ExampleInto() {
	v := over([]float64{1, 3, 2, 4}, 2, 2).T() // 1 2
	dst, err := ndmat.Into(v)                  // 3 4
	check(err)
	a, _ := ndmat.Operand(v)
	dst.Mul(a, a)
	fmt.Println(v)
	// Output:
	// [[ 7. 10.]
	//  [15. 22.]]
}

func ExampleReceiver_Apply() {
	v := over(make([]float64, 4), 2, 2).T()
	dst, err := ndmat.Into(v)
	check(err)
	m, _ := ndmat.Operand(v)
	dst.Apply(func(i, j int, _ float64) float64 { return float64(10*i + j) }, m)
	fmt.Println(v)
	// Output:
	// [[ 0.  1.]
	//  [10. 11.]]
}

// Both right-hand sides are overwritten with the solutions, and a with its factors.
func ExampleFactorLU() {
	a := over([]float64{
		2, 1,
		1, 3,
	}, 2, 2)
	lu, err := ndmat.FactorLU(a)
	check(err)
	b := over([]float64{3, 5})
	check(lu.Solve(b))
	fmt.Printf("det %.0f, x = %.1f %.1f\n", lu.Det(), b.At1(0), b.At1(1))
	// Output: det 5, x = 0.8 1.4
}

func ExampleSolve() {
	b := []float64{3, 5}
	check(ndmat.Solve(over([]float64{2, 1, 1, 3}, 2, 2), over(b)))
	fmt.Printf("%.1f\n", b)
	// Output: [0.8 1.4]
}

// The lower triangle is all that is read and written.
func ExampleFactorCholesky() {
	a := []float64{
		4, -99,
		2, 10,
	}
	chol, err := ndmat.FactorCholesky(over(a, 2, 2), blas.Lower)
	check(err)
	b := []float64{8, 22}
	check(chol.Solve(over(b)))
	fmt.Println(a, b)
	// Output: [2 -99 1 3] [1 2]
}

func ExampleFactorQR() {
	a := over([]float64{
		3, 1,
		4, 2,
	}, 2, 2)
	qr, err := ndmat.FactorQR(a)
	check(err)
	r := qr.R()
	fmt.Printf("|R| = %.0f %.1f", math.Abs(r.At2(0, 0)), math.Abs(r.At2(1, 1)))
	qr.Q()
	fmt.Printf(", |Q| = %.1f %.1f\n", math.Abs(a.At2(0, 0)), math.Abs(a.At2(0, 1)))
	// Output: |R| = 5 0.4, |Q| = 0.6 0.8
}

// A line through three points, y = x₀ + x₁·t.
func ExampleLeastSquares() {
	a := over([]float64{
		1, 0,
		1, 1,
		1, 2,
	}, 3, 2)
	y := over([]float64{1, 3, 5})
	check(ndmat.LeastSquares(a, y))
	fmt.Printf("%.1f %.1f\n", y.At1(0), y.At1(1))
	// Output: 1.0 2.0
}

func ExampleEigenSym() {
	a := over([]float64{
		2, 1,
		1, 2,
	}, 2, 2)
	values, err := ndmat.EigenSym(a, blas.Upper, true)
	check(err)
	fmt.Printf("%.0f, first vector along (1, %.0f)\n", values, a.At2(1, 0)/a.At2(0, 0))
	// Output: [1 3], first vector along (1, -1)
}

// gonum's own decompositions take the adapted matrix as any other.
func ExampleDense_svd() {
	d, err := ndmat.Dense(over([]float64{3, 0, 0, 4, 0, 0}, 3, 2).Slice(ndview.To(2)))
	check(err)
	var svd mat.SVD
	if !svd.Factorize(d, mat.SVDNone) {
		panic("no convergence")
	}
	fmt.Printf("%.0f\n", svd.Values(nil))
	// Output: [4 3]
}
