package ndmat_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/mat"
)

// BenchmarkRoads runs operations of gonum on its own matrices and on views that
// became the same type, in turns, and reports the ratio of the shortest times: 1 for
// each road that claims to be fast. The elements of the view and of gonum's own have
// the same strides.
func BenchmarkRoads(b *testing.B) {
	const n = 200
	own := some(n, n)
	view := func(d *mat.Dense) ndview.MutView[float64] { // other memory with the same numbers
		v := ndview.Make[float64](n, n)
		data, _ := v.Data()
		copy(data, d.RawMatrix().Data)
		return v
	}
	v := view(own)
	dst, y := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	x := mat.NewVecDense(n, some(n, 1).RawMatrix().Data)
	other := some(n, n)
	type pair struct {
		road     string
		own, our mat.Matrix
	}
	var dense = []pair{
		{"Dense", own, denseFor(v)},
		{"Dense with gaps", own.Slice(0, n, 0, n-8), denseFor(v.Slice(ndview.All, ndview.To(n-8)))},
		{"Transposed", own.T(), operand(v.T())},
		{"ReadOnly", own, readOnly(v.View)},
		{"ReadOnly T", own.T(), readOnly(v.View.T())},
	}
	for _, p := range dense {
		r, c := p.own.Dims()
		part, column := dst.Slice(0, r, 0, c).(*mat.Dense), x.SliceVec(0, c).(*mat.VecDense)
		right := other.Slice(0, c, 0, n).(*mat.Dense)
		ratio(b, p.road+"/Mul", p.own, p.our, func(m mat.Matrix) { dst.Mul(m, right) })
		ratio(b, p.road+"/MulVec", p.own, p.our, func(m mat.Matrix) { y.MulVec(m, column) })
		ratio(b, p.road+"/Scale", p.own, p.our, func(m mat.Matrix) { part.Scale(2, m) })
		ratio(b, p.road+"/Copy", p.own, p.our, func(m mat.Matrix) { part.Copy(m) })
		ratio(b, p.road+"/Sum", p.own, p.our, func(m mat.Matrix) { y.SetVec(0, mat.Sum(m)) })
		ratio(b, p.road+"/Norm", p.own, p.our, func(m mat.Matrix) { y.SetVec(0, mat.Norm(m, 2)) })
		if p.road[0] == 'D' {
			ratio(b, p.road+"/Add", p.own, p.our, func(m mat.Matrix) { part.Add(m, m) })
		}
	}
	ratio(b, "Vec/Dot", own.ColView(3), vecFor(v.Col(3)), func(m mat.Matrix) { y.SetVec(0, mat.Dot(x, m.(mat.Vector))) })
	ratio(b, "Vec/MulVec", own.ColView(3), vecFor(v.Col(3)), func(m mat.Matrix) { y.MulVec(own, m.(mat.Vector)) })
	ratio(b, "ReadOnly Vec/MulVec", own.ColView(3), readOnly(v.View.Col(3)), func(m mat.Matrix) { y.MulVec(own, m.(mat.Vector)) })
	structured(b, own, v, dst, y, x)

	z := ndview.Make[complex128](n, n)
	zc, _ := ndmat.Complex(z)
	zOwn, zDst := mat.NewCDense(n, n, nil), mat.NewCDense(n, n, nil)
	ratioOf(b, "Complex/Gemm", zOwn, zc, func(m *mat.CDense) {
		cblas128.Gemm(blas.NoTrans, blas.NoTrans, 1, m.RawCMatrix(), zOwn.RawCMatrix(), 0, zDst.RawCMatrix())
	})
	receivers(b, v, other)
}

// structured are the roads of matrices with structure.
func structured(b *testing.B, own *mat.Dense, v ndview.MutView[float64], dst *mat.Dense, y, x *mat.VecDense) {
	const n = 200
	sym := mat.NewSymDense(n, slices.Clone(own.RawMatrix().Data))
	ourSym, _ := ndmat.Sym(v, blas.Upper)
	ratioOf(b, "Sym/Mul", sym, ourSym, func(m *mat.SymDense) { dst.Mul(m, own) })
	ratioOf(b, "Sym/MulVec", sym, ourSym, func(m *mat.SymDense) { y.MulVec(m, x) })
	tri := mat.NewTriDense(n, mat.Upper, slices.Clone(own.RawMatrix().Data))
	ourTri, _ := ndmat.Tri(v, blas.Upper)
	ratioOf(b, "Tri/Mul", tri, ourTri, func(m *mat.TriDense) { dst.Mul(m, own) })
	band := mat.NewBandDense(n, n, 100, 99, slices.Clone(own.RawMatrix().Data))
	ourBand, _ := ndmat.Band(v, n, n, 100, 99)
	ratioOf(b, "Band/MulVecTo", band, ourBand, func(m *mat.BandDense) { m.MulVecTo(y, false, x) })
	symBand := mat.NewSymBandDense(n, n-1, slices.Clone(own.RawMatrix().Data))
	ourSymBand, _ := ndmat.SymBand(v)
	ratioOf(b, "SymBand/MulVecTo", symBand, ourSymBand, func(m *mat.SymBandDense) { m.MulVecTo(y, false, x) })
	triBand := mat.NewTriBandDense(n, n-1, mat.Upper, slices.Clone(own.RawMatrix().Data))
	ourTriBand, _ := ndmat.TriBand(v, blas.Upper)
	ratioOf(b, "TriBand/Norm", triBand, ourTriBand, func(m *mat.TriBandDense) { y.SetVec(0, mat.Norm(m, 1)) })
	tridiag := mat.NewTridiag(n, make([]float64, n-1), slices.Repeat([]float64{2}, n), make([]float64, n-1))
	ourTridiag, _ := ndmat.Tridiag(over(make([]float64, n-1)), over(slices.Repeat([]float64{2}, n)), over(make([]float64, n-1)))
	ratioOf(b, "Tridiag/MulVecTo", tridiag, ourTridiag, func(m *mat.Tridiag) { m.MulVecTo(y, false, x) })
	diag := mat.NewDiagDense(n, slices.Repeat([]float64{2}, n))
	ourDiag, _ := ndmat.Diag(over(slices.Repeat([]float64{2}, n)))
	ratioOf(b, "Diag/Norm", diag, ourDiag, func(m *mat.DiagDense) { y.SetVec(0, mat.Norm(m, 2)) })
}

