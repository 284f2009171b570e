package fused

import (
	"strconv"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// longest is the length in bytes at which a text is cut off: an expression that
// uses its parts many times is short as a value and long as a text.
const longest = 2000

// String writes the expression as Python does: sqrt(x*x + y*y). A text of more than
// 2000 bytes is cut off.
func (e Expr) String() string {
	var p printer
	p.expr(e, 0)
	if p.b.Len() > longest {
		return p.b.String()[:longest] + " …"
	}
	return p.b.String()
}

// An infix verb is written between its operands, or in front of its only one. Of
// two, the one of higher precedence binds closer, as in Python.
type infix struct {
	symbol     string
	precedence int
}

// Precedences that are asked for by name.
const (
	comparison = 1
	prefix     = 8
)

var infixes = map[string]infix{
	"less": {" < ", comparison}, "less_equal": {" <= ", comparison}, "greater": {" > ", comparison}, "greater_equal": {" >= ", comparison},
	"equal": {" == ", comparison}, "not_equal": {" != ", comparison},
	"bitwise_or": {" | ", 2}, "bitwise_xor": {" ^ ", 3}, "bitwise_and": {" & ", 4},
	"left_shift": {" << ", 5}, "right_shift": {" >> ", 5},
	"add": {" + ", 6}, "subtract": {" - ", 6},
	"multiply": {"*", 7}, "divide": {"/", 7}, "floor_divide": {" // ", 7}, "remainder": {" % ", 7},
	"negative": {"-", prefix}, "invert": {"~", prefix},
	"power": {"**", 9},
}

type printer struct{ b strings.Builder }

// expr writes an expression that stands where operators of a lower precedence need
// parentheses.
func (p *printer) expr(e Expr, precedence int) {
	n := e.n
	switch {
	case p.b.Len() > longest:
	case n == nil:
		p.b.WriteString("(nothing)")
	case n.op == opInput:
		p.b.WriteString(n.name)
	case n.op == opConstant:
		p.constant(n.text(), precedence)
	case n.op == opCast:
		p.call(n.kind.String(), n.args)
	case n.op == opReduce:
		p.reduction(n)
	default:
		p.verb(n, precedence)
	}
}

// constant writes a negative number in parentheses where it is an operand.
func (p *printer) constant(text string, precedence int) {
	if strings.HasPrefix(text, "-") && precedence > 0 {
		text = "(" + text + ")"
	}
	p.b.WriteString(text)
}

func (p *printer) verb(n *node, precedence int) {
	in, ok := infixes[n.name]
	unary := in.precedence == prefix
	if !ok || unary && len(n.args) != 1 || !unary && len(n.args) != 2 {
		p.call(n.name, n.args)
		return
	}
	if in.precedence < precedence {
		p.b.WriteByte('(')
		defer p.b.WriteByte(')')
	}
	if unary {
		p.b.WriteString(in.symbol)
		p.expr(n.args[0], in.precedence)
		return
	}
	left, right := in.precedence, in.precedence+1
	if in.precedence == comparison || n.name == "power" {
		left++ // comparisons do not chain, and powers join from the right
	}
	p.expr(n.args[0], left)
	p.b.WriteString(in.symbol)
	p.expr(n.args[1], right)
}

func (p *printer) call(name string, args []Expr) {
	p.b.WriteString(name)
	p.b.WriteByte('(')
	for i, a := range args {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.expr(a, 0)
	}
	p.b.WriteByte(')')
}

func (p *printer) reduction(n *node) {
	p.b.WriteString(n.name)
	p.b.WriteByte('(')
	p.expr(n.args[0], 0)
	switch len(n.axes) {
	case 0:
	case 1:
		p.b.WriteString(", axis=" + strconv.Itoa(n.axes[0]))
	default:
		p.b.WriteString(", axis=" + layout.FormatShape(append([]int{}, n.axes...)))
	}
	p.b.WriteByte(')')
}

// elementText writes an item.
func elementText(kind elem.Kind, b kernel.Bits) string {
	p := place(&b)
	switch {
	case kind == elem.KindBool:
		return mem.Load[elem.Bool](p).String()
	case kind == elem.KindUint64:
		return strconv.FormatUint(mem.Load[uint64](p), 10)
	case kind.IsInteger():
		return strconv.FormatInt(int64(castBits(kind, elem.KindInt64, b)[0]), 10)
	case kind.IsFloat():
		wide := castBits(kind, elem.KindFloat64, b)
		return floatText(mem.Load[float64](place(&wide)), bitsOf(kind))
	}
	wide := castBits(kind, elem.KindComplex128, b)
	return strconv.FormatComplex(mem.Load[complex128](place(&wide)), 'g', -1, 2*bitsOf(kind))
}

// bitsOf is the precision in which strconv writes a kind, or its parts.
func bitsOf(kind elem.Kind) int {
	if kind.Part().Size() == 8 {
		return 64
	}
	return 32
}

// floatText writes a float so that it is not taken for an integer.
func floatText(x float64, bits int) string {
	text := strconv.FormatFloat(x, 'g', -1, bits)
	if strings.ContainsAny(text, ".eIN") {
		return text
	}
	return text + ".0"
}

// castBits returns an item in another kind, by the unsafe cast.
func castBits(from, to elem.Kind, b kernel.Bits) (c kernel.Bits) {
	kernel.CastOf(from, to)(place(&c), to.Size(), place(&b), from.Size(), 1)
	return c
}
