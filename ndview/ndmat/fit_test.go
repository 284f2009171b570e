package ndmat

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestYesOrNoAgreesWithTheListOfWhatHinders compares generalOf with generalUnmet
// and vectorOf with vectorUnmet over random memory of every class, until each class
// was refused and, where it can be, taken.
func TestYesOrNoAgreesWithTheListOfWhatHinders(t *testing.T) {
	rng := ndtest.Seeded(t)
	taken, refused := map[ndtest.Class]int{}, map[ndtest.Class]int{}
	for range 400 {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[float64](rng, class, randomShape(rng)...)
			for _, ok := range answers(t, a.V.Array(), a.String()) {
				if ok {
					taken[class]++
				} else {
					refused[class]++
				}
			}
		}
	}
	never := []ndtest.Class{ndtest.Odd, ndtest.Misaligned, ndtest.Swapped}
	for _, class := range ndtest.ReadClasses {
		assert.NotZero(t, refused[class], "no %s array was refused", class)
		if slices.Contains(never, class) {
			assert.Zero(t, taken[class], "a %s array was taken", class)
		} else {
			assert.NotZero(t, taken[class], "no %s array was taken", class)
		}
	}
}

// answers returns the quick answers after comparing them with the slow ones.
func answers(t *testing.T, a *mem.Array, what string) []bool {
	_, dense := generalOf(a, rowMajor)
	_, transposed := generalOf(a, columnMajor)
	_, vector := vectorOf(a)
	for _, q := range []struct {
		name  string
		ok    bool
		unmet []error
	}{
		{"general", dense, generalUnmet(a, rowMajor)},
		{"transposed", transposed, generalUnmet(a, columnMajor)},
		{"vector", vector, vectorUnmet(a)},
	} {
		require.Equal(t, q.ok, len(q.unmet) == 0, "%s: %s: %v", what, q.name, errors.Join(q.unmet...))
		for _, u := range q.unmet {
			require.True(t, errors.Is(u, ndview.ErrShape) || errors.Is(u, ndview.ErrLayout) ||
				errors.Is(u, ndview.ErrAlign) || errors.Is(u, ndview.ErrByteOrder), "%s: %v wraps no sentinel", what, u)
		}
	}
	return []bool{dense, transposed, vector}
}

func randomShape(rng *rand.Rand) []int {
	shape := make([]int, 1+rng.IntN(2))
	if rng.IntN(8) == 0 {
		shape = make([]int, []int{0, 3, 5}[rng.IntN(3)])
	}
	for k := range shape {
		shape[k] = []int{0, 1, 1, 2, 3, 5, 5, 5}[rng.IntN(8)]
	}
	return shape
}
