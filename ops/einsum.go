package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"github.com/go-inplace/inplace/ndview"
)

// Einsum sets dst to a product of one or two operands, summed over some of their
// axes, as np.einsum(subscripts, operands..., out=dst). Subscripts are one letter for
// each axis of each operand, and for those of dst behind "->":
//
//	"ij,jk->ik"     product of matrices         "ii->i"     diagonal
//	"bij,bjk->bik"  stacks of them              "ii->"      trace
//	"ij,j->i"       matrix and vector           "ij->ji"    transpose
//	"i,i->"         inner product               "ij->i"     sums of rows
//	"i,j->ij"       outer product               "ij->"      sum
//	"ij,ij->ij"     elementwise product         "ijk,ilm,…" as many axes as letters
//
// Axes of one letter are the same one: they have one length, or length 1 and repeat.
// What dst lacks is summed over. Without "->" dst has the letters that occur once, in
// alphabetical order, capitals first. Spaces mean nothing. Ellipses and three or more
// operands are refused: name all axes, and multiply two operands at a time.
//
// The error is a [*SubscriptsError] that wraps [ndview.ErrSyntax] if the subscripts
// cannot be read or do not belong to the operands; see [MatMul] for others, for
// elements and memory.
func Einsum[T ndview.Element](dst ndview.MutView[T], subscripts string, operands ...ndview.View[T]) error {
	var arrays [2]*mem.Array
	for i := range operands[:min(len(operands), len(arrays))] {
		arrays[i] = operands[i].Array()
	}
	return einsum(elem.KindOf[T](), dst.Array(), subscripts, len(operands), arrays)
}

func einsum(kind elem.Kind, dst *mem.Array, subscripts string, n int, operands [2]*mem.Array) error {
	c := contraction{kind: kind, dst: dst, a: operands[0], b: operands[1]}
	if n == 0 || n > len(operands) {
		return &SubscriptsError{subscripts, 0, fmt.Sprintf("there are %d operands, wanted one or two; multiply two at a time", n)}
	}
	p := parser{text: subscripts}
	if err := p.parse(&c.l, &c.r, &c.d); err != nil {
		return err
	}
	c.check()
	if p.inputs != n {
		return &SubscriptsError{subscripts, p.ends, fmt.Sprintf("subscripts of %s, found %s", operandsText(p.inputs), operandsText(n))}
	}
	return c.do(&wording{"ops.Einsum", subscripts, [3]string{"dst", "operand 0", "operand 1"}, noLabel})
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

// A parser reads subscripts.
type parser struct {
	text   string
	inputs int // operands found
	ends   int // where their subscripts end
}

// parse reads the labels of up to two inputs and of dst.
func (p *parser) parse(a, b, dst *product.Labels) error {
	into, arrow := a, false
	p.inputs, p.ends = 1, len(p.text)
	for at := 0; at < len(p.text); at++ {
		ch := p.text[at]
		switch {
		case ch == ' ':
		case ch == ',' && !arrow && p.inputs == 2:
			return p.fail(at, "a third operand; multiply two at a time")
		case ch == ',' && !arrow:
			into, p.inputs = b, 2
		case ch == ',':
			return p.fail(at, "the result is one operand")
		case ch == '-' && at+1 < len(p.text) && p.text[at+1] == '>' && !arrow:
			into, arrow, p.ends = dst, true, at
			at++
		case ch == '.':
			return p.fail(at, "an ellipsis; name all axes, or use a verb that takes stacks (MatMul, MatVec, VecDot)")
		case 'a' <= ch && ch <= 'z' || 'A' <= ch && ch <= 'Z':
			if into.Full() {
				return p.fail(at, fmt.Sprintf("more than %d axes", len(into.All())))
			}
			if arrow {
				if err := p.output(at, ch, a, b, dst); err != nil {
					return err
				}
			}
			into.Add(ch)
		default:
			return p.fail(at, fmt.Sprintf("%q is neither a letter, nor ',' or '->'", p.text[at:at+runeLen(p.text[at:])]))
		}
	}
	if !arrow {
		once(a, b, dst)
	}
	return nil
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
func (p *parser) output(at int, ch byte, a, b, dst *product.Labels) error {
	switch {
	case has(dst, ch) > 0:
		return p.fail(at, fmt.Sprintf("the result has %c twice", ch))
	case has(a, ch)+has(b, ch) == 0:
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

// once adds the labels that occur once, in the order of their codes.
func once(a, b, dst *product.Labels) {
	for label := uint8('A'); label <= 'z'; label++ {
		if has(a, label)+has(b, label) == 1 {
			dst.Add(label)
		}
	}
}
