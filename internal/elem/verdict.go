package elem

import (
	"fmt"
	"slices"
)

// # Which layout a format means
//
// The exporter's itemsize is authoritative, the format only explains it. A text can be laid out
//
//	as written  every byte of padding is in the text, except at the end. NumPy writes so: all gaps are
//	            x, and an inner T{…} ends with its last field because its trailing padding follows the
//	            '}'. NumPy judges alignment at the absolute address, for the marks only.
//	as in C     every item is aligned inside its T{…}, and every T{…} is padded to its alignment.
//	            The struct module and Cython write so.
//
// Mostly both layouts are the same. Let calc be the size that a layout gives; it explains the
// itemsize if it is equal, or becomes equal when padded to the alignment (a struct's trailing
// padding). The verdict, first rule that applies:
//
//	V1  a mark at every field     ctypes or pybind11: as in C if calc == itemsize, else opaque. Up to
//	                              Python 3.11 ctypes leaves padding out, so with a smaller calc every
//	                              offset is in doubt.
//	V2  not one T{…}, but a list  as in C if that explains the itemsize; as written if calc ==
//	    or a scalar or sub-array  itemsize; else opaque.
//	V3  a repeated T{…} with      NumPy writes the trailing padding of all repeats together behind the
//	    padding behind it         '}', where it looks like a gap. If there are as many bytes as repeats,
//	                              and the T{…} does not itself end with x as FormatOf writes it, then
//	                              the stride is unknown: opaque, unless V6 applies.
//	V4  the layouts agree         typed if calc <= itemsize. The rest is trailing padding.
//	V5  calc == itemsize          as written: packed objects ('O') and packed void scalars of NumPy,
//	    as written                which it writes without marks.
//	V6  neither x nor mark nor    not an array of NumPy, if as written an item without mark would be
//	    'O' in the text           off its alignment: as in C if that explains the itemsize, else opaque.
//	V7  x or a mark in the text   NumPy's hand: as written if no item without mark is off its alignment
//	                              and calc <= itemsize, else opaque.
//	V8  neither in the text       as written if no item without mark is off its alignment and only this
//	                              layout explains the itemsize, else opaque.
//
// An array of NumPy is never misread: its padding is all in the text but for V3, and its unmarked
// items are aligned but for 'O'. A void scalar, which NumPy writes without marks, can be: if packed,
// without gaps, and with a forced itemsize that happens to be that of the C struct. dtype.fields
// knows better, and knows what is opaque here.

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

// attempt is one layout of a format.
type attempt struct {
	facts
	typ    Type
	shape  []int
	calc   int
	align  int
	isList bool // more than one item, or padding beside one
	isOne  bool // one unrepeated T{…}
}

func try(format string, r reading) (attempt, error) {
	p := parser{reading: r, text: format, mark: '@'}
	top, err := p.walk()
	if err != nil {
		return attempt{}, err
	}
	a := attempt{facts: p.facts, calc: top.size, align: top.align}
	switch only := &p.open.low[0]; {
	case p.open.height == 0:
		a.typ = Type{Kind: KindVoid, Size: top.size}
	case p.open.height == 1 && only.Offset == 0 && only.Size() == top.size:
		a.typ, a.shape = only.Type, only.Shape
		a.isOne = only.Type.Kind == KindRecord && only.Shape == nil
	default:
		rec, err := p.close(top)
		if err != nil {
			return attempt{}, err
		}
		a.isList = true
		a.typ = Type{Kind: KindRecord, Size: top.size, Rec: rec}
	}
	if a.outerRagged && !a.isOne {
		a.differs = true
	}
	return a, nil
}

// explains says whether the layout gives the itemsize, up to the trailing padding of a struct.
func (a *attempt) explains(itemsize int) bool {
	return a.calc == itemsize || (a.isOne || a.isList) && roundUp(a.calc, a.align) == itemsize
}

