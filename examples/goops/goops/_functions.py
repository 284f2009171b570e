"""NumPy's functions that are neither ufuncs nor reductions."""

from math import ceil, floor, prod as prod_of

import numpy as np

from . import _goops
from ._arrays import array, broadcast_shapes, dtype_name, in_order, integer, mask, no_value, normalize_axis_index, normalize_axis_tuple, one_axis, output, places, scalar, wrapped
from ._elementwise import cannot_cast, check_how, check_signature, elementwise, empty_like_operands, one_signature


def clip(a, a_min=no_value, a_max=no_value, out=None, *, min=no_value, max=no_value, where=True, casting="same_kind", order="K", dtype=None):
    """a, but at least a_min and at most a_max. As numpy.clip."""
    a = array(a)
    if a_min is no_value and a_max is no_value:
        a_min, a_max = None if min is no_value else min, None if max is no_value else max
    elif min is not no_value or max is not no_value:
        raise ValueError("Passing `min` or `max` keyword argument when `a_min` and `a_max` are provided is forbidden.")
    elif a_min is no_value:
        raise TypeError("clip() missing 1 required positional argument: 'a_min'")
    elif a_max is no_value:
        raise TypeError("clip() missing 1 required positional argument: 'a_max'")
    dtype_of_a = getattr(a, "dtype", None)
    if dtype_of_a is not None and dtype_of_a.kind in "iu":  # what Python's numbers beyond the dtype let through is everything
        limits = np.iinfo(dtype_of_a)
        a_min = None if type(a_min) is int and a_min <= limits.min else a_min
        a_max = None if type(a_max) is int and a_max >= limits.max else a_max
    if a_min is None and a_max is None:
        return elementwise("positive", 1, (a,), out, where, casting, order, dtype)
    if a_min is None:
        return elementwise("minimum", 1, (a, a_max), out, where, casting, order, dtype)
    if a_max is None:
        return elementwise("maximum", 1, (a, a_min), out, where, casting, order, dtype)
    return elementwise("clip", 1, (a, a_min, a_max), out, where, casting, order, dtype)


def where(condition, x=no_value, y=no_value, /):
    """x where condition is true, else y. As numpy.where; with one argument that is NumPy's own nonzero."""
    if x is no_value and y is no_value:
        return np.nonzero(condition)
    if x is no_value or y is no_value:
        raise ValueError("either both or neither of x and y should be given")
    condition = array(condition)
    if condition.dtype != np.bool_:
        condition = elementwise("not_equal", 1, (condition, 0), None, True, "same_kind", "K", None)
    result = elementwise("where", 1, (condition, x, y), None, True, "same_kind", "K", None)
    return np.asarray(result)


_must = "output must be an array"


def round(a, decimals=0, out=None):
    """a rounded to decimals places, ties to even. As numpy.round."""
    a, out, decimals = array(a), output(out, _must), integer(decimals)
    if out is not None and out.shape != a.shape:
        raise ValueError("invalid output shape")
    if a.dtype == np.bool_:
        a = a.astype(np.float16)
    if out is not None and not np.can_cast(a.dtype, out.dtype, "same_kind"):
        raise TypeError(f"Cannot cast ufunc 'rint' output from {a.dtype!r} to {out.dtype!r} with casting rule 'same_kind'")
    rounded = elementwise("round", 1, (a, np.int64(decimals)), out, True, "unsafe", "K", None)
    return in_order(rounded, a.dtype) if out is None and isinstance(rounded, np.ndarray) else rounded


def _part(val, name):
    a = _numbers(array(val), name)
    return getattr(val if isinstance(val, (np.generic, int, float, complex)) else a, name)


def real(val):
    """The real parts: for an array a view of it, not a copy. As numpy.real."""
    return _part(val, "real")


def imag(val):
    """The imaginary parts: for a complex array a view of it, not a copy. As numpy.imag."""
    return _part(val, "imag")


def angle(z, deg=False):
    """The arguments of complex numbers. As numpy.angle."""
    if type(z) is bool or getattr(z, "dtype", None) == np.bool_:
        z = np.asarray(z, np.int64)
    result = elementwise("angle", 1, (z,), None, True, "same_kind", "K", None)
    return elementwise("rad2deg", 1, (result,), None, True, "same_kind", "K", None) if deg else result


