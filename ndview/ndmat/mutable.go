package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// A writer lets others write to a matrix of any layout, element by element.
type writer struct{ v ndview.MutView[float64] }

func (m *writer) read() *reader[float64] { return &reader[float64]{m.v.View} }

func (m *writer) Dims() (r, c int) { return m.v.Len(0), m.v.Len(1) }
func (m *writer) T() mat.Matrix    { return mat.Transpose{Matrix: m} }

func (m *writer) At(i, j int) float64 {
	if m.v.Plain() {
		return m.v.At2(i, j)
	}
	return slowAt(&m.v.View, i, j)
}

func (m *writer) Set(i, j int, x float64) {
	a := m.v.Array()
	if a.Plain() {
		m.v.Set2(i, j, x)
	} else if b := bytesAt(a, i, j); b != nil {
		storeBytes(a, b, x)
	} else {
		m.v.Set(x, i, j) // without boxing x
	}
}

// RowView returns row i as a vector over the same memory.
func (m *writer) RowView(i int) mat.Vector {
	return &vectorWriter{writer{m.v.IndexAxis(0, i).InsertAxis(1)}}
}

// ColView returns column j as a vector over the same memory.
func (m *writer) ColView(j int) mat.Vector {
	return &vectorWriter{writer{m.v.IndexAxis(1, j).InsertAxis(1)}}
}

// DoNonZero calls fn for each element that is not zero, row by row.
func (m *writer) DoNonZero(fn func(i, j int, x float64)) { m.read().DoNonZero(fn) }

// DoRowNonZero calls fn for each element of row i that is not zero.
func (m *writer) DoRowNonZero(i int, fn func(i, j int, x float64)) { m.read().DoRowNonZero(i, fn) }

// DoColNonZero calls fn for each element of column j that is not zero.
func (m *writer) DoColNonZero(j int, fn func(i, j int, x float64)) { m.read().DoColNonZero(j, fn) }

// Copy copies the elements of a that m has room for, as gonum's Copy does, and
// returns how many rows and columns it copied. The memory of a may overlap that of
// m: the result is as if a was read before m was written.
func (m *writer) Copy(a mat.Matrix) (r, c int) {
	arrays := held(m.v.Array(), a)
	mem.Hold(arrays...)
	defer mem.Unhold(arrays...)
	ar, ac := a.Dims()
	r, c = min(ar, m.v.Len(0)), min(ac, m.v.Len(1))
	if r == 0 || c == 0 {
		return 0, 0
	}
	if sharing(m.v.Array(), a) != ndview.Disjoint {
		a = mat.DenseCopyOf(a)
	}
	for i := range r {
		for j := range c {
			m.Set(i, j, a.At(i, j))
		}
	}
	return r, c
}

func (m *writer) memory() (*mem.Array, int) { return m.v.Array(), itemsize }

// A vectorWriter is a writer of one column.
type vectorWriter struct{ writer }

func (x *vectorWriter) Len() int                { return x.v.Len(0) }
func (x *vectorWriter) AtVec(i int) float64     { return x.At(i, 0) }
func (x *vectorWriter) SetVec(i int, e float64) { x.Set(i, 0, e) }
func (x *vectorWriter) T() mat.Matrix           { return mat.Transpose{Matrix: x} }

// A rowWriter is a writer whose rows are slices, though the rows together are no
// *mat.Dense: they run backwards, overlap, or are one row repeated.
type rowWriter struct{ writer }

func (m *rowWriter) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// RawRowView returns row i as a slice of the memory. It panics as At does.
func (m *rowWriter) RawRowView(i int) []float64 {
	if m.v.Len(1) == 0 {
		return []float64{}
	}
	p := m.v.UnsafePointerTo(i, 0)                     // in bounds, lease open, plain
	return mem.Slice[float64](mem.Addr(p), m.v.Len(1)) // M1–M4: the row's elements are neighbours
}

// rowsAreSlices reports whether the elements of each row are next to each other.
func rowsAreSlices(a *mem.Array) bool {
	n, stride := a.L().Dim(1)
	return a.Plain() && (n <= 1 || stride == itemsize)
}

var (
	_ mat.Mutable        = (*writer)(nil)
	_ mat.Copier         = (*writer)(nil)
	_ mat.RowViewer      = (*writer)(nil)
	_ mat.ColViewer      = (*writer)(nil)
	_ mat.NonZeroDoer    = (*writer)(nil)
	_ mat.RowNonZeroDoer = (*writer)(nil)
	_ mat.ColNonZeroDoer = (*writer)(nil)
	_ mat.MutableVector  = (*vectorWriter)(nil)
	_ mat.RawRowViewer   = (*rowWriter)(nil)
)
