package ops_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Reductions and scans of a size that is cut, by 2, 3 and 7 workers, by those that pay, and at each level of
// instructions, against one worker: the same to the bit, but for the bits of a NaN: x86 hands on the first of two
// NaNs, and compilers choose which operand is the first. Numbers have all their digits, so
// that another order of additions gives another sum, and now and then they are NaN, infinite, or zero of either sign.

var crewVerbs = struct{ all, bits, scans []string }{
	all: []string{"add", "multiply", "minimum", "maximum", "fmin", "fmax", "ptp", "argmin", "argmax", "all", "any",
		"count_nonzero", "logical_xor", "mean", "var", "std", "norm", "norm1", "norminf"},
	bits:  []string{"bitwise_and", "bitwise_or", "bitwise_xor"},
	scans: []string{"add", "multiply", "minimum", "maximum", "logical_or"},
}

var crewTypes = []string{"?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"}

func TestReductionsAndScansAreTheSameByAnyNumberOfWorkers(t *testing.T) {
	cases := 100
	if os.Getenv("INPLACE_LONG") != "" {
		cases = 3000
	}
	rng, seen := ndtest.Seeded(t), ndtest.Counter{}
	for i := range cases {
		c := newCrewCase(t, rng, crewTypes[i%len(crewTypes)])
		seen.Add("dtype", c.code)
		seen.Add("layout", c.layout)
		seen.Add("ndim", len(c.shape))
		c.reduces(t, rng, i, seen)
		c.scansToo(t, rng, i, seen)
	}
	seen.AtLeast(t, len(crewTypes)+5+4+len(crewVerbs.all)+len(crewVerbs.bits)+len(crewVerbs.scans), 1)
}

// A crewCase is an array of random shape and layout.
type crewCase struct {
	code, layout string
	typ          ndview.DType
	shape        []int
	strides      []int
	v            ndview.MutRaw
}

// newCrewCase makes an array of some 10,000 to 100,000 elements: tall, wide, deep or flat, its axes in any order in memory,
// some of them backwards.
func newCrewCase(t *testing.T, rng *rand.Rand, code string) *crewCase {
	shapes := [][]int{
		{20000 + rng.IntN(90000)}, {5000 + rng.IntN(20000), 2 + rng.IntN(7)}, {2 + rng.IntN(30), 2000 + rng.IntN(2000)},
		{100 + rng.IntN(200), 100 + rng.IntN(200)}, {20 + rng.IntN(20), 2 + rng.IntN(50), 30 + rng.IntN(40)},
		{2 + rng.IntN(4), 60 + rng.IntN(200), 50 + rng.IntN(100)}, {30, 20 + rng.IntN(30), 3 + rng.IntN(12), 2 + rng.IntN(3)},
		{33 + rng.IntN(9), 2500 + rng.IntN(100)}, {16 + rng.IntN(20), 1 + rng.IntN(2), 3000}, {3, 700 + rng.IntN(99), 65 + rng.IntN(9)},
	}
	c := &crewCase{code: code, shape: shapes[rng.IntN(len(shapes))], layout: []string{"native", "swapped", "misaligned", "gaps", "cut out"}[rng.IntN(5)]}
	mark := "<"
	if c.layout == "swapped" {
		mark = ">"
	}
	var err error
	c.typ, err = ndview.ParseDType(mark + code)
	if code == "?" {
		c.typ, err = ndview.DTypeOf[ndview.Bool](), nil
	}
	require.NoError(t, err)
	order := rng.Perm(len(c.shape))
	if rng.IntN(2) == 0 {
		slices.Sort(order)
	}
	size := c.typ.Kind.Size()
	offset, step := 64, size
	switch c.layout {
	case "misaligned":
		offset++
	case "gaps":
		step *= 2
	}
	c.strides = make([]int, len(c.shape))
	for i := len(order) - 1; i >= 0; i-- {
		axis := order[i]
		c.strides[axis] = step
		step *= c.shape[axis]
		if c.layout == "cut out" && i == len(order)-1 {
			step += 2 * size
		}
		if rng.IntN(4) == 0 {
			offset += c.strides[axis] * (c.shape[axis] - 1)
			c.strides[axis] *= -1
		}
	}
	c.v, err = ndview.FromBytes(make([]byte, step+256), offset, c.typ, c.shape, c.strides)
	require.NoError(t, err)
	c.fill(t, rng)
	return c
}

