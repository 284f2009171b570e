package pyinterop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Extension modules
//
// A Go package main that registers functions with a Module and is built with -buildmode=c-shared is a module that any
// CPython from 3.11 on imports. What stands in it besides the functions:
//
//	//go:generate go run github.com/go-inplace/inplace/pyinterop/modgen -name kernels
//
//	var module = pyinterop.NewModule("kernels", "Kernels in Go.")
//
//	func init() { pyinterop.Def2(module, "scale(a, factor=2.0)", "Multiplies a by factor, in place.", scale) }
//
// and the commands
//
//	go generate
//	go build -buildmode=c-shared -o kernels.abi3.so .
//
// of which the first one writes the function that Python looks for, PyInit_kernels, and func main.
//
// A call goes: CPython calls one of the shim's functions, which binds the arguments and converts numbers; Go is entered
// once; all arrays are borrowed in one call; the function runs; all are given back. No C is written by the author, and no
// Python header is needed.

// Several libraries in Go may be imported in one Python, each with a runtime of its own: goroutines, heap, collector. They are tested to
// run side by side. What they do not share is the ledger: a borrow by one library does not know of those by another one, so that an array
// which both write at the same time, on several threads or one inside the other, is the program's to order. Modules that
// shall share a ledger belong in one library, which may hold several.

// A Module is a Python module whose functions are Go functions. Its functions are defined before Python imports it,
// commonly by init functions; a mistake in a definition panics there, with the definition in the message.
type Module struct {
	name, doc string

	mu    sync.Mutex
	defs  []*def
	first int // of the functions' numbers
	made  bool

	onImport []func(py Python, module Object) error
}

// NewModule returns a module of a name, which must be that of the file without its suffix; doc is its __doc__.
func NewModule(name, doc string) *Module {
	if why := unfitForC(name + doc); why != "" {
		panic(fmt.Sprintf("pyinterop: module %s: its name or its doc %s", name, why))
	}
	return &Module{name: name, doc: doc}
}

// unfitForC says why a text cannot be handed to Python as a C string; "" if it can.
func unfitForC(text string) string {
	switch {
	case strings.ContainsRune(text, 0):
		return "has a NUL in it"
	case !utf8.ValidString(text):
		return "is no UTF-8"
	}
	return ""
}

// A def is one function of a module.
type def struct {
	module *Module
	signature
	doc    string
	params []paramInfo // of the signature's parameters
	result string      // of the stub
	checks []check
	gil    gilRule
	python bool // it has a parameter that needs the GIL
	invoke func(c *hostedCall) (cpy.Object, error)
	pc     uintptr // of the Go function

	partial   bool        // Otherwise
	otherwise atomic.Bool // SetOtherwise named something
	large     int         // the bytes of arrays from which on gilByWork drops the GIL

	borrows []int // the parameters that are borrowed
	names   []string
}

// String is the function as messages name it.
func (d *def) String() string { return d.module.name + "." + d.name }

// hosted are the functions of all modules of this library, by number. It is complete for a number before Python
// can call it.
var hosted [cpy.MaxFunctions]*def

// define reads a signature and the parameters' types; it is where mistakes of the author are found.
func (m *Module) define(text, doc string, ps places, result string, opts []DefOption) *def {
	m.mu.Lock()
	defer m.mu.Unlock()
	bad := func(why string) { panic(fmt.Sprintf("pyinterop: module %s, function %q: %s", m.name, text, why)) }
	if m.made {
		bad("the module was imported already; define functions before, in an init function")
	}
	params := ps.infos
	d := &def{module: m, doc: doc, params: params, python: ps.python, result: result, large: largeWork}
	var err error
	if d.signature, err = parseSignature(text); err != nil {
		bad(err.Error())
	}
	if why := unfitForC(text + doc); why != "" {
		bad("its signature or its doc " + why)
	}
	if len(d.signature.params) > cpy.MaxParams || len(params) > cpy.MaxParams {
		bad(fmt.Sprintf("it has %d parameters, and %d is the most", max(len(d.signature.params), len(params)), cpy.MaxParams))
	}
	if len(m.defs) == cpy.MaxFunctions {
		bad(fmt.Sprintf("a library holds at most %d functions", cpy.MaxFunctions))
	}
	if len(d.signature.params) < len(params) {
		bad(fmt.Sprintf("the signature has %d parameters and the Go function %d", len(d.signature.params), len(params)))
	}
	d.params = slices.Clone(params)
	for range d.signature.params[len(params):] {
		d.params = append(d.params, paramInfo{kind: cpy.HostDefault, stub: "Any"})
	}
	for i, p := range d.params {
		d.names = append(d.names, d.signature.params[i].name)
		if p.kind == cpy.HostDefault {
			continue
		}
		if p.unsupported != "" {
			bad("parameter " + d.names[i] + ": nothing of Python is converted to the Go type " + p.unsupported)
		}
		if p.want == nil {
			continue
		}
		d.borrows = append(d.borrows, i)
		w := *p.want
		w.hosted, w.op = true, d.place(i)
		d.params[i].want = &w
		if fallback := d.signature.params[i].fallback; fallback != "" && !(p.optional && fallback == "None") {
			bad("the array " + d.names[i] + " cannot have the default " + fallback + "; None is possible for an Optional")
		}
	}
	if len(d.borrows) > cpy.Several {
		bad(fmt.Sprintf("it borrows %d arrays, and %d is the most", len(d.borrows), cpy.Several))
	}
	for _, o := range opts {
		if err := o(d); err != nil {
			bad(err.Error())
		}
	}
	if len(d.params) > len(params) && !d.partial {
		bad(fmt.Sprintf("the signature has %d parameters and the Go function %d", len(d.params), len(params)))
	}
	if d.partial { // what else there is takes what it likes
		for i := range d.params {
			d.params[i].stub = "Any"
		}
	}
	for _, p := range d.signature.params[len(params):] {
		if p.fallback == "" {
			bad("the parameter " + p.name + " is none of the Go function's and has no default")
		}
	}
	m.defs = append(m.defs, d)
	return d
}

