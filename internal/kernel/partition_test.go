package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever the keys, and however early the limit ends the parting.
func TestSelectedRanksStandWhereSortedOnesDo(t *testing.T) {
	rng, s := rand.New(rand.NewPCG(1, 2)), newScratch()
	defer s.free()
	for n := 1; n < 700; n += 1 + n/3 {
		for different := 1; different <= 1000; different *= 10 {
			for tries := range 4 {
				e, keys := make([]keyed, n), make([]uint64, n)
				for i := range e {
					keys[i] = rng.Uint64N(uint64(different)) << 40
					e[i] = keyed{keys[i], int64(i)}
				}
				k := rng.IntN(n)
				s.selectWithin(e, k, tries)
				for i, x := range e {
					require.Equal(t, keys[x.at], x.key, "an item and its position stay together")
					require.True(t, i > k || x.key <= e[k].key)
					require.True(t, i < k || x.key >= e[k].key)
				}
				slices.Sort(keys)
				require.Equal(t, keys[k], e[k].key)
			}
		}
	}
}
