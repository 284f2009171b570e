package ops_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The oracle of reductions: the items of each result, in C order of their indices,
// and what a verb makes of them, in complex128, which holds every small number.

// A foldCase is a reduction of a grid test.
type foldCase struct {
	shape []int
	axes  []int // none: all
	all   bool
	keep  bool
	mask  func(index []int) bool // nil for none
	skip  bool
}

func (c foldCase) reduces(axis int) bool { return c.all || slices.Contains(c.axes, axis) }

// resultShape returns the shape of dst.
func (c foldCase) resultShape() []int {
	shape := []int{}
	for axis, n := range c.shape {
		switch {
		case !c.reduces(axis):
			shape = append(shape, n)
		case c.keep:
			shape = append(shape, 1)
		}
	}
	return shape
}

// An item is an element with its place among those of its result.
type item struct {
	x  complex128
	at int
}

// groups returns, in C order of the results, the items that belong to each.
func (c foldCase) groups(value func(index []int) complex128) [][]item {
	shape := c.resultShape()
	groups := make([][]item, ndtest.Size(shape))
	seen := make([]int, len(groups))
	for index := range ndtest.Indices(c.shape) {
		at := []int{}
		for axis, i := range index {
			switch {
			case !c.reduces(axis):
				at = append(at, i)
			case c.keep:
				at = append(at, 0)
			}
		}
		k := ndtest.Position(shape, at)
		x := value(index)
		if (c.mask == nil || c.mask(index)) && (!c.skip || !cmplx.IsNaN(x)) {
			groups[k] = append(groups[k], item{x, seen[k]})
		}
		seen[k]++
	}
	return groups
}

func wide[T ndview.Element](x T) complex128 {
	switch x := any(x).(type) {
	case int8:
		return complex(float64(x), 0)
	case int32:
		return complex(float64(x), 0)
	case int64:
		return complex(float64(x), 0)
	case uint16:
		return complex(float64(x), 0)
	case float32:
		return complex(float64(x), 0)
	case float64:
		return complex(x, 0)
	case complex64:
		return complex128(x)
	case complex128:
		return x
	case elem.Bool:
		return complex(float64(elem.BoolOf(x != 0)), 0)
	case elem.Float16:
		return complex(x.Float64(), 0)
	}
	panic(fmt.Sprintf("%T", x))
}

func total(items []item) (sum complex128) {
	for _, x := range items {
		sum += x.x
	}
	return sum
}

func extreme(items []item, better func(x, y complex128) bool) (item, bool) {
	if len(items) == 0 {
		return item{}, false
	}
	best := items[0]
	for _, x := range items[1:] {
		if !cmplx.IsNaN(best.x) && (cmplx.IsNaN(x.x) || better(x.x, best.x)) {
			best = x
		}
	}
	return best, true
}

func below(x, y complex128) bool {
	return real(x) < real(y) || real(x) == real(y) && imag(x) < imag(y)
}

func above(x, y complex128) bool { return below(y, x) }

func meanSquare(items []item, ddof int) float64 {
	n := complex(float64(len(items)), 0)
	mean, sum := total(items)/n, 0.0
	for _, x := range items {
		d := x.x - mean
		sum += real(d)*real(d) + imag(d)*imag(d)
	}
	return sum / float64(max(len(items)-ddof, 0))
}

// A foldVerb is a verb of the grid test; of gives the result, ok whether there is one.
type foldVerb struct {
	name    string
	of      func(items []item) (complex128, bool)
	single  bool // one axis or all
	ordered bool // needs items
	near    bool // up to rounding
	exact   bool // not for floats
}

