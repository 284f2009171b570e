package ndview_test

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// A row is a call of a verb on a view of some shape, and which elements the
// results must name.
type row struct {
	verb string
	args []any
	want []ndtest.List
}

// verbRows returns calls of every verb that are right for the shape.
func verbRows(shape []int) []row {
	g := rows{shape: shape, whole: ndtest.Whole(shape)}
	g.slices()
	g.selections()
	g.orders()
	g.lengthOne()
	g.reshapes()
	g.stretches()
	g.windows()
	g.blocks()
	g.diagonals()
	return g.list
}

type rows struct {
	shape []int
	whole ndtest.List
	list  []row
}

// add adds a row whose result has a shape and at each index the element that
// source tells.
func (g *rows) add(verb string, args []any, shape []int, source func(x []int) []int) {
	g.list = append(g.list, row{verb, args, []ndtest.List{g.whole.View(shape, source)}})
}

func args(a ...any) []any { return a }

// axes returns all axes, or in front of many some of them; each also negative.
func (g *rows) axes() (all [][2]int) {
	n := len(g.shape)
	for k := range n {
		if n < 10 || slices.Contains([]int{0, 3, 40, 41, 63}, k) {
			all = append(all, [2]int{k, k}, [2]int{k - n, k})
		}
	}
	return all
}

// A part is one part of an index, as it would stand in Python.
type part struct {
	text              string
	start, stop, step *int
	at                *int
	newAxis, ellipsis bool
}

func ptr(i int) *int { return &i }

func span(start, stop, step *int) part {
	show := func(p *int) string {
		if p == nil {
			return ""
		}
		return strconv.Itoa(*p)
	}
	text := show(start) + ":" + show(stop)
	if step != nil {
		text += ":" + show(step)
	}
	return part{text: text, start: start, stop: stop, step: step}
}

func position(i int) part { return part{text: strconv.Itoa(i), at: ptr(i)} }

var (
	newAxis  = part{text: "None", newAxis: true}
	ellipsis = part{text: "...", ellipsis: true}
	whole    = span(nil, nil, nil)
)

// index returns the part in Go.
func (p part) index() ndview.Index {
	ix := ndview.All
	switch {
	case p.at != nil:
		return ndview.At(*p.at)
	case p.newAxis:
		return ndview.NewAxis
	case p.ellipsis:
		return ndview.Ellipsis
	case p.start != nil && p.stop != nil:
		ix = ndview.Span(*p.start, *p.stop)
	case p.start != nil:
		ix = ndview.From(*p.start)
	case p.stop != nil:
		ix = ndview.To(*p.stop)
	}
	if p.step != nil {
		ix = ix.By(*p.step)
	}
	return ix
}

// positions returns range(n)[start:stop:step].
func (p part) positions(n int) []int {
	step, lo, hi := 1, 0, n
	if p.step != nil {
		step = *p.step
	}
	start, stop := 0, n
	if step < 0 {
		start, stop, lo, hi = n-1, -1, -1, n-1
	}
	limit := func(i int) int {
		if i < 0 {
			i += n
		}
		return min(max(i, lo), hi)
	}
	if p.start != nil {
		start = limit(*p.start)
	}
	if p.stop != nil {
		stop = limit(*p.stop)
	}
	at := []int{}
	for i := start; i != stop && i < stop == (step > 0); i += step {
		at = append(at, i)
	}
	return at
}

var ranges = []part{
	whole, span(ptr(1), nil, nil), span(nil, ptr(-1), nil), span(ptr(1), ptr(-1), nil), span(nil, nil, ptr(2)),
	span(nil, nil, ptr(-1)), span(ptr(-1), ptr(0), ptr(-2)), span(ptr(2), ptr(1), nil), span(ptr(-100), ptr(100), ptr(3)), span(ptr(1), ptr(2), nil),
}

