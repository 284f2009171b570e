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
		name == "matmul" || name == "matvec", func(kind elem.Kind, dst *mem.Array, in []*mem.Array) error { return verb(kind, dst, in[0], in[1]) })
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
	return product2("ops.EinsumRaw", names, dst, operands, opts, false,
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

// product2 brings the operands to one kind, and the result to that of dst. byRows says that, of an operand and a
// vector, each item of dst's first axis needs that of the operand's only.
func product2(op string, names []string, dst ndview.MutRaw, operands []ndview.Raw, opts []Option, byRows bool,
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
	if byRows && kind == to && kind == kinds[1] && kind != kinds[0] && (plainlyApart(d.L(), to.Size()) || checkApart(op, to.Size(), d.L()) == nil) {
		if rows := rowsAtOnce(kind, &d, &native[0], &native[1], kinds[0].Size()); rows > 0 {
			return productByRows(kind, kinds[0], dst, operands[0], &native[1], rows, compute)
		}
	}
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

// castAtOnce is the number of bytes that are cast before they are multiplied, where not all of an operand are: they stay
// in the second-level cache.
const castAtOnce = 128 << 10

// rowsAtOnce returns how many items along a's first axis are cast and multiplied at once, and 0 if all of a has to be:
// it is small, shares memory with dst, or the shapes are not those of a product with a vector.
func rowsAtOnce(kind elem.Kind, dst, a, x *mem.Array, size int) int {
	d, l := dst.L(), a.L()
	if x.L().NDim != 1 || l.NDim < 2 || d.NDim != l.NDim-1 || l.Size()*kind.Size() <= 2*castAtOnce {
		return 0
	}
	for axis := range d.NDim {
		n, _ := d.Dim(axis)
		if other, _ := l.Dim(axis); n != other {
			return 0
		}
	}
	last, _ := l.Dim(d.NDim)
	if n, _ := x.L().Dim(0); n != last {
		return 0
	}
	for _, in := range []*mem.Array{a, x} {
		if layout.Overlap(d, mem.Uint(dst.Base), kind.Size(), in.L(), mem.Uint(in.Base), size, layout.DefaultWork) != layout.Disjoint {
			return 0
		}
		size = kind.Size() // of x
	}
	rows, _ := l.Dim(0)
	return max(1, castAtOnce/(l.Size()/rows*kind.Size()))
}

// productByRows multiplies an operand of another kind with a vector, so many of its rows at a time.
func productByRows(kind, from elem.Kind, dst ndview.MutRaw, a ndview.Raw, x *mem.Array, rows int, compute func(kind elem.Kind, dst *mem.Array, in []*mem.Array) error) error {
	var cast *mem.Array
	n := dst.Shape()[0]
	for i := 0; i < n; i += rows {
		span := ndview.Span(i, min(i+rows, n))
		part := dst.SliceAxis(0, span)
		d, _ := numbers(&part.Raw)
		slice := a.SliceAxis(0, span)
		y, _ := numbers(&slice)
		if cast == nil || i+rows > n {
			var err error
			if cast, err = temporary(kind, y.L()); err != nil {
				return err
			}
		}
		if err := assign(&castRawVerb, settings{rule: SameKind}, kind, from, cast, &y); err != nil {
			return err
		}
		if err := compute(kind, &d, []*mem.Array{cast, x}); err != nil {
			return err
		}
	}
	return nil
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
