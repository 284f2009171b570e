package conformance_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/cmplx"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
)

// The registry's loops are judged here, so that what is compared is what Apply runs.

func unaryLoop(t *testing.T, name string, kind elem.Kind) kernel.Unary {
	t.Helper()
	v, ok := kernel.Lookup(name)
	require.True(t, ok, name)
	l := v.Exact(kind)
	require.NotNil(t, l, "%s of %s", name, kind)
	return l.Unary
}

// validationSets are the functions for which NumPy ships arguments, right results and bounds.
var validationSets = []string{
	"arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "cbrt", "cos", "cosh", "exp", "exp2", "expm1",
	"log", "log10", "log1p", "log2", "sin", "sinh", "tan", "tanh",
}

func TestFunctionsKeepTheBoundsOfNumPysValidationSets(t *testing.T) {
	p := startNumPy(t, "floatfuncs")
	var folder string
	p.ask(t, map[string]any{"function": "data"}, &folder)
	files, err := filepath.Glob(filepath.Join(folder, "umath-validation-set-*.csv"))
	require.NoError(t, err)
	assert.Len(t, files, len(validationSets), "NumPy has sets for other functions than these")
	for _, name := range validationSets {
		checkValidationSet(t, name, filepath.Join(folder, "umath-validation-set-"+name+".csv"))
	}
}

func checkValidationSet(t *testing.T, name, file string) {
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	f32, f64 := unaryLoop(t, name, elem.KindFloat32), unaryLoop(t, name, elem.KindFloat64)
	var worst32, worst64 uint64
	rows := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), ",")
		if len(fields) != 4 || fields[0] == "dtype" || strings.ContainsAny(fields[0], "#$") {
			continue
		}
		in, err := strconv.ParseUint(strings.TrimSpace(fields[1]), 0, 64)
		require.NoError(t, err)
		want, err := strconv.ParseUint(strings.TrimSpace(fields[2]), 0, 64)
		require.NoError(t, err)
		bound, err := strconv.ParseUint(strings.TrimSpace(fields[3]), 10, 64)
		require.NoError(t, err)
		rows++
		var apart uint64
		if fields[0] == "np.float32" {
			x, y := [1]uint32{uint32(in)}, [1]uint32{}
			f32(mem.Of(y[:]), 4, mem.Of(x[:]), 4, 1)
			apart = apart32(y[0], uint32(want))
			worst32 = max(worst32, apart)
		} else {
			x, y := [1]uint64{in}, [1]uint64{}
			f64(mem.Of(y[:]), 8, mem.Of(x[:]), 8, 1)
			apart = apart64(y[0], want)
			worst64 = max(worst64, apart)
		}
		assert.LessOrEqual(t, apart, bound, "%s: %s", name, lines.Text())
	}
	assert.Greater(t, rows, 200, name)
	t.Logf("%-8s %4d rows, at most %d places apart for float32, %d for float64", name, rows, worst32, worst64)
}

// apart64 counts the float64 from one to the other, as numpy.testing does: NaN is beside NaN.
func apart64(a, b uint64) uint64 {
	x, y := math.Float64frombits(a), math.Float64frombits(b)
	if x != x && y != y {
		return 0
	}
	i, j := ordered64(a), ordered64(b)
	return uint64(max(i-j, j-i))
}

func ordered64(a uint64) int64 {
	if int64(a) < 0 {
		return math.MinInt64 - int64(a)
	}
	return int64(a)
}

func apart32(a, b uint32) uint64 {
	x, y := math.Float32frombits(a), math.Float32frombits(b)
	if x != x && y != y {
		return 0
	}
	order := func(a uint32) int64 {
		if int32(a) < 0 {
			return math.MinInt32 - int64(int32(a))
		}
		return int64(a)
	}
	i, j := order(a), order(b)
	return uint64(max(i-j, j-i))
}

// complexParts are squared to the grid of complex operands.
var complexParts = []float64{
	0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(),
	1e-10, -1e-10, 1e-300, -1e-300, 0.5, -0.5, 1.25, -2, 3, -30, 50, 1e5, -1e5, 1e20, -1e20, 1e300, -1e300, 700, -720,
}

var complexUnary = []string{
	"sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan",
	"sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
}

// floatUfuncs are the verbs of this file that are ufuncs of NumPy: their kinds are judged with those of
// the elementwise verbs.
var floatUfuncs = append([]string{
	"cbrt", "deg2rad", "rad2deg", "arctan2", "hypot", "logaddexp", "logaddexp2", "power", "float_power",
}, complexUnary...)

func complexGrid() (grid []complex128) {
	for _, re := range complexParts {
		for _, im := range complexParts {
			grid = append(grid, complex(re, im))
		}
	}
	return grid
}

