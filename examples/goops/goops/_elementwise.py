"""The elementwise verbs, with the calling convention of NumPy's ufuncs."""

import numpy as np

from . import _goops
from ._arrays import _exceptions, array, broadcast_shapes, dtype_name, dtype_of, mask, output, scalar, wrapped

_weak = {int: "i", float: "f", complex: "c"}
_weak_dtypes = {"i": np.dtype("int64"), "f": np.dtype("float64"), "c": np.dtype("complex128")}
_ranks = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}
_comparisons = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"}

_orders = {"C", "F", "A", "K", "c", "f", "a", "k", None}
_rules = {"no", "equiv", "safe", "same_kind", "unsafe", "saturate"}


def _ufunc(name):
    """NumPy's ufunc of a name, for its errors; None for verbs that are ours."""
    found = getattr(np, name, None)
    return found if isinstance(found, np.ufunc) else None


def _no_loop(name, dtypes):
    ufunc = _ufunc(name)
    if hasattr(ufunc, "resolve_dtypes") and all(isinstance(d, np.dtype) for d in dtypes):
        try:
            ufunc.resolve_dtypes((*dtypes, *(None,) * ufunc.nout))
        except TypeError as e:  # NumPy's own, which may say what to do instead
            return e
    if ufunc is not None and hasattr(_exceptions, "_UFuncNoLoopError"):
        return _exceptions._UFuncNoLoopError(ufunc, tuple(dtypes) + (None,) * ufunc.nout)
    return TypeError(f"ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any "
                     "supported types according to the casting rule ''safe''")


def _cannot_cast(name, casting, kind, i, source, target):
    ufunc, classes = _ufunc(name), {"input": "_UFuncInputCastingError", "output": "_UFuncOutputCastingError"}
    if ufunc is not None and hasattr(_exceptions, classes[kind]):
        return getattr(_exceptions, classes[kind])(ufunc, casting, source, target, i)
    return TypeError(f"Cannot cast ufunc '{name}' {kind} from {source!r} to {target!r} with casting rule '{casting}'")


def _can_cast(source, target, casting):
    return casting == "saturate" or np.can_cast(source, target, casting)


def _meet_weak(kind, strong):
    """The dtype that a Python number of a kind gets beside arrays of a dtype: NumPy 2's rule."""
    if strong is None:
        return _weak_dtypes[kind]
    have = 2 if strong.kind == "V" else _ranks.get(strong.kind)
    if have is None:
        return _weak_dtypes[kind]
    if kind == "i":
        return _weak_dtypes["i"] if have == 0 else strong
    if kind == "f":
        return strong if have >= 2 else _weak_dtypes["f"]
    if have == 3:
        return strong
    return np.result_type(strong, np.complex64) if have == 2 and strong.kind != "V" else _weak_dtypes["c"]


def _number(name, x, dtype, strong):
    try:
        return np.asarray(x, dtype)
    except OverflowError:
        if name.startswith("logical_"):
            return np.asarray(bool(x))
        if name not in _comparisons and strong is not None and strong.kind != "V":
            loop = _resolve(name, [np.empty(0, strong)] * _inputs[name])[0]
            if loop.kind in "fc":  # the number meets the loop's dtype, not the other operand's
                return np.asarray(float(x)).astype(loop)
        if name == "divide":
            return np.asarray(float(x))
        if name not in _comparisons or strong is None or strong.kind == "b":
            raise
        return np.asarray(np.inf if x > 0 else -np.inf)  # beyond all that the other operand holds


def _in_their_order(ints):
    """Two small numbers that compare as two ints do, however large those are."""
    x, y = ints
    return int(x > y), int(y > x)


