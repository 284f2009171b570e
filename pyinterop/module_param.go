package pyinterop

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// A paramInfo is what is known of a parameter from its Go type.
type paramInfo struct {
	kind     cpy.HostKind
	want     *want  // it is borrowed like that; nil: it is converted
	optional bool   // None is accepted
	python   bool   // it needs the GIL
	none     bool   // it takes no argument: Python
	stub     string // its type in a stub

	unsupported string // the Go type, if nothing is converted to it
}

// A param is a parameter of type A: how its value is found in a call. i is its place among the arguments.
type param[A any] struct {
	paramInfo
	value func(c *hostedCall, i int) (A, error)
}

// A anyParam is a param whose type is known by reflection only.
type anyParam interface {
	info() paramInfo
	reflected(c *hostedCall, i int) (reflect.Value, error)
}

func (p *param[A]) info() paramInfo { return p.paramInfo }

func (p *param[A]) reflected(c *hostedCall, i int) (reflect.Value, error) {
	v, err := p.value(c, i)
	return reflect.ValueOf(&v).Elem(), err
}

// Optional is a parameter, commonly an array, that may be None, which its default then is: "f(a, out=None)".
type Optional[V any] struct {
	Value V
	Given bool // it is not None
}

// paramTypes holds an anyParam, a *param[A], for each type A that a parameter may have besides those that To converts to.
var paramTypes = sync.OnceValue(func() map[reflect.Type]anyParam {
	types := make(map[reflect.Type]anyParam)
	addParam(types, param[Python]{paramInfo{none: true, python: true}, func(c *hostedCall, _ int) (Python, error) { return c.py, nil }})
	addParam(types, param[context.Context]{paramInfo{none: true}, func(c *hostedCall, _ int) (context.Context, error) { return c.context(), nil }})
	addParam(types, param[Object]{paramInfo{python: true, stub: "Any"}, func(c *hostedCall, i int) (Object, error) { return c.object(i), nil }})
	addParam(types, param[float64]{paramInfo{kind: cpy.HostFloat, stub: "float"}, func(c *hostedCall, i int) (float64, error) { return c.args[i].Float(), nil }})
	addParam(types, param[float32]{paramInfo{kind: cpy.HostFloat, stub: "float"}, func(c *hostedCall, i int) (float32, error) { return float32(c.args[i].Float()), nil }})
	addInt[int](types, math.MinInt, math.MaxInt)
	addInt[int64](types, math.MinInt64, math.MaxInt64)
	addInt[int32](types, math.MinInt32, math.MaxInt32)
	addInt[int16](types, math.MinInt16, math.MaxInt16)
	addInt[int8](types, math.MinInt8, math.MaxInt8)
	addInt[uint32](types, 0, math.MaxUint32)
	addInt[uint16](types, 0, math.MaxUint16)
	addInt[uint8](types, 0, math.MaxUint8)
	addViews[ndview.Bool](types)
	addViews[int8](types)
	addViews[int16](types)
	addViews[int32](types)
	addViews[int64](types)
	addViews[uint8](types)
	addViews[uint16](types)
	addViews[uint32](types)
	addViews[uint64](types)
	addViews[ndview.Float16](types)
	addViews[ndview.BFloat16](types)
	addViews[float32](types)
	addViews[float64](types)
	addViews[complex64](types)
	addViews[complex128](types)
	addBorrowed(types, Request[ndview.Raw]{want{op: "BorrowRaw", flags: cpy.BufFullRO}, func(l *front) ndview.Raw { return ndview.NewRaw(l.a, l.typ) }})
	addBorrowed(types, Request[ndview.MutRaw]{want{op: "BorrowRawMut", flags: cpy.BufFull, mut: true}, func(l *front) ndview.MutRaw { return ndview.NewMutRaw(l.a, l.typ) }})
	return types
})

func addParam[A any](types map[reflect.Type]anyParam, p param[A]) { types[reflect.TypeFor[A]()] = &p }

func addInt[A int | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](types map[reflect.Type]anyParam, least, most int64) {
	addParam(types, param[A]{paramInfo{kind: cpy.HostInt, stub: "int"}, func(c *hostedCall, i int) (A, error) {
		v := c.args[i].Int()
		if v < least || v > most {
			return 0, &argumentError{c.def, i, &ConvertError{fmt.Sprint("int ", v), reflect.TypeFor[A]().String(),
				fmt.Sprintf("wanted at least %d and at most %d", least, most), ErrRange}}
		}
		return A(v), nil
	}})
}

func addViews[T ndview.Element](types map[reflect.Type]anyParam) {
	addBorrowed(types, AskView[T]())
	addBorrowed(types, AskMutView[T]())
}

func addBorrowed[V any](types map[reflect.Type]anyParam, r Request[V]) {
	w := r.w
	stub := "Buffer"
	addParam(types, param[V]{paramInfo{want: &w, stub: stub}, func(c *hostedCall, i int) (V, error) { return r.view(&c.loan(i).front), nil }})
	addParam(types, param[Optional[V]]{paramInfo{want: &w, optional: true, stub: "Optional[" + stub + "]"}, func(c *hostedCall, i int) (o Optional[V], _ error) {
		if l := c.loan(i); l != nil {
			o = Optional[V]{r.view(&l.front), true}
		}
		return o, nil
	}})
}

