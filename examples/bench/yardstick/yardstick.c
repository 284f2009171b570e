// What plain C reaches: the yardstick of the benchmark. Loops that a C programmer writes without intrinsics (float16
// excepted, for which C has no arithmetic here), for the compiler to turn into vectors.
//
// The benchmark compiles this file into a shared library when it runs, with -O3 -march=native, and calls it from
// Python on the arrays of a case: p are their first items, n are sizes. What each loop computes is compared
// with NumPy's result before it is timed.
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#if defined(__F16C__)
#include <immintrin.h>
#endif

typedef double f8;
typedef float f4;
typedef int64_t i8;
typedef int32_t i4;
typedef int16_t i2;
typedef uint8_t u1;
typedef uint16_t u2;
typedef uint64_t u8;
typedef struct { char **p; const i8 *n; } args;

#define R restrict
#define EACH(n) for (i8 i = 0, end = (n); i < end; i++)
#define LOOP1(name, D, A, value) \
	static void name(args c) { D *R o = (D *)c.p[0]; const A *R x = (A *)c.p[1]; EACH(c.n[0]) { const A a = x[i]; o[i] = (D)(value); } }
#define LOOP2(name, D, A, B, value) \
	static void name(args c) { D *R o = (D *)c.p[0]; const A *R x = (A *)c.p[1]; const B *R y = (B *)c.p[2]; \
		EACH(c.n[0]) { const A a = x[i]; const B b = y[i]; o[i] = (D)(value); } }
#define INPLACE(name, T) \
	static void name(args c) { T *R o = (T *)c.p[0]; const T *R y = (T *)c.p[1]; EACH(c.n[0]) o[i] += y[i]; }
#define NUMBERS(F) F(f8) F(f4) F(i8) F(i4) F(i2) F(u1)

// Elementwise.
#define F(T) LOOP2(add_##T, T, T, T, a + b) LOOP2(mul_##T, T, T, T, a * b) INPLACE(iadd_##T, T) LOOP1(copy_##T, T, T, a) \
	LOOP2(less_##T, u1, T, T, a < b) LOOP2(equal_##T, u1, T, T, a == b) LOOP2(max_##T, T, T, T, a > b ? a : b) \
	LOOP1(neg_##T, T, T, -a) LOOP1(square_##T, T, T, a * a)
NUMBERS(F)
#undef F
LOOP2(div_f8, f8, f8, f8, a / b)
LOOP2(div_f4, f4, f4, f4, a / b)
LOOP1(scale_f8, f8, f8, a * 2.5)
LOOP1(abs_f8, f8, f8, fabs(a))
LOOP1(abs_f4, f4, f4, fabsf(a))
LOOP1(sqrt_f8, f8, f8, sqrt(a))
LOOP1(sqrt_f4, f4, f4, sqrtf(a))
LOOP1(reciprocal_f8, f8, f8, 1 / a)
LOOP1(reciprocal_f4, f4, f4, 1 / a)
LOOP1(floor_f8, f8, f8, floor(a))
LOOP1(floor_f4, f4, f4, floorf(a))
LOOP1(rint_f8, f8, f8, rint(a))
LOOP1(rint_f4, f4, f4, rintf(a))
LOOP2(hypot_f8, f8, f8, f8, sqrt(a * a + b * b)) // not safe from overflow
LOOP2(hypot_f4, f4, f4, f4, sqrtf(a * a + b * b))
LOOP1(isnan_f8, u1, u8, (a & ~(1ull << 63)) > 0x7ffull << 52)
LOOP1(invert_u1, u1, u1, ~a)
LOOP1(not_u1, u1, u1, !a)
LOOP2(and_u1, u1, u1, u1, a & b)
LOOP2(and_i4, i4, i4, i4, a & b)
LOOP2(shl_i4, i4, i4, i4, (uint32_t)a << (b & 31))
LOOP1(clip_f4, f4, f4, a < 0.75f ? 0.75f : a > 1.25f ? 1.25f : a)

// Integer division: 32 bits have room in a double.
LOOP2(floordiv_i4, i4, i4, i4, floor((f8)a / b))
LOOP2(rem_i4, i4, i4, i4, a - floor((f8)a / b) * b)
LOOP2(floordiv_i2, i2, i2, i2, floorf((f4)a / b))
LOOP2(floordiv_u1, u1, u1, u1, (i4)((f4)a / b))
LOOP2(floordiv_i8, i8, i8, i8, a / b - (a % b != 0 && (a ^ b) < 0))
LOOP2(rem_i8, i8, i8, i8, a % b + (a % b != 0 && (a ^ b) < 0 ? b : 0))
LOOP1(floordiv7_i4, i4, i4, a / 7 - (a % 7 < 0))
LOOP1(floordiv7_i8, i8, i8, a / 7 - (a % 7 < 0))
LOOP1(floordiv7_u1, u1, u1, a / 7)
LOOP1(rem7_i4, i4, i4, a % 7 + (a % 7 < 0 ? 7 : 0))
LOOP1(rem7_i8, i8, i8, a % 7 + (a % 7 < 0 ? 7 : 0))
LOOP1(rem7_u1, u1, u1, a % 7)
LOOP1(cube_i4, i4, i4, a * a * a)
LOOP1(cube_i8, i8, i8, a * a * a)

// Complex numbers.
#define F(T, root) \
	static void cmul_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1], *R y = (T *)c.p[2]; \
		EACH(c.n[0]) { const T a = x[2*i], b = x[2*i+1], p = y[2*i], q = y[2*i+1]; o[2*i] = a*p - b*q; o[2*i+1] = a*q + b*p; } } \
	static void cabs_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1]; EACH(c.n[0]) o[i] = root(x[2*i]*x[2*i] + x[2*i+1]*x[2*i+1]); } \
	static void cdiv_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1], *R y = (T *)c.p[2]; \
		EACH(c.n[0]) { const T a = x[2*i], b = x[2*i+1], p = y[2*i], q = y[2*i+1], d = p*p + q*q; o[2*i] = (a*p + b*q) / d; o[2*i+1] = (b*p - a*q) / d; } }
