package vmath

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
)

// Rows are tested by one harness: each row is found here by its name, in the list that is generated (row_gen.go) and,
// as the scalar function that judges it, in the accuracy table (rows_test.go). A new row needs a line in rowBounds.

// rowBounds are the ULP that no result of a row of float64 may be wrong by.
var rowBounds = map[string]float64{
	"sin": 0.8, "cos": 0.8, "tan": 1, "arctan": 0.8, "arctan2": 0.9, "arcsin": 0.7, "arccos": 0.7,
	"deg2rad": 0.51, "rad2deg": 0.51, "cbrt": 0.51, "hypot": 0.76, // of hypot where results are subnormal: two roundings
	// Where results are subnormal they are rounded twice: exp, exp2, power, sigmoid.
	"exp": 0.8, "exp2": 0.8, "expm1": 1.1, "log": 0.85, "log2": 0.95, "log10": 0.85, "log1p": 0.85, "power": 0.9,
	"sinh": 0.8, "cosh": 0.8, "tanh": 0.8, "sigmoid": 0.8, "arcsinh": 1, "arccosh": 1, "arctanh": 1,
}

// rowBounds32 are those of float32.
var rowBounds32 = map[string]float64{
	"sin": 0.9, "cos": 0.9, "tan": 1.25, "arctan": 0.9, "arctan2": 0.9, "arcsin": 0.7, "arccos": 0.7,
	"deg2rad": 0.51, "rad2deg": 0.51, "cbrt": 0.55, "hypot": 0.76,
	"exp": 1, "exp2": 1, "expm1": 1, "log": 1, "log2": 1, "log10": 1, "log1p": 1, "power": 1,
	"sinh": 1, "cosh": 1, "tanh": 1, "sigmoid": 1, "arcsinh": 1.1, "arccosh": 1, "arctanh": 1,
}

func boundOf32(name string) float64 { return rowBounds32[name] }

// eachLevel runs a test in pure Go and at each level that the processor has.
func eachLevel(test func(level cpu.Level)) {
	for level := cpu.Go; level <= cpu.Best(); level++ {
		func() {
			defer cpu.Use(level)()
			test(level)
		}()
	}
}

// scalar returns the scalar function of a row.
func scalar(t *testing.T, name string) *row {
	t.Helper()
	i := slices.IndexFunc(rows, func(r row) bool { return r.name == name })
	require.GreaterOrEqual(t, i, 0, "%s is not in the accuracy table", name)
	return &rows[i]
}

// A form is one row of one type, as functions of any number of operands.
type form[T number] struct {
	name string
	in   int
	item func(x, y T) T
	run  func(dst, x, y []T)
}

func forms[T number](one func(r *Row) (func(x T) T, func(dst, x []T)), two func(r *Row2) (func(x, y T) T, func(dst, x, y []T))) (all []form[T]) {
	for _, name := range slices.Sorted(maps.Keys(rowsOfOne)) {
		item, run := one(RowOf(name))
		all = append(all, form[T]{name, 1, func(x, _ T) T { return item(x) }, func(dst, x, _ []T) { run(dst, x) }})
	}
	for _, name := range slices.Sorted(maps.Keys(rowsOfTwo)) {
		item, run := two(Row2Of(name))
		all = append(all, form[T]{name, 2, item, run})
	}
	return all
}

func forms64() []form[float64] {
	return forms(func(r *Row) (func(x float64) float64, func(dst, x []float64)) { return r.item64, r.Float64 },
		func(r *Row2) (func(x, y float64) float64, func(dst, x, y []float64)) { return r.item64, r.Float64 })
}

func forms32() []form[float32] {
	return forms(func(r *Row) (func(x float32) float32, func(dst, x []float32)) { return r.item32, r.Float32 },
		func(r *Row2) (func(x, y float32) float32, func(dst, x, y []float32)) { return r.item32, r.Float32 })
}

// ends are arguments at the ends of ranges, of float64 and, rounded, of float32.
func ends() []float64 {
	var e []float64
	for _, x := range slices.Concat(specials, []float64{
		5e-324, 0x1p-1022, 0x1.fffffp-1023, 0x1p-149, 0x1p-126, 0x1.8p-127, math.MaxFloat32, 0x1p-60, 0x1p-30, 0x1p-10, 0.25, 0.1, 0.7, 1 + 0x1p-52, 1 - 0x1p-53,
		1 + 0x1p-23, 1 - 0x1p-24, 20, 40, 88.72, 88.73, 103.9, 104.1, 708.3, 709.78, 709.79, 710.475, 710.48, 744.4, 745.1, 745.2, 746, 1023.99, 1024, 1074, 1075, 1076,
		127.9, 128, 149, 150, 1e5, 1e15, 1e22, 1e300, math.Pi / 2, math.Pi, 0x1p31, 0x1p63,
	}) {
		e = append(e, x, -x)
	}
	return e
}

