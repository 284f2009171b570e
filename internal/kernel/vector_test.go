package kernel

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// The differential test of all loops in assembly: each one of the registry against the
// loop in Go behind it, for lanes of 0 … 130 items, every alignment of each operand, each
// input one item for all, in place and not, with special values, and with bytes around
// the result that must stay.

// tableNames are the tables of verbs whose names do not say it.
var tableNames = map[string]string{
	"subtract": "Sub", "multiply": "Mul", "fma": "FMA", "negative": "Neg", "positive": "Pos", "absolute": "Abs", "fabs": "Abs",
	"divide": "Div", "floor_divide": "FloorDiv", "remainder": "Mod", "divmod": "DivMod", "gcd": "GCD", "lcm": "LCM",
	"isnan": "IsNaN", "isinf": "IsInf", "isfinite": "IsFinite", "conjugate": "Conj",
}

// tableOf returns the name of a verb's table: "LogicalAnd" of "logical_and".
func tableOf(verb string) string {
	if name, ok := tableNames[verb]; ok {
		return name
	}
	var name []byte
	for _, word := range bytes.Split([]byte(verb), []byte("_")) {
		name = append(append(name, word[0]&^0x20), word[1:]...)
	}
	return string(name)
}

// vectorOf returns the registered vector of a loop, or nil.
func vectorOf(v *Verb, l *Loop, level cpu.Level) *vector {
	kind := l.In[0]
	if v.Name == "where" {
		kind = l.In[1]
	}
	if v.In > 1 && v.Name != "where" && l.In[1] != kind {
		return nil // of two kinds, which the table does not hold
	}
	for i := range vectors {
		if w := &vectors[i]; w.table == tableOf(v.Name) && w.kind == kind && w.level == level {
			return w
		}
	}
	return nil
}

func TestVectorsComputeWhatTheLoopsInGoDo(t *testing.T) {
	tested := map[*vector]bool{}
	unnamed := []*Verb{
		{Name: "mul_add", In: 3, Out: 1, Loops: ternaryLoops(&MulAdd)},
		{Name: "root_of_squares", In: 2, Out: 1, Loops: binaryLoops(&RootOfSquares)},
	}
	for _, v := range append(unnamed, Verbs...) {
		for i := range v.Loops {
			for _, level := range []cpu.Level{cpu.AVX2, cpu.AVX512} {
				if w := vectorOf(v, &v.Loops[i], level); w != nil {
					tested[w] = true
					if level <= cpu.Best() {
						c := vectorCase{verb: v, loop: &v.Loops[i], level: level, rng: rand.New(rand.NewPCG(uint64(len(tested)), 1))}
						c.all(t)
					}
				}
			}
		}
	}
	for i := range vectors {
		assert.True(t, tested[&vectors[i]], "%s of %v, %v: no verb has its table, so nothing was compared", vectors[i].table, vectors[i].kind, vectors[i].level)
	}
}

// Inputs that run down, of which some are read as they lie, at every length and address of dst, and on long lanes.
func TestVectorsComputeOnInputsThatRunDown(t *testing.T) {
	cases := 0
	for _, v := range Verbs {
		for i := range v.Loops {
			l := &v.Loops[i]
			if v.In != 2 || turnedOf(tableOf(v.Name))[l.In[0]] == nil || l.In[0] != l.In[1] || cpu.Best() < cpu.AVX512 {
				continue
			}
			c := vectorCase{verb: v, loop: l, level: cpu.AVX512, rng: rand.New(rand.NewPCG(uint64(i), 2))}
			for _, c.steps = range [][4]int{{1, -1, 1}, {1, 1, -1}, {1, -1, -1}} {
				for n := range 131 {
					c.compare(t, n, n, []bool{false, false}, -1)
				}
				one := []bool{c.steps[1] > 0, c.steps[2] > 0} // the other input is one item for all
				for shift := range 64 / l.Out[0].Size() {
					c.compare(t, 130-shift%3, shift, one, -1)
					c.compare(t, 1500+shift%67, shift, []bool{false, false}, -1) // long enough for blocks and for dst to be aligned
				}
				if k := slices.Index(one, true); k >= 0 {
					c.compare(t, 1100, 2, []bool{false, false}, k) // in place
				}
				cases++
			}
		}
	}
	if cpu.Best() == cpu.AVX512 {
		require.Equal(t, 3*len(turnedVectors), cases)
	}
}

