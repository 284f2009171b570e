package ndmat_test

import (
	"runtime"
	"sync"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// lent returns v as a view of a borrow of slot, which the caller closes.
func lent[T ndview.Element](slot *lease.Slot, v ndview.MutView[T]) ndview.MutView[T] {
	a := v.Array()
	return ndview.NewMutView[T](mem.New(a.Base, *a.L(), slot, slot.Open(0), a.Item()))
}

// A header is one of gonum's types over a view, with what it can be asked.
type header struct {
	name  string
	adapt func(t *testing.T, v ndview.MutView[float64]) any
	empty func(h any) bool // has no element left
}

func must[H any](t *testing.T) func(h H, err error) any {
	return func(h H, err error) any {
		t.Helper()
		require.NoError(t, err)
		return h
	}
}

// headers take a contiguous view of 4×4 elements.
var headers = []header{
	{"Dense", func(t *testing.T, v ndview.MutView[float64]) any { return must[*mat.Dense](t)(ndmat.Dense(v)) },
		func(h any) bool { d := h.(*mat.Dense); return d.IsEmpty() && d.RawMatrix().Data == nil }},
	{"Transposed", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.Dense](t)(ndmat.Transposed(v.T().Slice(ndview.To(3))))
	}, func(h any) bool { d := h.(*mat.Dense); return d.IsEmpty() && d.RawMatrix().Data == nil }},
	{"Vec", func(t *testing.T, v ndview.MutView[float64]) any { return must[*mat.VecDense](t)(ndmat.Vec(v.Col(1))) },
		func(h any) bool { x := h.(*mat.VecDense); return x.IsEmpty() && x.RawVector().Data == nil }},
	{"Sym", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.SymDense](t)(ndmat.Sym(v, blas.Upper))
	},
		func(h any) bool { m := h.(*mat.SymDense); return m.IsEmpty() && m.RawSymmetric().Data == nil }},
	{"Tri", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.TriDense](t)(ndmat.Tri(v, blas.Lower))
	},
		func(h any) bool { m := h.(*mat.TriDense); return m.IsEmpty() && m.RawTriangular().Data == nil }},
	{"Band", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.BandDense](t)(ndmat.Band(v, 4, 5, 1, 2))
	}, func(h any) bool { m := h.(*mat.BandDense); return m.IsEmpty() && m.RawBand().Data == nil }},
	{"SymBand", func(t *testing.T, v ndview.MutView[float64]) any { return must[*mat.SymBandDense](t)(ndmat.SymBand(v)) },
		func(h any) bool { m := h.(*mat.SymBandDense); return m.IsEmpty() && m.RawSymBand().Data == nil }},
	{"TriBand", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.TriBandDense](t)(ndmat.TriBand(v, blas.Upper))
	}, func(h any) bool { m := h.(*mat.TriBandDense); return m.IsEmpty() && m.RawTriBand().Data == nil }},
	{"Diag", func(t *testing.T, v ndview.MutView[float64]) any {
		diagonal, err := v.Diagonal(0, 0, 1)
		require.NoError(t, err)
		return must[*mat.DiagDense](t)(ndmat.Diag(diagonal))
	}, func(h any) bool { m := h.(*mat.DiagDense); return m.IsEmpty() && m.RawBand().Data == nil }},
	{"Tridiag", func(t *testing.T, v ndview.MutView[float64]) any {
		return must[*mat.Tridiag](t)(ndmat.Tridiag(v.Row(0).Slice(ndview.To(3)), v.Row(1), v.Row(2).Slice(ndview.To(3))))
	}, func(h any) bool { m := h.(*mat.Tridiag); return m.IsEmpty() && m.RawTridiagonal().D == nil }},
}

func TestOneViewHasOneHeader(t *testing.T) {
	for _, h := range headers {
		var slot lease.Slot
		for _, v := range []ndview.MutView[float64]{ndview.Make[float64](4, 4), lent(&slot, ndview.Make[float64](4, 4))} {
			first := h.adapt(t, v)
			require.False(t, h.empty(first), h.name)
			require.Same(t, first, h.adapt(t, v), h.name)
			same := v.Slice(ndview.All, ndview.All)
			require.Same(t, first, h.adapt(t, same), "%s: the same elements by another view", h.name)
			other := h.adapt(t, ndview.Make[float64](4, 4))
			require.NotSame(t, first, other, h.name)
		}
		slot.Close()
	}
	assert.Zero(t, lease.Count())
}

func TestHeadersAreEmptiedWhenTheBorrowEnds(t *testing.T) {
	for _, h := range headers {
		var slot lease.Slot
		memory := ndview.Make[float64](4, 4)
		v := lent(&slot, memory)
		kept := h.adapt(t, v)
		slot.Close()
		assert.True(t, h.empty(kept), "%s has memory that is given back", h.name)
		assertPanics(t, ndview.ErrReleased, func() { h.adapt(t, v) })

		again := h.adapt(t, lent(&slot, memory))
		assert.NotSame(t, kept, again, "%s: what somebody keeps does not come to life again", h.name)
		assert.False(t, h.empty(again), h.name)
		slot.Close()
		assert.True(t, h.empty(again), h.name)
	}
	assert.Zero(t, lease.Count())
}

func TestComplexHeadersAreRememberedAndEmptiedToo(t *testing.T) {
	var slot lease.Slot
	v := lent(&slot, ndview.Make[complex128](2, 3))
	m := must[*mat.CDense](t)(ndmat.Complex(v)).(*mat.CDense)
	require.Same(t, m, must[*mat.CDense](t)(ndmat.Complex(v)))
	slot.Close()
	assert.True(t, m.IsEmpty())
	assert.Nil(t, m.RawCMatrix().Data)
}

