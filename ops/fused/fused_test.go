package fused_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

func compile(t testing.TB, e fused.Expr, inputs ...fused.Expr) *fused.Program {
	t.Helper()
	p, err := fused.Compile(e, inputs...)
	require.NoError(t, err)
	return p
}

func vector[T ndview.Element](s ...T) ndview.MutView[T] {
	v, err := ndview.FromSlice(s)
	if err != nil {
		panic(err)
	}
	return v
}

func elements[T ndview.Element](t testing.TB, v ndview.MutView[T]) []T {
	t.Helper()
	s := make([]T, v.Size())
	require.NoError(t, v.CopyTo(s))
	return s
}

func TestAnExpressionPrintsAsPythonWritesIt(t *testing.T) {
	x, y, m := fused.In[float64]("x"), fused.In[float64]("y"), fused.In[ndview.Bool]("m")
	one := fused.Const(1)
	for want, e := range map[string]fused.Expr{
		"x*y + 1":                    fused.Add(fused.Mul(x, y), one),
		"x*(y + 1)":                  fused.Mul(x, fused.Add(y, one)),
		"x - (y - 1)":                fused.Sub(x, fused.Sub(y, one)),
		"x - y - 1":                  fused.Sub(fused.Sub(x, y), one),
		"sqrt(x*x + y*y)":            fused.Sqrt(fused.Add(fused.Mul(x, x), fused.Mul(y, y))),
		"where(m, x, 0)":             fused.Where(m, x, fused.Const(0)),
		"-x**2":                      fused.Neg(fused.Pow(x, fused.Const(2))),
		"(-x)**2":                    fused.Pow(fused.Neg(x), fused.Const(2)),
		"x**(y**x)":                  fused.Pow(x, fused.Pow(y, x)),
		"(x < y) == m":               fused.Equal(fused.Less(x, y), m),
		"(x < y) & ~m":               fused.And(fused.Less(x, y), fused.Not(m)),
		"x*(-1)":                     fused.Mul(x, fused.Const(-1)),
		"float32(x) // float32(2.0)": fused.FloorDiv(fused.As[float32](x), fused.Value(float32(2))),
		"x + (1+2i)":                 fused.Add(x, fused.Const(1+2i)),
		"x*uint8(3)":                 fused.Mul(x, fused.Value(uint8(3))),
		"m | bool(True)":             fused.Or(m, fused.Value(ndview.Bool(1))),
		"maximum(x, 1e-09)":          fused.Maximum(x, fused.Const(1e-9)),
		"arctan2(x, y) % 1":          fused.Mod(fused.Call("arctan2", x, y), one),
		"hypot(x, (nothing))":        fused.Call("hypot", x, fused.Expr{}),
	} {
		assert.Equal(t, want, e.String())
	}
	for range 60 { // a value of 60 nodes, and of 2**60 terms
		x = fused.Add(x, x)
	}
	assert.Less(t, len(x.String()), 3000)
}

