package layout

// Settle removes the levels that no axis precedes any more: such a level's
// pointer is the same for every element. For each of them the caller loads the
// pointer at the base and adds the returned offset; ok is false when there is
// none left. A layout whose last level remains becomes direct (L2, L7).
func (l *Layout) Settle() (off int, ok bool) {
	f := l.Far
	if !l.Indirect() {
		return 0, false
	}
	for _, level := range f.levels {
		if level == 0 {
			return 0, false
		}
	}
	if l.Empty() {
		return 0, false // L9: nothing may be loaded, and nothing will be
	}
	off = f.offsets[1]
	b := builder{}
	b.l.NDim = l.NDim
	if l.NDim > near || len(f.offsets) > 2 {
		b.far = newFar(l.NDim)
	}
	if len(f.offsets) > 2 {
		b.indirect(f.offsets[1:])
		b.far.offsets[0] = 0 // L7
	}
	for k := range l.NDim {
		b.set(k, f.shape[k], f.strides[k], f.level(k)-1)
	}
	*l = b.done()
	return off, true
}
