// Package product computes sums of products: of matrices, of vectors, of stacks of
// them, along any axes.
//
// Each axis of each operand has a label, and
//
//	dst[labels of dst]  =  Σ over all other labels  a[labels of a] · b[labels of b]
//
// An axis of dst that a and b both have is a batch, one that only a has a row (m),
// one that only b has a column (n); what dst lacks is summed over (k). Axes of one
// of these groups that follow each other in memory are merged; of what remains, the
// longest axis of m, n and k makes the product of two matrices that is computed at
// once, and the others are loops around it (axes.go). That product is one of
//
//	nothing is summed    the elementwise product, or a copy: package kernel
//	m = n = 1            an inner product of two lanes (lanes.go)
//	m = 1                a vector and a matrix: lanes of the matrix, along the axis
//	                     that lies closer together (lanes.go)
//	a library            its Gemm and kin, if one was brought in (library.go)
//	all else             tiles (tiles.go)
//
// Memory that cannot be computed on where it lies (swapped, misaligned, 16-bit
// floats, booleans) goes by tiles, too, in panels that are converted on the way. What
// lies behind pointers is copied aside as a whole.
//
// The result is always that of reading everything first: a dst that shares memory
// with an input is written from one temporary of its own size.
//
// # Numbers
//
// Sums start from +0, so that a sum of −0 is +0, and no factor is skipped: 0·NaN is
// NaN. Integers wrap around, booleans are joined by "and" and "or", the 16-bit floats
// are multiplied and added as float32 and rounded once. Complex products follow the
// schoolbook formula. Long sums are made of blocks of at most 256 products, so that
// rounding errors grow with the number of blocks.
package product

import (
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Routines are the products that a library computes, for one kind of element. All
// sizes and strides are in elements; a negative increment of a vector counts from its
// last element, and the address is then that of the element which lies lowest.
type Routines struct {
	// Least is the number of multiplications from which the library is asked.
	Least int
	// Gemm sets the m×n matrix c in rows to a·b, or adds that. A transposed operand
	// lies in columns.
	Gemm func(aT, bT bool, m, n, k int, a mem.Addr, lda int, b mem.Addr, ldb int, add bool, c mem.Addr, ldc int)
	// Gemv sets y to the product of an r×c matrix in rows, or of its transpose, and x.
	Gemv func(t bool, r, c int, a mem.Addr, lda int, x mem.Addr, incX int, y mem.Addr, incY int)
	// Dot stores the sum of products at dst, conj with the first factor conjugated.
	Dot func(conj bool, n int, x mem.Addr, incX int, y mem.Addr, incY int, dst mem.Addr)
}

// Labels are the labels of the axes of one operand. They are a value, so that the
// operands they stand beside need not be allocated.
type Labels struct {
	buf [layout.MaxNDim]uint8
	n   int
}

// Add adds a label.
func (l *Labels) Add(label uint8) { l.buf[l.n], l.n = label, l.n+1 }

// Count adds n labels from first on.
func (l *Labels) Count(first, n int) {
	for i := range n {
		l.Add(uint8(first + i))
	}
}

// Full reports whether there is no room for one more.
func (l *Labels) Full() bool { return l.n == len(l.buf) }

// All returns the labels in the order of the axes.
func (l *Labels) All() []uint8 { return l.buf[:l.n] }

// A Product says what is multiplied and summed. Shapes fit: axes of one label have
// one length, or an input's has length 1 and repeats. dst does not overlap itself,
// has no label twice, and each of its labels is one of a or b. Labels are below 128.
type Product struct {
	Kind      elem.Kind
	Dst, A, B *mem.Array // B is nil for sums of a
	D, L, R   Labels     // of the axes of dst, a and b
	Conj      bool       // a is conjugated
}

// A product is a Product on its way. It is pooled.
type product struct {
	kind    elem.Kind
	loops   *loops
	library *Routines
	dst     place
	a, b    operand
	axes    []axis
	outer   []axis // loops around the core, those over what is not summed first
	batches int    // of them
	core    core
	one     kernel.Bits
	panels  panels
	watch   workers.Watch
}

// An operand is an input.
type operand struct {
	place
	conj bool
}

// A place is where the items of an operand begin, and how they are stored.
type place struct {
	p       mem.Addr
	swapped bool
	native  bool // the items can be computed on where they lie
}

var productPool = sync.Pool{New: func() any { return new(product) }}

// Compute computes the product, with a library if there is one.
func (c *Product) Compute(library *Routines) {
	b := c.B
	if b == nil {
		b = c.A
	}
	if c.Dst.Owned() || c.A.Owned() || b.Owned() {
		mem.Hold(c.Dst, c.A, b)
		defer mem.Unhold(c.Dst, c.A, b)
	}
	if c.Dst.L().Empty() {
		return
	}
	dst, a := c.Dst, direct(c.Kind, c.A)
	if c.B != nil {
		b = direct(c.Kind, c.B)
	}
	p := productPool.Get().(*product)
	p.library = library
	p.collect(c, a, b)
	switch {
	case p.sumsNothing():
		kernel.FillArray(c.Kind, dst, kernel.Bits{})
	case !p.sums():
		p.elementwise(c, a, b)
	default:
		if dst.L().Indirect() || shares(dst, a, c.Kind) || shares(dst, b, c.Kind) {
			dst = blank(c.Kind, dst.L())
			p.relocate(c, dst)
		}
		p.compute()
		if dst != c.Dst {
			kernel.CopyArray(c.Kind, c.Dst, dst)
		}
	}
	p.release()
}

// release gives the product back, without the addresses (kernel's K4).
func (p *product) release() {
	p.dst, p.a, p.b, p.library = place{}, operand{}, operand{}, nil
	productPool.Put(p)
}

// direct returns a, or a native copy of it if it lies behind pointers.
func direct(kind elem.Kind, a *mem.Array) *mem.Array {
	if !a.L().Indirect() {
		return a
	}
	aside := blank(kind, a.L())
	kernel.CopyArray(kind, aside, a)
	return aside
}

// blank returns a new C-contiguous array of the shape of l.
func blank(kind elem.Kind, l *layout.Layout) *mem.Array {
	var buf [8]int
	c, err := layout.C(l.AppendShape(buf[:0]), kind.Size())
	if err != nil {
		panic(err) // dst's own shape, or that of an input whose items are all there
	}
	words := make([]uint64, (c.Size()*kind.Size()+7)/8)
	a := mem.New(mem.Of(words), c, lease.Forever, 0, itemOf(kind))
	return &a
}

func itemOf(kind elem.Kind) mem.Item {
	return mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()}
}

