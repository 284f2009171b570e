package ops

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// Reduce reduces src to dst by the verb of a name: "sum", "prod", "min", "max",
// "argmin", "mean", "var", "std", "ptp", "all", "any", "count_nonzero", "norm" (L2;
// also "norm1" and "norminf"), the same with "nan" in front for [SkipNaN]
// ("nansum", "nanargmax"), or a ufunc whose reduce is meant: "add", "multiply",
// "minimum", "maximum", "fmin", "fmax", "logical_and", "logical_or", "logical_xor",
// "bitwise_and", "bitwise_or", "bitwise_xor". [Reductions] lists the names.
//
// The dtypes may be any numbers, in any byte order; results are cast to the dtype of dst
// by the rule [SameKind], or the one given by [Casting]. [ReduceType] tells the dtype that
// NumPy would choose. Without [Axes] all axes are reduced, whatever the name. Shapes,
// options and errors are those of [SumTo] and of the other typed functions, which
// do the same. The error wraps [ErrVerb] if there is no verb of that name.
func Reduce(name string, dst ndview.MutRaw, src ndview.Raw, opts ...Option) error {
	verb, skip, err := reducerOf("ops.Reduce", name)
	if err != nil {
		return err
	}
	if len(opts) == 0 && !skip && reduceQuick(verb, &dst.Raw, &src) {
		return nil
	}
	f := newFolding("ops.Reduce", verb, opts)
	f.dst, f.to = numbers(&dst.Raw)
	f.src, f.from = numbers(&src)
	if skip {
		f.foldSettings.set |= hasSkipNaN
	}
	return f.reduce()
}

// reduceQuick reduces a few items at once, and reports whether it did; what is wrong it leaves to Reduce.
func reduceQuick(verb *kernel.Reducer, dst, src *ndview.Raw) (done bool) {
	to, from := dst.DType(), src.DType()
	if to.Swapped || from.Swapped || !from.Kind.IsNumeric() || verb == &kernel.ReducePtp && from.Kind == elem.KindBool {
		return false
	}
	return kernel.QuickReduce(verb, to.Kind, dst.Array(), from.Kind, src.Array())
}

// ReduceType returns the dtype of the result that NumPy's function of a name has
// for elements of a dtype: int64 for the sum of int8. The error wraps [ErrVerb] or
// [ndview.ErrType].
func ReduceType(name string, typ ndview.DType) (ndview.DType, error) {
	verb, _, err := reducerOf("ops.ReduceType", name)
	if err != nil {
		return ndview.DType{}, err
	}
	kind := elem.Invalid
	if typ.Kind.IsNumeric() {
		kind = verb.Result(typ.Kind)
	}
	if kind == elem.Invalid {
		return ndview.DType{}, fmt.Errorf("inplace: ops.ReduceType: %s is not defined for elements of dtype %s: %w", name, typ, ndview.ErrType)
	}
	return kind.Type(), nil
}

// Reductions returns the names that [Reduce] knows, in alphabetical order. Each may have
// "nan" in front.
func Reductions() []string {
	names := make([]string, 0, len(kernel.Reducers))
	for name := range kernel.Reducers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func reducerOf(op, name string) (verb *kernel.Reducer, skip bool, err error) {
	if verb, ok := kernel.Reducers[name]; ok {
		return verb, false, nil
	}
	if rest, ok := strings.CutPrefix(name, "nan"); ok {
		if verb, ok := kernel.Reducers[rest]; ok {
			return verb, true, nil
		}
	}
	return nil, false, fmt.Errorf("inplace: %s: no reduction is named %q; Reductions lists the names: %w", op, name, ErrVerb)
}
