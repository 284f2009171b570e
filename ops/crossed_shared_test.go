package ops_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Inputs that run across dst in the same memory: small ones are copied aside into a window, which
// tiles of them must not take. Shapes around those of tiles and windows, against a loop.
func TestInputsThatRunAcrossTheOutputInItsOwnMemory(t *testing.T) {
	t.Run("uint8", testCrossedShared[uint8])
	t.Run("int16", testCrossedShared[int16])
	t.Run("float32", testCrossedShared[float32])
	t.Run("float64", testCrossedShared[float64])
	t.Run("complex128", testCrossedShared[complex128])
}

func testCrossedShared[T ops.Number](t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range [][2]int{{8, 32}, {32, 8}, {9, 33}, {16, 32}, {32, 32}, {40, 64}, {64, 64}, {65, 66}} {
		rows, n := shape[0], shape[1]
		for inputs := 1; inputs <= 3; inputs++ {
			items := ndtest.Small[T](rng, rows*n)
			old := append([]T{}, items...)
			across, err := ndview.FromSlice(items, n, rows)
			require.NoError(t, err)
			along, err := ndview.FromSlice(items, rows, n)
			require.NoError(t, err)
			dst, in := across.T(), along // of one shape, in one memory, the one across the other
			other, err := ndview.FromSlice(ndtest.Small[T](rng, rows*n), rows, n)
			require.NoError(t, err)
			var want func(i, j int) T
			at := func(i, j int) T { return old[i*n+j] }
			switch inputs {
			case 1:
				require.NoError(t, ops.Neg(dst, in.View))
				want = func(i, j int) T { return -at(i, j) }
			case 2:
				require.NoError(t, ops.Add(dst, in.View, other.View))
				want = func(i, j int) T { return at(i, j) + other.At2(i, j) }
			default:
				require.NoError(t, ops.Sub(dst, other.View, in.View))
				want = func(i, j int) T { return other.At2(i, j) - at(i, j) }
			}
			for i := range rows {
				for j := range n {
					require.Equal(t, want(i, j), dst.At2(i, j), fmt.Sprintf("%d, %d of (%d, %d), form %d", i, j, rows, n, inputs))
				}
			}
		}
	}
}
