package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Casts in assembly
//
// The loops of castVectors work on items side by side, a multiple of their step, and
// take any alignment. What is left over goes to the Go loop, which they agree with to the
// bit. Items with gaps are moved together, as many as a detour holds, cast, and moved
// apart again; one item for all is cast once.
//
// AVX2 has no conversions between floats and int64, uint64 or uint32, but from them to float64 there is
// arithmetic that takes their place; the others stay in Go.

// A castVector is the loop of one level for one cast.
type castVector struct {
	level    cpu.Level
	from, to elem.Kind
	step     int
	loop     func(dst, src mem.Addr, n int)
}

// useVectors puts the loops in assembly before the Go loops that are there.
func (t *castTables) useVectors() {
	for from := range t {
		t.useVectorsFrom(elem.Kind(from))
	}
}

func (t *castTables) useVectorsFrom(from elem.Kind) {
	for to, slow := range t[from] {
		var c vectorCast
		for _, v := range castVectors {
			if v.from == from && v.to == elem.Kind(to) {
				c.loops[v.level] = v
			}
		}
		if slow != nil && (c.loops[cpu.AVX2].loop != nil || c.loops[cpu.AVX512].loop != nil) {
			c.slow, c.from, c.to = slow, from.Size(), elem.Kind(to).Size()
			t[from][to] = c.cast
		}
	}
}

// A vectorCast is a cast with the loops that it has: the one in Go, and those for items side by side.
type vectorCast struct {
	slow     Unary
	from, to int // sizes of the items
	loops    [cpu.AVX512 + 1]castVector
}

// vectorFrom is the number of items from which a loop in assembly is called.
const vectorFrom = 16

// pick returns the loop of the level in use.
func (c *vectorCast) pick() *castVector {
	if v := &c.loops[cpu.AVX512]; v.loop != nil && cpu.Has(cpu.AVX512) {
		return v
	}
	if v := &c.loops[cpu.AVX2]; v.loop != nil && cpu.Has(cpu.AVX2) {
		return v
	}
	return nil
}

func (c *vectorCast) cast(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	v := (*castVector)(nil)
	if n >= vectorFrom {
		v = c.pick()
	}
	switch {
	case v == nil:
		c.slow(dst, ds, a, as, n)
	case as == 0:
		c.slow(dst, ds, a, as, 1)
		MoveOf(c.to, 1)(unsafe.Add(dst, ds), ds, dst, 0, n-1) // K5: n > 1
	case ds == c.to && as == c.from:
		c.dense(v, dst, a, n)
	default:
		c.gaps(v, dst, ds, a, as, n)
	}
}

// dense casts items side by side.
func (c *vectorCast) dense(v *castVector, dst, a mem.Addr, n int) {
	done := n - n%v.step
	v.loop(dst, a, done) // K1
	if n -= done; n > 0 {
		c.slow(unsafe.Add(dst, done*c.to), c.to, unsafe.Add(a, done*c.from), c.from, n) // K5: items are left
	}
}

// gaps casts items with gaps between them, on one side or both. All items of a part are read before any is
// written.
func (c *vectorCast) gaps(v *castVector, dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	items, results := detours.Get().(*[throughItems]uint64), detours.Get().(*[throughItems]uint64)
	for n > 0 {
		m := min(n, throughItems)
		from, to := a, dst
		if as != c.from {
			from = mem.Of(items[:])
			MoveOf(c.from, 1)(from, c.from, a, as, m)
		}
		if ds != c.to {
			to = mem.Of(results[:])
		}
		c.dense(v, to, from, m)
		if ds != c.to {
			MoveOf(c.to, 1)(dst, ds, to, c.to, m)
		}
		if n -= m; n > 0 {
			dst, a = unsafe.Add(dst, m*ds), unsafe.Add(a, m*as) // K5: items are left
		}
	}
	detours.Put(items)
	detours.Put(results)
}
