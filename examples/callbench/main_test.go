package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/embedded"
)

// What needs no other compiler than Go's: the module in Go and NumPy, one round of each.
func TestCallsOfOurOwnModuleComputeWhatTheyShould(t *testing.T) {
	b := testBench(t)
	require.NoError(t, b.gocalls())

	calls, err := b.measure("calls", 1, "gocalls")
	require.NoError(t, err)
	assertFigures(t, calls, "empty gocalls", "number gocalls", "first gocalls", "three gocalls")

	threads, err := b.measure("threads", 1, "gocalls", "numpy")
	require.NoError(t, err)
	var want []string
	for _, n := range []string{"10", "100000"} {
		for _, module := range []string{"gocalls", "numpy"} {
			for _, k := range []int{1, 2, 4, 8} {
				want = append(want, fmt.Sprint(n, " ", module, " ", k))
			}
		}
	}
	assertFigures(t, threads, want...)
	var table strings.Builder
	threadsTable(&table, threads)
	assert.NotRegexp(t, `NaN|Inf|-`, table.String())
}

// The numbers of calls in a row are known, so every call that was lost or computed something else would show.
func TestWrongResultsAreErrors(t *testing.T) {
	b := testBench(t)
	for name, source := range map[string]string{
		"adds":    "def add(a, b, out): return out",
		"calls":   "def empty(): pass\ndef number(x): return x\ndef first(a): return a[0]\ndef three(a, b, c): c[0] = 2",
		"threads": "def increment(a): a[1:] += 1",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(b.folder, "wrong_"+name+".py"), []byte(source), 0o644))
		_, err := b.measure(name, 1, "wrong_"+name)
		assert.ErrorContains(t, err, map[string]string{
			"adds": "AssertionError: the sum: wanted", "calls": "AssertionError: wrong_calls.number(): wanted 2.0, found 1.0",
			"threads": "AssertionError: 1 threads of increment: wanted",
		}[name])
	}
}

func TestTablesHaveRatios(t *testing.T) {
	var text strings.Builder
	callsTable(&text, map[string]float64{"empty gocalls": 100, "empty nbcalls": 50, "empty cycalls": 25})
	addsTable(&text, map[string]float64{"10 goops": 300, "10 numpy": 400})
	threadsTable(&text, map[string]float64{
		"10 gocalls 1": 2e6, "10 gocalls 2": 1e6, "10 gocalls 4": 5e5, "10 gocalls 8": 3e6,
		"10 numpy 1": 4e6, "10 numpy 2": 4e6, "10 numpy 4": 2e6, "10 numpy 8": 1e6,
	})
	for _, line := range []string{
		"no argument 100 50 25 2.00 4.00",
		"10 elements 300 400 0.75",
		"10 elements, threads: 1 2000000 1.00 4000000 1.00 0.50",
		"10 elements, threads: 2 1000000 0.50 4000000 1.00 0.25",
		"10 elements, threads: 4 500000 0.25 2000000 0.50 0.25",
		"10 elements, threads: 8 3000000 1.50 1000000 0.25 3.00",
	} {
		assert.Contains(t, strings.Join(strings.Fields(text.String()), " "), line)
	}
}

// testBench has a Python that the tests of goops have, too, and no modules yet.
func testBench(t *testing.T) *bench {
	t.Helper()
	requirements, err := os.ReadFile("../goops/requirements/test.txt")
	require.NoError(t, err)
	python, err := embedded.Python(t.Context(), embedded.WithRequirements(string(requirements)), embedded.WithProgress(os.Stderr))
	require.NoError(t, err)
	b := &bench{folder: t.TempDir(), python: python.Executable}
	require.NoError(t, b.sources())
	return b
}

func assertFigures(t *testing.T, figures map[string]float64, names ...string) {
	t.Helper()
	assert.Len(t, figures, len(names))
	for _, name := range names {
		assert.Positive(t, figures[name], name)
	}
}

// BenchmarkCalls prints the tables. It compiles C++ and asks the package index, so it runs when it is asked for:
//
//	go test -run '^$' -bench . ./callbench
func BenchmarkCalls(b *testing.B) {
	if err := run(os.Stdout, "python3", 200); err != nil {
		b.Fatal(err)
	}
}
