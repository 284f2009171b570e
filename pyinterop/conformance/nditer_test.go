package conformance_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/ndtest"
)

// The plans of walks over random operands, against np.nditer over the same ones:
// the same elements, in the same order where the order is C or F, and at most as
// many inner loops. The plan's own walk is compared with the walk index by index in
// internal/layout.
//
// INPLACE_SEED repeats a run, INPLACE_LONG=1 makes a long one.

func TestPlansAgreeWithNditer(t *testing.T) {
	cases, least := 4000, 5
	if os.Getenv("INPLACE_LONG") == "1" {
		cases, least = 120_000, 100
	}
	rng := ndtest.Seeded(t)
	judge := startNumPy(t, "nditer")
	seen := map[string]int{}
	for done := 0; done < cases; done += batch {
		drawn := make([]*iteration, batch)
		for i := range drawn {
			drawn[i] = drawIteration(rng)
		}
		var theirs []nditer
		judge.ask(t, drawn, &theirs)
		require.Len(t, theirs, batch)
		for i, c := range drawn {
			if text := c.compare(&theirs[i], seen); text != "" {
				t.Fatalf("case %d: %s\n%s", done+i, c, text)
			}
			c.count(seen)
		}
	}
	t.Log(seen)
	for _, class := range iterationClasses {
		require.GreaterOrEqual(t, seen[class], least, class)
	}
}

var iterationClasses = []string{
	"external", "reduce", "multi_index", "c_index", "itershape",
	"0-d", "1-d", "2-d", "3-d", "4-d", "5-d",
	"1 operands", "2 operands", "3 operands", "4 operands",
	"C", "F", "K", "negative", "broadcast", "length-1", "empty",
	"fewer loops than NumPy", "as many loops as NumPy",
}

// An iteration is one case: operands as they lie in the buffer, before they are
// broadcast to shape.
type iteration struct {
	kind, order string
	shape       []int
	itershape   []int // nil if NumPy finds it from the operands
	operands    []operand
	axes        []int // of a reduction: the axes of the result, -1 where there is none
}

type operand struct {
	shape, strides []int
	offset         int
}

// MarshalJSON writes the case as testdata/nditer.py reads it.
func (c *iteration) MarshalJSON() ([]byte, error) {
	operands := make([]any, len(c.operands))
	for i, o := range c.operands {
		operands[i] = []any{o.shape, o.strides, o.offset}
	}
	return json.Marshal([]any{c.kind, c.order, c.itershape, operands, c.axes})
}

func (c *iteration) String() string {
	text, _ := c.MarshalJSON() // nothing in it can be refused
	return string(text)
}

// An nditer is what NumPy did.
type nditer struct {
	sizes, strides []int
	visits         [][]int // per operand
	indices        [][]int
}

// UnmarshalJSON reads the array that testdata/nditer.py writes.
func (n *nditer) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&n.sizes, &n.strides, &n.visits, &n.indices})
}

func drawIteration(rng *rand.Rand) *iteration {
	c := &iteration{
		kind:  []string{"external", "external", "external", "reduce", "multi_index", "c_index"}[rng.IntN(6)],
		order: []string{"C", "F", "K"}[rng.IntN(3)],
		shape: make([]int, rng.IntN(6)),
	}
	for k := range c.shape {
		c.shape[k] = 1 + rng.IntN(4)
		if rng.IntN(25) == 0 {
			c.shape[k] = 0
		}
	}
	if c.kind == "c_index" && len(c.shape) == 0 {
		c.kind = "external" // before NumPy 2.3 the only index there is not set
	}
	nops := 1 + rng.IntN(4)
	if c.kind == "reduce" {
		nops = max(nops-1, 1)
	}
	order, signs := rng.Perm(len(c.shape)), uint(0)
	for range nops {
		if rng.IntN(3) == 0 {
			order = rng.Perm(len(c.shape))
		}
		if rng.IntN(3) == 0 {
			signs = uint(rng.Uint32())
		}
		shape := slices.Clone(c.shape)
		for k := range shape {
			if c.kind != "reduce" && rng.IntN(6) == 0 && shape[k] > 0 {
				shape[k] = 1
			}
		}
		o := lay(rng, shape, order, signs)
		if drop := rng.IntN(len(shape) + 1); c.kind != "reduce" && rng.IntN(4) == 0 && !slices.Contains(shape[:drop], 0) {
			o.shape, o.strides = o.shape[drop:], o.strides[drop:]
		}
		c.operands = append(c.operands, o)
	}
	switch {
	case c.kind == "reduce":
		c.addResult(rng, order, signs)
	case c.kind == "external" && rng.IntN(4) == 0:
		c.itershape = c.shape
	default:
		c.shape = broadcastShape(c.operands)
	}
	return c
}

