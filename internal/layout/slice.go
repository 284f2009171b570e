package layout

// Slice restricts an axis to the positions that r selects. axis may be negative.
// It returns the bytes to add to the base. Errors wrap ErrBounds (no such axis,
// step 0).
func (l *Layout) Slice(axis int, r Range) (int, error) {
	named := axis
	if axis < 0 {
		axis += l.NDim
	}
	if uint(axis) >= uint(l.NDim) {
		return 0, axisError(named, l.NDim)
	}
	if l.Far != nil || r.Has&HasStep != 0 {
		return l.sliceStep(axis, r)
	}
	n := l.Shape[axis&(near-1)]
	start, stop := 0, n
	if r.Has&HasStart != 0 {
		start = clampPosition(r.Start, n, 0, n)
	}
	if r.Has&HasStop != 0 {
		stop = clampPosition(r.Stop, n, 0, n)
	}
	count := max(stop-start, 0)
	l.Shape[axis&(near-1)] = count
	if start == 0 || l.nearEmpty() {
		return 0, nil // L9
	}
	return start * l.Strides[axis&(near-1)], nil
}

func (l *Layout) sliceStep(axis int, r Range) (int, error) {
	n, stride := l.Dim(axis)
	start, count, step, err := r.ResolveRange(n)
	if err != nil {
		return 0, err
	}
	return l.restrict(axis, start*stride, count, stride*step), nil
}

// restrict gives an axis a new length and stride and moves its start by delta.
func (l *Layout) restrict(axis, delta, n, stride int) int {
	if l.Far != nil {
		return l.restrictFar(axis, delta, n, stride)
	}
	l.Shape[axis], l.Strides[axis] = n, stride
	if delta == 0 || l.nearEmpty() {
		return 0 // L9
	}
	return delta
}

// nearEmpty is Empty for a layout without Far.
func (l *Layout) nearEmpty() bool {
	switch l.NDim {
	case 4:
		return l.Shape[0] == 0 || l.Shape[1] == 0 || l.Shape[2] == 0 || l.Shape[3] == 0
	case 3:
		return l.Shape[0] == 0 || l.Shape[1] == 0 || l.Shape[2] == 0
	case 2:
		return l.Shape[0] == 0 || l.Shape[1] == 0
	case 1:
		return l.Shape[0] == 0
	}
	return false
}

func (l *Layout) restrictFar(axis, delta, n, stride int) int {
	if n == 0 || (delta != 0 && l.Empty()) {
		delta = 0 // L9
	}
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
	named := axis
	if axis < 0 {
		axis += l.NDim
	}
	if uint(axis) >= uint(l.NDim) {
		return 0, axisError(named, l.NDim)
	}
	if l.Far != nil {
		return l.indexFar(axis, i)
	}
	at := i
	if at < 0 {
		at += l.Shape[axis&(near-1)]
	}
	if uint(at) >= uint(l.Shape[axis&(near-1)]) {
		return 0, indexError(l, axis, i)
	}
	delta := at * l.Strides[axis&(near-1)]
	l.drop(axis)
	if delta == 0 || l.nearEmpty() {
		return 0, nil // L9
	}
	return delta, nil
}

// drop removes an axis of a layout without Far; what lies beyond NDim is zero (L2).
func (l *Layout) drop(axis int) {
	switch axis {
	case 0:
		l.Shape[0], l.Strides[0] = l.Shape[1], l.Strides[1]
		fallthrough
	case 1:
		l.Shape[1], l.Strides[1] = l.Shape[2], l.Strides[2]
		fallthrough
	case 2:
		l.Shape[2], l.Strides[2] = l.Shape[3], l.Strides[3]
	}
	l.Shape[3], l.Strides[3] = 0, 0
	l.NDim--
}

func (l *Layout) indexFar(axis, i int) (int, error) {
	n, stride := l.Dim(axis)
	at := i
	if at < 0 {
		at += n
	}
	if uint(at) >= uint(n) {
		return 0, indexError(l, axis, i)
	}
	delta := at * stride
	if l.Empty() {
		delta = 0 // L9
	}
	return l.dropFar(axis, delta), nil
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
