package sorts

import (
	mathbits "math/bits"
	"strconv"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// sizes are the numbers of vectors for which there are networks.
var sizes = []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16}

func (s *sorter) networks() {
	full := 0
	for _, n := range sizes {
		s.network(n, full)
		full = n
	}
}

// network writes the sort of some vectors, of which the first ones are full.
func (s *sorter) network(vectors, full int) {
	s.begin("sort"+strconv.Itoa(vectors)+"x", "func(dst, src *byte, n int)",
		"sorts n items, more than "+strconv.Itoa(full*s.lanes)+" and no more than "+strconv.Itoa(vectors*s.lanes)+
			", from src to dst, which may be the same.")
	dst, src, rest := s.arg("dst"), s.arg("src"), s.arg("n")
	s.constants()
	if full > 0 {
		s.SUBQ(imm(full*s.lanes), rest)
	}
	most, ones, bits := s.largest(), s.GP64(), s.GP64()
	s.MOVQ(operand.I32(-1), ones)
	v := make([]reg.VecVirtual, 1<<mathbits.Len(uint(vectors-1)))
	valid := func(i int) reg.Register {
		k := s.K()
		s.ahead(rest, ones, (i-full)*s.lanes, bits)
		s.toMask(bits, k)
		return k
	}
	for i := range vectors {
		v[i] = s.ZMM()
		if i < full {
			s.move(at(src, i*vector), v[i])
			continue
		}
		k := valid(i)
		s.VMOVDQA64(most, v[i])
		s.move(at(src, i*vector), k, v[i])
	}
	s.sort(v)
	for i := range vectors {
		if i < full {
			s.move(v[i], at(dst, i*vector))
			continue
		}
		s.move(v[i], valid(i), at(dst, i*vector))
	}
	s.end()
}

// ahead sets bits to a mask of the items of a vector that are before item n of them and of
// those before it, skipped items.
func (s *sorter) ahead(n, ones reg.GPVirtual, skipped int, bits reg.GPVirtual) {
	zero := s.GP64()
	s.XORL(zero.As32(), zero.As32())
	s.MOVQ(n, bits)
	s.SUBQ(imm(skipped), bits)
	s.CMOVQLT(zero, bits)
	s.BZHIQ(bits, ones, bits)
}

// constants loads the masks of the items that take the maximum, and the reversal.
func (s *sorter) constants() {
	s.masks = map[int]reg.Register{}
	for d := 1; d < s.lanes; d *= 2 {
		bits := 0
		for i := range s.lanes {
			if i&d != 0 {
				bits |= 1 << i
			}
		}
		r := s.GP64()
		s.MOVL(imm(bits), r.As32())
		s.masks[d] = s.K()
		s.toMask(r, s.masks[d])
	}
	bytes, x := s.GP64(), s.XMM()
	s.reversal = s.ZMM()
	if s.size == 8 {
		s.MOVQ(operand.U64(0x0001020304050607), bytes)
		s.VMOVQ(bytes, x)
		s.VPMOVZXBQ(x, s.reversal)
		return
	}
	s.MOVQ(operand.U64(0x08090a0b0c0d0e0f), bytes)
	s.VMOVQ(bytes, x)
	s.MOVQ(operand.U64(0x0001020304050607), bytes)
	s.VPINSRQ(operand.U8(1), bytes, x, x)
	s.VPMOVZXBD(x, s.reversal)
}

// largest returns a vector of the largest integer.
func (s *sorter) largest() reg.VecVirtual {
	v := s.ZMM()
	s.VPTERNLOGD(operand.U8(0xff), v, v, v)
	of(s, s.VPSRLD, s.VPSRLQ)(operand.U8(1), v, v)
	return v
}

// sort sorts vectors. Those that are nil hold the largest integer only: what meets them stays as
// it is.
func (s *sorter) sort(v []reg.VecVirtual) {
	for first := 0; first+s.lanes <= len(v) && s.size == 8; first += s.lanes {
		if square := v[first : first+s.lanes]; square[s.lanes-1] != nil {
			s.square(square)
		}
	}
	for i := range v {
		if whole := i/s.lanes*s.lanes + s.lanes; v[i] == nil || s.size == 8 && whole <= len(v) && v[whole-1] != nil {
			continue
		}
		for block := 2; block <= s.lanes; block *= 2 {
			v[i] = s.within(v[i], block/2, s.reflected(v[i], block))
			for d := block / 4; d > 0; d /= 2 {
				v[i] = s.within(v[i], d, s.swapped(v[i], d))
			}
		}
	}
	for block := 2; block <= len(v); block *= 2 {
		for first := 0; first < len(v); first += block {
			s.merge(v[first : first+block])
		}
	}
}

