package layout

import (
	"fmt"
	"math"
	"strings"
)

// The grammar of an index text is that of what stands between the brackets of a
// NumPy index, as far as it makes views:
//
//	text  := item ("," item)* ","?
//	item  := int | range | "..." | "Ellipsis" | "None" | "newaxis" | "np.newaxis"
//	range := bound? ":" bound? (":" bound?)?
//	bound := int | "None"
//	int   := ("+" | "-")? digits              digits may be grouped by single "_"
//
// Blanks may stand between all of these. "()" is the index without items. Index
// lists, masks and names have no meaning here: they select copies.

// IndexKind says what an item of an index does.
type IndexKind uint8

// The kinds of index items.
const (
	IndexRange    IndexKind = iota // start:stop:step along the next axis
	IndexAt                        // one position of the next axis, which is dropped
	IndexEllipsis                  // as many full ranges as are needed
	IndexNewAxis                   // an axis of length 1
)

// An Index is one item of an index; the zero value is ":".
type Index struct {
	Kind  IndexKind
	At    int   // position, for IndexAt
	Range Range // for IndexRange
}

// String writes the item as Python source.
func (x Index) String() string {
	switch x.Kind {
	case IndexAt:
		return fmt.Sprint(x.At)
	case IndexEllipsis:
		return "..."
	case IndexNewAxis:
		return "None"
	}
	return x.Range.String()
}

// A SyntaxError reports an index text that cannot be read. It wraps ErrSyntax.
type SyntaxError struct {
	Text   string
	Pos    int // byte offset of what is wrong
	Reason string
}

func (e *SyntaxError) Error() string {
	shown := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' ' // the caret below counts columns
		}
		return r
	}, e.Text)
	column := len([]rune(e.Text[:e.Pos]))
	return fmt.Sprintf("index %q: %s\n    %s\n    %s^", e.Text, e.Reason, shown, strings.Repeat(" ", column))
}

// Unwrap returns ErrSyntax.
func (e *SyntaxError) Unwrap() error { return ErrSyntax }

// ParseIndex reads an index as it stands between the brackets in NumPy:
// "1:-1, ::2, ..., None, 3". The error is a [SyntaxError]. A step of 0 and a
// second ellipsis are found here, what depends on the shape by [Layout.Apply].
func ParseIndex(text string) ([]Index, error) {
	p := &indexParser{text: text}
	return p.items()
}

type indexParser struct {
	text string
	pos  int
	err  error
}

func (p *indexParser) items() ([]Index, error) {
	p.blanks()
	if strings.TrimRight(p.text[p.pos:], blank) == "()" {
		return []Index{}, nil
	}
	var items []Index
	ellipsis := false
	for {
		p.blanks()
		start := p.pos
		item := p.item()
		if item.Kind == IndexEllipsis && ellipsis {
			p.fail(start, "an index can only have a single ellipsis ('...')")
		}
		ellipsis = ellipsis || item.Kind == IndexEllipsis
		if p.blanks(); p.err == nil && p.pos < len(p.text) && p.peek() != ',' {
			p.fail(p.pos, p.unexpected())
		}
		if p.err != nil {
			return nil, p.err
		}
		items = append(items, item)
		if p.pos == len(p.text) {
			return items, nil
		}
		p.pos++
		if p.blanks(); p.pos == len(p.text) {
			return items, nil
		}
	}
}

func (p *indexParser) item() Index {
	switch {
	case p.word("..."), p.word("Ellipsis"):
		return Index{Kind: IndexEllipsis}
	case p.word("np.newaxis"), p.word("newaxis"):
		return Index{Kind: IndexNewAxis}
	}
	if p.word("None") {
		if p.blanks(); p.peek() != ':' {
			return Index{Kind: IndexNewAxis}
		}
		return p.rest(Range{})
	}
	if p.peek() == ':' {
		return p.rest(Range{})
	}
	start := p.pos
	at, saturated := p.int()
	if p.blanks(); p.err == nil && p.peek() == ':' {
		return p.rest(Range{Start: at, Has: HasStart})
	}
	if saturated {
		p.fail(start, "the integer does not fit in an index")
	}
	return Index{Kind: IndexAt, At: at}
}

