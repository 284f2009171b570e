package kernel

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// interruptible has work look at a number that is returned; begin is called when it starts.
func interruptible(t *testing.T, begin func(pressed *int32)) {
	pressed := new(int32)
	workers.SetInterrupts(&workers.Interrupts{Begin: func() bool { begin(pressed); return true }, Pressed: pressed})
	t.Cleanup(func() { workers.SetInterrupts(nil) })
}

// flatArray is an array of one axis over bytes.
func flatArray(t *testing.T, kind elem.Kind, b []byte) *mem.Array {
	l, err := layout.C([]int{len(b) / kind.Size()}, kind.Size())
	require.NoError(t, err)
	a := mem.New(mem.Of(b), l, lease.Forever, 0, mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()})
	return &a
}

// allOf is a number that depends on what items there are, but not on their order.
func allOf(kind elem.Kind, b []byte) (sum uint64) {
	for i := 0; i < len(b); i += kind.Size() {
		x := uint64(binary.LittleEndian.Uint32(b[i:])) | uint64(binary.LittleEndian.Uint32(b[i+kind.Size()-4:]))<<32
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		sum += x ^ x>>31
	}
	return sum
}

// Whenever Ctrl-C comes, each item is still there, once.
func TestInterruptedSortsLeaveAPermutationOfTheItems(t *testing.T) {
	const n = watchFrom + 70_000
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, kind := range []elem.Kind{elem.KindInt32, elem.KindUint32, elem.KindUint64, elem.KindFloat64} {
		b := make([]byte, n*kind.Size())
		sortable(kind, b, "any", rnd)
		sortable(kind, b[:80], "special", rnd)
		all := allOf(kind, b)
		verbs := map[string]func(a *mem.Array){
			"sort":        func(a *mem.Array) { SortArray(kind, a, 0, false) },
			"stable sort": func(a *mem.Array) { SortArray(kind, a, 0, true) },
			"partition":   func(a *mem.Array) { PartitionArray(kind, a, 0, []int{n / 3}) },
		}
		eachLevel(t, func(t *testing.T) {
			for name, verb := range verbs {
				interrupted := false
				for _, after := range []time.Duration{0, 200 * time.Microsecond, 2 * time.Millisecond} {
					interruptible(t, func(pressed *int32) {
						*pressed = int32(elem.BoolOf(after == 0))
						time.AfterFunc(after, func() { atomic.StoreInt32(pressed, 1) })
					})
					items := slices.Clone(b)
					err := panicked(func() { verb(flatArray(t, kind, items)) })
					if err != nil {
						require.ErrorIs(t, err, workers.ErrInterrupted)
						interrupted = true
					}
					require.True(t, all == allOf(kind, items), "%s of %v, Ctrl-C after %v", name, kind, after)
				}
				require.True(t, interrupted, "%s of %v", name, kind)
			}
		})
	}
}

// Parting lists looks for Ctrl-C within a lane, after each watchFrom items of work.
func TestSortingByVectorsLooksForInterruptsBetweenPartings(t *testing.T) {
	const n = watchFrom + 70_000
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, kind := range []elem.Kind{elem.KindUint32, elem.KindFloat64} {
		v := sortLoopsOf(kind)
		if v == nil {
			return // no loops that part
		}
		b := make([]byte, n*kind.Size())
		sortable(kind, b, "any", rnd)
		all := allOf(kind, b)
		for _, last := range []int{1, 2, 9, 100} {
			var flag *int32
			interruptible(t, func(pressed *int32) { flag = pressed })
			parted, loops := 0, *v
			v.less = func(a mem.Addr, n int, pivot uint64) int {
				if parted++; parted == last {
					*flag = 1
				}
				return loops.less(a, n, pivot)
			}
			items := slices.Clone(b)
			err := panicked(func() { SortArray(kind, flatArray(t, kind, items), 0, false) })
			*v = loops
			require.ErrorIs(t, err, workers.ErrInterrupted)
			require.Less(t, parted, last+n/100, "it ends soon")
			require.Equal(t, all, allOf(kind, items))
		}
	}
}

func TestOtherWorkOnSortedLanesLooksForInterrupts(t *testing.T) {
	const n = watchFrom + 70_000
	kind, b := elem.KindFloat64, make([]byte, 8*n)
	sortable(kind, b, "any", rand.New(rand.NewPCG(5, 6)))
	sortable(kind, b[:8*n/2], "falling", nil)
	src, at, one := flatArray(t, kind, b), flatArray(t, elem.KindInt64, make([]byte, 8*n)), flatArray(t, kind, make([]byte, 8))
	kept := slices.Clone(b)
	eachLevel(t, func(t *testing.T) {
		for name, verb := range map[string]func(){
			"argsort":      func() { ArgsortArray(kind, at, src, 0) },
			"argpartition": func() { ArgpartitionArray(kind, at, src, 0, []int{7}) },
			"quantile":     func() { QuantileArray(kind, one, kind, src, 0, false, Quantile{Q: 0.5, SkipNaN: true}) },
			"median":       func() { QuantileOf(kind, src, Quantile{Q: 0.5, Between: Mean, SkipNaN: true}) },
			"unique":       func() { UniqueOf(kind, src) },
		} {
			interruptible(t, func(pressed *int32) { *pressed = 1 })
			require.ErrorIs(t, panicked(verb), workers.ErrInterrupted, name)
			require.Equal(t, kept, b)
		}
	})
}
