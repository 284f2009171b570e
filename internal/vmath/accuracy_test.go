package vmath

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// seed returns INPLACE_SEED, or a new one, and says which.
func seed(t *testing.T) *rand.Rand {
	n := rand.Uint64()
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		n, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("INPLACE_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 1))
}

// samples is the number of arguments drawn for each function.
func samples() int {
	if os.Getenv("INPLACE_LONG") != "" {
		return 200_000
	}
	return 500
}

// measure returns the worst error of a function over so many arguments.
func (r *row) measure(rng *rand.Rand, n int) (worst float64, at string) {
	take := func(x, y float64) {
		var e float64
		if r.f1 != nil {
			e = ulps(r.f1(x), r.big1(bigOf(x)))
		} else {
			e = ulps(r.f2(x, y), r.big2(bigOf(x), bigOf(y)))
		}
		if e > worst || e != e {
			worst, at = e, fmt.Sprintf("%s(%x, %x)", r.name, x, y)
		}
	}
	for _, x := range r.hard {
		take(x, 0)
	}
	for range n {
		x, y := r.draw(rng), 0.0
		if r.f2 != nil {
			y = r.second(rng, x)
		}
		take(x, y)
	}
	return worst, at
}

// second draws the other operand: the exponent of a power such that the result is a number, for the
// rest one that counts beside x.
func (r *row) second(rng *rand.Rand, x float64) float64 {
	switch {
	case r.name == "power" && x == 1:
		return 1
	case r.name == "power":
		return (rng.Float64()*1454 - 745) / math.Log(x)
	case rng.IntN(2) == 0:
		return min(max(x*math.Ldexp(rng.Float64()*2-1, rng.IntN(8)-4), r.lo), r.hi)
	}
	return r.draw(rng)
}

func TestNoFunctionIsWrongByMoreThanItsBound(t *testing.T) {
	rng := seed(t)
	for i := range rows {
		r := &rows[i]
		worst, at := r.measure(rng, samples())
		t.Logf("%-10s %.4f  %s", r.name, worst, at)
		assert.LessOrEqual(t, worst, r.bound, at)
	}
}
