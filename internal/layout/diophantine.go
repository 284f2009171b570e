package layout

import "math/bits"

// Bounded sums in an interval
//
// The question is whether some x with 0 ≤ x[i] ≤ bound[i] has
//
//	lo ≤ Σ coeff[i]·x[i] ≤ hi
//
// The equation of overlap.go becomes one with an interval because the bytes of
// the items, coefficient 1, are only its slack. Two steps simplify it, and each
// makes the other possible again:
//
//   - A term whose coefficient is at most the number of values in the interval
//     closes up: its multiples, each widened by the interval, leave no gap. The
//     term disappears and lo falls by coeff·bound.
//   - A common divisor g of all coefficients divides the interval too: lo rounds
//     up and hi down, and if nothing is left there is no solution.
//
// Nested strides, those of every slice of a contiguous array, vanish in these
// steps alone. What remains is searched, largest coefficient first: its x is
// limited from both sides by what the others can add, and by the congruence that
// their common divisor imposes, whose solutions are enumerated directly
// (nextResidue) instead of being met by trial. With two terms left the first
// such x is already an answer, so only three and more cost work.
//
// All sums fit in 64 bits: they are below the sum of two spans (L5).

type term struct{ coeff, bound uint64 }

// boundedSum answers Overlapping if there is a solution, Disjoint if not. It
// changes the terms and counts *work down for each candidate it tries, unless
// negative.
func boundedSum(terms []term, lo, hi uint64, work *int) Verdict {
	terms = joinTerms(sortTerms(terms))
	for {
		total := reachOf(terms)
		if lo > hi || lo > total {
			return Disjoint
		}
		if lo == 0 || hi >= total { // every x 0, or every x at its bound
			return Overlapping
		}
		if t := terms[0]; t.coeff-1 <= hi-lo {
			lo -= min(lo, t.coeff*t.bound)
			terms = terms[1:]
			continue
		}
		g := divisorOf(terms)
		if g == 1 {
			return search(terms, lo, hi, work)
		}
		for i := range terms {
			terms[i].coeff /= g
		}
		if r := lo % g; r != 0 {
			lo += g - r
		}
		lo, hi = lo/g, hi/g
	}
}

// sortTerms orders terms by rising coefficient and drops those that add nothing.
func sortTerms(terms []term) []term {
	kept := terms[:0]
	for _, t := range terms {
		if t.coeff != 0 && t.bound != 0 {
			kept = append(kept, t)
		}
	}
	for i := 1; i < len(kept); i++ {
		for j := i; j > 0 && kept[j].coeff < kept[j-1].coeff; j-- {
			kept[j], kept[j-1] = kept[j-1], kept[j]
		}
	}
	return kept
}

// joinTerms makes one term of neighbours with equal coefficients.
func joinTerms(terms []term) []term {
	joined := terms[:0]
	for _, t := range terms {
		if n := len(joined); n > 0 && joined[n-1].coeff == t.coeff {
			joined[n-1].bound += t.bound
		} else {
			joined = append(joined, t)
		}
	}
	return joined
}

func reachOf(terms []term) (total uint64) {
	for _, t := range terms {
		total += t.coeff * t.bound
	}
	return total
}

func divisorOf(terms []term) uint64 {
	g := uint64(0)
	for _, t := range terms {
		for a := t.coeff; a != 0; {
			g, a = a, g%a
		}
	}
	return g
}

// search tries the values of the largest term. At least two terms are left, since
// a single one would have been divided and closed up.
func search(terms []term, lo, hi uint64, work *int) Verdict {
	last := len(terms) - 1
	large, others := terms[last], terms[:last]
	reach, g := reachOf(others), divisorOf(others)
	x, most := uint64(0), min(large.bound, hi/large.coeff)
	if lo > reach {
		x = (lo-reach-1)/large.coeff + 1
	}
	if last == 1 {
		if _, ok := nextResidue(large.coeff, g, hi, hi-lo, x, most); ok {
			return Overlapping
		}
		return Disjoint
	}
	scratch := make([]term, last)
	for {
		next, ok := nextResidue(large.coeff, g, hi, hi-lo, x, most)
		if !ok {
			return Disjoint
		}
		if *work == 0 {
			return Unknown
		}
		*work--
		copy(scratch, others)
		part := next * large.coeff
		if v := boundedSum(scratch, lo-min(lo, part), hi-part, work); v != Disjoint {
			return v
		}
		x = next + 1
	}
}

// nextResidue returns the smallest x in from … most for which some multiple of m
// lies in [hi−coeff·x−width, hi−coeff·x], that is (hi−coeff·x) mod m ≤ width.
// hi ≥ coeff·most.
func nextResidue(coeff, m, hi, width, from, most uint64) (uint64, bool) {
	if from > most {
		return 0, false
	}
	c := (hi - coeff*from) % m
	if c <= width {
		return from, true
	}
	// (coeff·t) mod m has to fall into [c−width, c] for x = from + t.
	t, ok := firstMultiple(coeff%m, m, c-width, c)
	if !ok || t > most-from {
		return 0, false
	}
	return from + t, true
}

// firstMultiple returns the smallest t ≥ 0 with lo ≤ (a·t) mod m ≤ hi, for
// a < m and 0 < lo ≤ hi < m. If no multiple of a lies in [lo, hi] itself, then
// a·t − m·s does for some s > 0, so that (m·s) mod a lies in [−hi, −lo] mod a: the
// same question with smaller numbers, as in Euclid's algorithm.
func firstMultiple(a, m, lo, hi uint64) (uint64, bool) {
	if lo == 0 {
		return 0, true
	}
	if a == 0 {
		return 0, false
	}
	if t := (lo-1)/a + 1; t <= hi/a {
		return t, true
	}
	s, ok := firstMultiple(m%a, a, (a-hi%a)%a, (a-lo%a)%a)
	if !ok {
		return 0, false
	}
	return ceilDiv(m, s, lo, a), true
}

// ceilDiv returns (m·s + lo) / a rounded up; the caller knows that it fits.
func ceilDiv(m, s, lo, a uint64) uint64 {
	h, l := bits.Mul64(m, s)
	var carry uint64
	l, carry = bits.Add64(l, lo, 0)
	h += carry
	l, carry = bits.Add64(l, a-1, 0)
	h += carry
	q, _ := bits.Div64(h, l, a)
	return q
}
