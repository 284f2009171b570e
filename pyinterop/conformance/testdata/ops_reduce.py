# Random reductions and scans; testdata/ops.py comes first.

AXES = ["none", "one", "negative", "several", "all", "empty tuple"]


def wide(a):
    """A copy of a in the widest type of its kind, in which sums of what is drawn here are all but exact."""
    return a.astype({"f": "g", "c": "G"}.get(a.dtype.kind, a.dtype))


def of_wide(f):
    """A reduction of floats, or to floats, is compared with itself in long double: our sums are more exact than NumPy's."""
    def run(a, **how):
        result = f(a[:0] if a.ndim else a).dtype
        if result.kind not in "fc":
            return f(a, **how)
        return f(wide(a) if a.dtype.kind in "fc" else a.astype("g"), **how).astype(result)
    return run


def norm_of(order):
    def run(a, **how):
        w = wide(a) if a.dtype.kind in "fc" else a.astype("g")
        x = np.sqrt(w.real * w.real + w.imag * w.imag) if order == 2 and a.dtype.kind == "c" else abs(w)  # as np.linalg.norm along an axis
        result = a.real.dtype if a.dtype.kind in "fc" else np.dtype("d")
        r = {1: np.sum, 2: lambda x, **h: np.sqrt(np.sum(x * x, **h)), np.inf: lambda x, **h: np.max(x, initial=0, **h)}[order](x, **how)
        return r.astype(result)
    return run


def first_of(f, least):
    """nanargmin or nanargmax. Of lanes with nothing but NaNs and infinities NumPy's "cannot be trusted" (its documentation): it
    puts an infinity in the place of a NaN, which may then come first. These are gone through item by item."""
    def run(a, axis=None, **how):
        want = np.array(f(a, axis=axis, **how))
        lanes = a.reshape(1, -1) if axis is None or a.ndim == 0 else np.moveaxis(a, axis, -1).reshape(-1, a.shape[axis])
        for k in np.flatnonzero(~np.isfinite(lanes).any(axis=1)):
            order = lambda i: (lanes[k, i].real, lanes[k, i].imag)
            want.reshape(-1)[k] = least(np.flatnonzero(~np.isnan(lanes[k])), key=order)
        return want
    return run


# name: (NumPy's function, takes several axes, takes where, takes initial)
REDUCTIONS = {
    "sum": (of_wide(np.sum), True, True, True),
    "prod": (of_wide(np.prod), True, True, True),
    "min": (np.min, True, True, True),
    "max": (np.max, True, True, True),
    "ptp": (np.ptp, True, False, False),
    "mean": (of_wide(np.mean), True, True, False),
    "var": (of_wide(np.var), True, True, False),
    "std": (of_wide(np.std), True, True, False),
    "all": (np.all, True, True, False),
    "any": (np.any, True, True, False),
    "count_nonzero": (np.count_nonzero, True, False, False),
    "argmin": (np.argmin, False, False, False),
    "argmax": (np.argmax, False, False, False),
    "nansum": (of_wide(np.nansum), True, True, True),
    "nanprod": (of_wide(np.nanprod), True, True, True),
    "nanmin": (np.nanmin, True, True, True),
    "nanmax": (np.nanmax, True, True, True),
    "nanmean": (of_wide(np.nanmean), True, True, False),
    "nanvar": (of_wide(np.nanvar), True, True, False),
    "nanstd": (of_wide(np.nanstd), True, True, False),
    "nanargmin": (first_of(np.nanargmin, min), False, False, False),
    "nanargmax": (first_of(np.nanargmax, max), False, False, False),
    "norm1": (norm_of(1), True, False, False),
    "norm": (norm_of(2), True, False, False),
    "norminf": (norm_of(np.inf), True, False, False),
}
SCANS = {"cumsum": np.add, "cumprod": np.multiply}


