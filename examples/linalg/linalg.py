"""The Python half of the example: arrays, NumPy's answers to the same problems, and its times."""

import time

import numpy as np


def arrays(n, seed=1):
    """Problems of size n, and room for what Go writes."""
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((n, n))
    symmetric = a + a.T
    return {
        "a": a,
        "b": rng.standard_normal((n, n)),
        "symmetric": symmetric,
        "definite": a @ a.T + n * np.eye(n),
        "tall": rng.standard_normal((2 * n, n)),
        "right": rng.standard_normal((2 * n, 3)),
        "product": np.empty((n, n)),
        "x": np.empty((n, n)),
        "u": np.empty((n, n)),
        "v": np.empty((n, n)),
        "values": np.empty(n),
        "eigenvalues": np.empty(n),
        "vectors": np.empty((n, n)),
        "q": np.empty((2 * n, 2 * n)),
        "r": np.empty((2 * n, n)),
        "factor": np.zeros((n, n)),
        "solution": np.empty((n, 3)),
        "a32": a.astype(np.float32),
        "b32": rng.standard_normal((n, n), np.float32),
        "product32": np.empty((n, n), np.float32),
    }


def difference(got, want):
    """The largest difference, relative to the largest number."""
    return float(np.abs(got - want).max() / np.abs(want).max())


def turned(got, want):
    """Columns of got with the signs of want's: vectors are unique up to their sign."""
    return got * np.sign(np.sum(got * want, axis=0))


def differences(p):
    """How far Go's answers are from NumPy's."""
    u, s, vt = np.linalg.svd(p["a"])
    w, z = np.linalg.eigh(p["symmetric"])
    q, r = np.linalg.qr(p["tall"])
    n = len(w)
    signs = np.sign(np.diag(p["r"][:n]) * np.diag(r))
    return {
        "a @ b": difference(p["product"], p["a"] @ p["b"]),
        "a @ b in float32": difference(p["product32"], p["a32"] @ p["b32"]),
        "solve": difference(p["x"], np.linalg.solve(p["a"], p["b"])),
        "svd, singular values": difference(p["values"], s),
        "svd, U": difference(turned(p["u"], u), u),
        "svd, V": difference(turned(p["v"], vt.T), vt.T),
        "eigh, eigenvalues": difference(p["eigenvalues"], w),
        "eigh, eigenvectors": difference(turned(p["vectors"], z), z),
        "qr, Q": difference(p["q"][:, :n] * signs, q),
        "qr, R": difference(p["r"][:n] * signs[:, None], r),
        "cholesky": difference(p["factor"], np.linalg.cholesky(p["definite"])),
        "lstsq": difference(p["solution"], np.linalg.lstsq(p["tall"], p["right"])[0]),
    }


def timed(p):
    """NumPy's side of the benchmarks: each takes a number of runs and returns the nanoseconds of each.

    First those that passed, then those that the calling thread was busy.
    """

    def runs(f):
        def times(n):
            out = []
            for _ in range(n):
                busy, start = time.thread_time_ns(), time.perf_counter_ns()
                f()
                out.append((time.perf_counter_ns() - start, time.thread_time_ns() - busy))
            return out

        return times

    return {
        "a @ b": runs(lambda: np.matmul(p["a"], p["b"], out=p["product"])),
        "a @ b in float32": runs(lambda: np.matmul(p["a32"], p["b32"], out=p["product32"])),
        "solve": runs(lambda: np.linalg.solve(p["a"], p["b"])),
        "svd": runs(lambda: np.linalg.svd(p["a"])),
        "eigh": runs(lambda: np.linalg.eigh(p["symmetric"])),
        "qr": runs(lambda: np.linalg.qr(p["tall"], "complete")),  # gonum's Q is whole
        "cholesky": runs(lambda: np.linalg.cholesky(p["definite"])),
        "lstsq": runs(lambda: np.linalg.lstsq(p["tall"], p["right"])),
    }
