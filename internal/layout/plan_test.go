package layout

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// step is what a walk visits: one offset for each operand.
type step [6]int

// visited walks a plan element by element.
func visited(p *Plan) (steps []step) {
	n, strides := p.Lane()
	var w Walk
	for more := w.Start(p); more; more = w.Next() {
		for i := range n {
			var s step
			for k := range p.NOps() {
				s[k] = w.At(k) + i*strides[k]
			}
			steps = append(steps, s)
		}
	}
	return steps
}

// visitedByBlock walks the same plan block by block.
func visitedByBlock(p *Plan) (steps []step) {
	n, strides := p.Lane()
	var w Walk
	for more := w.Start(p); more; more = w.NextBlock() {
		first, by := w.First, w.Step
		for range w.Rows {
			for i := range n {
				var s step
				for k := range min(p.NOps(), near) {
					s[k] = first[k] + i*strides[k]
				}
				steps = append(steps, s)
			}
			for k := range first {
				first[k] += by[k]
			}
		}
	}
	return steps
}

// stepsInC lists the offsets of all operands in C order, stepsInF in Fortran order.
func stepsInC(ops []*Layout) (steps []step) {
	indices(ops[0].shape(), func(index []int) {
		var s step
		for k, l := range ops {
			s[k] = pathOf(l, 0, index)[0]
		}
		steps = append(steps, s)
	})
	return steps
}

func stepsInF(ops []*Layout) []step {
	transposed := make([]*Layout, len(ops))
	for k, l := range ops {
		t := *l
		t.Transpose()
		transposed[k] = &t
	}
	return stepsInC(transposed)
}

func sorted(steps []step) []step {
	s := slices.Clone(steps)
	slices.SortFunc(s, func(a, b step) int { return slices.Compare(a[:], b[:]) })
	return s
}

// randomOperands draws layouts of one shape, some of them broadcast.
func randomOperands(rng *rand.Rand, t testing.TB) []*Layout {
	ndim := rng.IntN(7)
	shape := make([]int, ndim)
	for k := range shape {
		shape[k] = rng.IntN(5)
		if shape[k] == 0 && rng.IntN(8) > 0 {
			shape[k] = 1 + rng.IntN(3)
		}
	}
	order := rng.Perm(ndim)
	signs := uint(rng.Uint32())
	ops := make([]*Layout, 1+rng.IntN(6))
	for i := range ops {
		if rng.IntN(3) == 0 {
			order = rng.Perm(ndim)
		}
		if rng.IntN(3) == 0 {
			signs = uint(rng.Uint32())
		}
		var strides []int
		if rng.IntN(2) == 0 {
			strides = denseStrides(shape, order, signs, 8)
		} else {
			strides = stridesFor(shape, order, signs, 8)
		}
		for k := range strides {
			if rng.IntN(8) == 0 {
				strides[k] = 0
			}
		}
		l, err := New(shape, strides, nil, 8)
		require.NoError(t, err)
		ops[i] = &l
	}
	return ops
}

func denseStrides(shape, order []int, signs uint, itemsize int) []int {
	strides := make([]int, len(shape))
	by := itemsize
	for i := len(order) - 1; i >= 0; i-- {
		k := order[i]
		strides[k] = by
		if signs&(1<<k) != 0 {
			strides[k] = -by
		}
		by *= max(shape[k], 1)
	}
	return strides
}

func TestPlansVisitWhatTheIndexByIndexWalkVisits(t *testing.T) {
	rng := seeded(t)
	counts := map[string]int{}
	for range 20000 {
		ops := randomOperands(rng, t)
		inC, inF := stepsInC(ops), stepsInF(ops)
		var p Plan
		require.NoError(t, p.Build(OrderC, ops...))
		require.Equal(t, inC, visited(&p), "C order of %v", ops)
		requireCoalesced(t, &p)
		require.NoError(t, p.Build(OrderF, ops...))
		require.Equal(t, inF, visited(&p), "F order of %v", ops)
		requireCoalesced(t, &p)
		require.NoError(t, p.Build(OrderK, ops...))
		got := visited(&p)
		require.Equal(t, sorted(inC), sorted(got), "K order of %v", ops)
		requireCoalesced(t, &p)
		if len(ops) <= near {
			require.Equal(t, got, visitedByBlock(&p))
		}
		require.Equal(t, len(inC), product(p.Shape()))

		n, _ := p.Lane()
		require.Equal(t, p.Lanes()*n, len(inC))
		counts[fmt.Sprint(len(ops), " operands")]++
		counts[fmt.Sprint(p.NDim(), " axes")]++
		if len(inC) == 0 {
			counts["empty"]++
		}
		if p.far != nil {
			counts["far"]++
		}
	}
	t.Log(counts)
	for _, class := range []string{"1 operands", "4 operands", "6 operands", "1 axes", "2 axes", "3 axes", "4 axes", "5 axes", "empty", "far"} {
		require.GreaterOrEqual(t, counts[class], 100, class)
	}
}

