package ndmat_test

import (
	"math/rand/v2"
	"testing"

	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// FuzzRoads lays a matrix with any small lengths and strides, in elements, and holds
// each answer against the oracle that tries every Stride.
func FuzzRoads(f *testing.F) {
	f.Add(uint8(3), uint8(4), int8(4), int8(1))
	f.Add(uint8(4), uint8(3), int8(1), int8(4))
	f.Add(uint8(1), uint8(5), int8(0), int8(1))
	f.Add(uint8(5), uint8(1), int8(-3), int8(100))
	f.Add(uint8(2), uint8(4), int8(1), int8(1))
	f.Add(uint8(0), uint8(2), int8(2), int8(1))
	f.Fuzz(func(t *testing.T, r, c uint8, down, right int8) {
		checkRoad(t, newCanvas(t, []int{int(r % 7), int(c % 7)}, []int{int(down % 60), int(right % 60)}))
		checkRoad(t, newCanvas(t, []int{int(r % 9)}, []int{int(down % 60)}))
	})
}

// FuzzReceivers lets an operation write to memory that its operands share.
func FuzzReceivers(f *testing.F) {
	for op := range operations {
		f.Add(uint64(op), uint8(op), uint8(op))
	}
	f.Fuzz(func(t *testing.T, seed uint64, which, kinds uint8) {
		rng := rand.New(rand.NewPCG(seed, 2))
		const n = 3
		data := make([]float64, 64)
		for i := range data {
			data[i] = float64(rng.IntN(9) + 1)
		}
		before := append([]float64(nil), data...)
		dst, a, b := square(rng, data, n, 0), square(rng, data, n, int(kinds%4)), square(rng, data, n, int(kinds/4%4))
		op := operations[int(which)%len(operations)]
		want := mat.NewDense(n, n, nil)
		op.want(want, copied(a.View), copied(b.View))
		r, err := ndmat.Into(dst)
		require.NoError(t, err)
		op.do(r, operand(a), readOnly(b.View))
		require.True(t, mat.EqualApprox(want, ndmat.Matrix(dst.View), 1e-12), "%s: dst %v a %v b %v", op.name, dst.Strides(), a.Strides(), b.Strides())
		untouched(t, data, before, dst, op.name)
	})
}