func (g *rows) slices() {
	first := func(p part, more ...part) []part { return append([]part{p}, more...) }
	expressions := [][]part{{}, {ellipsis}}
	if len(g.shape) > 0 {
		for _, r := range ranges {
			expressions = append(expressions, first(r), first(ellipsis, r))
		}
		expressions = append(expressions, slices.Repeat([]part{whole}, len(g.shape)), slices.Repeat(ranges[5:6], len(g.shape)))
		if n := g.shape[0]; n > 0 {
			expressions = append(expressions, first(position(0)), first(position(-n), ellipsis), first(position(n-1), newAxis))
		}
		if n := g.shape[len(g.shape)-1]; n > 0 {
			expressions = append(expressions, first(ellipsis, position(-1)), first(newAxis, ellipsis, position(0)))
		}
	}
	if ndtest.Size(g.shape) > 0 {
		at := make([]part, len(g.shape))
		for k, n := range g.shape {
			at[k] = position(n / 2)
		}
		expressions = append(expressions, at)
	}
	if len(g.shape) < 60 {
		expressions = append(expressions, first(newAxis), first(ellipsis, newAxis), first(newAxis, ellipsis, newAxis))
	}
	for _, e := range expressions {
		g.slice(e)
	}
}

func (g *rows) slice(parts []part) {
	index := make([]ndview.Index, len(parts))
	texts := make([]string, len(parts))
	for k, p := range parts {
		index[k], texts[k] = p.index(), p.text
	}
	text := strings.Join(texts, ", ")
	if len(parts) == 0 {
		text = "()"
	}
	shape, source := g.indexed(parts)
	g.add("Slice", args(index), shape, source)
	g.add("SliceText", args(text), shape, source)
}

// indexed walks over the parts of an index as NumPy defines them.
func (g *rows) indexed(parts []part) (shape []int, source func([]int) []int) {
	used := 0
	for _, p := range parts {
		if !p.newAxis && !p.ellipsis {
			used++
		}
	}
	var full []part // without ellipsis
	skip := slices.Repeat([]part{whole}, len(g.shape)-used)
	for _, p := range parts {
		if p.ellipsis {
			full = append(full, skip...)
			skip = nil
			continue
		}
		full = append(full, p)
	}
	full = append(full, skip...)
	// For each axis of the source: where it comes from.
	type origin struct {
		result    int // axis of the result, or −1 for a position
		positions []int
	}
	var from []origin
	axis := 0
	for _, p := range full {
		switch {
		case p.newAxis:
			shape = append(shape, 1)
		case p.at != nil:
			i := *p.at
			if i < 0 {
				i += g.shape[axis]
			}
			from = append(from, origin{-1, []int{i}})
			axis++
		default:
			at := p.positions(g.shape[axis])
			from = append(from, origin{len(shape), at})
			shape = append(shape, len(at))
			axis++
		}
	}
	return shape, func(x []int) []int {
		y := make([]int, len(from))
		for k, o := range from {
			if o.result < 0 {
				y[k] = o.positions[0]
			} else {
				y[k] = o.positions[x[o.result]]
			}
		}
		return y
	}
}

func (g *rows) selections() {
	for _, a := range g.axes() {
		named, axis := a[0], a[1]
		n := g.shape[axis]
		for _, r := range ranges {
			at := r.positions(n)
			shape := slices.Clone(g.shape)
			shape[axis] = len(at)
			g.add("SliceAxis", args(named, r.index()), shape, func(x []int) []int {
				y := slices.Clone(x)
				y[axis] = at[x[axis]]
				return y
			})
		}
		for _, i := range []int{0, n - 1, -1, -n} {
			if n > 0 {
				at := (i + n) % n
				g.add("IndexAxis", args(named, i), drop(g.shape, axis), func(x []int) []int { return slices.Insert(slices.Clone(x), axis, at) })
			}
		}
		for _, i := range []int{0, 1, n / 2, n, -1} {
			if i <= n && i >= -n {
				g.split(named, axis, i)
			}
		}
	}
	if len(g.shape) == 2 {
		for i := range g.shape[0] {
			g.add("Row", args(i), g.shape[1:], func(x []int) []int { return []int{i, x[0]} })
			g.add("Row", args(i-g.shape[0]), g.shape[1:], func(x []int) []int { return []int{i, x[0]} })
		}
		for j := range g.shape[1] {
			g.add("Col", args(j), g.shape[:1], func(x []int) []int { return []int{x[0], j} })
			g.add("Col", args(j-g.shape[1]), g.shape[:1], func(x []int) []int { return []int{x[0], j} })
		}
	}
}

func (g *rows) split(named, axis, i int) {
	at := i
	if at < 0 {
		at += g.shape[axis]
	}
	left, right := slices.Clone(g.shape), slices.Clone(g.shape)
	left[axis], right[axis] = at, g.shape[axis]-at
	g.list = append(g.list, row{"SplitAt", args(named, i), []ndtest.List{
		g.whole.View(left, func(x []int) []int { return x }),
		g.whole.View(right, func(x []int) []int {
			y := slices.Clone(x)
			y[axis] += at
			return y
		}),
	}})
}

