package npy

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The header of a .npy file is a Python expression, which NumPy reads with ast.literal_eval. This is the part of that
// language which headers need, and no more: strings, integers, True, False, None, tuples, lists, dicts.
//
//	L1  Nothing is executed, and the depth is bounded, so a header costs time and memory in proportion to its length.
//	L2  What Python would not read is refused; of what Python reads, expressions (1+2, 'a' 'b'), floats, bytes, sets and
//	    comments are refused as well: no writer of headers makes them.
//
// https://docs.python.org/3/library/ast.html#ast.literal_eval

type literalKind uint8

const (
	literalNone literalKind = iota
	literalBool
	literalInt
	literalString
	literalTuple
	literalList
	literalDict
)

var literalNames = [...]string{"None", "a bool", "an integer", "a string", "a tuple", "a list", "a dict"}

// A literal is one value with the place where it starts.
type literal struct {
	kind  literalKind
	at    int
	truth bool
	num   int
	huge  bool // the integer does not fit in num
	text  string
	items []literal // of tuples and lists; of dicts key, value, key, value …
}

func (l literal) String() string { return literalNames[l.kind] }

// A SyntaxError says where a header or a descr cannot be read. It wraps [ErrFormat].
type SyntaxError struct {
	Text string
	Pos  int // byte
	Msg  string
}

func (e *SyntaxError) Error() string {
	const around = 30
	shown := e.Text[max(0, e.Pos-around):min(len(e.Text), e.Pos+around)]
	return fmt.Sprintf("%s at byte %d, near %q", e.Msg, e.Pos, shown)
}

// Unwrap returns [ErrFormat].
func (e *SyntaxError) Unwrap() error { return ErrFormat }

// maxDepth bounds nesting; records within records within records need little.
const maxDepth = 32

type literalParser struct {
	text string
	pos  int
}

func (p *literalParser) fail(at int, format string, args ...any) error {
	return &SyntaxError{Text: p.text, Pos: at, Msg: fmt.Sprintf(format, args...)}
}

// parseLiteral reads one value that is the whole text, white space apart.
func parseLiteral(text string) (literal, error) {
	p := &literalParser{text: text}
	v, err := p.value(0)
	if err != nil {
		return literal{}, err
	}
	if p.space(); p.pos < len(p.text) {
		return literal{}, p.fail(p.pos, "unexpected text after the value")
	}
	return v, nil
}

func (p *literalParser) space() {
	p.pos += len(p.text[p.pos:]) - len(strings.TrimLeft(p.text[p.pos:], " \t\r\n\f"))
}

// peek is the next byte that is no white space, 0 at the end.
func (p *literalParser) peek() byte {
	if p.space(); p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *literalParser) value(depth int) (literal, error) {
	if depth > maxDepth {
		return literal{}, p.fail(p.pos, "more than %d levels", maxDepth)
	}
	c := p.peek()
	at := p.pos
	switch {
	case c == '(':
		return p.tuple(depth)
	case c == '[':
		items, _, err := p.sequence(']', depth)
		return literal{kind: literalList, at: at, items: items}, err
	case c == '{':
		return p.dict(depth)
	case c == '\'' || c == '"':
		return p.str()
	case c == '-' || c == '+' || '0' <= c && c <= '9':
		return p.integer()
	case c == 0 && p.pos == len(p.text):
		return literal{}, p.fail(at, "the text ends where a value is wanted")
	}
	return p.word()
}

func (p *literalParser) word() (literal, error) {
	at := p.pos
	rest := p.text[at:]
	word := rest[:len(rest)-len(strings.TrimLeftFunc(rest, func(r rune) bool {
		return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}))]
	p.pos += len(word)
	switch word {
	case "None":
		return literal{kind: literalNone, at: at}, nil
	case "True", "False":
		return literal{kind: literalBool, at: at, truth: word == "True"}, nil
	case "u", "U": // as Python 2 wrote strings
		if p.pos < len(p.text) && (p.text[p.pos] == '\'' || p.text[p.pos] == '"') {
			return p.str()
		}
	}
	return literal{}, p.fail(at, "wanted a string, an integer, True, False, None, a tuple, a list or a dict")
}

// tuple reads (), (1,), (1, 2), and values in parentheses.
func (p *literalParser) tuple(depth int) (literal, error) {
	at := p.pos
	items, comma, err := p.sequence(')', depth)
	if err == nil && len(items) == 1 && !comma {
		return items[0], nil
	}
	return literal{kind: literalTuple, at: at, items: items}, err
}

