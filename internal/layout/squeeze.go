package layout

// Squeeze drops axes of length 1: those named (negative numbers count from the
// end), or all of them if none is named. Errors wrap ErrBounds (no such axis) or
// ErrShape (an axis of another length, an axis named twice).
func (l *Layout) Squeeze(axes ...int) error {
	var gone uint64
	for _, named := range axes {
		a, ok := l.axis(named)
		if !ok {
			return axisError(named, l.NDim)
		}
		if n, _ := l.Dim(a); n != 1 {
			return faultf(ErrShape, "squeeze: axis %d of shape %s has length %d, only axes of length 1 can be dropped",
				named, FormatShape(l.shape()), n)
		}
		if gone&(1<<a) != 0 {
			return faultf(ErrShape, "squeeze: axis %d is named twice in %s", a, FormatShape(axes))
		}
		gone |= 1 << a
	}
	if len(axes) == 0 {
		for k, n := range l.shape() {
			if n == 1 {
				gone |= 1 << k
			}
		}
	}
	l.dropAxes(gone)
	return nil
}

// dropAxes removes the axes whose bits are set; their positions are 0.
func (l *Layout) dropAxes(gone uint64) {
	if gone == 0 {
		return
	}
	kept := 0
	for k := range l.NDim {
		if gone&(1<<k) == 0 {
			kept++
		}
	}
	b := l.start(kept)
	to := 0
	for k := range l.NDim {
		if gone&(1<<k) == 0 {
			n, stride := l.Dim(k)
			b.set(to, n, stride, l.Far.level(k))
			to++
		}
	}
	*l = b.done()
}