// receivers compare the methods of a Receiver in both orders with those of a
// *mat.Dense in rows, all operands in the order of the receiver.
func receivers(b *testing.B, v ndview.MutView[float64], other *mat.Dense) {
	const n = 200
	own := mat.NewDense(n, n, nil)
	for name, w := range map[string]ndview.MutView[float64]{"C": ndview.Make[float64](n, n), "Fortran": ndview.Make[float64](n, n).T()} {
		r, err := ndmat.Into(w)
		check(err)
		m := operand(v)
		if name == "Fortran" {
			m = operand(v.T())
		}
		ratioDo(b, "Into "+name+"/Mul", func() { own.Mul(other, other) }, func() { r.Mul(m, m) })
		ratioDo(b, "Into "+name+"/Add", func() { own.Add(other, other) }, func() { r.Add(m, m) })
		ratioDo(b, "Into "+name+"/Scale itself", func() { own.Scale(1, own) }, func() { r.Scale(1, operandOf(r)) })
	}
}

// operandOf is the view of a receiver, as an operand.
func operandOf(r ndmat.Receiver) mat.Matrix {
	if d, transposed := r.Dense(); transposed {
		return d.T()
	} else {
		return d
	}
}

func denseFor(v ndview.MutView[float64]) *mat.Dense {
	d, err := ndmat.Dense(v)
	check(err)
	return d
}

func vecFor(v ndview.MutView[float64]) *mat.VecDense {
	x, err := ndmat.Vec(v)
	check(err)
	return x
}

func operand(v ndview.MutView[float64]) mat.Matrix { m, _ := ndmat.Operand(v); return m }

func ratio(b *testing.B, name string, own, our mat.Matrix, do func(m mat.Matrix)) {
	ratioOf(b, name, own, our, do)
}

func ratioOf[M any](b *testing.B, name string, own, our M, do func(m M)) {
	ratioDo(b, name, func() { do(own) }, func() { do(our) })
}

// ratioDo reports how much longer our takes than own, by the shortest of the times.
// Each time is that of enough runs to be measured.
func ratioDo(b *testing.B, name string, own, our func()) {
	b.Run(name, func(b *testing.B) {
		runs := 1
		for start := time.Now(); time.Since(start) < 20*time.Microsecond; runs++ {
			own()
		}
		shortest := [2]time.Duration{time.Hour, time.Hour}
		for first := 0; b.Loop(); first++ {
			for k := range 2 {
				which := (first + k) % 2
				do := own
				if which == 1 {
					do = our
				}
				start := time.Now()
				for range runs {
					do()
				}
				shortest[which] = min(shortest[which], time.Since(start))
			}
		}
		b.ReportMetric(float64(shortest[1])/float64(shortest[0]), "our/own")
		b.ReportMetric(0, "ns/op")
	})
}

// BenchmarkElementByElement reports how much longer gonum takes with a matrix that
// it reads by At than with a *mat.Dense: the price of the slow road.
func BenchmarkElementByElement(b *testing.B) {
	const n = 100
	own, dst := some(n, n), mat.NewDense(n, n, nil)
	for name, v := range map[string]ndview.MutView[float64]{
		"backwards": ndview.Make[float64](n, n).Flip(1),
		"swapped":   swapped(n),
	} {
		for i := range n {
			for j := range n {
				v.Set2(i, j, own.At(i, j))
			}
		}
		m := ndmat.Matrix(v.View)
		for op, do := range map[string]func(a mat.Matrix){
			"Mul": func(a mat.Matrix) { dst.Mul(a, own) }, "Add": func(a mat.Matrix) { dst.Add(a, own) }, "Sum": func(a mat.Matrix) { dst.Set(0, 0, mat.Sum(a)) },
		} {
			ratioDo(b, fmt.Sprintf("%s/%s", name, op), func() { do(own) }, func() { do(m) })
		}
		r, err := ndmat.Into(ndview.Make[float64](n, n))
		check(err)
		ratioDo(b, name+"/Into Mul", func() { dst.Mul(own, own) }, func() { r.Mul(m, own) })
	}
}

// swapped returns a matrix in the other byte order.
func swapped(n int) ndview.MutView[float64] {
	typ := ndview.DTypeOf[float64]()
	typ.Swapped = true
	raw, err := ndview.FromBytes(make([]byte, 8*n*n), 0, typ, []int{n, n}, nil)
	check(err)
	v, err := ndview.AsMut[float64](raw)
	check(err)
	return v
}