// The dtypes that NumPy 2 gives to the same expressions (NEP 50).
func TestTheResultHasNumPysDtype(t *testing.T) {
	b, i1, u1, u2 := fused.In[ndview.Bool]("b"), fused.In[int8]("i1"), fused.In[uint8]("u1"), fused.In[uint16]("u2")
	i8, u8, f2, f4, f8 := fused.In[int64]("i8"), fused.In[uint64]("u8"), fused.In[ndview.Float16]("f2"), fused.In[float32]("f4"), fused.In[float64]("f8")
	c8 := fused.In[complex64]("c8")
	two, half, imag := fused.Const(2), fused.Const(0.5), fused.Const(2i)
	for _, c := range []struct {
		e    fused.Expr
		want string
	}{
		{fused.Mul(f4, two), "float32"}, {fused.Add(f4, half), "float32"}, {fused.Add(i1, half), "float64"}, {fused.Add(f4, imag), "complex64"},
		{fused.Add(f8, imag), "complex128"}, {fused.Add(c8, half), "complex64"}, {fused.Add(b, two), "int64"}, {fused.Add(u1, two), "uint8"},
		{fused.Add(b, half), "float64"}, {fused.Add(i1, u1), "int16"}, {fused.Add(i8, u8), "float64"}, {fused.Add(f2, u2), "float32"},
		{fused.Add(f2, i1), "float16"}, {fused.Mul(f2, fused.Const(70000.0)), "float16"}, {fused.Div(i1, two), "float64"},
		{fused.Sqrt(i1), "float16"}, {fused.Sqrt(u2), "float32"}, {fused.Pow(f4, two), "float32"}, {fused.Add(f4, fused.Value(0.5)), "float64"},
		{fused.Where(b, f4, fused.Const(0)), "float32"}, {fused.Where(b, fused.Const(0), half), "float64"}, {fused.Where(f8, i1, u1), "int16"},
		{fused.Clip(i1, fused.Const(0), fused.Const(1.5)), "float64"}, {fused.Less(u1, fused.Const(300)), "bool"}, {fused.Less(u8, fused.Const(-1)), "bool"},
		{fused.Abs(c8), "float32"}, {fused.As[int8](f8), "int8"}, {fused.Add(two, two), "int64"}, {fused.Call("arctan2", i1, fused.Const(1.0)), "float64"},
		{fused.Add(b, b), "bool"}, {half, "float64"}, {f4, "float32"},
	} {
		assert.Equal(t, c.want, compile(t, c.e).DType().Kind.String(), "%v", c.e)
	}
}

func TestComparisonsTakeConstantsOutOfRangeAsTheyAre(t *testing.T) {
	u := fused.In[uint8]("u")
	less := ndview.Make[ndview.Bool](3)
	v := vector[uint8](0, 200, 255)
	require.NoError(t, compile(t, fused.Less(u, fused.Const(300))).Run(less.Raw(), v.View.Raw()))
	assert.Equal(t, []ndview.Bool{1, 1, 1}, elements(t, less))
	w := vector[uint64](0, 1, 1<<64-1)
	require.NoError(t, compile(t, fused.Greater(fused.In[uint64]("u"), fused.Const(-1))).Run(less.Raw(), w.View.Raw()))
	assert.Equal(t, []ndview.Bool{1, 1, 1}, elements(t, less))
}

// A constant takes the kind of what it is computed with: an integer that does not fit is
// refused, a float becomes the nearest there is.
func TestConstantsTakeTheKindOfTheOtherOperand(t *testing.T) {
	u1, i4, f2, f4 := fused.In[uint8]("u1"), fused.In[int32]("i4"), fused.In[ndview.Float16]("f2"), fused.In[float32]("f4")
	for want, e := range map[string]fused.Expr{
		"integer -1 is out of bounds for uint8":            fused.Add(u1, fused.Const(-1)),
		"integer 256 is out of bounds for uint8":           fused.Add(u1, fused.Const(256)),
		"integer 1000 is out of bounds for uint8":          fused.Mul(u1, fused.Const(1000)),
		"integer 1099511627776 is out of bounds for int32": fused.Add(i4, fused.Const(1<<40)),
	} {
		_, err := fused.Compile(e)
		require.ErrorIs(t, err, ndview.ErrType)
		assert.ErrorContains(t, err, want)
	}
	half := ndview.Make[ndview.Float16](1)
	require.NoError(t, compile(t, fused.Add(f2, fused.Const(70000.0))).Run(half.Raw(), vector(elem.Float16From(1)).View.Raw()))
	assert.Equal(t, math.Inf(1), half.At1(0).Float64(), "float16 ends at 65504")

	const above = 0x1p-24 + 0x1p-52 // in float32, half of what is between 1 and the next number
	single := ndview.Make[float32](1)
	for constant, want := range map[fused.Expr]float32{fused.Const(above): 1, fused.Value(above): 1 + 0x1p-23} {
		require.NoError(t, compile(t, fused.Add(f4, constant)).Run(single.Raw(), vector[float32](1).View.Raw()))
		assert.Equal(t, want, single.At1(0), "%v", constant)
	}
}

