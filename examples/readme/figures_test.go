package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFiguresOfTheGuideAreThoseOfTheBench looks for each row of the guide's table in the results, and for the one that the bench's README shows.
func TestFiguresOfTheGuideAreThoseOfTheBench(t *testing.T) {
	_, table, ok := strings.Cut(readPage(t, "docs/performance.md"), "\n| case | NumPy | ours | ratio |\n")
	assert.True(t, ok, "docs/performance.md has a table of figures")
	table, _, _ = strings.Cut(table, "\n\n")
	_, results, _ := strings.Cut(readPage(t, "examples/bench/RESULTS.md"), "## One worker")
	results, _, _ = strings.Cut(results, "## Two workers")
	measured := map[string]bool{}
	for line := range strings.Lines(results) {
		if c := columnsOf(line); len(c) == 9 {
			measured[strings.Join([]string{c[0], c[4], c[5], c[6]}, " | ")] = true
			measured[strings.Join(c, " | ")] = true
		}
	}
	rows := strings.Split(strings.TrimSpace(table), "\n")[1:]
	assert.GreaterOrEqual(t, len(rows), 10)
	for _, row := range append(rows, shownByTheBench(t)) {
		assert.True(t, measured[strings.Join(columnsOf(row), " | ")], "examples/bench/RESULTS.md does not have %s", row)
	}
}

func shownByTheBench(t *testing.T) string {
	t.Helper()
	_, table, ok := strings.Cut(readPage(t, "examples/bench/README.md"), "|--:|\n")
	require.True(t, ok, "examples/bench/README.md shows a row")
	row, _, _ := strings.Cut(table, "\n")
	return row
}

// TestTheSumOfTheBenchOnTheFirstPageIsThatOfItsResults: in how many cases, and by how much.
func TestTheSumOfTheBenchOnTheFirstPageIsThatOfItsResults(t *testing.T) {
	_, results, _ := strings.Cut(readPage(t, "examples/bench/RESULTS.md"), "## One worker")
	results, _, _ = strings.Cut(results, "## Two workers")
	page := strings.Join(strings.Fields(readPage(t, "README.md")), " ")
	for _, of := range []struct{ result, page string }{
		{`each case by NumPy, at least 1: [^,]*, (\d+ of \d+)`, "at most NumPy's time in %s cases"},
		{`geometric mean of all at least [\d.]+: [^,]*, ([\d.]+)`, "the geometric mean of all is %s."},
	} {
		m := regexp.MustCompile(of.result).FindStringSubmatch(results)
		if assert.NotNil(t, m, of.result) {
			assert.Contains(t, page, fmt.Sprintf(of.page, m[1]))
		}
	}
}

// TestBenchmarksThatTheGuideNamesAreThere: the figures of calls are those of benchmarks that a reader can run.
func TestBenchmarksThatTheGuideNamesAreThere(t *testing.T) {
	_, table, ok := strings.Cut(readPage(t, "docs/performance.md"), "\n| from Go | ns |")
	assert.True(t, ok, "docs/performance.md has a table of calls")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")[2:]
	assert.GreaterOrEqual(t, len(rows), 10)
	sources := ""
	for _, folder := range []string{"ops", "pyinterop"} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			sources += string(text)
		}
	}
	for _, row := range rows {
		c := columnsOf(row)
		if assert.Len(t, c, 5, row) {
			assert.Contains(t, sources, "\nfunc "+strings.Trim(c[4], "`")+"(b *testing.B)", row)
			assert.Regexp(t, `^\d+$`, c[1], row)
		}
	}
}
