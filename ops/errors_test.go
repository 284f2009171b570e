package ops_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

const rule = "; inputs are aligned with dst at the last axis, and only axes of length 1 or missing in front repeat; " +
	"slice, reshape, or insert an axis with InsertAxis"

func TestShapesThatDoNotFitAreRefusedWithEveryReason(t *testing.T) {
	shaped := func(shape ...int) ndview.MutView[float64] { return ndview.Make[float64](shape...) }
	for _, c := range []struct {
		dst, a, b ndview.MutView[float64]
		text      string
	}{
		{shaped(2, 3), shaped(4), shaped(3, 3), "the shapes of dst (2, 3), a (4,), b (3, 3) do not fit: " +
			"axis 0 of a has length 4, wanted 3 or 1, axis 0 of b has length 3, wanted 2 or 1"},
		{shaped(3), shaped(2, 3), shaped(), "the shapes of dst (3,), a (2, 3), b () do not fit: a has 2 axes, dst only 1"},
		{shaped(1), shaped(3), shaped(1), "the shapes of dst (1,), a (3,), b (1,) do not fit: axis 0 of a has length 3, wanted 1 or 1"},
		{shaped(0), shaped(3), shaped(1), "the shapes of dst (0,), a (3,), b (1,) do not fit: axis 0 of a has length 3, wanted 0 or 1"},
		{shaped(), shaped(3), shaped(), "the shapes of dst (), a (3,), b () do not fit: a has 1 axes, dst only 0"},
	} {
		before := c.dst.View.Clone()
		err := ops.Add(c.dst, c.a.View, c.b.View)
		assert.EqualError(t, err, "inplace: ops.Add: "+c.text+rule)
		assert.ErrorIs(t, err, ndview.ErrShape)
		var shape *ops.ShapeError
		require.ErrorAs(t, err, &shape)
		assert.Equal(t, []string{"dst", "a", "b"}, shape.Names)
		requireSame(t, contents(t, before), contents(t, c.dst), "dst was written to")
	}
	err := ops.Copy(shaped(3), shaped(2, 3).View)
	assert.EqualError(t, err, "inplace: ops.Copy: the shapes of dst (3,), src (2, 3) do not fit: src has 2 axes, dst only 1"+rule)
	err = ops.Copy(shaped(3), shaped(1, 2, 3).View)
	assert.ErrorContains(t, err, "src (1, 2, 3)", "the shape as given")
}

func contents[T ndview.Element](t *testing.T, v ndview.MutView[T]) []T {
	s := make([]T, v.Size())
	require.NoError(t, v.CopyTo(s))
	return s
}

func TestADstThatOverlapsItselfIsRefused(t *testing.T) {
	s := []float64{1, 2, 3, 4, 5, 6}
	windows, err := ndview.FromStrided(s, 0, []int{3, 4}, []int{8, 8})
	require.NoError(t, err)
	repeated, err := ndview.FromStrided(s, 0, []int{3}, []int{0})
	require.NoError(t, err)
	for _, dst := range []ndview.MutView[float64]{windows, repeated} {
		one := ndview.Make[float64](1)
		for name, err := range map[string]error{
			"Fill":  ops.Fill(dst, 9),
			"Copy":  ops.Copy(dst, one.View),
			"Scale": ops.Scale(dst, 9),
			"Add":   ops.Add(dst, one.View, one.View),
		} {
			assert.ErrorIs(t, err, ndview.ErrOverlap, name)
			assert.ErrorContains(t, err, "ops."+name+": dst ")
		}
		assert.Equal(t, []float64{1, 2, 3, 4, 5, 6}, s, "nothing is written")
	}
	assert.EqualError(t, ops.Fill(windows, 0), "inplace: ops.Fill: dst (3, 4) with strides (8, 8) (bytes, itemsize 8) has elements that share memory, "+
		"so the result would depend on the order of writing; write to a view whose elements are apart, and copy")
	var overlap *ops.OverlapError
	require.ErrorAs(t, ops.Fill(windows, 0), &overlap)
	assert.True(t, overlap.Proven)

	// Stride 0 along an axis of length 1, and without elements, is no overlap.
	single, err := ndview.FromStrided(s, 0, []int{1, 2}, []int{0, 8})
	require.NoError(t, err)
	assert.NoError(t, ops.Fill(single, 7))
	assert.Equal(t, 7.0, s[1])
	none, err := ndview.FromStrided(s, 0, []int{0, 2}, []int{0, 0})
	require.NoError(t, err)
	assert.NoError(t, ops.Fill(none, 7))
}

