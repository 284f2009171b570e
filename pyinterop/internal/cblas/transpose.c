//go:build cgo && linux

// Transposes between gonum's rows and LAPACK's columns. Blocks of side by side elements fit the first-level
// cache together with their mirror image, so that each cache line is fetched once.

#include "transpose.h"

enum { side = 16 };

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

void inplace_transpose(int64_t rows, int64_t cols, const double *restrict src, int64_t lds, double *restrict dst, int64_t ldd) {
    for (int64_t i0 = 0; i0 < rows; i0 += side)
        for (int64_t j0 = 0; j0 < cols; j0 += side) {
            int64_t i1 = least(i0 + side, rows), j1 = least(j0 + side, cols);
            for (int64_t j = j0; j < j1; j++)
                for (int64_t i = i0; i < i1; i++) dst[j * ldd + i] = src[i * lds + j];
        }
}

void inplace_transpose_square(int64_t n, double *a, int64_t lda) {
    for (int64_t i0 = 0; i0 < n; i0 += side)
        for (int64_t j0 = i0; j0 < n; j0 += side) {
            int64_t i1 = least(i0 + side, n), j1 = least(j0 + side, n);
            for (int64_t i = i0; i < i1; i++)
                for (int64_t j = j0 == i0 ? i + 1 : j0; j < j1; j++) {
                    double t = a[i * lda + j];
                    a[i * lda + j] = a[j * lda + i];
                    a[j * lda + i] = t;
                }
        }
}
