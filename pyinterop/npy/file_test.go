//go:build linux || darwin

package npy_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

func TestWhatIsWrittenStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	f, err := npy.Create[float64](path, 3, 4)
	require.NoError(t, err)
	a := f.View()
	require.NoError(t, ops.Fill(a, 1))
	a.Set2(2, 3, 7)
	other, err := npy.Open[float64](path)
	require.NoError(t, err)
	defer closing(t, other)
	b := other.View()
	assert.Equal(t, 7.0, b.At2(2, 3), "another map sees it at once")
	a.Set2(0, 0, -1)
	assert.Equal(t, -1.0, b.At2(0, 0))
	require.NoError(t, f.Sync())
	require.NoError(t, f.Close())

	f, err = npy.OpenMut[float64](path)
	require.NoError(t, err)
	defer closing(t, f)
	assert.Equal(t, 10+7-1.0, ops.Sum(f.View().View))
	assert.Equal(t, "shape (3, 4), dtype float64", f.Header().String())
	assert.Equal(t, path, f.Path())
	info, err := os.Stat(path)
	require.NoError(t, err)
	size, err := f.Header().Size()
	require.NoError(t, err)
	assert.Equal(t, size, info.Size())
}

func TestFortranOrderIsInTheStrides(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	f, err := npy.CreateF[int32](path, 2, 3)
	require.NoError(t, err)
	defer closing(t, f)
	assert.Equal(t, []int{4, 8}, f.View().Strides())
	r, err := npy.OpenRaw(path)
	require.NoError(t, err)
	defer closing(t, r)
	assert.True(t, r.Header().FortranOrder)
	assert.True(t, r.View().ContiguousF())
}

func TestEveryElementTypeIsCreatedAndOpenedByName(t *testing.T) {
	dir := t.TempDir()
	roundTrip(t, dir, npy.CreateBool, npy.OpenBool, npy.OpenMutBool, 1)
	roundTrip(t, dir, npy.CreateInt8, npy.OpenInt8, npy.OpenMutInt8, -8)
	roundTrip(t, dir, npy.CreateInt16, npy.OpenInt16, npy.OpenMutInt16, -16)
	roundTrip(t, dir, npy.CreateInt32, npy.OpenInt32, npy.OpenMutInt32, -32)
	roundTrip(t, dir, npy.CreateInt64, npy.OpenInt64, npy.OpenMutInt64, -64)
	roundTrip(t, dir, npy.CreateUint8, npy.OpenUint8, npy.OpenMutUint8, 8)
	roundTrip(t, dir, npy.CreateUint16, npy.OpenUint16, npy.OpenMutUint16, 16)
	roundTrip(t, dir, npy.CreateUint32, npy.OpenUint32, npy.OpenMutUint32, 32)
	roundTrip(t, dir, npy.CreateUint64, npy.OpenUint64, npy.OpenMutUint64, 64)
	roundTrip(t, dir, npy.CreateFloat16, npy.OpenFloat16, npy.OpenMutFloat16, 0x3c00)
	roundTrip(t, dir, npy.CreateBFloat16, npy.OpenBFloat16, npy.OpenMutBFloat16, 0x3f80)
	roundTrip(t, dir, npy.CreateFloat32, npy.OpenFloat32, npy.OpenMutFloat32, 0.5)
	roundTrip(t, dir, npy.CreateFloat64, npy.OpenFloat64, npy.OpenMutFloat64, 0.25)
	roundTrip(t, dir, npy.CreateComplex64, npy.OpenComplex64, npy.OpenMutComplex64, 1i)
	roundTrip(t, dir, npy.CreateComplex128, npy.OpenComplex128, npy.OpenMutComplex128, 2i)
}

func roundTrip[T ndview.Element](t *testing.T, dir string, create func(string, ...int) (*npy.File[ndview.MutView[T]], error),
	open func(string) (*npy.File[ndview.View[T]], error), openMut func(string) (*npy.File[ndview.MutView[T]], error), x T) {
	for name, shape := range map[string][]int{"0-d": {}, "5-d": {1, 2, 1, 2, 2}, "empty": {2, 0, 3}} {
		path := filepath.Join(dir, name)
		f, err := create(path, shape...)
		require.NoError(t, err)
		v := f.View()
		require.Equal(t, shape, v.Shape())
		last := make([]int, len(shape))
		for k, n := range shape {
			last[k] = n - 1
		}
		if v.Size() > 0 {
			v.Set(x, last...)
		}
		require.NoError(t, f.Close())
		r, err := open(path)
		require.NoError(t, err)
		require.Equal(t, ndview.DTypeOf[T](), r.View().DType())
		w, err := openMut(path)
		require.NoError(t, err)
		if v := r.View(); v.Size() > 0 {
			require.True(t, v.Plain())
			require.Equal(t, x, v.At(last...))
			first := w.View()
			first.Set(x, make([]int, len(shape))...)
			require.Equal(t, x, v.At(make([]int, len(shape))...), "both see one memory")
		}
		require.NoError(t, r.Sync())
		require.NoError(t, w.Sync())
		require.NoError(t, r.Close())
		require.NoError(t, w.Close())
	}
}

