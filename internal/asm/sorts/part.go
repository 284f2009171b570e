package sorts

import (
	"strconv"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// batch is how many vectors are read from one end in a turn.
const batch = 8

// apartName is a table with the positions of the items of a vector of eight, those whose bits are set in
// the index before the others: a byte for each, eight in a word.
const apartName = "sortApart"

// apartTable writes the table. It may be shared by several files.
func apartTable(c *build.Context) {
	c.StaticGlobal(apartName)
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for bits := range 256 {
		word, to := uint64(0), 0
		for _, set := range []int{1, 0} {
			for i := range 8 {
				if bits>>i&1 == set {
					word |= uint64(i) << (8 * to)
					to++
				}
			}
		}
		c.AddDatum(8*bits, operand.U64(word))
	}
}

// parts writes the loops that part lists.
func (s *sorter) parts() {
	s.part("partLess", 1, "smaller than the pivot")
	s.part("partUpTo", 2, "no larger than the pivot")
}

// A parting is the registers of a loop that parts a list in place. What was read leaves room at both ends of
// what was not: items that belong to the front are written from low on, others down from high, which is
// gap bytes behind low.
type parting struct {
	compare     operand.U8
	pivot       reg.VecVirtual
	low, gap    reg.GPVirtual
	front, back reg.GPVirtual // what is still to be read
	table, ones reg.GPVirtual
}

func (s *sorter) part(name string, compare int, which string) {
	s.begin(name, "func(a *byte, n int, pivot uint64) int",
		"moves the items of a that are "+which+" to its front and returns how many there are; n is at least "+strconv.Itoa(2*batch*s.lanes)+".")
	a, n := s.arg("a"), s.arg("n")
	p := parting{operand.U8(compare), s.constant("pivot"), s.GP64(), s.GP64(), s.GP64(), s.GP64(), s.GP64(), s.GP64()}
	s.SHLQ(s.shift(), n)
	s.MOVQ(a, p.low)
	s.MOVQ(n, p.gap)
	if s.size == 8 {
		s.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol(apartName), 0), p.table)
	} else {
		s.MOVQ(operand.I32(-1), p.ones)
	}
	var ends [2 * batch]reg.VecVirtual
	for i := range batch {
		ends[i], ends[batch+i] = s.ZMM(), s.ZMM()
		s.move(at(a, i*vector), ends[i])
		s.move(operand.Mem{Base: a, Index: n, Scale: 1, Disp: (i - batch) * vector}, ends[batch+i])
	}
	s.LEAQ(at(a, batch*vector), p.front)
	s.LEAQ(operand.Mem{Base: a, Index: n, Scale: 1, Disp: -batch * vector}, p.back)

	left := s.GP64()
	turn := func(name, next string, vectors int) {
		s.Label(name)
		s.MOVQ(p.back, left)
		s.SUBQ(p.front, left)
		s.CMPQ(left, imm(vectors*vector))
		s.JB(label(next))
		from := s.nextVectors(&p, vectors)
		v := make([]reg.VecVirtual, vectors)
		for i := range v {
			v[i] = s.ZMM()
			s.move(at(from, i*vector), v[i])
		}
		s.splitAll(&p, v)
		s.JMP(label(name))
	}
	turn("batch", "one", batch)
	turn("one", "rest", 1)
	s.Label("rest")
	s.splitRest(&p, left)
	s.splitAll(&p, ends[:])
	s.SUBQ(a, p.low)
	s.SHRQ(s.shift(), p.low)
	s.Store(p.low, s.ReturnIndex(0))
	s.end()
}

// nextVectors returns where to read the next vectors: at the end with less room, so that there is enough at both.
func (s *sorter) nextVectors(p *parting, vectors int) (from reg.GPVirtual) {
	before, behind, next := s.GP64(), s.GP64(), s.GP64()
	from = s.GP64()
	s.MOVQ(p.front, before)
	s.SUBQ(p.low, before)
	s.LEAQ(operand.Mem{Base: p.low, Index: p.gap, Scale: 1}, behind)
	s.SUBQ(p.back, behind)
	s.LEAQ(at(p.front, vectors*vector), next)
	s.LEAQ(at(p.back, -vectors*vector), from)
	s.CMPQ(before, behind)
	s.CMOVQHI(from, p.back)
	s.CMOVQLS(p.front, from)
	s.CMOVQLS(next, p.front)
	return from
}

