package layout

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A verb is one operation with its arguments and what it must do: the shape of
// the result and where each index of the result lies in the original. refused
// says that the arguments are wrong; whether wanted elements can be a view at all
// is decided by affine.
type verb struct {
	name    string
	do      func(l *Layout) (int, error)
	shape   []int
	pull    func(index []int) []int
	refused error
}

// check runs the verb and compares index by index. It returns the result, the new
// base, and whether the verb was accepted.
func (v verb) check(t testing.TB, l Layout, base int) (Layout, int, bool) {
	t.Helper()
	before, got := snapshot(&l), l
	moved, err := v.do(&got)
	if !same(&before, &l) {
		require.Equal(t, before, l, "%s wrote to a shared description (L8)", v.name)
	}
	if v.refused != nil {
		if !errors.Is(err, v.refused) {
			require.ErrorIs(t, err, v.refused, "%s of %s", v.name, describe(&l))
		}
		if !same(&l, &got) {
			require.Equal(t, l, got, "%s changed its receiver although it failed", v.name)
		}
		return l, base, false
	}
	var want []path
	indices(v.shape, func(index []int) { want = append(want, pathOf(&l, base, v.pull(index))) })
	if err != nil {
		if !errors.Is(err, ErrLayout) {
			require.ErrorIs(t, err, ErrLayout, "%s of %s", v.name, describe(&l))
		}
		if !same(&l, &got) {
			require.Equal(t, l, got, "%s changed its receiver although it failed", v.name)
		}
		if affine(&l, v) {
			require.Fail(t, "a view exists", "%s of %s: %v", v.name, describe(&l), err)
		}
		return l, base, false
	}
	requireInvariants(t, &got)
	if !slices.Equal(v.shape, got.shape()) {
		require.Equal(t, v.shape, got.shape(), "%s of %s", v.name, describe(&l))
	}
	if have := pathsOf(&got, base+moved); !slices.Equal(want, have) {
		require.Equal(t, want, have, "%s of %s", v.name, describe(&l))
	}
	if moved != 0 && got.Empty() {
		require.Zero(t, moved, "%s of %s moved an empty array (L9)", v.name, describe(&l))
	}
	return got, base + moved, true
}

func describe(l *Layout) string {
	text := fmt.Sprintf("shape %v strides %v", l.AppendShape(nil), l.AppendStrides(nil))
	if l.Indirect() {
		text += fmt.Sprintf(" levels %v offsets %v", l.Far.levels, l.Far.offsets)
	}
	return text
}

// affine decides by evaluation whether the elements that a verb asks for are a
// layout: every axis has one step, on one level, wherever one stands.
func affine(l *Layout, v verb) bool {
	if slices.Contains(v.shape, 0) {
		return true
	}
	at := func(index []int) []int {
		p, ok := l.Path(nil, v.pull(index))
		if !ok {
			panic("pull left the array")
		}
		return p
	}
	steps := make([][]int, len(v.shape))
	origin := at(make([]int, len(v.shape)))
	for k, n := range v.shape {
		steps[k] = make([]int, len(origin))
		if n == 1 {
			continue
		}
		index := make([]int, len(v.shape))
		index[k] = 1
		levels := 0
		for level, p := range at(index) {
			steps[k][level] = p - origin[level]
			if steps[k][level] != 0 {
				levels++
			}
		}
		if levels > 1 {
			return false
		}
	}
	ok := true
	indices(v.shape, func(index []int) {
		want := slices.Clone(origin)
		for k, i := range index {
			for level := range want {
				want[level] += i * steps[k][level]
			}
		}
		ok = ok && slices.Equal(want, at(index))
	})
	return ok
}

func sliceVerb(l *Layout, axis int, r Range) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Slice(%d, %v)", axis, r), do: func(l *Layout) (int, error) { return l.Slice(axis, r) }}
	k := axis
	if k < 0 {
		k += len(shape)
	}
	if k < 0 || k >= len(shape) || r.Has&HasStep != 0 && r.Step == 0 {
		v.refused = ErrBounds
		return v
	}
	positions := pythonRange(r, shape[k])
	v.shape = slices.Clone(shape)
	v.shape[k] = len(positions)
	v.pull = func(index []int) []int {
		old := slices.Clone(index)
		old[k] = positions[index[k]]
		return old
	}
	return v
}