def copyto(dst, src, casting="same_kind", where=True):
    """Sets dst to src, stretched and cast. As numpy.copyto."""
    if not isinstance(dst, np.ndarray):
        raise TypeError(f"copyto() argument 1 must be numpy.ndarray, not {type(dst).__name__}")
    if not dst.flags.writeable:
        raise ValueError("assignment destination is read-only")
    dst = output(dst)
    weak = {int: "iufcV", float: "fcV", complex: "c"}.get(type(src), "")  # a Python number of the same kind or an earlier one
    src = np.asarray(src, dst.dtype if weak and dst.dtype.kind in weak else None)
    if casting != "saturate" and not np.can_cast(src.dtype, dst.dtype, casting):
        raise TypeError(f"Cannot cast array data from {src.dtype!r} to {dst.dtype!r} according to the rule '{casting}'")
    where = mask(where)
    for part in (src,) if where is None else (src, where):
        if part.ndim > dst.ndim and set(part.shape[:part.ndim - dst.ndim]) == {1}:
            continue
        np.broadcast_to(part, dst.shape)
    if where is not None and where.ndim > dst.ndim:
        where = where.reshape(where.shape[where.ndim - dst.ndim:])
    _goops.copy(dst, src, "saturate" if casting == "saturate" else "unsafe", where)


def _axis(a, axis):
    if axis is None:
        return a.reshape(-1), 0
    axis = one_axis(axis, a.ndim)
    return (a, axis) if a.ndim else (a.reshape(-1), 0)


_kinds = {"q": "quicksort", "h": "heapsort", "s": "stable", "m": "mergesort"}


def _sorted_how(kind, stable):
    """Refuses what NumPy refuses: every kind is stable here."""
    if kind is None:
        return
    if not isinstance(kind, str):
        raise TypeError(f"sort kind must be str, not {type(kind).__name__}")
    if stable is not None:
        raise ValueError("`kind` and `stable` parameters can't be provided at the same time. Use only one of them.")
    if kind[:1].lower() not in _kinds:
        raise ValueError(f"sort kind must be one of 'quick', 'heap', or 'stable' (got '{kind}')")


def _numbers(a, name):
    if a.dtype.kind not in "biufcV":
        raise TypeError(f"goops has no {name} for elements of {a.dtype!r}")
    return a


def sort(a, axis=-1, kind=None, order=None, *, stable=None):
    """A sorted copy along an axis, NaN at the end. As numpy.sort; every kind is stable."""
    if order is not None:
        raise ValueError("Cannot specify order when the array has no fields.")
    _sorted_how(kind, stable)
    a, axis = _axis(_numbers(_axes_there(array(a), axis), "sort"), axis)
    out = np.empty_like(a, a.dtype.newbyteorder("="), subok=False)
    _goops.along("sort", out, a, axis)
    return in_order(out, a.dtype)


def argsort(a, axis=-1, kind=None, order=None, *, stable=None):
    """The positions that sort lanes along an axis. As numpy.argsort, always stable."""
    if order is not None:
        raise ValueError("Cannot specify order when the array has no fields.")
    _sorted_how(kind, stable)
    a, axis = _axis(_numbers(array(a), "argsort"), axis)
    out = np.empty(a.shape, np.intp)
    _goops.along("argsort", out, a, axis)
    return out


def _axes_there(a, axis):
    """a, if it has axes: what is sorted in place needs one, unless it is flattened."""
    if not a.ndim and axis is not None:
        raise np.exceptions.AxisError(-1, 0) if hasattr(np, "exceptions") else np.AxisError(-1, 0)
    return a


def _places(kth, a, axis):
    kth, n = np.atleast_1d(kth), a.shape[axis]
    if kth.dtype.kind == "b":
        raise ValueError("Booleans unacceptable as partition index")
    if kth.dtype.kind not in "iu":
        raise TypeError("Partition index must be integer")
    if not a.size:
        return []
    places = [integer(k) for k in kth.ravel()]
    for k in places:
        if not -n <= k < n:
            raise ValueError(f"kth(={k}) out of bounds ({n})")
    return places


def partition(a, kth, axis=-1, kind="introselect", order=None):
    """A copy in which the items at kth are where sort would put them. As numpy.partition."""
    a, axis = _axis(_numbers(_axes_there(array(a), axis), "partition"), axis)
    out = np.empty_like(a, a.dtype.newbyteorder("="), subok=False)
    _goops.along("partition", out, a, axis, _places(kth, a, axis))
    return in_order(out, a.dtype)


def argpartition(a, kth, axis=-1, kind="introselect", order=None):
    """The positions that partition lanes. As numpy.argpartition."""
    a, axis = _axis(_numbers(array(a), "argpartition"), axis)
    out = np.empty(a.shape, np.intp)
    _goops.along("argpartition", out, a, axis, _places(kth, a, axis))
    return out


def searchsorted(a, v, side="left", sorter=None):
    """Where the items of v belong in a, which is sorted. As numpy.searchsorted."""
    if sorter is not None:
        a = take(a, sorter)
    a = array(a)
    v = np.asarray(v, None if type(v) not in (int, float) else np.result_type(a.dtype, type(v)))
    if a.ndim != 1:
        raise ValueError("object too deep for desired array")
    both = np.result_type(a.dtype, v.dtype)
    a, v = a.astype(both, copy=False), v.astype(both, copy=False)
    out = np.empty(v.shape, np.intp)
    _goops.searchsorted(out, _numbers(a, "searchsorted"), v, side)
    return scalar(out)


