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

// Indirect reports whether elements are reached through pointers.
func (l *Layout) Indirect() bool { return l.Far != nil && l.Far.levels != nil }
