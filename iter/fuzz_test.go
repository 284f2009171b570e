package iter_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
)

// FuzzLanes walks arrays whose shape, class and axis the fuzzer chooses, writes
// some lanes and leaves the loop at some lane.
func FuzzLanes(f *testing.F) {
	for class := range ndtest.Classes {
		f.Add(uint8(class), uint64(class), int8(1), uint8(3), []byte{3, 2, 4})
		f.Add(uint8(class), uint64(class), int8(-1), uint8(200), []byte{2, 1, 3, 2, 2})
	}
	f.Fuzz(func(t *testing.T, class uint8, seed uint64, axis int8, last uint8, lengths []byte) {
		shape, size := []int{}, 1
		for _, n := range lengths[:min(len(lengths), 6)] {
			shape = append(shape, int(n%9))
			size *= int(n % 9)
		}
		if size > 5000 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		a := ndtest.New[int32](rng, ndtest.Classes[int(class)%len(ndtest.Classes)], shape...)
		a.Fill(ndtest.RandomBits[int32](rng, len(a.Values())))
		a.Remember()
		along := int(axis) % max(len(shape), 1)
		counted := along
		if along < 0 {
			counted += max(len(shape), 1)
		}
		lanes := lanesOf(shape, counted)
		want := map[int][]int32{}
		k := 0
		for lane := range iter.MutLanes(a.V, along) {
			requireLane(t, a, lane.Lane, lanes[k])
			want[k] = ndtest.RandomBits[int32](rng, lane.Len())
			for i, x := range want[k] {
				lane.Set(i, x)
			}
			if k++; k > int(last) {
				break
			}
		}
		require.Equal(t, min(len(lanes), int(last)+1), k)
		requireWritten(t, a, lanes, want)
		a.OnlyElements(t, "MutLanes")
	})
}
