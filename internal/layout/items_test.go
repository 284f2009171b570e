package layout

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// bytesInOrder lists every byte of every item, in C order of the items.
func bytesInOrder(l *Layout, base, item int) (all []path) {
	last := l.Levels() - 1
	for _, p := range pathsOf(l, base) {
		for range item {
			all = append(all, p)
			p[last]++
		}
	}
	return all
}

func TestReinterpretKeepsEveryByteInItsPlace(t *testing.T) {
	rng := seeded(t)
	accepted, refused := 0, 0
	sizes := []int{1, 2, 3, 4, 6, 8, 16}
	for range 30000 {
		_, l := randomLayout(rng, t)
		old, item := 8, sizes[rng.IntN(len(sizes))]
		got := l
		err := got.Reinterpret(old, item)
		if err != nil {
			require.True(t, same(&l, &got))
			refused++
			continue
		}
		requireInvariants(t, &got)
		want := bytesInOrder(&l, 50, old)
		have := bytesInOrder(&got, 50, item)
		if !slices.Equal(want, have) {
			require.Equal(t, want, have, "%s as items of %d", describe(&l), item)
		}
		accepted++
	}
	t.Log("accepted", accepted, "refused", refused)
	require.GreaterOrEqual(t, accepted, 1000)
	require.GreaterOrEqual(t, refused, 1000)
}

func TestReinterpretRefusesAsNumPyDoes(t *testing.T) {
	for _, c := range []struct {
		name           string
		shape, strides []int
		suboffsets     []int
		old, item      int
		sentinel       error
		text           string
	}{
		{"0-d", []int{}, []int{}, nil, 8, 4, ErrShape,
			"reinterpret: a 0-d array keeps its itemsize of 8, wanted 4; insert an axis first"},
		{"gaps", []int{4}, []int{16}, nil, 8, 4, ErrLayout,
			"reinterpret: to change the itemsize from 8 to 4 the last axis must be contiguous: its stride is 16 bytes, wanted 8; copy first"},
		{"smaller", []int{4}, []int{8}, nil, 8, 3, ErrShape,
			"reinterpret: the smaller itemsize 3 must divide the itemsize 8"},
		{"larger", []int{5}, []int{8}, nil, 8, 16, ErrShape,
			"reinterpret: itemsize 16 must divide the 40 bytes of the last axis (5 items of 8)"},
		{"pointers", []int{4}, []int{8}, []int{0}, 8, 4, ErrLayout,
			"reinterpret: to change the itemsize from 8 to 4 the items of the last axis must lie side by side: " +
				"it runs over pointers (dereference level 0 of 1); copy first"},
		{"to nothing", []int{4}, []int{8}, nil, 8, 0, ErrShape, "reinterpret: itemsize 8 as 0: only sizes above 0 divide"},
		{"from nothing", []int{4}, []int{0}, nil, 0, 8, ErrShape, "reinterpret: itemsize 0 as 8: only sizes above 0 divide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := New(c.shape, c.strides, c.suboffsets, c.old)
			require.NoError(t, err)
			err = l.Reinterpret(c.old, c.item)
			require.ErrorIs(t, err, c.sentinel)
			require.EqualError(t, err, c.text)
		})
	}
	l, err := New([]int{3, 1}, []int{8, 999}, nil, 8)
	require.NoError(t, err)
	require.NoError(t, l.Reinterpret(8, 4), "the stride of a single item does not matter")
	require.Equal(t, []int{3, 2}, l.AppendShape(nil))
	require.Equal(t, []int{8, 4}, l.AppendStrides(nil))
	require.NoError(t, l.Reinterpret(4, 4))
}

func TestFieldsMoveEveryItem(t *testing.T) {
	rng := seeded(t)
	indirect := 0
	for range 5000 {
		_, l := randomLayout(rng, t)
		if l.Empty() {
			require.Zero(t, l.SubField(4), "L9")
			continue
		}
		last := l.Levels() - 1
		field, before := l, snapshot(&l)
		moved := field.SubField(4)
		want := pathsOf(&l, 10)
		for i := range want {
			want[i][last] += 4
		}
		require.Equal(t, want, pathsOf(&field, 10+moved))
		require.True(t, same(&before, &l), "L8")
		if l.Indirect() {
			require.Zero(t, moved)
			indirect++
		}

		parts := l
		moved, err := parts.SubArray(4, []int{2, 3}, 8)
		require.NoError(t, err)
		requireInvariants(t, &parts)
		require.Equal(t, append(l.AppendShape([]int{}), 2, 3), parts.AppendShape(nil))
		want = want[:0]
		for _, p := range pathsOf(&l, 10) {
			for i := range 6 {
				q := p
				q[last] += 4 + 8*i
				want = append(want, q)
			}
		}
		require.Equal(t, want, pathsOf(&parts, 10+moved))
	}
	require.Greater(t, indirect, 500)
}

func TestAFieldOfASingleItemBehindAPointer(t *testing.T) {
	l, err := New([]int{2}, []int{8}, []int{16}, 8)
	require.NoError(t, err)
	offset, err := l.Index(0, 1)
	require.NoError(t, err)
	require.Equal(t, 8, offset)
	require.Zero(t, l.SubField(4))
	require.True(t, l.Indirect())
	require.Equal(t, []path{{8, 20}}, pathsOf(&l, offset))
	require.Zero(t, l.NDim)
	require.Equal(t, 1, l.Size())
	require.Equal(t, Disjoint, SelfOverlap(&l, 8, 1))
	injective, exact := l.Injective(8)
	require.True(t, injective && exact)
}

func TestSubArraysAreRefusedWithAReason(t *testing.T) {
	l, err := C([]int{2}, 8)
	require.NoError(t, err)
	_, err = l.SubArray(0, []int{-1}, 8)
	require.ErrorIs(t, err, ErrShape)
	_, err = l.SubArray(0, []int{1 << 31, 1 << 30}, 1)
	require.NoError(t, err)
	_, err = l.SubArray(0, []int{4}, 1)
	require.ErrorIs(t, err, ErrOverflow)
	many, err := C(slices.Repeat([]int{1}, MaxNDim), 8)
	require.NoError(t, err)
	_, err = many.SubArray(0, []int{4}, 1)
	require.ErrorIs(t, err, ErrShape)
}

func TestRecordsOfNumPysPackedExample(t *testing.T) {
	// shape (3,) of {a: int8, m: float64 (2, 3), z: int16 (2,)}, packed, itemsize 53
	l, err := C([]int{3}, 53)
	require.NoError(t, err)
	offset, err := l.SubArray(1, []int{2, 3}, 8)
	require.NoError(t, err)
	require.Equal(t, 1, offset)
	require.Equal(t, []int{3, 2, 3}, l.AppendShape(nil))
	require.Equal(t, []int{53, 24, 8}, l.AppendStrides(nil))
	require.False(t, l.AlignedTo(8))
	require.True(t, l.AlignedTo(1))
}
