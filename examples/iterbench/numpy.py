"""NumPy's half: arrays that Go borrows, and the same work on them, timed here."""

import sys
from time import perf_counter_ns

import numpy as np


def timed(f):
    """Return a function that runs f once and returns the nanoseconds it took."""

    def run():
        start = perf_counter_ns()
        f()
        return perf_counter_ns() - start

    return run


def windowed(kind, dtype, rows, n):
    """Return ones of a dtype that lie in memory as kind says."""
    dtype = np.dtype(dtype)
    if kind == "swapped":
        a = np.empty((rows, n), dtype.newbyteorder())
    elif kind == "misaligned":
        a = np.ndarray((rows, n), dtype, bytearray(rows * n * dtype.itemsize + 1), 1)
        assert not a.flags.aligned
    else:
        a = np.empty((rows, n), dtype)
    a[...] = 1
    return a


def total(a):
    return timed(lambda: np.add.reduce(a, axis=None, dtype=np.int32))


def scale(a, factor):
    return timed(lambda: np.multiply(a, factor, out=a))


def images(dtype, height, width):
    """Return two images with three channels, and a number for each channel."""
    image = np.ones((height, width, 3), dtype)
    return np.empty_like(image), image, np.array([1, 2, 3], dtype)


def combine(name, out, a, b):
    f = getattr(np, name)
    return timed(lambda: f(a, b, out=out))


def pointers(dtype, rows, n):
    """Return an array of rows behind a table of pointers, and direct rows, which do not touch each other either."""
    from _testbuffer import ND_PIL, ND_WRITABLE, ndarray

    direct = np.ones((rows, n + 16), dtype)[:, :n]
    return ndarray(direct.ravel().tolist(), shape=[rows, n], format=direct.dtype.char, flags=ND_PIL | ND_WRITABLE), direct
