"""signature=, dtype=, casting= and order= of ufuncs choose what NumPy chooses, and are refused in its words."""

import random

import numpy as np
import pytest
from cases import agree, outcome, values
from test_elementwise import ufuncs

import goops

newest = int(np.__version__.split(".")[0]) >= 2 and int(np.__version__.split(".")[1]) >= 3
numbers = set("?bhilqBHILQefdFD")


def told(f, *args, **names):
    """What a call returns, or the class and the text of its error."""
    with np.errstate(all="ignore"):
        try:
            return f(*args, **names)
        except Exception as e:
            return type(e), str(e)


def same_as_numpy(name, *args, **names):
    ours, theirs = told(getattr(goops, name), *args, **names), told(getattr(np, name), *args, **names)
    if isinstance(theirs, tuple) and isinstance(theirs[0], type):
        assert ours == theirs, (name, args, names)
    else:
        agree(ours, theirs, 40, f"{name} {names}")


@pytest.mark.parametrize("name,nin,nout", ufuncs)
def test_a_signature_chooses_the_loop(name, nin, nout):
    f = getattr(np, name)
    for loop in f.types:
        codes = loop.replace("->", "")
        if not numbers >= set(codes) or set("qQ") & set(codes):
            continue
        args = [abs(values("u1", (2, 3), k + 1)) for k in range(nin)]
        partly = tuple(np.dtype(c) if k >= nin else None for k, c in enumerate(codes))
        for signature in (loop, tuple(codes), tuple(np.dtype(c).type for c in codes), partly):
            ours, theirs = outcome(getattr(goops, name), *args, signature=signature), outcome(f, *args, signature=signature)
            agree(ours, theirs, 4000 if set("FD") & set(codes) else 40, f"{name} {signature}")
        agree(outcome(getattr(goops, name), *args, sig=loop), outcome(f, *args, sig=loop), 4000, name)


wrong = ["ff-f", "->", "f->f", "dd->d->d", "xx->x", "bb->d", "OO->O", ("f", "f"), ("f",) * 4, 3, [None], ("nonsense",) * 3, (None, None, "S3"), (None,) * 3, (None,), "d"]


@pytest.mark.parametrize("signature", wrong, ids=repr)
def test_a_wrong_signature_is_refused_in_numpys_words(signature):
    if not newest:
        return  # others have other words
    for args in ((np.ones(3), np.ones(3, "i4")), (1, 2.5), (np.ones(2, "?"), 300)):
        if signature == "OO->O":  # which is NumPy's alone
            with pytest.raises(TypeError, match="No loop matching the specified signature"):
                goops.add(*args, signature=signature)
            continue
        same_as_numpy("add", *args, signature=signature)
        same_as_numpy("less", *args, signature=signature)


def test_dtypes_are_refused_before_shapes_and_in_numpys_words():
    if not newest:
        return
    a, b = np.ones((2, 3)), np.arange(3)
    for name, args, names in (
        ("add", (a, b), {"signature": "ll->l"}), ("add", (a, b), {"signature": "ff->f", "dtype": "f4"}), ("add", (a, b), {"signature": "ff->f", "sig": "ff->f"}),
        ("add", (a, 300), {"signature": "bb->b", "casting": "unsafe"}), ("add", (a, 3), {"signature": "bb->b", "casting": "unsafe"}),
        ("add", (a, b), {"dtype": ">f4"}), ("less", (a, b), {"dtype": "f4"}), ("absolute", (b,), {"dtype": "c16"}), ("add", (a, b), {"subok": 1}),
        ("add", (a, b), {"dtype": "i4", "order": "X"}), ("lcm", (2**31, -1), {"dtype": "i1"}), ("left_shift", (b, 1.5), {}), ("add", (1.5, b), {"casting": "no"}),
        ("add", (a, b), {"casting": "safe", "dtype": "f4"}), ("add", (b, 2), {"casting": "equiv"}), ("sqrt", (b,), {"casting": "equiv"}),
        ("sqrt", (a,), {"out": np.zeros(3, "i4")}), ("add", (a, b), {"out": [1, 2]}), ("divmod", (a, b), {"signature": "dd->d"}), ("add", (a, b), {"where": np.ones(5, bool), "out": np.zeros((2, 3))}),
        ("remainder", (-1, 1.5), {"dtype": "u4"}), ("arctan2", (2**63, -2**63), {}), ("hypot", (2**64, np.bool_(False)), {}), ("add", (2**63, 1.5), {}), ("divide", (128, -2**63), {"signature": "FF->F", "casting": "no"}),
    ):
        same_as_numpy(name, *args, **names)


def test_results_lie_in_memory_as_numpys_do():
    seed = random.randrange(1 << 30)
    print("seed", seed)
    r = random.Random(seed)

    def operand(shape, dtype):
        shape = tuple(1 if r.random() < .2 else n for n in shape[r.randrange(min(2, len(shape))):])
        axes = list(range(len(shape)))
        r.shuffle(axes)
        wide = np.ones([shape[i] * 2 for i in axes], dtype).transpose(np.argsort(axes))
        a = wide[tuple(slice(None, n * 2, 2) if r.random() < .5 else slice(0, n) for n in shape)]
        return a[::-1] if a.ndim and r.random() < .3 else a

    for _ in range(300):
        shape = tuple(r.randint(1, 4) for _ in range(r.randint(1, 4)))
        ins = [operand(shape, r.choice(("f4", "f8", "i2"))) for _ in range(r.randint(1, 2))]
        names = {"order": r.choice("CFAKK")}
        if r.random() < .3:
            names["dtype"] = "f8"
        if r.random() < .2:
            names["where"] = operand(shape, bool)
        name = "add" if len(ins) == 2 else "negative"
        ours, theirs = getattr(goops, name)(*ins, **names), getattr(np, name)(*ins, **names)
        steps = [[step for step, n in zip(x.strides, x.shape) if n > 1] for x in (ours, theirs)]
        assert ours.dtype == theirs.dtype and steps[0] == steps[1], (seed, name, [(x.shape, x.strides) for x in ins], names, ours.strides, theirs.strides)


def test_verbs_that_numpy_has_not_take_a_signature_too():
    a = np.arange(4)
    assert goops.fma(a, a, a, signature="fff->f").dtype == "f4"
    assert goops.sigmoid(a, signature=(None, "f4")).dtype == "f4"
    assert goops.sigmoid(a, dtype="f4").dtype == "f4"
    for signature, error in (("d->q", TypeError), ("dd->d", ValueError), (("d", "d", "d"), ValueError), (5, TypeError)):
        with pytest.raises(error):
            goops.sigmoid(a, signature=signature)