def unique(ar):
    """The different items, sorted. As numpy.unique with one argument."""
    a = _numbers(array(ar), "unique")
    out = np.empty(a.size, a.dtype.newbyteorder("="))
    return out[:_goops.unique(out, a.astype(out.dtype, copy=False))].astype(a.dtype)


def take(a, indices, axis=None, out=None, mode="raise"):
    """The items of a at positions along an axis. As numpy.take."""
    a, out = array(a), output(out, _must)
    a, axis = _axis(_numbers(a, "take"), axis)
    indices, mode = places(indices), _mode(mode)
    shape = a.shape[:axis] + indices.shape + a.shape[axis + 1:]
    if a.shape[axis] == 0 and indices.size:
        raise IndexError("cannot do a non-empty take from an empty axes.")
    if out is not None and out.shape != shape:
        raise ValueError("output array does not match result of ndarray.take")
    dtype = a.dtype.newbyteorder("=")
    made = out if out is not None and out.dtype == dtype else np.empty(shape, dtype)
    if mode == "raise":
        _within(indices, a.shape[axis], axis)
    _goops.take(made, a.astype(dtype, copy=False), indices, axis, mode)
    if out is None:
        return scalar(in_order(made, a.dtype))
    if made is not out:
        copyto(out, made, casting="unsafe" if mode != "raise" else "same_kind")
    return out


def _mode(mode):
    """What is done with indices beyond an array, in NumPy's words, or its numbers for them."""
    if isinstance(mode, (int, np.integer)) and not isinstance(mode, bool) and 0 <= mode < 3:
        return ("clip", "wrap", "raise")[mode]
    if mode is None:
        return "raise"
    if not isinstance(mode, str):
        raise TypeError(f"clipmode must be a string, not {type(mode).__name__}")
    return mode


def _within(indices, n, axis):
    """Refuses the first index that is beyond n items, as NumPy does."""
    beyond = (indices < -n) | (indices >= n)
    if beyond.any():
        raise IndexError(f"index {indices[beyond][0]} is out of bounds for axis {axis} with size {n}")


def put(a, ind, v, mode="raise"):
    """Sets items of a at positions in C order. As numpy.put."""
    if not isinstance(a, np.ndarray):
        raise TypeError(f"argument 1 must be numpy.ndarray, not {type(a).__name__}")
    if not a.flags.writeable:
        raise ValueError("put: output array is read-only")
    a = output(a)
    ind = places(ind).reshape(-1)
    v = np.asarray(v).astype(a.dtype).reshape(-1)
    if not v.size or not ind.size:
        return
    native = a if a.dtype.isnative else a.astype(a.dtype.newbyteorder("="))
    _goops.put(native, ind, v.astype(native.dtype, copy=False), mode)
    if native is not a:
        a[...] = native


def compress(condition, a, axis=None, out=None):
    """The positions of a along an axis where condition is true. As numpy.compress."""
    condition = np.asarray(condition, bool)
    if condition.ndim != 1:
        raise ValueError("condition must be a 1-d array")
    return take(a, np.flatnonzero(condition), axis, out)


def extract(condition, arr):
    """The elements of arr where condition is true. As numpy.extract."""
    return take(np.ravel(arr), np.flatnonzero(condition))


def flip(m, axis=None):
    """A view of m with the order of items along axes turned around. As numpy.flip."""
    m = _numbers(array(m), "flip")
    axes = range(m.ndim) if axis is None else normalize_axis_tuple(axis, m.ndim)
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(m.ndim))]


def roll(a, shift, axis=None):
    """A copy of a with the items moved along axes, round and round. As numpy.roll."""
    a = _numbers(array(a), "roll")
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    pairs = np.broadcast(shift, normalize_axis_tuple(axis, a.ndim, allow_duplicate=True))
    if pairs.ndim > 1:
        raise ValueError("'shift' and 'axis' should be scalars or 1D sequences")
    shifts = {}
    for by, along in pairs:
        shifts[int(along)] = shifts.get(int(along), 0) + int(by)
    result = a.astype(a.dtype.newbyteorder("="), copy=not shifts)
    for along, by in shifts.items():
        out = np.empty_like(a, result.dtype, subok=False)
        _goops.along("roll", out, result, along, [by % (a.shape[along] or 1)])
        result = out
    return in_order(result, a.dtype)