// argument draws an operand: what the scalar function's test draws, an end, or any bits.
func argument(rng *rand.Rand, r *row, ends []float64) float64 {
	switch rng.IntN(8) {
	case 0:
		return ends[rng.IntN(len(ends))]
	case 1:
		return math.Float64frombits(rng.Uint64())
	}
	return r.draw(rng)
}

func operands[T number](rng *rand.Rand, r *row, n int, calm bool) (x, y []T) {
	special := ends()
	for range n {
		a, b := argument(rng, r, special), argument(rng, r, special)
		if calm {
			a, b = r.draw(rng), r.draw(rng)
		}
		if r.name == "power" && rng.IntN(2) == 0 {
			a = math.Abs(a)
			b = r.second(rng, a)
		}
		x, y = append(x, T(a)), append(y, T(b))
	}
	return x, y
}

func same[T number](a, b T) bool {
	return math.Float64bits(float64(a)) == math.Float64bits(float64(b)) || a != a && b != b
}

const guard = -12345.678

// lengths runs a row over slices of every length at every offset of a vector, out of place and over each operand.
func lengths[T number](t *testing.T, level cpu.Level, f form[T], rng *rand.Rand) {
	const room = 130 + 40
	for n := range 131 {
		x, y := operands[T](rng, scalar(t, f.name), room, n%3 == 0)
		offset := n % 19
		for over := range f.in + 1 { // 0: out of place
			dst := slices.Repeat([]T{guard}, room)
			in := [2][]T{slices.Clone(x), slices.Clone(y)}
			if over > 0 {
				dst = in[over-1]
			}
			before := slices.Clone(dst)
			f.run(dst[offset:offset+n], in[0][offset:], in[1][offset:])
			for i := range dst {
				want := before[i]
				if i >= offset && i < offset+n {
					want = f.item(x[i], y[i])
				}
				if !same(want, dst[i]) {
					t.Fatalf("%s of %T at %v, %d items from %d, over operand %d: item %d of (%x, %x) is %x, want %x",
						f.name, x[0], level, n, offset, over, i-offset, x[i], y[i], dst[i], want)
				}
			}
		}
	}
}

func TestRowsGiveTheSameBitsAtEveryLevelAndLengthAndTouchNothingElse(t *testing.T) {
	rng := seed(t)
	eachLevel(func(level cpu.Level) {
		for _, f := range forms64() {
			lengths(t, level, f, rng)
		}
		for _, f := range forms32() {
			lengths(t, level, f, rng)
		}
	})
}

// apart returns how many numbers lie between two, a large number if one is NaN or infinite and the other not.
func apart(a, b float64) int64 {
	x, y := int64(math.Float64bits(a)), int64(math.Float64bits(b))
	switch {
	case a != a || b != b:
		if a != a && b != b {
			return 0
		}
		return math.MaxInt64
	case math.Signbit(a) != math.Signbit(b) || math.IsInf(a, 0) != math.IsInf(b, 0):
		return math.MaxInt64
	}
	return max(x-y, y-x)
}

func apart32(a, b float32) int64 {
	if a != a || b != b || math.Signbit(float64(a)) != math.Signbit(float64(b)) || math.IsInf(float64(a), 0) != math.IsInf(float64(b), 0) {
		return apart(float64(a), float64(b))
	}
	x, y := int64(math.Float32bits(a)), int64(math.Float32bits(b))
	return max(x-y, y-x)
}

// The scalar functions are wrong by half a ULP, so that a neighbour of their result is wrong by less than 1.5, and most of what
// is wrong by more than 1 shows; the bound itself is judged by math/big (accuracy_test.go).
func TestRowsAreNeighboursOfTheScalarFunctionsAndAgreeAtTheEnds(t *testing.T) {
	rng := seed(t)
	special := ends()
	n := 4000
	if samples() > 1000 {
		n = 400_000
	}
	for _, f := range forms64() {
		r := scalar(t, f.name)
		x, y := operands[float64](rng, r, n, false)
		for _, a := range special {
			for j, b := range special {
				if f.in == 2 || j == 0 {
					x, y = append(x, a), append(y, b)
				}
			}
		}
		dst := make([]float64, len(x))
		f.run(dst, x, y)
		ulps := r.allowed()
		for i := range x {
			if want := r.at(x[i], y[i]); apart(dst[i], want) > ulps && !r.cancelled(dst[i], want) {
				t.Fatalf("%s(%x, %x) = %x, want %x", f.name, x[i], y[i], dst[i], want)
			}
		}
	}
	for _, f := range forms32() {
		r := scalar(t, f.name)
		x, y := operands[float32](rng, r, n, false)
		for _, a := range special {
			for j, b := range special {
				if f.in == 2 || j == 0 {
					x, y = append(x, float32(a)), append(y, float32(b))
				}
			}
		}
		dst := make([]float32, len(x))
		f.run(dst, x, y)
		for i := range x {
			if want := float32(r.at(float64(x[i]), float64(y[i]))); apart32(dst[i], want) > 1 && !r.cancelled(float64(dst[i]), float64(want)) {
				t.Fatalf("float32: %s(%x, %x) = %x, want %x", f.name, x[i], y[i], dst[i], want)
			}
		}
	}
}

