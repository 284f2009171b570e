package fused

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// An Expr is an expression over whole arrays: an input, a constant, or a verb with
// its operands. It is a value that may be used in any number of expressions; what is
// used twice is computed once. Building never fails: [Compile] says what is wrong.
//
// The zero Expr stands for an operand that is missing.
type Expr struct{ n *node }

// A node is immutable once it is made.
type node struct {
	op   opcode
	name string // of an input, a verb or a reduction
	args []Expr

	typ  ndview.DType // of an input
	kind elem.Kind    // of a constant, or what a cast leads to; Invalid for a weak constant
	weak elem.Weak    // family of a weak constant
	bits kernel.Bits  // of a constant; if weak, an int64, float64 or complex128

	axes []int // of a reduction; nil for all
}

type opcode uint8

const (
	opInput opcode = iota
	opConstant
	opVerb
	opCast
	opReduce
)

// In is an input of element type T. Two inputs of one name are the same; the name
// is how [Program.Inputs] lists them and how the expression prints.
func In[T ndview.Element](name string) Expr { return Input(name, ndview.DTypeOf[T]()) }

// Input is an input whose dtype is known at run time. Its byte order is not looked
// at: a [Program] takes operands of either.
func Input(name string, typ ndview.DType) Expr {
	return Expr{&node{op: opInput, name: name, typ: typ}}
}

// Const is a number as Python writes it: it takes the dtype of what it meets
// (NEP 50). An int among floats is a float of their kind, and 0.5 beside float32 a
// float32; where its family is too large for what it meets, as a float is for
// integers, it is an int64, a float64 or a complex number of the width of the floats
// it meets.
func Const[T int | float64 | complex128](x T) Expr {
	n := &node{op: opConstant}
	switch x := any(x).(type) {
	case int:
		n.weak, n.bits = elem.WeakInt, kernel.BitsOf(int64(x))
	case float64:
		n.weak, n.bits = elem.WeakFloat, kernel.BitsOf(x)
	case complex128:
		n.weak, n.bits = elem.WeakComplex, kernel.BitsOf(x)
	}
	return Expr{n}
}

// Value is a number with a dtype of its own, as a 0-d array: beside float32 arrays,
// Value(float64(0.5)) makes the result float64.
func Value[T ndview.Element](x T) Expr {
	return Expr{&node{op: opConstant, kind: elem.KindOf[T](), bits: kernel.BitsOf(x)}}
}

// As is e cast to element type T, by NumPy's unsafe rule (e.astype(T)).
func As[T ndview.Element](e Expr) Expr {
	return Expr{&node{op: opCast, kind: elem.KindOf[T](), args: []Expr{e}}}
}

// Call is the verb of a name with its operands; the names are NumPy's, as in
// package ops: Call("hypot", x, y).
func Call(verb string, operands ...Expr) Expr {
	return Expr{&node{op: opVerb, name: verb, args: append([]Expr(nil), operands...)}}
}

// text writes a constant as source.
func (n *node) text() string {
	if n.kind != elem.Invalid {
		return n.kind.String() + "(" + elementText(n.kind, n.bits) + ")"
	}
	return elementText(weakKind(n.weak), n.bits)
}

// weakKind is the kind in which a weak constant is kept.
func weakKind(w elem.Weak) elem.Kind { return elem.PromoteWeak(elem.Invalid, w) }

// place returns the address of an item in bits.
func place(b *kernel.Bits) mem.Addr { return mem.Of(b[:]) }
