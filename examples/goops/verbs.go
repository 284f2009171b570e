package main

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

func init() {
	module.Def("verbs()", "All elementwise verbs: (name, doc, number of inputs, number of outputs).", func() []pyinterop.Tuple {
		var list []pyinterop.Tuple
		for _, v := range ops.Verbs() {
			list = append(list, pyinterop.Tuple{v.Name, v.Doc, v.In, v.Out})
		}
		return list
	})
	module.Def("reductions()", "The names that reduce() knows.", ops.Reductions)
	module.Def("result_type(name, dtypes)", "The dtypes that a verb computes of operands of dtypes, by name.", resultType)
	module.Def("reduce_type(name, dtype)", "The dtype of a reduction's result.", reduceType)
	module.Def("apply(name, outs, ins, casting, where)", "Sets outs to what an elementwise verb computes of ins.", apply)
	module.Def("reduce(name, out, a, axes, keepdims, casting, where, initial, dtype, ddof)", "Sets out to a reduction of a.", reduce)
	module.Def("accumulate(name, out, a, axis, casting, dtype)", "Sets out to a scan of a.", accumulate)
	module.Def("copy(out, a, casting, where)", "Sets out to a, cast.", copyTo)
}

func resultType(name string, names []string) ([]string, error) {
	types := make([]ndview.DType, len(names))
	for i, name := range names {
		var err error
		if types[i], err = dtypeOf(name); err != nil {
			return nil, err
		}
	}
	out, out2, err := ops.ResultType(name, types...)
	if err != nil {
		return nil, exception(err)
	}
	results := []string{nameOf(out)}
	if out2 != (ndview.DType{}) {
		results = append(results, nameOf(out2))
	}
	return results, nil
}

func reduceType(name, dtype string) (string, error) {
	typ, err := dtypeOf(dtype)
	if err != nil {
		return "", err
	}
	typ, err = ops.ReduceType(name, typ)
	return nameOf(typ), exception(err)
}

// masked borrows a mask, if there is one, in front of the inputs, and adds what it means to the options.
func masked(py pyinterop.Python, where pyinterop.Object, outs, ins []pyinterop.Object, opts []ops.Option,
	f func(outs []ndview.MutRaw, ins []ndview.Raw, opts []ops.Option) error) error {
	if !given(where) {
		return on(py, outs, ins, func(outs []ndview.MutRaw, ins []ndview.Raw) error { return f(outs, ins, opts) })
	}
	return on(py, outs, append([]pyinterop.Object{where}, ins...), func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		mask, err := ndview.As[ndview.Bool](ins[0])
		if err != nil {
			return err
		}
		return f(outs, ins[1:], append(opts, ops.When(mask)))
	})
}

func apply(py pyinterop.Python, name string, outs, ins []pyinterop.Object, casting string, where pyinterop.Object) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	return masked(py, where, outs, ins, []ops.Option{ops.Casting(rule)}, func(outs []ndview.MutRaw, ins []ndview.Raw, opts []ops.Option) error {
		if len(outs) == 2 {
			return ops.ApplyPair(name, outs[0], outs[1], ins, opts...)
		}
		return ops.Apply(name, outs[0], ins, opts...)
	})
}

func copyTo(py pyinterop.Python, out, a pyinterop.Object, casting string, where pyinterop.Object) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	return masked(py, where, []pyinterop.Object{out}, []pyinterop.Object{a}, []ops.Option{ops.Casting(rule)},
		func(outs []ndview.MutRaw, ins []ndview.Raw, opts []ops.Option) error {
			return ops.CastRaw(outs[0], ins[0], opts...)
		})
}

func reduce(py pyinterop.Python, name string, out, a pyinterop.Object, axes *[]int, keepdims bool, casting string, where, initial pyinterop.Object,
	dtype *string, ddof int) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	opts := []ops.Option{ops.Casting(rule)}
	if axes != nil {
		opts = append(opts, ops.Axes(*axes...))
	}
	if keepdims {
		opts = append(opts, ops.KeepDims())
	}
	if given(initial) {
		start, err := initialOf(initial)
		if err != nil {
			return err
		}
		opts = append(opts, start)
	}
	if dtype != nil {
		typ, err := dtypeOf(*dtype)
		if err != nil {
			return err
		}
		opts = append(opts, ops.DType(typ))
	}
	if ddof != 0 {
		opts = append(opts, ops.Ddof(ddof))
	}
	return masked(py, where, []pyinterop.Object{out}, []pyinterop.Object{a}, opts, func(outs []ndview.MutRaw, ins []ndview.Raw, opts []ops.Option) error {
		return ops.Reduce(name, outs[0], ins[0], opts...)
	})
}

// initialOf is the option for a Python number.
func initialOf(o pyinterop.Object) (ops.Option, error) {
	x, err := pyinterop.To[any](o)
	if err != nil {
		return ops.Option{}, err
	}
	switch x := x.(type) {
	case bool:
		if x {
			return ops.Initial(ndview.Bool(1)), nil
		}
		return ops.Initial(ndview.Bool(0)), nil
	case int64:
		return ops.Initial(x), nil
	case float64:
		return ops.Initial(x), nil
	case complex128:
		return ops.Initial(x), nil
	}
	large, err := pyinterop.To[uint64](o)
	return ops.Initial(large), err
}

func accumulate(py pyinterop.Python, name string, out, a pyinterop.Object, axis *int, casting string, dtype *string) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	opts := []ops.Option{ops.Casting(rule)}
	if axis != nil {
		opts = append(opts, ops.Axes(*axis))
	}
	if dtype != nil {
		typ, err := dtypeOf(*dtype)
		if err != nil {
			return err
		}
		opts = append(opts, ops.DType(typ))
	}
	return on(py, []pyinterop.Object{out}, []pyinterop.Object{a}, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.Accumulate(name, outs[0], ins[0], opts...)
	})
}