func TestTheOtherByteOrderIsViewedAsItIs(t *testing.T) {
	swapped := ndview.DTypeOf[uint16]()
	swapped.Swapped = true
	path := write(t, "a.npy", file(t, npy.Header{DType: swapped, Shape: []int{2}}, []byte{1, 2, 3, 4}))
	f, err := npy.OpenMut[uint16](path)
	require.NoError(t, err)
	defer closing(t, f)
	v := f.View()
	assert.False(t, v.Plain())
	require.NoError(t, ops.Scale(v, 3))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, [][]byte{{3, 6, 9, 12}}, b[len(b)-4:], "the order of the file is kept")
}

func TestARefusalListsEverything(t *testing.T) {
	path := write(t, "a.npy", file(t, npy.Header{DType: ndview.DTypeOf[float32](), Shape: []int{3, 4}}, make([]byte, 40)))
	_, err := npy.OpenMut[float64](path)
	require.ErrorIs(t, err, ndview.ErrType)
	require.ErrorIs(t, err, npy.ErrTruncated)
	assert.EqualError(t, err, `npy: OpenMut[float64] of "`+path+`" (shape (3, 4), dtype float32): dtype: wanted float64, found float32; `+
		`size: wanted 176 bytes, found 168: the file is truncated, or still being written. `+
		`Way out: Open[float32] opens it as it is; write the file anew, or wait for its writer; a writer that renames a finished file is never seen half way`)
	assert.Zero(t, npy.OpenFiles(), "nothing is held after a refusal")
}

