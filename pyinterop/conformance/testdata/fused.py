# The texts of expressions, evaluated by NumPy: infix operators are Python's, names
# are those of ufuncs and of dtypes.

import base64

np.seterr(all="ignore")


def cast(name):
    return lambda x: np.asarray(x).astype(name)


names = {name: getattr(np, name) for name in dir(np) if isinstance(getattr(np, name), np.ufunc)}
names["where"], names["clip"] = np.where, np.clip
names.update({k: cast(k) for k in "bool int8 uint16 int64 uint64 float32 float64 complex128".split()})


def inputs(q):
    return {
        name: np.frombuffer(base64.b64decode(a["data"]), dtype=a["dtype"]).reshape(a["shape"])
        for name, a in q["inputs"].items()
    }


def answer(query):
    results = []
    for q in query:
        try:
            r = np.asarray(eval(q["text"], {**names, **inputs(q)}))
            results.append({"dtype": str(r.dtype), "data": base64.b64encode(np.broadcast_to(r, q["shape"]).tobytes()).decode()})
        except (TypeError, OverflowError) as e:
            results.append({"error": f"{type(e).__name__}: {e}"})
    return results


serve(answer)