func encodeComplex(z []complex128) string {
	b := make([]byte, 0, 16*len(z))
	for _, z := range z {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(real(z)))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(imag(z)))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func decodeComplex(t *testing.T, s string) (z []complex128) {
	b, err := base64.StdEncoding.DecodeString(s)
	require.NoError(t, err)
	for ; len(b) > 0; b = b[16:] {
		z = append(z, complex(math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))))
	}
	return z
}

func (p *numpy) complexFunction(t *testing.T, name string, operands ...[]complex128) []complex128 {
	texts := make([]string, len(operands))
	for i := range operands {
		texts[i] = encodeComplex(operands[i])
	}
	var s string
	p.ask(t, map[string]any{"function": name, "dtype": "<c16", "operands": texts}, &s)
	return decodeComplex(t, s)
}

func TestComplexFunctionsAgreeWithNumPyOnTheGrid(t *testing.T) {
	p := startNumPy(t, "floatfuncs")
	grid := complexGrid()
	for _, name := range complexUnary {
		want := p.complexFunction(t, name, grid)
		got := make([]complex128, len(grid))
		unaryLoop(t, name, elem.KindComplex128)(mem.Of(got), 16, mem.Of(grid), 16, len(grid))
		for i := range grid {
			compareComplex(t, name, got[i], want[i], grid[i])
		}
	}
}

func compareComplex(t *testing.T, name string, got, want complex128, operands ...complex128) {
	t.Helper()
	tol := 1e-14 * cmplx.Abs(want)
	switch name {
	case "log1p":
		tol = 3e-16 // NumPy takes the logarithm of 1 + z as it was rounded
	case "power":
		// NumPy rounds b·ln a before it takes the exponential.
		if e := cmplx.Abs(operands[1]) * cmplx.Abs(cmplx.Log(operands[0])); e < 1e4 {
			tol += 5e-16 * e * cmplx.Abs(want)
		}
	}
	if !partAlike(real(got), real(want), tol) || !partAlike(imag(got), imag(want), tol) {
		t.Errorf("%s%v = %v, NumPy has %v", name, operands, got, want)
	}
}

// partAlike compares parts of complex numbers: NaN, infinities and zeros exactly, the others to a tolerance.
func partAlike(a, b, tol float64) bool {
	switch {
	case a != a || b != b:
		return a != a && b != b
	case a == b:
		return math.Signbit(a) == math.Signbit(b)
	}
	return math.Abs(a-b) <= max(1e-13*math.Abs(b), min(tol, math.MaxFloat64), 1e-320)
}

// powerParts are few, since their fourth power counts.
var powerParts = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -2, 3, 1e-10, 100, math.Inf(1), math.Inf(-1), math.NaN()}

func TestComplexPowersAgreeWithNumPyOnTheGrid(t *testing.T) {
	var a, b []complex128
	for _, p := range powerParts {
		for _, q := range powerParts {
			for _, r := range powerParts {
				for _, s := range powerParts {
					a, b = append(a, complex(p, q)), append(b, complex(r, s))
				}
			}
		}
	}
	want := startNumPy(t, "floatfuncs").complexFunction(t, "power", a, b)
	got := make([]complex128, len(a))
	v, ok := kernel.Lookup("power")
	require.True(t, ok)
	v.Exact(elem.KindComplex128).Binary(mem.Of(got), 16, mem.Of(a), 16, mem.Of(b), 16, len(a))
	for i := range a {
		compareComplex(t, "power", got[i], want[i], a[i], b[i])
	}
}

// realParts are the special values of real operands.
var realParts = append([]float64{5e-324, 0x1p-1022, math.MaxFloat64, -math.MaxFloat64, 1 - 0x1p-53, 1e22, 2, 0x1p53 - 1}, complexParts...)

