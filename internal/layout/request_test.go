package layout

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A visit is one element of a walk: its lane, its offsets in all operands.
type visit struct {
	lane, in int
	at       step
}

// visits walks a plan lane by lane; lanes longer than the plan's pieces fail.
func visits(t testing.TB, p *Plan) (all []visit) {
	t.Helper()
	_, strides := p.Lane()
	lane := 0
	var w Walk
	for more := w.Start(p); more; more = w.Next() {
		require.True(t, p.Piece() == 0 || w.N <= p.Piece())
		for i := range w.N {
			v := visit{lane: lane, in: i}
			for k := range p.NOps() {
				v.at[k] = w.At(k) + i*strides[k]
			}
			all = append(all, v)
		}
		lane++
	}
	require.Equal(t, p.Lanes()*p.Pieces(), lane)
	return all
}

func stepsOf(all []visit) (steps []step) {
	for _, v := range all {
		steps = append(steps, v.at)
	}
	return steps
}

// grouped returns the offsets in C or F order with the axes of inner inside.
func grouped(ops []*Layout, inner Axes, fortran bool) []step {
	return stepsInC(turnedInside(ops, inner, fortran))
}

// turnedInside returns the operands with the axes of inner behind all others, each
// group in C or F order.
func turnedInside(ops []*Layout, inner Axes, fortran bool) []*Layout {
	ndim := ops[0].NDim
	var axes []int
	for _, want := range []bool{false, true} {
		var group []int
		for k := range ndim {
			if inner.Has(k) == want {
				group = append(group, k)
			}
		}
		if fortran {
			slices.Reverse(group)
		}
		axes = append(axes, group...)
	}
	turned := make([]*Layout, len(ops))
	for i, l := range ops {
		u := *l
		if err := u.Permute(axes...); err != nil {
			panic(err)
		}
		turned[i] = &u
	}
	return turned
}

func randomRequest(rng *rand.Rand, ndim int) Request {
	r := Request{Order: []Order{OrderK, OrderC, OrderF, OrderAny, OrderAny}[rng.IntN(5)], Mode: Mode(rng.IntN(3)), Inner: Axes(rng.Uint64())}
	if rng.IntN(3) == 0 {
		r.Order |= Reverse
	}
	if rng.IntN(3) == 0 {
		r.Track = true
	}
	if rng.IntN(3) == 0 {
		r.Piece = 1 + rng.IntN(3)
	}
	if r.Mode == Block && rng.IntN(2) == 0 && ndim > 0 {
		r.Inner = 1 << rng.IntN(ndim)
	}
	return r
}

// TestRequestsAreMet compares every order, mode, piece length and index with the
// walk index by index.
func TestRequestsAreMet(t *testing.T) {
	rng := seeded(t)
	counts := map[string]int{}
	for range 6000 {
		ops := randomOperands(rng, t)
		r := randomRequest(rng, ops[0].NDim)
		var p Plan
		require.NoError(t, p.Make(&r, ops...))
		var q Plan
		if q.quick(&r, ops) {
			counts["fast road"]++
			require.NoError(t, q.slow(&r, ops))
			require.LessOrEqual(t, p.Lanes(), q.Lanes(), "%+v %v", r, ops)
		}
		for range 2 { // a plan may be walked again
			checkRequest(t, &p, &r, ops, counts)
		}
	}
	t.Log(counts)
	for _, class := range []string{"whole", "block", "reduce", "tracked", "reversed", "pieces", "tail", "tiles", "far", "empty lanes", "any", "fast road", "many lanes to a group"} {
		require.GreaterOrEqual(t, counts[class], 20, class)
	}
}

func checkRequest(t *testing.T, p *Plan, r *Request, ops []*Layout, counts map[string]int) {
	t.Helper()
	inner := ^Axes(0)
	if r.Mode != Whole {
		inner = r.Inner
	}
	order := r.Order.forward()
	if r.Mode == Block {
		checkBlock(t, p, r, ops)
		counts["block"]++
		return
	}
	all := visits(t, p)
	got := stepsOf(all)
	want := grouped(ops, inner, order == OrderF)
	switch order {
	case OrderC, OrderF:
		if r.Order.reversed() {
			slices.Reverse(want)
		}
		require.Equal(t, want, got, "%+v %v", r, ops)
	default:
		require.Equal(t, sorted(want), sorted(got), "%+v %v", r, ops)
	}
	if order == OrderK && r.Order.reversed() {
		var forward Plan
		f := *r
		f.Order = OrderK
		require.NoError(t, forward.Make(&f, ops...))
		other := stepsOf(visits(t, &forward))
		slices.Reverse(other)
		require.Equal(t, other, got, "the other way round")
		counts["reversed"]++
	}
	if r.Mode == Reduce {
		checkGroups(t, r, ops)
	}
	if r.Track {
		checkIndex(t, p, ops)
		counts["tracked"]++
	}
	counts[[]string{"whole", "", "reduce"}[r.Mode]]++
	count := func(class string, yes bool) {
		if yes {
			counts[class]++
		}
	}
	n, _ := p.Lane()
	count("any", order == OrderAny)
	count("pieces", p.Pieces() > 1)
	count("tail", p.Pieces() > 1 && n%p.Piece() != 0)
	count("tiles", p.Pieces() > 1 && p.cutAt < p.ndim-1)
	count("far", p.far != nil)
	count("empty lanes", n == 0 && p.Lanes() > 0)
	count("many lanes to a group", p.Group() > 1 && p.Outer() > 0)
}

