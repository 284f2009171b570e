//go:build linux || darwin

package npy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop/npy"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if n := npy.OpenFiles(); n != 0 && code == 0 {
		fmt.Fprintf(os.Stderr, "%d files are still open after all tests\n", n)
		code = 1
	}
	os.Exit(code)
}

// closing closes a file and reports what goes wrong.
func closing(t testing.TB, f interface{ Close() error }) {
	t.Helper()
	assert.NoError(t, f.Close())
}

// write writes a file into a folder of the test.
func write(t testing.TB, name string, data []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o644))
	return path
}

// file is a .npy file with this header and data.
func file(t testing.TB, h npy.Header, data []byte) []byte {
	t.Helper()
	b, err := h.Append(nil)
	require.NoError(t, err)
	return append(b, data...)
}
