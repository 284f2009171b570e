package ops_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func slice[T ndview.Element](t *testing.T, values []T, shape ...int) ndview.MutView[T] {
	v, err := ndview.FromSlice(values, shape...)
	require.NoError(t, err)
	return v
}

func values[T ndview.Element](t *testing.T, v ndview.MutView[T]) []T {
	s := make([]T, v.Size())
	require.NoError(t, v.CopyTo(s))
	return s
}

// Which axes a verb multiplies, in Einsum's words.
func TestVerbsOfLinearAlgebraAreTheseEinsums(t *testing.T) {
	rng := ndtest.Seeded(t)
	array := func(shape ...int) *ndtest.Array[complex128] {
		a := ndtest.New[complex128](rng, ndtest.Stepped, shape...)
		a.Fill(ndtest.Small[complex128](rng, len(a.Values())))
		return a
	}
	conj := func(a *ndtest.Array[complex128]) *ndtest.Array[complex128] {
		b := ndtest.New[complex128](rng, ndtest.C, a.Shape...)
		v := a.Values()
		for i, x := range v {
			v[i] = complex(real(x), -imag(x))
		}
		b.Fill(v)
		return b
	}
	type verb = func(dst ndview.MutView[complex128], a, b ndview.View[complex128]) error
	tensor := func(axesA []int, axesB ...int) verb {
		return func(dst ndview.MutView[complex128], a, b ndview.View[complex128]) error {
			return ops.TensorDot(dst, a, b, axesA, axesB)
		}
	}
	einsum2 := func(subscripts string) verb {
		return func(dst ndview.MutView[complex128], a, b ndview.View[complex128]) error {
			return ops.Einsum(dst, subscripts, a, b)
		}
	}
	for _, c := range []struct {
		name       string
		verb       verb
		subscripts string // of dst, a and b: "nm=nk,km"
		conj       bool
	}{
		{"MatMul", ops.MatMul[complex128], "ij=ik,kj", false},
		{"MatMul, row", ops.MatMul[complex128], "j=k,kj", false},
		{"MatMul, column", ops.MatMul[complex128], "i=ik,k", false},
		{"MatMul, vectors", ops.MatMul[complex128], "=k,k", false},
		{"MatMul, stacks", ops.MatMul[complex128], "abij=abik,abkj", false},
		{"MatMul, one stack", ops.MatMul[complex128], "abij=bik,kj", false},
		{"MatMul, stack and column", ops.MatMul[complex128], "abi=abik,k", false},
		{"MatMul, row and stack", ops.MatMul[complex128], "abj=k,bkj", false},
		{"MatVec", ops.MatVec[complex128], "i=ik,k", false},
		{"MatVec, stacks", ops.MatVec[complex128], "abi=bik,abk", false},
		{"VecMat", ops.VecMat[complex128], "j=k,kj", true},
		{"VecMat, stacks", ops.VecMat[complex128], "abj=abk,bkj", true},
		{"VecDot", ops.VecDot[complex128], "=k,k", true},
		{"VecDot, stacks", ops.VecDot[complex128], "ab=abk,bk", true},
		{"VecDot, one vector", ops.VecDot[complex128], "ab=k,abk", true},
		{"Outer", ops.Outer[complex128], "ij=i,j", false},
		{"Einsum, ellipsis", einsum2("...k,k...->..."), "ab=abk,kb", false},
		{"Einsum, ellipses in other places", einsum2("i...,...i"), "ab=iab,bi", false},
		{"Inner", ops.Inner[complex128], "abc=abk,ck", false},
		{"Inner, number", ops.Inner[complex128], "ab=,ab", false},
		{"DotTo", ops.DotTo[complex128], "abcd=abk,ckd", false},
		{"DotTo, vectors", ops.DotTo[complex128], "=k,k", false},
		{"DotTo, matrix and vector", ops.DotTo[complex128], "abc=abck,k", false},
		{"DotTo, number", ops.DotTo[complex128], "ab=ab,", false},
		{"TensorDot", tensor([]int{1, -1}, 0, 3), "acd=abk,bcdk", false},
		{"TensorDot, no axes", tensor(nil), "abcd=ab,cd", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst, in, _ := strings.Cut(c.subscripts, "=")
			left, right, _ := strings.Cut(in, ",")
			lengths := map[byte]int{'a': 2, 'b': 3, 'c': 4, 'd': 5, 'i': 3, 'j': 4, 'k': 6}
			d, a, b := array(shapeOf(lengths, dst)...), array(shapeOf(lengths, left)...), array(shapeOf(lengths, right)...)
			first := a
			if c.conj {
				first = conj(a)
			}
			require.NoError(t, c.verb(d.V, a.V.View, b.V.View))
			assert.Equal(t, sums(in+"->"+dst, lengths, first, b), d.Values())
		})
	}
}

