package layout

import (
	"math"
	"math/bits"
)

// MaxNDim is the largest number of axes, as in PEP 3118 (PyBUF_MAX_NDIM) and NumPy 2.
const MaxNDim = 64

// near is the number of axes that lie inside a Layout.
const near = 4

// A Layout maps an index to a byte offset. The zero value is the layout of a
// single item (0-d). It is copied by value; methods that transform it work in
// place on the receiver.
//
// The fields are exported for the inlined element access of package ndview, and
// are to be written by this package only (invariant L2).
type Layout struct {
	Shape   [near]int // elements per axis; zero beyond NDim, all zero if Far != nil
	Strides [near]int // bytes between neighbours along an axis, signed
	Far     *Far      // nil for a direct layout of at most four axes
	NDim    int       // number of axes, also if Far != nil
}

// Far describes a layout that does not fit into the Layout value: one of more
// than four axes, or one with axes that are reached through pointers. It is
// immutable (L8).
type Far struct {
	shape, strides []int
	offsets        []int   // added after the load that leads to each level; nil if direct
	levels         []uint8 // level of each axis; none if direct
}

// Scalar returns the layout of one item without axes.
func Scalar() Layout { return Layout{} }

// C returns the C-contiguous layout (last axis fastest) of the given shape.
// Axes of length 0 count as 1 in the strides, as NumPy does on creation.
// The error wraps ErrShape or ErrOverflow (L1, L3, L4).
func C(shape []int, itemsize int) (Layout, error) {
	if err := checkShape("C", shape, itemsize); err != nil {
		return Layout{}, err
	}
	var l Layout
	b := l.start(len(shape))
	stride := itemsize
	for i := len(shape) - 1; i >= 0; i-- {
		b.set(i, shape[i], stride, 0)
		stride *= max(shape[i], 1)
	}
	return b.done(), nil
}

// F returns the Fortran-contiguous layout (first axis fastest) of the given shape.
// The error wraps ErrShape or ErrOverflow (L1, L3, L4).
func F(shape []int, itemsize int) (Layout, error) {
	if err := checkShape("F", shape, itemsize); err != nil {
		return Layout{}, err
	}
	var l Layout
	b := l.start(len(shape))
	stride := itemsize
	for i, n := range shape {
		b.set(i, n, stride, 0)
		stride *= max(n, 1)
	}
	return b.done(), nil
}

// New returns the layout that shape, strides (bytes) and PEP 3118 suboffsets
// describe. Nil strides mean C-contiguous. Nil or all-negative suboffsets mean
// direct; suboffsets[k] ≥ 0 means that after adding index·stride of axis k a
// pointer is loaded and suboffsets[k] added to it.
//
// The description is checked, not the memory: the error lists every violated
// requirement and wraps ErrShape (lengths, number of axes), ErrLayout (counts of
// strides and suboffsets, itemsize) or ErrOverflow (L4, L5).
func New(shape, strides, suboffsets []int, itemsize int) (Layout, error) {
	if err := checkNew(shape, strides, suboffsets, itemsize); err != nil {
		return Layout{}, err
	}
	if strides == nil && !anyIndirect(suboffsets) {
		return C(shape, itemsize)
	}
	if strides == nil {
		c, err := C(shape, itemsize)
		if err != nil {
			return Layout{}, err
		}
		strides = c.AppendStrides(nil)
	}
	var l Layout
	b := l.start(len(shape))
	if anyIndirect(suboffsets) {
		b.indirect(offsetsOf(suboffsets))
	}
	level := 0
	for i, n := range shape {
		b.set(i, n, strides[i], level)
		if suboffsets != nil && suboffsets[i] >= 0 {
			level++
		}
	}
	return b.done(), nil
}

func anyIndirect(suboffsets []int) bool {
	for _, s := range suboffsets {
		if s >= 0 {
			return true
		}
	}
	return false
}

// offsetsOf returns the level offsets that suboffsets spell (L7).
func offsetsOf(suboffsets []int) []int {
	offsets := []int{0}
	for _, s := range suboffsets {
		if s >= 0 {
			offsets = append(offsets, s)
		}
	}
	return offsets
}

// A builder fills a new layout axis by axis, inside the value where it fits.
type builder struct {
	l   Layout
	far *Far
}

// start begins a layout of n axes on the levels of l.
func (l *Layout) start(n int) (b builder) {
	b.l.NDim = n
	indirect := l.Far != nil && l.Far.offsets != nil
	if n > near || indirect {
		b.far = newFar(n)
	}
	if indirect {
		b.indirect(l.Far.offsets)
	}
	return b
}

func newFar(n int) *Far {
	both := make([]int, 2*n)
	return &Far{shape: both[:n:n], strides: both[n:]}
}

// indirect gives the layout levels with these offsets, which are copied.
func (b *builder) indirect(offsets []int) {
	if b.far == nil {
		b.far = newFar(b.l.NDim)
	}
	b.far.levels = make([]uint8, b.l.NDim)
	b.far.offsets = append([]int(nil), offsets...)
}

func (b *builder) set(axis, n, stride, level int) {
	if b.far == nil {
		b.l.Shape[axis], b.l.Strides[axis] = n, stride
		return
	}
	b.far.shape[axis], b.far.strides[axis] = n, stride
	if b.far.offsets != nil {
		b.far.levels[axis] = uint8(level)
	}
}

// move shifts the start by delta bytes on a level: at once behind a load, by
// the returned number of bytes to add to the base otherwise.
func (b *builder) move(level, delta int) int {
	if level == 0 {
		return delta
	}
	b.far.offsets[level] += delta
	return 0
}

func (b *builder) done() Layout {
	b.l.Far = b.far
	return b.l
}

// clone returns a copy of f that may be written until it is published (L8).
func (f *Far) clone() *Far {
	c := newFar(len(f.shape))
	copy(c.shape, f.shape)
	copy(c.strides, f.strides)
	c.levels = append(c.levels, f.levels...)
	c.offsets = append(c.offsets, f.offsets...)
	return c
}

func (f *Far) level(axis int) int {
	if f == nil || f.offsets == nil {
		return 0
	}
	return int(f.levels[axis])
}

// mulInt returns a·b for a, b ≥ 0, and whether it fits in an int.
func mulInt(a, b int) (int, bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int(lo), hi == 0 && lo <= math.MaxInt
}

// addInt returns a+b for a, b ≥ 0, and whether it fits in an int.
func addInt(a, b int) (int, bool) {
	return a + b, a+b >= 0
}

// abs returns |x| as uint64, exact for every int.
func abs(x int) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}