// fill gives an array its numbers: small integers or all kinds of floats, rarely what is no number.
func (c *crewCase) fill(t *testing.T, rng *rand.Rand) {
	x := make([]complex128, ndtest.Size(c.shape))
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1e300}
	rare := []int{1 << 40, 50, 20000, 2 * len(x)}[rng.IntN(4)]
	near := rng.IntN(2) // products stay normal
	for i := range x {
		re := rng.NormFloat64()
		if near == 1 {
			re = 1 + re/512
		}
		if rng.IntN(rare) == 0 {
			re = odd[rng.IntN(len(odd))]
		}
		x[i] = complex(re, rng.NormFloat64())
		if c.typ.Kind.IsInteger() || c.typ.Kind == elem.KindBool {
			x[i] = complex(float64(rng.IntN(100)), 0)
			if near == 1 {
				x[i] = complex(float64(btoi(rng.IntN(rare) > 0)), 0) // nearly all true
			}
		}
	}
	wide, err := ndview.FromSlice(x, c.shape...)
	require.NoError(t, err)
	require.NoError(t, ops.CastRaw(c.v, wide.View.Raw(), ops.Casting(ops.Unsafe)))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *crewCase) String() string {
	return fmt.Sprintf("%s of shape %v, strides %v, %s", c.code, c.shape, c.strides, c.layout)
}

// reduces compares a reduction with random axes and options, of one verb after the other that the dtype has.
func (c *crewCase) reduces(t *testing.T, rng *rand.Rand, i int, seen ndtest.Counter) {
	verbs := slices.Concat(crewVerbs.all, crewVerbs.bits)
	verb := verbs[i%len(verbs)]
	if _, err := ops.ReduceType(verb, c.typ); err != nil || verb == "ptp" && c.code == "?" {
		verb = "add"
	}
	seen.Add("verb", verb)
	axes := rng.Perm(len(c.shape))[:rng.IntN(len(c.shape))+1]
	if verb == "argmin" || verb == "argmax" {
		axes = axes[:1]
	}
	opts := []ops.Option{ops.Axes(axes...)}
	what := fmt.Sprintf("%s along %v of %s", verb, axes, c)
	if rng.IntN(4) == 0 && verb != "ptp" && verb != "argmin" && verb != "argmax" {
		mask, err := ndview.FromSlice(ndtest.Small[elem.Bool](rng, ndtest.Size(c.shape)), c.shape...)
		require.NoError(t, err)
		opts = append(opts, ops.When(mask.View))
		if verb == "minimum" || verb == "maximum" || verb == "fmin" || verb == "fmax" {
			opts = append(opts, ops.Initial(1))
		}
		what += ", with a mask"
	}
	if rng.IntN(4) == 0 && verb != "argmin" && verb != "argmax" {
		opts = append(opts, ops.SkipNaN())
		what += ", without NaN"
	}
	typ, err := ops.ReduceType(verb, c.typ)
	require.NoError(t, err)
	var shape []int
	for axis, n := range c.shape {
		if !slices.Contains(axes, axis) {
			shape = append(shape, n)
		}
	}
	sameByAll(t, rng, what, typ, shape, func(dst ndview.MutRaw, more ...ops.Option) error {
		return ops.Reduce(verb, dst, c.v.Raw, append(more, opts...)...)
	})
}

// scansToo compares a scan along a random axis.
func (c *crewCase) scansToo(t *testing.T, rng *rand.Rand, i int, seen ndtest.Counter) {
	verb := crewVerbs.scans[i%len(crewVerbs.scans)]
	axis := rng.IntN(len(c.shape))
	seen.Add("scan", verb)
	typ, err := ops.ReduceType(verb, c.typ)
	require.NoError(t, err)
	sameByAll(t, rng, fmt.Sprintf("running %s along %d of %s", verb, axis, c), typ, c.shape, func(dst ndview.MutRaw, more ...ops.Option) error {
		return ops.Accumulate(verb, dst, c.v.Raw, append(more, ops.Axes(axis))...)
	})
}

// sameByAll compares what one worker writes to a dst with what others do.
func sameByAll(t *testing.T, rng *rand.Rand, what string, typ ndview.DType, shape []int, do func(dst ndview.MutRaw, more ...ops.Option) error) {
	t.Helper()
	run := func(more ...ops.Option) []byte {
		b := make([]byte, ndtest.Size(shape)*typ.Kind.Size())
		dst, err := ndview.FromBytes(b, 0, typ, shape, nil)
		require.NoError(t, err, what)
		require.NoError(t, do(dst, more...), what)
		return b
	}
	want := run(ops.Workers(1))
	plainNaNs(typ.Kind, want)
	size := typ.Kind.Size()
	check := func(found []byte, by string) {
		plainNaNs(typ.Kind, found)
		if at := differAt(want, found); at >= 0 {
			at -= at % size
			require.Failf(t, "another result", "%s by %s, at byte %d of %d: % x, wanted % x", what, by, at, len(want), found[at:at+size], want[at:at+size])
		}
	}
	for _, n := range []int{2, 3, 7} {
		check(run(ops.Workers(n)), fmt.Sprint(n, " workers"))
	}
	previous := workers.SetDefault(3)
	defer workers.SetDefault(previous)
	check(run(), "workers that pay")
	level := []cpu.Level{cpu.Go, cpu.AVX2}[rng.IntN(2)]
	if cpu.Has(level) {
		defer cpu.Use(level)()
		check(run(ops.Workers(1+rng.IntN(2))), fmt.Sprint("level ", level))
	}
}

