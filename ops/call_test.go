package ops_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func TestTwoOutputsThatShareMemoryAreRefused(t *testing.T) {
	both := ndview.Make[int32](9)
	require.NoError(t, ops.Fill(both, 7))
	a, b := vector[int32](t, 7, 8, 9, -7), vector[int32](t, 2)
	for name, second := range map[string]ndview.MutView[int32]{
		"the same": both.Slice(ndview.To(4)), "shifted": both.Slice(ndview.Span(3, 7)), "reversed": both.Slice(ndview.Span(0, 4).By(1)).Flip(0),
	} {
		err := ops.ApplyPair("divmod", both.Slice(ndview.To(4)).Raw(), second.Raw(), []ndview.Raw{a.Raw(), b.Raw()})
		var overlap *ops.OverlapError
		require.ErrorAs(t, err, &overlap, name)
		assert.Equal(t, "dst2", overlap.With)
		require.ErrorIs(t, err, ndview.ErrOverlap)
		assert.Contains(t, err.Error(), "dst2")
		assert.Equal(t, int32(7), both.At(0), "nothing is written")
	}
	even, odd := both.Slice(ndview.To(8).By(2)), both.Slice(ndview.From(1).By(2))
	require.NoError(t, ops.ApplyPair("divmod", even.Raw(), odd.Raw(), []ndview.Raw{a.Raw(), b.Raw()}))
	assert.Equal(t, []int32{3, 1, 4, 0, 4, 1, -4, 1, 7}, dataOf(both))
	// Both outputs may be inputs.
	require.NoError(t, ops.ApplyPair("divmod", even.Raw(), odd.Raw(), []ndview.Raw{odd.View.Raw(), even.View.Raw()}))
	assert.Equal(t, []int32{0, 1, 0, 0, 0, 1, -1, -3, 7}, dataOf(both))
}

func TestOutputsHaveOneShape(t *testing.T) {
	a := vector[int32](t, 1, 2, 3)
	err := ops.ApplyPair("divmod", ndview.Make[int32](3).Raw(), ndview.Make[int32](1).Raw(), []ndview.Raw{a.Raw(), a.Raw()})
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.Contains(t, err.Error(), "axis 0 of dst2 has length 1, wanted 3")
	err = ops.ApplyPair("divmod", ndview.Make[int32](2, 3).Raw(), ndview.Make[int32](3).Raw(), []ndview.Raw{a.Raw(), a.Raw()})
	assert.ErrorContains(t, err, "dst2 has 1 axes, dst has 2")
}

// A value is refused before anything is written, and only where it is computed on.
func TestValuesAreLookedAtWhereTheMaskSelectsThem(t *testing.T) {
	a, exponents := vector[int32](t, 2, 2, 2), vector[int32](t, 3, -1, 4)
	dst := ndview.Make[int32](3)
	operands := []ndview.Raw{a.Raw(), exponents.Raw()}
	err := ops.Apply("power", dst.Raw(), operands)
	var value *ops.ValueError
	require.ErrorAs(t, err, &value)
	require.ErrorIs(t, err, ops.ErrValue)
	assert.Equal(t, "b", value.Operand)
	assert.Contains(t, err.Error(), "negative")
	assert.Contains(t, err.Error(), "b (3,) int32")
	assert.Equal(t, []int32{0, 0, 0}, dataOf(dst))
	require.NoError(t, ops.Apply("power", dst.Raw(), operands, ops.When(vector[ndview.Bool](t, 1, 0, 1))))
	assert.Equal(t, []int32{8, 0, 16}, dataOf(dst))
	require.Error(t, ops.Apply("power", dst.Raw(), operands, ops.When(vector[ndview.Bool](t, 0, 1, 0))))
	require.NoError(t, ops.Apply("power", ndview.Make[float64](3).Raw(), []ndview.Raw{a.Raw(), vector(t, 3.0, -1, 4).Raw()}))
	require.NoError(t, ops.Apply("power", ndview.Make[int32](0).Raw(), []ndview.Raw{ndview.Make[int32](0).View.Raw(), vector[int32](t, -1).Raw()}))
	// Through a window, at the end of more than one.
	long := ndview.Make[int8](3000)
	long.Set(-1, 2999)
	err = ops.Apply("power", ndview.Make[int32](3000).Raw(), []ndview.Raw{vector[int32](t, 2).Raw(), long.View.Raw()})
	require.ErrorIs(t, err, ops.ErrValue)
}

func TestNoLoopNamesOperandsAndTheWayOut(t *testing.T) {
	b := vector[ndview.Bool](t, 1, 0)
	err := ops.Apply("subtract", ndview.Make[ndview.Bool](2).Raw(), []ndview.Raw{b.Raw(), b.Raw()})
	require.ErrorIs(t, err, ndview.ErrType)
	assert.Contains(t, err.Error(), `ops.Apply "subtract": the operands are dst (2,) bool, a (2,) bool, b (2,) bool`)
	assert.Contains(t, err.Error(), "bitwise_xor")
	f := vector(t, 1.5, 2)
	err = ops.Apply("bitwise_and", ndview.Make[float64](2).Raw(), []ndview.Raw{f.Raw(), f.Raw()})
	require.ErrorIs(t, err, ndview.ErrType)
	_, _, err = ops.ResultType("bitwise_and", ndview.DTypeOf[float64](), ndview.DTypeOf[float64]())
	require.ErrorIs(t, err, ndview.ErrType)
	_, _, err = ops.ResultType("bitwise_and", ndview.DTypeOf[float64]())
	require.ErrorIs(t, err, ops.ErrVerb)
	quotient, rest, err := ops.ResultType("divmod", ndview.DTypeOf[int8](), ndview.DTypeOf[float32]())
	require.NoError(t, err)
	assert.Equal(t, []ndview.DType{ndview.DTypeOf[float32](), ndview.DTypeOf[float32]()}, []ndview.DType{quotient, rest})
}

func TestApplyHoldsHandlesAndKnowsReleasedOnes(t *testing.T) {
	v, slot := ofHandle(4)
	mask := vector[ndview.Bool](t, 1, 0, 1, 1)
	operands := []ndview.Raw{v.View.Raw(), v.View.Raw()}
	require.NoError(t, ops.Apply("add", v.Raw(), operands, ops.When(mask)))
	require.NoError(t, ops.Apply("add", v.Raw(), []ndview.Raw{v.View.Raw(), mask.Raw()}))
	assert.Equal(t, []float64{3, 1, 3, 3}, dataOf(v))
	assert.Zero(t, slot.Holders())
	raw := v.Raw()
	require.Zero(t, slot.CloseWithin(time.Minute))
	for name, f := range map[string]func() error{
		"output": func() error { return ops.Apply("add", raw, []ndview.Raw{mask.Raw(), mask.Raw()}) },
		"input":  func() error { return ops.Apply("add", ndview.Make[float64](4).Raw(), operands) },
		"cast":   func() error { return ops.CastRaw(raw, mask.Raw()) },
	} {
		func() {
			defer func() { require.ErrorIs(t, recover().(error), ndview.ErrReleased, name) }()
			_ = f()
		}()
	}
	assert.Zero(t, lease.Count())
}
