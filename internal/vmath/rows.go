package vmath

import (
	"math"

	"github.com/go-inplace/inplace/internal/cpu"
)

// Rows
//
// A row is a function over contiguous slices. Its algorithm is another one than that of the scalar
// function of the same name: wrong by about a ULP at most and not by half of one (ULP.md), so that it needs
// a single float64 where that needs two, and vectors do it several items at a time. One program
// (internal/asm/vmath) is written as a loop for each level of package cpu and as the Go function
// of one item, which is what other processors run; all give the same bits, whatever the length. NaN are
// the exception: which one comes out is not defined.
//
// Items that a loop does not know, such as subnormal numbers here and there, are computed by the scalar
// function; the Go function of one item does the same.

type number interface{ float32 | float64 }

// loops1 are the loops of a function of one argument by level, nil where there is none. A loop
// computes dst[i] from x[i], dst as long as x and the same memory or another, and returns how many it has done:
// where that are not all, the next block has items that it gives up.
type loops1[T number] [cpu.AVX512 + 1]func(dst, x []T) int

type loops2[T number] [cpu.AVX512 + 1]func(dst, x, y []T) int

// A Row is a function of one argument over slices.
type Row struct {
	item64  func(x float64) float64
	item32  func(x float32) float32
	loops64 loops1[float64]
	loops32 loops1[float32]
}

// A Row2 is a function of two arguments over slices.
type Row2 struct {
	item64  func(x, y float64) float64
	item32  func(x, y float32) float32
	loops64 loops2[float64]
	loops32 loops2[float32]
}

// RowOf returns the row of a function of one argument by the name of its verb, nil if there is none.
func RowOf(name string) *Row { return rowsOfOne[name] }

// Row2Of returns the row of a function of two arguments by the name of its verb, nil if there is none.
func Row2Of(name string) *Row2 { return rowsOfTwo[name] }

// Item64 returns what Float64 makes of one item.
func (r *Row) Item64(x float64) float64 { return r.item64(x) }

// Item32 returns what Float32 makes of one item.
func (r *Row) Item32(x float32) float32 { return r.item32(x) }

// Item64 returns what Float64 makes of two items.
func (r *Row2) Item64(x, y float64) float64 { return r.item64(x, y) }

// Item32 returns what Float32 makes of two items.
func (r *Row2) Item32(x, y float32) float32 { return r.item32(x, y) }

// Float64 computes dst[i] from x[i], for as many items as dst has; x has no fewer. They are the same memory, or dst begins
// before x, or they have none in common.
func (r *Row) Float64(dst, x []float64) { run1(r.loops64.now(), r.item64, dst, x[:len(dst)]) }

// Float32 is Float64 of the narrower type.
func (r *Row) Float32(dst, x []float32) { run1(r.loops32.now(), r.item32, dst, x[:len(dst)]) }

// Float64 computes dst[i] from x[i] and y[i], for as many items as dst has; dst may be x or y.
func (r *Row2) Float64(dst, x, y []float64) {
	run2(r.loops64.now(), r.item64, dst, x[:len(dst)], y[:len(dst)])
}

// Float32 is Float64 of the narrower type.
func (r *Row2) Float32(dst, x, y []float32) {
	run2(r.loops32.now(), r.item32, dst, x[:len(dst)], y[:len(dst)])
}

// lanes is how many items a block has, at most.
const lanes = 16

func (l *loops1[T]) now() func(dst, x []T) int {
	switch {
	case cpu.Has(cpu.AVX512):
		return l[cpu.AVX512]
	case cpu.Has(cpu.AVX2):
		return l[cpu.AVX2]
	}
	return nil
}

func (l *loops2[T]) now() func(dst, x, y []T) int {
	switch {
	case cpu.Has(cpu.AVX512):
		return l[cpu.AVX512]
	case cpu.Has(cpu.AVX2):
		return l[cpu.AVX2]
	}
	return nil
}

func run1[T number](loop func(dst, x []T) int, item func(x T) T, dst, x []T) {
	for len(x) > 0 {
		by := len(x)
		if loop != nil {
			done := loop(dst, x)
			dst, x = dst[done:], x[done:]
			by = min(lanes, len(x))
		}
		for i := range by {
			dst[i] = item(x[i])
		}
		dst, x = dst[by:], x[by:]
	}
}

func run2[T number](loop func(dst, x, y []T) int, item func(x, y T) T, dst, x, y []T) {
	for len(x) > 0 {
		by := len(x)
		if loop != nil {
			done := loop(dst, x, y)
			dst, x, y = dst[done:], x[done:], y[done:]
			by = min(lanes, len(x))
		}
		for i := range by {
			dst[i] = item(x[i], y[i])
		}
		dst, x, y = dst[by:], x[by:], y[by:]
	}
}

// What the generated functions call.

// lesser is what the processor calls the minimum.
func lesser[T number](a, b T) T {
	if a < b {
		return a
	}
	return b
}

func greater[T number](a, b T) T {
	if a > b {
		return a
	}
	return b
}

// scaled returns a·2ⁿ, rounded once, n + 2046 in the low bits of t: two multiplications, the first exact.
func scaled(a float64, t uint64) float64 {
	h := t >> 1
	return float64(a*math.Float64frombits(h<<52)) * math.Float64frombits((t-h)<<52)
}

// fma32 returns x·y + z, rounded once. The product is exact in float64. Its sum with z is rounded twice, which is wrong
// only where the first rounding brought it to the middle between two float32, or where the result is subnormal and
// has other middles. There the first rounding is made one to odd.
//
// Reference: S. Boldo and G. Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding
// to odd", IEEE Transactions on Computers 57 (2008), 462–471.
func fma32(x, y, z float32) float32 {
	p := float64(x) * float64(y)
	s := p + float64(z)
	b := math.Float64bits(s)
	if b&(1<<29-1) == 1<<28 || math.Abs(s) < 0x1p-125 {
		if e := twoSum(p, float64(z)).lo; e != 0 && b&1 == 0 {
			if (e > 0) == (s > 0) {
				b++
			} else {
				b--
			}
			s = math.Float64frombits(b)
		}
	}
	return float32(s)
}

func root32(x float32) float32 { return float32(math.Sqrt(float64(x))) }

func round32(x float32) float32 { return float32(math.RoundToEven(float64(x))) }

// scaled32 is scaled with n + 254 in the low bits.
func scaled32(a float32, t uint32) float32 {
	h := t >> 1
	return float32(a*math.Float32frombits(h<<23)) * math.Float32frombits((t-h)<<23)
}
