# Casts and promotes. Queries are
#
#     {"tables": [dtypes]}          np.can_cast and np.result_type of all pairs, and of
#                                   each with a Python int, float and complex
#     {"from": dtype, "to": dtype, "items": bytes in base64}    np.copyto, unsafe
#
# uint32 is cast item by item: in long lanes NumPy gives other numbers for floats
# out of range, depending on where they lie.

import base64

np.seterr(all="ignore")


def tables(kinds):
    types = [np.dtype(k) for k in kinds]
    return {
        "safe": [[bool(np.can_cast(a, b, "safe")) for b in types] for a in types],
        "same": [[bool(np.can_cast(a, b, "same_kind")) for b in types] for a in types],
        "promoted": [[np.result_type(a, b).name for b in types] for a in types],
        "weak": [[np.result_type(a, w).name for w in (1, 1.0, 1j)] for a in types],
        "lone": [np.result_type(w).name for w in (1, 1.0, 1j)],
    }


def answer(query):
    if "tables" in query:
        return tables(query["tables"])
    x = np.frombuffer(base64.b64decode(query["items"]), query["from"])
    out = np.empty(x.shape, query["to"])
    if query["to"] == "uint32" and x.dtype.kind in "fc":
        for i in range(len(x)):
            np.copyto(out[i : i + 1], x[i : i + 1], casting="unsafe")
    else:
        np.copyto(out, x, casting="unsafe")
    return base64.b64encode(out.tobytes()).decode()


serve(answer)
