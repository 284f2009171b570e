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
// One walk over the text computes offsets on the way. Some formats can be laid out in more than one
// way; the walk is then repeated with another [reading], see verdict.go.

// Limits that no honest exporter meets. They bound what a hostile format can make us allocate.
const (
	maxDepth  = 64            // nesting of T{…} and &
	maxAxes   = 64            // of one sub-array
	maxFields = 1 << 16       // of one format, all records together
	maxBytes  = math.MaxInt32 // of one item; NumPy's own limit up to 1.26
)

// reading chooses between the possible layouts of one text.
type reading struct {
	packed    bool // no implicit alignment at all
	padNested bool // every T{…} is padded to its alignment, as a C struct is
	wchar     int  // size of 'u'
}

// facts is what a walk noticed that decides which reading is right.
type facts struct {
	implicit     bool // implicit alignment moved an item
	ragged       bool // the size of an inner T{…} is not a multiple of its alignment
	raggedRepeat bool // … and it is repeated, so that its stride is in doubt
	outerRagged  bool // the same for a T{…} at top level
	ctypesMarks  bool // order marks as ctypes writes them
	wide         bool // there is a 'u'
}

type parser struct {
	reading
	facts
	text    string
	pos     int
	mark    byte
	marked  bool    // a mark was written at all
	depth   int     // of T{…} and & around pos
	total   int     // fields so far
	scratch []Field // fields of the records not yet closed, innermost last
}

// layout is the running end of a list of items.
type layout struct {
	first int // index of the list's first field in scratch
	size  int // bytes so far
	align int // strictest implicit alignment so far
}

// walk reads the whole text. The fields of the top-level list are left in p.scratch.
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
	l := layout{first: len(p.scratch), align: 1}
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

// setMark also recognises ctypes: it marks every field, also when nothing changes, and writes the
// host's own order as '<' or '>'. NumPy writes a mark only where the order changes, and '=' or '@'
// for the host's.
func (p *parser) setMark(c byte) {
	if c == '!' {
		c = '>'
	}
	explicit := c == '<' || c == '>'
	if explicit && (!swappedBy(c) || p.marked && p.mark == c) {
		p.ctypesMarks = true
	}
	p.mark, p.marked = c, true
}

// shape reads "(2,3)".
func (p *parser) shape() ([]int, error) {
	start := p.pos
	var shape []int
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
	count, counted, err := p.number()
	if err != nil {
		return err
	}
	if !counted {
		count = 1
	}
	f := Field{Shape: shape}
	isPad := p.next() == 'x'
	length, align, err := p.code(&f.Type, count)
	if err != nil {
		return err
	}
	if !length && count != 1 {
		f.Shape = append(f.Shape, count)
	}
	if f.Name, err = p.name(); err != nil {
		return err
	}
	if err := p.place(l, &f, align, start); err != nil {
		return err
	}
	if isPad && f.Name == "" {
		return nil
	}
	if p.total++; p.total > maxFields {
		return p.fail(start, fmt.Sprintf("more than %d fields", maxFields))
	}
	p.scratch = append(p.scratch, f)
	return nil
}

// place computes the offset of f and moves the end of l behind it.
func (p *parser) place(l *layout, f *Field, align, start int) error {
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
	if repeat > 1 && f.Type.Kind == KindRecord && f.Type.Size%align != 0 {
		p.raggedRepeat = true
	}
	offset := roundUp(l.size, align)
	if offset != l.size {
		p.implicit = true
	}
	f.Offset = offset
	bytes := repeat * f.Type.Size
	if offset > maxBytes || bytes > maxBytes-offset {
		return p.tooLarge(start)
	}
	l.size = offset + bytes
	l.align = max(l.align, align)
	return nil
}

func roundUp(n, align int) int { return (n + align - 1) / align * align }

