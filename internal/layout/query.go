package layout

// Dim returns the length of an axis and the bytes between neighbours along it.
// axis is 0 … NDim−1.
func (l *Layout) Dim(axis int) (n, stride int) {
	if f := l.Far; f != nil {
		return f.shape[axis], f.strides[axis]
	}
	return l.Shape[axis], l.Strides[axis]
}

// Size returns the number of elements: the product of the lengths, 1 without axes.
func (l *Layout) Size() int {
	size := 1
	for _, n := range l.shape() {
		size *= n
	}
	return size
}

// AppendShape appends the lengths of all axes to dst.
func (l *Layout) AppendShape(dst []int) []int { return append(dst, l.shape()...) }

// AppendStrides appends the strides of all axes, in bytes, to dst.
func (l *Layout) AppendStrides(dst []int) []int { return append(dst, l.strides()...) }

// shape returns the lengths in place; they must not be written.
func (l *Layout) shape() []int {
	if l.Far != nil {
		return l.Far.shape
	}
	return l.Shape[:l.NDim]
}

// strides returns the strides in place; they must not be written.
func (l *Layout) strides() []int {
	if l.Far != nil {
		return l.Far.strides
	}
	return l.Strides[:l.NDim]
}

// Empty reports whether the layout has no elements.
func (l *Layout) Empty() bool {
	for _, n := range l.shape() {
		if n == 0 {
			return true
		}
	}
	return false
}

// NBytes returns Size·itemsize and whether it fits in an int. It may not: a
// broadcast can have more elements than an address space has bytes.
func (l *Layout) NBytes(itemsize int) (n int, ok bool) { return mulInt(l.Size(), itemsize) }

// Bounds returns the bytes that a walk reads relative to the base address: from
// lo up to, not including, hi. An empty layout has (0, 0). The bounds of an
// indirect layout are those of the pointers on level 0; see LevelBounds.
func (l *Layout) Bounds(itemsize int) (lo, hi int) { return l.LevelBounds(0, itemsize) }

// ContiguousC reports whether the elements follow each other in C order without
// gaps. Axes of length 1 do not count; empty layouts are contiguous, indirect
// ones are not.
func (l *Layout) ContiguousC(itemsize int) bool {
	shape, strides := l.shape(), l.strides()
	want, dense := itemsize, true
	for i := len(shape) - 1; i >= 0; i-- {
		switch {
		case shape[i] == 0:
			return !l.Indirect()
		case shape[i] == 1:
		case strides[i] != want:
			dense = false
		}
		want *= shape[i]
	}
	return dense && !l.Indirect()
}

// ContiguousF is ContiguousC for Fortran order.
func (l *Layout) ContiguousF(itemsize int) bool {
	shape, strides := l.shape(), l.strides()
	want, dense := itemsize, true
	for i := range shape {
		switch {
		case shape[i] == 0:
			return !l.Indirect()
		case shape[i] == 1:
		case strides[i] != want:
			dense = false
		}
		want *= shape[i]
	}
	return dense && !l.Indirect()
}

// Contiguous reports whether some order of the axes makes the layout
// C-contiguous: the elements fill Size·itemsize bytes from the base upwards,
// each byte once.
func (l *Layout) Contiguous(itemsize int) bool {
	if l.Indirect() {
		return false
	}
	if l.Empty() {
		return true
	}
	shape, strides := l.shape(), l.strides()
	want := itemsize
	var used uint64
	for {
		next, left := -1, false
		for i, n := range shape {
			if n == 1 || used&(1<<i) != 0 {
				continue
			}
			left = true
			if strides[i] == want {
				next = i
				break
			}
		}
		if next < 0 {
			return !left
		}
		used |= 1 << next
		want *= shape[next]
	}
}

// HasZeroStride reports whether different indices name the same element because
// an axis longer than 1 has stride 0.
func (l *Layout) HasZeroStride() bool {
	found := false
	strides := l.strides()
	for i, n := range l.shape() {
		if n == 0 {
			return false
		}
		found = found || n > 1 && strides[i] == 0
	}
	return found
}

// HasNegativeStride reports whether an axis longer than 1 runs downwards.
func (l *Layout) HasNegativeStride() bool {
	found := false
	strides := l.strides()
	for i, n := range l.shape() {
		if n == 0 {
			return false
		}
		found = found || n > 1 && strides[i] < 0
	}
	return found
}

// AlignedTo reports whether every element lies a multiple of align bytes from the
// base or, for an indirect layout, from the addresses loaded last. The base
// itself is the caller's to check. align is at least 1.
func (l *Layout) AlignedTo(align int) bool {
	if l.Far != nil || align&(align-1) != 0 {
		return l.LevelAlignedTo(l.Levels()-1, align)
	}
	misfit := 0 // without divisions, which take longer than all the rest
	for k := range l.NDim {
		switch n := l.Shape[k&(near-1)]; {
		case n == 0:
			return true
		case n > 1:
			misfit |= l.Strides[k&(near-1)]
		}
	}
	return misfit&(align-1) == 0
}

// Offset returns the bytes between the base and the item with this index. ok is
// false if the index has the wrong length or lies outside (negative numbers do
// not count from the end), or if the layout is indirect; see Path.
func (l *Layout) Offset(index []int) (offset int, ok bool) {
	if len(index) != l.NDim || l.Indirect() {
		return 0, false
	}
	strides := l.strides()
	for k, n := range l.shape() {
		if uint(index[k]) >= uint(n) {
			return 0, false
		}
		offset += index[k] * strides[k]
	}
	return offset, true
}
