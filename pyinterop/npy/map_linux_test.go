package npy

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
)

// mapped reports whether this process has memory of a file.
func mapped(t *testing.T, path string) bool {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	return strings.Contains(string(maps), path)
}

func TestAFileThatHasNoViewIsNotLeftMapped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	require.NoError(t, os.WriteFile(path, make([]byte, 8), 0o644))
	noView := errors.New("no view")
	for _, of := range []Header{
		{DType: ndview.DTypeOf[int8](), Shape: []int{8}},
		{DType: ndview.DTypeOf[int8](), Shape: []int{0}},
	} {
		f, size, err := openRegular(path, os.O_RDWR)
		require.NoError(t, err)
		_, err = mapFile(want{op: "Test", mut: true}, path, f, size, 0, of, func(r ndview.MutRaw) (int, error) {
			assert.Equal(t, r.Nbytes() > 0, mapped(t, path))
			return 0, noView
		})
		require.ErrorIs(t, err, noView)
		assert.False(t, mapped(t, path), "the memory is given back")
		require.NoError(t, f.Close(), "the file is the caller's")
	}
	assert.Zero(t, OpenFiles())
}