def calm(dtype, n):
    """Values whose sums stay finite, and seldom an infinity or a NaN."""
    dtype = np.dtype(dtype).newbyteorder("=")
    if dtype.kind == "c":
        z = np.empty(n, dtype)
        z.real, z.imag = calm(z.real.dtype, n), calm(z.real.dtype, n)
        return z
    if dtype.kind != "f":
        return values(dtype, n, rng.random() < 0.3)
    x = np.choose(np_rng.integers(0, 3, n), [np_rng.normal(0, 1, n), np.rint(np_rng.normal(0, 3, n)), np_rng.uniform(0.5, 1.5, n)]).astype(dtype)
    if rng.random() < 0.3 and n:
        x[np_rng.integers(0, n, rng.choice([1, 3]))] = rng.choice([np.nan, np.nan, np.inf, -np.inf, 0.0, -0.0])
    return x


def draw_axes(ndim, how):
    if how == "none":
        return None
    if how == "all":
        return tuple(range(ndim))
    if how == "empty tuple":
        return ()
    if ndim == 0:
        return rng.choice([0, -1]) if how in ("one", "negative") else ()
    if how == "several":
        axes = rng.sample(range(ndim), rng.randrange(1, ndim + 1))
        return tuple(k - ndim if rng.random() < 0.3 else k for k in axes)
    k = rng.randrange(ndim)
    return k - ndim if how == "negative" else k


def keeps(f, memo={}):
    """The dtypes whose results have the dtype itself, so that they can be written among what is reduced."""
    if f not in memo:
        memo[f] = [d for d in DTYPES if d != "?" or f is np.all or f is np.any]  # ptp has no booleans
        memo[f] = [d for d in memo[f] if np.asarray(f(np.ones(1, d))).dtype == np.dtype(d)]
    return memo[f]


def reduction(name, layout, axes_class, sharing):
    f, several, masks, starts = REDUCTIONS[name]
    c, shape = Case(), shape_for(layout if layout != "broadcast" else "C")
    c.name, c.layout, c.sharing, c.casting = name, layout, "apart", "same_kind"
    c.block = Block(shape)
    dtype = rng.choice(DTYPES if sharing == "apart" else keeps(f))
    src = source(c.block, dtype, shape, layout)
    src[...] = calm(dtype, src.size).reshape(src.shape)
    if layout == "broadcast":
        src = np.broadcast_to(src, shape)
    c.axes = draw_axes(len(shape), axes_class if several else rng.choice(["none", "one", "negative"]))
    c.keepdims = rng.random() < 0.4
    if not shape and name.lstrip("nan") in ("mean", "var", "std"):
        c.axes = None  # NumPy refuses axes here that all others take
    how = {"axis": c.axes}
    if c.keepdims:
        how["keepdims"] = True
    c.mask, c.initial, c.ddof = None, None, None
    if masks and rng.random() < 0.25:
        c.mask = how["where"] = lay(c.block, "?", shape, rng.choice(["C", "F", "step", "reversed"]))
        c.mask[...] = np_rng.integers(0, 2, c.mask.shape)
    if starts and (dtype != "?" or name.lstrip("nan") not in ("min", "max")) and (rng.random() < 0.2 or c.mask is not None and name in ("min", "max", "nanmin", "nanmax")):
        c.initial = how["initial"] = rng.choice([0, 1, 3])
    if name.endswith(("var", "std")) and rng.random() < 0.3:
        c.ddof = how["ddof"] = 1
    c.ins = [src]
    c.refused, want = "", None
    given = {k: v.copy() if k == "where" else v for k, v in how.items()}
    try:
        want = np.asarray(f(src.copy(), **given))
    except (TypeError, ValueError) as e:
        c.refused = "%s: %s" % (type(e).__name__, e)
        want = np.zeros(result_shape(shape, c.axes, c.keepdims), "d")
    dst_layout = rng.choice(LAYOUTS[:8])
    dst = None
    if sharing == "overlapping" and want.size:
        dst = inside_of(c.block, src, want)
        c.sharing = "overlapping" if dst is not None else "apart"
    if dst is None:
        dst = fill(lay(c.block, want.dtype.newbyteorder("="), want.shape, dst_layout), True)
    c.outs, c.before = [dst], [dst.copy()]
    c.source = src.copy()
    c.want = c.block.bytes.copy()
    c.wanted = [moved(dst, c.block.bytes, c.want)]
    if not c.refused:
        c.wanted[0][...] = want
    c.equal = [near(name, c.source, given)]
    return c


