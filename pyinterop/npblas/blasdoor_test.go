//go:build cgo && linux

package npblas

import (
	"fmt"
	"math"
	"math/cmplx"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// A routine is one method of gonum's interfaces that the library answers.
type routine struct {
	name, family string
	id           cblas.ID
	complex      bool
}

// routines are all BLAS routines of the registry, as methods.
func routines(t testing.TB) []routine {
	interfaces := []reflect.Type{reflect.TypeFor[blas.Float64](), reflect.TypeFor[blas.Float32](), reflect.TypeFor[blas.Complex128](), reflect.TypeFor[blas.Complex64]()}
	var all []routine
	for id, symbol := range cblas.Routines()[:cblas.NumBLAS] {
		lower := strings.TrimSuffix(strings.TrimPrefix(symbol, "cblas_"), "_sub")
		for i, in := range interfaces {
			for m := range in.Methods() {
				if strings.ToLower(m.Name) == lower {
					r := routine{name: m.Name, id: cblas.ID(id), complex: i >= 2}
					for family := range makers {
						if strings.HasSuffix(lower, family) && len(family) > len(r.family) && len(lower)-len(family) <= 2 {
							r.family = family
						}
					}
					require.NotEmpty(t, r.family, "no cases for %s", m.Name)
					all = append(all, r)
				}
			}
		}
	}
	require.Len(t, all, int(cblas.NumBLAS))
	return all
}

// arguments converts to the types of the method, with arrays of their own.
func arguments(method reflect.Value, args []any) []reflect.Value {
	values := make([]reflect.Value, len(args))
	for i, a := range args {
		to := method.Type().In(i)
		switch a := a.(type) {
		case *operand:
			values[i] = reflect.MakeSlice(to, len(a.data), len(a.data))
			for j, x := range a.data {
				values[i].Index(j).Set(scalar(x, to.Elem()))
			}
		case complex128:
			values[i] = scalar(a, to)
		case []int:
			values[i] = reflect.ValueOf(slices.Clone(a))
		default:
			values[i] = reflect.ValueOf(a)
		}
	}
	return values
}

func scalar(x complex128, to reflect.Type) reflect.Value {
	if to.Kind() == reflect.Complex64 || to.Kind() == reflect.Complex128 {
		return reflect.ValueOf(x).Convert(to)
	}
	return reflect.ValueOf(real(x)).Convert(to)
}

// numbers reads an array or a scalar back.
func numbers(v reflect.Value) []complex128 {
	switch v.Kind() {
	case reflect.Slice:
		var all []complex128
		for i := range v.Len() {
			all = append(all, numbers(v.Index(i))...)
		}
		return all
	case reflect.Float32, reflect.Float64:
		return []complex128{complex(v.Float(), 0)}
	case reflect.Complex64, reflect.Complex128:
		return []complex128{v.Complex()}
	}
	return nil
}

// agree: NaN and infinities where the other has them, else within a few units of the largest number.
func agree(got, want []complex128, eps float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d numbers, want %d", len(got), len(want))
	}
	scale := 1.0
	for _, w := range want {
		if !cmplx.IsNaN(w) && !cmplx.IsInf(w) {
			scale = max(scale, cmplx.Abs(w))
		}
	}
	for i, w := range want {
		same := part(real(got[i]), real(w), eps*scale) && part(imag(got[i]), imag(w), eps*scale)
		if !same {
			return fmt.Errorf("number %d of %d is %v, want %v", i, len(want), got[i], w)
		}
	}
	return nil
}

func part(got, want, tolerance float64) bool {
	if math.IsNaN(want) || math.IsInf(want, 0) {
		return got == want || math.IsNaN(got) && math.IsNaN(want)
	}
	return math.Abs(got-want) <= tolerance
}

func epsilon(name string) float64 {
	if strings.ContainsAny(name[:1], "SC") {
		return 2e-4
	}
	return 2e-12
}

