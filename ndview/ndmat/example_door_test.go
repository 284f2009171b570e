package ndmat_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	"gonum.org/v1/gonum/mat"
)

// over returns a view of a slice, for the examples.
func over[T ndview.Element](data []T, shape ...int) ndview.MutView[T] {
	v, err := ndview.FromSlice(data, shape...)
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Of a read-only view gonum gets an operand, which its products read by the memory.
func ExampleReadOnly() {
	v := over([]float64{1, 2, 3, 4}, 2, 2).View
	m, road := ndmat.ReadOnly(v)
	var square mat.Dense
	square.Mul(m, m)
	fmt.Println(road.Kind, square.At(1, 1))
	// Output: *mat.Dense 22
}

// The upper triangle of rows is the lower triangle of a view in Fortran order.
func ExampleSym() {
	v := over([]float64{
		2, 1,
		0, 3,
	}, 2, 2)
	upper, err := ndmat.Sym(v, blas.Upper)
	check(err)
	same, err := ndmat.Sym(v.T(), blas.Lower)
	check(err)
	fmt.Println(upper.At(1, 0), mat.Equal(upper, same))
	_, err = ndmat.Sym(v, blas.Lower)
	fmt.Println(err)
	// Output:
	// 1 true
	// inplace: Sym: the float64 view of shape (2, 2) with strides (16, 8) (bytes) is no *mat.SymDense: gonum reads the upper triangle of rows, and the lower triangle of this view is the lower one; the upper triangle of a matrix is the lower one of its T(), which a SymDense over a view in Fortran order reads; RawSymmetric takes either triangle; or Clone
}

func ExampleTri() {
	v := over([]float64{
		2, 9,
		1, 3,
	}, 2, 2)
	lower, err := ndmat.Tri(v, blas.Lower)
	check(err)
	fmt.Println(mat.Formatted(lower))
	// Output:
	// ⎡2  0⎤
	// ⎣1  3⎦
}

// A matrix with one diagonal below the main one, stored by rows.
func ExampleBand() {
	v := over([]float64{
		0, 1,
		2, 3,
		4, 5,
	}, 3, 2)
	m, err := ndmat.Band(v, 3, 3, 1, 0)
	check(err)
	fmt.Println(mat.Formatted(m))
	// Output:
	// ⎡1  0  0⎤
	// ⎢2  3  0⎥
	// ⎣0  4  5⎦
}

func ExampleSymBand() {
	v := over([]float64{
		2, -1,
		2, -1,
		2, 0,
	}, 3, 2)
	m, err := ndmat.SymBand(v)
	check(err)
	fmt.Println(mat.Formatted(m))
	// Output:
	// ⎡ 2  -1   0⎤
	// ⎢-1   2  -1⎥
	// ⎣ 0  -1   2⎦
}

func ExampleTriBand() {
	v := over([]float64{
		2, -1,
		2, -1,
		2, 0,
	}, 3, 2)
	m, err := ndmat.TriBand(v, blas.Upper)
	check(err)
	fmt.Println(mat.Formatted(m))
	// Output:
	// ⎡ 2  -1   0⎤
	// ⎢ 0   2  -1⎥
	// ⎣ 0   0   2⎦
}

// The diagonal of a matrix, as a matrix of its own over the same memory.
func ExampleDiag() {
	data := []float64{1, 2, 3, 4}
	diagonal, err := over(data, 2, 2).Diagonal(0, 0, 1)
	check(err)
	m, err := ndmat.Diag(diagonal)
	check(err)
	m.SetDiag(1, 40)
	fmt.Println(data)
	// Output: [1 2 3 40]
}

func ExampleTridiag() {
	m, err := ndmat.Tridiag(over([]float64{1, 1}), over([]float64{4, 4, 4}), over([]float64{1, 1}))
	check(err)
	var x mat.Dense
	check(m.SolveTo(&x, false, mat.NewVecDense(3, []float64{5, 6, 5})))
	fmt.Println(x.RawMatrix().Data)
	// Output: [1 1 1]
}

func ExampleComplex() {
	data := []complex128{1, 2i, 3, 4}
	m, err := ndmat.Complex(over(data, 2, 2))
	check(err)
	m.Set(1, 1, 4i)
	fmt.Println(data, m.H().At(1, 0))
	// Output: [(1+0i) (0+2i) (3+0i) (0+4i)] (0-2i)
}

func ExampleRawGeneral() {
	a, err := ndmat.RawGeneral(over([]float64{1, 2, 3, 4}, 2, 2))
	check(err)
	c := over(make([]float64, 4), 2, 2)
	dst, err := ndmat.RawGeneral(c)
	check(err)
	blas64.Gemm(blas.Trans, blas.NoTrans, 1, a, a, 0, dst)
	fmt.Println(c)
	// Output:
	// [[10. 14.]
	//  [14. 20.]]
}

// Products of float32 matrices, for which package mat has no type.
func ExampleRawGeneral32() {
	a, err := ndmat.RawGeneral32(over([]float32{1, 2, 3, 4}, 2, 2))
	check(err)
	product := make([]float32, 4)
	c, err := ndmat.RawGeneral32(over(product, 2, 2))
	check(err)
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, a, 0, c)
	fmt.Println(product)
	// Output: [7 10 15 22]
}