F(f8, sqrt) F(f4, sqrtf)
#undef F

// Casts and float16.
LOOP1(f8_to_f4, f4, f8, a)
LOOP1(f4_to_f8, f8, f4, a)
LOOP1(i4_to_f8, f8, i4, a)
LOOP1(f8_to_i4, i4, f8, a)
LOOP1(u1_to_f4, f4, u1, a)
LOOP1(f4_to_u1, u1, f4, (i4)a)
LOOP1(i8_to_i4, i4, i8, a)
LOOP2(iadd_f8_f4, f8, f8, f4, a + b)
#if defined(__F16C__)
#define LOAD(x, i) _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(x + i)))
#define STORE(o, i, v) _mm_storeu_si128((__m128i *)(o + i), _mm256_cvtps_ph(v, 0))
#define BY8(n) for (i8 i = 0; i + 8 <= (n); i += 8)
static void add_f2(args c) { u2 *R o = (u2 *)c.p[0]; const u2 *R x = (u2 *)c.p[1], *R y = (u2 *)c.p[2]; BY8(c.n[0]) STORE(o, i, _mm256_add_ps(LOAD(x, i), LOAD(y, i))); }
static void mul_f2(args c) { u2 *R o = (u2 *)c.p[0]; const u2 *R x = (u2 *)c.p[1], *R y = (u2 *)c.p[2]; BY8(c.n[0]) STORE(o, i, _mm256_mul_ps(LOAD(x, i), LOAD(y, i))); }
static void div_f2(args c) { u2 *R o = (u2 *)c.p[0]; const u2 *R x = (u2 *)c.p[1], *R y = (u2 *)c.p[2]; BY8(c.n[0]) STORE(o, i, _mm256_div_ps(LOAD(x, i), LOAD(y, i))); }
static void f2_to_f4(args c) { f4 *R o = (f4 *)c.p[0]; const u2 *R x = (u2 *)c.p[1]; BY8(c.n[0]) _mm256_storeu_ps(o + i, LOAD(x, i)); }
static void f4_to_f2(args c) { u2 *R o = (u2 *)c.p[0]; const f4 *R x = (f4 *)c.p[1]; BY8(c.n[0]) STORE(o, i, _mm256_loadu_ps(x + i)); }
static void sum_f2(args c) {
	const u2 *R x = (u2 *)c.p[1];
	__m256 s = _mm256_setzero_ps(), t = s;
	for (i8 i = 0; i + 16 <= c.n[0]; i += 16) { s = _mm256_add_ps(s, LOAD(x, i)); t = _mm256_add_ps(t, LOAD(x, i + 8)); }
	s = _mm256_add_ps(s, t);
	s = _mm256_hadd_ps(s, s); s = _mm256_hadd_ps(s, s);
	__m128 all = _mm_add_ss(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
	*(u2 *)c.p[0] = (u2)_mm_extract_epi16(_mm_cvtps_ph(all, 0), 0);
}
#endif

// Layouts: one lane with steps, then planes. Sizes of planes are rows, columns, and items from row to row.
typedef f8 loose __attribute__((aligned(1)));
static void add_step2(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1], *R y = (f8 *)c.p[2]; EACH(c.n[0]) o[2*i] = x[2*i] + y[2*i]; }
static void add_reversed(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1], *R y = (f8 *)c.p[2]; EACH(c.n[0]) o[i] = x[-i] + y[i]; }
static void add_loose(args c) { loose *R o = (loose *)c.p[0]; const loose *R x = (loose *)c.p[1], *R y = (loose *)c.p[2]; EACH(c.n[0]) o[i] = x[i] + y[i]; }
static f8 swapped(u8 bits) { f8 a; bits = __builtin_bswap64(bits); memcpy(&a, &bits, 8); return a; }
static u8 bits_of(f8 a) { u8 bits; memcpy(&bits, &a, 8); return bits; }
static void add_swapped(args c) { u8 *R o = (u8 *)c.p[0]; const u8 *R x = (u8 *)c.p[1]; const f8 *R y = (f8 *)c.p[2]; EACH(c.n[0]) o[i] = __builtin_bswap64(bits_of(swapped(x[i]) + y[i])); }
LOOP1(swap_f8, u8, u8, __builtin_bswap64(a))
LOOP1(swap_i2, u2, u2, __builtin_bswap16(a))
static void swap_in_place(args c) { u8 *o = (u8 *)c.p[0]; EACH(c.n[0]) o[i] = __builtin_bswap64(o[i]); }
static void copy_step2(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1]; EACH(c.n[0]) o[i] = x[2*i]; }
static void copy_reversed(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1]; EACH(c.n[0]) o[i] = x[-i]; }
static void copy_loose(args c) { loose *R o = (loose *)c.p[0]; const loose *R x = (loose *)c.p[1]; EACH(c.n[0]) o[i] = x[i]; }
static void fill_f8(args c) { f8 *o = (f8 *)c.p[0]; EACH(c.n[0]) o[i] = 7; }
static void fill_u1(args c) { memset(c.p[0], 7, c.n[0]); }
#define ROWS for (i8 r = 0; r < c.n[0]; r++)
static void iadd_row(args c) { const f8 *R y = (f8 *)c.p[1]; ROWS { f8 *R o = (f8 *)c.p[0] + r * c.n[1]; EACH(c.n[1]) o[i] += y[i]; } }
static void iadd_column(args c) { const f8 *R y = (f8 *)c.p[1]; ROWS { f8 *R o = (f8 *)c.p[0] + r * c.n[1]; const f8 b = y[r]; EACH(c.n[1]) o[i] += b; } }
static void iadd_cut(args c) { ROWS { f8 *R o = (f8 *)c.p[0] + r * c.n[2]; const f8 *R y = (f8 *)c.p[1] + r * c.n[2]; EACH(c.n[1]) o[i] += y[i]; } }
static void iadd_step2(args c) { ROWS { f8 *R o = (f8 *)c.p[0] + r * c.n[2]; const f8 *R y = (f8 *)c.p[1] + r * c.n[2]; EACH(c.n[1]) o[2*i] += y[2*i]; } }

