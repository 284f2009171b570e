package kernels

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Pack writes the loops that bring lanes of every other item, and reversed ones, to
// lanes without gaps, and the other way (AVX-512). Gaps are masked: they are neither read
// nor written.
func Pack(c *build.Context) {
	for _, size := range []int{1, 2, 4, 8} {
		p := packer{&Gen{Context: c, Wide: true, Kernel: Kernel{Item: Item{Name: "Bits", Size: size}}}}
		p.every("gather", p.gather)
		p.every("spread", p.spread)
		if size > 1 { // bytes cannot be reversed by one instruction
			p.reverse()
		}
	}
}

type packer struct{ *Gen }

// every writes a loop between a lane and one of every other item, half a vector of items
// at a time, each step under masks of the items on the dense and on the wide side.
func (p packer) every(name string, step func(dst, src operand.Mem, dense, wide reg.Register)) {
	p.Function(fmt.Sprintf("%s%dAVX512", name, p.Item.Size))
	p.Attributes(build.NOSPLIT)
	p.SignatureExpr("func(dst, src *byte, n int)")
	dst, src, n := p.arguments()
	items := 32 / p.Item.Size
	even, all, most := p.GP64(), p.GP64(), p.GP64()
	p.MOVQ(operand.U64(0x5555555555555555), even)
	p.MOVQ(operand.I64(-1), all)
	p.MOVQ(operand.U32(uint32(items)), most)
	dense, wide := p.K(), p.K()
	p.KMOVQ(all, dense)
	p.KMOVQ(even, wide)
	dstStep, srcStep := 32, 64
	if name == "spread" {
		dstStep, srcStep = 64, 32
	}
	p.Label("blocks")
	p.CMPQ(n, most)
	p.JB(operand.LabelRef("rest"))
	step(operand.Mem{Base: dst}, operand.Mem{Base: src}, dense, wide)
	p.ADDQ(operand.U32(uint32(dstStep)), dst)
	p.ADDQ(operand.U32(uint32(srcStep)), src)
	p.SUBQ(most, n)
	p.JMP(operand.LabelRef("blocks"))
	p.Label("rest")
	p.TESTQ(n, n)
	p.JE(operand.LabelRef("done"))
	p.BZHIQ(n, all, all)
	p.ADDQ(n, n)
	p.BZHIQ(n, even, even)
	p.KMOVQ(all, dense)
	p.KMOVQ(even, wide)
	step(operand.Mem{Base: dst}, operand.Mem{Base: src}, dense, wide)
	p.end()
}

func (p packer) arguments() (dst, src, n reg.GPVirtual) {
	dst, src, n = p.GP64(), p.GP64(), p.GP64()
	p.Load(p.Param("dst"), dst)
	p.Load(p.Param("src"), src)
	p.Load(p.Param("n"), n)
	return dst, src, n
}

// gather narrows items of twice the size, whose upper halves are gaps.
func (p packer) gather(dst, src operand.Mem, dense, wide reg.Register) {
	z := p.do(masked(p.Item.Size)+"_Z", src, wide)
	y := p.YMM()
	if p.Item.Size == 8 {
		to := p.do("VPCOMPRESSQ", z, wide)
		y = to.(reg.VecVirtual).AsY().(reg.VecVirtual)
	} else {
		p.op(map[int]string{1: "VPMOVWB", 2: "VPMOVDW", 4: "VPMOVQD"}[p.Item.Size], z, y)
	}
	p.op(masked(p.Item.Size), y, dense, dst)
}

// spread is the other way.
func (p packer) spread(dst, src operand.Mem, dense, wide reg.Register) {
	y := p.YMM()
	p.op(masked(p.Item.Size)+"_Z", src, dense, y)
	var z reg.Register
	if p.Item.Size == 8 {
		z = p.do("VPEXPANDQ_Z", y.AsZ(), wide)
	} else {
		z = p.do(map[int]string{1: "VPMOVZXBW", 2: "VPMOVZXWD", 4: "VPMOVZXDQ"}[p.Item.Size], y)
	}
	p.op(masked(p.Item.Size), z, wide, dst)
}

// reverse writes a loop from a lane that runs down to one that runs up; src is the first
// item, the highest.
func (p packer) reverse() {
	size := p.Item.Size
	p.Function(fmt.Sprintf("reverse%dAVX512", size))
	p.Attributes(build.NOSPLIT)
	p.SignatureExpr("func(dst, src *byte, n int)")
	dst, src, n := p.arguments()
	items := 64 / size
	falling := p.falling()
	p.Label("blocks")
	p.CMPQ(n, operand.U32(uint32(items)))
	p.JB(operand.LabelRef("rest"))
	z := p.load(operand.Mem{Base: src, Disp: -(items - 1) * size})
	p.store(p.do("VPERM"+p.Item.letter(), z, falling), operand.Mem{Base: dst})
	p.ADDQ(operand.U32(64), dst)
	p.SUBQ(operand.U32(64), src)
	p.SUBQ(operand.U32(uint32(items)), n)
	p.JMP(operand.LabelRef("blocks"))
	p.Label("rest")
	p.TESTQ(n, n)
	p.JE(operand.LabelRef("done"))
	k := p.maskOf(n)
	back, short := p.GP64(), p.GP64()
	p.MOVQ(n, back)
	p.DECQ(back)
	p.SHLQ(operand.U8(uint8(p.Item.log())), back)
	p.SUBQ(back, src) // the last item
	p.MOVQ(operand.U32(uint32(items)), short)
	p.SUBQ(n, short)
	less := p.vec()
	if size == 8 {
		p.VPBROADCASTQ(short, less)
	} else {
		p.op("VPBROADCAST"+p.Item.letter(), short.As32(), less)
	}
	index := p.do("VPSUB"+p.Item.letter(), less, falling) // n−1, n−2, …
	last := p.do(masked(size)+"_Z", operand.Mem{Base: src}, k)
	p.op(masked(size), p.do("VPERM"+p.Item.letter(), last, index), k, operand.Mem{Base: dst})
	p.end()
}

// falling is the index vector items−1, …, 1, 0.
func (p packer) falling() reg.Register {
	down := p.vec()
	items := 64 / p.Item.Size
	table := p.StaticGlobal(fmt.Sprintf("falling%d", p.Item.Size))
	p.DataAttributes(8 | 16) // RODATA, NOPTR
	for i := range items {
		p.AddDatum(i, operand.U8(uint8(items-1-i)))
	}
	p.op("VPMOVZXB"+p.Item.letter(), table, down)
	return down
}
