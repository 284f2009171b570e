package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Scans writes the running sums of floats, step by step those of internal/kernel/scan_sum.go:
// blocks of eight items of a lane, and items with a sum each.
func Scans(c *build.Context) {
	for _, t := range floats[:2] {
		eachWidth(c, func(f *folder, suffix string) { f.scan("scan"+t.name+suffix, t) })
	}
	eachWidth(c, func(f *folder, suffix string) { f.scanColumns("scanColumns" + suffix) })
}

// permute puts items of 8 bytes into the places of an index, which for 32 bytes is in how.
func (f *folder) permute(index reg.VecVirtual, how uint8, x, to reg.VecVirtual) {
	if f.wide() {
		f.VPERMPD(x, index, to)
		return
	}
	f.VPERMPD(operand.U8(how), x, to)
}

// within adds y to the places of x that are set in mask: of each 32 bytes the same.
func (f *folder) within(mask uint8, k reg.Register, y, x reg.VecVirtual) {
	if f.wide() {
		f.VADDPD(y, x, k, x)
		return
	}
	sum := f.YMM()
	f.VADDPD(y, x, sum)
	f.VBLENDPD(operand.U8(mask), sum, x, x)
}

// mask returns a mask register with some bits.
func (f *folder) mask(bits int) reg.Register {
	if !f.wide() {
		return nil
	}
	r, k := f.GP32(), f.K()
	f.MOVL(imm(bits), r)
	f.KMOVB(r, k)
	return k
}

// infinite notes which items of x are infinite or NaN, and returns a bit for each.
func (f *folder) infinite(x reg.VecVirtual) (r reg.GPVirtual, is reg.Register) {
	d := f.reg()
	r = f.GP32()
	f.VSUBPD(x, x, d)
	if f.wide() {
		k := f.K()
		f.VCMPPD(operand.U8(3), d, d, k)
		f.KMOVB(k, r)
		return r, k
	}
	f.VCMPPD(operand.U8(3), d, d, d)
	f.VMOVMSKPD(d, r)
	return r, d
}

// twoSum returns the sum of x and a sum, and what was lost with what the addition loses.
func (f *folder) twoSum(x, sum, lost reg.VecVirtual) (s, e reg.VecVirtual) {
	s, e = f.reg(), f.reg()
	y, d := f.reg(), f.reg()
	f.VADDPD(x, sum, s)
	f.VSUBPD(sum, s, y)
	f.VSUBPD(y, s, e)
	f.VSUBPD(e, sum, e)
	f.VSUBPD(y, x, d)
	f.VADDPD(d, e, e)
	f.VADDPD(e, lost, e)
	return s, e
}

