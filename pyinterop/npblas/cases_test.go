//go:build cgo && linux

package npblas

import "gonum.org/v1/gonum/blas"

func swapIf(condition bool, a, b int) (int, int) {
	if condition {
		return b, a
	}
	return a, b
}

// makers make the arguments in gonum's order, by family.
var makers = map[string]func(c *caseMaker) []any{
	"dot": twoVectors, "dotu": twoVectors, "dotc": twoVectors, "swap": twoVectors,
	"nrm2": oneVector, "asum": oneVector,
	"scal": func(c *caseMaker) []any {
		n := c.size()
		x, incX := c.vector(n, true)
		return []any{n, c.alpha(), x, incX}
	},
	"axpy": func(c *caseMaker) []any {
		a := twoVectors(c)
		return append([]any{a[0], c.alpha()}, a[1:]...)
	},
	"rot": func(c *caseMaker) []any { return append(twoVectors(c), c.number(), c.number()) },

	"gemv": func(c *caseMaker) []any {
		t, m, n, beta := c.trans(), c.size(), c.size(), c.beta()
		lenX, lenY := swapIf(t != blas.NoTrans, n, m)
		a, lda := c.matrix(m, n)
		x, incX := c.vector(lenX, false)
		y, incY := c.vectorResult(lenY, beta)
		return []any{t, m, n, c.alpha(), a, lda, x, incX, beta, y, incY}
	},
	"gbmv": func(c *caseMaker) []any {
		t, m, n, beta := c.trans(), c.size(), c.size(), c.beta()
		kL, kU := c.IntN(4), c.IntN(4)
		if c.IntN(3) == 0 {
			kL, kU = c.size(), c.size()
		}
		lenX, lenY := swapIf(t != blas.NoTrans, n, m)
		a, lda := c.generalBand(m, n, kL, kU)
		x, incX := c.vector(lenX, false)
		y, incY := c.vectorResult(lenY, beta)
		return []any{t, m, n, kL, kU, c.alpha(), a, lda, x, incX, beta, y, incY}
	},
	"ger": outer, "geru": outer, "gerc": outer,
	"symv": symmetricTimes, "hemv": symmetricTimes,
	"sbmv": bandTimes, "hbmv": bandTimes,
	"spmv": packedTimes, "hpmv": packedTimes,
	"syr": rankOne, "her": rankOne, "spr": packedRankOne, "hpr": packedRankOne,
	"syr2": rankTwo, "her2": rankTwo, "spr2": packedRankTwo, "hpr2": packedRankTwo,
	"trmv": triangular, "trsv": triangular,
	"tbmv": triangularBand, "tbsv": triangularBand,
	"tpmv": triangularPacked, "tpsv": triangularPacked,

	"gemm": func(c *caseMaker) []any {
		tA, tB, m, n, k, beta := c.trans(), c.trans(), c.size(), c.size(), c.size(), c.beta()
		a, lda := c.matrix(swapIf(tA != blas.NoTrans, m, k))
		b, ldb := c.matrix(swapIf(tB != blas.NoTrans, k, n))
		r, ldc := c.result(m, n, beta)
		return []any{tA, tB, m, n, k, c.alpha(), a, lda, b, ldb, beta, r, ldc}
	},
	"symm": symmetricMatrix, "hemm": symmetricMatrix,
	"syrk": rankK, "herk": rankK, "syr2k": rank2K, "her2k": rank2K,
	"trmm": triangularMatrix, "trsm": triangularMatrix,
}

func oneVector(c *caseMaker) []any {
	n := c.size()
	x, incX := c.vector(n, true)
	return []any{n, x, incX}
}

func twoVectors(c *caseMaker) []any {
	n := c.size()
	x, incX := c.vector(n, false)
	y, incY := c.vector(n, false)
	return []any{n, x, incX, y, incY}
}

func outer(c *caseMaker) []any {
	m, n := c.size(), c.size()
	x, incX := c.vector(m, false)
	y, incY := c.vector(n, false)
	a, lda := c.matrix(m, n)
	return []any{m, n, c.alpha(), x, incX, y, incY, a, lda}
}

func symmetricTimes(c *caseMaker) []any {
	ul, n, beta := c.uplo(), c.size(), c.beta()
	a, lda := c.half(n, ul)
	x, incX := c.vector(n, false)
	y, incY := c.vectorResult(n, beta)
	return []any{ul, n, c.alpha(), a, lda, x, incX, beta, y, incY}
}

