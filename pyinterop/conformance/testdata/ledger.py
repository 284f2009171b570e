# Pairs of exporters over one piece of memory, and NumPy's word on whether they share a byte of it.
#
# pairs(n) returns (class, a, b, shared) n times. np.shares_memory solves the same question exactly; pairs for which
# that is too much work are not asked.

import random
import numpy as np
from numpy.lib.stride_tricks import as_strided

rng = random.Random()
SIZE = 4096
DTYPES = ["u1", "i2", "V3", "f4", "S5", "f8", ">f8", "V12", "c16", [("x", "i4"), ("y", "f8")]]


def strided(mem):
    """Any view at all: any dtype at any byte, up to four axes, strides of both signs, zero, and no multiple of the itemsize."""
    dtype = np.dtype(rng.choice(DTYPES))
    shape, strides, lo, hi = [], [], 0, dtype.itemsize
    scale = rng.choice([1, 1, dtype.itemsize, 8, 24])
    for _ in range(rng.randrange(5)):
        n = rng.choice([0] + [1] * 2 + [2, 3, 4, 5, 7] * 3)
        s = rng.choice([-1, 1, 1]) * scale * rng.choice([0, 1, 1, 2, 2, 3, 4, 5, 8, 12])
        reach = s * max(n - 1, 0)
        if hi - lo + abs(reach) > SIZE // 8:
            continue
        lo, hi = lo + min(reach, 0), hi + max(reach, 0)
        shape.append(n)
        strides.append(s)
    at = -lo + rng.randrange(min(SIZE - (hi - lo), rng.choice([64, 512, SIZE])))
    return as_strided(mem[at:at + dtype.itemsize].view(dtype), shape, strides) if shape else mem[at:at + dtype.itemsize].view(dtype).reshape(())


def part(a):
    """A part of an array, cut as programs cut."""
    cut = []
    for n in a.shape:
        start, stop = sorted((rng.randrange(n + 1), rng.randrange(n + 1)))
        step = rng.choice([1, 1, 1, 2, 3])
        cut.append(slice(start, stop, step))
    v = a[tuple(cut)]
    for _ in range(rng.randrange(3)):
        v = rng.choice([lambda v: v.T, lambda v: v[::-1] if v.ndim else v, lambda v: v[..., None], lambda v: v[..., ::2] if v.ndim else v])(v)
    return v


def strides_apart(mem):
    a = mem[:rng.choice([960, 1920])].view(rng.choice(["f8", "f4", "i2"])).reshape(-1, rng.choice([4, 6, 8, 10]))
    return part(a), part(a)


def halves(mem):
    a = mem[:1920].view("f8").reshape(rng.choice([(24, 10), (10, 24), (4, 6, 10)]))
    axis = rng.randrange(a.ndim)
    n = a.shape[axis]
    k = rng.randrange(n + 1)
    low, high = [slice(None)] * a.ndim, [slice(None)] * a.ndim
    low[axis], high[axis] = slice(0, k), slice(max(0, k - rng.choice([0, 0, 1])), n)
    return a[tuple(low)], a[tuple(high)]


def interleaved(mem):
    a = mem[:1920].view("f8").reshape(12, 20)
    step = rng.choice([2, 3, 4])
    i, j = rng.randrange(step), rng.randrange(step)
    return rng.choice([(a[:, i::step], a[:, j::step]), (a[i::step], a[j::step]), (a[i::step, ::2], a[:, j::step])])


def fields(mem):
    a = mem[:1200].view([("x", "u1"), ("y", "f8"), ("z", "i2", (2,)), ("w", "S2")])
    v, w = a[rng.choice("xyzw")], a[rng.choice("xyzw")]
    return part(v), part(w)


def scalars(mem):
    v, w = mem[:80].view("f8"), mem[rng.randrange(8):][:rng.choice([1, 2, 4, 8])]
    i = rng.randrange(10)
    return v[i:i + 1].reshape(()), rng.choice([part(v), w.view("u%d" % w.nbytes).reshape(()), mem[rng.randrange(90):][:1].reshape(())])


def shifted(mem):
    """Items of 8 bytes with or without gaps, and items that begin anywhere in or between them."""
    v, k = mem[:160].view("f8")[::rng.choice([1, 2, 2])], rng.randrange(17)
    w = mem[k:k + 160].view(rng.choice(["f8", "u1", "f4"]))
    return v, rng.choice([w[::rng.choice([1, 2, 3])], as_strided(w, (9,), (16,)), as_strided(w, (9,), (rng.choice([8, 12, 16]),))])


def exporters(mem):
    a, b = rng.choice([strides_apart, halves, interleaved])(mem)
    return rng.choice([(memoryview(a), b), (a, memoryview(b)), (memoryview(a), memoryview(b)), (memoryview(memoryview(a)), b)])


def anything(mem):
    return strided(mem), strided(mem)


CLASSES = [anything, anything, anything, strides_apart, halves, interleaved, fields, scalars, shifted, exporters]


def pairs(n):
    mem = np.zeros(SIZE, "u1")
    while n > 0:
        make = rng.choice(CLASSES)
        a, b = make(mem)
        try:
            shared = np.shares_memory(a, b, max_work=10**6)
        except np.exceptions.TooHardError:
            continue
        n -= 1
        yield make.__name__, a, b, shared
