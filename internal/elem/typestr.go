package elem

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseTypestr reads a type string of NumPy's array interface: "<f8", "|b1", "|S3", "<U4",
// "<M8[25s]", "|V12". It is the way in for types that no buffer format can carry, datetime64 above
// all. A missing order mark and '=' mean the host's order. A "|V12" may be a record whose fields are
// elsewhere (in "descr"); here it is KindVoid.
//
// The error is a [*FormatError].
//
// https://numpy.org/doc/stable/reference/arrays.interface.html#object.__array_interface__
func ParseTypestr(typestr string) (Type, error) {
	fail := func(pos int, format string, args ...any) (Type, error) {
		return Type{}, &FormatError{Format: typestr, Pos: pos, Msg: fmt.Sprintf(format, args...)}
	}
	pos := 0
	mark := byte('=')
	if typestr != "" && strings.IndexByte("<>=|", typestr[0]) >= 0 {
		mark = typestr[0]
		pos++
	}
	if pos == len(typestr) {
		return fail(pos, "expected a kind letter")
	}
	letter := typestr[pos]
	pos++
	digits := len(typestr) - pos - len(strings.TrimLeft(typestr[pos:], "0123456789"))
	count := 0
	if digits > 0 {
		var err error
		if count, err = strconv.Atoi(typestr[pos : pos+digits]); err != nil || count > maxBytes/4 {
			return fail(pos, "item larger than %d bytes", maxBytes)
		}
	} else if letter != 'O' {
		return fail(pos, "expected a size after %q", typestr[:pos])
	}
	t := typestrType(letter, count)
	if t.Kind == Invalid {
		return fail(pos-1, "unknown type %q", typestr[pos-1:pos+digits])
	}
	pos += digits
	if t.Kind == KindDatetime64 || t.Kind == KindTimedelta64 {
		rec, ok := parseTick(typestr[pos:])
		if !ok {
			return fail(pos, "expected a unit such as [ns] or [25s]")
		}
		t.Rec = rec
	} else if pos < len(typestr) {
		return fail(pos, "unexpected text after the type")
	}
	t.Swapped = swappedBy(mark) && t.hasOrder()
	return t, nil
}

// typestrType is the type of a kind letter and the number after it.
func typestrType(letter byte, n int) Type {
	switch letter {
	case 'S', 'a':
		return Type{Kind: KindBytes, Size: n}
	case 'U':
		return Type{Kind: KindUnicode, Size: 4 * n}
	case 'V':
		return Type{Kind: KindVoid, Size: n}
	case 'O':
		return Type{Kind: KindObject, Size: pointerSize}
	}
	for k, info := range kinds {
		t := Type{Kind: Kind(k), Size: info.size}
		switch t.Kind {
		case KindDatetime64, KindTimedelta64:
			t.Size = 8
		case KindLongDouble:
			t.Size = longDoubleSize
		case KindComplexLongDouble:
			t.Size = 2 * longDoubleSize
		}
		if letter != 0 && info.letter == letter && t.Size == n && n > 0 {
			return t
		}
	}
	return Type{}
}

// parseTick reads "", "[ns]" or "[25s]".
func parseTick(text string) (*Record, bool) {
	if text == "" {
		return nil, true
	}
	inner, ok := strings.CutPrefix(text, "[")
	if !ok {
		return nil, false
	}
	if inner, ok = strings.CutSuffix(inner, "]"); !ok {
		return nil, false
	}
	name := strings.TrimLeft(inner, "0123456789")
	step := 1
	if digits := inner[:len(inner)-len(name)]; digits != "" {
		var err error
		if step, err = strconv.Atoi(digits); err != nil || step < 1 || step > math.MaxInt32 {
			return nil, false
		}
	}
	unit, ok := ParseUnit(name)
	return tickOf(unit, step), ok
}
