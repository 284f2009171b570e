package vmath

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type emit = func(ops ...operand.Op)

// pick chooses the form of an instruction whose operand may be broadcast.
func pick(bcst bool, plain, broadcast emit) emit {
	if bcst {
		return broadcast
	}
	return plain
}

// write writes the instructions of one value.
func (m *machine) write(v *Value) {
	m.now = v.at
	c := m.c
	switch v.op {
	case opIn:
		return // loaded before
	case opAdd:
		m.binary(v, true, c.VADDPD, c.VADDPD_BCST)
	case opSub:
		m.binary(v, false, c.VSUBPD, c.VSUBPD_BCST)
	case opMul:
		m.binary(v, true, c.VMULPD, c.VMULPD_BCST)
	case opDiv:
		m.binary(v, false, c.VDIVPD, c.VDIVPD_BCST)
	case opMin:
		m.binary(v, false, c.VMINPD, c.VMINPD_BCST)
	case opMax:
		m.binary(v, false, c.VMAXPD, c.VMAXPD_BCST)
	case opAnd:
		m.binary(v, true, c.VANDPD, c.VANDPD_BCST)
	case opOr:
		m.binary(v, true, c.VORPD, c.VORPD_BCST)
	case opXor:
		m.binary(v, true, c.VXORPD, c.VXORPD_BCST)
	case opAndNot:
		w := *v
		w.in[0], w.in[1] = v.in[1], v.in[0] // the instruction inverts the first
		m.binaryOf(&w, v, false, c.VANDNPD, c.VANDNPD_BCST)
	case opIAdd:
		m.binary(v, true, c.VPADDQ, c.VPADDQ_BCST)
	case opISub:
		m.binary(v, false, c.VPSUBQ, c.VPSUBQ_BCST)
	case opSqrt:
		m.unary(v, func(a operand.Op, dst reg.VecPhysical) { c.VSQRTPD(a, dst) })
	case opRound:
		m.unary(v, func(a operand.Op, dst reg.VecPhysical) {
			if m.wide {
				c.VRNDSCALEPD(operand.U8(0), a, dst)
			} else {
				c.VROUNDPD(operand.U8(0), a, dst)
			}
		})
	case opShl:
		m.unary(v, func(a operand.Op, dst reg.VecPhysical) { c.VPSLLQ(operand.U8(v.imm), a, dst) })
	case opShr:
		m.unary(v, func(a operand.Op, dst reg.VecPhysical) { c.VPSRLQ(operand.U8(v.imm), a, dst) })
	case opFMA:
		m.fused(v, [3]emit{c.VFMADD132PD, c.VFMADD213PD, c.VFMADD231PD}, [3]emit{c.VFMADD132PD_BCST, c.VFMADD213PD_BCST, c.VFMADD231PD_BCST})
	case opFNMA:
		m.fused(v, [3]emit{c.VFNMADD132PD, c.VFNMADD213PD, c.VFNMADD231PD}, [3]emit{c.VFNMADD132PD_BCST, c.VFNMADD213PD_BCST, c.VFNMADD231PD_BCST})
	case opFMS:
		m.fused(v, [3]emit{c.VFMSUB132PD, c.VFMSUB213PD, c.VFMSUB231PD}, [3]emit{c.VFMSUB132PD_BCST, c.VFMSUB213PD_BCST, c.VFMSUB231PD_BCST})
	case opScale:
		m.scale(v)
	case opNumber:
		if !m.p.single {
			panic("no instruction for integers of 64 bits")
		}
		m.unary(v, func(a operand.Op, dst reg.VecPhysical) { c.VCVTDQ2PS(a, dst) })
	case opLookup:
		m.lookup(v)
	case opLess:
		m.compare(v, v.in[1], 0x11)
	case opLessEq:
		m.compare(v, v.in[1], 0x12)
	case opEq:
		m.compare(v, v.in[1], 0x00)
	case opNotLess:
		m.compare(v, v.in[1], 0x15)
	case opNotLessEq:
		m.compare(v, v.in[1], 0x16)
	case opNaN:
		m.compare(v, v.in[0], 0x03)
	case opOdd:
		m.odd(v)
	case opIEq:
		m.equalBits(v)
	case opMAnd, opMOr, opMAndNot:
		m.join(v)
	case opSelect:
		m.choose(v)
	default:
		panic("no instruction for an operation")
	}
	m.unpin()
}

// binary writes dst = a op b, of which b may lie in memory.
func (m *machine) binary(v *Value, commutes bool, plain, bcst emit) {
	m.binaryOf(v, v, commutes, plain, bcst)
}

func (m *machine) binaryOf(w, v *Value, commutes bool, plain, bcst emit) {
	a, b := w.in[0], w.in[1]
	if commutes && m.inMemory(a) && !m.inMemory(b) {
		a, b = b, a
	}
	ra := m.in(a)
	ob, cast := m.operandOf(b)
	dst := m.result(v)
	pick(cast, plain, bcst)(ob, m.vec(ra), m.vec(dst))
}

