package pyinterop

import (
	"fmt"
	"math/big"
	"reflect"
	"strconv"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Int64 is o as an int64: an int, a bool, or anything with __index__ such as NumPy's integers. Floats are
// refused, as Python's own indexing does. Errors: ErrRange when it does not fit, *PyError (TypeError).
func (o Object) Int64() (int64, error) {
	v, st := o.thread("Object.Int64").AsInt(o.p)
	if st == cpy.OK {
		return v, nil
	}
	return 0, o.rangeError(o.py.failure(st, "Object.Int64"), "int64")
}

// Uint64 is o as a uint64; see Int64.
func (o Object) Uint64() (uint64, error) {
	v, st := o.thread("Object.Uint64").AsUint(o.p)
	if st == cpy.OK {
		return v, nil
	}
	return 0, o.rangeError(o.py.failure(st, "Object.Uint64"), "uint64")
}

// Int is o as an int; see Int64.
func (o Object) Int() (int, error) { return To[int](o) }

func (o Object) rangeError(err error, to string) error {
	if !IsPyErr(err, "OverflowError") {
		return err
	}
	return &ConvertError{o.TypeName() + " " + o.short(), to, "it does not fit; *big.Int holds any int", ErrRange}
}

// short is a repr that fits into a message.
func (o Object) short() string {
	r, err := o.Repr()
	if err != nil {
		return "?"
	}
	if len(r) > 60 {
		return r[:28] + " … " + r[len(r)-28:]
	}
	return r
}

// BigInt is o, an int of any size or anything with __index__, as a new big.Int.
func (o Object) BigInt() (*big.Int, error) {
	p, st := o.thread("Object.BigInt").AsDigits(o.p)
	digits, err := o.py.result(p, st, "Object.BigInt")
	if err != nil {
		return nil, err
	}
	text, err := digits.Text()
	if err != nil {
		return nil, err
	}
	v, ok := new(big.Int).SetString(text, 0)
	if !ok {
		return nil, &ConvertError{o.TypeName(), "*big.Int", "its digits are " + strconv.Quote(text), ErrConvert}
	}
	return v, nil
}

// Float64 is o as a float64: a float, an int, or anything with __float__ or __index__.
func (o Object) Float64() (float64, error) {
	v, st := o.thread("Object.Float64").AsFloat(o.p)
	if st == cpy.OK {
		return v, nil
	}
	return 0, o.rangeError(o.py.failure(st, "Object.Float64"), "float64")
}

// Complex128 is o as a complex128: a complex, or anything that complex() accepts but a string.
func (o Object) Complex128() (complex128, error) {
	t := o.thread("Object.Complex128")
	kind, st := t.Kind(o.p)
	misuse(st, "Object.Complex128")
	if kind == cpy.KindStr {
		return 0, &ConvertError{"str", "complex128", "parse it first", ErrConvert}
	}
	if kind != cpy.KindComplex {
		builtins, err := o.py.Import("builtins")
		if err != nil {
			return 0, err
		}
		if o, err = builtins.CallMethod("complex", o); err != nil {
			return 0, err
		}
	}
	re, err := o.floatAttr("real")
	if err != nil {
		return 0, err
	}
	im, err := o.floatAttr("imag")
	return complex(re, im), err
}

func (o Object) floatAttr(name string) (float64, error) {
	part, err := o.Attr(name)
	if err != nil {
		return 0, err
	}
	return part.Float64()
}

// Bool is o as a bool; only Python's and NumPy's own booleans are accepted. For truth in general see Truth.
func (o Object) Bool() (bool, error) {
	kind, st := o.thread("Object.Bool").Kind(o.p)
	misuse(st, "Object.Bool")
	if name := o.TypeName(); kind != cpy.KindBool && name != "numpy.bool" && name != "numpy.bool_" {
		return false, &ConvertError{name, "bool", "it is no bool; Truth gives bool(x) of anything", ErrConvert}
	}
	return o.Truth()
}

// Text is o, which must be a str, as a Go string. A str with a lone surrogate has no UTF-8: ErrConvert.
func (o Object) Text() (string, error) {
	s, st := o.thread("Object.Text").AsString(o.p)
	if st == cpy.OK {
		return s, nil
	}
	err := o.py.failure(st, "Object.Text")
	if IsPyErr(err, "UnicodeEncodeError") {
		return "", &ConvertError{"str " + o.ascii(), "string",
			"it holds a lone surrogate, which UTF-8 cannot carry; encode it in Python with errors=\"surrogateescape\" or \"surrogatepass\" and take the bytes", ErrConvert}
	}
	return "", err
}

func (o Object) ascii() string {
	if escaped, ok := o.py.quietText(o); ok {
		return strconv.Quote(escaped)
	}
	return "?"
}

// Bytes is a copy of a bytes or bytearray object. Memory of any exporter is borrowed instead, see Borrow.
func (o Object) Bytes() ([]byte, error) {
	t := o.thread("Object.Bytes")
	kind, st := t.Kind(o.p)
	misuse(st, "Object.Bytes")
	if kind == cpy.KindByteArray {
		builtins, err := o.py.Import("builtins")
		if err != nil {
			return nil, err
		}
		if o, err = builtins.CallMethod("bytes", o); err != nil {
			return nil, err
		}
	}
	s, st := t.AsBytes(o.p)
	return []byte(s), o.py.failure(st, "Object.Bytes")
}

// To converts a Python object to the Go type T:
//
//	bool                 Bool
//	integer types        Int64, Uint64, with ErrRange when the type is too small
//	*big.Int             BigInt
//	float32, float64     Float64
//	complex64/128        Complex128
//	string, []byte       Text, Bytes
//	[]T, [n]T            any iterable; an array wants exactly n items
//	map[K]V              any mapping
//	Tuple, any           below
//	*T                   None is nil
//
// To[any] takes the nearest Go type: nil, bool, int64 (*big.Int where that is too small), float64,
// complex128, string, []byte, Tuple, []any, map[string]any (map[any]any for other keys), and []any for
// sets. Other objects, NumPy arrays among them, are ErrConvert, and so is what holds itself or is nested more
// than 1000 deep.
func To[T any](o Object) (T, error) {
	var v T
	err := o.to(reflect.ValueOf(&v).Elem())
	return v, err
}

// A value may hold itself; Go's stack would end the process.
const (
	maxDepth = 1000
	tooDeep  = "it is nested more than 1000 deep, or holds itself"
)

var (
	typeBigInt = reflect.TypeFor[*big.Int]()
	typeObject = reflect.TypeFor[Object]()
	typeBool   = reflect.TypeFor[elem.Bool]()
)

func (o Object) to(v reflect.Value) error {
	o.thread("To")
	s := o.py.s
	if s.depth == maxDepth {
		return &ConvertError{o.TypeName(), v.Type().String(), tooDeep, ErrConvert}
	}
	s.depth++
	defer func() { s.depth-- }()
	switch v.Type() {
	case typeBigInt:
		b, err := o.BigInt()
		v.Set(reflect.ValueOf(b))
		return err
	case typeObject:
		v.Set(reflect.ValueOf(o))
		return nil
	case typeBool:
		b, err := o.Bool()
		v.Set(reflect.ValueOf(elem.BoolOf(b)))
		return err
	}
	switch v.Kind() {
	case reflect.Bool:
		b, err := o.Bool()
		v.SetBool(b)
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return o.toInt(v)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return o.toUint(v)
	case reflect.Float32, reflect.Float64:
		f, err := o.Float64()
		v.SetFloat(f)
		return err
	case reflect.Complex64, reflect.Complex128:
		c, err := o.Complex128()
		v.SetComplex(c)
		return err
	case reflect.String:
		s, err := o.Text()
		v.SetString(s)
		return err
	case reflect.Slice:
		return o.toSlice(v)
	case reflect.Array:
		return o.toArray(v)
	case reflect.Map:
		return o.toMap(v)
	case reflect.Pointer:
		if o.IsNone() {
			v.SetZero()
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return o.to(v.Elem())
	case reflect.Interface:
		if v.NumMethod() == 0 {
			return o.toAny(v)
		}
	}
	return &ConvertError{o.TypeName(), v.Type().String(), "this Go type is not supported", ErrConvert}
}

func (o Object) toInt(v reflect.Value) error {
	n, err := o.Int64()
	if err != nil {
		return err
	}
	if v.OverflowInt(n) {
		return &ConvertError{o.TypeName() + " " + o.short(), v.Type().String(), "it does not fit", ErrRange}
	}
	v.SetInt(n)
	return nil
}

func (o Object) toUint(v reflect.Value) error {
	n, err := o.Uint64()
	if err != nil {
		return err
	}
	if v.OverflowUint(n) {
		return &ConvertError{o.TypeName() + " " + o.short(), v.Type().String(), "it does not fit", ErrRange}
	}
	v.SetUint(n)
	return nil
}

func (o Object) toSlice(v reflect.Value) error {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		kind, st := o.thread("To").Kind(o.p)
		misuse(st, "To")
		if kind == cpy.KindBytes || kind == cpy.KindByteArray {
			b, err := o.Bytes()
			v.SetBytes(b)
			return err
		}
	}
	list := reflect.MakeSlice(v.Type(), 0, 0)
	for item, err := range o.Iter() {
		if err != nil {
			return err
		}
		list = reflect.Append(list, reflect.Zero(v.Type().Elem()))
		if err := item.to(list.Index(list.Len() - 1)); err != nil {
			return fmt.Errorf("item %d: %w", list.Len()-1, err)
		}
	}
	v.Set(list)
	return nil
}

func (o Object) toArray(v reflect.Value) error {
	n := 0
	for item, err := range o.Iter() {
		if err != nil {
			return err
		}
		if n < v.Len() {
			if err := item.to(v.Index(n)); err != nil {
				return fmt.Errorf("item %d: %w", n, err)
			}
		}
		n++
	}
	if n != v.Len() {
		return &ConvertError{o.TypeName(), v.Type().String(), fmt.Sprintf("it has %d items, wanted %d", n, v.Len()), ErrConvert}
	}
	return nil
}

func (o Object) toMap(v reflect.Value) error {
	p, st := o.thread("To").Items(o.p)
	pairs, err := o.py.result(p, st, "To")
	if err != nil {
		return err
	}
	m := reflect.MakeMap(v.Type())
	for pair, err := range pairs.Iter() {
		if err != nil {
			return err
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := pair.toPair(key, value); err != nil {
			return err
		}
		if !key.Comparable() {
			return &ConvertError{o.TypeName(), v.Type().String(), fmt.Sprintf("a key of Go type %v cannot be a map key", key.Elem().Type()), ErrConvert}
		}
		m.SetMapIndex(key, value)
	}
	v.Set(m)
	return nil
}

func (o Object) toPair(key, value reflect.Value) error {
	k, err := o.Item(0)
	if err != nil {
		return err
	}
	if err := k.to(key); err != nil {
		return fmt.Errorf("key %s: %w", k.short(), err)
	}
	val, err := o.Item(1)
	if err != nil {
		return err
	}
	if err := val.to(value); err != nil {
		return fmt.Errorf("value of %s: %w", k.short(), err)
	}
	return nil
}
