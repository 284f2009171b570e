"""Random structures of _testbuffer.ndarray, which believes everything and checks every bound."""

import struct
from random import Random

from _testbuffer import ND_FORTRAN, ND_PIL, ND_WRITABLE, ndarray

rng = Random()
ORDERS = ("", "@", "=", "<", ">", "!")
LETTERS = {order: "?cbBhHiIlLqQefd" + ("nNP" if order in "@" else "") for order in ORDERS}

def random_format():
    """Returns a format that is one letter, a letter with a count, text, or a struct."""
    order = rng.choice(ORDERS)
    letters = LETTERS[order]
    kind = rng.randrange(100)
    if kind < 60:
        return order + rng.choice(letters)
    if kind < 70:
        return order + str(rng.randrange(1, 4)) + rng.choice(letters)
    if kind < 76:
        return order + str(rng.randrange(2, 6)) + rng.choice("sp")
    members = [rng.choice(("", "", "2", "3")) + rng.choice(letters) for _ in range(rng.randrange(2, 9))]
    if rng.randrange(4) == 0:
        members.insert(rng.randrange(len(members)), rng.choice(("x", "3x", "2s", "5s", "4p")))
    return order + "".join(members)


def random_items(fmt, n):
    """Returns n items of a format that has no NaN in it, which would not equal itself."""
    unpack, size, out = struct.Struct(fmt).unpack, struct.calcsize(fmt), []
    while len(out) < n:
        item = unpack(rng.randbytes(size))
        if all(x == x for x in item):
            out.append(item[0] if len(item) == 1 else item)
    return out


def random_shape():
    kind = rng.randrange(20)
    if kind == 0:
        return ()
    if kind == 1:
        return tuple(rng.choice((0, 1, 2)) for _ in range(rng.randrange(1, 6)))
    if kind == 2:
        return tuple(rng.randrange(1, 3) for _ in range(rng.randrange(5, 9)))
    if kind == 3:
        return (rng.randrange(1, 200),)
    return tuple(rng.randrange(1, 6) for _ in range(rng.randrange(1, 5)))


def random_strides(shape, itemsize):
    """Returns strides that are a permutation of a contiguous order with gaps and signs, or anything at all."""
    if rng.randrange(4) == 0:
        return tuple(itemsize * rng.randrange(-6, 7) for _ in shape)
    strides, step = [0] * len(shape), itemsize
    for axis in rng.sample(range(len(shape)), len(shape)):
        step *= rng.choice((1, 1, 1, 2, 3))
        strides[axis] = step * rng.choice((1, 1, -1))
        step *= max(shape[axis], 1)
    return tuple(strides)


def span(shape, strides, itemsize):
    """Returns how far the items reach below and above the first one."""
    if 0 in shape:
        return 0, itemsize
    reach = [s * (n - 1) for n, s in zip(shape, strides)]
    return -sum(r for r in reach if r < 0), sum(r for r in reach if r > 0) + itemsize


def random_slices(shape):
    def one(n):
        step = rng.choice((1, 1, 2, 3, -1, -2))
        a, b = sorted((rng.randrange(n + 1), rng.randrange(n + 1)))
        if rng.randrange(3) == 0:
            a, b = 0, n
        return slice(a, b, step) if step > 0 else slice(b - 1 if b else None, a - 1 if a else None, step)
    return tuple(one(n) for n in shape)


def strided():
    fmt, shape = random_format(), random_shape()
    size = struct.calcsize(fmt)
    strides = random_strides(shape, size)
    below, above = span(shape, strides, size)
    items = random_items(fmt, (below + above) // size)
    nd = ndarray(items if shape else items[0], shape=shape, strides=strides, offset=below, format=fmt, flags=flags())
    return nd if rng.randrange(3) or 0 in shape or not shape else nd[random_slices(shape)]


def contiguous():
    fmt, shape = random_format(), random_shape()
    n = 1
    for d in shape:
        n *= d
    items = random_items(fmt, max(n, 1))
    return ndarray(items if shape else items[0], shape=shape, format=fmt, flags=flags() | (rng.choice((0, ND_FORTRAN)) if shape else 0))


def pil():
    """Suboffsets: a table of pointers on the first axis; slicing moves into the suboffset."""
    fmt, shape = random_format(), tuple(rng.randrange(1, 6) for _ in range(rng.randrange(1, 5)))
    n = 1
    for d in shape:
        n *= d
    nd = ndarray(random_items(fmt, n), shape=shape, format=fmt, flags=flags() | ND_PIL)
    for _ in range(rng.randrange(3)):
        nd = nd[random_slices(nd.shape)]
        if 0 in nd.shape:
            break
    return nd


def flags():
    return ND_WRITABLE if rng.randrange(4) else 0


def batch(n):
    cases = []
    while len(cases) < n:
        make = rng.choice((strided, strided, contiguous, pil))
        cases.append(case(make(), make.__name__))
    return cases
