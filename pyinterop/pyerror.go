package pyinterop

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// PyError is a Python exception. It is complete without Python: it may be kept, and read on any goroutine
// at any time. SystemExit and KeyboardInterrupt arrive as PyError too and end nothing.
type PyError struct {
	Type      string // qualified as Python prints it: "ValueError", "numpy.exceptions.AxisError"
	Message   string // str(exception), "" for none
	Traceback string // what Python would have printed, with chained exceptions, of a RecursionError the last 20 calls; ends with a newline

	mro       []string
	exception *reference
}

// Error is "TypeError: message", the last line that Python would print.
func (e *PyError) Error() string {
	if e.Message == "" {
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// Format prints the traceback for %+v, and Error for every other verb.
func (e *PyError) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'v' && f.Flag('+'):
		io.WriteString(f, e.Traceback)
	case verb == 'q':
		fmt.Fprintf(f, "%q", e.Error())
	default:
		io.WriteString(f, e.Error())
	}
}

// IsA reports whether the exception's class is, or derives from, the class called name: "ValueError",
// "OSError", "numpy.exceptions.AxisError". Classes outside builtins also answer to their bare name.
func (e *PyError) IsA(name string) bool { return slices.Contains(e.mro, name) }

// urgent reports whether err is or wraps an exception that does not say that a way is closed, and that nobody else would see if
// another way were tried: one that is no Exception (KeyboardInterrupt, SystemExit), or MemoryError.
func urgent(err error) bool {
	var e *PyError
	return errors.As(err, &e) && e != nil && (!e.IsA("Exception") || e.IsA("MemoryError"))
}

// IsPyErr reports whether err is or wraps a *PyError whose class is, or derives from, the class called name.
func IsPyErr(err error, name string) bool {
	var e *PyError
	return errors.As(err, &e) && e.IsA(name)
}

// Exception is the exception object itself, for its attributes (errno, args, __notes__ …).
func (e *PyError) Exception(py Python) (Object, error) {
	if e.exception == nil {
		return Object{}, fmt.Errorf("pyinterop: this PyError carries no exception object")
	}
	return py.hold(e.exception.p, "PyError.Exception")
}

// result makes an Object of a shim call's outcome, or an error of the exception that it raised.
func (py Python) result(p cpy.Object, st cpy.Status, op string) (Object, error) {
	if st != cpy.OK {
		return Object{}, py.failure(st, op)
	}
	return py.own(p), nil
}

// failure is the error for a status; nil for OK. Misuse panics.
func (py Python) failure(st cpy.Status, op string) error {
	if st == cpy.OK {
		return nil
	}
	misuse(st, op)
	if st != cpy.Raised {
		return entryError(st)
	}
	p, _ := py.s.held.TakeError()
	if p == 0 {
		return &PyError{Type: "SystemError", Message: op + " failed without setting an exception",
			Traceback: "SystemError: " + op + " failed without setting an exception\n", mro: []string{"SystemError", "Exception", "BaseException"}}
	}
	return py.describe(p)
}

// describe reads the exception p, whose reference becomes the PyError's. Reading it runs Python code
// (__str__, the traceback module) that may itself raise; each part then has a plain answer.
func (py Python) describe(p cpy.Object) *PyError {
	e := &PyError{exception: keepReference(p)}
	exception := Object{py, p}
	e.mro = py.classNames(exception)
	e.Type = "Exception"
	if len(e.mro) > 0 {
		e.Type = e.mro[0]
	}
	message, ok := py.quiet(py.s.held.Str(p))
	if text, clean := py.quietText(message); ok && clean {
		e.Message = text
	} else {
		e.Message = "<exception str() failed>"
	}
	e.Traceback = py.traceback(exception, e)
	return e
}

// quiet owns a result and forgets an exception.
func (py Python) quiet(p cpy.Object, st cpy.Status) (Object, bool) {
	if st == cpy.OK {
		return py.own(p), true
	}
	if p, _ := py.s.held.TakeError(); p != 0 {
		py.own(p)
	}
	return Object{}, false
}

func (py Python) quietAttr(o Object, name string) (Object, bool) {
	return py.quiet(py.s.held.GetAttr(o.p, name))
}

