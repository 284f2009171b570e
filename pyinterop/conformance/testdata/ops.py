# Random operations on random arrays, and NumPy's word on what they give.
#
# draw(n) returns n cases; Go does each of them in place on case.outs; judge(case, refusal) then says what is
# wrong with the memory, or "". The operands of a case lie in one block of memory, surrounded by noise. NumPy works on
# a copy of that block, on copies of the inputs, so that whatever overlaps is read first.
#
# Cells are (verb, layout of one operand, sharing of memory). They are gone through in turn, in a new order each time.

import itertools
import math
import random
import warnings

import numpy as np

rng = random.Random()
np_rng = np.random.default_rng()
NOISE = np.frombuffer(random.Random(1).randbytes(100_003), "u1")
DTYPES = "?bhiqBHIQefdFD"
LAYOUTS = ["C", "F", "permuted", "step", "reversed", "swapped", "misaligned", "field", "broadcast", "0-d", "empty", "5-d"]
SHARING = ["apart", "same", "overlapping"]
warnings.simplefilter("ignore")
np.seterr(all="ignore")


def seed(n):
    global np_rng
    rng.seed(n)
    np_rng = np.random.default_rng(n)


# How near is near
#
# What is rounded once is compared bit for bit (same). Functions are computed by NumPy in long double (widened), whose own
# error is some 2⁻⁶⁴, so that what is compared is the error of ours alone: a unit in the last place where ours is wrong
# by half a unit and a hair, and the other half is the rounding of NumPy's result.


def ulps(n, least=0):
    """Equality of floats to n units in the last place, of complex numbers to n of the larger part; numbers below least
    are taken for least, where the difference of larger ones is computed. n may be a function of the inputs' shape."""
    def close(got, want):
        if got.dtype.kind == "c":
            scale = np.maximum(np.maximum(abs(want.real), abs(want.imag)), want.real.dtype.type(least))
            near = [ulps_apart(getattr(got, p), getattr(want, p), np.spacing(scale)) <= n for p in ("real", "imag")]
            return near[0] & near[1] | not_finite(got, want) | at_the_end(got, want)
        if got.dtype.kind != "f":
            return got == want
        unit = np.spacing(np.maximum(abs(want), want.dtype.type(max(least, np.finfo(want.dtype).tiny))))
        return (ulps_apart(got, want, unit) <= n) | (got == want) | np.isnan(got) & np.isnan(want) | at_the_end(got, want)
    return close


def ulps_apart(got, want, unit):
    return abs(got.astype("g") - want.astype("g")) / unit.astype("g")


def not_finite(got, want):
    """Both have a part that is no number: which of an infinity's parts are NaN, and the signs of zeros beside it, C99
    (annex G) leaves open in many places."""
    return ~np.isfinite(got) & ~np.isfinite(want)


def at_the_end(got, want):
    """One is infinite and the other within two units of the largest number: they may be on different sides of where numbers
    end. Complex numbers by parts."""
    if got.dtype.kind == "c":
        end = [at_the_end(getattr(got, p), getattr(want, p)) for p in ("real", "imag")]
        return end[0] | end[1]
    info = np.finfo(want.dtype)
    least = info.max * (1 - 2 * info.eps)
    return (np.isinf(got) ^ np.isinf(want)) & (abs(got) >= least) & (abs(want) >= least) & (np.signbit(got) == np.signbit(want))


def same(got, want):
    """The same number: NaN is NaN, and zeros have one sign."""
    if got.dtype.kind == "c":
        return same(got.real, want.real) & same(got.imag, want.imag)
    if got.dtype.kind == "f":
        return (got == want) & (np.signbit(got) == np.signbit(want)) | np.isnan(got) & np.isnan(want)
    return got == want


def same_number(got, want):
    """The same, whatever the sign of a zero: NumPy leaves it open in minimum and maximum."""
    return (got == want) | (got != got) & (want != want)


FUNCTIONS = set("""cbrt hypot power float_power exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan arctan2 sinh cosh
    tanh arcsinh arccosh arctanh logaddexp logaddexp2 angle deg2rad rad2deg degrees radians""".split())
