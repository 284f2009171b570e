package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// lie makes an array over s: element 0 at s[offset], strides in elements.
func lie(t *testing.T, s []int64, offset int, shape, strides []int) *mem.Array {
	t.Helper()
	bytes := make([]int, len(strides))
	for i, x := range strides {
		bytes[i] = 8 * x
	}
	l, err := layout.New(shape, bytes, nil, 8)
	require.NoError(t, err)
	a := mem.New(mem.Add(mem.Of(s), 8*offset), l, lease.Forever, 0, mem.Item{Size: 8, Unit: 1, Align: 8})
	return &a
}

// The ways in which an input may lie on dst, and the road each of them takes.
func TestTheRoadOfEachOverlap(t *testing.T) {
	s := make([]int64, 200)
	for _, c := range []struct {
		name     string
		dst, in  *mem.Array
		order    order
		possible bool
	}{
		{"the same view", lie(t, s, 0, []int{4, 5}, []int{10, 2}), lie(t, s, 0, []int{4, 5}, []int{10, 2}), anyOrder, true},
		{"other memory", lie(t, s, 0, []int{20}, []int{1}), lie(t, s, 20, []int{20}, []int{1}), anyOrder, true},
		{"interleaved", lie(t, s, 0, []int{20}, []int{2}), lie(t, s, 1, []int{20}, []int{2}), anyOrder, true},
		{"a row further", lie(t, s, 0, []int{4, 5}, []int{5, 1}), lie(t, s, 5, []int{4, 5}, []int{5, 1}), upwards, true},
		{"a row before", lie(t, s, 5, []int{4, 5}, []int{5, 1}), lie(t, s, 0, []int{4, 5}, []int{5, 1}), downwards, true},
		{"turned and shifted", lie(t, s, 50, []int{4, 5}, []int{-5, 1}), lie(t, s, 51, []int{4, 5}, []int{-5, 1}), upwards, true},
		{"a row and some, transposed", lie(t, s, 0, []int{5, 4}, []int{1, 5}), lie(t, s, 7, []int{5, 4}, []int{1, 5}), upwards, true},
		{"not nested", lie(t, s, 0, []int{2, 3}, []int{5, 4}), lie(t, s, 4, []int{2, 3}, []int{5, 4}), anyOrder, false},
		{"reversed", lie(t, s, 0, []int{20}, []int{1}), lie(t, s, 19, []int{20}, []int{-1}), anyOrder, false},
		{"transposed", lie(t, s, 0, []int{5, 5}, []int{5, 1}), lie(t, s, 0, []int{5, 5}, []int{1, 5}), anyOrder, false},
		{"a row of dst for all", lie(t, s, 0, []int{5, 5}, []int{5, 1}), lie(t, s, 0, []int{5}, []int{1}), anyOrder, false},
	} {
		r := newRun(2)
		r.set(0, elem.KindInt64, c.dst)
		r.set(1, elem.KindInt64, c.in)
		r.stretch()
		order, possible := r.orderFor(1)
		assert.Equal(t, c.possible, possible, c.name)
		assert.Equal(t, c.order, order, c.name)
		r.free()
	}
}

func TestInputsThatWantOppositeOrdersAreNotBothReadInPlace(t *testing.T) {
	s := make([]int64, 30)
	for i := range s {
		s[i] = int64(i)
	}
	dst, below, above := lie(t, s, 5, []int{20}, []int{1}), lie(t, s, 4, []int{20}, []int{1}), lie(t, s, 6, []int{20}, []int{1})
	r := newRun(3)
	r.set(0, elem.KindInt64, dst)
	r.set(1, elem.KindInt64, below)
	r.set(2, elem.KindInt64, above)
	r.stretch()
	r.separate()
	assert.Equal(t, downwards, r.order)
	assert.Equal(t, below.Base, r.ops[1].base, "read in place")
	assert.NotEqual(t, above.Base, r.ops[2].base, "copied aside")
	r.free()
	add, _ := Lookup("add")
	add.Exact(elem.KindInt64).Run2(dst, below, above)
	for i := range 20 {
		require.Equal(t, int64(4+i+6+i), s[5+i])
	}
}

