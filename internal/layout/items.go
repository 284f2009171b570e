package layout

// SubField moves the start of every item by offset bytes, to a field inside it:
// a member of a record, or the imaginary half of a complex number (real parts have
// offset 0). It returns the bytes to add to the base, 0 for an empty layout (L9).
func (l *Layout) SubField(offset int) int {
	if offset == 0 || l.Empty() {
		return 0
	}
	last := l.Levels() - 1
	if last == 0 {
		return offset
	}
	f := l.Far.clone()
	f.offsets[last] += offset
	l.Far = f
	return 0
}

// SubArray appends the axes of a sub-array field: at offset in every item lie
// items of itemsize bytes in C order of the given shape. It returns the bytes to
// add to the base. Errors wrap ErrShape or ErrOverflow.
func (l *Layout) SubArray(offset int, shape []int, itemsize int) (int, error) {
	inner, err := C(shape, itemsize)
	if err != nil {
		return 0, err
	}
	whole := append(l.AppendShape(nil), shape...)
	if err := checkShape("sub-array field", whole, 1); err != nil {
		return 0, err
	}
	last := l.Levels() - 1
	b := l.start(len(whole))
	for k, n := range whole {
		if k < l.NDim {
			_, stride := l.Dim(k)
			b.set(k, n, stride, l.Far.level(k))
			continue
		}
		_, stride := inner.Dim(k - l.NDim)
		b.set(k, n, stride, last)
	}
	*l = b.done()
	return l.SubField(offset), nil
}

// Reinterpret changes the itemsize: the same bytes, seen as items of another
// size. Equal sizes always fit. Otherwise the last axis has to be dense (its
// stride is oldItem) and its bytes have to divide into whole new items; its length
// changes. Errors wrap ErrLayout or ErrShape, as in NumPy's ndarray.view.
func (l *Layout) Reinterpret(oldItem, newItem int) error {
	if oldItem == newItem {
		return nil
	}
	if l.NDim == 0 {
		return faultf(ErrShape, "reinterpret: a 0-d array keeps its itemsize of %d, wanted %d; insert an axis first", oldItem, newItem)
	}
	axis := l.NDim - 1
	n, stride := l.Dim(axis)
	if stride != oldItem && n != 1 && !l.Empty() {
		return faultf(ErrLayout, "reinterpret: to change the itemsize from %d to %d the last axis must be contiguous: "+
			"its stride is %d bytes, wanted %d; copy first", oldItem, newItem, stride, oldItem)
	}
	last := l.Levels() - 1
	if l.Far.level(axis) != last && n != 1 && !l.Empty() {
		return faultf(ErrLayout, "reinterpret: to change the itemsize from %d to %d the items of the last axis must lie side by side: "+
			"it runs over pointers (dereference level %d of %d); copy first", oldItem, newItem, l.Far.level(axis), last)
	}
	if newItem <= 0 || oldItem <= 0 {
		return faultf(ErrShape, "reinterpret: itemsize %d as %d: only sizes above 0 divide", oldItem, newItem)
	}
	bytes, ok := mulInt(n, oldItem)
	if !ok {
		return faultf(ErrOverflow, "reinterpret: the last axis has more than the largest possible number of bytes")
	}
	if newItem < oldItem && oldItem%newItem != 0 {
		return faultf(ErrShape, "reinterpret: the smaller itemsize %d must divide the itemsize %d", newItem, oldItem)
	}
	if bytes%newItem != 0 {
		return faultf(ErrShape, "reinterpret: itemsize %d must divide the %d bytes of the last axis (%d items of %d)",
			newItem, bytes, n, oldItem)
	}
	b := l.start(l.NDim)
	for k := range axis {
		m, s := l.Dim(k)
		b.set(k, m, s, l.Far.level(k))
	}
	b.set(axis, bytes/newItem, newItem, last)
	seen := b.done()
	if err := checkShape("reinterpret", seen.shape(), 1); err != nil {
		return err
	}
	*l = seen
	return nil
}