PARTS = set("multiply divide square reciprocal absolute sqrt".split())  # of complex numbers: with fused multiply-add or without


SMALL = set("""add subtract multiply negative positive absolute square minimum maximum fmin fmax clip sign rint floor ceil trunc conjugate
    real imag where""".split())  # small of small numbers


# Verbs of which NumPy's answer is not taken in some places, and why.
QUIRKS = {
    "clip": "of complex numbers, NumPy takes max and then min by order, in which a bound that is NaN may be lost; ours is NaN",
    "power": "of infinities, glibc's powl takes the even exponent -2**63 for a fraction; there NumPy's loop of the dtype itself is the judge",
    "sign": "of complex numbers whose magnitude overflows, NumPy 2 divides by infinity and gives 0, ±1 or ±i (numpy#25441 made it x/|x|)",
}


def equality(name, dtype, ins):
    if name in ("power", "float_power") and dtype.kind == "c":
        # xʸ = exp(y·log x): an error of the logarithm, some units of |log x|, grows by |y|
        with_log = lambda x, y: abs(y) * abs(np.log(x))
        return ulps(20 * grown(with_log(*[x.astype(dtype).astype("G") for x in ins])))
    if name.startswith("logaddexp") or name in ("log1p", "expm1") and dtype.kind == "c":
        # the sum of a number and a logarithm up to 1, which may cancel
        return ulps(5, least=1)
    if name == "exp2" and dtype.kind == "c":
        # x·log 2 is rounded before it is raised: its error is a part of |x| of the result
        return ulps(20 * grown(abs(ins[0].astype(dtype).astype("G"))))
    if name in FUNCTIONS and dtype.kind == "c":
        return ulps(20)  # sums and products of several functions of the parts
    if name in ("deg2rad", "rad2deg", "degrees", "radians"):
        return ulps(2)  # the factor is rounded, and the product
    if name in ("power", "float_power") and dtype.kind == "f":
        x, y = [x.astype(dtype) for x in ins]
        own = np.power(x, y)
        return lambda got, want: ulps(1)(got, want) | np.isinf(x) & same(got, own.astype(got.dtype))  # QUIRKS
    if name in FUNCTIONS:
        return ulps(1)
    if dtype.kind == "c" and name in PARTS or name in ("absolute", "abs"):
        # Schoolbook: ac−bd is wrong by u·2(|ac|+|bd|) ≤ u·2√2 of the larger part, with fused multiply-add or without, and
        # NumPy's as much in another way; quotients by Smith's formula twice that.
        return ulps(4)
    if name == "clip" and dtype.kind == "c":
        return lambda got, want: same_number(got, want) | np.isnan(got)  # QUIRKS
    if name in ("minimum", "maximum", "fmin", "fmax", "clip"):
        return same_number
    if name == "sign" and dtype.kind == "c":
        return lambda got, want: ulps(4)(got, want) | (abs(abs(got) - 1) < 1e-6) & (want.real * want.imag == 0)  # QUIRKS
    return same


def grown(by):
    """1 + by, where that is a number; else 1."""
    return np.where(np.isfinite(by), 1 + abs(by), 1)


class Function:
    """A function of NumPy that is no ufunc, called as one."""

    def __init__(self, nin, f):
        self.nin, self.nout, self.f = nin, 1, f

    def __call__(self, *ins, out=None, casting="same_kind", where=True):
        result = self.f(*ins)
        if out is None:
            return result
        if any(np.broadcast_shapes(x.shape, out[0].shape) != out[0].shape for x in ins):
            raise ValueError("operands could not be broadcast together")
        np.copyto(out[0], result, casting=casting, where=where)


def choose(condition, x, y):
    if condition.dtype != bool:
        raise TypeError("the condition is not boolean")
    return np.where(condition, x, y)