func ExampleRawGeneralC64() {
	a, err := ndmat.RawGeneralC64(over([]complex64{1, 1i, 0, 1}, 2, 2))
	check(err)
	y := []complex64{0, 0}
	cblas64.Gemv(blas.NoTrans, 1, a, cblas64.Vector{N: 2, Inc: 1, Data: []complex64{1, 2}}, 0, cblas64.Vector{N: 2, Inc: 1, Data: y})
	fmt.Println(y)
	// Output: [(1+2i) (2+0i)]
}

func ExampleRawGeneralC128() {
	product := make([]complex128, 4)
	a, err := ndmat.RawGeneralC128(over([]complex128{0, 1i, -1i, 0}, 2, 2))
	check(err)
	c, err := ndmat.RawGeneralC128(over(product, 2, 2))
	check(err)
	cblas128.Gemm(blas.NoTrans, blas.ConjTrans, 1, a, a, 0, c)
	fmt.Println(product)
	// Output: [(1+0i) (0+0i) (0+0i) (1+0i)]
}

// A vector that runs backwards: element 0 is the last of the memory.
func ExampleRawVector() {
	v := over([]float64{1, 2, 3})
	x, err := ndmat.RawVector(v.Flip(0))
	check(err)
	y, err := ndmat.RawVector(v)
	check(err)
	fmt.Println(x.Inc, blas64.Dot(x, y))
	// Output: -1 10
}

func ExampleRawVector32() {
	x, err := ndmat.RawVector32(over([]float32{3, 0, 4}).Slice(ndview.All.By(2)))
	check(err)
	fmt.Println(blas32.Nrm2(x))
	// Output: 5
}

func ExampleRawVectorC64() {
	x, err := ndmat.RawVectorC64(over([]complex64{1, 2i}))
	check(err)
	fmt.Println(cblas64.Dotc(x, x))
	// Output: (5+0i)
}

func ExampleRawVectorC128() {
	x, err := ndmat.RawVectorC128(over([]complex128{1, 2i}))
	check(err)
	fmt.Println(cblas128.Dotu(x, x))
	// Output: (-3+0i)
}

func ExampleRawSymmetric() {
	v := over([]float64{
		2, 9,
		1, 3,
	}, 2, 2)
	s, err := ndmat.RawSymmetric(v, blas.Lower)
	check(err)
	y := blas64.Vector{N: 2, Inc: 1, Data: make([]float64, 2)}
	blas64.Symv(1, s, blas64.Vector{N: 2, Inc: 1, Data: []float64{1, 1}}, 0, y)
	fmt.Println(y.Data)
	// Output: [3 4]
}

func ExampleRawTriangular() {
	v := over([]float64{
		2, 9,
		1, 3,
	}, 2, 2)
	l, err := ndmat.RawTriangular(v, blas.Lower)
	check(err)
	x := blas64.Vector{N: 2, Inc: 1, Data: []float64{2, 7}}
	blas64.Trsv(blas.NoTrans, l, x)
	fmt.Println(x.Data)
	// Output: [1 2]
}

func ExampleFromSym() {
	m := mat.NewSymDense(2, []float64{1, 2, 0, 3})
	v := ndmat.FromSym(m)
	v.Set2(0, 1, -2)
	fmt.Println(m.At(1, 0))
	// Output: -2
}

func ExampleFromTri() {
	v, uplo := ndmat.FromTri(mat.NewTriDense(2, mat.Lower, []float64{1, 0, 2, 3}))
	fmt.Println(v.At2(1, 0), uplo == blas.Lower)
	// Output: 2 true
}

func ExampleFromBand() {
	v := ndmat.FromBand(mat.NewBandDense(3, 3, 1, 0, []float64{0, 1, 2, 3, 4, 5}))
	fmt.Println(v.Shape(), v.At2(2, 0))
	// Output: [3 2] 4
}

func ExampleFromSymBand() {
	v := ndmat.FromSymBand(mat.NewSymBandDense(3, 1, []float64{2, -1, 2, -1, 2, 0}))
	fmt.Println(v.Shape(), v.At2(1, 1))
	// Output: [3 2] -1
}

func ExampleFromTriBand() {
	v, uplo := ndmat.FromTriBand(mat.NewTriBandDense(3, 1, mat.Upper, []float64{2, -1, 2, -1, 2, 0}))
	fmt.Println(v.Shape(), uplo == blas.Upper)
	// Output: [3 2] true
}

func ExampleFromDiag() {
	v := ndmat.FromDiag(mat.NewDiagDense(2, []float64{1, 2}))
	fmt.Println(v.Shape(), v.At1(1))
	// Output: [2] 2
}

func ExampleFromTridiag() {
	below, main, above := ndmat.FromTridiag(mat.NewTridiag(2, []float64{1}, []float64{2, 3}, []float64{4}))
	fmt.Println(below.At1(0), main.Len(0), above.At1(0))
	// Output: 1 2 4
}

func ExampleFromComplex() {
	v := ndmat.FromComplex(mat.NewCDense(1, 2, []complex128{1, 2i}))
	fmt.Println(v.At2(0, 1))
	// Output: (0+2i)
}

func ExampleFromRawGeneral() {
	v := ndmat.FromRawGeneral(blas64.General{Rows: 2, Cols: 1, Stride: 2, Data: []float64{1, 0, 3}})
	fmt.Println(v.Shape(), v.At2(1, 0))
	// Output: [2 1] 3
}

func ExampleFromRawVector() {
	v := ndmat.FromRawVector(blas64.Vector{N: 3, Inc: -1, Data: []float64{1, 2, 3}})
	fmt.Println(v.At1(0), v.Strides())
	// Output: 3 [-8]
}
