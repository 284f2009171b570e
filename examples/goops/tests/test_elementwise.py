import numpy as np
import pytest
from cases import agree, dtypes, layouts, outcome, same, values

import goops

ufuncs = [(name, nin, nout) for name, _, nin, nout in goops.verbs() if isinstance(getattr(np, name, None), np.ufunc) and hasattr(goops, name) and name != "clip"]

# NumPy's float16 results come by float32; its complex functions are worse than ours.
loose = {"f2": 4, "c8": 40, "c16": 40}


def test_the_table_is_all_there():
    assert len(ufuncs) >= 70
    for name, _, _, _ in goops.verbs():
        assert hasattr(goops, name), name
    for name in goops._goops.reductions():
        assert hasattr(goops, name) or hasattr(np, name) and isinstance(getattr(np, name), np.ufunc) or name.startswith("norm"), name


@pytest.mark.parametrize("name,nin,nout", ufuncs)
def test_verbs_agree_with_numpy(name, nin, nout):
    ours, theirs = getattr(goops, name), getattr(np, name)
    for dtype in dtypes:
        args = [values(dtype, (3, 4), k + 1) for k in range(nin)]
        if name in ("power", "float_power", "left_shift", "right_shift") and np.dtype(dtype).kind in "iu":
            args[1] = abs(args[1])
        want = outcome(theirs, *args)
        agree(outcome(ours, *args), want, loose.get(dtype, 4), f"{name} {dtype}")
        if isinstance(want, type):
            continue
        for layout, other in layouts(args[0]):
            agree(ours(other, *args[1:]), want, loose.get(dtype, 4), f"{name} {dtype} {layout}")
        outs = tuple(np.empty_like(w) for w in (want if nout == 2 else (want,)))
        mask = np.arange(12).reshape(3, 4) % 3 == 0
        ref = tuple(o.copy() for o in outs)
        theirs(*args, out=ref, where=mask)
        got = ours(*args, out=outs if nout == 2 else outs[0], where=mask)
        assert got is outs[0] if nout == 1 else all(g is o for g, o in zip(got, outs))
        for o, r in zip(outs, ref):
            same(o[mask], r[mask], loose.get(dtype, 4), f"{name} {dtype} where")
            np.testing.assert_array_equal(o[~mask], r[~mask])


@pytest.mark.parametrize("name", ["add", "multiply", "subtract", "maximum"])
def test_out_may_be_an_input(name):
    for dtype in dtypes:
        if name == "subtract" and dtype == "?":
            continue
        a, b = values(dtype, (4, 4)), values(dtype, (4, 4), 2)
        for how in (lambda x: (x, b, x), lambda x: (b, x, x), lambda x: (x, x.T, x), lambda x: (x[1:], x[:-1], x[1:]), lambda x: (x[::-1], x, x)):
            x, y = a.copy(), a.copy()
            ours, theirs = how(x), how(y)
            assert getattr(goops, name)(*ours[:2], out=ours[2]) is ours[2]
            getattr(np, name)(*theirs[:2], out=theirs[2])
            np.testing.assert_array_equal(x, y)


pairs = [(x, y) for x in dtypes for y in dtypes]


@pytest.mark.parametrize("name", ["add", "divide", "power", "less", "bitwise_and", "arctan2", "floor_divide"])
def test_dtypes_meet_as_in_numpy(name):
    for x, y in pairs:
        a, b = values(x, (5,)), abs(values(y, (5,), 2))
        if y not in ("c8", "c16"):
            agree(outcome(getattr(goops, name), a, b), outcome(getattr(np, name), a, b), 40, f"{name} {x} {y}")


def test_scalars_are_weak_as_in_numpy():
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        return same(goops.add(np.ones(2, "f4"), 1.5), np.add(np.ones(2, "f4"), 1.5))
    for dtype in dtypes:
        a = values(dtype, (4,))
        for s in (1, -3, 300, 2.5, 1j, True, np.float32(2), np.int8(3), [1, 2, 3, 4], 2**70):
            for name in "add", "multiply", "less", "maximum", "true_divide":
                f, g = getattr(goops, name), getattr(np, name)
                if isinstance(s, complex) and name in ("less", "maximum") or s == 2**70 and name != "less":
                    continue
                agree(outcome(f, a, s), outcome(g, a, s), 40, f"{name} {dtype} {s!r}")
                agree(outcome(f, s, a), outcome(g, s, a), 40, f"{name} {s!r} {dtype}")
    agree(goops.add(1, 2), np.add(1, 2))
    agree(goops.add(1, 2.0), np.add(1, 2.0))
    agree(goops.sqrt(2), np.sqrt(2))
    agree(goops.add(np.float32(1), 2), np.add(np.float32(1), 2))
    agree(goops.divmod(7, 2), np.divmod(7, 2))


