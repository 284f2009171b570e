//go:build linux

package npy_test

import (
	"crypto/rand"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

func TestSharedBlocksAreFoundByName(t *testing.T) {
	name := "inplace-test-" + rand.Text()
	a, err := npy.CreateShared[float64](name, 2, 3)
	require.NoError(t, err)
	defer closing(t, a)
	defer func() { require.NoError(t, npy.RemoveShared(name)) }()
	_, err = npy.CreateSharedFloat64(name, 2, 3)
	require.ErrorIs(t, err, fs.ErrExist)
	assert.ErrorContains(t, err, "OpenSharedMut opens the block that is there")
	b, err := npy.OpenMutSharedFloat64("/"+name, 6)
	require.NoError(t, err)
	defer closing(t, b)
	v, w := a.View(), b.View()
	w.Set1(5, 4)
	assert.Equal(t, 4.0, v.At2(1, 2))
	r, err := npy.OpenShared[float64](name, 3, 2)
	require.NoError(t, err)
	defer closing(t, r)
	x := r.View()
	assert.Equal(t, 4.0, x.At2(2, 1))
	info, err := os.Stat("/dev/shm/" + name)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	assert.Equal(t, int64(48), info.Size())
	_, err = npy.OpenShared[float64](name, 7)
	require.ErrorIs(t, err, npy.ErrTruncated)
}

func TestNamesThatAreNoBlocksAreRefused(t *testing.T) {
	for _, name := range []string{"", "/", "..", ".", "a/b", "/../etc", "a\x00b", strings.Repeat("x", 256)} {
		_, err := npy.SharedPath(name)
		require.ErrorIs(t, err, fs.ErrInvalid, "%q", name)
		_, err = npy.OpenShared[int8](name, 1)
		require.ErrorIs(t, err, fs.ErrInvalid)
		_, err = npy.OpenSharedMut[int8](name, 1)
		require.ErrorIs(t, err, fs.ErrInvalid)
		_, err = npy.CreateShared[int8](name, 1)
		require.ErrorIs(t, err, fs.ErrInvalid)
		require.ErrorIs(t, npy.RemoveShared(name), fs.ErrInvalid)
	}
	require.ErrorIs(t, npy.RemoveShared("inplace-no-such-block"), fs.ErrNotExist)
}

func TestFilesWithoutAHeaderAreMapped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	typ, err := npy.ParseDType("[('a', '>i2'), ('b', '<f4')]")
	require.NoError(t, err)
	f, err := npy.CreateMemmapRaw(path, npy.Memmap{DType: typ, Shape: []int{2, 3}, FortranOrder: true, Offset: 5000})
	require.NoError(t, err)
	defer closing(t, f)
	assert.Equal(t, []int{6, 12}, f.View().Strides())
	bytes, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Len(t, bytes, 5000+36)
	r, err := npy.OpenMemmapRaw(path, npy.Memmap{DType: typ, Shape: []int{6}, Offset: 5000})
	require.NoError(t, err)
	defer closing(t, r)
	w, err := npy.OpenMemmapMut[uint8](path, 5001, 3)
	require.NoError(t, err)
	defer closing(t, w)
	require.NoError(t, ops.Fill(w.View(), 1))
	m, err := npy.OpenMemmapRawMut(path, npy.Memmap{DType: ndview.DTypeOf[uint8](), Shape: []int{4}, Offset: 5000})
	require.NoError(t, err)
	defer closing(t, m)
	data, ok := m.View().Data()
	require.True(t, ok)
	assert.Equal(t, []byte{0, 1, 1, 1}, data)
	c, err := npy.CreateMemmap[int16](filepath.Join(t.TempDir(), "b.bin"), 0, 4)
	require.NoError(t, err)
	defer closing(t, c)
	o, err := npy.OpenMemmap[int16](c.Path(), 2, 3)
	require.NoError(t, err)
	defer closing(t, o)
	assert.Equal(t, []int{3}, o.View().Shape())

	_, err = npy.OpenMemmap[int16](path, -1, 3)
	require.ErrorIs(t, err, ndview.ErrBounds)
	_, err = npy.OpenMemmap[int16](path, 1<<62, 3)
	require.ErrorIs(t, err, npy.ErrTruncated)
	_, err = npy.OpenMemmap[int16](path, 1<<62, 1<<61)
	require.ErrorIs(t, err, ndview.ErrOverflow)
	_, err = npy.OpenMemmapRaw(path, npy.Memmap{DType: ndview.DType{}, Shape: []int{1}})
	require.Error(t, err)
}

// tmpfs makes files of any length: it is the map that fails.
func TestWhatCannotBeMappedDoesNotReplaceAFileInSharedMemory(t *testing.T) {
	folder, err := os.MkdirTemp("/dev/shm", "inplace-test-")
	require.NoError(t, err)
	defer os.RemoveAll(folder)
	requireUnmappable(t, folder)
	_, err = npy.CreateMemmap[float64](filepath.Join(folder, "x.npy"), 0, 1<<44)
	require.ErrorIs(t, err, syscall.ENOMEM)
	name := filepath.Base(folder) + "-block"
	_, err = npy.CreateShared[float64](name, 1<<44)
	require.ErrorIs(t, err, syscall.ENOMEM)
	require.ErrorIs(t, npy.RemoveShared(name), fs.ErrNotExist, "no block is left")
}

func TestSymbolicLinksAreNoBlocks(t *testing.T) {
	name := "inplace-test-" + rand.Text()
	path := write(t, "a.bin", make([]byte, 8))
	require.NoError(t, os.Symlink(path, "/dev/shm/"+name))
	defer func() { require.NoError(t, npy.RemoveShared(name)) }()
	_, err := npy.OpenShared[int8](name, 8)
	require.ErrorIs(t, err, syscall.ELOOP)
	assert.ErrorContains(t, err, "a block is no symbolic link")
	_, err = npy.OpenSharedMut[int8](name, 8)
	require.ErrorIs(t, err, syscall.ELOOP)
	_, err = npy.CreateShared[int8](name, 8)
	require.ErrorIs(t, err, fs.ErrExist)
}

// sparse is a file of a GB of zeros that takes no blocks of the disk.
func sparse(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "large.npy")
	f, err := npy.Create[float64](path, 1<<27)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return path
}

func TestALargeFileIsOpenedWithoutItsMemory(t *testing.T) {
	f, err := npy.OpenMut[float64](sparse(t))
	require.NoError(t, err)
	defer closing(t, f)
	assert.Less(t, resident(t, "large.npy"), 64, "kB of a GB")
	v := f.View()
	v.Set1(1<<26, 1)
	assert.Positive(t, resident(t, "large.npy"))
}

// resident is the number of kB of a map that are in memory.
func resident(t *testing.T, name string) int {
	b, err := os.ReadFile("/proc/self/smaps")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(b), name)
	require.True(t, ok, "there is such a map")
	_, rest, ok = strings.Cut(rest, "\nRss:")
	require.True(t, ok)
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(t, err)
	return kB
}

func BenchmarkOpenOneGB(b *testing.B) {
	path := sparse(b)
	for b.Loop() {
		f, err := npy.OpenMut[float64](path)
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
