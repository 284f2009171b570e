// Package vmath writes the functions of internal/vmath over slices, each from one program.
//
// # Programs
//
// A function is written once, as a [Program]: straight-line arithmetic of one item, without branches,
// where comparisons give masks and masks choose. Three writers make of it
//
//   - a Go function of one item (golang.go), which is the reference and does what is left over;
//   - a loop over 4 items at a time for AVX2 and FMA (machine.go, loop.go);
//   - a loop over 8 items at a time for AVX-512.
//
// Every operation is correctly rounded and the same in all three, FMA included, so that results have
// the same bits on every processor. Functions of float32 are programs too, with shorter
// polynomials and twice as many items at a time (precision.go, single.go).
//
// # Ends of the range
//
// What clamps and masks do cheaply, they do. A program can end with a part that runs only where an item
// of a block asks for it ([Program.Rare]), and it can give items up ([Program.Hard]): the loop then stops before
// that block, and the scalar function, which is slower and knows all ends, computes those items.
package vmath

import (
	"fmt"
	"math"
	"slices"
)

// An op is what a value comes from.
type op int

const (
	opIn op = iota
	opConst
	opAdd
	opSub
	opMul
	opDiv
	opSqrt
	opMin
	opMax
	opRound
	opFMA  // a·b + c
	opFNMA // c − a·b
	opFMS  // a·b − c
	opAnd
	opAndNot // a and not b
	opOr
	opXor
	opIAdd
	opISub
	opShl
	opShr
	opNumber // of bits that are an integer from 0 to 2²⁴, of float32 alone
	opLookup
	opScale // a·2ᵇ, b whole; c holds b + 2046 in its low bits, of float32 b + 254
	opLess
	opLessEq
	opEq
	opNotLess
	opNotLessEq
	opNaN
	opOdd // not a positive normal number
	opIEq
	opMAnd
	opMOr
	opMAndNot // a and not b
	opSelect  // a ? b : c
)

// A Value is one result of a program: a number, its bits, or a mask.
type Value struct {
	p     *Program
	op    op
	in    [3]*Value
	imm   uint64
	table []float64
	rare  bool
	at    int // place in the program
}

// A Program is a function under construction.
type Program struct {
	In      []*Value
	single  bool // computes in float32: constants and bits are of 32 bits
	nodes   []*Value
	seen    map[key]*Value
	result  *Value
	results []*Value // of the copies, where there are several (schedule.go)
	// Where an item of wanted is set, the nodes of the rare part change the result to last.
	wanted, last *Value
	inRare       bool
	hard         *Value // items that are given up
}

type key struct {
	op   op
	in   [3]*Value
	imm  uint64
	rare bool
}

func newProgram(in int) *Program {
	p := &Program{seen: map[key]*Value{}}
	for i := range in {
		p.In = append(p.In, p.node(opIn, uint64(i)))
	}
	return p
}

// node returns the value of an operation, the same one for the same operation.
func (p *Program) node(o op, imm uint64, in ...*Value) *Value {
	k := key{op: o, imm: imm, rare: p.inRare}
	copy(k.in[:], in)
	for _, rare := range []bool{false, p.inRare} {
		k.rare = rare
		if v := p.seen[k]; v != nil {
			return v
		}
	}
	v := &Value{p: p, op: o, in: k.in, imm: imm, rare: p.inRare}
	p.seen[k] = v
	p.nodes = append(p.nodes, v)
	return v
}

// F returns a constant.
func (p *Program) F(x float64) *Value { return p.Bits(p.pattern(x)) }

