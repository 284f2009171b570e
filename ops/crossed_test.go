package ops_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Inputs that run across dst, in tiles: shapes around those of tiles, each of the operands
// turned or not, against the index walk.
func TestInputsThatRunAcrossTheOutput(t *testing.T) {
	t.Run("uint8", testCrossed[uint8])
	t.Run("int16", testCrossed[int16])
	t.Run("float32", testCrossed[float32])
	t.Run("int64", testCrossed[int64])
	t.Run("complex128", testCrossed[complex128])
}

func testCrossed[T ops.Number](t *testing.T) {
	rng := ndtest.Seeded(t)
	make := func(rows, n int, turned bool) (*ndtest.Array[T], ndview.MutView[T]) {
		if turned {
			rows, n = n, rows
		}
		class := ndtest.Classes[rng.IntN(2)]
		a := ndtest.New[T](rng, class, rows, n)
		a.Fill(ndtest.Small[T](rng, rows*n))
		if turned {
			return a, a.V.T()
		}
		return a, a.V
	}
	for _, rows := range []int{8, 17, 70} {
		for _, n := range []int{31, 32, 65, 130} {
			for turned := range 8 {
				d, dst := make(rows, n, turned&1 != 0)
				a, x := make(rows, n, turned&2 != 0)
				b, y := make(rows, n, turned&4 != 0)
				d.Remember()
				require.NoError(t, ops.Add(dst, x.View, y.View))
				for i := range rows {
					for j := range n {
						require.Equal(t, x.At2(i, j)+y.At2(i, j), dst.At2(i, j), "%d, %d of %v = %v + %v, turned %b", i, j, d, a, b, turned)
					}
				}
				d.OnlyElements(t, "Add")
				require.NoError(t, ops.Copy(dst, x.View))
				for i := range rows {
					for j := range n {
						require.Equal(t, x.At2(i, j), dst.At2(i, j), "%d, %d of %v = %v, turned %b", i, j, d, a, turned)
					}
				}
				d.OnlyElements(t, "Copy")
			}
		}
	}
}
