package vectorize

import (
	_ "embed"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Def1 defines a function of one number; signature names it and its parameter, "logistic(x)". In Python it has NumPy's parameters behind it:
// logistic(x, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None).
func Def1[R ops.Result, A ndview.Element](m *pyinterop.Module, signature, doc string, f func(a A) R, opts ...Option) {
	Def(m, signature, doc, []ops.Loop{ops.Loop1(f)}, opts...)
}

// Def2 defines a function of two numbers; see [Def1].
func Def2[R ops.Result, A, B ndview.Element](m *pyinterop.Module, signature, doc string, f func(a A, b B) R, opts ...Option) {
	Def(m, signature, doc, []ops.Loop{ops.Loop2(f)}, opts...)
}

// Def3 defines a function of three numbers; see [Def1].
func Def3[R ops.Result, A, B, C ndview.Element](m *pyinterop.Module, signature, doc string, f func(a A, b B, c C) R, opts ...Option) {
	Def(m, signature, doc, []ops.Loop{ops.Loop3(f)}, opts...)
}

// Def defines a function for several dtypes, or one that may fail, of which each loop is a Go function: [ops.Loop1] to [ops.Loop3] and
// [ops.LoopErr1] to [ops.LoopErr3]. Narrow dtypes come first. It panics if loops differ in their number of parameters, or if
// the signature has another one, a default or a * in it.
//
//	vectorize.Def(module, "hypot(x, y)", "The root of x² + y².", []ops.Loop{ops.Loop2(hypot32), ops.Loop2(math.Hypot)})
func Def(m *pyinterop.Module, signature, doc string, loops []ops.Loop, opts ...Option) {
	name, inputs := split(signature)
	v := ops.NewVerb(name, doc, loops...)
	if in := v.Info().In; in != len(inputs) {
		panic(fmt.Sprintf("vectorize: %q: the signature has %d parameters and the Go function %d", signature, len(inputs), in))
	}
	for _, o := range opts {
		o(v)
	}
	of := ofModule(m)
	of.verbs = append(of.verbs, v)
	of.loops = append(of.loops, inputsOf(loops, len(inputs)))
	head := name + "(" + strings.Join(inputs, ", ") + ", /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None, sig=None)"
	quick := func(in []ndview.Raw, out []ndview.MutRaw) (pyinterop.Argument, error) {
		return pyinterop.Argument(len(in)), outcome(v.Apply(out[0], in))
	}
	// Plain arrays and out given enter Go once. All else, and what is refused, goes through Python, for NumPy's rules and its words.
	pyinterop.DefArrays(m, head, doc, len(inputs), 1, quick, pyinterop.Otherwise(), pyinterop.Aliased(), pyinterop.DropGILFrom(dropFrom))
}

// outcome makes an error of a function of the program that of the call, which is not tried otherwise then.
func outcome(err error) error {
	if of := (*ops.FuncError)(nil); errors.As(err, &of) {
		return pyinterop.Final(of.Err)
	}
	return err
}

// An Option says more about a function.
type Option func(v *ops.Verb)

// Parallel lets several goroutines call the function at once, which large arrays are shared among.
func Parallel() Option { return func(v *ops.Verb) { v.Parallel() } }

// dropFrom is from how many bytes on the GIL is dropped: some 1000 calls, a few µs at least.
const dropFrom = 8 << 10

// split takes a signature of plain names apart.
func split(signature string) (name string, inputs []string) {
	name, list, opens := strings.Cut(signature, "(")
	list, closes := strings.CutSuffix(strings.TrimSpace(list), ")")
	if !opens || !closes || strings.ContainsAny(list, "=*/(") {
		panic(fmt.Sprintf("vectorize: function %q: wanted name(parameter, parameter)", signature))
	}
	for input := range strings.SplitSeq(list, ",") {
		inputs = append(inputs, strings.TrimSpace(input))
	}
	return strings.TrimSpace(name), inputs
}

// A set are the vectorised functions of a module.
type set struct {
	module *pyinterop.Module
	name   string // of the module, once it is imported
	verbs  []*ops.Verb
	loops  [][]any // of each verb: for each loop the names of its inputs' dtypes
}

func inputsOf(loops []ops.Loop, n int) []any {
	list := make([]any, len(loops))
	for i, l := range loops {
		names := make([]any, n)
		for k := range names {
			names[k] = nameOf(l.In[k].Type())
		}
		list[i] = names
	}
	return list
}

// nameOf is NumPy's name of a number.
func nameOf(typ ndview.DType) string {
	for name, t := range dtypes {
		if t.Kind == typ.Kind {
			return name
		}
	}
	return typ.String()
}

var (
	sets     = make(map[*pyinterop.Module]*set)
	setsLock sync.Mutex
)

//go:embed rules.py
var rules string

// ofModule is the set of a module. The first function brings along what Python does for all of them.
func ofModule(m *pyinterop.Module) *set {
	setsLock.Lock()
	defer setsLock.Unlock()
	s := sets[m]
	if s == nil {
		s = &set{module: m}
		sets[m] = s
		m.Def("_result_type(number, dtypes)", "The dtype that a function computes of operands of dtypes, by name.", s.resultType)
		m.Def("_apply(number, out, ins, casting, where)", "Sets out to what a function computes of ins.", s.apply)
		m.OnImport(s.imported)
	}
	return s
}

// imported names what each function calls for what it does not do itself.
func (s *set) imported(py pyinterop.Python, module pyinterop.Object) error {
	names, err := py.Dict()
	if err != nil {
		return err
	}
	for name, value := range map[string]any{"__name__": "vectorize", "_module": module} {
		if err := names.SetItem(name, value); err != nil {
			return err
		}
	}
	if err := py.ExecIn(rules, names); err != nil {
		return fmt.Errorf("what vectorised functions need of Python: %w", err)
	}
	define, err := names.Item("define")
	if err != nil {
		return err
	}
	name, err := module.Attr("__name__")
	if err == nil {
		s.name, err = name.Text()
	}
	if err != nil {
		return err
	}
	for i, v := range s.verbs {
		info := v.Info()
		otherwise, err := define.Call(i, info.Name, s.loops[i])
		if err != nil {
			return err
		}
		if err := s.module.SetOtherwise(info.Name, otherwise); err != nil {
			return err
		}
	}
	return nil
}

func (s *set) resultType(number int, names []string) (string, error) {
	types := make([]ndview.DType, len(names))
	for i, name := range names {
		typ, ok := dtypes[name]
		if !ok {
			return "", pyinterop.Raise("TypeError", "there are no functions of %s", name)
		}
		types[i] = typ
	}
	typ, err := s.verbs[number].ResultType(types...)
	if err != nil {
		return "", pyinterop.Raise("TypeError", "%s", err)
	}
	return nameOf(typ), nil
}

var casts = map[string]ops.CastRule{"unsafe": ops.Unsafe, "saturate": ops.Saturate}

// apply is called with operands that fit: by the rules, in Python.
func (s *set) apply(py pyinterop.Python, number int, out pyinterop.Object, ins []pyinterop.Object, casting string, where pyinterop.Object) (err error) {
	defer s.panicked(number, &err)
	v, opts := s.verbs[number], []ops.Option{ops.Casting(casts[casting])}
	masked := !where.IsNone()
	if masked {
		ins = append(slices.Clone(ins), where)
	}
	return Borrow(py, []pyinterop.Object{out}, ins, dropFrom, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		if masked {
			mask, err := ndview.As[ndview.Bool](ins[len(ins)-1])
			if err != nil {
				return err
			}
			ins, opts = ins[:len(ins)-1], append(opts, ops.When(mask))
		}
		return outcome(v.Apply(outs[0], ins, opts...))
	})
}