// Square matrices of side n[0], the second operand transposed, in tiles.
enum { TILE = 32 };
#define TILES(n) for (i8 I = 0; I < (n); I += TILE) for (i8 J = 0; J < (n); J += TILE) \
	for (i8 i = I, ie = I + TILE < (n) ? I + TILE : (n); i < ie; i++) for (i8 j = J, je = J + TILE < (n) ? J + TILE : (n); j < je; j++)
#define F(T) static void transpose_##T(args c) { const i8 n = c.n[0]; T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1]; TILES(n) o[i*n + j] = x[j*n + i]; }
F(f8) F(f4) F(u1)
#undef F
static void iadd_transposed(args c) { const i8 n = c.n[0]; f8 *R o = (f8 *)c.p[0]; const f8 *R y = (f8 *)c.p[1]; TILES(n) o[i*n + j] += y[j*n + i]; }

// Masks and indices.
static void where_f8(args c) { f8 *R o = (f8 *)c.p[0]; const u1 *R m = (u1 *)c.p[1]; const f8 *R x = (f8 *)c.p[2], *R y = (f8 *)c.p[3]; EACH(c.n[0]) o[i] = m[i] ? x[i] : y[i]; }
static void compress_f8(args c) { // the last item is written only where there is room
	f8 *R o = (f8 *)c.p[0]; const u1 *R m = (u1 *)c.p[1]; const f8 *R x = (f8 *)c.p[2]; i8 k = 0;
	EACH(c.n[0]) { if (k == c.n[1]) break; o[k] = x[i]; k += m[i]; }
}
static void put7_f8(args c) { f8 *R o = (f8 *)c.p[0]; const u1 *R m = (u1 *)c.p[1]; EACH(c.n[0]) o[i] = m[i] ? 7 : o[i]; }
#define F(T) static void gather_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1]; const i8 *R k = (i8 *)c.p[2]; EACH(c.n[0]) o[i] = x[k[i]]; }
F(f8) F(i4)
#undef F

