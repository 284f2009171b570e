package elem

import "fmt"

// # Which layout a format means
//
// The exporter's itemsize is authoritative, the format only explains it. A format that contains
// T{…} has up to three readings:
//
//	numpy   implicit alignment as in struct; an inner T{…} ends with its last field, because NumPy
//	        writes inner trailing padding as x after the '}'
//	c       the same, but every T{…} is padded to its alignment, as in C. Cython writes such formats
//	packed  no implicit alignment. NumPy leaves marks out of formats for packed objects ('O') and
//	        for void scalars
//
// They differ only where implicit alignment is at work. Let calc be the size that a reading gives,
// and padded(calc) the next multiple of its alignment. The verdict:
//
//	V1  ctypes marks                     calc == itemsize, else opaque. Up to Python 3.11 ctypes
//	                                     leaves padding out, so with a smaller calc every offset is
//	                                     in doubt.
//	V2  calc == itemsize                 typed.
//	V3  one T{…}, calc < itemsize        typed if the text has all padding written out, as NumPy's
//	                                     has: the rest is trailing padding. If implicit alignment
//	                                     moved a field, only if padded(calc) == itemsize.
//	V4  a list, padded(calc) == itemsize typed.
//	V5  calc > itemsize                  typed if the packed reading gives itemsize exactly.
//	V6  an inner T{…} is ragged, i.e. the numpy and c readings differ. A reading explains the
//	    itemsize by V2 or by padded(calc) == itemsize. Text with all padding written out speaks for
//	    NumPy, so its reading wins if it explains; otherwise the c reading if that explains, or the
//	    numpy one if it alone does. A repeated ragged T{…} has no certain stride in NumPy's text:
//	    only the c reading, when it alone explains, is accepted.
//	V7  anything else is opaque.
//
// Two cases cannot be told apart and are read as C would: a packed NumPy void scalar whose size
// happens to equal the aligned one, and an aligned sub-array of ragged records against a packed one
// with that itemsize forced. Both are known exactly from dtype.fields.

// Parse reads a PEP 3118 format of an item of itemsize bytes. A NULL format means "B" and is the
// caller's to replace; the empty string describes no bytes at all.
//
// A text outside the grammar, or beyond the limits that bound memory, is a [*FormatError]. A text
// that contradicts itemsize is not an error: the item is then opaque bytes, see [Item].Opaque.
//
// Fields without a name are called f0, f1, … as NumPy does. The strings of the result share memory
// with format.
func Parse(format string, itemsize int) (Item, error) {
	if t, ok := Scalar(format, itemsize); ok {
		return Item{Type: t, Calc: itemsize}, nil
	}
	if itemsize < 0 {
		return Item{}, &FormatError{Format: format, Msg: fmt.Sprintf("negative itemsize %d", itemsize)}
	}
	it, wide, err := judge(format, itemsize, wcharSize)
	if err != nil || !wide || it.Opaque == "" {
		return it, err
	}
	// PEP 3118 says that 'u' has 2 bytes, ctypes writes it for wchar_t of any size.
	other, _, err := judge(format, itemsize, 6-wcharSize)
	if err == nil && other.Opaque == "" {
		return other, nil
	}
	return it, nil
}

// attempt is one reading of a format.
type attempt struct {
	item     Item // as if itemsize were right
	facts    facts
	align    int
	isList   bool // more than one item, or padding beside one
	isStruct bool // one unrepeated T{…}
}

func try(format string, r reading) (attempt, error) {
	var buffer [16]Field
	p := parser{reading: r, text: format, mark: '@', scratch: buffer[:0]}
	top, err := p.walk()
	if err != nil {
		return attempt{}, err
	}
	a := attempt{facts: p.facts, align: top.align}
	a.item.Calc = top.size
	switch fields := p.scratch; {
	case len(fields) == 0:
		a.item.Type = Type{Kind: KindVoid, Size: top.size}
		return a, nil
	case len(fields) == 1 && fields[0].Offset == 0 && fields[0].Size() == top.size:
		a.item.Type, a.item.Shape = fields[0].Type, fields[0].Shape
		a.isStruct = fields[0].Type.Kind == KindRecord && fields[0].Shape == nil
	default:
		rec, err := p.close(top)
		if err != nil {
			return attempt{}, err
		}
		a.isList = true
		a.item.Type = Type{Kind: KindRecord, Size: top.size, Rec: rec}
	}
	if a.facts.outerRagged && !a.isStruct {
		a.facts.ragged = true
	}
	return a, nil
}

func judge(format string, itemsize, wchar int) (it Item, wide bool, err error) {
	numpy, err := try(format, reading{wchar: wchar})
	if err != nil {
		return Item{}, false, err
	}
	wide = numpy.facts.wide
	if numpy.facts.ctypesMarks || !numpy.facts.ragged {
		if numpy.fits(itemsize) {
			return numpy.sized(itemsize), wide, nil
		}
	} else if it, ok := judgeRagged(format, itemsize, wchar, numpy); ok {
		return it, wide, nil
	}
	if numpy.facts.implicit && !numpy.facts.ctypesMarks && numpy.item.Calc > itemsize { // V5
		packed, err := try(format, reading{wchar: wchar, packed: true})
		if err == nil && packed.item.Calc == itemsize {
			return packed.item, wide, nil
		}
	}
	return numpy.opaque(itemsize), wide, nil
}

// fits decides V1 to V4.
func (a attempt) fits(itemsize int) bool {
	calc := a.item.Calc
	switch {
	case calc == itemsize:
		return true
	case a.facts.ctypesMarks || calc > itemsize:
		return false
	case a.isStruct && !a.facts.implicit:
		return true
	}
	return a.explains(itemsize)
}

// explains says whether the reading gives the itemsize, up to the trailing padding of a struct.
func (a attempt) explains(itemsize int) bool {
	if a.item.Calc == itemsize {
		return true
	}
	return (a.isStruct || a.isList) && roundUp(a.item.Calc, a.align) == itemsize
}

// judgeRagged decides V6.
func judgeRagged(format string, itemsize, wchar int, numpy attempt) (it Item, ok bool) {
	c, err := try(format, reading{wchar: wchar, padNested: true})
	byNumpy := numpy.explains(itemsize)
	byC := err == nil && c.explains(itemsize)
	written := !numpy.facts.implicit
	switch {
	case numpy.facts.raggedRepeat:
		if byC && !byNumpy {
			return c.sized(itemsize), true
		}
	case byNumpy && (written || !byC):
		return numpy.sized(itemsize), true
	case byC:
		return c.sized(itemsize), true
	}
	return Item{}, false
}

// sized is the item with trailing padding counted in.
func (a attempt) sized(itemsize int) Item {
	if a.isStruct || a.isList {
		a.item.Type.Size = itemsize
	}
	return a.item
}

func (a attempt) opaque(itemsize int) Item {
	reason := fmt.Sprintf("the format describes %d bytes and the items have %d", a.item.Calc, itemsize)
	switch {
	case a.facts.raggedRepeat:
		reason += "; the padding between the records of a sub-array is not written"
	case a.facts.ctypesMarks && a.item.Calc < itemsize:
		reason += "; byte order marks as ctypes writes them, which leaves padding out up to Python 3.11"
	}
	return Item{Type: Type{Kind: KindVoid, Size: itemsize}, Calc: a.item.Calc, Opaque: reason}
}
