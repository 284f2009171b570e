"""NumPy's functions, computed in Go, in place on NumPy's arrays.

    import goops
    goops.add(a, b, out=a)           # as numpy.add
    goops.sum(a, axis=0, out=row)    # as numpy.sum

Every verb of the Go package ops is here, under NumPy's name where NumPy has one, with NumPy's calling convention, dtypes and
errors. Results for which no out is given are allocated by NumPy. Large work runs without the GIL.

What differs: there are no RuntimeWarnings (division by zero and so on give the same numbers without a word); numbers are the
dtypes bool to complex128 and ml_dtypes' bfloat16, and objects, strings, dates and long doubles are refused with TypeError; masked
arrays are refused; sums of floats are rounded once, so they may be better by a digit than NumPy's; sorting is always stable.
"""

from . import _elementwise, _functions, _goops, _reductions

__version__ = "0.1.0"

_elementwise.define(globals())
globals().update(_reductions.names)
globals().update(_functions.names)

__all__ = sorted(name for name, value in globals().items() if callable(value) and not name.startswith("_"))
for _name in __all__:
    globals()[_name].__module__ = "goops"


def verbs():
    """The elementwise verbs: (name, what it computes, number of inputs, number of outputs)."""
    return _goops.verbs()
