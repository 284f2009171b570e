package elem

// Promotion
//
// As NumPy 2 promotes (NEP 50). Arrays of two kinds meet in the first kind, in the
// order of widening, to which both cast safely: int8 and uint8 in int16, int64 and
// uint64 in float64, float16 and int16 in float32. Values play no role.
//
// A number written in a program is weak: it knows that it is an integer, a float or
// complex, and takes the kind of what it meets unless that family is too small, a
// float for integers say; then it is int64, float64 or complex128, of the width of
// the floats it meets.
//
// bfloat16 meets float16 in float32, and integers where they are computed: in
// float32 or float64, which is what ml_dtypes' ufuncs do. (np.result_type alone has
// no answer for some of these pairs.) A weak float leaves it bfloat16, as it does
// every other float; NumPy, whose weak numbers know its own floats only, computes
// float32.
//
// https://numpy.org/neps/nep-0050-scalar-promotion.html

// widening lists the numeric kinds so that the first of several to which a value
// casts safely is the one that NumPy takes.
var widening = [...]Kind{
	KindBool, KindInt8, KindUint8, KindInt16, KindUint16, KindInt32, KindUint32, KindInt64, KindUint64,
	KindFloat16, KindBFloat16, KindFloat32, KindFloat64, KindComplex64, KindComplex128,
}

// Promote returns the kind in which two numeric kinds meet, Invalid if one is not
// numeric.
func Promote(a, b Kind) Kind {
	if a == b && a.IsNumeric() {
		return a
	}
	for _, k := range widening {
		if CanCast(a, k, CastSafe) && CanCast(b, k, CastSafe) {
			return k
		}
	}
	return Invalid
}

// Weak is the family of a number written in a program.
type Weak uint8

// The families. A weak bool is not among them: it is a bool.
const (
	WeakInt Weak = iota
	WeakFloat
	WeakComplex
)

// PromoteWeak returns the kind that a weak number takes on meeting a numeric kind;
// Invalid stands for meeting nothing but other weak numbers.
func PromoteWeak(k Kind, w Weak) Kind {
	switch {
	case w == WeakInt && (k.IsInteger() || k.IsFloat() || k.IsComplex()):
		return k
	case w == WeakInt:
		return KindInt64
	case w == WeakFloat && (k.IsFloat() || k.IsComplex()):
		return k
	case w == WeakFloat:
		return KindFloat64
	case k.IsComplex():
		return k
	case k == KindFloat16 || k == KindBFloat16 || k == KindFloat32:
		return KindComplex64
	}
	return KindComplex128
}