// lay puts an operand into the buffer: its axes in the given order in memory, the
// outer one first, those whose bit is set in signs running down, sometimes with
// gaps and sometimes repeating itself.
func lay(rng *rand.Rand, shape, order []int, signs uint) operand {
	o := operand{shape: shape, strides: make([]int, len(shape))}
	gaps, step := rng.IntN(2) == 0, 8
	lowest := 0
	for i := len(order) - 1; i >= 0; i-- {
		k := order[i]
		o.strides[k] = step
		if signs&(1<<k) != 0 {
			o.strides[k] = -step
			lowest -= step * max(shape[k]-1, 0)
		}
		step *= max(shape[k], 1)
		if gaps && rng.IntN(2) == 0 {
			step += 8
		}
	}
	o.offset = -lowest + 8*rng.IntN(16)
	return o
}

// addResult appends the operand that a reduction writes to.
func (c *iteration) addResult(rng *rand.Rand, order []int, signs uint) {
	var kept []int // axes
	for k := range c.shape {
		if rng.IntN(2) == 0 {
			kept = append(kept, k)
			c.axes = append(c.axes, len(kept)-1)
		} else {
			c.axes = append(c.axes, -1)
		}
	}
	shape := make([]int, len(kept))
	var inMemory []int
	var turned uint
	for i, k := range kept {
		shape[i] = c.shape[k]
		if signs&(1<<k) != 0 {
			turned |= 1 << i
		}
	}
	for _, k := range order {
		if i := slices.Index(kept, k); i >= 0 {
			inMemory = append(inMemory, i)
		}
	}
	if c.axes == nil {
		c.axes = []int{}
	}
	c.operands = append(c.operands, lay(rng, shape, inMemory, turned))
}

// broadcastShape returns the shape that NumPy gives operands together.
func broadcastShape(operands []operand) []int {
	var shape []int
	for _, o := range operands {
		for len(shape) < len(o.shape) {
			shape = slices.Insert(shape, 0, 1)
		}
		for i, n := range o.shape {
			if at := i + len(shape) - len(o.shape); n != 1 {
				shape[at] = n
			}
		}
	}
	return shape
}

// layouts returns the operands as they are walked.
func (c *iteration) layouts() []*layout.Layout {
	all := make([]*layout.Layout, len(c.operands))
	for i, o := range c.operands {
		shape, strides := o.shape, o.strides
		if c.kind == "reduce" && i == len(c.operands)-1 {
			shape, strides = make([]int, len(c.shape)), make([]int, len(c.shape))
			for k, from := range c.axes {
				shape[k] = 1
				if from >= 0 {
					shape[k], strides[k] = o.shape[from], o.strides[from]
				}
			}
		}
		l, err := layout.New(shape, strides, nil, 8)
		if err != nil {
			panic(err)
		}
		if err := l.BroadcastTo(c.shape...); err != nil {
			panic(err)
		}
		all[i] = &l
	}
	return all
}

// compare plans and walks the case and says what NumPy did otherwise.
func (c *iteration) compare(theirs *nditer, seen map[string]int) string {
	r := layout.Request{
		Order: map[string]layout.Order{"C": layout.OrderC, "F": layout.OrderF, "K": layout.OrderK}[c.order],
		Track: c.kind == "multi_index",
	}
	ours := c.walk(&r)
	switch {
	case c.order == "K":
		if text := sameElements(ours, theirs); text != "" {
			return text
		}
	case !slices.EqualFunc(ours.visits, theirs.visits, slices.Equal):
		return fmt.Sprintf("another order: %v, NumPy %v", ours.visits, theirs.visits)
	case len(theirs.indices) > 0 && !slices.EqualFunc(ours.indices, theirs.indices, slices.Equal):
		return fmt.Sprintf("other indices: %v, NumPy %v", ours.indices, theirs.indices)
	}
	switch {
	case c.kind != "external" && c.kind != "reduce":
		return ""
	case c.kind == "reduce":
		grouped := layout.Request{Order: r.Order, Mode: layout.Reduce}
		for k, from := range c.axes {
			if from < 0 {
				grouped.Inner |= 1 << k
			}
		}
		if text := sameElements(c.walk(&grouped), theirs); text != "" {
			return "grouped: " + text
		}
	case c.order == "K":
		free := c.walk(&layout.Request{Order: layout.OrderAny})
		if text := sameElements(free, theirs) + compareLoops(free, theirs, "", seen); text != "" {
			return "in any order: " + text
		}
	}
	return compareLoops(ours, theirs, c.order, seen)
}

