"""Exporters that say what a test tells them to: export(dict, ...) makes one of exporter.c's objects.

Each dict is the answer to one request, the last one to all further ones: what differs from an honest array of three
doubles 0.5, 1.5, 2.5. Instead of a dict a function (flags) may stand that returns one, or raises.
"""

import array
import ctypes


class View(ctypes.Structure):
    _fields_ = [
        ("buf", ctypes.c_void_p), ("obj", ctypes.c_void_p), ("len", ctypes.c_ssize_t), ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int), ("ndim", ctypes.c_int), ("format", ctypes.c_void_p), ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p), ("suboffsets", ctypes.c_void_p), ("internal", ctypes.c_void_p),
    ]


class Answer(ctypes.Structure):
    _fields_ = [
        ("result", ctypes.c_int64), ("raise_", ctypes.c_int64), ("owner", ctypes.c_void_p), ("inside", ctypes.c_int64),
        ("view", View),
    ]


lib = ctypes.PyDLL(LIBRARY)  # set by the test
lib.exporter_new.argtypes = [ctypes.py_object, ctypes.py_object]
lib.exporter_new.restype = ctypes.py_object

keep = array.array("d", [4.5, 5.5, 6.5])  # for tables of pointers to lead to
log = {}  # id of an exporter: [requests, granted ones, releases]


def export(*answers, release=None):
    """Returns an exporter. release is called when a buffer comes back, after it has been counted."""
    count = [0, 0, 0]
    keep = []
    state = []

    def get(flags):
        say = answers[min(count[0], len(answers) - 1)]
        count[0] += 1
        if callable(say):
            say = say(flags)
        a = build(say, keep, state[0])
        if a.result == 0:
            count[1] += a.owner == state[0]
        return ctypes.addressof(a)

    def released():
        count[2] += 1
        if release:
            release()

    e = lib.exporter_new(get, released)
    state.append(id(e))
    log[id(e)] = count
    return e


def build(say, keep, me):
    say = dict(say)
    data = say.pop("data", None)
    if data is None:
        data = array.array("d", [0.5, 1.5, 2.5, 3.5])
    keep.append(data)
    shape = say.pop("shape", (3,))
    strides = say.pop("strides", (8,))
    suboffsets = say.pop("suboffsets", None)
    fmt = say.pop("format", b"d")
    a = Answer(result=say.pop("result", 0), raise_=say.pop("raises", 0), inside=say.pop("inside", 0))
    a.owner = say.pop("owner", me)
    v = a.view
    v.buf = say.pop("buf", start(data) + say.pop("offset", 0))
    v.itemsize = say.pop("itemsize", 8)
    v.readonly = say.pop("readonly", 0)
    v.ndim = say.pop("ndim", len(shape or ()))
    length = v.itemsize
    for n in shape or ():
        length *= n
    v.len = say.pop("len", min(length, 2**63 - 1))
    for name, value in ("shape", shape), ("strides", strides), ("suboffsets", suboffsets):
        if value is not None:
            numbers = (ctypes.c_ssize_t * max(len(value), 1))(*value)
            keep.append(numbers)
            setattr(v, name, ctypes.addressof(numbers))
    if fmt is not None:
        text = ctypes.create_string_buffer(fmt)
        keep.append(text)
        v.format = ctypes.addressof(text)
    if say:
        raise TypeError("an exporter cannot say %s" % list(say))
    keep.append(a)
    return a


def start(data):
    """Returns the address of the first byte of an array.array or a ctypes object."""
    return data.buffer_info()[0] if isinstance(data, array.array) else ctypes.addressof(data)
