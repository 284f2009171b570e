package rawblas_test

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
)

// The statements of the documentation about negative increments: each routine is
// called with the vectors 1 2 3 4 and 5 6 7 8, forwards and then stored backwards,
// and must give the same numbers. What it wrote is returned in the vectors' order.

type result struct {
	x, y  []complex128
	value complex128
}

// A run calls a routine with increments 2 or −2 and returns what it made.
type run func(inc int) result

// lay stores values for an increment of 2 or −2, as BLAS wants it.
func lay[T any](inc int, values ...T) []T {
	if inc < 0 {
		values = slices.Clone(values)
		slices.Reverse(values)
	}
	data := make([]T, 2*len(values)-1)
	for i, x := range values {
		data[2*i] = x
	}
	return data
}

func take[T any](inc int, data []T) (values []complex128) {
	for i := 0; i < len(data); i += 2 {
		switch x := any(data[i]).(type) {
		case float64:
			values = append(values, complex(x, 0))
		case float32:
			values = append(values, complex(float64(x), 0))
		case complex64:
			values = append(values, complex128(x))
		case complex128:
			values = append(values, x)
		}
	}
	if inc < 0 {
		slices.Reverse(values)
	}
	return values
}

func real64(do func(x, y blas64.Vector) float64) run {
	return func(inc int) result {
		x := blas64.Vector{N: 4, Inc: inc, Data: lay(inc, 1.0, 2, 3, 4)}
		y := blas64.Vector{N: 4, Inc: inc, Data: lay(inc, 5.0, 6, 7, 8)}
		value := do(x, y)
		return result{take(inc, x.Data), take(inc, y.Data), complex(value, 0)}
	}
}

func real32(do func(x, y blas32.Vector) float32) run {
	return func(inc int) result {
		x := blas32.Vector{N: 4, Inc: inc, Data: lay[float32](inc, 1, 2, 3, 4)}
		y := blas32.Vector{N: 4, Inc: inc, Data: lay[float32](inc, 5, 6, 7, 8)}
		value := do(x, y)
		return result{take(inc, x.Data), take(inc, y.Data), complex(float64(value), 0)}
	}
}

func complexC64(do func(x, y cblas64.Vector) complex64) run {
	return func(inc int) result {
		x := cblas64.Vector{N: 4, Inc: inc, Data: lay[complex64](inc, 1, 2i, 3, 4)}
		y := cblas64.Vector{N: 4, Inc: inc, Data: lay[complex64](inc, 5, 6, 7i, 8)}
		value := do(x, y)
		return result{take(inc, x.Data), take(inc, y.Data), complex128(value)}
	}
}

func complexC128(do func(x, y cblas128.Vector) complex128) run {
	return func(inc int) result {
		x := cblas128.Vector{N: 4, Inc: inc, Data: lay[complex128](inc, 1, 2i, 3, 4)}
		y := cblas128.Vector{N: 4, Inc: inc, Data: lay[complex128](inc, 5, 6, 7i, 8)}
		value := do(x, y)
		return result{take(inc, x.Data), take(inc, y.Data), value}
	}
}

