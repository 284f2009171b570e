"""The Python half of the benchmark: operands, the times of NumPy and of its peers, and the comparison of results."""

import ctypes
import itertools
import sys
import time

import numpy as np

# The process ends without the end of its interpreter; what numba keeps between processes is cleaned up then, with a warning.
sys.warnoptions.append("ignore:resource_tracker")

try:
    import numexpr
except ImportError:
    numexpr = None
try:
    import numba
except ImportError:
    numba = None

np.seterr(all="ignore")
rng = np.random.default_rng(1)


def some(dtype, *shape, low=1, high=100):
    """Random items: integers from low up to high, floats from 0.5 to 1.5. From a million on they repeat, which no cache
    and no branch predictor finds out."""
    size, most = int(np.prod(shape)), 1_000_000
    if size > most:
        return np.resize(some(dtype, most, low=low, high=high), shape).astype(dtype, copy=False)  # resize makes the order of bytes native
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.random(shape) < 0.5
    if kind in "iu":
        return rng.integers(low, high, shape).astype(dtype)
    x = rng.random(shape) + 0.5
    if kind == "c":
        x = x + 1j * (rng.random(shape) + 0.5)
    return x.astype(dtype)


def misaligned(x):
    """A copy of x that begins one byte behind a multiple of its itemsize."""
    room = np.empty(x.nbytes + x.itemsize, np.uint8)
    out = room[1 : 1 + x.nbytes].view(x.dtype).reshape(x.shape)
    out[...] = x
    return out


def permutation(n):
    return rng.permutation(n)


def peers(threads):
    """The versions of the compilers of expressions that are here; each uses so many threads."""
    if numexpr:
        numexpr.set_num_threads(threads)
    if numba:
        numba.set_num_threads(threads)
    return ", ".join(f"{m.__name__} {m.__version__}" for m in (numexpr, numba) if m)


class Case:
    """The operands of one case, and each side's statement as a loop over locals, which returns nanoseconds. NumPy's
    without out= is timed as it is, and its value is assigned to the output when results are compared."""

    def __init__(self, setup, statement, value, others, library, threads):
        base = {"np": np, "some": some, "misaligned": misaligned, "permutation": permutation}
        names = dict(base)
        exec(setup, names)
        self.operands = {k: v for k, v in names.items() if k not in base and not k.startswith("__")}
        self.scope = {"np": np, "perf": time.perf_counter_ns, "repeat": itertools.repeat, **self.operands}
        self.statement = f"o[...] = {statement}" if value else statement
        self.sides = {"numpy": self.loop(statement)}
        for side, text in others.items():
            timed = getattr(self, side)(text, library, threads)
            if timed:
                self.sides[side] = timed

    def loop(self, statement, **more):
        scope = {**self.scope, **more}
        parameters = ", ".join(f"{k}={k}" for k in ["np", "perf", "repeat", *self.operands, *more])
        exec(
            f"def timed(k, {parameters}):\n"
            f"    start = perf()\n"
            f"    for _ in repeat(None, k):\n"
            f"        {statement}\n"
            f"    return perf() - start\n",
            scope,
        )
        return scope["timed"]

    def c(self, call, library, threads):
        """A loop of the yardstick, timed by itself: its arrays, then its sizes."""
        if not library:
            return None
        run = ctypes.CDLL(library).yardstick
        run.restype = ctypes.c_int64
        name, _, rest = call.removesuffix(")").partition("(")
        given = eval(f"({rest},)", self.scope)
        self.kept = [a for a in given if isinstance(a, np.ndarray)]
        sizes = [a for a in given if not isinstance(a, np.ndarray)]
        pointers = (ctypes.c_void_p * len(self.kept))(*(a.ctypes.data for a in self.kept))
        lengths = (ctypes.c_int64 * len(sizes))(*sizes)
        if run(name.encode(), ctypes.c_int64(0), pointers, lengths) < 0:
            return None  # not on this processor
        return lambda k: run(name.encode(), ctypes.c_int64(k), pointers, lengths)

    def numexpr(self, expression, library, threads):
        if not numexpr:
            return None
        return self.loop(f"evaluate({expression!r}, local_dict=operands, out=o)", evaluate=numexpr.evaluate, operands=self.operands)

    def numba(self, body, library, threads):
        """The body of a loop over i, or whole statements that call it n."""
        if not numba:
            return None
        names = ", ".join(self.operands)
        scope = {"np": np, "prange": numba.prange}
        exec(f"def compiled({names}):\n" + "".join(f"    {line}\n" for line in body.split("\n")), scope)
        compiled = numba.njit(parallel=threads > 1)(scope["compiled"])
        compiled(*self.copies())
        return self.loop(f"compiled({names})", compiled=compiled)

    def copies(self):
        """Copies of the operands, for a call that only compiles."""
        return [a.copy() if isinstance(a, np.ndarray) else a for a in self.operands.values()]

    def timed(self, side, k):
        return self.sides[side](k)

    def arrays(self, names):
        return [self.operands[name] for name in names]

    def answer(self):
        """NumPy's result is kept, and the output is as it was."""
        o = self.operands["o"]
        self.before = o.copy()
        exec(self.statement, self.scope)
        self.want = o.copy()
        self.changed = not np.array_equal(self.before, self.want)
        o[...] = self.before

    def difference(self, rtol, anyorder):
        """What is wrong with the output, or nothing; after it the output is as it was before the answer."""
        try:
            return self.compared(rtol, anyorder)
        finally:
            self.operands["o"][...] = self.before

    def forget(self):
        del self.before, self.want

    def compared(self, rtol, anyorder):
        o, want = self.operands["o"], self.want
        if not self.changed:
            return "NumPy's statement leaves the output as it was: nothing can be compared"
        if anyorder >= 0:
            if not np.array_equal(o[anyorder], want[anyorder]) or np.any(o[:anyorder] > o[anyorder]) or np.any(o[anyorder:] < o[anyorder]):
                return f"no partition at {anyorder}"
            o, want = np.sort(o), np.sort(want)
        if np.array_equal(o, want):
            return ""
        if o.dtype.kind in "fc":
            scale = float(np.max(np.abs(want.astype(want.dtype.newbyteorder("="))), initial=0))
            parts = zip(*(np.array_split(np.ravel(a), max(1, a.size // 100_000)) for a in (o, want)))
            if all(np.array_equal(a, b) or np.allclose(a, b, rtol=rtol, atol=rtol * scale, equal_nan=True) for a, b in parts):
                return ""
        wrong = np.flatnonzero(np.ravel(o) != np.ravel(want))
        first = wrong[0]
        return f"{len(wrong)} of {o.size} items differ, the first at {first}: {np.ravel(o)[first]!r} instead of {np.ravel(want)[first]!r}"
