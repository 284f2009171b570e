"""Calls in the corners of NumPy's functions. Most were found by running NumPy's own tests with each call made by both."""

import numpy as np
import pytest
from cases import outcome

import goops

newest = int(np.__version__.split(".")[0]) >= 2 and int(np.__version__.split(".")[1]) >= 3  # out=... and its like


def same(name, *args, **names):
    """Compares value, class, dtype, shape and order in memory of what both return, or the class of what both raise."""
    ours, theirs = outcome(getattr(goops, name), *args, **names), outcome(getattr(np, name), *args, **names)
    for one, other in zip(*((x if isinstance(x, tuple) else (x,)) for x in (ours, theirs))):
        assert type(one) is type(other), (name, args, names, one, other)
        if isinstance(one, type):
            assert issubclass(one, other) or issubclass(other, one)
            continue
        np.testing.assert_array_equal(one, other)
        if isinstance(one, (np.ndarray, np.generic)):
            assert one.dtype == other.dtype and one.shape == other.shape, (name, args, names)
        if isinstance(one, np.ndarray):
            assert all(getattr(one.flags, k) == getattr(other.flags, k) for k in ("c_contiguous", "f_contiguous", "writeable")), (name, args, names)


inf, nan = np.inf, np.nan
cases = [
    ("median", [inf, inf]), ("median", [-inf, inf]), ("median", [1, inf]), ("median", [nan, inf]), ("nanmedian", [[nan, nan, inf], [nan, nan, inf]]),
    ("median", [[1, inf], [inf, inf], [1, 2]], 1), ("median", np.float32([inf, inf])),
    ("count_nonzero", np.zeros(3)), ("count_nonzero", np.eye(3), 0), ("count_nonzero", 5),
    ("diff", [1, 2, 4], 1, -1, 0, [7, 9]), ("diff", np.eye(3), 2, 0, np.ones((2, 3))), ("diff", [0, 1, 2], 0), ("diff", np.eye(2), 1, 3, 0), ("diff", np.eye(2), 1, 0, np.ones((3, 3))),
    ("roll", np.arange(10).reshape(2, 5), (1, 2), (0, 1)), ("roll", np.arange(10).reshape(2, 5), 1, (0, 1)), ("roll", np.arange(6), (1, 2)), ("roll", np.arange(10).reshape(2, 5), (2, 1), 1),
    ("roll", np.arange(4), 2**70), ("roll", np.eye(3), [[1, 2], [0, 1]], (0, 1)), ("roll", np.eye(3), 1, 2), ("roll", np.zeros((0, 3)), 1, 0), ("roll", 5, 1),
    ("where", [0, 1, 2]), ("where", np.eye(2)), ("where", [1], 2),
    ("clip", np.arange(5, dtype="i4"), -2**32, 2**32), ("clip", np.arange(5, dtype="u1"), None, 10**30), ("clip", np.arange(5, dtype="u1"), -5, 3), ("clip", np.arange(5, dtype="i1"), 300, None),
    ("bitwise_count", 2**64 - 1), ("sqrt", 2**64 - 1), ("positive", 3), ("absolute", -3),
    ("equal", 2**200, 2**200), ("less", -2**70, 3), ("greater_equal", 3, 2**64), ("not_equal", 2**63, 2**63 + 1), ("equal", 3, 3),
    ("negative", np.array([True])), ("subtract", np.array([True]), np.array([True])), ("divmod", np.ones(2, "c16"), 7), ("positive", np.array([True])),
    ("vecdot", np.ones((1, 3)), np.ones((1, 3)), np.empty((5, 4))), ("vecdot", np.ones((2, 3)), np.ones((2, 3)), np.empty((5, 4))), ("vecdot", np.ones((2, 3)), np.ones((2, 3)), np.empty(())),
    *([("matvec", np.ones((1, 2, 3)), np.ones(3), np.empty((5, 4, 2))), ("vecmat", np.ones(3), np.ones((3, 2)), np.empty((4, 2)))] if hasattr(np, "matvec") else []),
]


@pytest.mark.parametrize("name, args", [(c[0], c[1:]) for c in cases])
def test_corners_agree_with_numpy(name, args):
    same(name, *args)


