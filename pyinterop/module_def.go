package pyinterop

import (
	"fmt"
	"reflect"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Parameters of functions that Python calls, by their Go types:
//
//	ndview.View[T], ndview.MutView[T]   an array, borrowed for the call for reading or for writing, as Borrow and BorrowMut do
//	ndview.Raw, ndview.MutRaw           the same without an element type
//	Optional of these                   None, too
//	float64, float32, integers          numbers; a float or an out-of-range number is no integer
//	other types                         what To converts: string, []byte, bool, slices, maps, Tuple, any …
//	Object                              the object itself
//	Python                              no parameter of Python's: the scope of the call, for making objects
//	context.Context                     none either: done when Ctrl-C is pressed
//	types of [ParamFrom]                what is made of a view; with package matargs *mat.Dense, mat.Matrix and vectors
//
// Results are what Python.From converts (views become arrays of the same memory), a Tuple for several; None for a function without
// one; Argument for one that returns an argument.
//
// A function must not call runtime.Goexit, which ends the process: it is the goroutine of a call from C. Nor can a panic by a
// nil pointer be caught where Python's faulthandler was enabled after the module had been imported.
//
// Ctrl-C interrupts Python between its instructions. In a Go function that is called in Python's main thread it ends the verbs of package ops and the
// expressions of ops/fused, which look for it every millisecond or oftener, the functions that they call for pieces, lanes or elements (between two calls),
// and the workers of iter.ForEach that were given no context that ends, by a panic that ends the function,
// too, and becomes KeyboardInterrupt; their outputs have then been written in part, and what was an operand as well is not what it was.
// Not interrupted are one call of a function of the program, a call of gonum or of a BLAS by the function itself (products of package ops cut
// what they give to a BLAS in blocks of some 50 ms, up to 0.2 s of one processor for sides of 4096), and loops of the function's own, over sequences of package iter, too: a function
// that may run for longer takes a context and looks at it, or hands it to the loops of package iter that take one. What is pressed before the first long
// verb of a call has begun ends nothing but is Python's when the call returns; pressing again does. When the function returns, whatever it returns, Python's
// handler of the signal has its turn, which commonly raises KeyboardInterrupt. As in Python, threads other than the main thread are
// not interrupted.
//
// The arrays of a call are borrowed together, at most four, under the ledger's rules: one for writing must not share
// memory with another, unless the function was defined with [Aliased]. Objects, views and Python are the call's and
// must not be kept.

// Def defines a function of any of these types, by reflection; signature is its head in Python, with the names of the
// parameters and their defaults: "scale(a, factor=2.0, *, out=None)". f may have no result, an error, a result, or results
// and an error. Def0 … Def4 are the same for functions of a known shape, and
// some 0.3 µs faster at each call; DefArrays is for small work on arrays of any type.
func (m *Module) Def(signature, doc string, f any, opts ...DefOption) {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.Type().IsVariadic() {
		panic(fmt.Sprintf("pyinterop: module %s, function %q: wanted a func without variadic parameters, found %T", m.name, signature, f))
	}
	t := v.Type()
	var ps places
	params := make([]anyParam, t.NumIn())
	at := make([]int, t.NumIn())
	for k := range params {
		params[k] = paramOfType(t.In(k))
		at[k] = ps.add(params[k].info())
	}
	results := t.NumOut()
	fails := results > 0 && t.Out(results-1) == reflect.TypeFor[error]()
	if fails {
		results--
	}
	stub := "None"
	switch {
	case results == 1:
		stub = stubOf(t.Out(0))
	case results > 1:
		stub = "tuple"
	}
	d := m.define(signature, doc, ps, stub, opts)
	d.pc = v.Pointer()
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		in := make([]reflect.Value, len(params))
		for k, p := range params {
			var err error
			if in[k], err = p.reflected(c, at[k]); err != nil {
				return 0, err
			}
		}
		c.dropGIL()
		out := v.Call(in)
		if fails && !out[results].IsNil() {
			return 0, out[results].Interface().(error)
		}
		switch results {
		case 0:
			return cpy.HostNone, nil
		case 1:
			return c.returned(out[0].Interface())
		}
		all := make(Tuple, results)
		for k := range all {
			all[k] = out[k].Interface()
		}
		return c.tuple(all)
	}
}

// Def0 defines a function without parameters; see Def1.
func Def0[R any](m *Module, signature, doc string, f func() (R, error), opts ...DefOption) {
	d := m.define(signature, doc, places{}, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		c.dropGIL()
		r, err := f()
		return give(c, r, err)
	}
}

