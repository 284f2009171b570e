package ops_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func vector[T ndview.Element](t *testing.T, xs ...T) ndview.View[T] {
	v, err := ndview.FromSlice(xs, len(xs))
	require.NoError(t, err)
	return v.View
}

func TestCastFollowsItsRule(t *testing.T) {
	src := vector(t, 1.9, -1, 300, math.NaN())
	dst := ndview.Make[uint8](4)
	err := ops.Cast(dst, src)
	var refused *ops.CastError
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, ndview.ErrType)
	assert.Equal(t, `inplace: ops.Cast: the operands are dst (4,) uint8, src (4,) float64: the result would be float64 for dst, `+
		`which has uint8, and the casting rule "same_kind" does not allow that cast; `+
		`write to a dst of the result's dtype, or pass Casting(Unsafe) or Casting(Saturate)`, err.Error())
	assert.Equal(t, []uint8{0, 0, 0, 0}, dataOf(dst), "nothing is written")

	require.NoError(t, ops.Cast(dst, src, ops.Casting(ops.Unsafe)))
	assert.Equal(t, []uint8{1, 255, 44, 0}, dataOf(dst))
	require.NoError(t, ops.Cast(dst, src, ops.Casting(ops.Saturate)))
	assert.Equal(t, []uint8{1, 0, 255, 0}, dataOf(dst))
	require.Error(t, ops.Cast(ndview.Make[float32](4), src, ops.Casting(ops.Safe)))
	require.NoError(t, ops.Cast(ndview.Make[float32](4), src))
	require.Error(t, ops.Cast(ndview.Make[float32](4), src, ops.Casting(ops.No)))
	require.NoError(t, ops.Cast(ndview.Make[float64](4), src, ops.Casting(ops.No)))
}

func TestCastInPlaceReadsBeforeItWrites(t *testing.T) {
	x := ndview.Make[float64](6)
	require.NoError(t, ops.Copy(x, vector(t, 1.5, 2.5, 3.5, 4.5, 5.5, -6.5)))
	bits, err := ndview.AsMut[int64](retyped(t, x.Raw(), ndview.DTypeOf[int64]()))
	require.NoError(t, err)
	require.NoError(t, ops.Cast(bits, x.View, ops.Casting(ops.Unsafe)))
	assert.Equal(t, []int64{1, 2, 3, 4, 5, -6}, dataOf(bits))
	narrow, err := ndview.AsMut[int16](retyped(t, x.Raw(), ndview.DTypeOf[int16]()))
	require.NoError(t, err)
	head := narrow.Slice(ndview.To(6))
	require.NoError(t, ops.Cast(head, bits.View))
	assert.Equal(t, []int16{1, 2, 3, 4, 5, -6}, dataOf(head))
}

// retyped is r.view(typ) in NumPy.
func retyped(t *testing.T, r ndview.MutRaw, typ ndview.DType) ndview.MutRaw {
	b, ok := r.Data()
	require.True(t, ok)
	out, err := ndview.FromBytes(b, 0, typ, []int{len(b) / typ.Size}, []int{typ.Size})
	require.NoError(t, err)
	return out
}

func TestAssignmentsTouchOnlyWhatTheMaskSelects(t *testing.T) {
	mask := vector[ndview.Bool](t, 1, 0, 2)
	dst := ndview.Make[int32](2, 3)
	require.NoError(t, ops.Fill(dst, 7, ops.When(mask)))
	assert.Equal(t, []int32{7, 0, 7, 7, 0, 7}, dataOf(dst))
	require.NoError(t, ops.Copy(dst, vector[int32](t, 1, 2, 3), ops.When(vector[ndview.Bool](t, 0, 1, 1))))
	assert.Equal(t, []int32{7, 2, 3, 7, 2, 3}, dataOf(dst))
	require.NoError(t, ops.Cast(dst, vector[int8](t, -1, -2, -3), ops.When(mask)))
	assert.Equal(t, []int32{-1, 2, -3, -1, 2, -3}, dataOf(dst))
	err := ops.Fill(dst, 1, ops.When(vector[ndview.Bool](t, 1, 1)))
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "mask (2,)")
	var shape *ops.ShapeError
	require.ErrorAs(t, err, &shape)
}

func TestAMaskThatIsWrittenCountsAsReadBefore(t *testing.T) {
	b := ndview.Make[ndview.Bool](5)
	require.NoError(t, ops.Copy(b, vector[ndview.Bool](t, 1, 0, 1, 0, 1)))
	reversed := b.Flip(0)
	require.NoError(t, ops.Fill(b, 0, ops.When(b.View)))
	assert.Equal(t, []ndview.Bool{0, 0, 0, 0, 0}, dataOf(b))
	require.NoError(t, ops.Copy(b, vector[ndview.Bool](t, 1, 0, 1, 1, 0)))
	require.NoError(t, ops.Fill(b, 0, ops.When(reversed.View)))
	assert.Equal(t, []ndview.Bool{1, 0, 0, 1, 0}, dataOf(b))
}

func TestWhereChoosesElementByElement(t *testing.T) {
	dst := ndview.Make[float64](2, 3)
	x := vector(t, 1.0, 2, 3)
	require.NoError(t, ops.Where(dst, vector[ndview.Bool](t, 1, 0, 1), x, vector(t, -1.0)))
	assert.Equal(t, []float64{1, -1, 3, 1, -1, 3}, dataOf(dst))
	err := ops.Where(dst, vector[ndview.Bool](t, 1, 0), x, x)
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "cond (2,)")
}

func TestComplexNumbersLoseTheirImaginaryPartsOnlyUnsafely(t *testing.T) {
	z := vector(t, 1+2i, 3-4i)
	dst := ndview.Make[float32](2)
	require.ErrorIs(t, ops.Cast(dst, z), ndview.ErrType)
	require.NoError(t, ops.Cast(dst, z, ops.Casting(ops.Unsafe)))
	assert.Equal(t, []float32{1, 3}, dataOf(dst))
	record, err := ndview.ParseDType("|S4")
	require.NoError(t, err)
	text, err := ndview.FromBytes(make([]byte, 8), 0, record, []int{2}, []int{4})
	require.NoError(t, err)
	var noLoop *ops.NoLoopError
	require.ErrorAs(t, ops.CastRaw(dst.Raw(), text.Raw), &noLoop)
	require.NoError(t, ops.CastRaw(dst.Raw(), z.Raw(), ops.Casting(ops.Unsafe)))
	require.ErrorAs(t, ops.Apply("add", dst.Raw(), []ndview.Raw{text.Raw, text.Raw}), &noLoop)
	t.Log(noLoop)
}