def diff(a, n=1, axis=-1, prepend=no_value, append=no_value):
    """The n-th differences along an axis. As numpy.diff."""
    given, n = a, integer(n)
    if n == 0:
        return given
    if n < 0:
        raise ValueError("order must be non-negative but got " + repr(n))
    a = array(a)
    if a.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    axis = normalize_axis_index(integer(axis), a.ndim)
    if prepend is not no_value or append is not no_value:
        edge = a.shape[:axis] + (1,) + a.shape[axis + 1:]
        parts = [array(x) if x is not no_value else x for x in (prepend, a, append)]
        a = np.concatenate([np.broadcast_to(x, edge) if x.ndim == 0 else x for x in parts if x is not no_value], axis)
    later, earlier = [slice(None)] * a.ndim, [slice(None)] * a.ndim
    later[axis], earlier[axis] = slice(1, None), slice(None, -1)
    verb = "not_equal" if a.dtype == np.bool_ else "subtract"
    for _ in range(n):
        a = elementwise(verb, 1, (a[tuple(later)], a[tuple(earlier)]), None, True, "same_kind", "K", None)
    return a


_item_methods = {"lower": floor, "higher": ceil, "nearest": lambda x: int(np.rint(x))}


def _quantile(a, q, axis, out, method, keepdims, skip_nan):
    a, out = array(a), output(out)
    if a.dtype.kind == "c":
        raise TypeError("a must be an array of real numbers")
    a = _numbers(a, "quantile")
    axes = tuple(range(a.ndim)) if axis is None else normalize_axis_tuple(axis, a.ndim)
    kept = [i for i in range(a.ndim) if i not in axes]
    lanes = a.transpose(*kept, *axes).reshape(tuple(a.shape[i] for i in kept) + (prod_of(a.shape[i] for i in axes),))
    dtype = a.dtype.newbyteorder("=") if a.dtype.kind in "fV" else np.dtype(float)
    if isinstance(q, (np.ndarray, list, tuple)):
        dtype = np.result_type(dtype, np.asarray(q).dtype) if dtype.kind == "f" else dtype
    qs = np.asarray(q, float)
    if not all(0 <= x <= 1 for x in qs.flat):
        raise ValueError("Quantiles must be in the range [0, 1]")
    items = method in _item_methods and a.dtype.kind in "biu" and lanes.shape[-1] > 0  # none is a float in between
    made = np.empty(qs.shape + lanes.shape[:-1], a.dtype.newbyteorder("=") if items else dtype)
    for i in np.ndindex(qs.shape):
        one = made[i] if made[i].ndim else made[i + (...,)]
        if items:
            k = _item_methods[method](float(qs[i]) * (lanes.shape[-1] - 1))
            one[...] = partition(lanes, k)[..., k]
            continue
        _goops.quantile(one, lanes, float(qs[i]), lanes.ndim - 1, "" if method is None else method or "none", skip_nan)
    if keepdims and keepdims is not no_value:
        made = made.reshape(qs.shape + tuple(1 if i in axes else n for i, n in enumerate(a.shape)))
    if out is None:
        return scalar(made)
    if out.shape != made.shape:
        raise ValueError(f"output array has the shape {out.shape}, and {made.shape} is wanted")
    copyto(out, made, casting="unsafe")
    return out


def quantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False):
    """The q-quantiles over axes, q from 0 to 1. As numpy.quantile; method: linear, lower, higher, midpoint, nearest."""
    return _quantile(a, q, axis, out, method, keepdims, False)


def nanquantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=no_value):
    """quantile of what is not NaN. As numpy.nanquantile."""
    return _quantile(a, q, axis, out, method, keepdims, True)


def percentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False):
    """The percentiles over axes, q from 0 to 100. As numpy.percentile."""
    return _quantile(a, _percent(q), axis, out, method, keepdims, False)


def nanpercentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=no_value):
    """percentile of what is not NaN. As numpy.nanpercentile."""
    return _quantile(a, _percent(q), axis, out, method, keepdims, True)


def _percent(q):
    part = np.asarray(q, float) / 100
    if not all(0 <= x <= 1 for x in part.flat):
        raise ValueError("Percentiles must be in the range [0, 100]")
    return part if isinstance(q, (np.ndarray, list, tuple)) else float(part)


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    """The median over axes, NaN if an element is. As numpy.median."""
    return _quantile(a, 0.5, axis, out, None, keepdims, False)


def nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=no_value):
    """median of what is not NaN. As numpy.nanmedian."""
    return _quantile(a, 0.5, axis, out, None, keepdims, True)


