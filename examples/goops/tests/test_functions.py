import numpy as np
import pytest
from cases import agree, dtypes, layouts, outcome, values

import goops

reductions = ["sum", "prod", "min", "max", "ptp", "mean", "var", "std", "all", "any", "argmin", "argmax",
              "nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd", "nanargmin", "nanargmax", "count_nonzero"]
scans = ["cumsum", "cumprod", "nancumsum", "nancumprod"]


@pytest.mark.parametrize("name", reductions)
def test_reductions_agree_with_numpy(name):
    ours, theirs = getattr(goops, name), getattr(np, name)
    for dtype in dtypes:
        if dtype == "?" and name in ("ptp", "nanmin", "nanmax"):
            continue  # NumPy subtracts no booleans; ours are 0 or 1
        a = values(dtype, (2, 3, 4))
        if dtype in ("f4", "f8") and name.startswith("nan"):
            a[0, 1, 2] = np.nan
        if np.dtype(dtype).kind == "c" and name in ("nanargmin", "nanargmax"):
            continue
        ulps = 60 if dtype in ("c8", "c16", "f2") else 8
        for axis in (None, 0, -1, 1) + (() if name.startswith(("arg", "nanarg")) else ((0, 2), ())):
            if axis == () and name in ("mean", "var", "std", "nanmean", "nanvar", "nanstd", "ptp", "nansum", "nanprod", "nanmin", "nanmax", "count_nonzero"):
                continue
            want = outcome(theirs, a, axis=axis)
            if name == "count_nonzero" and axis is None:
                assert ours(a) == want
                continue
            agree(outcome(ours, a, axis=axis), want, ulps, f"{name} {dtype} {axis}")
            agree(outcome(ours, a, axis=axis, keepdims=True), outcome(theirs, a, axis=axis, keepdims=True), ulps, f"{name} {dtype} {axis} keepdims")
        for layout, other in layouts(a):
            agree(outcome(ours, other, axis=1), outcome(theirs, a, axis=1), ulps, f"{name} {dtype} {layout}")
        if name != "count_nonzero":
            want = outcome(theirs, a, axis=1)
            if not isinstance(want, type):
                out = np.empty_like(want)
                assert ours(a, axis=1, out=out) is out
                agree(out, want, ulps)


@pytest.mark.parametrize("name", ["sum", "prod", "min", "max", "mean", "var", "std", "all", "any"])
def test_reductions_take_where_and_initial(name):
    a = values("f8", (3, 4))
    mask = a > 0
    names = {"where": mask}
    if name in ("min", "max"):
        agree(outcome(getattr(goops, name), a, **names), outcome(getattr(np, name), a, **names))
        names["initial"] = 0.25
    agree(getattr(goops, name)(a, axis=0, **names), getattr(np, name)(a, axis=0, **names), 8)
    if name in ("sum", "prod", "min", "max"):
        agree(getattr(goops, name)(a, initial=3), getattr(np, name)(a, initial=3), 8)
        agree(getattr(goops, name)(a.astype("i4"), initial=3), getattr(np, name)(a.astype("i4"), initial=3), 8)
    if name in ("sum", "prod"):
        agree(getattr(goops, name)(a.astype("i1"), dtype="i1"), getattr(np, name)(a.astype("i1"), dtype="i1"))
        agree(getattr(goops, name)(a, dtype="f4"), getattr(np, name)(a, dtype="f4"), 8)
    agree(goops.var(a, ddof=1), np.var(a, ddof=1), 8)


@pytest.mark.parametrize("name", scans)
def test_scans_agree_with_numpy(name):
    for dtype in dtypes:
        a = values(dtype, (3, 4))
        for axis in None, 0, 1, -1, 2:
            agree(outcome(getattr(goops, name), a, axis=axis), outcome(getattr(np, name), a, axis=axis), 60, f"{name} {dtype} {axis}")
    x = values("f8", (5,))
    assert goops.cumsum(x, out=x) is x
    agree(goops.accumulate("maximum", x), np.maximum.accumulate(x))
    agree(goops.reduce("logical_xor", x), np.logical_xor.reduce(x))
    agree(goops.reduce("fmax", x.reshape(1, 5), axis=0), np.fmax.reduce(x.reshape(1, 5)))