def _operands(name, args):
    """The operands as arrays, Python's numbers in the dtype that they have beside the others."""
    weak = [_weak.get(type(x)) for x in args]
    if len(args) == 1 and weak[0] == "i":  # alone a number is what an array of it is
        return [np.asarray(args[0])]
    if name in _comparisons and all(kind == "i" for kind in weak) and not all(-2**63 <= x < 2**63 for x in args):
        return [np.asarray(x) for x in _in_their_order(args)]
    if name == "float_power":  # whose loops are double
        weak, args = [None] * len(args), [_weak_dtypes["c" if kind == "c" else "f"].type(x) if kind else x for x, kind in zip(args, weak)]
    ins = [x if kind else array(x) for x, kind in zip(args, weak)]
    if any(weak):
        dtypes = [x.dtype for x, kind in zip(ins, weak) if not kind]
        strong = None
        if dtypes:
            try:
                strong = np.result_type(*dtypes)
            except TypeError:
                raise _no_loop(name, [type(x) if kind else x.dtype for x, kind in zip(ins, weak)]) from None
        given = strong
        for kind in sorted(filter(None, weak), key=_ranks.get):
            if strong is None or _ranks[kind] > _ranks.get(strong.kind, 9):
                strong = _meet_weak(kind, strong)
        ins = [_number(name, x, _meet_weak(kind, strong), given) if kind else x for x, kind in zip(ins, weak)]
    return ins


_inputs = {name: nin for name, _, nin, _ in _goops.verbs()}
_resolved = {}


def _resolve(name, ins):
    """The dtypes of a verb's results."""
    key = (name, *[x.dtype for x in ins])
    found = _resolved.get(key)
    if found is None:
        try:
            found = tuple(dtype_of(n) for n in _goops.result_type(name, [dtype_name(x.dtype) for x in ins]))
        except TypeError:
            raise _no_loop(name, key[1:]) from None
        if len(_resolved) < 10000:
            _resolved[key] = found
    return found


def _shape(ins, where):
    """The shape to which all inputs stretch."""
    parts = ins if where is None else [*ins, where]
    shape = parts[0].shape
    if all(x.shape == shape for x in parts):
        return shape
    try:
        return broadcast_shapes(*[x.shape for x in parts])
    except ValueError:
        shapes = " ".join(str(x.shape).replace(" ", "") for x in parts)
        raise ValueError(f"operands could not be broadcast together with shapes {shapes} ") from None


def _empty(shape, dtype, order, ins):
    order = order.upper() if order else "K"
    if order == "K" and any(x.shape == shape and not x.flags.c_contiguous for x in ins):
        like = next(x for x in ins if x.shape == shape)
        return np.empty_like(like, dtype=dtype, order="K", subok=False)
    if order == "A":
        order = "F" if ins and all(x.flags.f_contiguous for x in ins) and not all(x.flags.c_contiguous for x in ins) else "C"
    return np.empty(shape, dtype, "C" if order == "K" else order)


def _computed_in(name, ins, dtype, casting):
    """The inputs, cast as dtype= asks."""
    dtype = np.dtype(dtype)
    try:
        if all(result == dtype for result in _resolve(name, ins)):
            return ins  # also comparisons and their like, whatever they compute in
    except TypeError:
        pass  # there may be a loop of dtype
    try:
        results = _goops.result_type(name, [dtype_name(dtype)] * len(ins))
    except TypeError:
        results = []
    if not results or dtype_of(results[0]) != dtype:
        raise TypeError(f"No loop matching the specified signature and casting was found for ufunc {name}")
    cast = []
    for i, x in enumerate(ins):
        if x.dtype != dtype:
            if not _can_cast(x.dtype, dtype, casting):
                raise _cannot_cast(name, casting, "input", i, x.dtype, dtype)
            as_dtype = np.empty(x.shape, dtype)
            _goops.copy(as_dtype, x, "unsafe", None)
            x = as_dtype
        cast.append(x)
    return cast


_plain = {np.ndarray, int, float, complex, bool, list, tuple, np.float64, np.int64}


