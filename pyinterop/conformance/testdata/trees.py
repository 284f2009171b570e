"""Random trees of pointers: suboffsets on any axes, also on the last one, and on several.

_testbuffer makes suboffsets on the first axis only. These are exporters of testdata/exporter, over memory that is laid
out here. Strides need not be multiples of the itemsize, nor addresses aligned.
"""

import ctypes
import struct
from itertools import product


class Arena:
    """Memory that is given out piece by piece."""

    def __init__(self, size):
        self.memory = ctypes.create_string_buffer(size)
        self.next = ctypes.addressof(self.memory)
        self.end = self.next + size

    def take(self, below, above, align, off):
        """Returns the address p of a block from p - below to p + above; p is off bytes beyond a multiple of align."""
        p = self.next + below
        p += (off - p) % align
        self.next = p + above
        if self.next > self.end:
            raise MemoryError
        return p


def tree(indirect_at_all=True):
    fmt = random_format()
    size = struct.calcsize(fmt)
    shape = tuple(rng.randrange(1, 5) for _ in range(rng.randrange(1, 5)))
    if rng.randrange(20) == 0:
        shape = shape[:-1] + (0,)
    behind = [indirect_at_all and rng.randrange(2) == 0 for _ in shape]
    if indirect_at_all and not any(behind):
        behind[rng.randrange(len(shape))] = True
    levels, axes = [], []
    for axis, load in enumerate(behind):
        axes.append(axis)
        if load:
            levels.append(axes)
            axes = []
    levels.append(axes)
    suboffsets = tuple(rng.choice((0, 0, 8, 24, 3)) if load else -1 for load in behind)
    strides = [0] * len(shape)
    for level in levels[:-1]:
        for axis, s in zip(level, random_strides([shape[a] for a in level], 8)):
            strides[axis] = s if s else 8
    unit = rng.choice((size, size, size, size + 1, 2 * size, 3))
    last = levels[-1]
    for axis, s in zip(last, random_strides([shape[a] for a in last], max(unit, 1))):
        strides[axis] = s
    off = rng.choice((0, 0, 0, 1, 4))
    shared = rng.randrange(6) == 0
    arena = Arena(1 << 17)

    def build(k):
        axes = levels[k]
        lengths = [shape[a] for a in axes]
        last = k == len(levels) - 1
        below, above = span(lengths, [strides[a] for a in axes], size if last else 8)
        origin = arena.take(below, above, 16 if last else 8, off if last else 0)
        same = None
        for index in product(*map(range, lengths)):
            p = origin + sum(i * strides[a] for i, a in zip(index, axes))
            if last:
                ctypes.memmove(p, one_item(fmt), size)
            else:
                child = same or build(k + 1)
                same = child if shared else None
                ctypes.memmove(p, struct.pack("@P", child - suboffsets[axes[-1]]), 8)
        return origin

    try:
        base = build(0)
    except MemoryError:
        return tree(indirect_at_all)
    said = suboffsets if indirect_at_all else rng.choice((None, suboffsets))
    e = export(dict(data=arena.memory, buf=base, shape=shape, strides=tuple(strides), suboffsets=said,
                    format=fmt.encode(), itemsize=size, readonly=rng.randrange(5) == 0))
    return e


def one_item(fmt):
    item = random_items(fmt, 1)[0]
    return struct.pack(fmt, *(item if type(item) is tuple else (item,)))


def odd_strides():
    return tree(indirect_at_all=False)


def trees(n):
    cases = []
    while len(cases) < n:
        make = tree if rng.randrange(3) else odd_strides
        try:
            e = make()
            made = case(e, make.__name__)
        finally:
            log.clear()
        if not has_nan(made):
            cases.append(made)
    return cases


def has_nan(made):
    """Says whether overlapping items made a NaN, whose sign and payload nobody promises to keep."""
    nd = ndarray(made[0], getbuf=PyBUF_FULL_RO)
    flat = [nd.tolist()]
    while flat and type(flat[0]) is list:
        flat = [x for row in flat for x in row]
    return any(x != x for x in flat) or any(x != x for item in flat if type(item) is tuple for x in item)