def test_the_middle_of_infinities_is_infinite():
    inf = np.inf
    for x in ([inf, inf], [1, inf], [-inf, 1], [-inf, -inf], [inf, -inf], [1, 2, inf, inf], [inf, inf, np.nan], [1.5e308, 1e308]):
        for name in "median", "nanmedian":
            want = np.float64(1.25e308) if max(x) == 1.5e308 else getattr(np, name)(x)  # where NumPy's sum overflows
            agree(getattr(goops, name)(x), want)
    with pytest.raises(ValueError):
        goops.quantile([1.0], 0.5, method="")


def calls(m, a):
    """The same calls for both modules: (name, result or class of the error)."""
    b, i = a[..., ::-1], np.array([[0, 2], [1, -1]])
    for axis in -1, 0, None, 5:
        for name in "sort", "argsort":
            yield name, outcome(getattr(m, name), a, axis=axis, kind="stable")
        yield "take", outcome(m.take, a, i, axis=axis)
        yield "flip", outcome(m.flip, a, axis)
        yield "roll", outcome(m.roll, a, 2, axis)
        yield "median", outcome(m.median, a, axis=axis)
        yield "quantile", outcome(m.quantile, a, [0.1, 0.75], axis=axis)
        yield "percentile", outcome(m.percentile, a, 30, axis=axis, method="lower", keepdims=True)
        yield "nanquantile", outcome(m.nanquantile, a, 0.4, axis=axis)
        yield "compress", outcome(m.compress, [True, False, True], a, axis)
        if axis is not None:
            yield "diff", outcome(m.diff, a, axis=axis)
            yield "diff", outcome(m.diff, a, 2, axis=axis)
    yield "unique", m.unique(a)
    yield "searchsorted", m.searchsorted(np.sort(a, axis=None), b)
    yield "searchsorted", m.searchsorted(np.sort(a, axis=None), 1, "right")
    yield "take", outcome(m.take, a, 99)
    yield "take", outcome(m.take, a, 99, mode="wrap")
    yield "take", outcome(m.take, a, 99, mode="clip")
    yield "take", outcome(m.take, a, 1.5)
    yield "clip", m.clip(a, 0, 1)
    yield "clip", m.clip(a, None, 1)
    yield "clip", outcome(m.clip, a, np.ones(7), 2)
    yield "where", m.where(a > 0, a, b)
    yield "where", m.where(a, 1, 0)
    yield "round", m.round(a, 1)
    yield "real", m.real(a)
    yield "angle", m.angle(a)
    yield "matmul", m.matmul(a, b.T)
    yield "matmul", outcome(m.matmul, a, a[:, :2])
    yield "matmul", outcome(m.matmul, a, 2)
    yield "dot", m.dot(a, b.T)
    yield "dot", m.dot(a, 2)
    yield "dot", outcome(m.dot, a, b)
    yield "inner", m.inner(a, b)
    yield "outer", m.outer(a, b)
    yield "vdot", m.vdot(a, b)
    yield "einsum", m.einsum("ij,kj->ik", a, b)
    yield "einsum", m.einsum("ij->", a)
    yield "einsum", m.einsum("i...,i...", a, b)
    yield "einsum", outcome(m.einsum, "ij,jk", a, a)
    yield "einsum", outcome(m.einsum, "ijk", a)
    yield "einsum", outcome(m.einsum, "ij->k", a)
    x = np.zeros((3, 4), a.dtype)
    yield "copyto", outcome(m.copyto, x, a) or x
    yield "copyto", outcome(m.copyto, x, 2, where=x > 0) or x
    yield "copyto", outcome(m.copyto, np.zeros(3, "i2"), a)
    yield "put", outcome(m.put, x, [0, 5, -1], [1, 2]) or x
    yield "put", outcome(m.put, x, [99], 1)
    yield "histogram", m.histogram(a, 4)[0]
    yield "bincount", outcome(m.bincount, np.array([0, 3, 1, 1]), minlength=6)
    yield "bincount", outcome(m.bincount, np.array([0, -3]))
    yield "bincount", outcome(m.bincount, a)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "u2", ">f8"])
def test_other_functions_agree_with_numpy(dtype):
    a = values(dtype, (3, 4))
    for (name, ours), (_, theirs) in zip(calls(goops, a), calls(np, a), strict=True):
        if name == "angle" and a.dtype.kind == "u":
            continue
        if isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray):
            theirs = theirs.astype(theirs.dtype.newbyteorder("="))
            ours = ours.astype(ours.dtype.newbyteorder("="))
        agree(ours, theirs, 8, f"{name} {dtype}")


