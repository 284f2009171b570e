package ndmat_test

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/blas"
)

// lu, cholesky and qr factor matrices of 2×2, for the examples.
func lu(data ...float64) *ndmat.LU {
	f, err := ndmat.FactorLU(over(data, 2, 2))
	check(err)
	return f
}

func cholesky(data ...float64) *ndmat.Cholesky {
	f, err := ndmat.FactorCholesky(over(data, 2, 2), blas.Lower)
	check(err)
	return f
}

func qr(data ...float64) *ndmat.QR {
	f, err := ndmat.FactorQR(over(data, 2, 2))
	check(err)
	return f
}

// Two right-hand sides at once, the columns of a matrix.
func ExampleLU_Solve() {
	b := over([]float64{
		3, 4,
		5, 7,
	}, 2, 2)
	check(lu(2, 1, 1, 3).Solve(b))
	fmt.Printf("%.1f %.1f, %.1f %.1f\n", b.At2(0, 0), b.At2(1, 0), b.At2(0, 1), b.At2(1, 1))
	// Output: 0.8 1.4, 1.0 2.0
}

func ExampleLU_SolveTrans() {
	b := []float64{2, 9}
	check(lu(2, 1, 0, 4).SolveTrans(over(b)))
	fmt.Println(b)
	// Output: [1 2]
}

func ExampleLU_Inverse() {
	a := []float64{2, 1, 1, 1}
	check(lu(a...).Inverse())
	fmt.Println(a)
	// Output: [1 -1 -1 2]
}

func ExampleLU_Det() {
	fmt.Println(lu(0, 2, 3, 0).Det())
	// Output: -6
}

func ExampleLU_LogDet() {
	f := lu(0, 1e200, 1e200, 0)
	log, sign := f.LogDet()
	fmt.Printf("%.1f %.0f, where Det overflows: %v\n", log, sign, f.Det())
	// Output: 921.0 -1, where Det overflows: -Inf
}

func ExampleLU_Cond() {
	fmt.Println(lu(2, 0, 0, 0.5).Cond(), lu(1, 1, 1, 1).Cond())
	// Output: 4 +Inf
}

func ExampleLU_Pivots() {
	fmt.Println(lu(1, 2, 4, 3).Pivots())
	// Output: [1 1]
}

func ExampleCholesky_Solve() {
	b := []float64{8, 22}
	check(cholesky(4, 0, 2, 10).Solve(over(b)))
	fmt.Println(b)
	// Output: [1 2]
}

// The upper triangle is neither read nor written.
func ExampleCholesky_Inverse() {
	a := []float64{1, -99, 1, 2}
	cholesky(a...).Inverse()
	fmt.Println(a)
	// Output: [2 -99 -1 1]
}

func ExampleCholesky_Det() {
	fmt.Println(cholesky(4, 0, 2, 10).Det())
	// Output: 36
}

func ExampleCholesky_LogDet() {
	f := cholesky(1e200, 0, 0, 1e200)
	fmt.Printf("%.1f, where Det overflows: %v\n", f.LogDet(), f.Det())
	// Output: 921.0, where Det overflows: +Inf
}

func ExampleCholesky_Cond() {
	fmt.Println(cholesky(4, 0, 0, 1).Cond())
	// Output: 4
}

func ExampleQR_Solve() {
	b := []float64{5, 8}
	check(qr(3, 1, 4, 2).Solve(over(b)))
	fmt.Printf("%.1f\n", b)
	// Output: [1.0 2.0]
}

func ExampleQR_R() {
	r := qr(3, 1, 4, 2).R()
	fmt.Printf("%.1f %.1f %.1f\n", math.Abs(r.At2(0, 0)), math.Abs(r.At2(0, 1)), math.Abs(r.At2(1, 1)))
	// Output: 5.0 2.2 0.4
}

func ExampleQR_Q() {
	a := []float64{3, 1, 4, 2}
	qr(a...).Q()
	fmt.Printf("%.1f %.1f\n", math.Abs(a[0]), math.Abs(a[2]))
	// Output: 0.6 0.8
}
