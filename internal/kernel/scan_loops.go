package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Loops of scans: n items go into a state, or each into one of its own, and what the state is
// then is written.

// scanFloats is floatSum.add and float, one item after another, in registers, as long as all is
// finite. A sum that began as +0 is never −0.
func scanFloats(acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	t := *mem.Ptr[floatSum](acc) // K1, K2
	sum, lost, i := t.sum, t.lost, 0
	for ; i < n; i++ {
		x := mem.LoadAt[float64](a, i*as) // K1, K2
		s := sum + x
		y := s - sum
		e := lost + ((sum - (s - y)) + (x - y))
		r := s + e
		if r-r != 0 {
			break
		}
		mem.StoreAt(to, i*step, r) // K1, K2
		sum, lost = s, e
	}
	t = floatSum{sum, lost}
	for ; i < n; i++ {
		t.add(mem.LoadAt[float64](a, i*as)) // K1, K2
		mem.StoreAt(to, i*step, t.float())  // K1, K2
	}
	*mem.Ptr[floatSum](acc) = t // K1, K2
}

// scanFloatColumns is scanFloats with a state for each item.
func scanFloatColumns(acc mem.Addr, cs int, to mem.Addr, step int, a mem.Addr, as, n int) {
	for i := range n {
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

func scanInts(acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	x := mem.Load[int64](acc) // K1, K2
	for i := range n {
		x += mem.LoadAt[int64](a, i*as) // K1, K2
		mem.StoreAt(to, i*step, x)      // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func scanProducts(acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	x := mem.Load[float64](acc) // K1, K2
	for i := range n {
		x *= mem.LoadAt[float64](a, i*as) // K1, K2
		mem.StoreAt(to, i*step, x)        // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

// scanLeast keeps the smallest item, the first of equal ones, or the first NaN.
func scanLeast[T int64 | float64](acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	m, i := mem.Load[T](acc), 0 // K1, K2
	for ; i < n && m == m; i++ {
		if x := mem.LoadAt[T](a, i*as); !(x >= m) { // K1, K2
			m = x
		}
		mem.StoreAt(to, i*step, m) // K1, K2
	}
	for ; i < n; i++ {
		mem.StoreAt(to, i*step, m) // K1, K2
	}
	mem.Store(acc, m) // K1, K2
}

// scanMost keeps the largest item, the first of equal ones, or the first NaN.
func scanMost[T int64 | float64](acc, to mem.Addr, step int, a mem.Addr, as, n int) {
	m, i := mem.Load[T](acc), 0 // K1, K2
	for ; i < n && m == m; i++ {
		if x := mem.LoadAt[T](a, i*as); !(x <= m) { // K1, K2
			m = x
		}
		mem.StoreAt(to, i*step, m) // K1, K2
	}
	for ; i < n; i++ {
		mem.StoreAt(to, i*step, m) // K1, K2
	}
	mem.Store(acc, m) // K1, K2
}
