package ops

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// products are the verbs of two operands by NumPy's names.
var products = map[string]func(kind elem.Kind, dst, a, b *mem.Array) error{
	"dot":    dotTo,
	"inner":  inner,
	"matmul": matMul,
	"matvec": signatureMatVec.do,
	"outer":  outer,
	"vdot":   vdot,
	"vecdot": signatureVecDot.do,
	"vecmat": signatureVecMat.do,
}

// Products returns the names that [Product] knows, in alphabetical order.
func Products() (names []string) {
	for name := range products {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Product sets dst to the product of two operands of any dtypes by NumPy's name:
// "dot" ([DotTo]), "inner", "matmul", "matvec", "outer", "vdot" (dst has no axes),
// "vecdot", "vecmat". It is computed in the dtype that both are promoted to, and cast
// to dst's by the rule [SameKind], or the one given by [Casting]. An operand of another
// dtype is first cast to a temporary of its own shape, as by NumPy, and so is the result.
//
// The error wraps [ErrVerb] for a name that [Products] does not list and for [When],
// which products do not take, and [ndview.ErrType] for dtypes; others are those of
// [MatMul]. Nothing is written then.
func Product(name string, dst ndview.MutRaw, a, b ndview.Raw, opts ...Option) error {
	verb, ok := products[name]
	if !ok {
		return fmt.Errorf("inplace: ops.Product: no product is named %q; Products lists the names: %w", name, ErrVerb)
	}
	if len(opts) == 0 && plainRaw(name, &dst.Raw, &a, &b) {
		return nil
	}
	return product2(fmt.Sprintf("ops.Product %q", name), []string{"dst", "a", "b"}, dst, []ndview.Raw{a, b}, opts,
		func(kind elem.Kind, dst *mem.Array, in []*mem.Array) error { return verb(kind, dst, in[0], in[1]) })
}

// plainRaw computes a product of operands of one dtype by [plainProduct], without allocating; it reports false where
// that is not for it.
func plainRaw(name string, dst, a, b *ndview.Raw) (done bool) {
	if kind := dst.DType().Kind; !kind.IsNumeric() || a.DType().Kind != kind || b.DType().Kind != kind {
		return false
	}
	switch name {
	case "matmul", "dot":
	case "matvec":
		if a.NDim() != 2 || b.NDim() != 1 {
			return false
		}
	default:
		return false
	}
	d, kind := numbers(dst)
	x, _ := numbers(a)
	y, _ := numbers(b)
	return plainProduct(kind, &d, &x, &y)
}

// EinsumRaw is [Einsum] for operands of any dtypes; see [Product] for these.
func EinsumRaw(dst ndview.MutRaw, subscripts string, operands []ndview.Raw, opts ...Option) error {
	if len(operands) == 0 {
		return &SubscriptsError{subscripts, 0, "there are no operands, wanted at least one"}
	}
	names := []string{"dst"}
	for i := range operands {
		names = append(names, fmt.Sprintf("operand %d", i))
	}
	return product2("ops.EinsumRaw", names, dst, operands, opts,
		func(kind elem.Kind, dst *mem.Array, in []*mem.Array) error { return einsum(kind, dst, subscripts, in) })
}

// vdot is VDot for an output without axes.
func vdot(kind elem.Kind, dst, a, b *mem.Array) error {
	c := contraction{kind: kind, dst: dst, a: a, b: b, conj: true}
	c.check()
	c.l.Count(0, a.L().NDim)
	c.r.Count(0, a.L().NDim)
	return c.do(&wordingVDot)
}

// product2 brings the operands to one kind, and the result to that of dst.
func product2(op string, names []string, dst ndview.MutRaw, operands []ndview.Raw, opts []Option,
	compute func(kind elem.Kind, dst *mem.Array, in []*mem.Array) error) error {
	s := settingsOf(opts)
	if s.mask != nil {
		return fmt.Errorf("inplace: %s: products take no mask; make the product in a temporary, and bring what is wanted of it to dst with "+
			"ops.CastRaw and When: %w", op, ErrVerb)
	}
	d, to := numbers(&dst.Raw)
	native, kinds := make([]mem.Array, len(operands)), make([]elem.Kind, len(operands))
	kind, numeric := elem.Invalid, to.IsNumeric()
	held := []*mem.Array{&d}
	for i := range operands {
		native[i], kinds[i] = numbers(&operands[i])
		held = append(held, &native[i])
		numeric = numeric && kinds[i].IsNumeric()
	}
	facts := func() (shapes [][]int, types []ndview.DType) {
		shapes, types = [][]int{dst.Shape()}, []ndview.DType{dst.DType()}
		for i := range operands {
			shapes, types = append(shapes, operands[i].Shape()), append(types, operands[i].DType())
		}
		return shapes, types
	}
	if numeric {
		kind = kinds[0]
		for _, other := range kinds[1:] {
			kind = elem.Promote(kind, other)
		}
	}
	switch {
	case !kind.IsNumeric():
		shapes, types := facts()
		return &NoLoopError{Op: op, Names: names, Shapes: shapes, DTypes: types}
	case !elem.CanCast(kind, to, s.rule):
		shapes, types := facts()
		return &CastError{Op: op, Names: names, Shapes: shapes, DTypes: types, Results: []ndview.DType{kind.Type()}, Rule: s.rule}
	}
	mem.Hold(held...)
	defer mem.Unhold(held...)
	in := make([]*mem.Array, len(operands))
	for i := range operands {
		a, err := as(kind, kinds[i], &native[i])
		if err != nil {
			return err
		}
		in[i] = a
	}
	if kind == to {
		return compute(kind, &d, in)
	}
	if !plainlyApart(d.L(), to.Size()) {
		if err := checkApart(op, to.Size(), d.L()); err != nil {
			return err
		}
	}
	result, err := temporary(kind, d.L())
	if err != nil {
		return err
	}
	if err := compute(kind, result, in); err != nil {
		return err
	}
	return assign(&castRawVerb, s, to, kind, &d, result)
}

// as returns a, or a temporary of another kind that a was cast to.
func as(kind, from elem.Kind, a *mem.Array) (*mem.Array, error) {
	if kind == from {
		return a, nil
	}
	cast, err := temporary(kind, a.L())
	if err == nil {
		err = assign(&castRawVerb, settings{rule: SameKind}, kind, from, cast, a)
	}
	return cast, err
}

// temporary returns a new array of the shape of l.
func temporary(kind elem.Kind, l *layout.Layout) (*mem.Array, error) {
	c, err := layout.C(l.AppendShape(nil), kind.Size())
	if err != nil {
		return nil, err
	}
	words := make([]uint64, (c.Size()*kind.Size()+7)/8)
	a := mem.New(mem.Of(words), c, lease.Forever, 0, mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()})
	return &a, nil
}
