package conformance_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Special values of every kind as packed items, and items as numbers.

var (
	wholeNumbers = []int64{
		0, 1, 2, 3, 5, 7, 8, 10, 15, 16, 25, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1 << 15, 1<<15 - 1, 1<<16 - 1,
		1<<31 - 1, 1 << 31, 1<<32 - 1, 1<<53 + 1, 1<<63 - 1, -1, -2, -3, -7, -15, -25, -127, -128, -1 << 15, -1 << 31, -1 << 63, 1 - 1<<63,
	}
	fractions = []float64{
		0, math.Copysign(0, -1), 1, -1, 2, 3, -3, 5, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 0.3, 1 / 3., 2.675, -7.25, 1e3, 123456,
		65504, 65520, 1e10, 16777217, 0x1p52 + 0.5, 0x1p53, 1e22, -1e300, 1e300, math.MaxFloat32, math.MaxFloat64, -math.MaxFloat64,
		6e-8, 0x1p-14, 0x1p-133, 0x1p-149, 0x1p-126, 5e-324, -5e-324, 0x1p-1022, 0x1p-1030,
		math.Inf(1), math.Inf(-1), math.NaN(),
	}
	parts  = []float64{0, math.Copysign(0, -1), 1, -2.5, 3, math.Inf(1), math.Inf(-1), math.NaN()}
	places = []int64{0, 1, 2, 3, 5, 9, 22, 23, 40, 400, -1, -2, -3, -9, -25, -400}
)

// grid returns packed inputs: all tuples of special values and some random ones, or
// for three inputs random tuples of them.
func grid(rng *rand.Rand, verb string, kinds []elem.Kind) (inputs [][]byte, n int) {
	lists := make([][]any, len(kinds))
	for k, kind := range kinds {
		lists[k] = specials(rng, kind)
		if verb == "round" && k == 0 && kind.IsInteger() && kind.Size() >= 4 { // NumPy converts what is out of range
			half := math.Ldexp(1, 8*kind.Size()-2)
			lists[k] = slices.DeleteFunc(lists[k], func(x any) bool {
				return math.Abs(float64(x.(int64))) > half || kind.IsUnsigned() && x.(int64) < 0
			})
		}
		if verb == "round" && k == 1 {
			lists[k] = nil
			for _, p := range places {
				if p > -300 || !kinds[0].IsInteger() { // NumPy converts NaN to an integer then
					lists[k] = append(lists[k], p)
				}
			}
		}
	}
	tuples := [][]any{{}}
	for _, list := range lists {
		var more [][]any
		for _, t := range tuples {
			for _, x := range list {
				if len(kinds) < 3 || len(list) < 8 || rng.IntN(5) == 0 {
					more = append(more, append(t[:len(t):len(t)], x))
				}
			}
		}
		if len(more) == 0 { // none was drawn
			more = append(more, append(tuples[0], list[rng.IntN(len(list))]))
		}
		tuples = more
	}
	inputs = make([][]byte, len(kinds))
	for k, kind := range kinds {
		for _, t := range tuples {
			inputs[k] = append(inputs[k], packed(kind, t[k])...)
		}
	}
	return inputs, len(tuples)
}

// specials lists values of a kind: int64, uint64, float64 or complex128.
func specials(rng *rand.Rand, kind elem.Kind) (list []any) {
	switch {
	case kind == elem.KindBool:
		return []any{int64(0), int64(1)}
	case kind.IsInteger():
		bits := 8 * kind.Size()
		for _, x := range wholeNumbers {
			if kind.IsSigned() && x == x<<(64-bits)>>(64-bits) || kind.IsUnsigned() && uint64(x) == uint64(x)<<(64-bits)>>(64-bits) {
				list = append(list, x)
			}
		}
		for range 6 {
			list = append(list, int64(rng.Uint64()))
		}
	case kind.IsComplex():
		for _, re := range parts {
			for _, im := range parts {
				list = append(list, complex(re, im))
			}
		}
		for range 6 {
			list = append(list, complex(rng.NormFloat64(), rng.NormFloat64()))
		}
	default:
		for _, x := range fractions {
			list = append(list, x)
		}
		for range 10 {
			list = append(list, rng.NormFloat64(), rng.NormFloat64()*math.Pow(10, 8*rng.NormFloat64()))
		}
	}
	return list
}

// packed returns x as an item, rounded to the kind.
func packed(kind elem.Kind, x any) []byte {
	b := aligned(kind.Size())
	p := mem.Of(b)
	switch kind {
	case elem.KindFloat16:
		mem.Store(p, elem.Float16From64(x.(float64)))
	case elem.KindFloat32:
		mem.Store(p, float32(x.(float64)))
	case elem.KindFloat64:
		mem.Store(p, x.(float64))
	case elem.KindComplex64:
		mem.Store(p, complex64(x.(complex128)))
	case elem.KindComplex128:
		mem.Store(p, x.(complex128))
	default:
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], uint64(x.(int64)))
		copy(b, word[:]) // little-endian machines only, as the rest of the kinds' bytes
	}
	return b
}

// A packedNumber is an item of any kind: whole as int64 or uint64, or else c.
type packedNumber struct {
	whole any
	c     complex128
}

func (x packedNumber) String() string {
	if x.whole != nil {
		return fmt.Sprint(x.whole)
	}
	return fmt.Sprint(x.c)
}

// numberAt reads item i of packed items.
func numberAt(kind elem.Kind, b []byte, i int) (x packedNumber) {
	item := aligned(kind.Size())
	copy(item, b[i*kind.Size():])
	p := mem.Of(item)
	switch kind {
	case elem.KindBool, elem.KindUint8:
		x.whole = uint64(mem.Load[uint8](p))
	case elem.KindUint16:
		x.whole = uint64(mem.Load[uint16](p))
	case elem.KindUint32:
		x.whole = uint64(mem.Load[uint32](p))
	case elem.KindUint64:
		x.whole = mem.Load[uint64](p)
	case elem.KindInt8:
		x.whole = int64(mem.Load[int8](p))
	case elem.KindInt16:
		x.whole = int64(mem.Load[int16](p))
	case elem.KindInt32:
		x.whole = int64(mem.Load[int32](p))
	case elem.KindInt64:
		x.whole = mem.Load[int64](p)
	case elem.KindFloat16:
		x.c = complex(mem.Load[elem.Float16](p).Float64(), 0)
	case elem.KindBFloat16:
		x.c = complex(mem.Load[elem.BFloat16](p).Float64(), 0)
	case elem.KindFloat32:
		x.c = complex(float64(mem.Load[float32](p)), 0)
	case elem.KindFloat64:
		x.c = complex(mem.Load[float64](p), 0)
	case elem.KindComplex64:
		x.c = complex128(mem.Load[complex64](p))
	case elem.KindComplex128:
		x.c = mem.Load[complex128](p)
	default:
		panic(kind)
	}
	return x
}

// epsilon is the distance from 1 to the next number of the parts of a kind.
func epsilon(kind elem.Kind) float64 {
	if kind.Part() == elem.KindFloat32 {
		return 0x1p-23
	}
	return 0x1p-52
}
