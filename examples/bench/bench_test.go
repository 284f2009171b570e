package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// TestMain lets the tests run on the Python that the program has.
func TestMain(m *testing.M) {
	choosePython(os.Stderr)
	os.Exit(m.Run())
}

func TestTheListHasAtLeast120CasesWithNamesOfTheirOwn(t *testing.T) {
	assert.GreaterOrEqual(t, len(cases), 120)
	seen, groups := map[string]bool{}, map[string]int{}
	for _, c := range cases {
		assert.False(t, seen[c.name], c.name)
		seen[c.name] = true
		groups[c.group]++
		assert.True(t, strings.HasPrefix(c.name, c.group+"/"), c.name)
		assert.Positive(t, c.n, c.name)
	}
	for _, group := range []string{"arithmetic", "layout", "copy", "division", "math", "compare", "reduction", "axes", "scan", "sorting", "taking", "linear", "fused", "image"} {
		assert.GreaterOrEqual(t, groups[group], 7, group)
	}
}

// TestAFewCasesRunForReal goes through the whole program: operands of real NumPy, comparison, times and files.
func TestAFewCasesRunForReal(t *testing.T) {
	folder := t.TempDir()
	var table, progress bytes.Buffer
	names := regexp.MustCompile(`x \+ y (f8|u1) 10$|exp f8 1e3|step 2 f8 1e3|less f8 10$|sum f8 10$|cumprod|sort f8 1e3|x\[i\] f8 1e5|matmul 16² f8|a\*b \+ c f8 10$|partition`)
	require.NoError(t, run(t.Context(), &table, &progress, settings{pick: names, threads: 1, quick: true, out: folder}))
	text, err := os.ReadFile(filepath.Join(folder, "bench.json"))
	require.NoError(t, err)
	var rows []map[string]any
	require.NoError(t, json.Unmarshal(text, &rows))
	require.Len(t, rows, 12)
	optional := map[string]int{}
	for _, row := range rows {
		for field := range row {
			if strings.HasSuffix(field, "_ns") {
				assert.Positive(t, row[field], field)
			}
			if !slices.Contains([]string{"case", "group", "dtype", "n", "workers", "numpy_ns", "ours_ns", "ratio"}, field) {
				optional[field]++
				delete(row, field)
			}
		}
		assert.Len(t, row, 8)
		assert.Contains(t, table.String(), row["case"])
		assert.Contains(t, progress.String(), row["case"])
		assert.InEpsilon(t, row["numpy_ns"].(float64)/row["ours_ns"].(float64), row["ratio"], 1e-9)
		assert.EqualValues(t, 1, row["workers"])
	}
	assert.Equal(t, map[string]int{"c_ns": 7, "numexpr_ns": 1, "numba_ns": 1}, optional)
	file, err := os.Open(filepath.Join(folder, "bench.png"))
	require.NoError(t, err)
	defer file.Close()
	picture, err := png.Decode(file)
	require.NoError(t, err)
	assert.Greater(t, picture.Bounds().Dx(), 500)
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestAWrongAnswerIsNotTimed(t *testing.T) {
	for name, of := range map[string]struct {
		wrong   benchCase
		message string
	}{
		"another verb":      {flat("", "", "f8", 10, xy("f8", 10), "np.add(x, y, out=o)", apply("subtract"), "x", "y"), "10 of 10 items differ"},
		"nothing is done":   {flat("", "", "i4", 10, xy("i4", 10), "np.add(x, y, out=o)", raw(func(ndview.MutRaw, []ndview.Raw) error { return nil })), "10 of 10 items differ"},
		"nothing to see":    {flat("", "", "f8", 10, xy("f8", 10), "np.copyto(o, 0)", output(func(d ndview.MutFloat64) error { return ops.Fill(d, 0) })), "nothing can be compared"},
		"not partitioned":   {benchCase{dtype: "f8", setup: x("f8", "f8", 10), numpy: "o[...] = x; o.partition(5)", operands: []string{"x"}, ours: cast(), partition: 5}, "no partition at 5"},
		"one item is wrong": {flat("", "", "f8", 10, xy("f8", 10)+"; w = x.copy(); w[3] += 1e-9", "np.copyto(o, x)", cast(), "w"), "the first at 3"},
	} {
		_, err := of.wrong.measure(world{settings: settings{threads: 1, quick: true}})
		assert.ErrorContains(t, err, of.message, name)
	}
	assert.Zero(t, pyinterop.OpenBorrows())
}

func TestThreadsAreANumberOrN(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "3": 3} {
		n, err := parseThreads(text)
		require.NoError(t, err)
		assert.Equal(t, want, n)
	}
	n, err := parseThreads("n")
	require.NoError(t, err)
	assert.Positive(t, n)
	for _, text := range []string{"", "0", "-1", "two"} {
		_, err := parseThreads(text)
		assert.Error(t, err, text)
	}
}

