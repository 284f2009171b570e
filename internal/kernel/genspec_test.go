package kernel

// What is generated: file by file, table by table. Expressions of halves see
// float32 and are rounded once; those of "halfbits" see the bits.

var generated = map[string][]tableSpec{
	"arith_gen.go":    arithTables,
	"divide_gen.go":   divideTables,
	"compare_gen.go":  compareTables,
	"logical_gen.go":  logicalTables,
	"bits_gen.go":     bitsTables,
	"rounding_gen.go": roundingTables,
	"parts_gen.go":    partsTables,
	"minmax_gen.go":   minmaxTables,
}

var arithTables = []tableSpec{
	{"Add", "x + y, for booleans x or y", "Binary", []rowSpec{
		{Family: "bool", Expr: "x|y != 0"},
		{Family: "arith", Expr: "x + y", Form: scalars},
		{Family: "half", Expr: "x + y"},
	}},
	{"Sub", "x − y", "Binary", []rowSpec{
		{Family: "arith", Expr: "x - y", Form: scalars},
		{Family: "half", Expr: "x - y"},
	}},
	{"Mul", "x · y, for booleans x and y", "Binary", []rowSpec{
		{Family: "bool", Expr: "x != 0 && y != 0"},
		{Family: "real", Expr: "x * y", Form: scalars},
		{Family: "half", Expr: "x * y"},
		{Family: "complex64", Expr: "mulComplex64(x, y)", Form: scalar},
		{Family: "complex128", Expr: "mulComplex128(x, y)", Form: scalar},
	}},
	{"FMA", "x · y + z with one rounding", "Ternary", []rowSpec{
		{Family: "int", Expr: "x*y + z", Form: dense},
		{Family: "wide", Expr: "fmaToOdd(x, y, z)"},
		{Family: "float32", Expr: "float32(fmaToOdd(float64(x), float64(y), float64(z)))", Form: dense},
		{Family: "float64", Expr: "math.FMA(x, y, z)", Form: dense},
	}},
	{"MulAdd", "x · y + z, rounded after each: no verb, but what expressions are made of", "Ternary", []rowSpec{
		{Family: "int", Plain: "fMAIntLoop[%s]"},
		{Family: "float", Expr: "T(x*y) + z", Form: dense},
	}},
	{"RootOfSquares", "√(x² + y²), rounded after each step: no verb, but what expressions are made of", "Binary", []rowSpec{
		{Family: "float32", Expr: "float32(math.Sqrt(float64(float32(x*x) + float32(y*y))))", Form: dense},
		{Family: "float64", Expr: "math.Sqrt(float64(x*x) + float64(y*y))", Form: dense},
	}},
	{"Neg", "−x", "Unary", []rowSpec{
		{Family: "arith", Expr: "-x", Form: dense},
		{Family: "halfbits", Expr: "x ^ 0x8000"},
	}},
	{"Pos", "x", "Unary", []rowSpec{
		{Family: "arith", Plain: "copyItems[%s]"},
		{Family: "halfbits", Plain: "copyItems[%s]"},
	}},
	{"Abs", "|x|", "Unary", []rowSpec{
		{Family: "bool", Expr: "x != 0"},
		{Family: "signed", Expr: "max(x, -x)", Form: dense},
		{Family: "unsigned", Plain: "copyItems[%s]"},
		{Family: "halfbits", Expr: "x &^ 0x8000"},
		{Family: "float32", Expr: "math.Float32frombits(math.Float32bits(x) &^ (1 << 31))", Form: dense},
		{Family: "float64", Expr: "math.Abs(x)", Form: dense},
		{Family: "complex64", Expr: "absComplex64(x)", Out: "float32"},
		{Family: "complex128", Expr: "absComplex128(x)", Out: "float64"},
	}},
	{"Sign", "the sign of x: −1, 0 or 1, for complex numbers x/|x|", "Unary", []rowSpec{
		{Family: "signed", Expr: "signSigned(x)"},
		{Family: "unsigned", Expr: "min(x, 1)"},
		{Family: "half", Expr: "signFloat(x)"},
		{Family: "float", Expr: "signFloat(x)"},
		{Family: "complex64", Expr: "signComplex64(x)"},
		{Family: "complex128", Expr: "signComplex128(x)"},
	}},
	{"Square", "x · x", "Unary", []rowSpec{
		{Family: "real", Expr: "x * x", Form: dense},
		{Family: "half", Expr: "x * x"},
		{Family: "complex64", Expr: "mulComplex64(x, x)"},
		{Family: "complex128", Expr: "mulComplex128(x, x)"},
	}},
	{"GCD", "the greatest common divisor", "Binary", []rowSpec{
		{Family: "signed", Expr: "gcdSigned(x, y)"},
		{Family: "unsigned", Expr: "gcd(x, y)"},
	}},
	{"LCM", "the least common multiple", "Binary", []rowSpec{
		{Family: "signed", Expr: "lcmSigned(x, y)"},
		{Family: "unsigned", Expr: "lcm(x, y)"},
	}},
}

