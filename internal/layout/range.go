package layout

import (
	"math"
	"strconv"
)

// A Range selects positions along an axis as Python's start:stop:step does. The
// zero value selects everything; Has says which parts were given.
type Range struct {
	Start, Stop, Step int
	Has               Parts
}

// Parts says which parts of a Range were given.
type Parts uint8

// The parts of a Range.
const (
	HasStart Parts = 1 << iota
	HasStop
	HasStep
)

// ResolveRange applies Python's rules to an axis of length n: omitted parts take
// the ends that the direction of step implies, negative positions count from the
// end, and positions beyond the ends are clamped. It returns the first selected
// position, the number of positions and the step between them. A step of 0 is an
// error that wraps ErrBounds.
//
// https://docs.python.org/3/c-api/slice.html#c.PySlice_AdjustIndices
func (r Range) ResolveRange(n int) (start, count, step int, err error) {
	start, stop, step := 0, n, 1
	if r.Has&HasStep != 0 {
		step = r.Step
		if step <= 0 {
			return r.resolveBackward(n)
		}
	}
	if r.Has&HasStart != 0 {
		start = clampPosition(r.Start, n, 0, n)
	}
	if r.Has&HasStop != 0 {
		stop = clampPosition(r.Stop, n, 0, n)
	}
	if start >= stop {
		return start, 0, step, nil
	}
	return start, stepsIn(stop-start, step), step, nil
}

func (r Range) resolveBackward(n int) (start, count, step int, err error) {
	if r.Step == 0 {
		return 0, 0, 0, faultf(ErrBounds, "slice step cannot be zero")
	}
	step = max(r.Step, -math.MaxInt)
	start, stop := n-1, -1
	if r.Has&HasStart != 0 {
		start = clampPosition(r.Start, n, -1, n-1)
	}
	if r.Has&HasStop != 0 {
		stop = clampPosition(r.Stop, n, -1, n-1)
	}
	if stop >= start {
		return max(start, 0), 0, step, nil
	}
	return start, stepsIn(start-stop, -step), step, nil
}

// stepsIn returns length/step, rounded up, for positive numbers. Divisions of 64
// bits are slow, so the usual steps do without.
func stepsIn(length, step int) int {
	switch {
	case step == 1:
		return length
	case step == 2:
		return length>>1 + length&1
	}
	return (length-1)/step + 1
}

// clampPosition counts a negative position from the end and limits it to lo … hi.
func clampPosition(p, n, lo, hi int) int {
	if p < 0 {
		p += n
	}
	return min(max(p, lo), hi)
}

// String writes the range as Python source: "1:-1", "::2".
func (r Range) String() string {
	var b []byte
	if r.Has&HasStart != 0 {
		b = strconv.AppendInt(b, int64(r.Start), 10)
	}
	b = append(b, ':')
	if r.Has&HasStop != 0 {
		b = strconv.AppendInt(b, int64(r.Stop), 10)
	}
	if r.Has&HasStep != 0 {
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(r.Step), 10)
	}
	return string(b)
}
