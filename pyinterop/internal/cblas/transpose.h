#include <stdint.h>

// dst = the transpose of src: src is rows by cols, its rows lds elements apart; dst is cols by rows.
void inplace_transpose(int64_t rows, int64_t cols, const double *src, int64_t lds, double *dst, int64_t ldd);

// a = its own transpose; a is n by n.
void inplace_transpose_square(int64_t n, double *a, int64_t lda);
