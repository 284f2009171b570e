package elem

import (
	"fmt"
	"strings"
)

// code reads a type code.
func (p *parser) code(count int) (e element, err error) {
	start, mark := p.pos, p.mark
	if start == len(p.text) {
		return e, p.fail(start, "expected a type code")
	}
	letter := p.text[start]
	p.pos++
	var c code
	switch letter {
	case 'T':
		return p.structure(start)
	case 'X':
		c, err = tableOf[mark].letter['P'], p.signature(start)
	case '&':
		// Byte order and alignment of the pointer are a matter of the mark before its target.
		c, err = tableOf[mark].letter['P'], p.target(start)
	case 'Z':
		c = p.afterZ()
	case 'u':
		p.wide = true
		c = tableOf[mark].ofWchar(p.wchar)
	default:
		c = tableOf[mark].letter[letter]
		p.objects = p.objects || letter == 'O'
	}
	if err != nil {
		return e, err
	}
	if c.kind == Invalid {
		return e, p.fail(start, fmt.Sprintf("unknown type code %q", p.text[start:p.pos]))
	}
	p.pointers = p.pointers || c.kind == KindObject || c.kind == KindPointer
	e = element{typ: c.typ(), align: 1, isLength: countIsLength(letter)}
	if mark == '@' {
		e.align = int(c.align)
	}
	if e.isLength {
		if count > maxBytes/e.typ.Size {
			return e, p.tooLarge(start)
		}
		e.typ.Size *= count
	}
	return e, nil
}

func countIsLength(letter byte) bool {
	switch letter {
	case 's', 'p', 'w', 'u', 'x':
		return true
	}
	return false
}

// afterZ reads the part of a complex number. A 'Z' alone is ctypes' wchar_t*.
func (p *parser) afterZ() code {
	table := tableOf[p.mark]
	if c := table.complexOf(p.next()); c.kind != Invalid {
		p.pos++
		return c
	}
	return table.letter['P']
}

// brace reads the '{' that belongs to the letter at start.
func (p *parser) brace(start int) error {
	if p.next() != '{' {
		return p.fail(start, "expected '{' after '"+p.text[start:start+1]+"'")
	}
	p.pos++
	return nil
}

func (p *parser) enter(start int) error {
	if p.depth++; p.depth > maxDepth {
		return p.fail(start, fmt.Sprintf("nested more than %d deep", maxDepth))
	}
	return nil
}

// structure reads the rest of "T{…}" into a record.
func (p *parser) structure(start int) (e element, err error) {
	if err := p.brace(start); err != nil {
		return e, err
	}
	if err := p.enter(start); err != nil {
		return e, err
	}
	l, err := p.items()
	if err != nil {
		return e, err
	}
	if p.pos == len(p.text) {
		return e, p.fail(start, "'T{' without '}'")
	}
	p.pos++
	p.depth--
	if l.closed {
		p.settle()
	}
	switch padded := roundUp(l.size, l.align); {
	case p.asStruct:
		l.size = padded
	case padded == l.size:
	case p.depth > 0:
		p.differs = true
	default:
		p.outerRagged = true
	}
	rec, err := p.close(l)
	return element{
		typ:    Type{Kind: KindRecord, Size: l.size, Rec: rec},
		align:  l.align,
		closed: l.closed,
	}, err
}

// close moves the fields of l into a record.
func (p *parser) close(l layout) (*Record, error) {
	rec := &Record{Fields: p.open.pop(l.first)}
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
	if _, err := p.prefix(); err != nil {
		return err
	}
	if _, err := p.count(); err != nil {
		return err
	}
	if _, err := p.code(1); err != nil {
		return err
	}
	outside.markedEach = outside.markedEach || p.markedEach
	outside.marked = outside.marked || p.marked
	p.facts = outside
	p.depth--
	return nil
}

// signature skips the rest of "X{…}", a pointer to a function whose signature may be inside.
func (p *parser) signature(start int) error {
	if err := p.brace(start); err != nil {
		return err
	}
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