var divideTables = []tableSpec{
	{"Div", "x / y; of integers, in float64", "Binary", []rowSpec{
		{Family: "int", Expr: "float64(x) / float64(y)", Out: "float64", Form: dense},
		{Family: "half", Expr: "x / y"},
		{Family: "float", Expr: "x / y", Form: scalars},
		{Family: "complex64", Expr: "divComplex64(x, y)"},
		{Family: "complex128", Expr: "divComplex128(x, y)"},
	}},
	{"FloorDiv", "⌊x / y⌋", "Binary", []rowSpec{
		{Family: "signed", Expr: "floorDivSigned(x, y)"},
		{Family: "unsigned", Expr: "floorDivUnsigned(x, y)"},
		{Family: "half", Expr: "floorDivFloat(x, y)"},
		{Family: "float", Expr: "floorDivFloat(x, y)"},
	}},
	{"Mod", "x − ⌊x / y⌋ · y", "Binary", []rowSpec{
		{Family: "signed", Expr: "modSigned(x, y)"},
		{Family: "unsigned", Expr: "modInt(x, y)"},
		{Family: "half", Expr: "modFloat(x, y)"},
		{Family: "float", Expr: "modFloat(x, y)"},
	}},
	{"Fmod", "the remainder of C, with the sign of x", "Binary", []rowSpec{
		{Family: "int", Expr: "modInt(x, y)"},
		{Family: "half", Expr: "fmod(x, y)"},
		{Family: "float", Expr: "fmod(x, y)"},
	}},
	{"DivMod", "⌊x / y⌋ and what remains", "Pair", []rowSpec{
		{Family: "signed", Expr: "floorDivSigned(x, y), modSigned(x, y)"},
		{Family: "unsigned", Expr: "floorDivUnsigned(x, y), modInt(x, y)"},
		{Family: "half", Expr: "divModFloat(x, y)"},
		{Family: "float", Expr: "divModFloat(x, y)"},
	}},
	{"Reciprocal", "1 / x", "Unary", []rowSpec{
		{Family: "smallint", Expr: "reciprocalInt(x, 0)"},
		{Family: "int32", Expr: "reciprocalInt(x, math.MinInt32)"},
		{Family: "int64", Expr: "reciprocalInt(x, math.MinInt64)"},
		{Family: "half", Expr: "1 / x"},
		{Family: "float", Expr: "1 / x", Form: dense},
		{Family: "complex64", Expr: "reciprocalComplex64(x)"},
		{Family: "complex128", Expr: "reciprocalComplex128(x)"},
	}},
}

// comparison is the table of an order or equality: o is Go's operator, b what it is
// of the truth of booleans, c of complex128 numbers.
func comparison(name, doc, o, b, c string) tableSpec {
	return tableSpec{name, doc, "Binary", []rowSpec{
		{Family: "bool", Expr: b},
		{Family: "real", Expr: "x " + o + " y", Form: scalar, Out: "bool"},
		{Family: "half", Expr: "x " + o + " y", Out: "bool"},
		{Family: "complex", Expr: c, Out: "bool"},
	}}
}

