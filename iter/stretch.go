package iter

import (
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A ShapeError is the panic value of walking together views whose shapes do not
// fit. It wraps [ndview.ErrShape].
type ShapeError struct {
	Op     string   // "iter.MutZip"
	Names  []string // of the views: "dst", "a", "b", …
	Shapes [][]int
	Why    error // the axes that do not fit
}

func (e *ShapeError) Error() string {
	s := "inplace: " + e.Op + ": "
	for k, shape := range e.Shapes {
		s += e.Names[k] + " " + layout.FormatShape(shape) + ", "
	}
	return strings.TrimSuffix(s, ", ") + ": " + e.Why.Error()
}

// Unwrap returns [ndview.ErrShape].
func (e *ShapeError) Unwrap() error { return ndview.ErrShape }

// A stretch says how views that are walked together come to one shape by NumPy's
// rule: all to that of the first, which is written, or each to the common one.
type stretch struct {
	op    string
	toDst bool
}

// operands are arrays that are walked together.
type operands struct {
	n      int
	arrays [maxOps]mem.Array
}

func (o *operands) stretch(s stretch, arrays []*mem.Array) error {
	o.n = len(arrays)
	for k, a := range arrays {
		o.arrays[k] = *a
	}
	if o.alike() {
		return nil
	}
	var buf [8]int
	shape := o.arrays[0].L().AppendShape(buf[:0])
	if !s.toDst {
		var err error
		if shape, err = layout.BroadcastShapes(nil, shapesOf(arrays)...); err != nil {
			return shapeError(s, arrays, err)
		}
	}
	for k := range o.arrays[:o.n] {
		a := &o.arrays[k]
		item := a.Item()
		if err := a.L().BroadcastTo(shape...); err != nil {
			return shapeError(s, arrays, err)
		}
		a.Settle(item)
	}
	return nil
}

// alike reports whether the shapes are one already.
func (o *operands) alike() bool {
	first := o.arrays[0].L()
	for k := range o.arrays[1:o.n] {
		l := o.arrays[1+k].L()
		if l.Far != nil || first.Far != nil || l.NDim != first.NDim || l.Shape != first.Shape {
			return false
		}
	}
	return true
}

func shapesOf(arrays []*mem.Array) (shapes [][]int) {
	for _, a := range arrays {
		shapes = append(shapes, a.L().AppendShape([]int{}))
	}
	return shapes
}

func shapeError(s stretch, arrays []*mem.Array, why error) error {
	names := []string{"a", "b", "c", "d"}
	if s.toDst {
		names = []string{"dst", "a", "b", "c"}
	}
	return &ShapeError{s.op, names[:len(arrays)], shapesOf(arrays), why}
}

// near reports whether the arrays are walked without a detour.
func (o *operands) near(r request) bool {
	for k := range o.arrays[:o.n] {
		a := &o.arrays[k]
		if !a.Plain() || a.L().Far != nil || r.lane != layout.AnyLane && a.L().NDim == 0 {
			return false
		}
	}
	return true
}

// plan plans the walk over near arrays.
func (o *operands) plan(p *layout.Plan, r request) {
	asked := layout.Request{Order: r.order}
	if r.lane != layout.AnyLane {
		asked.Mode, asked.Inner = layout.Block, 1<<r.lane
	}
	var layouts [maxOps]*layout.Layout
	for k := range o.arrays[:o.n] {
		layouts[k] = o.arrays[k].L()
	}
	must(p.Make(&asked, layouts[:o.n]...))
}

// dense reports whether the lanes of a plan are runs: their elements lie side by side,
// and they are not so short that it is worth to look for longer ones.
func (o *operands) dense(p *layout.Plan) bool {
	n, strides := p.Lane()
	for k := range o.arrays[:o.n] {
		if n > 1 && strides[k] != o.arrays[k].Item().Size {
			return false
		}
	}
	return n >= shortRun || p.Lanes() <= 1
}

// shortRun is the number of elements below which a run costs more than they do.
const shortRun = 16
