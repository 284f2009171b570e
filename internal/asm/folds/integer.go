package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An integer is a kind of items.
type integer struct {
	name   string
	size   int
	signed bool
}

var integers = []integer{
	{"Int8", 1, true}, {"Uint8", 1, false}, {"Int16", 2, true}, {"Uint16", 2, false},
	{"Int32", 4, true}, {"Uint32", 4, false}, {"Int64", 8, true},
}

// IntegerSums writes the sums of lanes. Those of 64 bits do not ask for a sign.
func IntegerSums(c *build.Context) {
	for _, t := range integers {
		eachWidth(c, func(f *folder, suffix string) { f.integerSum("sum"+t.name+suffix, t) })
	}
}

// integerSum writes a loop over whole groups of four vectors, then over single ones. Bytes
// are added up by VPSADBW and 16 bits by VPMADDWD, in 32 bits: no more than 2¹⁸ items at a
// time. What fits neither way round has its sign bit turned, which the caller takes back.
func (f *folder) integerSum(name string, t integer) {
	f.begin(name, "func(a *byte, n int) int64", "adds up n items, whole vectors; at most 2¹⁸ items of 16 bits.")
	a, n := f.arg("a"), f.arg("n")
	s := f.regs(4)
	for _, s := range s {
		f.zero(s)
	}
	var turn, help reg.VecVirtual
	switch {
	case t.size == 1:
		help = f.reg()
		f.zero(help)
		if t.signed {
			turn = f.constant(0x80, 1)
		}
	case t.size == 2:
		help = f.constant(1, 2)
		if !t.signed {
			turn = f.constant(0x8000, 2)
		}
	}
	bytes := f.width // of items that one vector takes
	if t.size == 4 {
		bytes = f.width / 2
	}
	add := func(from operand.Mem, s reg.VecVirtual) {
		x := f.reg()
		switch {
		case t.size == 4 && t.signed:
			f.VPMOVSXDQ(from, x)
		case t.size == 4:
			f.VPMOVZXDQ(from, x)
		case turn != nil:
			f.xor(from, turn, x)
		default:
			f.load(from, x)
		}
		switch t.size {
		case 1:
			f.VPSADBW(help, x, x)
		case 2:
			f.VPMADDWD(help, x, x)
			f.VPADDD(x, s, s)
			return
		}
		f.VPADDQ(x, s, s)
	}
	f.SHLQ(operand.U8(log2(t.size)), n)
	f.Label("four")
	f.CMPQ(n, imm(4*bytes))
	f.JB(label("one"))
	for i, s := range s {
		add(at(a, i*bytes), s)
	}
	f.ADDQ(imm(4*bytes), a)
	f.SUBQ(imm(4*bytes), n)
	f.JMP(label("four"))
	f.Label("one")
	f.CMPQ(n, imm(bytes))
	f.JB(label("fold"))
	add(at(a, 0), s[0])
	f.ADDQ(imm(bytes), a)
	f.SUBQ(imm(bytes), n)
	f.JMP(label("one"))
	f.Label("fold")
	if t.size == 2 {
		for _, s := range s {
			high := f.reg()
			f.VPSRAD(operand.U8(31), s, high)
			low := f.reg()
			f.VPUNPCKHDQ(high, s, low)
			f.VPUNPCKLDQ(high, s, s)
			f.VPADDQ(low, s, s)
		}
	}
	f.VPADDQ(s[2], s[0], s[0])
	f.VPADDQ(s[3], s[1], s[1])
	f.VPADDQ(s[1], s[0], s[0])
	f.halves(s[0], func(a, to reg.VecVirtual) { f.VPADDQ(a, to, to) })
	x, high, sum := x16(s[0]), f.XMM(), f.GP64()
	f.VPSHUFD(operand.U8(0x4e), x, high)
	f.VPADDQ(high, x, x)
	f.VMOVQ(x, sum)
	f.Store(sum, f.ReturnIndex(0))
	f.end()
}
