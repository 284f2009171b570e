package layout

// Coalesced returns the layout with the fewest axes that yields the same elements
// in the same C order from the same base: axes of length 1 are dropped, and
// neighbours that follow each other in memory, on one level, become one axis. An
// empty layout becomes one axis of length 0.
func (l *Layout) Coalesced() Layout {
	var buf [near]int
	kept := buf[:0] // the innermost axis of each run
	shape, strides := l.shape(), l.strides()
	if l.Empty() {
		b := l.start(1)
		return b.done()
	}
	lengths := make([]int, 0, near)
	for k, n := range shape {
		if n == 1 {
			continue
		}
		if last := len(kept) - 1; last >= 0 && l.follows(kept[last], k, strides, shape) {
			kept[last] = k
			lengths[last] *= n
			continue
		}
		kept, lengths = append(kept, k), append(lengths, n)
	}
	b := l.start(len(kept))
	for i, k := range kept {
		b.set(i, lengths[i], strides[k], l.Far.level(k))
	}
	return b.done()
}

// follows reports whether inner continues outer in memory.
func (l *Layout) follows(outer, inner int, strides, shape []int) bool {
	if strides[outer] != strides[inner]*shape[inner] {
		return false
	}
	return l.Far.level(outer) == l.Far.level(inner) || strides[outer] == 0
}