func TestEachRoutineAgreesWithGonum(t *testing.T) {
	door, counted := &blasDoor{gate: always(library(t))}, countingDoor(true)
	wrong := faulty(door.lib)
	rng := source(t)
	for _, r := range routines(t) {
		t.Run(r.name, func(t *testing.T) {
			require.True(t, door.lib.Has(r.id), "the library lacks it")
			if slices.Contains(wrong, r.id) {
				door.withhold(wrong)
				counted.door.gate.withhold(wrong) // its sums are gonum's
				defer func() { door.gate, counted = always(door.lib), countingDoor(true) }()
			}
			seen := map[string]int{}
			missing := func() bool {
				return slices.ContainsFunc(classes(r), func(class string) bool { return seen[class] == 0 })
			}
			for i := 0; i < rounds(36) || missing() && i < 2000; i++ {
				c := &caseMaker{Rand: rng, i: i, complex: r.complex, conj: strings.HasPrefix(r.family, "h"), nans: i%4 == 3, seen: seen}
				args := makers[r.family](c)
				called := counted.calls(r.name, args) == 1
				if called {
					c.saw("call into the library")
				}
				compare(t, r.name, door, args, called)
				if t.Failed() {
					return
				}
			}
			for _, class := range classes(r) {
				assert.NotZero(t, seen[class], "no case with %s", class)
			}
			if slices.Contains(wrong, r.id) {
				assert.Zero(t, seen["call into the library"])
				return
			}
			assert.Greater(t, seen["call into the library"], rounds(36)/6)
		})
	}
}

// classes are the kinds of cases that a routine must have met.
func classes(r routine) []string {
	method, _ := reflect.TypeFor[gonum.Implementation]().MethodByName(r.name)
	all := []string{"size 0", "NaN"}
	for i := range method.Type.NumIn() {
		switch method.Type.In(i) {
		case reflect.TypeFor[blas.Transpose]():
			all = append(all, "trans N")
			if !strings.HasPrefix(r.family, "her") {
				all = append(all, "trans T")
			}
			if !r.complex || !strings.HasPrefix(r.family, "syr") {
				all = append(all, "trans C")
			}
		case reflect.TypeFor[blas.Uplo]():
			all = append(all, "uplo U", "uplo L")
		case reflect.TypeFor[blas.Diag]():
			all = append(all, "diag N", "diag U")
		case reflect.TypeFor[blas.Side]():
			all = append(all, "side L", "side R")
		}
	}
	switch r.family {
	case "nrm2", "asum":
		return append(all, "increment > 1")
	case "scal":
		return append(all, "increment > 1", "alpha 0", "alpha 1")
	case "dot", "dotu", "dotc", "swap", "rot":
		return append(all, "increment > 1", "negative increment")
	case "axpy":
		return append(all, "increment > 1", "negative increment", "alpha 0", "alpha 1")
	case "gemv", "gbmv", "symv", "hemv", "sbmv", "hbmv":
		return append(all, "increment > 1", "negative increment", "alpha 0", "alpha 1", "beta 0", "beta 1", "NaN under beta 0", "stride > columns")
	case "gemm", "symm", "hemm", "syrk", "herk", "syr2k", "her2k":
		return append(all, "alpha 0", "alpha 1", "beta 0", "beta 1", "NaN under beta 0", "stride > columns")
	}
	return all
}

// aroundFaults changes arguments to ones that mean the same and for which gonum v0.17.0 computes what
// they mean: Dger and Sger read memory outside of their vectors when an increment is
// negative (assembly, amd64), and Dsyrk and Ssyrk of the lower triangle with a transposed A multiply C by
// a beta of 0, so that NaN stays NaN.
func aroundFaults(name string, args []any) []any {
	changed := append([]any{}, args...)
	switch strings.ToLower(name[1:]) {
	case "ger":
		for _, at := range []int{3, 5} { // x and y, each with its increment after it
			if inc := args[at+1].(int); inc < 0 {
				changed[at], changed[at+1] = reversed(args[at].(*operand), args[(at-3)/2].(int), -inc), -inc
			}
		}
	case "syrk":
		if c := args[8].(*operand); args[7] == complex128(0) {
			changed[8] = &operand{data: make([]complex128, len(c.data)), gap: c.gap}
		}
	}
	return changed
}

func reversed(x *operand, n, inc int) *operand {
	r := &operand{append([]complex128{}, x.data...), x.gap}
	for i := range n {
		r.data[i*inc] = x.data[(n-1-i)*inc]
	}
	return r
}

// compare calls both; what is not sent to the library has gonum's faults too.
func compare(t *testing.T, name string, door *blasDoor, args []any, called bool) {
	t.Helper()
	ours, theirs := reflect.ValueOf(door).MethodByName(name), reflect.ValueOf(gonum.Implementation{}).MethodByName(name)
	changed := args
	if called {
		changed = aroundFaults(name, args)
	}
	got, want := arguments(ours, args), arguments(theirs, changed)
	gotResult, wantResult := ours.Call(got), theirs.Call(want)
	for i := range wantResult {
		assert.NoError(t, agree(numbers(gotResult[i]), numbers(wantResult[i]), epsilon(name)), "result of %s%s", name, show(args))
	}
	for i, a := range args {
		if a, ok := a.(*operand); ok {
			if changed[i] != args[i] && i < len(args)-2 {
				continue // an input that gonum got in another order
			}
			expected, before := numbers(want[i]), numbers(arguments(ours, args)[i])
			for j, gap := range a.gap {
				if gap { // gonum itself overwrites some of them
					expected[j] = before[j]
				}
			}
			assert.NoError(t, agree(numbers(got[i]), expected, epsilon(name)), "argument %d of %s%s", i, name, show(args))
		}
	}
}

