"""The elementwise verbs, with the calling convention of NumPy's ufuncs."""

import numpy as np

from . import _goops
from ._arrays import _exceptions, array, broadcast_shapes, dtype_name, dtype_of, mask, output, scalar, umath, wrapped

_weak = {int: "i", float: "f", complex: "c"}
_weak_dtypes = {"i": np.dtype("int64"), "f": np.dtype("float64"), "c": np.dtype("complex128")}
_ranks = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}
_comparisons = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"}

_orders = {"C", "F", "A", "K", "c", "f", "a", "k", None}
_rules = {"no", "equiv", "safe", "same_kind", "unsafe", "saturate"}


def _ufunc(name):
    """NumPy's ufunc of a name, for its rules and errors; None for verbs that are ours."""
    found = getattr(np, name, None) if name != "clip" else umath.clip
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


def cannot_cast(name, casting, kind, i, source, target):
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
        if name not in _comparisons and dtype.kind != "V":
            loop = _resolve(name, [np.empty(0, dtype)] * _inputs[name])[0]
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


def _shape(ins, where, outs=()):
    """The shape to which all inputs stretch. NumPy's error names the outputs, too."""
    parts = ins if where is None else [*ins, where]
    shape = parts[0].shape
    if all(x.shape == shape for x in parts):
        return shape
    try:
        return broadcast_shapes(*[x.shape for x in parts])
    except ValueError:
        named = [*ins, *(o for o in outs if o is not None), *parts[len(ins):]]
        shapes = " ".join(str(x.shape).replace(" ", "") for x in named)
        raise ValueError(f"operands could not be broadcast together with shapes {shapes} ") from None


def empty_like_operands(shape, results, order, ins, outs, where):
    """Arrays for results that no out is given for: their axes lie in memory as order= asks, as NumPy's own iterator lays them."""
    order = order.upper() if order else "K"
    all_parts = ins + [o for o in outs if o is not None] + ([] if where is None else [where])
    if order == "C" or order in "KA" and all(x.flags.c_contiguous for x in all_parts):
        return [np.empty(shape, dtype) if o is None else o for o, dtype in zip(outs, results)]
    masks = [] if where is None else [where]
    walk = np.nditer([*ins, *outs, *masks], ["zerosize_ok", "refs_ok"],
                     [["readonly"]] * len(ins) + [["writeonly", "no_subtype", "no_broadcast"] + (["allocate"] if o is None else []) for o in outs] + [["readonly"]] * len(masks),
                     [x.dtype for x in ins] + [dtype if o is None else o.dtype for o, dtype in zip(outs, results)] + [x.dtype for x in masks],
                     order, "unsafe", itershape=shape)
    return list(walk.operands[len(ins):len(ins) + len(outs)])


def _asked(nin, nout, dtype, signature):
    """What dtype= or signature= says of each operand and result: a dtype or None."""
    if signature is None:
        return (None,) * nin + (dtype,) * nout
    if isinstance(signature, str) and "->" in signature:
        before, _, behind = signature.partition("->")
        signature = (*before, *behind)
    if len(signature) == 1:
        return (None,) * nin + (*signature,) * nout
    return tuple(signature)


def _numpys_types(ufunc):
    """The dtypes of NumPy's loops, as far as they are dtypes here."""
    for loop in ufunc.types:
        if not set("OMmgGSUV") & set(loop):
            yield tuple(np.dtype(c) for c in loop.replace("->", ""))


def _our_types(name):
    for dtype in _all_dtypes:
        try:
            results = _goops.result_type(name, [dtype] * _inputs[name])
        except TypeError:
            continue
        yield (dtype_of(dtype),) * _inputs[name] + tuple(map(dtype_of, results))


_all_dtypes = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64 complex128".split()


def _first_loop(name, types, ins, asked, casting):
    """The first loop that has the dtypes asked for: of those, one that takes the operands without loss, or as casting= lets it."""
    asked = [None if d is None else np.dtype(d) for d in asked]
    loops = [loop for loop in types if all(d is None or d == have for d, have in zip(asked, loop))]
    for rule in ("safe", casting):
        for loop in loops:
            if all(_can_cast(x.dtype, d, rule) for x, d in zip(ins, loop)):
                return loop
    if not loops:
        raise TypeError(f"No loop matching the specified signature and casting was found for ufunc {name}")
    i, x = next((i, x) for i, x in enumerate(ins) if not _can_cast(x.dtype, loops[0][i], casting))
    raise cannot_cast(name, casting, "input", i, x.dtype, loops[0][i])


