//go:build linux

package jupyter_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// A written is a file that NumPy wrote, and what NumPy says of it.
type written struct {
	Path    string
	Usual   bool // in the version that numpy.save chooses
	DType   string
	Shape   []int
	Strides []int
	Fortran bool
	Bytes   string // of the items in C order
}

// Every dtype × shape × order: NumPy writes and Go maps; Go changes what is mapped, NumPy sees it through a map of its own
// and changes it back, which Go sees without opening the file again; and what Go creates is NumPy's file, byte by byte.
func TestNumPyAndGoWorkOnTheSameFiles(t *testing.T) {
	folder := t.TempDir()
	var list []written
	for line := range strings.Lines(runPython(t, nil, "files.py", "write", folder)) {
		var w written
		require.NoError(t, json.Unmarshal([]byte(line), &w))
		list = append(list, w)
	}
	require.Greater(t, len(list), 400)
	created := 0
	var files []*npy.File[ndview.MutRaw]
	for _, w := range list {
		f, err := npy.OpenRawMut(w.Path)
		require.NoError(t, err, w.DType)
		defer func() { assert.NoError(t, f.Close()) }()
		files = append(files, f)
		v := f.View()
		require.Equal(t, w.DType, v.DType().String())
		require.Equal(t, append([]int{}, w.Shape...), v.Shape(), w.DType)
		if v.Nbytes() > 0 {
			require.Equal(t, append([]int{}, w.Strides...), v.Strides(), w.DType)
		}
		require.Equal(t, w.Bytes, hex.EncodeToString(items(t, v)), "%s %v", w.DType, w.Shape)
		if w.Usual {
			created++
			requireSameFile(t, w, v)
		}
		require.NoError(t, v.CopyFrom(flipped(items(t, v))))
	}
	require.Greater(t, created, 200)
	assert.Equal(t, strconv.Itoa(len(list))+"\n", runPython(t, nil, "files.py", "check", folder))
	for k, f := range files {
		require.Equal(t, list[k].Bytes, hex.EncodeToString(items(t, f.View())), "what NumPy has written is seen through the same map")
	}

	f, err := npy.OpenMember[float64](filepath.Join(folder, "s.npz"), "a")
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.Close()) }()
	assert.Equal(t, 66.0, ops.Sum(f.View()))
	members, err := npy.Members(filepath.Join(folder, "s.npz"))
	require.NoError(t, err)
	require.Len(t, members, 2)
	assert.Equal(t, ">u2", members[1].Header.DType.String())
	compressed := filepath.Join(folder, "c.npz")
	_, err = npy.OpenMember[float64](compressed, "a")
	require.ErrorIs(t, err, npy.ErrCompressed)
	raw, err := npy.CopyMember(compressed, "a")
	require.NoError(t, err)
	v, err := ndview.AsMut[float64](raw)
	require.NoError(t, err)
	assert.Equal(t, 66.0, ops.Sum(v.View))
}

func items(t *testing.T, v ndview.MutRaw) []byte {
	t.Helper()
	b := make([]byte, v.Nbytes())
	require.NoError(t, v.CopyTo(b))
	return b
}

func flipped(b []byte) []byte {
	for i := range b {
		b[i] ^= 1
	}
	return b
}

// requireSameFile creates a file of what v is, and compares it with the one that NumPy wrote.
func requireSameFile(t *testing.T, w written, v ndview.MutRaw) {
	t.Helper()
	path := filepath.Join("/dev/shm", "inplace-test-"+rand.Text()) // where syncing costs nothing
	f, err := npy.CreateRaw(path, npy.Header{DType: v.DType(), Shape: w.Shape, FortranOrder: w.Fortran})
	require.NoError(t, err, w.DType)
	defer os.Remove(path)
	require.NoError(t, f.View().CopyFrom(items(t, v)))
	require.NoError(t, f.Close())
	ours, err := os.ReadFile(path)
	require.NoError(t, err)
	numpys, err := os.ReadFile(w.Path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(numpys, ours), "%s:\n%q\n%q", w.DType, numpys, ours)
}

func TestPythonAndGoShareBlocksOfMemory(t *testing.T) {
	name := "inplace-test-" + rand.Text()
	f, err := npy.CreateShared[float64](name, 2, 3)
	require.NoError(t, err)
	defer func() {
		assert.NoError(t, f.Close())
		assert.NoError(t, npy.RemoveShared(name))
		assert.NoError(t, npy.RemoveShared(name+"-python"))
	}()
	require.NoError(t, ops.Fill(f.View(), 3))
	assert.Equal(t, "36.0\n", runPython(t, nil, "files.py", "block", name))
	assert.Equal(t, 36.0, ops.Sum(f.View().View), "Python has doubled it")
	theirs, err := npy.OpenShared[int32](name+"-python", 3)
	require.NoError(t, err)
	defer func() { assert.NoError(t, theirs.Close()) }()
	s, _ := theirs.View().UnsafeSlice()
	assert.Equal(t, []int32{1, 2, 3}, s)
}

// BenchmarkScaleOneGB scales a file of a GB in place, all of whose pages are in the page cache, and so does NumPy: five
// times each, the quickest counts.
func BenchmarkScaleOneGB(b *testing.B) {
	path := filepath.Join(b.TempDir(), "large.npy")
	f, err := npy.Create[float64](path, 1<<27)
	require.NoError(b, err)
	require.NoError(b, ops.Fill(f.View(), 1))
	require.NoError(b, f.Close())
	for b.Loop() {
		start := time.Now()
		f, err := npy.OpenMut[float64](path)
		opened := time.Since(start)
		require.NoError(b, err)
		best := time.Hour
		for range 5 {
			start = time.Now()
			require.NoError(b, f.Do(func(v ndview.MutFloat64) error { return ops.Scale(v, 2) }))
			best = min(best, time.Since(start))
		}
		require.NoError(b, f.Close())
		var numpyOpened, numpy float64
		_, err = fmt.Sscan(runPython(b, nil, "files.py", "scale", path), &numpyOpened, &numpy)
		require.NoError(b, err)
		b.ReportMetric(opened.Seconds()*1000, "ms/open")
		b.ReportMetric(numpyOpened*1000, "numpy-ms/open")
		b.ReportMetric(best.Seconds()*1000, "ms/scale")
		b.ReportMetric(numpy/best.Seconds(), "times-numpy")
	}
}