func TestCompileListsEveryFault(t *testing.T) {
	x, y, u := fused.In[float64]("x"), fused.In[float64]("y"), fused.In[uint8]("u")
	bad := fused.Add(fused.Sqrt(fused.And(x, y)), fused.Mul(fused.Call("sqr", x), fused.Add(u, fused.Const(300))))
	_, err := fused.Compile(bad)
	require.ErrorIs(t, err, ndview.ErrType)
	var e *fused.CompileError
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Faults, 3)
	assert.Equal(t, "sqrt(x & y) + sqr(x)*(u + 300)", e.Expr)
	assert.Equal(t, "x & y", e.Faults[0].At)
	assert.Contains(t, e.Faults[0].Text, "bitwise_and has no loop for (float64, float64); ")
	assert.Equal(t, fused.Fault{At: "sqr(x)", Text: `there is no verb "sqr"; ops.Verbs lists the names`}, e.Faults[1])
	assert.Equal(t, "u + 300", e.Faults[2].At)
	assert.Contains(t, err.Error(), "inplace: fused.Compile: sqrt(x & y) + sqr(x)*(u + 300): at x & y: ")

	for want, e := range map[string]fused.Expr{
		"sqrt has 2 operands, wanted 1":                             fused.Call("sqrt", x, y),
		"an operand is missing":                                     fused.Add(x, fused.Expr{}),
		"divmod has 2 results, and a part of an expression has one": fused.Call("divmod", x, y),
		"booleans have no difference":                               fused.Sub(fused.Less(x, y), fused.Less(y, x)),
		"input x has dtype float32 here and float64 elsewhere":      fused.Add(x, fused.In[float32]("x")),
		"input s has dtype |S5, which no verb computes on":          fused.Add(x, fused.Input("s", dtype(t, "|S5"))),
		"integers to negative integer powers":                       fused.Pow(u, fused.Value(int8(-1))),
	} {
		_, err := fused.Compile(e)
		assert.ErrorContains(t, err, want, "%v", e)
	}
	_, err = fused.Compile(fused.Add(x, y), x)
	assert.ErrorContains(t, err, "at y: input y is not among the operands that the program is given: [x]")
	_, err = fused.Compile(x, x, x)
	assert.ErrorContains(t, err, "input x is named twice")
	_, err = fused.Compile(x, fused.Add(x, x))
	assert.ErrorContains(t, err, "operand 0 is not an input")
}

func dtype(t *testing.T, text string) ndview.DType {
	typ, err := ndview.ParseDType(text)
	require.NoError(t, err)
	return typ
}

func TestOperandsStandInTheOrderGivenOrOfTheFirstMention(t *testing.T) {
	x, y, z := fused.In[float64]("x"), fused.In[float64]("y"), fused.In[int8]("z")
	e := fused.Sub(y, x)
	assert.Equal(t, []string{"y", "x"}, compile(t, e).Inputs())
	p := compile(t, e, x, y, z)
	assert.Equal(t, []string{"x", "y", "z"}, p.Inputs())
	assert.Equal(t, []ndview.DType{ndview.DTypeOf[float64](), ndview.DTypeOf[float64](), ndview.DTypeOf[int8]()}, p.InputDTypes())
	assert.Equal(t, "y - x", p.String())
	dst := ndview.Make[float64](2)
	require.NoError(t, p.Run(dst.Raw(), vector(1.0, 2).View.Raw(), vector(10.0, 20).View.Raw(), vector[int8](0).View.Raw()))
	assert.Equal(t, []float64{9, 18}, elements(t, dst))
}

