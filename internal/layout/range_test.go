package layout

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRangesSelectWhatPythonSelects(t *testing.T) {
	parts := func(values []int, has Parts, f func(v int, has Parts)) {
		f(0, 0)
		for _, v := range values {
			f(v, has)
		}
	}
	var positions []int
	for p := -8; p <= 8; p++ {
		positions = append(positions, p)
	}
	cases := 0
	for n := range 7 {
		parts(positions, HasStart, func(start int, a Parts) {
			parts(positions, HasStop, func(stop int, b Parts) {
				parts([]int{-4, -3, -2, -1, 1, 2, 3, 4}, HasStep, func(step int, c Parts) {
					r := Range{Start: start, Stop: stop, Step: step, Has: a | b | c}
					want := pythonRange(r, n)
					first, count, by, err := r.ResolveRange(n)
					require.NoError(t, err)
					if count != len(want) {
						require.Len(t, want, count, "[%v] of %d", r, n)
					}
					for i, p := range want {
						if first+i*by != p {
							require.Equal(t, p, first+i*by, "[%v] of %d", r, n)
						}
					}
					cases++
				})
			})
		})
	}
	require.Equal(t, 7*18*18*9, cases)
}

func TestRangesAtTheEndsOfTheIntegers(t *testing.T) {
	all := HasStart | HasStop | HasStep
	for _, c := range []struct {
		r                  Range
		n                  int
		start, count, step int
	}{
		{Range{math.MinInt, math.MaxInt, 1, all}, 5, 0, 5, 1},
		{Range{math.MaxInt, math.MinInt, -1, all}, 5, 4, 5, -1},
		{Range{0, 5, math.MaxInt, all}, 5, 0, 1, math.MaxInt},
		{Range{4, math.MinInt, math.MinInt, all}, 5, 4, 1, -math.MaxInt},
		{Range{Step: -1, Has: HasStep}, math.MaxInt, math.MaxInt - 1, math.MaxInt, -1},
		{Range{}, math.MaxInt, 0, math.MaxInt, 1},
		{Range{Step: math.MinInt, Has: HasStep}, math.MaxInt, math.MaxInt - 1, 1, -math.MaxInt},
	} {
		start, count, step, err := c.r.ResolveRange(c.n)
		require.NoError(t, err)
		require.Equal(t, []int{c.start, c.count, c.step}, []int{start, count, step}, "[%v] of %d", c.r, c.n)
	}
}

func TestAStepOfZeroIsRefused(t *testing.T) {
	_, _, _, err := Range{Has: HasStep}.ResolveRange(5)
	require.ErrorIs(t, err, ErrBounds)
	require.EqualError(t, err, "slice step cannot be zero")
}

func TestRangesArePrintedAsPython(t *testing.T) {
	for want, r := range map[string]Range{
		":":     {},
		"1:":    {Start: 1, Has: HasStart},
		":-1":   {Stop: -1, Has: HasStop},
		"::2":   {Step: 2, Has: HasStep},
		"1:2:3": {1, 2, 3, HasStart | HasStop | HasStep},
	} {
		require.Equal(t, want, r.String())
	}
}