def test_shapes_stretch_as_in_numpy():
    for s, t in [((3, 4), (4,)), ((3, 1), (1, 4)), ((), (2, 2)), ((0, 3), (3,)), ((3,), (4,)), ((2, 1, 3), (4, 1))]:
        a, b = values("f8", s), values("f8", t, 2)
        agree(outcome(goops.add, a, b), outcome(np.add, a, b), name=f"{s} {t}")
    for shape in (3, 4), (1, 4), (4,), (2, 3, 4), (3, 5):
        x, y = np.zeros(shape), np.zeros(shape)
        a, b = values("f8", (3, 4)), values("f8", (4,))
        assert outcome(lambda: goops.add(a, b, out=x) is x) == outcome(lambda: np.add(a, b, out=y) is y), shape
        np.testing.assert_array_equal(x, y)


def test_results_have_the_order_of_the_operands():
    f = np.asfortranarray(values("f8", (3, 4)))
    assert goops.add(f, f).flags.f_contiguous and goops.add(f, f, order="C").flags.c_contiguous
    assert goops.negative(f.T, order="F").flags.f_contiguous


def test_dtype_and_casting():
    a = values("f8", (4,))
    for names in ({"dtype": "f4"}, {"dtype": "i4"}, {"dtype": "i4", "casting": "unsafe"}, {"dtype": "c16"}, {"out": np.zeros(4, "f4")},
                  {"out": np.zeros(4, "i4")}, {"out": np.zeros(4, "i4"), "casting": "unsafe"}, {"out": np.zeros(4, "c8")}, {"casting": "nonsense"}):
        theirs = {k: v.copy() if k == "out" else v for k, v in names.items()}
        agree(outcome(goops.add, a, a, **names), outcome(np.add, a, a, **theirs), name=str(names))
    agree(goops.less(a, 1, dtype=bool), np.less(a, 1, dtype=bool))
    np.testing.assert_array_equal(goops.add([300.0, -7], 0, out=np.zeros(2, "u1"), casting="saturate"), [255, 0])


def test_errors_have_numpys_classes():
    a, i, readonly = np.ones(3), np.ones(3, "i8"), np.ones(3)
    readonly.flags.writeable = False
    for name, args, names in [
        ("add", (a,), {}), ("add", (a, a, a, a), {}), ("add", (a, a), {"nonsense": 1}), ("add", (a, np.ones(2)), {}),
        ("add", (a, a), {"out": readonly}), ("add", (a, a), {"out": np.ones(2)}), ("add", (a, a), {"out": [1, 2, 3]}), ("add", (a, a), {"out": i}),
        ("add", (a, a), {"out": (a, a)}), ("add", (a, a), {"where": i}), ("add", (a, a), {"where": [True, False]}),
        ("add", (a, "x"), {}), ("bitwise_and", (a, a), {}), ("negative", (np.ones(2, bool),), {}), ("subtract", (np.ones(2, bool),) * 2, {}),
        ("power", (i, -i), {}), ("add", (np.ones(2, "u1"), 300), {}), ("divmod", (a, a), {"out": a}), ("left_shift", (a, 1), {}),
        ("add", (a, a, None), {"out": a}),
    ]:
        want = outcome(getattr(np, name), *args, **names)
        assert isinstance(want, type), name
        assert outcome(getattr(goops, name), *args, **names) is want, (name, names, want)


def test_texts_are_numpys():
    a = np.ones(3)
    for f in (lambda m: m.add(a, np.ones(2)), lambda m: m.add(a, a, out=np.ones(3, "i8")), lambda m: m.add(a, a, out=np.ones(1)),
              lambda m: m.add(a, a, out=[1]), lambda m: m.add(np.ones(2, "u1"), 300), lambda m: m.power(np.ones(2, int), np.full(2, -1))):
        with pytest.raises(Exception) as ours:
            f(goops)
        with pytest.raises(Exception) as theirs:
            f(np)
        assert str(ours.value).startswith(str(theirs.value)) or "negative" in str(ours.value)


