package vmath

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
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
		_, second := readPage(t)
		require.NoError(t, os.WriteFile("ULP.md", []byte(page.String()+rowsHead+second), 0o644))
	}
	first, _ := readPage(t)
	var names []string
	bounds := map[string]float64{}
	for i := range rows {
		names = append(names, rows[i].name)
		bounds[rows[i].name] = rows[i].bound
	}
	checkTable(t, first, names, bounds, func(string) float64 { return bound32 })
}

func TestNoRowIsWrongByMoreThanItsBound(t *testing.T) {
	rng := seed(t)
	page := new(strings.Builder)
	var names []string
	for _, f := range forms64() {
		wide, narrow := measureRow(scalar(t, f.name), f, rng, samples())
		bound := rowBounds[f.name]
		assert.LessOrEqual(t, wide.ulp, bound, "%s(%x, %x)", f.name, wide.x, wide.y)
		assert.LessOrEqual(t, narrow.ulp, boundOf32(f.name), "float32: %s(%x, %x)", f.name, narrow.x, narrow.y)
		fmt.Fprintf(page, "| %s | %.2f | %.4f | %s | %.6f | %.3f |\n", f.name, bound, wide.ulp, wide.where(scalar(t, f.name)), narrow.ulp, boundOf32(f.name))
		names = append(names, f.name)
	}
	if *update && os.Getenv("INPLACE_LONG") != "" {
		first, _ := readPage(t)
		require.NoError(t, os.WriteFile("ULP.md", []byte(pageHead+first+rowsHead+page.String()), 0o644))
	}
	_, second := readPage(t)
	checkTable(t, second, names, rowBounds, boundOf32)
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

const rowsHead = `
## Rows

The functions over slices (rows.go), which are what arrays are computed by. They have the same bits at each level: pure Go, AVX2 and
AVX-512; the figures are of all three. float32 is computed in lanes of its own, within what the last column says: the long tier tries every float32 with the functions of one argument.

| row | asserted | float64, worst | at | float32, worst | asserted |
|---|---|---|---|---|---|
`

// measureRow returns the worst errors of a row.
func measureRow(r *row, f form[float64], rng *rand.Rand, n int) (wide, narrow worst) {
	x, y := slices.Clone(r.hard), make([]float64, len(r.hard))
	for range n {
		a, b := r.draw(rng), 0.0
		if r.f2 != nil {
			b = r.second(rng, a)
		}
		x, y = append(x, a), append(y, b)
	}
	smallest := [2]int{-1074, -149}
	if r.last != 0 {
		smallest = [2]int{r.last, r.last + 29}
	}
	dst := make([]float64, len(x))
	f.run(dst, x, y)
	var x32, y32 []float32
	for i, got := range dst {
		if r.f1 != nil || y[i] != 0 {
			wide.take(ulpsOf(got, r.exact(x[i], y[i]), 53, smallest[0], math.MaxFloat64), x[i], y[i])
		}
		x32, y32 = append(x32, float32(x[i])), append(y32, float32(y[i]))
	}
	dst32 := make([]float32, len(x))
	i := slices.IndexFunc(forms32(), func(g form[float32]) bool { return g.name == f.name })
	forms32()[i].run(dst32, x32, y32)
	for i, got := range dst32 {
		a, b := float64(x32[i]), float64(y32[i])
		if a == 0 || a-a != 0 || b-b != 0 || r.f2 != nil && b == 0 || a < r.lo || a > r.hi || math.Abs(r.at(a, b)) > math.MaxFloat32 {
			continue
		}
		narrow.take(ulpsOf(float64(got), r.exact(a, b), 24, smallest[1], math.MaxFloat32), a, b)
	}
	return wide, narrow
}

// readPage returns the tables of the page.
func readPage(t *testing.T) (first, second string) {
	src, err := os.ReadFile("ULP.md")
	require.NoError(t, err)
	table, ok := strings.CutPrefix(string(src), pageHead)
	require.True(t, ok, "the page has another head: generate it anew")
	first, second, ok = strings.Cut(table, rowsHead)
	require.True(t, ok, "the page has another head of rows: generate it anew")
	return first, second
}

// checkTable compares a table with the list of functions, and its figures with the bounds.
func checkTable(t *testing.T, table string, names []string, bounds map[string]float64, narrow func(name string) float64) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	require.Len(t, lines, len(names))
	for i, line := range lines {
		fields := strings.Split(line, "|")
		require.GreaterOrEqual(t, len(fields), 7, line)
		assert.Equal(t, names[i], strings.TrimSpace(fields[1]))
		assert.Equal(t, fmt.Sprintf("%.2f", bounds[names[i]]), strings.TrimSpace(fields[2]), line)
		for column, bound := range map[int]float64{3: bounds[names[i]], 5: narrow(names[i])} {
			figure, err := strconv.ParseFloat(strings.TrimSpace(fields[column]), 64)
			require.NoError(t, err)
			assert.LessOrEqual(t, figure, bound, line)
			assert.Greater(t, figure, 0.4, line)
		}
	}
}
