package layout

// Settle removes the first level if no axis moves along it any more: its pointer
// is then the same for every element. The caller loads the pointer at the base,
// adds off, and has the base of what l has become. ok is false, and l unchanged,
// if there is no such level; of an empty layout none is settled, since nothing may
// be loaded for it (L9). Call it until it reports false: a layout whose last level
// alone remains is direct (L2, L7).
func (l *Layout) Settle() (off int, ok bool) {
	if !l.Indirect() || l.Empty() {
		return 0, false
	}
	f := l.Far
	for k, level := range f.levels {
		if level == 0 && !l.loose(k) {
			return 0, false
		}
	}
	off = f.offsets[1]
	direct := Scalar()
	b := direct.start(l.NDim)
	if len(f.offsets) > 2 {
		b.indirect(f.offsets[1:])
		b.far.offsets[0] = 0 // L7
	}
	for k := range l.NDim {
		b.set(k, f.shape[k], f.strides[k], max(f.level(k)-1, 0))
	}
	*l = b.done()
	return off, true
}