OTHERS = {
    "clip": np._core.umath.clip if hasattr(np, "_core") else np.core.umath.clip,
    "real": Function(1, np.real),
    "imag": Function(1, np.imag),
    "angle": Function(1, np.angle),
    "where": Function(3, choose),
}


def ufunc(name):
    f = OTHERS.get(name) or getattr(np, name, None)
    if not isinstance(f, (np.ufunc, Function)):
        raise LookupError("NumPy has no ufunc %s: put it into OTHERS, or among the verbs that NumPy does not have" % name)
    return f


# Values

INTERESTING = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.5, 3.0, np.inf, -np.inf, np.nan]


def values(dtype, n, tame):
    """n values of a dtype in native order. Tame ones are small and finite, so that any cast keeps them."""
    dtype = np.dtype(dtype).newbyteorder("=")
    if dtype.kind == "b":
        return np_rng.integers(0, 2, n).astype(bool)
    if tame:
        low = 0 if dtype.kind == "u" else -6
        return np_rng.integers(low, 7, n).astype(dtype)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        any_of = np_rng.integers(info.min, info.max, n, dtype=dtype, endpoint=True)
        small = np_rng.integers(0 if dtype.kind == "u" else -9, 10, n).astype(dtype)
        extreme = np.array([info.min, info.max, 0, 1, info.max - 1, info.min + 1], dtype)[np_rng.integers(0, 6, n)]
        return np.choose(np_rng.integers(0, 4, n), [any_of, small, small, extreme])
    if dtype.kind == "c":
        part = dtype.type(0).real.dtype
        z = np.empty(n, dtype)
        z.real, z.imag = values(part, n, tame), values(part, n, tame)
        return z
    info = np.finfo(dtype)
    normal = np_rng.normal(0, 4, n).astype(dtype)
    wide = (np_rng.normal(0, 1, n) * 10.0 ** np_rng.integers(-4, 5, n)).astype(dtype)
    special = np.array(INTERESTING + [info.max, -info.max, info.tiny, info.smallest_subnormal], dtype)[np_rng.integers(0, len(INTERESTING) + 4, n)]
    return np.choose(np_rng.integers(0, 5, n), [normal, normal, wide, np.rint(normal), special])


# Arrays: a place in the block of memory, and how it lies there