@pytest.mark.parametrize("dtype", dtypes)
def test_flip_real_and_imag_return_views_as_numpy_does(dtype):
    def alike(ours, theirs, a, name):
        assert type(ours) is type(theirs) and ours.dtype == theirs.dtype, name
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
        if isinstance(ours, np.ndarray):
            assert ours.strides == theirs.strides and ours.flags.writeable == theirs.flags.writeable, name
            assert np.shares_memory(ours, a) == np.shares_memory(theirs, a), name

    for layout, a in layouts(values(dtype, (3, 4))):
        for part in "real", "imag":
            alike(getattr(goops, part)(a), getattr(np, part)(a), a, f"{part} {dtype} {layout}")
        for axis in None, 0, 1, -1, (0, 1), ():
            alike(goops.flip(a, axis), np.flip(a, axis), a, f"flip {dtype} {layout} {axis}")
        goops.flip(a, 1)[0, 0] = 1
        goops.real(a)[2, 2] = 1
        assert a[0, 3] == 1 and a[2, 2].real == 1
    for x in values(dtype, ()), values(dtype, (1,))[0], values(dtype, (0, 2)):
        for name in "real", "imag", "flip":
            alike(getattr(goops, name)(x), getattr(np, name)(x), np.asarray(x), f"{name} {x!r}")


def test_flip_real_and_imag_take_what_numpy_takes():
    for x in 3, 2.5, 1 + 2j, True, [1, 2j], [[1, 2], [3, 4]]:
        for name in "real", "imag":
            ours, theirs = getattr(goops, name)(x), getattr(np, name)(x)
            assert type(ours) is type(theirs)
            np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(goops.flip([[1, 2], [3, 4]], 0), [[3, 4], [1, 2]])
    for f in goops.flip, goops.real, goops.imag:
        assert outcome(f, np.ma.array([1.0])) is TypeError
        assert outcome(f, np.array([None])) is TypeError
        assert outcome(f, np.array(["text"])) is TypeError
    assert outcome(goops.flip, np.ones(2), 1) is outcome(np.flip, np.ones(2), 1)


def test_norms_softmax_and_logsumexp():
    a = values("f8", (3, 4))
    for order in None, 1, 2, np.inf:
        agree(goops.norm(a, order, axis=1), np.linalg.norm(a, order, axis=1), 8)
    agree(goops.softmax(a, 0), np.exp(a) / np.exp(a).sum(0), 16)
    agree(goops.logsumexp(a, 1), np.log(np.exp(a).sum(1)), 16)


def test_partitions_put_items_in_their_places():
    a = values("f8", (5, 11))
    s = np.sort(a)
    for p in goops.partition(a, (3, -2)), np.take_along_axis(a, goops.argpartition(a, (3, -2)), 1):
        np.testing.assert_array_equal(p[:, [3, -2]], s[:, [3, -2]])
        np.testing.assert_array_equal(np.sort(p), s)
    assert outcome(goops.partition, a, 11) is outcome(np.partition, a, 11)


def test_errors_of_reductions_have_numpys_classes():
    a = np.ones((2, 3))
    for f in (lambda m: m.sum(a, axis=2), lambda m: m.sum(a, axis=(0, 0)), lambda m: m.sum(a, axis=1.5), lambda m: m.sum(a, axis=0, out=np.zeros(2)),
              lambda m: m.sum(a, axis=0, out=np.zeros((1, 3))), lambda m: m.min(np.ones((0, 3))), lambda m: m.max(np.ones((3, 0)), axis=1),
              lambda m: m.argmax(np.ones(0)), lambda m: m.sum(a, nonsense=1), lambda m: m.nanargmin(np.full(3, np.nan)), lambda m: m.min(a, where=a > 5),
              lambda m: m.cumsum(a, axis=2), lambda m: m.cumsum(a, axis=0, out=np.ones(2)), lambda m: m.sum(a, where=np.ones(3, int)),
              lambda m: m.median(a, axis=4), lambda m: m.quantile(a, 2), lambda m: m.sum(a, out=[1])):
        want = outcome(f, np)
        assert isinstance(want, type) and outcome(f, goops) is want, (want, outcome(f, goops))
    for f in (lambda m: m.min(np.ones((3, 0)), axis=0), lambda m: m.sum(np.ones((0, 3)), axis=0), lambda m: m.all(np.ones(0)), lambda m: m.sum(np.float32(3), axis=0)):
        agree(outcome(f, goops), outcome(f, np))
