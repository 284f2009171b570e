package kernels

import (
	"fmt"
	"go/format"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Complex numbers
//
// Vectors hold real and imaginary parts in turn. Products and quotients are those of the
// loops in Go, each product and sum rounded by itself: so are signs changed and not
// differences taken, which is the same. Smith's division chooses in each item which part of the divisor
// is the larger one, computes with it, and takes x·∞ where both are 0.

type complexLoop struct {
	table, kind, packed string
	size                int
	one                 bool // the second operand is one for all
}

func (l complexLoop) name(g gen) string {
	one := ""
	if l.one {
		one = "One"
	}
	return strings.ToLower(l.table[:1]) + l.table[1:] + one + l.kind + g.level()
}

func complexLoops() (list []complexLoop) {
	for _, one := range []bool{false, true} {
		for _, table := range []string{"Mul", "Div"} {
			list = append(list, complexLoop{table, "Complex64", "PS", 8, one}, complexLoop{table, "Complex128", "PD", 16, one})
		}
	}
	return list
}

// swapped exchanges the parts.
func (f floatVectors) swapped(x reg.Register) reg.Register {
	if f.packed == "PS" {
		return f.op("VPERMIL", operand.U8(0xb1), x)
	}
	return f.op("VPERMIL", operand.U8(0x55), x)
}

// reals and imags have one part in both places.
func (f floatVectors) reals(x reg.Register) reg.Register {
	if f.packed == "PS" {
		return f.do("VMOVSLDUP", f.new(), x)
	}
	return f.do("VMOVDDUP", f.new(), x)
}

func (f floatVectors) imags(x reg.Register) reg.Register {
	if f.packed == "PS" {
		return f.do("VMOVSHDUP", f.new(), x)
	}
	return f.op("VPERMIL", operand.U8(0xff), x)
}

// signOf returns the sign of the real or of the imaginary parts.
func (f floatVectors) signOf(real bool) reg.Register {
	sign := []uint64{1 << 63, 0}
	if f.packed == "PS" {
		v := f.new()
		bits := uint64(1 << 63)
		if real {
			bits = 1 << 31
		}
		f.VPBROADCASTQ(f.constant(bits), v)
		return v
	}
	if !real {
		sign[0], sign[1] = sign[1], sign[0]
	}
	v := f.new()
	if f.wide {
		f.VBROADCASTF64X2(f.pair(sign), v)
	} else {
		f.VBROADCASTF128(f.pair(sign), v)
	}
	return v
}

// product is x·y: (ac + −(bd), bc + ad).
func (f floatVectors) product(x, y reg.Register) reg.Register {
	cross := f.op("VMUL", f.imags(y), f.swapped(x))
	return f.op("VADD", f.op("VXOR", f.signOf(true), cross), f.op("VMUL", f.reals(y), x))
}

// quotient is x/y.
func (f floatVectors) quotient(x, y reg.Register) reg.Register {
	c, d := f.reals(y), f.imags(y)
	sign := f.signs()
	absC, absD := f.op("VANDN", c, sign), f.op("VANDN", d, sign)
	first := f.where(0x1d, absC, absD) // |c| ≥ |d|, and neither is NaN
	big, small := f.choose(first, c, d), f.choose(first, d, c)
	ratio := f.op("VDIV", big, small)
	scale := f.op("VDIV", f.op("VADD", f.op("VMUL", ratio, small), big), f.number(0x3ff0000000000000, 0x3f800000))
	turned, imag := f.swapped(x), f.signOf(false)
	u := f.choose(first, x, f.op("VXOR", imag, turned))
	v := f.op("VMUL", ratio, f.choose(first, turned, x))
	v = f.choose(first, f.op("VXOR", imag, v), v)
	q := f.op("VMUL", scale, f.op("VADD", v, u))
	zero := f.zeros()
	none := f.both(f.where(isEqual, c, zero), f.where(isEqual, d, zero))
	return f.choose(none, f.op("VMUL", f.number(0x7ff0000000000000, 0x7f800000), x), q)
}

// pair returns where two words lie.
func (g gen) pair(words []uint64) operand.Mem {
	key := words[0]>>1 ^ words[1]>>2 ^ 0x5555
	m, ok := g.constants[key]
	if !ok {
		m = g.StaticGlobal(fmt.Sprintf("pair%016x%016x", words[0], words[1]))
		g.DataAttributes(attr.RODATA | attr.NOPTR)
		g.AddDatum(0, operand.U64(words[0]))
		g.AddDatum(8, operand.U64(words[1]))
		g.constants[key] = m
	}
	return m
}

// Complexes writes the loops of one level.
func Complexes(wide bool) func(c *build.Context) {
	return func(c *build.Context) {
		g := newGen(c, wide)
		for _, l := range complexLoops() {
			l.write(g)
		}
	}
}

func (l complexLoop) write(g gen) {
	f := floatVectors{g, l.packed, false}
	var y reg.Register
	p := g.GP64()
	step := g.bytes() / l.size
	g.Function(l.name(g))
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst, a *byte, n int, b *byte)")
	g.Doc(fmt.Sprintf("%s computes items, a multiple of %d.", l.name(g), step))
	dst, a, n := g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("a"), a)
	g.Load(g.Param("n"), n)
	g.Load(g.Param("b"), p)
	if l.one {
		v := f.new()
		switch {
		case l.size == 8:
			g.VPBROADCASTQ(operand.Mem{Base: p}, v)
		case g.wide:
			g.VBROADCASTF64X2(operand.Mem{Base: p}, v)
		default:
			g.VBROADCASTF128(operand.Mem{Base: p}, v)
		}
		y = v
	}
	g.Label("vectors")
	g.CMPQ(n, operand.U32(step))
	g.JB(operand.LabelRef("done"))
	x := f.op("VMOVU", operand.Mem{Base: a})
	other := y
	if !l.one {
		other = f.op("VMOVU", operand.Mem{Base: p})
	}
	var result reg.Register
	if l.table == "Mul" {
		result = f.product(x, other)
	} else {
		result = f.quotient(x, other)
	}
	g.VMOVUPD(result, operand.Mem{Base: dst})
	g.ADDQ(operand.U32(step*l.size), dst)
	g.ADDQ(operand.U32(step*l.size), a)
	if !l.one {
		g.ADDQ(operand.U32(step*l.size), p)
	}
	g.SUBQ(operand.U32(step), n)
	g.JMP(operand.LabelRef("vectors"))
	g.Label("done")
	g.VZEROUPPER()
	g.RET()
}

// ComplexTable returns the declarations of these loops and the table by which they are found.
func ComplexTable() ([]byte, error) {
	var b, declarations strings.Builder
	b.WriteString(`// Code generated by internal/asm; DO NOT EDIT.

package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// complexLoops compute products and quotients of complex numbers.
var complexLoops = []complexLoop{
`)
	loops := complexLoops()
	for _, wide := range []bool{false, true} {
		g := gen{wide: wide}
		for i, l := range loops {
			fmt.Fprintf(&declarations, "\n//go:noescape\nfunc %s(dst, a mem.Addr, n int, b mem.Addr)\n", l.name(g))
			if !l.one {
				fmt.Fprintf(&b, "\t{%q, elem.Kind%s, cpu.%s, %d, %s, %s},\n", l.table, l.kind, g.level(), g.bytes()/l.size, l.name(g), loops[i+len(loops)/2].name(g))
			}
		}
	}
	return format.Source([]byte(b.String() + "}\n" + declarations.String()))
}
