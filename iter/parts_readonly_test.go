//go:build unix

package iter_test

import (
	"runtime/debug"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// protected returns memory of ones that the processor refuses to write to.
func protected(t *testing.T, n int) []byte {
	t.Helper()
	b, err := syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, syscall.Munmap(b)) })
	for i := range b {
		b[i] = 1
	}
	require.NoError(t, syscall.Mprotect(b, syscall.PROT_READ))
	return b
}

// protectedViews are views of shape (4, 5) over memory that cannot be written. They
// are writable by type, so that the test can see a fault.
func protectedViews(t *testing.T) map[string]ndview.MutView[int32] {
	b := protected(t, 1<<14)
	views := map[string]ndview.MutView[int32]{}
	for name, c := range map[string]struct {
		offset  int
		strides []int
		swapped bool
	}{
		"C": {64, []int{20, 4}, false}, "F": {64, []int{4, 16}, false}, "negative": {1000, []int{-40, -8}, false},
		"odd": {65, []int{33, 5}, false}, "misaligned": {65, []int{20, 4}, false}, "swapped": {64, []int{20, 4}, true},
	} {
		typ := ndview.DTypeOf[int32]()
		typ.Swapped = c.swapped
		raw, err := ndview.FromBytes(b, c.offset, typ, []int{4, 5}, c.strides)
		require.NoError(t, err)
		views[name], err = ndview.AsMut[int32](raw)
		require.NoError(t, err)
	}
	table := []mem.Addr{mem.Of(b[0:]), mem.Of(b[100:]), mem.Of(b[40:]), mem.Of(b[200:])}
	l, err := layout.New([]int{4, 5}, []int{mem.SizeOf[mem.Addr](), 4}, []int{0, -1}, 4)
	require.NoError(t, err)
	views["indirect"] = ndview.NewMutView[int32](mem.New(mem.Of(table), l, lease.Forever, 0, mem.Item{Size: 4, Unit: 1, Align: 4}))
	return views
}

func TestLoopsThatReadNeverWrite(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for name, m := range protectedViews(t) {
		v := m.View
		assert.Panics(t, func() { m.Set2(1, 2, 3) }, "%s: a write is a fault, or this test sees nothing", name)
		s := iter.Stencil[int32]{Offsets: iter.Box(2, 2), Border: iter.ReflectBorder}
		w := iter.Window{Lengths: []int{2, 2}}
		out, sums := ndview.Make[int64](4, 5), ndview.Make[int64](5)
		sum := int32(0)
		add := func(v ndview.View[int32]) {
			for row := range iter.Lanes(v, 0) {
				for i := range row.Len() {
					sum += row.At(i)
				}
			}
		}
		for loop, f := range map[string]func(){
			"Lanes":             func() { drain(iter.Lanes(v, 0, iter.K)) },
			"IndexedLanes":      func() { drain2(iter.IndexedLanes(v, 1)) },
			"Elements":          func() { drain(iter.Elements(v)) },
			"IndexedElements":   func() { drain2(iter.IndexedElements(v, iter.F)) },
			"Positions":         func() { drain(iter.Positions(v, iter.Reversed)) },
			"Runs":              func() { drain(iter.Runs(v)) },
			"IndexedRuns":       func() { drain2(iter.IndexedRuns(v, iter.C)) },
			"Zip":               func() { drain2(iter.Zip(v, out.View)) },
			"ZipLanes":          func() { drain2(iter.ZipLanes(v, out.View, 0)) },
			"ZipRuns4":          func() { drain(iter.ZipRuns4(v, v, out.View, v)) },
			"MutZip":            func() { drain2(iter.MutZip(out, v)) },
			"MutZipLanes3":      func() { drain(iter.MutZipLanes3(out, v, v, 1)) },
			"MutZipRuns":        func() { drain2(iter.MutZipRuns(out, v)) },
			"SubViews":          func() { seqOf(iter.SubViews(v, 1), add) },
			"IndexedSubViews":   func() { seq2Of(iter.IndexedSubViews(v, 0), add) },
			"Chunks":            func() { seqOf(iter.Chunks(v, 0, 3), add) },
			"Tiles":             func() { seqOf(iter.Tiles(v, 2, 3), add) },
			"IndexedTiles":      func() { seq2Of(iter.IndexedTiles(v, 2, 3), add) },
			"ExactTiles":        func() { seqOf(iter.ExactTiles(v, 2, 3), add) },
			"Remainders":        func() { seqOf(iter.Remainders(v, 3, 3), add) },
			"Windows":           func() { seqOf(iter.Windows(v, w), add) },
			"IndexedWindows":    func() { seq2Of(iter.IndexedWindows(v, w), add) },
			"Diagonals":         func() { drain2(iter.Diagonals(v, 0, 1)) },
			"Neighbours":        func() { drain(iter.Neighbours(v, 1, s)) },
			"IndexedNeighbours": func() { drain2(iter.IndexedNeighbours(v, 0, s)) },
			"MutZipNeighbours":  func() { drain2(iter.MutZipNeighbours(out, v, 1, s)) },
			"Groups":            func() { drain2(iter.Groups(sums, v, 0)) },
			"GroupLanes":        func() { drain2(iter.GroupLanes(sums, v, 0)) },
			"Split": func() {
				for _, p := range iter.Split(v, 3) {
					add(p)
				}
			},
			"ForEach": func() {
				require.NoError(t, iter.ForEach(background, 1, v, 1, func(int, iter.Lane[int32]) error { return nil }))
			},
			"MutZipForEach": func() {
				require.NoError(t, iter.MutZipForEach(background, 1, out, v, 0, func(int, iter.MutLane[int64], iter.Lane[int32]) error { return nil }))
			},
		} {
			assert.NotPanics(t, f, "%s over %s memory", loop, name)
		}
		assert.NotZero(t, sum)
	}
}

func seqOf[A any](seq func(func(A) bool), f func(A)) {
	for a := range seq {
		f(a)
	}
}

func seq2Of[K, A any](seq func(func(K, A) bool), f func(A)) {
	for _, a := range seq {
		f(a)
	}
}

// Whatever hands out a slice of a lane hands out no more than the lane.
func TestSlicesOfLanesDoNotReachTheirNeighbours(t *testing.T) {
	v, out := ndview.Make[int32](6, 4), ndview.Make[int32](4)
	seen := 0
	check := func(lane iter.MutLane[int32]) {
		if s, ok := lane.Slice(); ok {
			seen++
			assert.Equal(t, lane.Len(), cap(s))
		}
	}
	for _, lane := range iter.MutDiagonals(v.SliceAxis(1, ndview.To(1)), 0, 1) {
		check(lane)
	}
	for lane := range iter.GroupLanes(out, v.View, 0) {
		check(lane)
	}
	for lane := range iter.MutZipNeighbours(v, ndview.Make[int8](6, 4).View, 1, iter.Stencil[int8]{Offsets: iter.Cross(2, 1)}) {
		check(lane)
	}
	require.NoError(t, iter.MutForEach(background, 1, v, 1, func(_ int, lane iter.MutLane[int32]) error {
		check(lane)
		return nil
	}))
	assert.Greater(t, seen, 15)
}
