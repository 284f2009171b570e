package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

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
	names := regexp.MustCompile(`x \+ y (f8|u1) 10$|exp f8 1e3|step 2 f8 1e3|less f8 10$|sum f8 10$|cumprod|sort f8 1e3|x\[i\]|matmul 16² f8|a\*b \+ c f8 10$|partition`)
	require.NoError(t, run(&table, &progress, settings{pick: names, threads: 1, quick: true, out: folder}))
	text, err := os.ReadFile(filepath.Join(folder, "bench.json"))
	require.NoError(t, err)
	var rows []map[string]any
	require.NoError(t, json.Unmarshal(text, &rows))
	require.Len(t, rows, 12)
	for _, row := range rows {
		assert.Len(t, row, 8)
		assert.Contains(t, table.String(), row["case"])
		assert.Contains(t, progress.String(), row["case"])
		assert.Positive(t, row["numpy_ns"])
		assert.InEpsilon(t, row["numpy_ns"].(float64)/row["ours_ns"].(float64), row["ratio"], 1e-9)
		assert.EqualValues(t, 1, row["workers"])
	}
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
		_, err := of.wrong.measure(settings{threads: 1, quick: true})
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

func TestTheSummaryIsTheGeometricMean(t *testing.T) {
	var out bytes.Buffer
	writeSummary(&out, []result{{Case: "a/1", Group: "a", Ratio: 0.5}, {Case: "a/2", Group: "a", Ratio: 8}, {Case: "b/1", Group: "b", Ratio: 2}})
	assert.Contains(t, out.String(), "| a     |     2 |           2.00 |  0.50 |          1 |")
	assert.Contains(t, out.String(), "| all   |     3 |           2.00 |  0.50 |          2 |")
	assert.Contains(t, out.String(), "- a/1: 0.50\n- b/1: 2.00\n- a/2: 8.00")
}
