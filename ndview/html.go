package ndview

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// HTML returns v as a table for notebooks: numbers shaded by value, axes
// summarised as in printing, a caption with dtype, shape, strides in bytes, order
// and state, arrays of more than two dimensions as planes below each other, and
// records of one dimension with a column for each field. There are inline styles
// and no scripts, and the table reads as well without the styles. All text is
// escaped. A view whose borrow has ended shows its caption and no values.
func (v View[T]) HTML() string { return v.printable().html(PrintDefaults()) }

// HTML returns v as a table for notebooks. See [View.HTML].
func (v MutView[T]) HTML() string { return v.printable().html(PrintDefaults()) }

// HTML returns r as a table for notebooks. See [View.HTML].
func (r Raw) HTML() string { return r.printable().html(PrintDefaults()) }

// HTML returns r as a table for notebooks. See [View.HTML].
func (r MutRaw) HTML() string { return r.printable().html(PrintDefaults()) }

func (s *subject) html(o PrintOptions) (text string) {
	if s.a.Slot == nil {
		return wrapHTML("zero "+s.name, "")
	}
	if !s.a.Live() {
		return wrapHTML(s.caption(), "")
	}
	defer func() {
		if r := recover(); r != nil {
			if _, late := r.(ReleasedError); !late {
				panic(r)
			}
			text = wrapHTML(s.caption(), "")
		}
	}()
	mem.Hold(&s.a)
	defer mem.Unhold(&s.a)
	if s.a.L().Empty() {
		return wrapHTML(s.caption(), "<tbody><tr><td>[]</td></tr></tbody>\n")
	}
	t := s.grid(o)
	return wrapHTML(s.caption(), t.head()+t.planes(nil))
}

// caption is the headline with the origin of the memory.
func (s *subject) caption() string { return s.layoutLine() + ", " + s.state() }

func wrapHTML(caption, body string) string {
	return `<table style="border-collapse:collapse;font-family:monospace">` + "\n" +
		`<caption style="text-align:left;white-space:nowrap">` + html.EscapeString(visible(caption)) + "</caption>\n" +
		body + "</table>"
}

// A grid is what a table shows: cells in C order of the positions that are kept,
// or one row for each record.
type grid struct {
	axes   []kept
	cells  []htmlCell
	next   int
	fields []string // headings of the columns; nil for axes
}

type htmlCell struct{ text, style string }

// grid reads the items and formats them.
func (s *subject) grid(o PrintOptions) *grid {
	l := s.a.L()
	axes := corners(l.AppendShape(nil), l.Size(), o)
	items := s.gather(axes)
	if s.typ.Kind == elem.KindRecord && len(axes) <= 1 && len(s.typ.Rec.Fields) > 0 {
		return recordGrid(axes, items, o)
	}
	return &grid{axes: axes, cells: htmlCells(items, newColumn(items, o))}
}

// recordGrid has a row for each record and a column for each field.
func recordGrid(axes []kept, items printItems, o PrintOptions) *grid {
	fields := items.typ.Rec.Fields
	columns := make([][]htmlCell, len(fields))
	t := &grid{axes: []kept{{trail: 1}, {trail: len(fields)}}}
	if len(axes) == 1 {
		t.axes[0] = axes[0]
	}
	for i, f := range fields {
		t.fields = append(t.fields, visible(f.Name))
		shaded := printItems{n: items.n} // sub-arrays have no value to compare
		if len(f.Shape) == 0 {
			shaded = items.part(f.Type, f.Offset, 1)
		}
		columns[i] = htmlCells(shaded, fieldColumn(items, f, o))
	}
	for k := range items.n {
		for i := range fields {
			t.cells = append(t.cells, columns[i][k])
		}
	}
	return t
}

func htmlCells(items printItems, text column) []htmlCell {
	cells := make([]htmlCell, items.n)
	shade := newShade(items)
	for k := range cells {
		cells[k] = htmlCell{strings.TrimSpace(text(k)), shade(k)}
	}
	return cells
}

const (
	headStyle = `style="color:#888;font-weight:normal;padding:1px 6px"`
	cellStyle = "padding:1px 6px;text-align:right"
)

// columns returns the axis that runs to the right.
func (t *grid) columns() kept {
	if len(t.axes) == 0 {
		return kept{trail: 1}
	}
	return t.axes[len(t.axes)-1]
}