func TestWhatCannotBeOpenedIsRefused(t *testing.T) {
	dir := t.TempDir()
	object := []byte("\x93NUMPY\x01\x00\x46\x00{'descr': [('a', '|O'), ('b', '<f8')], 'fortran_order': False, 'shape': (1,)}\n")
	object[8] = byte(len(object) - 10)
	path := write(t, "o.npy", append(object, make([]byte, 16)...))
	_, err := npy.OpenRaw(path)
	require.ErrorIs(t, err, ndview.ErrType)
	assert.ErrorContains(t, err, "references to Python objects")

	_, err = npy.Open[int8](filepath.Join(dir, "none.npy"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = npy.Open[int8](dir)
	require.ErrorIs(t, err, npy.ErrFormat)
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err = npy.Open[int8](pipe)
	require.ErrorIs(t, err, npy.ErrFormat, "and not waited for")
	_, err = npy.Open[int8](write(t, "x", []byte("a,b\n1,2\n")))
	require.ErrorIs(t, err, npy.ErrTruncated)
	_, err = npy.Open[int8](write(t, "x", []byte("time,place\n1,2\n")))
	require.ErrorIs(t, err, npy.ErrFormat)
	assert.ErrorContains(t, err, "OpenMemmap maps files without a header")

	for name, shape := range map[string][]int{"negative": {-1}, "too many axes": make([]int, 65), "overflow": {1 << 40, 1 << 40}} {
		_, err = npy.Create[float64](filepath.Join(dir, "bad.npy"), shape...)
		assert.Error(t, err, name)
	}
	_, err = npy.Create[float64](filepath.Join(dir, "bad.npy"), 1<<60/8)
	require.Error(t, err, "no file system has files that long, or no process such a map")
	_, err = npy.Create[float64](filepath.Join(dir, "no such folder", "x.npy"), 1)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = npy.Create[float64](dir+"/", 1)
	require.ErrorIs(t, err, fs.ErrInvalid)
	_, err = npy.CreateRaw(filepath.Join(dir, "bad.npy"), npy.Header{})
	require.ErrorIs(t, err, ndview.ErrType)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "only the pipe: a file that was not finished is removed")
	assert.Zero(t, npy.OpenFiles())
}

// The tests may run as root, whom permissions do not stop; a file system that is read-only stops everybody, as does
// a program that is running.
func TestReadOnlyFilesAreNotOpenedForWriting(t *testing.T) {
	path := write(t, "a.npy", file(t, npy.Header{DType: ndview.DTypeOf[int8](), Shape: []int{1}}, []byte{5}))
	require.NoError(t, os.Chmod(path, 0o444))
	if os.Geteuid() != 0 {
		_, err := npy.OpenMut[int8](path)
		require.ErrorIs(t, err, fs.ErrPermission)
		assert.ErrorContains(t, err, "Open or OpenRaw")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	_, err = npy.OpenMemmapMut[int8](self, 0, 1)
	require.ErrorIs(t, err, syscall.ETXTBSY)
	f, err := npy.Open[int8](path)
	require.NoError(t, err)
	defer closing(t, f)
	v := f.View()
	assert.Equal(t, int8(5), v.At1(0))
}

func TestCreateReplacesAFileInOneStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	first, err := npy.Create[int8](path, 100000)
	require.NoError(t, err)
	defer closing(t, first)
	require.NoError(t, ops.Fill(first.View(), 3))
	second, err := npy.Create[int16](path, 2)
	require.NoError(t, err)
	defer closing(t, second)
	v := first.View()
	assert.Equal(t, int8(3), v.At1(99999), "who has the old file keeps it")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

// While a program creates a file again and again, another one sees whole files only.
func TestNobodySeesAFileWithoutItsHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	f, err := npy.Create[int64](path, 10)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 30 {
			f, err := npy.Create[int64](path, 10+i*1000)
			if assert.NoError(t, err) {
				assert.NoError(t, f.Close())
			}
		}
	}()
	opened := 0
	for running := true; running; opened++ {
		select {
		case <-done:
			running = false
		default:
		}
		f, err := npy.Open[int64](path)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	assert.Positive(t, opened)
}

func TestViewsOfAClosedFileAreRefusedByName(t *testing.T) {
	f, err := npy.Create[float64](filepath.Join(t.TempDir(), "a.npy"), 3)
	require.NoError(t, err)
	v := f.View()
	row := v.Slice(ndview.From(1))
	require.NoError(t, f.Close())
	require.NoError(t, f.Close(), "twice is fine")
	assert.True(t, f.Closed())
	for name, use := range map[string]func(){
		"At":   func() { v.At1(0) },
		"Set":  func() { row.Set1(0, 1) },
		"verb": func() { _ = ops.Fill(v, 1) },
		"View": func() { f.View() },
	} {
		func() {
			defer func() {
				err, _ := recover().(error)
				require.ErrorIs(t, err, ndview.ErrReleased, name)
				assert.ErrorContains(t, err, "TestViewsOfAClosedFileAreRefusedByName", name)
			}()
			use()
		}()
	}
	for name, err := range map[string]error{"Do": f.Do(func(ndview.MutFloat64) error { return nil }), "Sync": f.Sync(), "Lock": f.Lock()} {
		require.ErrorIs(t, err, ndview.ErrReleased, name)
		assert.ErrorContains(t, err, name+" of ")
	}
}

func TestCloseWaitsForThoseAtWork(t *testing.T) {
	f, err := npy.Create[float64](filepath.Join(t.TempDir(), "a.npy"), 3)
	require.NoError(t, err)
	require.NoError(t, f.Do(func(ndview.MutFloat64) error {
		err := f.CloseWithin(0)
		require.ErrorIs(t, err, npy.ErrHeld)
		assert.ErrorContains(t, err, "1 still at work on its memory")
		return nil
	}))
	inside, closed := make(chan struct{}), make(chan error)
	go func() { <-inside; closed <- f.CloseWithin(10 * time.Second) }()
	require.NoError(t, f.Do(func(v ndview.MutFloat64) error {
		close(inside)
		time.Sleep(10 * time.Millisecond)
		v.Set1(0, 1) // still mapped
		return nil
	}))
	require.NoError(t, <-closed)
}

func TestAForgottenFileIsClosed(t *testing.T) {
	before := npy.OpenFiles()
	func() {
		_, err := npy.Create[float64](filepath.Join(t.TempDir(), "a.npy"), 3)
		require.NoError(t, err)
	}()
	require.Eventually(t, func() bool { runtime.GC(); return npy.OpenFiles() == before }, 10*time.Second, time.Millisecond)
}

func TestAViewKeepsItsFile(t *testing.T) {
	v := func() ndview.MutFloat64 {
		f, err := npy.Create[float64](filepath.Join(t.TempDir(), "a.npy"), 3)
		require.NoError(t, err)
		return f.View()
	}()
	for range 5 {
		runtime.GC()
		v.Set1(2, 4)
	}
	assert.Equal(t, 4.0, v.At1(2))
	assert.Equal(t, 1, npy.OpenFiles())
	v = ndview.MutFloat64{}
	require.Eventually(t, func() bool { runtime.GC(); return npy.OpenFiles() == 0 }, 10*time.Second, time.Millisecond)
}

func TestLocksExcludeOtherOpeners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	a, err := npy.Create[float64](path, 3)
	require.NoError(t, err)
	defer closing(t, a)
	b, err := npy.Open[float64](path)
	require.NoError(t, err)
	defer closing(t, b)
	require.NoError(t, a.RLock())
	require.NoError(t, b.TryRLock(), "several may read")
	require.ErrorIs(t, a.TryLock(), npy.ErrLocked)
	require.NoError(t, b.Unlock())
	require.NoError(t, a.Lock())
	err = b.TryRLock()
	require.ErrorIs(t, err, npy.ErrLocked)
	assert.EqualError(t, err, `npy: TryRLock of "`+path+`": locked by another opener`)
	got := make(chan error)
	go func() { got <- b.Lock() }()
	time.Sleep(5 * time.Millisecond)
	require.NoError(t, a.Close(), "which gives the lock up")
	require.NoError(t, <-got)
}

