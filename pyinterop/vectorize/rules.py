"""What may be an operand of a vectorised function, what is allocated for a result, and what an error is called: NumPy's rules.

Executed when a module with such functions is imported; _module is the module then.
"""

import numpy as np

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

_rules = {"no", "equiv", "safe", "same_kind", "unsafe", "saturate"}


class Verb:
    """A function of elements: the dtypes of its results and the function that computes them."""

    def __init__(self, name, nin, result_types, apply):
        self.name, self.nin = name, nin
        self.loops = []  # for each function the dtypes of its inputs
        self.result_types, self.apply = result_types, apply
        self.resolved = {}


def _no_loop(verb):
    return TypeError(f"ufunc '{verb.name}' not supported for the input types, and the inputs could not be safely coerced to any "
                     "supported types according to the casting rule ''safe''")


def _cannot_cast(verb, casting, kind, i, source, target):
    which = f" {i}" if kind == "input" and verb.nin > 1 else ""
    return TypeError(f"Cannot cast ufunc '{verb.name}' {kind}{which} from {source!r} to {target!r} with casting rule '{casting}'")


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
                raise _no_loop(verb) from None
        for kind in sorted(filter(None, weak), key=_ranks.get):
            if strong is None or _ranks[kind] > _ranks.get(strong.kind, 9):
                strong = _meet_weak(kind, strong)
        ins = [np.asarray(x, _meet_weak(kind, strong)) if kind else x for x, kind in zip(ins, weak)]
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
        if int not in map(type, args):
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
            raise _no_loop(verb) from None
        if len(verb.resolved) < 1000:
            verb.resolved[key] = found
    return found


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


def _empty(shape, dtype, order, ins, where):
    """An array for a result that no out is given for: its axes lie in memory as order= asks, as NumPy's own iterator lays them."""
    parts = ins if where is None else [*ins, where]
    if order == "C" or order in "KA" and all(x.flags.c_contiguous for x in parts):
        return np.empty(shape, dtype)
    walk = np.nditer([*ins, None, *parts[len(ins):]], ["zerosize_ok", "refs_ok"], [["readonly"]] * len(ins) + [["writeonly", "allocate", "no_subtype"]] + [["readonly"]] * (len(parts) - len(ins)),
                     [x.dtype for x in ins] + [dtype] + [x.dtype for x in parts[len(ins):]], order, "unsafe", itershape=shape)
    return walk.operands[len(ins)]


def _asked(verb, dtype, signature):
    """What dtype= or signature= says of each operand and the result: a dtype or None. Refusals are in NumPy's words."""
    nin = verb.nin
    if signature is None:
        asked = (None,) * nin + (dtype,)
    elif dtype is not None:
        raise TypeError("cannot specify both 'signature' and 'dtype'")
    elif isinstance(signature, str):
        if len(signature) == 1:
            raise TypeError("Use `dtype` or  fill the tuple with more than one 'None'.")
        if len(signature) != nin + 3 or signature[nin:nin + 2] != "->":
            raise ValueError(f"a type-string for {verb.name}, {nin} typecode(s) before and 1 after the -> sign")
        asked = (*signature[:nin], signature[-1])
    elif not isinstance(signature, tuple):
        raise TypeError("the signature object to ufunc must be a string or a tuple.")
    elif len(signature) == 1:
        raise TypeError("Use `dtype` or  fill the tuple with more than one 'None'.")
    elif len(signature) != nin + 1:
        raise ValueError(f"a type-tuple must be specified of length {nin + 1} for ufunc '{verb.name}'")
    else:
        asked = signature
    asked = [d if d is None else np.dtype(d) for d in asked]
    if any(d is not None and not d.isnative for d in asked):
        raise TypeError("The `dtype` and `signature` arguments to ufuncs only select the general DType and not details such as the byte order "
                        "or time unit. You can avoid this error by using the scalar types `np.float64` or the dtype string notation.")
    return asked