func TestVerbsOnAReleasedViewPanicByName(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 2, 3).Remember()
		slot := new(lease.Slot)
		epoch := slot.Open(0)
		whole := a.V.Array()
		late := ndview.NewMutView[float64](mem.New(whole.Base, *whole.L(), slot, epoch, whole.Item()))
		slot.Close()
		open := ndview.Make[float64](2, 3)
		for name, verb := range map[string]func(){
			"Fill":        func() { _ = ops.Fill(late, 1) },
			"Copy to":     func() { _ = ops.Copy(late, open.View) },
			"Copy from":   func() { _ = ops.Copy(open, late.View) },
			"Scale":       func() { _ = ops.Scale(late, 1) },
			"Add to":      func() { _ = ops.Add(late, open.View, open.View) },
			"Add first":   func() { _ = ops.Add(open, late.View, open.View) },
			"Mul second":  func() { _ = ops.Mul(open, open.View, late.View) },
			"Sum":         func() { ops.Sum(late.View) },
			"CopyTo":      func() { _ = late.CopyTo(make([]float64, 6)) },
			"CopyFrom":    func() { _ = late.CopyFrom(make([]float64, 6)) },
			"Clone":       func() { late.Clone() },
			"CopyTo none": func() { _ = late.CopyTo(nil) },
			"Sort":        func() { _ = ops.Sort(late, late.View, 0) },
			"Sort from":   func() { _ = ops.Sort(open, late.View, 0) },
			"Argsort":     func() { _ = ops.Argsort(ndview.Make[int64](2, 3), late.View, 0) },
			"Take":        func() { _ = ops.Take(late, open.View, ndview.Make[int64](2).View, 0, ops.WrapOutside) },
			"Unique":      func() { ops.UniqueAll(late.View) },
			"Median":      func() { ops.Median(late.View) },
			"Roll":        func() { _ = ops.Roll(open, late.View, 1, 0) },
			"Flip":        func() { _ = ops.Flip(late, open.View) },
			"Arange":      func() { _ = ops.Arange(late, 0, 1) },
			"Histogram":   func() { _ = ops.Histogram(ndview.Make[int64](3), late.View, 0, 1) },
		} {
			err := panicOf(verb)
			require.ErrorIs(t, err, ndview.ErrReleased, "%s of %v", name, a)
		}
		a.Unchanged(t, "released")
	}
}

func panicOf(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

// Verbs over memory of at most four axes that is not behind pointers allocate
// nothing, temporaries for overlapping operands apart.
func TestVerbsDoNotAllocate(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		if class == ndtest.Indirect {
			continue
		}
		for _, shape := range [][]int{{}, {30}, {10, 12}, {2, 3, 4}, {2, 2, 3, 2}} {
			dst, a := ndtest.New[float64](rng, class, shape...), ndtest.New[float64](rng, class, shape...)
			dst.Fill(ndtest.Small[float64](rng, len(dst.Values())))
			a.Fill(ndtest.Small[float64](rng, len(a.Values())))
			sum, s := 0.0, make([]float64, dst.V.Size())
			for name, verb := range map[string]func(){
				"Fill":     func() { _ = ops.Fill(dst.V, 1) },
				"Copy":     func() { _ = ops.Copy(dst.V, a.V.View) },
				"Scale":    func() { _ = ops.Scale(dst.V, 1) },
				"Add":      func() { _ = ops.Add(dst.V, dst.V.View, a.V.View) },
				"Sum":      func() { sum += ops.Sum(a.V.View) },
				"CopyTo":   func() { _ = dst.V.CopyTo(s) },
				"CopyToF":  func() { _ = dst.V.CopyToF(s) },
				"CopyFrom": func() { _ = dst.V.CopyFrom(s) },
			} {
				assert.Zero(t, testing.AllocsPerRun(100, verb), "%s of %v", name, dst)
			}
		}
	}
}
