package layout

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// bytesOf returns every byte that an array covers.
func bytesOf(l *Layout, base, item int) map[int]bool {
	covered := map[int]bool{}
	for _, p := range pathsOf(l, base) {
		for b := range item {
			covered[p[0]+b] = true
		}
	}
	return covered
}

func shareByWalking(a *Layout, aBase, aItem int, b *Layout, bBase, bItem int) Verdict {
	covered := bytesOf(a, aBase, aItem)
	for _, p := range pathsOf(b, bBase) {
		for i := range bItem {
			if covered[p[0]+i] {
				return Overlapping
			}
		}
	}
	return Disjoint
}

func selfByWalking(l *Layout, item int) Verdict {
	if len(bytesOf(l, 0, item)) < l.Size()*item {
		return Overlapping
	}
	return Disjoint
}

// randomStrided draws layouts whose strides do not nest, so that their elements
// interleave in all ways.
func randomStrided(rng *rand.Rand, t testing.TB) Layout {
	ndim := rng.IntN(5)
	shape, strides := make([]int, ndim), make([]int, ndim)
	for k := range shape {
		shape[k] = 1 + rng.IntN(5)
		if rng.IntN(40) == 0 {
			shape[k] = 0
		}
		strides[k] = rng.IntN(81) - 40
		if rng.IntN(3) == 0 {
			strides[k] *= 8
		}
	}
	l, err := New(shape, strides, nil, 1)
	require.NoError(t, err)
	return l
}

func TestOverlapEqualsTheWalkOverBytes(t *testing.T) {
	rng := seeded(t)
	counts := map[Verdict]int{}
	inside := map[Verdict]int{} // where the bounds alone do not decide
	capped := map[Verdict]int{}
	const base = 100000
	for range 30000 {
		a, b := randomStrided(rng, t), randomStrided(rng, t)
		aItem, bItem := []int{1, 2, 3, 8}[rng.IntN(4)], []int{1, 2, 4, 16}[rng.IntN(4)]
		shift := rng.IntN(300) - 150
		want := shareByWalking(&a, base, aItem, &b, base+shift, bItem)
		got := Overlap(&a, base, aItem, &b, uintptr(base+shift), bItem, -1)
		require.Equal(t, want, got, "%s item %d; %s item %d at %d", describe(&a), aItem, describe(&b), bItem, shift)
		require.Equal(t, got, Overlap(&b, uintptr(base+shift), bItem, &a, base, aItem, -1), "not symmetric")
		counts[got]++

		rough := Overlap(&a, base, aItem, &b, uintptr(base+shift), bItem, 0)
		if rough == Unknown {
			inside[got]++
		} else {
			require.Equal(t, got, rough, "the bounds claim more than they know")
		}
		limited := Overlap(&a, base, aItem, &b, uintptr(base+shift), bItem, 1)
		capped[limited]++
		if limited != Unknown {
			require.Equal(t, got, limited)
		}
	}
	t.Log("verdicts", counts, "undecided by bounds", inside, "with work 1", capped)
	require.GreaterOrEqual(t, inside[Disjoint], 1000)
	require.GreaterOrEqual(t, inside[Overlapping], 1000)
}

func TestSelfOverlapEqualsTheWalkOverBytes(t *testing.T) {
	rng := seeded(t)
	counts, undecided := map[Verdict]int{}, 0
	for range 40000 {
		l := randomStrided(rng, t)
		item := []int{1, 2, 3, 8}[rng.IntN(4)]
		want := selfByWalking(&l, item)
		require.Equal(t, want, SelfOverlap(&l, item, -1), "%s item %d", describe(&l), item)
		injective, exact := l.Injective(item)
		require.True(t, exact)
		require.Equal(t, want == Disjoint, injective)
		counts[want]++
		if v := SelfOverlap(&l, item, 0); v == Unknown {
			undecided++
		} else {
			require.Equal(t, want, v)
		}
	}
	t.Log("verdicts", counts, "undecided without work", undecided)
	require.GreaterOrEqual(t, counts[Disjoint], 1000)
	require.GreaterOrEqual(t, counts[Overlapping], 1000)
}

