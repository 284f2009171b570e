"""What the tests want to know of an exporter, by the referees: _testbuffer.ndarray and memoryview."""

import array
import struct
import zlib

from _testbuffer import PyBUF_FULL_RO, ndarray

MASK = 2**64 - 1


def case(exporter, origin):
    """Returns (exporter, origin, numbers, format, C bytes, Fortran bytes, values).

    numbers: ndim, itemsize, readonly, bytes, C-contiguous, Fortran-contiguous, shape, strides, and suboffsets with their
    number before them, which is 0 or ndim. values: 8 bytes for each value of each item in C order, see canonical.
    """
    nd = exporter if type(exporter) is ndarray else ndarray(exporter, getbuf=PyBUF_FULL_RO)
    view = memoryview(nd)
    numbers = array.array("q", (nd.ndim, nd.itemsize, nd.readonly, nd.nbytes, nd.c_contiguous, nd.f_contiguous))
    numbers.extend(nd.shape)
    numbers.extend(nd.strides)
    numbers.append(len(nd.suboffsets))
    numbers.extend(nd.suboffsets)
    return exporter, origin, numbers.tobytes(), nd.format, view.tobytes("C"), view.tobytes("F"), values(nd)


def reread(exporter):
    """Returns the values of an exporter again, after somebody wrote to it."""
    return values(exporter if type(exporter) is ndarray else ndarray(exporter, getbuf=PyBUF_FULL_RO))


def values(nd):
    """Returns the values of all items, in C order, each as 8 bytes."""
    if nd.ndim == 0:
        return canonical([nd.tolist()])
    flat = nd.tolist()
    for _ in range(nd.ndim - 1):
        flat = [x for row in flat for x in row]
    return canonical(flat)


def canonical(items):
    """Returns the items as 8 bytes per value: integers modulo 2**64, doubles, and the checksum of longer text."""
    if not items:
        return b""
    first = items[0]
    if type(first) is float:
        return array.array("d", items).tobytes()
    if type(first) is int:
        return array.array("Q", [x & MASK for x in items]).tobytes()
    if type(first) is tuple:
        return b"".join([value(x) for item in items for x in item])
    return b"".join([value(x) for x in items])


def value(x):
    if type(x) is float:
        return struct.pack("d", x)
    if type(x) is bytes:
        x = x[0] if len(x) == 1 else zlib.crc32(x)
    return struct.pack("Q", x & MASK)
