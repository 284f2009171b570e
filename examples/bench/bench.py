"""The Python half of the benchmark: operands, NumPy's times, and the comparison of both results."""

import itertools
import time

import numpy as np

np.seterr(all="ignore")
rng = np.random.default_rng(1)


def some(dtype, *shape, low=1, high=100):
    """Random items: integers from low up to high, floats from 0.5 to 1.5."""
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


class Case:
    """The operands of one case, and NumPy's statement as a loop over locals. One without out= is
    timed as it is, and its value is assigned to the output when the results are compared."""

    def __init__(self, setup, statement, value):
        base = {"np": np, "some": some, "misaligned": misaligned, "permutation": permutation}
        names = dict(base)
        exec(setup, names)
        self.operands = {k: v for k, v in names.items() if k not in base and not k.startswith("__")}
        scope = {"np": np, "perf": time.perf_counter_ns, "repeat": itertools.repeat, **self.operands}
        parameters = ", ".join(f"{k}={k}" for k in ["np", "perf", "repeat", *self.operands])
        exec(
            f"def timed(k, {parameters}):\n"
            f"    start = perf()\n"
            f"    for _ in repeat(None, k):\n"
            f"        {statement}\n"
            f"    return perf() - start\n",
            scope,
        )
        self.timed = scope["timed"]
        self.scope, self.answered = scope, f"o[...] = {statement}" if value else statement

    def arrays(self, names):
        return [self.operands[name] for name in names]

    def answer(self):
        """NumPy's result is kept, and the output is as it was."""
        o = self.operands["o"]
        before = o.copy()
        exec(self.answered, self.scope)
        self.want = o.copy()
        self.changed = before.tobytes() != self.want.tobytes()
        o[...] = before

    def difference(self, rtol, anyorder):
        """What is wrong with the output, or nothing."""
        o, want = self.operands["o"], self.want
        del self.want
        if not self.changed:
            return "NumPy's statement leaves the output as it was: nothing can be compared"
        if anyorder >= 0:
            if not np.array_equal(o[anyorder], want[anyorder]) or np.any(o[:anyorder] > o[anyorder]) or np.any(o[anyorder:] < o[anyorder]):
                return f"no partition at {anyorder}"
            o, want = np.sort(o), np.sort(want)
        if o.dtype.kind in "fc":
            scale = float(np.max(np.abs(want.astype(want.dtype.newbyteorder("="))), initial=0))
            if np.allclose(o, want, rtol=rtol, atol=rtol * scale, equal_nan=True):
                return ""
        elif np.array_equal(o, want):
            return ""
        wrong = np.flatnonzero(np.ravel(o) != np.ravel(want))
        first = wrong[0]
        return f"{len(wrong)} of {o.size} items differ, the first at {first}: {np.ravel(o)[first]!r} instead of {np.ravel(want)[first]!r}"