def test_items_of_integers_are_not_read_through_floats():
    a = np.array([2**64 - 1, 2**64 - 3, 5], "u8")
    for method in "lower", "higher", "nearest":
        for q in 0, 0.2, 0.5, 0.75, 1.0, [1.0, 0.3]:
            same("quantile", a, q, method=method)
            same("quantile", np.int64([2**63 - 1, -2**63, 7, 9]), q, method=method)


def test_named_arguments_agree_with_numpy():
    a, f = np.arange(24.0).reshape(2, 3, 4), np.asfortranarray(np.arange(24.0).reshape(4, 3, 2))
    for names in {"axis": 0}, {"axis": 1, "keepdims": True}, {"axis": -2}, {"keepdims": True}:
        same("vecdot", a, a, **names)
    for name in "var", "std", "nanvar", "nanstd":
        same(name, np.array([1.0, 2, 6]), correction=1)
        same(name, np.array([1.0, 2, 6]), ddof=1, correction=1)
    for name in "sum", "max", "mean", "any":
        for axis in 0, 1, 2, (0, 2):
            same(name, f, axis=axis)
            same(name, f.transpose(1, 0, 2), axis=axis, keepdims=True)
    if newest:
        for name in "sqrt", "exp2":
            same(name, 4.0, out=...)
        same("add", np.float32(1), 2, out=...)


def test_bincount_takes_what_numpy_takes():
    for dtype in "?", "i1", "u2", "u4", "i8", "u8", "f8", "c16":
        ours, theirs = outcome(goops.bincount, np.array([1, 0, 1], dtype)), outcome(np.bincount, np.array([1, 0, 1], dtype))
        assert np.array_equal(ours, theirs) if isinstance(theirs, np.ndarray) else ours is theirs
    with pytest.raises((ValueError, TypeError)):
        goops.bincount(np.array([2**63], "u8"))


@pytest.mark.parametrize("ndim", [32, 33, 64])
def test_as_many_axes_as_arrays_have(ndim):
    if np.__version__ < "2" and ndim > 32:
        return
    x, y = np.arange(6.0).reshape((2,) + (1,) * (ndim - 2) + (3,)), np.arange(4.0).reshape((2, 2) + (1,) * (ndim - 2))
    assert np.array_equal(goops.add(x, y), np.add(x, y))
    assert np.array_equal(goops.clip(x, y, 5), np.minimum(np.maximum(x, y), 5))
    assert np.array_equal(goops.matmul(x, x.swapaxes(-1, -2)).ravel(), [5, 50])
    with pytest.raises(ValueError, match="could not be broadcast together"):
        goops.add(x, np.ones((3,) + (1,) * (ndim - 1)))


def test_ufuncs_return_the_class_of_their_operands():
    class Metres(np.ndarray):
        __array_priority__ = 5

    m, metres = np.matrix([[1.0, 2.0]]), np.arange(3.0).view(Metres)
    for name, args, names in (("add", (m, 1), {}), ("add", (1, m), {}), ("sqrt", (metres,), {}), ("add", (metres, np.ones(3)), {}), ("add", (m.T, metres), {}),
                              ("add", (m, 1), {"subok": False}), ("divmod", (metres, 2), {}), ("sqrt", (metres[0],), {}), ("add", (m, 1), {"out": np.zeros((1, 2))})):
        ours, theirs = getattr(goops, name)(*args, **names), getattr(np, name)(*args, **names)
        for one, other in zip(*((x if isinstance(x, tuple) else (x,)) for x in (ours, theirs))):
            assert type(one) is type(other), (name, args, names)
            assert np.array_equal(one, other)


def test_complex_sums_start_from_a_number_into_real_outputs():
    a = np.array([1 + 2j, 3], "c8")
    for name in "sum", "nansum", "prod":
        for dtype in "f8", "f4", "i4", "c16":
            ours, theirs = np.zeros(1, dtype), np.zeros(1, dtype)
            assert getattr(goops, name)(a, axis=0, keepdims=True, out=ours, initial=2) is ours
            getattr(np, name)(a, axis=0, keepdims=True, out=theirs, initial=2)
            assert np.array_equal(ours, theirs), (name, dtype)