def check_signature(name, nin, nout, dtype, signature):
    """What signature= may be, in NumPy's words."""
    if signature is None:
        return
    if dtype is not None:
        raise TypeError("cannot specify both 'signature' and 'dtype'")
    if isinstance(signature, str):
        if len(signature) != 1 and (len(signature) != nin + nout + 2 or signature[nin:nin + 2] != "->"):
            raise ValueError(f"a type-string for {name}, {nin} typecode(s) before and {nout} after the -> sign")
    elif not isinstance(signature, tuple):
        raise TypeError("the signature object to ufunc must be a string or a tuple.")
    elif len(signature) not in (1, nin + nout):
        raise ValueError(f"a type-tuple must be specified of length {nin + nout} for ufunc '{name}'")
    if len(signature) == 1:
        raise TypeError("Use `dtype` or  fill the tuple with more than one 'None'.")


def _computed_in(name, nout, args, dtype, signature, casting):
    """The loop that dtype= or signature= or a narrow casting= chooses: the operands, cast for it and as they were, and its results' dtypes."""
    ufunc, nin = _ufunc(name), len(args)
    check_signature(name, nin, nout, dtype, signature)
    asked = _asked(nin, nout, dtype, signature)
    weak = [type(x) in _weak for x in args]
    ins = [x if kind else array(x) for x, kind in zip(args, weak)]
    ours = ufunc is None or any(d.kind == "V" for d in [x.dtype for x, kind in zip(ins, weak) if not kind] + [np.dtype(d) for d in asked if d is not None])
    if not ours:
        _probe(ufunc, ins, None, casting=casting, **_named(dtype, signature))
    if ours or not hasattr(ufunc, "resolve_dtypes"):
        strong = _operands(name, args)
        types = _numpys_types(ufunc) if not ours else _our_types(name)
        if ours and all(d is None or np.dtype(d).kind == "V" for d in asked):  # bfloat16, which NumPy has no code for
            dtypes = [d for d in map(np.dtype, filter(None, asked))]
            types = [tuple(dtypes[:1] * nin) + tuple(map(dtype_of, _goops.result_type(name, [dtype_name(dtypes[0])] * nin)))] if dtypes else types
        loop = _first_loop(name, types, strong, asked, casting)
    else:
        large = [type(x) is int and not -2**63 <= x < 2**63 for x in ins]
        dtypes = [np.asarray(x).dtype if big else type(x) if kind else x.dtype for x, kind, big in zip(ins, weak, large)]
        names = {"signature": asked} if any(d is not None for d in asked) else {}
        loop = ufunc.resolve_dtypes((*dtypes, *(None,) * nout), casting="unsafe" if casting == "saturate" else casting, **names)
    loop = [d.newbyteorder("=") for d in loop]
    try:
        results = [dtype_of(n) for n in _goops.result_type(name, [dtype_name(d) for d in loop[:nin]])]
    except TypeError:
        results = []
    if results != loop[nin:]:  # NumPy has this one, for objects and long doubles, and goops does not
        raise TypeError(f"No loop matching the specified signature and casting was found for ufunc {name}")
    return [_cast(x, d) for x, d in zip(ins, loop)], ins, tuple(results)


def _cast(x, dtype):
    """An operand in the dtype of a loop, whatever its byte order; in the layout that it has."""
    if not isinstance(x, np.ndarray):
        return np.asarray(x).astype(dtype)
    if x.dtype == dtype:
        return x
    cast = np.empty_like(x, dtype, subok=False)
    _goops.copy(cast, x, "unsafe", None)
    return cast


