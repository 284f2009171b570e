# Computes elementwise verbs. A query is
#
#     {"verb": name, "kinds": [dtype of each input], "inputs": [bytes in base64 of each]}
#
# and the answer {"kinds": [dtype of each output], "outputs": [bytes in base64 of each]}.
# A query {"verb": name, "resolve": [[dtype, ...], ...]} asks for the dtype of the first
# output for inputs of each list of dtypes, "" where NumPy has no loop.

import base64

np.seterr(all="ignore")


def round_each(x, places):
    # np.round takes one number of places for all.
    out = np.empty_like(x)
    for p in set(places.tolist()):
        out[places == p] = np.round(x[places == p], p)
    return out


FUNCTIONS = {
    "round": round_each,
    "clip": np.clip,
    "real": lambda x: np.ascontiguousarray(np.real(x)),
    "imag": lambda x: np.ascontiguousarray(np.imag(x)),
}


def resolve(ufunc, kinds):
    try:
        return ufunc.resolve_dtypes(tuple(np.dtype(k) for k in kinds) + (None,) * ufunc.nout)[ufunc.nin].name
    except TypeError:
        return ""


def answer(query):
    if "resolve" in query:
        return [resolve(getattr(np, query["verb"]), kinds) for kinds in query["resolve"]]
    f = FUNCTIONS.get(query["verb"]) or getattr(np, query["verb"])
    outs = f(*[np.frombuffer(base64.b64decode(b), k) for k, b in zip(query["kinds"], query["inputs"])])
    if not isinstance(outs, tuple):
        outs = (outs,)
    return {
        "kinds": [o.dtype.name for o in outs],
        "outputs": [base64.b64encode(o.tobytes()).decode() for o in outs],
    }


serve(answer)
