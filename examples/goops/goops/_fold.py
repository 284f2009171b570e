"""What reductions and scans have in common. The built-in any, all and so on are meant here."""

import numpy as np

from . import _goops
from ._arrays import array, broadcast_shapes, dtype_name, dtype_of, integer, mask, no_value, normalize_axis_index, one_axis, output, reduced_axes, scalar

_without_identity = {"min": "minimum", "max": "maximum", "amin": "minimum", "amax": "maximum", "minimum": "minimum", "maximum": "maximum",
                     "fmin": "fmin", "fmax": "fmax", "nanmin": "fmin", "nanmax": "fmax", "ptp": "maximum"}
_ufunc_names = {"sum": "add", "prod": "multiply", "all": "logical_and", "any": "logical_or", "nansum": "add", "nanprod": "multiply", **_without_identity}


def _result_dtype(name, dtype):
    try:
        return dtype_of(_goops.reduce_type(name, dtype_name(dtype)))
    except TypeError:
        raise TypeError(f"the reduction '{name}' is not defined for elements of {dtype!r}") from None


def _reduced(shape, axes, keepdims):
    if keepdims:
        return tuple(1 if i in axes else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in axes)


def _like(a, axes, keepdims, shape, dtype):
    """An array for a result, whose axes lie in memory in the order of those of a."""
    if len(shape) < 2 or a.flags.c_contiguous:
        return np.empty(shape, dtype)
    kept = a[tuple((slice(0, 1) if keepdims else 0) if i in axes and n else slice(None) for i, n in enumerate(a.shape))]
    return np.empty_like(kept, dtype, subok=False) if kept.shape == shape else np.empty(shape, dtype)


def _checked(name, out, shape, ndim):
    if out.ndim != len(shape):
        raise ValueError(f"output parameter for reduction operation {_ufunc_names.get(name, name)} has the wrong number of dimensions: "
                         f"Found {out.ndim} but expected {len(shape)}")
    if out.shape != shape:
        raise ValueError(f"output parameter for reduction operation {_ufunc_names.get(name, name)} has the shape {out.shape}, and {shape} is wanted")
    return out


_no_axes = {"mean", "var", "std"}  # in which NumPy asks how long an axis is, also where there is none
_means = {"mean", "nanmean"}
_spreads = {"var", "std", "nanvar", "nanstd"}


def _as(a, dtype):
    """a in the dtype that dtype= names, cast before anything is computed; where all values fit, that comes with the sums."""
    if np.can_cast(a.dtype, dtype, "safe"):
        return a
    cast = np.empty(a.shape, dtype)
    _goops.copy(cast, a, "unsafe", None)
    return cast


def _start(initial, dtype):
    """initial= as a Python number that the dtype has; NumPy's errors for those that it has not."""
    if initial is no_value:
        return None
    one = np.empty((), dtype if dtype.kind != "V" else np.float32)
    one[...] = initial
    return one.item()


def _undefined(result, a, axes, keepdims, where, ddof):
    """result, the spread of what is not NaN, which NumPy leaves undefined where no more than ddof elements are."""
    counted = ~np.isnan(a) if where is None else ~np.isnan(a) & where
    few = counted.sum(axis=axes, keepdims=keepdims) <= ddof
    np.copyto(result, np.nan, where=few)


