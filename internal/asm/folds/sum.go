package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Sums of floats are those of internal/kernel/sum.go, step by step: blocks of 512
// items are added up in 32 strands, which are joined in halves, and the sums of blocks
// with what their addition loses.
const (
	strands = 32
	block   = 512
)

// A float is how items are loaded as float64.
type float struct {
	name string
	size int
	// even is set for items of 8 bytes that lie at twice their size: it selects them from 15 words.
	even reg.VecVirtual
}

var floats = []float{{name: "Float64", size: 8}, {name: "Float32", size: 4}, {name: "Float16", size: 2}}

// stride is how far apart items lie.
func (t float) stride() int {
	if t.even != nil {
		return 2 * t.size
	}
	return t.size
}

// everyOther returns the loads of float64 at twice their size. Eight of them reach over 15 words, which are two vectors:
// the second one begins at the last word of the first, and ends with the last item.
func (f *folder) everyOther() float {
	r, x, even := f.GP64(), f.XMM(), f.ZMM()
	f.MOVQ(operand.U64(0x0f0d0b0906040200), r)
	f.VMOVQ(r, x)
	f.VPMOVZXBQ(x, even)
	return float{"Float64", 8, even}
}

// loadEveryOther loads eight items from 15 words, or those that a mask in a register has set.
func (t float) loadEveryOther(f *folder, from operand.Mem, items reg.Register, to reg.VecVirtual) {
	last := from.Offset(56)
	if items == nil {
		f.VMOVUPD(from, to)
		f.VPERMT2PD(last, t.even, to)
		return
	}
	words, low, high, other := f.GP64(), f.K(), f.K(), f.ZMM()
	f.MOVQ(operand.U32(0x5555), words)
	f.PDEPQ(words, items, words)
	f.KMOVB(words.As32(), low)
	f.SHRQ(operand.U8(7), words)
	f.KMOVB(words.As32(), high)
	f.VMOVUPD_Z(from, low, to)
	f.VMOVUPD_Z(last, high, other)
	f.VPERMT2PD(other, t.even, to)
}

// load loads a vector of items; with a mask only the first ones, the others are 0.
func (t float) load(f *folder, from operand.Mem, k reg.Register, to reg.VecVirtual) {
	switch {
	case t.even != nil:
		t.loadEveryOther(f, from, nil, to)
	case t.size == 8 && k != nil:
		f.VMOVUPD_Z(from, k, to)
	case t.size == 8:
		f.VMOVUPD(from, to)
	case t.size == 4 && k != nil:
		f.VCVTPS2PD_Z(from, k, to)
	case t.size == 4:
		f.VCVTPS2PD(from, to)
	case k != nil:
		x := f.XMM()
		f.VMOVDQU16_Z(from, k, x)
		f.VCVTPH2PS(x, f.half(to))
		f.VCVTPS2PD(f.half(to), to)
	default:
		f.VCVTPH2PS(from, f.half(to))
		f.VCVTPS2PD(f.half(to), to)
	}
}

// one loads a single item.
func (t float) one(f *folder, from operand.Mem, to reg.VecVirtual) {
	switch t.size {
	case 8:
		f.VMOVSD(from, to)
	case 4:
		f.VCVTSS2SD(from, to, to)
	default:
		bits := f.GP32()
		f.MOVWLZX(from, bits)
		f.VMOVD(bits, to)
		f.VCVTPH2PS(to, to)
		f.VCVTSS2SD(to, to, to)
	}
}

// Sums writes the sums of lanes, and of squared distances from a number.
func Sums(c *build.Context) {
	for _, t := range floats {
		eachWidth(c, func(f *folder, suffix string) { f.sum("sum"+t.name+suffix, t, false, false) })
		if t.size > 2 {
			eachWidth(c, func(f *folder, suffix string) { f.sum("spread"+t.name+suffix, t, true, false) })
		}
	}
	eachWidth(c, func(f *folder, suffix string) { f.sum("sumComplex128"+suffix, floats[0], false, true) })
	f := &folder{c, 64}
	f.sum("sumEveryOtherFloat64AVX512", float{name: "Float64", size: 8, even: f.ZMM()}, false, false)
}

