//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// CPython judges: its _testbuffer.ndarray takes any buffer and reads it by its own arithmetic, and its memoryview answers
// every request as the documentation says.
const judge = `
import itertools, _testbuffer as tb
import numpy as np

def answer(o, flags):
    try:
        x = tb.ndarray(o, getbuf=flags)
    except BufferError:
        return None
    return (x.obj is not None, x.nbytes, x.readonly, x.itemsize, x.format, x.ndim, x.shape, x.strides, x.suboffsets)

names = ["PyBUF_WRITABLE", "PyBUF_FORMAT", "PyBUF_ND", "PyBUF_STRIDES", "PyBUF_C_CONTIGUOUS", "PyBUF_F_CONTIGUOUS", "PyBUF_ANY_CONTIGUOUS", "PyBUF_INDIRECT"]
single = [getattr(tb, n) for n in names]
requests = sorted({sum(set(c)) if False else __import__("functools").reduce(int.__or__, c, 0) for n in range(4) for c in itertools.combinations(single, n)})

def differences(o):
    m, bad = memoryview(o), []
    for flags in requests:
        mine, theirs = answer(o, flags), answer(m, flags)
        if mine != theirs:
            bad.append((hex(flags), mine, theirs))
    return bad, sum(answer(m, f) is None for f in requests)

def elements(o):
    return tb.ndarray(o, getbuf=tb.PyBUF_FULL_RO).tolist()
`

func TestEveryLayoutIsLentAsItIs(t *testing.T) {
	layouts, indirect, refused := 0, 0, 0
	lends(t, func(py pyinterop.Python) {
		names := must[pyinterop.Object](t)(py.From(pyinterop.Kwargs{}))
		require.NoError(t, py.ExecIn(judge, names))
		for _, shape := range [][]int{{}, {3}, {0}, {1}, {2, 3}, {3, 1}, {2, 0}, {2, 3, 2}, {1, 2, 1, 2}, {2, 1, 2, 1, 2}} {
			for _, s := range ndtest.Sources(shape, func(k int) float64 { return float64(k) + 0.5 }) {
				l, err := py.LendMut(s.View.Raw())
				require.NoError(t, err, "%s %v", s.Name, shape)
				require.NoError(t, names.SetItem("o", l.Object()))
				values := must[pyinterop.Object](t)(py.EvalIn("np.array(elements(o), 'f8').ravel().tolist()", names))
				assert.Equal(t, append([]float64{}, s.Values...), append([]float64{}, must[[]float64](t)(pyinterop.To[[]float64](values))...), "%s %v", s.Name, shape)
				both := must[pyinterop.Object](t)(py.EvalIn("differences(o)", names))
				bad, no := must[pyinterop.Object](t)(both.Item(0)), must[pyinterop.Object](t)(both.Item(1))
				assert.Equal(t, "[]", text(t, bad), "%s %v: flags, our answer, memoryview's", s.Name, shape)
				refused += must[int](t)(no.Int())
				a, err := l.Array()
				lay := s.View.Array().L()
				if lay.Indirect() {
					indirect++
					assert.ErrorContains(t, err, "suboffsets, which NumPy does not have", s.Name)
				} else {
					require.NoError(t, err, s.Name)
					require.NoError(t, names.SetItem("a", a))
					same := "a.tolist() == elements(o) and a.shape == memoryview(o).shape and (a.size == 0 or all(n == 1 or s == t for n, s, t in zip(a.shape, a.strides, memoryview(o).strides)))"
					assert.Equal(t, "True", text(t, must[pyinterop.Object](t)(py.EvalIn(same, names))), "%s %v", s.Name, shape)
				}
				require.NoError(t, s.Intact())
				layouts++
			}
		}
		_, err := py.EvalIn("[globals().pop(x, None) for x in ('o', 'a')]", names)
		require.NoError(t, err)
	})
	assert.Greater(t, layouts, 90)
	assert.Greater(t, indirect, 20)
	assert.Greater(t, refused, 1000)
}

func TestWritesThroughALentArrayReachTheView(t *testing.T) {
	lends(t, func(py pyinterop.Python) {
		for _, s := range ndtest.Sources([]int{2, 3}, func(k int) int32 { return int32(k) }) {
			if s.Shared || s.View.Array().L().Indirect() {
				continue
			}
			a := must[pyinterop.Object](t)(py.From(s.View))
			eval(t, py, "np.multiply(a, 10, out=a)", pyinterop.Kwargs{"a": a})
			for k, index := range [][2]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}} {
				assert.Equal(t, int32(10*k), s.View.At2(index[0], index[1]), s.Name)
			}
			require.NoError(t, s.Intact())
		}
	})
}

// What cannot be written as PEP 3118 is refused, with the way out.
func TestPointersInTheWrongOrderAreNotLent(t *testing.T) {
	refused := 0
	lends(t, func(py pyinterop.Python) {
		for _, s := range ndtest.Sources([]int{2, 3}, func(k int) float64 { return float64(k) }) {
			if _, err := py.Lend(s.View.T().Raw().Raw); err != nil {
				assert.ErrorIs(t, err, ndview.ErrLayout)
				assert.ErrorContains(t, err, "or copy")
				refused++
			}
		}
	})
	assert.NotZero(t, refused)
}