// level1 holds the routines of level 1 that take vectors.
var level1 = map[string]map[string]run{
	"blas64": {
		"Asum":  real64(func(x, _ blas64.Vector) float64 { return blas64.Asum(x) }),
		"Axpy":  real64(func(x, y blas64.Vector) float64 { blas64.Axpy(2, x, y); return 0 }),
		"Copy":  real64(func(x, y blas64.Vector) float64 { blas64.Copy(x, y); return 0 }),
		"Dot":   real64(blas64.Dot),
		"Iamax": real64(func(x, _ blas64.Vector) float64 { return float64(blas64.Iamax(x)) }),
		"Nrm2":  real64(func(x, _ blas64.Vector) float64 { return blas64.Nrm2(x) }),
		"Rot":   real64(func(x, y blas64.Vector) float64 { blas64.Rot(x, y, 0.5, 2); return 0 }),
		"Rotm": real64(func(x, y blas64.Vector) float64 {
			blas64.Rotm(x, y, blas.DrotmParams{Flag: blas.Rescaling, H: [4]float64{1, 2, 3, 4}})
			return 0
		}),
		"Scal": real64(func(x, _ blas64.Vector) float64 { blas64.Scal(2, x); return 0 }),
		"Swap": real64(func(x, y blas64.Vector) float64 { blas64.Swap(x, y); return 0 }),
	},
	"blas32": {
		"Asum":  real32(func(x, _ blas32.Vector) float32 { return blas32.Asum(x) }),
		"Axpy":  real32(func(x, y blas32.Vector) float32 { blas32.Axpy(2, x, y); return 0 }),
		"Copy":  real32(func(x, y blas32.Vector) float32 { blas32.Copy(x, y); return 0 }),
		"DDot":  real32(func(x, y blas32.Vector) float32 { return float32(blas32.DDot(x, y)) }),
		"Dot":   real32(blas32.Dot),
		"Iamax": real32(func(x, _ blas32.Vector) float32 { return float32(blas32.Iamax(x)) }),
		"Nrm2":  real32(func(x, _ blas32.Vector) float32 { return blas32.Nrm2(x) }),
		"Rot":   real32(func(x, y blas32.Vector) float32 { blas32.Rot(4, x, y, 0.5, 2); return 0 }),
		"Rotm": real32(func(x, y blas32.Vector) float32 {
			blas32.Rotm(4, x, y, blas.SrotmParams{Flag: blas.Rescaling, H: [4]float32{1, 2, 3, 4}})
			return 0
		}),
		"SDDot": real32(func(x, y blas32.Vector) float32 { return blas32.SDDot(2, x, y) }),
		"Scal":  real32(func(x, _ blas32.Vector) float32 { blas32.Scal(2, x); return 0 }),
		"Swap":  real32(func(x, y blas32.Vector) float32 { blas32.Swap(x, y); return 0 }),
	},
	"cblas64": {
		"Asum":  complexC64(func(x, _ cblas64.Vector) complex64 { return complex(cblas64.Asum(x), 0) }),
		"Axpy":  complexC64(func(x, y cblas64.Vector) complex64 { cblas64.Axpy(2i, x, y); return 0 }),
		"Copy":  complexC64(func(x, y cblas64.Vector) complex64 { cblas64.Copy(x, y); return 0 }),
		"Dotc":  complexC64(cblas64.Dotc),
		"Dotu":  complexC64(cblas64.Dotu),
		"Dscal": complexC64(func(x, _ cblas64.Vector) complex64 { cblas64.Dscal(2, x); return 0 }),
		"Iamax": complexC64(func(x, _ cblas64.Vector) complex64 { return complex(float32(cblas64.Iamax(x)), 0) }),
		"Nrm2":  complexC64(func(x, _ cblas64.Vector) complex64 { return complex(cblas64.Nrm2(x), 0) }),
		"Scal":  complexC64(func(x, _ cblas64.Vector) complex64 { cblas64.Scal(2, x); return 0 }),
		"Swap":  complexC64(func(x, y cblas64.Vector) complex64 { cblas64.Swap(x, y); return 0 }),
	},
	"cblas128": {
		"Asum":  complexC128(func(x, _ cblas128.Vector) complex128 { return complex(cblas128.Asum(x), 0) }),
		"Axpy":  complexC128(func(x, y cblas128.Vector) complex128 { cblas128.Axpy(2i, x, y); return 0 }),
		"Copy":  complexC128(func(x, y cblas128.Vector) complex128 { cblas128.Copy(x, y); return 0 }),
		"Dotc":  complexC128(cblas128.Dotc),
		"Dotu":  complexC128(cblas128.Dotu),
		"Dscal": complexC128(func(x, _ cblas128.Vector) complex128 { cblas128.Dscal(2, x); return 0 }),
		"Iamax": complexC128(func(x, _ cblas128.Vector) complex128 { return complex(float64(cblas128.Iamax(x)), 0) }),
		"Nrm2":  complexC128(func(x, _ cblas128.Vector) complex128 { return complex(cblas128.Nrm2(x), 0) }),
		"Scal":  complexC128(func(x, _ cblas128.Vector) complex128 { cblas128.Scal(2, x); return 0 }),
		"Swap":  complexC128(func(x, y cblas128.Vector) complex128 { cblas128.Swap(x, y); return 0 }),
	},
}

