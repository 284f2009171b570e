package npy

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// ParseDType reads a dtype as the headers of .npy files spell it: a type string in quotes ('<f8'), or a list of fields,
//
//	[('x', '<f8'), ('id', '<i4'), ('', '|V4'), ('m', '<f4', (2, 3))]
//
// where void items and sub-arrays without a name are gaps. It is what [CreateRaw] and [Memmap] need for records. The error wraps
// [ErrFormat] if text cannot be read, [ndview.ErrType] if there is no such dtype, or [ndview.ErrOverflow].
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func ParseDType(text string) (ndview.DType, error) {
	d, err := parseLiteral(text)
	if err != nil {
		return ndview.DType{}, fmt.Errorf("npy: ParseDType: %w", err)
	}
	typ, err := descrType(text, d)
	if err != nil {
		return ndview.DType{}, fmt.Errorf("npy: ParseDType: %w", err)
	}
	return typ, nil
}

// descrType is the type of one item. A header's items are no sub-arrays: their axes would be the array's.
func descrType(text string, d literal) (elem.Type, error) {
	it, err := descrItem(text, d)
	if err == nil && it.Shape != nil {
		err = &SyntaxError{Text: text, Pos: d.at, Msg: "items are sub-arrays, wanted their axes in the shape of the array"}
	}
	return it.Type, err
}

// descrItem reads 'typestr', (descr, shape) or [fields].
func descrItem(text string, d literal) (elem.Item, error) {
	switch d.kind {
	case literalString:
		t, err := elem.ParseTypestr(d.text)
		if err != nil {
			err = fmt.Errorf("%w: %w", ndview.ErrType, err)
		}
		return elem.Item{Type: t}, err
	case literalTuple:
		if len(d.items) != 2 {
			return elem.Item{}, &SyntaxError{Text: text, Pos: d.at, Msg: "wanted (dtype, shape)"}
		}
		return subArray(text, d.items[0], d.items[1])
	case literalList:
		return descrFields(text, d)
	}
	return elem.Item{}, &SyntaxError{Text: text, Pos: d.at, Msg: "wanted a dtype, a string or a list of fields, found " + d.String()}
}

func subArray(text string, of, shape literal) (elem.Item, error) {
	it, err := descrItem(text, of)
	if err != nil {
		return it, err
	}
	if shape.kind == literalInt { // NumPy takes a number for a tuple of one
		shape = literal{kind: literalTuple, at: shape.at, items: []literal{shape}}
	}
	outer, err := lengths(text, shape)
	if err != nil {
		return it, err
	}
	it.Shape = append(outer, it.Shape...)
	if len(it.Shape) == 0 {
		it.Shape = nil
	}
	if _, ok := itemBytes(it); !ok {
		return it, fmt.Errorf("%w: a sub-array of %s is larger than an item may be, 2147483647 bytes", ndview.ErrOverflow, it.Type)
	}
	return it, nil
}

// itemBytes is the size of an item, and whether NumPy has items as large.
func itemBytes(it elem.Item) (size int, ok bool) {
	size = it.Type.Size
	for _, n := range it.Shape {
		if n > 0 && size > math.MaxInt32/n {
			return 0, false
		}
		size *= n
	}
	return size, true
}

// descrFields reads the fields of a record, each behind the one before it.
func descrFields(text string, list literal) (elem.Item, error) {
	fail := func(at int, msg string) (elem.Item, error) {
		return elem.Item{}, &SyntaxError{Text: text, Pos: at, Msg: msg}
	}
	var fields []elem.Field
	end := 0
	for _, f := range list.items {
		if f.kind != literalTuple || len(f.items) != 2 && len(f.items) != 3 {
			return fail(f.at, "wanted a field, (name, dtype) or (name, dtype, shape), found "+f.String())
		}
		name := f.items[0]
		if name.kind == literalTuple && len(name.items) == 2 { // (title, name)
			name = name.items[1]
		}
		if name.kind != literalString {
			return fail(name.at, "wanted the name of a field, found "+name.String())
		}
		it, err := fieldItem(text, f)
		if err != nil {
			return it, err
		}
		size, ok := itemBytes(it)
		if !ok || size > math.MaxInt32-end {
			return elem.Item{}, fmt.Errorf("%w: a record of more than 2147483647 bytes", ndview.ErrOverflow)
		}
		if gap := name.text == "" && (it.Type.Kind == elem.KindVoid || it.Shape != nil); !gap { // as NumPy has it
			fields = append(fields, elem.Field{Name: name.text, Offset: end, Type: it.Type, Shape: it.Shape})
		}
		end += size
	}
	t, err := elem.RecordOf(end, fields...)
	if err != nil {
		return fail(list.at, err.Error())
	}
	return elem.Item{Type: t}, nil
}

// fieldItem reads what follows the name of a field; once, or nested records would cost twice as much a level (L1).
func fieldItem(text string, f literal) (elem.Item, error) {
	if len(f.items) == 3 {
		return subArray(text, f.items[1], f.items[2])
	}
	return descrItem(text, f.items[1])
}

// lengths reads a shape.
func lengths(text string, tuple literal) ([]int, error) {
	if tuple.kind != literalTuple {
		return nil, &SyntaxError{Text: text, Pos: tuple.at, Msg: "wanted a shape, a tuple of integers, found " + tuple.String()}
	}
	shape := make([]int, len(tuple.items))
	for i, n := range tuple.items {
		switch {
		case n.kind != literalInt:
			return nil, &SyntaxError{Text: text, Pos: n.at, Msg: "wanted a length, found " + n.String()}
		case n.huge:
			return nil, fmt.Errorf("%w: a length does not fit in 64 bits", ndview.ErrOverflow)
		case n.num < 0:
			return nil, fmt.Errorf("%w: length %d of axis %d is negative", ndview.ErrShape, n.num, i)
		}
		shape[i] = n.num
	}
	return shape, nil
}

// holdsPointers reports whether items hold addresses, which mean nothing in another process.
func holdsPointers(t elem.Type) bool {
	if t.Kind == elem.KindObject || t.Kind == elem.KindPointer {
		return true
	}
	if t.Rec != nil {
		for _, f := range t.Rec.Fields {
			if holdsPointers(f.Type) {
				return true
			}
		}
	}
	return false
}

var errObjects = errors.New("references to Python objects")
