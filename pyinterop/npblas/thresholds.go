//go:build cgo && linux

package npblas

import (
	"strings"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// newGate sends to lib what it exports, from the work on that pays for a call into C.
func newGate(lib *cblas.Library) *gate {
	g := &gate{lib: lib}
	for id, name := range cblas.Routines() {
		g.least[id] = never
		if lib.Has(cblas.ID(id)) {
			g.least[id] = leastWork(name)
		}
	}
	return g
}

// crossovers are where the library overtakes gonum, in the work of each routine (families.go of the generator,
// and the methods of lapackDoor), by the end of the routine's name: read off BenchmarkCrossover and
// BenchmarkLAPACKCrossover with OpenBLAS 0.3.33 on one thread, where a call into C took
// 75 ns. gonum's LAPACK had the library's BLAS under it. Twice more or less does not matter:
// near the crossing both take as long.
var crossovers = []struct {
	name string
	work int
}{
	{"asum", 128}, {"nrm2", 128}, {"rot", 128}, {"swap", 256},
	{"dot", 512}, {"dotu_sub", 512}, {"dotc_sub", 512}, {"axpy", 1024}, {"scal", 2048},
	{"gemm", 6 * 6 * 6},
	{"symm", 16 * 16 * 16}, {"hemm", 16 * 16 * 16}, {"trmm", 16 * 16 * 16}, {"trsm", 16 * 16 * 16},
	{"syrk", 12 * 12 * 12}, {"herk", 12 * 12 * 12}, {"syr2k", 12 * 12 * 12}, {"her2k", 12 * 12 * 12},
	{"dgetrf", 100 * 100 * 100}, {"dgetri", 64 * 64 * 64}, {"dpotrf", 100 * 100 * 100}, {"dpotri", 100 * 100 * 100},
	{"dgeqrf", 64 * 64 * 64}, {"dgelqf", 64 * 64 * 64}, {"dormqr", 64 * 64 * 64}, {"dormlq", 64 * 64 * 64},
	{"dorgqr", 64 * 64 * 64}, {"dorglq", 16 * 16 * 16}, {"dgels", 64 * 64 * 64},
}

// Other routines: of the second level, which read a matrix once, and of LAPACK.
const (
	leastSecondLevel = 32 * 32
	leastLAPACK      = 32 * 32 * 32
)

func leastWork(name string) int {
	for _, c := range crossovers {
		if strings.HasSuffix(name, c.name) {
			return c.work
		}
	}
	if strings.HasPrefix(name, "cblas_") {
		return leastSecondLevel
	}
	return leastLAPACK
}
