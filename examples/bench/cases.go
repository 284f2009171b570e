package main

import (
	"fmt"
	"slices"
)

// A benchCase is one row of the table. Its operands are made by Python code; o is the
// output of both sides.
type benchCase struct {
	name, group, dtype string
	n                  int      // elements of the largest operand
	setup              string   // Python that makes the operands
	numpy              string   // NumPy's statement
	value              bool     // the statement is an expression: NumPy has no out= here
	operands           []string // of ours, by their names in the setup
	ours               ours
	rtol               float64 // of the comparison; 0 stands for that of the dtype
	numexpr, numba     string  // the same for these, if the case is theirs
	partition          int     // the position about which the output is partitioned; 0 for none
}

// tolerance is relative to the largest number of an answer.
func (c benchCase) tolerance() float64 {
	switch {
	case c.rtol > 0:
		return c.rtol
	case c.dtype == "f2":
		return 2e-3
	case c.dtype == "f4" || c.dtype == "c8":
		return 2e-6
	}
	return 1e-12
}

// cases is the list: one function per group, in the files cases_….go.
var cases = slices.Concat(
	arithmeticCases(), layoutCases(), copyCases(), divisionCases(), mathCases(), compareCases(), reductionCases(),
	axisCases(), scanCases(), sortingCases(), takingCases(), linearCases(), fusedCases(), imageCases(),
)

// Sizes of one-dimensional cases: dispatch, first-level cache, second-level cache, memory.
const (
	tiny   = 10
	small  = 1_000
	medium = 100_000
	large  = 10_000_000
)

func sizeName(n int) string {
	for size, name := range map[int]string{tiny: "10", small: "1e3", medium: "1e5", large: "1e7"} {
		if n == size {
			return name
		}
	}
	return fmt.Sprint(n)
}

// xy makes two operands and an output of one dtype; high bounds random integers.
func xy(dtype string, n int) string {
	return fmt.Sprintf("x = some(%q, %d); y = some(%q, %d, high=11); o = np.zeros(%d, %q)", dtype, n, dtype, n, n, dtype)
}

// x makes an operand and an output of two dtypes.
func x(from, to string, n int) string {
	return fmt.Sprintf("x = some(%q, %d); o = np.zeros(%d, %q)", from, n, n, to)
}

// flat names a one-dimensional case after its statement, dtype and size.
func flat(group, name, dtype string, n int, setup, numpy string, our ours, operands ...string) benchCase {
	return benchCase{
		name: fmt.Sprintf("%s/%s %s %s", group, name, dtype, sizeName(n)), group: group, dtype: dtype, n: n,
		setup: setup, numpy: numpy, operands: operands, ours: our,
	}
}

// shaped is a case whose name says its shape.
func shaped(group, name, dtype string, n int, setup, numpy string, our ours, operands ...string) benchCase {
	c := flat(group, name, dtype, n, setup, numpy, our, operands...)
	c.name = fmt.Sprintf("%s/%s %s", group, name, dtype)
	return c
}
