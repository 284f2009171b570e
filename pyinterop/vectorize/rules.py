"""What may be an operand of a vectorised function, what is allocated for a result, and what an error is called: NumPy's rules.

Executed when a module with such functions is imported; _module is the module then.
"""

import numpy as np

try:
    from numpy._core import _exceptions
except ImportError:  # NumPy 1
    from numpy.core import _exceptions

_names = {np.dtype(name): name for name in (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128").split()}
for _code in "bhilqBHILQefdFD":  # C's types: two of them have one size, and two dtypes of one name
    _names.setdefault(np.dtype(_code), np.dtype(_code).name)
_dtypes = {name: dtype for dtype, name in reversed(_names.items())}


def dtype_name(dtype):
    """The name of a dtype of numbers, whatever its byte order; that of any other dtype is not known here."""
    name = _names.get(dtype)
    if name is None:
        name = _names.setdefault(dtype, dtype.name) if dtype.kind in "biufcV" else str(dtype)
    return name


def dtype_of(name):
    if name == "bfloat16":
        import ml_dtypes
        return np.dtype(ml_dtypes.bfloat16)
    return _dtypes[name]


def array(x):
    """x as an array, whatever NumPy makes one of."""
    if type(x) is np.ndarray:
        return x
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError("masks are not known here: pass x.data and where=~x.mask, or x.filled()")
    return np.asarray(x)


def output(out):
    """An array that was given as out, alone or in a tuple."""
    if isinstance(out, tuple):
        if len(out) != 1:
            raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
        out = out[0]
    if out is None:
        return None
    if not isinstance(out, np.ndarray):
        raise TypeError("return arrays must be of ArrayType")
    if isinstance(out, np.ma.MaskedArray):
        raise TypeError("masks are not known here: pass out.data")
    if not out.flags.writeable:
        raise ValueError("output array is read-only")
    return out


def mask(where):
    """The array of where=; None if it is True."""
    if where is True:
        return None
    if not isinstance(where, np.ndarray):
        where = np.asarray(where, bool)
    if where.dtype != np.bool_:
        raise TypeError(f"Cannot cast array data from {where.dtype!r} to dtype('bool') according to the rule 'safe'")
    return None if where.ndim == 0 and where else where


def scalar(result):
    """A result without axes is a scalar, as in NumPy."""
    return result if result.ndim else result[()]


_weak = {int: "i", float: "f", complex: "c"}
_weak_dtypes = {"i": np.dtype("int64"), "f": np.dtype("float64"), "c": np.dtype("complex128")}
_become = {int: "iufc", float: "fc", complex: "c"}  # kinds of dtypes that a Python number gets without a cast
_ranks = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}
_comparisons = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"}

_rules = {"no", "equiv", "safe", "same_kind", "unsafe", "saturate"}


class Verb:
    """A function of elements: the dtypes of its results and the function that computes them."""

    def __init__(self, name, nin, nout, ufunc, result_types, apply):
        self.name, self.nin, self.nout = name, nin, nout
        self.ufunc = ufunc  # NumPy's of that name, for its errors; None if it has none
        self.loops = []  # for each function the dtypes of its inputs
        self.result_types, self.apply = result_types, apply
        self.resolved = {}


def _no_loop(verb, dtypes):
    ufunc = verb.ufunc
    if ufunc is not None and hasattr(_exceptions, "_UFuncNoLoopError"):
        return _exceptions._UFuncNoLoopError(ufunc, tuple(dtypes) + (None,) * ufunc.nout)
    return TypeError(f"ufunc '{verb.name}' not supported for the input types, and the inputs could not be safely coerced to any "
                     "supported types according to the casting rule ''safe''")


def _cannot_cast(verb, casting, kind, i, source, target):
    ufunc, classes = verb.ufunc, {"input": "_UFuncInputCastingError", "output": "_UFuncOutputCastingError"}
    if ufunc is not None and hasattr(_exceptions, classes[kind]):
        return getattr(_exceptions, classes[kind])(ufunc, casting, source, target, i)
    return TypeError(f"Cannot cast ufunc '{verb.name}' {kind} from {source!r} to {target!r} with casting rule '{casting}'")


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


def _number(verb, x, dtype, strong):
    try:
        return np.asarray(x, dtype)
    except OverflowError:
        if verb.ufunc is None:  # a function of the program, whatever its name
            raise
        if verb.name == "divide":
            return np.asarray(float(x))
        if verb.name not in _comparisons or strong is None or strong.kind == "b":
            raise
        return np.asarray(np.inf if x > 0 else -np.inf)  # beyond all that the other operand holds


def _operands(verb, args):
    """The operands as arrays, Python's numbers in the dtype that they have beside the others."""
    if len(args) == 1:
        return [array(args[0])]
    weak = [_weak.get(type(x)) for x in args]
    ins = [x if kind else array(x) for x, kind in zip(args, weak)]
    if any(weak):
        dtypes = [x.dtype for x, kind in zip(ins, weak) if not kind]
        strong = None
        if dtypes:
            try:
                strong = np.result_type(*dtypes)
            except TypeError:
                raise _no_loop(verb, [type(x) if kind else x.dtype for x, kind in zip(ins, weak)]) from None
        given = strong
        for kind in sorted(filter(None, weak), key=_ranks.get):
            if strong is None or _ranks[kind] > _ranks.get(strong.kind, 9):
                strong = _meet_weak(kind, strong)
        ins = [_number(verb, x, _meet_weak(kind, strong), given) if kind else x for x, kind in zip(ins, weak)]
    return ins


_integers = "int64 uint64 int32 uint32 int16 uint16 int8 uint8".split()


def _fitting(verb, args):
    """The operands as arrays. Where there is no function of them, Python's integers are of any dtype of integers that holds them, as
    the 3 of numpy.ldexp(2.0, 3) is."""
    try:
        ins = _operands(verb, args)
        _resolve(verb, ins)
        return ins
    except TypeError:
        if verb.ufunc is not None or int not in map(type, args):
            raise
        for name in _integers:
            try:
                ins = [np.asarray(x, name) if type(x) is int else array(x) for x in args]
                _resolve(verb, ins)
                return ins
            except (TypeError, OverflowError):
                pass
        raise


def _resolve(verb, ins):
    """The dtypes of a verb's results."""
    key = tuple([x.dtype for x in ins])
    found = verb.resolved.get(key)
    if found is None:
        try:
            found = tuple([dtype_of(n) for n in verb.result_types([dtype_name(dtype) for dtype in key])])
        except TypeError:
            raise _no_loop(verb, key) from None
        if len(verb.resolved) < 1000:
            verb.resolved[key] = found
    return found


def _uncast(verb, ins, casting):
    """Refuses inputs that casting= does not let the function's dtypes be made of. It matters for 'no' and 'equiv': the rest is safe."""
    loop = next((loop for loop in verb.loops if all(map(np.can_cast, [x.dtype for x in ins], loop))), None)
    for i, (x, dtype) in enumerate(zip(ins, loop or ())):
        if not np.can_cast(x.dtype, dtype, casting):
            raise _cannot_cast(verb, casting, "input", i, x.dtype, dtype)


def broadcast_shapes(*shapes):
    """numpy.broadcast_shapes, for as many axes as arrays have: that of NumPy knows 32."""
    result = [1] * max(map(len, shapes))
    for shape in shapes:
        for i, n in enumerate(shape, len(result) - len(shape)):
            if n != 1 and result[i] not in (1, n):
                raise ValueError("shape mismatch: objects cannot be broadcast to a single shape")
            result[i] = n if n != 1 else result[i]
    return tuple(result)


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
    if order == "K" and any(x.shape == shape and not x.flags.c_contiguous for x in ins):
        like = next(x for x in ins if x.shape == shape)
        return np.empty_like(like, dtype=dtype, order="K", subok=False)
    if order == "A":
        order = "F" if ins and all(x.flags.f_contiguous for x in ins) and not all(x.flags.c_contiguous for x in ins) else "C"
    return np.empty(shape, dtype, "C" if order == "K" else order)


def _computed_in(verb, args, dtype, casting):
    """The operands as arrays, cast as dtype= asks."""
    dtype = np.dtype(dtype)
    try:
        ins = _operands(verb, args)
        if all(result == dtype for result in _resolve(verb, ins)):
            return ins  # also comparisons and their like, whatever they compute in
    except (TypeError, OverflowError):  # as they are there is no function of them
        pass
    try:
        results = verb.result_types([dtype_name(dtype)] * len(args))
    except TypeError:
        results = []
    if not results or dtype_of(results[0]) != dtype:
        raise TypeError(f"No loop matching the specified signature and casting was found for ufunc {verb.name}")
    cast = []
    for i, x in enumerate(args):
        x = np.asarray(x, dtype) if dtype.kind in _become.get(type(x), "") else array(x)
        if x.dtype != dtype:
            if not _can_cast(x.dtype, dtype, casting):
                raise _cannot_cast(verb, casting, "input", i, x.dtype, dtype)
            x = x.astype(dtype)
        cast.append(x)
    return cast


def elementwise(verb, args, out, where, casting, order, dtype):
    """What a ufunc does."""
    if casting not in _rules:
        raise ValueError(f"casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', or 'saturate' (got {casting!r})")
    given, order = order, "K" if order is None else str(order).upper()
    if order not in {"C", "F", "A", "K"}:
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {given!r})")
    where = mask(where)
    ins = _fitting(verb, args) if dtype is None else _computed_in(verb, args, dtype, casting)
    if verb.nout == 1:
        outs = (output(out),)
    elif out is None:
        outs = (None,) * verb.nout
    elif isinstance(out, tuple) and len(out) == verb.nout:
        outs = tuple(map(output, out))
    elif isinstance(out, tuple):
        raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
    else:
        raise TypeError("'out' must be a tuple of arrays")
    results = _resolve(verb, ins)
    if casting in ("no", "equiv"):
        _uncast(verb, ins, casting)
    shape = _shape(ins, where)
    made = []
    for i, (o, result) in enumerate(zip(outs, results)):
        if o is None:
            made.append(None)
            continue
        if o.shape != shape:
            shape = _stretched(shape, o, ins)
        if o.dtype != result and not _can_cast(result, o.dtype, casting):
            raise _cannot_cast(verb, casting, "output", len(ins) + i, result, o.dtype)
        made.append(o)
    for i, o in enumerate(made):
        if o is None:
            made[i] = _empty(shape, results[i], order, ins)
    verb.apply(made, ins, "saturate" if casting == "saturate" else "unsafe", where)
    if verb.nout == 1:
        return outs[0] if outs[0] is not None else scalar(made[0])
    return tuple(o if o is not None else scalar(m) for o, m in zip(outs, made))


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


def define(number, name, loops):
    """Makes what the function in Go calls for what it does not do itself. loops are the names of the dtypes of inputs."""
    nin = len(loops[0])

    def result_types(dtypes):
        return _module._result_type(number, dtypes),

    def apply(outs, ins, casting, where):
        _module._apply(number, outs[0], ins, casting, where)

    verb = Verb(name, nin, 1, None, result_types, apply)
    verb.loops = [[dtype_of(n) for n in loop] for loop in loops if "bfloat16" not in loop]  # which NumPy alone does not know

    def function(*args, where=True, casting="same_kind", order="K", dtype=None, subok=True, **out):
        out = args[nin] if len(args) > nin else out.get("out")
        return elementwise(verb, args[:nin], out, where, casting, order, dtype)

    return function
