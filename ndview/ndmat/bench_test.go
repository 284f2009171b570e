package ndmat_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
)

var (
	sinkDense  *mat.Dense
	sinkVec    *mat.VecDense
	sinkMatrix mat.Matrix
)

func TestAdaptingAllocatesTheHeaderOnly(t *testing.T) {
	v := ndview.Make[float64](4, 6)
	vt, col := v.T(), v.Col(2)
	d := denseOf(t, v)
	for name, f := range map[string]func(){
		"Dense":      func() { sinkDense, _ = ndmat.Dense(v) },
		"Transposed": func() { sinkDense, _ = ndmat.Transposed(vt) },
		"Vec":        func() { sinkVec, _ = ndmat.Vec(col) },
		"Matrix":     func() { sinkMatrix = ndmat.Matrix(v.View) },
		"Mutable":    func() { sinkMatrix = ndmat.Mutable(v) },
	} {
		assert.Equal(t, 1.0, testing.AllocsPerRun(100, f), name)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { ndmat.FromDense(d) }), "FromDense")
}

func BenchmarkDense(b *testing.B) {
	v := ndview.Make[float64](100, 100)
	b.ReportAllocs()
	for b.Loop() {
		sinkDense, _ = ndmat.Dense(v)
	}
}

// BenchmarkSetRawMatrix is what a program does that knows the layout beforehand.
func BenchmarkSetRawMatrix(b *testing.B) {
	raw := mat.NewDense(100, 100, nil).RawMatrix()
	b.ReportAllocs()
	for b.Loop() {
		sinkDense = new(mat.Dense)
		sinkDense.SetRawMatrix(raw)
	}
}

func BenchmarkVec(b *testing.B) {
	v := ndview.Make[float64](100, 100).Col(3)
	b.ReportAllocs()
	for b.Loop() {
		sinkVec, _ = ndmat.Vec(v)
	}
}

func BenchmarkMatrix(b *testing.B) {
	v := ndview.Make[float64](100, 100).View
	b.ReportAllocs()
	for b.Loop() {
		sinkMatrix = ndmat.Matrix(v)
	}
}

func BenchmarkFromDense(b *testing.B) {
	d := mat.NewDense(100, 100, nil)
	b.ReportAllocs()
	for b.Loop() {
		v := ndmat.FromDense(d)
		if v.NDim() != 2 {
			b.Fatal()
		}
	}
}

// BenchmarkAdapted runs operations of gonum on its own matrices and on views in
// turns, and reports the ratios of the shortest times: of a view as *mat.Dense, in
// Fortran order, and read element by element.
func BenchmarkAdapted(b *testing.B) {
	const n = 200
	own := some(n, n)
	rows := ndview.Make[float64](n, n)
	columns := ndview.Make[float64](n, n).T()
	for i := range n {
		for j := range n {
			rows.Set2(i, j, own.At(i, j))
			columns.Set2(i, j, own.At(i, j))
		}
	}
	adapted, _ := ndmat.Operand(rows)
	fortran, _ := ndmat.Operand(columns)
	element := ndmat.Matrix(rows.View)
	for _, op := range []struct {
		name string
		run  func(dst *mat.Dense, a mat.Matrix)
	}{
		{"Mul", func(dst *mat.Dense, a mat.Matrix) { dst.Mul(a, a) }},
		{"Add", func(dst *mat.Dense, a mat.Matrix) { dst.Add(a, a) }},
		{"Scale", func(dst *mat.Dense, a mat.Matrix) { dst.Scale(2, a) }},
		{"Sum", func(dst *mat.Dense, a mat.Matrix) { dst.Set(0, 0, mat.Sum(a)) }},
	} {
		b.Run(fmt.Sprintf("%s %d×%d", op.name, n, n), func(b *testing.B) {
			operands := []mat.Matrix{own, adapted, fortran, element}
			shortest := slices.Repeat([]time.Duration{time.Hour}, len(operands))
			dst := mat.NewDense(n, n, nil)
			for first := 0; b.Loop(); first++ {
				for k := range operands {
					i := (first + k) % len(operands) // nobody always follows the slowest
					start := time.Now()
					op.run(dst, operands[i])
					shortest[i] = min(shortest[i], time.Since(start))
				}
			}
			for i, name := range []string{1: "Dense/own", 2: "T/own", 3: "element/own"} {
				if i > 0 {
					b.ReportMetric(float64(shortest[i])/float64(shortest[0]), name)
				}
			}
		})
	}
}
