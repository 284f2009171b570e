//go:build cgo && linux

package cblas

// #include "find.h"
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// An ID names one routine of a Library: DGEMM, DGESDD …
type ID int

// A Flag is a CBLAS_TRANSPOSE, CBLAS_UPLO, CBLAS_DIAG or CBLAS_SIDE.
type Flag int32

// The values of the C interface.
const (
	NoTrans   Flag = 111
	Trans     Flag = 112
	ConjTrans Flag = 113
	Upper     Flag = 121
	Lower     Flag = 122
	NonUnit   Flag = 131
	Unit      Flag = 132
	Left      Flag = 141
	Right     Flag = 142
)

// A Library is one BLAS of the process, with the LAPACK that goes with it.
type Library struct {
	BLAS        Spelling
	LAPACK      Spelling // of the Fortran names
	HasLAPACK   bool
	WhyNoLAPACK string
	Wide        bool // integers of the BLAS have 64 bits

	wide C.int
	h    handle
	f    [NumRoutines]unsafe.Pointer // B3
}

// Open looks up the routines of the BLAS that s spells and tries it: the width of its
// integers, and a product of which the answer is known. Then it looks for a LAPACK.
func Open(s Spelling) (*Library, error) {
	h, ok := open(s.Path)
	if !ok {
		return nil, errors.New("it is no longer loaded")
	}
	l := &Library{BLAS: s, h: h}
	ddot := h.function(s.of("cblas_ddot"))
	if ddot == nil {
		return nil, fmt.Errorf("it lacks %s", s.of("cblas_ddot"))
	}
	switch C.inplace_width_blas(ddot) {
	case 64:
		l.Wide, l.wide = true, 1
	case 32:
	default:
		return nil, fmt.Errorf("%s(1, [2], [3]) is neither 6, as with 32-bit integers, nor was a negative 64-bit count taken for nothing to do", s.of("cblas_ddot"))
	}
	for id, name := range blasNames {
		l.f[id] = h.function(s.of(name))
	}
	if !l.multiplies() {
		return nil, fmt.Errorf("%s gives a wrong product of a 2×3 and a 3×2 matrix", s.of("cblas_dgemm"))
	}
	l.openLAPACK()
	return l, nil
}

// multiplies tries the matrix product: a library of another calling convention, or with
// another meaning of its names, is found out here.
func (l *Library) multiplies() bool {
	a := []float64{1, 2, 3, 4, 5, 6}
	b := []float64{1, -1, 0, 2, 1, 0}
	c := make([]float64, 4)
	l.Dgemm(NoTrans, NoTrans, 2, 2, 3, 1, a, 3, b, 2, 0, c, 2)
	return c[0] == 4 && c[1] == 3 && c[2] == 10 && c[3] == 6
}

// openLAPACK takes the LAPACK of the same object, or else of another one. It must
// answer in the width of the BLAS: one flag serves both.
func (l *Library) openLAPACK() {
	candidates := findLAPACK()
	nearest(candidates, l.BLAS)
	l.WhyNoLAPACK = "no loaded library exports dgesdd"
	for _, s := range candidates {
		h, ok := open(s.Path)
		if !ok {
			continue
		}
		dlaset := h.function(s.of("dlaset"))
		if dlaset == nil {
			l.WhyNoLAPACK = fmt.Sprintf("%s lacks %s", s.Path, s.of("dlaset"))
			continue
		}
		bits := C.inplace_width_lapack(dlaset)
		if (bits == 64) != l.Wide || bits == 0 {
			l.WhyNoLAPACK = fmt.Sprintf("%s reads integers of another width than the BLAS", s.of("dlaset"))
			continue
		}
		l.LAPACK, l.HasLAPACK, l.WhyNoLAPACK = s, true, ""
		for i, name := range lapackNames {
			l.f[NumBLAS+ID(i)] = h.function(s.of(name))
		}
		return
	}
}

// Has reports whether the library exports the routine.
func (l *Library) Has(id ID) bool { return l.f[id] != nil }

// Name is the routine's name as the library spells it.
func (l *Library) Name(id ID) string {
	if id < NumBLAS {
		return l.BLAS.of(blasNames[id])
	}
	return l.LAPACK.of(lapackNames[id-NumBLAS])
}

// Routines are the undecorated names of all routines, by ID.
func Routines() []string {
	names := append([]string{}, blasNames[:]...)
	return append(names, lapackNames[:]...)
}

// special finds a function that only some libraries have, with the decoration of the
// others or without any.
func (l *Library) special(name string) unsafe.Pointer { // B3
	if f := l.h.function(l.BLAS.of(name)); f != nil {
		return f
	}
	return l.h.function(name)
}
