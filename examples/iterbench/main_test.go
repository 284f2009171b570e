package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

// TestEveryFigureIsMeasured runs the whole program on small arrays, each loop a few
// times: no figure of such a run says anything, but each loop is checked against
// what it is compared with.
func TestEveryFigureIsMeasured(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, settings{elements: 4096}))
	t.Log(out.String())
	assert.Zero(t, pyinterop.OpenBorrows())
	for k, n := range nudges {
		assert.NotZero(t, n, "copy %d of the loops was run", k)
	}

	_, summary, ok := strings.Cut(out.String(), "Asked and reached")
	require.True(t, ok)
	for _, name := range []string{
		"lanes", "runs", "elements", "index and element", "rows behind pointers",
		"swapped against plain", "swapped in place: NumPy takes", "misaligned against plain", "misaligned in place: NumPy takes",
		"zip of three broadcast operands: NumPy takes", "creating an iterator, up to 4 dimensions", "two workers against one",
	} {
		line := regexp.MustCompile(`(?m)^` + name + ` +[≤≥] [0-9.]+(?:×| ns) +([0-9.]+)(?:×| ns) +(?:yes|NO)`).FindStringSubmatch(summary)
		if !assert.NotNil(t, line, name) {
			continue
		}
		reached, err := strconv.ParseFloat(line[1], 64)
		require.NoError(t, err)
		assert.Positive(t, reached, name)
	}
	for _, place := range []string{"contiguous", "cut-out", "transposed", "negative", "3-d permuted"} {
		assert.Equal(t, 4, strings.Count(out.String(), " "+place+" "), place)
	}
}
