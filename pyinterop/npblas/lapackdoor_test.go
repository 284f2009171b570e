//go:build cgo && linux

package npblas

import (
	"fmt"
	"math/cmplx"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// A workspace stands for the arguments work and lwork; it is the least that gonum takes.
type workspace int

// lapackMakers make the arguments of the routines whose results are unique, in gonum's order. work and lwork are
// one workspace.
var lapackMakers = map[string]func(c *caseMaker) []any{
	"Dgetrf": func(c *caseMaker) []any {
		m, n := c.size(), c.size()
		a, lda := c.matrix(m, n)
		if m > 1 && n > 0 && c.IntN(4) == 0 { // a column of zeros
			c.saw("singular")
			j := c.IntN(n)
			for i := range m {
				a.set(i*lda+j, 0)
			}
		}
		return []any{m, n, a, lda, make([]int, min(m, n))}
	},
	"Dgetri": func(c *caseMaker) []any {
		n := c.size()
		a, lda := c.triangle(n, blas.Upper, blas.NonUnit)
		pivots := make([]int, n)
		for i := range n {
			pivots[i] = i + c.IntN(n-i)
			for j := range i {
				a.set(i*lda+j, c.number()/complex(float64(n), 0))
			}
		}
		if n > 0 && c.IntN(4) == 0 {
			c.saw("singular")
			return []any{n, zeros(a), lda, pivots, workspace(n)}
		}
		return []any{n, a, lda, pivots, workspace(n)}
	},
	"Dpotrf": func(c *caseMaker) []any {
		ul, n := c.uplo(), c.size()
		a, lda := c.half(n, ul)
		for i := range n {
			a.data[i*lda+i] += complex(2*float64(n), 0)
		}
		if n > 0 && c.IntN(4) == 0 {
			c.saw("singular")
			a.data[(n-1)*lda+n-1] = -1
			return []any{ul, n, onlyLastFails(n, a, lda), lda}
		}
		return []any{ul, n, a, lda}
	},
	"Dpotri": func(c *caseMaker) []any {
		ul, n := c.uplo(), c.size()
		a, lda := c.triangle(n, ul, blas.NonUnit)
		return []any{ul, n, a, lda}
	},
	"Dtrtri": func(c *caseMaker) []any {
		ul, d, n := c.uplo(), c.diag(), c.size()
		a, lda := c.triangle(n, ul, d)
		if d == blas.NonUnit && n > 0 && c.IntN(4) == 0 {
			c.saw("singular")
			i := c.IntN(n)
			a.set(i*lda+i, 0)
		}
		return []any{ul, d, n, a, lda}
	},
	"Dgeqrf": func(c *caseMaker) []any {
		m, n := c.size(), c.size()
		a, lda := c.matrix(m, n)
		return []any{m, n, a, lda, &operand{data: make([]complex128, min(m, n))}, workspace(n)}
	},
	"Dgelqf": func(c *caseMaker) []any {
		m, n := c.size(), c.size()
		a, lda := c.matrix(m, n)
		return []any{m, n, a, lda, &operand{data: make([]complex128, min(m, n))}, workspace(m)}
	},
	"Dorgqr": func(c *caseMaker) []any {
		m, n, k := c.three()
		a, tau, lda := c.reflectors("Dgeqrf", m, n)
		return []any{m, n, k, a, lda, &operand{data: tau[:k]}, workspace(n)}
	},
	"Dorglq": func(c *caseMaker) []any {
		n, m, k := c.three()
		a, tau, lda := c.reflectors("Dgelqf", m, n)
		return []any{m, n, k, a, lda, &operand{data: tau[:k]}, workspace(m)}
	},
	"Dormqr": func(c *caseMaker) []any {
		s, t, order, k, other := c.side(), []blas.Transpose{blas.NoTrans, blas.Trans}[c.turn(2)], 0, 0, c.size()
		c.saw("trans " + string(t))
		order, k, _ = c.three()
		a, tau, lda := c.reflectors("Dgeqrf", order, k)
		m, n := swapIf(s == blas.Right, order, other)
		b, ldb := c.matrix(m, n)
		return []any{s, t, m, n, k, a, lda, &operand{data: tau}, b, ldb, workspace(other)}
	},
	"Dormlq": func(c *caseMaker) []any {
		s, t, order, k, other := c.side(), []blas.Transpose{blas.NoTrans, blas.Trans}[c.turn(2)], 0, 0, c.size()
		c.saw("trans " + string(t))
		order, k, _ = c.three()
		a, tau, lda := c.reflectors("Dgelqf", k, order)
		m, n := swapIf(s == blas.Right, order, other)
		b, ldb := c.matrix(m, n)
		return []any{s, t, m, n, k, a, lda, &operand{data: tau}, b, ldb, workspace(other)}
	},
	"Dgels": func(c *caseMaker) []any {
		t, m, n, columns := c.trans(), c.size(), c.size(), 1+c.IntN(4)
		a, lda := c.matrix(m, n)
		for i := range min(m, n) {
			a.data[i*lda+i] += complex(float64(max(m, n)), 0)
		}
		b, ldb := c.matrix(max(m, n), columns)
		return []any{t, m, n, columns, a, lda, b, ldb, workspace(min(m, n) + max(min(m, n), columns))}
	},
}

// three sizes, each at least the next.
func (c *caseMaker) three() (a, b, d int) {
	s := []int{c.size(), c.size(), c.size()}
	slices.Sort(s)
	return s[2], s[1], s[0]
}

// reflectors are those of a factorisation by gonum.
func (c *caseMaker) reflectors(factorise string, m, n int) (a *operand, tau []complex128, lda int) {
	a, lda = c.matrix(m, n)
	x := make([]float64, len(a.data))
	for i := range x {
		x[i] = real(a.data[i])
	}
	t, work := make([]float64, min(m, n)), make([]float64, max(m, n, 1))
	if factorise == "Dgeqrf" {
		gonum.Implementation{}.Dgeqrf(m, n, x, lda, t, work, len(work))
	} else {
		gonum.Implementation{}.Dgelqf(m, n, x, lda, t, work, len(work))
	}
	for i := range x {
		if !a.gap[i] {
			a.data[i] = complex(x[i], 0)
		}
	}
	for _, v := range t {
		tau = append(tau, complex(v, 0))
	}
	return a, tau, lda
}

func zeros(o *operand) *operand {
	for i := range o.data {
		if !o.gap[i] {
			o.data[i] = 0
		}
	}
	return o
}

// onlyLastFails clears what is off the diagonal: a factorisation that fails leaves different halves of its work
// behind, unless only the last step fails.
func onlyLastFails(n int, a *operand, lda int) *operand {
	for i := range n {
		for j := range n {
			if at := i*lda + j; i != j && !a.gap[at] {
				a.data[at] = 0
			}
		}
	}
	return a
}

// withWork puts work and lwork in the place of a workspace.
func withWork(method reflect.Value, args []any, query bool) []any {
	var full []any
	for _, a := range args {
		if w, ok := a.(workspace); ok {
			n := max(1, int(w))
			if query {
				ask := arguments(method, withSize(args, 1, -1))
				method.Call(ask)
				n = max(n, int(ask[len(ask)-2].Index(0).Float()))
			}
			return withSize(args, n, n)
		}
		full = append(full, a)
	}
	return full
}

func withSize(args []any, size, lwork int) []any {
	work := &operand{data: make([]complex128, size)}
	return append(append([]any{}, args[:len(args)-1]...), work, lwork)
}

func TestEachFactorisationAgreesWithGonum(t *testing.T) {
	lib := library(t)
	door := &lapackDoor{gate: always(lib)}
	counting, calls := cblas.Counting(true)
	counted := &lapackDoor{gate: always(counting)}
	rng := source(t)
	for name, maker := range lapackMakers {
		t.Run(name, func(t *testing.T) {
			ours, theirs := reflect.ValueOf(door).MethodByName(name), reflect.ValueOf(gonum.Implementation{}).MethodByName(name)
			seen := map[string]int{}
			for i := range rounds(80) {
				c := &caseMaker{Rand: rng, i: i, seen: seen}
				args := withWork(ours, maker(c), i%2 == 0)
				got, want := arguments(ours, args), arguments(theirs, args)
				gotResult, wantResult := ours.Call(got), theirs.Call(want)
				if len(wantResult) > 0 {
					require.Equal(t, wantResult[0].Interface(), gotResult[0].Interface(), "%s%s", name, show(args))
				}
				failed := len(wantResult) > 0 && !wantResult[0].Bool()
				for j, a := range args {
					if a, ok := a.(*operand); ok && !(hasWork(maker(c)) && j == len(args)-2) {
						sameOperand(t, a, got[j], want[j], failed && name != "Dgetrf", fmt.Sprintf("argument %d of %s%s", j, name, show(args)))
					} else if _, ok := args[j].([]int); ok && !failed {
						require.Equal(t, want[j].Interface(), got[j].Interface(), "%s%s", name, show(args))
					}
				}
				before := calls()
				reflect.ValueOf(counted).MethodByName(name).Call(arguments(ours, args))
				if calls() > before {
					c.saw("call into the library")
				}
			}
			assert.Greater(t, seen["call into the library"], rounds(80)/6)
			for _, class := range []string{"size 0", "stride > columns"} {
				assert.NotZero(t, seen[class], class)
			}
			if strings.Contains("Dgetrf Dgetri Dpotrf Dtrtri", name) {
				assert.NotZero(t, seen["singular"])
			}
		})
	}
}

func hasWork(args []any) bool {
	_, ok := args[len(args)-1].(workspace)
	return ok
}

// sameOperand compares what both made of a; of a failed factorisation only that gaps are left alone.
func sameOperand(t *testing.T, a *operand, got, want reflect.Value, failed bool, what string) {
	t.Helper()
	expected, numbersGot := numbers(want), numbers(got)
	for i := range expected {
		if i < len(a.gap) && a.gap[i] {
			expected[i] = complex(real(nan), 0)
		} else if failed {
			expected[i] = numbersGot[i]
		}
	}
	require.NoError(t, agree(numbersGot, expected, 1e-10), what)
}

func TestEachFactorisationPanicsAsGonumDoesAndCallsNothing(t *testing.T) {
	counting, calls := cblas.Counting(true)
	door := reflect.ValueOf(&lapackDoor{gate: always(counting)})
	rng := source(t)
	makers := map[string]func(c *caseMaker) []any{"Dgesvd": svdCase, "Dsyev": symmetricCase, "Dgeev": eigenCase}
	for name, maker := range lapackMakers {
		makers[name] = maker
	}
	for name, maker := range makers {
		refused := 0
		for i := range 8 {
			args := withWork(door.MethodByName(name), maker(&caseMaker{Rand: rng, i: i, seen: map[string]int{}}), false)
			withoutNaN(args) // which gonum's Dgeev balances for ever
			for at := range args {
				for _, wrong := range append(mistakes(args[at]), lapackMistakes(args[at])...) {
					call := append(append(append([]any{}, args[:at]...), wrong), args[at+1:]...)
					want := panicOf(func() {
						method := reflect.ValueOf(gonum.Implementation{}).MethodByName(name)
						method.Call(arguments(method, call))
					})
					if _, own := want.(string); !own {
						continue // taken, or an index out of range where gonum slices a 1×1 matrix from lda on
					}
					refused++
					before := calls()
					got := panicOf(func() { door.MethodByName(name).Call(arguments(door.MethodByName(name), call)) })
					require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%s%s", name, show(call))
					require.Equal(t, before, calls(), "%s%s reached C", name, show(call))
				}
			}
		}
		assert.Greater(t, refused, 20, name)
	}
}

func withoutNaN(args []any) {
	for _, a := range args {
		if o, ok := a.(*operand); ok {
			for i, x := range o.data {
				if cmplx.IsNaN(x) {
					o.data[i] = 0.5
				}
			}
		}
	}
}

func lapackMistakes(a any) []any {
	switch a := a.(type) {
	case []int:
		return []any{append(slices.Clone(a), 0), a[:len(a)/2], []int{}}
	case lapack.SVDJob:
		return []any{lapack.SVDOverwrite, lapack.SVDJob('X')}
	case lapack.EVJob:
		return []any{lapack.EVJob('X')}
	case lapack.LeftEVJob:
		return []any{lapack.LeftEVJob('X')}
	case lapack.RightEVJob:
		return []any{lapack.RightEVJob('X')}
	}
	return nil
}
