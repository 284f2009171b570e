//go:build cgo

package conformance_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// pairsAtOnce is how many pairs of exporters one scope holds.
const pairsAtOnce = 500

// Two borrows of which one is for writing conflict exactly if np.shares_memory says so.
func TestBorrowsConflictWhereNumPySeesSharedMemory(t *testing.T) {
	r := newReferee(t, 4_000, 120_000)
	shared, apart, unproven := map[string]int{}, map[string]int{}, 0
	inside(t, func(py pyinterop.Python) {
		namespace := module(t, py, nil, "ledger")
		require.NoError(t, py.ExecIn(fmt.Sprintf("rng.seed(%d)", r.seed), namespace))
		k, err := namespace.Keep()
		require.NoError(t, err)
		defer k.Drop()
		for done := 0; done < r.n; done += pairsAtOnce {
			inside(t, func(py pyinterop.Python) {
				namespace, err := k.In(py)
				require.NoError(t, err)
				for o, err := range evalIn(t, namespace, "pairs", pairsAtOnce).Iter() {
					require.NoError(t, err)
					class, a, b, want := readPair(t, o)
					if want {
						shared[class]++
					} else {
						apart[class]++
					}
					conflict := judgePair(t, r.rng.IntN(3), a, b)
					if conflict != nil && !conflict.Proven {
						unproven++
						continue
					}
					if want != (conflict != nil) {
						x, _ := a.Repr()
						y, _ := b.Repr()
						t.Fatalf("INPLACE_SEED=%d, %s: NumPy says %v, the ledger %v\n%s\n%s", r.seed, class, want, conflict, x, y)
					}
				}
			})
		}
	})
	t.Logf("shared %v, apart %v, not decided %d", shared, apart, unproven)
	for _, class := range []string{"anything", "strides_apart", "halves", "interleaved", "fields", "scalars", "shifted", "exporters"} {
		assert.GreaterOrEqual(t, shared[class], r.least(5), "%s that share memory", class)
		assert.GreaterOrEqual(t, apart[class], r.least(5), "%s that do not", class)
	}
	assert.GreaterOrEqual(t, sum(shared), r.least(100))
	assert.LessOrEqual(t, unproven, r.n/1000)
	if r.long {
		assert.GreaterOrEqual(t, sum(shared)+sum(apart), 100_000)
		assert.GreaterOrEqual(t, min(sum(shared), sum(apart)), 10_000)
	}
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func readPair(t *testing.T, o pyinterop.Object) (class string, a, b pyinterop.Object, shared bool) {
	items, err := pyinterop.To[[]pyinterop.Object](o)
	require.NoError(t, err)
	class, err = items[0].Text()
	require.NoError(t, err)
	shared, err = items[3].Truth()
	require.NoError(t, err)
	return class, items[1], items[2], shared
}

// judgePair borrows both, one of them or both for writing, and returns the conflict.
func judgePair(t *testing.T, mode int, a, b pyinterop.Object) (conflict *pyinterop.ConflictError) {
	inner := func() error {
		if mode == 0 {
			return pyinterop.BorrowRaw(b, func(ndview.Raw) error { return nil })
		}
		return pyinterop.BorrowRawMut(b, func(ndview.MutRaw) error { return nil })
	}
	var err error
	if mode == 1 {
		err = pyinterop.BorrowRaw(a, func(ndview.Raw) error { return inner() })
	} else {
		err = pyinterop.BorrowRawMut(a, func(ndview.MutRaw) error { return inner() })
	}
	if err != nil {
		require.True(t, errors.As(err, &conflict), "%v", err)
	}
	return conflict
}