// ParamFrom makes A a type that parameters may have: an argument is borrowed as the view V says (ndview.View[T],
// ndview.MutView[T], ndview.Raw, ndview.MutRaw), and convert makes the A of it that the function receives; Optional[A] may be None.
// Package matargs does it for the matrices of gonum. The error of convert names function and argument when it becomes an
// exception; an A must be of no use after the call, as its view is. ParamFrom is for init functions, before functions with such
// parameters are defined; it panics if V is none of these.
func ParamFrom[A, V any](convert func(v V) (A, error)) {
	types := paramTypes()
	p, ok := types[reflect.TypeFor[V]()].(*param[V])
	if !ok || p.want == nil {
		panic(fmt.Sprintf("pyinterop: ParamFrom: wanted a view to make a parameter of, found %v", reflect.TypeFor[V]()))
	}
	value := func(c *hostedCall, i int) (A, error) {
		v, err := p.value(c, i)
		if err != nil {
			var none A
			return none, err
		}
		a, err := convert(v)
		if err != nil {
			err = &argumentError{c.def, i, err}
		}
		return a, err
	}
	addParam(types, param[A]{p.paramInfo, value})
	optional := p.paramInfo
	optional.optional, optional.stub = true, "Optional["+p.stub+"]"
	addParam(types, param[Optional[A]]{optional, func(c *hostedCall, i int) (o Optional[A], err error) {
		if c.loan(i) != nil {
			o.Given = true
			o.Value, err = value(c, i)
		}
		return o, err
	}})
}

// paramOf is the parameter of a type.
func paramOf[A any]() *param[A] {
	if p, ok := paramTypes()[reflect.TypeFor[A]()]; ok {
		return p.(*param[A])
	}
	return &param[A]{convertedInfo(reflect.TypeFor[A]()), func(c *hostedCall, i int) (A, error) {
		v, err := To[A](c.object(i))
		if err != nil {
			err = &argumentError{c.def, i, err}
		}
		return v, err
	}}
}

// convertedParam is a parameter, known by reflection, that is neither borrowed nor a number.
type convertedParam struct{ t reflect.Type }

func (p convertedParam) info() paramInfo { return convertedInfo(p.t) }

func convertedInfo(t reflect.Type) paramInfo {
	info := paramInfo{stub: stubOf(t)}
	supported, objects := convertible(t, 0)
	if info.python = objects; !supported {
		info.unsupported = t.String()
	}
	return info
}

// convertible reports whether To converts to a type, and whether values of it may hold an Object.
func convertible(t reflect.Type, depth int) (supported, objects bool) {
	switch t {
	case typeObject:
		return true, true
	case typeBigInt:
		return true, false
	}
	switch k := t.Kind(); {
	case depth > 10: // it may hold itself
		return true, false
	case k == reflect.Slice || k == reflect.Array || k == reflect.Pointer:
		return convertible(t.Elem(), depth+1)
	case k == reflect.Map:
		keys, keyObjects := convertible(t.Key(), depth+1)
		values, valueObjects := convertible(t.Elem(), depth+1)
		return keys && values, keyObjects || valueObjects
	case k == reflect.Interface:
		return t.NumMethod() == 0, false
	}
	return reflect.Bool <= t.Kind() && t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String, false
}

func (p convertedParam) reflected(c *hostedCall, i int) (reflect.Value, error) {
	v := reflect.New(p.t)
	err := c.object(i).to(v.Elem())
	if err != nil {
		err = &argumentError{c.def, i, err}
	}
	return v.Elem(), err
}

func paramOfType(t reflect.Type) anyParam {
	if p, ok := paramTypes()[t]; ok {
		return p
	}
	return convertedParam{t}
}

// stubOf is how a stub names the Python type that a Go type is made of, or becomes.
func stubOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[None](), nil:
		return "None"
	case reflect.TypeFor[Object](), reflect.TypeFor[any](), reflect.TypeFor[Argument]():
		return "Any"
	case reflect.TypeFor[Tuple]():
		return "tuple"
	case reflect.TypeFor[[]byte]():
		return "bytes"
	case reflect.TypeFor[elem.Bool]():
		return "bool"
	}
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return "bool"
	case reflect.Int <= k && k <= reflect.Uintptr:
		return "int"
	case k == reflect.Float32 || k == reflect.Float64:
		return "float"
	case k == reflect.Complex64 || k == reflect.Complex128:
		return "complex"
	case k == reflect.String:
		return "str"
	case k == reflect.Slice || k == reflect.Array:
		return "list[" + stubOf(t.Elem()) + "]"
	case k == reflect.Pointer:
		return "Optional[" + stubOf(t.Elem()) + "]"
	case k == reflect.Map:
		return "dict[" + stubOf(t.Key()) + ", " + stubOf(t.Elem()) + "]"
	}
	return "Any"
}
