# Extends arrays and slides windows over them. A query is a list of cases
#
#     {"shape": [...], "pad": [[before, after], ...], "mode": name, "constant": c,
#      "window": [...], "steps": [...], "dilations": [...]}
#
# about arange(size).reshape(shape) + 1. An answer has the padded array, flat, and
# the windows that sliding_window_view finds, taken at the steps and thinned by the
# dilations: their grid and all their elements, flat.

from numpy.lib.stride_tricks import sliding_window_view


def answer(query):
    return [one(case) for case in query]


def one(case):
    shape = case["shape"]
    a = np.arange(1, 1 + int(np.prod(shape)), dtype=np.int64).reshape(shape)
    options = {"constant_values": case["constant"]} if case["mode"] == "constant" else {}
    padded = np.pad(a, [tuple(p) for p in case["pad"]], mode=case["mode"], **options)
    reach = [(n - 1) * d + 1 for n, d in zip(case["window"], case["dilations"])]
    windows = sliding_window_view(a, reach)
    windows = windows[tuple(slice(None, None, s) for s in case["steps"])]
    windows = windows[(...,) + tuple(slice(None, None, d) for d in case["dilations"])]
    return {
        "padded": padded.ravel().tolist(),
        "grid": list(windows.shape[:len(shape)]),
        "windows": windows.ravel().tolist(),
    }


serve(answer)
