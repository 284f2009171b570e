//go:build unix

package kernel

import (
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// itemKeys returns the keys of items.
func itemKeys(kind elem.Kind, b []byte) (all []uint64) {
	for i := range len(b) / kind.Size() {
		all = append(all, keys[kind](mem.Of(b[i*kind.Size():])))
	}
	return all
}

// itemBits returns the bits of items in rising order: what a permutation leaves as it is.
func itemBits(kind elem.Kind, b []byte) []uint64 {
	bits := elem.KindUint64
	if kind.Size() == 4 {
		bits = elem.KindUint32
	}
	all := itemKeys(bits, b)
	slices.Sort(all)
	return all
}

// Lists lie at the beginnings of pages and at their ends: what is read or written beyond
// them is a fault.
func TestSortsAndSelectionsOfEveryLengthAndContent(t *testing.T) {
	page := guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rnd := rand.New(rand.NewPCG(1, 2))
	lengths := []int{1000, 257, 1025, 300, 1024, 2000, 4500, 9999, 511, 512, 513, 400, 450, 350, 497, 273} // as many as contents
	for n := range 267 {
		lengths = append(lengths, n)
	}
	eachLevel(t, func(t *testing.T) {
		for _, kind := range []elem.Kind{elem.KindInt32, elem.KindUint32, elem.KindFloat32, elem.KindInt64, elem.KindUint64, elem.KindFloat64} {
			for i, n := range lengths {
				size := n * kind.Size()
				b := make([]byte, size)
				if size <= len(page) && i%2 == 0 {
					b = page[:size]
				} else if size <= len(page) {
					b = page[len(page)-size:]
				}
				content := sortContents[(i+i/8)%len(sortContents)]
				sortable(kind, b, content, rnd)
				bits, sorted := itemBits(kind, b), itemKeys(kind, b)
				slices.Sort(sorted)
				s, l := newScratch(), lane{mem.Of(b), n, kind.Size()}
				if n > 0 && rnd.IntN(3) == 0 {
					testSelection(t, s, kind, l, b, sorted, rnd)
				}
				s.sortLane(kind, l, false)
				require.Equal(t, sorted, itemKeys(kind, b), "%v, %d items, %s", kind, n, content)
				require.Equal(t, bits, itemBits(kind, b), "%v, %d items, %s", kind, n, content)
				s.free()
			}
		}
	})
}

func testSelection(t *testing.T, s *scratch, kind elem.Kind, l lane, b []byte, sorted []uint64, rnd *rand.Rand) {
	ranks := []int{rnd.IntN(l.n), rnd.IntN(l.n)}
	slices.Sort(ranks)
	if !s.selectByVectors(kind, l, ranks) {
		return // no loops
	}
	got := itemKeys(kind, b)
	for _, k := range ranks {
		require.Equal(t, sorted[k], got[k], "%v, %d items, rank %d", kind, l.n, k)
		for i, x := range got {
			require.True(t, i < k && x <= got[k] || i > k && x >= got[k] || i == k, "%v, %d items, rank %d, item %d", kind, l.n, k, i)
		}
	}
}

// A list that parting does not shorten is sorted in another way.
func TestListsThatWerePartedTooOftenAreSortedAllTheSame(t *testing.T) {
	v := sortLoopsOf(elem.KindInt64)
	if v == nil {
		return // no loops that part
	}
	for tries := range 4 {
		items := make([]int64, 5000)
		for i := range items {
			items[i] = int64(i * 7919 % 5003)
		}
		want := slices.Sorted(slices.Values(items))
		s := newScratch()
		l := sortingOf[int64](s, v)
		l.sort(items, tries)
		require.Equal(t, want, items)
		s.free()
	}
}