// rest reads the parts of a range from its first colon on.
func (p *indexParser) rest(r Range) Index {
	p.pos++
	if stop, ok := p.bound(); ok {
		r.Stop, r.Has = stop, r.Has|HasStop
	}
	if p.blanks(); p.peek() == ':' {
		p.pos++
		p.blanks()
		start := p.pos
		if step, ok := p.bound(); ok {
			r.Step, r.Has = step, r.Has|HasStep
			if step == 0 && p.err == nil {
				p.fail(start, "slice step cannot be zero")
			}
		}
	}
	return Index{Range: r}
}

// bound reads a bound of a range and reports whether there is one.
func (p *indexParser) bound() (int, bool) {
	p.blanks()
	if c := p.peek(); c == ':' || c == ',' || p.pos == len(p.text) || p.word("None") {
		return 0, false
	}
	v, _ := p.int()
	return v, p.err == nil
}

// int reads an integer. One that does not fit is limited to the ends of int, as
// Python does with the bounds of slices.
func (p *indexParser) int() (v int, saturated bool) {
	start, negative := p.pos, false
	if c := p.peek(); c == '-' || c == '+' {
		negative = c == '-'
		p.pos++
		p.blanks()
	}
	first := p.pos
	for p.digit() || p.peek() == '_' {
		p.pos++
	}
	digits := p.text[first:p.pos]
	switch {
	case digits == "":
		p.fail(p.pos, p.unexpected())
	case digits[0] == '_' || digits[len(digits)-1] == '_' || strings.Contains(digits, "__"):
		p.fail(first, "digits are grouped by single underscores between them")
	case digits[0] == '0' && strings.Trim(digits, "0_") != "":
		p.fail(first, "leading zeros are not permitted in an integer")
	case p.letter():
		p.fail(start, "expected a decimal integer")
	}
	for _, d := range []byte(digits) {
		if d == '_' {
			continue
		}
		if v > (math.MaxInt-int(d-'0'))/10 {
			saturated = true
			break
		}
		v = v*10 + int(d-'0')
	}
	switch {
	case saturated && negative:
		v = math.MinInt
	case saturated:
		v = math.MaxInt
	case negative:
		v = -v
	}
	return v, saturated
}

const blank = " \t\n\r\f"

func (p *indexParser) blanks() {
	for p.pos < len(p.text) && strings.IndexByte(blank, p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// peek returns the next byte, 0 at the end.
func (p *indexParser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *indexParser) digit() bool { c := p.peek(); return '0' <= c && c <= '9' }

func (p *indexParser) letter() bool {
	c := p.peek()
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '.' || c >= 0x80
}

// word consumes w if it stands here and is not the beginning of a longer word.
func (p *indexParser) word(w string) bool {
	if !strings.HasPrefix(p.text[p.pos:], w) {
		return false
	}
	end := &indexParser{text: p.text, pos: p.pos + len(w)}
	if end.letter() || w != "..." && (end.digit() || end.peek() == '_') {
		return false
	}
	p.pos = end.pos
	return true
}

// unexpected says what is wrong with what stands here.
func (p *indexParser) unexpected() string {
	rest := p.text[p.pos:]
	switch {
	case rest == "":
		return "expected an integer, a range, '...' or None"
	case rest[0] == '[' || rest[0] == '(':
		return "index lists select copies; views need integers, ranges, '...' and None"
	case strings.HasPrefix(rest, "True"), strings.HasPrefix(rest, "False"):
		return "masks select copies; views need integers, ranges, '...' and None"
	}
	r := []rune(rest)[0]
	return fmt.Sprintf("unexpected %q, wanted an integer, a range, '...' or None", r)
}

func (p *indexParser) fail(pos int, reason string) {
	if p.err == nil {
		p.err = &SyntaxError{Text: p.text, Pos: pos, Reason: reason}
	}
}
