//go:build cgo && linux

package npblas

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// The guards against arithmetic without limits.
func TestGuardsNeverOverflow(t *testing.T) {
	rng := source(t)
	value := func() int {
		switch rng.IntN(4) {
		case 0:
			return rng.IntN(20) - 5
		case 1:
			return []int{math.MaxInt, math.MinInt, math.MaxInt32, math.MinInt + 1, 1 << 32, 1 << 62}[rng.IntN(6)]
		}
		return int(rng.Uint64()) >> rng.IntN(64)
	}
	seen := map[bool]int{}
	for range rounds(60_000) {
		rows, cols, ld, length := value(), value(), value(), rng.IntN(200)
		inside := rows > 0 && cols > 0 && ld >= cols && reaches(rows, ld, cols, length)
		seen[inside]++
		require.Equal(t, inside, matrixFits(rows, cols, length, ld), "%d×%d, %d apart, in %d", rows, cols, ld, length)
		require.Equal(t, rows > 0 && cols != 0 && cols != math.MinInt && reaches(rows, max(cols, -cols), 1, length), vectorFits(rows, length, cols), "%d, %d apart, in %d", rows, cols, length)
		if cols >= 0 && cols < math.MaxInt {
			require.Equal(t, rows > 0 && ld > cols && reaches(rows, ld, cols+1, length), bandFits(rows, cols, length, ld))
		}
		require.Equal(t, rows > 0 && rows < 100 && rows*(rows+1)/2 <= length, packedFits(rows, length), rows)
		kL, kU := cols, value()
		if gbmvFits(blas.NoTrans, rows, 5, kL, kU, length, ld, 5, 1, 200, 1) {
			require.True(t, reaches(min(rows, 5+kL), ld, kL+kU+1, length) && kL >= 0 && kU >= 0 && ld > kL+kU)
			seen[true]++
		}
	}
	assert.NotZero(t, seen[true])
	assert.NotZero(t, seen[false])
}

// reaches: n pieces of width, step apart, lie inside of length.
func reaches(n, step, width, length int) bool {
	for range n {
		if width > length {
			return false
		}
		if n--; n == 0 {
			return true
		}
		length -= min(step, length+1)
	}
	return true
}

func FuzzGuards(f *testing.F) {
	for _, seed := range []int{0, 1, -1, math.MaxInt, math.MinInt, 1 << 32, math.MaxInt32} {
		f.Add(seed, 3, seed, uint16(7))
		f.Add(2, seed, 3, uint16(7))
	}
	f.Fuzz(func(t *testing.T, rows, cols, ld int, size uint16) {
		length := int(size)
		inside := rows > 0 && cols > 0 && ld >= cols && reaches(rows, ld, cols, length)
		require.Equal(t, inside, matrixFits(rows, cols, length, ld))
		require.Equal(t, rows > 0 && ld != 0 && ld != math.MinInt && reaches(rows, max(ld, -ld), 1, length), vectorFits(rows, length, ld))
		if gbmvFits(blas.Trans, rows, 9, cols, ld, length, 11, 1<<20, 1, 9, 1) {
			require.True(t, cols >= 0 && ld >= 0 && cols+ld < 11 && reaches(min(rows, 9+cols), 11, cols+ld+1, length))
		}
	})
}

// dgesdd asks for 4·k² + 7·k numbers, dsyevd for 2·n² + 6·n + 1: sizes that 32-bit
// integers do not hold from k = 23170 and n = 32766 on.
func TestWorkspacesThatNarrowIntegersDoNotHoldAreGonums(t *testing.T) {
	narrow, wide := &gate{lib: &cblas.Library{}}, &gate{lib: &cblas.Library{Wide: true}}
	for _, k := range []int{1, 1000, 23_000} {
		assert.True(t, narrow.holdsWork(k, k), k)
		assert.LessOrEqual(t, 4*k*k+7*k, math.MaxInt32)
	}
	for _, k := range []int{23_170, 32_766, math.MaxInt32, math.MaxInt} {
		assert.False(t, narrow.holdsWork(k, k), k)
		assert.True(t, wide.holdsWork(k, k), k)
	}
	assert.False(t, narrow.holdsWork(1, math.MaxInt32/2))
}
