package layout

// Indirect reports whether elements are reached through pointers.
func (l *Layout) Indirect() bool { return l.Far != nil && l.Far.offsets != nil }

// Levels returns the number of dereference levels: 1 for a direct layout, one
// more for each pointer on the way to an element.
func (l *Layout) Levels() int {
	if !l.Indirect() {
		return 1
	}
	return len(l.Far.offsets)
}

// AxisLevel returns the level an axis belongs to. axis is 0 … NDim−1.
func (l *Layout) AxisLevel(axis int) int { return l.Far.level(axis) }

// LevelOffset returns the bytes added after the load that leads to a level; it
// is 0 for level 0, whose start is the base address.
func (l *Layout) LevelOffset(level int) int {
	if !l.Indirect() {
		return 0
	}
	return l.Far.offsets[level]
}

// LevelBounds returns the bytes that one walk over the axes of a level reads,
// relative to the base (level 0) or to the loaded address (later levels). The
// items of the last level have itemsize bytes, those of the others are pointers.
// An empty layout has (0, 0).
func (l *Layout) LevelBounds(level, itemsize int) (lo, hi int) {
	if l.Empty() {
		return 0, 0
	}
	strides := l.strides()
	for k, n := range l.shape() {
		switch reach := (n - 1) * strides[k]; {
		case l.Far.level(k) != level:
		case reach < 0:
			lo += reach
		default:
			hi += reach
		}
	}
	if level < l.Levels()-1 {
		itemsize = pointerSize
	}
	offset := l.LevelOffset(level)
	return lo + offset, hi + offset + itemsize
}

// LevelAlignedTo reports whether what lies on a level (pointers, or elements on
// the last one) is a multiple of align bytes away from the level's address.
func (l *Layout) LevelAlignedTo(level, align int) bool {
	if l.Empty() {
		return true
	}
	strides := l.strides()
	misfit := l.LevelOffset(level) % align
	for k, n := range l.shape() {
		if n > 1 && l.Far.level(k) == level {
			misfit |= strides[k] % align
		}
	}
	return misfit == 0
}

// Path appends to dst, for each level, the bytes between the level's address
// (the base, then the pointer loaded from the place before) and the place the
// index leads to. A direct layout has one entry, its offset. ok is false if the
// index has the wrong length or lies outside.
//
//	address := base + path[0]
//	for _, p := range path[1:] {
//		address = load(address) + p
//	}
func (l *Layout) Path(dst []int, index []int) (path []int, ok bool) {
	if len(index) != l.NDim {
		return dst, false
	}
	first := len(dst)
	if l.Indirect() {
		dst = append(dst, l.Far.offsets...)
	} else {
		dst = append(dst, 0)
	}
	strides := l.strides()
	for k, n := range l.shape() {
		if uint(index[k]) >= uint(n) {
			return dst[:first], false
		}
		dst[first+l.Far.level(k)] += index[k] * strides[k]
	}
	return dst, true
}

// loose reports whether an axis contributes nothing to an address, so that it
// may be taken to belong to any level.
func (l *Layout) loose(axis int) bool {
	n, stride := l.Dim(axis)
	return n <= 1 || stride == 0 || l.Empty()
}
