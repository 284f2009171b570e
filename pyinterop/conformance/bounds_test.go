//go:build cgo

package conformance_test

import (
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// A spread is a structure over memlen bytes that may leave them.
type spread struct {
	memlen, itemsize, offset int
	shape, strides           []int
}

// checkBounds compares what FromBytes says of structures with the verdict of a judge.
func checkBounds(t *testing.T, r *referee, all iter.Seq[spread], stays func(spread) bool) {
	types := map[int]ndview.DType{1: ndview.DTypeOf[uint8](), 2: ndview.DTypeOf[uint16](), 4: ndview.DTypeOf[uint32](), 8: ndview.DTypeOf[uint64]()}
	for e := range all {
		_, err := ndview.FromBytes(make([]byte, e.memlen), e.offset, types[e.itemsize], e.shape, e.strides)
		yes := stays(e)
		require.Equal(t, yes, err == nil, "INPLACE_SEED=%d, %+v: %v", r.seed, e, err)
		if yes {
			r.seen["structure that stays in its memory"]++
		} else {
			r.seen["structure that leaves its memory"]++
		}
	}
}

// invalidOfCPython are structures drawn by CPython's tests.
func invalidOfCPython(t *testing.T, namespace pyinterop.Object, n int) iter.Seq[spread] {
	return func(yield func(spread) bool) {
		for s, err := range evalIn(t, namespace, "invalid", n).Iter() {
			require.NoError(t, err)
			numbers, err := pyinterop.To[[]int](s)
			require.NoError(t, err)
			ndim := numbers[3]
			if !yield(spread{numbers[0], numbers[1], numbers[2], numbers[4 : 4+ndim], numbers[4+ndim:]}) {
				return
			}
		}
	}
}

// verdictOfCPython is that of the fifteen lines by which CPython's tests say whether a structure stays in its memory.
func verdictOfCPython(t *testing.T, namespace pyinterop.Object) func(spread) bool {
	verify := evalIn(t, namespace, "tests.verify_structure")
	return func(e spread) bool {
		valid, err := verify.Call(e.memlen, e.itemsize, len(e.shape), e.shape, e.strides, e.offset)
		require.NoError(t, err)
		yes, err := valid.Bool()
		require.NoError(t, err)
		return yes
	}
}

// invalidOfOurs are structures without empty axes, with every offset and stride a multiple of the itemsize, as CPython's
// tests want them.
func invalidOfOurs(r *referee) iter.Seq[spread] {
	return func(yield func(spread) bool) {
		for range r.n {
			e := spread{itemsize: 1 << r.rng.IntN(4)}
			items := r.rng.IntN(40)
			e.memlen, e.offset = items*e.itemsize, r.rng.IntN(items+2)*e.itemsize
			for range r.rng.IntN(5) {
				e.shape = append(e.shape, 1+r.rng.IntN(4))
				e.strides = append(e.strides, (r.rng.IntN(15)-7)*e.itemsize)
			}
			if !yield(e) {
				return
			}
		}
	}
}

// verdictIndexByIndex looks at the address of every element.
func verdictIndexByIndex(e spread) bool {
	index := make([]int, len(e.shape))
	for {
		at := e.offset
		for axis, i := range index {
			at += i * e.strides[axis]
		}
		if at < 0 || at+e.itemsize > e.memlen {
			return false
		}
		axis := len(index) - 1
		for ; axis >= 0; axis-- {
			if index[axis]++; index[axis] < e.shape[axis] {
				break
			}
			index[axis] = 0
		}
		if axis < 0 {
			return true
		}
	}
}