// code reads a type code. length says that count was its length, not a repeat. align is the
// implicit alignment, 1 where there is none.
func (p *parser) code(t *Type, count int) (length bool, align int, err error) {
	start := p.pos
	if start == len(p.text) {
		return false, 1, p.fail(start, "expected a type code")
	}
	letter := p.text[start]
	p.pos++
	var c code
	switch letter {
	case 'T', 'X':
		if p.next() != '{' {
			return false, 1, p.fail(start, "expected '{' after '"+string(letter)+"'")
		}
		p.pos++
		if letter == 'T' {
			align, err = p.structure(t, start)
			return false, align, err
		}
		c, err = native['P'], p.signature(start)
	case '&':
		// The alignment of the pointer is a matter of the mark before its target.
		mark := p.mark
		c, err = native['P'], p.target(start)
		*t, align = c.typed(mark), p.alignment(c, mark)
		return false, align, err
	case 'Z':
		c = p.afterZ()
	case 'u':
		p.wide = true
		c = code{KindUnicode, 4, 4}
		if p.wchar == 2 {
			c = code{KindUCS2, 2, 2}
		}
	default:
		c = tableOf(p.mark)[letter]
	}
	if err != nil {
		return false, 1, err
	}
	if c.kind == Invalid {
		return false, 1, p.fail(start, fmt.Sprintf("unknown type code %q", p.text[start:p.pos]))
	}
	*t = c.typed(p.mark)
	switch c.kind {
	case KindBytes, KindPascal, KindVoid, KindUnicode, KindUCS2:
		length = letter != 'c'
	}
	if length {
		if t.Size > 1 && count > maxBytes/t.Size {
			return false, 1, p.tooLarge(start)
		}
		t.Size *= count
	}
	return length, p.alignment(c, p.mark), nil
}

func (p *parser) alignment(c code, mark byte) int {
	if mark == '@' && !p.packed {
		return int(c.align)
	}
	return 1
}

// afterZ reads the part type of a complex number. A 'Z' alone is ctypes' wchar_t*.
func (p *parser) afterZ() code {
	if c, ok := complexCode(p.next()); ok {
		p.pos++
		return c
	}
	return native['P']
}

func (p *parser) enter(start int) error {
	if p.depth++; p.depth > maxDepth {
		return p.fail(start, fmt.Sprintf("nested more than %d deep", maxDepth))
	}
	return nil
}

// structure reads the rest of "T{…}" into a record.
func (p *parser) structure(t *Type, start int) (align int, err error) {
	if err := p.enter(start); err != nil {
		return 1, err
	}
	l, err := p.items()
	if err != nil {
		return 1, err
	}
	if p.pos == len(p.text) {
		return 1, p.fail(start, "'T{' without '}'")
	}
	p.pos++
	p.depth--
	if l.size%l.align != 0 {
		if p.padNested {
			l.size = roundUp(l.size, l.align)
		} else if p.depth > 0 {
			p.ragged = true
		} else {
			p.outerRagged = true
		}
	}
	rec, err := p.close(l)
	*t = Type{Kind: KindRecord, Size: l.size, Rec: rec}
	return l.align, err
}

// close moves the fields of l out of scratch into a record of their own.
func (p *parser) close(l layout) (*Record, error) {
	rec := &Record{Fields: make([]Field, len(p.scratch)-l.first)}
	copy(rec.Fields, p.scratch[l.first:])
	p.scratch = p.scratch[:l.first]
	if twice, ok := rec.nameFields(); !ok {
		return nil, p.fail(max(p.pos-1, 0), fmt.Sprintf("two fields named %q", twice))
	}
	return rec, nil
}

// target skips what a pointer points to. Its inner layout is nobody's business, but the order mark
// runs on behind it.
func (p *parser) target(start int) error {
	if err := p.enter(start); err != nil {
		return err
	}
	outside := p.facts
	first := len(p.scratch)
	if _, err := p.prefix(); err != nil {
		return err
	}
	if _, _, err := p.number(); err != nil {
		return err
	}
	var target Type
	if _, _, err := p.code(&target, 1); err != nil {
		return err
	}
	outside.ctypesMarks = outside.ctypesMarks || p.ctypesMarks
	p.facts = outside
	p.scratch = p.scratch[:first]
	p.depth--
	return nil
}

// signature skips the rest of "X{…}", a pointer to a function whose signature may be inside.
func (p *parser) signature(start int) error {
	open := 1
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		p.pos++
		switch c {
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				return nil
			}
		case ':':
			end := strings.IndexByte(p.text[p.pos:], ':')
			if end < 0 {
				return p.fail(p.pos-1, "name without closing ':'")
			}
			p.pos += end + 1
		}
	}
	return p.fail(start, "'X{' without '}'")
}

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