// requireCoalesced checks that nothing is left to merge and no axis is idle.
func requireCoalesced(t testing.TB, p *Plan) {
	t.Helper()
	for axis := 0; axis+1 < p.NDim(); axis++ {
		require.Greater(t, p.Shape()[axis], 1)
		merges := true
		for k := range p.NOps() {
			merges = merges && p.Strides(axis)[k] == p.Strides(axis + 1)[k]*p.Shape()[axis+1]
		}
		require.False(t, merges, "axes %d and %d of %v", axis, axis+1, p)
	}
}

func TestOneOperandIsMetInTheOrderOfMemory(t *testing.T) {
	i := 0
	grid(t, func(l Layout) {
		if i++; i%11 != 0 {
			return
		}
		var p Plan
		require.NoError(t, p.Build(OrderK, &l))
		steps := visited(&p)
		require.Len(t, steps, l.Size())
		require.True(t, slices.IsSortedFunc(steps, func(a, b step) int { return cmp.Compare(a[0], b[0]) }), "%v", l)
	})
}

// The table of what NumPy's nditer makes of the same operands (external_loop).
func TestPlansAreThoseOfNumPy(t *testing.T) {
	f8 := func(shape ...int) Layout { l, err := C(shape, 8); require.NoError(t, err); return l }
	cut := func(l Layout, text string) Layout {
		items, err := ParseIndex(text)
		require.NoError(t, err)
		_, err = l.Apply(items)
		require.NoError(t, err)
		return l
	}
	turn := func(l Layout, perm ...int) Layout { require.NoError(t, l.Permute(perm...)); return l }
	wide := func(l Layout, shape ...int) Layout { require.NoError(t, l.BroadcastTo(shape...)); return l }
	ops := func(l ...Layout) []Layout { return l }
	a3 := f8(10, 20, 30)
	square, flat := f8(100, 100), f8(100, 200)
	hwc := f8(100, 200, 3)
	for _, c := range []struct {
		name         string
		ops          []Layout
		lanes, size  int
		innerStrides []int
	}{
		{"C", ops(a3), 1, 6000, []int{8}},
		{"transposed", ops(turn(a3, 2, 1, 0)), 1, 6000, []int{8}},
		{"permuted", ops(turn(a3, 1, 2, 0)), 1, 6000, []int{8}},
		{"reversed", ops(cut(a3, "::-1, ::-1, ::-1")), 1, 6000, []int{8}},
		{"both reversed", ops(cut(a3, "::-1, ::-1, ::-1"), cut(a3, "::-1, ::-1, ::-1")), 1, 6000, []int{8, 8}},
		{"one reversed", ops(cut(a3, "::-1"), a3), 10, 600, []int{8, 8}},
		{"a, b.T", ops(square, turn(square, 1, 0)), 100, 100, []int{8, 800}},
		{"a.T, b", ops(turn(square, 1, 0), square), 100, 100, []int{800, 8}},
		{"every second column", ops(cut(flat, ":, ::2")), 1, 10000, []int{16}},
		{"every second row", ops(cut(flat, "::2")), 50, 200, []int{8}},
		{"cut axis 0", ops(cut(a3, "1:-1")), 1, 4800, []int{8}},
		{"cut axis 1", ops(cut(a3, ":, 1:-1")), 10, 540, []int{8}},
		{"cut axis 2", ops(cut(a3, ":, :, 1:-1")), 200, 28, []int{8}},
		{"plus a row", ops(flat, wide(f8(200), 100, 200)), 100, 200, []int{8, 8}},
		{"plus a column", ops(flat, wide(f8(100, 1), 100, 200)), 100, 200, []int{8, 0}},
		{"plus a scalar", ops(flat, wide(Scalar(), 100, 200)), 1, 20000, []int{8, 0}},
		{"transposed plus a row", ops(turn(f8(200, 100), 1, 0), wide(f8(200), 100, 200)), 200, 100, []int{8, 0}},
		{"HWC and a (3,) vector", ops(hwc, wide(f8(3), 100, 200, 3)), 20000, 3, []int{8, 8}},
		{"one channel", ops(cut(hwc, "..., 0")), 1, 20000, []int{24}},
		{"HWC seen as CHW", ops(turn(hwc, 2, 0, 1)), 1, 60000, []int{8}},
		{"CHW from HWC", ops(f8(3, 100, 200), turn(hwc, 2, 0, 1)), 3, 20000, []int{8, 24}},
		{"a broadcast row", ops(wide(f8(200), 100, 200)), 100, 200, []int{8}},
		{"length-1 axes", ops(f8(1, 5, 1, 7)), 1, 35, []int{8}},
		{"0-d", ops(Scalar()), 1, 1, []int{0}},
		{"empty", ops(f8(3, 0, 2)), 0, 0, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refs := make([]*Layout, len(c.ops))
			for i := range c.ops {
				refs[i] = &c.ops[i]
			}
			var p Plan
			require.NoError(t, p.Build(OrderK, refs...))
			n, strides := p.Lane()
			require.Equal(t, c.lanes, p.Lanes(), "lanes")
			require.Equal(t, c.size, n, "length of a lane")
			require.Equal(t, c.innerStrides, strides)
		})
	}
}

