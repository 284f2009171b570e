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

// A wording is what errors say of a verb. It stands apart from the operands, so that
// they need not be kept for an error.
type wording struct {
	op, signature string
	names         [3]string              // of dst, a and b
	strict        func(label uint8) bool // axes of this label must not repeat
}

// name returns the name of an operand, 0 for dst. Einsum may have more than two others.
func (w *wording) name(k int) string {
	if k < len(w.names) {
		return w.names[k]
	}
	return fmt.Sprintf("operand %d", k-1)
}

func anyLabel(uint8) bool     { return true }
func noLabel(uint8) bool      { return false }
func letter(label uint8) bool { return label >= layout.MaxNDim }

var operandNames = [3]string{"dst", "a", "b"}

// A contraction is one call of a verb: its operands with the labels of their axes.
type contraction struct {
	kind      elem.Kind
	dst, a, b *mem.Array // b may be nil
	d, l, r   product.Labels
	conj      bool
}

// do checks that the shapes fit and computes the product.
func (c *contraction) do(w *wording) error {
	if all, n := c.operands(); !fits(w, all[:n]) {
		return productError(w, all[:n])
	}
	if l := c.dst.L(); !plainlyApart(l, c.kind.Size()) {
		if err := checkApart(w.op, c.kind.Size(), l); err != nil {
			return err
		}
	}
	p := product.Product{Kind: c.kind, Dst: c.dst, A: c.a, B: c.b, D: c.d, L: c.l, R: c.r, Conj: c.conj}
	p.Compute(rawblas.LibraryOf(c.kind))
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
	l      *layout.Layout
	labels []uint8
}

// operands returns dst and the inputs.
func (c *contraction) operands() (all [3]operandAxes, n int) {
	all[0], all[1] = operandAxes{c.dst.L(), c.d.All()}, operandAxes{c.a.L(), c.l.All()}
	if c.b == nil {
		return all, 2
	}
	all[2] = operandAxes{c.b.L(), c.r.All()}
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
func fits(w *wording, all []operandAxes) bool {
	for k, o := range all {
		if o.l.NDim != len(o.labels) {
			return false
		}
		for axis, label := range o.labels {
			n, _ := o.l.Dim(axis)
			if want := wanted(all, label); n != want && (k == 0 || n != 1 || w.strict(label)) {
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

// newProductError returns an error about all operands, with nothing unmet yet.
func newProductError(w *wording, all []operandAxes) *ProductError {
	e := &ProductError{Op: w.op, Signature: w.signature}
	for k, o := range all {
		e.Names = append(e.Names, w.name(k))
		e.Shapes = append(e.Shapes, o.l.AppendShape([]int{}))
	}
	return e
}

// refuse returns an error about all operands with one thing unmet.
func (c *contraction) refuse(w *wording, unmet string) error {
	all, n := c.operands()
	e := newProductError(w, all[:n])
	e.Unmet = []string{unmet}
	return e
}

//go:noinline
func productError(w *wording, all []operandAxes) error {
	e := newProductError(w, all)
	for k, o := range all {
		if o.l.NDim != len(o.labels) {
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %s, wanted %d", w.name(k), axesText(o.l.NDim), len(o.labels)))
		}
	}
	if len(e.Unmet) > 0 {
		return e
	}
	var told [2]uint64
	for _, o := range all {
		for _, label := range o.labels {
			if told[label/64]&(1<<(label%64)) == 0 {
				told[label/64] |= 1 << (label % 64)
				e.Unmet = appendUnmet(e.Unmet, w, all, label)
			}
		}
	}
	return e
}

// appendUnmet lists all axes of a label if they do not fit.
func appendUnmet(unmet []string, w *wording, all []operandAxes, label uint8) []string {
	want, bad := wanted(all, label), false
	var found []string
	for k, o := range all {
		for axis, other := range o.labels {
			if other == label {
				n, _ := o.l.Dim(axis)
				bad = bad || n != want && (k == 0 || n != 1 || w.strict(label))
				found = append(found, fmt.Sprintf("%d on axis %d of %s", n, axis, w.name(k)))
			}
		}
	}
	if !bad {
		return unmet
	}
	what := "a common axis has length "
	if w.lettered(label) {
		what = fmt.Sprintf("%c is ", label)
	}
	return append(unmet, what+strings.Join(found, ", "))
}

// lettered reports whether a label is a letter of the signature.
func (w *wording) lettered(label uint8) bool {
	return letter(label) && strings.IndexByte(w.signature, label) >= 0 && !strings.Contains(w.signature, "...")
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
