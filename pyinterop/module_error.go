package pyinterop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Errors of Go functions become exceptions of Python:
//
//	*PyError                              the exception itself; wrapped, one of its class with the whole text and it as
//	                                      its cause, or it with the text as a note where its class wants more than a text
//	*Exception                            the class that it names
//	ErrType, ErrByteOrder, ErrAlign,
//	ErrNotExporter, ErrConvert            TypeError
//	ErrRange                              OverflowError
//	ErrShape, ErrLayout, ErrReadOnly,
//	ErrBounds and other refusals          ValueError
//	ErrRefused                            the class of what the exporter raised
//	ErrOverlap, ErrChanged, ErrBorrowed   BufferError
//	fs.ErrNotExist, fs.ErrPermission,
//	fs.ErrExist, os.ErrDeadlineExceeded   FileNotFoundError, PermissionError, FileExistsError, TimeoutError
//	context.Canceled                      KeyboardInterrupt
//	others, and panics                    RuntimeError
//
// The text is the error's; that of a panic ends with Go's stack.

// Exception is an error that becomes a Python exception of a named class: a built-in one, "ValueError", or one of a
// module, "numpy.linalg.LinAlgError".
type Exception struct{ Class, Message string }

func (e *Exception) Error() string { return e.Class + ": " + e.Message }

// Raise is the *Exception of a class with a formatted message, as the error that a function returns.
func Raise(class, format string, args ...any) error {
	return &Exception{class, fmt.Sprintf(format, args...)}
}

// Final makes an error of a function that was defined with [Otherwise] that of the call: nothing else is called. The text and the
// class of the exception are those of err. Final(nil) is nil.
func Final(err error) error {
	if err == nil {
		return nil
	}
	return &finalError{err}
}

type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func isFinal(err error) bool {
	var final *finalError
	return errors.As(err, &final)
}

// An argumentError says which argument of which function could not be converted.
type argumentError struct {
	def   *def
	index int
	err   error
}

// place names an argument in messages.
func (d *def) place(i int) string { return fmt.Sprintf("%s() argument '%s'", d.name, d.names[i]) }

func (e *argumentError) Error() string {
	return e.def.place(e.index) + ": " + strings.TrimPrefix(e.err.Error(), "pyinterop: ")
}

func (e *argumentError) Unwrap() error { return e.err }

// A panicError is a panic of the function.
type panicError struct {
	def   *def
	value any
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("%s() panicked: %v\n\n%s", e.def, e.value, e.stack)
}

func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}

var exceptionClasses = []struct {
	cause error
	class string
}{
	{ErrConvert, "TypeError"}, {ErrNotExporter, "TypeError"}, {ErrMasked, "TypeError"},
	{ndview.ErrType, "TypeError"}, {ndview.ErrByteOrder, "TypeError"}, {ndview.ErrAlign, "TypeError"},
	{ErrRange, "OverflowError"},
	{ndview.ErrShape, "ValueError"}, {ndview.ErrLayout, "ValueError"}, {ndview.ErrReadOnly, "ValueError"}, {ndview.ErrBounds, "ValueError"},
	{ndview.ErrOverlap, "BufferError"}, {ErrChanged, "BufferError"}, {ErrBorrowed, "BufferError"},
	{fs.ErrNotExist, "FileNotFoundError"}, {fs.ErrPermission, "PermissionError"}, {fs.ErrExist, "FileExistsError"},
	{os.ErrDeadlineExceeded, "TimeoutError"}, {context.DeadlineExceeded, "TimeoutError"}, {context.Canceled, "KeyboardInterrupt"},
}

// classOf is the class and the text of the exception of an error that is no *PyError, or the *PyError that it is like.
func classOf(err error) (class, text string, like *PyError) {
	if _, ok := err.(*panicError); ok {
		return "RuntimeError", err.Error(), nil
	}
	if named := (*Exception)(nil); errors.As(err, &named) {
		return named.Class, strings.Replace(err.Error(), named.Error(), named.Message, 1), nil
	}
	text = strings.ReplaceAll("\n"+err.Error(), "\npyinterop: ", "\n")[1:]
	raised := (*PyError)(nil)
	if errors.As(err, &raised) && !raised.IsA("Exception") { // Ctrl-C, wherever it came
		return raised.Type, text, raised
	}
	for _, c := range exceptionClasses {
		if errors.Is(err, c.cause) {
			return c.class, text, nil
		}
	}
	if raised != nil && errors.Is(err, ErrRefused) { // what the exporter raised is all that is known
		return raised.Type, text, raised
	}
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return "ValueError", text, nil
	}
	if raised != nil {
		return raised.Type, strings.Replace(text, raised.Error(), raised.Message, 1), raised
	}
	return "RuntimeError", text, nil
}

// hostedWayOut is wayOut for who called from Python.
func (e *RefusedError) hostedWayOut(w *want) string {
	has := func(sentinel error) bool { return errors.Is(e, sentinel) }
	switch {
	case has(ErrNotExporter):
		return "numpy.asarray(x) makes an array of numbers and sequences"
	case has(ErrMasked), has(ErrRefused):
		return wayOut(e, w)
	case has(ndview.ErrOverlap):
		return "pass arrays that share no byte, or a copy"
	case has(ndview.ErrType) && !w.raw(), has(ndview.ErrByteOrder), has(ndview.ErrAlign):
		return fmt.Sprintf(`a.astype("%s") copies into a native, aligned, writable array`, w.kind)
	case has(ndview.ErrReadOnly):
		return "a.copy() can be written"
	}
	return ""
}

// raise makes an error the pending exception; the result is that of the call.
func (c *hostedCall) raise(err error) cpy.Object {
	c.takeGIL()
	py := c.py
	if final, is := err.(*finalError); is {
		err = final.error
	}
	if raised, ok := err.(*PyError); ok && raised.exception != nil {
		py.s.held.Raise(0, raised.exception.p)
		runtime.KeepAlive(raised)
		return 0
	}
	class, text, like := classOf(err)
	text = strings.ToValidUTF8(text, "\uFFFD")
	if like != nil && like.exception != nil {
		c.raiseLike(like, text)
		return 0
	}
	module, name := "builtins", class
	if i := strings.LastIndexByte(class, '.'); i >= 0 {
		module, name = class[:i], class[i+1:]
	}
	message, convErr := py.From(text)
	if convErr != nil {
		cpy.RaiseRuntimeError(text)
		return 0
	}
	in, err := py.Import(module)
	if err == nil {
		in, err = in.Attr(name)
	}
	if err != nil {
		cpy.RaiseRuntimeError(class + ": " + text)
		return 0
	}
	py.s.held.Raise(in.p, message.p)
	return 0
}

// raiseLike raises an exception of the class of another one, which is its cause. Classes are taken from the exception,
// since not all have a module in which they are found. What is no error but a request (KeyboardInterrupt, SystemExit), or
// is not made of a text alone (UnicodeDecodeError), is raised itself, with the text as a note.
func (c *hostedCall) raiseLike(like *PyError, text string) {
	exception := Object{c.py, like.exception.p}
	raised, err := exception.asCause(text)
	if err != nil || !like.IsA("Exception") {
		c.py.quietCall(exception, "add_note", text)
		raised = exception
	}
	c.py.s.held.Raise(0, raised.p)
	runtime.KeepAlive(like)
}

// asCause makes an exception of o's class, whose cause is o.
func (o Object) asCause(text string) (Object, error) {
	class, err := o.Type()
	if err != nil {
		return Object{}, err
	}
	e, err := class.Call(text)
	if err != nil {
		return Object{}, err
	}
	return e, e.SetAttr("__cause__", o)
}
