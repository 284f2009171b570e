package ndmat

import (
	"fmt"
	"strings"
)

// A row of the table says what a view becomes.
type row struct {
	elements string // their type; native and aligned unless it says otherwise
	view     string
	becomes  string // the type that by returns, or the call that leads to it
	by       string
	read     string // as an operand of gonum
	write    string // as its receiver
}

// table is the whole door on one page. The documentation of the package shows it,
// and a test walks through each row.
var table = []row{
	{"float64", "2-d, stride 8 along rows, rows apart", "*mat.Dense", "Dense", "fast", "yes"},
	{"float64", "2-d, one row, neighbours", "*mat.Dense", "Dense", "fast", "yes"},
	{"float64", "2-d, one column, stride ≥ 8", "*mat.Dense", "Dense", "fast", "yes"},
	{"float64", "2-d, stride 8 along columns (Fortran)", "(*mat.Dense).T()", "Transposed", "mostly", "by Into"},
	{"float64", "2-d, C or Fortran order, read-only", "mat.RawMatrixer", "ReadOnly", "mostly", "no"},
	{"float64", "1-d, positive stride", "*mat.VecDense", "Vec", "fast", "yes"},
	{"float64", "1-d, one element, any stride", "*mat.VecDense", "Vec", "fast", "yes"},
	{"float64", "1-d, positive stride, read-only", "mat.RawVectorer", "ReadOnly", "fast", "no"},
	{"float64", "1-d, negative stride", "blas64.Vector", "RawVector", "some BLAS", "some BLAS"},
	{"float64", "2-d square, C order, upper triangle", "*mat.SymDense", "Sym", "fast", "yes"},
	{"float64", "2-d square, Fortran, lower triangle", "*mat.SymDense", "Sym", "fast", "yes"},
	{"float64", "2-d square, the other two triangles", "blas64.Symmetric", "RawSymmetric", "BLAS", "BLAS"},
	{"float64", "2-d square, C order, one triangle", "*mat.TriDense", "Tri", "fast", "yes"},
	{"float64", "2-d square, Fortran, one triangle", "(*mat.TriDense).TTri()", "Tri of T()", "fast", "transpose"},
	{"float64", "2-d, band storage by rows", "*mat.BandDense", "Band", "fast", "yes"},
	{"float64", "2-d, LAPACK's band storage, Fortran", "(*mat.BandDense).TBand()", "Band of T()", "fast", "transpose"},
	{"float64", "2-d, storage of half a band by rows", "*mat.SymBandDense", "SymBand", "fast", "yes"},
	{"float64", "2-d, storage of half a band by rows", "*mat.TriBandDense", "TriBand", "fast", "yes"},
	{"float64", "1-d, positive stride, a diagonal", "*mat.DiagDense", "Diag", "fast", "yes"},
	{"float64", "three 1-d, contiguous, diagonals", "*mat.Tridiag", "Tridiag", "fast", "yes"},
	{"float64", "2-d, all else, and 2-d in general", "mat.Mutable", "Mutable", "each", "Set"},
	{"float64", "2-d, all else, read-only", "mat.Matrix", "Matrix", "each", "no"},
	{"float64", "1-d, all else, and 1-d in general", "mat.MutableVector", "MutableVector", "each", "SetVec"},
	{"float64", "1-d, all else, read-only", "mat.Vector", "Vector", "each", "no"},
	{"complex128", "2-d, stride 16 along rows, rows apart", "*mat.CDense", "Complex", "BLAS", "BLAS"},
	{"complex128", "the same", "cblas128.General", "RawGeneralC128", "BLAS", "BLAS"},
	{"complex128", "1-d, stride of either sign", "cblas128.Vector", "RawVectorC128", "BLAS", "BLAS"},
	{"float32", "2-d, stride 4 along rows, rows apart", "blas32.General", "RawGeneral32", "BLAS", "BLAS"},
	{"float32", "1-d, stride of either sign", "blas32.Vector", "RawVector32", "BLAS", "BLAS"},
	{"complex64", "2-d, stride 8 along rows, rows apart", "cblas64.General", "RawGeneralC64", "BLAS", "BLAS"},
	{"complex64", "1-d, stride of either sign", "cblas64.Vector", "RawVectorC64", "BLAS", "BLAS"},
	{"real", "2-d, any layout, any other number", "mat.Matrix", "MatrixOf", "each", "no"},
}

// Table returns the table of what views become as text, one row a line.
func Table() string {
	head := row{"elements", "view", "becomes", "by", "read", "write"}
	var b strings.Builder
	for _, r := range append([]row{head}, table...) {
		fmt.Fprintf(&b, "%-10s  %-38s %-24s  %-14s  %-9s  %s\n", r.elements, r.view, r.becomes, r.by, r.read, r.write)
	}
	return b.String()
}
