package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// RowSums writes the sums of columns: of integers, in 32 bits for items of 8 and 16 bits, and of
// floats in float64.
func RowSums(c *build.Context) {
	for _, t := range integers {
		eachWidth(c, func(f *folder, suffix string) { f.integerRows("sum"+t.name+"Rows"+suffix, t) })
	}
	for _, t := range floats[:2] {
		eachWidth(c, func(f *folder, suffix string) { f.floatRows("sum"+t.name+"Rows"+suffix, t, false) })
		eachWidth(c, func(f *folder, suffix string) { f.floatRows("spread"+t.name+"Rows"+suffix, t, true) })
	}
}

// columns writes a loop over columns, of in bytes and out bytes in to: what was there in from
// is gone on with by rows items, two vectors of columns at a time. The last vector ends where
// the columns end: some are computed twice, and to is from only where that does not matter.
func (f *folder) columns(in, out int, to, from reg.GPVirtual, take func(x operand.Mem, s reg.VecVirtual)) {
	a, ar, n, rows := f.arg("a"), f.arg("ar"), f.arg("n"), f.arg("rows")
	per := f.width / out
	strip := func(name string, vectors int) {
		s := f.regs(vectors)
		for i, s := range s {
			f.load(at(from, i*f.width), s)
		}
		p, left := f.copied(a), f.copied(rows)
		f.Label(name)
		for i, s := range s {
			take(at(p, i*per*in), s)
		}
		f.ADDQ(ar, p)
		f.DECQ(left)
		f.JNE(label(name))
		for i, s := range s {
			f.load(s, at(to, i*f.width))
		}
		f.ADDQ(imm(vectors*per*in), a)
		f.ADDQ(imm(vectors*f.width), to)
		if from != to {
			f.ADDQ(imm(vectors*f.width), from)
		}
		f.SUBQ(imm(vectors*per), n)
	}
	f.Label("strips")
	f.CMPQ(n, imm(2*per))
	f.JB(label("strip"))
	strip("two", 2)
	f.JMP(label("strips"))
	f.Label("strip")
	f.CMPQ(n, imm(per))
	f.JB(label("rest"))
	strip("one", 1)
	f.JMP(label("strip"))
	f.Label("rest")
	f.TESTQ(n, n)
	f.JE(label("done"))
	f.back(a, n, in, per)
	f.back(to, n, out, per)
	if from != to {
		f.back(from, n, out, per)
	}
	f.MOVQ(imm(per), n)
	f.JMP(label("strip"))
	f.Label("done")
	f.end()
}

// back moves p, n items of size bytes in front of the end, to where per are left.
func (f *folder) back(p, n reg.GPVirtual, size, per int) {
	f.LEAQ(operand.Mem{Base: p, Index: n, Scale: uint8(size), Disp: -per * size}, p)
}

func (f *folder) integerRows(name string, t integer) {
	f.begin(name, "func(out, from, a *byte, ar, n, rows int)", "sets out[i] to the sum of from[i] and rows items at distances of ar bytes, for n columns, at least a vector of sums. out and from are apart.")
	out := 4
	if t.size >= 4 {
		out = 8
	}
	to, from := f.arg("out"), f.arg("from")
	f.columns(t.size, out, to, from, func(x operand.Mem, s reg.VecVirtual) {
		v := f.reg()
		t.widen(f, x, v)
		if out == 4 {
			f.VPADDD(v, s, s)
		} else {
			f.VPADDQ(v, s, s)
		}
	})
}

// widen loads items as integers of 32 bits, or of 64 if they have at least 32.
func (t integer) widen(f *folder, x operand.Mem, to reg.VecVirtual) {
	switch {
	case t.size == 8:
		f.load(x, to)
	case t.size == 4 && t.signed:
		f.VPMOVSXDQ(x, to)
	case t.size == 4:
		f.VPMOVZXDQ(x, to)
	case t.size == 2 && t.signed:
		f.VPMOVSXWD(x, to)
	case t.size == 2:
		f.VPMOVZXWD(x, to)
	case t.signed:
		f.VPMOVSXBD(x, to)
	default:
		f.VPMOVZXBD(x, to)
	}
}

// floatRows writes columns of floats: eight rows are joined in pairs and added, fewer one by one.
func (f *folder) floatRows(name string, t float, squares bool) {
	doc := "sets out[i] to the sum of from[i] and rows items, at most 8, at distances of ar bytes, for n columns, at least a vector. out and from are apart."
	if squares {
		f.begin(name, "func(out, from, means, a *byte, ar, n, rows int)", doc+" Items count as the squares of their distances from means[i].")
	} else {
		f.begin(name, "func(out, from, a *byte, ar, n, rows int)", doc)
	}
	to, from, a, ar, n, rows := f.arg("out"), f.arg("from"), f.arg("a"), f.arg("ar"), f.arg("n"), f.arg("rows")
	var means reg.GPVirtual
	if squares {
		means = f.arg("means")
	}
	per := f.width / 8
	s, mean := f.reg(), f.reg()
	item := func(p reg.GPVirtual) reg.VecVirtual {
		x := f.reg()
		t.load(f, at(p, 0), nil, x)
		if squares {
			f.VSUBPD(mean, x, x)
			f.VMULPD(x, x, x)
		}
		return x
	}
	f.Label("strip")
	f.CMPQ(n, imm(per))
	f.JB(label("rest"))
	f.load(at(from, 0), s)
	if squares {
		f.load(at(means, 0), mean)
	}
	p, left := f.copied(a), f.copied(rows)
	f.CMPQ(left, imm(8))
	f.JB(label("single"))
	x := make([]reg.VecVirtual, 8)
	pair := func(i int) {
		x[i] = item(p)
		f.ADDQ(ar, p)
		x[i+1] = item(p)
		f.ADDQ(ar, p)
		f.VADDPD(x[i+1], x[i], x[i])
	}
	pair(0)
	pair(2)
	f.VADDPD(x[2], x[0], x[0])
	pair(4)
	pair(6)
	f.VADDPD(x[6], x[4], x[4])
	f.VADDPD(x[4], x[0], x[0])
	f.VADDPD(x[0], s, s)
	f.JMP(label("stripDone"))
	f.Label("single")
	f.VADDPD(item(p), s, s)
	f.ADDQ(ar, p)
	f.DECQ(left)
	f.JNE(label("single"))
	f.Label("stripDone")
	f.load(s, at(to, 0))
	f.ADDQ(imm(f.width), to)
	f.ADDQ(imm(f.width), from)
	f.ADDQ(imm(per*t.size), a)
	if squares {
		f.ADDQ(imm(f.width), means)
	}
	f.SUBQ(imm(per), n)
	f.JMP(label("strip"))
	f.Label("rest")
	f.TESTQ(n, n)
	f.JE(label("done"))
	f.back(a, n, t.size, per)
	f.back(to, n, 8, per)
	f.back(from, n, 8, per)
	if squares {
		f.back(means, n, 8, per)
	}
	f.MOVQ(imm(per), n)
	f.JMP(label("strip"))
	f.Label("done")
	f.end()
}