// doubtful says whether padding behind a repeated T{…}, up to the end of the item, may belong between
// the repeats.
func (a *attempt) doubtful(itemsize int) bool {
	return a.inDoubt || a.loose > 0 && a.run+itemsize-a.calc >= a.loose
}

// judge finds the layout; wide says that the text has a 'u'.
func judge(format string, itemsize, wchar int) (it Item, wide bool, err error) {
	written, err := try(format, reading{wchar: wchar})
	if err != nil {
		return Item{}, false, err
	}
	asC := &written
	if written.differs {
		second, err := try(format, reading{wchar: wchar, asStruct: true})
		if err != nil {
			return Item{}, false, err
		}
		asC = &second
	}
	if chosen := choose(&written, asC, itemsize); chosen != nil {
		return chosen.sized(itemsize), written.wide, nil
	}
	return opaque(&written, asC, itemsize), written.wide, nil
}

// choose applies the rules; nil means opaque.
func choose(written, asC *attempt, itemsize int) *attempt {
	exact := written.calc == itemsize
	switch {
	case itemsize > maxBytes: // the text could not describe all of it
		return nil
	case written.markedEach: // V1
		return when(asC.calc == itemsize, asC)
	case !written.isOne: // V2
		if asC.explains(itemsize) {
			return asC
		}
		return when(exact, written)
	case written.doubtful(itemsize): // V3
		return when(written.mustBeC() && asC.explains(itemsize), asC)
	case !written.differs || sameOffsets(written.typ.Rec, asC.typ.Rec): // V4
		if asC.calc <= itemsize {
			return asC
		}
		return when(written.calc <= itemsize, written)
	case exact: // V5
		return written
	case written.mustBeC(): // V6
		return when(asC.explains(itemsize), asC)
	case written.unaligned:
		return nil
	case written.padded || written.marked: // V7
		return when(written.calc <= itemsize, written)
	}
	return when(written.explains(itemsize) && !asC.explains(itemsize), written) // V8
}

// mustBeC says whether the text cannot come from an array of NumPy: laid out as written, unmarked
// items would be off their alignment, and neither padding nor marks nor objects, which NumPy never
// marks, show its hand.
func (a *attempt) mustBeC() bool {
	return a.unaligned && !a.padded && !a.marked && !a.objects
}

func when(ok bool, a *attempt) *attempt {
	if ok {
		return a
	}
	return nil
}

// sameOffsets says whether every field, and every item of a sub-array, lies at the same place.
func sameOffsets(r, s *Record) bool {
	return slices.EqualFunc(r.Fields, s.Fields, func(f, g Field) bool {
		if f.Offset != g.Offset {
			return false
		}
		if f.Type.Kind != KindRecord {
			return true
		}
		return (f.Type.Size == g.Type.Size || product(f.Shape) <= 1) && sameOffsets(f.Type.Rec, g.Type.Rec)
	})
}

// sized is the item with trailing padding counted in.
func (a *attempt) sized(itemsize int) Item {
	if a.isOne || a.isList {
		a.typ.Size = itemsize
	}
	return Item{Type: a.typ, Shape: a.shape, Calc: a.calc}
}

func opaque(written, asC *attempt, itemsize int) Item {
	var reason string
	switch {
	case written.isOne && !written.markedEach && written.doubtful(itemsize) && written.calc <= itemsize:
		reason = "the format does not say how many bytes of padding lie between the records of a sub-array"
	case written.isOne && !written.markedEach && written.calc <= itemsize && itemsize <= maxBytes:
		reason = fmt.Sprintf("the format fits %d bytes in more than one way", itemsize)
	default:
		reason = fmt.Sprintf("the format describes %d bytes, an item has %d", asC.calc, itemsize)
	}
	if written.markedEach && written.calc < itemsize {
		reason += " (ctypes leaves padding out up to Python 3.11)"
	}
	return Item{Type: Type{Kind: KindVoid, Size: itemsize}, Calc: asC.calc, Opaque: reason, Pointers: written.pointers}
}
