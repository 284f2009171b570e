package kernel

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// hardNumbers are integers at which divisions go wrong: powers of two and their neighbours, of both signs, and
// any of any length.
func hardNumbers(rng *rand.Rand) []int64 {
	list := []int64{0, 3, 7, 10, -3, -7, -10}
	for shift := range 64 {
		for d := int64(-1); d <= 1; d++ {
			list = append(list, 1<<shift+d, -(1<<shift)+d)
		}
		list = append(list, int64(rng.Uint64()>>shift), -int64(rng.Uint64()>>shift))
	}
	return list
}

// Every pair of hard numbers, and products of them and their neighbours by their factors, at every level; divisors
// that are a lane and such that are one for all.
func TestDivisionsOfHardNumbersAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	numbers := hardNumbers(rng)
	n := len(numbers)
	x := make([]int64, 4*n)
	for kind := elem.KindInt8; kind <= elem.KindUint64; kind++ {
		size := kind.Size()
		for i, y := range numbers {
			for k, z := range numbers {
				x[4*k], x[4*k+1], x[4*k+2], x[4*k+3] = z, z*y, z*y-1, z*y+1
			}
			if i%2 != 0 && size == 8 || i%9 != 0 && size < 8 {
				continue
			}
			a, b := make([]uint64, 4*n), make([]uint64, 4*n)
			CastOf(elem.KindInt64, kind)(mem.Of(a), size, mem.Of(x), 8, 4*n)
			CastOf(elem.KindInt64, kind)(mem.Of(b), size, mem.Of([]int64{y}), 0, 4*n)
			for name, f := range map[string]Binary{"FloorDiv": FloorDiv[kind], "Mod": Mod[kind], "Fmod": Fmod[kind]} {
				compute := func(level cpu.Level, stride int) []byte {
					defer cpu.Use(level)()
					dst := make([]uint64, 4*n)
					f(mem.Of(dst), size, mem.Of(a), size, mem.Of(b), stride, 4*n)
					return mem.Bytes(mem.Of(dst), 4*n*size)
				}
				want := compute(cpu.Go, size)
				for level := cpu.AVX2; level <= cpu.Best(); level++ {
					require.True(t, bytes.Equal(want, compute(level, size)), "%s of %s by %d, %s", name, kind, y, level)
					require.True(t, bytes.Equal(want, compute(level, 0)), "%s of %s by %d for all, %s", name, kind, y, level)
				}
			}
		}
	}
}
