package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Running sums of floating-point numbers
//
// A lane is taken in blocks of eight items. Within a block, sums are made in three steps: of
// neighbours, of fours, and of all (Sklansky's order), so that the last is through after three
// additions, and each of a step is independent of the others. Each is then added to the sum
// before the block with the error of that addition, as the sum of a block is in sum.go, and the last such
// pair is the sum from there on: results of numbers that are not negative never fall from one block to the
// next. So an item passes through at most four roundings, and a result through one more, however many blocks there were.
//
// Where a result is not finite, the block is taken item after item: the order may have
// overflowed. The vectors of scan_amd64.s do the same step by step.
//
// Reference: J. Sklansky, "Conditional-Sum Addition Logic", IRE Transactions on Electronic
// Computers EC-9 (1960), 226–231.

// scanBlock is the number of items of a block.
const scanBlock = 8

// scanFloats scans n items of a kind that S is to items of the same, with one sum.
func scanFloats[S realItem](kind elem.Kind, acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	t := mem.Ptr[floatSum](acc) // K1, K2
	for i := 0; i < n; {
		done := 0
		if p, q := mem.Add(a, i*as), mem.Add(to, i*step); as == kind.Size() && step == as { // K1: item i
			done = scanVector(kind, acc, q, p, n-i)
		}
		for i += done; done == 0 && n-i >= scanBlock && scanEight[S](t, mem.Add(to, i*step), step, mem.Add(a, i*as), as); { // K1: item i
			i += scanBlock
		}
		for end := min(n, i+scanBlock); i < end; i++ {
			t.add(load64[S](a, i*as))
			mem.StoreAt(to, i*step, S(t.float())) // K1, K2
		}
	}
}

// scanEight scans a block, unless a result is not finite; it reports whether it did.
func scanEight[S realItem](t *floatSum, to mem.Addr, step int, a mem.Addr, as int) bool {
	var r [scanBlock]float64
	r[0] = load64[S](a, 0)
	r[1] = load64[S](a, as) + r[0]
	r[2] = load64[S](a, 2*as)
	r[3] = load64[S](a, 3*as) + r[2]
	r[2] += r[1]
	r[3] += r[1]
	r[4] = load64[S](a, 4*as)
	r[5] = load64[S](a, 5*as) + r[4]
	r[6] = load64[S](a, 6*as)
	r[7] = load64[S](a, 7*as) + r[6]
	r[6] += r[5]
	r[7] += r[5]
	for k := 4; k < scanBlock; k++ {
		r[k] += r[3]
	}
	last, finite := *t, true
	for k, x := range r {
		last = *t
		last.add(x)
		r[k] = last.sum + last.lost
		finite = finite && r[k]-r[k] == 0
	}
	if !finite {
		return false
	}
	*t = last
	for k, x := range r {
		mem.StoreAt(to, k*step, S(x)) // K1, K2
	}
	return true
}

// scanFloatColumns adds n items to a sum each and writes what these are.
func scanFloatColumns(acc mem.Addr, cs int, to mem.Addr, step int, a mem.Addr, as, n int) {
	i := 0
	if cs == 16 && as == 8 && step == 8 {
		i = scanColumnsVector(acc, to, a, n)
	}
	for ; i < n; i++ {
		t := mem.PtrAt[floatSum](acc, i*cs)           // K1, K2
		x, sum := mem.LoadAt[float64](a, i*as), t.sum // K1, K2
		s := sum + x
		y := s - sum
		e := t.lost + ((sum - (s - y)) + (x - y))
		t.sum, t.lost = s, e
		r := s + e
		if r-r != 0 {
			r = joined(s, e)
		}
		mem.StoreAt(to, i*step, r) // K1, K2
	}
}
