package ops_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The oracle of products is the sum as it is written down, index by index, in
// complex128, where all that these tests multiply and add is exact.

func number(x any) complex128 {
	switch x := x.(type) {
	case int8:
		return complex(float64(x), 0)
	case int16:
		return complex(float64(x), 0)
	case int32:
		return complex(float64(x), 0)
	case int64:
		return complex(float64(x), 0)
	case uint8:
		return complex(float64(x), 0)
	case uint16:
		return complex(float64(x), 0)
	case uint32:
		return complex(float64(x), 0)
	case uint64:
		return complex(float64(x), 0)
	case float32:
		return complex(float64(x), 0)
	case float64:
		return complex(x, 0)
	case complex64:
		return complex128(x)
	case complex128:
		return x
	case elem.Float16:
		return complex(x.Float64(), 0)
	case elem.BFloat16:
		return complex(x.Float64(), 0)
	case elem.Bool:
		return complex(float64(elem.BoolOf(x != 0)), 0)
	}
	panic("no element")
}

// element is x as a T: integers wrap around, of booleans counts what is not zero.
func element[T ndview.Element](x complex128) T {
	var y any
	switch any(*new(T)).(type) {
	case int8:
		y = int8(int64(real(x)))
	case int16:
		y = int16(int64(real(x)))
	case int32:
		y = int32(int64(real(x)))
	case int64:
		y = int64(real(x))
	case uint8:
		y = uint8(int64(real(x)))
	case uint16:
		y = uint16(int64(real(x)))
	case uint32:
		y = uint32(int64(real(x)))
	case uint64:
		y = uint64(int64(real(x)))
	case float32:
		y = float32(real(x))
	case float64:
		y = real(x)
	case complex64:
		y = complex64(x)
	case complex128:
		y = x
	case elem.Float16:
		y = elem.Float16From64(real(x))
	case elem.BFloat16:
		y = elem.BFloat16From64(real(x))
	case elem.Bool:
		y = elem.BoolOf(real(x) != 0)
	}
	return y.(T)
}

// sums computes a product of one or two operands by its subscripts.
func sums[T ndview.Element](subscripts string, lengths map[byte]int, in ...*ndtest.Array[T]) []T {
	inputs, output, _ := strings.Cut(subscripts, "->")
	letters := strings.Split(inputs, ",")
	order := output
	for _, c := range []byte(strings.Join(letters, "")) {
		if strings.IndexByte(order, c) < 0 {
			order += string(c)
		}
	}
	shape := make([]int, len(order))
	for i := range order {
		shape[i] = lengths[order[i]]
	}
	kept := shape[:len(output)]
	size := 1
	for _, n := range kept {
		size *= n
	}
	totals := make([]complex128, size)
	for index := range ndtest.Indices(shape) {
		product := complex128(1)
		for k, a := range in {
			var own []int
			for axis, c := range []byte(letters[k]) {
				own = append(own, min(index[strings.IndexByte(order, c)], a.Shape[axis]-1))
			}
			product *= number(a.Get(own))
		}
		at := 0
		for axis, n := range kept {
			at = at*n + index[axis]
		}
		totals[at] += product
	}
	values := make([]T, size)
	for i, x := range totals {
		values[i] = element[T](x)
	}
	return values
}

// products are the forms that the verbs and Einsum's users ask for, and some that
// nobody does.
var products = []string{
	"ij,jk->ik", "ij,j->i", "i,ij->j", "i,i->", "i,j->ij", "ii->i", "ii->", "ij->ji", "ij->i", "ij->j", "ij->", "i->i", "->", ",->", ",i->i",
	"bij,bjk->bik", "bij,jk->bik", "ij,bjk->bik", "bij,bj->bi", "ij,ij->i", "ij,ij->ij", "ij,ji->ij", "ij,ij->", "i,i->i", "ij,kj->ik", "ji,jk->ki",
	"ijk,jkl->il", "ijk,kjl->li", "ij,kl->ijkl", "ij,kl->likj", "ijkl,klmn->ijmn", "iij,jk->ik", "ij,k->j", "ij,jk->k", "ijj,jk->ik", "abcde,ce->dba",
}

