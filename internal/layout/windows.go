package layout

import "math"

// Diagonal replaces two axes by their diagonal, which becomes the last axis:
// element i of it is element (i, i+offset) of (axis1, axis2), or (i−offset, i) for
// a negative offset. It returns the bytes to add to the base. Errors wrap
// ErrBounds (no such axis), ErrShape (the same axis twice) or ErrLayout (the axes
// lie on different dereference levels, so that no single stride runs along both).
func (l *Layout) Diagonal(offset, axis1, axis2 int) (int, error) {
	a, ok := l.axis(axis1)
	if !ok {
		return 0, axisError(axis1, l.NDim)
	}
	c, ok := l.axis(axis2)
	if !ok {
		return 0, axisError(axis2, l.NDim)
	}
	if a == c {
		return 0, faultf(ErrShape, "diagonal: axis1 and axis2 are the same axis %d", a)
	}
	n1, stride1 := l.Dim(a)
	n2, stride2 := l.Dim(c)
	skip1, skip2 := 0, max(offset, 0)
	if offset < 0 {
		skip1 = int(min(abs(offset), math.MaxInt))
	}
	n := max(0, min(n1-skip1, n2-skip2))
	level := l.Far.level(a)
	if level != l.Far.level(c) && n > 1 && !l.Empty() {
		switch {
		case stride1 == 0:
			level = l.Far.level(c)
		case stride2 != 0:
			return 0, faultf(ErrLayout, "diagonal: axis %d lies on dereference level %d and axis %d on level %d: "+
				"no single stride runs along both; copy first", a, level, c, l.Far.level(c))
		}
	}
	b := l.start(l.NDim - 1)
	to := 0
	for k := range l.NDim {
		if k != a && k != c {
			m, stride := l.Dim(k)
			b.set(to, m, stride, l.Far.level(k))
			to++
		}
	}
	b.set(to, n, stride1+stride2, level)
	moved := 0
	if n > 0 && !l.Empty() { // L9
		moved = b.move(l.Far.level(a), skip1*stride1) + b.move(l.Far.level(c), skip2*stride2)
	}
	*l = b.done()
	return moved, nil
}

// SlidingWindow shortens the named axes to the positions of a window and appends
// one axis for each window length, in the order of axes. Nil axes stand for all
// of them. An axis may be named more than once; its windows then nest, as in
// NumPy's sliding_window_view. Different windows share elements. Errors wrap
// ErrBounds (no such axis), ErrShape (counts, a window longer than its axis or
// below 0, too many axes) or ErrOverflow (L4).
func (l *Layout) SlidingWindow(window, axes []int) error {
	if axes == nil {
		axes = make([]int, l.NDim)
		for k := range axes {
			axes[k] = k
		}
	}
	if len(window) != len(axes) {
		return faultf(ErrShape, "sliding window: %d window lengths for %d axes", len(window), len(axes))
	}
	positions := l.AppendShape(nil)
	for i, named := range axes {
		a, ok := l.axis(named)
		if !ok {
			return axisError(named, l.NDim)
		}
		w := window[i]
		if w < 0 || w > positions[a] {
			return faultf(ErrShape, "sliding window: length %d on axis %d of shape %s, wanted 0 … %d",
				w, a, FormatShape(l.shape()), positions[a])
		}
		positions[a] -= w - 1
	}
	if err := checkShape("sliding window", append(append([]int{}, positions...), window...), 1); err != nil {
		return err
	}
	b := l.start(l.NDim + len(window))
	for k, n := range positions {
		_, stride := l.Dim(k)
		b.set(k, n, stride, l.Far.level(k))
	}
	for i, w := range window {
		a, _ := l.axis(axes[i])
		_, stride := l.Dim(a)
		b.set(l.NDim+i, w, stride, l.Far.level(a))
	}
	*l = b.done()
	return nil
}

// Blocks cuts every axis into blocks of the given lengths: shape (n, m) with
// blocks (b, c) becomes (n/b, m/c, b, c). Errors wrap ErrShape, where a length is
// not divisible (see WholeBlocks), below 1, or the counts differ.
func (l *Layout) Blocks(block ...int) error {
	for k, n := range l.shape() {
		if k < len(block) && block[k] > 0 && n%block[k] != 0 {
			return faultf(ErrShape, "blocks: axis %d of length %d is not divisible by %d (remainder %d); "+
				"slice it to %d, or take whole blocks only", k, n, block[k], n%block[k], n-n%block[k])
		}
	}
	return l.WholeBlocks(block...)
}

// WholeBlocks is Blocks without the elements at the end of each axis that do not
// fill a block.
func (l *Layout) WholeBlocks(block ...int) error {
	if len(block) != l.NDim {
		return faultf(ErrShape, "blocks: %d block lengths for an array of %d axes", len(block), l.NDim)
	}
	if 2*l.NDim > MaxNDim {
		return faultf(ErrShape, "blocks: the result has %d axes, at most %d are possible", 2*l.NDim, MaxNDim)
	}
	for k, n := range block {
		if n < 1 {
			return faultf(ErrShape, "blocks: length %d on axis %d, wanted at least 1", n, k)
		}
	}
	b := l.start(2 * l.NDim)
	for k, n := range block {
		m, stride := l.Dim(k)
		b.set(k, m/n, stride*n, l.Far.level(k))
		b.set(l.NDim+k, n, stride, l.Far.level(k))
	}
	blocks := b.done()
	if err := checkShape("blocks", blocks.shape(), 1); err != nil { // L4: an empty axis may lie among long ones
		return err
	}
	*l = blocks
	return nil
}

// SplitAt cuts an axis before position i: l keeps positions 0 … i−1, right has the
// others and starts offset bytes further. axis and i may be negative. Errors wrap
// ErrBounds.
func (l *Layout) SplitAt(axis, i int) (right Layout, offset int, err error) {
	a, ok := l.axis(axis)
	if !ok {
		return Layout{}, 0, axisError(axis, l.NDim)
	}
	n, stride := l.Dim(a)
	at := i
	if at < 0 {
		at += n
	}
	if at < 0 || at > n {
		return Layout{}, 0, faultf(ErrBounds, "split: position %d lies outside axis %d of length %d", i, a, n)
	}
	right = *l
	offset = right.restrict(a, at*stride, n-at, stride)
	l.restrict(a, 0, at, stride)
	return right, offset, nil
}

// Part returns the positions of the k-th of m nearly equal parts of an axis of
// length n, the longer ones first, as NumPy's array_split cuts. 0 ≤ k < m.
func Part(n, m, k int) (start, count int) {
	short, longer := n/m, n%m
	start = k*short + min(k, longer)
	if k < longer {
		return start, short + 1
	}
	return start, short
}