func (f *folder) sum(name string, t float, squares, pairs bool) {
	switch {
	case squares:
		f.begin(name, "func(acc, a *byte, n int, mean float64)", "adds the squares of a[i] - mean to a sum.")
	case pairs:
		f.begin(name, "func(acc, a *byte, n int)", "adds n/2 complex numbers, which are n floats, to two sums.")
	default:
		f.begin(name, "func(acc, a *byte, n int)", "adds n items to a sum.")
	}
	acc, a, n := f.arg("acc"), f.arg("a"), f.arg("n")
	if t.even != nil {
		t = f.everyOther()
	}
	var mean reg.VecVirtual
	if squares {
		x := f.XMM()
		f.Load(f.Param("mean"), x)
		mean = f.reg()
		f.VBROADCASTSD(x, mean)
	}
	total, lost := f.XMM(), f.XMM()
	f.loadSums(acc, pairs, total, lost)
	nothing := f.constant(1<<63, 8) // −0, which changes no sum
	per := f.width / 8
	s := f.regs(strands / per)
	term := func(x reg.VecVirtual) {
		if squares {
			f.VSUBPD(mean, x, x)
			f.VMULPD(x, x, x)
		}
	}

	f.Label("block")
	m := f.GP64()
	f.MOVQ(imm(block), m)
	f.CMPQ(n, m)
	f.CMOVQLT(n, m)
	f.SUBQ(m, n)
	for _, s := range s {
		f.load(nothing, s)
	}
	f.Label("strands")
	f.CMPQ(m, imm(strands))
	f.JB(label("rest"))
	for i, s := range s {
		x := f.reg()
		t.load(f, at(a, i*per*t.stride()), nil, x)
		term(x)
		f.VADDPD(x, s, s)
	}
	f.ADDQ(imm(strands*t.stride()), a)
	f.SUBQ(imm(strands), m)
	f.JMP(label("strands"))

	f.Label("rest")
	f.TESTQ(m, m)
	f.JE(label("fold"))
	if f.wide() {
		f.restMasked(t, s, a, m, term)
	} else {
		f.restOnStack(t, s, a, m, mean)
	}

	f.Label("fold")
	for half := len(s) / 2; half > 0; half /= 2 {
		for i := range half {
			f.VADDPD(s[i+half], s[i], s[i])
		}
	}
	f.halves(s[0], func(a, to reg.VecVirtual) { f.VADDPD(a, to, to) })
	x := x16(s[0])
	if !pairs {
		high := f.XMM()
		f.VUNPCKHPD(x, x, high)
		f.VADDSD(high, x, x)
	}
	f.carry(x, total, lost)
	f.TESTQ(n, n)
	f.JNE(label("block"))
	f.storeSums(acc, pairs, total, lost)
	f.end()
}

// restMasked adds less than 32 items to the strands, one to each.
func (f *folder) restMasked(t float, s []reg.VecVirtual, a, m reg.GPVirtual, term func(x reg.VecVirtual)) {
	mask := f.GP64()
	f.MOVQ(operand.I64(-1), mask)
	f.BZHIQ(m, mask, mask)
	for i, s := range s {
		k, x := f.K(), f.reg()
		f.KMOVB(mask.As32(), k)
		if t.even != nil {
			t.loadEveryOther(f, at(a, i*8*t.stride()), mask, x)
		} else {
			t.load(f, at(a, i*8*t.size), k, x)
		}
		term(x)
		f.VADDPD(x, s, k, s)
		f.SHRQ(operand.U8(8), mask)
	}
}

// restOnStack does that where there are no masks.
func (f *folder) restOnStack(t float, s []reg.VecVirtual, a, m reg.GPVirtual, mean reg.VecVirtual) {
	room, sp, i := f.AllocLocal(strands*8), f.GP64(), f.GP64()
	f.LEAQ(room, sp)
	for k, s := range s {
		f.load(s, at(sp, k*f.width))
	}
	f.XORQ(i, i)
	f.Label("single")
	x := f.XMM()
	t.one(f, operand.Mem{Base: a, Index: i, Scale: uint8(t.size)}, x)
	if mean != nil {
		f.VSUBSD(x16(mean), x, x)
		f.VMULSD(x, x, x)
	}
	to := operand.Mem{Base: sp, Index: i, Scale: 8}
	f.VADDSD(to, x, x)
	f.VMOVSD(x, to)
	f.INCQ(i)
	f.CMPQ(i, m)
	f.JB(label("single"))
	for k, s := range s {
		f.load(at(sp, k*f.width), s)
	}
}

// carry adds x to a sum, and what the addition loses to lost, as floatSum.add does.
func (f *folder) carry(x, total, lost reg.VecVirtual) {
	s, y, e, d := f.XMM(), f.XMM(), f.XMM(), f.XMM()
	f.VADDPD(x, total, s)
	f.VSUBPD(total, s, y)
	f.VSUBPD(y, s, e)
	f.VSUBPD(e, total, e)
	f.VSUBPD(y, x, d)
	f.VADDPD(d, e, e)
	f.VADDPD(e, lost, lost)
	f.VMOVAPD(s, total)
}

// loadSums loads a sum, or two of them, and what they have lost.
func (f *folder) loadSums(acc reg.GPVirtual, pairs bool, total, lost reg.VecVirtual) {
	if !pairs {
		f.VMOVSD(at(acc, 0), total)
		f.VMOVSD(at(acc, 8), lost)
		return
	}
	re, im := f.XMM(), f.XMM()
	f.VMOVUPD(at(acc, 0), re)
	f.VMOVUPD(at(acc, 16), im)
	f.VUNPCKLPD(im, re, total)
	f.VUNPCKHPD(im, re, lost)
}

func (f *folder) storeSums(acc reg.GPVirtual, pairs bool, total, lost reg.VecVirtual) {
	if !pairs {
		f.VMOVSD(total, at(acc, 0))
		f.VMOVSD(lost, at(acc, 8))
		return
	}
	re, im := f.XMM(), f.XMM()
	f.VUNPCKLPD(lost, total, re)
	f.VUNPCKHPD(lost, total, im)
	f.VMOVUPD(re, at(acc, 0))
	f.VMOVUPD(im, at(acc, 16))
}
