package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Loops in assembly
//
// A vector is the body in assembly of a loop of one table, for one kind and one level of
// package cpu. It computes on lanes whose items lie side by side, and on inputs that are
// one item for all; at least one input is a lane. The initialisers of the tables put it
// in front of the loop in Go, which does what the vector does not: other strides, short
// lanes, what is left of n where a vector takes several items at a time, and everything
// on other processors. What both compute is the same to the bit; of NaN, that it is one.
//
// The registry, vectors, has those of this processor's architecture. The differential
// test and the page of verbs go through it, so that a vector that stands there is tested
// and shown.
type vector struct {
	table string    // name of the table's variable: "Add"
	kind  elem.Kind // by which the table finds it
	level cpu.Level // that it needs
	in    [3]uint8  // bytes of an item of each input
	out   uint8     // and of the output
	step  int       // it is called for multiples of so many items, a power of two; 1 for any number
	loop1 Unary     // exactly one of the three is set
	loop2 Binary    //
	loop3 Ternary   //
}

// A body is what stands in front of a loop in Go: the vectors of one kind.
type body[F any] struct {
	in   [3]int
	out  int
	wide F // of AVX-512; it takes any number of items
	slim F // of AVX2
	step int
	has  [2]bool // slim, wide
}

// shortest is the length from which on a vector pays for its call.
const shortest = 8

// runsOfVectors are the vectors of each table, as the stretches of the registry that hold them: one pass over it
// when the program starts serves all tables.
var runsOfVectors = func() map[string][][]vector {
	runs := map[string][][]vector{}
	for from := 0; from < len(vectors); {
		table, to := vectors[from].table, from+1
		for to < len(vectors) && vectors[to].table == table {
			to++
		}
		runs[table] = append(runs[table], vectors[from:to])
		from = to
	}
	return runs
}()

// bodiesOf returns the vectors of a table by kind; the loop of a kind that has none has neither level.
func bodiesOf[F any](table string, loop func(*vector) F) *Table[body[F]] {
	var bodies Table[body[F]]
	for _, run := range runsOfVectors[table] {
		for i := range run {
			v := &run[i]
			b := &bodies[v.kind]
			b.in, b.out = [3]int{int(v.in[0]), int(v.in[1]), int(v.in[2])}, int(v.out)
			if v.level == cpu.AVX512 {
				b.wide, b.has[1] = loop(v), true
			} else {
				b.slim, b.has[0], b.step = loop(v), true, v.step
			}
		}
	}
	return &bodies
}

// whole returns how many of n items the vectors of the level in use take, and whether it
// is the wide one.
func (b *body[F]) whole(n int) (m int, wide bool) {
	switch {
	case n < shortest:
		return 0, false
	case b.has[1] && cpu.Has(cpu.AVX512):
		return n, true
	case b.has[0] && cpu.Has(cpu.AVX2):
		return n &^ (b.step - 1), false
	}
	return 0, false
}

// strided reports whether lanes that are packed (pack.go) may be computed on.
func (b *body[F]) strided() bool { return b.has[1] && cpu.Has(cpu.AVX512) }

// streamFrom is the number of bytes from which on vectors write past the caches, which saves reading what is
// overwritten: several times what the caches hold. On Zen 4 sums of 80 MB take 0.75 of the time then; on Cascade
// Lake, whose cores have few such writes on their way at once, 1.05 to 1.3, so that there it is never.
var streamFrom = func() int {
	if cpu.Streams() {
		return 32 << 20
	}
	return math.MaxInt
}()

// A turnedVector is a loop in assembly that takes inputs which run down item by item, too, as they lie; it needs
// AVX-512. The other loops that have none read such inputs through windows (pack.go).
type turnedVector struct {
	table string
	kind  elem.Kind // of all operands
	loop  Binary
}

// turnedOf returns the turnedVectors of a table.
func turnedOf(table string) (t Table[Binary]) {
	for _, v := range turnedVectors {
		if v.table == table {
			t[v.kind] = v.loop
		}
	}
	return t
}

// turns reports whether one of two inputs runs down item by item, and the other one does that, has no gaps, or is one
// item for all.
func turns(as, bs, size int) bool {
	return as == -size && (bs == -size || fits(bs, size)) || bs == -size && fits(as, size)
}

// fits reports whether an input is a lane without gaps, or one item for all.
func fits(stride, size int) bool { return stride == size || stride == 0 }

