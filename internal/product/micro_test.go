package product

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// The loops in assembly are held against sums as they are written: of small whole
// numbers, whose products and sums are exact, so that fused or not makes no difference.
func TestMicroTilesAreTheSumsAsWritten(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testMicro[float64](t, loopsF64) })
	t.Run("float32", func(t *testing.T) { testMicro[float32](t, loopsF32) })
	t.Run("float64 in Go", func(t *testing.T) { testMicro[float64](t, loopsFor[float64, [8]byte]()) })
	t.Run("uint16 in Go", func(t *testing.T) { testMicro[uint16](t, loops16) })
}

func testMicro[T uint16 | float32 | float64](t *testing.T, l *loops) {
	rng := rand.New(rand.NewPCG(1, 2))
	numbers := func(n int) []T {
		s := make([]T, n)
		for i := range s {
			s[i] = T(rng.IntN(9))
		}
		return s
	}
	for k := 1; k <= 40; k++ {
		a, b, ldc := numbers(k*l.mr), numbers(k*l.nr), l.nr+3
		c := numbers(l.mr*ldc + 4)
		want := append([]T(nil), c...)
		for i := range l.mr {
			for j := range l.nr {
				for p := range k {
					want[2+i*ldc+j] += a[p*l.mr+i] * b[p*l.nr+j]
				}
			}
		}
		l.micro(k, mem.Of(a), mem.Of(b), mem.Of(c[2:]), ldc*l.size)
		require.Equal(t, want, c, "k %d: nothing else is written", k)
	}
}

func TestPanelsAreFilledUpWithZeros(t *testing.T) {
	for _, transposed := range []bool{false, true} {
		src := make([]uint32, 7*5)
		for i := range src {
			src[i] = uint32(i + 1)
		}
		sw, sk := 5*4, 4
		if transposed {
			sw, sk = 4, 7*4
		}
		dst := make([]uint32, 8*5+1)
		dst[8*5] = 99
		packItems[[4]byte](mem.Of(dst), 4, mem.Of(src), sw, sk, 7, 5)
		for panel := range 2 {
			for l := range 5 {
				for j := range 4 {
					want := uint32(0)
					if i := panel*4 + j; i < 7 {
						want = src[(i*sw+l*sk)/4]
					}
					require.Equal(t, want, dst[panel*20+l*4+j])
				}
			}
		}
		require.Equal(t, uint32(99), dst[8*5])
	}
}
