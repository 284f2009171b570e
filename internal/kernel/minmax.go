package kernel

// Smaller and larger
//
// minimum and maximum are NaN where an operand is; fmin and fmax only where both
// are. Of two zeros with different signs either may come back: here −0 is the smaller
// one, which is not to be relied on. Complex numbers are ordered as by comparisons (compare.go), and NaN if a part is.
//
// clip is min(max(x, y), z), so that z wins where it is less than y, and NaN if one
// of the three is; but of complex numbers, as in NumPy, only a NaN in x counts, and
// one in a bound where it would be compared.

var minmaxVerbs = []*Verb{
	{Name: "minimum", Doc: "the smaller one, NaN if x or y is", In: 2, Out: 1, Loops: binaryLoops(&Minimum)},
	{Name: "maximum", Doc: "the larger one, NaN if x or y is", In: 2, Out: 1, Loops: binaryLoops(&Maximum)},
	{Name: "fmin", Doc: "the smaller one, NaN if x and y are", In: 2, Out: 1, Loops: binaryLoops(&Fmin)},
	{Name: "fmax", Doc: "the larger one, NaN if x and y are", In: 2, Out: 1, Loops: binaryLoops(&Fmax)},
	{Name: "clip", Doc: "min(max(x, y), z)", In: 3, Out: 1, Loops: ternaryLoops(&Clip)},
}

// fmin and fmax branch on NaN only, which is rare, so that the rest is as quick as
// minimum and maximum, Go's own.
func fmin[T float](x, y T) T {
	switch {
	case x != x:
		return y
	case y != y:
		return x
	}
	return min(x, y)
}

func fmax[T float](x, y T) T {
	switch {
	case x != x:
		return y
	case y != y:
		return x
	}
	return max(x, y)
}

func minimumComplex[T complexNumber](x, y T) T {
	if isNaNComplex(complex128(x)) || !isNaNComplex(complex128(y)) && lessComplex(complex128(x), complex128(y)) {
		return x
	}
	return y
}

func maximumComplex[T complexNumber](x, y T) T {
	if isNaNComplex(complex128(x)) || !isNaNComplex(complex128(y)) && lessComplex(complex128(y), complex128(x)) {
		return x
	}
	return y
}

func fminComplex[T complexNumber](x, y T) T {
	if isNaNComplex(complex128(y)) || lessComplex(complex128(x), complex128(y)) {
		return x
	}
	return y
}

func fmaxComplex[T complexNumber](x, y T) T {
	if isNaNComplex(complex128(y)) || lessComplex(complex128(y), complex128(x)) {
		return x
	}
	return y
}

// clipComplex compares imaginary parts only where the real ones are equal.
func clipComplex[T complexNumber](x, y, z T) T {
	a, lo, hi := complex128(x), complex128(y), complex128(z)
	if isNaNComplex(a) {
		return x
	}
	if !lexicallyLess(lo, a) {
		x, a = y, lo
	}
	if isNaNComplex(a) || lexicallyLess(a, hi) {
		return x
	}
	return z
}

func lexicallyLess(x, y complex128) bool {
	if real(x) == real(y) {
		return imag(x) < imag(y)
	}
	return real(x) < real(y)
}