var foldVerbs = []foldVerb{
	{name: "sum", near: true, of: func(items []item) (complex128, bool) { return total(items), true }},
	{name: "prod", near: true, of: func(items []item) (complex128, bool) {
		p := complex128(1)
		for _, x := range items {
			p *= x.x
		}
		return p, true
	}},
	{name: "min", ordered: true, of: func(items []item) (complex128, bool) { x, ok := extreme(items, below); return x.x, ok }},
	{name: "max", ordered: true, of: func(items []item) (complex128, bool) { x, ok := extreme(items, above); return x.x, ok }},
	{name: "argmin", ordered: true, single: true, of: func(items []item) (complex128, bool) {
		x, ok := extreme(items, below)
		return complex(float64(x.at), 0), ok
	}},
	{name: "argmax", ordered: true, single: true, of: func(items []item) (complex128, bool) {
		x, ok := extreme(items, above)
		return complex(float64(x.at), 0), ok
	}},
	{name: "ptp", ordered: true, of: func(items []item) (complex128, bool) {
		x, ok := extreme(items, above)
		y, _ := extreme(items, below)
		return x.x - y.x, ok
	}},
	{name: "any", of: func(items []item) (complex128, bool) {
		return wide(elem.BoolOf(slices.ContainsFunc(items, func(x item) bool { return x.x != 0 }))), true
	}},
	{name: "all", of: func(items []item) (complex128, bool) {
		return wide(elem.BoolOf(!slices.ContainsFunc(items, func(x item) bool { return x.x == 0 }))), true
	}},
	{name: "count_nonzero", single: true, of: func(items []item) (complex128, bool) {
		n := 0
		for _, x := range items {
			if x.x != 0 {
				n++
			}
		}
		return complex(float64(n), 0), true
	}},
	{name: "bitwise_xor", exact: true, of: func(items []item) (complex128, bool) {
		bits := int64(0)
		for _, x := range items {
			bits ^= int64(real(x.x))
		}
		return complex(float64(bits), 0), true
	}},
	{name: "mean", near: true, of: func(items []item) (complex128, bool) {
		if len(items) == 0 {
			return cmplx.NaN(), true
		}
		return total(items) / complex(float64(len(items)), 0), true
	}},
	{name: "var", near: true, of: func(items []item) (complex128, bool) { return complex(meanSquare(items, 0), 0), true }},
	{name: "std", near: true, of: func(items []item) (complex128, bool) {
		return complex(math.Sqrt(meanSquare(items, 1)), 0), true
	}},
	{name: "norm", near: true, of: func(items []item) (complex128, bool) {
		sum := 0.0
		for _, x := range items {
			sum += real(x.x)*real(x.x) + imag(x.x)*imag(x.x)
		}
		return complex(math.Sqrt(sum), 0), true
	}},
	{name: "norminf", near: true, of: func(items []item) (complex128, bool) {
		most := 0.0
		for _, x := range items {
			most = max(most, cmplx.Abs(x.x))
		}
		return complex(most, 0), true
	}},
}

var foldShapes = append(ndtest.Shapes(), []int{700}, []int{3, 300}, []int{300, 3}, []int{40, 30}, []int{20, 3, 17}, []int{5, 4, 9, 3}, []int{3, 2500}, []int{2500, 2}, []int{2, 1300, 2})

func TestReductionsAreTheIndexWalkForEveryTypeLayoutAndAxes(t *testing.T) {
	t.Run("int8", testFolds[int8])
	t.Run("uint16", testFolds[uint16])
	t.Run("int64", testFolds[int64])
	t.Run("bool", testFolds[elem.Bool])
	t.Run("float16", testFolds[elem.Float16])
	t.Run("float32", testFolds[float32])
	t.Run("float64", testFolds[float64])
	t.Run("complex64", testFolds[complex64])
	t.Run("complex128", testFolds[complex128])
}

// testFolds reduces arrays of every shape and class by every verb, each over a set of
// axes drawn at random; the sets of small shapes are all drawn in time.
func testFolds[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	kind := elem.KindOf[T]()
	for _, shape := range foldShapes {
		for _, class := range ndtest.ReadClasses {
			if ndtest.Size(shape) > 500 && rng.IntN(4) > 0 {
				continue
			}
			src := ndtest.New[T](rng, class, shape...)
			items := drawnItems[T](rng, len(src.Values()))
			verb := foldVerbs[rng.IntN(len(foldVerbs))]
			if class == ndtest.Broadcast && verb.name == "prod" {
				withoutPowers(items)
			}
			src.Fill(items)
			src.Remember()
			if verb.exact && kind > elem.KindUint64 || verb.name == "ptp" && kind == elem.KindBool {
				continue
			}
			c := drawnCase(rng, shape, verb, kind)
			checkFold(t, rng, c, verb, src)
			src.Unchanged(t, verb.name)
			seen.Add(verb.name)
		}
	}
	seen.AtLeast(t, len(seen), 10)
	require.GreaterOrEqual(t, len(seen), 14)
}

