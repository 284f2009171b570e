package elem

// code is what one type letter means under an order mark.
type code struct {
	kind    Kind
	swapped bool
	size    uint8 // bytes
	align   uint8 // bytes, where alignment is implicit
}

func (c code) typ() Type { return Type{Kind: c.kind, Swapped: c.swapped, Size: int(c.size)} }

// codeTable maps a letter to its meaning. 'T', 'X', 'Z' and '&' are no letters but the start of
// something longer, and the size of 'u' depends on the itemsize; the parser handles them.
type codeTable struct {
	letter  [256]code
	complex [4]code // "Zd" "Ze" "Zf" "Zg"
}

// One table for no mark, '@' and '^', where sizes are the platform's; one for each byte order with
// standard sizes.
var (
	native   = nativeTable()
	standard = standardTable(false)
	swapped  = standardTable(true)
)

// tableOf is the table under an order mark; nil for bytes that are none.
var tableOf = func() (tables [256]*codeTable) {
	tables['@'], tables['^'], tables['='] = native, native, standard
	for _, mark := range "<>!" {
		tables[mark] = standard
		if swappedBy(byte(mark)) {
			tables[mark] = swapped
		}
	}
	return tables
}()

func isMark(c byte) bool { return tableOf[c] != nil }

func (t *codeTable) set(letter byte, k Kind, size, align int) {
	t.letter[letter] = code{kind: k, size: uint8(size), align: uint8(min(align, maxNativeAlign))}
}

func (t *codeTable) numeric(letter byte, k Kind) { t.set(letter, k, k.Size(), k.Align()) }

func standardTable(swap bool) *codeTable {
	t := new(codeTable)
	t.set('x', KindVoid, 1, 1)
	t.set('c', KindBytes, 1, 1)
	t.set('s', KindBytes, 1, 1)
	t.set('p', KindPascal, 1, 1)
	t.set('w', KindUnicode, 4, 4)
	for k := KindBool; k <= KindComplex128; k++ {
		if letter := letterOf(k); letter != 0 {
			t.numeric(letter, k)
		}
	}
	t.numeric('l', KindInt32)
	t.numeric('L', KindUint32)
	t.numeric('F', KindComplex64)
	t.numeric('D', KindComplex128)

	// The standard has no size for the following; ctypes writes them with its marks all the same.
	signed, unsigned := intKinds(pointerSize)
	t.numeric('n', signed)
	t.numeric('N', unsigned)
	t.set('O', KindObject, pointerSize, pointerSize)
	t.set('P', KindPointer, pointerSize, pointerSize)
	t.set('z', KindPointer, pointerSize, pointerSize)
	if longDoubleSize == 8 {
		t.numeric('g', KindFloat64)
		t.numeric('G', KindComplex128)
	} else {
		t.set('g', KindLongDouble, longDoubleSize, longDoubleAlign)
		t.set('G', KindComplexLongDouble, 2*longDoubleSize, longDoubleAlign)
	}

	half := code{kind: KindComplex32, size: 4, align: 2}
	t.complex = [...]code{t.letter['D'], half, t.letter['F'], t.letter['G']}
	swapAll(t.letter[:], swap)
	swapAll(t.complex[:], swap)
	return t
}

func swapAll(codes []code, swap bool) {
	for i := range codes {
		codes[i].swapped = swap && codes[i].typ().hasOrder()
	}
}

// nativeTable differs from the standard in the size of long alone.
func nativeTable() *codeTable {
	t := standardTable(false)
	signed, unsigned := intKinds(longSize)
	t.numeric('l', signed)
	t.numeric('L', unsigned)
	return t
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

// complexOf is the complex number whose parts have the letter; its kind is Invalid if there is none.
func (t *codeTable) complexOf(part byte) code {
	if i := part - 'd'; int(i) < len(t.complex) {
		return t.complex[i]
	}
	return code{}
}

// ofWchar is the meaning of 'u'.
func (t *codeTable) ofWchar(size int) code {
	wide := t.letter['w']
	if size == 2 {
		wide.kind, wide.size, wide.align = KindUCS2, 2, 2
	}
	return wide
}

// Scalar reads the formats of plain arrays: one type letter, or 'Z' and a letter, with or without an
// order mark before it ("d", "<d", "=l", "Zd"). It allocates nothing. The answer is false for every
// other format and when the size is not itemsize; [Parse] then finds out more.
func Scalar(format string, itemsize int) (Type, bool) {
	table := native
	if len(format) > 1 {
		if marked := tableOf[format[0]]; marked != nil {
			table = marked
			format = format[1:]
		}
	}
	var c code
	switch {
	case len(format) == 1:
		c = table.letter[format[0]]
	case len(format) == 2 && format[0] == 'Z':
		c = table.complexOf(format[1])
	}
	if c.kind == Invalid || int(c.size) != itemsize {
		return Type{}, false
	}
	return c.typ(), true
}
