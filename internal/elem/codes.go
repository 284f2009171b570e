package elem

// code is what one type letter means under one family of order marks.
type code struct {
	kind  Kind
	size  uint8
	align uint8
}

// native and standard map a letter to its meaning without mark, '@', '^' and under '=<>!'.
// 'Z', 'T', 'X', '&' are no letters but the start of something longer, and the size of 'u' depends
// on the itemsize; the parser handles them.
var native, standard = codeTables()

func codeTables() (native, standard [256]code) {
	both := func(letter byte, k Kind, size, align int) {
		c := code{k, uint8(size), uint8(min(align, maxNativeAlign))}
		native[letter], standard[letter] = c, c
	}
	numeric := func(letter byte, k Kind) { both(letter, k, k.Size(), k.Align()) }

	both('x', KindVoid, 1, 1)
	both('c', KindBytes, 1, 1)
	both('s', KindBytes, 1, 1)
	both('p', KindPascal, 1, 1)
	both('w', KindUnicode, 4, 4)
	numeric('?', KindBool)
	numeric('b', KindInt8)
	numeric('B', KindUint8)
	numeric('h', KindInt16)
	numeric('H', KindUint16)
	numeric('i', KindInt32)
	numeric('I', KindUint32)
	numeric('q', KindInt64)
	numeric('Q', KindUint64)
	numeric('e', KindFloat16)
	numeric('f', KindFloat32)
	numeric('d', KindFloat64)
	numeric('F', KindComplex64)
	numeric('D', KindComplex128)
	both('O', KindObject, pointerSize, pointerSize)
	both('P', KindPointer, pointerSize, pointerSize)
	both('z', KindPointer, pointerSize, pointerSize)

	// ctypes writes 'g' with a standard-size mark although the standard has no size for it.
	if longDoubleSize == 8 {
		numeric('g', KindFloat64)
		numeric('G', KindComplex128)
	} else {
		both('g', KindLongDouble, longDoubleSize, longDoubleAlign)
		both('G', KindComplexLongDouble, 2*longDoubleSize, longDoubleAlign)
	}

	signed, unsigned := intKinds(pointerSize)
	numeric('n', signed)
	numeric('N', unsigned)
	numeric('l', KindInt32)
	numeric('L', KindUint32)
	signed, unsigned = intKinds(longSize)
	native['l'] = native[letterOf(signed)]
	native['L'] = native[letterOf(unsigned)]
	return native, standard
}

func intKinds(size int) (signed, unsigned Kind) {
	if size == 8 {
		return KindInt64, KindUint64
	}
	return KindInt32, KindUint32
}

// letterOf is the letter that means the kind under every order mark; 0 if there is no such letter.
func letterOf(k Kind) byte {
	switch k {
	case KindBool:
		return '?'
	case KindInt8:
		return 'b'
	case KindUint8:
		return 'B'
	case KindInt16:
		return 'h'
	case KindUint16:
		return 'H'
	case KindInt32:
		return 'i'
	case KindUint32:
		return 'I'
	case KindInt64:
		return 'q'
	case KindUint64:
		return 'Q'
	case KindFloat16:
		return 'e'
	case KindFloat32:
		return 'f'
	case KindFloat64:
		return 'd'
	}
	return 0
}

// complexCode is the letter after 'Z'.
func complexCode(letter byte) (code, bool) {
	switch letter {
	case 'e':
		return code{KindComplex32, 4, 2}, true
	case 'f':
		return native['F'], true
	case 'd':
		return native['D'], true
	case 'g':
		return native['G'], true
	}
	return code{}, false
}

func (c code) typed(mark byte) Type {
	t := Type{Kind: c.kind, Size: int(c.size)}
	if swappedBy(mark) && c.kind.hasOrder(t.Size) {
		t.Swapped = true
	}
	return t
}

// Scalar reads the formats of plain arrays: one type letter or 'Z' and a letter, with or without an
// order mark before it ("d", "<d", "=l", "Zd"). It allocates nothing. ok is false for every other
// format and when the size is not itemsize; [Parse] then finds out more.
func Scalar(format string, itemsize int) (t Type, ok bool) {
	mark := byte('@')
	i := 0
	if len(format) > 1 && isMark(format[0]) {
		mark = format[0]
		i = 1
	}
	var c code
	switch len(format) - i {
	case 1:
		c = tableOf(mark)[format[i]]
	case 2:
		if format[i] != 'Z' {
			return Type{}, false
		}
		c, _ = complexCode(format[i+1])
	}
	if c.kind == Invalid || int(c.size) != itemsize {
		return Type{}, false
	}
	return c.typed(mark), true
}

func isMark(c byte) bool {
	switch c {
	case '@', '=', '<', '>', '!', '^':
		return true
	}
	return false
}

func tableOf(mark byte) *[256]code {
	if mark == '@' || mark == '^' {
		return &native
	}
	return &standard
}
