package layout

// Apply indexes the layout as a[items] does in NumPy: integers select a position
// and drop the axis, ranges restrict it, None inserts an axis of length 1, an
// ellipsis stands for the axes that the other items leave out, and axes beyond
// the last item are kept whole. It returns the bytes to add to the base.
//
// Errors wrap ErrBounds (a position outside, more items than axes, step 0),
// ErrShape (more than MaxNDim axes) or ErrSyntax (two ellipses).
func (l *Layout) Apply(items []Index) (int, error) {
	skip, err := l.ellipsisAxes(items)
	if err != nil {
		return 0, err
	}
	v := *l
	offset, err := v.selectPositions(items, skip)
	if err != nil {
		return 0, err
	}
	if err := v.insertAxes(items, skip); err != nil {
		return 0, err
	}
	if v.Empty() {
		offset = 0 // L9: an empty range may follow a position
	}
	*l = v
	return offset, nil
}

// selectPositions applies the items that use up axes, so that the number of axes
// falls before insertAxes raises it.
func (l *Layout) selectPositions(items []Index, skip int) (offset int, err error) {
	whole := *l
	axis, from := 0, 0 // where the next item applies, and which axis that is of whole
	for _, item := range items {
		moved := 0
		switch item.Kind {
		case IndexAt:
			if moved, err = l.Index(axis, item.At); err != nil {
				return 0, indexError(&whole, from, item.At)
			}
			from++
		case IndexRange:
			if moved, err = l.Slice(axis, item.Range); err != nil {
				return 0, err
			}
			axis, from = axis+1, from+1
		case IndexEllipsis:
			axis, from = axis+skip, from+skip
		}
		offset += moved
	}
	return offset, nil
}

func (l *Layout) insertAxes(items []Index, skip int) error {
	axis := 0
	for _, item := range items {
		switch item.Kind {
		case IndexNewAxis:
			if err := l.NewAxis(axis); err != nil {
				return err
			}
			axis++
		case IndexRange:
			axis++
		case IndexEllipsis:
			axis += skip
		}
	}
	return nil
}

// ellipsisAxes returns the number of axes an ellipsis stands for.
func (l *Layout) ellipsisAxes(items []Index) (int, error) {
	used, ellipses := 0, 0
	for _, item := range items {
		switch item.Kind {
		case IndexAt, IndexRange:
			used++
		case IndexEllipsis:
			ellipses++
		}
	}
	if ellipses > 1 {
		return 0, faultf(ErrSyntax, "an index can only have a single ellipsis ('...')")
	}
	if used > l.NDim {
		return 0, faultf(ErrBounds, "too many indices for array: array is %d-dimensional, but %d were indexed", l.NDim, used)
	}
	return l.NDim - used, nil
}

// FormatIndex writes an index as Python source, without brackets.
func FormatIndex(items []Index) string {
	text := ""
	for i, item := range items {
		if i > 0 {
			text += ", "
		}
		text += item.String()
	}
	if len(items) == 0 {
		return "()"
	}
	return text
}
