// Package vmath holds the functions of the floating-point verbs: exponentials and logarithms,
// circular and hyperbolic functions and their inverses, roots and powers.
//
// There are two kinds, with algorithms of their own.
//
// # Scalar functions
//
// [Exp], [Log], [Sin] … of float64 and complex128 differ from those of package math in three ways. They are more
// accurate: within a hair of half a ULP, the least that a rounded result can be wrong by, where package math promises
// a ULP or two; ULP.md lists what was measured. They give the same bits on every platform: no
// assembly, no fused operation that the compiler puts in as it likes. And they know every end of the range.
// All rest on one idea (dd.go): the leading part of a result is carried as the unevaluated sum of two
// float64 until the last addition. So they are what the rows are judged by, and what computes the few
// items that a row gives up. Numbers of 16 and 32 bits are computed in float64 and rounded; the two roundings differ
// from one in about one result of 2²⁹.
//
// # Rows
//
// [RowOf] and [Row2Of] find functions over contiguous slices of float64 and float32 (rows.go), which are what arrays
// are computed by: wrong by about a ULP at most (ULP.md says how much), and several times faster. Each is written once, as
// a program in internal/asm/vmath, from which the generator makes
//
//	row_NAME_amd64.s     the loops for AVX2 and FMA, 4 items at a time, and for AVX-512, 8 at a time
//	row_gen_amd64.go     their declarations
//	row_gen.go           the Go functions of one item, NAME64 and NAME32, and the list of rows
//	row_other_gen.go     what there is on other processors: nothing, the Go functions do it
//
// by `go run -C internal/asm .`. All levels have the same bits. To add a row: write its programs and put it in
// a list of functions there, run the generator, give it a line in rowBounds (row_test.go), and write the page
// anew: `INPLACE_LONG=1 go test ./internal/vmath -run NoRowIsWrong -update`. Package kernel finds it by the
// name of the verb.
//
// Ends of the range are those of C99, Annexes F and G. Nothing is reported but in the result.
package vmath
