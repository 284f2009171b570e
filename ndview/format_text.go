package ndview

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-inplace/inplace/internal/elem"
)

// textOf prints an item that is no number: strings and bytes as Python's repr,
// void bytes in hexadecimal, objects by their address.
func textOf(typ elem.Type, item []byte) string {
	switch typ.Kind {
	case elem.KindBytes:
		return bytesRepr(trimNUL(item))
	case elem.KindPascal:
		return bytesRepr(pascal(item))
	case elem.KindUnicode, elem.KindUCS2:
		return stringRepr(codePoints(typ, item))
	case elem.KindObject, elem.KindPointer:
		return pointerText(typ, item)
	}
	return hexBytes(item)
}

// trimNUL drops the zeros that fill up a fixed-length byte string.
func trimNUL(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// pascal returns the text of a length byte followed by bytes.
func pascal(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b[1:min(1+int(b[0]), len(b))]
}

// codePoints reads a fixed-length string without the zeros that fill it up. They
// may be surrogates or beyond Unicode: memory holds what it holds.
func codePoints(typ elem.Type, item []byte) []rune {
	var points []rune
	unit := 4
	if typ.Kind == elem.KindUCS2 {
		unit = 2
	}
	one := elem.Type{Kind: elem.KindUint32, Size: unit, Swapped: typ.Swapped}
	for ; len(item) >= unit; item = item[unit:] {
		points = append(points, rune(unsignedOf(one, item[:unit])))
	}
	for len(points) > 0 && points[len(points)-1] == 0 {
		points = points[:len(points)-1]
	}
	if unit == 2 {
		return joinSurrogates(points)
	}
	return points
}

func joinSurrogates(points []rune) []rune {
	var joined []rune
	for i := 0; i < len(points); i++ {
		if i+1 < len(points) {
			if r := utf16.DecodeRune(points[i], points[i+1]); r != utf8.RuneError {
				joined = append(joined, r)
				i++
				continue
			}
		}
		joined = append(joined, points[i])
	}
	return joined
}

// quoteOf returns the quotation mark that Python's repr takes.
func quoteOf(hasSingle, hasDouble bool) rune {
	if hasSingle && !hasDouble {
		return '"'
	}
	return '\''
}

// stringRepr quotes a string as Python's repr does.
func stringRepr(points []rune) string {
	hasSingle, hasDouble := false, false
	for _, r := range points {
		hasSingle = hasSingle || r == '\''
		hasDouble = hasDouble || r == '"'
	}
	quote := quoteOf(hasSingle, hasDouble)
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range points {
		switch {
		case r == quote || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case utf8.ValidRune(r) && unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(escapeRune(uint32(r)))
		}
	}
	b.WriteRune(quote)
	return b.String()
}

func escapeRune(r uint32) string {
	switch {
	case r == '\t':
		return `\t`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// bytesRepr quotes bytes as Python's repr does.
func bytesRepr(b []byte) string {
	quote := quoteOf(strings.Contains(string(b), "'"), strings.Contains(string(b), `"`))
	var s strings.Builder
	s.WriteByte('b')
	s.WriteRune(quote)
	for _, c := range b {
		switch {
		case rune(c) == quote || c == '\\':
			s.WriteByte('\\')
			s.WriteByte(c)
		case c >= ' ' && c <= '~':
			s.WriteByte(c)
		default:
			s.WriteString(escapeRune(uint32(c)))
		}
	}
	s.WriteRune(quote)
	return s.String()
}

func hexBytes(b []byte) string {
	var s strings.Builder
	s.WriteString("b'")
	for _, c := range b {
		fmt.Fprintf(&s, `\x%02X`, c)
	}
	s.WriteByte('\'')
	return s.String()
}

// pointerText names an object by its address: only Python can print it.
func pointerText(typ elem.Type, item []byte) string {
	if len(item) < 4 {
		return hexBytes(item)
	}
	p := uint64(binary.NativeEndian.Uint32(item))
	if len(item) == 8 {
		p = binary.NativeEndian.Uint64(item)
	}
	name := "pointer "
	if typ.Kind == elem.KindObject {
		name = "object at "
	}
	return "<" + name + "0x" + strconv.FormatUint(p, 16) + ">"
}
