package ndview

import (
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
)

// scalarText prints the item of an array without axes as NumPy prints a scalar:
// numbers in full, whatever the precision, and text without quotation marks.
func scalarText(it printItems, o PrintOptions) string {
	item := it.item(0)
	switch k := it.typ.Kind; {
	case k.IsSigned(), k.IsUnsigned():
		return intText(it.typ, item)
	case isReal(k):
		return realScalar(realItem(it.typ, item))
	case isComplex(k):
		re, im := it.complexParts()
		return complexScalar(re[0], im[0])
	case k == elem.KindUnicode, k == elem.KindUCS2:
		return string(codePoints(it.typ, item))
	case k == elem.KindBytes:
		return "np.bytes_(" + textOf(it.typ, item) + ")"
	case k == elem.KindDatetime64, k == elem.KindTimedelta64:
		return timeScalar(it.typ, item)
	case k == elem.KindRecord:
		o.wholeFloats = true
	}
	return newColumn(it, o)(0)
}

func timeScalar(typ elem.Type, item []byte) string {
	switch ticks := int64(unsignedOf(typ, item)); {
	case ticks == notATime:
		return "NaT"
	case typ.Kind == elem.KindTimedelta64:
		return timedeltaScalar(typ, ticks)
	default:
		return datetimeText(typ, ticks)
	}
}

// realScalar prints a number in as many digits as it needs: "1.0", "1e+16".
func realScalar(x real) string {
	if !x.finite() {
		return nonFiniteScalar(x)
	}
	text := numberText(x)
	if x.positionalScalar() && !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

func nonFiniteScalar(x real) string {
	c := floatColumn{nan: "nan", inf: "inf"}
	return c.special(x)
}

// numberText prints a finite number without a point that nothing follows.
func numberText(x real) string {
	c := floatColumn{scientific: !x.positionalScalar(), exponent: defaultExponent}
	c.limits = limits{positional: !c.scientific, max: -1}
	text, fraction, exp := c.parts(x)
	if fraction != "" {
		text += "." + fraction
	}
	if c.scientific {
		text += "e" + exp
	}
	return text
}

// positionalScalar reports whether NumPy writes a single number without an
// exponent: from 1e-4 up to where the digits of its type end, at most 1e16.
func (x real) positionalScalar() bool {
	limit := 1e16
	if x.form.digits < len(powersOfTen) {
		limit = powersOfTen[x.form.digits]
	}
	return x.zero() || x.atLeast(1e-4) && !x.atLeast(limit)
}

// complexScalar prints "(1+2j)", or "2j" where the real part is +0.
func complexScalar(re, im real) string {
	part := func(x real) string {
		if !x.finite() {
			return nonFiniteScalar(x)
		}
		return numberText(x)
	}
	right := part(im) + "j"
	if re.zero() && !re.neg {
		return right
	}
	if !strings.HasPrefix(right, "-") {
		right = "+" + right
	}
	return "(" + part(re) + right + ")"
}
