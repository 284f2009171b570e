package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// exception gives an error of ops the class that NumPy raises.
func exception(err error) error {
	if err == nil {
		return nil
	}
	class := ""
	switch {
	case errors.Is(err, ndview.ErrType):
		class = "TypeError"
	case errors.Is(err, ndview.ErrBounds):
		class = "IndexError"
	case errors.Is(err, ndview.ErrShape), errors.Is(err, ndview.ErrOverlap), errors.Is(err, ndview.ErrSyntax),
		errors.Is(err, ops.ErrValue), errors.Is(err, ops.ErrEmpty), errors.Is(err, ops.ErrVerb):
		class = "ValueError"
	default:
		return err
	}
	return pyinterop.Raise(class, "%s", strings.TrimPrefix(err.Error(), "inplace: "))
}

var rules = map[string]ops.CastRule{
	"no": ops.No, "equiv": ops.No, "safe": ops.Safe, "same_kind": ops.SameKind, "unsafe": ops.Unsafe, "saturate": ops.Saturate,
}

func ruleOf(name string) (ops.CastRule, error) {
	if rule, ok := rules[name]; ok {
		return rule, nil
	}
	return 0, pyinterop.Raise("ValueError", "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', or 'saturate' (got '%s')", name)
}

// dtypes are the numbers by the names that NumPy has for them.
var dtypes = map[string]ndview.DType{
	"bool": ndview.DTypeOf[ndview.Bool](), "bfloat16": ndview.DTypeOf[ndview.BFloat16](), "float16": ndview.DTypeOf[ndview.Float16](),
	"int8": ndview.DTypeOf[int8](), "int16": ndview.DTypeOf[int16](), "int32": ndview.DTypeOf[int32](), "int64": ndview.DTypeOf[int64](),
	"uint8": ndview.DTypeOf[uint8](), "uint16": ndview.DTypeOf[uint16](), "uint32": ndview.DTypeOf[uint32](), "uint64": ndview.DTypeOf[uint64](),
	"float32": ndview.DTypeOf[float32](), "float64": ndview.DTypeOf[float64](),
	"complex64": ndview.DTypeOf[complex64](), "complex128": ndview.DTypeOf[complex128](),
}

func dtypeOf(name string) (ndview.DType, error) {
	if typ, ok := dtypes[name]; ok {
		return typ, nil
	}
	return ndview.DType{}, pyinterop.Raise("TypeError", "there are no loops for %s", name)
}

// nameOf is a dtype's name in NumPy.
func nameOf(typ ndview.DType) string {
	for name, t := range dtypes {
		if t.Kind == typ.Kind {
			return name
		}
	}
	return fmt.Sprint(typ)
}

// given reports whether an argument is not None.
func given(o pyinterop.Object) bool { return !o.IsNone() }
