package ndview

import (
	"strconv"
	"strings"
)

// A column of floating-point numbers in one notation and one width, by the rules
// of numpy.array2string: scientific notation if the largest magnitude reaches the
// digits that the type keeps (at most 1e8), or if, without Suppress, the smallest
// is below 1e-4 or a thousandth of the largest; the points stand below each other;
// trailing zeros that no number needs are not written.
type floatColumn struct {
	nan, inf   string
	plus       bool // write + before positive numbers
	scientific bool
	limits     limits
	keep       bool // keep trailing zeros
	left       int  // width before the point
	right      int  // width after the point, exponent included
	exponent   int  // digits of the exponent
}

// defaultExponent is the smallest number of digits in an exponent.
const defaultExponent = 2

func newFloatColumn(xs []real, o PrintOptions, sign byte) *floatColumn {
	c := &floatColumn{nan: o.NaN, inf: o.Inf, plus: sign == '+', exponent: defaultExponent}
	var finite []real
	for _, x := range xs {
		if x.finite() {
			finite = append(finite, x)
		}
	}
	if len(finite) > 0 {
		c.scientific = wantsScientific(finite, o.Suppress)
		c.limits = limits{positional: !c.scientific, exact: o.FloatMode == FloatFixed, max: o.Precision}
		if o.FloatMode == FloatUnique {
			c.limits.max = -1
		}
		c.keep = c.limits.exact
		c.measure(finite)
		c.fix(o.FloatMode)
	}
	if sign == ' ' && !anyNegative(finite) {
		c.left++
	}
	if len(finite) < len(xs) {
		c.makeRoom(xs, sign)
	}
	return c
}

func wantsScientific(finite []real, suppress bool) bool {
	var largest, smallest real
	found := false
	for _, x := range finite {
		switch {
		case x.zero():
		case !found:
			largest, smallest, found = x, x, true
		case largest.below(x):
			largest = x
		case x.below(smallest):
			smallest = x
		}
	}
	if !found {
		return false
	}
	m := largest.form
	if largest.atLeast(powersOfTen[min(8, m.digits)]) {
		return true
	}
	return !suppress && (!smallest.atLeast(m.round(0.0001)) || largest.ratioAbove(smallest, 1000))
}

var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// measure finds the widths by writing all numbers once.
func (c *floatColumn) measure(finite []real) {
	for _, x := range finite {
		whole, fraction, exp := c.parts(x)
		c.left = max(c.left, len(whole))
		c.right = max(c.right, len(fraction))
		c.exponent = max(c.exponent, len(exp)-1)
	}
}

// fix settles how many digits every number gets, now that all are known.
func (c *floatColumn) fix(mode FloatMode) {
	if c.scientific || mode == FloatMaxPrecEqual || mode == FloatFixed {
		c.limits.max, c.limits.min = c.right, c.right
		c.keep = true
	}
	if c.scientific {
		c.right += len("e+") + c.exponent
	}
}

// makeRoom widens the column for the numbers that are not finite.
func (c *floatColumn) makeRoom(xs []real, sign byte) {
	inf := len(c.inf)
	for _, x := range xs {
		if sign != '-' || x.neg && !x.finite() && !x.nan() {
			inf++
			break
		}
	}
	point := c.right + 1
	c.left = max(c.left, len(c.nan)-point, inf-point)
}

func anyNegative(xs []real) bool {
	for _, x := range xs {
		if x.neg {
			return true
		}
	}
	return false
}

// text returns x in the column's notation, padded to the column's width.
func (c *floatColumn) text(x real) string {
	if !x.finite() {
		return padLeft(c.special(x), c.left+1+c.right)
	}
	whole, fraction, exp := c.parts(x)
	if c.scientific {
		return padLeft(whole, c.left) + "." + fraction + "e" + exp
	}
	return padLeft(whole, c.left) + "." + padRight(fraction, c.right)
}

func (c *floatColumn) special(x real) string {
	switch {
	case x.nan() && c.plus:
		return "+" + c.nan
	case x.nan():
		return c.nan
	}
	return c.sign(x) + c.inf
}

func (c *floatColumn) sign(x real) string {
	switch {
	case x.neg:
		return "-"
	case c.plus:
		return "+"
	}
	return ""
}

// parts writes a finite number: what stands before the point, after it, and
// after the 'e'.
func (c *floatColumn) parts(x real) (whole, fraction, exp string) {
	d := x.generate(c.limits)
	if c.scientific {
		whole, fraction, exp = string(d.d[:1]), string(d.d[1:]), exponentText(d.point-1, c.exponent)
	} else {
		whole, fraction = d.split()
	}
	if c.keep {
		fraction += zeros(max(c.limits.max, c.limits.min) - len(fraction))
	} else {
		fraction = strings.TrimRight(fraction, "0")
	}
	return c.sign(x) + whole, fraction, exp
}

// exponentText returns "+05" for 5: the sign, and at least width digits.
func exponentText(exp, width int) string {
	sign := "+"
	if exp < 0 {
		sign, exp = "-", -exp
	}
	text := strconv.Itoa(exp)
	return sign + zeros(width-len(text)) + text
}

func zeros(n int) string { return strings.Repeat("0", max(n, 0)) }

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(width-runeLen(s), 0)) + s
}

func padRight(s string, width int) string {
	return s + strings.Repeat(" ", max(width-runeLen(s), 0))
}