// splitAll moves the items of vectors to where they belong. Each is written to both ends as a whole, as far as
// there is room for a whole one anyway: what does not belong there is overwritten later.
func (s *sorter) splitAll(p *parting, vectors []reg.VecVirtual) {
	for i, v := range vectors {
		is, count := s.K(), s.GP64()
		high := operand.Mem{Base: p.low, Index: p.gap, Scale: 1, Disp: -(i + 1) * vector}
		s.compare(p.compare, p.pivot, v, is)
		s.fromMask(is, count)
		if s.size == 8 {
			at8, both := s.ZMM(), s.ZMM()
			s.VPMOVZXBQ(operand.Mem{Base: p.table, Index: count, Scale: 8}, at8)
			s.VPERMQ(v, at8, both)
			s.POPCNTL(count.As32(), count.As32())
			s.move(both, high)
			s.move(both, at(p.low, 0))
			s.LEAQ(operand.Mem{Base: p.low, Index: count, Scale: uint8(s.size)}, p.low)
			continue
		}
		first, last, others, others32 := s.ZMM(), s.ZMM(), s.K(), s.GP64()
		s.compress(v, is, first)
		s.not(is, others)
		s.compress(v, others, last)
		s.POPCNTL(count.As32(), count.As32())
		s.MOVL(imm(s.lanes), others32.As32())
		s.SUBL(count.As32(), others32.As32())
		s.BZHIL(others32.As32(), p.ones.As32(), others32.As32())
		some := s.K()
		s.toMask(others32, some)
		s.move(first, at(p.low, 0))
		s.LEAQ(operand.Mem{Base: p.low, Index: count, Scale: uint8(s.size)}, p.low)
		high.Base = p.low
		s.move(last, some, high)
	}
	s.SUBQ(imm(len(vectors)*vector), p.gap)
}

// splitRest moves what is left between front and back, less than a vector of so many bytes.
func (s *sorter) splitRest(p *parting, left reg.GPVirtual) {
	items, bits, ones := s.GP64(), s.GP64(), s.GP64()
	valid, is, others := s.K(), s.K(), s.K()
	v, first, last := s.ZMM(), s.ZMM(), s.ZMM()
	s.MOVQ(operand.I32(-1), ones)
	s.MOVQ(left, items)
	s.SHRQ(s.shift(), items)
	s.BZHIQ(items, ones, bits)
	s.toMask(bits, valid)
	s.moveZero(at(p.front, 0), valid, v)
	s.compare(p.compare, p.pivot, v, valid, is)
	of(s, s.KANDNW, s.KANDNB)(valid, is, others)
	s.compress(v, is, first)
	s.compress(v, others, last)
	count, k := s.GP64(), s.K()
	s.fromMask(is, count)
	s.POPCNTL(count.As32(), count.As32())
	s.BZHIQ(count, ones, bits)
	s.toMask(bits, k)
	s.move(first, k, at(p.low, 0))
	s.SUBQ(count, items)
	s.BZHIQ(items, ones, bits)
	s.toMask(bits, k)
	high := s.GP64()
	s.LEAQ(operand.Mem{Base: p.low, Index: p.gap, Scale: 1}, high)
	s.SHLQ(s.shift(), items)
	s.SUBQ(items, high)
	s.move(last, k, at(high, 0))
	s.LEAQ(operand.Mem{Base: p.low, Index: count, Scale: uint8(s.size)}, p.low)
	s.SUBQ(left, p.gap)
}