// sameElements compares what was visited, in whichever order.
func sameElements(ours, theirs *nditer) string {
	if !slices.Equal(sortedVisits(ours), sortedVisits(theirs)) {
		return fmt.Sprintf("other elements: %v, NumPy %v", ours.visits, theirs.visits)
	}
	return ""
}

// compareLoops compares inner loops: never more of them, and the same strides where
// there are as many.
func compareLoops(ours, theirs *nditer, order string, seen map[string]int) string {
	switch {
	case len(ours.sizes) > len(theirs.sizes):
		return fmt.Sprintf("%d loops of %v, NumPy has %d of %v", len(ours.sizes), ours.sizes[0], len(theirs.sizes), theirs.sizes[0])
	case len(ours.sizes) < len(theirs.sizes):
		seen["fewer loops than NumPy"]++
	case len(ours.sizes) > 0:
		seen["as many loops as NumPy"]++
		if (order == "C" || order == "F") && ours.sizes[0] > 1 && !slices.Equal(ours.strides, theirs.strides) {
			return fmt.Sprintf("strides %v, NumPy %v", ours.strides, theirs.strides)
		}
	}
	return ""
}

// walk does what testdata/nditer.py does.
func (c *iteration) walk(r *layout.Request) *nditer {
	ops := c.layouts()
	if c.kind == "c_index" { // the place in C order is one more operand, of one byte
		places, err := layout.C(c.shape, 1)
		if err != nil {
			panic(err)
		}
		ops = append(ops, &places)
	}
	p := new(layout.Plan)
	if err := p.Make(r, ops...); err != nil {
		panic(err)
	}
	n := &nditer{visits: make([][]int, len(c.operands))}
	_, strides := p.Lane()
	n.strides = strides[:len(c.operands)]
	index := make([]int, len(c.shape))
	axis, down, real := p.Origin(p.NDim() - 1)
	var w layout.Walk
	for more := w.Start(p); more; more = w.Next() {
		n.sizes = append(n.sizes, w.N)
		for k, o := range c.operands {
			for i := range w.N {
				n.visits[k] = append(n.visits[k], (o.offset+w.At(k)+i*strides[k])/8)
			}
		}
		if c.kind == "multi_index" {
			w.Index(p, index)
		}
		for i := range w.N {
			switch c.kind {
			case "c_index":
				k := len(c.operands)
				n.indices = append(n.indices, []int{w.At(k) + i*strides[k]})
			case "multi_index":
				n.indices = append(n.indices, slices.Clone(index))
				if real && down {
					index[axis]--
				} else if real {
					index[axis]++
				}
			}
		}
	}
	return n
}

// sortedVisits lists the elements with all that is known of each: the places in all
// operands, and the index.
func sortedVisits(n *nditer) []string {
	var all []string
	for i := range n.visits[0] {
		var at []int
		for _, v := range n.visits {
			at = append(at, v[i])
		}
		if len(n.indices) > 0 {
			at = append(at, n.indices[i]...)
		}
		all = append(all, fmt.Sprint(at))
	}
	slices.Sort(all)
	return all
}

func (c *iteration) count(seen map[string]int) {
	seen[c.kind]++
	seen[c.order]++
	seen[fmt.Sprint(len(c.shape), "-d")]++
	seen[fmt.Sprint(len(c.operands), " operands")]++
	classes := map[string]bool{"itershape": c.itershape != nil, "empty": slices.Contains(c.shape, 0), "length-1": slices.Contains(c.shape, 1)}
	for _, o := range c.operands {
		classes["broadcast"] = classes["broadcast"] || !slices.Equal(o.shape, c.shape)
		for _, s := range o.strides {
			classes["negative"] = classes["negative"] || s < 0
		}
	}
	for class, is := range classes {
		if is {
			seen[class]++
		}
	}
}
