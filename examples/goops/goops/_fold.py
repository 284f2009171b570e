"""What reductions and scans have in common. The built-in any, all and so on are meant here."""

import numpy as np

from . import _goops
from ._arrays import array, dtype_name, dtype_of, integer, mask, no_value, normalize_axis_index, normalize_axis_tuple, output, scalar

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


def _checked(name, out, shape, ndim):
    if out.ndim != len(shape):
        raise ValueError(f"output parameter for reduction operation {_ufunc_names.get(name, name)} has the wrong number of dimensions: "
                         f"Found {out.ndim} but expected {len(shape)}")
    if out.shape != shape:
        raise ValueError(f"output parameter for reduction operation {_ufunc_names.get(name, name)} has the shape {out.shape}, and {shape} is wanted")
    return out


def fold(name, a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value, ddof=0):
    """Reduces a, as NumPy's function of the name."""
    a, out, where = array(a), output(out), mask(where)
    keepdims = keepdims is not no_value and bool(keepdims)
    axes = tuple(range(a.ndim)) if axis is None else normalize_axis_tuple(axis, a.ndim) if a.ndim else normalize_axis_tuple(axis, 1) and ()
    if initial is None and name in _without_identity:
        initial = no_value
    result = np.dtype(dtype) if dtype is not None else _result_dtype(name, a.dtype)
    shape = _reduced(a.shape, axes, keepdims)
    if name in _without_identity and initial is no_value:
        if where is not None:
            raise ValueError(f"reduction operation '{_without_identity[name]}' does not have an identity, so to use a where mask one has to specify 'initial'")
        if any(a.shape[i] == 0 for i in axes) and 0 not in shape:
            raise ValueError(f"zero-size array to reduction operation {_without_identity[name]} which has no identity")
    if where is not None:
        where = np.broadcast_to(where, np.broadcast_shapes(where.shape, a.shape)) if where.ndim > a.ndim else where
        np.broadcast_to(where, a.shape)  # refuses what does not stretch
    made = np.empty(shape, result) if out is None else _checked(name, out, shape, a.ndim)
    start = None if initial is no_value else initial.item() if isinstance(initial, (np.generic, np.ndarray)) else initial
    _goops.reduce(name, made, a, list(axes), keepdims, "unsafe", where, start, dtype_name(np.dtype(dtype)) if dtype is not None else None, integer(ddof))
    return scalar(made) if out is None else out


def index(name, a, axis, out, keepdims):
    a, out = array(a), output(out)
    keepdims = keepdims is not no_value and bool(keepdims)
    axes = tuple(range(a.ndim)) if axis is None else (normalize_axis_index(integer(axis), max(a.ndim, 1)),)
    shape = _reduced(a.shape, axes, keepdims)
    if a.dtype.kind not in "biufcV":
        raise TypeError(f"goops has no {name} for elements of {a.dtype!r}")
    if (a.ndim and any(a.shape[i] == 0 for i in axes if i < a.ndim)) and 0 not in shape:
        raise ValueError(f"attempt to get {name} of an empty sequence")
    if out is not None and out.shape != shape:
        raise ValueError("output array does not match result of np." + name + ".")
    if out is not None and not np.can_cast(np.intp, out.dtype, "same_kind"):
        raise TypeError(f"Cannot cast array data from dtype('int64') to {out.dtype!r} according to the rule 'safe'")
    made = np.empty(shape, np.intp) if out is None else out
    try:
        _goops.reduce(name, made, a, None if axis is None else [i for i in axes if i < a.ndim], keepdims, "unsafe", None, None, None, 0)
    except ValueError:
        if name.startswith("nan"):
            raise ValueError("All-NaN slice encountered") from None
        raise
    return scalar(made) if out is None else out


def scan(name, a, axis, dtype, out):
    a, out = array(a), output(out)
    if axis is None:
        a, axis = a.reshape(-1), 0
    axis = normalize_axis_index(integer(axis), a.ndim)
    reduction = {"cumsum": "sum", "cumprod": "prod", "nancumsum": "sum", "nancumprod": "prod"}.get(name, name)
    result = np.dtype(dtype) if dtype is not None else _result_dtype(reduction, a.dtype)
    if out is not None and out.shape != a.shape:
        raise ValueError("provided out is the wrong size for the accumulation.")
    made = np.empty(a.shape, result) if out is None else out
    _goops.accumulate(name, made, a, axis, "unsafe", dtype_name(result) if dtype is not None else None)
    return made