// columns sorts 8 items in 19 steps, the fewest (R. Floyd; D. Knuth, The Art of Computer
// Programming 3, 5.3.4).
var columns = [][2]int{
	{0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 1}, {2, 3},
	{4, 5}, {6, 7}, {2, 4}, {3, 5}, {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6},
}

// square sorts each of as many vectors of 8 bytes as they have items: as columns, without
// a shuffle, and turns these into vectors, in three steps of pairs, of pairs of pairs and
// of halves.
func (s *sorter) square(v []reg.VecVirtual) {
	for _, c := range columns {
		a, b, low := v[c[0]], v[c[1]], s.ZMM()
		s.min(a, b, low)
		s.max(a, b, b)
		v[c[0]] = low
	}
	pairs := func(d int, low, high func(a, b, to reg.VecVirtual)) {
		for i := range v {
			if i&d == 0 {
				a, b := s.ZMM(), s.ZMM()
				low(v[i], v[i+d], a)
				high(v[i], v[i+d], b)
				v[i], v[i+d] = a, b
			}
		}
	}
	pairs(1, func(a, b, to reg.VecVirtual) { s.VPUNPCKLQDQ(b, a, to) }, func(a, b, to reg.VecVirtual) { s.VPUNPCKHQDQ(b, a, to) })
	quarters := func(imm uint64) func(a, b, to reg.VecVirtual) {
		return func(a, b, to reg.VecVirtual) { s.VSHUFI64X2(operand.U8(imm), b, a, to) }
	}
	pairs(2, quarters(0x88), quarters(0xdd))
	pairs(4, quarters(0x88), quarters(0xdd))
}

// merge sorts vectors both halves of which are sorted.
func (s *sorter) merge(v []reg.VecVirtual) {
	for i := range len(v) / 2 {
		a, b := v[i], v[len(v)-1-i]
		if b == nil {
			continue
		}
		t := s.ZMM()
		of(s, s.VPERMD, s.VPERMQ)(b, s.reversal, t)
		s.max(t, a, b) // reversed, as what is merged below may be
		s.min(t, a, a)
	}
	for d := len(v) / 4; d > 0; d /= 2 {
		for i := range v {
			if i&d != 0 || v[i+d] == nil {
				continue
			}
			a, b, t := v[i], v[i+d], s.ZMM()
			s.min(a, b, t)
			s.max(a, b, b)
			v[i] = t
		}
	}
	for i := range v {
		for d := s.lanes / 2; d > 0 && v[i] != nil; d /= 2 {
			v[i] = s.within(v[i], d, s.swapped(v[i], d))
		}
	}
}

// within returns the larger ones of the items of v and t where they are the upper ones at a
// distance, and the smaller ones elsewhere.
func (s *sorter) within(v reg.VecVirtual, d int, t reg.VecVirtual) reg.VecVirtual {
	low := s.ZMM()
	s.min(t, v, low)
	s.max(t, v, s.masks[d], low)
	return low
}

// swapped returns the items at a distance, a power of 2.
func (s *sorter) swapped(v reg.VecVirtual, d int) reg.VecVirtual {
	t := s.ZMM()
	switch d * s.size {
	case 4:
		s.VPSHUFD(operand.U8(0xb1), v, t)
	case 8:
		s.VPSHUFD(operand.U8(0x4e), v, t)
	case 16:
		s.VPERMQ(operand.U8(0x4e), v, t)
	default:
		s.VSHUFI64X2(operand.U8(0x4e), v, v, t)
	}
	return t
}

// reflected returns the items of blocks from the last to the first one.
func (s *sorter) reflected(v reg.VecVirtual, block int) reg.VecVirtual {
	t := s.ZMM()
	switch {
	case block == s.lanes:
		of(s, s.VPERMD, s.VPERMQ)(v, s.reversal, t)
	case block == 2:
		return s.swapped(v, 1)
	case s.size == 8:
		s.VPERMQ(operand.U8(0x1b), v, t)
	default:
		s.VPSHUFD(operand.U8(0x1b), v, t)
		if block == 8 {
			s.VPERMQ(operand.U8(0x4e), t, t)
		}
	}
	return t
}