func TestDotIsTheInnerProduct(t *testing.T) {
	a, b := slice(t, []complex128{1 + 2i, 3}), slice(t, []complex128{1i, 2})
	dot, err := ops.Dot(a.View, b.View)
	require.NoError(t, err)
	assert.Equal(t, (1+2i)*1i+6, dot)
	dot, err = ops.VDot(a.View, b.View)
	require.NoError(t, err)
	assert.Equal(t, (1-2i)*1i+6, dot)
	dot, err = ops.VDot(a.SliceAxis(0, ndview.To(0)).View, b.SliceAxis(0, ndview.To(0)).View)
	require.NoError(t, err)
	assert.Equal(t, 0i, dot)

	m := slice(t, []int8{100, 2, 3, 4}, 2, 2)
	squares, err := ops.VDot(m.View, m.View)
	require.NoError(t, err)
	assert.Equal(t, int8(10000+4+9+16-39*256), squares, "int8 wraps around")
	_, err = ops.Dot(m.View, m.View)
	require.ErrorIs(t, err, ndview.ErrShape)
	_, err = ops.VDot(m.View, m.SliceAxis(0, ndview.To(1)).View)
	require.ErrorIs(t, err, ndview.ErrShape)
}

// gonum's Gemm skips factors that are 0; NumPy does not.
func TestZeroTimesNaNIsNaNInEveryProduct(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 17, 64, 300} {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			zeros, bads, dst := ndview.Make[float64](n, n), ndview.Make[float64](n, n), ndview.Make[float64](n, n)
			require.NoError(t, ops.Fill(bads, bad))
			for name, f := range map[string]func() error{
				"0·bad":       func() error { return ops.MatMul(dst, zeros.View, bads.View) },
				"bad·0":       func() error { return ops.MatMul(dst, bads.View, zeros.View) },
				"0·bad, T":    func() error { return ops.MatMul(dst, zeros.T().View, bads.T().View) },
				"vector":      func() error { return ops.MatVec(dst.Row(0), bads.View, zeros.Row(0).View) },
				"from left":   func() error { return ops.VecMat(dst.Row(0), zeros.Row(0).View, bads.View) },
				"elementwise": func() error { return ops.Einsum(dst, "ij,ij->ij", zeros.View, bads.View) },
			} {
				require.NoError(t, ops.Fill(dst, 7))
				require.NoError(t, f())
				assert.True(t, math.IsNaN(values(t, dst)[0]), "%s, %d", name, n)
			}
			dot, err := ops.Dot(zeros.Row(0).View, bads.Row(0).View)
			require.NoError(t, err)
			assert.True(t, math.IsNaN(dot))
		}
	}
}

func TestSumsOfInfiniteComplexNumbersStayInfinite(t *testing.T) {
	inf := complex(math.Inf(1), 1)
	a, dst := slice(t, []complex128{inf, 2, 3i, 4}, 2, 2), ndview.Make[complex128](2)
	require.NoError(t, ops.Einsum(dst, "ij->i", a.View))
	assert.Equal(t, []complex128{inf + 2, 4 + 3i}, values(t, dst))
}

// np.float16 products are added up in float32 and rounded once.
func TestHalfPrecisionIsRoundedOnce(t *testing.T) {
	n := 5000
	ones := ndview.Make[elem.Float16](n)
	require.NoError(t, ops.Fill(ones, elem.Float16From(1)))
	dot, err := ops.Dot(ones.View, ones.View)
	require.NoError(t, err)
	assert.Equal(t, elem.Float16From(5000), dot, "one by one it would stop at 2048")
}

func TestLongProductsStayAccurate(t *testing.T) {
	n := 1 << 21
	tenths, dst := ndview.Make[float32](n), ndview.Make[float32](2)
	require.NoError(t, ops.Fill(tenths, 0.1))
	dot, err := ops.Dot(tenths.View, tenths.View)
	require.NoError(t, err)
	exact := float64(float32(0.1)) * float64(float32(0.1)) * float64(n)
	assert.InEpsilon(t, exact, float64(dot), 1e-6)
	halves, err := tenths.Reshape(n/2, 2)
	require.NoError(t, err)
	require.NoError(t, ops.Einsum(dst, "ij->j", halves.View), "axis 0, where NumPy is naive")
	assert.InEpsilon(t, float64(float32(0.1))*float64(n/2), float64(dst.At1(0)), 1e-4)
}