func TestPlansRefuseWhatDoesNotFit(t *testing.T) {
	a, _ := C([]int{2, 3}, 8)
	b, _ := C([]int{3, 2}, 8)
	var p Plan
	err := p.Build(OrderK, &a, &b)
	require.ErrorIs(t, err, ErrShape)
	require.EqualError(t, err, "plan: operand 0 has shape (2, 3) and operand 1 shape (3, 2); broadcast them first")
	indirect, err := New([]int{2, 3}, []int{8, 8}, []int{0, -1}, 8)
	require.NoError(t, err)
	require.ErrorIs(t, p.Build(OrderK, &a, &indirect), ErrLayout)
	require.NoError(t, p.Build(OrderK))
	require.Equal(t, 1, p.Lanes())
}

func TestAFlippedOperandStartsAtItsOtherEnd(t *testing.T) {
	l, err := New([]int{10, 4}, []int{-32, -8}, nil, 8)
	require.NoError(t, err)
	for _, nops := range []int{1, 4, 5} {
		var p Plan
		require.NoError(t, p.Build(OrderK, slices.Repeat([]*Layout{&l}, nops)...))
		require.Equal(t, []int{40}, p.Shape())
		require.Equal(t, slices.Repeat([]int{8}, nops), p.Strides(0))
		require.Equal(t, slices.Repeat([]int{-312}, nops), p.Offsets())
		require.NoError(t, p.Build(OrderC, slices.Repeat([]*Layout{&l}, nops)...))
		require.Equal(t, slices.Repeat([]int{-8}, nops), p.Strides(0))
		require.Equal(t, slices.Repeat([]int{0}, nops), p.Offsets())
	}
}

func TestPlansOfManyAxes(t *testing.T) {
	shape := slices.Repeat([]int{1}, MaxNDim)
	for k := range 6 {
		shape[k*10] = 2
	}
	l, err := C(shape, 8)
	require.NoError(t, err)
	var p Plan
	require.NoError(t, p.Build(OrderK, &l))
	require.Equal(t, []int{64}, p.Shape())
	require.NoError(t, p.Build(OrderF, &l))
	require.Equal(t, []int{2, 2, 2, 2, 2, 2}, p.Shape())
	require.Equal(t, stepsInF([]*Layout{&l}), visited(&p))
}

func TestPlansAndWalksDoNotAllocate(t *testing.T) {
	a, _ := C([]int{4, 5, 6, 7}, 8)
	b := a
	require.NoError(t, b.Permute(1, 0, 3, 2))
	require.NoError(t, a.Reshape(5, 4, 7, 6))
	sum := 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		var p Plan
		if p.Build(OrderK, &a, &b, &a, &b) != nil {
			panic("refused")
		}
		var w Walk
		for more := w.Start(&p); more; more = w.Next() {
			sum += w.At(0) + w.At(1)
		}
	}))
}
