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
	s.mergeHalves()
}

// mergeHalves writes the merge of two lists that are too long together to be kept in registers.
func (s *sorter) mergeHalves() {
	const vectors = 16
	s.begin("merge", "func(a, room *byte, n int)",
		"sorts n items, the first "+strconv.Itoa(vectors*s.lanes)+" of which are sorted, and so are the others, of which there are no more; room is for as many.")
	a, room, rest := s.arg("a"), s.arg("room"), s.arg("n")
	s.constants()
	s.SUBQ(imm(vectors*s.lanes), rest)
	most, ones, bits := s.largest(), s.GP64(), s.GP64()
	s.MOVQ(operand.I32(-1), ones)
	valid := func(i int) reg.Register {
		k := s.K()
		s.ahead(rest, ones, i*s.lanes, bits)
		s.toMask(bits, k)
		return k
	}
	var v [vectors]reg.VecVirtual
	for i := range v {
		first, second, reversed, last := s.ZMM(), s.ZMM(), s.ZMM(), vectors-1-i
		s.move(at(a, i*vector), first)
		s.VMOVDQA64(most, second)
		s.move(at(a, (vectors+last)*vector), valid(last), second)
		of(s, s.VPERMD, s.VPERMQ)(second, s.reversal, reversed)
		low, high := s.exchanged(first, reversed)
		s.move(high, at(room, i*vector))
		v[i] = low
	}
	s.bitonic(v[:], vectors/2)
	for i := range v {
		s.move(v[i], at(a, i*vector))
		v[i] = s.ZMM()
		s.move(at(room, i*vector), v[i])
	}
	s.bitonic(v[:], vectors/2)
	for i := range v {
		s.move(v[i], valid(i), at(a, (vectors+i)*vector))
	}
	s.end()
}

// network writes the sort of some vectors, of which the first ones are full.
func (s *sorter) network(vectors, full int) {
	s.begin("sort"+strconv.Itoa(vectors)+"x", "func(a *byte, n int)",
		"sorts n items, more than "+strconv.Itoa(full*s.lanes)+" and no more than "+strconv.Itoa(vectors*s.lanes)+".")
	a, rest := s.arg("a"), s.arg("n")
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
			s.move(at(a, i*vector), v[i])
			continue
		}
		k := valid(i)
		s.VMOVDQA64(most, v[i])
		s.move(at(a, i*vector), k, v[i])
	}
	s.sort(v)
	for i := range vectors {
		if i < full {
			s.move(v[i], at(a, i*vector))
			continue
		}
		s.move(v[i], valid(i), at(a, i*vector))
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
	many := s.GP64()
	s.MOVL(imm(64), many.As32())
	s.CMPQ(bits, many)
	s.CMOVQHI(many, bits) // BZHIQ looks at a byte only
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

// largest returns a vector of the largest integer, or of infinity.
func (s *sorter) largest() reg.VecVirtual {
	v := s.ZMM()
	s.VPTERNLOGD(operand.U8(0xff), v, v, v)
	if s.float {
		of(s, s.VPSRLD, s.VPSRLQ)(operand.U8(map[int]int{4: 24, 8: 53}[s.size]), v, v) // the bits of the exponent
		of(s, s.VPSLLD, s.VPSLLQ)(operand.U8(map[int]int{4: 23, 8: 52}[s.size]), v, v)
		return v
	}
	of(s, s.VPSRLD, s.VPSRLQ)(operand.U8(1), v, v)
	return v
}

// sort sorts vectors. Those that are nil hold the largest number only: what meets them stays as
// it is.
func (s *sorter) sort(v []reg.VecVirtual) {
	for first := 0; first+s.lanes <= len(v) && s.size == 8; first += s.lanes {
		if square := v[first : first+s.lanes]; square[s.lanes-1] != nil {
			s.square(square)
		}
	}
	single := func(i int) bool {
		whole := i/s.lanes*s.lanes + s.lanes
		return v[i] != nil && (s.size == 4 || whole > len(v) || v[whole-1] == nil)
	}
	for block := 2; block <= s.lanes; block *= 2 {
		for d := block / 2; d > 0; d /= 2 {
			for i := range v {
				if !single(i) {
					continue
				}
				other := s.swapped
				if d == block/2 {
					other = func(v reg.VecVirtual, _ int) reg.VecVirtual { return s.reflected(v, block) }
				}
				v[i] = s.within(v[i], d, other(v[i], d))
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
		v[c[0]], v[c[1]] = s.exchanged(v[c[0]], v[c[1]])
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
		v[i], v[len(v)-1-i] = s.exchanged(a, t) // the latter reversed, as what is merged below may be
	}
	s.bitonic(v, len(v)/4)
}

// bitonic sorts blocks of vectors that rise and fall, or fall and rise; d is half a block.
func (s *sorter) bitonic(v []reg.VecVirtual, d int) {
	for ; d > 0; d /= 2 {
		for i := range v {
			if i&d != 0 || v[i+d] == nil {
				continue
			}
			v[i], v[i+d] = s.exchanged(v[i], v[i+d])
		}
	}
	for d := s.lanes / 2; d > 0; d /= 2 {
		for i := range v {
			if v[i] != nil {
				v[i] = s.within(v[i], d, s.swapped(v[i], d))
			}
		}
	}
}

// exchanged returns the smaller and the larger ones of the items of two vectors. Of −0 and 0, the minimum is
// the first operand, and so is the maximum: each gets another one first, so that both remain.
func (s *sorter) exchanged(a, b reg.VecVirtual) (low, high reg.VecVirtual) {
	low, high = s.ZMM(), s.ZMM()
	s.min(b, a, low)
	s.max(a, b, high)
	return low, high
}

// within returns the larger ones of the items of v and t where they are the upper ones at a
// distance, and the smaller ones elsewhere.
func (s *sorter) within(v reg.VecVirtual, d int, t reg.VecVirtual) reg.VecVirtual {
	low := s.ZMM() // of −0 and 0 each stays
	s.min(v, t, low)
	s.max(v, t, s.masks[d], low)
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
