"""The Python half: an image as planes behind pointers, the same in one block, and NumPy's answers."""

import time

import _testbuffer  # CPython's own exporter of every kind of buffer, and in every CPython
import numpy as np
from matplotlib import cbook
from PIL import Image


def load(width):
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        photo = Image.open(file).convert("RGB")
    photo = photo.resize((width, photo.height * width // photo.width))
    block = np.ascontiguousarray(np.moveaxis(np.asarray(photo), -1, 0))
    planes = _testbuffer.ndarray(block.ravel().tolist(), shape=block.shape, format="B", flags=_testbuffer.ND_PIL | _testbuffer.ND_WRITABLE)
    global expected
    expected = block.copy()
    return planes, block


def balance(x):
    mean = x.mean(axis=(1, 2), keepdims=True, dtype="f8").astype("f4")
    gain = np.float32(mean.mean(dtype="f8")) / mean
    return np.clip(x.astype("f4") * gain, 0, 255).astype("u1")


def mirror(x):
    return x[:, :, ::-1]


def posterise(x):
    x[1, ::2] &= 0b11000000
    return x


def check(step):
    """Whether planes and block are what NumPy makes of the image before."""
    global expected
    expected = np.ascontiguousarray(step(expected))
    return bool((block == expected).all()) and memoryview(planes).tobytes() == expected.tobytes()


def gather(planes):
    """What NumPy would need first, each time, and could not write back."""
    try:
        taken = np.asarray(planes).dtype
    except Exception as e:
        taken = f"{type(e).__name__}: {e}"
    start = time.perf_counter()
    memoryview(planes).tobytes()
    print(f"np.asarray(planes): {taken}; a copy of them takes {1e3 * (time.perf_counter() - start):.1f} ms", flush=True)