// vectorUnary puts vectors in front of the loops of a table.
func vectorUnary(table string, t Table[Unary]) Table[Unary] {
	bodies := bodiesOf(table, func(v *vector) Unary { return v.loop1 })
	for k, loop := range t {
		b := &bodies[k]
		if b.has == [2]bool{} || loop == nil {
			continue
		}
		t[k] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			if ds == b.out && as == b.in[0] {
				m, wide := b.whole(n)
				switch {
				case wide:
					b.wide(dst, ds, a, as, n)
					return
				case m > 0:
					b.slim(dst, ds, a, as, m)
					if n -= m; n == 0 {
						return
					}
					dst, a = mem.Add(dst, m*ds), mem.Add(a, m*as) // K5: items are left
				}
			}
			if n >= packFrom && b.strided() && packs(ds, b.out) && packs(as, b.in[0]) {
				inWindows([4]mem.Addr{dst, a}, [4]int{ds, as}, [4]int{b.out, b.in[0]}, 2, n, func(p [4]mem.Addr, s [4]int, n int) {
					b.wide(p[0], s[0], p[1], s[1], n)
				})
				return
			}
			loop(dst, ds, a, as, n)
		}
	}
	return t
}

// vectorBinary is vectorUnary for two inputs.
func vectorBinary(table string, t Table[Binary]) Table[Binary] {
	bodies, turned := bodiesOf(table, func(v *vector) Binary { return v.loop2 }), turnedOf(table)
	for k, loop := range t {
		b, turned := &bodies[k], turned[k]
		if b.has == [2]bool{} || loop == nil {
			continue
		}
		t[k] = func(dst mem.Addr, ds int, a mem.Addr, as int, c mem.Addr, cs int, n int) {
			if ds == b.out && fits(as, b.in[0]) && fits(cs, b.in[1]) && as|cs != 0 {
				m, wide := b.whole(n)
				switch {
				case wide:
					b.wide(dst, ds, a, as, c, cs, n)
					return
				case m > 0:
					b.slim(dst, ds, a, as, c, cs, m)
					if n -= m; n == 0 {
						return
					}
					dst, a, c = mem.Add(dst, m*ds), mem.Add(a, m*as), mem.Add(c, m*cs) // K5: items are left
				}
			}
			if turned != nil && ds == b.out && n >= shortest && turns(as, cs, ds) && cpu.Has(cpu.AVX512) {
				turned(dst, ds, a, as, c, cs, n)
				return
			}
			if n >= packFrom && b.strided() && packs(ds, b.out) && packsInput(as, b.in[0]) && packsInput(cs, b.in[1]) && as|cs != 0 {
				inWindows([4]mem.Addr{dst, a, c}, [4]int{ds, as, cs}, [4]int{b.out, b.in[0], b.in[1]}, 3, n, func(p [4]mem.Addr, s [4]int, n int) {
					b.wide(p[0], s[0], p[1], s[1], p[2], s[2], n)
				})
				return
			}
			loop(dst, ds, a, as, c, cs, n)
		}
	}
	return t
}

// vectorTernary is vectorUnary for three inputs.
func vectorTernary(table string, t Table[Ternary]) Table[Ternary] {
	bodies := bodiesOf(table, func(v *vector) Ternary { return v.loop3 })
	for k, loop := range t {
		b := &bodies[k]
		if b.has == [2]bool{} || loop == nil {
			continue
		}
		t[k] = func(dst mem.Addr, ds int, a mem.Addr, as int, c mem.Addr, cs int, e mem.Addr, es int, n int) {
			if ds == b.out && fits(as, b.in[0]) && fits(cs, b.in[1]) && fits(es, b.in[2]) && as|cs|es != 0 {
				m, wide := b.whole(n)
				switch {
				case wide:
					b.wide(dst, ds, a, as, c, cs, e, es, n)
					return
				case m > 0:
					b.slim(dst, ds, a, as, c, cs, e, es, m)
					if n -= m; n == 0 {
						return
					}
					dst, a = mem.Add(dst, m*ds), mem.Add(a, m*as) // K5: items are left
					c, e = mem.Add(c, m*cs), mem.Add(e, m*es)     // K5
				}
			}
			if n >= packFrom && b.strided() && packs(ds, b.out) &&
				packsInput(as, b.in[0]) && packsInput(cs, b.in[1]) && packsInput(es, b.in[2]) && as|cs|es != 0 {
				inWindows([4]mem.Addr{dst, a, c, e}, [4]int{ds, as, cs, es}, [4]int{b.out, b.in[0], b.in[1], b.in[2]}, 4, n, func(p [4]mem.Addr, s [4]int, n int) {
					b.wide(p[0], s[0], p[1], s[1], p[2], s[2], p[3], s[3], n)
				})
				return
			}
			loop(dst, ds, a, as, c, cs, e, es, n)
		}
	}
	return t
}
