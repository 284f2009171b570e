# Products of the verbs of package ops, computed by NumPy.

import base64


def array(a):
    return np.frombuffer(base64.b64decode(a["data"] or ""), dtype=a["dtype"]).reshape(a["shape"])


# Of later NumPy than the oldest that is tested.
later = {
    "matvec": lambda a, b: np.einsum("...mn,...n->...m", a, b),
    "vecmat": lambda a, b: np.einsum("...n,...nm->...m", np.conjugate(a), b),
    "vecdot": lambda a, b: np.einsum("...n,...n->...", np.conjugate(a), b),
}


def answer(query):
    in_ = [array(a) for a in query["operands"]]
    if query["verb"] == "einsum":
        result = np.einsum(query["subscripts"], *in_)
    else:
        result = (getattr(np, query["verb"], None) or later[query["verb"]])(*in_)
    result = np.asarray(result)
    return {"dtype": result.dtype.name, "shape": list(result.shape), "data": base64.b64encode(result.tobytes()).decode()}


serve(answer)