func TestATridiagonalMatrixIsEmptiedByTheFirstOfItsBorrows(t *testing.T) {
	for last := range 3 {
		var slots [3]lease.Slot
		dl, d, du := lent(&slots[0], ndview.Make[float64](3)), lent(&slots[1], ndview.Make[float64](4)), lent(&slots[2], ndview.Make[float64](3))
		m, err := ndmat.Tridiag(dl, d, du)
		require.NoError(t, err)
		slots[last].Close()
		assert.True(t, m.IsEmpty(), "borrow %d ended", last)
		for k := range slots {
			if k != last {
				slots[k].Close()
			}
		}
	}
	assert.Zero(t, lease.Count())
}

// A user may Reset what he was given. The next adaptation is right again, and what
// he holds is emptied all the same: after Reset it still has the memory as scratch.
func TestAResetHeaderIsNotHandedOutAgain(t *testing.T) {
	many := make([]ndview.MutView[float64], 40) // some of them held weakly
	var slot lease.Slot
	whole := lent(&slot, ndview.Make[float64](40, 3))
	var reset []*mat.Dense
	for i := range many {
		many[i] = whole.Slice(ndview.Span(i, i+1))
		d := denseOf(t, many[i])
		d.Reset()
		reset = append(reset, d)
		again := denseOf(t, many[i])
		require.NotSame(t, d, again)
		require.Equal(t, []float64{0, 0, 0}, again.RawMatrix().Data)
	}
	slot.Close()
	for i, d := range reset {
		require.Zero(t, cap(d.RawMatrix().Data), "header %d", i)
	}
}

func TestEachTileOfABorrowHasItsHeader(t *testing.T) {
	var slot lease.Slot
	whole := lent(&slot, ndview.Make[float64](300, 2))
	tiles := map[*mat.Dense]int{}
	for i := range 300 {
		tiles[denseOf(t, whole.Slice(ndview.Span(i, i+1)))] = i
	}
	require.Len(t, tiles, 300)
	for d, i := range tiles {
		require.Same(t, d, denseOf(t, whole.Slice(ndview.Span(i, i+1))))
	}
	slot.Close()
	for d := range tiles {
		require.True(t, d.IsEmpty())
		require.Nil(t, d.RawMatrix().Data)
	}
}

// A loop over tiles does not collect a matrix for each of them, and a header does
// not keep memory of Go alive.
func TestHeadersThatNobodyUsesAreCollected(t *testing.T) {
	var slot lease.Slot
	whole := lent(&slot, ndview.Make[float64](20000, 1))
	live := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := live()
	for i := range 20000 {
		denseOf(t, whole.Slice(ndview.Span(i, i+1)))
		if i%1000 == 0 {
			runtime.GC()
		}
	}
	assert.Less(t, live(), before+500_000, "20000 headers are 1.6 million bytes, and their places more")
	slot.Close()

	before = live()
	for range 100 {
		denseOf(t, ndview.Make[float64](100, 100))
	}
	assert.Less(t, live(), before+2*80_000)
	runtime.KeepAlive(whole)
}

func TestOneHeaderForAllGoroutines(t *testing.T) {
	var slot lease.Slot
	whole := lent(&slot, ndview.Make[float64](64, 8))
	var mu sync.Mutex
	found := map[int]*mat.Dense{}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for k := range 64 {
				i := (k*7 + g*11) % 64
				d, err := ndmat.Dense(whole.Slice(ndview.Span(i, i+1)))
				mu.Lock()
				assert.NoError(t, err)
				if found[i] == nil {
					found[i] = d
				}
				assert.Same(t, found[i], d)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slot.Close()
	require.Len(t, found, 64)
	for _, d := range found {
		require.True(t, d.IsEmpty())
	}
}

func TestAdaptingAgainDoesNotAllocate(t *testing.T) {
	var slot lease.Slot
	for _, v := range []ndview.MutView[float64]{ndview.Make[float64](4, 6), lent(&slot, ndview.Make[float64](4, 6))} {
		vt, col, square := v.T(), v.Col(2), v.Slice(ndview.All, ndview.To(4))
		for name, f := range map[string]func(){
			"Dense":      func() { sinkDense, _ = ndmat.Dense(v) },
			"Transposed": func() { sinkDense, _ = ndmat.Transposed(vt) },
			"Vec":        func() { sinkVec, _ = ndmat.Vec(col) },
			"Sym":        func() { _, _ = ndmat.Sym(square, blas.Upper) },
			"Tri":        func() { _, _ = ndmat.Tri(square, blas.Upper) },
			"Band":       func() { _, _ = ndmat.Band(v, 4, 7, 2, 3) },
		} {
			assert.Zero(t, testing.AllocsPerRun(100, f), name)
		}
	}
	slot.Close()
}

func TestAdaptingABorrowAllocatesAtMostOnce(t *testing.T) {
	var slot lease.Slot
	memory := ndview.Make[float64](4, 6)
	_ = lent(&slot, memory)
	slot.Close()
	allocs := testing.AllocsPerRun(200, func() {
		v := lent(&slot, memory)
		sinkDense, _ = ndmat.Dense(v)
		sinkVec, _ = ndmat.Vec(v.Col(1))
		slot.Close()
	})
	assert.LessOrEqual(t, allocs, 1.0, "eight headers are allocated together")
}
