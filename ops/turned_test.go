package ops_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Inputs that are dst turned over: some axes reversed, or a square transposed. The
// arrays are larger than a window, so that no part of them is read as a whole.
func TestInputsMayBeTheOutputTurnedOver(t *testing.T) {
	t.Run("int32", testTurned[int32])
	t.Run("complex128", testTurned[complex128])
}

func testTurned[T elem.Arith](t *testing.T) {
	rng := ndtest.Seeded(t)
	side := map[int]int{4: 34, 16: 18}[elem.KindOf[T]().Size()]
	size := 4096/elem.KindOf[T]().Size() + 1
	seen := ndtest.Counter{}
	for _, shape := range [][]int{{size}, {2 * size}, {side, side + 1}, {2, side, side}, {side, side}, {2*side + 1, 2*side + 1}, {1, side, 1, side}, {3, side, 1, side}, {70, 5, 4, 5}} {
		for _, class := range ndtest.Classes {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(ndtest.RandomBits[T](rng, ndtest.Size(shape)))
			turn, where, name := drawTurn[T](rng, shape)
			seen.Add(name, class)
			old := a.Values()
			turned := func(index []int) T { return old[ndtest.Position(shape, where(index))] }
			here := func(index []int) T { return old[ndtest.Position(shape, index)] }
			judge := func(verb string, want func(index []int) T, err error) {
				t.Helper()
				require.NoError(t, err)
				values := []T{}
				for index := range ndtest.Indices(shape) {
					values = append(values, want(index))
				}
				requireSame(t, values, a.Values(), "%s: %v, %s", verb, a, name)
				a.OnlyElements(t, verb)
				a.Fill(old)
			}
			a.Remember()
			v, w := a.V, turn(a.V)
			judge("a[:] = t", turned, ops.Copy(v, w.View))
			judge("t[:] = a", turned, ops.Copy(w, v.View))
			judge("a += t", func(x []int) T { return here(x) + turned(x) }, ops.Add(v, v.View, w.View))
			judge("t += a", func(x []int) T { return here(x) + turned(x) }, ops.Add(w, v.View, w.View))
			judge("a = t - a", func(x []int) T { return turned(x) - here(x) }, ops.Sub(v, w.View, v.View))
			judge("a = t + t", func(x []int) T { return turned(x) + turned(x) }, ops.Add(v, w.View, w.View))

			other := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...)
			other.Fill(ndtest.RandomBits[T](rng, ndtest.Size(shape)))
			others := other.Values()
			judge("a = o - t", func(x []int) T { return others[ndtest.Position(shape, x)] - turned(x) }, ops.Sub(v, other.V.View, w.View))

			mask := ndtest.New[elem.Bool](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...)
			mask.Fill(ndtest.RandomBits[elem.Bool](rng, ndtest.Size(shape)))
			selects := mask.Values()
			judge("a[m] = t[m]", func(x []int) T {
				if selects[ndtest.Position(shape, x)] != 0 {
					return turned(x)
				}
				return here(x)
			}, ops.Copy(v, w.View, ops.When(mask.V.View)))
		}
	}
	assert.GreaterOrEqual(t, len(seen), 12, "kinds of turns and classes: %v", seen)
}

// drawTurn draws what turns views of a shape over, and the index that an index comes
// from.
func drawTurn[T ndview.Element](rng *rand.Rand, shape []int) (turn func(ndview.MutView[T]) ndview.MutView[T], where func(index []int) []int, name string) {
	last := len(shape) - 1
	if last > 0 && shape[last] == shape[max(last-2, 0)] && rng.IntN(3) > 0 {
		first := max(last-2, 0)
		return func(v ndview.MutView[T]) ndview.MutView[T] { return v.SwapAxes(first, last) },
			func(index []int) []int {
				at := slices.Clone(index)
				at[first], at[last] = at[last], at[first]
				return at
			}, "transposed"
	}
	reversed := make([]bool, len(shape))
	reversed[rng.IntN(len(shape))] = true
	for axis := range reversed {
		reversed[axis] = reversed[axis] || rng.IntN(2) == 0
	}
	return func(v ndview.MutView[T]) ndview.MutView[T] {
			for axis, r := range reversed {
				if r {
					v = v.Flip(axis)
				}
			}
			return v
		}, func(index []int) []int {
			at := slices.Clone(index)
			for axis, r := range reversed {
				if r {
					at[axis] = shape[axis] - 1 - at[axis]
				}
			}
			return at
		}, "reversed"
}

