package pyinterop

import (
	"reflect"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// To[any]: the Go type is chosen by what the object is.

func (o Object) toAny(v reflect.Value) error {
	x, err := o.natural()
	if err == nil && x != nil {
		v.Set(reflect.ValueOf(x))
	}
	return err
}

// natural is To[any].
func (o Object) natural() (any, error) {
	kind, st := o.thread("To").Kind(o.p)
	misuse(st, "To")
	switch kind {
	case cpy.KindNone:
		return nil, nil
	case cpy.KindBool:
		return o.Truth()
	case cpy.KindInt:
		if b, err := o.BigInt(); err != nil || !b.IsInt64() {
			return b, err
		}
		return o.Int64()
	case cpy.KindFloat:
		return o.Float64()
	case cpy.KindComplex:
		return o.Complex128()
	case cpy.KindStr:
		return o.Text()
	case cpy.KindBytes, cpy.KindByteArray:
		return o.Bytes()
	case cpy.KindTuple:
		list, err := To[[]any](o)
		return Tuple(list), err
	case cpy.KindList, cpy.KindSet:
		return To[[]any](o)
	case cpy.KindDict:
		return o.naturalDict()
	}
	return o.naturalScalar()
}

func (o Object) naturalDict() (any, error) {
	m, err := To[map[any]any](o)
	if err != nil {
		return nil, err
	}
	named := make(map[string]any, len(m))
	for k, v := range m {
		s, ok := k.(string)
		if !ok {
			return m, nil
		}
		named[s] = v
	}
	return named, nil
}

// naturalScalar serves NumPy's scalars, which are no subclasses of Python's numbers, by their item method.
func (o Object) naturalScalar() (any, error) {
	name := o.TypeName()
	refuse := &ConvertError{name, "any", "it has no natural Go type; convert it in Python, or borrow its memory with Borrow", ErrConvert}
	if ndim, err := To[int](o.attrOrNone("ndim")); err != nil || ndim != 0 {
		return nil, refuse
	}
	item, err := o.CallMethod("item")
	if err != nil {
		return nil, refuse
	}
	if kind, _ := o.thread("To").Kind(item.p); kind == cpy.KindOther {
		return nil, refuse
	}
	return item.natural()
}

func (o Object) attrOrNone(name string) Object {
	v, err := o.Attr(name)
	if err != nil {
		return o.py.None()
	}
	return v
}