// Registered twice, one would hide the other.
func TestEveryVectorIsRegisteredOnce(t *testing.T) {
	seen := map[string]bool{}
	for i := range vectors {
		v := &vectors[i]
		name := fmt.Sprint(v.table, v.kind, v.level)
		assert.False(t, seen[name], name)
		seen[name] = true
		assert.Equal(t, 0, v.step&(v.step-1), "%s: steps are powers of two", name)
	}
}

type vectorCase struct {
	verb  *Verb
	loop  *Loop
	level cpu.Level
	rng   *rand.Rand
	steps [4]int // strides in items, of dst and the inputs
}

func (c *vectorCase) all(t *testing.T) {
	c.steps = [4]int{1, 1, 1, 1}
	ones := [][]bool{make([]bool, c.verb.In)} // which inputs are one item for all
	for k := range c.verb.In {
		if c.verb.In > 1 {
			one := make([]bool, c.verb.In)
			one[k] = true
			ones = append(ones, one)
		}
	}
	if c.verb.In == 3 {
		ones = append(ones, []bool{false, true, true})
	}
	for n := range 131 {
		c.compare(t, n, n, ones[n%len(ones)], -1)
	}
	for i := range 24 { // every other item, and reversed
		c.steps = [4]int{1 + i%2, 2 - i%3, 1 + (i/2)%2, 1 - i/3%2*2}
		if c.steps[0] = []int{1, 2, -1}[i%3]; c.steps[1] == 0 {
			c.steps[1] = -1
		}
		c.compare(t, []int{64, 65, 97, 130, 300, 1030}[i/3%6], i, ones[i%len(ones)], -1)
	}
	c.steps = [4]int{2, 2, 2, 2}
	c.compare(t, 600, 3, ones[0], 0)
	c.steps = [4]int{1, 1, 1, 1}
	size := 0
	for _, k := range append(c.loop.In[:c.verb.In:c.verb.In], c.loop.Out[0]) {
		size = max(size, k.Size())
	}
	for shift := range 64 / c.loop.Out[0].Size() { // dst at every address, inputs at others
		c.compare(t, 130-shift%3, shift, ones[shift%len(ones)], -1)
	}
	for _, one := range ones {
		c.compare(t, 67, 3, one, -1)
		c.compare(t, 1100, 5, one, -1) // long enough for blocks and for dst to be aligned
		for k := range c.verb.In {
			if !one[k] && c.loop.In[k].Size() == c.loop.Out[0].Size() {
				c.compare(t, 130, 1, one, k)
				c.compare(t, 1027, 2, one, k)
			}
		}
	}
}

