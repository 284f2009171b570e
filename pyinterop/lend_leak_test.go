//go:build cgo

package pyinterop_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

func init() {
	children["lent at the end"] = func() {
		check(pyinterop.Do(func(py pyinterop.Python) error {
			l, err := pyinterop.LendSlice(py, make([]float64, 100))
			check(err)
			a, err := l.Array()
			check(err)
			main, err := py.Import("__main__")
			check(err)
			check(main.SetAttr("kept", a))
			return py.Exec("import atexit; atexit.register(lambda: globals().pop('kept'))")
		}))
		fmt.Println("lent:", pyinterop.OpenLendings())
		fmt.Println(pyinterop.Shutdown())
		runtime.GC()
		fmt.Println("lent:", pyinterop.OpenLendings())
		os.Exit(0)
	}
}

func TestLentMemoryAtTheEndOfAProgram(t *testing.T) {
	r := child(t, "lent at the end")
	assert.Zero(t, r.code, r.out)
	assert.Equal(t, "lent: 1\n<nil>\nlent: 0\n", r.out)
}

// Both heaps: what a lending takes on each comes back with it.
func TestLendingLeaksNothing(t *testing.T) {
	const rounds, size = 2000, 1 << 14
	work := func() {
		python(t, func(py pyinterop.Python) {
			names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
			for i := range 100 {
				l := must[*pyinterop.Lent](t)(pyinterop.LendSliceMut(py, make([]float64, size)))
				require.NoError(t, names.SetItem("o", l.Object()))
				require.NoError(t, names.SetItem("a", must[pyinterop.Object](t)(l.Array())))
				if i%10 == 0 {
					require.NoError(t, py.ExecIn("import numpy as np\nm = memoryview(o)[::2]; d = o.__dlpack__(max_version=(1, 0)); e = np.from_dlpack(o); o.__dlpack__()", names))
				}
			}
			require.NoError(t, py.ExecIn("o = a = m = d = e = None", names))
		})
	}
	blocks := func() (n int) {
		python(t, func(py pyinterop.Python) {
			require.NoError(t, py.Exec("import gc; gc.collect()"))
			n = must[int](t)(eval(t, py, "sys.getallocatedblocks()").Int())
		})
		return n
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for range 5 { // what Python keeps of the first rounds: names, caches, the free lists of its types
		work()
	}
	before, objects := heap(), blocks()
	for range rounds / 100 {
		work()
	}
	require.Eventually(t, func() bool { return pyinterop.OpenLendings() == 0 }, 5*time.Second, time.Millisecond)
	assert.Less(t, int64(heap())-int64(before), int64(4*8*size), "Go's heap, bytes; one lending has 131072")
	assert.Less(t, blocks()-objects, rounds/2, "blocks of Python's, of which each lending has several")
}

func TestLentMemoryComesBackFromAnyThread(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		var arrays []any
		for range 200 {
			arrays = append(arrays, must[pyinterop.Object](t)(must[*pyinterop.Lent](t)(pyinterop.LendSlice(py, make([]int64, 10))).Array()))
		}
		names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{"arrays": arrays}))
		require.NoError(t, py.ExecIn(`
import threading
def work():
    while arrays:
        try: a = arrays.pop()
        except IndexError: break
        assert a.sum() == 0
        memoryview(a)
threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
`, names))
	})
}

// The host's end, a forked child, and threads of the host's.
func TestAHostIsLentMemory(t *testing.T) {
	dir, err := kernelsDir()
	require.NoError(t, err)
	out, code := host(t, dir, `
import kernels, numpy as np, os, sys, threading, warnings
warnings.simplefilter("ignore")
a = kernels.lent(5)
a[2] = 1
print(type(a).__name__, a.dtype, a.tolist(), a.flags.writeable, type(a.base).__name__, kernels.lendings())
m = memoryview(a.base)
del a
print(m.tolist(), kernels.lendings())
del m
print(kernels.lendings())
def work():
    for _ in range(500): kernels.lent(100).sum()
threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
print(kernels.lendings())
try: kernels.back(np.ones(3))
except Exception as e: print(type(e).__name__, str(e)[:90])
kept = kernels.lent(7)
pid = os.fork()
if pid == 0:
    kept[0] = 5
    del kept
    os._exit(0)
print(os.waitpid(pid, 0)[1], kept[0])
sys.kept = [kernels.lent(3) for _ in range(10)]
sys.lingering = memoryview(kernels.lent(3).base)
print("end", flush=True)
`)
	assert.Zero(t, code, out)
	assert.Equal(t, []string{
		"ndarray float64 [0.0, 0.0, 1.0, 0.0, 0.0] True Lent 1",
		"[0.0, 0.0, 1.0, 0.0, 0.0] 1",
		"0",
		"0",
		"RuntimeError kernels.back(): its result: pyinterop: not lent: Lend: wanted memory of Go or C, found a v",
		"0 0.0",
		"end",
	}, strings.Split(strings.TrimSpace(out), "\n"))
}

func BenchmarkLendingASliceToNumPy(b *testing.B) {
	s := make([]float64, 1000)
	each := func(name string, f func(py pyinterop.Python)) {
		b.Run(name, func(b *testing.B) {
			for n := 0; n < b.N; n += 100 { // scopes end often, as they do in programs
				python(b, func(py pyinterop.Python) {
					for range 100 {
						f(py)
					}
				})
			}
		})
	}
	each("object", func(py pyinterop.Python) { pyinterop.LendSlice(py, s) })
	each("memoryview", func(py pyinterop.Python) {
		l, _ := pyinterop.LendSlice(py, s)
		l.MemoryView()
	})
	each("array", func(py pyinterop.Python) {
		l, _ := pyinterop.LendSlice(py, s)
		l.Array()
	})
	each("array of a view", func(py pyinterop.Python) {
		v, _ := ndview.FromSlice(s, 10, 100)
		l, _ := py.Lend(v.Raw().Raw)
		l.Array()
	})
	each("asarray", func(py pyinterop.Python) {
		l, _ := pyinterop.LendSlice(py, s)
		numpy, _ := py.Import("numpy")
		numpy.CallMethod("asarray", l.Object())
	})
	each("an array that is copied", func(py pyinterop.Python) { pyinterop.FromSlice(py, s) })
}