def _product(name, a, b, shape, out):
    out = output(out, "'out' must be an array" if name == "dot" else None)
    result = np.result_type(a, b)
    if out is not None and (out.shape != shape or name == "dot" and not (out.dtype == result and out.dtype.isnative and out.flags.c_contiguous)):
        raise ValueError("output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)" if name == "dot"
                         else f"non-broadcastable output operand with shape {_plain(out)} doesn't match the broadcast shape {str(shape).replace(' ', '')}")
    if out is not None and not np.can_cast(result, out.dtype, "same_kind"):
        raise cannot_cast("multiply", "same_kind", "output", 2, result, out.dtype)
    made = np.empty(shape, result) if out is None else out
    _goops.product(name, made, _numbers(a, name), _numbers(b, name), "unsafe")
    return scalar(made) if out is None else out


# NumPy's generalised ufuncs: their signatures, and how many axes of operands and result each element of work takes.
_signatures = {"matmul": "(n?,k),(k,m?)->(n?,m?)", "vecdot": "(n),(n)->()", "matvec": "(m,n),(n)->(m)", "vecmat": "(n),(n,m)->(m)"}
_cores = {"matmul": (2, 2, 2), "vecdot": (1, 1, 0), "matvec": (2, 1, 1), "vecmat": (1, 2, 1)}


def _gufunc(name, x1, x2, out, axes, axis, keepdims, casting, order, dtype, subok, signature):
    """What NumPy's generalised ufunc of the name does."""
    if axis is not no_value and axes is not no_value:
        raise TypeError("cannot specify both 'axis' and 'axes'")
    if keepdims is not True and keepdims is not False:
        raise TypeError("'keepdims' must be a boolean")
    check_how(casting, order, subok)
    check_signature(name, 2, 1, dtype, signature)
    a, b, out = array(x1), array(x2), output(out)
    result = _result_of(name, a, b, casting, dtype, signature)
    if out is not None and a.ndim and b.ndim and casting != "saturate" and not np.can_cast(result, out.dtype, casting):
        raise cannot_cast(name, casting, "output", 2, result, out.dtype)
    if keepdims and name != "vecdot":
        where = "output 0 to have 2" if name == "matmul" else "input 1 to have 1" if name == "matvec" else "input 1 to have 2"
        raise TypeError(f"{name} does not support keepdims: its signature {_signatures[name]} requires {where} core dimensions, but keepdims can only be "
                        "used when all inputs have the same number of core dimensions and all outputs have no core dimensions.")
    cores = list(_cores[name])
    for i, x in enumerate((a, b)):
        least = 1 if name == "matmul" else cores[i]
        if x.ndim < least:
            raise ValueError(f"{name}: Input operand {i} does not have enough dimensions (has {x.ndim}, gufunc core with signature {_signatures[name]} requires {least})")
        if x.ndim < cores[i]:
            cores[i], cores[2] = 1, cores[2] - 1
    if order in ("A", "a"):
        order = "F" if a.flags.f_contiguous and b.flags.f_contiguous else "C"
    placed = _placed(name, axes, axis, keepdims, cores)
    a, b = (_core_last(name, i, x, placed[i], cores[i]) for i, x in enumerate((a, b)))
    n, k = a.shape[-1], b.shape[-2 if cores[1] == 2 else -1]
    if n != k:
        raise ValueError(f"{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {_signatures[name]} (size {k} is different from {n})")
    core = (a.shape[-2:-1] if cores[0] == 2 else ()) + (b.shape[-1:] if cores[1] == 2 else ())
    loops = _loops(a, b, cores, core)
    made = out
    if out is not None:
        made = _out_without(out, placed[2]) if keepdims else _core_last(name, 2, out, placed[2], cores[2])
        if made.ndim < len(core):
            raise ValueError(f"{name}: Output operand 0 does not have enough dimensions (has {made.ndim}, gufunc core with signature {_signatures[name]} requires {len(core)})")
        for i, (has, wanted) in enumerate(zip(made.shape[made.ndim - len(core):], core)):
            if has != wanted:
                raise ValueError(f"{name}: Output operand 0 has a mismatch in its core dimension {i}, with gufunc signature {_signatures[name]} (size {has} is different from {wanted})")
        if made.shape != loops + core:
            loops = _outs_loops(loops, made.shape[:made.ndim - len(core)])
            a = np.broadcast_to(a, loops + a.shape[a.ndim - cores[0]:])
    else:
        shape = loops + core
        if 0 in a.shape + b.shape:
            made = np.empty(shape, result)
        else:  # the axes of work lie in memory as those of the operands do
            likes = [x[(...,) + (0,) * n + (None,) * len(core)] for x, n in zip((a, b), cores)]
            made, = empty_like_operands(shape, [result], order, likes, [None], None)
    a, b = (_numbers(x, name).astype(result, copy=False) for x in (a, b))
    _goops.product(name, made, a, b, "saturate" if casting == "saturate" else "unsafe")
    if out is not None:
        return out
    if keepdims:
        made = np.expand_dims(made, placed[2])
    elif placed[2] is not None and core:
        made = np.moveaxis(made, range(-len(core), 0), placed[2])
    return wrapped((x1, x2), made) if subok else scalar(made)