// result returns the register of a value in the making: one that becomes free, if there is one.
func (m *machine) result(v *Value) int {
	m.release()
	i := m.take()
	m.own(i, v)
	return i
}

func (m *machine) unary(v *Value, f func(a operand.Op, dst reg.VecPhysical)) {
	a := m.in(v.in[0])
	f(m.vec(a), m.vec(m.result(v)))
}

// fused writes ±a·b ± c in the form that overwrites what is needed no more.
func (m *machine) fused(v *Value, plain, bcst [3]emit) {
	var mem *Value // the operand that stays in memory
	for _, u := range []*Value{v.in[2], v.in[0], v.in[1]} {
		if mem == nil && m.inMemory(u) && times(v, u) == 1 {
			mem = u
		}
	}
	var at [3]int
	for i, u := range v.in {
		if u != mem {
			at[i] = m.once(v.in[:i], at[:i], u)
		}
	}
	over := m.overwritten(v, mem)
	a, b, c := 0, 1, 2
	if over == 1 || over == 2 && v.in[0] == mem {
		a, b = 1, 0
	}
	dst := at[over]
	if u := v.in[over]; u.op != opConst && !m.diesHere(u) {
		dst = m.take()
		m.c.VMOVAPD(m.vec(at[over]), m.vec(dst))
	}
	cast := false
	place := func(i int) operand.Op {
		if v.in[i] != mem {
			return m.vec(at[i])
		}
		o, broadcast := m.operandOf(mem)
		cast = broadcast
		return o
	}
	form, third, second := 2, b, a // c = a·b + c
	switch {
	case over != 2 && v.in[b] == mem:
		form, third, second = 0, b, c // a = a·b + c
	case over != 2:
		form, third, second = 1, c, b // a = b·a + c
	}
	ops := []operand.Op{place(third), place(second), m.vec(dst)}
	pick(cast, plain[form], bcst[form])(ops...)
	if u := m.held[dst]; u != nil {
		delete(m.where, u)
	}
	m.own(dst, v)
}

// times counts how often u is an operand of v.
func times(v, u *Value) (n int) {
	for _, w := range v.in {
		if w == u {
			n++
		}
	}
	return n
}

// once returns the register of a value, the same one if it is an operand already.
func (m *machine) once(before []*Value, at []int, u *Value) int {
	for i, w := range before {
		if w == u {
			return at[i]
		}
	}
	return m.in(u)
}

// overwritten chooses the operand that becomes the result: a constant just loaded, one that is needed no
// more, or any, which is copied.
func (m *machine) overwritten(v, mem *Value) int {
	best, over := 0, -1
	for _, i := range []int{2, 0, 1} {
		u, rank := v.in[i], 1
		switch {
		case u == mem:
			continue
		case u.op == opConst:
			rank = 3
		case m.diesHere(u):
			rank = 2
		}
		if rank > best {
			best, over = rank, i
		}
	}
	return over
}

// scale writes a·2ᵇ: an instruction of AVX-512; of AVX2 two multiplications, of which the first is exact, or
// an addition to the exponent.
func (m *machine) scale(v *Value) {
	c := m.c
	if m.wide {
		w := *v
		m.binaryOf(&w, v, false, c.VSCALEFPD, c.VSCALEFPD_BCST)
		return
	}
	exponent := operand.U8(m.p.fraction())
	if v.imm == nearScale {
		a, t := m.in(v.in[0]), m.in(v.in[2])
		n := m.vec(m.take())
		c.VPSLLQ(exponent, m.vec(t), n)
		c.VPADDQ(n, m.vec(a), m.vec(m.result(v)))
		return
	}
	a, t := m.vec(m.in(v.in[0])), m.vec(m.in(v.in[2]))
	h, r := m.vec(m.take()), m.take()
	d := m.vec(r)
	c.VPSRLQ(operand.U8(1), t, h)
	c.VPSUBQ(h, t, d)
	c.VPSLLQ(exponent, h, h)
	c.VPSLLQ(exponent, d, d)
	c.VMULPD(h, a, h)
	c.VMULPD(h, d, d)
	m.own(r, v)
}

// lookup writes table[a] by permutations, in which the low bits of the index count.
func (m *machine) lookup(v *Value) {
	c := m.c
	index := m.vec(m.in(v.in[0]))
	entries := v.table
	switch {
	case !m.wide:
		m.lookup8(v)
	case m.p.single:
		if len(entries) == 8 {
			entries = append(entries[:8:8], entries...)
		}
		c.VPERMPD(m.data.table32(entries), index, m.vec(m.result(v)))
	case len(entries) == 8:
		c.VPERMPD(m.data.table(entries), index, m.vec(m.result(v)))
	default:
		r := m.take()
		dst := m.vec(r)
		m.own(r, v)
		table := m.data.table(entries)
		c.VMOVUPD(table, dst)
		c.VPERMT2PD(table.Offset(64), index, dst)
	}
}

