package layout

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSettlingLeavesOutOnlyWhatIsTheSameForEveryElement(t *testing.T) {
	rng := seeded(t)
	settled, kept, direct := 0, 0, 0
	for range 20000 {
		_, l := randomLayout(rng, t)
		for range rng.IntN(4) {
			if l.NDim > 0 {
				_, _ = l.Index(rng.IntN(l.NDim), 0)
			}
		}
		if rng.IntN(3) == 0 {
			require.NoError(t, l.NewAxis(0))
		}
		before := l
		was := snapshot(&l)
		off, ok := l.Settle()
		require.True(t, same(&was, &before), "L8")
		requireInvariants(t, &l)
		if !ok {
			require.True(t, same(&l, &before))
			require.Zero(t, off)
			require.False(t, before.Indirect() && !before.Empty() && settleable(&before), "%s", describe(&before))
			kept++
			continue
		}
		require.Equal(t, before.shape(), l.shape())
		old, now := pathsOf(&before, 0), pathsOf(&l, off)
		for i := range old {
			require.Zero(t, old[i][0], "every element is behind the same pointer")
			want := path{}
			copy(want[:], old[i][1:])
			require.Equal(t, want, now[i])
		}
		settled++
		if !l.Indirect() {
			direct++
		}
	}
	t.Log("settled", settled, "kept", kept, "became direct", direct)
	require.Greater(t, settled, 500)
	require.Greater(t, direct, 200)
}

// settleable states the rule: no axis of level 0 is longer than 1 with a stride.
func settleable(l *Layout) bool {
	for k := range l.NDim {
		if n, stride := l.Dim(k); l.AxisLevel(k) == 0 && n > 1 && stride != 0 {
			return false
		}
	}
	return true
}
