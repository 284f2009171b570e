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

func TestThePhotoIsChangedInPlaceAsNumPyWould(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "photo.png")
	var out bytes.Buffer
	different, err := run(&out, 120, picture)
	require.NoError(t, err)
	assert.Zero(t, different)
	assert.Zero(t, pyinterop.OpenBorrows())

	drawn, err := os.Open(picture)
	require.NoError(t, err)
	defer drawn.Close()
	size, err := png.DecodeConfig(drawn)
	require.NoError(t, err)
	assert.Equal(t, 640, size.Width)
}
