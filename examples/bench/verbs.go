package main

import (
	"context"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// Ours is our side of a case. It is given the operands once, as views of the borrowed
// arrays, and returns what is timed.
type ours func(dst ndview.MutRaw, in []ndview.Raw, threads int) (func() error, error)

// apply is an elementwise verb by NumPy's name.
func apply(verb string, opts ...ops.Option) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		return func() error { return ops.Apply(verb, dst, in, opts...) }, nil
	}
}

// reduce is a reduction by NumPy's name, over the axes, or over all if there are none.
func reduce(verb string, axes ...int) ours {
	return alongAxes(ops.Reduce, verb, axes)
}

// scan is an accumulation by NumPy's name, along the axis if there is one.
func scan(verb string, axes ...int) ours {
	return alongAxes(ops.Accumulate, verb, axes)
}

func alongAxes(f func(string, ndview.MutRaw, ndview.Raw, ...ops.Option) error, verb string, axes []int) ours {
	var opts []ops.Option
	if len(axes) > 0 {
		opts = append(opts, ops.Axes(axes...))
	}
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		return func() error { return f(verb, dst, in[0], opts...) }, nil
	}
}

// product is a product by NumPy's name; the BLAS that NumPy brought is in use.
func product(verb string) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		return func() error { return ops.Product(verb, dst, in[0], in[1]) }, nil
	}
}

// cast copies, and casts where the dtypes differ.
func cast(opts ...ops.Option) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		return func() error { return ops.CastRaw(dst, in[0], opts...) }, nil
	}
}

// raw is a verb that takes untyped views.
func raw(f func(dst ndview.MutRaw, in []ndview.Raw) error) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		return func() error { return f(dst, in) }, nil
	}
}

// output is a verb that needs a typed view of the output alone.
func output[D ndview.Element](f func(dst ndview.MutView[D]) error) ours {
	return func(dst ndview.MutRaw, _ []ndview.Raw, _ int) (func() error, error) {
		d, err := ndview.AsMut[D](dst)
		return func() error { return f(d) }, err
	}
}

// typed1 is a typed function of one operand.
func typed1[D, A ndview.Element](f func(dst ndview.MutView[D], a ndview.View[A]) error) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		d, err := ndview.AsMut[D](dst)
		if err != nil {
			return nil, err
		}
		a, err := ndview.As[A](in[0])
		return func() error { return f(d, a) }, err
	}
}

// typed2 is a typed function of two operands.
func typed2[D, A, B ndview.Element](f func(dst ndview.MutView[D], a ndview.View[A], b ndview.View[B]) error) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		d, err := ndview.AsMut[D](dst)
		if err != nil {
			return nil, err
		}
		a, err := ndview.As[A](in[0])
		if err != nil {
			return nil, err
		}
		b, err := ndview.As[B](in[1])
		return func() error { return f(d, a, b) }, err
	}
}

// verb2 is a typed wrapper of an elementwise verb, with no options.
func verb2[D, T ndview.Element](f func(ndview.MutView[D], ndview.View[T], ndview.View[T], ...ops.Option) error) ours {
	return typed2(func(dst ndview.MutView[D], a, b ndview.View[T]) error { return f(dst, a, b) })
}

// verb1 is verb2 of one operand.
func verb1[D, T ndview.Element](f func(ndview.MutView[D], ndview.View[T], ...ops.Option) error) ours {
	return typed1(func(dst ndview.MutView[D], a ndview.View[T]) error { return f(dst, a) })
}

// program is a fused expression of the operands by name, in their order, on as many
// workers as the run has.
func program(expression func(in map[string]fused.Expr) fused.Expr, names ...string) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, threads int) (func() error, error) {
		named, inputs := map[string]fused.Expr{}, make([]fused.Expr, len(in))
		for i, name := range names {
			inputs[i] = fused.Input(name, in[i].DType())
			named[name] = inputs[i]
		}
		p, err := fused.Compile(expression(named), inputs...)
		return func() error { return p.RunContext(context.Background(), 0, dst, in...) }, err
	}
}
