package ledger

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
)

func claim(t testing.TB, exclusive bool, base uintptr, itemsize int, shape, strides []int) *Claim {
	l, err := layout.New(shape, strides, nil, itemsize)
	require.NoError(t, err)
	return &Claim{Layout: &l, Base: base, Itemsize: itemsize, Exclusive: exclusive}
}

// The addresses of the tests are numbers: the ledger dereferences nothing.
const base = 0x7f00_0000_1000

func TestWhichMemoryIsTheSame(t *testing.T) {
	matrix := func(col, cols int) *Claim {
		return claim(t, true, base+uintptr(8*col), 8, []int{6, cols}, []int{64, 8})
	} // of 6×8 float64
	vector := func(at uintptr, size, n, stride int) *Claim {
		return claim(t, true, base+at, size, []int{n}, []int{stride})
	}
	for _, c := range []struct {
		name string
		a, b *Claim
		want layout.Verdict
	}{
		{"left and right half of a matrix", matrix(0, 4), matrix(4, 4), layout.Disjoint},
		{"halves that meet in a column", matrix(0, 5), matrix(4, 4), layout.Overlapping},
		{"even and odd columns", claim(t, true, base, 8, []int{6, 4}, []int{64, 16}), claim(t, true, base+8, 8, []int{6, 4}, []int{64, 16}), layout.Disjoint},
		{"a 0-d view and its array", vector(0, 8, 10, 8), claim(t, true, base+24, 8, nil, nil), layout.Overlapping},
		{"a 0-d view beside its array", vector(0, 8, 10, 8), claim(t, true, base+80, 8, nil, nil), layout.Disjoint},
		{"shifted by half an item", vector(0, 8, 10, 8), vector(4, 8, 10, 8), layout.Overlapping},
		{"every other double and the odd bytes", vector(0, 8, 5, 16), vector(1, 1, 40, 2), layout.Overlapping},
		{"every other double and the bytes between", vector(0, 8, 5, 16), claim(t, true, base+8, 1, []int{5, 8}, []int{16, 1}), layout.Disjoint},
		{"the same bytes as other numbers", vector(0, 8, 10, 8), vector(0, 4, 20, 4), layout.Overlapping},
		{"a reversed view of the same", vector(0, 8, 10, 8), vector(72, 8, 10, -8), layout.Overlapping},
		{"a broadcast of one item, and its neighbour", claim(t, true, base, 8, []int{5, 3}, []int{0, 0}), vector(8, 8, 3, 8), layout.Disjoint},
		{"two fields of the records", claim(t, true, base, 4, []int{7}, []int{12}), claim(t, true, base+4, 8, []int{7}, []int{12}), layout.Disjoint},
		{"no elements", vector(0, 8, 10, 8), claim(t, true, base, 8, []int{3, 0}, nil), layout.Disjoint},
		{"no bytes", vector(0, 8, 10, 8), claim(t, true, base, 0, []int{3}, nil), layout.Disjoint},
	} {
		for _, order := range [][2]*Claim{{c.a, c.b}, {c.b, c.a}} {
			var l Ledger
			require.Nil(t, l.Enter(order[0]), c.name)
			conflict := l.Enter(order[1])
			if c.want == layout.Disjoint {
				assert.Nil(t, conflict, c.name)
			} else if assert.NotNil(t, conflict, c.name) {
				assert.Equal(t, c.want, conflict.Verdict, c.name)
				assert.Equal(t, order[0].Layout, conflict.Other.Layout, c.name)
			}
			l.Leave(order[0])
			l.Leave(order[1])
			l.Leave(order[1]) // what has left may leave
			require.Equal(t, "0 0", fmt.Sprint(l.Open()))
		}
	}
}

func TestReadersShareAndWritersDoNot(t *testing.T) {
	var l Ledger
	vector := func(exclusive bool) *Claim { return claim(t, exclusive, base, 8, []int{10}, nil) }
	r1, r2, w := vector(false), vector(false), vector(true)
	assert.Nil(t, l.Enter(r1))
	assert.Nil(t, l.Enter(r2), "readers share")
	assert.False(t, l.Enter(w).Other.Exclusive, "a writer meets the readers")
	l.Leave(r1)
	assert.NotNil(t, l.Enter(w), "one reader is left")
	l.Leave(r2)
	assert.Nil(t, l.Enter(w))
	assert.True(t, l.Enter(r1).Other.Exclusive, "a reader meets the writer")
	assert.NotNil(t, l.Enter(vector(true)))
	l.Leave(w)
	assert.Nil(t, l.Enter(r1))
	l.Leave(r1)
}