func drop(shape []int, axis int) []int { return slices.Delete(slices.Clone(shape), axis, axis+1) }

func (g *rows) orders() {
	n := len(g.shape)
	g.permuted("T", nil, reversedOrder(n))
	g.permuted("Permute", args(reversedOrder(n)), reversedOrder(n))
	g.permuted("Permute", args(identity(n)), identity(n))
	if n > 1 {
		rotated := append(identity(n)[1:], 0)
		g.permuted("Permute", args(rotated), rotated)
		negative := slices.Clone(rotated)
		negative[0] -= n
		g.permuted("Permute", args(negative), rotated)
	}
	for _, a := range g.axes() {
		axis := a[1]
		g.add("Flip", args(a[0]), g.shape, func(x []int) []int {
			y := slices.Clone(x)
			y[axis] = g.shape[axis] - 1 - x[axis]
			return y
		})
		for _, b := range g.axes() {
			swapped := identity(n)
			swapped[a[1]], swapped[b[1]] = b[1], a[1]
			g.permuted("SwapAxes", args(a[0], b[0]), swapped)
			g.permuted("MoveAxis", args(a[0], b[0]), slices.Insert(drop(identity(n), a[1]), b[1], a[1]))
		}
	}
}

func identity(n int) []int {
	p := make([]int, n)
	for k := range p {
		p[k] = k
	}
	return p
}

func reversedOrder(n int) []int {
	p := identity(n)
	slices.Reverse(p)
	return p
}

func (g *rows) permuted(verb string, a []any, order []int) {
	shape := make([]int, len(order))
	for k, p := range order {
		shape[k] = g.shape[p]
	}
	g.add(verb, a, shape, func(x []int) []int {
		y := make([]int, len(x))
		for k, p := range order {
			y[p] = x[k]
		}
		return y
	})
}

func (g *rows) lengthOne() {
	n := len(g.shape)
	if n < 64 {
		for at := range n + 1 {
			shape := slices.Insert(slices.Clone(g.shape), at, 1)
			for _, named := range []int{at, at - n - 1} {
				g.add("InsertAxis", args(named), shape, func(x []int) []int { return drop(x, at) })
			}
		}
	}
	var ones []int
	for k, l := range g.shape {
		if l == 1 {
			ones = append(ones, k)
		}
	}
	g.squeezed("Squeeze", nil, ones)
	g.squeezed("SqueezeAxes", args([]int{}), nil)
	g.squeezed("SqueezeAxes", args(ones), ones)
	if len(ones) > 0 {
		g.squeezed("SqueezeAxes", args([]int{ones[0] - n}), ones[:1])
	}
}

func (g *rows) squeezed(verb string, a []any, gone []int) {
	shape := []int{}
	for k, l := range g.shape {
		if !slices.Contains(gone, k) {
			shape = append(shape, l)
		}
	}
	g.add(verb, a, shape, func(x []int) []int {
		y := slices.Clone(x)
		for _, k := range gone { // rising, so that each lands in its place
			y = slices.Insert(y, k, 0)
		}
		return y
	})
}

func (g *rows) reshapes() {
	size := ndtest.Size(g.shape)
	g.list = append(g.list, row{"Ravel", nil, []ndtest.List{g.whole.Reshape([]int{size})}})
	wanted := [][]int{{size}, slices.Clone(g.shape), reversed(g.shape), {1, size, 1}}
	for n := 2; n < size; n++ {
		if size%n == 0 {
			wanted = append(wanted, []int{n, size / n}, []int{1, size / n, 1, n})
		}
	}
	if size == 0 {
		wanted = append(wanted, []int{0, 4}, []int{7, 0, 0})
	}
	if size == 1 {
		wanted = append(wanted, []int{})
	}
	for _, shape := range wanted {
		g.reshape(shape, shape)
		for k := range shape {
			if rest := ndtest.Size(drop(shape, k)); rest > 0 && (k == 0 || k == len(shape)-1) {
				open := slices.Clone(shape)
				open[k] = -1
				g.reshape(open, shape)
			}
		}
	}
}

func reversed(shape []int) []int {
	r := slices.Clone(shape)
	slices.Reverse(r)
	return r
}

