package iter_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// partLoops are loops over every sequence of parts, each of which runs body for
// each of its parts.
func partLoops(v ndview.MutView[float64], body func()) map[string]func() {
	w := iter.Window{Lengths: []int{1, 2}, Steps: []int{1, 2}}
	return map[string]func(){
		"SubViews":           func() { each(iter.SubViews(v.View, 0), body) },
		"MutSubViews":        func() { each(iter.MutSubViews(v, 1), body) },
		"IndexedSubViews":    func() { each2(iter.IndexedSubViews(v.View, 0, 1), body) },
		"IndexedMutSubViews": func() { each2(iter.IndexedMutSubViews(v, 0), body) },
		"Chunks":             func() { each(iter.Chunks(v.View, 0, 2), body) },
		"MutChunks":          func() { each(iter.MutChunks(v, 1, 2), body) },
		"Tiles":              func() { each(iter.Tiles(v.View, 2, 2), body) },
		"MutTiles":           func() { each(iter.MutTiles(v, 2, 2), body) },
		"IndexedTiles":       func() { each2(iter.IndexedTiles(v.View, 2, 2), body) },
		"IndexedMutTiles":    func() { each2(iter.IndexedMutTiles(v, 2, 2), body) },
		"ExactTiles":         func() { each(iter.ExactTiles(v.View, 1, 2), body) },
		"MutExactTiles":      func() { each(iter.MutExactTiles(v, 1, 2), body) },
		"Remainders":         func() { each(iter.Remainders(v.View, 2, 3), body) },
		"MutRemainders":      func() { each(iter.MutRemainders(v, 2, 3), body) },
		"Windows":            func() { each(iter.Windows(v.View, w), body) },
		"IndexedWindows":     func() { each2(iter.IndexedWindows(v.View, w), body) },
		"MutWindows":         func() { each(iter.MutWindows(v, w), body) },
		"IndexedMutWindows":  func() { each2(iter.IndexedMutWindows(v, w), body) },
		"Diagonals":          func() { each2(iter.Diagonals(v.View, 0, 1), body) },
		"MutDiagonals":       func() { each2(iter.MutDiagonals(v, 0, 1), body) },
	}
}

func each[A any](seq func(func(A) bool), body func()) {
	for range seq {
		body()
	}
}

func each2[A, B any](seq func(func(A, B) bool), body func()) {
	for range seq {
		body()
	}
}

func TestLoopsOverPartsPanicByNameOnceTheBorrowHasEnded(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		a.Remember()
		before, release := lent(a)
		release()
		for name, loop := range partLoops(before, func() {}) {
			assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s of %v after the end", name, a)
		}
		for name := range partLoops(a.V, nil) {
			v, release := lent(a)
			n := 0
			err := recovered(partLoops(v, func() {
				n++
				release()
			})[name])
			require.ErrorIs(t, err, ndview.ErrReleased, "%s of %v in the body", name, a)
			assert.Equal(t, 1, n, "%s of %v", name, a)
		}
		a.Unchanged(t, "loops over released memory")
	}
	assert.Zero(t, lease.Count())
}

func TestLoopsOverPartsMayBeLeftRepeatedAndNested(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[int16](rng, class, 4, 5)
		a.Fill(ndtest.Small[int16](rng, 20))
		want, got := 0, 0
		for _, x := range a.Values() {
			want += int(x) * 20
		}
		rows := iter.SubViews(a.V.View, 0)
		for range rows {
			break
		}
		for outer := range rows {
			for range rows {
				for tile := range iter.Tiles(outer, 2) {
					for i := range tile.Len(0) {
						got += int(tile.At1(i)) * 5
					}
				}
			}
		}
		assert.Equal(t, want, got, "%v", a)
	}
}

