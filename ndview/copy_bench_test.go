package ndview_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-inplace/inplace/ndview"
)

// plainC is the yardstick: the loop that anybody writes, two nested loops over
// strides in bytes. It prints the fastest of its runs in nanoseconds.
const plainC = `
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

__attribute__((noinline)) static void copy_out(double *dst, const char *src, ptrdiff_t s0, ptrdiff_t s1, ptrdiff_t n0, ptrdiff_t n1) {
	for (ptrdiff_t i = 0; i < n0; i++)
		for (ptrdiff_t j = 0; j < n1; j++)
			*dst++ = *(const double *)(src + i * s0 + j * s1);
}

__attribute__((noinline)) static void copy_in(char *dst, const double *src, ptrdiff_t s0, ptrdiff_t s1, ptrdiff_t n0, ptrdiff_t n1) {
	for (ptrdiff_t i = 0; i < n0; i++)
		for (ptrdiff_t j = 0; j < n1; j++)
			*(double *)(dst + i * s0 + j * s1) = *src++;
}

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
	long v[8];
	for (int i = 0; i < 8; i++) v[i] = atol(argv[i + 1]);
	size_t bytes = (size_t)v[6] * sizeof(double);
	char *a = malloc(bytes);
	double *b = malloc(bytes);
	memset(a, 1, bytes);
	memset(b, 2, bytes);
	double best = 1e18;
	for (int i = 0; i < v[7]; i++) {
		double t = now();
		if (v[0]) copy_in(a + v[1], b, v[2], v[3], v[4], v[5]);
		else copy_out(b, a + v[1], v[2], v[3], v[4], v[5]);
		t = now() - t;
		if (t < best) best = t;
	}
	printf("%f\n", best);
	return 0;
}
`

// buildPlainC compiles the yardstick with the system's C compiler at -O2.
func buildPlainC(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	source, program := filepath.Join(dir, "copy.c"), filepath.Join(dir, "copy")
	if err := os.WriteFile(source, []byte(plainC), 0o644); err != nil {
		b.Fatal(err)
	}
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
	}
	if out, err := exec.Command(compiler, "-O2", "-o", program, source).CombinedOutput(); err != nil {
		b.Fatalf("the yardstick of this benchmark needs a C compiler (cc, or $CC): %v\n%s", err, out)
	}
	return program
}

// BenchmarkCopyAgainstC copies views of a 1000×1000 float64 matrix out to a slice
// and in from one, in turns with the plain C loop, and reports how many times
// faster than that it is ("×C", at least 1 is wanted).
func BenchmarkCopyAgainstC(b *testing.B) {
	const n, runs, turns = 1000, 4, 25
	program := buildPlainC(b)
	whole := ndview.Make[float64](n, n)
	s := make([]float64, n*n)
	for _, c := range []struct {
		name string
		view ndview.MutView[float64]
	}{
		{"contiguous", whole},
		{"every-second-column", whole.SliceAxis(1, ndview.All.By(2))},
		{"reversed", whole.Flip(0).Flip(1)},
		{"transposed", whole.T()},
		{"transposed-part", whole.SliceAxis(0, ndview.Span(3, -4)).SliceAxis(1, ndview.Span(5, -10)).T()},
	} {
		v := c.view
		part := s[:v.Size()]
		for in, copies := range []func() error{
			func() error { return v.CopyTo(part) },
			func() error { return v.CopyFrom(part) },
		} {
			b.Run([]string{"out/", "in/"}[in]+c.name, func(b *testing.B) {
				offset := int(v.Address() - whole.Address())
				args := []int{in, offset, v.Stride(0), v.Stride(1), v.Len(0), v.Len(1), n * n, runs}
				goBest, cBest := 1e18, 1e18
				for range turns {
					cBest = min(cBest, runPlainC(b, program, args))
					for range runs {
						start := time.Now()
						if err := copies(); err != nil {
							b.Fatal(err)
						}
						goBest = min(goBest, float64(time.Since(start)))
					}
				}
				for b.Loop() {
					_ = copies()
				}
				b.ReportMetric(goBest/float64(v.Size()), "ns/element")
				b.ReportMetric(cBest/goBest, "×C")
			})
		}
	}
}

func runPlainC(b *testing.B, program string, args []int) float64 {
	b.Helper()
	words := strings.Fields(strings.Trim(fmt.Sprint(args), "[]"))
	out, err := exec.Command(program, words...).Output()
	if err != nil {
		b.Fatal(err)
	}
	ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	return ns
}
