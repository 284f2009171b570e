package kernel

import "github.com/go-inplace/inplace/internal/mem"

// A ByteTable has an item for each byte.
type ByteTable [256]uint8

// Lookup replaces n bytes by those of a table.
func (t *ByteTable) Lookup(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if ds == 1 && as == 1 && n > 0 {
		if done := lookupBytes(dst, a, t, n); done > 0 {
			if n -= done; n == 0 {
				return
			}
			dst, a = mem.Add(dst, done), mem.Add(a, done) // K5: items are left
		}
	}
	for i := range n {
		mem.StoreAt(dst, i*ds, t[mem.LoadAt[uint8](a, i*as)]) // K1, K2
	}
}
