package conformance_test

import (
	"maps"
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

// Products against NumPy: random dtypes, layouts and shapes, of whole numbers small
// enough that every order of adding them gives the same bits.

type productQuery struct {
	Verb       string    `json:"verb"`
	Subscripts string    `json:"subscripts"`
	Operands   []npArray `json:"operands"`
}

// An anyOperand is an array whose type is known at run time.
type anyOperand struct {
	raw   ndview.MutRaw
	numpy func() npArray
}

func operandOf[T ndview.Element](rng *rand.Rand, classes []ndtest.Class, shape []int) anyOperand {
	a := ndtest.New[T](rng, classes[rng.IntN(len(classes))], shape...)
	a.Fill(ndtest.Small[T](rng, len(a.Values())))
	return anyOperand{a.V.Raw(), func() npArray { return toNumPy(a) }}
}

var operandKinds = map[string]func(rng *rand.Rand, classes []ndtest.Class, shape []int) anyOperand{
	"bool": operandOf[elem.Bool], "int8": operandOf[int8], "uint16": operandOf[uint16], "int64": operandOf[int64], "uint64": operandOf[uint64],
	"float16": operandOf[elem.Float16], "float32": operandOf[float32], "float64": operandOf[float64],
	"complex64": operandOf[complex64], "complex128": operandOf[complex128],
	"int16": operandOf[int16], "int32": operandOf[int32], "uint8": operandOf[uint8], "uint32": operandOf[uint32],
}

// forms are verbs by name with the letters of their operands' axes.
var forms = []struct{ verb, letters string }{
	{"matmul", "ik,kj"}, {"matmul", "k,kj"}, {"matmul", "ik,k"}, {"matmul", "k,k"}, {"matmul", "abik,bkj"}, {"matmul", "aik,kj"}, {"matmul", "ik,akj"},
	{"dot", "k,k"}, {"dot", "abk,ckd"}, {"dot", "ab,"}, {"inner", "abk,ck"}, {"outer", "i,j"}, {"vdot", "abk,abk"},
	{"vecdot", "abk,bk"}, {"matvec", "aik,ak"}, {"vecmat", "ak,akj"},
	{"einsum", "ij,jk->ik"}, {"einsum", "ij,j->i"}, {"einsum", "i,i->"}, {"einsum", "i,j->ij"}, {"einsum", "ii->i"}, {"einsum", "ii->"},
	{"einsum", "ij->ji"}, {"einsum", "ij->i"}, {"einsum", "ij->j"}, {"einsum", "ij->"}, {"einsum", "bij,bjk->bik"}, {"einsum", "ij,ij->i"},
	{"einsum", "ij,ij->ij"}, {"einsum", "ijk,kjl->li"}, {"einsum", "ij,jk"}, {"einsum", "ba"}, {"einsum", "iij,jk->ik"},
	{"einsum", "ij,jk,kl->il"}, {"einsum", "i,i,i"}, {"einsum", "ij,jk,ki->"}, {"outer", "ab,cd"}, {"outer", ",ab"},
}

func TestProductsAreNumPys(t *testing.T) {
	np := startNumPy(t, "ops_linear")
	rng := ndtest.Seeded(t)
	kinds := slices.Sorted(maps.Keys(operandKinds))
	seen := ndtest.Counter{}
	for range 12 {
		for _, form := range forms {
			inputs, _, _ := strings.Cut(form.letters, "->")
			lengths := map[byte]int{}
			for _, c := range []byte(form.letters) {
				lengths[c] = []int{0, 1, 2, 3, 4, 5}[rng.IntN(6)]
			}
			var in []ndview.Raw
			query := productQuery{Verb: form.verb, Subscripts: form.letters}
			for _, letters := range strings.Split(inputs, ",") {
				shape := []int{}
				for _, c := range []byte(letters) {
					shape = append(shape, lengths[c])
				}
				kind := kinds[rng.IntN(len(kinds))]
				a := operandKinds[kind](rng, ndtest.ReadClasses, shape)
				in, query.Operands = append(in, a.raw.Raw), append(query.Operands, a.numpy())
				seen.Add(kind)
			}
			var want npArray
			np.ask(t, query, &want)
			dst := operandKinds[want.DType](rng, ndtest.Classes, want.Shape)
			var err error
			if form.verb == "einsum" {
				err = ops.EinsumRaw(dst.raw, form.letters, in)
			} else {
				err = ops.Product(form.verb, dst.raw, in[0], in[1])
			}
			require.NoError(t, err, "%s %s %v", form.verb, form.letters, query.Operands)
			got := dst.numpy()
			require.Equal(t, want.Data, append([]byte{}, got.Data...), "%s %s of %v gives %v", form.verb, form.letters, query.Operands, got)
		}
	}
	seen.AtLeast(t, len(kinds), 20)
}