def _result_of(name, a, b, casting, dtype, signature):
    """The dtype that a product is computed in, and refusals of dtypes, by NumPy where it has the function."""
    ufunc, dtypes = getattr(np, name, None), (a.dtype, b.dtype)
    if ufunc is None or any(d.kind == "V" for d in dtypes) or not a.ndim or not b.ndim:
        result = np.result_type(a, b) if dtype is None else np.dtype(dtype).newbyteorder("=")
        for i, d in enumerate(dtypes):
            if casting != "saturate" and not np.can_cast(d, result, casting if dtype is not None else "unsafe"):
                raise cannot_cast(name, casting, "input", i, d, result)
        return result
    named = {"signature": signature} if signature is not None else {"dtype": dtype}
    return ufunc(*(np.empty((0,) * n, d) for n, d in zip(_cores[name], dtypes)), casting="unsafe" if casting == "saturate" else casting, **named).dtype


def _placed(name, axes, axis, keepdims, cores):
    """The axes of operands and result that one element of work takes, as axes= or axis= names them; None where they are the last."""
    if axis is not no_value:
        if name != "vecdot":
            distinct = len(set(_signatures[name]) & set("nmk"))
            raise TypeError(f"{name}: axis can only be used with a single shared core dimension, not with the {distinct} distinct ones implied by signature {_signatures[name]}.")
        axis = integer(axis)
        return axis, axis, axis if keepdims else None
    if axes is no_value:
        return None, None, -1 if keepdims else None
    if not isinstance(axes, list):
        raise TypeError("axes should be a list.")
    if len(axes) != 3 and not (len(axes) == 2 and not _cores[name][2]):
        raise ValueError("axes should be a list with an entry for all 3 inputs and outputs; entries for outputs can only be omitted if none of them has core axes.")
    wanted = (*cores[:2], 1 if keepdims else cores[2])
    placed = []
    for i, (item, n) in enumerate(zip(axes, wanted)):
        if not isinstance(item, tuple):
            if n != 1:
                raise _axis_error(f"{name}: operand {i} has {n} core dimensions, but the axes item is a single integer.")
            item = (item,)
        if len(item) != n:
            raise _axis_error(f"{name}: operand {i} has {n} core dimensions, but {len(item)} dimensions are specified by axes tuple.")
        placed.append(tuple(map(integer, item)) or None)
    if len(placed) == 2:
        placed.append(-1 if keepdims else None)
    return placed


def _axis_error(text):
    return (np.exceptions.AxisError if hasattr(np, "exceptions") else np.AxisError)(text)


def _core_last(name, i, x, axes, n):
    """x with the axes that one element of work takes at the end."""
    if axes is None:
        return x
    named = [normalize_axis_index(axis, x.ndim) for axis in (axes if isinstance(axes, tuple) else (axes,))]
    for k, axis in enumerate(named):
        if axis in named[:k]:
            raise ValueError(f"axes item {i} has value {axis} repeated")
    return np.moveaxis(x, named, range(-n, 0))


def _out_without(out, axis):
    axis = normalize_axis_index(axis[0] if isinstance(axis, tuple) else axis, out.ndim)
    if out.shape[axis] != 1:
        raise ValueError(f"vecdot: Output operand 0 has a mismatch in its core dimension 0, with gufunc signature (n),(n)->(1) (size {out.shape[axis]} is different from 1)")
    return np.squeeze(out, axis)