// Reductions: o has one item, or one for each column or row of n[0] rows and n[1] columns.
#define F(D, T) static void sum_##T(args c) { const T *R x = (T *)c.p[1]; D s = 0; EACH(c.n[0]) s += x[i]; *(D *)c.p[0] = s; }
F(f8, f8) F(f4, f4) F(i8, i8) F(i8, i4) F(i8, i2) F(u8, u1)
#undef F
#define F(T) \
	static void top_##T(args c) { const T *R x = (T *)c.p[1]; T s = x[0]; EACH(c.n[0]) s = x[i] > s ? x[i] : s; *(T *)c.p[0] = s; } \
	static void least_##T(args c) { const T *R x = (T *)c.p[1]; T s = x[0]; EACH(c.n[0]) s = x[i] < s ? x[i] : s; *(T *)c.p[0] = s; }
NUMBERS(F)
#undef F
static void sum_step2(args c) { f8 s = 0; ROWS { const f8 *R x = (f8 *)c.p[1] + r * c.n[2]; EACH(c.n[1]) s += x[2*i]; } *(f8 *)c.p[0] = s; }
static void mean_f8(args c) { sum_f8(c); *(f8 *)c.p[0] /= c.n[0]; }
static void var_f8(args c) {
	mean_f8(c);
	const f8 *R x = (f8 *)c.p[1], m = *(f8 *)c.p[0];
	f8 s = 0;
	EACH(c.n[0]) s += (x[i] - m) * (x[i] - m);
	*(f8 *)c.p[0] = s / c.n[0];
}
static void nansum_f8(args c) { const f8 *R x = (f8 *)c.p[1]; const u8 *R b = (u8 *)c.p[1]; f8 s = 0; EACH(c.n[0]) s += (b[i] & ~(1ull << 63)) > 0x7ffull << 52 ? 0 : x[i]; *(f8 *)c.p[0] = s; }
static void dot_f8(args c) { const f8 *R x = (f8 *)c.p[1], *R y = (f8 *)c.p[2]; f8 s = 0; EACH(c.n[0]) s += x[i] * y[i]; *(f8 *)c.p[0] = s; }
#define F(T) \
	static void sum0_##T(args c) { T *R o = (T *)c.p[0]; memset(o, 0, c.n[1] * sizeof(T)); ROWS { const T *R x = (T *)c.p[1] + r * c.n[1]; EACH(c.n[1]) o[i] += x[i]; } } \
	static void sum1_##T(args c) { T *R o = (T *)c.p[0]; ROWS { const T *R x = (T *)c.p[1] + r * c.n[1]; T s = 0; EACH(c.n[1]) s += x[i]; o[r] = s; } } \
	static void max0_##T(args c) { T *R o = (T *)c.p[0]; memcpy(o, c.p[1], c.n[1] * sizeof(T)); ROWS { const T *R x = (T *)c.p[1] + r * c.n[1]; EACH(c.n[1]) o[i] = x[i] > o[i] ? x[i] : o[i]; } } \
	static void max1_##T(args c) { T *R o = (T *)c.p[0]; ROWS { const T *R x = (T *)c.p[1] + r * c.n[1]; T s = x[0]; EACH(c.n[1]) s = x[i] > s ? x[i] : s; o[r] = s; } } \
	static void argmax0_##T(args c) { /* the best of each column so far lies in p[2] */ \
		i8 *R o = (i8 *)c.p[0]; T *R best = (T *)c.p[2]; memset(o, 0, c.n[1] * 8); memcpy(best, c.p[1], c.n[1] * sizeof(T)); \
		ROWS { const T *R x = (T *)c.p[1] + r * c.n[1]; EACH(c.n[1]) { const int more = x[i] > best[i]; best[i] = more ? x[i] : best[i]; o[i] = more ? r : o[i]; } } }
