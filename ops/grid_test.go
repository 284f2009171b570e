package ops_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Every verb, element type, shape and class of layout, against the index walk;
// inputs are of every class and stretch at random, elements are of any bits.
func TestArithmeticIsTheIndexWalkForEveryTypeAndLayout(t *testing.T) { forEachType(t, complete) }

func testComplete[T ndview.Element](t *testing.T, verbs []verb[T]) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	inputs := ndtest.ReadClasses
	for _, shape := range append(ndtest.Shapes(), []int{1300}, []int{3, 700}, []int{600, 2}) {
		for _, class := range ndtest.Classes {
			dst := ndtest.New[T](rng, class, shape...)
			a := ndtest.New[T](rng, inputs[rng.IntN(len(inputs))], stretched(rng, shape)...)
			b := ndtest.New[T](rng, inputs[rng.IntN(len(inputs))], stretched(rng, shape)...)
			for _, in := range []*ndtest.Array[T]{a, b} {
				in.Fill(ndtest.RandomBits[T](rng, len(in.Values())))
				in.Remember()
			}
			for _, v := range verbs {
				dst.Remember()
				require.NoError(t, v.do(dst.V, a.V.View, b.V.View))
				want := []T{}
				for index := range ndtest.Indices(shape) {
					want = append(want, v.one(at(a, index), at(b, index)))
				}
				requireSame(t, want, dst.Values(), "%s: %v, %v, %v", v.name, dst, a, b)
				dst.OnlyElements(t, v.name)
				a.Unchanged(t, v.name)
				b.Unchanged(t, v.name)
				seen.Add(v.name, dst.Class)
				seen.Add("input", a.Class)
			}
		}
	}
	seen.AtLeast(t, len(verbs)*len(ndtest.Classes)+len(inputs), 20)
}

func TestScaleIsTheIndexWalkForEveryTypeAndLayout(t *testing.T) {
	t.Run("int8", testScale(func(x, y int8) int8 { return x * y }))
	t.Run("uint16", testScale(func(x, y uint16) uint16 { return x * y }))
	t.Run("int64", testScale(func(x, y int64) int64 { return x * y }))
	t.Run("float32", testScale(func(x, y float32) float32 { return x * y }))
	t.Run("float64", testScale(func(x, y float64) float64 { return x * y }))
	t.Run("complex128", testScale(func(x, y complex128) complex128 { return x * y }))
	t.Run("bool", testScale(func(x, y elem.Bool) elem.Bool { return elem.BoolOf(x != 0 && y != 0) }))
	t.Run("float16", testScale(func(x, y elem.Float16) elem.Float16 { return elem.Float16From(x.Float32() * y.Float32()) }))
}

func testScale[T ndview.Element](one func(x, y T) T) func(t *testing.T) {
	return func(t *testing.T) {
		rng := ndtest.Seeded(t)
		for _, shape := range ndtest.Shapes() {
			for _, class := range ndtest.Classes {
				dst := ndtest.New[T](rng, class, shape...)
				dst.Fill(ndtest.RandomBits[T](rng, len(dst.Values())))
				dst.Remember()
				x := ndtest.RandomBits[T](rng, 1)[0]
				want := []T{}
				for _, y := range dst.Values() {
					want = append(want, one(y, x))
				}
				require.NoError(t, ops.Scale(dst.V, x))
				requireSame(t, want, dst.Values(), "Scale by %v: %v", x, dst)
				dst.OnlyElements(t, "Scale")
			}
		}
	}
}

func TestFillAndCopyAreTheIndexWalkForEverySizeAndLayout(t *testing.T) {
	t.Run("uint8", testMoves[uint8])
	t.Run("int16", testMoves[int16])
	t.Run("int32", testMoves[int32])
	t.Run("float64", testMoves[float64])
	t.Run("complex64", testMoves[complex64])
	t.Run("complex128", testMoves[complex128])
}

func testMoves[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	shapes := append(ndtest.Shapes(), []int{9, 17}, []int{24, 10}, []int{3, 11, 12}, []int{100, 3}, []int{1000}, []int{70, 90})
	seen := ndtest.Counter{}
	for _, shape := range shapes {
		for _, to := range ndtest.Classes {
			for range 3 {
				from := ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))]
				seen.Add(from, to)
				dst := ndtest.New[T](rng, to, shape...).Remember()
				x := ndtest.RandomBits[T](rng, 1)
				require.NoError(t, ops.Fill(dst.V, x[0]))
				n := len(dst.Values())
				require.True(t, ndtest.SameBits(slices.Repeat(x, n), dst.Values()), "Fill with %v: %v", x, dst)
				dst.OnlyElements(t, "Fill")

				src := ndtest.New[T](rng, from, stretched(rng, shape)...)
				src.Fill(ndtest.RandomBits[T](rng, len(src.Values())))
				src.Remember()
				dst.Remember()
				require.NoError(t, ops.Copy(dst.V, src.V.View))
				want := []T{}
				for index := range ndtest.Indices(shape) {
					want = append(want, at(src, index))
				}
				require.True(t, ndtest.SameBits(want, dst.Values()), "Copy: %v, %v", dst, src)
				dst.OnlyElements(t, "Copy")
				src.Unchanged(t, "Copy")
			}
		}
	}
	seen.AtLeast(t, len(ndtest.ReadClasses)*len(ndtest.Classes), 5)
}

func TestCopyDropsLeadingAxesOfLengthOne(t *testing.T) {
	dst := ndview.Make[int32](3)
	src, err := ndview.FromSlice([]int32{1, 2, 3}, 1, 1, 3)
	require.NoError(t, err)
	require.NoError(t, ops.Copy(dst, src.View))
	data := make([]int32, 3)
	require.NoError(t, dst.CopyTo(data))
	require.Equal(t, []int32{1, 2, 3}, data)

	one := ndview.Make[int32]()
	src, err = ndview.FromSlice([]int32{7}, 1, 1)
	require.NoError(t, err)
	require.NoError(t, ops.Copy(one, src.View))
	require.Equal(t, int32(7), one.At())
}
