//go:build cgo && linux

package npblas

import (
	"math"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// A gate decides which calls go to the library.
type gate struct {
	lib *cblas.Library
	// least is the work from which a routine is sent to the library, by ID.
	least [cblas.NumRoutines]int
}

// never is the least work of a routine that the library lacks.
const never = math.MaxInt

// worth reports whether the library has the routine and the work pays for the call.
// The product of sizes that fit no slice may have overflowed; the guards refuse those.
func (g *gate) worth(id cblas.ID, work int) bool { return work >= g.least[id] }

// holds reports whether the library's integers hold these.
func (g *gate) holds(integers ...int) bool {
	if g.lib.Wide {
		return true
	}
	for _, i := range integers {
		if int(int32(i)) != i {
			return false
		}
	}
	return true
}

// holdsWork reports whether the library's integers hold the size of a workspace of
// 4·k² + 64·n numbers, more than any decomposition of its own asks for: the
// library computes that size itself, in the same integers.
func (g *gate) holdsWork(k, n int) bool {
	return g.lib.Wide || 4*float64(k)*float64(k)+64*float64(n) <= math.MaxInt32
}