def source(block, dtype, shape, layout):
    if layout == "broadcast":
        return lay(block, dtype, [n if rng.random() < 0.6 else 1 for n in shape], "C")
    return lay(block, dtype, shape, layout if layout not in ("0-d", "empty", "5-d") else rng.choice(LAYOUTS[:8]))


def result_shape(shape, axes, keepdims):
    axes = set(range(len(shape))) if axes is None else {k % len(shape) for k in np.atleast_1d(axes)} if len(shape) else set()
    return tuple(1 if k in axes else n for k, n in enumerate(shape) if keepdims or k not in axes)


def inside_of(block, src, want):
    """A part of src that can hold the result, or None."""
    if want.dtype.newbyteorder("=") != src.dtype.newbyteorder("="):
        return None
    v = src
    while v.ndim > want.ndim and v.size:
        v = v[rng.randrange(v.shape[0]), ...]
    if v.ndim != want.ndim or any(n < m for n, m in zip(v.shape, want.shape)):
        return None
    v = v[(*[slice(0, m) for m in want.shape], ...)]
    if any(s == 0 and n > 1 for s, n in zip(v.strides, v.shape)):
        return None
    return moved(v, block.bytes, block.bytes)  # which may be written, also where src was stretched


# How near is near
#
# NumPy computes in long double, whose errors are nothing beside ours, and rounds its result to the dtype, with unit
# roundoff u. Ours adds blocks of 128 items, in which an item passes through at most 19 roundings, carries the errors of
# adding the blocks, and rounds once. For n items x (N. Higham, Accuracy and Stability of Numerical Algorithms, 4.2):
#
#   sum     2u|s| + k·Σ|x| where k = u·min(n, 20): the two roundings, and those in a block.
#   mean    the same by n, and a division each: 4u|m| + k·Σ|x|/n.
#   var     Σ(x−m)²/n: with s² the result, the squares are wrong by 8u·s² and their sum by k·s²; an integer x is rounded by
#           e ≤ u|x|, which makes 2·s·e at most (Cauchy–Schwarz), and the mean by k·max|x|, which adds the square of that.
#   std     the root of that: |√a − √b| ≤ min(√|a−b|, |a−b|/√b), and a rounding each.
#   prod    n factors, each with a rounding: 2(n+1)u|p|, of complex numbers √5 times that (R. Brent, C. Percival,
#           P. Zimmermann, Math. Comp. 76 (2007)).
#   norms   magnitudes, squares and roots with a rounding each, and the sum: 8u + k of the result.
#
# and a unit of the smallest numbers, where these are no longer relative.


