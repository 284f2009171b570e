package layout

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// applyVerb defines an index by composing positions axis by axis.
func applyVerb(l *Layout, items []Index) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: "Apply(" + FormatIndex(items) + ")", do: func(l *Layout) (int, error) { return l.Apply(items) }}
	used := 0
	for _, item := range items {
		if item.Kind == IndexAt || item.Kind == IndexRange {
			used++
		}
	}
	if used > len(shape) {
		v.refused = ErrBounds
		return v
	}
	var results [][]int // positions of each result axis, nil for a new one
	var axes []int
	fixed := make([]int, len(shape))
	axis := 0
	whole := func(n int) {
		for range n {
			axes, results = append(axes, axis), append(results, pythonRange(Range{}, shape[axis]))
			axis++
		}
	}
	for _, item := range items {
		switch item.Kind {
		case IndexAt:
			n := shape[axis]
			if item.At < -n || item.At >= n {
				v.refused = ErrBounds
				return v
			}
			fixed[axis] = (item.At + n) % n
			axis++
		case IndexRange:
			axes, results = append(axes, axis), append(results, pythonRange(item.Range, shape[axis]))
			axis++
		case IndexNewAxis:
			axes, results = append(axes, -1), append(results, []int{0})
		case IndexEllipsis:
			whole(len(shape) - used)
		}
	}
	whole(len(shape) - axis)
	v.shape = []int{}
	for _, positions := range results {
		v.shape = append(v.shape, len(positions))
	}
	v.pull = func(index []int) []int {
		old := slices.Clone(fixed)
		for k, i := range index {
			if axes[k] >= 0 {
				old[axes[k]] = results[k][i]
			}
		}
		return old
	}
	return v
}

func randomItems(rng *rand.Rand, ndim int) (items []Index) {
	ellipsis := false
	for range rng.IntN(ndim + 3) {
		switch rng.IntN(8) {
		case 0, 1:
			items = append(items, at(rng.IntN(5)-2))
		case 2:
			items = append(items, newAxis)
		case 3:
			if !ellipsis {
				items = append(items, dots)
			}
			ellipsis = true
		default:
			r := randomRange(rng, 4)
			if r.Step == 0 {
				r.Has &^= HasStep
			}
			items = append(items, Index{Range: r})
		}
	}
	return items
}

func TestApplyEqualsTheIndexByIndexWalk(t *testing.T) {
	rng := seeded(t)
	accepted, refused := map[string]int{}, 0
	for range 30000 {
		class, l := randomLayout(rng, t)
		items := randomItems(rng, l.NDim)
		if _, _, ok := applyVerb(&l, items).check(t, l, 100); ok {
			accepted[class]++
		} else {
			refused++
		}
	}
	t.Log("accepted", accepted, "refused", refused)
	for _, class := range []string{"empty", "0-d", "near", "far", "indirect", "indirect empty"} {
		require.GreaterOrEqual(t, accepted[class], 100, class)
	}
	require.GreaterOrEqual(t, refused, 100)
}

func TestApplySpeaksAsNumPyDoes(t *testing.T) {
	l, err := C([]int{3, 4}, 8)
	require.NoError(t, err)
	for text, want := range map[string]string{
		"1, 2, 3":  "too many indices for array: array is 2-dimensional, but 3 were indexed",
		"0, 4":     "index 4 is out of bounds for axis 1 with size 4 of shape (3, 4)",
		"None, -4": "index -4 is out of bounds for axis 0 with size 3 of shape (3, 4)",
	} {
		items, err := ParseIndex(text)
		require.NoError(t, err)
		_, err = l.Apply(items)
		require.ErrorIs(t, err, ErrBounds)
		require.EqualError(t, err, want)
	}
	_, err = l.Apply([]Index{dots, dots})
	require.ErrorIs(t, err, ErrSyntax)
}

func TestApplyCountsAxesOfTheResultOnly(t *testing.T) {
	l, err := C(make([]int, MaxNDim), 8)
	require.NoError(t, err)
	full, err := C(slices.Repeat([]int{1}, MaxNDim), 8)
	require.NoError(t, err)
	_, err = full.Apply([]Index{newAxis, at(0)}) // 64 − 1 + 1
	require.NoError(t, err)
	require.Equal(t, MaxNDim, full.NDim)
	_, err = l.Apply([]Index{newAxis})
	require.ErrorIs(t, err, ErrShape)
}

func ExampleParseIndex() {
	l, _ := C([]int{10, 20, 30}, 8)
	items, _ := ParseIndex("1:-1, ..., None, ::2")
	offset, _ := l.Apply(items)
	fmt.Println(FormatShape(l.AppendShape(nil)), FormatShape(l.AppendStrides(nil)), offset)

	_, err := ParseIndex("1:-1, x")
	fmt.Println(err)
	// Output:
	// (8, 20, 1, 15) (4800, 240, 0, 16) 4800
	// index "1:-1, x": unexpected 'x', wanted an integer, a range, '...' or None
	//     1:-1, x
	//           ^
}
