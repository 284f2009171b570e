package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
)

// Every verb of linear algebra says which axes of its operands are the same one, by
// labels, and package product does the rest. Labels below 64 count axes, letters are
// those of a signature or of Einsum's subscripts.

// labels are the labels of the axes of one operand.
type labels struct {
	buf [layout.MaxNDim]uint8
	n   int
}

func (l *labels) add(label uint8) { l.buf[l.n], l.n = label, l.n+1 }

// count adds n labels from first on.
func (l *labels) count(first, n int) {
	for i := range n {
		l.add(uint8(first + i))
	}
}

func (l *labels) all() []uint8 { return l.buf[:l.n] }

// A contraction is one call of a verb: its operands with the labels of their axes.
type contraction struct {
	op, signature string
	kind          elem.Kind
	names         [3]string
	dst, a, b     *mem.Array // b may be nil
	d, l, r       labels
	conj          bool
	strict        func(label uint8) bool // axes of this label must not repeat
}

func anyLabel(uint8) bool     { return true }
func noLabel(uint8) bool      { return false }
func letter(label uint8) bool { return label >= layout.MaxNDim }

var operandNames = [3]string{"dst", "a", "b"}

// do checks that the shapes fit and computes the product.
func (c *contraction) do() error {
	if !c.fits() {
		return c.shapeError()
	}
	if l := c.dst.L(); !plainlyApart(l, c.kind.Size()) {
		if err := checkApart(c.op, c.kind.Size(), l); err != nil {
			return err
		}
	}
	p := product.Product{Kind: c.kind, Dst: c.dst, A: c.a, B: c.b, D: c.d.all(), L: c.l.all(), Conj: c.conj, Library: rawblas.LibraryOf(c.kind)}
	if c.b != nil {
		p.R = c.r.all()
	}
	p.Compute()
	return nil
}

// check panics if a borrow has ended.
func (c *contraction) check() {
	c.dst.Check()
	c.a.Check()
	if c.b != nil {
		c.b.Check()
	}
}

// An operandAxes is one operand with its labels.
type operandAxes struct {
	name   string
	l      *layout.Layout
	labels []uint8
}

func (c *contraction) operands() (all [3]operandAxes, n int) {
	all[0] = operandAxes{c.names[0], c.dst.L(), c.d.all()}
	all[1] = operandAxes{c.names[1], c.a.L(), c.l.all()}
	if c.b == nil {
		return all, 2
	}
	all[2] = operandAxes{c.names[2], c.b.L(), c.r.all()}
	return all, 3
}

// wanted returns the length of a label's axes: that of dst if it has one, else the
// first of the inputs' that is not 1.
func wanted(operands []operandAxes, label uint8) (length int) {
	length = 1
	for k, o := range operands {
		for axis, other := range o.labels {
			if other != label {
				continue
			}
			n, _ := o.l.Dim(axis)
			if k == 0 {
				return n
			}
			if length == 1 {
				length = n
			}
		}
	}
	return length
}

// fits reports whether the axes of each label have one length. Those of inputs may be
// 1 and repeat, unless the label is strict.
func (c *contraction) fits() bool {
	all, count := c.operands()
	for k, o := range all[:count] {
		if o.l.NDim != len(o.labels) {
			return false
		}
		for axis, label := range o.labels {
			n, _ := o.l.Dim(axis)
			if want := wanted(all[:count], label); n != want && (k == 0 || n != 1 || c.strict(label)) {
				return false
			}
		}
	}
	return true
}

// A ProductError reports operands of a product whose axes do not fit together. It
// wraps [ndview.ErrShape].
type ProductError struct {
	Op        string   // "ops.MatMul"
	Signature string   // "(n?,k),(k,m?)->(n?,m?)", or Einsum's subscripts
	Names     []string // of the operands, "dst" first
	Shapes    [][]int  // of the operands
	Unmet     []string // every label whose axes differ
}

func (e *ProductError) Error() string {
	operands := make([]string, len(e.Names))
	for i, name := range e.Names {
		operands[i] = name + " " + layout.FormatShape(e.Shapes[i])
	}
	return fmt.Sprintf("inplace: %s: the shapes of %s do not fit %s: %s; transpose with T or MoveAxis, slice, or insert an axis with InsertAxis",
		e.Op, strings.Join(operands, ", "), e.Signature, strings.Join(e.Unmet, "; "))
}

// Unwrap returns [ndview.ErrShape].
func (e *ProductError) Unwrap() error { return ndview.ErrShape }

// newShapeError returns an error about all operands, with nothing unmet yet.
func (c *contraction) newShapeError() *ProductError {
	e := &ProductError{Op: c.op, Signature: c.signature}
	all, n := c.operands()
	for _, o := range all[:n] {
		e.Names = append(e.Names, o.name)
		e.Shapes = append(e.Shapes, o.l.AppendShape([]int{}))
	}
	return e
}

//go:noinline
func (c *contraction) shapeError() error {
	e := c.newShapeError()
	all, count := c.operands()
	ndim := false
	for _, o := range all[:count] {
		if o.l.NDim != len(o.labels) {
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %s, wanted %d", o.name, axesText(o.l.NDim), len(o.labels)))
			ndim = true
		}
	}
	if ndim {
		return e
	}
	var told [2]uint64
	for _, o := range all[:count] {
		for _, label := range o.labels {
			if told[label/64]&(1<<(label%64)) == 0 {
				told[label/64] |= 1 << (label % 64)
				e.Unmet = c.appendUnmet(e.Unmet, all[:count], label)
			}
		}
	}
	return e
}

// appendUnmet lists all axes of a label if they do not fit.
func (c *contraction) appendUnmet(unmet []string, all []operandAxes, label uint8) []string {
	want, bad := wanted(all, label), false
	var found []string
	for k, o := range all {
		for axis, other := range o.labels {
			if other == label {
				n, _ := o.l.Dim(axis)
				bad = bad || n != want && (k == 0 || n != 1 || c.strict(label))
				found = append(found, fmt.Sprintf("%d on axis %d of %s", n, axis, o.name))
			}
		}
	}
	if !bad {
		return unmet
	}
	what := "a common axis has length "
	if c.lettered(label) {
		what = fmt.Sprintf("%c is ", label)
	}
	return append(unmet, what+strings.Join(found, ", "))
}

// lettered reports whether a label is a letter of the signature.
func (c *contraction) lettered(label uint8) bool {
	return 'A' <= label && label <= 'z' && strings.IndexByte(c.signature, label) >= 0 && !strings.Contains(c.signature, "...")
}

func axesText(n int) string {
	switch n {
	case 0:
		return "no axis"
	case 1:
		return "1 axis"
	}
	return fmt.Sprintf("%d axes", n)
}
