package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A lookup compares items with one value.
type lookup struct {
	name  string
	size  int
	float bool
}

var lookups = []lookup{{"8", 1, false}, {"16", 2, false}, {"32", 4, false}, {"64", 8, false}, {"Float32", 4, true}, {"Float64", 8, true}}

// Searches writes loops that look for the first item that is equal to a value, or that is not,
// and count those that are not zero.
func Searches(c *build.Context) {
	for _, t := range lookups {
		eachWidth(c, func(f *folder, suffix string) { f.find("find"+t.name+suffix, t, false) })
		eachWidth(c, func(f *folder, suffix string) { f.find("differ"+t.name+suffix, t, true) })
		eachWidth(c, func(f *folder, suffix string) { f.count("count"+t.name+suffix, t) })
	}
}

// compare sets to, a mask register or a vector, where items are equal to those of y (AVX2)
// or, if differ is set and there are masks, where they are not. A NaN is not equal.
func (t lookup) compare(f *folder, x operand.Op, y reg.VecVirtual, differ bool, to operand.Op) {
	how := operand.U8(0)
	if differ && f.wide() {
		how = 4
	}
	switch {
	case t.float && t.size == 4:
		f.VCMPPS(how, x, y, to)
	case t.float:
		f.VCMPPD(how, x, y, to)
	case f.wide():
		[]func(...operand.Op){f.VPCMPB, f.VPCMPW, f.VPCMPD, f.VPCMPQ}[log2(t.size)](how, x, y, to)
	default:
		[]func(...operand.Op){f.VPCMPEQB, f.VPCMPEQW, f.VPCMPEQD, f.VPCMPEQQ}[log2(t.size)](x, y, to)
	}
}

// bits returns a bit for each item, or byte, that was found.
func (t lookup) bits(f *folder, x operand.Mem, y reg.VecVirtual, differ bool) reg.GPVirtual {
	r := f.GP64()
	if f.wide() {
		k := f.K()
		t.compare(f, x, y, differ, k)
		f.KMOVQ(k, r)
		return r
	}
	v := f.reg()
	t.compare(f, x, y, differ, v)
	f.VPMOVMSKB(v, r.As32())
	if differ {
		f.NOTL(r.As32())
	}
	return r
}

func (f *folder) find(name string, t lookup, differ bool) {
	what := "equal to x"
	if differ {
		what = "not equal to x"
	}
	f.begin(name, "func(a *byte, n int, x uint64) int", "returns the first of n items, at least a vector, that is "+what+", and n if there is none.")
	a, n := f.arg("a"), f.arg("n")
	y := f.reg()
	f.spread(f.arg("x"), t.size, y)
	per := f.width / t.size
	i, last := f.GP64(), f.copied(n)
	f.XORQ(i, i)
	item := func(k int) operand.Mem {
		return operand.Mem{Base: a, Index: i, Scale: uint8(t.size), Disp: k * f.width}
	}

	f.Label("four")
	f.SUBQ(imm(4*per), last)
	f.CMPQ(i, last)
	f.JGT(label("some"))
	f.Label("four2")
	f.anyOfFour(t, item, y, differ)
	f.JNE(label("some"))
	f.ADDQ(imm(4*per), i)
	f.CMPQ(i, last)
	f.JLE(label("four2"))
	f.Label("some")
	f.ADDQ(imm(3*per), last)
	f.Label("one")
	f.CMPQ(i, last)
	f.JGT(label("rest"))
	r := t.bits(f, item(0), y, differ)
	f.TESTQ(r, r)
	f.JNE(label("found"))
	f.ADDQ(imm(per), i)
	f.JMP(label("one"))
	f.Label("rest")
	f.CMPQ(i, n)
	f.JE(label("done"))
	f.MOVQ(last, i)
	f.MOVQ(t.bits(f, item(0), y, differ), r)
	f.TESTQ(r, r)
	f.JNE(label("found"))
	f.MOVQ(n, i)
	f.JMP(label("done"))
	f.Label("found")
	f.TZCNTQ(r, r)
	if !f.wide() && t.size > 1 {
		f.SHRQ(operand.U8(log2(t.size)), r)
	}
	f.ADDQ(r, i)
	f.Label("done")
	f.Store(i, f.ReturnIndex(0))
	f.end()
}

// anyOfFour clears the zero flag if something is found in four vectors.
func (f *folder) anyOfFour(t lookup, item func(k int) operand.Mem, y reg.VecVirtual, differ bool) {
	if f.wide() {
		k := []reg.Register{f.K(), f.K(), f.K(), f.K()}
		for i, k := range k {
			t.compare(f, item(i), y, differ, k)
		}
		f.KORQ(k[0], k[1], k[1])
		f.KORQ(k[2], k[3], k[3])
		f.KORTESTQ(k[1], k[3])
		return
	}
	v := f.regs(4)
	for i, v := range v {
		t.compare(f, item(i), y, differ, v)
	}
	r := f.GP32()
	if differ {
		f.VPAND(v[0], v[1], v[1])
		f.VPAND(v[2], v[3], v[3])
		f.VPAND(v[1], v[3], v[3])
		f.VPMOVMSKB(v[3], r)
		f.CMPL(r, operand.I32(-1))
		return
	}
	f.VPOR(v[0], v[1], v[1])
	f.VPOR(v[2], v[3], v[3])
	f.VPOR(v[1], v[3], v[3])
	f.VPMOVMSKB(v[3], r)
	f.TESTL(r, r)
}

// count writes a loop over whole vectors.
func (f *folder) count(name string, t lookup) {
	f.begin(name, "func(a *byte, n int) int", "returns how many of n items, whole vectors, are not zero.")
	a, n := f.arg("a"), f.arg("n")
	nothing, per := f.reg(), f.width/t.size
	f.zero(nothing)
	sums := []reg.GPVirtual{f.GP64(), f.GP64()}
	for _, s := range sums {
		f.XORQ(s, s)
	}
	f.Label("two")
	f.CMPQ(n, imm(2*per))
	f.JB(label("one"))
	for i, s := range sums {
		r := t.bits(f, at(a, i*f.width), nothing, true)
		f.POPCNTQ(r, r)
		f.ADDQ(r, s)
	}
	f.ADDQ(imm(2*f.width), a)
	f.SUBQ(imm(2*per), n)
	f.JMP(label("two"))
	f.Label("one")
	f.CMPQ(n, imm(per))
	f.JB(label("done"))
	r := t.bits(f, at(a, 0), nothing, true)
	f.POPCNTQ(r, r)
	f.ADDQ(r, sums[0])
	f.Label("done")
	f.ADDQ(sums[1], sums[0])
	if !f.wide() && t.size > 1 {
		f.SHRQ(operand.U8(log2(t.size)), sums[0])
	}
	f.Store(sums[0], f.ReturnIndex(0))
	f.end()
}
