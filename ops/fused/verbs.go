package fused

// The verbs that expressions are mostly made of, as functions; [Call] knows all.
// Dtypes are those of NumPy's ufuncs of the same names.

// Add is x + y.
func Add(x, y Expr) Expr { return Call("add", x, y) }

// Sub is x − y.
func Sub(x, y Expr) Expr { return Call("subtract", x, y) }

// Mul is x · y.
func Mul(x, y Expr) Expr { return Call("multiply", x, y) }

// Div is x / y, of integers in float64.
func Div(x, y Expr) Expr { return Call("divide", x, y) }

// FloorDiv is the largest whole number not above x / y.
func FloorDiv(x, y Expr) Expr { return Call("floor_divide", x, y) }

// Mod is x − y·FloorDiv(x, y), with the sign of y.
func Mod(x, y Expr) Expr { return Call("remainder", x, y) }

// Pow is x to the power of y.
func Pow(x, y Expr) Expr { return Call("power", x, y) }

// Neg is −x.
func Neg(x Expr) Expr { return Call("negative", x) }

// Abs is |x|, of complex numbers a float.
func Abs(x Expr) Expr { return Call("absolute", x) }

// Square is x · x.
func Square(x Expr) Expr { return Call("square", x) }

// Sqrt is the square root of x.
func Sqrt(x Expr) Expr { return Call("sqrt", x) }

// Exp is e to the power of x.
func Exp(x Expr) Expr { return Call("exp", x) }

// Log is the natural logarithm of x.
func Log(x Expr) Expr { return Call("log", x) }

// Sin is the sine of x radians.
func Sin(x Expr) Expr { return Call("sin", x) }

// Cos is the cosine of x radians.
func Cos(x Expr) Expr { return Call("cos", x) }

// Minimum is the smaller one of x and y, NaN if one is NaN.
func Minimum(x, y Expr) Expr { return Call("minimum", x, y) }

// Maximum is the larger one of x and y, NaN if one is NaN.
func Maximum(x, y Expr) Expr { return Call("maximum", x, y) }

// Less is x < y, a bool.
func Less(x, y Expr) Expr { return Call("less", x, y) }

// LessEqual is x ≤ y, a bool.
func LessEqual(x, y Expr) Expr { return Call("less_equal", x, y) }

// Greater is x > y, a bool.
func Greater(x, y Expr) Expr { return Call("greater", x, y) }

// GreaterEqual is x ≥ y, a bool.
func GreaterEqual(x, y Expr) Expr { return Call("greater_equal", x, y) }

// Equal is x = y, a bool.
func Equal(x, y Expr) Expr { return Call("equal", x, y) }

// NotEqual is x ≠ y, a bool.
func NotEqual(x, y Expr) Expr { return Call("not_equal", x, y) }

// And is x and y, bit by bit.
func And(x, y Expr) Expr { return Call("bitwise_and", x, y) }

// Or is x or y, bit by bit.
func Or(x, y Expr) Expr { return Call("bitwise_or", x, y) }

// Xor is x exclusive-or y, bit by bit.
func Xor(x, y Expr) Expr { return Call("bitwise_xor", x, y) }

// Not is the complement of x, bit by bit; of booleans, what they are not.
func Not(x Expr) Expr { return Call("invert", x) }

// Where is x where m is true and y elsewhere, in the kind in which x and y meet. m
// is true where it is not zero. Both x and y are computed everywhere.
func Where(m, x, y Expr) Expr { return Call("where", m, x, y) }

// Clip is x, but lo below lo and hi above hi.
func Clip(x, lo, hi Expr) Expr { return Call("clip", x, lo, hi) }