// Init makes the module object. It is what PyInit_NAME returns (command modgen writes that function), and for nothing else: 0 with an ImportError
// pending if something is wrong, as when a subinterpreter imports it.
func (m *Module) Init() uintptr {
	o, err := m.initialise()
	if err != nil {
		cpy.RaiseImportError(strings.ReplaceAll(err.Error(), "\x00", ""))
		return 0
	}
	return uintptr(o)
}

func (m *Module) initialise() (made cpy.Object, err error) {
	if err := Start(); err != nil {
		return 0, err
	}
	err = Do(func(py Python) error {
		if made, err = m.make(py); err != nil {
			return err
		}
		module := Object{py, made}
		if err := module.SetAttr("__stub__", m.Stub()); err != nil {
			return err
		}
		for _, f := range m.onImport {
			if err := f(py, module); err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// make makes the module object; its functions can be called from then on.
func (m *Module) make(py Python) (made cpy.Object, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made {
		return 0, fmt.Errorf("pyinterop: the module %s was imported before in this process, and can be once", m.name)
	}
	functions := make([]cpy.HostFunction, len(m.defs))
	for i, d := range m.defs {
		if functions[i], err = d.describe(py); err != nil {
			return 0, err
		}
	}
	cpy.HostCall = hostCall
	workers.SetInterrupts(&workers.Interrupts{Begin: cpy.WatchInterruptsOfCall, Pressed: cpy.Pressed})
	cpy.HostLends(quarantined == nil) // memory in quarantine is not given back when the call returns
	made, first, st := py.thread("Module.Init").NewHostModule(m.name, m.doc, functions)
	if st == cpy.TooMany {
		return 0, fmt.Errorf("pyinterop: module %s: a library holds at most %d functions of at most %d parameters", m.name, cpy.MaxFunctions, cpy.MaxParams)
	}
	if err := py.failure(st, "Module.Init"); err != nil {
		return 0, err
	}
	m.first, m.made = first, true
	copy(hosted[first:], m.defs)
	return made, nil
}

// OnImport has f called with the module object when Python imports the module, its functions being there already: to set further
// attributes, constants and classes. An error of f becomes the ImportError of the import, and functions given later are not called.
func (m *Module) OnImport(f func(py Python, module Object) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onImport = append(m.onImport, f)
}

// describe evaluates the defaults, which are Python expressions without names.
func (d *def) describe(py Python) (cpy.HostFunction, error) {
	f := cpy.HostFunction{Name: d.name, PositionalOnly: d.positionalOnly, Positional: d.positional,
		Doc: d.doc}
	names, err := py.Dict() // not those of __main__
	if err != nil {
		return f, err
	}
	told := d.signature.told(py)
	f.Doc = told.text() + "\n--\n\n" + d.doc
	for i, p := range d.signature.params {
		h := cpy.HostParam{Name: p.name, Kind: d.params[i].kind}
		if w := d.params[i].want; w != nil {
			h.Kind, h.Request, h.Optional = cpy.HostArray, int(w.flags), d.params[i].optional
		}
		if p.fallback != "" {
			o, err := py.EvalIn(p.fallback, names)
			if err != nil {
				return f, fmt.Errorf("pyinterop: %s(): the default of %s, %s: %w", d, p.name, p.fallback, err)
			}
			if st := py.thread("Module.Init").IncRef(o.p); st != cpy.OK {
				return f, py.failure(st, "Module.Init")
			}
			h.Default = o.p
		}
		f.Params = append(f.Params, h)
	}
	return f, nil
}

// Stub is the text of a .pyi file for the module, which type checkers and editors read; functions whose names begin with _
// are not in it. The module carries it as its attribute __stub__.
func (m *Module) Stub() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\"\"\"%s\"\"\"\n\nfrom typing import Any, Optional\n\nfrom collections.abc import Buffer\n", docstring(m.doc))
	for _, d := range m.defs {
		if strings.HasPrefix(d.name, "_") {
			continue
		}
		fmt.Fprintf(&b, "\ndef %s -> %s:\n    \"\"\"%s\"\"\"\n    ...\n", d.signature.typed(d.params), d.result, strings.ReplaceAll(docstring(d.doc), "\n", "\n    "))
	}
	return b.String()
}

// docstring is what stands for doc between three double quotes.
func docstring(doc string) string {
	body := strings.TrimRight(doc, `"`)
	quotes := len(doc) - len(body)
	return strings.NewReplacer(`\`, `\\`, `"""`, `\"\"\"`).Replace(body) + strings.Repeat(`\"`, quotes)
}

// A DefOption says more about a function's parameters, or about how it is called.
type DefOption func(*def) error

// Aliased lends all arrays of a function without regard to other borrows, and to each other: they may share memory, as those
// of the verbs of ops may. What others write there meanwhile is the program's to order. See Request.Aliased.
func Aliased() DefOption {
	return func(d *def) error {
		for _, i := range d.borrows {
			d.params[i].want.aliased = true
		}
		return nil
	}
}

// Otherwise lets a function take a part of the calls only: those in which its arrays are plain arrays of NumPy's own class, in
// memory of NumPy's, with numbers in native byte order, and arguments beyond the Go function's parameters, which the signature may then have,
// are their defaults. Other calls (also with None for an Optional array), and those for which the Go function returns an error, are made to what
// [Module.SetOtherwise] named, with the same arguments; so the error is found there once more, unless it is a [Final] one.
// Until something was named, the function is on its own: it takes all arrays that can be borrowed, its errors are those of the call, and
// an argument beyond its parameters that is not the default is a TypeError.
func Otherwise() DefOption { return func(d *def) error { d.partial = true; return nil } }

// SetOtherwise names what is called where the function of a name, which was defined with [Otherwise], does not take a call.
// It is called when the module was imported, commonly by a function of the module that Python calls at once.
func (m *Module) SetOtherwise(name string, callable Object) error {
	if d, index := m.partial(name); d != nil {
		st := callable.thread("Module.SetOtherwise").SetOtherwise(index, callable.p) // it may run Python code, which drops what was named before
		if err := callable.py.failure(st, "Module.SetOtherwise"); err != nil {
			return err
		}
		d.otherwise.Store(true)
		return nil
	}
	return Raise("ValueError", "module %s has no function %s that was defined with Otherwise and imported", m.name, name)
}

// partial is the function of a name that was defined with Otherwise, and its number, if the module was imported.
func (m *Module) partial(name string) (d *def, index int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, d := range m.defs {
		if d.name == name && d.partial && m.made {
			return d, m.first + i
		}
	}
	return nil, 0
}

// A gilRule says when a function runs without the GIL.
type gilRule int

const (
	gilByWork gilRule = iota
	gilKept
	gilDropped
)

// KeepGIL makes a function run with the GIL held: no other Python thread runs meanwhile.
func KeepGIL() DefOption { return func(d *def) error { d.gil = gilKept; return nil } }

// DropGIL makes a function run without the GIL. A function with a parameter that is an Object or a Python needs the GIL
// and cannot. Without KeepGIL and DropGIL the GIL is dropped when the arrays of the call have 256 KiB together.
func DropGIL() DefOption {
	return func(d *def) error {
		if d.python {
			return errors.New("it cannot drop the GIL, since it has a parameter that is an Object or a Python")
		}
		d.gil = gilDropped
		return nil
	}
}

// DropGILFrom makes a function run without the GIL when the arrays of the call have some bytes together, in place of 256 KiB: for work
// that takes longer per byte than a sum does. A function that needs the GIL keeps it.
func DropGILFrom(bytes int) DefOption {
	return func(d *def) error { d.gil, d.large = gilByWork, bytes; return nil }
}

// largeWork is from how many bytes on a call drops the GIL by itself: work of some 20 µs, a hundred times what dropping
// and taking it costs.
const largeWork = 256 << 10