// exact is the table of a comparison between signed and unsigned numbers of 64 bits,
// found by the kind of x. Where x is signed its comparison with y is op of cmp and
// 0, and the other way round where y is.
func exact(name, doc, op, turned string) tableSpec {
	return tableSpec{name, doc + ", of int64 with uint64 or the other way round", "Binary", []rowSpec{
		{Family: "int64", Y: "uint64", Expr: "compareSigns(x, y) " + op + " 0", Out: "bool"},
		{Family: "uint64", Y: "int64", Expr: "compareSigns(y, x) " + turned + " 0", Out: "bool"},
	}}
}

var compareTables = []tableSpec{
	comparison("Equal", "x = y", "==", "(x != 0) == (y != 0)", "x == y"),
	comparison("NotEqual", "x ≠ y", "!=", "(x != 0) != (y != 0)", "x != y"),
	comparison("Less", "x < y", "<", "x == 0 && y != 0", "lessComplex(complex128(x), complex128(y))"),
	comparison("LessEqual", "x ≤ y", "<=", "x == 0 || y != 0", "lessEqualComplex(complex128(x), complex128(y))"),
	comparison("Greater", "x > y", ">", "x != 0 && y == 0", "lessComplex(complex128(y), complex128(x))"),
	comparison("GreaterEqual", "x ≥ y", ">=", "x != 0 || y == 0", "lessEqualComplex(complex128(y), complex128(x))"),
	exact("EqualSigns", "x = y", "==", "=="),
	exact("NotEqualSigns", "x ≠ y", "!=", "!="),
	exact("LessSigns", "x < y", "<", ">"),
	exact("LessEqualSigns", "x ≤ y", "<=", ">="),
	exact("GreaterSigns", "x > y", ">", "<"),
	exact("GreaterEqualSigns", "x ≥ y", ">=", "<="),
}

// truth is the table of a binary verb of truth values: op of whether x and y are not
// zero.
func truth(name, doc, op string) tableSpec {
	return tableSpec{name, doc, "Binary", []rowSpec{
		{Family: "bool", Expr: "(x != 0) " + op + " (y != 0)"},
		{Family: "arith", Expr: "(x != 0) " + op + " (y != 0)", Out: "bool"},
		{Family: "half", Expr: "(x != 0) " + op + " (y != 0)", Out: "bool"},
	}}
}

// floatTest is the table of a question that only floats can answer in two ways.
func floatTest(name, doc, half, float, complex, others string) tableSpec {
	return tableSpec{name, doc, "Unary", []rowSpec{
		{Family: "bool", Plain: others},
		{Family: "int", Plain: others},
		{Family: "half", Expr: half, Out: "bool"},
		{Family: "float", Expr: float, Out: "bool", Form: dense},
		{Family: "complex", Expr: complex, Out: "bool"},
	}}
}

var logicalTables = []tableSpec{
	truth("LogicalAnd", "x and y", "&&"),
	truth("LogicalOr", "x or y", "||"),
	truth("LogicalXor", "either x or y", "!="),
	{"LogicalNot", "not x", "Unary", []rowSpec{
		{Family: "bool", Expr: "x == 0", Form: dense},
		{Family: "arith", Expr: "x == 0", Out: "bool"},
		{Family: "half", Expr: "x == 0", Out: "bool"},
	}},
	floatTest("IsNaN", "whether x is NaN", "math.IsNaN(float64(x))", "math.IsNaN(float64(x))", "isNaNComplex(complex128(x))", "never"),
	floatTest("IsInf", "whether x is infinite", "math.Abs(float64(x)) > math.MaxFloat64", "math.Abs(float64(x)) > math.MaxFloat64", "isInfComplex(complex128(x))", "never"),
	floatTest("IsFinite", "whether x is neither NaN nor infinite", "math.Abs(float64(x)) <= math.MaxFloat64", "math.Abs(float64(x)) <= math.MaxFloat64", "isFiniteComplex(complex128(x))", "always"),
	{"Signbit", "whether the sign of x is set, also that of zero and NaN", "Unary", []rowSpec{
		{Family: "halfbits", Expr: "x&0x8000 != 0", Out: "bool"},
		{Family: "float32", Expr: "math.Float32bits(x)>>31 != 0", Out: "bool"},
		{Family: "float64", Expr: "math.Signbit(x)", Out: "bool"},
	}},
}