// compare runs the loop over n items at both levels. Input same is the output itself, if
// it is not negative.
func (c *vectorCase) compare(t *testing.T, n, shift int, one []bool, same int) {
	t.Helper()
	const around = 64
	size := c.loop.Out[0].Size()
	var lanes [5]testLane
	ds := c.steps[0] * size
	lanes[0] = testLane{field(room(n, ds, size)+2*around+64+size, 7), around + shift*size%64 + start(n, ds), ds}
	for k := range c.verb.In {
		kind := c.loop.In[k]
		s := kind.Size()
		stride := c.steps[1+k] * s
		lanes[1+k] = testLane{c.values(kind), 64*c.rng.IntN(64) + (shift*(k+3)+k)*s%64 + start(n, stride), stride}
		if one[k] {
			lanes[1+k].stride = 0
		}
	}
	if same >= 0 {
		copy(lanes[0].bytes[lanes[0].start:][:room(n, ds, size)], lanes[1+same].bytes[lanes[1+same].start:])
	}
	run := func(level cpu.Level) []byte {
		defer cpu.Use(level)()
		l := lanes
		l[0].bytes = aligned(lanes[0].bytes)
		if same >= 0 {
			l[1+same] = l[0]
		}
		runLoop(c.loop, 1, l, n)
		return l[0].bytes
	}
	want, got := run(cpu.Go), run(c.level)
	if !bytes.Equal(want, got) {
		for i := range n {
			at := lanes[0].start + i*ds
			if w, g := want[at:at+size], got[at:at+size]; !bytes.Equal(w, g) && (!isNaN(c.loop.Out[0], w) || !isNaN(c.loop.Out[0], g)) {
				in := ""
				for k := range c.verb.In {
					s := c.loop.In[k].Size()
					in += fmt.Sprintf(" %x", lanes[1+k].bytes[lanes[1+k].start+i*lanes[1+k].stride:][:s])
				}
				require.Failf(t, "a vector computes something else", "%s of %v, %v, n %d, shift %d, one for all %v, in place %d: item %d of%s is %x, wanted %x",
					c.verb.Name, c.loop.In, c.level, n, shift, one, same, i, in, g, w)
			}
			copy(got[at:at+size], want[at:at+size]) // NaNs with other bits
		}
		require.True(t, bytes.Equal(want, got), "%s of %v, %v, n %d, shift %d, one for all %v, in place %d: bytes around dst", c.verb.Name, c.loop.In, c.level, n, shift, one, same)
	}
}

// aligned returns a copy that starts at a multiple of 64.
func aligned(b []byte) []byte {
	words := make([]uint64, len(b)/8+16)
	c := mem.Bytes(mem.Of(words), 8*len(words))
	c = c[-int(mem.Uint(mem.Of(words)))&63:][:len(b)]
	copy(c, b)
	return c
}

func isNaN(kind elem.Kind, item []byte) bool {
	switch kind {
	case elem.KindFloat16, elem.KindBFloat16, elem.KindFloat32, elem.KindFloat64:
		var x [8]float64
		CastOf(kind, elem.KindFloat64)(mem.Of(x[:]), 8, mem.Of(aligned(item)), len(item), 1)
		return math.IsNaN(x[0])
	case elem.KindComplex64:
		return isNaN(elem.KindFloat32, item[:4]) || isNaN(elem.KindFloat32, item[4:])
	case elem.KindComplex128:
		return isNaN(elem.KindFloat64, item[:8]) || isNaN(elem.KindFloat64, item[8:])
	}
	return false
}

// special are float64 numbers that rules are made for.
var special = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, 2, 3, math.Inf(1), math.Inf(-1), math.NaN(),
	math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 1 << 52, 1<<52 + 0.5, 0.49999999999999994,
	math.MaxFloat32, math.SmallestNonzeroFloat32, 1 << 23, 1<<24 + 1, 65504, 6e-8, 0x1p-1022, 1e300, 1e-300, 1e20, -1e20,
}

// pools are items of each kind, aligned: special ones, small ones, and any bits.
var pools [elem.NumNumeric][]byte

func (c *vectorCase) values(kind elem.Kind) []byte {
	if pools[kind] != nil {
		return pools[kind]
	}
	size := kind.Size()
	b := aligned(make([]byte, 2300*size+64*66))
	for i := range b {
		b[i] = byte(c.rng.Uint32())
	}
	part := kind.Part()
	for i := 0; i < len(b); i += part.Size() {
		switch c.rng.IntN(4) {
		case 0:
			x := []float64{special[c.rng.IntN(len(special))]}
			CastOf(elem.KindFloat64, part)(mem.Of(b[i:]), part.Size(), mem.Of(x), 8, 1)
		case 1:
			x := []int64{int64(c.rng.IntN(80) - 10)}
			CastOf(elem.KindInt64, part)(mem.Of(b[i:]), part.Size(), mem.Of(x), 8, 1)
		}
	}
	if kind == elem.KindBool {
		for i := range b {
			if b[i] &= 3; c.rng.IntN(2) == 0 { // bytes that are true and not 1, too
				b[i] = 0
			}
		}
	}
	pools[kind] = b
	return b
}