def _probe(ufunc, ins, out, **names):
    """Has NumPy's ufunc look at operands of these dtypes, without elements: it raises what NumPy raises."""
    if names["casting"] == "saturate":
        names["casting"] = "unsafe"

    def empty(x):
        return np.empty(0, x.dtype) if isinstance(x, (np.ndarray, np.generic)) else x

    if out is not None and out is not Ellipsis:
        names["out"] = tuple(map(empty, out)) if isinstance(out, tuple) else empty(out)
    with np.errstate(all="ignore"):
        ufunc(*map(empty, ins), **names)


_plain = {np.ndarray, int, float, complex, bool, list, tuple, np.float64, np.int64}


def elementwise(name, nout, args, out, where, casting, order, dtype, subok=False, signature=None):
    """What a ufunc does."""
    try:
        return _elementwise(name, nout, args, out, where, casting, order, dtype, subok, signature)
    except (TypeError, ValueError, OverflowError) as ours:
        theirs = _refusal(_ufunc(name), args, out, casting=casting, order=order, subok=subok, **_named(dtype, signature))
        if theirs is None:
            raise
    raise theirs


def _named(dtype, signature):
    return {"signature": signature} if signature is not None else {"dtype": dtype}


def _refusal(ufunc, args, out, **names):
    """What NumPy raises of these dtypes, which it looks at before shapes; None if nothing."""
    if not hasattr(ufunc, "resolve_dtypes") or any(isinstance(x, np.ma.MaskedArray) for x in (*args, out)):
        return None
    try:
        ins = [x if type(x) in _weak else np.asarray(x) for x in args]
        if any(x.dtype.kind == "V" for x in (*ins, out) if isinstance(x, np.ndarray)):
            return None
        _probe(ufunc, ins, out, **names)
    except (TypeError, ValueError, OverflowError) as theirs:
        return theirs


def check_how(casting, order, subok):
    """Refuses what NumPy refuses of these names of its ufuncs."""
    if not isinstance(casting, str):
        raise TypeError(f"casting must be str, not {type(casting).__name__}")
    if order not in _orders:
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {order!r})") if isinstance(order, str) else TypeError(
            f"order must be str, not {type(order).__name__}")
    if casting not in _rules:
        raise ValueError(f"casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', or 'saturate' (got {casting!r})")
    if subok is not True and subok is not False:
        raise TypeError("'subok' must be a boolean")


def _elementwise(name, nout, args, out, where, casting, order, dtype, subok, signature):
    check_how(casting, order, subok)
    where = mask(where)
    if dtype is None and signature is None and casting not in ("no", "equiv"):
        laid = ins = _operands(name, args)
        results = _resolve(name, ins)
    else:
        ins, laid, results = _computed_in(name, nout, args, dtype, signature, casting)
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
    shape = _shape(ins, where, outs)
    for i, (o, result) in enumerate(zip(outs, results)):
        if o is None:
            continue
        if o.shape != shape:
            shape = _stretched(shape, o, ins)
        if o.dtype != result and not _can_cast(result, o.dtype, casting):
            raise cannot_cast(name, casting, "output", len(ins) + i, result, o.dtype)
    made = list(outs) if all(o is not None for o in outs) else empty_like_operands(shape, results, order, [x for x in laid if isinstance(x, np.ndarray)], outs, where)
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


def one_signature(signature, sig):
    """signature=, which NumPy also calls sig=."""
    if signature is not None and sig is not None:
        raise TypeError("cannot specify both 'sig' and 'signature'")
    return sig if signature is None else signature


def _unary(name):
    def verb(x, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
        return elementwise(name, 1, (x,), out, where, casting, order, dtype, subok, one_signature(signature, sig))
    return verb


def _binary(name):
    def verb(x1, x2, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
        return elementwise(name, 1, (x1, x2), out, where, casting, order, dtype, subok, one_signature(signature, sig))
    return verb


def _ternary(name):
    def verb(x1, x2, x3, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
        return elementwise(name, 1, (x1, x2, x3), out, where, casting, order, dtype, subok, one_signature(signature, sig))
    return verb


def _pair(name):
    def verb(x1, x2, out1=None, out2=None, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
        if out1 is not None or out2 is not None:
            if out is not None:
                raise TypeError("cannot specify 'out' as both a positional and keyword argument")
            out = (out1, out2)
        return elementwise(name, 2, (x1, x2), out, where, casting, order, dtype, subok, one_signature(signature, sig))
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