// Def1 defines a function of one parameter; R is None for one without a result. See Module.Def.
func Def1[A, R any](m *Module, signature, doc string, f func(a A) (R, error), opts ...DefOption) {
	var ps places
	pa, a := place[A](&ps)
	d := m.define(signature, doc, ps, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		va, err := pa(c, a)
		if err != nil {
			return 0, err
		}
		c.dropGIL()
		r, err := f(va)
		return give(c, r, err)
	}
}

// Def2 defines a function of two parameters; see Def1.
func Def2[A, B, R any](m *Module, signature, doc string, f func(a A, b B) (R, error), opts ...DefOption) {
	var ps places
	pa, a := place[A](&ps)
	pb, b := place[B](&ps)
	d := m.define(signature, doc, ps, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		va, err := pa(c, a)
		if err != nil {
			return 0, err
		}
		vb, err := pb(c, b)
		if err != nil {
			return 0, err
		}
		c.dropGIL()
		r, err := f(va, vb)
		return give(c, r, err)
	}
}

// Def3 defines a function of three parameters; see Def1.
func Def3[A, B, C, R any](m *Module, signature, doc string, f func(a A, b B, c C) (R, error), opts ...DefOption) {
	var ps places
	pa, a := place[A](&ps)
	pb, b := place[B](&ps)
	pc, c3 := place[C](&ps)
	d := m.define(signature, doc, ps, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		va, err := pa(c, a)
		if err != nil {
			return 0, err
		}
		vb, err := pb(c, b)
		if err != nil {
			return 0, err
		}
		vc, err := pc(c, c3)
		if err != nil {
			return 0, err
		}
		c.dropGIL()
		r, err := f(va, vb, vc)
		return give(c, r, err)
	}
}

// Def4 defines a function of four parameters; see Def1.
func Def4[A, B, C, D, R any](m *Module, signature, doc string, f func(a A, b B, c C, d D) (R, error), opts ...DefOption) {
	var ps places
	pa, a := place[A](&ps)
	pb, b := place[B](&ps)
	pc, c3 := place[C](&ps)
	pd, d4 := place[D](&ps)
	d := m.define(signature, doc, ps, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		va, err := pa(c, a)
		if err != nil {
			return 0, err
		}
		vb, err := pb(c, b)
		if err != nil {
			return 0, err
		}
		vc, err := pc(c, c3)
		if err != nil {
			return 0, err
		}
		vd, err := pd(c, d4)
		if err != nil {
			return 0, err
		}
		c.dropGIL()
		r, err := f(va, vb, vc, vd)
		return give(c, r, err)
	}
}

// DefArrays defines a function of some arrays to be read and then some to be written, of any element types, whose views are
// not copied on their way to f: the slices are the call's, and f must not keep them. It is for small work on small arrays, where
// a hundred nanoseconds matter. An array that is None is refused; see [Otherwise].
func DefArrays[R any](m *Module, signature, doc string, ins, outs int, f func(in []ndview.Raw, out []ndview.MutRaw) (R, error), opts ...DefOption) {
	var ps places
	for range ins {
		p := paramOf[Optional[ndview.Raw]]()
		ps.add(p.paramInfo)
	}
	for range outs {
		p := paramOf[Optional[ndview.MutRaw]]()
		ps.add(p.paramInfo)
	}
	d := m.define(signature, doc, ps, stubOf(reflect.TypeFor[R]()), opts)
	d.pc = cpy.FuncPC(f)
	d.invoke = func(c *hostedCall) (cpy.Object, error) {
		c.given = ins + outs
		for i := range c.given {
			l := c.loan(i)
			if l == nil {
				return 0, &argumentError{d, i, &ConvertError{"None", "an array", "it is none", ErrConvert}}
			}
			if i < ins {
				c.ins[i] = ndview.NewRaw(l.a, l.typ)
			} else {
				c.outs[i-ins] = ndview.NewMutRaw(l.a, l.typ)
			}
		}
		c.dropGIL()
		r, err := f(c.ins[:ins], c.outs[:outs])
		return give(c, r, err)
	}
}

// forgetArrays leaves no address behind that could look like a bad pointer to Go's collector.
func (c *hostedCall) forgetArrays() {
	for i := range c.given {
		c.ins[i].Array().Base, c.outs[i].Array().Base = nil, nil
	}
	c.given = 0
}

// places are the parameters of a Go function and their places among Python's.
type places struct {
	infos  []paramInfo
	python bool
}