// pythonRange defines a slice by walking: clamp the ends, then step.
func pythonRange(r Range, n int) (positions []int) {
	step := 1
	if r.Has&HasStep != 0 {
		step = r.Step
	}
	lowest, beyond := 0, n
	if step < 0 {
		lowest, beyond = -1, n-1
	}
	limit := func(p int) int {
		if p < 0 {
			p += n
		}
		return max(lowest, min(p, beyond))
	}
	start, stop := lowest, beyond
	if step < 0 {
		start, stop = beyond, lowest
	}
	if r.Has&HasStart != 0 {
		start = limit(r.Start)
	}
	if r.Has&HasStop != 0 {
		stop = limit(r.Stop)
	}
	for p := start; step > 0 && p < stop || step < 0 && p > stop; p += step {
		positions = append(positions, p)
	}
	return positions
}

func indexVerb(l *Layout, axis, i int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Index(%d, %d)", axis, i), do: func(l *Layout) (int, error) { return l.Index(axis, i) }}
	k := axis
	if k < 0 {
		k += len(shape)
	}
	if k < 0 || k >= len(shape) || i < -shape[k] || i >= shape[k] {
		v.refused = ErrBounds
		return v
	}
	at := i
	if at < 0 {
		at += shape[k]
	}
	v.shape = slices.Delete(slices.Clone(shape), k, k+1)
	v.pull = func(index []int) []int { return slices.Insert(slices.Clone(index), k, at) }
	return v
}

func flipVerb(l *Layout, axis int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Flip(%d)", axis), do: func(l *Layout) (int, error) { return l.Flip(axis) }}
	k := axis
	if k < 0 {
		k += len(shape)
	}
	if k < 0 || k >= len(shape) {
		v.refused = ErrBounds
		return v
	}
	v.shape = shape
	v.pull = func(index []int) []int {
		old := slices.Clone(index)
		old[k] = shape[k] - 1 - index[k]
		return old
	}
	return v
}

// permuteVerb moves axis perm[k] to place k by whatever method do calls.
func permuteVerb(name string, l *Layout, perm []int, do func(l *Layout) error) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: name, do: func(l *Layout) (int, error) { return 0, do(l) }}
	v.shape = make([]int, len(perm))
	for k, p := range perm {
		v.shape[k] = shape[p]
	}
	v.pull = func(index []int) []int {
		old := make([]int, len(index))
		for k, p := range perm {
			old[p] = index[k]
		}
		return old
	}
	return v
}

func newAxisVerb(l *Layout, at int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("NewAxis(%d)", at), do: func(l *Layout) (int, error) { return 0, l.NewAxis(at) }}
	k := at
	if k < 0 {
		k += len(shape) + 1
	}
	if k < 0 || k > len(shape) {
		v.refused = ErrBounds
		return v
	}
	if len(shape) == MaxNDim {
		v.refused = ErrShape
		return v
	}
	v.shape = slices.Insert(slices.Clone(shape), k, 1)
	v.pull = func(index []int) []int { return slices.Delete(slices.Clone(index), k, k+1) }
	return v
}

func squeezeVerb(l *Layout, axes ...int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Squeeze(%v)", axes), do: func(l *Layout) (int, error) { return 0, l.Squeeze(axes...) }}
	gone := map[int]bool{}
	for _, k := range axes {
		if k < 0 {
			k += len(shape)
		}
		switch {
		case k < 0 || k >= len(shape):
			v.refused = ErrBounds
			return v
		case shape[k] != 1 || gone[k]:
			v.refused = ErrShape
			return v
		}
		gone[k] = true
	}
	if len(axes) == 0 {
		for k, n := range shape {
			gone[k] = n == 1
		}
	}
	v.shape = []int{}
	for k, n := range shape {
		if !gone[k] {
			v.shape = append(v.shape, n)
		}
	}
	v.pull = func(index []int) []int {
		old, i := make([]int, len(shape)), 0
		for k := range shape {
			if !gone[k] {
				old[k] = index[i]
				i++
			}
		}
		return old
	}
	return v
}

// unravel returns the index of the i-th element in C order.
func unravel(shape []int, i int) []int {
	index := make([]int, len(shape))
	for k := len(shape) - 1; k >= 0; k-- {
		index[k] = i % shape[k]
		i /= shape[k]
	}
	return index
}