// Of an input that is dst turned over no copy is made: what is allocated does not grow
// with it.
func TestTurnedOverInputsTakeATile(t *testing.T) {
	const n = 1000
	a, line := ndview.Make[float64](n, n), ndview.Make[float64](n*n)
	stack := ndview.Make[float64](100, n/10, n/10)
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"a[:] = a[::-1]", func() error { return ops.Copy(line, line.Flip(0).View) }},
		{"a[::-1] += a", func() error { return ops.Add(line.Flip(0), line.Flip(0).View, line.View) }},
		{"a[:] = a[::-1, ::-1]", func() error { return ops.Copy(a, a.Flip(0).Flip(1).View) }},
		{"a[:] = a.T", func() error { return ops.Copy(a, a.T().View) }},
		{"a += a.T", func() error { return ops.Add(a, a.View, a.T().View) }},
		{"a.T += a", func() error { return ops.Add(a.T(), a.T().View, a.View) }},
		{"roll", func() error { return ops.Roll(line, line.View, 12345, 0) }},
		{"a[1:] = a[:-1]", func() error {
			return ops.Copy(line.SliceAxis(0, ndview.From(1)), line.SliceAxis(0, ndview.To(-1)).View)
		}},
		{"stack[:] = stack.swapaxes(1, 2)", func() error { return ops.Copy(stack, stack.View.SwapAxes(1, 2)) }},
	} {
		require.NoError(t, c.do())
		bytes := allocated(func() { require.NoError(t, c.do()) })
		t.Logf("%s allocates %d bytes for %d", c.name, bytes, 8*n*n)
		assert.Less(t, bytes, uint64(8*n*n/20), c.name)
	}
}

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// BenchmarkTurned turns arrays over in place, against plain loops over slices.
func BenchmarkTurned(b *testing.B) {
	const n = 1000
	s := make([]float64, n*n)
	line, err := ndview.FromSlice(s)
	require.NoError(b, err)
	a, err := ndview.FromSlice(s, n, n)
	require.NoError(b, err)
	against(b, "reverse", n*n, func() { slices.Reverse(s) }, func() { _ = ops.Flip(line, line.View) })
	against(b, "add-reversed", n*n, func() { addReversed(s) }, func() { _ = ops.Add(line, line.View, line.Flip(0).View) })
	against(b, "transpose", n*n, func() { transposeSquare(s, n) }, func() { _ = ops.Copy(a, a.T().View) })
	against(b, "add-transpose", n*n, func() { addTranspose(s, n) }, func() { _ = ops.Add(a, a.View, a.T().View) })
	against(b, "roll", n*n, func() { slices.Reverse(s) }, func() { _ = ops.Roll(line, line.View, 777, 0) })
}

//go:noinline
func addReversed(s []float64) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		x := s[i] + s[j]
		s[i], s[j] = x, x
	}
}

//go:noinline
func transposeSquare(s []float64, n int) {
	for i := range n {
		for j := i + 1; j < n; j++ {
			s[i*n+j], s[j*n+i] = s[j*n+i], s[i*n+j]
		}
	}
}

//go:noinline
func addTranspose(s []float64, n int) {
	for i := range n {
		for j := i; j < n; j++ {
			x := s[i*n+j] + s[j*n+i]
			s[i*n+j], s[j*n+i] = x, x
		}
	}
}

// A turned input of another kind than the loop's needs its window for the cast.
func TestTurnedOverInputsMayBeCast(t *testing.T) {
	for _, n := range []int{2, 3, 7, 31, 32, 33, 64, 65, 100} {
		a, b := ndview.Make[float32](n, n), ndview.Make[float64](n, n)
		old := make([]float32, n*n)
		for i := range old {
			old[i] = float32(i)
			b.Set2(i/n, i%n, float64(2*i))
		}
		for name, turned := range map[string]ndview.MutView[float32]{"a.T": a.T(), "a[::-1]": a.Flip(0), "a[::-1, ::-1]": a.Flip(0).Flip(1)} {
			require.NoError(t, a.CopyFrom(old))
			want := make([]float32, n*n)
			for i := range want {
				want[i] = float32(float64(turned.At2(i/n, i%n)) - float64(2*i))
			}
			require.NoError(t, ops.Apply("subtract", a.Raw(), []ndview.Raw{turned.View.Raw(), b.View.Raw()}))
			got := make([]float32, n*n)
			require.NoError(t, a.CopyTo(got))
			require.Equal(t, want, got, "a[:] = %s - b, %d by %d", name, n, n)
		}
	}
}