func TestRunListsAllThatDoesNotFitAndWritesNothing(t *testing.T) {
	x, y := fused.In[float64]("x"), fused.In[int32]("y")
	p := compile(t, fused.Mul(x, y))
	dst := vector[int32](7, 7, 7)
	err := p.Run(dst.Raw(), vector[float32](1, 2).View.Raw(), ndview.Make[int32](2, 3).View.Raw())
	for _, sentinel := range []error{ndview.ErrType, ndview.ErrShape} {
		require.ErrorIs(t, err, sentinel)
	}
	var e *fused.OperandError
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Unmet, 4, "%v", err)
	assert.Equal(t, []int32{7, 7, 7}, elements(t, dst))
	assert.EqualError(t, p.Run(dst.Raw(), vector(1.0).View.Raw()), "inplace: fused.Run: x*y: 1 operands were given, wanted 2: [x y]")

	folded, err := ndview.FromStrided([]float64{1, 2, 3}, 0, []int{2, 3}, []int{0, 8})
	require.NoError(t, err)
	require.ErrorIs(t, p.Run(folded.Raw(), vector(1.0).View.Raw(), vector[int32](1).View.Raw()), ndview.ErrOverlap)
}

// A value that a verb refuses is found before anything is written, wherever it is and
// however deep in the expression.
func TestRefusedValuesAreFoundBeforeAnythingIsWritten(t *testing.T) {
	x, y := fused.In[int64]("x"), fused.In[int64]("y")
	p := compile(t, fused.Add(fused.Pow(x, fused.Sub(y, fused.Const(1))), x))
	const n = 10_000
	a, b := ndview.Make[int64](n), ndview.Make[int64](n)
	for i := range n {
		a.Set1(i, int64(i%5))
		b.Set1(i, 3)
	}
	for _, workers := range []int{1, 3} {
		b.Set1(n-1, 0)
		before := elements(t, a)
		err := p.RunContext(t.Context(), workers, a.Raw(), a.View.Raw(), b.View.Raw())
		require.ErrorContains(t, err, "integers to negative integer powers")
		require.Equal(t, before, elements(t, a))
		b.Set1(n-1, 3)
		require.NoError(t, p.RunContext(t.Context(), workers, a.Raw(), a.View.Raw(), b.View.Raw()))
		for i, x := range before {
			require.Equal(t, x*x+x, a.At1(i))
		}
	}
}

func TestAProductAndASumAreRoundedEach(t *testing.T) {
	x, y, z := fused.In[float64]("x"), fused.In[float64]("y"), fused.In[float64]("z")
	dst := ndview.Make[float64](1)
	e := 1.0 / (1 << 30)
	require.NoError(t, compile(t, fused.Add(fused.Mul(x, y), z)).Run(dst.Raw(), vector(1+e).View.Raw(), vector(1-e).View.Raw(), vector(-1.0).View.Raw()))
	assert.Equal(t, 0.0, dst.At1(0), "one rounding would leave −2**−60")
}

func TestOneProgramServesSeveralGoroutines(t *testing.T) {
	x := fused.In[float64]("x")
	p := compile(t, fused.Add(fused.Mul(x, x), fused.Const(1)))
	var all sync.WaitGroup
	for k := range 4 {
		all.Go(func() {
			for range 50 {
				v := ndview.Make[float64](1000)
				v.Set1(k, float64(k))
				if !assert.NoError(t, p.RunContext(t.Context(), 2, v.Raw(), v.View.Raw())) || !assert.Equal(t, float64(k*k+1), v.At1(k)) {
					return
				}
			}
		})
	}
	all.Wait()
}

