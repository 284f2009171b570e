// Package folds writes the assembly of reductions in internal/kernel: loops over lanes and over
// columns without gaps, for two widths of vectors.
package folds

import (
	"math/bits"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Assembly returns what is written where.
func Assembly() map[string]func(c *build.Context) {
	return map[string]func(c *build.Context){
		"internal/kernel/fold_sum_amd64.s":          Sums,
		"internal/kernel/fold_sum_integer_amd64.s":  IntegerSums,
		"internal/kernel/fold_sum_rows_amd64.s":     RowSums,
		"internal/kernel/fold_extreme_amd64.s":      Extremes,
		"internal/kernel/fold_extreme_rows_amd64.s": RowExtremes,
		"internal/kernel/fold_find_amd64.s":         Searches,
		"internal/kernel/fold_place_amd64.s":        Places,
		"internal/kernel/fold_place_rows_amd64.s":   RowPlaces,
		"internal/kernel/fold_blank_amd64.s":        Blanks,
		"internal/kernel/scan_amd64.s":              Scans,
	}
}

// A folder writes one function of a reduction for one width of vectors.
type folder struct {
	*build.Context
	width int // of a vector, in bytes: 32 (AVX2) or 64 (AVX-512)
}

// eachWidth writes a function for both widths.
func eachWidth(c *build.Context, write func(f *folder, suffix string)) {
	write(&folder{c, 32}, "AVX2")
	write(&folder{c, 64}, "AVX512")
}

// begin opens a function.
func (f *folder) begin(name, signature, doc string) {
	f.Function(name)
	f.Attributes(build.NOSPLIT)
	f.SignatureExpr(signature)
	f.Doc(name + " " + doc)
}

// end returns.
func (f *folder) end() {
	f.VZEROUPPER()
	f.RET()
}

func (f *folder) wide() bool { return f.width == 64 }

// reg returns a new vector.
func (f *folder) reg() reg.VecVirtual {
	if f.wide() {
		return f.ZMM()
	}
	return f.YMM()
}

func (f *folder) regs(n int) []reg.VecVirtual {
	all := make([]reg.VecVirtual, n)
	for i := range all {
		all[i] = f.reg()
	}
	return all
}

// x16 and y32 return the first 16 and 32 bytes of a vector.
func x16(v reg.VecVirtual) reg.VecVirtual { return v.AsX().(reg.VecVirtual) }
func y32(v reg.VecVirtual) reg.VecVirtual { return v.AsY().(reg.VecVirtual) }

// half returns the lower half of a vector that has one.
func (f *folder) half(v reg.VecVirtual) reg.VecVirtual {
	if f.wide() {
		return y32(v)
	}
	return x16(v)
}

// arg loads an argument into a register.
func (f *folder) arg(name string) reg.GPVirtual {
	r := f.GP64()
	f.Load(f.Param(name), r)
	return r
}

func at(p reg.Register, off int) operand.Mem { return operand.Mem{Base: p, Disp: off} }

func label(name string) operand.LabelRef { return operand.LabelRef(name) }

func imm(n int) operand.U32 { return operand.U32(n) }

// copied returns a copy of a register.
func (f *folder) copied(r reg.GPVirtual) reg.GPVirtual {
	to := f.GP64()
	f.MOVQ(r, to)
	return to
}

// align moves a, which has n items of size bytes, to the next multiple of a vector's width.
func (f *folder) align(a, n reg.GPVirtual, size int) {
	skip := f.GP64()
	f.MOVQ(a, skip)
	f.NEGQ(skip)
	f.ANDQ(imm(f.width-1), skip)
	f.ADDQ(skip, a)
	f.SHRQ(operand.U8(log2(size)), skip)
	f.SUBQ(skip, n)
}

// zero makes a vector zero.
func (f *folder) zero(v reg.VecVirtual) {
	if f.wide() {
		f.VPXORQ(v, v, v)
		return
	}
	f.VPXOR(v, v, v)
}

// load moves whole vectors without regard to what they hold.
func (f *folder) load(from, to operand.Op) {
	if f.wide() {
		f.VMOVDQU64(from, to)
		return
	}
	f.VMOVDQU(from, to)
}

func (f *folder) xor(a, b, to operand.Op) {
	if f.wide() {
		f.VPXORQ(a, b, to)
		return
	}
	f.VPXOR(a, b, to)
}

// spread fills a vector with the lowest item of size bytes in a register.
func (f *folder) spread(r reg.GPVirtual, size int, to reg.VecVirtual) {
	x := f.XMM()
	f.VMOVQ(r, x)
	switch size {
	case 1:
		f.VPBROADCASTB(x, to)
	case 2:
		f.VPBROADCASTW(x, to)
	case 4:
		f.VPBROADCASTD(x, to)
	default:
		f.VPBROADCASTQ(x, to)
	}
}

// constant fills a vector with an item of size bytes.
func (f *folder) constant(item uint64, size int) reg.VecVirtual {
	r, v := f.GP64(), f.reg()
	f.MOVQ(operand.U64(item), r)
	f.spread(r, size, v)
	return v
}

// halves joins the two halves of a vector, and of what comes of it, until there are 16
// bytes left.
func (f *folder) halves(v reg.VecVirtual, join func(a, to reg.VecVirtual)) {
	if f.wide() {
		high := f.YMM()
		f.VEXTRACTI64X4(operand.U8(1), v, high)
		join(high, y32(v))
	}
	high := f.XMM()
	f.VEXTRACTI128(operand.U8(1), y32(v), high)
	join(high, x16(v))
}

func log2(n int) int { return bits.TrailingZeros(uint(n)) }
