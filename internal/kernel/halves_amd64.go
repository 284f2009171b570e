package kernel

import (
	"slices"
	"sync"
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Halves in blocks
//
// The loops in Go convert each half to float32, compute, and round the result. Where the
// processor converts many at once (F16C for float16, shifts for bfloat16), the same is
// done by blocks that stay in the first-level cache: convert the inputs, run the loop of
// float32, convert the result. It is the same arithmetic, so that results are the same to
// the bit.
//
// It is also what one rounding of the exact result would have given: float32 has p = 24 bits,
// float16 q = 11 and bfloat16 q = 8, and for +, −, ·, / and √ rounding to p bits first is
// innocuous where p ≥ 2q + 2. (A result of two numbers of q bits that is not itself
// on or next to a midpoint of q-bit numbers by less than 2^−p of it stays on its side
// of the midpoint. Sums and products of such numbers end after 2q bits, unless one
// summand is so small that it does not reach the midpoint; quotients and roots that are
// near a midpoint m differ from it by at least 2^(−2q−1) of it, as x − m·y and x − m² are
// whole multiples of the last places of their terms.)
//
// Signs are changed in the bits, by the loops of uint16.
//
// Reference: S. Figueroa, "When is double rounding innocuous?", SIGNUM Newsletter 30
// (1995), 21–26.

// Verbs of halves that go through float32, by their tables' names; those in halfTests are
// questions.
var (
	halfMaps1  = map[string]string{"Reciprocal": "reciprocal", "Square": "square", "Sign": "sign", "Ceil": "ceil", "Floor": "floor", "Trunc": "trunc", "Rint": "rint", "Sqrt": "sqrt"}
	halfMaps2  = map[string]string{"Add": "add", "Sub": "subtract", "Mul": "multiply", "Div": "divide", "FloorDiv": "floor_divide", "Mod": "remainder", "Fmod": "fmod", "Minimum": "minimum", "Maximum": "maximum", "Fmin": "fmin", "Fmax": "fmax"}
	halfTests1 = map[string]string{"IsNaN": "isnan", "IsInf": "isinf", "IsFinite": "isfinite", "LogicalNot": "logical_not"}
	halfTests2 = map[string]string{
		"Equal": "equal", "NotEqual": "not_equal", "Less": "less", "LessEqual": "less_equal", "Greater": "greater", "GreaterEqual": "greater_equal",
		"LogicalAnd": "logical_and", "LogicalOr": "logical_or", "LogicalXor": "logical_xor",
	}
)

// inFloat32 holds the loops of float32 by their tables' names. It is filled when all tables are there,
// as the loops of halves stand in the same ones.
var inFloat32 = map[string]*Loop{}

// bits16 are loops of uint16.
var bits16 struct{ and, xor Binary }

func init() {
	for _, verbs := range []map[string]string{halfMaps1, halfMaps2, halfTests1, halfTests2} {
		for table, name := range verbs {
			v, _ := Lookup(name)
			inFloat32[table] = v.Exact(elem.KindFloat32)
		}
	}
	bits16.and, bits16.xor = BitwiseAnd[elem.KindUint16], BitwiseXor[elem.KindUint16]
}

// halfVectors returns the registered loops of float16 and bfloat16.
func halfVectors() (list []vector) {
	for _, kind := range []elem.Kind{elem.KindFloat16, elem.KindBFloat16} {
		unary := func(out uint8) func(string) vector {
			return func(table string) vector {
				return vector{table: table, kind: kind, in: [3]uint8{2}, out: out, loop1: func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
					halves1(inFloat32[table], kind, dst, ds, a, as, n)
				}}
			}
		}
		binary := func(out uint8) func(string) vector {
			return func(table string) vector {
				return vector{table: table, kind: kind, in: [3]uint8{2, 2}, out: out, loop2: func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
					halves2(inFloat32[table], kind, dst, ds, a, as, b, bs, n)
				}}
			}
		}
		list = append(list,
			vector{table: "Neg", kind: kind, in: [3]uint8{2}, out: 2, loop1: negateHalves},
			vector{table: "Abs", kind: kind, in: [3]uint8{2}, out: 2, loop1: absoluteHalves})
		list = appendEach(list, halfMaps1, unary(2))
		list = appendEach(list, halfTests1, unary(1))
		list = appendEach(list, halfMaps2, binary(2))
		list = appendEach(list, halfTests2, binary(1))
	}
	for _, v := range slices.Clone(list) {
		v.level = cpu.AVX512
		list = append(list, v)
	}
	for i := range list {
		list[i].step, list[i].level = 1, max(list[i].level, cpu.AVX2)
	}
	return list
}

func appendEach(list []vector, tables map[string]string, make func(string) vector) []vector {
	for table := range tables {
		list = append(list, make(table))
	}
	return list
}

func negateHalves(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	bits16.xor(dst, ds, a, as, mem.Of(signOfHalf[:]), 0, n)
}

func absoluteHalves(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	bits16.and(dst, ds, a, as, mem.Of(allButSign[:]), 0, n)
}

var signOfHalf, allButSign = [1]uint16{0x8000}, [1]uint16{0x7fff}

// blockOfHalves is the number of items that are computed at once: three blocks of float32 take
// 6 KiB, which leaves room for the operands in the first-level cache.
const blockOfHalves = 512

type halfBlocks struct{ a, b, result [blockOfHalves]float32 }

var halfBlockPool = sync.Pool{New: func() any { return new(halfBlocks) }}

// asFloat32 returns the items of an input as float32, one item for all once.
func asFloat32(kind elem.Kind, block *[blockOfHalves]float32, a mem.Addr, as, n int) (mem.Addr, int) {
	p, step := mem.Of(block[:]), 4
	if as == 0 {
		n, step = 1, 0
	}
	castTable()[kind][elem.KindFloat32](p, 4, a, as, n)
	return p, step
}

// halves1 computes halves by a loop of float32. All items of a block are read before any is written.
func halves1(l *Loop, kind elem.Kind, dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	blocks := halfBlockPool.Get().(*halfBlocks)
	for n > 0 {
		m := min(n, blockOfHalves)
		x, xs := asFloat32(kind, &blocks.a, a, as, m)
		if l.Out[0] != elem.KindFloat32 {
			l.Unary(dst, ds, x, xs, m)
		} else {
			result := mem.Of(blocks.result[:])
			l.Unary(result, 4, x, xs, m)
			castTable()[elem.KindFloat32][kind](dst, ds, result, 4, m)
		}
		if n -= m; n > 0 {
			dst, a = unsafe.Add(dst, m*ds), unsafe.Add(a, m*as) // K5: items are left
		}
	}
	halfBlockPool.Put(blocks)
}

// halves2 is halves1 for two inputs.
func halves2(l *Loop, kind elem.Kind, dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	blocks := halfBlockPool.Get().(*halfBlocks)
	for n > 0 {
		m := min(n, blockOfHalves)
		x, xs := asFloat32(kind, &blocks.a, a, as, m)
		y, ys := asFloat32(kind, &blocks.b, b, bs, m)
		if l.Out[0] != elem.KindFloat32 {
			l.Binary(dst, ds, x, xs, y, ys, m)
		} else {
			result := mem.Of(blocks.result[:])
			l.Binary(result, 4, x, xs, y, ys, m)
			castTable()[elem.KindFloat32][kind](dst, ds, result, 4, m)
		}
		if n -= m; n > 0 {
			dst, a, b = unsafe.Add(dst, m*ds), unsafe.Add(a, m*as), unsafe.Add(b, m*bs) // K5: items are left
		}
	}
	halfBlockPool.Put(blocks)
}
