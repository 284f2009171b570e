package conformance_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

// An expression prints as Python writes it; so NumPy can be asked what its text is
// worth: the dtype that it gives, weak constants included, and every element. Where NumPy
// has no answer (no loop, a constant out of range) there is no program.

type fusedQuery struct {
	Text   string             `json:"text"`
	Shape  []int              `json:"shape"`
	Inputs map[string]npArray `json:"inputs"`
}

type fusedAnswer struct {
	DType, Error string
	Data         []byte
}

func TestExpressionsAreWorthWhatNumPySaysTheirTextIs(t *testing.T) {
	cases := 600
	if os.Getenv("INPLACE_LONG") == "1" {
		cases = 40_000
	}
	rng := ndtest.Seeded(t)
	judge := startNumPy(t, "fused")
	seen := ndtest.Counter{}
	for done := 0; done < cases; done += 200 {
		var queries []fusedQuery
		var checks []func(a fusedAnswer)
		for range 200 {
			q, check := fusedCase(t, rng, seen)
			queries, checks = append(queries, q), append(checks, check)
		}
		var answers []fusedAnswer
		judge.ask(t, queries, &answers)
		require.Len(t, answers, len(queries))
		for i, check := range checks {
			check(answers[i])
		}
	}
	for _, rare := range []string{"int16", "int32", "float16"} { // of mixed operands only
		delete(seen, rare+"\n")
	}
	seen.AtLeast(t, 8, 5)
}

// fusedCase makes a query and what compares its answer.
func fusedCase(t *testing.T, rng *rand.Rand, seen ndtest.Counter) (fusedQuery, func(fusedAnswer)) {
	q := fusedQuery{Shape: []int{2, 3, 4}, Inputs: map[string]npArray{}}
	var inputs []fused.Expr
	var raws []ndview.Raw
	for _, name := range []string{"a", "b", "c"} {
		var e fused.Expr
		var r ndview.Raw
		var n npArray
		switch rng.IntN(8) {
		case 0:
			e, r, n = fusedInput[elem.Bool](rng, name, q.Shape)
		case 1:
			e, r, n = fusedInput[int8](rng, name, q.Shape)
		case 2:
			e, r, n = fusedInput[uint16](rng, name, q.Shape)
		case 3:
			e, r, n = fusedInput[int64](rng, name, q.Shape)
		case 4:
			e, r, n = fusedInput[uint64](rng, name, q.Shape)
		case 5:
			e, r, n = fusedInput[float32](rng, name, q.Shape)
		default:
			e, r, n = fusedInput[float64](rng, name, q.Shape)
		}
		inputs, raws, q.Inputs[name] = append(inputs, e), append(raws, r), n
	}
	e := fusedExpr(rng, 1+rng.IntN(4), inputs)
	q.Text = e.String()
	p, err := fused.Compile(e, inputs...)
	return q, func(a fusedAnswer) {
		if a.Error != "" {
			require.Error(t, err, "%s: NumPy says %s", q.Text, a.Error)
			seen.Add("no answer")
			return
		}
		require.NoError(t, err, "%s is %s in NumPy", q.Text, a.DType)
		require.Equal(t, a.DType, p.DType().Kind.String(), q.Text)
		seen.Add(a.DType)
		switch p.DType().Kind {
		case elem.KindBool:
			compareFused[elem.Bool](t, p, raws, q, a)
		case elem.KindInt8:
			compareFused[int8](t, p, raws, q, a)
		case elem.KindInt16:
			compareFused[int16](t, p, raws, q, a)
		case elem.KindUint16:
			compareFused[uint16](t, p, raws, q, a)
		case elem.KindInt32:
			compareFused[int32](t, p, raws, q, a)
		case elem.KindInt64:
			compareFused[int64](t, p, raws, q, a)
		case elem.KindUint64:
			compareFused[uint64](t, p, raws, q, a)
		case elem.KindFloat32:
			compareFused[float32](t, p, raws, q, a)
		case elem.KindFloat64:
			compareFused[float64](t, p, raws, q, a)
		case elem.KindFloat16, elem.KindComplex64, elem.KindComplex128: // the dtype was compared
		default:
			t.Errorf("%s: no case for %s", q.Text, p.DType())
		}
	}
}

func fusedInput[T ndview.Element](rng *rand.Rand, name string, shape []int) (fused.Expr, ndview.Raw, npArray) {
	a := ndtest.New[T](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], shape[rng.IntN(3):]...)
	a.Fill(ndtest.Small[T](rng, ndtest.Size(a.Shape)))
	return fused.In[T](name), a.V.View.Raw(), toNumPy(a)
}

// fusedExpr makes an expression of verbs that NumPy computes exactly; copysign, which makes the sign of a NaN
// matter, is not among them.
func fusedExpr(rng *rand.Rand, depth int, inputs []fused.Expr) fused.Expr {
	if depth == 0 || rng.IntN(8) == 0 {
		return inputs[rng.IntN(len(inputs))]
	}
	part := func() fused.Expr { return fusedExpr(rng, depth-1, inputs) }
	operand := func() fused.Expr { // constants stand beside arrays: NumPy keeps what Python makes of two of them weak
		switch rng.IntN(6) {
		case 0:
			return fused.Const([]int{0, 1, 2, 3, -1, 200, 70000}[rng.IntN(7)])
		case 1:
			return fused.Const([]float64{0.5, -2, 1e6}[rng.IntN(3)])
		case 2:
			return fused.Value(float32(1.5))
		}
		return part()
	}
	binary := []string{
		"add", "subtract", "multiply", "divide", "floor_divide", "remainder", "minimum", "maximum", "less", "less_equal", "greater", "equal", "not_equal",
		"bitwise_and", "bitwise_or", "bitwise_xor", "fmax", "logical_or", "fmod",
	}
	unary := []string{"negative", "absolute", "square", "sqrt", "invert", "floor", "isnan", "sign", "logical_not"}
	switch rng.IntN(8) {
	case 0, 1:
		return fused.Call(unary[rng.IntN(len(unary))], part())
	case 2:
		return fused.Where(part(), part(), operand())
	case 3:
		if rng.IntN(2) == 0 {
			return fused.As[float32](part())
		}
		return fused.As[int64](part())
	}
	if rng.IntN(2) == 0 {
		return fused.Call(binary[rng.IntN(len(binary))], part(), operand())
	}
	return fused.Call(binary[rng.IntN(len(binary))], operand(), part())
}

func compareFused[T ndview.Element](t *testing.T, p *fused.Program, raws []ndview.Raw, q fusedQuery, a fusedAnswer) {
	dst := ndview.Make[T](q.Shape...)
	require.NoError(t, p.Run(dst.Raw(), raws...), q.Text)
	ours := make([]T, dst.Size())
	require.NoError(t, dst.CopyTo(ours))
	for i, theirs := range fromNumPy[T](a.Data) {
		if x, y := ours[i], theirs; x != y && (x == x || y == y) {
			t.Fatalf("%s: element %d is %v, NumPy says %v\n%v", q.Text, i, x, y, q.Inputs)
		}
	}
}