func TestProductsAreTheSumsAsWrittenForEveryTypeAndLayout(t *testing.T) {
	t.Run("int8", testProducts[int8])
	t.Run("int16", testProducts[int16])
	t.Run("int32", testProducts[int32])
	t.Run("int64", testProducts[int64])
	t.Run("uint8", testProducts[uint8])
	t.Run("uint16", testProducts[uint16])
	t.Run("uint32", testProducts[uint32])
	t.Run("uint64", testProducts[uint64])
	t.Run("float16", testProducts[elem.Float16])
	t.Run("bfloat16", testProducts[elem.BFloat16])
	t.Run("float32", testProducts[float32])
	t.Run("float64", testProducts[float64])
	t.Run("complex64", testProducts[complex64])
	t.Run("complex128", testProducts[complex128])
	t.Run("bool", testProducts[elem.Bool])
}

func testProducts[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for _, subscripts := range products {
		for _, class := range ndtest.Classes {
			testProduct[T](t, rng, seen, subscripts, class, lengthsOf(rng, subscripts, 0, 1, 2, 3, 3, 4))
		}
	}
	for _, class := range ndtest.Classes { // beyond one tile, one panel and one strip
		for subscripts, lengths := range map[string]map[byte]int{
			"ij,jk->ik": {'i': 3, 'j': 300, 'k': 9}, "ij,kj->ik": {'i': 390, 'j': 5, 'k': 2}, "ij,j->i": {'i': 530, 'j': 3}, "i,ij->j": {'i': 270, 'j': 4},
		} {
			testProduct[T](t, rng, seen, subscripts, class, lengths)
		}
	}
	seen.AtLeast(t, 2*len(ndtest.Classes)+1, 30)
}

// lengthsOf draws a length for each letter.
func lengthsOf(rng *rand.Rand, subscripts string, from ...int) map[byte]int {
	lengths := map[byte]int{}
	for _, c := range []byte(subscripts) {
		lengths[c] = from[rng.IntN(len(from))]
	}
	return lengths
}

func testProduct[T ndview.Element](t *testing.T, rng *rand.Rand, seen ndtest.Counter, subscripts string, class ndtest.Class, lengths map[byte]int) {
	inputs, output, _ := strings.Cut(subscripts, "->")
	dst := ndtest.New[T](rng, class, shapeOf(lengths, output)...).Remember()
	seen.Add("dst", dst.Class)
	var in []*ndtest.Array[T]
	var views []ndview.View[T]
	for _, letters := range strings.Split(inputs, ",") {
		shape := shapeOf(lengths, letters)
		if len(shape) > 0 && rng.IntN(8) == 0 && !repeats(letters) {
			shape[rng.IntN(len(shape))] = 1 // repeats
			seen.Add("repeated")
		}
		a := ndtest.New[T](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], shape...)
		a.Fill(ndtest.Small[T](rng, len(a.Values())))
		in, views = append(in, a.Remember()), append(views, a.V.View)
		if a.Class != ndtest.Broadcast {
			seen.Add("input", a.Class)
		}
	}
	lengths = stretchedLengths(lengths, inputs, in)
	if !slices.Equal(shapeOf(lengths, output), dst.Shape) {
		return // what dst has is not stretched
	}
	require.NoError(t, ops.Einsum(dst.V, subscripts, views...), "%s: %v, %v", subscripts, dst, in)
	require.Equal(t, sums(subscripts, lengths, in...), dst.Values(), "%s: %v, %v", subscripts, dst, in)
	dst.OnlyElements(t, subscripts)
	for _, a := range in {
		a.Unchanged(t, subscripts)
	}
}

func shapeOf(lengths map[byte]int, letters string) []int {
	shape := []int{}
	for _, c := range []byte(letters) {
		shape = append(shape, lengths[c])
	}
	return shape
}

func repeats(letters string) bool {
	for i := range letters {
		if strings.Count(letters, letters[i:i+1]) > 1 {
			return true
		}
	}
	return false
}

// stretchedLengths are the lengths that inputs, some of them shortened to 1, ask for.
func stretchedLengths[T ndview.Element](lengths map[byte]int, inputs string, in []*ndtest.Array[T]) map[byte]int {
	found := map[byte]int{}
	for k, letters := range strings.Split(inputs, ",") {
		for axis, c := range []byte(letters) {
			if n := in[k].Shape[axis]; n != 1 || found[c] == 0 && !hasLength(found, c) {
				found[c] = n
			}
		}
	}
	for c := range lengths {
		if _, ok := found[c]; !ok {
			found[c] = lengths[c]
		}
	}
	return found
}

func hasLength(lengths map[byte]int, c byte) bool { _, ok := lengths[c]; return ok }
