package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Cast sets dst to src, cast to the element type of dst and stretched to its shape,
// as np.copyto(dst, src, casting=…, where=…). The rule is SameKind unless [Casting]
// gives another: float64 to int32 needs Casting(Unsafe), which drops fractions, or
// Casting(Saturate). [When] assigns only where its mask is true. src may share
// memory with dst.
//
// The error wraps [ndview.ErrType] if the rule does not allow the cast
// ([CastError]), [ndview.ErrShape] and [ndview.ErrOverlap] as that of [Copy];
// nothing is written then.
//
// https://numpy.org/doc/stable/reference/generated/numpy.copyto.html
func Cast[D, S ndview.Element](dst ndview.MutView[D], src ndview.View[S], opts ...Option) error {
	return assign(&castVerb, settingsOf(opts), elem.KindOf[D](), elem.KindOf[S](), dst.Array(), src.Array())
}

// CastRaw is [Cast] for numbers whose dtype is known only at run time.
func CastRaw(dst ndview.MutRaw, src ndview.Raw, opts ...Option) error {
	d, to := numbers(&dst.Raw)
	s, from := numbers(&src)
	if !from.IsNumeric() || !to.IsNumeric() {
		return &NoLoopError{
			Op: castRawVerb.op, Names: castRawVerb.names,
			Shapes: [][]int{dst.Shape(), src.Shape()}, DTypes: []ndview.DType{dst.DType(), src.DType()},
			Advice: "only numbers are cast; items of one type are copied as bytes by CopyTo and CopyFrom",
		}
	}
	return assign(&castRawVerb, settingsOf(opts), to, from, &d, &s)
}

// Where sets dst to x where cond is true and to y elsewhere, element by element, as
// np.where(cond, x, y). cond, x and y are stretched to the shape of dst; each may
// share memory with it.
//
// The error is that of [Add].
func Where[T ndview.Element](dst ndview.MutView[T], cond ndview.View[ndview.Bool], x, y ndview.View[T], opts ...Option) error {
	c := call{verb: whereVerb, settings: settingsOf(opts), outs: 1, n: 4}
	kind := elem.KindOf[T]()
	c.kinds = [maxOperands]elem.Kind{kind, elem.KindBool, kind, kind}
	c.arrays = [maxOperands]*mem.Array{dst.Array(), cond.Array(), x.Array(), y.Array()}
	return c.run()
}

var whereVerb = func() *verb {
	v := verbOf("ops.Where", "where")
	v.names = []string{"dst", "cond", "x", "y"}
	return v
}()

// The assignments, as call knows verbs. Their loops are the casts.
var (
	castVerb    = verb{op: "ops.Cast", names: namesCopy}
	castRawVerb = verb{op: "ops.CastRaw", names: namesCopy}
	copyVerb    = verb{op: "ops.Copy", names: namesCopy}
	fillVerb    = verb{op: "ops.Fill", names: []string{"dst", "x"}}
)

// assign casts src to dst.
func assign(v *verb, s settings, to, from elem.Kind, dst, src *mem.Array) error {
	dst.Check()
	src.Check()
	tail := withoutOnes(src, dst.L().NDim)
	c := call{verb: v, settings: s, outs: 1, n: 2}
	c.kinds = [maxOperands]elem.Kind{to, from}
	c.arrays = [maxOperands]*mem.Array{dst, &tail}
	if !elem.CanCast(from, to, s.rule) {
		return c.castError(&kernel.Loop{Out: [2]elem.Kind{from}})
	}
	if err := c.check(); err != nil {
		return err
	}
	if from == to && s.mask == nil && s.workers == 0 {
		kernel.CopyArray(to, dst, &tail)
		return nil
	}
	loop := kernel.Loop{In: [3]elem.Kind{from}, Out: [2]elem.Kind{to}, Unary: kernel.CastOf(from, to)}
	if s.rule == Saturate {
		loop.Unary = kernel.SaturatingCastOf(from, to)
	}
	k := kernel.Call{Loop: &loop, Out: 1, In: 1, Kinds: c.kinds, Arrays: c.arrays, Mask: s.mask, Workers: s.workers}
	k.Run()
	return nil
}

// withoutOnes returns a without the axes of length 1 that it has in front of more
// than ndim axes, as NumPy's assignment drops them.
func withoutOnes(a *mem.Array, ndim int) mem.Array {
	tail := *a
	for l := tail.L(); l.NDim > ndim; {
		if n, _ := l.Dim(0); n != 1 {
			return *a
		}
		off, err := l.Index(0, 0)
		if err != nil {
			panic(err) // the axis has an element
		}
		tail.Moved(off)
	}
	return tail
}