// add returns the place of a parameter, -1 if Python has none for it.
func (ps *places) add(p paramInfo) int {
	ps.python = ps.python || p.python
	if p.none {
		return -1
	}
	ps.infos = append(ps.infos, p)
	return len(ps.infos) - 1
}

func place[A any](ps *places) (value func(c *hostedCall, i int) (A, error), i int) {
	p := paramOf[A]()
	return p.value, ps.add(p.paramInfo)
}

// give returns what a function returned.
func give[R any](c *hostedCall, r R, err error) (cpy.Object, error) {
	if err != nil {
		return 0, err
	}
	switch v := any(&r).(type) {
	case *None:
		return cpy.HostNone, nil
	case *float64:
		return c.args[0].GiveFloat(*v), nil
	case *int:
		return c.args[0].GiveInt(int64(*v)), nil
	case *Argument:
		return c.argument(*v)
	case *Tuple:
		return c.tuple(*v)
	}
	return c.returned(r)
}

// tuple returns a tuple, with the arguments that are among its items.
func (c *hostedCall) tuple(all Tuple) (cpy.Object, error) {
	c.takeGIL()
	for k, v := range all {
		if i, ok := v.(Argument); ok {
			if _, err := c.argument(i); err != nil {
				return 0, err
			}
			all[k] = c.object(int(i))
		}
	}
	return c.returned(all)
}

// A check is a further requirement of the arguments of a call.
type check func(c *hostedCall) *RefusedError

// NDim requires an array to have one of these numbers of axes.
func NDim(name string, ndim ...int) DefOption {
	return arrayCheck(name, func(c *hostedCall, l *loan) string {
		for _, n := range ndim {
			if l.slot.Ndim() == n {
				return ""
			}
		}
		return fmt.Sprintf("ndim: wanted %s, found %d", oneOf(ndim), l.slot.Ndim())
	})
}

// Shape requires an array to have a shape; -1 stands for any length.
func Shape(name string, shape ...int) DefOption {
	return arrayCheck(name, func(c *hostedCall, l *loan) string {
		found := l.slot.Shape()
		fits := len(found) == len(shape)
		for axis := 0; fits && axis < len(shape); axis++ {
			fits = shape[axis] < 0 || shape[axis] == found[axis]
		}
		if fits {
			return ""
		}
		return fmt.Sprintf("shape: wanted %s, found %s", formatWantedShape(shape), formatWantedShape(found))
	})
}

// SameShape requires arrays to have one shape, that of the first.
func SameShape(first string, others ...string) DefOption {
	return func(d *def) error {
		at, err := d.array(first)
		if err != nil {
			return err
		}
		for _, name := range others {
			if err := arrayCheck(name, func(c *hostedCall, l *loan) string {
				of := c.loan(at)
				if of == nil || reflect.DeepEqual(of.slot.Shape(), l.slot.Shape()) {
					return ""
				}
				return fmt.Sprintf("shape: wanted %s, that of '%s', found %s", formatWantedShape(of.slot.Shape()), first, formatWantedShape(l.slot.Shape()))
			})(d); err != nil {
				return err
			}
		}
		return nil
	}
}

// arrayCheck makes an option of a function that says what an array does not meet.
func arrayCheck(name string, unmet func(c *hostedCall, l *loan) string) DefOption {
	return func(d *def) error {
		i, err := d.array(name)
		if err != nil {
			return err
		}
		d.checks = append(d.checks, func(c *hostedCall) *RefusedError {
			l := c.loan(i)
			if l == nil { // None
				return nil
			}
			why := unmet(c, l)
			if why == "" {
				return nil
			}
			e := &RefusedError{Op: d.place(i), Object: l.describeObject(c.object(i).TypeName(), d.params[i].want)}
			e.add(ndview.ErrShape, "%s", why)
			return e
		})
		return nil
	}
}

// array is the place of the parameter of a name, which must be an array.
func (d *def) array(name string) (int, error) {
	for _, i := range d.borrows {
		if d.names[i] == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s is no array among its parameters", name)
}

func oneOf(ndim []int) string {
	s := ""
	for k, n := range ndim {
		if k > 0 {
			s += " or "
		}
		s += fmt.Sprint(n)
	}
	return s
}

// formatWantedShape prints a shape with "any" for lengths that may be any.
func formatWantedShape(shape []int) string {
	s := "("
	for axis, n := range shape {
		if axis > 0 {
			s += ", "
		}
		if n < 0 {
			s += "any"
		} else {
			s += fmt.Sprint(n)
		}
	}
	if len(shape) == 1 {
		s += ","
	}
	return s + ")"
}