func TestBoundedSumsEqualEnumeration(t *testing.T) {
	rng := seeded(t)
	counts := map[Verdict]int{}
	searched := map[Verdict]int{}
	for range 60000 {
		terms := make([]term, rng.IntN(5))
		sums := map[uint64]bool{0: true}
		for i := range terms {
			terms[i] = term{uint64(rng.IntN(60)), uint64(rng.IntN(6))}
			next := map[uint64]bool{}
			for s := range sums {
				for x := range terms[i].bound + 1 {
					next[s+terms[i].coeff*x] = true
				}
			}
			sums = next
		}
		lo := uint64(rng.IntN(300))
		hi := lo + uint64(rng.IntN(4))
		want := Disjoint
		for s := range sums {
			if lo <= s && s <= hi {
				want = Overlapping
			}
		}
		work := 1 << 30
		require.Equal(t, want, boundedSum(append([]term(nil), terms...), lo, hi, &work), "%v in %d … %d", terms, lo, hi)
		counts[want]++
		if work < 1<<30 {
			searched[want]++
		}
	}
	t.Log("all", counts, "searched", searched)
	for _, v := range []Verdict{Disjoint, Overlapping} {
		require.GreaterOrEqual(t, counts[v], 1000)
		require.GreaterOrEqual(t, searched[v], 500)
	}
}

func TestNextResidueIsTheFirstByTrial(t *testing.T) {
	rng := seeded(t)
	found, none := 0, 0
	for range 20000 {
		coeff, m := uint64(1+rng.IntN(50)), uint64(1+rng.IntN(50))
		width := uint64(rng.IntN(8))
		from := uint64(rng.IntN(10))
		most := from + uint64(rng.IntN(40))
		hi := coeff*most + uint64(rng.IntN(50))
		var want uint64
		exists := false
		for x := from; x <= most && !exists; x++ {
			if (hi-coeff*x)%m <= width {
				want, exists = x, true
			}
		}
		got, ok := nextResidue(coeff, m, hi, width, from, most)
		require.Equal(t, exists, ok)
		if exists {
			require.Equal(t, want, got)
			found++
		} else {
			none++
		}
	}
	require.Greater(t, found, 1000)
	require.Greater(t, none, 1000)
}

func TestFirstMultipleSurvives64Bits(t *testing.T) {
	const m = math.MaxUint64 - 58 // 2⁶⁴ − 59, a prime: every residue is met
	first, ok := firstMultiple(m-1, m, 5, 5)
	require.True(t, ok)
	require.EqualValues(t, uint64(m-5), first, "−t ≡ 5")
	first, ok = firstMultiple(1<<63, m, 118, 118)
	require.True(t, ok)
	require.EqualValues(t, 4, first, "2⁶⁴ ≡ 59")
	rng := seeded(t)
	for range 10000 {
		a := 1 + rng.Uint64N(m-1)
		lo := 1 + rng.Uint64N(m-1)
		hi := lo + min(rng.Uint64N(1<<rng.IntN(60)), m-1-lo)
		first, ok := firstMultiple(a, m, lo, hi)
		require.True(t, ok)
		h, l := bits.Mul64(a, first)
		r := bits.Rem64(h, l, m)
		require.True(t, lo <= r && r <= hi, "%d·%d mod m is %d, wanted %d … %d", a, first, r, lo, hi)
	}
}

func TestOverlapOfOrdinaryViews(t *testing.T) {
	matrix := func() Layout { l, _ := C([]int{100, 100}, 8); return l }
	cut := func(text string) (Layout, uintptr) {
		l := matrix()
		items, err := ParseIndex(text)
		require.NoError(t, err)
		offset, err := l.Apply(items)
		require.NoError(t, err)
		return l, uintptr(offset)
	}
	for _, c := range []struct {
		a, b string
		want Verdict
	}{
		{":, ::2", ":, 1::2", Disjoint},
		{":, ::2", ":, ::3", Overlapping},
		{":50", "50:", Disjoint},
		{":, :50", ":, 50:", Disjoint},
		{":, :51", ":, 50:", Overlapping},
		{"::-1", "::2", Overlapping},
		{"1::2", "::-2", Overlapping},
		{"1::2", "-2::-2", Disjoint},
		{"::3, ::3", "1::3, 2::3", Disjoint},
		{"::4, 1::6", "2::4, ::2", Disjoint},
		{"0:0", ":", Disjoint},
	} {
		a, aOff := cut(c.a)
		b, bOff := cut(c.b)
		require.Equal(t, c.want, Overlap(&a, aOff, 8, &b, bOff, 8, 1), "[%s] and [%s]", c.a, c.b)
	}
	// Complex numbers: real parts against imaginary ones.
	l := matrix()
	require.Equal(t, Disjoint, Overlap(&l, 0, 4, &l, 4, 4, 1))
	require.Equal(t, Overlapping, Overlap(&l, 0, 4, &l, 3, 4, 1))
	require.Equal(t, Disjoint, Overlap(&l, 0, 0, &l, 0, 8, 1), "items without bytes share none")
}

