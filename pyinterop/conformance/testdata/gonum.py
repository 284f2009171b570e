# Arrays for gonum to compute on, and NumPy's own answers. Every array lies in a larger block whose other items are NaN.
import numpy as np

layouts = ("C", "F", "C with gaps", "F with gaps", "steps", "backwards", "swapped axes of steps", "readonly C")
blocks = {}
rng = np.random.default_rng()


def seed(n):
    global rng
    rng = np.random.default_rng(n)


def lay(values, how):
    """Returns the values in memory of a layout."""
    values = np.asarray(values)
    r, c = values.shape
    if how in ("F", "F with gaps", "swapped axes of steps"):
        r, c = c, r
    if how in ("C", "F", "backwards", "readonly C"):
        block = np.full((r, c), np.nan, values.dtype)
        inner = block
    elif how in ("C with gaps", "F with gaps"):
        block = np.full((r + 2, c + 3), np.nan, values.dtype)
        inner = block[1 : 1 + r, 2 : 2 + c]
    else:
        block = np.full((2 * r + 1, 3 * c + 2), np.nan, values.dtype)
        inner = block[1::2, 2::3]
    if how == "backwards":
        inner = inner[::-1, ::-1]
    array = inner.T if inner.shape != values.shape or how[0] in "Fs" and how != "steps" else inner
    array[...] = values
    blocks[id(array)] = (array, block)
    if how == "readonly C":
        array.flags.writeable = False
    assert array.shape == values.shape
    return array


def line(values, step):
    """Returns the values as a vector with gaps."""
    block = np.full(len(values) * step + 2, np.nan, values.dtype)
    array = block[1 : 1 + len(values) * step : step]
    array[...] = values
    blocks[id(array)] = (array, block)
    return array


def intact(array):
    """Tells what is wrong with the block around an array, '' if nothing."""
    _, block = blocks.pop(id(array))
    saved = array.copy()
    if not array.flags.writeable:
        return ""
    array[...] = np.nan
    wrong = np.count_nonzero(~np.isnan(block))
    array[...] = saved
    return "" if wrong == 0 else "%d items around the array were written" % wrong


def near(got, want, tolerance=1e-10):
    """Compares relative to the largest item; '' if all are near."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape:
        return "shape %s, want %s" % (got.shape, want.shape)
    if want.size == 0:
        return ""
    off = np.abs(got - want).max() / max(1.0, np.abs(want).max())
    return "" if off <= tolerance else "off by %g\n%s\nwant\n%s" % (off, got, want)


def upto(got, want):
    """Compares columns up to their signs."""
    got = got * np.sign((got * want).sum(axis=0))
    return near(got, want)


def general(r, c):
    return rng.standard_normal((r, c)) + (r + c) * np.eye(r, c)


def column(n):
    return rng.standard_normal(n)


def ratio(a, b):
    return a / b


def definite(n):
    a = rng.standard_normal((n, n))
    return a @ a.T + n * np.eye(n)


def triangle(a, how, uplo):
    """Lays one triangle of a; the other holds NaN."""
    keep = np.tril(np.ones(a.shape, bool)) if uplo == "L" else np.triu(np.ones(a.shape, bool))
    return lay(np.where(keep, a, np.nan), how)


def other_triangle_is_nan(a, uplo):
    other = np.triu(np.ones(a.shape, bool), 1) if uplo == "L" else np.tril(np.ones(a.shape, bool), -1)
    return "" if np.isnan(a[other]).all() else "the other triangle was written"


def banded(r, c, kl, ku):
    """Returns a band matrix and its storage as LAPACK has it."""
    a = np.triu(np.tril(rng.standard_normal((r, c)), ku), -kl)
    ab = np.full((kl + ku + 1, c), np.nan, order="F")
    for i in range(r):
        for j in range(c):
            if -kl <= j - i <= ku:
                ab[ku + i - j, j] = a[i, j]
    return a, ab
