package ops_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleNewVerb() {
	leap := ops.NewVerb("leap", "whether a year is a leap year", ops.Loop1(func(y int32) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }))
	years, _ := ndview.FromSlice([]int16{1900, 2000, 2024, 2026})
	dst := ndview.Make[ndview.Bool](4)
	if err := leap.Apply(dst.Raw(), []ndview.Raw{years.View.Raw()}); err != nil {
		panic(err)
	}
	show(dst.View)
	// Output: [False True True False]
}

func ExampleLoopErr2() {
	divide := ops.NewVerb("divide", "a / b", ops.LoopErr2(func(a, b float64) (float64, error) {
		if b == 0 {
			return 0, errors.New("division by zero")
		}
		return a / b, nil
	}))
	a, dst := ramp(3), ndview.Make[float64](3)
	fmt.Println(divide.Apply(dst.Raw(), []ndview.Raw{a.View.Raw(), a.View.Raw()}))
	// Output: division by zero
}

// plus is a verb of the program's that computes what "add" does for four of its kinds.
var plus = ops.NewVerb("plus", "a + b",
	ops.Loop2(func(a, b int16) int16 { return a + b }), ops.Loop2(func(a, b float32) float32 { return a + b }),
	ops.Loop2(func(a, b float64) float64 { return a + b }), ops.Loop2(func(a, b complex128) complex128 { return a + b }))

// Where its kinds are the registry's, a verb of the program's does what the registry's does, also where operands overlap.
func TestVerbsOfTheProgramAreAsThoseOfTheRegistry(t *testing.T) {
	lengths := []int{0, 1, 7, 100, 5000, 40_000}
	for _, n := range lengths {
		for _, shift := range []int{0, 1, 3} {
			for _, step := range []int{1, -1, 2} {
				run := func(apply func(dst ndview.MutRaw, in []ndview.Raw) error) []float64 {
					data := make([]float64, 2*n+8)
					for i := range data {
						data[i] = float64(i*i%1009) / 7
					}
					all, err := ndview.FromSlice(data)
					require.NoError(t, err)
					dst, a, b := all.Slice(ndview.Span(0, n)), all.Slice(ndview.Span(shift, shift+n)), all.Slice(ndview.Span(0, 2*n).By(2))
					if step < 0 {
						a = a.Slice(ndview.All.By(-1))
					}
					if step == 2 {
						a = b
					}
					require.NoError(t, apply(dst.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}))
					return data
				}
				want := run(func(dst ndview.MutRaw, in []ndview.Raw) error { return ops.Apply("add", dst, in) })
				have := run(func(dst ndview.MutRaw, in []ndview.Raw) error { return plus.Apply(dst, in) })
				require.Equal(t, want, have, "%d elements, shift %d, step %d", n, shift, step)
				require.Equal(t, want, run(func(dst ndview.MutRaw, in []ndview.Raw) error { return plus.Apply(dst, in, ops.Workers(3)) }))
			}
		}
	}
}

func TestAFunctionIsCalledOnceForEachElementThatIsSelected(t *testing.T) {
	n := 10_000
	a, dst, mask := ndview.Make[float64](n), ndview.Make[float64](n), ndview.Make[ndview.Bool](n)
	for every := 1; every <= 50; every += 7 {
		selected, calls := 0, 0
		for i := range n {
			a.Set1(i, float64(i))
			dst.Set1(i, -1)
			mask.Set1(i, 0)
			if i%every == 0 {
				mask.Set1(i, 1)
				selected++
			}
		}
		count := ops.NewVerb("count", "", ops.Loop1(func(x float64) float64 { calls++; return x }))
		require.NoError(t, count.Apply(dst.Raw(), []ndview.Raw{a.View.Raw()}, ops.When(mask.View)))
		assert.Equal(t, selected, calls)
		for i := range n {
			want := -1.0
			if i%every == 0 {
				want = float64(i)
			}
			require.Equal(t, want, dst.At1(i))
		}
	}
}