def matmul(x1, x2, /, out=None, *, axes=no_value, axis=no_value, keepdims=False, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
    """The matrix product. As numpy.matmul."""
    return _gufunc("matmul", x1, x2, out, axes, axis, keepdims, casting, order, dtype, subok, one_signature(signature, sig))


def _loops(a, b, cores, core):
    """The shape over which work is repeated."""
    try:
        return broadcast_shapes(a.shape[:a.ndim - cores[0]], b.shape[:b.ndim - cores[1]])
    except ValueError:
        remapped = []
        for x, n in zip((a, b), cores):
            parts = [*map(str, x.shape[:x.ndim - n]), *["newaxis"] * len(core)]
            remapped.append(f"{_plain(x)}->({','.join(parts)}{',' if len(parts) == 1 else ''})")
        raise ValueError(f"operands could not be broadcast together with remapped shapes [original->remapped]: {' '.join(remapped)}  and requested shape "
                         f"({','.join(map(str, core))})") from None


def dot(a, b, out=None):
    """Sums of products over the last axis of a and the last but one of b. As numpy.dot."""
    a, b = array(a), array(b)
    if not a.ndim or not b.ndim:
        return elementwise("multiply", 1, (a, b), out, True, "same_kind", "C", None)
    axis = b.ndim - (2 if b.ndim > 1 else 1)
    if a.shape[-1] != b.shape[axis]:
        raise ValueError(f"shapes {_plain(a)} and {_plain(b)} not aligned: {a.shape[-1]} (dim {a.ndim - 1}) != {b.shape[axis]} (dim {axis})")
    return _product("dot", a, b, a.shape[:-1] + b.shape[:axis] + b.shape[axis + 1:], out)


def _plain(a):
    return str(a.shape).replace(" ", "")


def inner(a, b, /):
    """Sums of products over the last axes. As numpy.inner."""
    a, b = array(a), array(b)
    if not a.ndim or not b.ndim:
        return elementwise("multiply", 1, (a, b), None, True, "same_kind", "K", None)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"shapes {_plain(a)} and {_plain(b)} not aligned: {a.shape[-1]} (dim {a.ndim - 1}) != {b.shape[-1]} (dim {b.ndim - 1})")
    return _product("inner", a, b, a.shape[:-1] + b.shape[:-1], None)


def outer(a, b, out=None):
    """The products of each element of a with each of b. As numpy.outer."""
    return elementwise("multiply", 1, (array(a).reshape(-1, 1), array(b).reshape(1, -1)), out, True, "same_kind", "K", None)


def vdot(a, b, /):
    """The sum of products of all elements, those of a conjugated. As numpy.vdot."""
    a, b = array(a).reshape(-1), array(b).reshape(-1)
    if a.size != b.size:
        raise ValueError("cannot reshape array or the operands have different sizes")
    return _product("vdot", a, b, (), None)


def _outs_loops(loops, wanted):
    """The loops of an output to which operands stretch."""
    stretched = broadcast_shapes(loops, wanted)
    if stretched != wanted:
        raise ValueError(f"non-broadcastable output operand with shape {str(wanted).replace(' ', '')} doesn't match the broadcast shape {str(stretched).replace(' ', '')}")
    return wanted


