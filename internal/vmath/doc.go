// Package vmath holds the scalar functions of the floating-point verbs: exponentials and logarithms,
// circular and hyperbolic functions and their inverses, roots and powers, of float64 and complex128.
//
// They differ from those of package math in three ways. They are more accurate: within a hair of half
// a ULP, the least that a rounded result can be wrong by, where package math promises a ULP or two;
// ULP.md lists what was measured. They give the same bits on every platform: no assembly, no
// fused operation that the compiler puts in as it likes. And they are written so that a vector
// kernel can follow them operation by operation: reductions by multiplication and rounding, small
// tables, polynomials, few branches but for the ends of the range. So they are the oracle of such
// kernels.
//
// All rest on one idea (dd.go): the leading part of a result is carried as the unevaluated sum of two
// float64 until the last addition. Numbers of 16 and 32 bits are computed in float64 and rounded; the
// two roundings differ from one in about one result of 2²⁹.
//
// Ends of the range are those of C99, Annexes F and G. Nothing is reported but in the result.
package vmath