def near(name, src, how):
    """Equality of results: exact but for what is rounded on the way. Products may leave the numbers of double on the way, where
    long double comes back: then NumPy's own in double tells."""
    verb = name.removeprefix("nan")
    if verb in ("all", "any", "count_nonzero", "min", "max", "argmin", "argmax", "ptp"):
        return same_number

    def close(got, want):
        if got.dtype.kind not in "fc":
            return got == want
        info = np.finfo(got.dtype)
        u = float(info.eps) / 2
        x = abs(np.where(np.isfinite(src), src, 0).astype("G"))
        along = {k: v for k, v in how.items() if k in ("axis", "keepdims")}
        masked = {"where": how["where"]} if "where" in how else {}
        size = abs(want).astype("g")
        length = max(src.size, 1)  # no result is of more items
        k = u * min(length, 20)
        if verb == "cumsum":
            bound = 2 * u * size + k * np.cumsum(x, **along)
        elif verb == "sum":
            bound = 2 * u * size + k * (np.sum(x, **along, **masked) + abs(how.get("initial", 0)))
        elif verb == "mean":
            n = np.sum(np.isfinite(src), **along, **masked)
            bound = 4 * u * size + k * np.sum(x, **along, **masked) / np.maximum(n, 1)
        elif verb in ("var", "std"):
            n = np.sum(np.isfinite(src), **along, **masked)
            ratio = n / np.maximum(n - how.get("ddof", 0), 1)
            variance = (size if verb == "var" else size * size) / np.maximum(ratio, 1)
            largest = np.max(x, initial=0, **along)
            bound = ratio * ((8 * u + k) * variance + 2 * np.sqrt(variance) * u * largest + (k * largest) ** 2)
            if verb == "std":
                bound = np.minimum(np.sqrt(bound), bound / np.maximum(size, 1e-300)) + 2 * u * size
        elif verb in ("prod", "cumprod"):
            bound = 2 * (length + 1) * u * size * (5 ** 0.5 if got.dtype.kind == "c" else 1)
        else:
            bound = (8 * u + k) * size
        if verb in ("prod", "cumprod"):
            own = getattr(np, name)(src.astype("D" if src.dtype.kind == "c" else "d"), **how)
            want = np.where(np.isfinite(own), want, own.astype(want.dtype))
        finite = np.isfinite(want) & np.isfinite(got)
        apart = abs(np.where(finite, got, 0).astype("G") - np.where(finite, want, 0).astype("G"))
        return finite & (apart <= bound + float(info.smallest_subnormal)) | ~finite & same_kind_of_infinity(got, want) | at_the_end(got, want)
    return close


def same_kind_of_infinity(got, want):
    if got.dtype.kind == "c":
        return ~np.isfinite(got) & ~np.isfinite(want)  # which part is infinite and which NaN depends on the order of the sum
    return (got == want) | np.isnan(got) & np.isnan(want)


def scan(name, layout, sharing):
    c, shape = Case(), shape_for(layout if layout != "broadcast" else "C")
    c.name, c.layout, c.casting = name, layout, "same_kind"
    c.block = Block(shape)
    dtype = rng.choice(DTYPES if sharing == "apart" else keeps(np.cumsum))
    src = source(c.block, dtype, shape, layout)
    src[...] = calm(dtype, src.size).reshape(src.shape)
    if layout == "broadcast":
        src = np.broadcast_to(src, shape)
    c.axes = rng.randrange(-len(shape), len(shape)) if shape else None
    c.keepdims, c.mask, c.initial, c.ddof = False, None, None, None
    c.ins, c.refused = [src], ""
    f = {"cumsum": np.cumsum, "cumprod": np.cumprod}[name]
    want = f(wide(src), axis=c.axes).astype(f(src[..., :0] if src.ndim else src).dtype)
    dst = None
    if shape and sharing != "apart" and want.dtype == src.dtype.newbyteorder("=") and layout != "broadcast":
        dst = src if sharing == "same" or not src.ndim else src[::-1]
    c.sharing = sharing if dst is not None else "apart"
    if dst is None:
        dst = fill(lay(c.block, want.dtype, want.shape, rng.choice(LAYOUTS[:8])), True)
    c.outs, c.before, c.source = [dst], [dst.copy()], src.copy()
    c.want = c.block.bytes.copy()
    c.wanted = [moved(dst, c.block.bytes, c.want)]
    c.wanted[0][...] = want
    c.equal = [near(name, c.source, {"axis": c.axes})]
    return c


reduce_cells, scan_cells = [], []


def draw_reductions(names, n):
    return [reduction(*in_turn(reduce_cells, names, LAYOUTS, AXES, ["apart"] * 3 + ["overlapping"])) for _ in range(n)]


def draw_scans(names, n):
    return [scan(*in_turn(scan_cells, names, LAYOUTS, SHARING)) for _ in range(n)]
