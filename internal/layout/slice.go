package layout

// Slice restricts an axis to the positions that r selects. axis may be negative.
// It returns the bytes to add to the base. Errors wrap ErrBounds (no such axis,
// step 0).
func (l *Layout) Slice(axis int, r Range) (int, error) {
	if axis < 0 {
		axis += l.NDim
	}
	if uint(axis) >= uint(l.NDim) {
		return 0, axisError(axis, l.NDim)
	}
	n, stride := l.Dim(axis)
	start, count, step, err := r.ResolveRange(n)
	if err != nil {
		return 0, err
	}
	return l.restrict(axis, start*stride, count, stride*step), nil
}

// restrict gives an axis a new length and stride and moves its start by delta.
func (l *Layout) restrict(axis, delta, n, stride int) int {
	if n == 0 || (delta != 0 && l.Empty()) {
		delta = 0 // L9
	}
	if l.Far != nil {
		return l.restrictFar(axis, delta, n, stride)
	}
	l.Shape[axis], l.Strides[axis] = n, stride
	return delta
}

func (l *Layout) restrictFar(axis, delta, n, stride int) int {
	f := l.Far.clone()
	f.shape[axis], f.strides[axis] = n, stride
	l.Far = f
	if k := f.level(axis); k > 0 {
		f.offsets[k] += delta
		return 0
	}
	return delta
}

// Index selects position i of an axis and drops the axis. axis and i may be
// negative. It returns the bytes to add to the base. Errors wrap ErrBounds.
func (l *Layout) Index(axis, i int) (int, error) {
	if axis < 0 {
		axis += l.NDim
	}
	if uint(axis) >= uint(l.NDim) {
		return 0, axisError(axis, l.NDim)
	}
	n, stride := l.Dim(axis)
	at := i
	if at < 0 {
		at += n
	}
	if uint(at) >= uint(n) {
		return 0, indexError(l, axis, i)
	}
	delta := at * stride
	if delta != 0 && l.Empty() {
		delta = 0 // L9
	}
	if l.Far != nil {
		return l.dropFar(axis, delta), nil
	}
	l.drop(axis)
	return delta, nil
}

// drop removes an axis of a layout without Far.
func (l *Layout) drop(axis int) {
	last := l.NDim - 1
	for k := axis; k < last; k++ {
		l.Shape[k], l.Strides[k] = l.Shape[k+1], l.Strides[k+1]
	}
	l.Shape[last], l.Strides[last] = 0, 0
	l.NDim = last
}

func (l *Layout) dropFar(axis, delta int) int {
	b := l.start(l.NDim - 1)
	k := 0
	for j := range l.NDim {
		if j != axis {
			n, stride := l.Dim(j)
			b.set(k, n, stride, l.Far.level(j))
			k++
		}
	}
	moved := b.move(l.Far.level(axis), delta)
	*l = b.done()
	return moved
}