// sequence reads values up to a closing mark; p is at the opening one. comma says whether there was one.
func (p *literalParser) sequence(end byte, depth int) (items []literal, comma bool, err error) {
	p.pos++
	for {
		if p.peek() == end {
			p.pos++
			return items, comma, nil
		}
		if len(items) > 0 && !comma {
			return nil, false, p.fail(p.pos, "wanted %q or a comma", end)
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, false, err
		}
		items = append(items, v)
		if comma = p.peek() == ','; comma {
			p.pos++
		}
	}
}

func (p *literalParser) dict(depth int) (literal, error) {
	d := literal{kind: literalDict, at: p.pos}
	p.pos++
	comma := true
	for {
		if p.peek() == '}' {
			p.pos++
			return d, nil
		}
		if !comma {
			return literal{}, p.fail(p.pos, "wanted '}' or a comma")
		}
		key, err := p.value(depth + 1)
		if err != nil {
			return literal{}, err
		}
		if p.peek() != ':' {
			return literal{}, p.fail(p.pos, "wanted a colon")
		}
		p.pos++
		v, err := p.value(depth + 1)
		if err != nil {
			return literal{}, err
		}
		d.items = append(d.items, key, v)
		if comma = p.peek() == ','; comma {
			p.pos++
		}
	}
}

// integer reads a decimal number, with the L at its end that Python 2 wrote.
func (p *literalParser) integer() (literal, error) {
	at := p.pos
	if p.text[p.pos] == '-' || p.text[p.pos] == '+' {
		p.pos++
	}
	first := p.pos
	for p.pos < len(p.text) && '0' <= p.text[p.pos] && p.text[p.pos] <= '9' {
		p.pos++
	}
	digits := p.text[first:p.pos]
	if digits == "" || len(digits) > 1 && digits[0] == '0' && strings.Trim(digits, "0") != "" {
		return literal{}, p.fail(at, "wanted a decimal integer")
	}
	v := literal{kind: literalInt, at: at}
	var err error
	if v.num, err = strconv.Atoi(p.text[at:p.pos]); err != nil {
		v.huge, v.num = true, math.MaxInt
	}
	if p.pos < len(p.text) && p.text[p.pos] == 'L' {
		p.pos++
	}
	if p.pos < len(p.text) && strings.IndexByte("._eEjJxob", p.text[p.pos]) >= 0 {
		return literal{}, p.fail(at, "wanted a decimal integer")
	}
	return v, nil
}

func (p *literalParser) str() (literal, error) {
	at, quote := p.pos, p.text[p.pos]
	p.pos++
	var b strings.Builder
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; c {
		case quote:
			p.pos++
			if p.pos < len(p.text) && (p.text[p.pos] == '\'' || p.text[p.pos] == '"') {
				return literal{}, p.fail(p.pos, "two strings in a row")
			}
			return literal{kind: literalString, at: at, text: b.String()}, nil
		case '\n', '\r':
			return literal{}, p.fail(p.pos, "a string ends with its line")
		case '\\':
			if err := p.escape(&b); err != nil {
				return literal{}, err
			}
		default:
			b.WriteByte(c)
			p.pos++
		}
	}
	return literal{}, p.fail(at, "a string without an end")
}

var simpleEscapes = map[byte]string{
	'\\': "\\", '\'': "'", '"': "\"", 'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
}

// escape reads one escape sequence of a string; p is at the backslash.
func (p *literalParser) escape(b *strings.Builder) error {
	at := p.pos
	if p.pos++; p.pos == len(p.text) {
		return p.fail(at, "a string without an end")
	}
	c := p.text[p.pos]
	p.pos++
	if s, ok := simpleEscapes[c]; ok {
		b.WriteString(s)
		return nil
	}
	width := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if width == 0 {
		return p.fail(at, "unknown escape sequence")
	}
	if p.pos+width > len(p.text) {
		return p.fail(at, "a string without an end")
	}
	code, err := strconv.ParseUint(p.text[p.pos:p.pos+width], 16, 32)
	if err != nil || code > utf8.MaxRune || 0xD800 <= code && code < 0xE000 {
		return p.fail(at, "no character")
	}
	p.pos += width
	b.WriteRune(rune(code))
	return nil
}
