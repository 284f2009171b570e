package conformance_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A chain is a first view and operations, each applied to what the one before it
// made. A refused operation leaves the view as it was.
type chain struct {
	typ            elem.Type
	shape, strides []int
	offset         int
	operations     []step
	states         []state    // the first view, and after each operation
	classes        [][]string // of the views of states
}

// A step is an operation with its arguments for both sides.
type step struct {
	name     string // as testdata/views.py knows it
	theirs   []any
	method   string
	ours     []any
	result   int  // which result of the method
	asRaw    bool // only untyped views have the method
	throughT bool // by the method of the typed view
}

// MarshalJSON writes the chain for testdata/views.py.
func (c *chain) MarshalJSON() ([]byte, error) {
	dtype := c.typ.Typestr()
	if c.typ.Kind == elem.KindRecord {
		dtype = c.typ.String()
	}
	operations := [][]any{}
	for _, o := range c.operations {
		operations = append(operations, append([]any{o.name}, o.theirs...))
	}
	return json.Marshal([]any{dtype, c.shape, c.strides, c.offset, operations})
}

const (
	memorySize  = 1 << 18
	memoryAlign = 64
	firstItems  = 500  // in a first view, so that it fits into one half of the memory
	mostItems   = 2000 // in any other
	mostAxes    = 10   // beyond them, no operation that adds some
)

// sharedMemory fills memory as testdata/views.py does.
func sharedMemory(t *testing.T) []byte {
	b := make([]byte, memorySize+memoryAlign)
	skew := -int(mem.Uint(mem.Of(b))) & (memoryAlign - 1)
	b = b[skew : skew+memorySize]
	for i := range b {
		b[i] = byte(uint64(i) * 2654435761 >> 13)
	}
	require.True(t, mem.Aligned(mem.Of(b), memoryAlign))
	return b
}

// A drawer draws chains.
type drawer struct {
	rng    *rand.Rand
	memory []byte
	view   any // of the chain that is drawn now
	shape  []int
	typ    elem.Type
}

func (g *drawer) chain() *chain {
	c := g.first()
	for range 1 + g.rng.IntN(6) {
		o := operations[g.rng.IntN(len(operations))]
		s := step{name: o.name, method: o.name}
		o.draw(g, &s)
		view, refused := g.apply(&s)
		if refused == "" {
			if items, ndim := extent(view); items > mostItems || ndim > 2*mostAxes {
				continue
			}
			g.now(view)
		}
		c.operations = append(c.operations, s)
		c.note(g, refused)
	}
	return c
}

