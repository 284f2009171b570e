package kernels

import (
	"fmt"
	"math/bits"
	"reflect"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A Kernel is one loop.
type Kernel struct {
	Table string   // of the registry: "Add"
	Kinds []string // that it is registered for: "Int8", "Uint8"
	Item  Item     // of the inputs, as instructions see them
	In    int      // number of inputs
	Shape Shape
	Emit  Emitter

	WideOnly bool // AVX2 has no instructions for it
}

// Levels are those that a loop is written for.
func (k Kernel) Levels() []string {
	if k.WideOnly {
		return []string{"AVX512"}
	}
	return []string{"AVX2", "AVX512"}
}

// A Shape is the form of a loop.
type Shape int

// The shapes.
const (
	Map Shape = iota
	Test
	Choice
)

// An Item is the element type that instructions work on.
type Item struct {
	Name string // "Bits16", "Int16", "Uint16", "Float32"
	Size int    // bytes
}

func (i Item) float() bool { return i.Name[0] == 'F' }

func (i Item) signed() bool { return i.Name[0] == 'I' }

func (i Item) log() int { return bits.TrailingZeros(uint(i.Size)) }

// letter is that of the size in names of integer instructions.
func (i Item) letter() string { return "BWDQ"[i.log() : i.log()+1] }

// packed is the ending of names of floating-point instructions.
func (i Item) packed() string {
	if i.Size == 4 {
		return "PS"
	}
	return "PD"
}

// An Emitter computes of one vector of each input the vector of results; for a Test,
// with AVX-512 a mask register, with AVX2 a vector of all ones and zeros.
type Emitter func(g *Gen, x []reg.Register) reg.Register

// A Gen writes one function.
type Gen struct {
	*build.Context
	Kernel
	Wide bool // AVX-512

	consts map[uint64]reg.Register
	order  []uint64 // of constants, as the emitter asked for them
	labels int
	local  operand.Mem // see block
}

func (g *Gen) level() string {
	if g.Wide {
		return "AVX512"
	}
	return "AVX2"
}

// Func is the name of the function.
func (k Kernel) Func(level string) string {
	return string(k.Table[0]|0x20) + k.Table[1:] + k.Item.Name + level
}

// width is the number of bytes of a vector.
func (g *Gen) width() int {
	if g.Wide {
		return 64
	}
	return 32
}

// vec returns a new vector register.
func (g *Gen) vec() reg.Register {
	if g.Wide {
		return g.ZMM()
	}
	return g.YMM()
}

// op writes an instruction by its name. Operands stand as in Go's assembler: the
// destination last, before it the first operand, before that the second.
func (g *Gen) op(name string, args ...operand.Op) {
	m := reflect.ValueOf(g.Context).MethodByName(name)
	if !m.IsValid() {
		panic("no instruction " + name)
	}
	values := make([]reflect.Value, len(args))
	for i, a := range args {
		values[i] = reflect.ValueOf(a)
	}
	m.Call(values)
}

// do writes an instruction with a new register as destination, which it returns.
func (g *Gen) do(name string, args ...operand.Op) reg.Register {
	to := g.vec()
	g.op(name, append(args, to)...)
	return to
}

// bitwise writes VPAND, VPOR, VPXOR or VPANDN, whose names with AVX-512 have a letter for
// the masks.
func (g *Gen) bitwise(name string, args ...operand.Op) reg.Register {
	if g.Wide {
		name += "Q"
	}
	return g.do(name, args...)
}

// constant returns a vector of 64-bit words, which is filled before the loop.
func (g *Gen) constant(word uint64) reg.Register {
	r, ok := g.consts[word]
	if !ok {
		r = g.vec()
		g.consts[word] = r
		g.order = append(g.order, word)
	}
	return r
}

// repeated is constant of an item.
func (g *Gen) repeated(item uint64) reg.Register {
	word := item
	for size := g.Item.Size * 8; size < 64; size *= 2 {
		word = word&(1<<size-1) | word<<size
	}
	return g.constant(word)
}

// collect finds the constants that an emitter asks for, by running it in vain.
func (g *Gen) collect() []uint64 {
	trial := *g
	trial.Context = build.NewContext()
	trial.Function("trial")
	trial.SignatureExpr("func()")
	trial.consts, trial.order = map[uint64]reg.Register{}, nil
	x := make([]reg.Register, g.In)
	for i := range x {
		x[i] = trial.vec()
	}
	trial.Emit(&trial, x)
	return trial.order
}

// fill sets up the constants.
func (g *Gen) fill(words []uint64) {
	g.consts = map[uint64]reg.Register{}
	for _, word := range words {
		to := g.constant(word)
		switch {
		case word == 0 && g.Wide:
			g.op("VPXORQ", to, to, to)
		case word == 0:
			g.op("VPXOR", to, to, to)
		default:
			r := g.GP64()
			g.MOVQ(operand.U64(word), r)
			if g.Wide {
				g.op("VPBROADCASTQ", r, to)
				continue
			}
			x := g.XMM()
			g.VMOVQ(r, x)
			g.VPBROADCASTQ(x, to)
		}
	}
}

// fresh returns a new label.
func (g *Gen) fresh(name string) string {
	g.labels++
	return fmt.Sprintf("%s%d", name, g.labels)
}

// load and store move a vector.
func (g *Gen) load(m operand.Mem) reg.Register {
	if g.Wide {
		return g.do("VMOVDQU64", m)
	}
	return g.do("VMOVDQU", m)
}

func (g *Gen) store(r reg.Register, m operand.Mem) {
	if g.Wide {
		g.op("VMOVDQU64", r, m)
		return
	}
	g.op("VMOVDQU", r, m)
}

// masked is the name of the move that takes a mask of items of a size.
func masked(size int) string { return fmt.Sprintf("VMOVDQU%d", 8*size) }

// maskOf sets a new mask register to the first n items.
func (g *Gen) maskOf(n reg.Register) reg.Register {
	ones, k := g.GP64(), g.K()
	g.MOVQ(operand.I64(-1), ones)
	g.BZHIQ(n, ones, ones)
	g.KMOVQ(ones, k)
	return k
}

// A pointer is an operand on its way: its address, and all ones if it advances.
type pointer struct {
	at, moves reg.GPVirtual
	size      int
	fixed     bool // it always advances, and moves is not used
}

func (p pointer) mem(disp int) operand.Mem { return operand.Mem{Base: p.at, Disp: disp} }

// advance moves a pointer by a constant number of bytes.
func (g *Gen) advance(p pointer, bytes int) {
	if p.fixed {
		g.ADDQ(operand.U32(uint32(bytes)), p.at)
		return
	}
	t := g.GP64()
	g.MOVQ(operand.U32(uint32(bytes)), t)
	g.ANDQ(p.moves, t)
	g.ADDQ(t, p.at)
}

// advanceItems moves a pointer by n items.
func (g *Gen) advanceItems(p pointer, n reg.Register) {
	t := g.GP64()
	g.MOVQ(n, t)
	if log := (Item{Size: p.size}).log(); log > 0 {
		g.SHLQ(operand.U8(uint8(log)), t)
	}
	if !p.fixed {
		g.ANDQ(p.moves, t)
	}
	g.ADDQ(t, p.at)
}

// lane loads the address of an operand that is a lane.
func (g *Gen) lane(name string, size int) pointer {
	p := pointer{at: g.GP64(), size: size, fixed: true}
	g.Load(g.Param(name), p.at)
	return p
}

// input loads the address of an input; one item for all becomes a block of so many bytes
// on the stack.
func (g *Gen) input(name string, size, block int) pointer {
	p := pointer{at: g.GP64(), moves: g.GP64(), size: size}
	g.Load(g.Param(name), p.at)
	g.Load(g.Param(name+"s"), p.moves)
	lane := g.fresh("lane")
	g.NEGQ(p.moves)
	g.SBBQ(p.moves, p.moves) // all ones if the stride is not 0
	g.JCS(operand.LabelRef(lane))
	item := g.do("VPBROADCAST"+Item{Size: size}.letter(), p.mem(0))
	at := g.block(block)
	for i := 0; i < block; i += g.width() {
		g.store(item, at.Offset(i))
	}
	g.LEAQ(at, p.at)
	g.Label(lane)
	return p
}

// block returns bytes on the stack for an input that is one item for all. Of two inputs one
// is a lane, so that they share them.
func (g *Gen) block(bytes int) operand.Mem {
	if g.In != 2 {
		return g.AllocLocal(bytes)
	}
	if g.local.Base == nil {
		g.local = g.AllocLocal(bytes)
	}
	return g.local
}

// begin opens the function and returns the number of items.
func (g *Gen) begin() reg.GPVirtual {
	g.Function(g.Func(g.level()))
	g.Attributes(build.NOSPLIT)
	args := "dst *byte, ds int"
	for _, in := range g.inputs() {
		args += fmt.Sprintf(", %s *byte, %ss int", in, in)
	}
	g.SignatureExpr("func(" + args + ", n int)")
	n := g.GP64()
	g.Load(g.Param("n"), n)
	return n
}

func (g *Gen) inputs() []string { return []string{"a", "b", "c"}[:g.In] }

func (g *Gen) end() {
	g.Label("done")
	g.VZEROUPPER()
	g.RET()
}
