package main

// A family is one BLAS routine for all element types.
type family struct {
	level int
	// fits is what makes the call sound: flags that exist, sizes above 0, strides and
	// lengths that reach far enough. Where it does not hold gonum's own routine is
	// called, which answers or panics as it always does.
	fits string
	// work is about how many multiplications there are.
	work string
	// but is what else must hold for C to give gonum's answer.
	but string
}

// families are the routines that the library answers. The conditions use the
// functions of guards.go; a parameter alpha that is 0 goes to gonum because libraries
// disagree on whether 0·NaN counts.
var families = map[string]family{
	"dot":  {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", ""},
	"dotu": {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", ""},
	"dotc": {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", ""},
	"nrm2": {1, "incX > 0 && vectorFits(n, len(x), incX)", "n", ""},
	"asum": {1, "incX > 0 && vectorFits(n, len(x), incX)", "n", ""},
	"scal": {1, "incX > 0 && vectorFits(n, len(x), incX)", "n", "alpha != 0"},
	"axpy": {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", "alpha != 0"},
	"swap": {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", ""},
	"rot":  {1, "vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n", ""},

	"gemv": {2, "gemvFits(tA, m, n, len(a), lda, len(x), incX, len(y), incY)", "m * n", "alpha != 0"},
	"gbmv": {2, "gbmvFits(tA, m, n, kL, kU, len(a), lda, len(x), incX, len(y), incY)", "m * (kL + kU)", "alpha != 0"},
	"ger":  {2, "gerFits(m, n, len(x), incX, len(y), incY, len(a), lda)", "m * n", "alpha != 0"},
	"geru": {2, "gerFits(m, n, len(x), incX, len(y), incY, len(a), lda)", "m * n", "alpha != 0"},
	"gerc": {2, "gerFits(m, n, len(x), incX, len(y), incY, len(a), lda)", "m * n", "alpha != 0"},

	"symv": {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"hemv": {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"sbmv": {2, "isUplo(ul) && bandFits(n, k, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * k", "alpha != 0"},
	"hbmv": {2, "isUplo(ul) && bandFits(n, k, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * k", "alpha != 0"},
	"spmv": {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"hpmv": {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"syr":  {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX)", "n * n", "alpha != 0"},
	"her":  {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX)", "n * n", "alpha != 0"},
	"spr":  {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX)", "n * n", "alpha != 0"},
	"hpr":  {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX)", "n * n", "alpha != 0"},
	"syr2": {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"her2": {2, "isUplo(ul) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"spr2": {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},
	"hpr2": {2, "isUplo(ul) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX) && vectorFits(n, len(y), incY)", "n * n", "alpha != 0"},

	"trmv": {2, "isTriangle(ul, tA, d) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX)", "n * n", ""},
	"trsv": {2, "isTriangle(ul, tA, d) && matrixFits(n, n, len(a), lda) && vectorFits(n, len(x), incX)", "n * n", ""},
	"tbmv": {2, "isTriangle(ul, tA, d) && bandFits(n, k, len(a), lda) && vectorFits(n, len(x), incX)", "n * k", ""},
	"tbsv": {2, "isTriangle(ul, tA, d) && bandFits(n, k, len(a), lda) && vectorFits(n, len(x), incX)", "n * k", ""},
	"tpmv": {2, "isTriangle(ul, tA, d) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX)", "n * n", ""},
	"tpsv": {2, "isTriangle(ul, tA, d) && packedFits(n, len(ap)) && vectorFits(n, len(x), incX)", "n * n", ""},

	"gemm":  {3, "gemmFits(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc)", "m * n * k", "alpha != 0"},
	"symm":  {3, "symmFits(s, ul, m, n, len(a), lda, len(b), ldb, len(c), ldc)", "m * n * min(m, n)", "alpha != 0"},
	"hemm":  {3, "symmFits(s, ul, m, n, len(a), lda, len(b), ldb, len(c), ldc)", "m * n * min(m, n)", "alpha != 0"},
	"syrk":  {3, "isUplo(ul) && TRANS(t) && rankFits(t, n, k, len(a), lda) && matrixFits(n, n, len(c), ldc)", "n * n * k", "alpha != 0"},
	"herk":  {3, "isUplo(ul) && isConj(t) && rankFits(t, n, k, len(a), lda) && matrixFits(n, n, len(c), ldc)", "n * n * k", "alpha != 0"},
	"syr2k": {3, "isUplo(ul) && TRANS(t) && rankFits(t, n, k, len(a), lda) && rankFits(t, n, k, len(b), ldb) && matrixFits(n, n, len(c), ldc)", "n * n * k", "alpha != 0"},
	"her2k": {3, "isUplo(ul) && isConj(t) && rankFits(t, n, k, len(a), lda) && rankFits(t, n, k, len(b), ldb) && matrixFits(n, n, len(c), ldc)", "n * n * k", "alpha != 0"},
	// Libraries multiply whole blocks, in which the other triangle of A is 0: NaN of B would spread where it does not belong.
	"trmm": {3, "isTriangle(ul, tA, d) && triangleFits(s, m, n, len(a), lda, len(b), ldb)", "m * n * min(m, n)", "alpha != 0 && finite(m, n, b, ldb)"},
	"trsm": {3, "isTriangle(ul, tA, d) && triangleFits(s, m, n, len(a), lda, len(b), ldb)", "m * n * min(m, n)", "alpha != 0"},
}

// left are the families that stay gonum's; doc.go of npblas says why.
var left = []string{"copy", "rotg", "rotmg", "rotm", "iamax", "dsdot", "sdsdot"}
