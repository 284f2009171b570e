"""Calls as NumPy's that are seldom made: what a random comparison of all functions with NumPy found."""

import goops
import numpy as np
import pytest

from cases import agree, outcome

a = np.arange(12.0).reshape(3, 4) - 5.5
i = (np.arange(6, dtype="i4") * 7 - 20).reshape(2, 3)
u = np.array([[3, 9, 5], [200, 255, 7]], "u1")
point = np.array(2.5)
swapped = np.array([[5, 1, 3], [2, 9, 2]], ">i4")
bools = np.array([True, False, True])


def out(shape, dtype):
    return np.full(shape, 7, dtype)


calls = {
    # dtype= casts the operands before anything is computed
    "sum": [lambda m: m.sum(a, axis=0, dtype="i4"), lambda m: m.sum(a * 1j + a, dtype="i8"), lambda m: m.sum(point, axis=(0,)), lambda m: m.sum(point, axis=-1),
            lambda m: m.sum(a, axis=[0, 1]), lambda m: m.sum(a, axis=True), lambda m: m.sum(a, axis=(0, 0)), lambda m: m.sum(a, axis=(0, 5)),
            lambda m: m.sum(i, initial=1.5), lambda m: m.sum(i, initial=np.nan), lambda m: m.sum(i, initial=1j), lambda m: m.sum(i, initial="x"),
            lambda m: m.sum(a, out=out((), "i8")), lambda m: m.sum(a > 0, out=out((), "?")), lambda m: m.sum(i, initial=None, where=i > 0)],
    "prod": [lambda m: m.prod(a, axis=1, dtype="i8"), lambda m: m.prod(i, initial=1.5), lambda m: m.prod(a, axis=0, dtype="f4")],
    "max": [lambda m: m.max(i.astype("i2"), initial=2**40), lambda m: m.max(u, initial=-1), lambda m: m.max(i, initial=1.5), lambda m: m.max(a, out=out((), "i4"))],
    "nanmin": [lambda m: m.nanmin(i, initial=np.float32(2)), lambda m: m.nanmin(point, axis=0)],
    "mean": [lambda m: m.mean(i, dtype="f4"), lambda m: m.mean(a, axis=0, dtype="f8"), lambda m: m.mean(i, dtype="c8"), lambda m: m.mean(a, axis=1, dtype="i8")],
    "var": [lambda m: m.var(i, dtype="f8"), lambda m: m.var(a, axis=0, dtype="f4"), lambda m: m.var(a, axis=0, dtype="c16")],
    "nanstd": [lambda m: m.nanstd(a, axis=0, ddof=3), lambda m: m.nanstd(a, axis=1, ddof=1), lambda m: m.nanvar(a, ddof=100, keepdims=True),
               lambda m: m.nanstd(np.where(a > 0, a, np.nan), axis=0, ddof=1), lambda m: m.nanstd(i, axis=0, dtype="f8")],
    "argmax": [lambda m: m.argmax(point, axis=0), lambda m: m.argmin(point, axis=-1), lambda m: m.argmax(a, axis=(0,)), lambda m: m.nanargmin(np.array(True), axis=0),
               lambda m: m.argmax(a, axis=1.0), lambda m: m.argmax(point, axis=1)],
    "cumsum": [lambda m: m.cumsum(point, axis=0), lambda m: m.cumprod(a + 0.25, dtype="u4"), lambda m: m.cumsum(a, axis=0, dtype="i8"), lambda m: m.cumsum(a, axis=(0, 1)),
               lambda m: m.cumsum(i, dtype=">u2"), lambda m: m.cumsum(a, out=out(12, "i8"))],
    "ufuncs": [lambda m: m.logical_and(u, -200), lambda m: m.logical_xor(-1, u), lambda m: m.hypot(2**31, u), lambda m: m.logaddexp(i, 2**31), lambda m: m.copysign(-200, u),
               lambda m: m.float_power(u, -1), lambda m: m.float_power(3, np.float16(2.5)), lambda m: m.positive(bools, dtype="u1"), lambda m: m.add(u, 300),
               lambda m: m.add(u, i.astype("i8"), casting="no"), lambda m: m.sqrt(u, casting="equiv"), lambda m: m.add(a, a, casting="no"),
               lambda m: m.add(swapped, swapped, casting="no"), lambda m: m.add(a, a, casting=3), lambda m: m.add(a, a, order="Z"), lambda m: m.add(a, a, order="f")],
    "round": [lambda m: m.round(u, out=out((4, 2, 3), "u1")), lambda m: m.round(bools), lambda m: m.round(a, None), lambda m: m.round(a, out=out((3, 4), "i8")), lambda m: m.round(swapped)],
    "angle": [lambda m: m.angle(bools), lambda m: m.angle(bools, deg=True), lambda m: m.angle(True)],
    "sort": [lambda m: m.sort(swapped), lambda m: m.sort(a, kind="nope"), lambda m: m.sort(a, kind=3), lambda m: m.argsort(point), lambda m: m.sort(point), lambda m: m.sort(point, axis=None),
             lambda m: m.sort(a, axis=(0,)), lambda m: m.sort(a, kind="heapsort")],
    "partition": [lambda m: m.partition(a[:0, 0], 100), lambda m: m.argpartition(a, 1.5), lambda m: m.partition(swapped[0], 1), lambda m: m.partition(a[0], 100), lambda m: m.partition(a, None)],
    "moving": [lambda m: m.unique(swapped), lambda m: m.take(swapped, [0, 1]), lambda m: m.take(a, [0], mode=None), lambda m: m.take(point, [0], axis=0), lambda m: m.extract(swapped > 2, swapped),
               lambda m: m.compress([True, False], swapped, axis=0), lambda m: m.roll(swapped, 1), lambda m: m.roll(a, 1.5), lambda m: m.take(a, [0], axis=(0,)), lambda m: m.diff(point, n=0)],
    "median": [lambda m: m.median(a[:, :0], axis=0), lambda m: m.median(np.zeros((3, 3, 0)), axis=-2), lambda m: m.median(i, out=out((2, 3), "f8"), axis=0)],
    "products": [lambda m: m.matvec(u, u[0], dtype="i8"), lambda m: m.matmul(u, u.T, dtype="i2"), lambda m: m.matmul(a, a.T, dtype="i8"), lambda m: m.matmul(u, u.T, dtype="i8", out=out((2, 2), "f8")),
                 lambda m: m.vecdot(u, u, dtype="u8"), lambda m: m.einsum("ij,kj->ik", a, a, dtype="i8"), lambda m: m.einsum("ij,kj->ik", u, u, dtype="i8"),
                 lambda m: m.einsum("ij->i", a, out=out(3, "i8"))],
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", calls)
def test_calls_with_odd_arguments_agree_with_numpy(name):
    for k, call in enumerate(calls[name]):
        if name == "products" and not hasattr(np, "matvec") and k in (0, 4):
            continue
        agree(outcome(call, goops), outcome(call, np), ulps=16, name=f"{name}[{k}]")


def test_an_out_of_another_shape_is_refused_and_keeps_its_numbers():
    for call in (lambda o: goops.median(a, axis=0, out=o), lambda o: goops.quantile(a, 0.3, out=o), lambda o: goops.round(a[0], out=o)):
        o = np.full((5, 4), 7.0)
        with pytest.raises(ValueError):
            call(o)
        assert (o == 7).all()


def test_a_read_only_destination_is_named_as_numpy_names_it():
    locked = a.copy()
    locked.flags.writeable = False
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        goops.copyto(locked, 1)
    with pytest.raises(ValueError, match="output array is read-only"):
        goops.add(a, 1, out=locked)


def test_what_numpy_has_and_goops_does_not_is_refused_by_name():
    for call, text in ((lambda: goops.unique(a, return_index=True), "return_index"), (lambda: goops.histogram(a + 1j), "histogram"), (lambda: goops.var(a, dtype="i4"), "in floats")):
        with pytest.raises(TypeError, match=text):
            call()
