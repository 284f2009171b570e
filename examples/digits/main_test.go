package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestComponentsAndClustersAreNumPysAndScikitLearns(t *testing.T) {
	folder := t.TempDir()
	picture, results := filepath.Join(folder, "digits.png"), filepath.Join(folder, "results.npz")
	var out bytes.Buffer
	o, err := run(&out, 600, picture, results)
	require.NoError(t, err)
	assert.LessOrEqual(t, o.variances, 1e-12)
	assert.LessOrEqual(t, o.scores, 1e-9)
	assert.Zero(t, o.moved, "digits in another cluster than NumPy's")
	assert.Greater(t, o.purity, 0.7)
	assert.Contains(t, out.String(), "600 digits of 64 pixels\n")
	assert.Zero(t, pyinterop.OpenBorrows())

	written, err := os.Open(picture)
	require.NoError(t, err)
	defer written.Close()
	drawn, err := png.Decode(written)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, drawn.Bounds().Dx(), 700)

	theirs, err := askScikitLearn(t.Context(), &out, results)
	require.NoError(t, err)
	assert.True(t, theirs.SameFile, "the digits are those that scikit-learn %s brings", theirs.Version)
	assert.LessOrEqual(t, theirs.Variances, 1e-12)
	assert.LessOrEqual(t, theirs.Scores, 1e-9)
	assert.Zero(t, theirs.Moved, "digits in another cluster than scikit-learn's")
	assert.LessOrEqual(t, theirs.Centres, 1e-9)
}