// differAt returns the first byte in which two results differ, -1 if none does.
func differAt(a, b []byte) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return -1
}

// plainNaNs makes all NaNs one among little-endian floats and parts of complex numbers.
func plainNaNs(kind elem.Kind, b []byte) {
	if !kind.IsFloat() && !kind.IsComplex() {
		return
	}
	size := kind.Size()
	if kind.IsComplex() {
		size /= 2
	}
	infinity := map[int]uint64{2: 0x7c00, 4: 0x7f800000, 8: 0x7ff0000000000000}[size]
	for ; len(b) > 0; b = b[size:] {
		var wide [8]byte
		copy(wide[:], b[:size])
		if bits := binary.LittleEndian.Uint64(wide[:]) &^ (1 << (8*size - 1)); bits > infinity {
			for i := range size {
				b[i] = 0xff
			}
		}
	}
}

// A result takes its items in the same order whether its neighbours are reduced with it or by another worker: also in what
// is left of a window, which may be narrower than any share.
func TestResultsDoNotDependOnHowManyNeighboursAreReducedWithThem(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, code := range []string{"<f2", "<f4", ">f4", "<f8", ">f8", "<c8", "<c16", ">c16"} {
		for _, n := range []int{35, 500, 511, 513, 1025, 2115, 4099} {
			for _, rows := range []int{3, 27, 140} {
				for _, turned := range []bool{false, true} {
					resultsAlone(t, rng, code, rows, n, turned)
				}
			}
		}
	}
}

// resultsAlone reduces rows to n results, at once and in two shares, with and without a mask and NaN. Rows lie one after the
// other in memory, or, turned, side by side.
func resultsAlone(t *testing.T, rng *rand.Rand, code string, rows, n int, turned bool) {
	const share = 16 // none has fewer results
	typ, err := ndview.ParseDType(code)
	require.NoError(t, err)
	c := &crewCase{code: code, typ: typ, shape: []int{rows, n}, strides: []int{n * typ.Kind.Size(), typ.Kind.Size()}}
	if turned {
		c.strides = []int{typ.Kind.Size(), rows * typ.Kind.Size()}
	}
	c.v, err = ndview.FromBytes(make([]byte, rows*n*typ.Kind.Size()), 0, typ, c.shape, c.strides)
	require.NoError(t, err)
	c.fill(t, rng)
	mask, err := ndview.FromSlice(ndtest.Small[elem.Bool](rng, rows*n), rows, n)
	require.NoError(t, err)

	verb := []string{"add", "multiply", "mean", "var", "std", "norm"}[rng.IntN(6)]
	result, err := ops.ReduceType(verb, typ)
	require.NoError(t, err)
	reduced := func(from, to int, masked, skip bool) []byte {
		opts := []ops.Option{ops.Axes(0), ops.Workers(1)}
		if skip {
			opts = append(opts, ops.SkipNaN())
		}
		if masked {
			opts = append(opts, ops.When(mask.View.SliceAxis(1, ndview.Span(from, to))))
		}
		b := make([]byte, (to-from)*result.Kind.Size())
		dst, err := ndview.FromBytes(b, 0, result, []int{to - from}, nil)
		require.NoError(t, err)
		require.NoError(t, ops.Reduce(verb, dst, c.v.Raw.SliceAxis(1, ndview.Span(from, to)), opts...))
		return b
	}
	for options := range 4 {
		masked, skip := options&1 != 0, options&2 != 0
		cut := share + rng.IntN(n-2*share)
		whole, shares := reduced(0, n, masked, skip), append(reduced(0, cut, masked, skip), reduced(cut, n, masked, skip)...)
		plainNaNs(result.Kind, whole)
		plainNaNs(result.Kind, shares)
		at := differAt(whole, shares)
		require.Negative(t, at, "the byte from which on results differ: %s of %s, cut at %d, turned %v, with a mask %v, without NaN %v",
			verb, c, cut, turned, masked, skip)
	}
}
