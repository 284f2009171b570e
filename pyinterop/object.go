package pyinterop

import (
	"fmt"
	"iter"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Object is a Python object in the scope that made it. It is a small value; its reference belongs to the
// scope and is dropped at the scope's end. To use an object longer or elsewhere, Keep it.
//
// Methods need the GIL. They return Python's exceptions as *PyError and panic with a *ScopeError when the
// object is used outside its scope, on another goroutine, or inside AllowThreads.
type Object struct {
	py Python
	p  cpy.Object
}

// Py is the scope of the object.
func (o Object) Py() Python { return o.py }

// In is the object in another scope of the same goroutine: what is made through it belongs to that scope.
// What is made through o belongs to o's, however many scopes were opened since; a long loop that works on
// an outer object opens a scope per round and begins with In.
func (o Object) In(py Python) (Object, error) { return py.adopt(o) }

// own makes an Object of a new reference, which the scope drops at its end.
func (py Python) own(p cpy.Object) Object {
	py.s.arena = append(py.s.arena, p)
	return Object{py, p}
}

// hold makes an Object of a reference that belongs to someone else.
func (py Python) hold(p cpy.Object, op string) (Object, error) {
	if st := py.thread(op).IncRef(p); st != cpy.OK {
		return Object{}, py.failure(st, op)
	}
	return py.own(p), nil
}

func (o Object) thread(op string) cpy.Thread { return o.py.thread(op) }

// IsZero reports whether o is the zero Object, which is no Python object at all (None is one).
func (o Object) IsZero() bool { return o.p == 0 }

// Handle is the address of the object, a PyObject*, for other C code in the process. The reference stays
// the scope's.
func (o Object) Handle() uintptr {
	o.thread("Object.Handle")
	return uintptr(o.p)
}

// FromHandle makes an Object of a PyObject* that other C code handed over; the caller's reference is not
// touched. handle must be a live object; for 0, which C functions return with an exception, the error wraps ErrConvert.
func (py Python) FromHandle(handle uintptr) (Object, error) {
	if handle == 0 {
		return Object{}, &ConvertError{"handle 0", "Python", "it is no object", ErrConvert}
	}
	return py.hold(cpy.Object(handle), "FromHandle")
}

// Attr is o.name.
func (o Object) Attr(name string) (Object, error) {
	p, st := o.thread("Object.Attr").GetAttr(o.p, name)
	return o.py.result(p, st, "Object.Attr")
}

// HasAttr reports whether o.name exists. Like Python's hasattr it answers false for AttributeError only.
func (o Object) HasAttr(name string) (bool, error) {
	_, err := o.Attr(name)
	if IsPyErr(err, "AttributeError") {
		return false, nil
	}
	return err == nil, err
}

// SetAttr is o.name = value; value is converted as From does.
func (o Object) SetAttr(name string, value any) error {
	v, err := o.py.From(value)
	if err != nil {
		return err
	}
	return o.py.failure(o.thread("Object.SetAttr").SetAttr(o.p, name, v.p), "Object.SetAttr")
}

// DelAttr is del o.name.
func (o Object) DelAttr(name string) error {
	return o.py.failure(o.thread("Object.DelAttr").SetAttr(o.p, name, 0), "Object.DelAttr")
}

// Item is o[key]; key is converted as From does. Several keys make a tuple, as in a[1, 2].
func (o Object) Item(key ...any) (Object, error) {
	k, err := o.key(key)
	if err != nil {
		return Object{}, err
	}
	p, st := o.thread("Object.Item").GetItem(o.p, k.p)
	return o.py.result(p, st, "Object.Item")
}

func (o Object) key(key []any) (Object, error) {
	if len(key) == 1 {
		return o.py.From(key[0])
	}
	return o.py.From(Tuple(key))
}

// SetItem is o[key] = value; both are converted as From does.
func (o Object) SetItem(key, value any) error {
	k, err := o.py.From(key)
	if err != nil {
		return err
	}
	v, err := o.py.From(value)
	if err != nil {
		return err
	}
	return o.py.failure(o.thread("Object.SetItem").SetItem(o.p, k.p, v.p), "Object.SetItem")
}

// DelItem is del o[key].
func (o Object) DelItem(key any) error {
	k, err := o.py.From(key)
	if err != nil {
		return err
	}
	return o.py.failure(o.thread("Object.DelItem").DelItem(o.p, k.p), "Object.DelItem")
}

// Len is len(o).
func (o Object) Len() (int, error) {
	n, st := o.thread("Object.Len").Len(o.p)
	return n, o.py.failure(st, "Object.Len")
}

// Str is str(o) as a Go string. A lone surrogate, which UTF-8 cannot carry, is an error.
func (o Object) Str() (string, error) {
	p, st := o.thread("Object.Str").Str(o.p)
	s, err := o.py.result(p, st, "Object.Str")
	if err != nil {
		return "", err
	}
	return s.Text()
}

// Repr is repr(o) as a Go string.
func (o Object) Repr() (string, error) {
	p, st := o.thread("Object.Repr").Repr(o.p)
	s, err := o.py.result(p, st, "Object.Repr")
	if err != nil {
		return "", err
	}
	return s.Text()
}

// String is str(o) for printing: what cannot be had is described in angle brackets. It follows Object's
// rules about scopes.
func (o Object) String() string {
	if o.p == 0 {
		return "<zero Object>"
	}
	s, err := o.Str()
	if err != nil {
		return fmt.Sprintf("<str() failed: %v>", err)
	}
	return s
}

// Type is type(o).
func (o Object) Type() (Object, error) {
	p, st := o.thread("Object.Type").Type(o.p)
	return o.py.result(p, st, "Object.Type")
}

// TypeName is the name of o's class, with its module unless that is builtins: "int", "numpy.ndarray".
func (o Object) TypeName() string {
	_, st := o.thread("Object.TypeName").Kind(o.p)
	misuse(st, "Object.TypeName")
	if names := o.py.classNames(o); len(names) > 0 {
		return names[0]
	}
	return "?"
}

// Truth is bool(o).
func (o Object) Truth() (bool, error) {
	yes, st := o.thread("Object.Truth").Truth(o.p)
	return yes, o.py.failure(st, "Object.Truth")
}

// IsNone reports whether o is None.
func (o Object) IsNone() bool {
	o.thread("Object.IsNone")
	return o.p == cpy.None()
}

// Is reports whether o and other are one object.
func (o Object) Is(other Object) bool {
	o.thread("Object.Is")
	return o.p == other.p
}

// Equal is bool(o == other); other is converted as From does. NumPy arrays of more than one element
// raise ValueError, as they do in Python.
func (o Object) Equal(other any) (bool, error) { return o.compare(other, cpy.EQ, "Object.Equal") }

// Less is bool(o < other).
func (o Object) Less(other any) (bool, error) { return o.compare(other, cpy.LT, "Object.Less") }

func (o Object) compare(other any, op int, name string) (bool, error) {
	v, err := o.py.From(other)
	if err != nil {
		return false, err
	}
	p, st := o.thread(name).RichCompare(o.p, v.p, op)
	answer, err := o.py.result(p, st, name)
	if err != nil {
		return false, err
	}
	return answer.Truth()
}

// IsInstance is isinstance(o, class).
func (o Object) IsInstance(class Object) (bool, error) {
	class, err := o.py.adopt(class)
	if err != nil {
		return false, err
	}
	yes, st := o.thread("Object.IsInstance").IsInstance(o.p, class.p)
	return yes, o.py.failure(st, "Object.IsInstance")
}

// Callable is callable(o).
func (o Object) Callable() bool {
	yes, st := o.thread("Object.Callable").Callable(o.p)
	misuse(st, "Object.Callable")
	return yes
}

// Iter yields the items of an iterable, one at a time as Python makes them. An exception ends the sequence
// with a zero Object and the error. The items' references live as long as the scope: for very long
// sequences open a scope (Do) per part.
func (o Object) Iter() iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		p, st := o.thread("Object.Iter").Iter(o.p)
		it, err := o.py.result(p, st, "Object.Iter")
		if err != nil {
			yield(Object{}, err)
			return
		}
		for {
			item, ok, err := it.next()
			if err != nil {
				yield(Object{}, err)
				return
			}
			if !ok || !yield(item, nil) {
				return
			}
		}
	}
}