func show(args []any) string {
	var words []string
	for _, a := range args {
		switch a := a.(type) {
		case *operand:
			words = append(words, fmt.Sprintf("[%d]", len(a.data)))
		case complex128:
			words = append(words, fmt.Sprintf("%.3g", a))
		case int, []int:
			words = append(words, fmt.Sprint(a))
		default:
			words = append(words, fmt.Sprintf("%c", a))
		}
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// A counter is a door to a library that only counts.
type counter struct {
	door *blasDoor
	n    func() int
}

func countingDoor(wide bool) counter {
	lib, n := cblas.Counting(wide)
	return counter{&blasDoor{gate: always(lib)}, n}
}

// calls is how often the library is called.
func (c counter) calls(name string, args []any) int {
	before := c.n()
	method := reflect.ValueOf(c.door).MethodByName(name)
	method.Call(arguments(method, args))
	return c.n() - before
}

// What gonum refuses, the door refuses with the same words, and C sees nothing of it.
func TestEachRoutinePanicsAsGonumDoesAndCallsNothing(t *testing.T) {
	counted := countingDoor(true)
	rng := source(t)
	for _, r := range routines(t) {
		refused := 0
		for i := range 4 {
			args := makers[r.family](&caseMaker{Rand: rng, i: i, complex: r.complex, conj: strings.HasPrefix(r.family, "h"), seen: map[string]int{}})
			for at := range args {
				for _, wrong := range mistakes(args[at]) {
					call := append(append(append([]any{}, args[:at]...), wrong), args[at+1:]...)
					want := panicOf(func() {
						method := reflect.ValueOf(gonum.Implementation{}).MethodByName(r.name)
						method.Call(arguments(method, call))
					})
					if want == nil {
						continue
					}
					refused++
					before := counted.n()
					got := panicOf(func() { counted.calls(r.name, call) })
					require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%s%s", r.name, show(call))
					require.Equal(t, before, counted.n(), "%s%s reached C", r.name, show(call))
				}
			}
		}
		assert.Greater(t, refused, 10, r.name)
	}
}

// mistakes are values of the same type that are mostly wrong in its place.
func mistakes(a any) []any {
	switch a := a.(type) {
	case int:
		return []any{-1, 0, a - 1, a + 1, -a, 1000}
	case *operand:
		n := len(a.data)
		return []any{&operand{data: a.data[:max(n-3, 0)]}, &operand{data: a.data[:n/2]}, &operand{}}
	case blas.Transpose:
		return []any{blas.Transpose('X'), blas.Transpose(0)}
	case blas.Uplo:
		return []any{blas.Uplo('X'), blas.All}
	case blas.Diag:
		return []any{blas.Diag('X')}
	case blas.Side:
		return []any{blas.Side('X')}
	}
	return nil
}

func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// 32-bit libraries get only what their integers hold.
func TestNarrowIntegersSendLargeStridesToGonum(t *testing.T) {
	narrow, wide := countingDoor(false), countingDoor(true)
	x := &operand{data: []complex128{2}}
	for _, inc := range []int{1, math.MaxInt32, math.MaxInt32 + 1, math.MinInt32, math.MinInt32 - 1} {
		fits := 0
		if inc == int(int32(inc)) {
			fits = 1
		}
		args := []any{1, x, inc, x, 1}
		assert.Equal(t, fits, narrow.calls("Ddot", args), inc)
		assert.Equal(t, 1, wide.calls("Ddot", args), inc)
	}
}

// A library that lacks routines leaves them to gonum: without functions to call, a call would crash.
func TestWhatTheLibraryLacksStaysGonums(t *testing.T) {
	door, rng := &blasDoor{gate: newGate(&cblas.Library{Wide: true})}, source(t)
	for _, r := range routines(t) {
		args := makers[r.family](&caseMaker{Rand: rng, complex: r.complex, conj: strings.HasPrefix(r.family, "h"), seen: map[string]int{}})
		method := reflect.ValueOf(door).MethodByName(r.name)
		method.Call(arguments(method, args))
	}
}
