package ndview_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// Every verb, on each of the four types, over every class of memory and every
// kind of shape, against the walk over indices of verbrows_test.go. A view exists
// exactly if along each axis of the result the elements have one distance, in one
// block of memory; where that is not so the verb must refuse.

var shapes = [][]int{
	{}, {0}, {1}, {5}, {2, 3}, {3, 3}, {1, 4}, {3, 0}, {2, 1, 3}, {3, 2, 2}, {0, 2, 0}, {1, 1, 1},
	{2, 3, 2, 2}, {2, 1, 3, 1, 2}, sixtyFour(),
}

func sixtyFour() []int {
	shape := make([]int, 64)
	for k := range shape {
		shape[k] = 1
	}
	shape[3], shape[40], shape[63] = 2, 3, 2
	return shape
}

func TestVerbsFollowTheIndexWalk(t *testing.T) {
	seen := map[string]*[2]int{}
	for _, shape := range shapes {
		t.Run(fmt.Sprint(layout.FormatShape(shape)), func(t *testing.T) {
			rows := verbRows(shape)
			checkVerbs(t, rows, seen, ndtest.Sources(shape, func(k int) int32 { return int32(1000 + k) }))
			if len(shape) <= 3 {
				checkVerbs(t, rows, seen, ndtest.Sources(shape, func(k int) complex64 { return complex(float32(k), float32(-k-1)) }))
			}
		})
	}
	for verb, n := range seen {
		assert.Greater(t, n[0], 500, "%s: views made", verb)
	}
	for _, verb := range []string{"Reshape", "ReshapeF", "Ravel", "Diagonal"} {
		assert.Greater(t, seen[verb][1], 100, "%s: refusals", verb)
	}
	assert.Len(t, seen, 23)
}

func checkVerbs[T ndview.Element](t *testing.T, rows []row, seen map[string]*[2]int, sources []ndtest.Source[T]) {
	for i := range sources {
		s := &sources[i]
		for _, r := range rows {
			if seen[r.verb] == nil {
				seen[r.verb] = new([2]int)
			}
			types := []any{s.View, s.View.Raw(), s.View.View, s.View.Raw().Raw}
			if i > 1 && i < len(sources)-1 {
				types = types[:2] // what is read-only does the same
			}
			for _, on := range types {
				c := verbCase[T]{t: t, row: r, source: s, on: on}
				if c.run() {
					seen[r.verb][0]++
				} else {
					seen[r.verb][1]++
				}
			}
		}
		require.NoError(t, s.Intact())
	}
}

// A verbCase is one call.
type verbCase[T ndview.Element] struct {
	t *testing.T
	row
	source *ndtest.Source[T]
	on     any
}

func (c *verbCase[T]) String() string {
	return fmt.Sprintf("%T.%s(%v) of %s %s", c.on, c.verb, c.args, c.source.Name, layout.FormatShape(c.source.Shape))
}

// run reports whether the verb made a view.
func (c *verbCase[T]) run() bool {
	results := call(c.on, c.verb, c.args...)
	if len(results) > len(c.want) {
		err, _ := results[len(results)-1].Interface().(error)
		if !c.possible() {
			require.ErrorIs(c.t, err, ndview.ErrLayout, "%v", c)
			require.True(c.t, results[0].IsZero(), "%v", c)
			return false
		}
		if err != nil {
			c.t.Fatalf("%v: %v", c, err)
		}
	}
	for i, want := range c.want {
		c.compare(results[i].Interface(), want)
	}
	return true
}

// call calls a method by name; the last argument of a variadic one is a slice.
func call(on any, verb string, args ...any) []reflect.Value {
	m := reflect.ValueOf(on).MethodByName(verb)
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	if m.Type().IsVariadic() {
		return m.CallSlice(in)
	}
	return m.Call(in)
}

// possible tells whether a layout can name the wanted elements: the bytes that
// lead to them, one number per dereference level, must grow linearly along each
// axis and on one level only.
func (c *verbCase[T]) possible() bool {
	l := c.source.View.Array().L()
	var paths [][]int
	for index := range ndtest.Indices(c.source.Shape) {
		p, _ := l.Path(nil, index)
		paths = append(paths, p)
	}
	for _, want := range c.want {
		if !linear(want, paths) {
			return false
		}
	}
	return true
}

func linear(want ndtest.List, paths [][]int) bool {
	if len(want.From) == 0 {
		return true
	}
	levels := len(paths[want.From[0]])
	strides := make([][]int, len(want.Shape))
	for k, n := range want.Shape {
		strides[k] = make([]int, levels)
		if n > 1 {
			index := make([]int, len(want.Shape))
			index[k] = 1
			moves := 0
			for level := range levels {
				d := paths[want.From[ndtest.Position(want.Shape, index)]][level] - paths[want.From[0]][level]
				strides[k][level] = d
				if d != 0 {
					moves++
				}
			}
			if moves > 1 {
				return false
			}
		}
	}
	at := 0
	for index := range ndtest.Indices(want.Shape) {
		for level := range levels {
			p := paths[want.From[0]][level]
			for k, i := range index {
				p += i * strides[k][level]
			}
			if p != paths[want.From[at]][level] {
				return false
			}
		}
		at++
	}
	return true
}

