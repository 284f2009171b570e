"""The generalised ufuncs take NumPy's names, and other products its forms."""

import random

import numpy as np
import pytest
from test_signature import newest, same_as_numpy, told

import goops

cores = {"matmul": (2, 2, 2), "vecdot": (1, 1, 0), "matvec": (2, 1, 1), "vecmat": (1, 2, 1)}
gufuncs = [name for name in cores if hasattr(np, name)]


def steps(x):
    return [step for step, n in zip(x.strides, x.shape) if n > 1]


@pytest.mark.parametrize("name", gufuncs)
def test_products_over_any_axes_in_any_order_agree_with_numpy(name):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    r, (n, k, m) = random.Random(seed), (3, 4, 2)
    shapes = {"matmul": ((n, k), (k, m)), "vecdot": ((k,), (k,)), "matvec": ((n, k), (k,)), "vecmat": ((k,), (k, m))}[name]
    for _ in range(150):
        lead = tuple(r.randint(1, 3) for _ in range(r.randrange(3)))
        places, operands = [], []
        for i, core in enumerate(shapes):
            loops = lead[r.randrange(2):] if i and lead else lead
            x = np.arange(np.prod(loops + core)).reshape(loops + core).astype(r.choice(("f4", "f8", "i4", "c16")))
            places.append(tuple(r.sample(range(-x.ndim, 0) if r.random() < .5 else range(x.ndim), len(core))))
            x = np.moveaxis(x, range(-len(core), 0), places[-1])
            operands.append(np.asfortranarray(x) if r.random() < .3 else x)
        ndim = len(lead) + cores[name][2]
        places.append(tuple(r.sample(range(ndim), cores[name][2])))
        names = {"axes": [p[0] if len(p) == 1 and r.random() < .5 else p for p in places]}
        if r.random() < .5:
            names["order"] = r.choice("KC")  # in F order NumPy 2.5.5 writes beyond an array that it allocated, where it casts
        if r.random() < .3:
            names["signature" if r.random() < .5 else "sig"] = "DD->D"
        ours, theirs = getattr(goops, name)(*operands, **names), getattr(np, name)(*operands, **names)
        assert type(ours) is type(theirs) and ours.dtype == theirs.dtype and np.array_equal(ours, theirs), (seed, names)
        assert np.ndim(ours) == 0 or steps(ours) == steps(theirs), (seed, [(x.shape, x.strides) for x in operands], names, ours.strides, theirs.strides)
        if np.ndim(theirs):
            names.pop("order", None)
            out = np.zeros_like(theirs)
            assert getattr(goops, name)(*operands, out=out, **names) is out
            assert np.array_equal(out, theirs), (seed, names)


a, b = np.arange(12.0).reshape(3, 4), np.arange(8.0).reshape(4, 2)
calls = [
    ("matmul", (a, b), {"axes": [(0, 1), (0, 1)]}), ("matmul", (a, b), {"axes": 3}), ("matmul", (a, b), {"axes": [(0, 1), (0, 1), 1]}), ("matmul", (a, b), {"axes": [(0, 1), (0, 5), (0, 1)]}),
    ("matmul", (a, b), {"axes": [(0, 1), (0, 0), (0, 1)]}), ("matmul", (a, b[:, 0]), {"axes": [(0, 1), (0, 1), 0]}), ("matmul", (a, b), {"axis": 0}), ("matmul", (a, b), {"axis": 0, "axes": []}),
    ("matmul", (a, b), {"keepdims": True}), ("matmul", (a, b), {"keepdims": 1}), ("matmul", (a, 3), {}), ("matmul", (a, [1, 2]), {}), ("matmul", (a[None].repeat(2, 0), b[None].repeat(5, 0)), {}),
    ("matmul", (a, b), {"signature": "bb->b"}), ("matmul", (a, b), {"signature": "dd"}), ("matmul", (a, b), {"dtype": ">f8"}), ("matmul", (a, b), {"dtype": "i4"}), ("matmul", (a, b), {"order": "X"}),
    ("matmul", (a, b), {"out": np.zeros((5, 2))}), ("matmul", (a, b), {"out": np.zeros((3, 2), "i4")}), ("matmul", (a, b), {"where": True}), ("matmul", (a.astype("i4"), b), {"casting": "no"}),
    ("matmul", (a, b), {"out": np.zeros((7, 3, 2))}), ("matmul", (a.view(np.matrix), b), {}), ("matmul", (a.view(np.matrix), b), {"subok": False}), ("matmul", (a, b), {"order": "F"}), ("matmul", (a[None].repeat(2, 0), b), {"order": "F"}),
    ("outer", (a, b), {}), ("outer", (a, b), {"out": np.zeros((2, 2))}), ("outer", (a.astype("i2"), b), {"out": np.zeros((12, 8), "f4")}), ("dot", (a, b), {"out": np.zeros((3, 2), order="F")}),
    ("dot", (2, a.T), {}), ("einsum", ("ij->ji", a), {}), ("einsum", ("ii->i", b[:2]), {}), ("einsum", ("...ij->...ji", a), {}), ("einsum", ("ij->ii", a), {}), ("einsum", ("ij->i", a), {}),
]


@pytest.mark.parametrize("name, args, names", calls)
def test_calls_agree_with_numpy(name, args, names):
    if newest:
        same_as_numpy(name, *args, **names)


@pytest.mark.parametrize("name", ["vecdot", "matvec", "vecmat"])
def test_wrong_vectors_are_refused_in_numpys_words(name):
    if not newest:
        return
    for args, names in (((a, a), {"axis": 0}), ((a, a), {"axis": 1.5}), ((a, a), {"axis": 5}), ((3, a), {}), ((a, 3), {}), ((np.ones(3), np.ones(3)), {}), ((a, b), {}), ((a, b.T), {}), ((b, a), {}),
                        ((np.ones((2, 3, 4)), np.ones((5, 4, 4))), {}), ((a, a), {"axes": [0, 0]}), ((a, a), {"axes": [0]}), ((a, a), {"keepdims": 1})):
        ours, theirs = told(getattr(goops, name), *args, **names), told(getattr(np, name), *args, **names)
        if isinstance(theirs, tuple):
            assert ours == theirs, (name, args, names)
        else:
            np.testing.assert_array_equal(ours, theirs)


def test_a_subscript_that_sums_nothing_gives_a_view():
    m = np.zeros((3, 3))
    goops.einsum("ii->i", m)[...] = 7
    assert np.array_equal(m, np.diag([7.0] * 3))
    assert goops.einsum("ij->ji", m).base is m
    assert goops.einsum("ij,jk->ik", m, m).base is None and goops.einsum("ii", m) == 21
