package folds

import (
	"math"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An extreme is the smallest or the largest of items of one kind.
type extreme struct {
	integer
	float bool
	most  bool
}

func eachExtreme(c *build.Context, rows string, write func(f *folder, e extreme, name string)) {
	kinds := append([]integer{{"Uint64", 8, false}, {"Float32", 4, true}, {"Float64", 8, true}}, integers...)
	for _, most := range []bool{false, true} {
		for i, t := range kinds {
			e := extreme{t, i == 1 || i == 2, most}
			verb := "min"
			if most {
				verb = "max"
			}
			eachWidth(c, func(f *folder, suffix string) { write(f, e, verb+t.name+rows+suffix) })
		}
	}
}

// Extremes writes the extremes of lanes.
func Extremes(c *build.Context) {
	eachExtreme(c, "", func(f *folder, e extreme, name string) { f.extreme(name, e) })
}

// RowExtremes writes the extremes of columns.
func RowExtremes(c *build.Context) {
	eachExtreme(c, "Rows", func(f *folder, e extreme, name string) { f.rowExtreme(name, e) })
}

// take makes s the extreme of both. Of equal floats, and if one is NaN, s stays.
func (e extreme) take(f *folder, x, s reg.VecVirtual) {
	do := map[string][2]func(...operand.Op){
		"Int8": {f.VPMINSB, f.VPMAXSB}, "Uint8": {f.VPMINUB, f.VPMAXUB},
		"Int16": {f.VPMINSW, f.VPMAXSW}, "Uint16": {f.VPMINUW, f.VPMAXUW},
		"Int32": {f.VPMINSD, f.VPMAXSD}, "Uint32": {f.VPMINUD, f.VPMAXUD},
		"Int64": {f.VPMINSQ, f.VPMAXSQ}, "Uint64": {f.VPMINUQ, f.VPMAXUQ},
		"Float32": {f.VMINPS, f.VMAXPS}, "Float64": {f.VMINPD, f.VMAXPD},
	}[e.name]
	switch {
	case e.size == 8 && !e.float && !f.wide():
		e.choose(f, x, s)
	case e.most:
		do[1](s, x, s)
	default:
		do[0](s, x, s)
	}
}

// choose does it for 64 bits, for which AVX2 has a comparison only.
func (e extreme) choose(f *folder, x, s reg.VecVirtual) {
	k, a, b := f.YMM(), f.YMM(), f.YMM()
	if e.signed {
		a, b = y32(x), y32(s)
	} else {
		sign := f.YMM()
		f.VPCMPEQD(sign, sign, sign)
		f.VPSLLQ(operand.U8(63), sign, sign)
		f.VPXOR(sign, y32(x), a)
		f.VPXOR(sign, y32(s), b)
	}
	if e.most {
		f.VPCMPGTQ(b, a, k)
	} else {
		f.VPCMPGTQ(a, b, k)
	}
	f.VBLENDVPD(k, y32(x), y32(s), y32(s))
}

// nothing returns what each float beats or equals.
func (e extreme) nothing(f *folder) reg.VecVirtual {
	sign := 1
	if e.most {
		sign = -1
	}
	if e.size == 4 {
		return f.constant(uint64(math.Float32bits(float32(math.Inf(sign)))), 4)
	}
	return f.constant(math.Float64bits(math.Inf(sign)), 8)
}

// unordered compares floats: where one of both is NaN.
func (e extreme) unordered(f *folder, x, y, to operand.Op) {
	if e.size == 4 {
		f.VCMPPS(operand.U8(3), x, y, to)
		return
	}
	f.VCMPPD(operand.U8(3), x, y, to)
}

// extreme writes a lane. The second vector of a long one begins where vectors do not lie across
// lines of the cache, and the last one ends where the lane ends: items may be looked at twice.
func (f *folder) extreme(name string, e extreme) {
	doc := "returns the extreme of n items, at least a vector, in 64 bits."
	if e.float {
		doc = "returns the extreme of n items, at least a vector, and whether one is NaN; it has passed over these."
		f.begin(name, "func(a *byte, n int) (x float64, nan bool)", doc)
	} else {
		f.begin(name, "func(a *byte, n int) uint64", doc)
	}
	a, n := f.arg("a"), f.arg("n")
	per, s := f.width/e.size, f.regs(4)
	nans := f.nans(e)
	for _, s := range s {
		if e.float {
			f.load(e.nothing(f), s)
		} else {
			f.load(at(a, 0), s)
		}
	}
	x := f.regs(4)
	f.CMPQ(n, imm(8*per))
	f.JB(label("four"))
	f.load(at(a, 0), x[0])
	nans.note(x[0], x[0])
	e.take(f, x[0], s[0])
	f.align(a, n, e.size)
	f.Label("four")
	f.CMPQ(n, imm(4*per))
	f.JB(label("one"))
	for i, x := range x {
		f.load(at(a, i*f.width), x)
	}
	nans.note(x[0], x[1])
	nans.note(x[2], x[3])
	for i, x := range x {
		e.take(f, x, s[i])
	}
	f.ADDQ(imm(4*f.width), a)
	f.SUBQ(imm(4*per), n)
	f.JMP(label("four"))
	f.Label("one")
	f.CMPQ(n, imm(per))
	f.JB(label("rest"))
	f.load(at(a, 0), x[0])
	nans.note(x[0], x[0])
	e.take(f, x[0], s[0])
	f.ADDQ(imm(f.width), a)
	f.SUBQ(imm(per), n)
	f.JMP(label("one"))
	f.Label("rest")
	f.TESTQ(n, n)
	f.JE(label("fold"))
	f.load(operand.Mem{Base: a, Index: n, Scale: uint8(e.size), Disp: -f.width}, x[0])
	nans.note(x[0], x[0])
	e.take(f, x[0], s[0])
	f.Label("fold")
	e.take(f, s[2], s[0])
	e.take(f, s[3], s[1])
	e.take(f, s[1], s[0])
	f.halves(s[0], func(a, to reg.VecVirtual) { e.take(f, a, to) })
	e.last(f, x16(s[0]))
	nans.store()
	f.end()
}

// last joins 16 bytes and returns the item.
func (e extreme) last(f *folder, x reg.VecVirtual) {
	y := f.XMM()
	f.VPSHUFD(operand.U8(0x4e), x, y)
	e.take(f, y, x)
	if e.size <= 4 {
		f.VPSHUFD(operand.U8(0xb1), x, y)
		e.take(f, y, x)
	}
	if e.size <= 2 {
		f.VPSRLD(operand.U8(16), x, y)
		e.take(f, y, x)
	}
	if e.size == 1 {
		f.VPSRLW(operand.U8(8), x, y)
		e.take(f, y, x)
	}
	r := f.GP64()
	if e.float && e.size == 4 {
		f.VCVTSS2SD(x, x, x)
	}
	if e.float {
		f.Store(x, f.ReturnIndex(0))
		return
	}
	f.VMOVQ(x, r)
	switch {
	case e.size == 1 && e.signed:
		f.MOVBQSX(r.As8(), r)
	case e.size == 1:
		f.MOVBQZX(r.As8(), r)
	case e.size == 2 && e.signed:
		f.MOVWQSX(r.As16(), r)
	case e.size == 2:
		f.MOVWQZX(r.As16(), r)
	case e.size == 4 && e.signed:
		f.MOVLQSX(r.As32(), r)
	case e.size == 4:
		f.VMOVD(x, r.As32()) // which clears the rest
	}
	f.Store(r, f.ReturnIndex(0))
}

// nans remembers whether a NaN was seen; of integers it does nothing.
type nans struct {
	f *folder
	e extreme
	k reg.Register
	v reg.VecVirtual
}

func (f *folder) nans(e extreme) *nans {
	n := &nans{f: f, e: e}
	switch {
	case !e.float:
	case f.wide():
		n.k = f.K()
		f.KXORW(n.k, n.k, n.k)
	default:
		n.v = f.reg()
		f.zero(n.v)
	}
	return n
}

func (n *nans) note(x, y reg.VecVirtual) {
	switch {
	case !n.e.float:
	case n.f.wide():
		k := n.f.K()
		n.e.unordered(n.f, x, y, k)
		n.f.KORW(k, n.k, n.k)
	default:
		v := n.f.reg()
		n.e.unordered(n.f, x, y, v)
		n.f.VPOR(v, n.v, n.v)
	}
}

func (n *nans) store() { n.storeAs(1) }

// storeAs stores it as a result of the function.
func (n *nans) storeAs(result int) {
	if !n.e.float {
		return
	}
	r := n.f.GP32()
	if n.f.wide() {
		n.f.KMOVW(n.k, r)
	} else {
		n.f.VPMOVMSKB(n.v, r)
	}
	is := n.f.GP8()
	n.f.TESTL(r, r)
	n.f.SETNE(is)
	n.f.Store(is, n.f.ReturnIndex(result))
}

// rowExtreme writes columns: the extremes of out and of rows, two vectors of columns at a time.
// Columns may be looked at twice.
func (f *folder) rowExtreme(name string, e extreme) {
	f.begin(name, "func(out, a *byte, ar, n, rows int)", "makes out[i] the extreme of itself and rows items at distances of ar bytes, for n columns, at least a vector.")
	to := f.arg("out")
	f.columns(e.size, e.size, to, to, func(x operand.Mem, s reg.VecVirtual) {
		v := f.reg()
		f.load(x, v)
		e.takeRow(f, v, s)
	})
}

// takeRow is take, but a NaN stays, and the first one at that.
func (e extreme) takeRow(f *folder, x, s reg.VecVirtual) {
	if !e.float {
		e.take(f, x, s)
		return
	}
	if f.wide() {
		was, is := f.K(), f.K()
		if e.size == 4 {
			f.VCMPPS(operand.U8(7), s, s, was)
			f.VCMPPS(operand.U8(3), x, x, was, is)
			e.take(f, x, s)
			f.VMOVAPS(x, is, s)
			return
		}
		f.VCMPPD(operand.U8(7), s, s, was)
		f.VCMPPD(operand.U8(3), x, x, was, is)
		e.take(f, x, s)
		f.VMOVAPD(x, is, s)
		return
	}
	was, is := f.reg(), f.reg()
	e.unordered(f, s, s, was)
	e.unordered(f, x, x, is)
	f.VPANDN(is, was, is)
	e.take(f, x, s)
	f.VPBLENDVB(is, x, s, s)
}
