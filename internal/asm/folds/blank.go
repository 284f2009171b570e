package folds

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Blanks writes the copy of float64 in which NaN is replaced by what changes no state.
func Blanks(c *build.Context) {
	eachWidth(c, func(f *folder, suffix string) { f.blank("blank" + suffix) })
}

func (f *folder) blank(name string) {
	f.begin(name, "func(dst, src *byte, n int, by float64) (nans int)",
		"copies n items, whole vectors, to dst, which may be src, with NaN replaced, and returns how many were.")
	dst, src, n := f.arg("dst"), f.arg("src"), f.arg("n")
	one, by, count := f.XMM(), f.reg(), f.reg()
	f.Load(f.Param("by"), one)
	f.VBROADCASTSD(one, by)
	f.zero(count)
	per := f.width / 8
	v, is := f.reg(), f.reg()
	f.Label("vector")
	f.CMPQ(n, imm(per))
	f.JB(label("done"))
	f.VMOVUPD(at(src, 0), v)
	if f.wide() {
		k := f.K()
		f.VCMPPD(operand.U8(3), v, v, k)
		f.VMOVAPD(by, k, v)
		f.VPMOVM2Q(k, is)
	} else {
		f.VCMPPD(operand.U8(3), v, v, is)
		f.VBLENDVPD(is, by, v, v)
	}
	f.VPSUBQ(is, count, count)
	f.VMOVUPD(v, at(dst, 0))
	f.ADDQ(imm(f.width), src)
	f.ADDQ(imm(f.width), dst)
	f.SUBQ(imm(per), n)
	f.JMP(label("vector"))
	f.Label("done")
	f.halves(count, func(a, to reg.VecVirtual) { f.VPADDQ(a, to, to) })
	high, r := f.XMM(), f.GP64()
	f.VPSRLDQ(operand.U8(8), x16(count), high)
	f.VPADDQ(high, x16(count), high)
	f.VMOVQ(high, r)
	f.Store(r, f.ReturnIndex(0))
	f.end()
}
