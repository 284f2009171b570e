package elem

import (
	"fmt"
	"math"
	"strings"
)

// The grammar, after PEP 3118 and what exporters write:
//
//	format := item*
//	item   := shape? mark? count? code name?        shape and mark in either sequence
//	shape  := "(" int ("," int)* ")"                sub-array, C order
//	mark   := "@" | "=" | "<" | ">" | "!" | "^"     a running state, not a prefix of one item
//	code   := "x" | letter | "Z" ("e"|"f"|"d"|"g") | "&" item | "T{" item* "}" | "X{" … "}"
//	name   := ":" anything-but-colon ":"
//
// A count before s, p, w, u and x is a length, before anything else a repeat. The mark persists
// until the next one, into and out of T{…}. Blanks between items are ignored, as struct does.
//
// One walk over the text computes offsets on the way. A format can be laid out in two ways; which one
// is meant is decided in verdict.go after the first walk, and may take a second.

// Limits that no honest exporter meets. They bound what a hostile format can make us allocate.
const (
	maxDepth  = 64            // nesting of T{…} and &
	maxAxes   = 64            // of one sub-array
	maxFields = 1 << 14       // of one format, all records together
	maxBytes  = math.MaxInt32 // of one item; NumPy's own limit up to 1.26
)

// reading chooses the layout.
type reading struct {
	asStruct bool // implicit alignment and trailing padding as in C; else all padding is in the text
	wchar    int  // size of 'u'
}

// facts is what a walk noticed that decides which layout is right.
type facts struct {
	differs     bool // the layout as a C struct is another one
	outerRagged bool // the size of a T{…} at top level is not a multiple of its alignment
	inDoubt     bool // padding behind a repeated T{…} may belong between the repeats
	loose       int  // repeats of the last T{…} of which that may still turn out; 0 if none
	run         int  // bytes of padding since
	padded      bool // there is nameless padding in the text
	marked      bool // there is an order mark in the text
	unaligned   bool // an item with implicit alignment lies elsewhere without the padding of C
	objects     bool // there is an 'O'
	pointers    bool // there is an 'O' or another pointer
	markedEach  bool // order marks as those write them who mark every field
	wide        bool // there is a 'u'
}

type parser struct {
	reading
	facts
	text  string
	pos   int
	at    int // bytes from the start of everything to the item being read
	mark  byte
	depth int        // of T{…} and & around pos
	total int        // fields so far
	open  fieldStack // fields of the records not yet closed, innermost last
}

// layout is the running end of a list of items.
type layout struct {
	first  int  // height of parser.open below the list's fields
	base   int  // parser.at where the list starts
	size   int  // bytes so far
	align  int  // strictest implicit alignment so far
	closed bool // ends with nameless padding: nothing is left out
}

// element is one type code: its type, and how it is aligned.
type element struct {
	typ      Type
	align    int  // implicit, 1 where there is none
	isLength bool // the count was its length, not a repeat
	closed   bool // a T{…} that ends with nameless padding
}

// walk reads the whole text. The fields of the top-level list are left in p.open.
func (p *parser) walk() (layout, error) {
	top, err := p.items()
	if err != nil {
		return top, err
	}
	if p.pos < len(p.text) {
		return top, p.fail(p.pos, "'}' without 'T{'")
	}
	return top, nil
}

// items reads up to a '}' or the end of the text.
func (p *parser) items() (layout, error) {
	l := layout{first: p.open.height, base: p.at, align: 1}
	for {
		shape, err := p.prefix()
		if err != nil {
			return l, err
		}
		if p.pos == len(p.text) || p.text[p.pos] == '}' {
			if shape != nil {
				return l, p.fail(p.pos, "sub-array shape without an item")
			}
			return l, nil
		}
		if err := p.item(&l, shape); err != nil {
			return l, err
		}
	}
}

// prefix reads blanks, order marks and a sub-array shape.
func (p *parser) prefix() (shape []int, err error) {
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		switch {
		case isBlank(c):
			p.pos++
		case isMark(c):
			p.setMark(c)
			p.pos++
		case c == '(':
			if shape != nil {
				return nil, p.fail(p.pos, "second sub-array shape for one item")
			}
			if shape, err = p.shape(); err != nil {
				return nil, err
			}
		default:
			return shape, nil
		}
	}
	return shape, nil
}

func isBlank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// setMark also recognises exporters that mark every field, also when nothing changes: ctypes, which
// writes the host's own order as '<' or '>', and pybind11 with '^'. NumPy writes a mark only where the
// order changes, and '=' or '@' for the host's.
func (p *parser) setMark(c byte) {
	if c == '!' {
		c = '>'
	}
	explicit := c == '<' || c == '>'
	if explicit && !swappedBy(c) || p.marked && p.mark == c {
		p.markedEach = true
	}
	p.mark, p.marked = c, true
}