func ravel(shape, index []int) int {
	i := 0
	for k, n := range shape {
		i = i*n + index[k]
	}
	return i
}

func product(shape []int) int {
	p := 1
	for _, n := range shape {
		p *= n
	}
	return p
}

func reshapeVerb(l *Layout, wanted ...int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Reshape(%v)", wanted), do: func(l *Layout) (int, error) { return 0, l.Reshape(wanted...) }}
	v.shape = slices.Clone(wanted)
	if open := slices.Index(wanted, -1); open >= 0 {
		v.shape[open] = 1
		if rest := product(v.shape); rest != 0 && product(shape)%rest == 0 {
			v.shape[open] = product(shape) / rest
		} else {
			v.refused = ErrShape
			return v
		}
	}
	if product(v.shape) != product(shape) || slices.ContainsFunc(v.shape, func(n int) bool { return n < 0 }) {
		v.refused = ErrShape
		return v
	}
	v.pull = func(index []int) []int { return unravel(shape, ravel(v.shape, index)) }
	return v
}

func reshapeFVerb(l *Layout, wanted ...int) verb {
	shape := l.AppendShape([]int{})
	v := reshapeVerb(l, wanted...)
	v.name = fmt.Sprintf("ReshapeF(%v)", wanted)
	v.do = func(l *Layout) (int, error) { return 0, l.ReshapeF(wanted...) }
	v.pull = func(index []int) []int {
		i, scale := 0, 1
		for k, n := range v.shape {
			i += index[k] * scale
			scale *= n
		}
		old := make([]int, len(shape))
		for k, n := range shape {
			old[k] = i % n
			i /= n
		}
		return old
	}
	return v
}

func broadcastVerb(l *Layout, wanted ...int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("BroadcastTo(%v)", wanted), do: func(l *Layout) (int, error) { return 0, l.BroadcastTo(wanted...) }}
	extra := len(wanted) - len(shape)
	if extra < 0 {
		v.refused = ErrShape
		return v
	}
	for k, n := range shape {
		if wanted[extra+k] != n && n != 1 {
			v.refused = ErrShape
			return v
		}
	}
	v.shape = append([]int{}, wanted...)
	v.pull = func(index []int) []int {
		old := slices.Clone(index[extra:])
		for k, n := range shape {
			if n == 1 {
				old[k] = 0
			}
		}
		return old
	}
	return v
}

func diagonalVerb(l *Layout, offset, axis1, axis2 int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Diagonal(%d, %d, %d)", offset, axis1, axis2),
		do: func(l *Layout) (int, error) { return l.Diagonal(offset, axis1, axis2) }}
	a, c := axis1, axis2
	if a < 0 {
		a += len(shape)
	}
	if c < 0 {
		c += len(shape)
	}
	switch {
	case a < 0 || a >= len(shape) || c < 0 || c >= len(shape):
		v.refused = ErrBounds
		return v
	case a == c:
		v.refused = ErrShape
		return v
	}
	n := 0
	for i := range shape[a] {
		if j := i + offset; j >= 0 && j < shape[c] {
			n++
		}
	}
	for k, m := range shape {
		if k != a && k != c {
			v.shape = append(v.shape, m)
		}
	}
	v.shape = append(v.shape, n)
	v.pull = func(index []int) []int {
		old, i := make([]int, len(shape)), 0
		for k := range shape {
			if k != a && k != c {
				old[k] = index[i]
				i++
			}
		}
		old[a] = index[i] + max(0, -offset)
		old[c] = index[i] + max(0, offset)
		return old
	}
	return v
}

func windowVerb(l *Layout, window, axes []int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("SlidingWindow(%v, %v)", window, axes),
		do: func(l *Layout) (int, error) { return 0, l.SlidingWindow(window, axes) }}
	where := axes
	if axes == nil {
		for k := range shape {
			where = append(where, k)
		}
	}
	if len(where) != len(window) {
		v.refused = ErrShape
		return v
	}
	v.shape = slices.Clone(shape)
	for i, k := range where {
		v.shape[k] -= window[i] - 1
		if window[i] < 0 || v.shape[k] < 1 {
			v.refused = ErrShape
			return v
		}
	}
	v.shape = append(v.shape, window...)
	v.pull = func(index []int) []int {
		old := slices.Clone(index[:len(shape)])
		for i, k := range where {
			old[k] += index[len(shape)+i]
		}
		return old
	}
	return v
}