def _computed_in(verb, args, dtype, signature, casting):
    """The operands, cast for the loop that dtype=, signature= or a narrow casting= chooses, and as they were, and the dtypes of the results.

    It is the first loop of the dtypes asked for that takes the operands without loss, or else as casting= lets it."""
    asked = _asked(verb, dtype, signature)
    try:
        ins = _fitting(verb, args)
    except (TypeError, OverflowError):  # as they are there is no function of them, but they may be cast for one
        ins = [np.asarray(x) if type(x) in _weak else array(x) for x in args]
    loops = [loop for loop in verb.loops if all(d is None or d == have for d, have in zip(asked, (*loop, _result(verb, loop))))]
    if not loops:
        raise TypeError(f"No loop matching the specified signature and casting was found for ufunc {verb.name}")
    taken = [loop for rule in ("safe", casting) for loop in loops if all(_fits(x, i, d, rule) for x, i, d in zip(args, ins, loop))]
    loop = (taken or loops)[0]
    for i, (x, as_array, d) in enumerate(zip(args, ins, loop)):
        if not _fits(x, as_array, d, casting):
            raise _cannot_cast(verb, casting, "input", i, as_array.dtype, d)
    return [_made(x, i, d) for x, i, d in zip(args, ins, loop)], ins, (_result(verb, loop),)


def _result(verb, loop):
    return dtype_of(verb.result_types([dtype_name(d) for d in loop])[0])


def _fits(x, as_array, dtype, casting):
    """Whether casting= lets an operand become one of a dtype; a Python number may become any dtype of its kind or a later one."""
    if type(x) in _weak:
        return casting == "unsafe" or casting == "saturate" or dtype.kind in _become[type(x)]
    return _can_cast(as_array.dtype, dtype, casting)


def _made(x, as_array, dtype):
    return np.asarray(x, dtype) if dtype.kind in _become.get(type(x), "") else as_array.astype(dtype, copy=False)


def elementwise(verb, args, out, where, casting, order, dtype, subok, signature):
    """What a ufunc does."""
    if not isinstance(casting, str):
        raise TypeError(f"casting must be str, not {type(casting).__name__}")
    if casting not in _rules:
        raise ValueError(f"casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe', or 'saturate' (got {casting!r})")
    given, order = order, "K" if order is None else order
    if not isinstance(order, str):
        raise TypeError(f"order must be str, not {type(order).__name__}")
    order = order.upper()
    if order not in {"C", "F", "A", "K"}:
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {given!r})")
    if subok is not True and subok is not False:
        raise TypeError("'subok' must be a boolean")
    where, out = mask(where), output(out)
    if dtype is None and signature is None and casting not in ("no", "equiv"):
        laid = ins = _fitting(verb, args)
        results = _resolve(verb, ins)
    else:
        ins, laid, results = _computed_in(verb, args, dtype, signature, casting)
    result, shape = results[0], _shape(ins, where)
    if out is not None and out.shape != shape:
        shape = _stretched(shape, out, ins)
    if out is not None and out.dtype != result and not _can_cast(result, out.dtype, casting):
        raise _cannot_cast(verb, casting, "output", len(ins), result, out.dtype)
    made = _empty(shape, result, order, laid, where) if out is None else out
    verb.apply([made], ins, "saturate" if casting == "saturate" else "unsafe", where)
    return made if out is not None else scalar(made)


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

    verb = Verb(name, nin, result_types, apply)
    verb.loops = [[dtype_of(n) for n in loop] for loop in loops if "bfloat16" not in loop]  # which NumPy alone does not know

    def function(*args, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None, **out):
        if signature is not None and sig is not None:
            raise TypeError("cannot specify both 'sig' and 'signature'")
        out = args[nin] if len(args) > nin else out.get("out")
        return elementwise(verb, args[:nin], out, where, casting, order, dtype, subok, sig if signature is None else signature)

    return function
