package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A complexLoop computes a multiple of step items; one is for a second operand that is one for all.
type complexLoop struct {
	table     string
	kind      elem.Kind
	level     cpu.Level
	step      int
	loop, one func(dst, a mem.Addr, n int, b mem.Addr)
}

// complexVectors returns the registered loops of complex numbers. Sums and differences of lanes are those of
// twice as many parts.
func complexVectors() (list []vector) {
	slow := map[string][2]Binary{
		"Mul": {mulComplex64Loop, mulComplex128Loop},
		"Div": {divComplex64Loop, divComplex128Loop},
	}
	add := func(table string, kind elem.Kind, level cpu.Level, loop Binary) {
		size := uint8(kind.Size())
		list = append(list, vector{table: table, kind: kind, level: level, in: [3]uint8{size, size}, out: size, step: 1, loop2: loop})
	}
	for _, l := range complexLoops {
		add(l.table, l.kind, l.level, l.with(slow[l.table][l.kind.Size()/16], l.kind.Size()))
	}
	for _, level := range []cpu.Level{cpu.AVX2, cpu.AVX512} {
		add("Add", elem.KindComplex64, level, byParts(&complexParts.add[0], addArithLoop[complex64], 4))
		add("Add", elem.KindComplex128, level, byParts(&complexParts.add[1], addArithLoop[complex128], 8))
		add("Sub", elem.KindComplex64, level, byParts(&complexParts.sub[0], subArithLoop[complex64], 4))
		add("Sub", elem.KindComplex128, level, byParts(&complexParts.sub[1], subArithLoop[complex128], 8))
	}
	return list
}

// complexParts are the loops of the parts, which init fills in when the tables are there.
var complexParts struct{ add, sub [2]Binary }

func init() {
	complexParts.add = [2]Binary{Add[elem.KindFloat32], Add[elem.KindFloat64]}
	complexParts.sub = [2]Binary{Sub[elem.KindFloat32], Sub[elem.KindFloat64]}
}

// byParts is the loop of parts where both operands are lanes.
func byParts(parts *Binary, slow Binary, size int) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		if as == 0 || bs == 0 {
			slow(dst, ds, a, as, b, bs, n)
			return
		}
		(*parts)(dst, size, a, size, b, size, 2*n) // K1, K2: lanes side by side, as a vector's are
	}
}

// with returns the loop that has the loop in Go for what is left over.
func (l complexLoop) with(slow Binary, size int) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		if as != 0 {
			done := n - n%l.step
			if bs == 0 {
				l.one(dst, a, done, b) // K1: lanes side by side, as a vector's are
			} else {
				l.loop(dst, a, done, b) // K1
			}
			if n -= done; n == 0 {
				return
			}
			dst, a, b = unsafe.Add(dst, done*ds), unsafe.Add(a, done*as), unsafe.Add(b, done*bs) // K5: items are left
		}
		slow(dst, ds, a, as, b, bs, n)
	}
}