// A run that waits in the pool keeps no memory alive (K4).
func TestAPooledRunKnowsNoAddress(t *testing.T) {
	s := make([]int64, 30)
	r := newRun(2)
	r.set(0, elem.KindInt64, lie(t, s, 0, []int{5}, []int{1}))
	r.set(1, elem.KindInt64, lie(t, s, 5, []int{5}, []int{1}))
	require.True(t, r.prepare())
	r.move()
	r.free()
	assert.Equal(t, [maxOps]operand{}, r.ops)
	assert.Equal(t, [maxOps]mem.Addr{}, r.base)
}

// Inputs that are dst turned over are known by what turns them.
func TestTheTurnOfEachInput(t *testing.T) {
	s := make([]int64, 2000)
	square := twin{square: true, p: 0, q: 1}
	for _, c := range []struct {
		name    string
		dst, in *mem.Array
		turn    twin
	}{
		{"reversed", lie(t, s, 0, []int{20}, []int{1}), lie(t, s, 19, []int{20}, []int{-1}), twin{reversed: 1}},
		{"reversed and shifted", lie(t, s, 0, []int{20}, []int{1}), lie(t, s, 20, []int{20}, []int{-1}), twin{}},
		{"rows reversed", lie(t, s, 0, []int{4, 5}, []int{5, 1}), lie(t, s, 15, []int{4, 5}, []int{-5, 1}), twin{reversed: 1}},
		{"all reversed", lie(t, s, 0, []int{4, 1, 5}, []int{5, 9, 1}), lie(t, s, 19, []int{4, 1, 5}, []int{-5, 7, -1}), twin{reversed: 1 | 4}},
		{"one axis on to another", lie(t, s, 0, []int{4, 5}, []int{5, 1}), lie(t, s, 0, []int{4, 5}, []int{5, 2}), twin{}},
		{"transposed", lie(t, s, 3, []int{30, 30}, []int{30, 1}), lie(t, s, 3, []int{30, 30}, []int{1, 30}), square},
		{"transposed and shifted", lie(t, s, 3, []int{30, 30}, []int{30, 1}), lie(t, s, 4, []int{30, 30}, []int{1, 30}), twin{}},
		{"transposed among axes of length 1", lie(t, s, 0, []int{1, 30, 1, 30}, []int{0, 30, 7, 1}), lie(t, s, 0, []int{1, 30, 1, 30}, []int{5, 1, 5, 30}),
			twin{square: true, p: 1, q: 3}},
		{"transposed and reversed", lie(t, s, 0, []int{30, 30}, []int{30, 1}), lie(t, s, 899, []int{30, 30}, []int{-1, -30}), twin{}},
		{"a stack of squares", lie(t, s, 0, []int{2, 9, 9}, []int{81, 9, 1}), lie(t, s, 0, []int{2, 9, 9}, []int{81, 1, 9}), twin{square: true, p: 1, q: 2}},
		{"a stack and reversed", lie(t, s, 0, []int{2, 9, 9}, []int{81, 9, 1}), lie(t, s, 81, []int{2, 9, 9}, []int{-81, 1, 9}), twin{}},
		{"three axes", lie(t, s, 0, []int{5, 5, 5}, []int{25, 5, 1}), lie(t, s, 0, []int{5, 5, 5}, []int{1, 25, 5}), twin{}},
	} {
		r := newRun(2)
		r.set(0, elem.KindInt64, c.dst)
		r.set(1, elem.KindInt64, c.in)
		got := twinOf(&r.ops[0], &r.ops[1])
		if got.square {
			got = twin{square: true, p: min(got.p, got.q), q: max(got.p, got.q)}
		}
		assert.Equal(t, c.turn, got, c.name)
		r.free()
	}
}
