package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// What NumPy says of its items itself. A buffer format cannot say everything: datetime64, overlapping fields and
// bfloat16 have no format, and the padding inside a sub-array of records is lost in one. The dtype knows.

// DTypeOf is the dtype of a NumPy array, a NumPy scalar, or a numpy.dtype itself, with the fields, offsets and sizes
// that NumPy has, and the units of datetime64 and timedelta64. It is what a request without format needs to be told.
// bfloat16 of ml_dtypes is BFloat16; other dtypes that packages add are the bytes that NumPy takes them for (|V1). The shape
// of a sub-array dtype is not part of the result.
//
// The error wraps ErrConvert if o has no dtype, or one that has no counterpart here, and is a *PyError if reading it
// raises.
//
// https://numpy.org/doc/stable/reference/arrays.dtypes.html
func DTypeOf(o Object) (ndview.DType, error) {
	numpy, err := o.py.Import("numpy")
	if err != nil {
		return ndview.DType{}, err
	}
	class, err := numpy.Attr("dtype")
	if err != nil {
		return ndview.DType{}, err
	}
	d := o
	is, err := d.IsInstance(class)
	if err == nil && !is { // it was asked first: an AttributeError costs more than all the rest
		if d, err = o.Attr("dtype"); err == nil {
			is, err = d.IsInstance(class)
		} else if !IsPyErr(err, "AttributeError") {
			return ndview.DType{}, err
		}
	}
	if err != nil || !is {
		return ndview.DType{}, &ConvertError{o.TypeName(), "a dtype", "it has no numpy.dtype", ErrConvert}
	}
	item, err := d.readDType(0)
	return item.Type, err
}

// known is an item that the format does not explain, as the dtype of the NumPy array explains it: NumPy writes the padding
// of records in a sub-array where it cannot be told from a gap. Everything else stays opaque. It takes the GIL if need be.
func (l *loan) known(opaque elem.Item) elem.Item {
	item := opaque
	err := Do(func(py Python) error {
		o, err := py.FromHandle(uintptr(l.slot.Exporter()))
		if err != nil {
			return err
		}
		numpy, err := py.Import("numpy")
		if err != nil {
			return err
		}
		array, err := numpy.Attr("ndarray")
		if err != nil {
			return err
		}
		if is, err := o.IsInstance(array); err != nil || !is {
			return err
		}
		attribute, err := array.Attr("dtype") // not o.dtype: a subclass may have another
		if err != nil {
			return err
		}
		d, err := attribute.CallMethod("__get__", o)
		if err != nil {
			return err
		}
		item, err = d.readDType(0)
		return err
	})
	if err != nil || item.Size() != opaque.Size() {
		return opaque
	}
	return item
}

// maxRecords bounds the nesting of records that are read, and with it what a class that claims to be a dtype can do.
const maxRecords = 32

// readDType reads a numpy.dtype.
func (d Object) readDType(depth int) (elem.Item, error) {
	if depth > maxRecords {
		return elem.Item{}, &ConvertError{"numpy.dtype", "a dtype", fmt.Sprintf("its records are nested more than %d deep", maxRecords), ErrConvert}
	}
	if sub, err := d.Attr("subdtype"); err != nil || !sub.IsNone() {
		return sub.readSubArray(err, depth)
	}
	names, err := d.Attr("names")
	if err != nil {
		return elem.Item{}, err
	}
	if names.IsNone() {
		return d.readScalar()
	}
	size, err := d.intAttr("itemsize")
	if err != nil {
		return elem.Item{}, err
	}
	list, err := To[[]string](names)
	if err != nil {
		return elem.Item{}, err
	}
	table, err := d.Attr("fields")
	if err != nil {
		return elem.Item{}, err
	}
	fields := make([]elem.Field, len(list))
	for i, name := range list {
		if fields[i], err = table.readField(name, depth); err != nil {
			return elem.Item{}, err
		}
	}
	typ, err := elem.RecordOf(size, fields...)
	if err != nil {
		return elem.Item{}, &ConvertError{"numpy.dtype", "a dtype", err.Error(), ErrConvert}
	}
	return elem.Item{Type: typ, Calc: size}, nil
}

// readField reads one entry of dtype.fields: (dtype, offset) or (dtype, offset, title).
func (table Object) readField(name string, depth int) (elem.Field, error) {
	entry, err := table.Item(name)
	if err != nil {
		return elem.Field{}, err
	}
	d, err := entry.Item(0)
	if err != nil {
		return elem.Field{}, err
	}
	at, err := entry.Item(1)
	if err != nil {
		return elem.Field{}, err
	}
	item, err := d.readDType(depth + 1)
	if err != nil {
		return elem.Field{}, err
	}
	offset, err := at.Int()
	return elem.Field{Name: name, Offset: offset, Type: item.Type, Shape: item.Shape}, err
}

// readSubArray reads dtype.subdtype: (base, shape).
func (sub Object) readSubArray(err error, depth int) (elem.Item, error) {
	if err != nil {
		return elem.Item{}, err
	}
	base, err := sub.Item(0)
	if err != nil {
		return elem.Item{}, err
	}
	shape, err := sub.Item(1)
	if err != nil {
		return elem.Item{}, err
	}
	item, err := base.readDType(depth + 1)
	if err != nil {
		return elem.Item{}, err
	}
	lengths, err := To[[]int](shape)
	item.Shape = append(lengths, item.Shape...)
	return item, err
}

// readScalar reads a dtype without fields by its type string, and what NumPy does not have of its own by its name.
func (d Object) readScalar() (elem.Item, error) {
	size, err := d.intAttr("itemsize")
	if err != nil {
		return elem.Item{}, err
	}
	text, err := d.textAttr("str")
	if err != nil {
		return elem.Item{}, err
	}
	kind, err := d.textAttr("kind")
	if err != nil {
		return elem.Item{}, err
	}
	name := "of kind " + kind // the name is computed by Python code, so that it is read where it matters alone
	if kind == "V" || kind == "O" {
		if name, err = d.textAttr("name"); err != nil {
			return elem.Item{}, err
		}
	}
	if name == "bfloat16" && size == 2 {
		typ := elem.KindBFloat16.Type()
		native, err := d.Attr("isnative") // the type string is that of bytes, which have no order
		if err != nil {
			return elem.Item{}, err
		}
		is, err := native.Truth()
		typ.Swapped = !is
		return elem.Item{Type: typ, Calc: size}, err
	}
	typ, err := elem.ParseTypestr(text)
	if err != nil || typ.Size != size || typ.Kind == elem.KindVoid && kind != "V" {
		return elem.Item{}, &ConvertError{"numpy.dtype " + name, "a dtype", "it has no counterpart in Go", ErrConvert}
	}
	return elem.Item{Type: typ, Calc: size}, nil
}

func (o Object) intAttr(name string) (int, error) {
	v, err := o.Attr(name)
	if err != nil {
		return 0, err
	}
	return v.Int()
}

func (o Object) textAttr(name string) (string, error) {
	v, err := o.Attr(name)
	if err != nil {
		return "", err
	}
	return v.Text()
}