func TestARunEndsWithItsContext(t *testing.T) {
	x := fused.In[float64]("x")
	p := compile(t, fused.Add(x, fused.Const(1)))
	mine := errors.New("mine")
	ctx, cancel := context.WithCancelCause(t.Context())
	v := ndview.Make[float64](1 << 22)
	before := runtime.NumGoroutine()
	done := make(chan error)
	go func() {
		for {
			if err := p.RunContext(ctx, 2, v.Raw(), v.View.Raw()); err != nil {
				done <- err
				return
			}
		}
	}()
	cancel(mine)
	err := <-done
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, mine)
	require.ErrorIs(t, p.RunContext(ctx, 1, v.Raw(), v.View.Raw()), mine)
	for runtime.NumGoroutine() > before {
		runtime.Gosched()
	}
	require.Panics(t, func() { _ = p.RunContext(t.Context(), -1, v.Raw(), v.View.Raw()) })
}

func TestARunHoldsItsOperands(t *testing.T) {
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	p := compile(t, fused.Add(x, y))
	whole := ndview.Make[float64](1 << 20)
	slot := new(lease.Slot)
	a := whole.Array()
	v := ndview.NewMutView[float64](mem.New(a.Base, *a.L(), slot, slot.OpenOwned(0), a.Item()))
	other := ndview.Make[float64](1 << 20)
	seen, done := false, make(chan error)
	for !seen {
		go func() { done <- p.Run(other.Raw(), v.View.Raw(), v.View.Raw()) }()
		for running := true; running; {
			select {
			case err := <-done:
				require.NoError(t, err)
				running = false
			default:
				seen = seen || slot.Holders() > 0
			}
		}
	}
	require.Zero(t, slot.Holders())
	require.Error(t, p.Run(other.Raw(), v.View.Raw()), "held while it is refused, and not after")
	require.Zero(t, slot.Holders())
	require.Zero(t, slot.CloseWithin(0))
	func() {
		defer func() { require.ErrorIs(t, recover().(error), ndview.ErrReleased) }()
		_ = p.Run(other.Raw(), other.View.Raw(), v.View.Raw())
	}()
	require.Zero(t, lease.Count())
}

func TestARunAllocatesNothing(t *testing.T) {
	x, y, z := fused.In[float64]("x"), fused.In[float32]("y"), fused.In[float64]("z")
	p := compile(t, fused.Where(fused.Less(x, y), fused.Add(fused.Mul(x, y), z), fused.Sqrt(z)))
	const n = 100
	for name, shape := range map[string][]int{"1-d": {n}, "4-d": {2, 5, 2, 5}} {
		a, b, c, d := ndview.Make[float64](shape...), ndview.Make[float32](shape...), ndview.Make[float64](shape...), ndview.Make[float64](shape...)
		row := ndview.Make[float64]()
		cases := map[string]func() error{
			"contiguous": func() error { return p.Run(d.Raw(), a.View.Raw(), b.View.Raw(), c.View.Raw()) },
			"in place":   func() error { return p.Run(a.Raw(), a.View.Raw(), b.View.Raw(), c.View.Raw()) },
			"turned":     func() error { return p.Run(d.T().Raw(), a.T().View.Raw(), b.Flip(0).T().View.Raw(), row.View.Raw()) },
			"workers": func() error {
				return p.RunContext(context.Background(), 2, d.Raw(), a.View.Raw(), b.View.Raw(), c.View.Raw())
			},
		}
		for what, run := range cases {
			require.NoError(t, run())
			if allocs := testing.AllocsPerRun(100, func() { _ = run() }); allocs != 0 {
				t.Errorf("%s, %s: %v allocations", name, what, allocs)
			}
		}
	}
}

func TestConstantsOfEveryKindReachTheLoops(t *testing.T) {
	dst := ndview.Make[complex128](1)
	p := compile(t, fused.Add(fused.Value(ndview.Bool(1)), fused.Add(fused.Value(elem.Float16From(0.5)), fused.Const(2i))))
	require.NoError(t, p.Run(dst.Raw()))
	assert.Equal(t, 1.5+2i, dst.At1(0))
	assert.True(t, strings.HasPrefix(p.String(), "bool(True) + (float16(0.5)"), p.String())
}