def vecdot(x1, x2, /, out=None, *, axes=no_value, axis=no_value, keepdims=False, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
    """Sums of products along an axis, x1 conjugated. As numpy.vecdot."""
    return _gufunc("vecdot", x1, x2, out, axes, axis, keepdims, casting, order, dtype, subok, one_signature(signature, sig))


def matvec(x1, x2, /, out=None, *, axes=no_value, axis=no_value, keepdims=False, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
    """Matrices times vectors. As numpy.matvec."""
    return _gufunc("matvec", x1, x2, out, axes, axis, keepdims, casting, order, dtype, subok, one_signature(signature, sig))


def vecmat(x1, x2, /, out=None, *, axes=no_value, axis=no_value, keepdims=False, casting="same_kind", order="K", dtype=None, subok=True, signature=None, sig=None):
    """Vectors, conjugated, times matrices. As numpy.vecmat."""
    return _gufunc("vecmat", x1, x2, out, axes, axis, keepdims, casting, order, dtype, subok, one_signature(signature, sig))


def einsum(subscripts, /, *operands, out=None, dtype=None, order="K", casting="safe", optimize=False):
    """A product of operands, summed over the axes whose letters the result lacks. As numpy.einsum with a str."""
    if not isinstance(subscripts, str):
        raise TypeError("goops.einsum wants subscripts as a str")
    ins = [_numbers(array(x), "einsum") for x in operands]
    if not ins:
        raise ValueError("must provide at least an operand and a subscripts list to einsum")
    out = output(out, "keyword parameter out must be an array for einsum")
    result = np.dtype(dtype) if dtype is not None else np.result_type(*ins)
    if dtype is not None:
        result = result.newbyteorder("=")
        for i, x in enumerate(ins):
            if not np.can_cast(x.dtype, result, casting):
                raise TypeError(f"Iterator operand {i} dtype could not be cast from {x.dtype!r} to {result!r} according to the rule '{casting}'")
        ins = [x.astype(result, copy=False) for x in ins]
    if out is not None and not np.can_cast(result, out.dtype, casting):
        raise TypeError(f"Iterator operand {len(ins)} dtype could not be cast from {result!r} to {out.dtype!r} according to the rule '{casting}'")
    if out is None and dtype is None and len(ins) == 1 and _only_moves(subscripts.replace(" ", "")):
        return np.einsum(subscripts, ins[0])  # a view: nothing is computed
    made = np.empty(_einsum_shape(subscripts.replace(" ", ""), ins), result) if out is None else out
    _goops.einsum(made, subscripts, ins, "unsafe")
    return scalar(made) if out is None else out


def _only_moves(subscripts):
    """Whether the subscripts of one operand sum over nothing, as those of a transpose and a diagonal do."""
    terms, arrow, labels = subscripts.partition("->")
    if not arrow:
        return len(set(terms)) == len(terms) or "..." in terms and len(set(terms)) == len(terms) - 2
    return set(terms) == set(labels) and all(c == "." or labels.count(c) == 1 for c in labels)


def _einsum_shape(subscripts, ins):
    """The shape of an einsum's result."""
    inputs, arrow, output_labels = subscripts.partition("->")
    terms = inputs.split(",")
    if len(terms) != len(ins):
        raise ValueError("more operands provided to einstein sum function than specified in the subscripts string" if len(terms) < len(ins)
                         else "fewer operands provided to einstein sum function than specified in the subscripts string")
    lengths, extra = {}, ()
    for term, x in zip(terms, ins):
        before, dots, behind = term.partition("...")
        named = len(before) + len(behind)
        if named > x.ndim or (not dots and named < x.ndim):
            raise ValueError("einstein sum subscripts string contains too many subscripts for operand" if named > x.ndim
                             else "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.")
        for letter, n in [*zip(before, x.shape), *zip(reversed(behind), reversed(x.shape))]:
            if lengths.get(letter, 1) == 1:
                lengths[letter] = n
        if dots:
            extra = broadcast_shapes(extra, x.shape[len(before):x.ndim - len(behind)])
    if not arrow:
        letters = "".join(terms).replace(".", "")
        output_labels = ("..." if "..." in inputs else "") + "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    before, dots, behind = output_labels.partition("...")
    for letter in before + behind:
        if output_labels.count(letter) > 1:
            raise ValueError(f"einstein sum subscripts string includes output subscript '{letter}' multiple times")
        if letter not in lengths:
            raise ValueError(f"einstein sum subscripts string included output subscript '{letter}' which never appeared in an input")
    return tuple(lengths[c] for c in before) + (extra if dots else ()) + tuple(lengths[c] for c in behind)


def histogram(a, bins=10, range=None, density=None, weights=None):
    """The numbers of elements between edges, and the edges. As numpy.histogram without weights."""
    if weights is not None:
        raise ValueError("goops.histogram takes no weights")
    a = array(a)
    if a.dtype.kind not in "biufV":
        raise TypeError(f"goops has no histogram for elements of {a.dtype!r}")
    edges = np.histogram_bin_edges(a, bins, range)
    counts = np.empty(len(edges) - 1, np.int64)
    _goops.histogram(counts, np.ascontiguousarray(a, np.float64), edges.astype(float).tolist())
    if density:
        return counts / np.diff(edges) / counts.sum(), edges
    return counts, edges


def bincount(x, /, weights=None, minlength=0):
    """How often each number from 0 on occurs. As numpy.bincount without weights."""
    if weights is not None:
        raise ValueError("goops.bincount takes no weights")
    x = array(x)
    if x.ndim != 1:
        raise ValueError("object too deep for desired array" if x.ndim > 1 else "object of too small depth for desired array")
    if x.size:
        np.bincount(np.zeros(1, x.dtype))  # refuses dtypes as NumPy does: its newer ones take uint64
        if x.dtype.kind == "u" and x.max() > np.iinfo(np.int64).max:
            raise ValueError("'list' argument must have no negative elements")
    if integer(minlength) < 0:
        raise ValueError("'minlength' must not be negative")
    if x.size and x.min() < 0:
        raise ValueError("'list' argument must have no negative elements")
    counts = np.empty(max(int(x.max()) + 1 if x.size else 0, integer(minlength)), np.int64)
    _goops.bincount(counts, x.astype(np.int64))
    return counts


def softmax(x, axis=-1):
    """exp(x) over its sum along an axis, without overflow. Not among NumPy's."""
    x = array(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    out = np.empty(x.shape, x.dtype.newbyteorder("="))
    _goops.along("softmax", out, x, normalize_axis_index(integer(axis), x.ndim))
    return out


def logsumexp(a, axis=None, keepdims=False):
    """log(sum(exp(a))) over axes, without overflow. Not among NumPy's."""
    a = array(a)
    a = a if a.dtype.kind == "f" else a.astype(float)
    axes = tuple(range(a.ndim)) if axis is None else normalize_axis_tuple(axis, a.ndim)
    out = np.empty(tuple(n for i, n in enumerate(a.shape) if i not in axes), a.dtype.newbyteorder("="))
    _goops.logsumexp(out, a, list(axes))
    return scalar(out.reshape(tuple(1 if i in axes else n for i, n in enumerate(a.shape))) if keepdims else out)

around = round

names = {name: f for name, f in list(globals().items()) if callable(f) and getattr(f, "__module__", "") == __name__ and not name.startswith("_")}
