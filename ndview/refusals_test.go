package ndview_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// The texts of errors and panics: what was asked for, what was found, and the way
// out. Each refusal is tried on all four types.
func TestRefusalsSayWhatIsWrong(t *testing.T) {
	axis := func(a int) string {
		return map[int]string{3: "axis 3", -4: "axis -4", 7: "axis 7", -9: "axis -9"}[a] + " is out of bounds for array of dimension 3: use -3 … 2"
	}
	for _, c := range []struct {
		name     string
		shape    []int
		verb     string
		args     []any
		panics   bool
		sentinel error
		text     string
	}{
		{"no such axis", []int{2, 3, 4}, "SliceAxis", args(3, ndview.All), true, ndview.ErrBounds, axis(3)},
		{"no such negative axis", []int{2, 3, 4}, "IndexAxis", args(-4, 0), true, ndview.ErrBounds, axis(-4)},
		{"no such axis", []int{2, 3, 4}, "SwapAxes", args(0, 7), true, ndview.ErrBounds, axis(7)},
		{"no such axis", []int{2, 3, 4}, "MoveAxis", args(-9, 0), true, ndview.ErrBounds, axis(-9)},
		{"no such axis", []int{2, 3, 4}, "Flip", args(3), true, ndview.ErrBounds, axis(3)},
		{"no such axis", []int{2, 3, 4}, "SplitAt", args(3, 0), true, ndview.ErrBounds, axis(3)},
		{"no axes at all", []int{}, "Flip", args(0), true, ndview.ErrBounds,
			"axis 0 is out of bounds for array of dimension 0: it has no axes"},
		{"no such place", []int{2, 3}, "InsertAxis", args(3), true, ndview.ErrBounds,
			"axis 3 is out of bounds for array of dimension 3: use -3 … 2"},
		{"65 axes", sixtyFour(), "InsertAxis", args(0), true, ndview.ErrShape,
			"new axis: the array has 64 axes already, which is the most possible"},

		{"position outside", []int{2, 3}, "IndexAxis", args(1, 3), true, ndview.ErrBounds,
			"index 3 is out of bounds for axis 1 with size 3 of shape (2, 3)"},
		{"position outside an empty axis", []int{0}, "IndexAxis", args(0, 0), true, ndview.ErrBounds,
			"index 0 is out of bounds for axis 0 with size 0 of shape (0,)"},
		{"position outside", []int{2, 3}, "Row", args(-3), true, ndview.ErrBounds,
			"index -3 is out of bounds for axis 0 with size 2 of shape (2, 3)"},
		{"position outside", []int{2, 3}, "Col", args(3), true, ndview.ErrBounds,
			"index 3 is out of bounds for axis 1 with size 3 of shape (2, 3)"},
		{"not a matrix", []int{2, 3, 4}, "Row", args(0), true, ndview.ErrShape,
			"inplace: Row: want a view of 2 dimensions, found shape (2, 3, 4); use IndexAxis"},
		{"not a matrix", []int{5}, "Col", args(0), true, ndview.ErrShape,
			"inplace: Col: want a view of 2 dimensions, found shape (5,); use IndexAxis"},
		{"split outside", []int{2, 3}, "SplitAt", args(1, 4), true, ndview.ErrBounds,
			"split: position 4 lies outside axis 1 of length 3"},

		{"not a range", []int{2, 3}, "SliceAxis", args(0, ndview.At(1)), true, ndview.ErrSyntax,
			"inplace: SliceAxis: want a range: All, Span, From or To, with or without By; found 1"},
		{"too many indices", []int{2, 3}, "Slice", args([]ndview.Index{ndview.At(0), ndview.All, ndview.All}), true, ndview.ErrBounds,
			"too many indices for array: array is 2-dimensional, but 3 were indexed"},
		{"two ellipses", []int{2, 3}, "Slice", args([]ndview.Index{ndview.Ellipsis, ndview.Ellipsis}), true, ndview.ErrSyntax,
			"an index can only have a single ellipsis ('...')"},
		{"a later position outside", []int{2, 3, 4}, "Slice", args([]ndview.Index{ndview.At(0), ndview.From(1), ndview.At(4)}), true, ndview.ErrBounds,
			"index 4 is out of bounds for axis 2 with size 4 of shape (2, 3, 4)"},

		{"text position outside", []int{2, 3}, "SliceText", args("0, 3"), false, ndview.ErrBounds,
			"inplace: SliceText: index 3 is out of bounds for axis 1 with size 3 of shape (2, 3)"},
		{"text with too many indices", []int{}, "SliceText", args(":"), false, ndview.ErrBounds,
			"inplace: SliceText: too many indices for array: array is 0-dimensional, but 1 were indexed"},
		{"unreadable text", []int{2, 3}, "SliceText", args("1:x"), false, ndview.ErrSyntax,
			"inplace: SliceText: index \"1:x\": unexpected 'x', wanted an integer, a range, '...' or None\n    1:x\n      ^"},

		{"axis named twice", []int{2, 3}, "Permute", args([]int{1, -1}), true, ndview.ErrShape,
			"permute: axis 1 is named twice in (1, -1)"},
		{"axis missing", []int{2, 3}, "Permute", args([]int{1}), true, ndview.ErrShape,
			"permute: 1 axes named for an array of 2 axes"},

		{"not of length 1", []int{2, 1}, "SqueezeAxes", args([]int{0}), false, ndview.ErrShape,
			"inplace: SqueezeAxes: squeeze: axis 0 of shape (2, 1) has length 2, only axes of length 1 can be dropped"},
		{"no such axis", []int{2, 1}, "SqueezeAxes", args([]int{2}), false, ndview.ErrBounds,
			"inplace: SqueezeAxes: axis 2 is out of bounds for array of dimension 2: use -2 … 1"},
		{"another size", []int{2, 3}, "Reshape", args([]int{4}), false, ndview.ErrShape,
			"inplace: Reshape: cannot reshape array of size 6 into shape (4,)"},
		{"another size", []int{2, 3}, "ReshapeF", args([]int{4, -1}), false, ndview.ErrShape,
			"inplace: ReshapeF: in Fortran order, seen transposed: cannot reshape array of size 6 into shape (-1, 4)"},
		{"two unknown lengths", []int{2, 3}, "Reshape", args([]int{-1, -1}), false, ndview.ErrShape,
			"inplace: Reshape: reshape: can only specify one unknown dimension, found two in (-1, -1)"},
		{"shapes that do not stretch", []int{2, 3}, "BroadcastTo", args([]int{3, 3}), false, ndview.ErrShape,
			"inplace: BroadcastTo: cannot broadcast shape (2, 3) to (3, 3): axis 0 has length 2, wanted 3 (only axes of length 1 stretch)"},
		{"fewer axes", []int{2, 3}, "BroadcastTo", args([]int{3}), false, ndview.ErrShape,
			"inplace: BroadcastTo: cannot broadcast shape (2, 3) to (3,): 2 axes do not fit into 1"},
		{"negative length", []int{1}, "BroadcastTo", args([]int{-1}), false, ndview.ErrShape,
			"inplace: BroadcastTo: broadcast: axis 0 has length -1, wanted at least 0"},
		{"too large", []int{1}, "BroadcastTo", args([]int{1 << 40, 1 << 40}), false, ndview.ErrOverflow,
			"inplace: BroadcastTo: broadcast: shape (1099511627776, 1099511627776) of 1-byte items exceeds 9223372036854775807 bytes"},
		{"window too long", []int{2, 3}, "Windows", args([]int{4}, []int{1}), false, ndview.ErrShape,
			"inplace: Windows: sliding window: length 4 on axis 1 of shape (2, 3), wanted 0 … 3"},
		{"window for each axis", []int{2, 3}, "Windows", args([]int{2}, []int{}), false, ndview.ErrShape,
			"inplace: Windows: sliding window: 1 window lengths for 2 axes"},
		{"not divisible", []int{4, 7}, "Blocks", args([]int{2, 2}), false, ndview.ErrShape,
			"inplace: Blocks: blocks: axis 1 of length 7 is not divisible by 2 (remainder 1); slice it to 6, or take whole blocks only"},
		{"blocks of nothing", []int{4, 7}, "WholeBlocks", args([]int{2, 0}), false, ndview.ErrShape,
			"inplace: WholeBlocks: blocks: length 0 on axis 1, wanted at least 1"},
		{"one axis twice", []int{2, 3}, "Diagonal", args(0, 1, -1), false, ndview.ErrShape,
			"inplace: Diagonal: diagonal: axis1 and axis2 are the same axis 1"},
	} {
		t.Run(c.verb+" "+c.name, func(t *testing.T) {
			v := ndtest.Direct(c.shape, func(k int) int32 { return int32(k) }).View
			for _, on := range []any{v, v.View, v.Raw(), v.Raw().Raw} {
				err := refusal(t, on, c.verb, c.args, c.panics)
				assert.EqualError(t, err, c.text)
				assert.ErrorIs(t, err, c.sentinel)
			}
		})
	}
}