def fold(name, a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value, ddof=0):
    """Reduces a, as NumPy's function of the name."""
    a, out, where = array(a), output(out), mask(where)
    keepdims = keepdims is not no_value and bool(integer(keepdims))
    axes = reduced_axes(axis, a.ndim)
    if not a.ndim and axis not in (None, ()) and name in _no_axes:
        normalize_axis_index(integer(axis), 0)
    if initial is None and name in _without_identity:
        initial = no_value
    if initial is None and where is not None:
        raise ValueError(f"reduction operation '{_ufunc_names.get(name, name)}' does not have an identity, so to use a where mask one has to specify 'initial'")
    if initial is None:
        initial = no_value
    if dtype is not None:
        dtype = np.dtype(dtype).newbyteorder("=")
        if name in _spreads and dtype.kind not in "fcV":
            raise TypeError(f"goops computes {name} in floats: dtype={dtype!r}")
        a = _as(a, dtype)
    result = dtype if dtype is not None else _result_dtype(name, a.dtype)
    shape = _reduced(a.shape, axes, keepdims)
    if name in _without_identity and initial is no_value:
        if where is not None:
            raise ValueError(f"reduction operation '{_without_identity[name]}' does not have an identity, so to use a where mask one has to specify 'initial'")
        if any(a.shape[i] == 0 for i in axes) and 0 not in shape:
            raise ValueError(f"zero-size array to reduction operation {_without_identity[name]} which has no identity")
    if where is not None:
        where = np.broadcast_to(where, broadcast_shapes(where.shape, a.shape)) if where.ndim > a.ndim else where
        np.broadcast_to(where, a.shape)  # refuses what does not stretch
    made = _like(a, axes, keepdims, shape, result) if out is None else _checked(name, out, shape, a.ndim)
    if out is not None and initial is not no_value and result.kind == "c" != out.dtype.kind:  # an initial value of the sum's dtype is none of out's
        made = np.empty(shape, result)
    via = dtype_name(dtype) if dtype is not None else None
    if via and (name in _means or name in _spreads):
        a, via = a.astype(dtype, copy=False), None
    _goops.reduce(name, made, a, list(axes), keepdims, "unsafe", where, _start(initial, result), via, integer(ddof))
    if ddof > 0 and name in ("nanvar", "nanstd") and a.dtype.kind in "fc":
        _undefined(made, a, axes, keepdims, where, ddof)
    if made is not out and out is not None:
        _goops.copy(out, made, "unsafe", None)
    return scalar(made) if out is None else out


def index(name, a, axis, out, keepdims):
    a, out = array(a), output(out, "output must be an array")
    keepdims = keepdims is not no_value and bool(keepdims)
    axes = tuple(range(a.ndim)) if axis is None else (one_axis(axis, a.ndim),)
    shape = _reduced(a.shape, axes, keepdims)
    if a.dtype.kind not in "biufcV":
        raise TypeError(f"goops has no {name} for elements of {a.dtype!r}")
    if (a.ndim and any(a.shape[i] == 0 for i in axes if i < a.ndim)) and 0 not in shape:
        raise ValueError(f"attempt to get {name} of an empty sequence")
    if out is not None and out.shape != shape:
        raise ValueError("output array does not match result of np." + name + ".")
    if out is not None and not np.can_cast(out.dtype, np.intp, "safe"):
        raise TypeError(f"Cannot cast array data from {out.dtype!r} to dtype('int64') according to the rule 'safe'")
    made = np.empty(shape, np.intp) if out is None else out
    try:
        _goops.reduce(name, made, a, None if axis is None or not a.ndim else list(axes), keepdims, "unsafe", None, None, None, 0)
    except ValueError:
        if name.startswith("nan"):
            raise ValueError("All-NaN slice encountered") from None
        raise
    return scalar(made) if out is None else out


def scan(name, a, axis, dtype, out):
    a, out = array(a), output(out, "output must be an array")
    axis = one_axis(axis, a.ndim) if axis is not None else None
    if axis is None or not a.ndim:
        a, axis = a.reshape(-1), 0
    reduction = {"cumsum": "sum", "cumprod": "prod", "nancumsum": "sum", "nancumprod": "prod"}.get(name, name)
    if dtype is not None:
        dtype = np.dtype(dtype).newbyteorder("=")
        a = _as(a, dtype)
    result = dtype if dtype is not None else _result_dtype(reduction, a.dtype)
    if out is not None and out.shape != a.shape:
        raise ValueError("provided out is the wrong size for the accumulation.")
    made = np.empty_like(a, result, subok=False) if out is None else out
    _goops.accumulate(name, made, a, axis, "unsafe", dtype_name(result) if dtype is not None else None)
    return made
