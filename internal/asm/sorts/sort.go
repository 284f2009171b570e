// Package sorts writes the assembly of sorting in internal/kernel (sort_vector.go), for
// AVX-512: signed integers and floats of 4 and 8 bytes are sorted a vector at a time. Of floats
// none is NaN; −0 and 0 are equal, and neither gets lost.
//
// # Networks
//
// Up to 16 vectors are sorted in registers by a bitonic network (K. Batcher, Sorting
// networks and their applications, 1968). Item i of a block of 2m items meets item 2m-1-i
// first, which is a reflection, then the items at distances m/2, m/4, … 1. At distances
// of whole vectors that is a minimum and a maximum of two vectors, at shorter ones of a
// vector and the same one shuffled, the maximum under a mask. What is missing at the end
// counts as the largest number, and whole vectors of it are left out. Two such lists are merged in
// the same way, half of them in registers at a time.
//
// # Parting
//
// Longer lists are parted by a pivot where they lie (C. Hoare, Quicksort, 1962). Some vectors of
// both ends are kept in registers, which makes room at both; then vectors are read from the end
// with less room, and the items of each are moved to where they belong: those of 8 bytes by one
// permutation from a table, which brings some to its front and the others to its back, so that
// the whole vector can be written to both ends, those of 4 bytes compressed twice. There is
// nothing to predict.
package sorts

import (
	"strconv"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Assembly returns what is written where.
func Assembly() map[string]func(c *build.Context) {
	return map[string]func(c *build.Context){
		"internal/kernel/sort_network_amd64.s": func(c *build.Context) { each(c, (*sorter).networks) },
		"internal/kernel/sort_part_amd64.s": func(c *build.Context) {
			apartTable(c)
			each(c, (*sorter).parts)
			each(c, (*sorter).others)
		},
	}
}

// A sorter writes functions for numbers of one type.
type sorter struct {
	*build.Context
	size  int  // of an item, in bytes
	lanes int  // items of a vector
	float bool // or a signed integer

	reversal reg.VecVirtual // positions from the last to the first one
	masks    map[int]reg.Register
}

const vector = 64 // bytes

func each(c *build.Context, write func(s *sorter)) {
	for _, float := range []bool{false, true} {
		for _, size := range []int{4, 8} {
			write(&sorter{Context: c, size: size, lanes: vector / size, float: float})
		}
	}
}

// others writes what is done to a list before it is sorted, and after.
func (s *sorter) others() {
	if s.float {
		s.odd()
	} else {
		s.flip()
		s.same()
	}
}

func (s *sorter) begin(name, signature, doc string) {
	if s.float {
		name += "Float"
	} else {
		name += "Int"
	}
	name += strconv.Itoa(8*s.size) + "AVX512"
	s.Function(name)
	s.Attributes(build.NOSPLIT)
	s.SignatureExpr(signature)
	s.Doc(name + " " + doc)
}

func (s *sorter) end() {
	s.VZEROUPPER()
	s.RET()
}

func (s *sorter) arg(name string) reg.GPVirtual {
	r := s.GP64()
	s.Load(s.Param(name), r)
	return r
}

// of picks the instruction for the size.
func of[F any](s *sorter, four, eight F) F {
	if s.size == 4 {
		return four
	}
	return eight
}

// any4 picks the instruction for the type.
func any4[F any](s *sorter, int4, int8, float4, float8 F) F {
	if s.float {
		return of(s, float4, float8)
	}
	return of(s, int4, int8)
}

func (s *sorter) move(ops ...operand.Op)          { of(s, s.VMOVDQU32, s.VMOVDQU64)(ops...) }
func (s *sorter) moveZero(from, k, to operand.Op) { of(s, s.VMOVDQU32_Z, s.VMOVDQU64_Z)(from, k, to) }
func (s *sorter) min(ops ...operand.Op)           { any4(s, s.VPMINSD, s.VPMINSQ, s.VMINPS, s.VMINPD)(ops...) }
func (s *sorter) max(ops ...operand.Op)           { any4(s, s.VPMAXSD, s.VPMAXSQ, s.VMAXPS, s.VMAXPD)(ops...) }
func (s *sorter) compare(ops ...operand.Op)       { any4(s, s.VPCMPD, s.VPCMPQ, s.VCMPPS, s.VCMPPD)(ops...) }
func (s *sorter) compress(from, k, to operand.Op) {
	of(s, s.VPCOMPRESSD_Z, s.VPCOMPRESSQ_Z)(from, k, to)
}

// class sets a mask to the floats of some classes.
func (s *sorter) class(classes, from, to operand.Op) {
	of(s, s.VFPCLASSPSZ, s.VFPCLASSPDZ)(classes, from, to)
}

// shift is the one that makes bytes of items.
func (s *sorter) shift() operand.U8           { return operand.U8(map[int]int{4: 2, 8: 3}[s.size]) }
func (s *sorter) broadcast(ops ...operand.Op) { of(s, s.VPBROADCASTD, s.VPBROADCASTQ)(ops...) }

// toMask and fromMask move a mask with a bit for each item.
func (s *sorter) toMask(r reg.GPVirtual, k operand.Op)   { of(s, s.KMOVW, s.KMOVB)(r.As32(), k) }
func (s *sorter) fromMask(k operand.Op, r reg.GPVirtual) { of(s, s.KMOVW, s.KMOVB)(k, r.As32()) }

func (s *sorter) not(k, to operand.Op) { of(s, s.KNOTW, s.KNOTB)(k, to) }

func at(p reg.Register, off int) operand.Mem { return operand.Mem{Base: p, Disp: off} }

func label(name string) operand.LabelRef { return operand.LabelRef(name) }

func imm(n int) operand.U32 { return operand.U32(n) }
