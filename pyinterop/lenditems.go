package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// What the items of lent memory are called: by PEP 3118, by NumPy, by DLPack.

// A spelling is what a numeric kind in native byte order is to NumPy (NPY_TYPES; NPY_LONG has 64 bits where this library
// has cgo) and to DLPack (DLDataTypeCode).
type spelling struct{ numpy, code, bits int }

const (
	dlInt     = 0
	dlUint    = 1
	dlFloat   = 2
	dlBFloat  = 4
	dlComplex = 5
	dlBool    = 6
)

var spellings = [elem.NumNumeric]spelling{
	elem.KindBool:       {0, dlBool, 8},
	elem.KindInt8:       {1, dlInt, 8},
	elem.KindUint8:      {2, dlUint, 8},
	elem.KindInt16:      {3, dlInt, 16},
	elem.KindUint16:     {4, dlUint, 16},
	elem.KindInt32:      {5, dlInt, 32},
	elem.KindUint32:     {6, dlUint, 32},
	elem.KindInt64:      {7, dlInt, 64},
	elem.KindUint64:     {8, dlUint, 64},
	elem.KindFloat32:    {11, dlFloat, 32},
	elem.KindFloat64:    {12, dlFloat, 64},
	elem.KindComplex64:  {14, dlComplex, 64},
	elem.KindComplex128: {15, dlComplex, 128},
	elem.KindFloat16:    {23, dlFloat, 16},
	elem.KindBFloat16:   {-1, dlBFloat, 16},
}

func spellingOf(t elem.Type) (spelling, bool) {
	if t.Swapped || !t.Kind.IsNumeric() {
		return spelling{numpy: -1}, false
	}
	return spellings[t.Kind], true
}

func numpyType(t elem.Type) int {
	s, _ := spellingOf(t)
	return s.numpy
}

// describe fills in what Python is told of the memory.
func (l *Lent) describe(op string, m *cpy.Memory, axes *[2 * fewAxes]int) (err error) {
	if err := borrowedView(op, &l.a); err != nil {
		return err
	}
	if holdsObjects(l.typ) || l.typ.Kind == elem.Invalid {
		return fmt.Errorf("%w: %s: wanted items without pointers, found %s; lend the fields that have none", ErrNotLent, op, l.typ)
	}
	lay := l.a.L()
	if lay.Indirect() {
		if m.Shape, m.Strides, m.Suboffsets, err = lay.PEP3118(); err != nil {
			return fmt.Errorf("pyinterop: %s: %w", op, err)
		}
	} else {
		m.Shape, m.Strides = lay.AppendShape(axes[:0:fewAxes]), lay.AppendStrides(axes[fewAxes:fewAxes])
	}
	n, ok := lay.NBytes(l.typ.Size)
	if !ok {
		return fmt.Errorf("pyinterop: %s: shape %v of items of %d bytes: %w", op, m.Shape, l.typ.Size, ndview.ErrOverflow)
	}
	m.Indirect = lay.Indirect()
	m.C, m.F = !m.Indirect && lay.ContiguousC(l.typ.Size), !m.Indirect && lay.ContiguousF(l.typ.Size)
	switch { // axes of length 1 and empty arrays may have any strides; who reads them takes them literally
	case m.C && lay.NDim == 1:
		m.Strides[0] = l.typ.Size
	case m.C:
		c, _ := layout.C(m.Shape, l.typ.Size) // the product was checked above
		m.Strides = c.AppendStrides(m.Strides[:0])
	case m.F:
		f, _ := layout.F(m.Shape, l.typ.Size)
		m.Strides = f.AppendStrides(m.Strides[:0])
	}
	m.Base, m.Len, m.Itemsize = l.a.Base, n, l.typ.Size
	m.Format = elem.FormatOf(l.typ)
	s, _ := spellingOf(l.typ)
	m.NumPyType, m.Code, m.Bits = s.numpy, s.code, s.bits
	return nil
}

// dtypeOf is NumPy's dtype for items of a type.
func (py Python) dtypeOf(t elem.Type) (Object, error) {
	numpy, err := py.Import("numpy")
	if err != nil {
		return Object{}, err
	}
	spec, err := py.dtypeSpec(t)
	if err != nil {
		return Object{}, err
	}
	o, err := py.From(spec) // as a value: keyword arguments are Kwargs too
	if err != nil {
		return Object{}, err
	}
	return numpy.CallMethod("dtype", o)
}

// dtypeSpec is what numpy.dtype takes for a type: a type string, a dtype of ml_dtypes, or names, formats and offsets.
func (py Python) dtypeSpec(t elem.Type) (any, error) {
	switch t.Kind {
	case elem.KindBFloat16:
		return py.bfloat16(t)
	case elem.KindPascal, elem.KindUCS2, elem.KindComplex32, elem.KindPointer, elem.Invalid:
		return nil, &ConvertError{t.String(), "a NumPy dtype", "NumPy has none; lend the bytes", ErrConvert}
	case elem.KindRecord:
	default:
		return t.Typestr(), nil
	}
	var names, formats, offsets []any
	for _, f := range t.Rec.Fields {
		spec, err := py.dtypeSpec(f.Type)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Name, err)
		}
		if f.Shape != nil {
			shape := Tuple{}
			for _, n := range f.Shape {
				shape = append(shape, n)
			}
			spec = Tuple{spec, shape}
		}
		names, formats, offsets = append(names, f.Name), append(formats, spec), append(offsets, f.Offset)
	}
	return Kwargs{"names": names, "formats": formats, "offsets": offsets, "itemsize": t.Size}, nil
}

func (py Python) bfloat16(t elem.Type) (any, error) {
	why := &ConvertError{t.String(), "a NumPy dtype", "NumPy has none of its own, and ml_dtypes, which has one, cannot be imported: " +
		"install it, take a DLPack capsule, or lend the bits (ndview.Reinterpret[uint16])", ErrConvert}
	module, err := py.Import("ml_dtypes")
	if err != nil {
		return nil, joinErrors(why, err)
	}
	class, err := module.Attr("bfloat16")
	if err != nil {
		return nil, err
	}
	if !t.Swapped {
		return class, nil
	}
	numpy, err := py.Import("numpy")
	if err != nil {
		return nil, err
	}
	d, err := numpy.CallMethod("dtype", class)
	if err != nil {
		return nil, err
	}
	return d.CallMethod("newbyteorder")
}
