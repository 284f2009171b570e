package layout

// Do two arrays share memory?
//
// Bounds are not enough: the even and the odd columns of a matrix interleave
// without sharing a byte. The exact question is one about integers. Byte p of the
// item with index x in array a, and byte q of the item with index y in b, are the
// same byte if
//
//	aBase + Σ sa·x + p  =  bBase + Σ sb·y + q
//
// An axis with a negative stride is walked from its other end, and every y is
// counted from the last position of its axis; then all coefficients are positive
// and the question is whether a bounded linear Diophantine equation has a
// solution:
//
//	Σ |sa|·x + Σ |sb|·y' + p + q'  =  last byte of b − first byte of a,   0 ≤ each ≤ its bound
//
// In general this is as hard as the knapsack problem, but strides of real arrays
// are nested, and then diophantine.go answers without search. Otherwise it
// searches, with a limit on its work, and says when the limit ended it.
//
// An array overlaps itself if two different indices reach one byte. Their
// difference d has a first entry that is not zero, taken as positive; so for each
// axis k, in the order of falling stride, the question is the same as above with
// 1 ≤ d[k] < n[k], entries before it 0 and those after it between −(n−1) and n−1.
//
// References: P. Ramachandran, "Use of Extended Euclidean Algorithm in Solving a
// System of Linear Diophantine Equations with Bounded Variables", ANTS VII, LNCS
// 4076 (2006), 182–192; G. Cornuéjols, R. Urbaniak, R. Weismantel, L. Wolsey,
// "Decomposition of integer programs and of generating sets", ESA '97, LNCS 1284
// (1997), 92–103; NumPy, numpy/_core/src/common/mem_overlap.c, which states the
// problem the same way.

// A Verdict says whether memory is shared.
type Verdict uint8

// The verdicts.
const (
	Disjoint    Verdict = iota // proven: no byte is shared
	Overlapping                // proven: some byte is shared
	Unknown                    // not decided within the work limit, or reached through pointers: to be treated as shared
)

// String returns "disjoint", "overlapping" or "unknown".
func (v Verdict) String() string { return [...]string{"disjoint", "overlapping", "unknown"}[v] }

// DefaultWork is a limit for searches of about a millisecond.
const DefaultWork = 10_000

// Overlap decides whether an array with layout a of aItem-byte items at aBase
// shares a byte with one of layout b. maxWork limits the search: below 0 there is
// no limit, 0 compares bounds only, otherwise at most that many candidates are
// tried. Indirect layouts are Unknown unless empty. Addresses do not wrap around.
func Overlap(a *Layout, aBase uintptr, aItem int, b *Layout, bBase uintptr, bItem int, maxWork int) Verdict {
	return OverlapWithin(a, aBase, aItem, b, bBase, bItem, &maxWork)
}

// OverlapWithin is Overlap with a limit that several questions share: what this one
// uses up is taken from work.
func OverlapWithin(a *Layout, aBase uintptr, aItem int, b *Layout, bBase uintptr, bItem int, work *int) Verdict {
	if aItem == 0 || bItem == 0 || a.Empty() || b.Empty() {
		return Disjoint
	}
	if a.Indirect() || b.Indirect() {
		return Unknown
	}
	lo, hi := a.Bounds(aItem)
	aLo, aHi := uint64(aBase)+uint64(lo), uint64(aBase)+uint64(hi)
	lo, hi = b.Bounds(bItem)
	bLo, bHi := uint64(bBase)+uint64(lo), uint64(bBase)+uint64(hi)
	if aHi <= bLo || bHi <= aLo {
		return Disjoint
	}
	if *work == 0 {
		return Unknown
	}
	var buf [2 * near]term
	terms := b.appendTerms(a.appendTerms(buf[:0]))
	most := bHi - 1 - aLo // L5: below the sum of two spans, which fits
	least := most - min(most, uint64(aItem-1)+uint64(bItem-1))
	return boundedSum(terms, least, most, work)
}

// appendTerms appends |stride|·x, 0 ≤ x < n, for each axis.
func (l *Layout) appendTerms(dst []term) []term {
	strides := l.strides()
	for k, n := range l.shape() {
		dst = append(dst, term{abs(strides[k]), uint64(n - 1)})
	}
	return dst
}

// SelfOverlap decides whether two different indices of a layout share a byte of
// their itemsize-byte items. maxWork is as for Overlap; 0 answers nested strides
// only.
func SelfOverlap(l *Layout, itemsize int, maxWork int) Verdict {
	if itemsize == 0 || l.Empty() {
		return Disjoint
	}
	if l.HasZeroStride() {
		return Overlapping
	}
	if l.Indirect() {
		if l.Size() == 1 {
			return Disjoint
		}
		return Unknown
	}
	var buf, scratch [near]term
	terms := sortTerms(l.appendTerms(buf[:0]))
	verdict := Disjoint
	reach := uint64(0) // of the axes with smaller strides
	for k, t := range terms {
		if t.coeff > reach+uint64(itemsize-1) {
			reach += t.coeff * t.bound
			continue
		}
		if maxWork == 0 {
			return Unknown
		}
		switch leading(scratch[:0], terms[:k], t, reach, itemsize, &maxWork) {
		case Overlapping:
			return Overlapping
		case Unknown:
			verdict = Unknown
		}
		reach += t.coeff * t.bound
	}
	return verdict
}

// leading decides whether two indices that differ on an axis, and else only on
// axes with smaller strides, share a byte. The differences d[j] are moved to start
// at 0 (by n−1), that of the axis itself too (by 1).
func leading(scratch, smaller []term, axis term, reach uint64, itemsize int, work *int) Verdict {
	for _, t := range smaller {
		scratch = append(scratch, term{t.coeff, 2 * t.bound})
	}
	scratch = append(scratch, term{axis.coeff, axis.bound - 1})
	least, slack := uint64(0), uint64(itemsize-1)
	if reach > axis.coeff+slack {
		least = reach - axis.coeff - slack
	}
	return boundedSum(scratch, least, reach+slack-axis.coeff, work)
}

// Injective reports whether no two indices share a byte of their itemsize-byte
// items. exact is false where that could not be decided within DefaultWork or
// depends on pointers; injective is then false, the careful answer.
func (l *Layout) Injective(itemsize int) (injective, exact bool) {
	v := SelfOverlap(l, itemsize, DefaultWork)
	return v == Disjoint, v != Unknown
}