func (f *folder) scan(name string, t float) {
	f.begin(name, "func(acc, to, a *byte, n int) (done int)",
		"scans whole blocks of eight of n items, as long as results are finite, and returns how many items it has scanned.")
	acc, to, a, n := f.arg("acc"), f.arg("to"), f.arg("a"), f.arg("n")
	sum, lost := f.reg(), f.reg()
	f.VBROADCASTSD(at(acc, 0), sum)
	f.VBROADCASTSD(at(acc, 8), lost)
	odd, upper := f.mask(0xaa), f.mask(0xcc)
	var third, last reg.VecVirtual // broadcast items 3 and 7
	var high reg.Register
	if f.wide() {
		third, last, high = f.constant(3, 8), f.constant(7, 8), f.mask(0xf0)
	}
	done := f.GP64()
	f.XORQ(done, done)
	vectors := 64 / f.width
	f.Label("block")
	f.CMPQ(n, imm(8))
	f.JB(label("done"))
	x, r := f.regs(vectors), f.regs(vectors)
	y := f.reg()
	for i, x := range x {
		t.load(f, at(a, i*f.width/8*t.size), nil, x)
		f.VMOVDDUP(x, y)
		f.within(0xa, odd, y, x)
		f.VPERMPD(operand.U8(0x55), x, y)
		f.within(0xc, upper, y, x)
	}
	if f.wide() {
		f.permute(third, 0, x[0], y)
		f.VADDPD(y, x[0], high, x[0])
	} else {
		f.VPERMPD(operand.U8(0xff), x[0], y)
		f.VADDPD(y, x[1], x[1])
	}
	var bad reg.GPVirtual
	var s, e reg.VecVirtual
	for i, x := range x {
		s, e = f.twoSum(x, sum, lost)
		f.VADDPD(e, s, r[i])
		is, _ := f.infinite(r[i])
		if i > 0 {
			f.ORL(is, bad)
		} else {
			bad = is
		}
	}
	f.TESTL(bad, bad)
	f.JNE(label("done"))
	f.permute(last, 0xff, s, sum)
	f.permute(last, 0xff, e, lost)
	for i, r := range r {
		if t.size == 4 {
			if f.wide() {
				f.VCVTPD2PS(r, y32(r))
			} else {
				f.VCVTPD2PSY(r, x16(r))
			}
			f.VMOVUPS(f.half(r), at(to, i*f.width/2))
			continue
		}
		f.load(r, at(to, i*f.width))
	}
	f.ADDQ(imm(8*t.size), a)
	f.ADDQ(imm(8*t.size), to)
	f.ADDQ(imm(8), done)
	f.SUBQ(imm(8), n)
	f.JMP(label("block"))
	f.Label("done")
	f.VMOVSD(x16(sum), at(acc, 0))
	f.VMOVSD(x16(lost), at(acc, 8))
	f.Store(done, f.ReturnIndex(0))
	f.end()
}

// scanColumns keeps items in the order in which VUNPCKLPD and VUNPCKHPD part sums from what they
// have lost.
func (f *folder) scanColumns(name string) {
	f.begin(name, "func(acc, to, a *byte, n int)", "adds n items, whole vectors, to a sum each, and writes what these are.")
	acc, to, a, n := f.arg("acc"), f.arg("to"), f.arg("a"), f.arg("n")
	const swapMiddle = 0xd8
	var part, join reg.VecVirtual
	if f.wide() {
		part, join = f.order(0, 4, 1, 5, 2, 6, 3, 7), f.order(0, 2, 4, 6, 1, 3, 5, 7)
	}
	f.Label("vector")
	f.TESTQ(n, n)
	f.JE(label("done"))
	low, high, before, parts, x, r := f.reg(), f.reg(), f.reg(), f.reg(), f.reg(), f.reg()
	f.load(at(acc, 0), low)
	f.load(at(acc, f.width), high)
	f.VUNPCKLPD(high, low, before)
	f.VUNPCKHPD(high, low, parts)
	if f.wide() {
		f.VPERMPD(at(a, 0), part, x)
	} else {
		f.VPERMPD(operand.U8(swapMiddle), at(a, 0), x)
	}
	sum, lost := f.twoSum(x, before, parts)
	f.VADDPD(lost, sum, r)
	_, is := f.infinite(lost)
	if f.wide() {
		f.VMOVAPD(sum, is, r)
	} else {
		f.VBLENDVPD(is, sum, r, r)
	}
	f.permute(join, swapMiddle, r, r)
	f.VUNPCKLPD(lost, sum, low)
	f.VUNPCKHPD(lost, sum, high)
	f.load(low, at(acc, 0))
	f.load(high, at(acc, f.width))
	f.load(r, at(to, 0))
	f.ADDQ(imm(2*f.width), acc)
	f.ADDQ(imm(f.width), a)
	f.ADDQ(imm(f.width), to)
	f.SUBQ(imm(f.width/8), n)
	f.JMP(label("vector"))
	f.Label("done")
	f.end()
}

// order returns an index of eight places.
func (f *folder) order(places ...uint64) reg.VecVirtual {
	room, sp, r, v := f.AllocLocal(64), f.GP64(), f.GP64(), f.reg()
	f.LEAQ(room, sp)
	for i, place := range places {
		f.MOVQ(operand.U64(place), r)
		f.MOVQ(r, at(sp, 8*i))
	}
	f.load(at(sp, 0), v)
	return v
}