class Block:
    """Memory that is handed out piece by piece, filled with noise."""

    def __init__(self, shape):
        shape = [max(n, 1) for n in shape]
        size = 8192 + 7 * 16 * 9 * (math.prod(shape) + sum(math.prod(shape) // n for n in shape) * 2)
        at = rng.randrange(NOISE.size)
        self.bytes = np.resize(NOISE[at:], size)
        self.used = 64

    def piece(self, nbytes, misaligned=False):
        at = -(-self.used // 64) * 64 + (rng.randrange(1, 8) if misaligned else 0)
        self.used = at + nbytes + rng.randrange(1, 40)
        assert self.used < self.bytes.size, "the block of memory is too small"
        return self.bytes[at:at + nbytes]


def lay(block, dtype, shape, layout):
    """An array of a shape in the block, in a layout; its items are noise still."""
    dtype, ndim = np.dtype(dtype), len(shape)
    if layout == "swapped":
        dtype = dtype.newbyteorder(">")
    if layout == "field":
        record = np.dtype([("a", "u1"), ("x", dtype), ("b", "u2")], align=rng.choice([True, False]))
        return block.piece(record.itemsize * int(np.prod(shape)), rng.random() < 0.3).view(record).reshape(shape)["x"]
    full, cut = list(shape), [slice(None)] * ndim
    if layout == "step":
        for k in rng.sample(range(ndim), min(ndim, 2)):
            full[k], cut[k] = shape[k] * 2, slice(None, None, 2)
    order = list(range(ndim))
    if layout == "F":
        order.reverse()
    elif layout == "permuted":
        rng.shuffle(order)
    a = block.piece(dtype.itemsize * int(np.prod(full)), layout == "misaligned").view(dtype)
    a = a.reshape([full[k] for k in order]).transpose(np.argsort(order))[(*cut, ...)]
    if layout == "reversed" and ndim:
        a = a[tuple(slice(None, None, -1) if rng.random() < 0.7 or k == 0 else slice(None) for k in range(ndim))]
    assert a.shape == tuple(shape)
    return a


def fill(a, tame):
    a[...] = values(a.dtype, a.size, tame).reshape(a.shape)
    return a


def stretched(block, dtype, shape, layout):
    """An input that is broadcast to a shape."""
    cut = [n if rng.random() < 0.5 else 1 for n in shape]
    return lay(block, dtype, cut[rng.randrange(len(cut) + 1):], layout)


def shape_for(layout):
    if layout == "0-d":
        return ()
    if layout == "5-d":
        return tuple(rng.choice([1, 2, 2, 3]) for _ in range(rng.choice([5, 6])))
    shape = [rng.choice([1, 2, 3, 4, 5, 7, 9]) for _ in range(rng.choice([1, 1, 2, 2, 3, 4]))]
    if rng.random() < 0.15:
        shape = [rng.choice([64, 200, 517])] + shape[1:2]
    if layout == "empty":
        shape[rng.randrange(len(shape))] = 0
    return tuple(shape)


# Overlap: dst and one input come from one array


def sharing_pair(block, dtype, other, shape, layout, tame):
    """dst of a dtype, and an input of another that shares memory with it and is not the same view. Both are filled."""
    shape = list(shape) or [3]
    how = rng.choice(["shift", "shift back", "reversal", "transpose", "rows of itself", "type"])
    if how == "transpose":
        shape = [min(shape[0], 20)] * 2 if len(shape) < 3 else [min(shape[:2])] * 2 + shape[2:]
    size = max(np.dtype(dtype).itemsize, np.dtype(other).itemsize)
    if np.dtype(dtype).itemsize != np.dtype(other).itemsize:
        at = rng.choice([0, 0, size, 8, 3])
        piece = block.piece(size * int(np.prod(shape)) + 2 * size + 16)
        dst, src = piece[:np.dtype(dtype).itemsize * int(np.prod(shape))], piece[at:at + np.dtype(other).itemsize * int(np.prod(shape))]
        fill(dst.view(dtype), tame)
        fill(src.view(other), tame)  # after dst, since bits of another dtype may be NaNs that signal
        return dst.view(dtype).reshape(shape), src.view(other).reshape(shape)
    if how.startswith("shift"):
        k, by = rng.randrange(len(shape)), rng.choice([1, 1, 2])
        a = fill(lay(block, dtype, shape[:k] + [shape[k] + by] + shape[k + 1:], layout), tame)
        low, high = [slice(None)] * a.ndim, [slice(None)] * a.ndim
        low[k], high[k] = slice(None, -by), slice(by, None)
        dst, src = (a[tuple(high)], a[tuple(low)]) if how == "shift" else (a[tuple(low)], a[tuple(high)])
    else:
        dst = fill(lay(block, dtype, shape, layout), tame)
        src = {"reversal": lambda: dst[::-1] if rng.random() < 0.7 else np.flip(dst), "transpose": lambda: dst.swapaxes(0, 1),
               "rows of itself": lambda: dst[rng.randrange(dst.shape[0]), ...] if dst.size else dst, "type": lambda: dst}[how]()
    other = np.dtype(other).newbyteorder(dst.dtype.byteorder) if np.dtype(other).itemsize > 1 else np.dtype(other)
    return dst, src.view(other)


class Case:
    pass


def result_types(f, dtypes, memo={}):
    """The dtypes of a ufunc's results for inputs of these dtypes, or None if it has no loop for them."""
    key = f, tuple(dtypes)
    if key not in memo:
        try:
            results = f(*[np.ones(1, d) for d in dtypes])
            memo[key] = [r.dtype for r in (results if isinstance(results, tuple) else (results,))]
            if any(r.char not in DTYPES for r in memo[key]):
                memo[key] = None
        except (TypeError, ValueError):
            memo[key] = None
    return memo[key]


def draw_dtypes(f):
    """Dtypes of the inputs, mostly such that there is a loop for them."""
    for _ in range(30):
        first = rng.choice(DTYPES)
        dtypes = [first if rng.random() < 0.6 else rng.choice(DTYPES) for _ in range(f.nin)]
        if result_types(f, dtypes) or rng.random() < 0.03:
            return dtypes
    return dtypes


def elementwise(name, layout, sharing):
    c, f, shape = Case(), ufunc(name), shape_for(layout)
    block = Block(shape)
    c.name, c.layout, c.sharing, c.block = name, layout, sharing, block
    dtypes = draw_dtypes(f)
    known = result_types(f, dtypes)
    results = known or [np.dtype("d")] * f.nout
    featured = rng.randrange(f.nin + f.nout)
    if layout == "broadcast":
        featured = rng.randrange(f.nout, f.nin + f.nout)
    if sharing != "apart":
        featured = 0
    how = [layout if k == featured or layout in ("0-d", "empty", "5-d") and rng.random() < 0.7 else rng.choice(LAYOUTS[:8]) for k in range(f.nin + f.nout)]
    how = ["C" if h in ("0-d", "empty", "5-d") else h for h in how]
    outs_types = [r if rng.random() < 0.8 else np.dtype(rng.choice(DTYPES)) for r in results]
    c.casting = "same_kind"
    if any(not np.can_cast(r, o, "same_kind") for r, o in zip(results, outs_types)) and rng.random() < 0.5:
        # what becomes of floats outside of the range of integers differs between the loops of NumPy itself
        if all(r.kind not in "fc" or o.kind not in "iu" or o.kind == "i" and name in SMALL for r, o in zip(results, outs_types)):
            c.casting = "unsafe"
    tame = c.casting == "unsafe" or rng.random() < 0.2 or name in ("power", "float_power") and results[0].kind == "c"
    c.outs, c.ins = [], []
    if sharing == "overlapping" and f.nin:
        at = rng.randrange(f.nin)
        if rng.random() < 0.7 and np.dtype(dtypes[at]).itemsize != outs_types[0].itemsize:
            outs_types[0] = np.dtype(dtypes[at]) if np.can_cast(results[0], dtypes[at], "same_kind") else outs_types[0]
        if dtypes[at] == "?" and outs_types[0].char != "?":
            dtypes[at] = "B" if result_types(f, dtypes[:at] + ["B"] + dtypes[at + 1:]) == results else "?"
        dst, src = sharing_pair(block, outs_types[0], dtypes[at], shape, how[0] if how[0] != "broadcast" else "step", tame)
        c.outs.append(dst)
        shape = dst.shape
    for k in range(len(c.outs), f.nout):
        c.outs.append(fill(lay(block, outs_types[k], shape, how[k] if how[k] != "broadcast" else "C"), tame))
    for k, dtype in enumerate(dtypes):
        if sharing == "overlapping" and k == at:
            c.ins.append(src)
        elif sharing == "same" and k == 0 and dtype == c.outs[0].dtype.newbyteorder("="):
            c.ins.append(c.outs[0])
        elif sharing == "same" and k == 0 and np.can_cast(results[0], dtype, "same_kind"):
            c.outs[0] = fill(lay(block, dtype, shape, how[0] if how[0] != "broadcast" else "C"), tame)
            c.ins.append(c.outs[0])
        elif how[f.nout + k] == "broadcast":
            c.ins.append(fill(stretched(block, dtype, shape, rng.choice(LAYOUTS[:8])), tame))
        else:
            c.ins.append(fill(lay(block, dtype, shape, how[f.nout + k]), tame))
    c.mask = None
    if rng.random() < 0.25:
        c.mask = fill((stretched if rng.random() < 0.3 else lay)(block, "?", shape, rng.choice(["C", "F", "step", "reversed", "permuted"])), False)
    if sharing == "overlapping":
        c.sharing = "overlapping" if any(np.may_share_memory(c.outs[0], x) and x.size for x in c.ins) else "apart"
    elif sharing == "same":
        c.sharing = "same" if c.ins and c.ins[0] is c.outs[0] else "apart"
    loop = lambda ins: widened(name, known, ins) if known else ins  # else NumPy refuses, or finds a loop of its own
    casting = c.casting  # no cycle of references: a case is megabytes, of which the collector knows nothing
    c.run = lambda outs, ins, mask: f(*loop(ins), out=tuple(outs), casting=casting, **({} if mask is None else {"where": mask}))
    c.ins_before = [x.copy() for x in c.ins]
    c.equal = [in_dtype(results[k], equality(name, results[k], c.ins_before)) for k in range(f.nout)]
    return expect(c)


def widened(name, results, ins):
    """Inputs in long double for functions, which NumPy computes less exactly than we do."""
    if name in FUNCTIONS and results[0].kind in "fc":
        # first to the dtype of the loop, which is that of its result but for the angle of a complex number
        loop = lambda x: x if x.dtype.kind == "c" and results[0].kind == "f" else x.astype(results[0])
        return [loop(x).astype("G" if loop(x).dtype.kind == "c" else "g") for x in ins]
    return ins


def in_dtype(dtype, equal):
    """Equality of results of a loop of a dtype, which may have been written to a wider one."""
    if dtype.kind not in "fc":
        return equal

    def close(got, want):
        if got.dtype.kind == "c" and dtype.kind == "f":
            return close(got.real, want.real) & same(got.imag, want.imag)
        if got.dtype.kind in "fc" and got.real.dtype.itemsize > np.empty(0, dtype).real.dtype.itemsize:
            return equal(got.astype(dtype), want.astype(dtype))
        return equal(got, want)
    return close


def expect(c):
    """Lets NumPy do the case on a copy of the block."""
    c.want = c.block.bytes.copy()
    c.wanted = [moved(o, c.block.bytes, c.want) for o in c.outs]
    c.before = [o.copy() for o in c.outs]
    c.refused = ""
    try:
        # outputs that are C-contiguous: NumPy 2.5's isnan, isinf, isfinite and signbit write rubbish to others
        results = [w.astype(w.dtype.newbyteorder("="), order="C") for w in c.wanted]
        c.run(results, [x.copy() for x in c.ins], None if c.mask is None else c.mask.copy())
        for w, r in zip(c.wanted, results):
            w[...] = r
    except (TypeError, ValueError, SystemError) as e:  # the last from a warning that NumPy wanted to give beside the error
        c.refused = "%s: %s" % (type(e).__name__, e)
        c.want[...] = c.block.bytes  # NumPy may have written before it refused
    return c


def moved(a, block, other):
    """The view that a is of block, of the other block."""
    at = a.__array_interface__["data"][0] - block.__array_interface__["data"][0]
    if a.size == 0:
        return np.empty(a.shape, a.dtype)
    low = at + sum(min(0, s * (n - 1)) for n, s in zip(a.shape, a.strides))
    assert low >= 0
    return np.ndarray(a.shape, a.dtype, other, at, a.strides)


def judge(c, refusal):
    """Says what is wrong with the memory after Go has worked on it, or ""."""
    if bool(refusal) != bool(c.refused):
        return "%s\nNumPy refuses: %s\nwe refuse: %s" % (describe(c), c.refused or "no", refusal or "no")
    if not refusal:
        for got, want, equal in zip(c.outs, c.wanted, c.equal):
            x, y = got.astype(got.dtype.newbyteorder("=")), want.astype(want.dtype.newbyteorder("="))
            good = equal(x, y)
            if not np.all(good):
                k = tuple(np.argwhere(~np.asarray(good))[0])
                return "%s\nat %s of %s: got %r, NumPy has %r%s" % (describe(c), k, got.shape, x[k], y[k], inputs_at(c, k))
            want[...] = got  # so that the blocks may be compared: close is not equal, and NaNs have many bits
    wrong = np.flatnonzero(c.block.bytes != c.want)
    if wrong.size:
        return "%s\nbyte %d of the block was written, which belongs to no result" % (describe(c), wrong[0])
    return ""


def inputs_at(c, k):
    if not hasattr(c, "ins_before"):
        return ""
    return "".join(", of %r" % np.broadcast_to(x, c.outs[0].shape)[k] for x in c.ins_before)


def describe(c):
    base = c.block.bytes.__array_interface__["data"][0]
    word = lambda a: "None" if a is None else "%s%s strides %s at %d" % (a.dtype.str, a.shape, a.strides, a.__array_interface__["data"][0] - base)
    lines = ["%s, %s, %s, casting=%r" % (c.name, c.layout, c.sharing, c.casting)]
    lines += ["out  " + word(o) for o in c.outs] + ["in   " + word(x) for x in c.ins] + (["mask " + word(c.mask)] if c.mask is not None else [])
    if all(x.size <= 12 for x in c.ins + c.outs):
        lines += ["outs before %r" % (b,) for b in c.before]
        if c.sharing == "apart":
            lines += ["in %r" % (x,) for x in c.ins]
    return "\n".join(lines)


# Cells in turn

cells = []


def in_turn(cells, *sets):
    """The next of all combinations, which come in a new order each time."""
    if not cells:
        cells.extend(itertools.product(*sets))
        rng.shuffle(cells)
    return cells.pop()


def draw(verbs, n):
    return [elementwise(*in_turn(cells, verbs, LAYOUTS, SHARING)) for _ in range(n)]


# The grid of special values: each verb, each dtype, all combinations of values

def special_values(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return np.array([False, True])
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        bits = 8 * dtype.itemsize
        return np.unique(np.array([info.min, info.min + 1, info.max // 2 + 1, info.max - 1, info.max, 0, 1, 2, 3, 7, bits - 1, bits] +
                                  ([-1, -2, -3, -7] if info.min else [])).astype(dtype))
    if dtype.kind == "c":
        part = np.array([0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan], dtype.type(0).real.dtype)
        z = np.empty((part.size, part.size), dtype)
        z.real, z.imag = part[:, None], part
        return z.ravel()
    info = np.finfo(dtype)
    other_nans = np.array([np.nan, -np.nan], dtype)
    other_nans.view("u%d" % dtype.itemsize)[0] |= 1  # with a payload
    return np.concatenate([np.array(INTERESTING + [7.0, -7.0, 0.1, 1e-4, 300.0, info.max, -info.max, info.tiny, info.smallest_subnormal,
                                                   -info.smallest_subnormal, info.eps, 1 - info.epsneg, 1 + info.eps], dtype), other_nans])


def special_case(name, dtype):
    c, f = Case(), ufunc(name)
    c.name, c.layout, c.sharing, c.casting, c.mask = name, "C", "apart", "same_kind", None
    results = result_types(f, [dtype] * f.nin)
    if results is None:
        return None
    v = special_values(dtype)
    if f.nin == 3:
        v = v[np_rng.permutation(v.size)[:14]]
    if name == "power" and v.dtype.kind == "i":
        v = v[v >= 0]
    shape = (v.size,) * f.nin
    c.block = Block(shape)
    c.ins = []
    for k in range(f.nin):
        a = lay(c.block, dtype, shape, "C")
        a[...] = v.reshape([-1 if j == k else 1 for j in range(f.nin)])
        c.ins.append(a)
    c.outs = [fill(lay(c.block, r, shape, "C"), True) for r in results]
    c.run = lambda outs, ins, mask: f(*widened(name, results, ins), out=tuple(outs))
    c.ins_before = [x.copy() for x in c.ins]
    c.equal = [equality(name, r, c.ins_before) for r in results]
    return expect(c)


specials = []


def draw_specials(names, n):
    """All of them, n at a time, then none."""
    if not specials:
        specials.extend(itertools.product(names, DTYPES))
        specials.append(None)
    cases = []
    while specials[0] is not None and len(cases) < n:
        c = special_case(*specials.pop(0))
        if c is not None:
            cases.append(c)
    return cases
