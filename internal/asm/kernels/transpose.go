package kernels

import (
	"fmt"
	"math/bits"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Transposes
//
// A register holds lanes of 16 bytes, each with N items of one column of dst: N = 16 / size.
// A tile is read as N registers: register k holds N neighbours of each of the rows k,
// k+N, k+2N … of src, a lane for each. Unpacking register k with k+N/2, the low halves and
// then the high ones, log2 N times, transposes each lane; register k then
// holds what belongs to row k of dst, side by side. With AVX-512 these are 64 bytes, a
// whole line of the cache.

// transposed are the sizes of items, with the letters of the instructions that unpack them.
var transposed = []struct {
	size   int
	unpack string
}{{1, "BW"}, {2, "WD"}, {4, "DQ"}, {8, "QDQ"}}

// Transposes writes the loops that copy columns to rows. AVX2 has too few registers for
// items of one byte.
func Transposes(wide bool) func(c *build.Context) {
	return func(c *build.Context) {
		for _, item := range transposed {
			if wide || item.size > 1 {
				transpose(&Gen{Context: c, Wide: wide}, item.size, item.unpack)
			}
		}
	}
}

// transpose writes a loop that copies tiles: width items of each of n rows of dst, n a
// multiple of N, are the columns of width rows of src.
func transpose(g *Gen, size int, unpack string) {
	lane := 16 / size
	lanes := g.width() / 16
	name := fmt.Sprintf("transpose%d%s", 8*size, g.level())
	g.Function(name)
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst *byte, dr int, src *byte, si, n int)")
	g.Doc(fmt.Sprintf("%s writes n rows of %d bytes, dr bytes apart, which are columns of %d rows of src, si bytes apart.", name, g.width(), lane*lanes))
	dst, dr, src, si, n := g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("dr"), dr)
	g.Load(g.Param("src"), src)
	g.Load(g.Param("si"), si)
	g.Load(g.Param("n"), n)
	row, group := g.GP64(), g.GP64()
	g.MOVQ(si, group)
	g.SHLQ(operand.U8(uint8(bits.TrailingZeros(uint(lane)))), group)

	g.Label("tiles")
	rows := make([]reg.Register, lane)
	g.MOVQ(src, row)
	for k := range rows {
		at := g.GP64()
		g.MOVQ(row, at)
		rows[k] = g.loadLanes(at, group, lanes)
		if k+1 < lane {
			g.ADDQ(si, row)
		}
	}
	for half := 1; half < lane; half *= 2 {
		next := make([]reg.Register, 0, lane)
		for k := range lane / 2 {
			a, b := rows[k], rows[k+lane/2]
			next = append(next, g.do("VPUNPCKL"+unpack, b, a), g.do("VPUNPCKH"+unpack, b, a))
		}
		rows = next
	}
	for _, r := range rows {
		g.store(r, operand.Mem{Base: dst})
		g.ADDQ(dr, dst)
	}
	g.ADDQ(operand.U32(16), src)
	g.SUBQ(operand.U32(uint32(lane)), n)
	g.JNE(operand.LabelRef("tiles"))
	g.VZEROUPPER()
	g.RET()
}

// loadLanes returns 16 bytes from each of some rows.
func (g *Gen) loadLanes(at, group reg.GPVirtual, lanes int) reg.Register {
	r := g.vec()
	if g.Wide { // into all lanes: a load of one alone would seem to keep the others
		g.VBROADCASTI32X4(operand.Mem{Base: at}, r)
	} else {
		g.VBROADCASTI128(operand.Mem{Base: at}, r)
	}
	for k := 1; k < lanes; k++ {
		g.ADDQ(group, at)
		if g.Wide {
			g.VINSERTI32X4(operand.U8(uint8(k)), operand.Mem{Base: at}, r, r)
		} else {
			g.VINSERTI128(operand.U8(uint8(k)), operand.Mem{Base: at}, r, r)
		}
	}
	return r
}