func TestOverlappingProductsReadFirst(t *testing.T) {
	rng := ndtest.Seeded(t)
	want := func(subscripts string, shape []int, a, b *ndtest.Array[int32]) []int32 {
		return sums(subscripts, map[byte]int{'i': shape[0], 'j': shape[1], 'k': shape[1]}, a, b)
	}
	for range 20 {
		for _, f := range []func(v ndview.MutView[int32]) (dst ndview.MutView[int32], a, b ndview.View[int32]){
			func(v ndview.MutView[int32]) (ndview.MutView[int32], ndview.View[int32], ndview.View[int32]) {
				return v, v.View, v.View
			},
			func(v ndview.MutView[int32]) (ndview.MutView[int32], ndview.View[int32], ndview.View[int32]) {
				return v.T(), v.View, v.Flip(0).View
			},
		} {
			v := ndtest.New[int32](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], 4, 4)
			v.Fill(ndtest.Small[int32](rng, 16))
			dst, a, b := f(v.V)
			x, y := ndtest.New[int32](rng, ndtest.C, 4, 4), ndtest.New[int32](rng, ndtest.C, 4, 4)
			x.Fill(values(t, ndview.NewMutView[int32](*a.Array())))
			y.Fill(values(t, ndview.NewMutView[int32](*b.Array())))
			expect := want("ij,jk->ik", []int{4, 4}, x, y)
			v.Remember()
			require.NoError(t, ops.MatMul(dst, a, b))
			require.Equal(t, expect, values(t, dst), "%v", v)
			v.OnlyElements(t, "MatMul")
		}
	}
}

