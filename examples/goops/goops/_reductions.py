"""Reductions and scans, under names of which some are Python's own."""

import numpy as np

from ._arrays import integer, no_value
from ._fold import fold, index, scan


def reduce(name, a, axis=0, dtype=None, out=None, keepdims=False, initial=no_value, where=True):
    """Reduces a by the verb of a name along axes, as numpy's ufunc.reduce: reduce("logical_xor", a, axis=1)."""
    return fold(name, a, axis, dtype, out, keepdims, initial, where)


def accumulate(name, array, axis=0, dtype=None, out=None):
    """Scans array by the verb of a name along an axis, as numpy's ufunc.accumulate: accumulate("maximum", a, axis=1)."""
    return scan(name, array, integer(axis), dtype, out)


def sum(a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """The sum of elements over axes. As numpy.sum; floats carry their rounding errors along every axis."""
    return fold("sum", a, axis, dtype, out, keepdims, initial, where)


def prod(a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """The product of elements over axes. As numpy.prod."""
    return fold("prod", a, axis, dtype, out, keepdims, initial, where)


def min(a, axis=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """The smallest element over axes, NaN if one is. As numpy.min."""
    return fold("min", a, axis, None, out, keepdims, initial, where)


def max(a, axis=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """The largest element over axes, NaN if one is. As numpy.max."""
    return fold("max", a, axis, None, out, keepdims, initial, where)


def ptp(a, axis=None, out=None, keepdims=no_value):
    """The largest element less the smallest, over axes. As numpy.ptp."""
    return fold("ptp", a, axis, None, out, keepdims)


def mean(a, axis=None, dtype=None, out=None, keepdims=no_value, *, where=no_value):
    """The arithmetic mean over axes. As numpy.mean, without its warning for no elements."""
    return fold("mean", a, axis, dtype, out, keepdims, where=where)


def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=no_value, *, where=no_value, correction=no_value):
    """The mean square distance from the mean, over axes. As numpy.var, without its warnings."""
    return fold("var", a, axis, dtype, out, keepdims, where=where, ddof=_ddof(ddof, correction))


def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=no_value, *, where=no_value, correction=no_value):
    """The square root of var. As numpy.std, without its warnings."""
    return fold("std", a, axis, dtype, out, keepdims, where=where, ddof=_ddof(ddof, correction))


def all(a, axis=None, out=None, keepdims=no_value, *, where=no_value):
    """Whether all elements over axes are true. As numpy.all."""
    return fold("all", a, axis, None, out, keepdims, where=where)


def any(a, axis=None, out=None, keepdims=no_value, *, where=no_value):
    """Whether an element over axes is true. As numpy.any."""
    return fold("any", a, axis, None, out, keepdims, where=where)


_count = type(np.count_nonzero(np.zeros(1)))  # int, or int64 in newer ones


def _ddof(ddof, correction):
    """ddof, which the array API calls correction."""
    if correction is no_value:
        return ddof
    if ddof != 0:
        raise ValueError("ddof and correction can't be provided simultaneously.")
    return correction


def count_nonzero(a, axis=None, *, keepdims=False):
    """The number of elements that are not zero, over axes. As numpy.count_nonzero."""
    result = fold("count_nonzero", a, axis, None, None, keepdims)
    return _count(result) if axis is None and not keepdims else result


def argmin(a, axis=None, out=None, *, keepdims=no_value):
    """The index of the first smallest element, or NaN. As numpy.argmin."""
    return index("argmin", a, axis, out, keepdims)


def argmax(a, axis=None, out=None, *, keepdims=no_value):
    """The index of the first largest element, or NaN. As numpy.argmax."""
    return index("argmax", a, axis, out, keepdims)


def nanargmin(a, axis=None, out=None, *, keepdims=no_value):
    """argmin of what is not NaN. As numpy.nanargmin."""
    return index("nanargmin", a, axis, out, keepdims)


def nanargmax(a, axis=None, out=None, *, keepdims=no_value):
    """argmax of what is not NaN. As numpy.nanargmax."""
    return index("nanargmax", a, axis, out, keepdims)


def nansum(a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """sum of what is not NaN. As numpy.nansum."""
    return fold("nansum", a, axis, dtype, out, keepdims, initial, where)


def nanprod(a, axis=None, dtype=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """prod of what is not NaN. As numpy.nanprod."""
    return fold("nanprod", a, axis, dtype, out, keepdims, initial, where)


def nanmin(a, axis=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """min of what is not NaN. As numpy.nanmin."""
    return fold("nanmin", a, axis, None, out, keepdims, initial, where)


def nanmax(a, axis=None, out=None, keepdims=no_value, initial=no_value, where=no_value):
    """max of what is not NaN. As numpy.nanmax."""
    return fold("nanmax", a, axis, None, out, keepdims, initial, where)


def nanmean(a, axis=None, dtype=None, out=None, keepdims=no_value, *, where=no_value):
    """mean of what is not NaN. As numpy.nanmean."""
    return fold("nanmean", a, axis, dtype, out, keepdims, where=where)


def nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=no_value, *, where=no_value, correction=no_value):
    """var of what is not NaN. As numpy.nanvar."""
    return fold("nanvar", a, axis, dtype, out, keepdims, where=where, ddof=_ddof(ddof, correction))


def nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=no_value, *, where=no_value, correction=no_value):
    """std of what is not NaN. As numpy.nanstd."""
    return fold("nanstd", a, axis, dtype, out, keepdims, where=where, ddof=_ddof(ddof, correction))


def cumsum(a, axis=None, dtype=None, out=None):
    """Sums up to each place along an axis, or through all elements. As numpy.cumsum."""
    return scan("cumsum", a, axis, dtype, out)


def cumprod(a, axis=None, dtype=None, out=None):
    """Products up to each place. As numpy.cumprod."""
    return scan("cumprod", a, axis, dtype, out)


def nancumsum(a, axis=None, dtype=None, out=None):
    """cumsum with NaN as 0. As numpy.nancumsum."""
    return scan("nancumsum", a, axis, dtype, out)


def nancumprod(a, axis=None, dtype=None, out=None):
    """cumprod with NaN as 1. As numpy.nancumprod."""
    return scan("nancumprod", a, axis, dtype, out)


def norm(x, ord=None, axis=None, keepdims=False):
    """The norm of vectors: of order 2 (None), 1 or infinity. As numpy.linalg.norm for one axis, or for all elements as one."""
    names = {None: "norm", 2: "norm", 1: "norm1", np.inf: "norminf"}
    if ord not in names:
        raise ValueError(f"goops has the norms of vectors of order None, 2, 1 and inf, not {ord!r}")
    return fold(names[ord], x, axis, None, None, keepdims)


amin, amax = min, max

names = {name: f for name, f in list(globals().items()) if callable(f) and getattr(f, "__module__", "") == __name__
         and not name.startswith("_")}
