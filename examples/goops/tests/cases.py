"""Operands of many dtypes and layouts, and what NumPy makes of them."""

import numpy as np

dtypes = "?", "i1", "u2", "i4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"


def values(dtype, shape, seed=1):
    """Small numbers, among them zeros and negative ones, that powers and shifts can take."""
    n = int(np.prod(shape))
    x = (np.arange(n) * 7 + seed * 3) % 11
    if np.dtype(dtype).kind in "if":
        x = x - 5
    if np.dtype(dtype).kind == "f":
        x = x / 4
    if np.dtype(dtype).kind == "c":
        x = x / 4 - 1 + 1j * ((np.arange(n) * 5 + seed) % 7 - 3) / 2
    return x.astype(dtype).reshape(shape)


def layouts(a):
    """The same numbers in other layouts: (name, array)."""
    yield "C", a
    yield "F", np.asfortranarray(a)
    wide = np.zeros(a.shape[:-1] + (2 * a.shape[-1],), a.dtype)
    wide[..., ::2] = a
    yield "every other", wide[..., ::2]
    yield "reversed", np.ascontiguousarray(a[..., ::-1])[..., ::-1]
    swapped = a.astype(a.dtype.newbyteorder(">"))
    yield "swapped", swapped
    raw = np.zeros(a.nbytes + 1, "u1")
    misaligned = raw[1:].view(a.dtype).reshape(a.shape)
    misaligned[...] = a
    yield "misaligned", misaligned


def same(ours, numpys, ulps=4, name=""):
    """Asserts the same dtype and shape, and the same numbers up to some units in the last place."""
    assert type(ours) is type(numpys), (name, type(ours), type(numpys))
    ours, numpys = np.asarray(ours), np.asarray(numpys)
    assert ours.dtype == numpys.dtype, (name, ours.dtype, numpys.dtype)
    assert ours.shape == numpys.shape, (name, ours.shape, numpys.shape)
    if ours.dtype.kind in "fc":
        eps = np.finfo(ours.dtype).eps
        np.testing.assert_allclose(ours, numpys, rtol=ulps * eps, atol=ulps * eps, err_msg=name)
    else:
        np.testing.assert_array_equal(ours, numpys, err_msg=name)


def outcome(f, *args, **names):
    """What a call returns, or the class of its error as far as it is public."""
    with np.errstate(all="ignore"):
        try:
            return f(*args, **names)
        except Exception as e:
            return next(c for c in type(e).__mro__ if not c.__name__.startswith("_") and c.__module__ in ("builtins", "numpy.exceptions", "numpy"))


def agree(ours, numpys, ulps=4, name=""):
    if isinstance(numpys, type) or isinstance(ours, type):
        assert ours is numpys, (name, ours, numpys)
    elif isinstance(numpys, tuple):
        for o, n in zip(ours, numpys, strict=True):
            same(o, n, ulps, name)
    else:
        same(ours, numpys, ulps, name)
