package vmath

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seed returns INPLACE_SEED, or a new one, and says which.
func seed(t *testing.T) *rand.Rand {
	n := rand.Uint64()
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		n, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("INPLACE_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 1))
}

// samples is the number of arguments drawn for each function.
func samples() int {
	if os.Getenv("INPLACE_LONG") != "" {
		return 10_000
	}
	return 150
}

// A worst is the largest error of a function over a number of arguments, with the arguments.
type worst struct {
	ulp  float64
	x, y float64
}

func (w *worst) take(ulp, x, y float64) {
	if ulp > w.ulp || ulp != ulp {
		*w = worst{ulp, x, y}
	}
}

// measure returns the worst errors of a function over so many arguments and the hard ones, for float64
// and for float32.
func (r *row) measure(rng *rand.Rand, n int) (wide, narrow worst) {
	take := func(x, y float64) {
		smallest := -1074
		if r.last != 0 {
			smallest = r.last
		}
		wide.take(ulpsOf(r.at(x, y), r.exact(x, y), 53, smallest, math.MaxFloat64), x, y)
	}
	for _, x := range r.hard {
		take(x, 0)
	}
	for range n {
		x, y := r.draw(rng), 0.0
		if r.f2 != nil {
			y = r.second(rng, x)
		}
		take(x, y)
		if x, y = float64(float32(x)), float64(float32(y)); x == 0 || x-x != 0 || y-y != 0 || x < r.lo || x > r.hi {
			continue
		}
		if got := r.at(x, y); got-got == 0 {
			narrow.take(ulpsOf(float64(float32(got)), r.exact(x, y), 24, -149, math.MaxFloat32), x, y)
		}
	}
	return wide, narrow
}

func (r *row) at(x, y float64) float64 {
	if r.f1 != nil {
		return r.f1(x)
	}
	return r.f2(x, y)
}

func (r *row) exact(x, y float64) *big.Float {
	if r.f1 != nil {
		return r.big1(bigOf(x))
	}
	return r.big2(bigOf(x), bigOf(y))
}

// second draws the other operand: the exponent of a power such that the result is a number, for the
// rest one that counts beside x.
func (r *row) second(rng *rand.Rand, x float64) float64 {
	switch {
	case r.name == "power" && x == 1:
		return 1
	case r.name == "power":
		return (rng.Float64()*1454 - 745) / math.Log(x)
	case rng.IntN(2) == 0:
		return min(max(x*math.Ldexp(rng.Float64()*2-1, rng.IntN(8)-4), r.lo), r.hi)
	}
	return r.draw(rng)
}

// bound32 is what rounding twice may cost.
const bound32 = 0.5001

func TestNoFunctionIsWrongByMoreThanItsBound(t *testing.T) {
	rng := seed(t)
	page := new(strings.Builder)
	page.WriteString(pageHead)
	for i := range rows {
		r := &rows[i]
		wide, narrow := r.measure(rng, samples())
		assert.LessOrEqual(t, wide.ulp, r.bound, "%s(%x, %x)", r.name, wide.x, wide.y)
		assert.LessOrEqual(t, narrow.ulp, bound32, "float32: %s(%x, %x)", r.name, narrow.x, narrow.y)
		fmt.Fprintf(page, "| %s | %.2f | %.4f | %s | %.6f |\n", r.name, r.bound, wide.ulp, wide.where(r), narrow.ulp)
	}
	if *update && os.Getenv("INPLACE_LONG") != "" {
		require.NoError(t, os.WriteFile("ULP.md", []byte(page.String()), 0o644))
	}
	checkPage(t)
}

func (w worst) where(r *row) string {
	if r.f1 != nil {
		return fmt.Sprintf("`%x`", w.x)
	}
	return fmt.Sprintf("`%x`, `%x`", w.x, w.y)
}

const pageHead = `# How wrong the functions are

Generated: ` + "`INPLACE_LONG=1 go test ./internal/vmath -run WrongByMore -update`" + ` draws 10,000 arguments of each function,
from all float64 and from the ranges where it is used or is hard, besides known hard ones, and compares with math/big to 320 bits.
Errors are in units of the last place; rounding the exact result would be wrong by up to 0.5. "asserted" is the bound that
the test holds every argument to, in the quick tier a new 150 each time. float32 is computed in float64 and rounded.
Where logaddexp cancels, below 2⁻⁸, its error is counted in places of 2⁻⁶¹.

| function | asserted | float64, worst | at | float32, worst |
|---|---|---|---|---|
`

// checkPage compares the page with the list of functions, and its figures with the bounds.
func checkPage(t *testing.T) {
	src, err := os.ReadFile("ULP.md")
	require.NoError(t, err)
	table, ok := strings.CutPrefix(string(src), pageHead)
	require.True(t, ok, "the page has another head: generate it anew")
	lines := strings.Split(strings.TrimSpace(table), "\n")
	require.Len(t, lines, len(rows))
	for i, line := range lines {
		fields := strings.Split(line, "|")
		require.Len(t, fields, 7, line)
		assert.Equal(t, rows[i].name, strings.TrimSpace(fields[1]))
		assert.Equal(t, fmt.Sprintf("%.2f", rows[i].bound), strings.TrimSpace(fields[2]), line)
		for column, bound := range map[int]float64{3: rows[i].bound, 5: bound32} {
			figure, err := strconv.ParseFloat(strings.TrimSpace(fields[column]), 64)
			require.NoError(t, err)
			assert.LessOrEqual(t, figure, bound, line)
			assert.Greater(t, figure, 0.4, line)
		}
	}
}
