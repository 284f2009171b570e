"""Formats and dtypes at random, with what Python and NumPy say of them."""

import random
import struct

import numpy as np

rng = random.Random()
ORDERS = ("", "@", "=", "<", ">", "!")
STRANGE = "ajkmrtvyACEJKMRSUVWY$%-./;{}[]*\x00\x7f\xe9\u20ac"


def struct_formats(n):
    """Returns (format, size) pairs, size -1 where the struct module refuses.

    PEP 3118 has more than the struct module: marks that stand inside, and letters that have no standard size or are new
    in 3.14. Those are left out; they are tested where the grammar is.
    """
    out = []
    for _ in range(n):
        order = rng.choice(ORDERS)
        letters = "?cbBhHiIlLqQefdspx" + ("nNP" if order in ("", "@") else "")
        parts = []
        for _ in range(rng.randrange(9)):
            count = rng.choice(("", "", "", str(rng.randrange(12)), "0", "00", "017", str(rng.randrange(2000))))
            parts.append(rng.choice(("", "", "", " ", "\t", "\n\r\v\f ")) + count + rng.choice(letters))
        text = "".join(parts)
        if rng.randrange(3) == 0:  # spoil it
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice((rng.choice(STRANGE), str(rng.randrange(10)), " ", "")) + text[at + rng.randrange(2):]
        try:
            size = struct.calcsize(order + text)
        except (struct.error, UnicodeEncodeError, ValueError):
            size = -1
        out.append((order + text, size))
    return out


LEAVES = ("?", "i1", "u1", "<i2", ">i2", "<u4", ">u4", "<i4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8",
          "<c16", "S1", "S3", "<U1", "<U3", ">U2", "V2", "V5", "O", "g", "l", "q", "L")


def leaf(objects):
    while True:
        dt = np.dtype(rng.choice(LEAVES))
        if objects or not dt.hasobject:
            return dt


def record(depth, align, objects=True):
    names = rng.sample(("a", "b", "c", "x y", "é", "long_name", "T{", "1", "f0", "f1"), rng.randrange(1, 6))
    fields = []
    for name in names:
        base = record(depth - 1, align, objects) if depth and rng.randrange(4) == 0 else leaf(objects)
        shape = rng.choice(((), (), (), (2,), (1,), (2, 3), (3, 1, 2)))
        fields.append((name, base, shape) if shape else (name, base))
    dt = np.dtype(fields, align=align)
    if not dt.hasobject and rng.randrange(5) == 0:  # with gaps, and a tail
        offsets, at = [], 0
        for name in dt.names:
            at += rng.randrange(0, 5)
            step = dt.fields[name][0].alignment if align else 1
            at = -(-at // step) * step
            offsets.append(at)
            at += dt.fields[name][0].itemsize
        size = -(-at // dt.alignment) * dt.alignment + dt.alignment * rng.randrange(9)
        dt = np.dtype({"names": dt.names, "formats": [dt.fields[n][0] for n in dt.names], "offsets": offsets, "itemsize": size}, align=align)
    if len(dt.names) > 1 and rng.randrange(8) == 0:  # some fields of it
        dt = np.empty(0, dt)[sorted(rng.sample(dt.names, 2), key=dt.names.index)].dtype
    return dt


def array(dt):
    """Returns an array, at an odd address now and then, or a scalar."""
    kind = rng.randrange(10)
    if kind == 0 and not dt.hasobject:
        raw = np.zeros(3 * dt.itemsize + 1, "u1")
        return raw[1:].view(dt) if dt.itemsize else np.zeros(3, dt)
    if kind == 1:
        return np.zeros((2, 2), dt)[:, 0]
    if kind == 2:
        return np.zeros((), dt)
    return np.zeros(3, dt)


def records(n):
    """Returns (array, description, format, description without the sizes of inner records) of arrays of records."""
    out = []
    while len(out) < n:
        a = array(record(rng.randrange(3), rng.randrange(2) == 0))
        try:
            text = memoryview(a).format
        except (ValueError, TypeError, NotImplementedError) as e:
            if "format requires" not in str(e) and "cannot include" not in str(e) and "unsupported" not in str(e):
                raise
            continue
        out.append((a, describe(a.dtype), text, describe(a.dtype, all_sizes=False)))
    return out


def describe(dt, all_sizes=True, size=True):
    """Returns a dtype as text: each value with its offset, type string and shape, records in braces with their size.

    Without all sizes those of inner records are left out where they mean nothing: where the record is not repeated.
    """
    if dt.subdtype:
        base, shape = dt.subdtype
        return "%s*%s" % (describe(base, all_sizes, shape != (1,)), list(shape))
    if dt.names is None:
        return dt.str
    fields = " ".join("%r@%d:%s" % (name, dt.fields[name][1], describe(dt.fields[name][0], all_sizes, False)) for name in dt.names)
    return "{%s}%s" % (fields, dt.itemsize if size or all_sizes else "")
