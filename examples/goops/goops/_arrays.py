"""What may be an operand, what is allocated for a result, and what an error is called: NumPy's rules."""

import operator

import numpy as np

try:
    from numpy._core import _exceptions, umath
    from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple
except ImportError:  # NumPy 1
    from numpy.core import _exceptions, umath
    from numpy.core.multiarray import normalize_axis_index
    from numpy.core.numeric import normalize_axis_tuple


class _NoValue:
    """The default of arguments for which None means something."""

    def __repr__(self):
        return "<no value>"


no_value = _NoValue()

_names = {np.dtype(name): name for name in (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128").split()}
for _code in "bhilqBHILQefdFD":  # C's types: two of them have one size, and two dtypes of one name
    _names.setdefault(np.dtype(_code), np.dtype(_code).name)
_dtypes = {name: dtype for dtype, name in reversed(_names.items())}


def dtype_name(dtype):
    """The name of a dtype of numbers, whatever its byte order; that of any other dtype is not known to goops."""
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
        raise TypeError("goops does not know masks: pass x.data and where=~x.mask, or x.filled()")
    return np.asarray(x)


def output(out, wanted=None):
    """An array that was given as out, alone or in a tuple. wanted is what NumPy says of anything else, where that is not what ufuncs say."""
    if isinstance(out, tuple):
        if len(out) != 1:
            raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
        out = out[0]
    if out is None:
        return None
    if not isinstance(out, np.ndarray):
        raise TypeError(wanted or "return arrays must be of ArrayType")
    if isinstance(out, np.ma.MaskedArray):
        raise TypeError("goops does not know masks: pass out.data")
    if not out.flags.writeable:
        raise ValueError("output array is read-only")
    return out


def mask(where):
    """The array of where=; None if it is True."""
    if where is True or where is no_value:
        return None
    if not isinstance(where, np.ndarray):
        where = np.asarray(where, bool)
    if where.dtype != np.bool_:
        raise TypeError(f"Cannot cast array data from {where.dtype!r} to dtype('bool') according to the rule 'safe'")
    return None if where.ndim == 0 and where else where


def broadcast_shapes(*shapes):
    """numpy.broadcast_shapes, for as many axes as arrays have: that of NumPy knows 32."""
    result = [1] * max(map(len, shapes))
    for shape in shapes:
        for i, n in enumerate(shape, len(result) - len(shape)):
            if n != 1 and result[i] not in (1, n):
                raise ValueError("shape mismatch: objects cannot be broadcast to a single shape")
            result[i] = n if n != 1 else result[i]
    return tuple(result)


_arrays_count = int(np.__version__.split(".")[0]) >= 2  # a plain array stands before classes of a lower __array_priority__


def wrapped(args, result):
    """A result as the class of an operand makes it: of that of the highest __array_priority__, the first of equals."""
    best, highest = None, None
    for x in args:
        if type(x) is np.ndarray or isinstance(x, np.generic) or not hasattr(type(x), "__array_wrap__"):
            continue
        priority = getattr(x, "__array_priority__", 0.0)
        if best is None or priority > highest:
            best, highest = x, priority
    if best is None or highest < 0 and _arrays_count and any(type(x) is np.ndarray for x in args):
        return scalar(result)
    try:
        return best.__array_wrap__(result, None, not result.ndim)
    except TypeError:  # as NumPy 1 called it
        return best.__array_wrap__(result)


def scalar(result):
    """A result without axes is a scalar, as in NumPy."""
    return result if result.ndim else result[()]


def integer(x):
    """An index as a Python int."""
    return operator.index(x)


def one_axis(axis, ndim):
    """An axis of an array, which is also 0 or -1 where there are none."""
    return normalize_axis_index(integer(axis), max(ndim, 1))


def reduced_axes(axis, ndim):
    """The axes that a reduction goes over."""
    if axis is None:
        return tuple(range(ndim))
    if isinstance(axis, tuple):
        named = [normalize_axis_index(integer(i), ndim) for i in axis]
        if len(set(named)) != len(named):
            raise ValueError("duplicate value in 'axis'")
        return tuple(named)
    if isinstance(axis, (bool, np.bool_)):
        raise TypeError("an integer is required")
    found = one_axis(axis, ndim)
    return (found,) if ndim else ()


def in_order(results, dtype):
    """Results in the byte order of a dtype, in which NumPy leaves what is only moved."""
    return results.astype(dtype, copy=False)


def places(indices):
    """Indices as an array of int64."""
    if not isinstance(indices, np.ndarray):
        return np.asarray(indices, np.int64)
    if indices.dtype.kind not in "iub":
        raise TypeError(f"Cannot cast array data from {indices.dtype!r} to dtype('int64') according to the rule 'safe'")
    return indices.astype(np.int64, copy=False)
