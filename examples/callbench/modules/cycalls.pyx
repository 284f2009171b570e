# cython: language_level=3

def empty():
    pass

def number(double x):
    return x + 1

def first(const double[:] a):
    return a[0]

def three(const double[:] a, const double[:] b, double[:] c):
    c[0] = a[0] + b[0]