// TestYardsticksAreOfCases looks for patterns that match no case, and for names that the source does not have.
func TestYardsticksAreOfCases(t *testing.T) {
	used, names := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if call := c.yardstick(); call != "" {
			name, _, ok := strings.Cut(call, "(")
			require.True(t, ok, call)
			names[name] = true
			for _, y := range yardsticks {
				if y.cases.MatchString(c.name) {
					used[y.cases.String()] = true
				}
			}
		}
	}
	for _, y := range yardsticks {
		assert.True(t, used[y.cases.String()], y.cases)
	}
	assert.Greater(t, len(names), 90)
	for pattern, least := range map[*regexp.Regexp]int{streaming: 20, transposed: 9, plainFused: 2, computing: 60, apart: 20} {
		n := 0
		for _, c := range cases {
			if pattern.MatchString(c.name) {
				n++
			}
		}
		assert.GreaterOrEqual(t, n, least, pattern)
	}
}

func TestAYardstickThatComputesSomethingElseIsNotTimed(t *testing.T) {
	library, _, err := compileYardstick(t.TempDir())
	require.NoError(t, err)
	require.NotEmpty(t, library, "this test needs a compiler of C")
	w := world{settings: settings{threads: 1, quick: true}, library: library}
	c := flat("arithmetic", "multiply", "f8", small, xy("f8", small), "np.add(x, y, out=o)", apply("add"), "x", "y") // named after another verb
	_, err = c.measure(w)
	assert.ErrorContains(t, err, "c: not NumPy's result: 1000 of 1000 items differ")
	c.name = "arithmetic/x + y f8 1e3"
	r, err := c.measure(w)
	require.NoError(t, err)
	assert.Positive(t, r.C)
}

func TestMoreWorkersAreComparedWithOne(t *testing.T) {
	c := cases[slices.IndexFunc(cases, func(c benchCase) bool { return c.name == "fused/a*b + c f8 1e5" })]
	r, err := c.measure(world{settings: settings{threads: 2, quick: true}})
	require.NoError(t, err)
	assert.Positive(t, r.Single)
	assert.Equal(t, 2, r.Workers)
}

func TestTheSummaryIsTheGeometricMean(t *testing.T) {
	var out bytes.Buffer
	writeSummary(&out, []result{{Case: "a/1", Group: "a", Ratio: 0.5}, {Case: "a/2", Group: "a", Ratio: 8}, {Case: "b/1", Group: "b", Ratio: 2}, {Case: "sorting/sort", Group: "sorting", Ratio: 0.01}})
	assert.Contains(t, out.String(), "| a              |     2 |           2.00 |  0.50 |          1 |")
	assert.Contains(t, out.String(), "| all            |     3 |           2.00 |  0.50 |          2 |")
	assert.Contains(t, out.String(), "| apart: sorting |     1 |           0.01 |  0.01 |          0 |")
}

func TestTheSummaryNamesWhatIsNotReached(t *testing.T) {
	var out bytes.Buffer
	writeSummary(&out, []result{
		{Case: "a/slow", Group: "a", Ratio: 0.5, NumPy: 10, Ours: 20, C: 10},
		{Case: "a/weak", Group: "a", Ratio: 4, NumPy: 40, Ours: 10, C: 2},
		{Case: "copy/a[:] = b.T 1000² f8", Group: "copy", Ratio: 1.9, NumPy: 19, Ours: 10, C: 10},
		{Case: "copy/copy f8 1e7", Group: "copy", Ratio: 9, NumPy: 90, Ours: 10, C: 8},
		{Case: "fused/a = a*b + c f8 1e5", Group: "fused", Ratio: 9, NumPy: 90, Ours: 10, C: 9.4},
		{Case: "math/exp f8 1e5", Group: "math", Ratio: 9, NumPy: 90, Ours: 10, Single: 16, Workers: 2},
	})
	for _, line := range []string{
		"- geometric mean of all at least 4: NOT SO, 3.75",
		"- geometric mean of each group, at least 1.5: NOT SO, 3 of 4\n  - a: 1.41\n",
		"- each case by NumPy, at least 1: NOT SO, 5 of 6\n  - a/slow: 0.50 (NumPy by C 1.00)\n",
		"by NumPy, at least 5: NOT SO, 2 of 3\n  - a/weak: 4.00 (NumPy by C 20.00)\n",
		"- transposed copies by NumPy, at least 2: NOT SO, 0 of 1\n  - copy/a[:] = b.T 1000² f8: 1.90",
		"at least 0.85: NOT SO, 0 of 1\n  - copy/copy f8 1e7: 0.80",
		"- a = a*b + c by plain C, at least 0.95: NOT SO, 0 of 1\n  - fused/a = a*b + c f8 1e5: 0.94",
		"- 2 workers by one where computation counts, at least 1.7: NOT SO, 0 of 1\n  - math/exp f8 1e5: 1.60",
	} {
		assert.Contains(t, out.String(), line)
	}
}
