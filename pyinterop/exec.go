package pyinterop

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Exec runs Python source, any number of statements, in the namespace of __main__, and flushes standard
// output afterwards. Common indentation of the lines is removed, so that source can stand indented in a
// raw string. Tracebacks name the Go line of the call and show the source.
func (py Python) Exec(source string) error {
	globals, err := py.Main()
	if err != nil {
		return err
	}
	return py.exec(source, globals)
}

// ExecIn is Exec in another namespace: a dict, such as Dict makes. Python's builtins are added to it if
// they are missing, as exec() does.
func (py Python) ExecIn(source string, globals Object) error {
	if err := py.addBuiltins(globals); err != nil {
		return err
	}
	return py.exec(source, globals)
}

// addBuiltins gives a namespace its __builtins__: functions defined in it look them up there.
func (py Python) addBuiltins(globals Object) error {
	builtins, err := py.Import("builtins")
	if err != nil {
		return err
	}
	_, err = globals.CallMethod("setdefault", "__builtins__", builtins)
	return err
}

func (py Python) exec(source string, globals Object) error {
	_, err := py.run(dedent(source), globals, globals, false)
	py.flush()
	return err
}

// Eval is the value of a Python expression in the namespace of __main__, with vars as further names:
//
//	py.Eval("np.hypot(x, y).max()", pyinterop.Kwargs{"np": np, "x": x, "y": 3})
func (py Python) Eval(expression string, vars ...Kwargs) (Object, error) {
	globals, err := py.Main()
	if err != nil {
		return Object{}, err
	}
	if len(vars) > 0 {
		// One namespace and not two, so that comprehensions and lambdas in the expression see vars.
		if globals, err = globals.CallMethod("copy"); err != nil {
			return Object{}, err
		}
	}
	for _, names := range vars {
		for name, value := range names {
			if err := globals.SetItem(name, value); err != nil {
				return Object{}, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return py.run(strings.TrimSpace(expression), globals, globals, true)
}

// EvalIn is Eval in another namespace: a dict. Python's builtins are added to it as by ExecIn.
func (py Python) EvalIn(expression string, globals Object) (Object, error) {
	if err := py.addBuiltins(globals); err != nil {
		return Object{}, err
	}
	return py.run(strings.TrimSpace(expression), globals, globals, true)
}

// Main is the namespace of the module __main__, where Exec and Eval run: a dict.
func (py Python) Main() (Object, error) {
	p, st := py.thread("Main").MainDict()
	return py.result(p, st, "Main")
}

func (py Python) run(source string, globals, locals Object, expression bool) (Object, error) {
	t := py.thread("Exec")
	if strings.ContainsRune(source, 0) {
		return Object{}, errors.New("pyinterop: Python source must not contain a NUL character")
	}
	file := py.sourceName(source)
	code, st := t.Compile(source, file, expression)
	c, err := py.result(code, st, "Exec")
	if err != nil {
		return Object{}, err
	}
	p, st := t.Eval(c.p, globals.p, locals.p)
	return py.result(p, st, "Exec")
}

// flush brings half lines out too, so that they stand before what Go prints next.
func (py Python) flush() {
	sys, ok := py.quiet(py.s.held.Import("sys"))
	if !ok {
		return
	}
	if out, ok := py.quietAttr(sys, "stdout"); ok && out.p != cpy.None() {
		py.quietCall(out, "flush")
	}
}

// Import imports a module by its full name and returns that module ("matplotlib.pyplot" gives pyplot).
// Where it is not installed the error says for which interpreter and how to install it; it wraps the *PyError.
func (py Python) Import(name string) (Object, error) {
	p, st := py.thread("Import").Import(name)
	o, err := py.result(p, st, "Import")
	if IsPyErr(err, "ModuleNotFoundError") {
		return Object{}, importAdvice(name, err)
	}
	return o, err
}

func importAdvice(name string, err error) error {
	executable := interpreter.info.Executable
	top, _, _ := strings.Cut(name, ".")
	return fmt.Errorf("pyinterop: module %q is not installed for %s (Python %s, found through %s); install it with `%s -m pip install %s`: %w",
		name, executable, interpreter.info.Version, interpreter.info.How, executable, top, err)
}

// dedent removes the indentation that all lines share; blank lines do not count.
func dedent(source string) string {
	lines := strings.Split(source, "\n")
	common, found := "", false
	for _, line := range lines {
		text := strings.TrimLeft(line, " \t")
		if text == "" || text == "\r" {
			continue
		}
		indent := line[:len(line)-len(text)]
		if !found {
			common, found = indent, true
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	if common == "" {
		return source
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, common)
	}
	return strings.Join(lines, "\n")
}
