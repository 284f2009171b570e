# Functions of floating-point numbers. A query names a function and has its operands, each the
# memory of an array in base64; the answer is the memory of the result. The query "data" is answered
# with the folder of NumPy's own validation sets.

import base64
import os

np.seterr(all="ignore")


def answer(query):
    if query["function"] == "data":
        return os.path.join(os.path.dirname(np._core.__file__), "tests", "data")
    operands = [np.frombuffer(base64.b64decode(b), query["dtype"]) for b in query["operands"]]
    return base64.b64encode(np.ascontiguousarray(getattr(np, query["function"])(*operands)).tobytes()).decode()


serve(answer)