// first draws the dtype, shape and strides of the first view.
func (g *drawer) first() *chain {
	c := &chain{typ: dtypes[g.rng.IntN(len(dtypes))]}
	for range g.rng.IntN(6) {
		c.shape = append(c.shape, []int{0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6}[g.rng.IntN(13)])
	}
	for size(c.shape) > firstItems {
		c.shape = c.shape[1:]
	}
	c.shape = append([]int{}, c.shape...)
	c.strides = make([]int, len(c.shape))
	order := g.rng.Perm(len(c.shape))
	switch g.rng.IntN(4) {
	case 0:
		slices.Sort(order)
		slices.Reverse(order) // C
	case 1:
		slices.Sort(order) // F
	}
	gaps, signs, zeros, odd := g.rng.IntN(3) == 0, g.rng.IntN(3) == 0, g.rng.IntN(8) == 0, g.rng.IntN(5) == 0
	step := c.typ.Size
	for _, axis := range order {
		if gaps && g.rng.IntN(2) == 0 {
			step += c.typ.Size * g.rng.IntN(3)
		}
		if odd {
			step += g.rng.IntN(5)
		}
		c.strides[axis] = step
		step *= max(c.shape[axis], 1)
		if signs && g.rng.IntN(2) == 0 {
			c.strides[axis] = -c.strides[axis]
		}
		if zeros && g.rng.IntN(2) == 0 {
			c.strides[axis] = 0
		}
	}
	c.offset = memorySize / 2
	if odd {
		c.offset += g.rng.IntN(3)
	}
	raw, err := ndview.FromBytes(g.memory, c.offset, c.typ, c.shape, c.strides)
	if err != nil {
		panic(err)
	}
	if g.now(raw); g.rng.IntN(4) == 0 {
		g.now(raw.Raw)
	}
	c.note(g, "")
	return c
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

func (g *drawer) now(view any) {
	g.view = view
	switch r := view.(type) {
	case ndview.Raw:
		g.shape, g.typ = r.Shape(), r.DType()
	case ndview.MutRaw:
		g.shape, g.typ = r.Shape(), r.DType()
	}
}

// note adds the present view to the chain's states, or the refusal.
func (c *chain) note(g *drawer, refused string) {
	if refused != "" {
		c.states, c.classes = append(c.states, state{Refused: refused}), append(c.classes, nil)
		return
	}
	s := describe(g.view, mem.Uint(mem.Of(g.memory)))
	c.states, c.classes = append(c.states, s), append(c.classes, classesOf(g.view, s))
}

// apply runs an operation on the present view, at times by way of the typed one.
func (g *drawer) apply(s *step) (view any, refused string) {
	on := g.view
	if v, ok := typedView(on); ok && !s.asRaw && g.rng.IntN(2) == 0 {
		on, s.throughT = v.view(), true
	}
	results, refused := call(on, s.method, s.ours)
	if refused != "" {
		return nil, refused
	}
	view = results[s.result].Interface()
	if s.throughT {
		raw, _ := call(view, "Raw", nil)
		view = raw[0].Interface()
	}
	return view, ""
}

func extent(view any) (items, ndim int) {
	switch r := view.(type) {
	case ndview.Raw:
		return r.Size(), r.NDim()
	case ndview.MutRaw:
		return r.Size(), r.NDim()
	}
	panic("no view")
}

var dtypes = func() []elem.Type {
	list := []elem.Type{}
	for k := elem.KindBool; k.IsNumeric(); k++ {
		if k == elem.KindBFloat16 {
			continue // NumPy has none
		}
		list = append(list, k.Type())
		if k.Size() > 1 {
			typ := k.Type()
			typ.Swapped = true
			list = append(list, typ)
		}
	}
	for range 5 {
		list = append(list, recordType())
	}
	return list
}()

// recordType is a packed record with a swapped, a complex, a sub-array and a
// record field.
func recordType() elem.Type {
	swapped := elem.TypeOf[float64]()
	swapped.Swapped = true
	inner, err := elem.RecordOf(5, elem.Field{Name: "p", Type: elem.TypeOf[int32]()}, elem.Field{Name: "q", Offset: 4, Type: elem.TypeOf[uint8]()})
	if err != nil {
		panic(err)
	}
	typ, err := elem.RecordOf(1+8+8+12+5,
		elem.Field{Name: "u", Type: elem.TypeOf[uint8]()},
		elem.Field{Name: "x", Offset: 1, Type: swapped},
		elem.Field{Name: "z", Offset: 9, Type: elem.TypeOf[complex64]()},
		elem.Field{Name: "m", Offset: 17, Type: elem.TypeOf[int16](), Shape: []int{2, 3}},
		elem.Field{Name: "r", Offset: 29, Type: inner})
	if err != nil {
		panic(err)
	}
	return typ
}

// An operation draws its arguments; now and then they are wrong.
type operation struct {
	name string
	draw func(g *drawer, s *step)
}

var operations = []operation{
	{"Slice", drawSlice},
	{"SliceText", drawSlice},
	{"SliceAxis", func(g *drawer, s *step) {
		axis, r, ix := g.axis(), [3]*int{}, ndview.All
		if len(g.shape) > 0 {
			r, ix = g.span(g.shape[(axis+8*len(g.shape))%len(g.shape)])
		}
		s.both(axis)
		s.theirs, s.ours = append(s.theirs, r), append(s.ours, ix)
	}},
	{"IndexAxis", func(g *drawer, s *step) { axis := g.axis(); s.both(axis, g.position(axis)) }},
	{"Row", func(g *drawer, s *step) { s.both(g.position(0)) }},
	{"Col", func(g *drawer, s *step) { s.both(g.position(1)) }},
	{"T", func(*drawer, *step) {}},
	{"Permute", drawPermute},
	{"SwapAxes", func(g *drawer, s *step) { s.both(g.axis(), g.axis()) }},
	{"MoveAxis", func(g *drawer, s *step) { s.both(g.axis(), g.axis()) }},
	{"Flip", func(g *drawer, s *step) { s.both(g.axis()) }},
	{"InsertAxis", func(g *drawer, s *step) { s.both(g.rng.IntN(2*len(g.shape)+3) - len(g.shape) - 1) }},
	{"Squeeze", func(*drawer, *step) {}},
	{"SqueezeAxes", drawSqueeze},
	{"Reshape", drawReshape},
	{"ReshapeF", drawReshape},
	{"Ravel", func(*drawer, *step) {}},
	{"BroadcastTo", drawBroadcast},
	{"Windows", drawWindows},
	{"Blocks", drawBlocks},
	{"WholeBlocks", drawBlocks},
	{"Diagonal", func(g *drawer, s *step) { s.both(g.rng.IntN(5)-2, g.axis(), g.axis()) }},
	{"SplitLeft", drawSplit},
	{"SplitRight", drawSplit},
	{"Real", func(g *drawer, s *step) { s.asRaw = true }},
	{"Imag", func(g *drawer, s *step) { s.asRaw = true }},
	{"Field", drawField},
	{"Reinterpret", drawReinterpret},
}

// both gives both sides the same arguments.
func (s *step) both(args ...any) {
	s.theirs, s.ours = append(s.theirs, args...), append(s.ours, args...)
}

func (g *drawer) wrong() bool { return g.rng.IntN(15) == 0 }

// axis draws an axis, which may be negative.
func (g *drawer) axis() int {
	n := len(g.shape)
	if n == 0 || g.wrong() {
		return []int{n, -n - 1}[g.rng.IntN(2)]
	}
	return g.rng.IntN(2*n) - n
}

// position draws a position of an axis, which may be negative.
func (g *drawer) position(axis int) int {
	n := 1
	if k := len(g.shape); -k <= axis && axis < k {
		n = g.shape[(axis+k)%k]
	}
	if n == 0 || g.wrong() {
		return []int{n, -n - 1}[g.rng.IntN(2)]
	}
	return g.rng.IntN(2*n) - n
}

// span draws a range for an axis of length n: for Python as start, stop and step.
func (g *drawer) span(n int) (r [3]*int, ix ndview.Index) {
	for k := range 2 {
		if g.rng.IntN(3) > 0 {
			bound := g.rng.IntN(2*n+4) - n - 2
			r[k] = &bound
		}
	}
	ix = ndview.All
	switch {
	case r[0] != nil && r[1] != nil:
		ix = ndview.Span(*r[0], *r[1])
	case r[0] != nil:
		ix = ndview.From(*r[0])
	case r[1] != nil:
		ix = ndview.To(*r[1])
	}
	if g.rng.IntN(2) == 0 {
		step := []int{1, 2, 3, -1, -1, -2, -7}[g.rng.IntN(7)]
		r[2], ix = &step, ix.By(step)
	}
	return r, ix
}

// drawSlice draws an index for Slice or SliceText.
func drawSlice(g *drawer, s *step) {
	var index []ndview.Index
	axis, ellipsis := 0, g.rng.IntN(3) == 0
	for range g.rng.IntN(len(g.shape) + 2) {
		switch k := g.rng.IntN(12); {
		case k == 0 && len(g.shape) < mostAxes:
			index = append(index, ndview.NewAxis)
		case k == 1 && ellipsis:
			index = append(index, ndview.Ellipsis)
			ellipsis = g.wrong()
		case k < 5:
			index = append(index, ndview.At(g.position(axis)))
			axis++
		default:
			n := 0
			if axis < len(g.shape) {
				n = g.shape[axis]
			}
			_, ix := g.span(n)
			index = append(index, ix)
			axis++
		}
	}
	texts := make([]string, len(index))
	for k, ix := range index {
		texts[k] = ix.String()
	}
	text := strings.Join(texts, ", ")
	s.theirs = []any{text}
	s.ours = []any{index}
	if s.name == "SliceText" {
		if text == "" {
			text = "()"
		}
		s.ours = []any{text}
	}
}

func drawPermute(g *drawer, s *step) {
	axes := g.rng.Perm(len(g.shape))
	for k := range axes {
		if g.rng.IntN(3) == 0 {
			axes[k] -= len(axes)
		}
	}
	if g.wrong() {
		axes = append(axes, 0)
	}
	if len(axes) > 1 && g.wrong() {
		axes[0] = axes[1]
	}
	s.both(axes)
}

func drawSqueeze(g *drawer, s *step) {
	axes := []int{}
	for k, n := range g.shape {
		if n == 1 && g.rng.IntN(2) == 0 || g.wrong() {
			axes = append(axes, k-g.rng.IntN(2)*len(g.shape))
		}
	}
	s.both(axes)
}

// drawReshape draws a shape of the same size by splitting it into factors.
func drawReshape(g *drawer, s *step) {
	shape := []int{}
	rest := size(g.shape)
	if rest == 0 {
		shape = append(shape, g.shape...)
		g.rng.Shuffle(len(shape), func(i, j int) { shape[i], shape[j] = shape[j], shape[i] })
	}
	for rest > 1 {
		factors := []int{}
		for f := 2; f <= rest; f++ {
			if rest%f == 0 {
				factors = append(factors, f)
			}
		}
		f := factors[g.rng.IntN(len(factors))]
		shape = append(shape, f)
		rest /= f
	}
	for g.rng.IntN(4) == 0 && len(shape) < mostAxes {
		shape = slices.Insert(shape, g.rng.IntN(len(shape)+1), 1)
	}
	if len(shape) > 0 && g.rng.IntN(3) == 0 {
		shape[g.rng.IntN(len(shape))] = -1
	}
	if g.wrong() {
		shape = append(shape, []int{2, -1, 0}[g.rng.IntN(3)]) // not −2, which NumPy takes for −1
	}
	s.both(shape)
}

func drawBroadcast(g *drawer, s *step) {
	shape := slices.Clone(g.shape)
	for k, n := range shape {
		if n == 1 && g.rng.IntN(2) == 0 || g.wrong() {
			shape[k] = g.rng.IntN(4)
		}
	}
	for g.rng.IntN(2) == 0 && len(shape) < mostAxes {
		shape = slices.Insert(shape, 0, g.rng.IntN(4))
	}
	if len(shape) > 0 && g.wrong() {
		shape = shape[1:]
	}
	s.both(append([]int{}, shape...))
}

func drawWindows(g *drawer, s *step) {
	lengths, axes := []int{}, []int{}
	left := slices.Clone(g.shape)
	draw := func(axis int) {
		w := g.rng.IntN(left[axis] + 1)
		if g.wrong() {
			w = left[axis] + 1
		}
		lengths = append(lengths, w)
		left[axis] = max(left[axis]-w+1, 0)
	}
	if len(g.shape) > mostAxes/2 || len(g.shape) > 0 && g.rng.IntN(3) > 0 {
		for range 1 + g.rng.IntN(2) {
			axis := g.rng.IntN(len(g.shape))
			draw(axis)
			axes = append(axes, axis-g.rng.IntN(2)*len(g.shape))
		}
	} else {
		for axis := range g.shape {
			draw(axis)
		}
	}
	s.both(lengths, axes)
}

func drawBlocks(g *drawer, s *step) {
	lengths := []int{}
	for _, n := range g.shape {
		b := 1 + g.rng.IntN(3)
		if g.rng.IntN(2) == 0 {
			b = max(n, 1)
		}
		if g.wrong() {
			b = 0
		}
		lengths = append(lengths, b)
	}
	if len(lengths) > mostAxes/2 || g.wrong() {
		lengths = append(lengths, 1)
	}
	s.both(lengths)
}

func drawSplit(g *drawer, s *step) {
	axis := g.axis()
	i := 0
	if n := len(g.shape); -n <= axis && axis < n {
		i = g.rng.IntN(g.shape[(axis+n)%n] + 1)
	}
	s.both(axis, i)
	s.method = "SplitAt"
	if s.name == "SplitRight" {
		s.result = 1
	}
}

func drawField(g *drawer, s *step) {
	names := append(g.typ.Rec.Names(), "nothing")
	s.both(names[g.rng.IntN(len(names))])
	s.asRaw = true
}

func drawReinterpret(g *drawer, s *step) {
	typ := dtypes[g.rng.IntN(len(dtypes)-5)] // not a record
	s.theirs, s.ours = []any{typ.Typestr()}, []any{typ}
	s.asRaw = true
}
