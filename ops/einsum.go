package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"github.com/go-inplace/inplace/ndview"
)

// Einsum sets dst to a product of operands, summed over some of their axes, as
// np.einsum(subscripts, operands..., out=dst). Subscripts are one letter for each axis
// of each operand, and for those of dst behind "->":
//
//	"ij,jk->ik"     product of matrices         "ii->i"     diagonal
//	"bij,bjk->bik"  stacks of them              "ii->"      trace
//	"ij,j->i"       matrix and vector           "ij->ji"    transpose
//	"i,i->"         inner product               "ij->i"     sums of rows
//	"i,j->ij"       outer product               "ij->"      sum
//	"ij,ij->ij"     elementwise product         "ijk,ilm,…" as many axes as letters
//	"ij,jk,kl->il"  product of three            "...ij->...ji" any axes in front
//
// Axes of one letter are the same one: they have one length, or length 1 and repeat.
// An ellipsis stands for the axes of an operand that have no letter; those of several
// operands are aligned at the last one, and stretched. What dst lacks is summed over,
// but not axes of an ellipsis. Without "->" dst has those, and then the letters that
// occur once, in alphabetical order, capitals first. Spaces mean nothing.
//
// Three or more operands are multiplied two at a time, next those whose product takes
// the fewest multiplications, into temporaries of the element type. So floats are
// rounded in between, and not in the order of NumPy, which with optimize does likewise.
//
// The error is a [*SubscriptsError] that wraps [ndview.ErrSyntax] if the subscripts
// cannot be read or do not belong to the operands; see [MatMul] for others, for
// elements and memory.
func Einsum[T ndview.Element](dst ndview.MutView[T], subscripts string, operands ...ndview.View[T]) error {
	var few [2]*mem.Array
	arrays := few[:0]
	for i := range operands {
		arrays = append(arrays, operands[i].Array())
	}
	return einsum(elem.KindOf[T](), dst.Array(), subscripts, arrays)
}

func einsum(kind elem.Kind, dst *mem.Array, subscripts string, operands []*mem.Array) error {
	var few [2]product.Labels
	p := parser{text: subscripts, in: few[:0]}
	if err := p.parse(); err != nil {
		return err
	}
	dst.Check()
	for _, a := range operands {
		a.Check()
	}
	if len(p.in) != len(operands) {
		return &SubscriptsError{subscripts, p.ends, fmt.Sprintf("subscripts of %s, found %s", operandsText(len(p.in)), operandsText(len(operands)))}
	}
	if err := p.expand(operands); err != nil {
		return err
	}
	w := wording{"ops.Einsum", subscripts, [3]string{"dst", "operand 0", "operand 1"}, noLabel}
	if len(operands) > 2 {
		return einsumOfMany(kind, dst, operands, &p, &w)
	}
	c := contraction{kind: kind, dst: dst, a: operands[0], d: p.out, l: p.in[0]}
	if len(operands) == 2 {
		c.b, c.r = operands[1], p.in[1]
	}
	return c.do(&w)
}

func operandsText(n int) string {
	if n == 1 {
		return "1 operand"
	}
	return fmt.Sprintf("%d operands", n)
}

// A SubscriptsError says what is wrong with the subscripts of [Einsum], and where. It
// wraps [ndview.ErrSyntax].
type SubscriptsError struct {
	Subscripts string
	At         int // byte of Subscripts
	Text       string
}

func (e *SubscriptsError) Error() string {
	return fmt.Sprintf("inplace: ops.Einsum: subscripts %q, position %d: %s", e.Subscripts, e.At, e.Text)
}

// Unwrap returns [ndview.ErrSyntax].
func (e *SubscriptsError) Unwrap() error { return ndview.ErrSyntax }

// ellipsis stands in labels for "..." until it is known how many axes that are, whose
// labels are then counted from 0.
const ellipsis = 127

// A parser reads subscripts.
type parser struct {
	text   string
	in     []product.Labels // of each operand
	out    product.Labels
	ends   int // where the subscripts of operands end
	spread int // axes of the longest ellipsis
}

