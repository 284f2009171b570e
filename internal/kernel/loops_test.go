package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Each loop has forms for lanes side by side, for one item against a lane, and for
// any stride. What they compute is judged in package ops; here, that all forms of
// a loop are the same function.
func TestAllFormsOfALoopComputeTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, table := range map[string]*Table[Binary]{"Add": &Add, "Sub": &Sub, "Mul": &Mul, "Div": &Div} {
		loops := 0
		for k, f := range table {
			if f == nil {
				continue
			}
			loops++
			kind := elem.Kind(k)
			size := kind.Size()
			for _, n := range []int{0, 1, 2, 7, 8, 9, 40} {
				for _, ds := range []int{size, 2 * size, -size} {
					for _, as := range []int{size, 0, 3 * size, -size} {
						for _, bs := range []int{size, 0, 2 * size, -2 * size} {
							checkForms(t, rng, name, f, kind, n, ds, as, bs)
						}
					}
				}
			}
		}
		assert.GreaterOrEqual(t, loops, 4, name)
	}
}

func checkForms(t *testing.T, rng *rand.Rand, name string, f Binary, kind elem.Kind, n, ds, as, bs int) {
	t.Helper()
	size := kind.Size()
	dst, a, b := items(rng, kind, room(n, ds, size)), items(rng, kind, room(n, as, size)), items(rng, kind, room(n, bs, size))
	d0, a0, b0 := start(n, ds), start(n, as), start(n, bs)
	want := slices.Clone(dst)
	for i := range n { // item by item, through the form for any stride
		f(mem.Of(want[d0+i*ds:]), 3*size, mem.Of(a[a0+i*as:]), size, mem.Of(b[b0+i*bs:]), size, 1)
	}
	f(mem.Of(dst[d0:]), ds, mem.Of(a[a0:]), as, mem.Of(b[b0:]), bs, n)
	require.Equal(t, want, dst, "%s of %s, n %d, strides %d %d %d", name, kind, n, ds, as, bs)
}

// items returns aligned bytes that hold small numbers of a kind, so that no
// result is a NaN, whose bits depend on the order of the operands.
func items(rng *rand.Rand, kind elem.Kind, n int) []byte {
	size := kind.Size()
	words := make([]uint64, n/8+4)
	b := mem.Bytes(mem.Of(words), 8*len(words))
	for i := 0; i+size <= len(b); i += size {
		small := 1 + rng.IntN(9)
		p := mem.Of(b[i:])
		switch kind {
		case elem.KindFloat16:
			mem.Store(p, elem.Float16From(float32(small)))
		case elem.KindBFloat16:
			mem.Store(p, elem.BFloat16From(float32(small)))
		case elem.KindFloat32:
			mem.Store(p, float32(small))
		case elem.KindFloat64:
			mem.Store(p, float64(small))
		case elem.KindComplex64:
			mem.Store(p, complex(float32(small), float32(rng.IntN(9))))
		case elem.KindComplex128:
			mem.Store(p, complex(float64(small), float64(rng.IntN(9))))
		default:
			b[i] = byte(small)
		}
	}
	return b
}

func TestSumsOfALaneDoNotDependOnItsStrideOrItsParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for k, f := range Sum {
		if f == nil {
			continue
		}
		kind := elem.Kind(k)
		size := kind.Size()
		for _, n := range []int{0, 1, 3, 8, 127, 128, 129, 300} {
			lane := items(rng, kind, n*size)
			spread := make([]uint64, (3*n*size+16)/8+2)
			wide := mem.Bytes(mem.Of(spread), 8*len(spread))
			for i := range n {
				copy(wide[3*i*size:], lane[i*size:(i+1)*size])
			}
			whole := f(Total{}, mem.Of(lane), size, n)
			assert.Equal(t, whole, f(Total{}, mem.Of(wide), 3*size, n), "%s n %d", kind, n)
			if n > 0 {
				assert.Equal(t, whole, f(Total{}, mem.Of(lane[(n-1)*size:]), -size, n), "%s n %d", kind, n)
			}
			parts := f(f(Total{}, mem.Of(lane), size, n/2), mem.Of(lane[n/2*size:]), size, n-n/2)
			assert.Equal(t, whole, parts, "%s n %d: whole numbers, so nothing is rounded", kind, n)
		}
	}
}

func TestEveryNumericKindHasItsLoops(t *testing.T) {
	for kind := elem.KindBool; kind <= elem.KindComplex128; kind++ {
		assert.NotNil(t, Add[kind], kind)
		assert.NotNil(t, Mul[kind], kind)
		assert.NotNil(t, Sum[kind], kind)
		assert.Equal(t, kind == elem.KindBool, Sub[kind] == nil, kind)
		assert.Equal(t, kind != elem.KindBool, Div[kind] != nil, kind)
	}
}
