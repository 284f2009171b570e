package ndview

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Decimal digits of binary floating-point numbers, as NumPy prints them.
//
// Two questions are answered. "Which digits?" is the free-format problem of
// Steele and White: as few digits as tell the number from its neighbours in its
// own format, and of those the closest. NumPy lets two limits cut in: at most
// max digits are generated, correctly rounded if that is fewer than needed, and
// at least min digits, which are then digits of the exact binary value and no
// zeros. "Where do they stand?" is positional or scientific notation with
// trailing zeros trimmed or kept; see format_float.go.
//
// strconv answers the first question for float32 and float64. divide does for
// the formats that strconv does not know, by long division of
//
//	value = r/s    distance to the neighbours below, above = lo/s, hi/s
//
// multiplying r, lo and hi by ten for each digit. It also serves powers of two,
// whose neighbours are not equally far away: 2^-12 as a float32 is the one number
// where strconv breaks a tie the other way, and where min is wanted there are
// eight float64 whose last digit is not that of the rounded exact value.
//
// Sources: G. L. Steele, J. L. White, "How to print floating-point numbers
// accurately", PLDI 1990; numpy.format_float_positional and
// numpy.format_float_scientific, whose parameters unique, precision, min_digits
// and trim are those below and in format_float.go.

// Digits are decimal digits with point of them before the decimal point: 125 is
// 12.5 with point 2 and 0.00125 with point -2. Positional digits may begin with
// zeros, up to the one before the point.
type digits struct {
	d     []byte // '0' … '9'
	point int
}

// limits say how many digits to generate. In positional notation min and max
// count the digits after the point, in scientific those after the first one.
type limits struct {
	positional bool
	exact      bool // exactly max digits, whether needed or not
	max        int  // -1 for no limit
	min        int
}

// fraction returns the number of digits that min and max count.
func (l limits) fraction(d digits) int {
	if l.positional {
		return len(d.d) - d.point
	}
	return len(d.d) - 1
}

// generate returns the digits of the magnitude of a finite number.
func (x real) generate(l limits) digits {
	if x.zero() {
		return digits{[]byte{'0'}, 1}
	}
	if l.exact {
		return x.rounded(l.positional, l.max)
	}
	d := x.unique()
	switch n := l.fraction(d); {
	case l.max >= 0 && n > l.max:
		return x.rounded(l.positional, l.max)
	case l.min > n && x.powerOfTwo():
		return x.divide(l)
	case l.min > n:
		return x.rounded(l.positional, l.min)
	}
	return d
}

func (x real) powerOfTwo() bool {
	if x.wide != nil {
		return x.wide.MinPrec() == 1
	}
	m, _ := math.Frexp(x.f)
	return m == 0.5
}

// unique returns the shortest digits that read back as x.
func (x real) unique() digits {
	switch {
	case x.powerOfTwo():
	case x.form == form32:
		return parseDigits(strconv.AppendFloat(nil, x.f, 'e', -1, 32))
	case x.form == form64:
		return parseDigits(strconv.AppendFloat(nil, x.f, 'e', -1, 64))
	}
	return x.divide(limits{})
}

// rounded returns the exact value of x, rounded to n digits after the point or
// after the first digit, ties to even.
func (x real) rounded(positional bool, n int) digits {
	if x.wide != nil {
		return x.divide(limits{positional: positional, exact: true, max: n})
	}
	verb := byte('e')
	if positional {
		verb = 'f'
	}
	return parseDigits(strconv.AppendFloat(nil, x.f, verb, n, 64))
}

// parseDigits reads strconv's "1.25e-07" or "0.00125".
func parseDigits(text []byte) digits {
	d := digits{d: make([]byte, 0, len(text)), point: -1}
	exp := 0
scan:
	for i, c := range text {
		switch c {
		case '.':
			d.point = len(d.d)
		case 'e':
			exp, _ = strconv.Atoi(string(text[i+1:])) // strconv wrote it
			break scan
		default:
			d.d = append(d.d, c)
		}
	}
	if d.point < 0 {
		d.point = len(d.d)
	}
	d.point += exp
	return d
}

