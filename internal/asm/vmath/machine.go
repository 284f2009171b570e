package vmath

import (
	"math"
	"slices"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A machine writes the values of a program in vector registers of one level.
//
// Programs are straight, so that it is known at each place when a value is used next: if registers run out, the
// value that is needed last goes to the stack (Belady). Constants are operands in memory, which AVX-512
// broadcasts on the way.
type machine struct {
	c      *build.Context
	p      *Program
	live   []*Value
	data   *pool
	wide   bool // AVX-512
	uses   map[*Value][]int
	held   []*Value // by register
	pinned []bool   // registers of the instruction in the making
	where  map[*Value]int
	slots  map[*Value]operand.Mem
	masks  map[*Value]int // AVX-512: mask registers
	now    int            // place in the program
}

// Mask registers: 1 has the items of a block that exist, unless blocks are abreast; 7 is for the instruction in the making.
const tailMask, scratchMask = 1, 7

func newMachine(c *build.Context, p *Program, data *pool, wide bool) *machine {
	m := &machine{c: c, p: p, data: data, wide: wide, slots: map[*Value]operand.Mem{}, uses: map[*Value][]int{}}
	without := withBits
	if wide {
		without = withNumber
	}
	m.live = p.live(without)
	for _, v := range m.live {
		for i, u := range v.in {
			if u != nil && (v.op != opScale || i != without) {
				m.uses[u] = append(m.uses[u], v.at)
			}
		}
	}
	n := len(p.nodes)
	for _, v := range append([]*Value{p.result, p.last, p.hard}, p.results...) {
		m.uses[v] = append(m.uses[v], n)
	}
	if p.wanted != nil {
		m.uses[p.wanted] = append(m.uses[p.wanted], m.rareFrom())
		slices.Sort(m.uses[p.wanted])
	}
	count := 16
	if wide {
		count = 32
	}
	m.held, m.pinned = make([]*Value, count), make([]bool, count)
	m.where, m.masks = map[*Value]int{}, map[*Value]int{}
	return m
}

// rareFrom is the place of the first value of the rare part.
func (m *machine) rareFrom() int {
	for _, v := range m.p.nodes {
		if v.rare {
			return v.at
		}
	}
	return len(m.p.nodes)
}

func (m *machine) lanes() int {
	n := 4
	if m.wide {
		n = 8
	}
	if m.p.single {
		n *= 2
	}
	return n
}

// bytes is the size of a vector.
func (m *machine) bytes() int {
	if m.wide {
		return 64
	}
	return 32
}

// constant returns where a constant of the program is.
func (m *machine) constant(b uint64) operand.Mem {
	if m.p.single {
		b |= b << 32
	}
	return m.data.constant(b)
}

func (m *machine) vec(i int) reg.VecPhysical {
	v := xmm[i]
	if m.wide {
		return v.AsZ().(reg.VecPhysical)
	}
	return v.AsY().(reg.VecPhysical)
}

var xmm = [...]reg.VecPhysical{
	reg.X0, reg.X1, reg.X2, reg.X3, reg.X4, reg.X5, reg.X6, reg.X7, reg.X8, reg.X9, reg.X10, reg.X11, reg.X12, reg.X13, reg.X14, reg.X15,
	reg.X16, reg.X17, reg.X18, reg.X19, reg.X20, reg.X21, reg.X22, reg.X23, reg.X24, reg.X25, reg.X26, reg.X27, reg.X28, reg.X29, reg.X30, reg.X31,
}

var kreg = [...]reg.OpmaskPhysical{reg.K0, reg.K1, reg.K2, reg.K3, reg.K4, reg.K5, reg.K6, reg.K7}

// nextUse returns where a value is used next, the place in the making included.
func (m *machine) nextUse(v *Value) int {
	for _, at := range m.uses[v] {
		if at >= m.now {
			return at
		}
	}
	return math.MaxInt
}

// diesHere reports whether nobody uses a value after the place in the making.
func (m *machine) diesHere(v *Value) bool {
	u := m.uses[v]
	return len(u) == 0 || u[len(u)-1] <= m.now
}

// take returns a register that may be written, pinned.
func (m *machine) take() int {
	best, far := -1, -1
	for i, v := range m.held {
		switch {
		case m.pinned[i]:
			continue
		case v == nil:
			m.pinned[i] = true
			return i
		}
		if at := m.nextUse(v); at > far {
			best, far = i, at
		}
	}
	if best < 0 {
		panic("one instruction needs too many registers")
	}
	v := m.held[best]
	if _, ok := m.slots[v]; !ok {
		m.slots[v] = m.c.AllocLocal(m.bytes())
		m.c.VMOVUPD(m.vec(best), m.slots[v])
	}
	delete(m.where, v)
	m.held[best] = nil
	m.pinned[best] = true
	return best
}

// own says that a register holds a value.
func (m *machine) own(i int, v *Value) {
	m.held[i] = v
	m.where[v] = i
}

// in returns the register of a value, which is loaded if it is in memory.
func (m *machine) in(v *Value) int {
	if i, ok := m.where[v]; ok {
		m.pinned[i] = true
		return i
	}
	i := m.take()
	if v.op == opConst {
		m.broadcast(v.imm, i)
		return i
	}
	slot, ok := m.slots[v]
	if !ok {
		panic("a value is nowhere")
	}
	m.c.VMOVUPD(slot, m.vec(i))
	m.own(i, v)
	return i
}

func (m *machine) broadcast(b uint64, i int) {
	switch {
	case b == 0:
		m.c.VXORPD(m.vec(i), m.vec(i), m.vec(i))
	case m.wide:
		m.c.VBROADCASTSD(m.constant(b), m.vec(i))
	default:
		m.c.VMOVUPD(m.constant(b), m.vec(i))
	}
}

func (m *machine) inMemory(v *Value) bool {
	_, ok := m.where[v]
	return !ok
}

// operandOf returns a value as the operand that may lie in memory, and whether it is to be broadcast.
func (m *machine) operandOf(v *Value) (operand.Op, bool) {
	if i, ok := m.where[v]; ok {
		m.pinned[i] = true
		return m.vec(i), false
	}
	if v.op == opConst {
		return m.constant(v.imm), m.wide
	}
	return m.slots[v], false
}

// release frees the registers of values that nobody uses any more.
func (m *machine) release() {
	for i, v := range m.held {
		if v != nil && m.diesHere(v) {
			delete(m.where, v)
			m.held[i] = nil
			m.pinned[i] = false
		}
	}
	for i, v := range m.held {
		if v == nil {
			m.pinned[i] = false
		}
	}
}

// unpin ends an instruction.
func (m *machine) unpin() {
	for i := range m.pinned {
		m.pinned[i] = false
	}
	m.release()
	for v := range m.masks {
		if m.diesHere(v) {
			delete(m.masks, v)
		}
	}
}

// mask returns a free mask register.
func (m *machine) mask() int {
	first := tailMask + 1
	if len(m.p.results) > 0 {
		first = tailMask
	}
next:
	for k := first; k < scratchMask; k++ {
		for v, at := range m.masks {
			if at == k && !m.diesHere(v) {
				continue next
			}
		}
		return k
	}
	panic("too many masks at a time")
}