// head writes the positions along the last axis, or the names of the fields.
func (t *grid) head() string {
	if len(t.axes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<thead><tr><th></th>")
	along(t.columns(), func(i int) {
		name := strconv.Itoa(i)
		if t.fields != nil {
			name = t.fields[i]
		}
		fmt.Fprintf(&b, "<th %s>%s</th>", headStyle, html.EscapeString(name))
	}, func() { fmt.Fprintf(&b, "<th %s>⋯</th>", headStyle) })
	b.WriteString("</tr></thead>\n")
	return b.String()
}

// planes writes the rows of the plane at index, or all planes below it.
func (t *grid) planes(index []string) string {
	var b strings.Builder
	if len(t.axes)-len(index) <= 2 {
		b.WriteString("<tbody>\n")
		if len(index) > 0 {
			t.wide(&b, "["+strings.Join(index, ", ")+", :, :]")
		}
		t.rows(&b)
		b.WriteString("</tbody>\n")
		return b.String()
	}
	along(t.axes[len(index)], func(i int) {
		b.WriteString(t.planes(append(index[:len(index):len(index)], strconv.Itoa(i))))
	}, func() {
		b.WriteString("<tbody>\n")
		t.wide(&b, "⋮")
		b.WriteString("</tbody>\n")
	})
	return b.String()
}

// wide writes a row of one heading.
func (t *grid) wide(b *strings.Builder, text string) {
	n := 1 + t.columns().count()
	if t.columns().hidden > 0 {
		n++
	}
	fmt.Fprintf(b, `<tr><th colspan="%d" style="color:#888;font-weight:normal;text-align:left">%s</th></tr>`+"\n", n, text)
}

func (t *grid) rows(b *strings.Builder) {
	if len(t.axes) < 2 {
		t.row(b, "")
		return
	}
	along(t.axes[len(t.axes)-2], func(i int) { t.row(b, strconv.Itoa(i)) }, func() { t.wide(b, "⋮") })
}

func (t *grid) row(b *strings.Builder, name string) {
	b.WriteString("<tr>")
	if len(t.axes) > 0 {
		fmt.Fprintf(b, "<th %s>%s</th>", headStyle, name)
	}
	along(t.columns(), func(int) {
		c := t.cells[t.next]
		t.next++
		fmt.Fprintf(b, `<td style="%s%s">%s</td>`, cellStyle, c.style, html.EscapeString(c.text))
	}, func() { fmt.Fprintf(b, `<td style="%s">⋯</td>`, cellStyle) })
	b.WriteString("</tr>\n")
}

// along calls each for the positions of an axis that are kept, and dots where
// some are hidden.
func along(k kept, each func(i int), dots func()) {
	for i := range k.count() {
		if i == k.lead && k.hidden > 0 {
			dots()
		}
		each(k.position(i))
	}
	if k.trail == 0 {
		dots()
	}
}

// visible replaces what is not printable by escapes.
func visible(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteString(escapeRune(uint32(s[0])))
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(escapeRune(uint32(r)))
		}
		s = s[n:]
	}
	return b.String()
}

// newShade returns the style that colours item k by its value: from white for the
// least to blue for the greatest, or from red over white for 0 to blue if there are
// both negative and positive numbers. Complex numbers count by their magnitude.
func newShade(items printItems) func(k int) string {
	values := items.values()
	least, most := math.Inf(1), math.Inf(-1)
	for _, x := range values {
		if !math.IsInf(x, 0) && !math.IsNaN(x) {
			least, most = min(least, x), max(most, x)
		}
	}
	if !(least < most) {
		return func(int) string { return "" }
	}
	return func(k int) string {
		x := values[k]
		switch {
		case math.IsNaN(x):
			return ";color:#888"
		case least < 0 && most > 0 && x < 0:
			return shadeStyle(x/min(least, -most), 244, 165, 130)
		case least < 0 && most > 0:
			return shadeStyle(x/max(most, -least), 107, 174, 214)
		}
		return shadeStyle((x-least)/(most-least), 107, 174, 214)
	}
}

// shadeStyle mixes white with a part t of a colour.
func shadeStyle(t float64, r, g, b int) string {
	t = min(max(t, 0), 1)
	mix := func(c int) int { return 255 - int(math.Round(t*float64(255-c))) }
	return fmt.Sprintf(";background-color:#%02x%02x%02x;color:#000", mix(r), mix(g), mix(b))
}

// values returns the items as numbers to compare; nil if they are none.
func (it printItems) values() []float64 {
	k := it.typ.Kind
	if !k.IsNumeric() && !isReal(k) && !isComplex(k) {
		return nil
	}
	xs := make([]float64, it.n)
	for i := range xs {
		switch item := it.item(i); {
		case k == elem.KindBool:
			xs[i] = min(float64(item[0]), 1)
		case k.IsUnsigned():
			xs[i] = float64(unsignedOf(it.typ, item))
		case k.IsSigned():
			xs[i] = float64(signedOf(it.typ, unsignedOf(it.typ, item)))
		case isReal(k):
			xs[i] = realItem(it.typ, item).float()
		}
	}
	if isComplex(k) {
		re, im := it.complexParts()
		for i := range xs {
			xs[i] = math.Hypot(re[i].float(), im[i].float())
		}
	}
	return xs
}

// float returns the nearest float64.
func (x real) float() float64 {
	f := x.f
	if x.wide != nil {
		f, _ = x.wide.Float64()
	}
	if x.neg {
		return -f
	}
	return f
}