func TestOverlapIsUnknownThroughPointersAndBeyondTheLimit(t *testing.T) {
	indirect, err := New([]int{2, 3}, []int{8, 8}, []int{0, -1}, 8)
	require.NoError(t, err)
	direct := Scalar()
	require.Equal(t, Unknown, Overlap(&indirect, 0, 8, &direct, 1<<20, 8, -1))
	require.Equal(t, Unknown, SelfOverlap(&indirect, 8, -1))
	_, exact := indirect.Injective(8)
	require.False(t, exact)
	none := indirect
	_, err = none.Slice(0, Range{Stop: 0, Has: HasStop})
	require.NoError(t, err)
	require.Equal(t, Disjoint, Overlap(&none, 0, 8, &direct, 0, 8, -1))
	require.Equal(t, Disjoint, SelfOverlap(&none, 8, -1))

	// A subset-sum question that needs a search: large, mutually prime strides.
	hard := func() Layout {
		shape, strides := make([]int, 24), make([]int, 24)
		for k := range shape {
			shape[k] = 2
			strides[k] = 1<<40 + 1<<uint(k) + k*k*k
		}
		l, err := New(shape, strides, nil, 1)
		require.NoError(t, err)
		return l
	}()
	require.Equal(t, Unknown, Overlap(&hard, 0, 1, &direct, 12<<40+5, 1, DefaultWork))
	require.Equal(t, "unknown", Unknown.String())
}

func TestOverlapAtTheEndsOfTheIntegers(t *testing.T) {
	wide, err := New([]int{2, 2}, []int{math.MaxInt/2 - 8, 3}, nil, 8)
	require.NoError(t, err)
	require.Equal(t, Overlapping, SelfOverlap(&wide, 8, -1))
	require.Equal(t, Disjoint, SelfOverlap(&wide, 3, -1))
	far, err := New([]int{2}, []int{math.MaxInt - 8}, nil, 8)
	require.NoError(t, err)
	require.Equal(t, Disjoint, Overlap(&far, 0, 8, &far, 8, 8, -1))
	require.Equal(t, Overlapping, Overlap(&far, 0, 8, &far, math.MaxInt-15, 8, -1))
	down, err := New([]int{2}, []int{-(math.MaxInt - 8)}, nil, 8)
	require.NoError(t, err)
	require.Equal(t, Overlapping, Overlap(&far, 0, 8, &down, math.MaxInt-8+7, 8, -1))
	require.Equal(t, Disjoint, Overlap(&far, 0, 8, &down, math.MaxInt, 8, -1))
}

func FuzzOverlap(f *testing.F) {
	f.Add(uint64(1), int16(3))
	f.Add(uint64(1<<40), int16(-200))
	f.Fuzz(func(t *testing.T, seed uint64, shift int16) {
		rng := rand.New(rand.NewPCG(seed, 1))
		a, b := randomStrided(rng, t), randomStrided(rng, t)
		aItem, bItem := 1+rng.IntN(9), 1+rng.IntN(9)
		const base = 1 << 20
		want := shareByWalking(&a, base, aItem, &b, base+int(shift), bItem)
		require.Equal(t, want, Overlap(&a, base, aItem, &b, uintptr(base+int(shift)), bItem, -1))
		require.Equal(t, selfByWalking(&a, aItem), SelfOverlap(&a, aItem, -1))
	})
}