func blocksVerb(l *Layout, whole bool, block ...int) verb {
	shape := l.AppendShape([]int{})
	v := verb{name: fmt.Sprintf("Blocks(%v, whole %v)", block, whole), do: func(l *Layout) (int, error) {
		if whole {
			return 0, l.WholeBlocks(block...)
		}
		return 0, l.Blocks(block...)
	}}
	if len(block) != len(shape) || 2*len(shape) > MaxNDim {
		v.refused = ErrShape
		return v
	}
	for k, n := range block {
		if n < 1 || !whole && shape[k]%n != 0 {
			v.refused = ErrShape
			return v
		}
		v.shape = append(v.shape, shape[k]/n)
	}
	v.shape = append(append([]int{}, v.shape...), block...)
	v.pull = func(index []int) []int {
		old := make([]int, len(shape))
		for k, n := range block {
			old[k] = index[k]*n + index[len(shape)+k]
		}
		return old
	}
	return v
}

func coalesceVerb(l *Layout) verb {
	shape := l.AppendShape([]int{})
	c := l.Coalesced()
	merged := c.AppendShape([]int{})
	return verb{name: "Coalesced", shape: merged,
		do:   func(l *Layout) (int, error) { *l = l.Coalesced(); return 0, nil },
		pull: func(index []int) []int { return unravel(shape, ravel(merged, index)) }}
}

// randomVerb draws an operation; some draws are wrong on purpose.
func randomVerb(rng *rand.Rand, l *Layout) (kind string, v verb) {
	ndim := l.NDim
	axis := rng.IntN(2*ndim+1) - ndim // may be out of range
	shape := l.AppendShape([]int{})
	length := 0
	if k := axis; -ndim <= k && k < ndim {
		if k < 0 {
			k += ndim
		}
		length = shape[k]
	}
	switch kinds[rng.IntN(len(kinds))] {
	case "slice":
		return "slice", sliceVerb(l, axis, randomRange(rng, length))
	case "index":
		return "index", indexVerb(l, axis, rng.IntN(2*length+3)-length-1)
	case "flip":
		return "flip", flipVerb(l, axis)
	case "permute":
		perm := rng.Perm(ndim)
		return "permute", permuteVerb(fmt.Sprintf("Permute(%v)", perm), l, perm, func(l *Layout) error { return l.Permute(perm...) })
	case "new axis":
		return "new axis", newAxisVerb(l, rng.IntN(2*ndim+4)-ndim-2)
	case "squeeze":
		var axes []int
		for range rng.IntN(3) {
			axes = append(axes, rng.IntN(2*ndim+1)-ndim)
		}
		return "squeeze", squeezeVerb(l, axes...)
	case "reshape":
		return "reshape", reshapeVerb(l, randomShape(rng, product(shape))...)
	case "reshape F":
		return "reshape F", reshapeFVerb(l, randomShape(rng, product(shape))...)
	case "broadcast":
		wanted := slices.Clone(shape)
		for k := range wanted {
			if wanted[k] == 1 || rng.IntN(12) == 0 {
				wanted[k] = rng.IntN(4)
			}
		}
		for range rng.IntN(2) {
			wanted = slices.Insert(wanted, 0, rng.IntN(3)+1)
		}
		return "broadcast", broadcastVerb(l, wanted...)
	case "diagonal":
		return "diagonal", diagonalVerb(l, rng.IntN(7)-3, axis, rng.IntN(2*ndim+1)-ndim)
	case "window":
		window := make([]int, ndim)
		for k := range window {
			window[k] = min(rng.IntN(3), shape[k]+rng.IntN(2))
		}
		return "window", windowVerb(l, window, nil)
	case "blocks":
		block := make([]int, ndim)
		for k := range block {
			block[k] = 1 + rng.IntN(3)
		}
		return "blocks", blocksVerb(l, rng.IntN(2) == 0, block...)
	}
	return "coalesce", coalesceVerb(l)
}

