package kernels

import (
	"bytes"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Pixels
//
// 48 bytes are 16 pixels of three channels, in three registers. Each channel has bytes in each
// of the registers: a shuffle brings those to their places and puts zeros elsewhere, and
// three shuffles are united. The way back, and that from RGB to BGR, are the same with other tables. All of
// a block is read before any of it is written.

// Pixels writes the loops that part pixels of three bytes into channels and put them together.
func Pixels(c *build.Context) {
	part := func(k, i int) (reg, at int) { return (3*i + k) / 16, (3*i + k) % 16 }
	var split, join, turn [3][3][16]byte // by register that is made, and register that is read
	for k := range 3 {
		for r := range 3 {
			split[k][r], join[k][r], turn[k][r] = nothing, nothing, nothing
		}
	}
	for k := range 3 {
		for i := range 16 {
			r, at := part(k, i)
			split[k][r][i] = byte(at)
			join[r][k][at] = byte(i)
			to, place := part(2-k, i)
			turn[to][r][place] = byte(at)
		}
	}
	pixels(c, "everyThirdAVX2", "copies the first byte of n pixels of three bytes; n is a multiple of 16.", "dst, src *byte, n int", split[:1]).loop([]string{"dst"}, 16, []string{"src"}, 48)
	pixels(c, "splitPixelsAVX2", "parts n pixels of three bytes into their channels; n is a multiple of 16.", "first, second, third, src *byte, n int", split[:]).loop([]string{"first", "second", "third"}, 16, []string{"src"}, 48)
	pixels(c, "turnPixelsAVX2", "reverses the bytes of n pixels of three, on their way or in place; n is a multiple of 16.", "dst, src *byte, n int", turn[:]).loop([]string{"dst"}, 48, []string{"src"}, 48)
	pixels(c, "joinPixelsAVX2", "makes n pixels of three channels; n is a multiple of 16.", "dst, first, second, third *byte, n int", join[:]).loop([]string{"dst"}, 48, []string{"first", "second", "third"}, 16)
}

// A shuffler makes some registers of three.
type shuffler struct {
	*build.Context
	tables [][3]reg.VecVirtual // nil where nothing comes from a register
}

// nothing is the table of a register that gives no bytes.
var nothing = [16]byte(bytes.Repeat([]byte{0x80}, 16))

func pixels(c *build.Context, name, doc, args string, tables [][3][16]byte) shuffler {
	c.Function(name)
	c.Attributes(build.NOSPLIT)
	c.SignatureExpr("func(" + args + ")")
	c.Doc(name + " " + doc)
	s := shuffler{Context: c, tables: make([][3]reg.VecVirtual, len(tables))}
	data := c.StaticGlobal(name + "Tables")
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for k, of := range tables {
		for r, table := range of {
			at := 48*k + 16*r
			if table == nothing {
				continue
			}
			for i, b := range table {
				c.AddDatum(at+i, operand.U8(b))
			}
			s.tables[k][r] = c.XMM()
			c.VMOVDQU(data.Offset(at), s.tables[k][r])
		}
	}
	return s
}

// loop writes the loop: each of the outputs gets as many bytes, of registers in their order.
func (s shuffler) loop(outputs []string, written int, inputs []string, read int) {
	pointers := func(names []string) (p []reg.GPVirtual) {
		for _, name := range names {
			r := s.GP64()
			s.Load(s.Param(name), r)
			p = append(p, r)
		}
		return p
	}
	out, in := pointers(outputs), pointers(inputs)
	n := s.GP64()
	s.Load(s.Param("n"), n)
	s.Label("pixels")
	s.SUBQ(operand.Imm(16), n)
	s.JL(operand.LabelRef("done"))
	var x [3]reg.VecVirtual
	for r := range x {
		x[r] = s.XMM()
		s.VMOVDQU(operand.Mem{Base: in[16*r/read], Disp: 16 * r % read}, x[r])
	}
	for k, table := range s.tables {
		var parts []reg.VecVirtual
		for r := range x {
			if table[r] != nil {
				parts = append(parts, s.XMM())
				s.VPSHUFB(table[r], x[r], parts[len(parts)-1])
			}
		}
		for _, other := range parts[1:] {
			s.VPOR(other, parts[0], parts[0])
		}
		s.VMOVDQU(parts[0], operand.Mem{Base: out[16*k/written], Disp: 16 * k % written})
	}
	for _, p := range out {
		s.ADDQ(operand.Imm(uint64(written)), p)
	}
	for _, p := range in {
		s.ADDQ(operand.Imm(uint64(read)), p)
	}
	s.JMP(operand.LabelRef("pixels"))
	s.Label("done")
	s.VZEROUPPER()
	s.RET()
}