def test_masked_arrays_are_refused():
    with pytest.raises(TypeError, match="masks"):
        goops.add(np.ma.masked_array([1.0], [True]), 1)


def test_divmod_takes_its_outputs_as_numpys():
    for dtype in "f8", "f4", "i4", "u2", "?":
        a, b = values(dtype, (5,)), values(dtype, (5,), 2)
        for outs in lambda q, r: ((q, r), {}), lambda q, r: ((), {"out": (q, r)}), lambda q, r: ((q,), {}), lambda q, r: ((None, r), {}), lambda q, r: ((), {}):
            results = []
            for divmod in goops.divmod, np.divmod:
                result = np.divmod(a, np.ones_like(b)) if dtype != "?" else (a.astype("i1"), b.astype("i1"))
                q, r = np.zeros_like(result[0]), np.zeros_like(result[1])
                args, names = outs(q, r)
                with np.errstate(all="ignore"):
                    found = divmod(a, b, *args, **names)
                results.append((found, found[0] is q, found[1] is r, q, r))
            for ours, theirs in zip(*results):
                if isinstance(ours, bool):
                    assert ours == theirs, dtype
                else:
                    np.testing.assert_array_equal(ours, theirs)
    a, b = np.array([7.0, -7.0]), np.array([2.0, 2.0])
    q, r = goops.divmod(a, b, a, b)
    assert q is a and r is b
    np.testing.assert_array_equal((a, b), ([3, -4], [1, 1]))
    assert type(goops.divmod) is type(goops.add), "in Go"
    assert outcome(goops.divmod, a, b, a, a[:1]) is outcome(np.divmod, a, b, a, a[:1])


def test_no_warnings_are_given_whatever_numpys_error_state_is():
    import warnings
    big, zero, one, nan = np.full(2, 1e308), np.zeros(2), np.ones(2), np.full(2, np.nan)
    for state in "warn", "raise", "ignore":
        with np.errstate(all=state), warnings.catch_warnings():
            warnings.simplefilter("error")
            np.testing.assert_array_equal(goops.divide(one, zero, out=one.copy()), [np.inf] * 2)
            np.testing.assert_array_equal(goops.divide(one, 0), [np.inf] * 2)
            np.testing.assert_array_equal(goops.multiply(big, 10.0), [np.inf] * 2)
            np.testing.assert_array_equal(goops.sqrt(-one), nan)
            np.testing.assert_array_equal(goops.log(zero), [-np.inf] * 2)
            np.testing.assert_array_equal(goops.floor_divide(np.ones(2, int), 0), [0] * 2)
            np.testing.assert_array_equal(goops.sum(np.concatenate([big, big])), np.inf)
            np.testing.assert_array_equal(goops.mean(np.zeros(0)), np.nan)


def test_bfloat16_of_ml_dtypes():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    a = np.array([1, 2.5, -3], ml_dtypes.bfloat16)
    assert goops.add(a, a).dtype == a.dtype
    np.testing.assert_array_equal(goops.add(a, a, out=a).astype(float), [2, 5, -6])


def test_functions_read_like_numpys():
    import inspect
    assert str(inspect.signature(goops.add)).startswith("(x1, x2, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None")
    assert goops.add.__module__ == "goops" and goops.add.__name__ == "add"
    for name in goops.__all__:
        assert getattr(goops, name).__doc__, name


def test_the_stub_is_current():
    import pathlib
    from goops import _stub
    assert pathlib.Path(goops.__file__).with_name("__init__.pyi").read_text() == _stub.text()


def test_large_work_lets_other_threads_run():
    import threading
    a, ticks, done = np.full(3_000_000, 0.5), [], threading.Event()

    def tick():
        while not done.wait(0.001):
            ticks.append(1)
    thread = threading.Thread(target=tick)
    thread.start()
    most = 0
    for _ in range(1000):  # on a busy machine some calls have no processor left for the other thread
        before = len(ticks)
        goops.arcsinh(a, out=a)
        most = max(most, len(ticks) - before)
        if most >= 3:  # a thread that has to wait for the end of a call ticks once
            break
    done.set()
    thread.join()
    assert most >= 3
