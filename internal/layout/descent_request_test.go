package layout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// pathsGrouped returns the paths in C or F order with the axes of inner inside.
func pathsGrouped(ops []*Layout, inner Axes, order Order) [][]path {
	return pathsInC(turnedInside(ops, inner, order.forward() == OrderF))
}

// descend walks a descent lane by lane, element by element. Elements of an operand
// whose lane lies in front of a pointer have paths of their own.
func descend(t *testing.T, d *Descent, ops []*Layout, track bool) (steps [][]path) {
	index := make([]int, ops[0].NDim)
	axis, down, real := d.Plan.Origin(d.Plan.NDim() - 1)
	_, strides := d.Plan.Lane()
	for more := d.Start(); more; more = d.Next() {
		var w Walk
		for lane := w.Start(&d.Plan); lane; lane = w.Next() {
			if track {
				d.Index(&w, index)
			}
			for i := range w.N {
				at := make([]path, len(ops))
				for k, l := range ops {
					p := d.Path(k)
					copy(at[k][:], p)
					at[k][len(p)-1] += w.At(k) + i*strides[k]
					if level, stride, ok := d.Before(k); ok {
						at[k][level] += i * stride
						require.True(t, d.Plan.Staged().Has(k))
					}
					if track {
						require.Equal(t, pathOf(l, 0, index), at[k], "index %v", index)
					}
				}
				if real && down {
					index[axis]--
				} else if real {
					index[axis]++
				}
				steps = append(steps, at)
			}
		}
	}
	return steps
}

func TestDescentsMeetRequests(t *testing.T) {
	rng := seeded(t)
	counts := map[string]int{}
	for range 8000 {
		shape := make([]int, rng.IntN(6))
		for k := range shape {
			shape[k] = rng.IntN(4)
			if shape[k] == 0 && rng.IntN(8) > 0 {
				shape[k] = 2
			}
		}
		ops := make([]*Layout, 1+rng.IntN(3))
		for k := range ops {
			l := randomIndirect(rng, t, shape)
			ops[k] = &l
		}
		r := randomRequest(rng, len(shape))
		inner := ^Axes(0)
		if r.Mode != Whole {
			inner = r.Inner
		}
		if r.Mode == Block { // as lanes: sub-views are not walked inside
			inner = 1
			if len(shape) > 0 {
				inner = 1 << rng.IntN(len(shape))
			}
			r.Inner = inner
		}
		var d Descent
		require.NoError(t, d.Make(&r, ops...))
		got := descend(t, &d, ops, r.Track)
		want := pathsGrouped(ops, inner, r.Order)
		switch {
		case r.Order.free():
			require.Equal(t, sortedPaths(want), sortedPaths(got), "%+v", r)
		case r.Order.reversed() && r.Mode != Block:
			slices.Reverse(want)
			require.Equal(t, want, got, "%+v", r)
		case !r.Order.reversed():
			require.Equal(t, want, got, "%+v", r)
		}
		requireGroups(t, got, ops, inner, r.Mode)
		for k := range ops {
			if _, _, ok := d.Before(k); ok && len(got) > 0 {
				counts["lanes in front of a pointer"]++
			}
		}
		counts[[]string{"whole", "block", "reduce"}[r.Mode]]++
		if len(d.wheels) > 0 && len(got) > 1 {
			counts["descends"]++
		}
		if r.Track {
			counts["tracked"]++
		}
	}
	t.Log(counts)
	for _, class := range []string{"whole", "block", "reduce", "descends", "tracked", "lanes in front of a pointer"} {
		require.GreaterOrEqual(t, counts[class], 50, class)
	}
}

// requireGroups: elements with one outer position follow each other. Positions are
// told apart by operands that are nowhere repeated.
func requireGroups(t *testing.T, got [][]path, ops []*Layout, inner Axes, mode Mode) {
	t.Helper()
	if mode == Whole || len(got) == 0 {
		return
	}
	group := 1
	for k, n := range ops[0].shape() {
		if inner.Has(k) {
			group *= n
		}
	}
	var sets []string
	for _, g := range chunks(pathsGrouped(ops, inner, OrderC), group) {
		sets = append(sets, key(g))
	}
	var found []string
	for _, g := range chunks(got, group) {
		found = append(found, key(g))
	}
	slices.Sort(sets)
	slices.Sort(found)
	require.Equal(t, sets, found)
}

func chunks(steps [][]path, n int) (all [][][]path) {
	for ; len(steps) > 0; steps = steps[n:] {
		all = append(all, steps[:n])
	}
	return all
}

func key(group [][]path) string { return fmt.Sprint(sortedPaths(group)) }