func TestAnAnswerThatTookTooLongIsAConflictThatSaysSo(t *testing.T) {
	// A subset-sum question: large strides without a common measure.
	shape, strides := make([]int, 24), make([]int, 24)
	for k := range shape {
		shape[k], strides[k] = 2, 1<<40+1<<uint(k)+k*k*k
	}
	var l Ledger
	hard := claim(t, true, base, 1, shape, strides)
	require.Nil(t, l.Enter(hard))
	conflict := l.Enter(claim(t, true, base+(12<<40+5), 1, nil, nil))
	require.NotNil(t, conflict)
	assert.Equal(t, layout.Unknown, conflict.Verdict)
	l.Leave(hard)
}

func TestItemsBehindPointersAreFoundWhereTheyAre(t *testing.T) {
	row := func(exclusive bool, n int, at ...uintptr) *Claim {
		c := claim(t, exclusive, 0, 8, []int{n}, nil)
		c.Bases = at
		return c
	}
	var l Ledger
	pil := row(true, 4, base, base+1000, base+5000)
	require.Nil(t, l.Enter(pil))
	assert.Nil(t, l.Enter(row(true, 4, base+200, base+3000)), "rows between the rows")
	assert.Equal(t, layout.Overlapping, l.Enter(row(false, 4, base+200, base+5024)).Verdict)
	assert.Equal(t, layout.Overlapping, l.Enter(claim(t, false, base+1008, 8, nil, nil)).Verdict, "one element of a row")
	assert.Nil(t, l.Enter(claim(t, false, base+1032, 8, nil, nil)))
	assert.Nil(t, l.Enter(row(true, 4)), "no rows")
	l.Leave(pil)
	assert.Nil(t, l.Enter(claim(t, false, base+1008, 8, nil, nil)))
}

// bytes are the addresses that a claim covers, found by walking every index.
func (c *Claim) bytes() map[uint64]bool {
	covered := map[uint64]bool{}
	shape, strides := c.Layout.AppendShape(nil), c.Layout.AppendStrides(nil)
	var walk func(axis int, at uint64)
	walk = func(axis int, at uint64) {
		if axis == len(shape) {
			for i := range c.Itemsize {
				covered[at+uint64(i)] = true
			}
			return
		}
		for i := range shape[axis] {
			walk(axis+1, at+uint64(i*strides[axis]))
		}
	}
	for _, at := range c.parts() {
		walk(0, uint64(at))
	}
	return covered
}

// random returns a small claim within a window of bytes, on different scales, so
// that claims of all levels of the grid meet.
func random(t testing.TB, rng *rand.Rand) *Claim {
	scale := 1 << rng.IntN(18)
	ndim := rng.IntN(4)
	shape, strides := make([]int, ndim), make([]int, ndim)
	for k := range shape {
		shape[k], strides[k] = rng.IntN(5), (rng.IntN(13)-6)*scale
	}
	at := base + uintptr(1<<24) + uintptr(rng.IntN(16)*scale) + uintptr(rng.IntN(9))
	return claim(t, rng.IntN(2) == 0, at, []int{1, 2, 4, 8, 3, 16}[rng.IntN(6)], shape, strides)
}

