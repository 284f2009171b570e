//go:build cgo

package gallery_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/embedded"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

func TestImportingGalleryGivesPythonWithMatplotlib(t *testing.T) {
	for _, name := range []string{"INPLACE_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH"} {
		t.Setenv(name, "")
	}
	t.Setenv("MPLCONFIGDIR", t.TempDir())
	env, err := embedded.Python(t.Context(), embedded.Gallery())
	require.NoError(t, err)

	require.NoError(t, pyinterop.Start())
	info, ok := pyinterop.Info()
	require.True(t, ok)
	t.Log(info)
	assert.Contains(t, info.How, "embedded")
	assert.Equal(t, embedded.Version, info.Version)
	assert.Equal(t, env.Executable, info.Executable)
	assert.Equal(t, env.Prefix, info.Prefix)
	library, err := filepath.EvalSymlinks(info.Library)
	require.NoError(t, err)
	want, err := filepath.EvalSymlinks(env.Library)
	require.NoError(t, err)
	assert.Equal(t, want, library)

	require.NoError(t, pyinterop.Do(func(py pyinterop.Python) error {
		return py.Exec(`
import sys, matplotlib, numpy
assert sys.executable.endswith("python3"), sys.executable
assert matplotlib.__file__.startswith(sys.prefix), matplotlib.__file__
assert int(numpy.arange(4).sum()) == 6
`)
	}))
}
