package fused

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
)

// A Program is an expression that was compiled. It is immutable, and any number of
// goroutines may run it at the same time.
type Program struct {
	text  string
	names []string       // of the inputs
	types []ndview.DType // of the inputs

	constants []kernel.Bits
	registers int    // that are needed at once
	steps     []step // the last one computes the result
	checks    bool   // some step must look at its operands before anything is written
	kind      elem.Kind
	block     int // items that are computed at once
	widest    int // bytes of the widest item that is held

	reduction *reduction // of the expression; nil for none
	id        uint64     // no other program of the process has it

	jobs, frames sync.Pool
}

// programs is the number of programs that were compiled.
var programs atomic.Uint64

// A step is a loop with its operands, which are places of a frame.
type step struct {
	loop *kernel.Loop
	out  int // place
	in   [3]int
	size int // bytes of a result
}

// Places of a frame: the inputs, the constants, the result, and then the registers.
func (p *Program) resultPlace() int { return len(p.names) + len(p.constants) }

func (p *Program) places() int { return p.resultPlace() + 1 + p.registers }

// String returns the expression.
func (p *Program) String() string { return p.text }

// Inputs returns the names of the operands in the order of [Program.Run].
func (p *Program) Inputs() []string { return slices.Clone(p.names) }

// InputDTypes returns the dtypes of the operands; their byte order does not matter.
func (p *Program) InputDTypes() []ndview.DType { return slices.Clone(p.types) }

// DType returns the dtype of the result, that which NumPy gives to the same
// expression of ufuncs. The dst of a run may have another one to which it casts by
// the rule same_kind.
func (p *Program) DType() ndview.DType {
	if p.reduction != nil {
		return p.reduction.typ
	}
	return p.kind.Type()
}

// program makes a program that computes a value.
func (c *compiler) program(root int) *Program {
	p := &Program{id: programs.Add(1), text: c.expr.String(), names: c.names, types: c.types, kind: c.values[root].kind}
	if c.values[root].class != aStep { // what is written is always computed
		root = c.intern(value{class: aStep, kind: p.kind, in: [3]int{root}, nin: 1}, castLoop(p.kind, p.kind))
	}
	p.allocate(c, c.order(root))
	p.measure()
	return p
}

// order returns the steps that a value needs, each after its operands, so that few
// values are held at a time.
func (c *compiler) order(root int) []int {
	needs := make([]int, len(c.values)) // registers to compute each value, 0 for none
	for id := range c.values {          // operands have smaller numbers
		if c.values[id].class != aStep {
			continue
		}
		needs[id] = 1
		for held, in := range c.byNeed(id, needs) {
			needs[id] = max(needs[id], needs[in]+held)
		}
	}
	var steps []int
	seen := make([]bool, len(c.values))
	var visit func(id int)
	visit = func(id int) {
		if seen[id] || c.values[id].class != aStep {
			return
		}
		seen[id] = true
		for _, in := range c.byNeed(id, needs) {
			visit(in)
		}
		steps = append(steps, id)
	}
	visit(root)
	return steps
}

// byNeed returns the operands of a step, first those that need more registers.
func (c *compiler) byNeed(id int, needs []int) []int {
	v := &c.values[id]
	in := slices.Clone(v.in[:v.nin])
	slices.SortStableFunc(in, func(a, b int) int { return needs[b] - needs[a] })
	return in
}

// allocate gives every value a place: a register is free again after the last step
// that reads it, and may take the result of that very step if items are of one size
// (K3: a loop may write where it reads).
func (p *Program) allocate(c *compiler, steps []int) {
	last := map[int]int{} // the last step that reads each value
	for i, id := range steps {
		for _, in := range c.values[id].in[:c.values[id].nin] {
			last[in] = i
		}
	}
	places := map[int]int{}
	for _, id := range steps {
		for _, in := range c.values[id].in[:c.values[id].nin] {
			switch v := &c.values[in]; {
			case v.class == anInput:
				places[in] = v.in[0]
			case v.class == aConstant:
				if _, ok := places[in]; !ok {
					places[in] = len(p.names) + len(p.constants)
					p.constants = append(p.constants, v.bits)
				}
			}
		}
	}
	first := p.resultPlace() + 1
	var free []int
	for i, id := range steps {
		v := &c.values[id]
		s := step{loop: c.loops[id], size: v.kind.Size()}
		p.checks = p.checks || s.loop.Check != nil
		p.widest = max(p.widest, s.size)
		var ending, apart []int // registers that this step is the last to read
		for k, in := range v.in[:v.nin] {
			s.in[k] = places[in]
			if c.values[in].class != aStep || last[in] != i || slices.Contains(v.in[:k], in) {
				continue
			}
			if c.values[in].kind.Size() == s.size {
				ending = append(ending, places[in])
			} else {
				apart = append(apart, places[in])
			}
		}
		free = append(free, ending...)
		switch {
		case i == len(steps)-1:
			s.out = p.resultPlace()
		case len(free) > 0:
			s.out = free[len(free)-1]
			free = free[:len(free)-1]
		default:
			s.out = first + p.registers
			p.registers++
		}
		free = append(free, apart...)
		places[id] = s.out
		p.steps = append(p.steps, s)
	}
}

// The memory that a block should stay in: registers, and what it reads and writes of
// the operands, in the first-level cache with room to spare. Blocks are not so short that
// the calls of the loops are felt, nor longer than sums in blocks of 128 want.
const (
	blockBytes = 24 << 10
	blockLeast = 256
	blockMost  = 4096
)

// measure chooses the length of a block.
func (p *Program) measure() {
	bytes := p.registers*p.widest + p.kind.Size()
	for _, t := range p.types {
		bytes += t.Size
		p.widest = max(p.widest, t.Size)
	}
	p.block = min(max(blockBytes/max(bytes, 1), blockLeast), blockMost) &^ 127
	if p.registers == 0 {
		p.block = blockMost // nothing is read again
	}
}

// shapeText prints the shape of a layout.
func shapeText(l *layout.Layout) string { return layout.FormatShape(l.AppendShape([]int{})) }