// drawnItems returns small numbers, ones above all, so that products stay exact, and
// some NaN.
func drawnItems[T ndview.Element](rng *rand.Rand, n int) []T {
	values := make([]T, n)
	var nan T
	switch p := any(&nan).(type) {
	case *float32:
		*p = float32(math.NaN())
	case *float64:
		*p = math.NaN()
	case *complex128:
		*p = complex(1, math.NaN())
	}
	few := 8 // products of more could be too large for a float16
	for i := range values {
		values[i] = ndtest.Of[T](1)
		switch k := rng.IntN(20); {
		case k < 5 && n < 40 && few > 0:
			values[i] = ndtest.Of[T](rng.IntN(4))
			few--
		case k == 0:
			values[i] = ndtest.Of[T](rng.IntN(3))
		case k == 1 && nan != nan && n > 8:
			values[i] = nan
		}
	}
	if elem.KindOf[T]().IsComplex() && n > 40 {
		for i := range values { // powers of 1+2i would not stay exact
			if wide(values[i]) == wide(ndtest.Of[T](1)) {
				values[i] = one[T]()
			}
		}
	}
	return values
}

// withoutPowers makes ones of what is not zero or NaN: a broadcast array has each item many times, and no type is wide enough for
// the product.
func withoutPowers[T ndview.Element](values []T) {
	for i, x := range values {
		if w := wide(x); w != 0 && !cmplx.IsNaN(w) {
			values[i] = one[T]()
		}
	}
}

// one is 1, also among complex numbers.
func one[T ndview.Element]() T {
	switch elem.KindOf[T]() {
	case elem.KindComplex64:
		return any(complex64(1)).(T)
	case elem.KindComplex128:
		return any(complex128(1)).(T)
	}
	return ndtest.Of[T](1)
}

func drawnCase(rng *rand.Rand, shape []int, verb foldVerb, kind elem.Kind) foldCase {
	c := foldCase{shape: shape, keep: rng.IntN(3) == 0}
	switch {
	case rng.IntN(4) == 0 || verb.single && len(shape) == 0:
		c.all = true
	case verb.single:
		c.axes = []int{rng.IntN(len(shape))}
	default:
		for axis := range shape {
			if rng.IntN(2) == 0 {
				c.axes = append(c.axes, axis)
			}
		}
	}
	if rng.IntN(4) == 0 && !(verb.ordered && !verb.single) {
		salt := rng.IntN(5)
		c.mask = func(index []int) bool {
			s := salt
			for axis, i := range index {
				s += (axis + 1) * i
			}
			return s%3 != 0
		}
	}
	c.skip = rng.IntN(3) == 0 && verb.name != "ptp"
	return c
}

func checkFold[T ndview.Element](t *testing.T, rng *rand.Rand, c foldCase, verb foldVerb, src *ndtest.Array[T]) {
	opts := []ops.Option{}
	if !c.all {
		named := slices.Clone(c.axes)
		for i := range named {
			if rng.IntN(2) == 0 {
				named[i] -= len(c.shape)
			}
		}
		rng.Shuffle(len(named), func(i, j int) { named[i], named[j] = named[j], named[i] })
		opts = append(opts, ops.Axes(named...))
	}
	if c.keep {
		opts = append(opts, ops.KeepDims())
	}
	if c.skip {
		opts = append(opts, ops.SkipNaN())
	}
	if c.mask != nil {
		mask := ndtest.New[elem.Bool](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], c.shape...)
		for index := range ndtest.Indices(c.shape) {
			mask.Put(index, elem.BoolOf(c.mask(index))*7)
		}
		opts = append(opts, ops.When(mask.V.View))
	}
	if verb.name == "std" {
		opts = append(opts, ops.Ddof(1))
	}
	typ, err := ops.ReduceType(verb.name, ndview.DTypeOf[T]())
	require.NoError(t, err)
	groups := c.groups(func(index []int) complex128 { return wide(src.Get(index)) })
	switch typ.Kind {
	case elem.KindBool:
		compareFold[elem.Bool](t, rng, c, verb, src, groups, opts)
	case elem.KindInt64:
		compareFold[int64](t, rng, c, verb, src, groups, opts)
	case elem.KindUint64, elem.KindFloat64:
		compareFold[float64](t, rng, c, verb, src, groups, append(opts, ops.Casting(ops.Unsafe)))
	case elem.KindComplex128:
		compareFold[complex128](t, rng, c, verb, src, groups, opts)
	default:
		compareFold[T](t, rng, c, verb, src, groups, opts)
	}
}

