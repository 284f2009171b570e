package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// Products of a lane whose factors leave the normal numbers in some order of multiplication, and
// come back, are those of one item after another.
func TestProductsThatPassBelowTheNormalNumbersKeepTheirDigits(t *testing.T) {
	ones := func(n int) []float64 {
		items := make([]float64, n)
		for i := range items {
			items[i] = 1
		}
		return items
	}
	// Strand 0 has items 0, 8 and 16, strand 1 has 1, 9 and 17.
	strand, tail, joint, transient := ones(16), ones(17), ones(16), ones(24)
	strand[0], strand[1], strand[8], strand[9] = 1.1e-155, 1e150, 1.3e-160, 1e150
	tail[0], tail[1], tail[9], tail[16] = 1.1e-155, 1e150, 1e150, 1.3e-160
	joint[0], joint[4], joint[1], joint[5] = 1.1e-155, 1e150, 1.3e-160, 1e150
	transient[0], transient[1], transient[8], transient[16] = 1.1e-155, 1e200, 1.3e-160, 1e100
	for name, items := range map[string][]float64{"a strand": strand, "the last items": tail, "two strands": joint, "on the way": transient} {
		want := 1.0
		for _, x := range items {
			want *= x
		}
		state := []float64{1}
		mulFloatLane(mem.Of(state), mem.Of(items), 8, len(items), 0, 0)
		require.Equal(t, want, state[0], name)
	}
	// In their order these never leave the normal numbers.
	rng := rand.New(rand.NewPCG(9, 10))
	for range 1000 {
		items := make([]float64, fewItems+rng.IntN(60))
		want, power := 1.0, 0
		for i := range items {
			step := max(-900, min(900, power+rng.IntN(1200)-600)) - power
			power += step
			items[i] = math.Ldexp(1+rng.Float64()/64, step)
			want *= items[i]
		}
		state := []float64{1}
		mulFloatLane(mem.Of(state), mem.Of(items), 8, len(items), 0, 0)
		require.InEpsilon(t, want, state[0], 1e-13)
	}
}

// Products that end below the normal numbers are those of one item after another to the bit: of
// few steps, of one, of items about its edges, and where a large item leads out again.
func TestProductsBelowTheNormalNumbersAreThoseInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	edges := []float64{0.5, 1.5, math.Nextafter(0.5, 0), math.Nextafter(0.5, 1), math.Nextafter(1.5, 1), math.Nextafter(1.5, 2), 1, -1, -0.75, 1.25, 2, -3}
	subnormal, oneStep, zero, normal := 0, 0, 0, 0
	for round := range 3000 {
		items := make([]float64, fewItems+rng.IntN(200))
		start := math.Ldexp(1+rng.Float64(), -1000-rng.IntN(74))
		for i := range items {
			switch rng.IntN(4 + round%40) {
			case 0:
				items[i] = edges[rng.IntN(len(edges))]
			default:
				items[i] = (0.5 + rng.Float64()) * math.Copysign(1, rng.Float64()-0.3)
			}
		}
		if round%10 == 0 {
			items[len(items)-1] = 1e300
		}
		want := start
		for _, x := range items {
			want *= x
		}
		state := []float64{start}
		mulInOrder(mem.Of(state), mem.Of(items), 8, len(items))
		require.Equal(t, math.Float64bits(want), math.Float64bits(state[0]), "%d items", len(items))
		switch size := math.Float64bits(want) &^ (1 << 63); {
		case size == 0:
			zero++
		case size == 1:
			oneStep++
		case size < 1<<52:
			subnormal++
		default:
			normal++
		}
	}
	require.Greater(t, min(subnormal, oneStep, zero, normal), 20, "%d %d %d %d", subnormal, oneStep, zero, normal)
}