// allowed is how many numbers a row may be off the scalar function: both are within a ULP of the result.
func (r *row) allowed() int64 {
	if rowBounds[r.name] > 1 {
		return int64(math.Ceil(rowBounds[r.name] + 0.5))
	}
	return 1
}

// cancelled reports whether two results differ only beyond the last place that counts.
func (r *row) cancelled(a, b float64) bool {
	return r.last != 0 && math.Abs(a-b) <= math.Ldexp(1, r.last)
}

func TestEveryRowHasABound(t *testing.T) {
	names := slices.Sorted(maps.Keys(rowBounds))
	have := slices.Sorted(maps.Keys(rowsOfOne))
	have = append(have, slices.Sorted(maps.Keys(rowsOfTwo))...)
	slices.Sort(have)
	assert.Equal(t, have, names)
	assert.Nil(t, RowOf("no such function"))
	assert.Nil(t, Row2Of("exp"))
}

// BenchmarkRows shows nanoseconds per item at each level, of the quickest call of 1000 items.
func BenchmarkRows(b *testing.B) {
	const n = 1000
	rng := rand.New(rand.NewPCG(1, 1))
	x, y, dst := make([]float64, n), make([]float64, n), make([]float64, n)
	x32, y32, dst32 := make([]float32, n), make([]float32, n), make([]float32, n)
	for i := range x {
		x[i], y[i] = 0.05+0.9*rng.Float64(), 0.05+0.9*rng.Float64()
		x32[i], y32[i] = float32(x[i]), float32(y[i])
	}
	measure := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			best := time.Hour
			for b.Loop() {
				start := time.Now()
				f()
				best = min(best, time.Since(start))
			}
			b.ReportMetric(float64(best.Nanoseconds())/n, "ns/item")
		})
	}
	f64, f32 := forms64(), forms32()
	for i := range f64 {
		for level := cpu.Best(); level >= cpu.Go; level-- {
			undo := cpu.Use(level)
			measure(fmt.Sprintf("%s/f8/%v", f64[i].name, level), func() { f64[i].run(dst, x, y) })
			measure(fmt.Sprintf("%s/f4/%v", f32[i].name, level), func() { f32[i].run(dst32, x32, y32) })
			undo()
		}
	}
}

// partsForm is a function of the parts of complex numbers as a form of two arguments.
func partsForm[T number](t *testing.T, name, of string, item func(re, im T) T, run func(dst, z []T)) form[T] {
	in := func(x, y T) (re, im T) { return x, y }
	if name == "angle" {
		in = func(x, y T) (re, im T) { return y, x }
	}
	return form[T]{of, 2, func(x, y T) T { return item(in(x, y)) }, func(dst, x, y []T) {
		z := make([]T, 2*len(dst)+2)
		z[2*len(dst)], z[2*len(dst)+1] = guard, guard
		for i := range dst {
			z[2*i], z[2*i+1] = in(x[i], y[i])
		}
		before := slices.Clone(z)
		run(dst, z)
		require.True(t, slices.EqualFunc(before, z, same[T]), "%s: the operand has changed", name)
	}}
}

func TestFunctionsOfPartsAreThoseOfTwoArguments(t *testing.T) {
	rng := seed(t)
	eachLevel(func(level cpu.Level) {
		for name, of := range map[string]string{"absolute": "hypot", "angle": "arctan2"} {
			r := PartsOf(name)
			f64 := partsForm(t, name, of, r.Item64, r.Float64)
			f32 := partsForm(t, name, of, r.Item32, r.Float32)
			lengths(t, level, f64, rng)
			lengths(t, level, f32, rng)
			two := Row2Of(of)
			for range 1000 {
				x, y := math.Float64frombits(rng.Uint64()), math.Float32frombits(rng.Uint32())
				assert.True(t, same(two.Item64(x, float64(y)), f64.item(x, float64(y))))
				assert.True(t, same(two.Item32(float32(x), y), f32.item(float32(x), y)))
			}
		}
	})
	assert.Nil(t, PartsOf("no such function"))
}
