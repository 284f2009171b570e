//go:build linux || darwin

package npy_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// shrunk is a file of n float64 of which another process has left the first quarter.
func shrunk(t *testing.T, n int) *npy.MutFloat64 {
	path := filepath.Join(t.TempDir(), "a.npy")
	f, err := npy.CreateFloat64(path, n)
	require.NoError(t, err)
	t.Cleanup(func() { closing(t, f) })
	require.NoError(t, ops.Fill(f.View(), 1))
	require.NoError(t, os.Truncate(path, int64(128+n/4*8)))
	return f
}

func requireFault(t *testing.T, err error, n int) {
	t.Helper()
	var fault *npy.FaultError
	require.ErrorAs(t, err, &fault)
	require.ErrorIs(t, err, npy.ErrFault)
	assert.Greater(t, fault.Offset, int64(n/4*8))
	assert.Less(t, fault.Offset, int64(128+n*8))
	assert.ErrorContains(t, err, "it was shrunk from")
}

// Every kind of loop meets the end of the file: Go code, assembly, the copies of the runtime, and the workers.
func TestAFaultIsAnErrorInDo(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))))
	const n = 1 << 21 // enough for several workers
	aside := ndview.Make[float64](n)
	x := fused.In[float64]("x")
	expr, err := fused.Compile(fused.Add(x, fused.Sqrt(x)))
	require.NoError(t, err)
	for name, work := range map[string]func(v ndview.MutFloat64) error{
		"element":          func(v ndview.MutFloat64) error { v.Set1(n-1, 1); return nil },
		"element, read":    func(v ndview.MutFloat64) error { aside.Set1(0, v.At1(n-1)); return nil },
		"scale":            func(v ndview.MutFloat64) error { return ops.Scale(v, 2) },
		"add into Go":      func(v ndview.MutFloat64) error { return ops.Add(aside, v.View, v.View) },
		"sqrt":             func(v ndview.MutFloat64) error { return ops.Sqrt(v, v.View) },
		"sum":              func(v ndview.MutFloat64) error { aside.Set1(0, ops.Sum(v.View)); return nil },
		"reversed":         func(v ndview.MutFloat64) error { return ops.Scale(v.Flip(0), 2) },
		"every other item": func(v ndview.MutFloat64) error { return ops.Scale(v.Slice(ndview.All.By(2)), 2) },
		"copy":             func(v ndview.MutFloat64) error { return ops.Copy(aside, v.View) },
		"sort":             func(v ndview.MutFloat64) error { return ops.Sort(v, v.View, 0) },
		"fused":            func(v ndview.MutFloat64) error { return expr.RunContext(context.Background(), 2, v.Raw(), v.Raw().Raw) },
		"lanes of workers": func(v ndview.MutFloat64) error {
			halves, err := v.Reshape(8, n/8)
			if err != nil {
				return err
			}
			return iter.MutForEach(context.Background(), 2, halves, 1, func(k int, lane iter.MutLane[float64]) error {
				for i := range lane.Len() {
					lane.Set(i, 1)
				}
				return nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := shrunk(t, n)
			requireFault(t, f.Do(work), n)
			v := f.View()
			assert.NotZero(t, v.At1(0), "what is left of the file can be used")
			require.NoError(t, f.CloseWithin(0), "nobody holds it any more")
		})
	}
}

func TestOtherPanicsGoThroughDo(t *testing.T) {
	f, err := npy.CreateFloat64(filepath.Join(t.TempDir(), "a.npy"), 3)
	require.NoError(t, err)
	defer closing(t, f)
	broken := errors.New("broken")
	assert.PanicsWithValue(t, broken, func() { _ = f.Do(func(ndview.MutFloat64) error { panic(broken) }) })
	assert.ErrorIs(t, f.Do(func(ndview.MutFloat64) error { return broken }), broken)
	assert.Panics(t, func() {
		_ = f.Do(func(v ndview.MutFloat64) error { v.Set1(3, 1); return nil })
	}, "an index out of range is a mistake of the program")
	var none *int
	assert.Panics(t, func() { _ = f.Do(func(ndview.MutFloat64) error { *none = 1; return nil }) })
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = f.Do(func(ndview.MutFloat64) error { runtime.Goexit(); return nil })
	}()
	<-over
}

// A fault of one file goes through the Do of another one to its own.
func TestAFaultBelongsToItsFile(t *testing.T) {
	const n = 1 << 14
	bad := shrunk(t, n)
	good, err := npy.CreateFloat64(filepath.Join(t.TempDir(), "b.npy"), n)
	require.NoError(t, err)
	defer closing(t, good)
	err = bad.Do(func(from ndview.MutFloat64) error {
		err := good.Do(func(to ndview.MutFloat64) error { return ops.Copy(to, from.View) })
		t.Error("the inner Do returned", err)
		return err
	})
	requireFault(t, err, n)
	require.NoError(t, good.CloseWithin(0))
}

func TestWritingToAFileForReadingIsAFault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	f, err := npy.CreateFloat64(path, 3)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	r, err := npy.OpenFloat64(path)
	require.NoError(t, err)
	defer closing(t, r)
	err = r.Do(func(v ndview.Float64) error {
		s, _ := v.UnsafeSlice()
		s[1] = 1
		return nil
	})
	require.ErrorIs(t, err, npy.ErrFault)
	assert.ErrorContains(t, err, "at byte 136 of the file: the disk has an error there, or memory that is only to be read was written")
}
