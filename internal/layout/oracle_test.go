package layout

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The oracle of this package is the list of paths: for every index, in C order,
// the offsets on each level, with the base counted into the first. It is computed
// here from scratch, without the methods under test.

type path string

// pathOf evaluates one index from the description alone.
func pathOf(l *Layout, base int, index []int) path {
	offsets := []int{base}
	strides, levels := l.Strides[:], []uint8(nil)
	if l.Far != nil {
		strides, levels = l.Far.strides, l.Far.levels
		if levels != nil {
			offsets = slices.Clone(l.Far.offsets)
			offsets[0] = base
		}
	}
	for k := range l.NDim {
		level := 0
		if levels != nil {
			level = int(levels[k])
		}
		offsets[level] += index[k] * strides[k]
	}
	var text [64]byte
	b := text[:0]
	for _, o := range offsets {
		b = append(strconv.AppendInt(b, int64(o), 10), ' ')
	}
	return path(b)
}

// indices calls f with every index of a shape in C order.
func indices(shape []int, f func(index []int)) {
	if slices.Contains(shape, 0) {
		return
	}
	index := make([]int, len(shape))
	for {
		f(index)
		k := len(shape) - 1
		for ; k >= 0; k-- {
			if index[k]++; index[k] < shape[k] {
				break
			}
			index[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

func pathsOf(l *Layout, base int) (paths []path) {
	indices(l.AppendShape(nil), func(index []int) { paths = append(paths, pathOf(l, base, index)) })
	return paths
}

// requireInvariants checks what the package comment promises of every layout.
func requireInvariants(t testing.TB, l *Layout) {
	t.Helper()
	require.GreaterOrEqual(t, l.NDim, 0, "L1")
	require.LessOrEqual(t, l.NDim, MaxNDim, "L1")
	if l.Far == nil {
		require.LessOrEqual(t, l.NDim, near, "L2")
		for k := l.NDim; k < near; k++ {
			require.Zero(t, l.Shape[k], "L2")
			require.Zero(t, l.Strides[k], "L2")
		}
	} else {
		require.Zero(t, l.Shape, "L2")
		require.Zero(t, l.Strides, "L2")
		require.True(t, l.NDim > near || l.Far.levels != nil, "L2")
		require.Len(t, l.Far.shape, l.NDim)
		require.Len(t, l.Far.strides, l.NDim)
		if l.Far.levels != nil {
			require.Len(t, l.Far.levels, l.NDim, "L7")
			require.GreaterOrEqual(t, len(l.Far.offsets), 2, "L7")
			require.Zero(t, l.Far.offsets[0], "L7")
			for _, level := range l.Far.levels {
				require.Less(t, int(level), len(l.Far.offsets), "L7")
			}
		}
	}
	product := 1
	for _, n := range l.AppendShape(nil) {
		require.GreaterOrEqual(t, n, 0, "L3")
		var ok bool
		product, ok = mulInt(product, max(n, 1))
		require.True(t, ok, "L4")
	}
}

// snapshot copies a layout deeply, to see whether a shared Far was written (L8).
func snapshot(l *Layout) Layout {
	s := *l
	if l.Far != nil {
		s.Far = l.Far.clone()
	}
	return s
}

func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("INPLACE_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, "INPLACE_SEED")
	}
	t.Logf("INPLACE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// forEachShape calls f with every shape of ndim axes of length 0 … 3.
func forEachShape(ndim int, f func(shape []int)) {
	shape := make([]int, ndim)
	var fill func(k int)
	fill = func(k int) {
		if k == ndim {
			f(shape)
			return
		}
		for n := range 4 {
			shape[k] = n
			fill(k + 1)
		}
	}
	fill(0)
}

func permutations(n int) [][]int {
	all := [][]int{{}}
	for k := range n {
		var next [][]int
		for _, p := range all {
			for at := 0; at <= len(p); at++ {
				next = append(next, slices.Insert(slices.Clone(p), at, k))
			}
		}
		all = next
	}
	return all
}

// stridesFor lays the axes out in memory in the given order (outermost first),
// with a gap of one item after every row, and runs axis k down where bit k of
// signs is set.
func stridesFor(shape, order []int, signs uint, itemsize int) []int {
	strides := make([]int, len(shape))
	step := itemsize
	for i := len(order) - 1; i >= 0; i-- {
		k := order[i]
		strides[k] = step
		if signs&(1<<k) != 0 {
			strides[k] = -step
		}
		step = step*max(shape[k], 1) + itemsize*(i%2)
	}
	return strides
}

// grid calls f with layouts of 0 … 5 axes: all lengths 0 … 3, all signs and all
// orders up to 4 axes; with 5 axes all lengths and signs in two orders, and all
// signs and orders of two shapes.
func grid(t testing.TB, f func(l Layout)) {
	make1 := func(shape, order []int, signs uint) {
		l, err := New(shape, stridesFor(shape, order, signs, 8), nil, 8)
		require.NoError(t, err)
		f(l)
	}
	for ndim := range 5 {
		orders := permutations(ndim)
		forEachShape(ndim, func(shape []int) {
			for _, order := range orders {
				for signs := range uint(1) << ndim {
					make1(shape, order, signs)
				}
			}
		})
	}
	forEachShape(5, func(shape []int) {
		for signs := range uint(32) {
			make1(shape, []int{0, 1, 2, 3, 4}, signs)
			make1(shape, []int{3, 0, 4, 1, 2}, signs)
		}
	})
	for _, order := range permutations(5) {
		for signs := range uint(32) {
			make1([]int{2, 3, 1, 2, 2}, order, signs)
			make1([]int{3, 2, 2, 1, 3}, order, signs)
		}
	}
}

// gridUpTo is grid for at most ndim axes and every skip-th layout.
func gridUpTo(t testing.TB, ndim, skip int, f func(l Layout)) {
	i := 0
	grid(t, func(l Layout) {
		if i++; l.NDim <= ndim && i%skip == 0 {
			f(l)
		}
	})
}