// compare checks a result of any of the four types: its type, shape, elements,
// and that writes through it reach these elements and no others.
func (c *verbCase[T]) compare(result any, want ndtest.List) {
	t := c.t
	_, mutable := c.on.(ndview.MutView[T])
	if _, ok := c.on.(ndview.MutRaw); ok {
		mutable = true
	}
	mutable = mutable && !slices.Contains(readOnlyVerbs, c.verb)
	var v ndview.View[T]
	var w ndview.MutView[T]
	var err error
	switch r := result.(type) {
	case ndview.View[T]:
		v = r
	case ndview.MutView[T]:
		v, w = r.View, r
	case ndview.Raw:
		v, err = ndview.As[T](r)
	case ndview.MutRaw:
		w, err = ndview.AsMut[T](r)
		v = w.View
	}
	if err != nil || mutable != (w.Array().Slot != nil) || !slices.Equal(want.Shape, v.Shape()) || v.NDim() != len(want.Shape) {
		t.Fatalf("%v: %v, a %T of shape %v; want %v", c, err, result, v.Shape(), want.Shape)
	}
	c.comparePlain(&v)
	k := 0
	for index := range ndtest.Indices(want.Shape) {
		x := c.source.Values[want.From[k]]
		if got, near := v.At(index...), atN(&v, index); got != x || near != x {
			t.Fatalf("%v at %v: want %v, found %v and %v", c, index, x, got, near)
		}
		k++
	}
	if mutable {
		c.compareWrites(w, want)
	}
}

var readOnlyVerbs = []string{"BroadcastTo", "Windows"}

// atN reads through the accessor that has the number of indices in its name.
func atN[T ndview.Element](v *ndview.View[T], i []int) T {
	switch len(i) {
	case 1:
		return v.At1(i[0])
	case 2:
		return v.At2(i[0], i[1])
	case 3:
		return v.At3(i[0], i[1], i[2])
	}
	return v.At(i...)
}

func setN[T ndview.Element](v *ndview.MutView[T], x T, i []int) {
	switch len(i) {
	case 1:
		v.Set1(i[0], x)
	case 2:
		v.Set2(i[0], i[1], x)
	case 3:
		v.Set3(i[0], i[1], i[2], x)
	default:
		v.Set(x, i...)
	}
}

// comparePlain checks the fast road: taken by every view of plain memory, and
// only where each element can be read as a Go value.
func (c *verbCase[T]) comparePlain(v *ndview.View[T]) {
	if c.source.View.Plain() && !v.Plain() {
		c.t.Fatalf("%v: a view of plain memory is not plain", c)
	}
	fit := !v.Indirect() && !v.DType().Swapped
	for index := range ndtest.Indices(v.Shape()) {
		fit = fit && mem.Aligned(v.Array().Addr(index...), mem.AlignOf[T]())
	}
	if fit != v.Plain() {
		c.t.Fatalf("%v: plain is %v, want %v", c, v.Plain(), fit)
	}
}

func (c *verbCase[T]) compareWrites(w ndview.MutView[T], want ndtest.List) {
	values := c.source.Values
	written := map[int]bool{}
	k := 0
	var x T
	for index := range ndtest.Indices(want.Shape) {
		setN(&w, x, index)
		written[want.From[k]] = true
		k++
	}
	k = 0
	for index := range ndtest.Indices(c.source.Shape) {
		wanted := values[k]
		if written[k] {
			wanted = x
		}
		if got := c.source.View.At(index...); got != wanted && !(c.source.Shared && got == x) {
			c.t.Fatalf("%v: wrote %v, then element %v is %v, want %v", c, written, index, got, wanted)
		}
		k++
	}
	k = 0
	for index := range ndtest.Indices(want.Shape) {
		w.Set(values[want.From[k]], index...)
		k++
	}
}

func TestViewsOfReadOnlyResultsStayReadOnly(t *testing.T) {
	v := ndview.Make[int32](3)
	w, err := v.BroadcastTo(2, 3)
	require.NoError(t, err)
	assert.IsType(t, ndview.View[int32]{}, w.T().Flip(0))
	assert.Equal(t, ndview.Overlapping, w.SelfOverlap())
}

func TestRefusalsKeepNothing(t *testing.T) {
	v := ndview.Make[int32](2, 3)
	before := v
	_, err := v.SliceAxis(1, ndview.To(2)).Ravel()
	require.Error(t, err)
	assert.Equal(t, before, v)
	var reshape *ndview.ReshapeError
	require.True(t, errors.As(err, &reshape))
	assert.Equal(t, 0, reshape.Outer)
	assert.Equal(t, 1, reshape.Inner)
}
