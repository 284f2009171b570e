package layout_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
)

// A Single visits the elements that a Descent visits, in the same order, for every
// layout, order and lane that it can walk.
func TestASingleWalksAsADescentDoes(t *testing.T) {
	seen := map[string]int{}
	for _, l := range singles(t) {
		for _, order := range []layout.Order{layout.OrderC, layout.OrderF, layout.OrderK, layout.OrderC | layout.Reverse, layout.OrderF | layout.Reverse, layout.OrderK | layout.Reverse} {
			for lane := layout.AnyLane; lane < l.NDim; lane++ {
				for _, spread := range []bool{false, true} {
					got, ok := bySingle(&l, order, lane, spread)
					kind := fmt.Sprintf("levels %d, ok %t", l.Levels(), ok)
					seen[kind]++
					if !ok {
						continue
					}
					want := byDescent(t, &l, order, lane)
					require.Equal(t, want, got, "%v order %d lane %d spread %t", l, order, lane, spread)
					if len(got) == 0 {
						seen["empty"]++
					}
				}
			}
		}
	}
	require.Len(t, seen, 5, "%v", seen)
	for kind, n := range seen {
		require.Greater(t, n, 400, kind)
	}
}

// singles returns layouts of up to four axes, direct and with a pointer behind each
// of the axes, in every order of the axes.
func singles(t *testing.T) (all []layout.Layout) {
	for _, shape := range [][]int{{}, {1}, {0}, {3}, {2, 3}, {3, 1}, {0, 2}, {2, 0}, {2, 2, 3}, {2, 1, 3}, {2, 0, 3}, {2, 3, 2, 2}, {1, 2, 1, 3}, {2, 2, 0, 2}} {
		for _, strides := range stridesOf(shape) {
			for pointer := -1; pointer < len(shape); pointer++ {
				var suboffsets []int
				if pointer >= 0 {
					suboffsets = make([]int, len(shape))
					for k := range suboffsets {
						suboffsets[k] = -1
					}
					suboffsets[pointer] = 40
				}
				l, err := layout.New(shape, strides, suboffsets, 8)
				require.NoError(t, err)
				all = append(all, l)
				turned := l
				turned.Transpose()
				all = append(all, turned)
				if len(shape) > 2 {
					moved := l
					require.NoError(t, moved.MoveAxis(0, 1))
					all = append(all, moved)
				}
			}
		}
	}
	return all
}

// stridesOf returns dense, gappy, descending and repeating strides.
func stridesOf(shape []int) (all [][]int) {
	for way := range 5 {
		strides := make([]int, len(shape))
		step := 8
		for k := len(shape) - 1; k >= 0; k-- {
			strides[k] = step
			step *= max(shape[k], 1)
			switch {
			case way == 1:
				step += 16
			case way == 2 && k%2 == 0 || way == 3:
				strides[k] = -strides[k]
			case way == 4 && k%2 == 1:
				strides[k] = 0
			}
		}
		all = append(all, strides)
	}
	return all
}

// A visit is one element: the offsets on each level.
type visit [2]int

// bySingle returns the elements, and an entry of its own for each empty lane.
func bySingle(l *layout.Layout, order layout.Order, lane int, spread bool) (visits []visit, ok bool) {
	var s layout.Single
	more, ok := s.Start(l, order, lane)
	if more && spread {
		if s.Stride != 0 || lane != layout.AnyLane {
			return nil, false
		}
		s.Spread()
	}
	for ; more; more = s.Next() {
		for i := range s.Rows {
			if s.N == 0 {
				visits = append(visits, visit{-1, -1})
			}
			for j := range s.N {
				switch s.Pointers {
				case layout.NoPointers:
					visits = append(visits, visit{s.First + i*s.Step + j*s.Stride})
				case layout.PointerBlock:
					visits = append(visits, visit{s.First, s.Behind + i*s.Step + j*s.Stride})
				default:
					visits = append(visits, visit{s.First + i*s.Step, s.Behind + j*s.Stride})
				}
			}
		}
	}
	return visits, ok
}

func byDescent(t *testing.T, l *layout.Layout, order layout.Order, lane int) (visits []visit) {
	r := layout.Request{Order: order}
	if lane != layout.AnyLane {
		r.Mode, r.Inner = layout.Block, 1<<lane
	}
	var d layout.Descent
	require.NoError(t, d.Make(&r, l))
	for more := d.Start(); more; more = d.Next() {
		n, strides := d.Plan.Lane()
		var w layout.Walk
		for more := w.Start(&d.Plan); more; more = w.Next() {
			if n == 0 {
				visits = append(visits, visit{-1, -1})
			}
			for j := range n {
				var v visit
				copy(v[:], d.Path(0))
				v[l.Levels()-1] += w.At(0) + j*strides[0]
				visits = append(visits, v)
			}
		}
	}
	return visits
}

func BenchmarkSingle(b *testing.B) {
	for ndim := 1; ndim <= near; ndim++ {
		l, err := layout.C([]int{3, 4, 5, 6}[:ndim], 8)
		if err != nil {
			b.Fatal(err)
		}
		l.Strides[0] += 8
		for order, name := range map[layout.Order]string{layout.OrderC: "C", layout.OrderF: "F", layout.OrderK: "K"} {
			b.Run(fmt.Sprintf("%s/%d-d", name, ndim), func(b *testing.B) {
				n := 0
				for range b.N {
					var s layout.Single
					s.Start(&l, order, layout.AnyLane)
					n += s.N
				}
			})
		}
	}
}

const near = 4
