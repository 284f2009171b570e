package main

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Verbs that move items, and products.
func init() {
	module.Def("along(name, out, a, axis, numbers=())", "Sets out to a, sorted and so on along an axis: sort, argsort, partition, argpartition "+
		"(numbers: the places), roll (the shift), softmax.", along)
	module.Def("logsumexp(out, a, axes)", "Sets out to log(sum(exp(a))) over axes.", func(py pyinterop.Python, out, a pyinterop.Object, axes []int) error {
		return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error { return ops.LogSumExpRaw(out, a, axes...) })
	})
	module.Def("quantile(out, a, q, axis, method, skip_nan)", "Sets out to quantiles of a along an axis.", quantile)
	module.Def("unique(out, a)", "Writes the different items of a to the front of out, and returns how many they are.", unique)
	module.Def("take(out, a, indices, axis, mode)", "Sets out to positions of a along an axis.", take)
	module.Def("put(a, indices, values, mode)", "Sets positions of a to values.", put)
	module.Def("searchsorted(out, a, v, side)", "Sets out to where v belongs in a.", searchSorted)
	module.Def("product(name, out, a, b, casting)", "Sets out to a product of a and b: matmul, dot and so on.", product)
	module.Def("products()", "The names that product() knows.", ops.Products)
	module.Def("einsum(out, subscripts, operands, casting)", "Sets out to a product with subscripts.", einsum)
	module.Def("histogram(out, a, edges)", "Counts items of float64 between edges.", func(py pyinterop.Python, out, a pyinterop.Object, edges []float64) error {
		return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error {
			return counted(out, a, func(out ndview.MutInt64, a ndview.Float64) error { return ops.HistogramIn(out, a, edges) })
		})
	})
	module.Def("bincount(out, a)", "Counts items of int64.", func(py pyinterop.Python, out, a pyinterop.Object) error {
		return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error {
			return counted(out, a, func(out ndview.MutInt64, a ndview.Int64) error { return ops.Bincount(out, a) })
		})
	})
}

// one is on for one output and one input.
func one(py pyinterop.Python, out, a pyinterop.Object, f func(out ndview.MutRaw, a ndview.Raw) error) error {
	return on(py, []pyinterop.Object{out}, []pyinterop.Object{a}, func(outs []ndview.MutRaw, ins []ndview.Raw) error { return f(outs[0], ins[0]) })
}

// counted makes typed views of counters and items.
func counted[T ndview.Element](out ndview.MutRaw, a ndview.Raw, f func(out ndview.MutInt64, a ndview.View[T]) error) error {
	counters, err := ndview.AsMut[int64](out)
	if err != nil {
		return err
	}
	items, err := ndview.As[T](a)
	if err != nil {
		return err
	}
	return f(counters, items)
}

func along(py pyinterop.Python, name string, out, a pyinterop.Object, axis int, numbers []int) error {
	return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error {
		switch name {
		case "sort":
			return ops.SortRaw(out, a, axis)
		case "argsort":
			return ops.ArgsortRaw(out, a, axis)
		case "partition":
			return ops.PartitionRaw(out, a, axis, numbers...)
		case "argpartition":
			return ops.ArgpartitionRaw(out, a, axis, numbers...)
		case "roll":
			return ops.RollRaw(out, a, numbers[0], axis)
		case "softmax":
			return ops.SoftmaxRaw(out, a, axis)
		}
		return pyinterop.Raise("ValueError", "there is no verb %s", name)
	})
}

var methods = map[string]ops.Between{
	"linear": ops.QuantileLinear, "lower": ops.QuantileLower, "higher": ops.QuantileHigher,
	"midpoint": ops.QuantileMidpoint, "nearest": ops.QuantileNearest,
}

func quantile(py pyinterop.Python, out, a pyinterop.Object, q float64, axis int, method string, skipNaN bool) error {
	if method == "" { // a median
		return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error { return ops.MedianRaw(out, a, axis, skipNaN) })
	}
	between, ok := methods[method]
	if !ok {
		return pyinterop.Raise("ValueError", "'%s' is not a valid method. Use one of: linear, lower, higher, midpoint, nearest", method)
	}
	return one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) error { return ops.QuantileRaw(out, a, q, axis, between, skipNaN) })
}

func unique(py pyinterop.Python, out, a pyinterop.Object) (n int, err error) {
	err = one(py, out, a, func(out ndview.MutRaw, a ndview.Raw) (err error) {
		n, err = ops.UniqueRaw(out, a)
		return err
	})
	return n, err
}

var outside = map[string]ops.Outside{"raise": ops.RefuseOutside, "wrap": ops.WrapOutside, "clip": ops.ClipOutside}

func outsideOf(mode string) (ops.Outside, error) {
	if o, ok := outside[mode]; ok {
		return o, nil
	}
	return 0, pyinterop.Raise("ValueError", "clipmode must be one of 'clip', 'raise', or 'wrap' (got '%s')", mode)
}

func take(py pyinterop.Python, out, a, indices pyinterop.Object, axis int, mode string) error {
	beyond, err := outsideOf(mode)
	if err != nil {
		return err
	}
	return on(py, []pyinterop.Object{out}, []pyinterop.Object{a, indices}, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.TakeRaw(outs[0], ins[0], ins[1], axis, beyond)
	})
}

func put(py pyinterop.Python, a, indices, values pyinterop.Object, mode string) error {
	beyond, err := outsideOf(mode)
	if err != nil {
		return err
	}
	return on(py, []pyinterop.Object{a}, []pyinterop.Object{indices, values}, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.PutRaw(outs[0], ins[0], ins[1], beyond)
	})
}

func searchSorted(py pyinterop.Python, out, a, v pyinterop.Object, side string) error {
	where, ok := map[string]ops.Side{"left": ops.SideLeft, "right": ops.SideRight}[side]
	if !ok {
		return pyinterop.Raise("ValueError", "search side must be 'left' or 'right' (got '%s')", side)
	}
	return on(py, []pyinterop.Object{out}, []pyinterop.Object{a, v}, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.SearchSortedRaw(outs[0], ins[0], ins[1], where)
	})
}

func product(py pyinterop.Python, name string, out, a, b pyinterop.Object, casting string) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	return on(py, []pyinterop.Object{out}, []pyinterop.Object{a, b}, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.Product(name, outs[0], ins[0], ins[1], ops.Casting(rule))
	})
}

func einsum(py pyinterop.Python, out pyinterop.Object, subscripts string, operands []pyinterop.Object, casting string) error {
	rule, err := ruleOf(casting)
	if err != nil {
		return err
	}
	return on(py, []pyinterop.Object{out}, operands, func(outs []ndview.MutRaw, ins []ndview.Raw) error {
		return ops.EinsumRaw(outs[0], subscripts, ins, ops.Casting(rule))
	})
}
