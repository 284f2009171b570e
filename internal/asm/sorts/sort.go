// Package sorts writes the assembly of sorting in internal/kernel (sort_vector.go), for
// AVX-512: signed integers of 4 and 8 bytes are sorted a vector at a time.
//
// # Networks
//
// Up to 16 vectors are sorted in registers by a bitonic network (K. Batcher, Sorting
// networks and their applications, 1968). Item i of a block of 2m items meets item 2m-1-i
// first, which is a reflection, then the items at distances m/2, m/4, … 1. At distances
// of whole vectors that is a minimum and a maximum of two vectors, at shorter ones of a
// vector and the same one shuffled, the maximum under a mask. What is missing at the end
// counts as the largest integer, and whole vectors of it are left out.
//
// # Parting
//
// Longer lists are parted by a pivot (C. Hoare, Quicksort, 1962). A vector of items is
// compressed twice: smaller items go to the front of the list itself, where they never get
// ahead of what was read, the others to the end of a second list, which grows downwards.
// There is nothing to predict.
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
		"internal/kernel/sort_part_amd64.s":    func(c *build.Context) { each(c, (*sorter).parts) },
	}
}

// A sorter writes functions for items of one size.
type sorter struct {
	*build.Context
	size  int // of an item, in bytes
	lanes int // items of a vector

	reversal reg.VecVirtual // positions from the last to the first one
	masks    map[int]reg.Register
}

const vector = 64 // bytes

func each(c *build.Context, write func(s *sorter)) {
	for _, size := range []int{4, 8} {
		write(&sorter{Context: c, size: size, lanes: vector / size})
	}
}

func (s *sorter) begin(name, signature, doc string) {
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

func (s *sorter) move(ops ...operand.Op)          { of(s, s.VMOVDQU32, s.VMOVDQU64)(ops...) }
func (s *sorter) moveZero(from, k, to operand.Op) { of(s, s.VMOVDQU32_Z, s.VMOVDQU64_Z)(from, k, to) }
func (s *sorter) min(ops ...operand.Op)           { of(s, s.VPMINSD, s.VPMINSQ)(ops...) }
func (s *sorter) max(ops ...operand.Op)           { of(s, s.VPMAXSD, s.VPMAXSQ)(ops...) }
func (s *sorter) broadcast(ops ...operand.Op)     { of(s, s.VPBROADCASTD, s.VPBROADCASTQ)(ops...) }

// toMask and fromMask move a mask with a bit for each item.
func (s *sorter) toMask(r reg.GPVirtual, k operand.Op)   { of(s, s.KMOVW, s.KMOVB)(r.As32(), k) }
func (s *sorter) fromMask(k operand.Op, r reg.GPVirtual) { of(s, s.KMOVW, s.KMOVB)(k, r.As32()) }

func (s *sorter) not(k, to operand.Op) { of(s, s.KNOTW, s.KNOTB)(k, to) }

func at(p reg.Register, off int) operand.Mem { return operand.Mem{Base: p, Disp: off} }

func label(name string) operand.LabelRef { return operand.LabelRef(name) }

func imm(n int) operand.U32 { return operand.U32(n) }
