package ndmat_test

import (
	"fmt"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

var vectorWrites = map[string]func(x *mat.VecDense){
	"SetVec":       func(x *mat.VecDense) { x.SetVec(x.Len()-1, 99) },
	"ScaleVec":     func(x *mat.VecDense) { x.ScaleVec(3, x) },
	"AddVec":       func(x *mat.VecDense) { x.AddVec(x, some(x.Len(), 1).ColView(0)) },
	"AddScaledVec": func(x *mat.VecDense) { x.AddScaledVec(x, 2, some(x.Len(), 1).ColView(0)) },
	"SubVec self":  func(x *mat.VecDense) { x.SubVec(x, x) },
	"MulElemVec":   func(x *mat.VecDense) { x.MulElemVec(x, x) },
	"DivElemVec":   func(x *mat.VecDense) { y := some(x.Len(), 1).ColView(0); x.DivElemVec(y, y) },
	"CopyVec":      func(x *mat.VecDense) { x.CopyVec(some(x.Len(), 1).ColView(0)) },
	"MulVec":       func(x *mat.VecDense) { x.MulVec(some(x.Len(), 3), some(3, 1).ColView(0)) },
	"MulVec self":  func(x *mat.VecDense) { x.MulVec(some(x.Len(), x.Len()), x) },
	"SliceVec":     func(x *mat.VecDense) { s := x.SliceVec(0, x.Cap()).(*mat.VecDense); s.ScaleVec(2, s) },
	"Zero":         func(x *mat.VecDense) { x.Zero() },
}

func vectorStrides(n int) []int {
	if n <= 1 {
		return whatever
	}
	return []int{1, 2, 3, 7}
}

func TestEveryOperationOnAVecTouchesTheElementsOnly(t *testing.T) {
	for _, n := range sizes {
		for _, stride := range vectorStrides(n) {
			for name, write := range vectorWrites {
				canvas := newCanvas(t, []int{n}, []int{stride})
				what := fmt.Sprintf("%s: %v", name, canvas)
				x, err := ndmat.Vec(canvas.v)
				if n == 0 {
					require.ErrorIs(t, err, ndview.ErrShape)
					require.Nil(t, x)
					continue
				}
				require.NoError(t, err, what)
				want := mat.VecDenseCopyOf(x)
				write(want)
				write(x)
				equal(t, want, canvas.v.InsertAxis(1).View, what)
				canvas.guarded(t, what)
				for name, read := range reads {
					require.Equal(t, mat.DenseCopyOf(read(want)), mat.DenseCopyOf(read(x)), name)
					canvas.guarded(t, name)
				}
			}
		}
	}
}

func TestVecHasExactlyTheMemoryOfTheView(t *testing.T) {
	for _, n := range sizes[1:] {
		for _, stride := range vectorStrides(n) {
			canvas := newCanvas(t, []int{n}, []int{stride})
			x, err := ndmat.Vec(canvas.v)
			require.NoError(t, err)
			raw := x.RawVector()
			require.Equal(t, n, raw.N)
			require.Positive(t, raw.Inc)
			require.Len(t, raw.Data, (n-1)*raw.Inc+1, "%v", canvas)
			require.Equal(t, len(raw.Data), cap(raw.Data), "capacity of %v", canvas)
			require.Equal(t, n, x.Cap())
			require.Same(t, canvas.v.UnsafePointerTo(0), &raw.Data[0])
			require.Same(t, canvas.v.UnsafePointerTo(n-1), &raw.Data[len(raw.Data)-1])
			if n == 1 {
				require.Equal(t, 1, raw.Inc, "the Inc of one element")
			}
		}
	}
}

func TestVecRefusesStridesThatGonumCannotTake(t *testing.T) {
	for _, stride := range []int{0, -1, -2, -7} {
		_, err := ndmat.Vec(newCanvas(t, []int{3}, []int{stride}).v)
		require.ErrorIs(t, err, ndview.ErrLayout, "stride %d", stride)
	}
	x, err := ndmat.Vec(newCanvas(t, []int{3}, []int{-2}).v.Flip(0))
	require.NoError(t, err)
	assert.Equal(t, []float64{3, 2, 1}, mat.Col(nil, 0, x))
}

func TestFromVecIsTheMemoryOfTheVector(t *testing.T) {
	d := mat.NewDense(3, 4, nil)
	x := d.ColView(2).(*mat.VecDense)
	v := ndmat.FromVec(x)
	assert.Equal(t, []int{3}, v.Shape())
	assert.Equal(t, []int{32}, v.Strides())
	v.Set1(1, 5)
	assert.Equal(t, 5.0, d.At(1, 2))

	assert.Equal(t, []int{0}, shape(ndmat.FromVec(&mat.VecDense{})))

	var short mat.VecDense
	raw := x.RawVector()
	raw.Data = raw.Data[:8]
	short.SetRawVector(raw)
	assertPanics(t, ndview.ErrBounds, func() { ndmat.FromVec(&short) })
}

func shape(v ndview.MutView[float64]) []int { return v.Shape() }
