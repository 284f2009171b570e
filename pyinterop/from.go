package pyinterop

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Tuple becomes a Python tuple, and a tuple converted to any becomes a Tuple.
type Tuple []any

// Kwargs are keyword arguments: the last argument of Call, or the names of Eval. As a value it is a dict.
type Kwargs map[string]any

// ErrConvert: a value has no counterpart on the other side; ErrRange: it does not fit there.
var (
	ErrConvert = errors.New("pyinterop: no conversion")
	ErrRange   = errors.New("pyinterop: out of range")
)

// ConvertError says which value could not be converted. It wraps ErrConvert or ErrRange.
type ConvertError struct {
	From, To string // types, one of Go and one of Python
	Why      string
	Err      error
}

func (e *ConvertError) Error() string {
	return fmt.Sprintf("pyinterop: cannot convert %s to %s: %s", e.From, e.To, e.Why)
}

func (e *ConvertError) Unwrap() error { return e.Err }

// From converts a Go value to a new Python object:
//
//	nil                             None
//	bool, Bool                      bool
//	integers, *big.Int, big.Int     int
//	floats, Float16, BFloat16       float
//	complex64, complex128           complex
//	string                          str (must be UTF-8)
//	[]byte                          bytes (copied)
//	Tuple                           tuple
//	other slices, arrays            list (each item converted)
//	map[string]T, Kwargs, maps      dict (in key order where keys are strings)
//	Object                          the object, in this scope
//	*Kept                           the object kept
//	View, MutView, Raw, MutRaw      a NumPy array of the same memory: Lend, LendMut
//	*Lent                           its NumPy array
//
// Named types convert as what they are made of; pointers as what they point at, nil as None. A list of
// numbers is a list of Python objects: for an array see FromSlice. Errors: ErrConvert, also for what holds itself or
// is nested more than 1000 deep.
func (py Python) From(value any) (Object, error) {
	t := py.thread("From")
	s := py.s
	if s.depth == maxDepth {
		return Object{}, &ConvertError{fmt.Sprintf("%T", value), "Python", tooDeep, ErrConvert}
	}
	s.depth++
	defer func() { s.depth-- }()
	switch v := value.(type) {
	case nil:
		return py.constant(cpy.None())
	case Object:
		return py.adopt(v)
	case *Kept:
		return v.In(py)
	case bool:
		return py.fromBool(v)
	case elem.Bool:
		return py.fromBool(v.Bool())
	case elem.Float16:
		return py.fromFloat(v.Float64())
	case elem.BFloat16:
		return py.fromFloat(v.Float64())
	case string:
		p, st := t.FromString(v)
		return py.result(p, st, "From")
	case []byte:
		p, st := t.FromBytes(v)
		return py.result(p, st, "From")
	case *big.Int:
		if v == nil {
			return py.constant(cpy.None())
		}
		p, st := t.FromDigits(v.Text(16))
		return py.result(p, st, "From")
	case big.Int:
		return py.From(&v)
	case Tuple:
		return py.fromTuple(v)
	}
	if l, err := py.lendValue(value); l != nil || err != nil {
		if err != nil {
			return Object{}, err
		}
		return l.arrayIn(py)
	}
	return py.fromReflect(reflect.ValueOf(value))
}

func (py Python) constant(p cpy.Object) (Object, error) {
	return Object{py, p}, nil // held by the interpreter for ever
}

func (py Python) fromBool(b bool) (Object, error) {
	if b {
		return py.constant(cpy.True())
	}
	return py.constant(cpy.False())
}

func (py Python) fromFloat(f float64) (Object, error) {
	p, st := py.thread("From").FromFloat(f)
	return py.result(p, st, "From")
}

// adopt takes an object of this scope or of an outer one.
func (py Python) adopt(o Object) (Object, error) {
	if o.p == 0 {
		return Object{}, &ConvertError{"a zero Object", "Python", "it is no object; None is nil", ErrConvert}
	}
	if o.thread("From") != py.thread("From") {
		panic(&ScopeError{"From", whyThread})
	}
	if o.py == py {
		return o, nil
	}
	return py.hold(o.p, "From")
}

func (py Python) fromReflect(v reflect.Value) (Object, error) {
	t := py.thread("From")
	var p cpy.Object
	var st cpy.Status
	switch v.Kind() {
	case reflect.Bool:
		return py.fromBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p, st = t.FromInt(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p, st = t.FromUint(v.Uint())
	case reflect.Float32, reflect.Float64:
		p, st = t.FromFloat(v.Float())
	case reflect.Complex64, reflect.Complex128:
		p, st = t.FromComplex(v.Complex())
	case reflect.String:
		p, st = t.FromString(v.String())
	case reflect.Slice, reflect.Array:
		return py.fromSequence(v)
	case reflect.Map:
		return py.fromMap(v)
	case reflect.Pointer:
		if v.IsNil() {
			return py.constant(cpy.None())
		}
		return py.From(v.Elem().Interface())
	default:
		return Object{}, &ConvertError{v.Type().String(), "Python", "supported are numbers, strings, []byte, slices, maps, Tuple, Object and *Kept", ErrConvert}
	}
	return py.result(p, st, "From")
}

func (py Python) fromAll(values []any) ([]cpy.Object, error) {
	list := make([]cpy.Object, 0, len(values))
	for i, value := range values {
		o, err := py.From(value)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		list = append(list, o.p)
	}
	return list, nil
}

func (py Python) fromTuple(v Tuple) (Object, error) {
	list, err := py.fromAll(v)
	if err != nil {
		return Object{}, err
	}
	p, st := py.thread("From").Tuple(list)
	return py.result(p, st, "From")
}

func (py Python) fromSequence(v reflect.Value) (Object, error) {
	list := make([]cpy.Object, v.Len())
	for i := range list {
		o, err := py.From(v.Index(i).Interface())
		if err != nil {
			return Object{}, fmt.Errorf("item %d: %w", i, err)
		}
		list[i] = o.p
	}
	p, st := py.thread("From").List(list)
	return py.result(p, st, "From")
}

func (py Python) fromKwargs(kw Kwargs) ([]cpy.Object, error) {
	pairs := make([]cpy.Object, 0, 2*len(kw))
	for _, name := range slices.Sorted(maps.Keys(kw)) {
		both, err := py.fromAll([]any{name, kw[name]})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pairs = append(pairs, both...)
	}
	return pairs, nil
}

func (py Python) fromMap(v reflect.Value) (Object, error) {
	keys := v.MapKeys()
	if v.Type().Key().Kind() == reflect.String {
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	}
	pairs := make([]cpy.Object, 0, 2*len(keys))
	for _, key := range keys {
		both, err := py.fromAll([]any{key.Interface(), v.MapIndex(key).Interface()})
		if err != nil {
			return Object{}, fmt.Errorf("key %v: %w", key, err)
		}
		pairs = append(pairs, both...)
	}
	p, st := py.thread("From").Dict(pairs)
	return py.result(p, st, "From")
}

// None is Python's None.
func (py Python) None() Object {
	py.thread("None")
	return Object{py, cpy.None()}
}

// Dict is a new, empty dict.
func (py Python) Dict() (Object, error) {
	p, st := py.thread("Dict").Dict(nil)
	return py.result(p, st, "Dict")
}

// Set is a new set of the values, each converted as From does.
func (py Python) Set(values ...any) (Object, error) {
	list, err := py.fromAll(values)
	if err != nil {
		return Object{}, err
	}
	p, st := py.thread("Set").Set(list)
	return py.result(p, st, "Set")
}