type point struct {
	X, Y float64
	ID   int32 `dtype:"id"`
	Tag  [2]uint8
	_    [2]byte
	M    [2][3]float32
	In   struct {
		A ndview.Float16
		B int16
	}
}

func TestRecordsAreGoStructs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "points.npy")
	f, err := npy.CreateStructs[point](path, 5)
	require.NoError(t, err)
	points, err := ndview.StructsOf[point](f.View())
	require.NoError(t, err)
	points[4] = point{X: 1, Y: 2, ID: 3, Tag: [2]uint8{4, 5}, M: [2][3]float32{1: {2: 6}}}
	points[4].In.B = 7
	require.NoError(t, f.Close())

	r, err := npy.OpenRaw(path)
	require.NoError(t, err)
	defer closing(t, r)
	assert.Equal(t, "{'names': ['X', 'Y', 'id', 'Tag', 'M', 'In'], 'formats': ['<f8', '<f8', '<i4', ('u1', (2,)), ('<f4', (2, 3)), "+
		"[('A', '<f2'), ('B', '<i2')]], 'offsets': [0, 8, 16, 20, 24, 48], 'itemsize': 56}", r.View().DType().String())
	again, err := ndview.UnsafeStructsOf[point](r.View())
	require.NoError(t, err)
	assert.Equal(t, int16(7), again[4].In.B)
	assert.Equal(t, float32(6), again[4].M[1][2])
	x, err := r.View().Field("Y")
	require.NoError(t, err)
	y, err := ndview.As[float64](x)
	require.NoError(t, err)
	assert.Equal(t, 2.0, y.At1(4))
}

func TestStructsThatAreNoRecordsAreRefused(t *testing.T) {
	type bad struct {
		Name string
		OK   bool
		In   struct{ P *int }
		_    []byte
	}
	_, err := npy.DTypeOfStruct[bad]()
	require.ErrorIs(t, err, ndview.ErrType)
	assert.ErrorContains(t, err, "Name: wanted a number, an array or a struct of them, found string; OK: wanted a number, an array or a "+
		"struct of them, found bool; use ndview.Bool; In.P: wanted a number, an array or a struct of them, found *int; _: a blank field")
	_, err = npy.CreateStructs[int](filepath.Join(t.TempDir(), "a.npy"), 1)
	assert.ErrorContains(t, err, "wanted a struct, found int")
}

func TestGrowingFilesStayWhatTheyWere(t *testing.T) {
	path := write(t, "a.npy", file(t, npy.Header{DType: ndview.DTypeOf[int8](), Shape: []int{3}}, []byte{1, 2, 3, 99}))
	f, err := npy.Open[int8](path)
	require.NoError(t, err, "bytes behind the array are nobody's")
	defer closing(t, f)
	out, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = out.Write(make([]byte, 100000))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	assert.Equal(t, []int{3}, f.View().Shape())
	s, ok := f.View().UnsafeSlice()
	assert.True(t, ok)
	assert.Equal(t, []int8{1, 2, 3}, s)
}