// checkGroups: the elements of one outer position follow each other, in as many
// lanes as the plan says. One more operand tells the positions apart.
func checkGroups(t *testing.T, r *Request, ops []*Layout) {
	t.Helper()
	if len(ops) > 5 {
		return // a step has no room
	}
	strides := make([]int, ops[0].NDim)
	by := 1
	for k, n := range ops[0].shape() {
		if !r.Inner.Has(k) {
			strides[k] = by
			by *= max(n, 1)
		}
	}
	places, err := New(ops[0].AppendShape([]int{}), strides, nil, 1)
	require.NoError(t, err)
	var p Plan
	require.NoError(t, p.Make(r, append(slices.Clone(ops), &places)...))
	group := p.Group() * p.Pieces()
	seen := map[int]bool{}
	last := -1
	for _, v := range visits(t, &p) {
		if place := v.at[len(ops)]; place != last {
			require.False(t, seen[place], "an outer position is visited twice")
			seen[place], last = true, place
			require.Zero(t, v.lane%group, "a group begins with a lane")
		}
	}
}

// checkIndex: the index of each lane leads to its offsets.
func checkIndex(t *testing.T, p *Plan, ops []*Layout) {
	t.Helper()
	index := make([]int, ops[0].NDim)
	axis, down, real := p.Origin(p.NDim() - 1)
	var w Walk
	for more := w.Start(p); more; more = w.Next() {
		w.Index(p, index)
		_, strides := p.Lane()
		for i := range w.N {
			for k, l := range ops {
				require.Equal(t, pathOf(l, 0, index)[0], w.At(k)+i*strides[k], "%v", index)
			}
			switch {
			case !real:
			case down:
				index[axis]--
			default:
				index[axis]++
			}
		}
	}
}

// checkBlock: the walk goes over the positions of the outer axes, and the inner
// ones stand last, as they are.
func checkBlock(t *testing.T, p *Plan, r *Request, ops []*Layout) {
	t.Helper()
	var inner []int
	empty := false
	for k, n := range ops[0].shape() {
		if r.Inner.Has(k) {
			inner = append(inner, k)
			empty = empty || n == 0
		}
	}
	heads := make([]*Layout, len(ops))
	for i, l := range ops {
		h := *l
		var gone uint64
		for _, k := range inner {
			gone |= 1 << k
		}
		h.dropAxes(gone)
		heads[i] = &h
	}
	want := stepsInC(heads)
	if r.Order.forward() == OrderF {
		want = stepsInF(heads)
	}
	if r.Order.reversed() && !r.Order.free() {
		slices.Reverse(want)
	}
	var got []step
	var w Walk
	for more := w.Start(p); more; more = w.Next() {
		var s step
		for k := range ops {
			s[k] = w.At(k)
		}
		got = append(got, s)
	}
	require.Len(t, got, p.Lanes())
	switch {
	case len(want) == 0:
		require.Empty(t, got)
		return
	case empty:
		require.Len(t, got, len(want))
		require.Equal(t, make([]step, len(want)), got, "no offsets without elements")
	case r.Order.free():
		require.Equal(t, sorted(want), sorted(got))
	default:
		require.Equal(t, want, got)
	}
	if len(inner) == 0 {
		require.Equal(t, 1, p.Shape()[p.NDim()-1])
		return
	}
	for i, k := range inner {
		axis := p.NDim() - len(inner) + i
		n, _ := ops[0].Dim(k)
		require.Equal(t, n, p.Shape()[axis])
		for o, l := range ops {
			if _, stride := l.Dim(k); !empty {
				require.Equal(t, stride, p.Strides(axis)[o])
			}
		}
		if from, down, ok := p.Origin(axis); r.Track {
			require.True(t, ok && !down && from == k)
		}
	}
}
