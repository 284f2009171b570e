package layout

// PEP3118 returns the layout as the three arrays of a Py_buffer; suboffsets is
// nil for a direct layout. An indirect layout is refused, with an error that
// wraps ErrLayout, where its axes cannot be written in this order: PEP 3118
// loads a pointer right after adding an axis, so axes of a later level must
// follow those of the earlier ones, each load needs an axis of its own to stand
// on, and a suboffset cannot be negative.
//
// Axes that add nothing (length 1, stride 0) stand where the others need them.
//
// https://peps.python.org/pep-3118/
func (l *Layout) PEP3118() (shape, strides, suboffsets []int, err error) {
	shape, strides = l.AppendShape([]int{}), l.AppendStrides([]int{})
	if !l.Indirect() {
		return shape, strides, nil, nil
	}
	suboffsets = make([]int, l.NDim)
	for k := range suboffsets {
		suboffsets[k] = -1
	}
	at, err := l.loadAxes(func(int) bool { return false })
	if err != nil {
		at, err = l.loadAxes(l.loose)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	for i, axis := range at {
		offset := l.Far.offsets[i+1]
		if offset < 0 {
			return nil, nil, nil, faultf(ErrLayout, "export: level %d starts %d bytes before the loaded address, "+
				"and a negative suboffset means no load; copy, or drop the slice that starts there", i+1, -offset)
		}
		suboffsets[axis] = offset
	}
	return shape, strides, suboffsets, nil
}

// loadAxes finds for each load the axis after which it happens, the earliest
// possible: not before the last axis of the levels below, before the first axis
// of the levels above, and after the load before. Axes for which free returns
// true are not tied to a level.
func (l *Layout) loadAxes(free func(axis int) bool) ([]int, error) {
	at := make([]int, 0, l.Levels()-1)
	place := -1
	for load := 1; load < l.Levels(); load++ {
		place++
		for k := range l.NDim {
			if !free(k) && l.Far.level(k) < load {
				place = max(place, k)
			}
		}
		for k := range min(place+1, l.NDim) {
			if !free(k) && l.Far.level(k) >= load {
				return nil, faultf(ErrLayout, "export: axis %d lies behind pointer %d but comes before what leads to it "+
					"(levels of the axes: %s); move it back, or copy", k, load, FormatShape(l.axisLevels()))
			}
		}
		if place >= l.NDim {
			return nil, faultf(ErrLayout, "export: no axis is left for pointer %d to be loaded after "+
				"(levels of the axes: %s); insert an axis of length 1 in front, or copy", load, FormatShape(l.axisLevels()))
		}
		at = append(at, place)
	}
	return at, nil
}

func (l *Layout) axisLevels() []int {
	levels := make([]int, l.NDim)
	for k := range levels {
		levels[k] = l.Far.level(k)
	}
	return levels
}