// attrUnlessUrgent is quietAttr, but for an urgent exception, which is its error.
func (py Python) attrUnlessUrgent(o Object, name string) (Object, bool, error) {
	p, st := py.s.held.GetAttr(o.p, name)
	if st == cpy.OK {
		return py.own(p), true, nil
	}
	exception, _ := py.s.held.TakeError()
	switch {
	case py.s.held.Urgent(exception):
		return Object{}, false, py.describe(exception)
	case exception != 0:
		py.own(exception)
	}
	return Object{}, false, nil
}

func (py Python) quietText(o Object) (string, bool) {
	if o.p == 0 {
		return "", false
	}
	text, st := py.s.held.AsString(o.p)
	if st == cpy.OK {
		return text, true
	}
	py.quiet(0, st)
	// A lone surrogate has no UTF-8; backslashreplace shows it.
	encoded, ok := py.quietCall(o, "encode", "utf-8", "backslashreplace")
	if !ok {
		return "", false
	}
	if text, st = py.s.held.AsBytes(encoded.p); st != cpy.OK {
		py.quiet(0, st)
		return "", false
	}
	return text, true
}

func (py Python) quietCall(o Object, method string, args ...string) (Object, bool) {
	f, ok := py.quietAttr(o, method)
	var list []cpy.Object
	for _, a := range args {
		var s Object
		if s, ok = py.quiet(py.s.held.FromString(a)); !ok {
			return Object{}, false
		}
		list = append(list, s.p)
	}
	if !ok {
		return Object{}, false
	}
	return py.quiet(py.s.held.Call(f.p, list, nil))
}

// classNames lists the exception's class and its bases as Python prints them; classes outside builtins
// appear with and without their module.
func (py Python) classNames(exception Object) []string {
	class, ok := py.quiet(py.s.held.Type(exception.p))
	if !ok {
		return nil
	}
	mro, ok := py.quietAttr(class, "__mro__")
	if !ok {
		return nil
	}
	var names []string
	for _, c := range py.quietItems(mro) {
		qualname, _ := py.quietAttr(c, "__qualname__")
		module, _ := py.quietAttr(c, "__module__")
		name, ok := py.quietText(qualname)
		if !ok {
			continue
		}
		if in, ok := py.quietText(module); ok && in != "builtins" && in != "__main__" {
			names = append(names, in+"."+name)
		}
		names = append(names, name)
	}
	return names
}

// quietItems lists what an iterable yields until it ends or raises.
func (py Python) quietItems(o Object) []Object {
	it, ok := py.quiet(py.s.held.Iter(o.p))
	if !ok {
		return nil
	}
	var list []Object
	for {
		n, st := py.s.held.Next(it.p, py.s.one[:])
		if st != cpy.OK {
			py.quiet(0, st)
			return list
		}
		if n == 0 {
			return list
		}
		list = append(list, py.own(py.s.one[0]))
	}
}

// traceback asks the module traceback for what Python would print.
func (py Python) traceback(exception Object, e *PyError) string {
	plain := e.Error() + "\n"
	module, ok := py.quiet(py.s.held.Import("traceback"))
	if !ok {
		return plain
	}
	format, ok := py.quietAttr(module, "format_exception")
	if !ok {
		return plain
	}
	lines, ok := py.quiet(py.s.held.Call(format.p, []cpy.Object{exception.p}, py.deepest(e)))
	if !ok {
		return plain
	}
	var b strings.Builder
	for _, line := range py.quietItems(lines) {
		text, _ := py.quietText(line)
		b.WriteString(text)
	}
	if b.Len() == 0 {
		return plain
	}
	return b.String()
}

// deepest are keywords for the traceback: of a recursion that was too deep the last calls only. Where it came through Go
// each level of it is described, and all of the traceback each time would take minutes.
func (py Python) deepest(e *PyError) []cpy.Object {
	const calls = 20
	if !e.IsA("RecursionError") {
		return nil
	}
	name, ok := py.quiet(py.s.held.FromString("limit"))
	limit, fine := py.quiet(py.s.held.FromInt(-calls))
	if !ok || !fine {
		return nil
	}
	return []cpy.Object{name.p, limit.p}
}

// A reference is a counted Python reference whose owner is a Go value.
type reference struct {
	p       cpy.Object
	cleanup runtime.Cleanup
}

// keepReference takes over a reference that the collector gives back when the Go value is forgotten.
func keepReference(p cpy.Object) *reference {
	r := &reference{p: p}
	r.cleanup = runtime.AddCleanup(r, func(p cpy.Object) { dropped.add(p) }, p)
	return r
}