// panicked makes a panic of the program's function an error that names it, and not what is called in its stead where an array was allocated.
func (s *set) panicked(number int, err *error) {
	switch p := recover().(type) {
	case nil:
	case error:
		if errors.Is(p, workers.ErrInterrupted) { // Ctrl-C
			panic(p)
		}
		*err = s.panicError(number, p)
	default:
		*err = s.panicError(number, p)
	}
}

func (s *set) panicError(number int, p any) error {
	return pyinterop.Raise("RuntimeError", "%s.%s() panicked: %v\n\n%s", s.name, s.verbs[number].Info().Name, p, debug.Stack())
}

// dtypes are the numbers by the names that NumPy has for them.
var dtypes = map[string]ndview.DType{
	"bool": ndview.DTypeOf[ndview.Bool](), "bfloat16": ndview.DTypeOf[ndview.BFloat16](), "float16": ndview.DTypeOf[ndview.Float16](),
	"int8": ndview.DTypeOf[int8](), "int16": ndview.DTypeOf[int16](), "int32": ndview.DTypeOf[int32](), "int64": ndview.DTypeOf[int64](),
	"uint8": ndview.DTypeOf[uint8](), "uint16": ndview.DTypeOf[uint16](), "uint32": ndview.DTypeOf[uint32](), "uint64": ndview.DTypeOf[uint64](),
	"float32": ndview.DTypeOf[float32](), "float64": ndview.DTypeOf[float64](),
	"complex64": ndview.DTypeOf[complex64](), "complex128": ndview.DTypeOf[complex128](),
}