// lookup8 is lookup for AVX2, which permutes 8 items of 32 bits: of 16 entries bit 3 chooses one of two permutations, of float64
// the halves are permuted apart, by an index that stands in both halves.
func (m *machine) lookup8(v *Value) {
	c := m.c
	index := m.vec(m.in(v.in[0]))
	r := m.take()
	dst, spare := m.vec(r), m.vec(m.take())
	permuted := func(table operand.Mem, index, dst, spare reg.VecPhysical) { c.VPERMPS(table, index, dst) }
	if len(v.table) == 16 {
		which := m.vec(m.take())
		permuted = func(table operand.Mem, index, dst, spare reg.VecPhysical) {
			c.VPERMPS(table, index, dst)
			c.VPERMPS(table.Offset(32), index, spare)
			c.VPSLLD(operand.U8(28), index, which)
			c.VBLENDVPS(which, spare, dst, dst)
		}
	}
	if m.p.single {
		permuted(m.data.table32(v.table), index, dst, spare)
	} else {
		both, upper := m.vec(m.take()), m.vec(m.take())
		low, high := m.data.halves(v.table)
		c.VMOVSLDUP(index, both)
		permuted(low, both, dst, spare)
		permuted(high, both, upper, spare)
		c.VBLENDPS(operand.U8(0xaa), upper, dst, dst)
	}
	m.own(r, v)
}

// Masks are mask registers of AVX-512, vectors of AVX2.

func (m *machine) compare(v, b *Value, predicate uint8) {
	ra := m.in(v.in[0])
	ob, cast := m.operandOf(b)
	if m.wide {
		k := m.mask()
		pick(cast, m.c.VCMPPD, m.c.VCMPPD_BCST)(operand.U8(predicate), ob, m.vec(ra), kreg[k])
		m.masks[v] = k
		return
	}
	m.c.VCMPPD(operand.U8(predicate), ob, m.vec(ra), m.vec(m.result(v)))
}

// odd sets where a number is not positive and normal: an instruction of AVX-512.
func (m *machine) odd(v *Value) {
	a := m.vec(m.in(v.in[0]))
	if m.wide {
		k := m.mask()
		m.c.VFPCLASSPDZ(operand.U8(0xff), a, kreg[k])
		m.masks[v] = k
		return
	}
	least, greatest := m.p.normal()
	below, r := m.vec(m.take()), m.take()
	m.c.VCMPPD(operand.U8(0x11), m.constant(least), a, below)
	m.c.VCMPPD(operand.U8(0x16), m.constant(greatest), a, m.vec(r))
	m.c.VORPD(below, m.vec(r), m.vec(r))
	m.own(r, v)
}

func (m *machine) equalBits(v *Value) {
	a, b := v.in[0], v.in[1]
	if m.inMemory(a) && !m.inMemory(b) {
		a, b = b, a
	}
	ra := m.in(a)
	ob, cast := m.operandOf(b)
	if m.wide {
		k := m.mask()
		pick(cast, m.c.VPCMPEQQ, m.c.VPCMPEQQ_BCST)(ob, m.vec(ra), kreg[k])
		m.masks[v] = k
		return
	}
	m.c.VPCMPEQQ(ob, m.vec(ra), m.vec(m.result(v)))
}

func (m *machine) join(v *Value) {
	if m.wide {
		a, b := kreg[m.masks[v.in[0]]], kreg[m.masks[v.in[1]]]
		k := m.mask()
		switch v.op {
		case opMAnd:
			m.c.KANDB(b, a, kreg[k])
		case opMOr:
			m.c.KORB(b, a, kreg[k])
		case opMAndNot:
			m.c.KANDNB(a, b, kreg[k]) // not the second operand
		}
		m.masks[v] = k
		return
	}
	a, b := m.vec(m.in(v.in[0])), m.vec(m.in(v.in[1]))
	dst := m.vec(m.result(v))
	switch v.op {
	case opMAnd:
		m.c.VANDPD(b, a, dst)
	case opMOr:
		m.c.VORPD(b, a, dst)
	case opMAndNot:
		m.c.VANDNPD(a, b, dst)
	}
}

func (m *machine) choose(v *Value) {
	yes, no := v.in[1], v.in[2]
	rn := m.in(no)
	if m.wide {
		oy, cast := m.operandOf(yes)
		k := kreg[m.masks[v.in[0]]]
		pick(cast, m.c.VBLENDMPD, m.c.VBLENDMPD_BCST)(oy, m.vec(rn), k, m.vec(m.result(v)))
		return
	}
	k := m.vec(m.in(v.in[0]))
	oy, _ := m.operandOf(yes)
	m.c.VBLENDVPD(k, oy, m.vec(rn), m.vec(m.result(v)))
}
