"""NumPy's half of the test of files: files.py write|check FOLDER, block NAME, headers FILE, or scale FILE."""

import fcntl
import io
import itertools
import json
import os
import sys
import time
import warnings
from multiprocessing import shared_memory

import numpy as np

NUMBERS = "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
OTHERS = [">i2", ">f8", ">c8", "f16", "S5", "U3", ">U2", "V4", "M8[ns]", "m8[3D]", "S0"]
RECORDS = [
    np.dtype([("x", "f8"), ("id", "i4")]),
    np.dtype([("x", "f8"), ("id", "u1")], align=True),
    np.dtype([("a", [("b", ">i2"), ("c", "S3")], (2,)), ("m", "f4", (2, 3))]),
    np.dtype({"names": ["p", "q"], "formats": ["i4", "f8"], "offsets": [4, 16], "itemsize": 40}),
    np.dtype([("é", "i2"), ("it's", "i2"), ('"', "?")]),
    np.dtype([("雪", "f4"), ("t", "M8[s]")]),
]
SHAPES = [(), (3,), (0,), (2, 3), (2, 0, 3), (3, 2, 4), (1, 2, 1, 2, 2)]


def arrays():
    random = np.random.default_rng(7)
    for dtype, shape, order in itertools.product(NUMBERS + OTHERS + RECORDS, SHAPES, "CF"):
        dtype = np.dtype(dtype)
        a = np.empty(shape, dtype, order=order)
        data = random.integers(0, 2, a.nbytes, dtype="u1")
        if a.nbytes:
            a.reshape(-1, order="A").view("u1")[:] = data
        yield a


def write(folder):
    warnings.simplefilter("ignore")
    for i, a in enumerate(arrays()):
        version = [None, (2, 0), (3, 0), (1, 0)][i % 4]
        if "雪" in str(a.dtype):
            version = None
        path = os.path.join(folder, f"{i}.npy")
        with open(path, "wb") as f:
            np.lib.format.write_array(f, a, version=version)
        opaque = a.view(f"V{a.itemsize}") if a.nbytes else a  # or gaps between fields are not copied
        spelled = np.lib.format.descr_to_dtype(np.lib.format.dtype_to_descr(a.dtype))  # without "aligned"
        print(json.dumps({"path": path, "usual": version in (None, (1, 0)), "dtype": str(spelled), "shape": a.shape,
                          "strides": a.strides, "fortran": a.flags.f_contiguous and not a.flags.c_contiguous, "bytes": opaque.tobytes().hex()}))
    np.savez(os.path.join(folder, "s.npz"), a=np.arange(12.0).reshape(3, 4), b=np.arange(5, dtype=">u2"))
    np.savez_compressed(os.path.join(folder, "c.npz"), a=np.arange(12.0).reshape(3, 4))


def check(folder):
    """Compare each file with its array, of which Go has changed the last bit of each byte, and change it back."""
    for i, a in enumerate(arrays()):
        m = np.load(os.path.join(folder, f"{i}.npy"), mmap_mode="r+" if a.size and a.nbytes else None)
        assert (m.dtype, m.shape) == (a.dtype, a.shape), (i, m.dtype, m.shape)
        if a.nbytes:
            assert m.strides == a.strides, i
            mine, its = (x.reshape(-1, order="A").view("u1") for x in (a, m))
            assert np.array_equal(mine ^ 1, its), i
            its ^= 1
    print(i + 1)


def block(name):
    """Attach to a block that Go made, double it, and make one; and a file of it, by numpy.memmap, whose lock Go has."""
    theirs = shared_memory.SharedMemory(name, track=False)
    a = np.ndarray((2, 3), "f8", buffer=theirs.buf)
    a *= 2
    ours = shared_memory.SharedMemory(name + "-python", create=True, size=12, track=False)
    np.ndarray(3, "i4", buffer=ours.buf)[:] = [1, 2, 3]
    m = np.memmap("/dev/shm/" + name + "-memmap", ">i4", "w+", 5, (2, 3), "F")
    m[:] = np.arange(6).reshape(2, 3)
    with open("/dev/shm/" + name) as f:
        try:
            fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)
            print("not locked")
        except BlockingIOError:
            print(np.memmap("/dev/shm/" + name, "f8", "r", 16, (2, 2)).tolist(), a.sum())


def headers(path):
    """Print what each header in a file of JSON, a line for each, says of dtype, shape and order, or null."""
    warnings.simplefilter("ignore")
    for line in open(path):
        f = io.BytesIO(bytes.fromhex(json.loads(line)))
        try:
            version = np.lib.format.read_magic(f)
            shape, fortran, dtype = np.lib._format_impl._read_array_header(f, version, max_header_size=1 << 20)
            said = [str(dtype), [int(n) for n in shape], fortran]
        except Exception:  # NumPy lets TypeError, RecursionError and others through
            said = None
        print(json.dumps(said))


def scale(path):
    """Print the seconds of opening the file, and of the quickest of five a *= 2 in place."""
    start = time.perf_counter()
    a = np.load(path, mmap_mode="r+")
    opened = time.perf_counter() - start
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        a *= 2
        best = min(best, time.perf_counter() - start)
    print(opened, best)


{"write": write, "check": check, "block": block, "headers": headers, "scale": scale}[sys.argv[1]](sys.argv[2])
