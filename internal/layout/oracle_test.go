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

// A path has room for more levels than the tests make.
type path [8]int

// pathOf evaluates one index from the description alone.
func pathOf(l *Layout, base int, index []int) (p path) {
	strides, levels := l.Strides[:], []uint8(nil)
	if l.Far != nil {
		strides, levels = l.Far.strides, l.Far.levels // none if direct
		copy(p[:], l.Far.offsets)
	}
	p[0] = base
	for k := range l.NDim {
		level := 0
		if levels != nil {
			level = int(levels[k])
		}
		p[level] += index[k] * strides[k]
	}
	return p
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
	if broken := brokenInvariant(l); broken != "" {
		require.Fail(t, "invariant "+broken, "%+v %+v", l, l.Far)
	}
}

func brokenInvariant(l *Layout) string {
	switch f := l.Far; {
	case l.NDim < 0 || l.NDim > MaxNDim:
		return "L1"
	case f == nil && l.NDim > near:
		return "L2: no room"
	case f == nil && ([near]int{} != beyond(l.Shape, l.NDim) || [near]int{} != beyond(l.Strides, l.NDim)):
		return "L2: not zero beyond NDim"
	case f != nil && (l.Shape != [near]int{} || l.Strides != [near]int{}):
		return "L2: not zero"
	case f != nil && l.NDim <= near && f.offsets == nil:
		return "L2: needlessly far"
	case f != nil && (len(f.shape) != l.NDim || len(f.strides) != l.NDim):
		return "lengths"
	case f != nil && f.offsets != nil && (len(f.levels) != l.NDim || len(f.offsets) < 2 || f.offsets[0] != 0):
		return "L7"
	case f != nil && f.offsets != nil && l.NDim > 0 && int(slices.Max(f.levels)) >= len(f.offsets):
		return "L7: no such level"
	}
	product := 1
	for _, n := range l.shape() {
		var ok bool
		if product, ok = mulInt(product, max(n, 1)); !ok || n < 0 {
			return "L3, L4"
		}
	}
	return ""
}

func beyond(a [near]int, n int) (rest [near]int) {
	copy(rest[n:], a[n:])
	return rest
}

// snapshot copies a layout deeply, to see whether a shared Far was written (L8).
func snapshot(l *Layout) Layout {
	s := *l
	if l.Far != nil {
		s.Far = l.Far.clone()
	}
	return s
}

// same compares layouts deeply.
func same(a, b *Layout) bool {
	if a.Shape != b.Shape || a.Strides != b.Strides || a.NDim != b.NDim || (a.Far == nil) != (b.Far == nil) {
		return false
	}
	f, g := a.Far, b.Far
	return f == nil || slices.Equal(f.shape, g.shape) && slices.Equal(f.strides, g.strides) &&
		slices.Equal(f.levels, g.levels) && slices.Equal(f.offsets, g.offsets)
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