// divide generates digits one by one: if exact is set until there are max of them,
// otherwise until they tell x from its neighbours and there are min of them. A
// tie between two last digits goes to the even one, and the ends of the interval
// count as x if its significand is even.
func (x real) divide(l limits) digits {
	m, e, edge := x.significand()
	even := m.Bit(0) == 0
	r, s, lo, hi := ratio(m, e, edge)
	d := digits{point: scale(r, s, lo, hi)}
	if first := 1 - l.max; l.exact && l.positional && d.point < first {
		s.Mul(s, new(big.Int).Exp(ten, big.NewInt(int64(first-d.point)), nil))
		d.point = first // the digits wanted end before the first one that is not 0
	}
	digit, sum := new(big.Int), new(big.Int)
	for {
		digit.QuoRem(r, s, r)
		d.d = append(d.d, byte('0'+digit.Uint64()))
		low, high := r.Cmp(lo), sum.Add(r, hi).Cmp(s)
		isLow := low < 0 || even && low == 0
		isHigh := high > 0 || even && high == 0
		if l.exact {
			isLow, isHigh = true, true
		}
		if l.exact && l.fraction(d) == l.max || !l.exact && (isLow || isHigh) && l.fraction(d) >= l.min {
			if isLow == isHigh {
				half := r.Lsh(r, 1).Cmp(s)
				isHigh = half > 0 || half == 0 && digit.Bit(0) == 1
			}
			if isHigh {
				d.roundUp()
			}
			return d
		}
		for _, n := range []*big.Int{r, lo, hi} {
			n.Mul(n, ten)
		}
	}
}

// ratio returns m·2^e as r/s, and half the distances to its neighbours below and
// above as lo/s and hi/s.
func ratio(m *big.Int, e int, edge bool) (r, s, lo, hi *big.Int) {
	r, s, lo, hi = new(big.Int).Lsh(m, 1), big.NewInt(2), big.NewInt(1), big.NewInt(1)
	if edge {
		r.Lsh(r, 1)
		s.Lsh(s, 1)
		hi.Lsh(hi, 1)
	}
	if e < 0 {
		s.Lsh(s, uint(-e))
		return r, s, lo, hi
	}
	for _, n := range []*big.Int{r, lo, hi} {
		n.Lsh(n, uint(e))
	}
	return r, s, lo, hi
}

var ten = big.NewInt(10)

// scale multiplies by a power of ten so that 1 ≤ r/s < 10, and returns the place
// of the point in r/s as it was.
func scale(r, s, lo, hi *big.Int) int {
	// 0.30103 is log10(2), a little too large; the estimate is at most one off for
	// the exponents of all formats, and the loops correct it.
	exp := (r.BitLen() - s.BitLen()) * 30103 / 100000
	power := new(big.Int)
	switch {
	case exp > 0:
		s.Mul(s, power.Exp(ten, big.NewInt(int64(exp)), nil))
	case exp < 0:
		power.Exp(ten, big.NewInt(int64(-exp)), nil)
		for _, n := range []*big.Int{r, lo, hi} {
			n.Mul(n, power)
		}
	}
	for power.Mul(s, ten).Cmp(r) <= 0 {
		s.Set(power)
		exp++
	}
	for r.Cmp(s) < 0 {
		for _, n := range []*big.Int{r, lo, hi} {
			n.Mul(n, ten)
		}
		exp--
	}
	return exp + 1
}

// roundUp adds one unit of the last digit. Nines that become zeros are dropped.
func (d *digits) roundUp() {
	for i := len(d.d) - 1; i >= 0; i-- {
		if d.d[i] < '9' {
			d.d[i]++
			return
		}
		d.d = d.d[:i]
	}
	d.d = append(d.d, '1')
	d.point++
}

// split returns the digits before and after the point in positional notation.
func (d digits) split() (whole, fraction string) {
	switch text := string(d.d); {
	case d.point <= 0:
		return "0", strings.Repeat("0", -d.point) + text
	case d.point >= len(text):
		return text + strings.Repeat("0", d.point-len(text)), ""
	default:
		return text[:d.point], text[d.point:]
	}
}