// level2 holds routines of level 2. Those of blas64 are complete but for Ger, which
// has a test of its own.
var level2 = map[string]map[string]run{
	"blas64": {
		"Gemv": real64(func(x, y blas64.Vector) float64 { blas64.Gemv(blas.Trans, 2, matrix64, x, 3, y); return 0 }),
		"Gbmv": real64(func(x, y blas64.Vector) float64 {
			blas64.Gbmv(blas.Trans, 2, blas64.Band{Rows: 4, Cols: 4, KL: 1, KU: 1, Stride: 4, Data: matrix64.Data}, x, 3, y)
			return 0
		}),
		"Trmv": real64(func(x, _ blas64.Vector) float64 { blas64.Trmv(blas.Trans, triangle64, x); return 0 }),
		"Tbmv": real64(func(x, _ blas64.Vector) float64 { blas64.Tbmv(blas.NoTrans, band64, x); return 0 }),
		"Tpmv": real64(func(x, _ blas64.Vector) float64 { blas64.Tpmv(blas.NoTrans, packed64, x); return 0 }),
		"Trsv": real64(func(x, _ blas64.Vector) float64 { blas64.Trsv(blas.NoTrans, triangle64, x); return 0 }),
		"Tbsv": real64(func(x, _ blas64.Vector) float64 { blas64.Tbsv(blas.Trans, band64, x); return 0 }),
		"Tpsv": real64(func(x, _ blas64.Vector) float64 { blas64.Tpsv(blas.NoTrans, packed64, x); return 0 }),
		"Symv": real64(func(x, y blas64.Vector) float64 { blas64.Symv(2, symmetric64(), x, 3, y); return 0 }),
		"Sbmv": real64(func(x, y blas64.Vector) float64 {
			blas64.Sbmv(2, blas64.SymmetricBand{Uplo: blas.Upper, N: 4, K: 1, Stride: 4, Data: matrix64.Data}, x, 3, y)
			return 0
		}),
		"Spmv": real64(func(x, y blas64.Vector) float64 {
			blas64.Spmv(2, blas64.SymmetricPacked{Uplo: blas.Upper, N: 4, Data: matrix64.Data}, x, 3, y)
			return 0
		}),
		"Syr":  real64(func(x, _ blas64.Vector) float64 { a := symmetric64(); blas64.Syr(2, x, a); return hash(a.Data) }),
		"Spr":  real64(func(x, _ blas64.Vector) float64 { a := symmetricPacked64(); blas64.Spr(2, x, a); return hash(a.Data) }),
		"Syr2": real64(func(x, y blas64.Vector) float64 { a := symmetric64(); blas64.Syr2(2, x, y, a); return hash(a.Data) }),
		"Spr2": real64(func(x, y blas64.Vector) float64 {
			a := symmetricPacked64()
			blas64.Spr2(2, x, y, a)
			return hash(a.Data)
		}),
	},
	"blas32": {
		"Gemv": real32(func(x, y blas32.Vector) float32 {
			blas32.Gemv(blas.NoTrans, 2, blas32.General{Rows: 4, Cols: 4, Stride: 4, Data: numbers[float32]()}, x, 3, y)
			return 0
		}),
	},
	"cblas64": {
		"Gemv": complexC64(func(x, y cblas64.Vector) complex64 {
			cblas64.Gemv(blas.NoTrans, 2i, cblas64.General{Rows: 4, Cols: 4, Stride: 4, Data: numbers[complex64]()}, x, 3, y)
			return 0
		}),
	},
	"cblas128": {
		"Gemv": complexC128(func(x, y cblas128.Vector) complex128 {
			cblas128.Gemv(blas.ConjTrans, 2i, cblas128.General{Rows: 4, Cols: 4, Stride: 4, Data: numbers[complex128]()}, x, 3, y)
			return 0
		}),
	},
}

var (
	matrix64   = general64()
	triangle64 = blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: 4, Stride: 4, Data: numbers[float64]()}
	band64     = blas64.TriangularBand{Uplo: blas.Upper, Diag: blas.NonUnit, N: 4, K: 1, Stride: 4, Data: numbers[float64]()}
	packed64   = blas64.TriangularPacked{Uplo: blas.Upper, Diag: blas.NonUnit, N: 4, Data: numbers[float64]()}
)

func general64() blas64.General {
	return blas64.General{Rows: 4, Cols: 4, Stride: 4, Data: numbers[float64]()}
}

func symmetric64() blas64.Symmetric {
	return blas64.Symmetric{Uplo: blas.Lower, N: 4, Stride: 4, Data: numbers[float64]()}
}

func symmetricPacked64() blas64.SymmetricPacked {
	return blas64.SymmetricPacked{Uplo: blas.Upper, N: 4, Data: numbers[float64]()}
}

// numbers returns the 16 elements of a 4×4 matrix.
func numbers[T float32 | float64 | complex64 | complex128]() []T {
	data := make([]T, 16)
	for i := range data {
		data[i] = any(of[T](float64((i*i+3)%7 + 1))).(T)
	}
	return data
}

func of[T any](x float64) T {
	var a any
	switch any(*new(T)).(type) {
	case float32:
		a = float32(x)
	case float64:
		a = x
	case complex64:
		a = complex(float32(x), 1)
	case complex128:
		a = complex(x, 1)
	}
	return a.(T)
}

