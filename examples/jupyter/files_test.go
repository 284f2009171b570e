//go:build linux

package jupyter_test

import (
	"bytes"
	cryptorand "crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// lenient are headers that package npy reads, and NumPy does not, or names otherwise: what they say is harmless.
var lenient = regexp.MustCompile(`\|?'a\d+'|\('', *'[^|]|'\('|\(\('|^\n+ `)

// Headers that were changed at random, and shapes, orders and dtypes by hand that somebody might write: what Go reads NumPy reads, and
// understands in the same way. The other way round that does not hold: NumPy takes expressions, and dtypes by their names.
func TestNumPyReadsTheHeadersThatGoReads(t *testing.T) {
	var texts []string
	for _, shape := range []string{"(3, 4)", "()", "(3,)", "(3)", "[3, 4]", "(True, 2)", "(-1,)", "(-0,)", "(+3,)", "(3L,)", "(03,)", "(00,)", "(3,,)", "(,)",
		"(9223372036854775807, 0)", "(9223372036854775808, 0)", "(4294967296, 4294967296)", "(\f3,\t4)", "(3,\v4)", "(3,\u00a04)", "(" + strings.Repeat("1, ", 64) + ")",
		"(" + strings.Repeat("1, ", 65) + ")"} {
		texts = append(texts, "{'descr': '<f8', 'fortran_order': True, 'shape': "+shape+", }")
	}
	for _, order := range []string{"1", "0", "None", "'False'", "[]", "not True"} {
		texts = append(texts, "{'descr': '<f8', 'fortran_order': "+order+", 'shape': (3, 4), }")
	}
	for _, descr := range []string{"'f8'", "'|f8'", "'=i2'", "'<f3'", "'<i0'", "'|b1'", "'|b2'", "'|S0'", "'S-1'", "'>U2'", "'|V0'", "'|V2147483648'", "'<U536870912'", "'|O'", "'<M8'",
		"'<M8[25s]'", "'<M8[s/3]'", "'<M8[]'", "'<M8[99999999999s]'", "'<M4[s]'", "('<f8', (2,))", "('<f8', ())", "('<f8',)", "[]", "''", "None", "8", "b'<f8'", "u'<f8'", "'\\x3cf8'",
		"[('x', '<f8'), ('x', '<i4')]", "[('x', '<f8'), ('', '|V4'), ('n', '<i4')]", "[('', '|V4', (2,)), ('n', '<i4')]", "[('', '<f8', (2,)), ('n', '<i4')]", "[('', '|V8')]",
		"[('x', '<f8', (0,)), ('y', '<i4')]", "[('x', '<f8', (-1,))]", "[('x', '<f8', (2,), 1)]", "[('x',)]", "[(b'x', '<f8')]", "[('x', '|u1', (2147483648,))]",
		"[('a', [('b', '>i2'), ('c', '|S3')], (2,))]", "[('x', [])]", "[('a', [('x', '<i4'), ('', '|V4')])]"} {
		texts = append(texts, "{'descr': "+descr+", 'fortran_order': False, 'shape': (2,), }")
	}
	seeds := []string{texts[0], "{'shape': (3,), 'fortran_order': False, 'descr': [('x', '<f8'), ('n', '>i4', (2, 3)), ('', '|V4'), ('t', '<M8[25s]')], }\n"}
	random := rand.New(rand.NewPCG(10, 7))
	for range 2000 {
		b := []byte(seeds[random.IntN(2)])
		for range 1 + random.IntN(2) {
			i, letters := random.IntN(len(b)), "0123456789'\"()[]{},:<>|=-+ \t\n\\LTFuxVSUMiecbfO"
			switch random.IntN(3) {
			case 0:
				b[i] = letters[random.IntN(len(letters))]
			case 1:
				b = slices.Delete(b, i, i+1)
			default:
				b = slices.Insert(b, i, letters[random.IntN(len(letters))])
			}
		}
		texts = append(texts, string(b))
	}
	var files []byte
	var heads [][]byte
	for i, text := range texts {
		head := []byte("\x93NUMPY\x01\x00")
		if i%3 > 0 {
			head[6] = byte(1 + i%3)
			head = binary.LittleEndian.AppendUint32(head, uint32(len(text)))
		} else {
			head = binary.LittleEndian.AppendUint16(head, uint16(len(text)))
		}
		head = append(head, text...)
		heads = append(heads, head)
		files = append(files, `"`+hex.EncodeToString(head)+"\"\n"...)
	}
	path := filepath.Join(t.TempDir(), "headers")
	require.NoError(t, os.WriteFile(path, files, 0o644))
	read := 0
	k := 0
	for line := range strings.Lines(runPython(t, nil, "files.py", "headers", path)) {
		h, err := npy.ReadHeader(bytes.NewReader(heads[k]))
		text := texts[k]
		k++
		if err != nil || lenient.MatchString(text) {
			continue
		}
		read++
		ours, err := json.Marshal([]any{h.DType.String(), append([]int{}, h.Shape...), h.FortranOrder})
		require.NoError(t, err)
		assert.JSONEq(t, line, string(ours), "%q", text)
	}
	assert.Equal(t, len(texts), k)
	assert.Greater(t, read, 150)
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
	path := filepath.Join("/dev/shm", "inplace-test-"+cryptorand.Text()) // where syncing costs nothing
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
	name := "inplace-test-" + cryptorand.Text()
	f, err := npy.CreateShared[float64](name, 2, 3)
	require.NoError(t, err)
	defer func() {
		assert.NoError(t, f.Close())
		assert.NoError(t, npy.RemoveShared(name))
		assert.NoError(t, npy.RemoveShared(name+"-python"))
		assert.NoError(t, npy.RemoveShared(name+"-memmap"))
	}()
	require.NoError(t, ops.Fill(f.View(), 3))
	require.NoError(t, f.Lock())
	assert.Equal(t, "[[6.0, 6.0], [6.0, 6.0]] 36.0\n", runPython(t, nil, "files.py", "block", name))
	assert.Equal(t, 36.0, ops.Sum(f.View().View), "Python has doubled it")
	theirs, err := npy.OpenShared[int32](name+"-python", 3)
	require.NoError(t, err)
	defer func() { assert.NoError(t, theirs.Close()) }()
	s, _ := theirs.View().UnsafeSlice()
	assert.Equal(t, []int32{1, 2, 3}, s)

	path, err := npy.SharedPath(name + "-memmap")
	require.NoError(t, err)
	typ, err := ndview.ParseDType(">i4")
	require.NoError(t, err)
	m, err := npy.OpenMemmapRaw(path, npy.Memmap{DType: typ, Shape: []int{2, 3}, FortranOrder: true, Offset: 5})
	require.NoError(t, err)
	defer func() { assert.NoError(t, m.Close()) }()
	v, err := ndview.As[int32](m.View())
	require.NoError(t, err)
	assert.Equal(t, "[[0 1 2]\n [3 4 5]]", v.String())
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