func (o Object) next() (item Object, ok bool, err error) {
	var one [1]cpy.Object
	n, st := o.thread("Object.Iter").Next(o.p, one[:])
	if st != cpy.OK {
		return Object{}, false, o.py.failure(st, "Object.Iter")
	}
	if n == 0 {
		return Object{}, false, nil
	}
	return o.py.own(one[0]), true, nil
}

// Call is o(args…). Each argument is converted as From does; a last argument of type Kwargs becomes
// keyword arguments.
func (o Object) Call(args ...any) (Object, error) {
	var kw Kwargs
	if n := len(args); n > 0 {
		if last, ok := args[n-1].(Kwargs); ok {
			args, kw = args[:n-1], last
		}
	}
	return o.CallKw(args, kw)
}

// CallKw is o(*args, **kwargs).
func (o Object) CallKw(args []any, kwargs Kwargs) (Object, error) {
	t := o.thread("Object.Call")
	positional, err := o.py.fromAll(args)
	if err != nil {
		return Object{}, err
	}
	pairs, err := o.py.fromKwargs(kwargs)
	if err != nil {
		return Object{}, err
	}
	p, st := t.Call(o.p, positional, pairs)
	return o.py.result(p, st, "Object.Call")
}

// CallMethod is o.name(args…), with arguments as for Call.
func (o Object) CallMethod(name string, args ...any) (Object, error) {
	f, err := o.Attr(name)
	if err != nil {
		return Object{}, err
	}
	return f.Call(args...)
}
