package layout

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// visitedPaths walks a descent element by element: the paths of all operands.
func visitedPaths(d *Descent, nops int) (steps [][]path) {
	n, strides := d.Plan.Lane()
	for more := d.Start(); more; more = d.Next() {
		var w Walk
		for lane := w.Start(&d.Plan); lane; lane = w.Next() {
			for i := range n {
				at := make([]path, nops)
				for k := range at {
					p := d.Path(k)
					copy(at[k][:], p)
					at[k][len(p)-1] += w.At(k) + i*strides[k]
				}
				steps = append(steps, at)
			}
		}
	}
	return steps
}

func pathsInC(ops []*Layout) (steps [][]path) {
	indices(ops[0].shape(), func(index []int) {
		at := make([]path, len(ops))
		for k, l := range ops {
			at[k] = pathOf(l, 0, index)
		}
		steps = append(steps, at)
	})
	return steps
}

func sortedPaths(steps [][]path) [][]path {
	s := slices.Clone(steps)
	slices.SortFunc(s, func(a, b []path) int {
		return slices.CompareFunc(a, b, func(p, q path) int { return slices.Compare(p[:], q[:]) })
	})
	return s
}

func randomIndirect(rng *rand.Rand, t testing.TB, shape []int) Layout {
	ndim := len(shape)
	inMemory := rng.Perm(ndim)
	placed := make([]int, ndim)
	for i, k := range inMemory {
		placed[i] = shape[k]
	}
	suboffsets := make([]int, ndim)
	for k := range suboffsets {
		suboffsets[k] = -1
		if rng.IntN(3) == 0 {
			suboffsets[k] = 8 * rng.IntN(3)
		}
	}
	strides := stridesFor(placed, rng.Perm(ndim), uint(rng.Uint32()), 8)
	for k := range strides {
		if rng.IntN(10) == 0 {
			strides[k] = 0
		}
	}
	l, err := New(placed, strides, suboffsets, 8)
	require.NoError(t, err)
	back := make([]int, ndim)
	for i, k := range inMemory {
		back[k] = i
	}
	require.NoError(t, l.Permute(back...))
	require.Equal(t, shape, l.AppendShape([]int{}))
	return l
}

func TestDescentsVisitWhatTheIndexByIndexWalkVisits(t *testing.T) {
	rng := seeded(t)
	indirect, outer, inner := 0, 0, 0
	for range 15000 {
		shape := make([]int, rng.IntN(6))
		for k := range shape {
			shape[k] = rng.IntN(4)
			if shape[k] == 0 && rng.IntN(8) > 0 {
				shape[k] = 2
			}
		}
		ops := make([]*Layout, 1+rng.IntN(3))
		transposed := make([]*Layout, len(ops))
		for k := range ops {
			l := randomIndirect(rng, t, shape)
			u := l
			u.Transpose()
			ops[k], transposed[k] = &l, &u
			if l.Indirect() {
				indirect++
			}
		}
		want := pathsInC(ops)
		var d Descent
		require.NoError(t, d.Build(OrderC, ops...))
		require.Equal(t, want, visitedPaths(&d, len(ops)))
		require.Equal(t, want, visitedPaths(&d, len(ops)), "a second walk")
		require.NoError(t, d.Build(OrderF, ops...))
		require.Equal(t, pathsInC(transposed), visitedPaths(&d, len(ops)))
		require.NoError(t, d.Build(OrderK, ops...))
		require.Equal(t, sortedPaths(want), sortedPaths(visitedPaths(&d, len(ops))))
		outer += len(d.wheels)
		inner += d.Plan.NDim()
	}
	t.Log("indirect operands", indirect, "outer axes", outer, "inner axes", inner)
	require.Greater(t, indirect, 5000)
	require.Greater(t, outer, 5000)
}

func TestAPointerTableIsWalkedRowByRow(t *testing.T) {
	l, err := New([]int{4, 100, 3}, []int{8, 24, 8}, []int{16, -1, -1}, 8)
	require.NoError(t, err)
	direct, err := C([]int{4, 100, 3}, 8)
	require.NoError(t, err)
	var d Descent
	require.NoError(t, d.Build(OrderK, &l, &direct))
	n, strides := d.Plan.Lane()
	require.Equal(t, 300, n)
	require.Equal(t, []int{8, 8}, strides)
	require.Equal(t, 1, d.Plan.Lanes())
	rows := 0
	for more := d.Start(); more; more = d.Next() {
		require.Equal(t, []int{8 * rows, 16}, d.Path(0))
		require.Equal(t, []int{2400 * rows}, d.Path(1))
		rows++
	}
	require.Equal(t, 4, rows)
}

func TestDescentsRefuseOtherShapes(t *testing.T) {
	a, _ := C([]int{2, 3}, 8)
	b, _ := C([]int{3, 2}, 8)
	var d Descent
	require.ErrorIs(t, d.Build(OrderC, &a, &b), ErrShape)
}