func TestVerbsOfTheProgramRefuse(t *testing.T) {
	a, c, small := ramp(3), ndview.Make[complex64](3), ndview.Make[int16](3)
	half := ops.NewVerb("half", "a / 2", ops.Loop1(func(a float64) float64 { return a / 2 }))
	for _, n := range []int{3, 20_000} {
		a := ndview.Make[float64](n)
		a.Set1(n-1, 1)
		fails := ops.NewVerb("fails", "", ops.LoopErr1(func(a float64) (float64, error) {
			if a == 1 {
				return 0, assert.AnError
			}
			return a, nil
		})).Parallel()
		err := fails.Apply(ndview.Make[float32](n).Raw(), []ndview.Raw{a.View.Raw()}, ops.Workers(2))
		var of *ops.FuncError
		require.ErrorAs(t, err, &of)
		assert.Equal(t, assert.AnError, of.Err)
	}
	dies := ops.NewVerb("dies", "", ops.Loop1(func(a float64) float64 { panic("at the disco") }))
	assert.PanicsWithValue(t, "at the disco", func() { _ = dies.Apply(a.Raw(), []ndview.Raw{a.View.Raw()}) })

	require.ErrorIs(t, half.Apply(a.Raw(), []ndview.Raw{c.View.Raw()}), ndview.ErrType, "no loop")
	require.ErrorIs(t, half.Apply(small.Raw(), []ndview.Raw{a.View.Raw()}), ndview.ErrType, "no cast of the same kind")
	require.NoError(t, half.Apply(small.Raw(), []ndview.Raw{a.View.Raw()}, ops.Casting(ops.Unsafe)))
	require.ErrorIs(t, half.Apply(ramp(4).Raw(), []ndview.Raw{a.View.Raw()}), ndview.ErrShape)
	require.ErrorIs(t, half.Apply(a.Raw(), nil), ops.ErrVerb)
	_, err := half.ResultType(ndview.DTypeOf[complex64]())
	require.ErrorIs(t, err, ndview.ErrType)
	_, err = half.ResultType()
	require.ErrorIs(t, err, ops.ErrVerb)
	typ, err := plus.ResultType(ndview.DTypeOf[int16](), ndview.DTypeOf[uint16]())
	require.NoError(t, err)
	assert.Equal(t, ndview.DTypeOf[float32](), typ)
	assert.Equal(t, ops.VerbInfo{Name: "half", Doc: "a / 2", In: 1, Out: 1}, half.Info())
	assert.Panics(t, func() { ops.NewVerb("none", "") })
	assert.Panics(t, func() {
		ops.NewVerb("mixed", "", ops.Loop1(func(a int8) int8 { return a }), ops.Loop3(func(a, b, c int8) int8 { return a }))
	})
}

// Each Go type that a function may return is stored as its kind.
func TestResultsOfEveryKind(t *testing.T) {
	a, err := ndview.FromSlice([]int8{0, 1})
	require.NoError(t, err)
	for name, l := range map[string]ops.Loop{
		"bool": ops.Loop1(func(a int8) bool { return a != 0 }), "?": ops.Loop1(func(a int8) ndview.Bool { return ndview.Bool(a) }),
		"int8": ops.Loop1(func(a int8) int8 { return a }), "int16": ops.Loop1(func(a int8) int16 { return int16(a) }),
		"int32": ops.Loop1(func(a int8) int32 { return int32(a) }), "int64": ops.Loop1(func(a int8) int64 { return int64(a) }),
		"uint8": ops.Loop1(func(a int8) uint8 { return uint8(a) }), "uint16": ops.Loop1(func(a int8) uint16 { return uint16(a) }),
		"uint32": ops.Loop1(func(a int8) uint32 { return uint32(a) }), "uint64": ops.Loop1(func(a int8) uint64 { return uint64(a) }),
		"float16":   ops.Loop1(func(a int8) ndview.Float16 { return ndview.Float16(0x3c00 * uint16(a)) }),
		"bfloat16":  ops.Loop1(func(a int8) ndview.BFloat16 { return ndview.BFloat16(0x3f80 * uint16(a)) }),
		"float32":   ops.Loop1(func(a int8) float32 { return float32(a) }),
		"float64":   ops.Loop1(func(a int8) float64 { return float64(a) }),
		"complex64": ops.Loop1(func(a int8) complex64 { return complex(float32(a), 0) }), "complex128": ops.Loop1(func(a int8) complex128 { return complex(float64(a), 0) }),
	} {
		dst := ndview.Make[complex128](2)
		require.NoError(t, ops.NewVerb(name, "", l).Apply(dst.Raw(), []ndview.Raw{a.View.Raw()}), name)
		assert.Equal(t, []complex128{0, 1}, dataOf(dst), name)
		typ, err := ops.NewVerb(name, "", l).ResultType(ndview.DTypeOf[int8]())
		require.NoError(t, err)
		if name != "?" {
			assert.Equal(t, name, typ.String())
		}
	}
}