func bandTimes(c *caseMaker) []any {
	ul, n, k, beta := c.uplo(), c.size(), c.size(), c.beta()
	a, lda := c.band(n, k, ul, blas.NonUnit)
	x, incX := c.vector(n, false)
	y, incY := c.vectorResult(n, beta)
	return []any{ul, n, k, c.alpha(), a, lda, x, incX, beta, y, incY}
}

func packedTimes(c *caseMaker) []any {
	ul, n, beta := c.uplo(), c.size(), c.beta()
	x, incX := c.vector(n, false)
	y, incY := c.vectorResult(n, beta)
	return []any{ul, n, c.alpha(), c.packed(n, ul, blas.NonUnit), x, incX, beta, y, incY}
}

func rankOne(c *caseMaker) []any {
	ul, n := c.uplo(), c.size()
	x, incX := c.vector(n, false)
	a, lda := c.half(n, ul)
	return []any{ul, n, c.alpha(), x, incX, a, lda}
}

func packedRankOne(c *caseMaker) []any {
	ul, n := c.uplo(), c.size()
	x, incX := c.vector(n, false)
	return []any{ul, n, c.alpha(), x, incX, c.packed(n, ul, blas.NonUnit)}
}

func rankTwo(c *caseMaker) []any {
	ul, n := c.uplo(), c.size()
	x, incX := c.vector(n, false)
	y, incY := c.vector(n, false)
	a, lda := c.half(n, ul)
	return []any{ul, n, c.alpha(), x, incX, y, incY, a, lda}
}

func packedRankTwo(c *caseMaker) []any {
	ul, n := c.uplo(), c.size()
	x, incX := c.vector(n, false)
	y, incY := c.vector(n, false)
	return []any{ul, n, c.alpha(), x, incX, y, incY, c.packed(n, ul, blas.NonUnit)}
}

func triangular(c *caseMaker) []any {
	ul, t, d, n := c.uplo(), c.trans(), c.diag(), c.size()
	a, lda := c.triangle(n, ul, d)
	x, incX := c.vector(n, false)
	return []any{ul, t, d, n, a, lda, x, incX}
}

func triangularBand(c *caseMaker) []any {
	ul, t, d, n, k := c.uplo(), c.trans(), c.diag(), c.size(), c.size()
	a, lda := c.band(n, k, ul, d)
	x, incX := c.vector(n, false)
	return []any{ul, t, d, n, k, a, lda, x, incX}
}

func triangularPacked(c *caseMaker) []any {
	ul, t, d, n := c.uplo(), c.trans(), c.diag(), c.size()
	x, incX := c.vector(n, false)
	return []any{ul, t, d, n, c.packed(n, ul, d), x, incX}
}

func symmetricMatrix(c *caseMaker) []any {
	s, ul, m, n, beta := c.side(), c.uplo(), c.size(), c.size(), c.beta()
	order, _ := swapIf(s == blas.Right, m, n)
	a, lda := c.half(order, ul)
	b, ldb := c.matrix(m, n)
	r, ldc := c.result(m, n, beta)
	return []any{s, ul, m, n, c.alpha(), a, lda, b, ldb, beta, r, ldc}
}

func rankK(c *caseMaker) []any {
	ul, t, n, k, beta := c.uplo(), c.rankTrans(), c.size(), c.size(), c.beta()
	a, lda := c.matrix(swapIf(t != blas.NoTrans, n, k))
	r, ldc := c.halfResult(n, ul, beta)
	return []any{ul, t, n, k, c.alpha(), a, lda, beta, r, ldc}
}

func rank2K(c *caseMaker) []any {
	ul, t, n, k, beta := c.uplo(), c.rankTrans(), c.size(), c.size(), c.beta()
	a, lda := c.matrix(swapIf(t != blas.NoTrans, n, k))
	b, ldb := c.matrix(swapIf(t != blas.NoTrans, n, k))
	r, ldc := c.halfResult(n, ul, beta)
	return []any{ul, t, n, k, c.alpha(), a, lda, b, ldb, beta, r, ldc}
}

func triangularMatrix(c *caseMaker) []any {
	s, ul, t, d, m, n := c.side(), c.uplo(), c.trans(), c.diag(), c.size(), c.size()
	order, _ := swapIf(s == blas.Right, m, n)
	a, lda := c.triangle(order, ul, d)
	b, ldb := c.matrix(m, n)
	return []any{s, ul, t, d, m, n, c.alpha(), a, lda, b, ldb}
}
