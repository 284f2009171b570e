# Casts bfloat16, and says what it and other dtypes meet in. The judge is ml_dtypes, which gives NumPy that dtype. Where it
# is not installed, casts go by NumPy's float32 and the bits are cut here, which is how ml_dtypes casts. Queries are
#
#     {"ask": "version"}                          of ml_dtypes, "" where it is not installed
#     {"ask": "rules", "kinds": [dtypes]}         np.can_cast, np.result_type and np.add of bfloat16 and each
#     {"ask": "weak"}                             np.result_type and np.add with a Python int, float and complex
#     {"ask": "verb", "verb": name, "kinds": …}   the dtype of the ufunc's first output, bfloat16 first and bfloat16 last
#     {"ask": "cast", "from": dtype, "to": dtype, "items": bytes in base64}    np.copyto, unsafe

import base64

np.seterr(all="ignore")

try:
    import ml_dtypes

    version, bfloat16 = ml_dtypes.__version__, np.dtype(ml_dtypes.bfloat16)
except ImportError:
    version, bfloat16 = "", None


def dtype(kind):
    return bfloat16 if kind == "bfloat16" else np.dtype(kind)


def strictest(a, b):
    return next(rule for rule in ("no", "safe", "same_kind", "unsafe") if np.can_cast(a, b, rule))


def name(f, *args):
    """The name of the dtype that f gives, "" where it refuses."""
    try:
        out = f(*args)
    except TypeError:
        return ""
    out = out[0] if isinstance(out, tuple) else out
    return getattr(out, "dtype", out).name


def ones(kind):
    return np.ones(1, dtype(kind))


def rules(kind):
    k = dtype(kind)
    return {
        "to": strictest(bfloat16, k),
        "from": strictest(k, bfloat16),
        "result": name(np.result_type, bfloat16, k),
        "add": name(np.add, ones("bfloat16"), ones(kind)),
    }


def verb(f, kind):
    if f.nin == 1:
        return [name(f, ones(kind))]
    return [name(f, ones("bfloat16"), ones(kind)), name(f, ones(kind), ones("bfloat16"))]


def widened(bits):
    return (bits.astype("u4") << 16).view("f4")


def rounded(x):
    """The upper halves of float32s, to nearest, ties to even."""
    bits = x.view("u4")
    halves = ((bits + (0x7FFF + (bits >> 16 & 1))) >> 16).astype("u2")
    halves[np.isnan(x)] = 0x7FC0
    return halves


def by_float32(x, source, to):
    if source == "bfloat16":
        x = widened(x)
    if to == "bfloat16":
        return rounded(x.astype("f4"))
    if to == "uint32":  # in long lanes NumPy's own float32 to uint32 is another out of range
        return x.astype("i8").astype("u4")
    return x.astype(to)


def cast(items, source, to):
    if bfloat16 is None:
        x = np.frombuffer(items, "u2" if source == "bfloat16" else source)
        return x if source == to else by_float32(x, source, to)
    x = np.frombuffer(items, dtype(source))
    out = np.empty(x.shape, dtype(to))
    if to == "uint32":  # item by item, for in long lanes it gives other numbers out of range
        for i in range(len(x)):
            out[i : i + 1] = x[i : i + 1]
    else:
        np.copyto(out, x, casting="unsafe")
    return out


def answer(query):
    if query["ask"] == "version":
        return version
    if query["ask"] == "rules":
        return [rules(kind) for kind in query["kinds"]]
    if query["ask"] == "weak":
        return [[name(np.result_type, bfloat16, w), name(np.add, ones("bfloat16"), w)] for w in (1, 1.0, 1j)]
    if query["ask"] == "verb":
        return [verb(getattr(np, query["verb"]), kind) for kind in query["kinds"]]
    return base64.b64encode(cast(base64.b64decode(query["items"]), query["from"], query["to"]).tobytes()).decode()


serve(answer)