// odd writes the loop that looks for floats that sorting treats apart.
func (s *sorter) odd() {
	s.begin("odd", "func(a *byte, n int) bool", "reports whether there is a NaN or −0 among n items.")
	a, n := s.arg("a"), s.arg("n")
	is, ones, bits, k := s.K(), s.GP64(), s.GP64(), s.K()
	s.KXORW(is, is, is)
	s.MOVQ(operand.I32(-1), ones)
	const nanOrMinusZero = 0x85
	look := func(off int) {
		m := s.K()
		s.class(operand.U8(nanOrMinusZero), at(a, off), m)
		s.KORW(m, is, is)
	}
	const turn = 4
	s.Label("vectors")
	s.CMPQ(n, imm(turn*s.lanes))
	s.JB(label("vector"))
	for i := range turn {
		look(i * vector)
	}
	s.ADDQ(imm(turn*vector), a)
	s.SUBQ(imm(turn*s.lanes), n)
	s.JMP(label("vectors"))
	s.Label("vector")
	s.CMPQ(n, imm(s.lanes))
	s.JB(label("rest"))
	look(0)
	s.ADDQ(imm(vector), a)
	s.SUBQ(imm(s.lanes), n)
	s.JMP(label("vector"))
	s.Label("rest")
	s.TESTQ(n, n)
	s.JE(label("done"))
	s.BZHIQ(n, ones, bits)
	s.toMask(bits, k)
	v, m := s.ZMM(), s.K()
	s.moveZero(at(a, 0), k, v)
	s.class(operand.U8(nanOrMinusZero), v, m)
	s.KORW(m, is, is)
	s.Label("done")
	found := s.GP8()
	s.KORTESTW(is, is)
	s.SETNE(found)
	s.Store(found, s.ReturnIndex(0))
	s.end()
}

// flip writes the loop that turns unsigned integers into signed ones in the same order, and back.
func (s *sorter) flip() {
	s.begin("flip", "func(a *byte, n int)", "turns the first bits of n items.")
	a, n := s.arg("a"), s.arg("n")
	sign := s.ZMM()
	ones, bits, k := s.GP64(), s.GP64(), s.K()
	s.VPTERNLOGD(operand.U8(0xff), sign, sign, sign)
	of(s, s.VPSLLD, s.VPSLLQ)(operand.U8(8*s.size-1), sign, sign)
	s.MOVQ(operand.I32(-1), ones)
	v := s.ZMM()
	s.Label("vector")
	s.CMPQ(n, imm(s.lanes))
	s.JB(label("rest"))
	s.VPXORQ(at(a, 0), sign, v)
	s.move(v, at(a, 0))
	s.ADDQ(imm(vector), a)
	s.SUBQ(imm(s.lanes), n)
	s.JMP(label("vector"))
	s.Label("rest")
	s.TESTQ(n, n)
	s.JE(label("done"))
	s.BZHIQ(n, ones, bits)
	s.toMask(bits, k)
	s.moveZero(at(a, 0), k, v)
	s.VPXORQ(v, sign, v)
	s.move(v, k, at(a, 0))
	s.Label("done")
	s.end()
}

// same writes the loop that finds out whether a list needs no sorting.
func (s *sorter) same() {
	s.begin("same", "func(a *byte, n int, bits uint64) bool", "reports whether n items are all the same.")
	a, n, item := s.arg("a"), s.arg("n"), s.constant("bits")
	ones, bits, k, differ, is := s.GP64(), s.GP64(), s.K(), s.K(), s.GP8()
	const notEqual = 4
	compare := of(s, s.VPCMPD, s.VPCMPQ)
	s.MOVQ(operand.I32(-1), ones)
	s.Label("vector")
	s.CMPQ(n, imm(s.lanes))
	s.JB(label("rest"))
	compare(operand.U8(notEqual), at(a, 0), item, differ)
	s.KORTESTW(differ, differ)
	s.JNE(label("done"))
	s.ADDQ(imm(vector), a)
	s.SUBQ(imm(s.lanes), n)
	s.JMP(label("vector"))
	s.Label("rest")
	s.BZHIQ(n, ones, bits)
	s.toMask(bits, k)
	v := s.ZMM()
	s.moveZero(at(a, 0), k, v)
	compare(operand.U8(notEqual), v, item, k, differ)
	s.KORTESTW(differ, differ)
	s.Label("done")
	s.SETEQ(is)
	s.Store(is, s.ReturnIndex(0))
	s.end()
}

func (s *sorter) constant(name string) reg.VecVirtual {
	x, v := s.XMM(), s.ZMM()
	s.Load(s.Param(name), x)
	s.broadcast(x, v)
	return v
}
