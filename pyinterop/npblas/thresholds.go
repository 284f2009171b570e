//go:build cgo && linux

package npblas

import "github.com/go-inplace/inplace/pyinterop/internal/cblas"

// newGate sends to lib what it exports, from the work on that pays for a call into C.
func newGate(lib *cblas.Library) *gate {
	g := &gate{lib: lib}
	for id := range g.least {
		g.least[id] = never
		if lib.Has(cblas.ID(id)) {
			g.least[id] = leastWork(cblas.ID(id))
		}
	}
	return g
}

func leastWork(id cblas.ID) int { return 64 }
