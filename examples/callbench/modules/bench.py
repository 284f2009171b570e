"""Measures calls of the same functions in several modules, interleaved, and prints the best of many rounds as JSON:

    bench.py calls|adds|threads ROUNDS MODULE...

What the functions did is looked at, too: a wrong result is an error.
"""

import importlib
import json
import sys
import threading
import time

import numpy as np

clock = time.perf_counter_ns


def expect(what, found, want):
    if not np.array_equal(found, want):
        raise AssertionError(f"{what}: wanted {want}, found {found}")


def measure(cases, rounds):
    """The nanoseconds of one call for each of cases, a dict of functions; one round calls each of them."""
    best = {}
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


def calls(modules, rounds):
    a, b, c = np.ones(10), np.ones(10), np.zeros(10)
    cases = {}
    for what, args, want in ("empty", (), None), ("number", (1.0,), 2.0), ("first", (a,), 1.0), ("three", (a, b, c), None):
        for module in modules:
            f = getattr(module, what)
            c[0] = 0
            expect(f"{module.__name__}.{what}()", f(*args), want)
            expect(f"c[0] behind {module.__name__}.{what}()", c[0], 2 if what == "three" else 0)
            cases[f"{what} {module.__name__}"] = (f, args, {}, 2000)
    return measure(cases, rounds)


def adds(modules, rounds):
    cases = {}
    for n, repeat in (10, 2000), (1000, 1000), (100_000, 20):
        a, b = np.zeros(n), np.ones(n)
        for module in modules:
            cases[f"{n} {module.__name__}"] = (module.add, (a, b), {"out": a}, repeat)
    best = measure(cases, rounds)
    for _, (a, _), _, repeat in cases.values():
        expect("the sum", a, np.full(len(a), rounds * repeat * len(modules)))
    return best


def increments(f, a, one, n):
    for _ in range(n):
        f(a)


def additions(f, a, one, n):
    for _ in range(n):
        f(a, one, out=a)


def at_once(loop, f, n, k, repeat):
    """The calls per second of k threads together, each with an array of n items of its own."""
    one, arrays, times, barrier = np.ones(n), [np.zeros(n) for _ in range(k)], [], threading.Barrier(k)

    def work(a):
        barrier.wait()
        start = clock()
        loop(f, a, one, repeat)
        times.append((start, clock()))

    threads = [threading.Thread(target=work, args=(a,)) for a in arrays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(f"{k} threads of {f.__name__}", arrays, np.full((k, n), repeat))
    return 1e9 * k * repeat / (max(end for _, end in times) - min(start for start, _ in times))


def threads(modules, rounds):
    best = {}
    for _ in range(rounds):
        for n, repeat in (10, 2000), (100_000, 100):
            for module in modules:
                loop, f = (additions, np.add) if module is np else (increments, module.increment)
                for k in 1, 2, 4, 8:
                    name = f"{n} {module.__name__} {k}"
                    best[name] = max(best.get(name, 0), at_once(loop, f, n, k, repeat))
    return best


if __name__ == "__main__":
    what, rounds, *names = sys.argv[1:]
    print(json.dumps({"calls": calls, "adds": adds, "threads": threads}[what]([importlib.import_module(name) for name in names], int(rounds))))