func compareFold[D, T ndview.Element](t *testing.T, rng *rand.Rand, c foldCase, verb foldVerb, src *ndtest.Array[T], groups [][]item, opts []ops.Option) {
	shape := c.resultShape()
	dst := ndtest.New[D](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...)
	dst.Remember()
	err := ops.Reduce(verb.name, dst.V.Raw(), src.V.View.Raw(), opts...)
	reduced := 1
	for axis, n := range c.shape {
		if c.reduces(axis) {
			reduced *= n
		}
	}
	missing := verb.ordered && reduced == 0
	for _, g := range groups {
		if _, ok := verb.of(g); !ok && !(c.skip && !verb.single) {
			missing = true
		}
	}
	if missing {
		require.ErrorIs(t, err, ops.ErrEmpty)
		dst.Unchanged(t, verb.name)
		return
	}
	require.NoError(t, err)
	dst.OnlyElements(t, verb.name)
	got := dst.Values()
	for i, g := range groups {
		want, ok := verb.of(g)
		if !ok {
			want = cmplx.NaN()
		}
		x, tolerance := wide(got[i]), 0.0
		if verb.near {
			tolerance = map[elem.Kind]float64{elem.KindFloat16: 1e-3, elem.KindFloat32: 2e-7, elem.KindComplex64: 2e-7}[elem.KindOf[D]()] + 1e-13
		}
		if cmplx.IsNaN(want) && cmplx.IsNaN(x) || x == want || cmplx.Abs(x-want) <= tolerance*(1+cmplx.Abs(want)) {
			continue
		}
		t.Fatalf("%s of %v to %v, axes %v (all %v), skip %v, mask %v, result %d of %d items, first %v: want %v, got %v",
			verb.name, src, dst, c.axes, c.all, c.skip, c.mask != nil, i, len(g), g[:min(len(g), 20)], want, x)
	}
}

// Views of one block of memory that share it in every way: the result is the one of
// reading v, and the mask, first.
func TestReductionsOfOverlappingViewsReadFirst(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for range 1500 {
		shape := make([]int, 1+rng.IntN(3))
		for i := range shape {
			shape[i] = 1 + rng.IntN([]int{7, 5, 3}[len(shape)-1])
		}
		c := foldCase{shape: shape, keep: rng.IntN(2) == 0}
		for axis := range shape {
			if rng.IntN(2) == 0 {
				c.axes = append(c.axes, axis)
			}
		}
		s := newSlab[uint8](rng)
		dst, src, mask := strided(rng, c.resultShape(), 1), anyCut(rng, shape, 1), anyCut(rng, shape, 1)
		if len(dst.shape) > 0 {
			dst = anyCut(rng, dst.shape, 1)
		}
		opts := []ops.Option{ops.Axes(c.axes...)}
		if c.keep {
			opts = append(opts, ops.KeepDims())
		}
		if masked := rng.IntN(2) == 0; masked {
			c.mask = func(index []int) bool { return s.get(mask, index) != 0 }
			bools := slab[elem.Bool](s)
			opts = append(opts, ops.When(bools.view(t, mask).View))
		}
		before := slab[uint8]{slices.Clone(s.bytes)}
		want := []uint8{}
		for _, g := range c.groups(func(index []int) complex128 { return complex(float64(s.get(src, index)), 0) }) {
			want = append(want, uint8(int(real(total(g)))))
		}
		inDst := s.touched(dst)
		err := ops.SumTo(s.view(t, dst), s.view(t, src).View, opts...)
		if slices.Max(inDst) > 1 {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes)
			continue
		}
		require.NoError(t, err)
		seen.Add(overlap(inDst, s.touched(src)), overlap(inDst, s.touched(mask)), c.mask != nil)
		expect(t, before, s, dst, want, "sum over %v: dst %v, src %v, mask %v", c.axes, dst, src, mask)
	}
	seen.AtLeast(t, 8, 15)
}
