"""Measures calls of the same functions in several modules, interleaved, and prints the fastest of many rounds as JSON."""

import json
import sys
import time

import numpy as np


def measure(cases, rounds):
    """The nanoseconds of one call for each of cases, a dict of functions; one round calls each of them."""
    best = {}
    clock = time.perf_counter_ns
    for _ in range(rounds):
        for name, (f, args, names, n) in cases.items():
            loop = range(n)
            start = clock()
            if names:
                out = names["out"]
                for _ in loop:
                    f(*args, out=out)
            elif len(args) == 3:
                a, b, c = args
                for _ in loop:
                    f(a, b, c)
            elif args:
                a, = args
                for _ in loop:
                    f(a)
            else:
                for _ in loop:
                    f()
            spent = (clock() - start) / n
            best[name] = min(best.get(name, spent), spent)
    return best


def calls():
    import cycalls
    import gocalls
    import nbcalls
    a, b, c = np.ones(10), np.ones(10), np.zeros(10)
    cases = {}
    for what, args in ("empty", ()), ("number", (1.0,)), ("first", (a,)), ("three", (a, b, c)):
        for module in gocalls, nbcalls, cycalls:
            cases[f"{what} {module.__name__}"] = (getattr(module, what), args, {}, 2000)
    return cases


def adds():
    import goops
    cases = {}
    for n, repeat in (10, 2000), (1000, 1000), (100_000, 20):
        a, b = np.ones(n), np.zeros(n)
        for module in goops, np:
            cases[f"{n} {module.__name__}"] = (module.add, (a, b), {"out": a}, repeat)
    return cases


if __name__ == "__main__":
    print(json.dumps(measure({"calls": calls, "adds": adds}[sys.argv[1]](), int(sys.argv[2]))))