// refusal calls a verb and returns its error, which must come as a panic or as a
// result.
func refusal(t *testing.T, on any, verb string, args []any, panics bool) (err error) {
	t.Helper()
	if panics {
		defer func() {
			var ok bool
			err, ok = recover().(error)
			require.True(t, ok, "a panic with an error")
		}()
	}
	results := call(on, verb, args...)
	require.False(t, panics, "a panic")
	require.True(t, results[0].IsZero())
	err, _ = results[1].Interface().(error)
	return err
}

func TestReshapeNamesTheAxesThatDoNotMerge(t *testing.T) {
	v := ndview.Make[int32](2, 3, 4).SliceAxis(1, ndview.To(2))
	_, err := v.Reshape(4, 4)
	assert.EqualError(t, err, "inplace: Reshape: cannot reshape (2, 2, 4) with strides (48, 16, 4) to (4, 4) without a copy: "+
		"axes 0 (length 2, stride 48) and 1 (length 2, stride 16) do not follow each other in memory "+
		"(stride 48 of axis 0 would have to be 2·16); copy first")
	_, err = v.T().Ravel()
	assert.ErrorIs(t, err, ndview.ErrLayout)
}

func TestPointersRefuseWhatNeedsOneStrideAcrossThem(t *testing.T) {
	v := source(t, []int{3, 3}, "rows behind pointers").View
	_, err := v.Diagonal(0, 0, 1)
	assert.EqualError(t, err, "inplace: Diagonal: diagonal: axis 0 lies on dereference level 0 and axis 1 on level 1: "+
		"no single stride runs along both; copy first")
	assert.ErrorIs(t, err, ndview.ErrLayout)
	w := source(t, []int{2, 2}, "elements behind pointers").View
	_, err = w.Ravel()
	assert.NoError(t, err, "both axes lie in the table")
	x := source(t, []int{2, 2}, "rows behind pointers").View // 8-byte pointers to rows of 2·4 bytes
	_, err = x.Ravel()
	assert.ErrorContains(t, err, "a pointer is loaded between them")
}