func (g *rows) reshape(named, shape []int) {
	g.list = append(g.list, row{"Reshape", args(named), []ndtest.List{g.whole.Reshape(shape)}})
	// In Fortran order: number the elements with the first axis fastest.
	inOrder := make([][]int, 0, ndtest.Size(shape))
	for x := range ndtest.Indices(reversed(g.shape)) {
		inOrder = append(inOrder, reversed(x))
	}
	g.add("ReshapeF", args(named), shape, func(x []int) []int {
		return inOrder[ndtest.Position(reversed(shape), reversed(x))]
	})
}

func (g *rows) stretches() {
	n := len(g.shape)
	wanted := [][]int{slices.Clone(g.shape)}
	long := slices.Clone(g.shape)
	for k := range long {
		if long[k] == 1 && n < 10 {
			long[k] = 3
		}
	}
	wanted = append(wanted, long)
	if n < 60 {
		wanted = append(wanted, append([]int{2}, long...), append([]int{0, 1}, g.shape...), append([]int{2, 1, 2}, g.shape...))
	}
	for _, shape := range wanted {
		g.add("BroadcastTo", args(shape), shape, func(x []int) []int {
			y := slices.Clone(x[len(x)-n:])
			for k := range y {
				if g.shape[k] == 1 {
					y[k] = 0
				}
			}
			return y
		})
	}
}

func (g *rows) windows() {
	n := len(g.shape)
	if n > 30 {
		return
	}
	lengths := slices.Clone(g.shape)
	for k := range lengths {
		lengths[k] = (lengths[k] + 1) / 2
	}
	g.window(lengths, []int{}, identity(n))
	for k, l := range g.shape {
		for w := range l + 1 {
			g.window([]int{w}, []int{k}, []int{k})
			g.window([]int{w}, []int{k - n}, []int{k})
		}
		if l >= 2 {
			g.window([]int{2, 1}, []int{k, k}, []int{k, k})
		}
	}
}

func (g *rows) window(lengths, named, axes []int) {
	n := len(g.shape)
	shape := slices.Clone(g.shape)
	for i, a := range axes {
		shape[a] -= lengths[i] - 1
	}
	shape = append(shape, lengths...)
	g.add("Windows", args(lengths, named), shape, func(x []int) []int {
		y := slices.Clone(x[:n])
		for i, a := range axes {
			y[a] += x[n+i]
		}
		return y
	})
}

func (g *rows) blocks() {
	n := len(g.shape)
	if n > 32 {
		return
	}
	for _, lengths := range [][]int{slices.Repeat([]int{1}, n), slices.Repeat([]int{2}, n), slices.Clone(g.shape)} {
		divides, possible := true, true
		shape := make([]int, 2*n)
		for k, b := range lengths {
			if b < 1 {
				possible = false
				break
			}
			shape[k], shape[n+k] = g.shape[k]/b, b
			divides = divides && g.shape[k]%b == 0
		}
		if !possible {
			continue
		}
		source := func(x []int) []int {
			y := make([]int, n)
			for k := range y {
				y[k] = x[k]*lengths[k] + x[n+k]
			}
			return y
		}
		g.add("WholeBlocks", args(lengths), shape, source)
		if divides {
			g.add("Blocks", args(lengths), shape, source)
		}
	}
}

func (g *rows) diagonals() {
	for _, a := range g.axes() {
		for _, b := range g.axes() {
			if a[1] == b[1] || a[0] < 0 {
				continue
			}
			for offset := -2; offset <= 1; offset++ {
				g.diagonal(offset, a, b)
			}
		}
	}
}

func (g *rows) diagonal(offset int, a, b [2]int) {
	down, right := max(-offset, 0), max(offset, 0)
	length := max(0, min(g.shape[a[1]]-down, g.shape[b[1]]-right))
	var others []int
	for k := range g.shape {
		if k != a[1] && k != b[1] {
			others = append(others, k)
		}
	}
	shape := make([]int, 0, len(g.shape)-1)
	for _, k := range others {
		shape = append(shape, g.shape[k])
	}
	g.add("Diagonal", args(offset, a[0], b[0]), append(shape, length), func(x []int) []int {
		y := make([]int, len(g.shape))
		for i, k := range others {
			y[k] = x[i]
		}
		y[a[1]], y[b[1]] = x[len(x)-1]+down, x[len(x)-1]+right
		return y
	})
}
