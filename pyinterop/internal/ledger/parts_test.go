package ledger

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
)

// Many rows that lie between each other's are compared in one sweep: pair by pair it would take half an
// hour, under the lock.
func TestManyRowsAreComparedInOneSweep(t *testing.T) {
	const n = 200_000
	rows := func(first uintptr) *Claim {
		c := claim(t, true, 0, 8, []int{4}, nil)
		for i := range uintptr(n) {
			c.Bases = append(c.Bases, first+64*i)
		}
		return c
	}
	var l Ledger
	mine := rows(base)
	require.Nil(t, l.Enter(mine))
	between := rows(base + 32)
	require.Nil(t, l.Enter(between))
	l.Leave(between)
	last := rows(base + 32)
	last.Bases[n-1] -= 8
	assert.Equal(t, layout.Overlapping, l.Enter(last).Verdict, "the last row meets the last row")
	l.Leave(mine)
}

// Interleaved rows of which all meet all are decided within the limit, or called unknown.
func TestRowsThatAllMeetEachOtherHaveALimit(t *testing.T) {
	const n = 5_000
	columns := func(first uintptr) *Claim { // of one matrix, as "rows" behind pointers
		c := claim(t, true, 0, 8, []int{n}, []int{2 * n * 8})
		for i := range uintptr(n) {
			c.Bases = append(c.Bases, first+16*i)
		}
		return c
	}
	var l Ledger
	even := columns(base)
	require.Nil(t, l.Enter(even))
	conflict := l.Enter(columns(base + 8))
	require.NotNil(t, conflict)
	assert.Equal(t, layout.Unknown, conflict.Verdict, "25 million pairs are too many")
	l.Leave(even)
}

func TestTheSweepEqualsTheWalkOverBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	seen := map[layout.Verdict]int{}
	for range 3000 {
		random := func() *Claim {
			c := claim(t, true, base, 1+rng.IntN(8), []int{1 + rng.IntN(4)}, []int{rng.IntN(61) - 30})
			for range 1 + rng.IntN(5) {
				c.Bases = append(c.Bases, base+uintptr(rng.IntN(400)))
			}
			slices.Sort(c.Bases)
			if rng.IntN(4) == 0 {
				c.Base, c.Bases = c.Bases[0], nil
			}
			return c
		}
		c, d := random(), random()
		require.True(t, c.measure())
		require.True(t, d.measure())
		want := layout.Disjoint
		covered := d.bytes()
		for at := range c.bytes() {
			if covered[at] {
				want = layout.Overlapping
			}
		}
		require.Equal(t, want, c.partsAgainst(d), "%+v %+v", c, d)
		require.Equal(t, want, d.partsAgainst(c), "%+v %+v", c, d)
		seen[want]++
	}
	assert.Greater(t, min(seen[layout.Disjoint], seen[layout.Overlapping]), 500)
}