// parse reads the labels of the operands and of dst.
func (p *parser) parse() error {
	p.in = append(p.in, product.Labels{})
	arrow := false
	p.ends = len(p.text)
	for at := 0; at < len(p.text); at++ {
		into := &p.in[len(p.in)-1]
		if arrow {
			into = &p.out
		}
		ch := p.text[at]
		switch {
		case ch == ' ':
		case ch == ',' && !arrow:
			p.in = append(p.in, product.Labels{})
		case ch == ',':
			return p.fail(at, "the result is one operand")
		case ch == '-' && at+1 < len(p.text) && p.text[at+1] == '>' && !arrow:
			arrow, p.ends = true, at
			at++
		case ch != '.' && (ch < 'a' || ch > 'z') && (ch < 'A' || ch > 'Z'):
			return p.fail(at, fmt.Sprintf("%q is neither a letter, nor ',', '...' or '->'", p.text[at:at+runeLen(p.text[at:])]))
		case into.Full():
			return p.fail(at, fmt.Sprintf("more than %d axes", len(into.All())))
		case ch == '.':
			if !strings.HasPrefix(p.text[at:], "...") || has(into, ellipsis) > 0 {
				return p.fail(at, "an ellipsis has three dots, and each operand at most one")
			}
			into.Add(ellipsis)
			at += 2
		default:
			if arrow {
				if err := p.output(at, ch); err != nil {
					return err
				}
			}
			into.Add(ch)
		}
	}
	if !arrow {
		p.once()
	}
	return nil
}

// expand gives the axes of ellipses labels, counted from the end.
func (p *parser) expand(operands []*mem.Array) error {
	named := func(l *product.Labels) int { return len(l.All()) - has(l, ellipsis) }
	for i := range p.in {
		if l := &p.in[i]; has(l, ellipsis) > 0 {
			p.spread = max(p.spread, operands[i].L().NDim-named(l))
		}
	}
	for i := range p.in {
		l := &p.in[i]
		spread(l, p.spread, max(operands[i].L().NDim-named(l), 0))
	}
	switch {
	case p.spread > 0 && has(&p.out, ellipsis) == 0:
		return p.fail(len(p.text), fmt.Sprintf("the result has no ellipsis, but those of operands are of %s; write ... behind ->", axesText(p.spread)))
	case named(&p.out)+p.spread > layout.MaxNDim:
		return p.fail(len(p.text), fmt.Sprintf("more than %d axes", layout.MaxNDim))
	}
	spread(&p.out, p.spread, p.spread)
	return nil
}

// spread replaces the ellipsis of labels by the last n of the labels 0 to most−1.
func spread(l *product.Labels, most, n int) {
	if has(l, ellipsis) == 0 {
		return
	}
	var all product.Labels
	for _, label := range l.All() {
		if label == ellipsis {
			all.Count(most-n, n)
		} else {
			all.Add(label)
		}
	}
	*l = all
}

func runeLen(s string) int {
	for i := range s[1:] {
		if s[1+i]&0xc0 != 0x80 {
			return 1 + i
		}
	}
	return len(s)
}

// output checks a letter of the result.
func (p *parser) output(at int, ch byte) error {
	switch {
	case has(&p.out, ch) > 0:
		return p.fail(at, fmt.Sprintf("the result has %c twice", ch))
	case p.count(ch) == 0:
		return p.fail(at, fmt.Sprintf("no operand has %c", ch))
	}
	return nil
}

func (p *parser) fail(at int, text string) error { return &SubscriptsError{p.text, at, text} }

// has counts a label.
func has(l *product.Labels, label uint8) (n int) {
	for _, other := range l.All() {
		if other == label {
			n++
		}
	}
	return n
}

// count counts a label of the operands.
func (p *parser) count(label uint8) (n int) {
	for i := range p.in {
		n += has(&p.in[i], label)
	}
	return n
}

// once gives dst the ellipsis, and the labels that occur once, in the order of their
// codes.
func (p *parser) once() {
	if p.count(ellipsis) > 0 {
		p.out.Add(ellipsis)
	}
	for label := uint8('A'); label <= 'z'; label++ {
		if p.count(label) == 1 {
			p.out.Add(label)
		}
	}
}