func encodeReal(x []float64) string {
	var b []byte
	for _, x := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func (p *numpy) realFunction(t *testing.T, name string, operands ...[]float64) (y []float64) {
	texts := make([]string, len(operands))
	for i := range operands {
		texts[i] = encodeReal(operands[i])
	}
	var s string
	p.ask(t, map[string]any{"function": name, "dtype": "<f8", "operands": texts}, &s)
	b, err := base64.StdEncoding.DecodeString(s)
	require.NoError(t, err)
	for ; len(b) > 0; b = b[8:] {
		y = append(y, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return y
}

func TestRealFunctionsAgreeWithNumPyOnSpecialValues(t *testing.T) {
	p := startNumPy(t, "floatfuncs")
	for _, name := range append([]string{"cbrt", "deg2rad", "rad2deg", "angle"}, complexUnary...) {
		want := p.realFunction(t, name, realParts)
		got := make([]float64, len(want))
		unaryLoop(t, name, elem.KindFloat64)(mem.Of(got), 8, mem.Of(realParts), 8, len(want))
		for i, x := range realParts {
			assert.True(t, partAlike(got[i], want[i], 0), "%s(%v) = %v, NumPy has %v", name, x, got[i], want[i])
		}
	}
	var a, b []float64
	for _, x := range realParts {
		for _, y := range realParts {
			a, b = append(a, x), append(b, y)
		}
	}
	for _, name := range []string{"arctan2", "hypot", "power", "float_power", "logaddexp", "logaddexp2"} {
		want := p.realFunction(t, name, a, b)
		got := make([]float64, len(want))
		v, ok := kernel.Lookup(name)
		require.True(t, ok, name)
		v.Exact(elem.KindFloat64).Binary(mem.Of(got), 8, mem.Of(a), 8, mem.Of(b), 8, len(want))
		for i := range want {
			assert.True(t, partAlike(got[i], want[i], 0), "%s(%v, %v) = %v, NumPy has %v", name, a[i], b[i], got[i], want[i])
		}
	}
}

// All pairs of int8, and as many of the other integers from the ends of their ranges.
func TestIntegerPowersWrapAroundAsNumPys(t *testing.T) {
	p := startNumPy(t, "floatfuncs")
	v, ok := kernel.Lookup("power")
	require.True(t, ok)
	for dtype, kind := range map[string]elem.Kind{
		"<i1": elem.KindInt8, "<i2": elem.KindInt16, "<i4": elem.KindInt32, "<i8": elem.KindInt64,
		"<u1": elem.KindUint8, "<u2": elem.KindUint16, "<u4": elem.KindUint32, "<u8": elem.KindUint64,
	} {
		size := kind.Size()
		var a, b []byte
		for x := range 256 {
			for y := range 128 {
				item := make([]byte, size)
				item[0], item[size-1] = byte(x), byte(x)
				a = append(a, item...)
				item[0], item[size-1] = byte(y), byte(y*(x&1))
				b = append(b, item...)
			}
		}
		got, n := make([]byte, len(a)), len(a)/size
		l := v.Exact(kind)
		require.NotNil(t, l)
		if l.Check != nil {
			require.Equal(t, -1, l.Check.Bad(mem.Of(b), size, n), "no negative exponents here")
		}
		l.Binary(mem.Of(got), size, mem.Of(a), size, mem.Of(b), size, n)
		var s string
		p.ask(t, map[string]any{"function": "power", "dtype": dtype, "operands": []string{
			base64.StdEncoding.EncodeToString(a), base64.StdEncoding.EncodeToString(b)}}, &s)
		assert.Equal(t, s, base64.StdEncoding.EncodeToString(got), dtype)
	}
}

// Random complex numbers of all sizes, near the unit circle and near the axes.
func TestComplexFunctionsAgreeWithNumPyOnRandomNumbers(t *testing.T) {
	p := startNumPy(t, "floatfuncs")
	rng := ndtest.Seeded(t)
	z := make([]complex128, 3000)
	for i := range z {
		r := math.Exp(rng.NormFloat64() * []float64{0.001, 1, 5, 30}[rng.IntN(4)])
		z[i] = cmplx.Rect(r, 2*math.Pi*rng.Float64())
		switch rng.IntN(4) {
		case 0:
			z[i] = complex(real(z[i]), imag(z[i])*math.Exp(-40*rng.Float64()))
		case 1:
			z[i] = complex(real(z[i])*math.Exp(-40*rng.Float64()), imag(z[i]))
		}
	}
	for _, name := range complexUnary {
		want := p.complexFunction(t, name, z)
		got := make([]complex128, len(z))
		unaryLoop(t, name, elem.KindComplex128)(mem.Of(got), 16, mem.Of(z), 16, len(z))
		worst := 0.0
		for i := range z {
			if isFinite(got[i]) && isFinite(want[i]) {
				d := cmplx.Abs(got[i]-want[i]) / max(cmplx.Abs(want[i]), 1e-307) // subnormal parts are rounded more than once
				worst = max(worst, d)
				// NumPy takes the logarithm of 1 + z as it was rounded.
				if !(d <= 1e-14) && !(name == "log1p" && cmplx.Abs(got[i]-want[i]) <= 4e-16) {
					t.Errorf("%s%v = %v, NumPy has %v", name, z[i], got[i], want[i])
				}
			} else if cmplx.IsNaN(got[i]) != cmplx.IsNaN(want[i]) || cmplx.IsInf(got[i]) != cmplx.IsInf(want[i]) {
				t.Errorf("%s%v = %v, NumPy has %v", name, z[i], got[i], want[i])
			}
		}
		t.Logf("%-8s at most %.1e of |w| apart", name, worst)
	}
}

func isFinite(z complex128) bool { return !cmplx.IsNaN(z) && !cmplx.IsInf(z) }
