package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Verbs of the program's own
//
// A function of single elements becomes an elementwise verb that is like those of the registry in all but
// its speed: operands of any numbers, layout and byte order are stretched and cast, dst may be an operand or
// overlap it, When and Casting work. The function is called for each element, which costs four to five times
// what a loop of one addition takes; [Map] and [Zip2] take whole loops.

// A Loop is a function of elements, for one choice of element types; see [Loop1].
type Loop struct {
	kernel.Loop
	in int
}

// Result is what a function of elements may return: an element, or bool, which is stored as [ndview.Bool].
type Result interface{ ndview.Element | bool }

// Loop1 is a function of one element as a loop of a [Verb]; [Loop2] and [Loop3] are for two and three elements of any types.
func Loop1[R Result, A ndview.Element](f func(a A) R) Loop {
	return loopOf[R](kernel.Loop{Unary: kernel.Unary1(f)}, elem.KindOf[A]())
}

// Loop2 is [Loop1] for a function of two elements.
func Loop2[R Result, A, B ndview.Element](f func(a A, b B) R) Loop {
	return loopOf[R](kernel.Loop{Binary: kernel.Binary2(f)}, elem.KindOf[A](), elem.KindOf[B]())
}

// Loop3 is [Loop1] for a function of three elements.
func Loop3[R Result, A, B, C ndview.Element](f func(a A, b B, c C) R) Loop {
	return loopOf[R](kernel.Loop{Ternary: kernel.Ternary3(f)}, elem.KindOf[A](), elem.KindOf[B](), elem.KindOf[C]())
}

// LoopErr1 is [Loop1] for a function that may fail. The first error ends the verb, which returns it as a [*FuncError]; what was
// computed before is written.
func LoopErr1[R Result, A ndview.Element](f func(a A) (R, error)) Loop {
	return Loop1(func(a A) R { return must(f(a)) })
}

// LoopErr2 is [LoopErr1] for a function of two elements.
func LoopErr2[R Result, A, B ndview.Element](f func(a A, b B) (R, error)) Loop {
	return Loop2(func(a A, b B) R { return must(f(a, b)) })
}

// LoopErr3 is [LoopErr1] for a function of three elements.
func LoopErr3[R Result, A, B, C ndview.Element](f func(a A, b B, c C) (R, error)) Loop {
	return Loop3(func(a A, b B, c C) R { return must(f(a, b, c)) })
}

// A FuncError is the error of a function of the program that a [Verb] called.
type FuncError struct{ Err error }

func (e *FuncError) Error() string { return e.Err.Error() }

// Unwrap returns the function's error.
func (e *FuncError) Unwrap() error { return e.Err }

func must[R any](r R, err error) R {
	if err != nil {
		panic(&kernel.Stop{Err: &FuncError{err}})
	}
	return r
}

func loopOf[R Result](l kernel.Loop, in ...elem.Kind) Loop {
	copy(l.In[:], in)
	l.Out[0], l.Own = resultKind[R](), true
	return Loop{l, len(in)}
}

func resultKind[R Result]() elem.Kind {
	var r R
	switch any(r).(type) {
	case bool, elem.Bool:
		return elem.KindBool
	case elem.Float16:
		return elem.KindFloat16
	case elem.BFloat16:
		return elem.KindBFloat16
	case int8:
		return elem.KindInt8
	case int16:
		return elem.KindInt16
	case int32:
		return elem.KindInt32
	case int64:
		return elem.KindInt64
	case uint8:
		return elem.KindUint8
	case uint16:
		return elem.KindUint16
	case uint32:
		return elem.KindUint32
	case uint64:
		return elem.KindUint64
	case float32:
		return elem.KindFloat32
	case float64:
		return elem.KindFloat64
	case complex64:
		return elem.KindComplex64
	default:
		return elem.KindComplex128
	}
}

// A Verb is an elementwise verb made of the program's functions; see [NewVerb].
type Verb struct {
	verb     *verb
	parallel bool
}

// NewVerb makes a verb of loops over one number of operands. For operands of other dtypes the first loop is taken to whose
// inputs all of them cast without losing values, as [Apply] does: a loop of float64 alone takes integers and float32, too;
// loops are listed in NumPy's order, narrow dtypes first. NewVerb panics if there is no loop, or loops differ in their number of inputs.
//
// A Verb may be used by several goroutines at once, as far as its functions may.
func NewVerb(name, doc string, loops ...Loop) *Verb {
	if len(loops) == 0 {
		panic(fmt.Sprintf("inplace: ops.NewVerb %q: wanted at least one loop", name))
	}
	k := &kernel.Verb{Name: name, Doc: doc, In: loops[0].in, Out: 1}
	for i, l := range loops {
		if l.in != k.In {
			panic(fmt.Sprintf("inplace: ops.NewVerb %q: loop 0 has %s, loop %d has %s", name, count(k.In, "input"), i, count(l.in, "input")))
		}
		k.Loops = append(k.Loops, l.Loop)
	}
	v := &verb{op: fmt.Sprintf("the verb %q", name), Verb: k, names: namesFor(1, k.In)}
	for kind := range v.loops {
		v.loops[kind] = k.Exact(elem.Kind(kind))
	}
	return &Verb{verb: v}
}

// Info is the verb's name, doc and number of operands.
func (v *Verb) Info() VerbInfo {
	return VerbInfo{Name: v.verb.Name, Doc: v.verb.Doc, In: v.verb.In, Out: 1}
}

// Parallel says that the functions may be called by several goroutines at once, so that large arrays are shared among workers as those
// of other verbs are. It is called before the verb is used, and returns v.
func (v *Verb) Parallel() *Verb {
	v.parallel = true
	return v
}

// ResultType returns the dtype of what the verb computes of operands of these dtypes. The error wraps [ErrVerb] or
// [ndview.ErrType].
func (v *Verb) ResultType(operands ...ndview.DType) (ndview.DType, error) {
	out, _, err := resultType(v.verb.Verb, operands)
	return out, err
}

// Apply sets dst to what the verb computes of the operands, as the function [Apply] does, with its options and its errors,
// or a [*FuncError]. Functions are called on the calling goroutine, one element after the other in no promised order;
// with [Verb.Parallel] or the option [Workers] by several goroutines. A panic of a function comes out of Apply, in a *workers.Panic if it was
// a worker's.
func (v *Verb) Apply(dst ndview.MutRaw, operands []ndview.Raw, opts ...Option) (err error) {
	c := call{verb: v.verb, settings: settingsOf(opts), n: 1 + len(operands), outs: 1}
	if v.verb.In != len(operands) {
		return countError(v.verb, 1, len(operands))
	}
	defer func() {
		if p := recover(); p != nil {
			stopped, ok := kernel.Stopped(p)
			if !ok {
				panic(p)
			}
			err = stopped
		}
	}()
	c.raws[0] = &dst.Raw
	for k := range operands {
		c.raws[1+k] = &operands[k]
	}
	var native [maxOperands]mem.Array
	for k := range c.n {
		native[k] = *c.raws[k].Array()
		c.kinds[k] = settleNumbers(&native[k], c.raws[k].DType())
		c.arrays[k] = &native[k]
	}
	if c.workers == 0 && !v.parallel && dst.Size() >= smallOwn {
		c.workers = 1
	}
	return c.run()
}

// smallOwn is from how many elements on a verb might be shared among workers.
const smallOwn = 1 << 12