func TestProductsThatDoNotFitAreRefusedBeforeAnythingIsWritten(t *testing.T) {
	zeros := func(shape ...int) ndview.MutView[float64] { return ndview.Make[float64](shape...) }
	einsum := func(subscripts string) func(dst ndview.MutView[float64], a, b ndview.View[float64]) error {
		return func(dst ndview.MutView[float64], a, b ndview.View[float64]) error {
			return ops.Einsum(dst, subscripts, a, b)
		}
	}
	repeated, err := ndview.FromStrided(make([]float64, 2), 0, []int{2, 2}, []int{0, 8})
	require.NoError(t, err)
	for _, c := range []struct {
		verb      func(dst ndview.MutView[float64], a, b ndview.View[float64]) error
		dst, a, b ndview.MutView[float64]
		sentinel  error
		text      string
	}{
		{ops.MatMul[float64], zeros(2, 2), zeros(2, 3), zeros(4, 2), ndview.ErrShape,
			"inplace: ops.MatMul: the shapes of dst (2, 2), a (2, 3), b (4, 2) do not fit (n?,k),(k,m?)->(n?,m?): k is 3 on axis 1 of a, 4 on axis 0 of b; " +
				"transpose with T or MoveAxis, slice, or insert an axis with InsertAxis"},
		{ops.MatMul[float64], zeros(3, 3), zeros(2, 3), zeros(4, 2), ndview.ErrShape,
			"n is 3 on axis 0 of dst, 2 on axis 0 of a; m is 3 on axis 1 of dst, 2 on axis 1 of b; k is 3 on axis 1 of a, 4 on axis 0 of b;"},
		{ops.MatMul[float64], zeros(2, 2), zeros(), zeros(2, 2), ndview.ErrShape, "a has no axis, wanted at least 1;"},
		{ops.MatMul[float64], zeros(2, 2), zeros(4, 2, 2), zeros(2, 2), ndview.ErrShape, "dst has 2 axes, wanted 3;"},
		{ops.MatMul[float64], zeros(4, 2, 2), zeros(3, 2, 2), zeros(2, 2), ndview.ErrShape, "a common axis has length 4 on axis 0 of dst, 3 on axis 0 of a;"},
		{ops.MatMul[float64], zeros(2, 2), zeros(2, 1), zeros(2, 2), ndview.ErrShape, "k is 1 on axis 1 of a, 2 on axis 0 of b;"},
		{ops.MatVec[float64], zeros(2), zeros(2), zeros(2), ndview.ErrShape, "a has 1 axis, wanted at least 2;"},
		{ops.Outer[float64], zeros(2, 3), zeros(2), zeros(2, 2), ndview.ErrShape, "b has 4 elements, dst has length 3 on axis 1;"},
		{ops.Inner[float64], zeros(2, 3), zeros(2, 5), zeros(3, 4), ndview.ErrShape, "a common axis has length 5 on axis 1 of a, 4 on axis 1 of b;"},
		{einsum("ij,jk->ik"), zeros(1, 2), zeros(2, 2), zeros(2, 2), ndview.ErrShape, "i is 1 on axis 0 of dst, 2 on axis 0 of operand 0;"},
		{einsum("ij,jkl->ik"), zeros(2, 2), zeros(2, 2), zeros(2, 2), ndview.ErrShape, "operand 1 has 2 axes, wanted 3;"},
		{einsum("ij,j..->i"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax,
			`inplace: ops.Einsum: subscripts "ij,j..->i", position 4: an ellipsis has three dots, and each operand at most one`},
		{einsum("...i...,i->i"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 4: an ellipsis has three dots, and each operand at most one"},
		{einsum("...j,j->j"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax,
			"position 9: the result has no ellipsis, but those of operands are of 1 axis; write ... behind ->"},
		{einsum("...j,...->..."), zeros(2), zeros(2, 2), zeros(3), ndview.ErrShape, "a common axis has length 2 on axis 0 of dst, 2 on axis 0 of operand 0, 3 on axis 0 of operand 1;"},
		{einsum("ij,j->iz"), zeros(2, 2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 7: no operand has z"},
		{einsum("ij,j->ii"), zeros(2, 2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 7: the result has i twice"},
		{einsum("ij,j,k->i"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 6: subscripts of 3 operands, found 2 operands"},
		{einsum("ij->i"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 2: subscripts of 1 operand, found 2 operands"},
		{einsum("ij,é->i"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 3: \"é\" is neither a letter, nor ',', '...' or '->'"},
		{einsum("ij,j->i->"), zeros(2), zeros(2, 2), zeros(2), ndview.ErrSyntax, "position 7: \"-\" is neither"},
		{ops.MatMul[float64], repeated, zeros(2, 2), zeros(2, 2), ndview.ErrOverlap, "has elements that share memory"},
	} {
		require.NoError(t, ops.Fill(c.a, 1))
		require.NoError(t, ops.Fill(c.b, 1))
		err := c.verb(c.dst, c.a.View, c.b.View)
		require.ErrorIs(t, err, c.sentinel)
		assert.ErrorContains(t, err, c.text)
		for _, x := range values(t, c.dst) {
			require.Zero(t, x)
		}
	}
	err = ops.TensorDot(zeros(), zeros(2, 2).View, zeros(2, 2).View, []int{0, 2}, []int{0, 1})
	require.ErrorIs(t, err, ndview.ErrBounds)
	assert.ErrorContains(t, err, "axis 2 is out of bounds for a, which has 2 axes")
	err = ops.TensorDot(zeros(), zeros(2, 2).View, zeros(2, 2).View, []int{0, -2}, []int{0, 1})
	assert.ErrorContains(t, err, "axis -2 of a is named twice")
	err = ops.TensorDot(zeros(), zeros(2, 2).View, zeros(2, 2).View, []int{0}, nil)
	assert.ErrorContains(t, err, "1 axes of a and 0 of b are paired")
	require.ErrorIs(t, ops.Einsum(zeros(), "i"), ndview.ErrSyntax)
}

func TestImplicitResultsHaveTheLettersThatOccurOnce(t *testing.T) {
	a := slice(t, []int32{1, 2, 3, 4, 5, 6}, 2, 3)
	dst := ndview.Make[int32](3, 2)
	require.NoError(t, ops.Einsum(dst, " b a ", a.View))
	assert.Equal(t, []int32{1, 4, 2, 5, 3, 6}, values(t, dst))
	require.NoError(t, ops.Einsum(dst, "aZ", a.View), "capitals first")
	assert.Equal(t, []int32{1, 4, 2, 5, 3, 6}, values(t, dst))
	trace := ndview.Make[int32]()
	require.NoError(t, ops.Einsum(trace, "ij,ij", a.View, a.View))
	assert.Equal(t, int32(91), trace.At())
}

func TestProductsDoNotAllocate(t *testing.T) {
	a, x, dst := ramp(20, 20), ramp(20), ndview.Make[float64](20, 20)
	odd, even := dst.SliceAxis(1, ndview.All.By(2)), a.SliceAxis(1, ndview.All.By(2))
	for name, f := range map[string]func() error{
		"MatMul":          func() error { return ops.MatMul(dst, a.View, a.T().View) },
		"MatMul, strided": func() error { return ops.MatMul(odd, a.View, even.View) },
		"MatVec":          func() error { return ops.MatVec(dst.Row(0), a.View, x.View) },
		"Outer":           func() error { return ops.Outer(dst, x.View, x.View) },
		"Inner":           func() error { return ops.Inner(dst, a.View, a.View) },
	} {
		require.NoError(t, f(), name)
		assert.Zero(t, testing.AllocsPerRun(20, func() { _ = f() }), name)
	}
}

// Products of several operands go through temporaries, of whole numbers without a rounding.
func TestEinsumOfManyOperandsIsTheSumAsWritten(t *testing.T) {
	rng := ndtest.Seeded(t)
	lengths := map[byte]int{'a': 2, 'b': 3, 'c': 4, 'd': 1, 'i': 5, 'j': 2}
	for _, subscripts := range []string{
		"ab,bc,ci->ai", "a,b,c->cab", "a,a,a->a", "a,a,a->", "ab,bc,ca->", "ab,cb,ib->aci", "ab,bc,ci,ij->aj", "a,ab,b->", "aa,ab,bb->ab", "abc,ab,a->c", ",a,->a",
		"ad,db,bd->ab",
	} {
		inputs, output, _ := strings.Cut(subscripts, "->")
		var in []*ndtest.Array[int64]
		var views []ndview.View[int64]
		for k, letters := range strings.Split(inputs, ",") {
			a := ndtest.New[int64](rng, ndtest.ReadClasses[(k+len(subscripts))%len(ndtest.ReadClasses)], shapeOf(lengths, letters)...)
			a.Fill(ndtest.Small[int64](rng, len(a.Values())))
			in, views = append(in, a), append(views, a.V.View)
		}
		dst := ndtest.New[int64](rng, ndtest.Stepped, shapeOf(lengths, output)...)
		require.NoError(t, ops.Einsum(dst.V, subscripts, views...), subscripts)
		assert.Equal(t, sums(subscripts, lengths, in...), dst.Values(), subscripts)
	}
}

func TestEinsumOfManyOperandsReadsBeforeItWritesAndRefusesBefore(t *testing.T) {
	a := ndview.Make[float64](2, 2)
	require.NoError(t, a.CopyFrom([]float64{1, 2, 3, 4}))
	require.NoError(t, ops.Einsum(a, "ij,jk,kl->il", a.View, a.View, a.View)) // the third power, in place
	assert.Equal(t, []float64{37, 54, 81, 118}, values(t, a))
	wrong := ndview.Make[float64](3)
	err := ops.Einsum(a, "ij,jk,k->ij", a.View, a.View, wrong.View)
	require.ErrorIs(t, err, ndview.ErrShape)
	require.ErrorContains(t, err, "k is 2 on axis 1 of operand 1, 3 on axis 0 of operand 2")
	assert.Equal(t, []float64{37, 54, 81, 118}, values(t, a))
	repeated, err := a.View.BroadcastTo(3, 2, 2)
	require.NoError(t, err)
	require.ErrorIs(t, ops.EinsumRaw(a.Raw(), "...ij,jk,kl->...il", []ndview.Raw{repeated.Raw(), a.View.Raw(), a.View.Raw()}), ndview.ErrShape)
}

func TestOuterTakesElementsInCOrder(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shapes := range [][2][]int{{{2, 3}, {4}}, {{}, {2, 2}}, {{3}, {}}, {{2, 0}, {3}}, {{2, 1, 3}, {2, 2}}} {
		a, b := ndtest.New[int32](rng, ndtest.Stepped, shapes[0]...), ndtest.New[int32](rng, ndtest.Stepped, shapes[1]...)
		a.Fill(ndtest.Small[int32](rng, len(a.Values())))
		b.Fill(ndtest.Small[int32](rng, len(b.Values())))
		var want []int32
		for _, x := range a.Values() {
			for _, y := range b.Values() {
				want = append(want, x*y)
			}
		}
		dst := ndtest.New[int32](rng, ndtest.Stepped, len(a.Values()), len(b.Values()))
		require.NoError(t, ops.Outer(dst.V, a.V.View, b.V.View))
		assert.Equal(t, append([]int32{}, want...), append([]int32{}, dst.Values()...))
	}
}
