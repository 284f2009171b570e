package elem

// fieldStack collects the fields of nested records while their text is read. The lowest ones lie in
// the stack itself, so that reading an ordinary record allocates the result and nothing else.
type fieldStack struct {
	height int
	low    [24]Field
	high   []Field
}

func (s *fieldStack) push(f *Field) {
	if s.height < len(s.low) {
		s.low[s.height] = *f
	} else {
		if s.high == nil {
			s.high = make([]Field, 0, 2*len(s.low))
		}
		s.high = append(s.high, *f)
	}
	s.height++
}

// pop removes the fields above the given height and returns them in a slice of their own.
func (s *fieldStack) pop(height int) []Field {
	fields := make([]Field, s.height-height)
	n := 0
	if height < len(s.low) {
		n = copy(fields, s.low[height:min(s.height, len(s.low))])
	}
	if s.height > len(s.low) {
		above := max(height-len(s.low), 0)
		copy(fields[n:], s.high[above:])
		s.high = s.high[:above]
	}
	s.height = height
	return fields
}
