package ndview

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Describe draws the layout of v as text: each axis with its length, its stride
// in bytes and what that means, the flags, the span in bytes, the form with the
// fewest axes, and a picture of the order in which the elements lie in memory. It
// reads no element, and also works after the borrow has ended.
func (v View[T]) Describe() string { return v.printable().describe() }

// Describe draws the layout of v as text. See [View.Describe].
func (v MutView[T]) Describe() string { return v.printable().describe() }

// Describe draws the layout of r as text, and lists the fields of records. See
// [View.Describe].
func (r Raw) Describe() string { return r.printable().describe() }

// Describe draws the layout of r as text, and lists the fields of records. See
// [View.Describe].
func (r MutRaw) Describe() string { return r.printable().describe() }

func (s *subject) describe() string {
	if s.a.Slot == nil {
		return "<zero " + s.name + ">"
	}
	l := s.a.L()
	var b strings.Builder
	fmt.Fprintf(&b, "%s of dtype %s, shape %s, strides %s bytes\n", s.name, s.typ,
		layout.FormatShape(l.AppendShape(nil)), layout.FormatShape(l.AppendStrides(nil)))
	s.writeAxes(&b)
	s.writeFields(&b)
	line := func(name, text string) { fmt.Fprintf(&b, "%-11s %s\n", name, text) }
	line("items", s.itemText())
	line("flags", s.flags())
	for level := range l.Levels() {
		line("span", s.spanText(level))
	}
	c := l.Coalesced()
	line("coalesced", fmt.Sprintf("shape %s, strides %s bytes",
		layout.FormatShape(c.AppendShape(nil)), layout.FormatShape(c.AppendStrides(nil))))
	line("state", s.state())
	for level := range l.Levels() {
		b.WriteString(s.picture(level))
	}
	return strings.TrimRight(b.String(), "\n")
}

func (s *subject) writeAxes(b *strings.Builder) {
	l := s.a.L()
	if l.NDim == 0 {
		b.WriteString("no axes: one element\n")
		return
	}
	rows := [][3]string{{"axis", "length", "stride"}}
	for k := range l.NDim {
		n, stride := l.Dim(k)
		rows = append(rows, [3]string{strconv.Itoa(k), strconv.Itoa(n), strconv.Itoa(stride)})
	}
	var width [3]int
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len(cell))
		}
	}
	for k, row := range rows {
		meaning := "meaning"
		if k > 0 {
			meaning = s.axisMeaning(k - 1)
		}
		fmt.Fprintf(b, "%*s  %*s  %*s  %s\n", width[0], row[0], width[1], row[1], width[2], row[2], meaning)
	}
}

// axisMeaning says in words what the stride of an axis does.
func (s *subject) axisMeaning(axis int) string {
	l := s.a.L()
	n, stride := l.Dim(axis)
	switch {
	case n == 0:
		return "empty"
	case n == 1:
		return "one position; the stride means nothing"
	case l.Empty():
		return "the array is empty; the stride means nothing"
	}
	level, unit, unitName := l.AxisLevel(axis), s.typ.Size, "element"
	suffix := ""
	if level < l.Levels()-1 {
		unit, unitName = pointerBytes, "pointer"
		suffix = fmt.Sprintf(", over pointers (level %d of %d)", level, l.Levels()-1)
	} else if l.Indirect() {
		suffix = fmt.Sprintf(", behind pointers (level %d of %d)", level, level)
	}
	if stride == 0 {
		return "broadcast: every position is the same memory" + suffix
	}
	text, step := "", stride
	if stride < 0 {
		text, step = "reversed, ", -stride
	}
	switch {
	case step == unit:
		text += "contiguous"
	case unit > 0 && step%unit == 0:
		text += fmt.Sprintf("step of %d %ss", step/unit, unitName)
	default:
		text += fmt.Sprintf("step of %d bytes, no multiple of the %s", step, unitName)
	}
	if inner := s.endsAt(axis, step); inner >= 0 {
		text += fmt.Sprintf(", where axis %d ends", inner)
	}
	return text + suffix
}

const pointerBytes = bits.UintSize / 8

// endsAt returns the axis of the same level that covers exactly step bytes, or -1.
func (s *subject) endsAt(axis, step int) int {
	l := s.a.L()
	for k := l.NDim - 1; k >= 0; k-- {
		n, stride := l.Dim(k)
		if k != axis && n > 1 && l.AxisLevel(k) == l.AxisLevel(axis) && max(stride, -stride)*n == step {
			return k
		}
	}
	return -1
}