// source returns the source of a name.
func source(t *testing.T, shape []int, name string) ndtest.Source[int32] {
	t.Helper()
	return sourceOf(t, shape, name, func(k int) int32 { return int32(k) })
}

func TestPanicValuesHaveTypes(t *testing.T) {
	v := ndview.Make[int32](2, 3)
	for _, c := range []struct {
		name string
		call func()
		want any
	}{
		{"axis", func() { v.Flip(2) }, &ndview.AxisError{}},
		{"position", func() { v.Row(2) }, &ndview.PositionError{}},
		{"step 0", func() { ndview.All.By(0) }, &ndview.MisuseError{}},
		{"step of no range", func() { ndview.At(1).By(2) }, &ndview.MisuseError{}},
		{"matrix", func() { v.InsertAxis(0).Row(0) }, &ndview.MisuseError{}},
		{"index", func() { v.At2(0, 3) }, ndview.IndexError{}},
		{"number of indices", func() { v.At(1) }, ndview.IndexError{}},
		{"axis of Len", func() { v.Len(-1) }, &ndview.AxisError{}},
		{"axis of Stride", func() { v.Stride(2) }, &ndview.AxisError{}},
	} {
		func() {
			defer func() { assert.IsType(t, c.want, recover(), c.name) }()
			c.call()
		}()
	}
}

func TestIndexErrorsShowIndexAndShape(t *testing.T) {
	v := ndview.Make[int32](2, 3)
	c := v.Col(0)
	for text, f := range map[string]func(){
		"inplace: index (0, 3) out of range for shape (2, 3)":                        func() { v.At2(0, 3) },
		"inplace: index (-1, 0) out of range for shape (2, 3)":                       func() { v.Set2(-1, 0, 1) },
		"inplace: 1 indices (1,) for an array of 2 dimensions, shape (2, 3)":         func() { v.At1(1) },
		"inplace: 3 indices (0, 0, 0) for an array of 2 dimensions, shape (2, 3)":    func() { v.At3(0, 0, 0) },
		"inplace: 0 indices () for an array of 2 dimensions, shape (2, 3)":           func() { v.At() },
		"inplace: 4 indices (0, 0, 0, 0) for an array of 2 dimensions, shape (2, 3)": func() { v.Set(1, 0, 0, 0, 0) },
		"inplace: index (2,) out of range for shape (2,)":                            func() { c.At1(2) },
		"inplace: 2 indices (0, 0) for an array of 1 dimensions, shape (2,)":         func() { c.At2(0, 0) },
	} {
		func() {
			defer func() {
				err, _ := recover().(error)
				assert.EqualError(t, err, text)
				assert.ErrorIs(t, err, ndview.ErrBounds)
			}()
			f()
		}()
	}
}

func TestIndexPrintsAsPython(t *testing.T) {
	for text, ix := range map[string]ndview.Index{
		":": ndview.All, "1:-1": ndview.Span(1, -1), "2:": ndview.From(2), ":3": ndview.To(3), "::-1": ndview.All.By(-1),
		"1:9:2": ndview.Span(1, 9).By(2), "...": ndview.Ellipsis, "None": ndview.NewAxis, "-4": ndview.At(-4),
	} {
		assert.Equal(t, text, ix.String())
		items, err := layout.ParseIndex(text)
		require.NoError(t, err)
		assert.Equal(t, []string{text}, []string{items[0].String()}, "the parser reads it back")
	}
	assert.LessOrEqual(t, reflect.TypeFor[ndview.Index]().Size(), uintptr(32), "an Index travels in registers")
}