// pattern returns the bits of a number.
func (p *Program) pattern(x float64) uint64 {
	if p.single {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

// Bits returns a constant by its bits.
func (p *Program) Bits(b uint64) *Value { return p.node(opConst, b) }

// Fs returns constants.
func (p *Program) Fs(xs []float64) []*Value {
	var vs []*Value
	for _, x := range xs {
		vs = append(vs, p.F(x))
	}
	return vs
}

// Rare ends the program: where mask is set for any item of a block, the result becomes that of f.
func (p *Program) Rare(result, mask *Value, f func(y *Value) *Value) *Value {
	if p.wanted != nil {
		panic("a program has one rare part")
	}
	p.result, p.wanted, p.inRare = result, mask, true
	p.last = f(result)
	p.inRare = false
	return p.last
}

// Hard gives up the items of a mask. It is called last in the rare part, or in a program that has none.
func (p *Program) Hard(mask *Value) { p.hard = mask }

// Operations of numbers

func (v *Value) Add(b *Value) *Value { return v.p.node(opAdd, 0, v, b) }
func (v *Value) Sub(b *Value) *Value { return v.p.node(opSub, 0, v, b) }
func (v *Value) Mul(b *Value) *Value { return v.p.node(opMul, 0, v, b) }
func (v *Value) Div(b *Value) *Value { return v.p.node(opDiv, 0, v, b) }
func (v *Value) Sqrt() *Value        { return v.p.node(opSqrt, 0, v) }

// Round returns the nearest integer, the even one of two.
func (v *Value) Round() *Value { return v.p.node(opRound, 0, v) }

// Min returns v if v < b, else b: also where one of them is NaN. Max is its mirror.
func (v *Value) Min(b *Value) *Value { return v.p.node(opMin, 0, v, b) }
func (v *Value) Max(b *Value) *Value { return v.p.node(opMax, 0, v, b) }

// FMA returns v·b + c, rounded once; FNMA c − v·b; FMS v·b − c.
func (v *Value) FMA(b, c *Value) *Value  { return v.p.node(opFMA, 0, v, b, c) }
func (v *Value) FNMA(b, c *Value) *Value { return v.p.node(opFNMA, 0, v, b, c) }
func (v *Value) FMS(b, c *Value) *Value  { return v.p.node(opFMS, 0, v, b, c) }

// Abs and Neg change the sign bit; Sign is it alone, and WithSign sets it by exclusive or.
func (v *Value) Abs() *Value              { return v.And(v.p.Bits(v.p.signBit() - 1)) }
func (v *Value) Neg() *Value              { return v.Xor(v.p.Bits(v.p.signBit())) }
func (v *Value) Sign() *Value             { return v.And(v.p.Bits(v.p.signBit())) }
func (v *Value) WithSign(s *Value) *Value { return v.Xor(s) }

// signBit is the sign alone.
func (p *Program) signBit() uint64 {
	if p.single {
		return 1 << 31
	}
	return 1 << 63
}

// normal returns the bits of the least and the greatest normal number.
func (p *Program) normal() (least, greatest uint64) {
	f := doubles
	if p.single {
		f = singles
	}
	return p.pattern(f.leastNormal()), p.pattern(f.greatest())
}

// fraction is how many bits lie below the exponent.
func (p *Program) fraction() uint64 {
	if p.single {
		return 23
	}
	return 52
}

// Scale returns v·2ⁿ, rounded once, for whole n in [−2046, 2046]; biased holds n + 2046 in its low bits.
// Of float32 it is [−254, 254] and n + 254.
func (v *Value) Scale(n, biased *Value) *Value { return v.p.node(opScale, 0, v, n, biased) }

// ScaleNear returns v·2ⁿ where v and the result are normal; low holds n in its low bits.
func (v *Value) ScaleNear(n, low *Value) *Value { return v.p.node(opScale, nearScale, v, n, low) }

const nearScale = 1

// Operations of bits

func (v *Value) And(b *Value) *Value    { return v.p.node(opAnd, 0, v, b) }
func (v *Value) AndNot(b *Value) *Value { return v.p.node(opAndNot, 0, v, b) }
func (v *Value) Or(b *Value) *Value     { return v.p.node(opOr, 0, v, b) }
func (v *Value) Xor(b *Value) *Value    { return v.p.node(opXor, 0, v, b) }
func (v *Value) IAdd(b *Value) *Value   { return v.p.node(opIAdd, 0, v, b) }
func (v *Value) ISub(b *Value) *Value   { return v.p.node(opISub, 0, v, b) }
func (v *Value) Shl(n uint64) *Value    { return v.p.node(opShl, n, v) }
func (v *Value) Shr(n uint64) *Value    { return v.p.node(opShr, n, v) }

// Number returns the number that bits are, an integer from 0 to 2²⁴; of float32 alone, since AVX2 converts no longer integers.
func (v *Value) Number() *Value { return v.p.node(opNumber, 0, v) }

// Lookup returns entry number v of a table, of which the low bits count; tables have 2ᵏ entries.
// Both levels have permutations for them.
func (v *Value) Lookup(table []float64) *Value {
	if n := len(table); n&(n-1) != 0 || n < 8 || n > 16 {
		panic("a table has 8 or 16 entries")
	}
	w := &Value{p: v.p, op: opLookup, in: [3]*Value{v}, table: table, rare: v.p.inRare}
	v.p.nodes = append(v.p.nodes, w)
	return w
}

// Comparisons; those with Not are true where an operand is NaN.

func (v *Value) Less(b *Value) *Value      { return v.p.node(opLess, 0, v, b) }
func (v *Value) LessEq(b *Value) *Value    { return v.p.node(opLessEq, 0, v, b) }
func (v *Value) Eq(b *Value) *Value        { return v.p.node(opEq, 0, v, b) }
func (v *Value) NotLess(b *Value) *Value   { return v.p.node(opNotLess, 0, v, b) }
func (v *Value) NotLessEq(b *Value) *Value { return v.p.node(opNotLessEq, 0, v, b) }
func (v *Value) IsNaN() *Value             { return v.p.node(opNaN, 0, v) }
func (v *Value) Odd() *Value               { return v.p.node(opOdd, 0, v) } // zero, subnormal, negative, infinite or NaN
func (v *Value) IEq(b *Value) *Value       { return v.p.node(opIEq, 0, v, b) }

// Operations of masks

func (v *Value) Both(b *Value) *Value   { return v.p.node(opMAnd, 0, v, b) }
func (v *Value) Either(b *Value) *Value { return v.p.node(opMOr, 0, v, b) }
func (v *Value) ButNot(b *Value) *Value { return v.p.node(opMAndNot, 0, v, b) }

// Select returns a where the mask is set, else b.
func (v *Value) Select(a, b *Value) *Value { return v.p.node(opSelect, 0, v, a, b) }

// Poly returns c₀ + c₁x + … by Horner's rule.
func Poly(x *Value, c ...*Value) *Value {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = y.FMA(x, c[i])
	}
	return y
}

// PolyTail returns (…(y·x + cₙ)·x + …)·x + c₀.
func PolyTail(y, x *Value, c ...*Value) *Value {
	for i := len(c) - 1; i >= 0; i-- {
		y = y.FMA(x, c[i])
	}
	return y
}

// The operand of opScale that a writer does not use: AVX-512 takes the number, the others the bits.
const (
	withBits   = 1
	withNumber = 2
)

// live returns the values that a writer needs.
func (p *Program) live(without int) []*Value {
	needed := map[*Value]bool{}
	var need func(v *Value)
	need = func(v *Value) {
		if v == nil || needed[v] {
			return
		}
		needed[v] = true
		for i, u := range v.in {
			if v.op != opScale || i != without {
				need(u)
			}
		}
	}
	for _, v := range slices.Concat([]*Value{p.last, p.result, p.wanted, p.hard}, p.In, p.results) {
		need(v)
	}
	var kept []*Value
	for _, v := range p.nodes {
		if needed[v] {
			kept = append(kept, v)
		}
	}
	return kept
}

// finish drops what nobody needs and numbers the rest.
func (p *Program) finish(result *Value) {
	if p.wanted == nil {
		p.result, p.last = result, result
	} else if result != p.last {
		panic("nothing follows the rare part")
	}
	all := p.live(-1)
	var kept []*Value
	for _, rare := range []bool{false, true} {
		for _, v := range all {
			if v.op != opConst && v.rare == rare {
				v.at = len(kept)
				kept = append(kept, v)
			}
		}
	}
	p.nodes = kept
	for _, v := range kept {
		for _, u := range v.in {
			if u != nil && u.op != opConst && u.at >= v.at {
				panic(fmt.Sprintf("value %d comes after its use %d", u.at, v.at))
			}
		}
	}
}
