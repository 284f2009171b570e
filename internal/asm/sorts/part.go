package sorts

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// parts writes what longer lists need.
func (s *sorter) parts() {
	s.part()
	s.ordered()
}

// unrolled is how many vectors are parted in one turn.
const unrolled = 4

func (s *sorter) part() {
	s.begin("part", "func(a, other *byte, n int, pivot int64) int",
		"moves the items of a that are smaller than the pivot to its front, the others to the end of other, and returns how many are smaller.")
	a, other, n := s.arg("a"), s.arg("other"), s.arg("n")
	x, pivot := s.XMM(), s.ZMM()
	s.Load(s.Param("pivot"), x)
	s.broadcast(x, pivot)
	low, high, first, ones := s.GP64(), s.GP64(), s.GP64(), s.GP64()
	s.MOVQ(a, first)
	s.MOVQ(a, low)
	s.LEAQ(operand.Mem{Base: other, Index: n, Scale: uint8(s.size)}, high)
	s.MOVQ(operand.I32(-1), ones)

	s.Label("turn")
	s.CMPQ(n, imm(unrolled*s.lanes))
	s.JB(label("one"))
	v := make([]reg.VecVirtual, unrolled)
	for i := range v {
		v[i] = s.ZMM()
		s.move(at(a, i*vector), v[i])
	}
	for _, v := range v {
		s.split(v, pivot, low, high, ones, nil)
	}
	s.ADDQ(imm(unrolled*vector), a)
	s.SUBQ(imm(unrolled*s.lanes), n)
	s.JMP(label("turn"))

	s.Label("one")
	s.CMPQ(n, imm(s.lanes))
	s.JB(label("rest"))
	s.move(at(a, 0), v[0])
	s.split(v[0], pivot, low, high, ones, nil)
	s.ADDQ(imm(vector), a)
	s.SUBQ(imm(s.lanes), n)
	s.JMP(label("one"))

	s.Label("rest")
	s.TESTQ(n, n)
	s.JE(label("done"))
	bits, k := s.GP64(), s.K()
	s.BZHIQ(n, ones, bits)
	s.toMask(bits, k)
	s.moveZero(at(a, 0), k, v[0])
	s.split(v[0], pivot, low, high, ones, k)

	s.Label("done")
	s.SUBQ(first, low)
	s.SHRQ(operand.U8(map[int]int{4: 2, 8: 3}[s.size]), low)
	s.Store(low, s.ReturnIndex(0))
	s.end()
}

// split moves the items of a vector to where they belong; with a mask only those. A vector
// that was read leaves room for a whole one at the front.
func (s *sorter) split(v, pivot reg.VecVirtual, low, high, ones reg.GPVirtual, valid reg.Register) {
	less, more := s.K(), s.K()
	small, large, count, others := s.ZMM(), s.ZMM(), s.GP64(), s.GP64()
	compare, compress := of(s, s.VPCMPD, s.VPCMPQ), of(s, s.VPCOMPRESSD_Z, s.VPCOMPRESSQ_Z)
	if valid == nil {
		compare(operand.U8(1), pivot, v, less)
		s.not(less, more)
	} else {
		compare(operand.U8(1), pivot, v, valid, less)
		compare(operand.U8(5), pivot, v, valid, more)
	}
	s.fromMask(less, count)
	s.POPCNTL(count.As32(), count.As32())
	if valid == nil {
		s.MOVL(imm(s.lanes), others.As32())
		s.SUBQ(count, others)
	} else {
		s.fromMask(more, others)
		s.POPCNTL(others.As32(), others.As32())
	}
	compress(v, less, small)
	compress(v, more, large)
	bits, k := s.GP64(), s.K()
	if valid == nil {
		s.move(small, at(low, 0))
	} else {
		s.BZHIQ(count, ones, bits)
		s.toMask(bits, k)
		s.move(small, k, at(low, 0))
	}
	s.LEAQ(operand.Mem{Base: low, Index: count, Scale: uint8(s.size)}, low)
	s.BZHIQ(others, ones, bits)
	s.toMask(bits, k)
	s.SHLQ(operand.U8(map[int]int{4: 2, 8: 3}[s.size]), others)
	s.SUBQ(others, high)
	s.move(large, k, at(high, 0))
}

// ordered writes the map between items and integers that rise with them.
func (s *sorter) ordered() {
	s.begin("ordered", "func(a *byte, n int, keep, flip, inf uint64) (beyond bool)",
		"turns the bits keep of negative integers, and flip of all, of n items, and returns whether one was beyond inf but for its sign.")
	a, n := s.arg("a"), s.arg("n")
	keep, flip, inf := s.constant("keep"), s.constant("flip"), s.constant("inf")
	magnitude := s.largest()
	beyond, ones, bits, k := s.K(), s.GP64(), s.GP64(), s.K()
	s.KXORW(beyond, beyond, beyond)
	s.MOVQ(operand.I32(-1), ones)
	turn := func(valid reg.Register) {
		v, t, m := s.ZMM(), s.ZMM(), s.K()
		compare := of(s, s.VPCMPD, s.VPCMPQ)
		if valid == nil {
			s.move(at(a, 0), v)
		} else {
			s.moveZero(at(a, 0), valid, v)
		}
		s.VPANDQ(magnitude, v, t)
		compare(operand.U8(6), inf, t, m)
		s.KORW(m, beyond, beyond)
		of(s, s.VPSRAD, s.VPSRAQ)(operand.U8(8*s.size-1), v, t)
		s.VPANDQ(keep, t, t)
		s.VPTERNLOGQ(operand.U8(0x96), t, flip, v)
		if valid == nil {
			s.move(v, at(a, 0))
		} else {
			s.move(v, valid, at(a, 0))
		}
	}
	s.Label("vector")
	s.CMPQ(n, imm(s.lanes))
	s.JB(label("rest"))
	turn(nil)
	s.ADDQ(imm(vector), a)
	s.SUBQ(imm(s.lanes), n)
	s.JMP(label("vector"))
	s.Label("rest")
	s.TESTQ(n, n)
	s.JE(label("done"))
	s.BZHIQ(n, ones, bits)
	s.toMask(bits, k)
	turn(k)
	s.Label("done")
	is := s.GP8()
	s.KORTESTW(beyond, beyond)
	s.SETNE(is)
	s.Store(is, s.ReturnIndex(0))
	s.end()
}

func (s *sorter) constant(name string) reg.VecVirtual {
	x, v := s.XMM(), s.ZMM()
	s.Load(s.Param(name), x)
	s.broadcast(x, v)
	return v
}