// bitwise is the table of a binary verb of bits.
func bitwise(name, doc, boolean, integer string) tableSpec {
	return tableSpec{name, doc, "Binary", []rowSpec{
		{Family: "bool", Expr: boolean},
		{Family: "int", Expr: integer, Form: scalar},
	}}
}

var bitsTables = []tableSpec{
	bitwise("BitwiseAnd", "x & y", "x != 0 && y != 0", "x & y"),
	bitwise("BitwiseOr", "x | y", "x|y != 0", "x | y"),
	bitwise("BitwiseXor", "x ^ y", "(x != 0) != (y != 0)", "x ^ y"),
	{"Invert", "all bits of x turned over", "Unary", []rowSpec{
		{Family: "bool", Expr: "x == 0"},
		{Family: "int", Expr: "^x", Form: dense},
	}},
	{"LeftShift", "x · 2^y", "Binary", []rowSpec{{Family: "int", Expr: "x << uint64(y)", Form: scalar}}},
	{"RightShift", "⌊x / 2^y⌋", "Binary", []rowSpec{{Family: "int", Expr: "x >> uint64(y)", Form: scalar}}},
	{"BitwiseCount", "the number of ones in |x|", "Unary", []rowSpec{
		{Family: "signed", Expr: "onesSigned(x)", Out: "uint8"},
		{Family: "unsigned", Expr: "uint8(bits.OnesCount64(uint64(x)))", Out: "uint8"},
	}},
}

// rounding is the table of a verb that leaves whole numbers as they are.
func rounding(name, doc, f string) tableSpec {
	return tableSpec{name, doc, "Unary", []rowSpec{
		{Family: "bool", Expr: "x != 0"},
		{Family: "int", Plain: "copyItems[%s]"},
		{Family: "half", Expr: "float32(" + f + "(float64(x)))"},
		{Family: "float32", Expr: "float32(" + f + "(float64(x)))", Form: dense},
		{Family: "float64", Expr: f + "(x)", Form: dense},
	}}
}

var roundingTables = []tableSpec{
	rounding("Ceil", "⌈x⌉", "math.Ceil"),
	rounding("Floor", "⌊x⌋", "math.Floor"),
	rounding("Trunc", "x rounded towards zero", "math.Trunc"),
	{"Rint", "x rounded to the nearest whole number, ties to even", "Unary", []rowSpec{
		{Family: "half", Expr: "float32(math.RoundToEven(float64(x)))"},
		{Family: "float32", Expr: "float32(math.RoundToEven(float64(x)))", Form: dense},
		{Family: "float64", Expr: "math.RoundToEven(x)", Form: dense},
		{Family: "complex64", Expr: "rintComplex64(x)"},
		{Family: "complex128", Expr: "rintComplex128(x)"},
	}},
	{"Round", "x rounded to y decimal places, as NumPy does it", "Binary", []rowSpec{
		{Family: "int", Y: "int64", Expr: "roundInt(x, y)"},
		{Family: "float16", Y: "int64", Expr: "roundFloat16(x, y)"},
		{Family: "bfloat16", Y: "int64", Expr: "roundBFloat16(x, y)"},
		{Family: "float32", Y: "int64", Expr: "roundFloat(x, y)"},
		{Family: "float64", Y: "int64", Expr: "roundFloat(x, y)"},
		{Family: "complex64", Y: "int64", Expr: "complex(roundFloat(real(x), y), roundFloat(imag(x), y))"},
		{Family: "complex128", Y: "int64", Expr: "complex(roundFloat(real(x), y), roundFloat(imag(x), y))"},
	}},
}

