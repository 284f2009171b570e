package ndtest

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Indirect arrays (PEP 3118 suboffsets) in Go memory. A table of pointers is a
// []mem.Addr, which the collector knows as pointers, so the blocks that it points
// to stay alive with it, and it stays alive with the view's base.

// An indirection says after which axes a pointer is loaded.
type indirection struct {
	name    string
	after   func(ndim int) []int
	swapped bool
	down    bool // the tables are walked from their ends
	minNDim int
}

var indirections = []indirection{
	{name: "rows behind pointers", after: func(int) []int { return []int{0} }, minNDim: 1},
	{name: "rows behind pointers, backwards, swapped", after: func(int) []int { return []int{0} }, down: true, swapped: true, minNDim: 1},
	{name: "rows behind two pointers", after: func(int) []int { return []int{0, 1} }, minNDim: 2},
	{name: "tables of pairs of axes", after: func(int) []int { return []int{1} }, minNDim: 2},
	{name: "elements behind pointers", after: func(n int) []int { return []int{n - 1} }, minNDim: 2},
}

// suboffset is added after each load: the tables point before the blocks, as they
// do after an axis behind them was sliced.
const suboffset = 16

// A table is a table of pointers and its contents when it was made.
type table struct{ now, then []mem.Addr }

const guards = 2 // pointers before and behind those of a table; suboffset bytes or more

func newTable(n int) table { return table{now: make([]mem.Addr, n+2*guards)} }

func (p table) intact() error {
	if !slices.Equal(p.now, p.then) {
		return fmt.Errorf("a pointer of a table was changed")
	}
	return nil
}

// A tree is an indirect array under construction.
type tree[T ndview.Element] struct {
	Source[T]
	indirection
	value func(k int) T
	cuts  []int
}

func indirect[T ndview.Element](c indirection, shape []int, value func(k int) T) Source[T] {
	t := tree[T]{indirection: c, value: value, cuts: c.after(len(shape))}
	t.Name, t.Shape = c.name, shape
	strides, suboffsets := t.strides()
	base := t.block(0, 0)
	if c.down {
		for k := range t.cuts[0] + 1 {
			base = mem.Add(base, max(shape[k]-1, 0)*-strides[k])
		}
	}
	l, err := layout.New(shape, strides, suboffsets, mem.SizeOf[T]())
	if err != nil {
		panic(err)
	}
	typ := ndview.DTypeOf[T]()
	typ.Swapped = c.swapped && typ.Size > 1
	raw := ndview.NewMutRaw(mem.New(base, l, lease.Forever, 0, mem.Item{}), typ)
	if t.View, err = ndview.AsMut[T](raw); err != nil {
		panic(err)
	}
	return t.Source
}

// strides describes the blocks: C order within each.
func (t *tree[T]) strides() (strides, suboffsets []int) {
	strides, suboffsets = make([]int, len(t.Shape)), make([]int, len(t.Shape))
	first := 0
	for i := range len(t.cuts) + 1 {
		last, size := len(t.Shape)-1, mem.SizeOf[T]()
		if i < len(t.cuts) {
			last, size = t.cuts[i], mem.SizeOf[mem.Addr]()
		}
		copy(strides[first:], cStrides(t.Shape[first:last+1], size))
		first = last + 1
	}
	for k := range suboffsets {
		suboffsets[k] = -1
	}
	for _, k := range t.cuts {
		suboffsets[k] = suboffset
	}
	if t.down {
		for k := range t.cuts[0] + 1 {
			strides[k] = -strides[k]
		}
	}
	return strides, suboffsets
}

// block makes the memory of the axes after the given number of pointers, for the
// elements from position at on, and returns the address of its first place.
func (t *tree[T]) block(pointers, at int) mem.Addr {
	first := 0
	if pointers > 0 {
		first = t.cuts[pointers-1] + 1
	}
	if pointers == len(t.cuts) {
		return t.elements(at, Size(t.Shape[first:]))
	}
	last := t.cuts[pointers]
	n, each := Size(t.Shape[first:last+1]), Size(t.Shape[last+1:])
	p := newTable(n)
	for i := range n {
		to := i
		if t.down && pointers == 0 {
			to = n - 1 - i
		}
		p.now[guards+to] = mem.Add(t.block(pointers+1, at+i*each), -suboffset)
	}
	p.then = slices.Clone(p.now)
	t.tables = append(t.tables, p)
	return mem.Of(p.now[guards:])
}

func (t *tree[T]) elements(at, n int) mem.Addr {
	size := mem.SizeOf[T]()
	b := newSlab(0, n*size, 0)
	t.slabs = append(t.slabs, b)
	for i := range n {
		x := t.value(at + i)
		t.Values = append(t.Values, x) // blocks are made in C order
		b.put(i*size, encode(x, t.swapped))
	}
	return b.at(0)
}