// Claims come and go at random; each answer is that of a walk over every byte of
// every open claim.
func TestEveryAnswerIsThatOfAWalkOverTheBytes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		given, err := strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
		seed = given
	}
	t.Logf("INPLACE_SEED=%d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	rounds := 12_000
	if os.Getenv("INPLACE_LONG") != "" {
		rounds = 300_000
	}
	type open struct {
		c     *Claim
		bytes map[uint64]bool
	}
	var l Ledger
	var claims []open
	readers, writers := map[uint64]int{}, map[uint64]int{}
	count := func(o open, d int) {
		in := readers
		if o.c.Exclusive {
			in = writers
		}
		for b := range o.bytes {
			in[b] += d
		}
	}
	entered, refused, empty, most, levelsSeen := 0, 0, 0, 0, uint16(0)
	for round := range rounds {
		limit := []int{4, 12, 300, 16}[round*4/rounds]
		if len(claims) > rng.IntN(limit) {
			k := rng.IntN(len(claims))
			o := claims[k]
			l.Leave(o.c)
			count(o, -1)
			claims = append(claims[:k], claims[k+1:]...)
			continue
		}
		c := random(t, rng)
		o := open{c, c.bytes()}
		want := false
		for b := range o.bytes {
			want = want || writers[b] > 0 || c.Exclusive && readers[b] > 0
		}
		conflict := l.Enter(c)
		require.Equal(t, want, conflict != nil, "round %d: %+v", round, c)
		if want {
			refused++
			require.Equal(t, layout.Overlapping, conflict.Verdict)
			other := conflict.Other.bytes()
			shared := false
			for b := range o.bytes {
				shared = shared || other[b]
			}
			require.True(t, shared, "the conflict named is one")
			require.True(t, c.Exclusive || conflict.Other.Exclusive)
			continue
		}
		entered++
		if len(o.bytes) == 0 {
			empty++
		}
		count(o, 1)
		claims = append(claims, o)
		most = max(most, len(claims))
		levelsSeen |= l.shared.used | l.exclusive.used
	}
	for _, o := range claims {
		l.Leave(o.c)
	}
	assert.Equal(t, "0 0", fmt.Sprint(l.Open()))
	for i, n := range append(l.shared.perLevel[:], l.exclusive.perLevel[:]...) {
		assert.Zero(t, n, i)
	}
	t.Logf("entered %d, refused %d, without bytes %d, at most %d open, levels %b", entered, refused, empty, most, levelsSeen)
	assert.True(t, entered > 500 && refused > 500 && empty > 50 && most > 60 && bits.OnesCount16(levelsSeen) >= 2, "a class stayed empty")
}

func TestCellsHoldTheSpanAndAreTheSmallestThatDo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	seen := map[int]bool{}
	for range 100_000 {
		lo := rng.Uint64() >> rng.IntN(60)
		hi := lo + 1 + rng.Uint64()>>(1+rng.IntN(62))
		if hi <= lo {
			continue
		}
		c := smallestCell(lo, hi)
		level := c.level()
		seen[level] = true
		require.Less(t, level, levels)
		require.Equal(t, numberOf(level, lo), numberOf(level, hi-1))
		require.Equal(t, c, cellOf(level, numberOf(level, lo)))
		if level > 0 {
			require.NotEqual(t, numberOf(level-1, lo), numberOf(level-1, hi-1))
		}
	}
	assert.Len(t, seen, levels)
}

func TestGoroutinesWriteWhatTheyClaimedAlone(t *testing.T) {
	const n = 64
	var l Ledger
	var memory [n]atomic.Int32 // who writes each byte
	var entered, refused atomic.Int64
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 7))
			for range 3_000 {
				first, step := rng.IntN(n), 1+rng.IntN(3)
				length := 1 + rng.IntN((n-first+step-1)/step)
				c := claim(t, rng.IntN(3) > 0, base+uintptr(first), 1, []int{length}, []int{step})
				if l.Enter(c) != nil {
					refused.Add(1)
					continue
				}
				entered.Add(1)
				for i := range length {
					if m := &memory[first+i*step]; c.Exclusive {
						assert.Zero(t, m.Swap(1))
						m.Store(0)
					} else {
						assert.Zero(t, m.Load())
					}
				}
				l.Leave(c)
			}
		})
	}
	wg.Wait()
	assert.Equal(t, "0 0", fmt.Sprint(l.Open()))
	assert.NotZero(t, entered.Load())
	t.Logf("entered %d, refused %d", entered.Load(), refused.Load())
}

func TestEnteringDoesNotAllocate(t *testing.T) {
	var l Ledger
	c := claim(t, true, base, 8, []int{3, 4}, nil)
	d := claim(t, false, base+96, 8, []int{3, 4}, nil)
	assert.Zero(t, testing.AllocsPerRun(1000, func() { l.Enter(c); l.Enter(d); l.Leave(c); l.Leave(d) }))
}

