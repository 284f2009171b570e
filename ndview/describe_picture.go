package ndview

import (
	"container/heap"
	"fmt"
	"strings"
)

// The picture of memory order: the elements in the order of their addresses, each
// as its index in a cell, with the offset in bytes above it and the bytes between
// them that no element uses.
//
//	offset      0        8                24
//	        |   [0]  |   [1]  | 8 unused | [2] |
//
// The first few elements of any layout are found without looking at the others:
// offsets are sums of one multiple of |stride| per axis, and a heap yields such
// sums in order when from each place one step along each axis is pushed. A step
// only goes along the axis of the last step or a later one, so that every place
// is pushed once.

const (
	pictureAll  = 24 // elements that are drawn completely
	pictureSome = 8  // elements that are drawn of larger arrays
	pictureWide = 75
)

// A cell is one place in memory with the elements that lie there.
type cell struct {
	offset int
	labels []string
}

// A drawnAxis is an axis that leads to different places of one level.
type drawnAxis struct {
	axis, n, step int
	reversed      bool
}

// picture draws the places of one level.
func (s *subject) picture(level int) string {
	l := s.a.L()
	if l.Empty() {
		return ""
	}
	title, unit := "memory, bytes from the base:", s.typ.Size
	if l.Indirect() {
		title = fmt.Sprintf("level %d, items, bytes from the pointer:", level)
	}
	if level < l.Levels()-1 {
		title, unit = "level 0, pointers, bytes from the base:", pointerBytes
		if level > 0 {
			title = fmt.Sprintf("level %d, pointers, bytes from the pointer before:", level)
		}
	}
	axes, places := s.drawn(level)
	most := pictureSome
	if places <= pictureAll {
		most = places
	}
	lo, _ := l.LevelBounds(level, unit)
	cells := s.cells(axes, lo, most)
	text := title + "\n" + strip(cells, unit)
	if most < places {
		text += fmt.Sprintf("  … and %d more\n", places-most)
	}
	return text
}

// drawn returns the axes that move on a level, and the number of places they lead
// to. Broadcast axes and those of other levels do not count.
func (s *subject) drawn(level int) (axes []drawnAxis, places int) {
	l := s.a.L()
	places = 1
	for k := range l.NDim {
		n, stride := l.Dim(k)
		if n > 1 && stride != 0 && l.AxisLevel(k) == level {
			axes = append(axes, drawnAxis{k, n, max(stride, -stride), stride < 0})
			places *= n
		}
	}
	return axes, places
}

// A place is a position on each drawn axis, counted upwards in memory.
type place struct {
	offset int
	at     []int
	last   int // axis of the last step
}

// places is a heap, lowest offset first and, among equals, lowest index.
type places []place

func (p places) Len() int { return len(p) }
func (p places) Less(i, j int) bool {
	if p[i].offset != p[j].offset {
		return p[i].offset < p[j].offset
	}
	for k, n := range p[i].at {
		if n != p[j].at[k] {
			return n < p[j].at[k]
		}
	}
	return false
}
func (p places) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)   { *p = append(*p, x.(place)) }
func (p *places) Pop() any {
	old := *p
	x := old[len(old)-1]
	*p = old[:len(old)-1]
	return x
}

// cells returns the first most elements in memory order, those of one place in
// one cell.
func (s *subject) cells(axes []drawnAxis, lo, most int) (cells []cell) {
	h := &places{{offset: lo, at: make([]int, len(axes))}}
	for range most {
		p := heap.Pop(h).(place)
		label := s.label(axes, p.at)
		if n := len(cells); n > 0 && cells[n-1].offset == p.offset {
			cells[n-1].labels = append(cells[n-1].labels, label)
		} else {
			cells = append(cells, cell{p.offset, []string{label}})
		}
		for k := p.last; k < len(axes); k++ {
			if p.at[k]+1 < axes[k].n {
				at := append([]int(nil), p.at...)
				at[k]++
				heap.Push(h, place{p.offset + axes[k].step, at, k})
			}
		}
	}
	return cells
}

// label writes an index, with ":" where every position leads to the same place.
func (s *subject) label(axes []drawnAxis, at []int) string {
	l := s.a.L()
	index := make([]string, l.NDim)
	for k := range index {
		index[k] = ":"
		if n, _ := l.Dim(k); n == 1 {
			index[k] = "0"
		}
	}
	for i, a := range axes {
		position := at[i]
		if a.reversed {
			position = a.n - 1 - position
		}
		index[a.axis] = fmt.Sprint(position)
	}
	return "[" + strings.Join(index, ", ") + "]"
}

// strip draws cells of unit bytes side by side.
func strip(cells []cell, unit int) string {
	var b strings.Builder
	offsets, boxes := "", ""
	flush := func() {
		b.WriteString("  " + strings.TrimRight(offsets, " ") + "\n  " + boxes + "|\n")
		offsets, boxes = "", ""
	}
	add := func(offset, text string) {
		width := max(len(offset), len(text)) + 3
		if boxes != "" && len(boxes)+width+1 > pictureWide-2 {
			flush()
		}
		offsets += "  " + padRight(offset, width-2)
		boxes += "| " + padRight(text, width-2)
	}
	for i, c := range cells {
		if i > 0 {
			end := cells[i-1].offset + unit
			if c.offset > end {
				add(fmt.Sprint(end), fmt.Sprintf("%d unused", c.offset-end))
			}
		}
		add(fmt.Sprint(c.offset), sharedLabel(c.labels))
	}
	flush()
	return b.String()
}

// sharedLabel names the elements of one place, at most two of them.
func sharedLabel(labels []string) string {
	switch len(labels) {
	case 1:
		return labels[0]
	case 2:
		return labels[0] + " = " + labels[1]
	}
	return fmt.Sprintf("%s = %s = … (%d)", labels[0], labels[1], len(labels))
}
