package rawblas

import "github.com/go-inplace/inplace/internal/mem"

// Number is the set of element types that BLAS knows.
type Number interface {
	float32 | float64 | complex64 | complex128
}

// An Order says which axis of a matrix becomes the rows of a General.
type Order int

const (
	RowMajor Order = iota // axis 0: the General is the matrix
	ColMajor              // axis 1: the General is its transpose
)

// axes returns the axes that become the General's rows and columns.
func (o Order) axes() (row, col int) {
	if o == ColMajor {
		return 1, 0
	}
	return 0, 1
}

// A General is a general matrix in rows, counted in elements.
type General struct{ Rows, Cols, Stride int }

// Len returns the number of elements from the first to the last, gaps included.
func (g General) Len() int { return (g.Rows-1)*g.Stride + g.Cols }

// GeneralOf returns a, whose items are T's, as a General of an order.
func GeneralOf[T Number](a *mem.Array, o Order) (g General, ok bool) {
	l := a.L()
	if l.NDim != 2 || !a.Plain() {
		return g, false
	}
	size := mem.SizeOf[T]()
	rowAxis, colAxis := o.axes()
	rows, down := l.Dim(rowAxis)
	cols, right := l.Dim(colAxis)
	if rows == 0 || cols == 0 || cols > 1 && right != size {
		return g, false // R3
	}
	stride := cols // of a single row (R1)
	if rows > 1 {
		if down%size != 0 || down/size < cols {
			return g, false
		}
		stride = down / size
	}
	return General{rows, cols, stride}, true
}

// GeneralUnmet lists what hinders GeneralOf.
func GeneralUnmet[T Number](a *mem.Array, o Order) []Reason {
	l := a.L()
	if l.NDim != 2 {
		return AxesUnmet(l, 2)
	}
	size := mem.SizeOf[T]()
	unmet := memoryUnmet[T](a)
	if l.Empty() || l.Indirect() {
		return unmet // the strides of an axis of pointers are no concern of BLAS
	}
	rowAxis, colAxis := o.axes()
	rows, down := l.Dim(rowAxis)
	cols, right := l.Dim(colAxis)
	if cols > 1 && right%size == 0 && right != size {
		unmet = append(unmet, reasonf(Strides, "axis %d has stride %d%s, want %d", colAxis, right, remark(right), size))
	}
	if rows > 1 && down%size == 0 && down/size < cols {
		unmet = append(unmet, reasonf(Strides, "axis %d has stride %d%s, want %d or more (%d elements of axis %d)",
			rowAxis, down, remark(down), cols*size, cols, colAxis))
	}
	return unmet
}

// EitherOf returns a as a General of the order that fits, RowMajor if both do.
func EitherOf[T Number](a *mem.Array) (g General, o Order, ok bool) {
	if g, ok = GeneralOf[T](a, RowMajor); ok {
		return g, RowMajor, true
	}
	g, ok = GeneralOf[T](a, ColMajor)
	return g, ColMajor, ok
}