// Lanes in place, one item ahead of dst and further: K3.
func TestVectorsReadAheadOfWhatTheyWrite(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, kind := range []elem.Kind{elem.KindUint8, elem.KindInt16, elem.KindFloat32, elem.KindFloat64} {
			for _, ahead := range []int{0, 1, 2, 7, 8, 33, 64, 200} {
				const n = 700
				size := kind.Size()
				rng := rand.New(rand.NewPCG(uint64(ahead), uint64(size)))
				b := items(rng, kind, (n+ahead)*size)
				one := items(rng, kind, n*size)
				want := slices.Clone(b)
				for i := range n {
					Add[kind](mem.Of(want[i*size:]), size, mem.Of(b[(i+ahead)*size:]), size, mem.Of(one[i*size:]), size, 1)
				}
				Add[kind](mem.Of(b), size, mem.Of(b[ahead*size:]), size, mem.Of(one), size, n)
				require.Equal(t, want, b, "%v, %d items ahead", kind, ahead)
			}
		}
	})
}

// Long lanes are asked for ahead, or written past the caches, as processors differ in what they like: the same
// numbers to the last item, at every address, in place too.
func TestVectorsComputeLongLanesAtEveryAddress(t *testing.T) {
	const n = aheadFrom/8 + 1030
	defer func(was int) { streamFrom = was }(streamFrom)
	x, y := make([]float64, n), make([]float64, n)
	want, less := make([]float64, n), make([]byte, n)
	down := make([]float64, n) // y, which runs down
	for i := range x {
		x[i], y[i] = float64(i), float64(i*7%5000)
		want[i], down[n-1-i] = x[i]+y[i], y[i]
		if x[i] < y[i] {
			less[i] = 1
		}
	}
	sums := mem.Bytes(mem.Of(want), 8*n)
	for _, streamFrom = range []int{aheadFrom + 1024, math.MaxInt} {
		for _, shift := range []int{0, 1, 8, 36, 64} {
			dst := aligned(make([]byte, 8*n+shift+8))
			at := mem.Of(dst[shift:])
			check := func(what string, want []byte) {
				t.Helper()
				end := shift + len(want)
				require.True(t, bytes.Equal(want, dst[shift:end]), "%s, %d bytes from a line, written past the caches from %d on", what, shift, streamFrom)
				require.Equal(t, append(make([]byte, shift), make([]byte, 8)...), append(slices.Clone(dst[:shift]), dst[end:end+8]...), "around %s", what)
				clear(dst)
			}
			Add[elem.KindFloat64](at, 8, mem.Of(x), 8, mem.Of(y), 8, n)
			check("x + y", sums)
			copy(dst[shift:], mem.Bytes(mem.Of(y), 8*n))
			Add[elem.KindFloat64](at, 8, mem.Of(x), 8, at, 8, n)
			check("in place", sums)
			Add[elem.KindFloat64](at, 8, mem.Of(x), 8, mem.Of(down[n-1:]), -8, n)
			check("one runs down", sums)
			copy(dst[shift:], mem.Bytes(mem.Of(x), 8*n))
			Add[elem.KindFloat64](at, 8, mem.Of(down[n-1:]), -8, at, 8, n)
			check("one runs down, in place", sums)
			Less[elem.KindFloat64](at, 1, mem.Of(x), 8, mem.Of(y), 8, n)
			check("x < y", less)
		}
	}
}

// aheadFrom is the constant of internal/asm.
const aheadFrom = 32 << 10
