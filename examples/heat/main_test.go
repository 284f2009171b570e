package main

import (
	"bytes"
	"image/gif"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

func TestThePlateCoolsAsNumPyComputesIt(t *testing.T) {
	film := filepath.Join(t.TempDir(), "heat.gif")
	var out bytes.Buffer
	delta, err := run(&out, settings{n: 48, frames: 3, steps: 5, film: film})
	require.NoError(t, err)
	assert.LessOrEqual(t, delta, 1e-12)
	assert.Contains(t, out.String(), "15 steps of 48 × 48 elements")
	assert.Zero(t, pyinterop.OpenBorrows())

	written, err := os.Open(film)
	require.NoError(t, err)
	defer written.Close()
	frames, err := gif.DecodeAll(written)
	require.NoError(t, err)
	assert.Len(t, frames.Image, 3)
}