func TestLoopsOverPartsOfDirectMemoryDoNotAllocate(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		if class == ndtest.Indirect {
			continue
		}
		for _, shape := range [][]int{{6, 5}, {4, 3, 5}, {2, 3, 4, 3}} {
			a := ndtest.New[float64](rng, class, shape...)
			a.Fill(ndtest.Small[float64](rng, ndtest.Size(shape)))
			for name, loop := range map[string]func(){
				"SubViews": func() {
					for v := range iter.SubViews(a.V.View, 1, 0) {
						sink += v.NDim()
					}
				},
				"IndexedMutSubViews": func() {
					for k, v := range iter.IndexedMutSubViews(a.V, 0) {
						sink += v.NDim() + k
					}
				},
				"MutChunks": func() {
					for v := range iter.MutChunks(a.V, 1, 2) {
						sink += v.NDim()
					}
				},
				"Tiles": func() {
					for v := range iter.Tiles(a.V.View, []int{2, 2, 2, 2}[:len(shape)]...) {
						sink += v.NDim()
					}
				},
				"IndexedMutTiles": func() {
					for at, v := range iter.IndexedMutTiles(a.V, []int{2, 2, 2, 2}[:len(shape)]...) {
						sink += v.NDim() + at[0]
					}
				},
				"Remainders": func() {
					for v := range iter.Remainders(a.V.View, []int{2, 2, 2, 2}[:len(shape)]...) {
						sink += v.NDim()
					}
				},
				"Windows": func() {
					for v := range iter.Windows(a.V.View, iter.Window{Lengths: []int{2, 2}, Axes: []int{0, 1}}) {
						sink += v.NDim()
					}
				},
				"IndexedMutWindows": func() {
					for at, v := range iter.IndexedMutWindows(a.V, iter.Window{Lengths: []int{2}, Steps: []int{2}, Axes: []int{0}}) {
						sink += v.NDim() + at[0]
					}
				},
			} {
				assert.Zero(t, testing.AllocsPerRun(20, loop), "%s of %v", name, a)
			}
		}
	}
	// Rows behind pointers need none either.
	for _, s := range ndtest.Sources([]int{4, 5}, func(k int) float64 { return float64(k) }) {
		if s.Name != "rows behind pointers" {
			continue
		}
		few := testing.AllocsPerRun(20, func() {
			for v := range iter.SubViews(s.View.View, 0) {
				sink += v.NDim()
			}
		})
		long := ndtest.Sources([]int{400, 5}, func(k int) float64 { return float64(k) })
		for _, l := range long {
			if l.Name == s.Name {
				many := testing.AllocsPerRun(20, func() {
					for v := range iter.SubViews(l.View.View, 0) {
						sink += v.NDim()
					}
				})
				assert.Equal(t, few, many, "a hundred times the rows")
			}
		}
	}
}

var sink int

// Loops over memory of a handle hold it while they run, and give it up on every
// road: a release meanwhile is refused, or waits.
func TestLoopsOverPartsHoldTheBorrowOfAHandle(t *testing.T) {
	open := lease.Count()
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		s := iter.Stencil[float64]{Offsets: iter.Cross(2, 1)}
		more := func(v ndview.MutView[float64], body func()) map[string]func() {
			loops := partLoops(v, body)
			loops["Neighbours"] = func() { each(iter.Neighbours(v.View, 1, s), body) }
			loops["IndexedNeighbours"] = func() { each2(iter.IndexedNeighbours(v.View, 0, s), body) }
			loops["MutZipNeighbours"] = func() { each2(iter.MutZipNeighbours(ndview.Make[int8](3, 4), v.View, 0, s), body) }
			loops["dst of MutZipNeighbours"] = func() { each2(iter.MutZipNeighbours(v, ndview.Make[float64](3, 4).View, 0, s), body) }
			return loops
		}
		for name := range more(a.V, nil) {
			for _, way := range []string{"end", "panic", "Goexit"} {
				v, slot := owned(a)
				n := 0
				loop := more(v, func() {
					assert.Positive(t, slot.Holders(), "%s of %v", name, a)
					assert.Positive(t, slot.CloseWithin(0), "%s of %v", name, a)
					n++
					switch way {
					case "panic":
						panic("in the body")
					case "Goexit":
						runtime.Goexit()
					}
				})[name]
				done := make(chan bool)
				go func() {
					defer close(done)
					defer func() { _ = recover() }()
					loop()
				}()
				<-done
				assert.Positive(t, n, "%s of %v", name, a)
				assert.Zero(t, slot.Holders(), "%s of %v by %s", name, a, way)
				assert.Zero(t, slot.CloseWithin(0))
				assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s of %v", name, a)
			}
		}
	}
	assert.Equal(t, open, lease.Count())
}