// Enter and leave with so many other claims open, none of them near, and with a
// writer of every other column open while another one is entered.
func BenchmarkEnterAndLeave(b *testing.B) {
	b.Run("two empty critical sections", func(b *testing.B) {
		var mu sync.Mutex
		section := func() {
			mu.Lock()
			defer mu.Unlock()
		}
		for b.Loop() {
			section()
			section()
		}
	})
	for _, open := range []int{0, 1, 100, 10_000} {
		for _, exclusive := range []bool{false, true} {
			b.Run(fmt.Sprintf("open=%d/exclusive=%v", open, exclusive), func(b *testing.B) {
				var l Ledger
				rng := rand.New(rand.NewPCG(1, 1))
				at := uintptr(base)
				for i := range open {
					n := 1 << rng.IntN(16)
					require.Nil(b, l.Enter(claim(b, i%2 == 0, at, 8, []int{n}, nil)))
					at += uintptr(8*n) + 4096
				}
				c := claim(b, exclusive, at, 8, []int{1000}, nil)
				for b.Loop() {
					if l.Enter(c) != nil {
						b.Fatal("conflict")
					}
					l.Leave(c)
				}
			})
		}
	}
	b.Run("beside=halves", func(b *testing.B) {
		var l Ledger
		require.Nil(b, l.Enter(claim(b, true, base, 8, []int{1000, 500}, []int{8000, 8})))
		c := claim(b, true, base+4000, 8, []int{1000, 500}, []int{8000, 8})
		for b.Loop() {
			if l.Enter(c) != nil {
				b.Fatal("conflict")
			}
			l.Leave(c)
		}
	})
	b.Run("large among 10000 small", func(b *testing.B) {
		var l Ledger
		for i := range 10_000 {
			require.Nil(b, l.Enter(claim(b, true, base+uintptr(i)*1024, 8, []int{64}, nil)))
		}
		c := claim(b, true, base+10_000*1024, 8, []int{1 << 20}, nil)
		for b.Loop() {
			if l.Enter(c) != nil {
				b.Fatal("conflict")
			}
			l.Leave(c)
		}
	})
}

// A group is entered whole or not at all, whether it is alone or among others, and its members stand against each other.
func TestGroupsAreEnteredWholeOrNotAtAll(t *testing.T) {
	const base = 1 << 20
	vector := func(exclusive bool, at, n int) *Claim {
		return claim(t, exclusive, base+uintptr(8*at), 8, []int{n}, nil)
	}
	for name, c := range map[string]struct {
		others, group []*Claim
		at            int // of the conflict; -1: none
	}{
		"readers alone":              {nil, []*Claim{vector(false, 0, 9), vector(false, 0, 9), vector(false, 3, 9)}, -1},
		"a writer beside readers":    {nil, []*Claim{vector(false, 0, 5), vector(true, 5, 5), vector(false, 10, 5)}, -1},
		"a writer over a reader":     {nil, []*Claim{vector(false, 0, 5), vector(true, 4, 5)}, 1},
		"a reader over a writer":     {nil, []*Claim{vector(true, 0, 5), vector(false, 8, 2), vector(false, 4, 5)}, 2},
		"without bytes":              {nil, []*Claim{vector(true, 0, 0), vector(true, 0, 0)}, -1},
		"among readers":              {[]*Claim{vector(false, 0, 9)}, []*Claim{vector(false, 0, 9), vector(true, 9, 9)}, -1},
		"another's writer":           {[]*Claim{vector(true, 8, 9)}, []*Claim{vector(false, 0, 8), vector(false, 2, 8)}, 1},
		"a writer over another":      {[]*Claim{vector(false, 8, 9), vector(false, 20, 2)}, []*Claim{vector(true, 8, 1), vector(false, 2, 8)}, 0},
		"without bytes among others": {[]*Claim{vector(true, 8, 9)}, []*Claim{vector(true, 8, 0), vector(false, 2, 2)}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			var l Ledger
			for round := range 3 { // the ledger is as it was after each
				for _, o := range c.others {
					require.Nil(t, l.Enter(o))
				}
				shared, exclusive := l.Open()
				at, conflict := l.EnterAll(c.group)
				if c.at >= 0 {
					require.NotNil(t, conflict)
					assert.Equal(t, c.at, at)
					s, e := l.Open()
					assert.Equal(t, []int{shared, exclusive}, []int{s, e}, "nothing of it is left")
				} else {
					require.Nil(t, conflict)
					if round%2 == 1 && name != "without bytes" { // also after it was moved into the tables
						require.NotNil(t, l.Enter(claim(t, true, base, 1, []int{1 << 10}, nil)))
					}
					l.LeaveAll(c.group)
				}
				for _, o := range c.others {
					l.Leave(o)
				}
				s, e := l.Open()
				assert.Zero(t, s+e)
				assert.Nil(t, l.solo.Load(), "the place of the only claim is free")
			}
		})
	}
}
