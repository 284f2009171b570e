//go:build linux || darwin

package npy_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// requireKept proves that a folder has the file it had and nothing else.
func requireKept(t *testing.T, path, old string) {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, int64(len(old)), info.Size(), "a file of 2^47 bytes is not to be read")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, old, string(b), "the old file is as it was")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "and nothing lies beside it")
	assert.Zero(t, npy.OpenFiles())
}

func TestWhatIsRefusedDoesNotReplaceAFile(t *testing.T) {
	const old = "what was there"
	path := write(t, "x.bin", []byte(old))
	objects, err := npy.ParseDType("'|O'")
	require.NoError(t, err)
	record, err := npy.ParseDType("[('a', '<f8'), ('b', '|O')]")
	require.NoError(t, err)
	for name, typ := range map[string]ndview.DType{"forgotten": {}, "objects": objects, "records of objects": record} {
		t.Run(name, func(t *testing.T) {
			f, err := npy.CreateMemmapRaw(path, npy.Memmap{DType: typ, Shape: []int{3}})
			require.ErrorIs(t, err, ndview.ErrType)
			assert.Nil(t, f)
			requireKept(t, path, old)
			_, err = npy.CreateRaw(path, npy.Header{DType: typ, Shape: []int{3}})
			require.ErrorIs(t, err, ndview.ErrType)
			requireKept(t, path, old)
		})
	}
}

// A name that cannot be taken is found out last, when the new file is mapped already.
func TestANameThatCannotBeTakenLeavesNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	require.NoError(t, os.Mkdir(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "x"), []byte("old"), 0o644))
	_, err := npy.Create[float64](folder, 3)
	require.Error(t, err, "a folder has the name")
	requireKept(t, filepath.Join(folder, "x"), "old")
	entries, err := os.ReadDir(filepath.Dir(folder))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

// As root, Create("/dev/null") would otherwise put a file into the place of the device, for all programs of the machine.
func TestOnlyFilesAndLinksAreReplaced(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := npy.Create[float64](pipe, 3)
	require.ErrorIs(t, err, os.ErrExist)
	assert.ErrorContains(t, err, "wanted a regular file to replace, or none, found a named pipe")
	_, err = npy.CreateMemmap[float64](pipe, 0, 3)
	require.ErrorIs(t, err, os.ErrExist)
	info, err := os.Stat(pipe)
	require.NoError(t, err)
	assert.Equal(t, os.ModeNamedPipe, info.Mode().Type())
	_, err = npy.OpenRaw(folder)
	assert.ErrorContains(t, err, "wanted a regular file, found a folder")

	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "link.npy")
	require.NoError(t, os.WriteFile(target, []byte("old"), 0o600))
	require.NoError(t, os.Symlink("target", link))
	f, err := npy.Create[float64](link, 3)
	require.NoError(t, err)
	defer closing(t, f)
	kept, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, "old", string(kept), "a link that somebody laid leads nowhere")
}

// A file of 2^47 bytes can be made where files have no blocks until they are written; no process has so many addresses.
func requireUnmappable(t *testing.T, folder string) {
	t.Helper()
	const old = "what was there"
	path := filepath.Join(folder, "x.npy")
	require.NoError(t, os.WriteFile(path, []byte(old), 0o644))
	_, err := npy.Create[float64](path, 1<<44)
	require.Error(t, err)
	requireKept(t, path, old)
	_, err = npy.CreateMemmap[float64](path, 0, 1<<44)
	require.Error(t, err)
	requireKept(t, path, old)
}

func TestWhatCannotBeMappedDoesNotReplaceAFile(t *testing.T) {
	requireUnmappable(t, t.TempDir())
}

func TestSymbolicLinksAreFollowedToFiles(t *testing.T) {
	path := write(t, "a.bin", []byte{7})
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	f, err := npy.OpenMemmap[int8](link, 0, 1)
	require.NoError(t, err)
	defer closing(t, f)
	v := f.View()
	assert.Equal(t, int8(7), v.At1(0))
	_, err = npy.OpenMemmap[int8](link+"-not", 0, 1)
	require.ErrorIs(t, err, syscall.ENOENT)
}