// shares reports whether two direct arrays share a byte, or may.
func shares(a, b *mem.Array, kind elem.Kind) bool {
	return layout.Overlap(a.L(), mem.Uint(a.Base), kind.Size(), b.L(), mem.Uint(b.Base), kind.Size(), layout.DefaultWork) != layout.Disjoint
}

// elementwise computes a product in which nothing is summed: a and b are views of
// dst's shape, and the engine of elementwise verbs does the rest.
func (p *product) elementwise(c *Product, a, b *mem.Array) {
	x := viewAs(c.Dst, a, c.D.All(), c.L.All(), c.Kind)
	if c.B == nil {
		kernel.CopyArray(c.Kind, c.Dst, &x)
		return
	}
	if c.Conj && c.Kind.IsComplex() {
		conj := blank(c.Kind, x.L()) // of products without sums only VDot of numbers is conjugated
		kernel.CopyArray(c.Kind, conj, &x)
		loopsOf(c.Kind).conj(conj.Base, conj.L().Size())
		x = *conj
	}
	y := viewAs(c.Dst, b, c.D.All(), c.R.All(), c.Kind)
	kernel.Compute(kernel.Mul[c.Kind], c.Kind, c.Dst, &x, &y)
}

// viewAs returns a with the axes of dst, by their labels.
func viewAs(dst, a *mem.Array, to, from []uint8, kind elem.Kind) mem.Array {
	var lengths, steps [8]int
	shape, strides := lengths[:0], steps[:0]
	for axis, label := range to {
		n, _ := dst.L().Dim(axis)
		shape, strides = append(shape, n), append(strides, stepOf(a.L(), from, label))
	}
	l, err := layout.New(shape, strides, nil, kind.Size())
	if err != nil {
		panic(err) // dst has this shape, and the strides stay inside a
	}
	v := *a
	*v.L() = l
	it := itemOf(kind)
	if a.Swapped() {
		it.Unit = kind.Part().Size()
	}
	v.Settle(it)
	return v
}

// stepOf returns the bytes by which the item moves when the index of a label does.
func stepOf(l *layout.Layout, labels []uint8, label uint8) (step int) {
	for axis, other := range labels {
		if other == label {
			if n, s := l.Dim(axis); n > 1 {
				step += s
			}
		}
	}
	return step
}
