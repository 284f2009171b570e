package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
)

// Products. A long lane is multiplied in eight strands, which are independent of each
// other, so that the processor need not wait for one product to begin the next. Where that
// leaves the normal numbers, on the way or in the end, the order tells: then the lane is
// multiplied one item after another, as NumPy does. Strands look for that from block to block,
// since each product below the normal numbers costs as much as a hundred others.

var (
	mulInts      = &fold{size: 8, start: [4]uint64{1}, lane: mulIntLane, columns: mulColumns[int64], exact: orderless, join: joinItems(mulIntLane)}
	mulFloats    = &fold{size: 8, start: [4]uint64{math.Float64bits(1)}, lane: mulFloatLane, columns: mulColumns[float64], part: productOfPart, join: joinProducts}
	mulComplexes = &fold{size: 16, start: [4]uint64{math.Float64bits(1)}, lane: mulLane[complex128], columns: mulColumns[complex128]}
)

func mulIntLane(acc, a mem.Addr, as, n, _, _ int) {
	s := [8]int64{1, 1, 1, 1, 1, 1, 1, 1}
	i := 0
	for ; i+8 <= n; i += 8 {
		p := mem.Add(a, i*as)              // K1
		s[0] *= mem.LoadAt[int64](p, 0)    // K1, K2
		s[1] *= mem.LoadAt[int64](p, as)   // K1, K2
		s[2] *= mem.LoadAt[int64](p, 2*as) // K1, K2
		s[3] *= mem.LoadAt[int64](p, 3*as) // K1, K2
		s[4] *= mem.LoadAt[int64](p, 4*as) // K1, K2
		s[5] *= mem.LoadAt[int64](p, 5*as) // K1, K2
		s[6] *= mem.LoadAt[int64](p, 6*as) // K1, K2
		s[7] *= mem.LoadAt[int64](p, 7*as) // K1, K2
	}
	for ; i < n; i++ {
		s[0] *= mem.LoadAt[int64](a, i*as) // K1, K2
	}
	*mem.Ptr[int64](acc) *= ((s[0] * s[1]) * (s[2] * s[3])) * ((s[4] * s[5]) * (s[6] * s[7])) // K1, K2
}

func mulFloatLane(acc, a mem.Addr, as, n, _, _ int) {
	if n < fewItems {
		mulLane[float64](acc, a, as, n, 0, 0)
		return
	}
	product, ok := strandProduct(a, as, n)
	x := mem.Load[float64](acc) * product // K1, K2
	if !ok || !keeps(x) {
		mulInOrder(acc, a, as, n)
		return
	}
	mem.Store(acc, x) // K1, K2
}

// below is negative for numbers below the normal ones, zero among them.
func below(x float64) int64 { return int64(math.Float64bits(x)&^(1<<63)) - 1<<52 }

// strandProduct multiplies n items in eight strands; ok is false if one of them, or a product
// of some, was ever below the normal numbers: digits are lost there that a large
// item does not bring back. What is infinite or NaN stays so.
func strandProduct(a mem.Addr, as, n int) (product float64, ok bool) {
	s0, s1, s2, s3, s4, s5, s6, s7 := 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0
	lost := int64(0) // negative if digits were
	i := 0
	for ; i+8 <= n && (lost >= 0 || i%blockLen != 0); i += 8 {
		p := mem.Add(a, i*as)              // K1
		s0 *= mem.LoadAt[float64](p, 0)    // K1, K2
		s1 *= mem.LoadAt[float64](p, as)   // K1, K2
		s2 *= mem.LoadAt[float64](p, 2*as) // K1, K2
		s3 *= mem.LoadAt[float64](p, 3*as) // K1, K2
		s4 *= mem.LoadAt[float64](p, 4*as) // K1, K2
		s5 *= mem.LoadAt[float64](p, 5*as) // K1, K2
		s6 *= mem.LoadAt[float64](p, 6*as) // K1, K2
		s7 *= mem.LoadAt[float64](p, 7*as) // K1, K2
		lost |= below(s0) | below(s1) | below(s2) | below(s3) | below(s4) | below(s5) | below(s6) | below(s7)
	}
	for ; i < n && lost >= 0; i++ {
		s0 *= mem.LoadAt[float64](a, i*as) // K1, K2
		lost |= below(s0)
	}
	s0, s2, s4, s6 = s0*s1, s2*s3, s4*s5, s6*s7
	lost |= below(s0) | below(s2) | below(s4) | below(s6)
	s0, s4 = s0*s2, s4*s6
	lost |= below(s0) | below(s4)
	return s0 * s4, lost >= 0
}

// mulInOrder multiplies one item after another. Processors take a hundred times as long for a
// product below the normal numbers; such a one is a whole number of steps of 2⁻¹⁰⁷⁴, and is
// multiplied as that. Long products of items about 1 end with one step, which rounding does
// not let go.
func mulInOrder(acc, a mem.Addr, as, n int) {
	x := mem.Load[float64](acc) // K1, K2
	for i := 0; i < n; i++ {
		y := mem.LoadAt[float64](a, i*as) // K1, K2
		switch size := math.Float64bits(x) &^ (1 << 63); {
		case size == 1 && keepsStep(y):
			sign := math.Float64bits(x) ^ math.Float64bits(y)
			for i++; i < n; i++ {
				y := mem.LoadAt[float64](a, i*as) // K1, K2
				if !keepsStep(y) {
					break
				}
				sign ^= math.Float64bits(y)
			}
			i--
			x = math.Float64frombits(sign&(1<<63) | 1)
		case size != 0 && size < 1<<52 && math.Abs(y) < 1<<50:
			x = mulSubnormal(x, y)
		default:
			x *= y
		}
	}
	mem.Store(acc, x) // K1, K2
}

// keepsStep reports whether 2⁻¹⁰⁷⁴ times y is rounded to ±2⁻¹⁰⁷⁴: y is between a half and one
// and a half in size. These themselves go to the even neighbour, 0 or 2 steps.
func keepsStep(y float64) bool {
	const half, more = 0x3fe << 52, 0x3ff8 << 48 // of 0.5 and 1.5
	return math.Float64bits(y)&^(1<<63)-(half+1) < more-(half+1)
}

// mulSubnormal returns x·y for x below the normal numbers and not zero, and y that is finite,
// without an operation on such a number.
func mulSubnormal(x, y float64) float64 {
	steps := float64(int64(math.Float64bits(x) &^ (1 << 63))) // x = ± steps · 2⁻¹⁰⁷⁴
	product := steps * math.Abs(y)
	sign := (math.Float64bits(x) ^ math.Float64bits(y)) & (1 << 63)
	if !(product < 1<<51) || math.Float64bits(y)<<1 < 1<<54 {
		return x * y // it grows out of them, or y is tiny itself
	}
	const whole = 1 << 52
	rounded := (product + whole) - whole // to the nearest number of steps, to even in the middle
	if d := product - rounded; d == 0.5 || d == -0.5 {
		// product was rounded to the middle: which side was it on?
		switch lost := math.FMA(steps, math.Abs(y), -product); {
		case lost > 0 && d > 0:
			rounded++
		case lost < 0 && d < 0:
			rounded--
		}
	}
	return math.Float64frombits(sign | uint64(int64(rounded)))
}

func mulLane[T int64 | float64 | complex128](acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[T](acc) // K1, K2
	for i := range n {
		x *= mem.LoadAt[T](a, i*as) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func mulColumns[T int64 | float64 | complex128](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			*mem.PtrAt[T](acc, i*cs) *= mem.LoadAt[T](a, k*ar+i*as) // K1, K2
		}
	}
}
