# Runs chains of view operations. A query is a list of chains
#
#     [dtype, shape, strides, offset, [[operation, argument, ...], ...]]
#
# over one buffer that both sides fill alike; the answer has, for each chain, the
# state of the first array and after each operation. An operation that NumPy
# refuses, or cannot do without a copy, has its exception as text, and the chain
# goes on with the array before it.

import ast
import zlib

SIZE = 1 << 18
ALIGN = 64


def memory():
    room = np.zeros(SIZE + ALIGN, np.uint8)
    skip = -room.ctypes.data % ALIGN
    buf = room[skip:skip + SIZE]
    i = np.arange(SIZE, dtype=np.uint64)
    buf[:] = ((i * np.uint64(2654435761)) >> np.uint64(13)) & np.uint64(255)
    return buf


BUF = memory()
BASE = BUF.ctypes.data


class Refused(Exception):
    pass


def view_of(a, b):
    """b, which must lie in the memory of a."""
    if b.size and not (BASE <= b.ctypes.data < BASE + SIZE):
        raise Refused("a copy")
    return b


def along(a, axis, part):
    if not -a.ndim <= axis < a.ndim:
        raise IndexError("axis")
    index = [slice(None)] * a.ndim
    index[axis] = part
    return a[tuple(index) + (Ellipsis,)]


def matrix(a):
    if a.ndim != 2:
        raise Refused("not a matrix")
    return a


def index(a, text):
    parts = eval("np.s_[" + text + "]") if text else ()
    parts = parts if isinstance(parts, tuple) else (parts,)
    if not any(p is Ellipsis for p in parts):
        parts += (Ellipsis,)  # a view even of a single element
    return a[parts]


def reshape(a, shape, order):
    try:
        return a.reshape(tuple(shape), order=order, copy=False)
    except TypeError:  # NumPy before 2.1
        b = a.T if order == "F" else a.view()
        b.shape = tuple(shape)[::-1] if order == "F" else tuple(shape)
        return b.T if order == "F" else b


def blocks(a, lengths, whole):
    if len(lengths) != a.ndim or any(b < 1 for b in lengths):
        raise ValueError("blocks")
    if not whole and any(n % b for n, b in zip(a.shape, lengths)):
        raise ValueError("not divisible")
    a = a[tuple(slice(0, n // b * b) for n, b in zip(a.shape, lengths)) + (Ellipsis,)]
    split = [m for n, b in zip(a.shape, lengths) for m in (n // b, b)]
    a = reshape(a, split, "C")
    return a.transpose([2 * k for k in range(len(lengths))] + [2 * k + 1 for k in range(len(lengths))])


def imag(a):
    if a.dtype.kind != "c":
        raise Refused("real")
    return a.imag


def field(a, name):
    if a.dtype.names is None:
        raise Refused("no fields")
    return a[name]


OPERATIONS = {
    "Slice": index,
    "SliceText": index,
    "SliceAxis": lambda a, axis, part: along(a, axis, slice(*part)),
    "IndexAxis": lambda a, axis, i: along(a, axis, i),
    "Row": lambda a, i: along(matrix(a), 0, i),
    "Col": lambda a, j: along(matrix(a), 1, j),
    "T": lambda a: a.T,
    "Permute": lambda a, axes: np.transpose(a, axes),
    "SwapAxes": np.swapaxes,
    "MoveAxis": np.moveaxis,
    "Flip": lambda a, axis: np.flip(a, axis),
    "InsertAxis": np.expand_dims,
    "Squeeze": np.squeeze,
    "SqueezeAxes": lambda a, axes: np.squeeze(a, tuple(axes)),
    "Reshape": lambda a, shape: reshape(a, shape, "C"),
    "ReshapeF": lambda a, shape: reshape(a, shape, "F"),
    "Ravel": lambda a: reshape(a, [-1], "C"),
    "BroadcastTo": lambda a, shape: np.broadcast_to(a, tuple(shape)),
    "Windows": lambda a, lengths, axes: np.lib.stride_tricks.sliding_window_view(a, tuple(lengths), tuple(axes) if axes else None),
    "Blocks": lambda a, lengths: blocks(a, lengths, False),
    "WholeBlocks": lambda a, lengths: blocks(a, lengths, True),
    "Diagonal": np.diagonal,
    "SplitLeft": lambda a, axis, i: along(a, axis, slice(None, i)),
    "SplitRight": lambda a, axis, i: along(a, axis, slice(i, None)),
    "Real": lambda a: a.real if a.dtype.kind in "?biufc" else imag(a),
    "Imag": imag,
    "Field": field,
    "Reinterpret": lambda a, dtype: a.view(np.dtype(dtype)),
}


def state(a):
    return [
        list(a.shape),
        list(a.strides),
        a.ctypes.data - BASE if a.size else 0,
        a.dtype.str if a.dtype.names is None else str(a.dtype),
        [a.flags.c_contiguous, a.flags.f_contiguous, a.flags.aligned],
        zlib.crc32(a.tobytes()),
    ]


def run(chain):
    dtype, shape, strides, offset, operations = chain
    dtype = np.dtype(ast.literal_eval(dtype) if dtype[0] in "[{" else dtype)
    a = np.ndarray(tuple(shape), dtype, BUF, offset, tuple(strides))
    states = [state(a)]
    for name, *arguments in operations:
        try:
            a = view_of(a, OPERATIONS[name](a, *arguments))
            states.append(state(a))
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, Refused) as e:
            states.append(f"{type(e).__name__}: {e}")
    return states


serve(lambda chains: [run(c) for c in chains])