F(f8) F(f4) F(u1)
#undef F
static void cumsum_f8(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1]; f8 s = 0; EACH(c.n[0]) o[i] = s += x[i]; }
static void cumsum_i8(args c) { i8 *R o = (i8 *)c.p[0]; const i8 *R x = (i8 *)c.p[1]; i8 s = 0; EACH(c.n[0]) o[i] = s += x[i]; }
static void cumsum0_f8(args c) { f8 *R o = (f8 *)c.p[0]; const f8 *R x = (f8 *)c.p[1]; memcpy(o, x, c.n[1] * 8); for (i8 i = c.n[1]; i < c.n[0] * c.n[1]; i++) o[i] = o[i - c.n[1]] + x[i]; }

// Expressions.
#define F(T) \
	static void triad_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1], *R y = (T *)c.p[2]; EACH(c.n[0]) o[i] = o[i] * x[i] + y[i]; } \
	static void muladd_##T(args c) { T *R o = (T *)c.p[0]; const T *R x = (T *)c.p[1], *R y = (T *)c.p[2], *R z = (T *)c.p[3]; EACH(c.n[0]) o[i] = x[i] * y[i] + z[i]; }
F(f8) F(f4)
#undef F

// Images: n[0] pixels of three bytes.
#define F(D) static void mean3_##D(args c) { D *R o = (D *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) o[i] = (x[3*i] + x[3*i+1] + x[3*i+2]) * (D)(1 / 3.); }
F(f8) F(f4)
#undef F
static void sum3(args c) { u2 *R o = (u2 *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) o[i] = (u2)(x[3*i] + x[3*i+1] + x[3*i+2]); }
static void max3(args c) { u1 *R o = (u1 *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) { const u1 a = x[3*i], b = x[3*i+1], d = x[3*i+2], e = a > b ? a : b; o[i] = d > e ? d : e; } }
static void gray(args c) { u1 *R o = (u1 *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) o[i] = (u1)((u2)(x[3*i] + x[3*i+1] + x[3*i+2]) / 3); }
static void weighted(args c) { f4 *R o = (f4 *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; const f4 *w = (f4 *)c.p[2], a = w[0], b = w[1], d = w[2]; EACH(c.n[0]) o[i] = a * x[3*i] + b * x[3*i+1] + d * x[3*i+2]; }
static void means3(args c) { const u1 *R x = (u1 *)c.p[1]; u8 a = 0, b = 0, d = 0; EACH(c.n[0]) { a += x[3*i]; b += x[3*i+1]; d += x[3*i+2]; } f8 *o = (f8 *)c.p[0]; o[0] = (f8)a / c.n[0]; o[1] = (f8)b / c.n[0]; o[2] = (f8)d / c.n[0]; }
LOOP1(brighter, u1, u1, (a * 3 / 2 > 255 ? 255 : a * 3 / 2)) // saturates
LOOP1(unit_f4, f4, u1, a * (f4)(1 / 255.))
LOOP1(from255, u1, u1, 255 - a)
LOOP1(above128, u1, u1, a > 128)
static void lut(args c) { u1 *R o = (u1 *)c.p[0]; const u1 *R x = (u1 *)c.p[1], *R s = (u1 *)c.p[2]; EACH(c.n[0]) o[i] = s[x[i]]; }
static void lut_in_place(args c) { u1 *o = (u1 *)c.p[0]; const u1 *s = (u1 *)c.p[1]; EACH(c.n[0]) o[i] = s[o[i]]; }
static void planar(args c) { u1 *R o = (u1 *)c.p[0], *R p = o + c.n[0], *R q = p + c.n[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) { o[i] = x[3*i]; p[i] = x[3*i+1]; q[i] = x[3*i+2]; } }
static void interleaved(args c) { u1 *R o = (u1 *)c.p[0]; const u1 *R x = (u1 *)c.p[1], *R y = x + c.n[0], *R z = y + c.n[0]; EACH(c.n[0]) { o[3*i] = x[i]; o[3*i+1] = y[i]; o[3*i+2] = z[i]; } }
static void bgr(args c) { u1 *R o = (u1 *)c.p[0]; const u1 *R x = (u1 *)c.p[1]; EACH(c.n[0]) { o[3*i] = x[3*i+2]; o[3*i+1] = x[3*i+1]; o[3*i+2] = x[3*i]; } }
static void bgr_in_place(args c) { u1 *o = (u1 *)c.p[0]; EACH(c.n[0]) { const u1 a = o[3*i], b = o[3*i+2]; o[3*i] = b; o[3*i+2] = a; } }
static void flip_rows(args c) { ROWS memcpy(c.p[0] + r * c.n[1], c.p[1] - r * c.n[1], c.n[1]); }

static const struct { const char *name; void (*run)(args); } all[] = {
#define E(f) {#f, f},
#define F(T) E(add_##T) E(mul_##T) E(iadd_##T) E(copy_##T) E(less_##T) E(equal_##T) E(max_##T) E(neg_##T) E(square_##T) E(top_##T) E(least_##T) E(sum_##T)
	NUMBERS(F)
#undef F
#define F(T) E(div_##T) E(abs_##T) E(sqrt_##T) E(reciprocal_##T) E(floor_##T) E(rint_##T) E(hypot_##T) E(cmul_##T) E(cabs_##T) E(cdiv_##T) \
	E(triad_##T) E(muladd_##T) E(mean3_##T)
	F(f8) F(f4)
#undef F
#define F(T) E(sum0_##T) E(sum1_##T) E(max0_##T) E(max1_##T) E(argmax0_##T) E(transpose_##T)
	F(f8) F(f4) F(u1)
#undef F
	E(scale_f8) E(isnan_f8) E(invert_u1) E(not_u1) E(and_u1) E(and_i4) E(shl_i4) E(clip_f4)
	E(floordiv_i4) E(rem_i4) E(floordiv_i2) E(floordiv_u1) E(floordiv_i8) E(rem_i8) E(floordiv7_i4) E(floordiv7_i8) E(floordiv7_u1)
	E(rem7_i4) E(rem7_i8) E(rem7_u1) E(cube_i4) E(cube_i8)
	E(f8_to_f4) E(f4_to_f8) E(i4_to_f8) E(f8_to_i4) E(u1_to_f4) E(f4_to_u1) E(i8_to_i4) E(iadd_f8_f4)
#if defined(__F16C__)
	E(add_f2) E(mul_f2) E(div_f2) E(f2_to_f4) E(f4_to_f2) E(sum_f2)
#endif
	E(add_step2) E(add_reversed) E(add_loose) E(add_swapped) E(swap_f8) E(swap_i2) E(swap_in_place) E(copy_step2) E(copy_reversed) E(copy_loose)
	E(fill_f8) E(fill_u1) E(iadd_row) E(iadd_column) E(iadd_cut) E(iadd_step2) E(iadd_transposed)
	E(where_f8) E(compress_f8) E(put7_f8) E(gather_f8) E(gather_i4)
	E(sum_step2) E(mean_f8) E(var_f8) E(nansum_f8) E(dot_f8) E(cumsum_f8) E(cumsum_i8) E(cumsum0_f8)
	E(sum3) E(max3) E(gray) E(weighted) E(means3) E(brighter) E(unit_f4) E(from255) E(above128) E(lut) E(lut_in_place)
	E(planar) E(interleaved) E(bgr) E(bgr_in_place) E(flip_rows)
};

// Runs a loop so many times and returns the nanoseconds, or -1 if there is no loop of that name.
int64_t yardstick(const char *name, int64_t runs, char **p, const int64_t *n) {
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		if (strcmp(all[k].name, name) != 0) continue;
		void (*volatile run)(args) = all[k].run; // volatile: the loop runs as often as it is told to
		struct timespec from, to;
		clock_gettime(CLOCK_MONOTONIC, &from);
		for (int64_t i = 0; i < runs; i++) run((args){p, n});
		clock_gettime(CLOCK_MONOTONIC, &to);
		return (to.tv_sec - from.tv_sec) * 1000000000ll + (to.tv_nsec - from.tv_nsec);
	}
	return -1;
}
