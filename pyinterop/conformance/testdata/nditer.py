# Iterates with np.nditer. A query is a list of cases
#
#     [kind, order, itershape or null, [[shape, strides, offset], ...], axes or null]
#
# over one buffer of int64 in which each item is its own place. Kinds:
#
#     external     external_loop
#     reduce       external_loop and reduce_ok, the last operand being the result;
#                  axes has, for each axis of the first, the result's axis or -1
#     multi_index  one element at a time, with the index
#     c_index      one element at a time, with the place in C order
#
# The answer has, for each case: the numbers of elements of the inner loops, the
# strides of the first one, for each operand the places visited, and the indices.

MEMORY = np.arange(1 << 14, dtype=np.int64)


def one(kind, order, itershape, operands, axes):
    ops = [np.ndarray(shape, np.int64, MEMORY, offset, strides) for shape, strides, offset in operands]
    flags, more = ["zerosize_ok"], {}
    op_flags = [["readonly"] for _ in ops]
    if kind in ("external", "reduce"):
        flags.append("external_loop")
    else:
        flags.append(kind)
    if kind == "reduce":
        flags.append("reduce_ok")
        op_flags[-1] = ["readwrite"]
        more["op_axes"] = [list(range(len(axes)))] * (len(ops) - 1) + [axes]
    if itershape is not None:
        more["itershape"] = itershape
    it = np.nditer(ops, flags, op_flags, order=order, **more)
    sizes, strides, visits, indices = [], [], [[] for _ in ops], []
    if it.itersize == 0:
        return [sizes, strides, visits, indices]
    while True:
        values = it.value if len(ops) > 1 else (it.value,)
        if kind in ("external", "reduce"):
            if not sizes:
                strides = [v.strides[0] for v in values]
            sizes.append(values[0].shape[0])
            for seen, v in zip(visits, values):
                seen.extend(v.tolist())
        else:
            for seen, v in zip(visits, values):
                seen.append(int(v))
            indices.append(list(it.multi_index) if kind == "multi_index" else [it.index])
        if not it.iternext():
            return [sizes, strides, visits, indices]


serve(lambda query: [one(*case) for case in query])