// shape reads "(2,3)".
func (p *parser) shape() ([]int, error) {
	start := p.pos
	shape := make([]int, 0, 4)
	elements := 1
	for {
		p.pos++ // '(' or ','
		p.blanks()
		at := p.pos
		n, ok, err := p.number()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, p.fail(at, "expected a length in the sub-array shape")
		}
		if n > 0 && elements > maxBytes/n {
			return nil, p.fail(start, fmt.Sprintf("sub-array of more than %d items", maxBytes))
		}
		elements *= max(n, 1)
		shape = append(shape, n)
		if len(shape) > maxAxes {
			return nil, p.fail(start, fmt.Sprintf("sub-array of more than %d dimensions", maxAxes))
		}
		p.blanks()
		switch {
		case p.next() == ')':
			p.pos++
			return shape, nil
		case p.next() != ',':
			return nil, p.fail(p.pos, "expected ',' or ')' in the sub-array shape")
		}
	}
}

func (p *parser) blanks() {
	for p.pos < len(p.text) && isBlank(p.text[p.pos]) {
		p.pos++
	}
}

// next is the byte at pos, 0 at the end. A NUL byte in the text is an unknown code anyway.
func (p *parser) next() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// number reads decimal digits; ok is false if there are none.
func (p *parser) number() (n int, ok bool, err error) {
	start := p.pos
	for ; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		if c < '0' || c > '9' {
			break
		}
		if n > (maxBytes-int(c-'0'))/10 {
			return 0, false, p.fail(start, fmt.Sprintf("number larger than %d", maxBytes))
		}
		n = n*10 + int(c-'0')
	}
	return n, p.pos > start, nil
}

// item reads count, code and name and places the item at the end of l.
func (p *parser) item(l *layout, shape []int) error {
	start := p.pos
	count, err := p.count()
	if err != nil {
		return err
	}
	isPad := p.next() == 'x'
	p.at = l.base + l.size
	e, err := p.code(count)
	if err != nil {
		return err
	}
	f := Field{Type: e.typ, Shape: shape}
	if !e.isLength && count != 1 {
		f.Shape = append(f.Shape, count)
	}
	if f.Name, err = p.name(); err != nil {
		return err
	}
	l.closed = isPad && f.Name == ""
	if err := p.place(l, &f, e, start); err != nil {
		return err
	}
	if l.closed {
		p.padded = p.padded || f.Size() > 0
		return nil
	}
	if p.total++; p.total > maxFields {
		return p.fail(start, fmt.Sprintf("more than %d fields", maxFields))
	}
	p.open.push(&f)
	return nil
}

// count reads a count, 1 if there is none.
func (p *parser) count() (int, error) {
	n, ok, err := p.number()
	if !ok {
		n = 1
	}
	return n, err
}

// place computes the offset of f and moves the end of l behind it.
func (p *parser) place(l *layout, f *Field, e element, start int) error {
	repeat := 1
	for _, n := range f.Shape {
		if n > 0 && repeat > maxBytes/n {
			return p.tooLarge(start)
		}
		repeat *= n
	}
	if repeat > 0 && f.Type.Size > maxBytes/repeat {
		return p.tooLarge(start)
	}
	bytes := repeat * f.Type.Size
	f.Offset = roundUp(l.size, e.align)
	if !p.asStruct {
		p.differs = p.differs || f.Offset != l.size
		p.unaligned = p.unaligned || f.Type.Kind != KindRecord && (l.base+l.size)&(e.align-1) != 0
		f.Offset = l.size
	}
	if l.base+f.Offset > maxBytes-bytes {
		return p.tooLarge(start)
	}
	l.size = f.Offset + bytes
	l.align = max(l.align, e.align)
	switch {
	case l.closed:
		p.run += bytes
	case f.Type.Kind != KindRecord:
		p.settle()
	case repeat > 1 && !e.closed:
		p.loose, p.run = repeat, 0
	}
	return nil
}

// settle is called where no more padding can follow that belongs to a repeated T{…}. NumPy writes
// the trailing padding of all the repeats together behind the '}'. As many bytes as repeats can be
// that, or a gap.
func (p *parser) settle() {
	p.inDoubt = p.inDoubt || p.loose > 0 && p.run >= p.loose
	p.loose, p.run = 0, 0
}

// roundUp is the next multiple of align, a power of two.
func roundUp(n, align int) int { return (n + align - 1) &^ (align - 1) }

// name reads ":name:" if there is one.
func (p *parser) name() (string, error) {
	if p.next() != ':' {
		return "", nil
	}
	start := p.pos
	end := strings.IndexByte(p.text[start+1:], ':')
	if end < 0 {
		return "", p.fail(start, "name without closing ':'")
	}
	p.pos = start + 1 + end + 1
	return p.text[start+1 : start+1+end], nil
}

func (p *parser) tooLarge(pos int) error {
	return p.fail(pos, fmt.Sprintf("item larger than %d bytes", maxBytes))
}

func (p *parser) fail(pos int, msg string) error {
	return &FormatError{Format: p.text, Pos: pos, Msg: msg}
}