// hash is a sum that notices an exchange of two elements.
func hash[T float32 | float64](data []T) (sum float64) {
	for i, x := range data {
		sum += float64(i+1) * float64(x)
	}
	return sum
}

func TestNegativeIncrementsAreTakenWhereTheDocumentationSaysSo(t *testing.T) {
	taken, refused := documented(t)
	for name, routines := range level1 {
		var takes, panics []string
		for routine, do := range routines {
			if negative(t, name+"."+routine, do) {
				takes = append(takes, routine)
			} else {
				panics = append(panics, routine)
			}
		}
		slices.Sort(takes)
		slices.Sort(panics)
		assert.Equal(t, taken[name], takes, name)
		assert.Equal(t, refused[name], panics, name)
	}
	for name, routines := range level2 {
		for _, routine := range slices.Sorted(maps.Keys(routines)) {
			assert.True(t, negative(t, name+"."+routine, routines[routine]), "%s.%s", name, routine)
		}
	}
}

// negative reports whether a routine takes vectors that are stored backwards, and
// requires the same numbers then.
func negative(t *testing.T, what string, do run) (takes bool) {
	defer func() {
		if r := recover(); r != nil {
			require.Contains(t, fmt.Sprint(r), "negative vector increment", what)
		}
	}()
	want := do(2)
	got := do(-2)
	require.Equal(t, want, got, what)
	return true
}

// Gemv is written in assembly for each case, so all of them are tried.
func TestGemvTakesEachPairOfIncrements(t *testing.T) {
	for m := 1; m <= 9; m++ {
		for n := 1; n <= 9; n++ {
			a := blas64.General{Rows: m, Cols: n, Stride: n, Data: make([]float64, m*n)}
			for i := range a.Data {
				a.Data[i] = float64(i*i%11) - 4
			}
			for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
				x, y := counting(n, 1), counting(m, 4)
				if trans == blas.Trans {
					x, y = counting(m, 1), counting(n, 4)
				}
				var want []complex128
				for _, inc := range [][2]int{{2, 2}, {-2, 2}, {2, -2}, {-2, -2}} {
					xs := blas64.Vector{N: len(x), Inc: inc[0], Data: lay(inc[0], x...)}
					ys := blas64.Vector{N: len(y), Inc: inc[1], Data: lay(inc[1], y...)}
					blas64.Gemv(trans, 2, a, xs, 3, ys)
					got := take(inc[1], ys.Data)
					if want == nil {
						want = got
					}
					require.Equal(t, want, got, "%d×%d increments %v", m, n, inc)
				}
			}
		}
	}
}

func counting(n int, from float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = from + float64(i)
	}
	return x
}

// Upstream: the assembly of Ger returns at once if the Inc of y is negative, and
// multiplies the offset of a negative Inc of x by the size of an item twice. Here
// what it reads then still lies in our slice.
func TestGerWithANegativeIncrementIsWrongOnAMD64(t *testing.T) {
	want := []float64{3, 4, 5, 6, 8, 10}
	around := make([]float64, 100)
	y := blas64.Vector{N: 3, Inc: 1, Data: []float64{3, 4, 5}}
	copy(around, []float64{2, 1})
	a := blas64.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float64, 6)}
	blas64.Ger(1, blas64.Vector{N: 2, Inc: -1, Data: around[:2]}, y, a)
	b := blas64.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float64, 6)}
	blas64.Ger(1, blas64.Vector{N: 2, Inc: 1, Data: []float64{1, 2}}, blas64.Vector{N: 3, Inc: -1, Data: []float64{5, 4, 3}}, b)
	if runtime.GOARCH == "amd64" {
		assert.NotEqual(t, want, a.Data)
		assert.Equal(t, make([]float64, 6), b.Data)
	} else {
		assert.Equal(t, want, a.Data)
		assert.Equal(t, want, b.Data)
	}
}

// documented reads the two tables of the package's documentation.
func documented(t *testing.T) (taken, refused map[string][]string) {
	src, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	taken, refused = map[string][]string{}, map[string][]string{}
	into := taken
	for line := range strings.Lines(string(src)) {
		fields := strings.Fields(strings.TrimPrefix(line, "//"))
		switch {
		case strings.Contains(line, "and these panic"):
			into = refused
		case len(fields) > 2 && level1[fields[0]] != nil && strings.HasPrefix(line, "//\t"):
			into[fields[0]] = fields[1:]
		}
	}
	require.Len(t, taken, 4)
	require.Len(t, refused, 4)
	return taken, refused
}