// writeFields lists the fields of a record with their places.
func (s *subject) writeFields(b *strings.Builder) {
	if s.typ.Kind != elem.KindRecord {
		return
	}
	for _, f := range s.typ.Rec.Fields {
		shape := ""
		if len(f.Shape) > 0 {
			shape = ", shape " + layout.FormatShape(f.Shape)
		}
		fmt.Fprintf(b, "%-11s %s at byte %d: %s%s\n", "field", stringRepr([]rune(f.Name)), f.Offset, f.Type, shape)
	}
}

// itemText describes one item: "8 bytes, native byte order (little-endian)".
func (s *subject) itemText() string {
	text := fmt.Sprintf("%d bytes", s.typ.Size)
	if s.typ.Size == 1 {
		text = "1 byte"
	}
	endian := [...]string{"big-endian", "little-endian"}
	little := 0
	if printsOnLittleEndian != s.typ.Swapped {
		little = 1
	}
	switch k := s.typ.Kind; {
	case s.typ.Swapped:
		text += ", swapped byte order (" + endian[little] + ")"
	case s.typ.Size > 1 && (k.IsNumeric() || k == elem.KindUnicode || k == elem.KindDatetime64 ||
		k == elem.KindTimedelta64 || k == elem.KindLongDouble || k == elem.KindComplexLongDouble):
		text += ", native byte order (" + endian[little] + ")"
	}
	return text
}

// aligned reports whether every item lies at a multiple of its alignment. What
// lies behind pointers is not looked at.
func (s *subject) aligned() bool {
	l, align := s.a.L(), s.typ.Align()
	return l.Empty() || l.AlignedTo(align) && (l.Indirect() || mem.Aligned(s.a.Base, align))
}

func (s *subject) flags() string {
	l, size := s.a.L(), s.typ.Size
	injective, exact := l.Injective(size)
	one := yesNo(injective)
	if !exact {
		one = "not known"
	}
	return fmt.Sprintf("C-contiguous %s, F-contiguous %s, contiguous %s, injective %s,\n%-11s aligned %s, writable %s",
		yesNo(l.ContiguousC(size)), yesNo(l.ContiguousF(size)), yesNo(l.Contiguous(size)), one,
		"", yesNo(s.aligned()), yesNo(s.writable))
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// spanText says which bytes a level reaches.
func (s *subject) spanText(level int) string {
	l := s.a.L()
	lo, hi := l.LevelBounds(level, s.typ.Size)
	from, what := "base", "items"
	if level > 0 {
		from = fmt.Sprintf("each pointer of level %d", level-1)
	}
	if level < l.Levels()-1 {
		what = "pointers"
	}
	text := fmt.Sprintf("%d bytes, %s%+d to %s%+d", hi-lo, from, lo, from, hi)
	if l.Indirect() {
		return fmt.Sprintf("level %d: %s of %s", level, text, what)
	}
	if n, ok := l.NBytes(s.typ.Size); ok {
		text += fmt.Sprintf("; the elements are %d bytes", n)
	}
	return text
}

// state says whether the view may still be used, and whose memory it is.
func (s *subject) state() string {
	state := "live"
	if !s.a.Live() {
		state = "released"
	}
	if s.a.Slot == lease.Forever {
		return state + " (Go memory)"
	}
	if place := s.a.Slot.Place(s.a.Epoch()); place != "" {
		return state + " (borrowed in " + place + ")"
	}
	return state + " (borrowed)"
}

// order names the contiguity of the layout in a few words.
func (s *subject) order() string {
	l, size := s.a.L(), s.typ.Size
	switch c, f := l.ContiguousC(size), l.ContiguousF(size); {
	case c && f:
		return "C and F order"
	case c:
		return "C order"
	case f:
		return "F order"
	case l.Contiguous(size):
		return "contiguous in another order"
	}
	return "strided"
}

// memory says whether items can be read where they lie, and if not, why.
func (s *subject) memory() string {
	var why []string
	if s.typ.Swapped {
		why = append(why, "swapped")
	}
	if !s.aligned() {
		why = append(why, "misaligned")
	}
	if s.a.L().Indirect() {
		why = append(why, "indirect")
	}
	if why == nil {
		return "plain"
	}
	return strings.Join(why, " and ")
}

// access says whether the view may be written.
func (s *subject) access() string {
	if s.writable {
		return "writable"
	}
	return "read-only"
}

// layoutLine says all but the state in one line.
func (s *subject) layoutLine() string {
	l := s.a.L()
	return strings.Join([]string{
		s.typ.String(),
		"shape " + layout.FormatShape(l.AppendShape(nil)),
		"strides " + layout.FormatShape(l.AppendStrides(nil)) + " bytes",
		s.order(), s.memory(), s.access(),
	}, ", ")
}

// headline is the line about the layout that %+v prints first.
func (s *subject) headline() string {
	if s.a.Live() {
		return s.layoutLine() + ", live"
	}
	return s.layoutLine() + ", released"
}
