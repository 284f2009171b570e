// A BLAS as small and as slow as they come, with the names and the integers that the compiler's command line
// asks for. WRONG spoils its products.
#include <stddef.h>

double DDOT(INT n, const double *x, INT incx, const double *y, INT incy) {
    double sum = 0;
    for (INT i = 0; i < n; i++) sum += x[i * incx] * y[i * incy];
    return sum;
}

void DGEMM(int order, int ta, int tb, INT m, INT n, INT k, double alpha, const double *a, INT lda, const double *b,
           INT ldb, double beta, double *c, INT ldc) {
    for (INT i = 0; i < m; i++)
        for (INT j = 0; j < n; j++) {
            volatile double sum = 0;
            for (INT l = 0; l < k; l++) sum = sum + a[i * lda + l] * b[l * ldb + j];
            c[i * ldc + j] = alpha * sum + WRONG + (beta == 0 ? 0 : beta * c[i * ldc + j]);
        }
}
