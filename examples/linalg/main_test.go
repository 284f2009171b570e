package main

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/npblas"
)

// TestAnswersOnBorrowedArraysAreNumPys runs the whole program on real arrays.
func TestAnswersOnBorrowedArraysAreNumPys(t *testing.T) {
	for _, n := range []int{3, 60} {
		var out bytes.Buffer
		require.NoError(t, compare(&out, n))
		t.Log(out.String())
		lines := regexp.MustCompile(`differs from NumPy's by ([0-9.e+-]+),`).FindAllStringSubmatch(out.String(), -1)
		require.Len(t, lines, len(answers))
		for i, line := range lines {
			d, err := strconv.ParseFloat(line[1], 64)
			require.NoError(t, err)
			assert.LessOrEqual(t, d, tolerance(answers[i]))
		}
		assert.Contains(t, out.String(), "OpenBLAS")
		assert.Zero(t, pyinterop.OpenBorrows())
		_, inUse := npblas.Info()
		assert.False(t, inUse)
	}
}

// TestEveryFigureCanBeMeasured keeps the benchmark alive, on small matrices.
func TestEveryFigureCanBeMeasured(t *testing.T) {
	small := append([]figure{}, figures...)
	for i := range small {
		small[i].n, small[i].rounds, small[i].runs = 20, 1, 1
	}
	var out bytes.Buffer
	require.NoError(t, measure(&out, small))
	assert.Len(t, regexp.MustCompile(`(?m)^(a @ b|svd|eigh|solve|qr|cholesky|lstsq).* [12] .*s .*s +[0-9.]+ +[0-9.]+ `).FindAllString(out.String(), -1), 2*len(figures), out.String())
	assert.Zero(t, pyinterop.OpenBorrows())
}