var kinds = []string{"slice", "index", "flip", "permute", "new axis", "squeeze", "reshape", "reshape F",
	"broadcast", "diagonal", "window", "blocks", "coalesce"}

func randomRange(rng *rand.Rand, n int) Range {
	r := Range{Has: Parts(rng.IntN(8))}
	r.Start, r.Stop, r.Step = rng.IntN(2*n+5)-n-2, rng.IntN(2*n+5)-n-2, rng.IntN(9)-4
	return r
}

// randomShape factors a size at random; now and then it does not fit.
func randomShape(rng *rand.Rand, size int) []int {
	shape := []int{}
	rest := size
	for rest > 1 && len(shape) < 5 {
		var divisors []int
		for d := 1; d <= rest; d++ {
			if rest%d == 0 {
				divisors = append(divisors, d)
			}
		}
		d := divisors[rng.IntN(len(divisors))]
		shape = append(shape, d)
		rest /= d
	}
	if rest != 1 {
		shape = append(shape, rest)
	}
	switch rng.IntN(8) {
	case 0:
		shape = append(shape, 2)
	case 1:
		shape = append(shape, 1)
	case 2:
		if len(shape) > 0 {
			shape[rng.IntN(len(shape))] = -1
		}
	}
	rng.Shuffle(len(shape), func(i, j int) { shape[i], shape[j] = shape[j], shape[i] })
	return shape
}

// randomLayout draws a layout of a class that it names.
func randomLayout(rng *rand.Rand, t testing.TB) (class string, l Layout) {
	ndim := rng.IntN(7)
	shape := make([]int, ndim)
	for k := range shape {
		shape[k] = rng.IntN(5)
		if shape[k] == 0 && rng.IntN(4) > 0 {
			shape[k] = 2
		}
	}
	strides := stridesFor(shape, rng.Perm(ndim), uint(rng.Uint32()), 8)
	if ndim > 0 && rng.IntN(6) == 0 {
		strides[rng.IntN(ndim)] = 0
	}
	if rng.IntN(3) > 0 || ndim == 0 {
		l, err := New(shape, strides, nil, 8)
		require.NoError(t, err)
		switch {
		case l.Empty():
			return "empty", l
		case ndim == 0:
			return "0-d", l
		case ndim > near:
			return "far", l
		}
		return "near", l
	}
	suboffsets := make([]int, ndim)
	for k := range suboffsets {
		suboffsets[k] = -1
		if rng.IntN(2) == 0 {
			suboffsets[k] = 8 * rng.IntN(3)
		}
	}
	suboffsets[rng.IntN(ndim)] = 16
	l, err := New(shape, strides, suboffsets, 8)
	require.NoError(t, err)
	require.NoError(t, l.Permute(rng.Perm(ndim)...))
	if l.Empty() {
		return "indirect empty", l
	}
	return "indirect", l
}

func TestRandomChainsEqualTheIndexByIndexWalk(t *testing.T) {
	rng := seeded(t)
	accepted, refused, noView, classes := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for range 30000 {
		class, l := randomLayout(rng, t)
		classes[class]++
		base := rng.IntN(1000)
		for range 1 + rng.IntN(6) {
			if l.NDim > 10 || l.Size() > 3000 {
				break
			}
			kind, v := randomVerb(rng, &l)
			var ok bool
			l, base, ok = v.check(t, l, base)
			switch {
			case ok:
				accepted[kind]++
			case v.refused != nil:
				refused[kind]++
			default:
				noView[kind]++
			}
		}
	}
	t.Log("accepted", accepted)
	t.Log("refused: arguments", refused)
	t.Log("refused: no view exists", noView)
	t.Log("classes", classes)
	for _, kind := range kinds {
		require.GreaterOrEqual(t, accepted[kind], 500, "too few cases of %s", kind)
		if kind != "permute" && kind != "coalesce" {
			require.GreaterOrEqual(t, refused[kind], 100, "too few refusals of %s", kind)
		}
	}
	for _, kind := range []string{"reshape", "reshape F", "diagonal"} {
		require.GreaterOrEqual(t, noView[kind], 30, "too few impossible views of %s", kind)
	}
	for _, class := range []string{"empty", "0-d", "near", "far", "indirect", "indirect empty"} {
		require.GreaterOrEqual(t, classes[class], 200, "too few layouts of class %s", class)
	}
}
