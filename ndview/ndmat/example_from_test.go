package ndmat_test

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
)

func ExampleFromRawGeneral32() {
	v := ndmat.FromRawGeneral32(blas32.General{Rows: 2, Cols: 1, Stride: 2, Data: []float32{1, 0, 3}})
	fmt.Println(v.Shape(), v.Strides(), v.At2(1, 0))
	// Output: [2 1] [8 4] 3
}

func ExampleFromRawGeneralC64() {
	v := ndmat.FromRawGeneralC64(cblas64.General{Rows: 1, Cols: 2, Stride: 2, Data: []complex64{1, 2i}})
	fmt.Println(v.Shape(), v.At2(0, 1))
	// Output: [1 2] (0+2i)
}

func ExampleFromRawGeneralC128() {
	v := ndmat.FromRawGeneralC128(cblas128.General{Rows: 2, Cols: 1, Stride: 1, Data: []complex128{1, 2i}})
	fmt.Println(v.Shape(), v.At2(1, 0))
	// Output: [2 1] (0+2i)
}

func ExampleFromRawVector32() {
	v := ndmat.FromRawVector32(blas32.Vector{N: 2, Inc: -2, Data: []float32{1, 0, 3}})
	fmt.Println(v.At1(0), v.At1(1))
	// Output: 3 1
}

func ExampleFromRawVectorC64() {
	v := ndmat.FromRawVectorC64(cblas64.Vector{N: 2, Inc: 1, Data: []complex64{1, 2i}})
	fmt.Println(v.Len(0), v.At1(1))
	// Output: 2 (0+2i)
}

func ExampleFromRawVectorC128() {
	v := ndmat.FromRawVectorC128(cblas128.Vector{N: 2, Inc: 2, Data: []complex128{1, 0, 2i}})
	fmt.Println(v.Strides(), v.At1(1))
	// Output: [32] (0+2i)
}

func ExampleTable() {
	for row := range strings.Lines(ndmat.Table()) {
		if strings.Contains(row, "CDense") {
			fmt.Println(strings.Join(strings.Fields(row), " "))
		}
	}
	// Output: complex128 2-d, stride 16 along rows, rows apart *mat.CDense Complex BLAS BLAS
}
