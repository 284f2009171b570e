"""The structures that CPython tests its own buffers with: the generators of test.test_buffer, where it is installed.

FOLDERS are folders that may be the package test of some Python; they come after that of the running Python.
"""

import importlib
import os
import random
import struct
import sys
import types

from _testbuffer import ND_PIL, ND_WRITABLE, ndarray


def load():
    """Returns the module test.test_buffer, of this Python or of another one (it is pure Python), or None."""
    try:
        return importlib.import_module("test.test_buffer")
    except ImportError:
        pass
    for folder in FOLDERS:
        if os.path.exists(os.path.join(folder, "test_buffer.py")):
            package = types.ModuleType("test")
            package.__path__ = [folder]
            sys.modules["test"] = package
            return importlib.import_module("test.test_buffer")
    return None


tests = load()


def structures(n):
    """Returns cases: every single format in turn, over a random structure, with suboffsets, sliced, and as NumPy has it."""
    cases = []
    while len(cases) < n:
        for fmt in tests.fmtdict["@"]:
            size = struct.calcsize(fmt)
            t = tests.rand_structure(size, True, maxdim=random.randrange(1, 6), maxshape=random.choice((2, 3, 4)))
            assert tests.verify_structure(*t)
            items = tests.randitems_from_structure(fmt, t)
            ndim, shape = t[2], t[3]
            make = tests.ndarray_from_structure  # each case has memory of its own, because all are written
            cases.append(case(make(items, fmt, t), "rand_structure"))
            if ndim > 0:
                cases.append(case(make(items, fmt, t, flags=ND_PIL), "rand_structure, ND_PIL"))
                slices = tests.randslice_from_shape(ndim, shape)[0]
                cases.append(case(make(items, fmt, t)[slices], "rand_structure, sliced"))
                if 0 not in shape:
                    cases.append(case(make(items, fmt, t, flags=ND_PIL)[slices], "rand_structure, ND_PIL, sliced"))
            if tests.numpy_array and 0 not in shape:
                cases.append(case(tests.numpy_array_from_structure(items, fmt, t), "NumPy"))
    return cases


def formats(n):
    """Returns cases: every format in six byte orders, and structs of up to nine members."""
    cases = []
    while len(cases) < n:
        for fmt, items, item in tests.iter_format(random.randrange(1, 7)):
            cases.append(case(ndarray(items, shape=[len(items)], format=fmt, flags=ND_WRITABLE), "iter_format"))
            cases.append(case(ndarray(item, shape=(), format=fmt, flags=ND_WRITABLE), "iter_format"))
        fmt, items, item = tests.struct_items(random.randrange(1, 7), "ndarray")
        cases.append(case(ndarray(items, shape=[len(items)], format=fmt, flags=ND_WRITABLE), "struct_items"))
    return cases


def invalid(n):
    """Returns structures that leave their memory, as (memlen, itemsize, offset, ndim, shape, strides)."""
    out = []
    while len(out) < n:
        size = random.choice((1, 2, 4, 8))
        memlen, itemsize, ndim, shape, strides, offset = tests.rand_structure(size, len(out) % 2 == 0, maxdim=5, maxshape=6)
        if 0 not in shape:
            out.append([memlen, itemsize, offset, ndim, *shape, *strides])
    return out
