package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Loops of scans: n items go into a state, or each into one of its own, and what the state is
// then is written.

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
