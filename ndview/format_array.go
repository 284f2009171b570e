package ndview

import (
	"bytes"
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A kept says which positions of an axis are printed: the first lead, then dots
// if hidden is not 0, then the last trail.
type kept struct{ lead, hidden, trail int }

func (k kept) count() int { return k.lead + k.trail }

// position returns the index along the axis of the i'th position that is kept.
func (k kept) position(i int) int {
	if i < k.lead {
		return i
	}
	return i + k.hidden
}

// mostKept bounds the elements of a summary. NumPy keeps every position of axes
// that are not longer than two edges, so that an array of many short axes (it may
// be a broadcast) would print without end.
const mostKept = 1 << 20

// corners returns what to print of each axis of an array that is not empty.
func corners(shape []int, size int, o PrintOptions) []kept {
	ks := make([]kept, len(shape))
	count := 1
	for i, n := range shape {
		ks[i] = kept{trail: n}
		if size > o.Threshold && n > 2*o.EdgeItems {
			// NumPy prints the last element even if there are no edge items.
			ks[i] = kept{lead: o.EdgeItems, trail: max(o.EdgeItems, 1)}
			ks[i].hidden = n - ks[i].count()
		}
	}
	if size <= o.Threshold {
		return ks
	}
	for i := len(ks) - 1; i >= 0; i-- {
		if count > mostKept/ks[i].count() {
			ks[i] = kept{lead: 1, hidden: shape[i] - 1}
		}
		count *= ks[i].count()
	}
	return ks
}

// gather copies the items that are printed, in C order of their indices, and
// touches no others. It panics with a [ReleasedError] if the borrow ends.
func (s *subject) gather(ks []kept) printItems {
	it := printItems{typ: s.typ, n: 1, scalar: len(ks) == 0}
	for _, k := range ks {
		it.n *= k.count()
	}
	it.data = make([]byte, 0, it.n*s.typ.Size)
	at, index := make([]int, len(ks)), make([]int, len(ks))
	for {
		for i, k := range ks {
			index[i] = k.position(at[i])
		}
		p := s.a.Addr(index...)
		it.data = append(it.data, mem.Bytes(p, s.typ.Size)...) // M1, M2: Addr checked lease and index
		if !advance(at, ks) {
			return it
		}
	}
}

// advance moves at to the next index in C order and reports whether there is one.
func advance(at []int, ks []kept) bool {
	for i := len(at) - 1; i >= 0; i-- {
		at[i]++
		if at[i] < ks[i].count() {
			return true
		}
		at[i] = 0
	}
	return false
}

// str prints as NumPy's str().
func (s *subject) str(o PrintOptions) string {
	l := s.a.L()
	if l.NDim == 0 {
		return scalarText(s.gather(nil), o)
	}
	return s.brackets(o, " ", 0)
}

// repr prints as NumPy's repr().
func (s *subject) repr(o PrintOptions) string {
	const prefix = "array("
	narrow := o
	narrow.LineWidth -= len(")")
	text := prefix + s.brackets(narrow, ", ", len(prefix))
	extras := s.extras(o)
	if extras == "" {
		return text + ")"
	}
	text += ","
	extras += ")"
	last := runeLen(text[strings.LastIndexByte(text, '\n')+1:])
	if last+1+runeLen(extras) > o.LineWidth {
		return text + "\n" + strings.Repeat(" ", len(prefix)) + extras
	}
	return text + " " + extras
}

// extras returns what the values of a repr do not show: the shape of arrays that
// are empty or summarised, and the dtype if it is not one that Python's numbers
// have by themselves.
func (s *subject) extras(o PrintOptions) string {
	var parts []string
	l := s.a.L()
	shape, size := l.AppendShape(nil), l.Size()
	if size == 0 && len(shape) != 1 || size > o.Threshold {
		parts = append(parts, "shape="+layout.FormatShape(shape))
	}
	if size == 0 || !impliedByValues(s.typ) {
		parts = append(parts, "dtype="+dtypeRepr(s.typ))
	}
	return strings.Join(parts, ", ")
}

// brackets prints the values in nested brackets, behind indent characters.
func (s *subject) brackets(o PrintOptions, separator string, indent int) string {
	l := s.a.L()
	if l.Empty() {
		return "[]"
	}
	ks := corners(l.AppendShape(nil), l.Size(), o)
	items := s.gather(ks)
	w := arrayWriter{axes: ks, words: newColumn(items, o), separator: separator}
	w.axis(0, indent+1, o.LineWidth)
	return string(w.text)
}

// An arrayWriter writes the words of an array in nested brackets and breaks lines
// as numpy.array2string does.
type arrayWriter struct {
	text      []byte
	axes      []kept
	words     column
	next      int // the word to write next
	separator string
}

func (w *arrayWriter) write(s string) { w.text = append(w.text, s...) }

// newLine ends the line, without blanks, and indents the next one.
func (w *arrayWriter) newLine(lines, indent int) {
	w.text = bytes.TrimRight(w.text, " ")
	w.write(strings.Repeat("\n", lines) + strings.Repeat(" ", indent))
}

func (w *arrayWriter) word() string {
	w.next++
	return w.words(w.next - 1)
}

// axis writes one sub-array. Its lines after the first begin with indent blanks,
// and none may be longer than width, if that can be helped.
func (w *arrayWriter) axis(axis, indent, width int) {
	if axis == len(w.axes) {
		w.write(w.word())
		return
	}
	w.write("[")
	if axis == len(w.axes)-1 {
		w.row(w.axes[axis], indent, width-len("]"))
	} else {
		w.rows(axis, indent, width-len("]"))
	}
	w.write("]")
}

// rows writes the sub-arrays along an axis, with blank lines between those that
// have several rows themselves.
func (w *arrayWriter) rows(axis, indent, width int) {
	between := func() {
		w.write(w.separator)
		w.newLine(len(w.axes)-axis-1, indent)
	}
	k := w.axes[axis]
	for i := range k.count() {
		if i > 0 {
			between()
		}
		if i == k.lead && k.hidden > 0 {
			w.write("...")
			between()
		}
		w.axis(axis+1, indent+1, width)
	}
	if k.trail == 0 {
		between()
		w.write("...")
	}
}

// row writes the words of the last axis.
func (w *arrayWriter) row(k kept, indent, width int) {
	column := indent
	put := func(first bool, word string) {
		if !first {
			w.write(w.separator)
			column += len(w.separator)
		}
		n := runeLen(word)
		if column+n > width && column > indent {
			w.newLine(1, indent)
			column = indent
		}
		w.write(word)
		column += n
	}
	for i := range k.count() {
		if i == k.lead && k.hidden > 0 {
			put(i == 0, "...")
			put(false, w.word())
			continue
		}
		put(i == 0, w.word())
	}
	if k.trail == 0 {
		put(false, "...")
	}
}