def elementwise(name, nout, args, out, where, casting, order, dtype, subok=False):
    """What a ufunc does."""
    if not isinstance(casting, str):
        raise TypeError(f"casting must be str, not {type(casting).__name__}")
    if order not in _orders:
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {order!r})") if isinstance(order, str) else TypeError(
            f"order must be str, not {type(order).__name__}")
    if casting not in _rules:
        raise ValueError(f"casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', or 'saturate' (got {casting!r})")
    where = mask(where)
    ins = _operands(name, args)
    if dtype is not None:
        ins = _computed_in(name, ins, dtype, casting)
    as_array = out is Ellipsis
    if as_array:
        out = None
    if nout == 1:
        outs = (output(out),)
    elif out is None:
        outs = (None,) * nout
    elif isinstance(out, tuple) and len(out) == nout:
        outs = tuple(map(output, out))
    elif isinstance(out, tuple):
        raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
    else:
        raise TypeError("'out' must be a tuple of arrays")
    results = _resolve(name, ins)
    if casting in ("no", "equiv") and hasattr(_ufunc(name), "resolve_dtypes") and dtype is None:
        _ufunc(name).resolve_dtypes((*(x.dtype for x in ins), *(None,) * nout), casting=casting)  # raises NumPy's errors
    shape = _shape(ins, where)
    made = []
    for i, (o, result) in enumerate(zip(outs, results)):
        if o is None:
            made.append(None)
            continue
        if o.shape != shape:
            shape = _stretched(shape, o, ins)
        if o.dtype != result and not _can_cast(result, o.dtype, casting):
            raise _cannot_cast(name, casting, "output", len(ins) + i, result, o.dtype)
        made.append(o)
    for i, o in enumerate(made):
        if o is None:
            made[i] = _empty(shape, results[i], order, ins)
    _goops.apply(name, made, ins, "saturate" if casting == "saturate" else "unsafe", where)
    if as_array:
        return made[0] if nout == 1 else tuple(made)
    finish = scalar if not subok or all(type(x) in _plain for x in args) else lambda m: wrapped(args, m)
    if nout == 1:
        return outs[0] if outs[0] is not None else finish(made[0])
    return tuple(o if o is not None else finish(m) for o, m in zip(outs, made))


def _stretched(shape, out, ins):
    """The shape of out, if the inputs stretch to it."""
    try:
        if broadcast_shapes(shape, out.shape) == out.shape:
            return out.shape
    except ValueError:
        shapes = " ".join(str(x.shape).replace(" ", "") for x in [*ins, out])
        raise ValueError(f"operands could not be broadcast together with shapes {shapes} ") from None
    raise ValueError(f"non-broadcastable output operand with shape {out.shape} doesn't match the broadcast shape "
                     f"{broadcast_shapes(shape, out.shape)}")


def _unary(name):
    def verb(x, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True):
        return elementwise(name, 1, (x,), out, where, casting, order, dtype, subok)
    return verb


def _binary(name):
    def verb(x1, x2, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True):
        return elementwise(name, 1, (x1, x2), out, where, casting, order, dtype, subok)
    return verb


def _ternary(name):
    def verb(x1, x2, x3, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True):
        return elementwise(name, 1, (x1, x2, x3), out, where, casting, order, dtype, subok)
    return verb


def _pair(name):
    def verb(x1, x2, out1=None, out2=None, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True):
        if out1 is not None or out2 is not None:
            if out is not None:
                raise TypeError("cannot specify 'out' as both a positional and keyword argument")
            out = (out1, out2)
        return elementwise(name, 2, (x1, x2), out, where, casting, order, dtype, subok)
    return verb


# Verbs for which NumPy has functions that are no ufuncs: see _functions.py.
_others = {"clip", "where", "round", "real", "imag", "angle"}

# NumPy's second names.
_aliases = {
    "abs": "absolute", "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan",
    "atan2": "arctan2", "atanh": "arctanh", "bitwise_invert": "invert", "bitwise_left_shift": "left_shift",
    "bitwise_not": "invert", "bitwise_right_shift": "right_shift", "conj": "conjugate", "degrees": "rad2deg", "mod": "remainder",
    "pow": "power", "radians": "deg2rad", "true_divide": "divide",
}


def define(names):
    """Adds a function for each verb to a module: the one in Go, which calls the one made here for what it does not do itself."""
    makers = {(1, 1): _unary, (2, 1): _binary, (3, 1): _ternary, (2, 2): _pair}
    for name, doc, nin, nout in _goops.verbs():
        if name in _others:
            continue
        verb = makers[nin, nout](name)
        verb.__name__ = verb.__qualname__ = name
        _goops.otherwise(name, verb)
        names[name] = getattr(_goops, name)
    for alias, name in _aliases.items():
        names[alias] = names[name]
