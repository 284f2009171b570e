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
// any stride. What they compute is judged in package ops and by NumPy; here, that all
// forms of a loop are the same function.
func TestAllFormsOfALoopComputeTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	loops := 0
	for _, v := range simpleVerbs() {
		for i := range v.Loops {
			loops++
			for _, n := range []int{0, 1, 2, 8, 19} {
				for _, ds := range []int{1, -2} {
					for _, as := range []int{1, 0, -3} {
						for _, bs := range []int{1, 0, 2} {
							checkForms(t, rng, v, &v.Loops[i], n, [5]int{ds, ds, as, bs, as})
						}
					}
				}
			}
		}
	}
	assert.Greater(t, loops, 600)
}

// simpleVerbs are those with generated loops.
func simpleVerbs() []*Verb {
	return slices.Concat(arithmeticVerbs, divideVerbs, compareVerbs, logicalVerbs, bitsVerbs, roundingVerbs, partsVerbs, minmaxVerbs)
}

// checkForms runs a loop over n items, and again item by item through the form for
// any stride. Strides are in items: of dst, of dst2, of the inputs.
func checkForms(t *testing.T, rng *rand.Rand, v *Verb, l *Loop, n int, strides [5]int) {
	t.Helper()
	kinds := append(append([]elem.Kind{}, l.Out[:v.Out]...), l.In[:v.In]...)
	var lanes, single [5]testLane
	for k, kind := range kinds {
		stride := strides[k]
		if k >= v.Out {
			stride = strides[2+k-v.Out]
		}
		size := kind.Size()
		lanes[k] = testLane{items(rng, kind, room(n, stride*size, size)), start(n, stride*size), stride * size}
		single[k] = lanes[k]
		if k < v.Out {
			single[k].bytes = slices.Clone(lanes[k].bytes)
		}
	}
	for i := range n {
		one := single
		for k, kind := range kinds {
			one[k].start, one[k].stride = one[k].start+i*one[k].stride, 3*kind.Size()
		}
		runLoop(l, v.Out, one, 1)
	}
	runLoop(l, v.Out, lanes, n)
	for k := range v.Out {
		require.Equal(t, single[k].bytes, lanes[k].bytes, "%s of %v, n %d, strides %v, output %d", v.Name, l.In, n, strides, k)
	}
}

type testLane struct {
	bytes         []byte
	start, stride int
}

func (l testLane) at() mem.Addr { return mem.Of(l.bytes[l.start:]) }

// runLoop runs a loop over lanes, outputs first.
func runLoop(l *Loop, outs int, lanes [5]testLane, n int) {
	d, a, b, c := lanes[0], lanes[outs], lanes[outs+1], lanes[min(outs+2, 4)]
	switch {
	case l.Unary != nil:
		l.Unary(d.at(), d.stride, a.at(), a.stride, n)
	case l.Binary != nil:
		l.Binary(d.at(), d.stride, a.at(), a.stride, b.at(), b.stride, n)
	case l.Ternary != nil:
		l.Ternary(d.at(), d.stride, a.at(), a.stride, b.at(), b.stride, c.at(), c.stride, n)
	default:
		l.Pair(d.at(), d.stride, lanes[1].at(), lanes[1].stride, a.at(), a.stride, b.at(), b.stride, n)
	}
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
