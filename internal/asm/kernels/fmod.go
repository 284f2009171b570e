package kernels

import (
	"fmt"
	"go/format"
	"reflect"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Remainders of floating-point numbers
//
// The algorithm is that of the loops in Go, whose essay is in the room of division: the quotient
// of the magnitudes, below 2^53, leaves an exact remainder by a fused product, which is at
// most one divisor too small. Larger quotients, infinities, NaN and divisors of 0
// are left to Go: a loop stops before the vector that has such an item and tells how
// many items it has done. Remainders of float32 are computed in float64.

// do writes an instruction by its name.
func (g gen) do(name string, out reg.Register, ops ...operand.Op) reg.Register {
	m := reflect.ValueOf(g.Context).MethodByName(name)
	if !m.IsValid() {
		panic("no instruction " + name)
	}
	args := make([]reflect.Value, 0, len(ops)+1)
	for _, op := range append(ops, out) {
		args = append(args, reflect.ValueOf(op))
	}
	m.Call(args)
	return out
}

// A floatVectors computes on vectors of one float kind.
type floatVectors struct {
	gen
	packed string // end of the names of instructions: PD or PS
	half   bool   // vectors are half ones
}

func (f floatVectors) new() reg.VecVirtual {
	if f.half {
		return f.gen.half()
	}
	return f.gen.vec()
}

// op is an instruction of the kind: operands stand as in Go's assembler.
func (f floatVectors) op(name string, ops ...operand.Op) reg.Register {
	return f.do(name+f.packed, f.new(), ops...)
}

// number returns a vector of a constant, of 64 bits.
func (f floatVectors) number(double uint64, single uint32) reg.Register {
	bits := double
	if f.packed == "PS" {
		bits = uint64(single)<<32 | uint64(single)
	}
	v := f.new()
	f.VPBROADCASTQ(f.constant(bits), v)
	return v
}

func (f floatVectors) signs() reg.Register { return f.number(1<<63, 1<<31) }

// where returns in which items a comparison holds, x with y.
func (f floatVectors) where(predicate uint8, x, y reg.Register) reg.Register {
	if f.wide {
		return f.do("VCMP"+f.packed, f.K(), operand.U8(predicate), y, x)
	}
	return f.op("VCMP", operand.U8(predicate), y, x)
}

// choose returns x where it holds and y elsewhere.
func (f floatVectors) choose(holds, x, y reg.Register) reg.Register {
	if f.wide {
		return f.op("VBLENDM", x, y, holds)
	}
	return f.op("VBLENDV", holds, x, y)
}

// both is where two conditions hold.
func (f floatVectors) both(a, b reg.Register) reg.Register {
	if f.wide {
		return f.do("KANDW", f.K(), a, b)
	}
	return f.op("VAND", a, b)
}

const (
	isEqual   = 0
	isLess    = 0x11
	isNotZero = 4 // unequal, or unordered
	isGreater = 0x1e
)

// remainder writes the part of the loop that computes |x| mod |y| with the sign of x, and leaves the loop
// where it cannot.
func (f floatVectors) remainder(x, y reg.Register) reg.Register {
	sign := f.signs()
	a, b := f.op("VANDN", x, sign), f.op("VANDN", y, sign)
	ratio := f.op("VDIV", b, a)
	q := reg.Register(f.new())
	if f.wide {
		f.do("VRNDSCALEPD", q, operand.U8(11), ratio)
	} else {
		f.do("VROUNDPD", q, operand.U8(11), ratio)
	}
	fine := f.both(f.where(isLess, q, f.number(0x4340000000000000, 0)), f.where(isLess, b, f.number(0x7ff0000000000000, 0)))
	if f.wide {
		f.KORTESTB(fine, fine)
		f.JCC(operand.LabelRef("done")) // not all
	} else {
		all := f.GP32()
		f.VMOVMSKPD(fine, all)
		f.CMPL(all, operand.U32(15))
		f.JNE(operand.LabelRef("done"))
	}
	r := f.do("VFNMADD231PD", a, b, q)
	r = f.choose(f.where(isLess, r, f.zeros()), f.op("VADD", b, r), r)
	return f.op("VOR", r, f.op("VAND", x, sign))
}

func (f floatVectors) zeros() reg.Register {
	v := f.new()
	return f.do("VXOR"+f.packed, v, v, v)
}

// rounded computes of the remainder with the sign of x what is wanted.
func (f floatVectors) rounded(want quotient, x, y, r reg.Register) reg.Register {
	if want == truncMod {
		return r
	}
	sign, zero := f.signs(), f.zeros()
	differ := f.op("VAND", f.op("VXOR", x, y), sign)
	exact := f.where(isEqual, r, zero)
	one := f.number(0x3ff0000000000000, 0x3f800000)
	// Items whose signs differ have −0 in differ: as 1 with that sign they are less than 0.
	wrong := f.both(f.where(isNotZero, r, zero), f.where(isLess, f.op("VOR", one, differ), zero))
	if want == floorMod {
		return f.choose(exact, f.op("VAND", y, sign), f.choose(wrong, f.op("VADD", y, r), r))
	}
	div := f.op("VDIV", y, f.op("VSUB", r, x))
	div = f.choose(wrong, f.op("VSUB", one, div), div)
	floor := reg.Register(f.new())
	if f.wide {
		f.do("VRNDSCALE"+f.packed, floor, operand.U8(9), div)
	} else {
		f.do("VROUND"+f.packed, floor, operand.U8(9), div)
	}
	up := f.where(isGreater, f.op("VSUB", floor, div), f.number(0x3fe0000000000000, 0x3f000000))
	floor = f.choose(up, f.op("VADD", one, floor), floor)
	return f.choose(f.where(isEqual, div, zero), differ, floor)
}

// A fmodLoop is one of these loops.
type fmodLoop struct {
	table, kind string
	size        int
	want        quotient
	one         bool // the divisor is one for all
}

func (l fmodLoop) name(g gen) string {
	one := ""
	if l.one {
		one = "One"
	}
	return strings.ToLower(l.table[:1]) + l.table[1:] + one + l.kind + g.level()
}

func fmodLoops() (list []fmodLoop) {
	for _, one := range []bool{false, true} {
		for i, table := range []string{"FloorDiv", "Mod", "Fmod"} {
			list = append(list, fmodLoop{table, "Float32", 4, quotient(i), one}, fmodLoop{table, "Float64", 8, quotient(i), one})
		}
	}
	return list
}

// Fmods writes the loops of one level.
func Fmods(wide bool) func(c *build.Context) {
	return func(c *build.Context) {
		g := newGen(c, wide)
		for _, l := range fmodLoops() {
			l.write(g)
		}
	}
}

func (l fmodLoop) write(g gen) {
	items := g.bytes() / 8
	g.Function(l.name(g))
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst, a, b *byte, n int) (left int)")
	g.Doc(fmt.Sprintf("%s computes %d items at a time, and returns how many of n are left.", l.name(g), items))
	dst, a, b, n := g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("a"), a)
	g.Load(g.Param("b"), b)
	g.Load(g.Param("n"), n)
	double := floatVectors{g, "PD", false}
	single := floatVectors{g, "PS", true}
	var y0 reg.Register
	if l.one {
		if l.size == 8 {
			y0 = g.do("VPBROADCASTQ", double.new(), operand.Mem{Base: b})
		} else {
			y0 = g.do("VPBROADCASTD", single.new(), operand.Mem{Base: b})
		}
	}
	g.Label("vectors")
	g.CMPQ(n, operand.U32(items))
	g.JB(operand.LabelRef("done"))
	kind := double
	if l.size == 4 {
		kind = single
	}
	x, y := kind.op("VMOVU", operand.Mem{Base: a}), y0
	if !l.one {
		y = kind.op("VMOVU", operand.Mem{Base: b})
	}
	var r reg.Register
	if l.size == 8 {
		r = double.remainder(x, y)
	} else {
		wideR := double.remainder(g.do("VCVTPS2PD", double.new(), x), g.do("VCVTPS2PD", double.new(), y))
		name := "VCVTPD2PS"
		if !g.wide {
			name = "VCVTPD2PSY"
		}
		r = g.do(name, single.new(), wideR)
	}
	result := kind.rounded(l.want, x, y, r)
	g.VMOVUPD(result, operand.Mem{Base: dst})
	for _, p := range []reg.GPVirtual{dst, a, b} {
		if p != b || !l.one {
			g.ADDQ(operand.U32(items*l.size), p)
		}
	}
	g.SUBQ(operand.U32(items), n)
	g.JMP(operand.LabelRef("vectors"))
	g.Label("done")
	g.Store(n, g.ReturnIndex(0))
	g.VZEROUPPER()
	g.RET()
}

// FmodTable returns the declarations of these loops and the table by which they are found.
func FmodTable() ([]byte, error) {
	var b, declarations strings.Builder
	b.WriteString(`// Code generated by internal/asm; DO NOT EDIT.

package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// fmodLoops compute quotients and remainders of floating-point numbers.
var fmodLoops = []fmodLoop{
`)
	loops := fmodLoops()
	for _, wide := range []bool{false, true} {
		g := gen{wide: wide}
		for i, l := range loops {
			fmt.Fprintf(&declarations, "\n//go:noescape\nfunc %s(dst, a, b mem.Addr, n int) (left int)\n", l.name(g))
			if !l.one {
				fmt.Fprintf(&b, "\t{%q, elem.Kind%s, cpu.%s, %d, %s, %s},\n", l.table, l.kind, g.level(), g.bytes()/8, l.name(g), loops[i+len(loops)/2].name(g))
			}
		}
	}
	return format.Source([]byte(b.String() + "}\n" + declarations.String()))
}