var partsTables = []tableSpec{
	{"Real", "the real part of x", "Unary", []rowSpec{
		{Family: "bool", Expr: "x != 0"},
		{Family: "real", Plain: "copyItems[%s]"},
		{Family: "halfbits", Plain: "copyItems[%s]"},
		{Family: "complex64", Expr: "real(x)", Out: "float32"},
		{Family: "complex128", Expr: "real(x)", Out: "float64"},
	}},
	{"Imag", "the imaginary part of x", "Unary", []rowSpec{
		{Family: "bool", Plain: "zeros[%s]"},
		{Family: "real", Plain: "zeros[%s]"},
		{Family: "halfbits", Plain: "zeros[%s]"},
		{Family: "complex64", Expr: "imag(x)", Out: "float32"},
		{Family: "complex128", Expr: "imag(x)", Out: "float64"},
	}},
	{"Conj", "x with the sign of its imaginary part changed", "Unary", []rowSpec{
		{Family: "real", Plain: "copyItems[%s]"},
		{Family: "halfbits", Plain: "copyItems[%s]"},
		{Family: "complex64", Expr: "complex(real(x), -imag(x))"},
		{Family: "complex128", Expr: "complex(real(x), -imag(x))"},
	}},
	{"Copysign", "|x| with the sign of y", "Binary", []rowSpec{
		{Family: "halfbits", Expr: "x&0x7fff | y&0x8000"},
		{Family: "float32", Expr: "copysign32(x, y)"},
		{Family: "float64", Expr: "math.Copysign(x, y)"},
	}},
	{"Nextafter", "the number next to x on the way to y", "Binary", []rowSpec{
		{Family: "float16", Expr: "elem.Float16(nextHalf(uint16(x), uint16(y), 0x7c00))"},
		{Family: "bfloat16", Expr: "elem.BFloat16(nextHalf(uint16(x), uint16(y), 0x7f80))"},
		{Family: "float32", Expr: "nextafter32(x, y)"},
		{Family: "float64", Expr: "nextafter64(x, y)"},
	}},
	{"Spacing", "the distance from x to the next number away from zero", "Unary", []rowSpec{
		{Family: "float16", Expr: "spacingFloat16(x)"},
		{Family: "bfloat16", Expr: "spacingBFloat16(x)"},
		{Family: "float32", Expr: "spacing32(x)"},
		{Family: "float64", Expr: "spacing64(x)"},
	}},
	{"Heaviside", "0 for x < 0, y for x = 0, 1 for x > 0", "Binary", []rowSpec{
		{Family: "half", Expr: "heaviside(x, y)"},
		{Family: "float", Expr: "heaviside(x, y)"},
	}},
}

// extremum is the table of a verb that picks x where e holds and y otherwise.
func extremum(name, doc, boolean, integer, float, complex string) tableSpec {
	return tableSpec{name, doc, "Binary", []rowSpec{
		{Family: "bool", Expr: boolean},
		{Family: "int", Expr: integer, Form: scalar},
		{Family: "half", Expr: float},
		{Family: "float", Expr: float, Form: scalar},
		{Family: "complex", Expr: complex},
	}}
}

var minmaxTables = []tableSpec{
	extremum("Minimum", "the smaller of x and y, NaN if one is", "x != 0 && y != 0", "min(x, y)", "min(x, y)", "minimumComplex(x, y)"),
	extremum("Maximum", "the larger of x and y, NaN if one is", "x|y != 0", "max(x, y)", "max(x, y)", "maximumComplex(x, y)"),
	extremum("Fmin", "the smaller of x and y, NaN if both are", "x != 0 && y != 0", "min(x, y)", "fmin(x, y)", "fminComplex(x, y)"),
	extremum("Fmax", "the larger of x and y, NaN if both are", "x|y != 0", "max(x, y)", "fmax(x, y)", "fmaxComplex(x, y)"),
	{"Clip", "x, but at least y and at most z", "Ternary", []rowSpec{
		{Family: "bool", Expr: "(x|y != 0) && z != 0"},
		{Family: "int", Expr: "min(max(x, y), z)", Form: dense},
		{Family: "half", Expr: "min(max(x, y), z)"},
		{Family: "float", Expr: "min(max(x, y), z)", Form: dense},
		{Family: "complex", Expr: "clipComplex(x, y, z)"},
	}},
}
