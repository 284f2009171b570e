package ndmat_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
)

var (
	sinkDense  *mat.Dense
	sinkVec    *mat.VecDense
	sinkMatrix mat.Matrix
	sinkRow    ndview.MutView[float64]
)

func TestReadersAllocateThemselvesOnly(t *testing.T) {
	v := ndview.Make[float64](4, 6)
	d := denseOf(t, v)
	for name, f := range map[string]func(){
		"Matrix":  func() { sinkMatrix = ndmat.Matrix(v.View) },
		"Mutable": func() { sinkMatrix = ndmat.Mutable(v) },
	} {
		assert.Equal(t, 1.0, testing.AllocsPerRun(100, f), name)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { ndmat.FromDense(d) }), "FromDense")
}

// BenchmarkDense adapts a borrowed matrix for the first time in its borrow, and
// again. SetRawMatrix is what a program does that knows the layout beforehand, and
// for which nobody remembers or empties anything.
func BenchmarkDense(b *testing.B) {
	memory := ndview.Make[float64](100, 100)
	var slot lease.Slot
	const tiles = 10
	rows := func(b *testing.B, adapt func(v ndview.MutView[float64])) {
		b.ReportAllocs()
		for b.Loop() {
			v := lent(&slot, memory)
			for i := range tiles {
				adapt(v.Slice(ndview.Span(i, i+1)))
			}
			slot.Close()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tiles, "ns/row")
	}
	b.Run("first, 10 rows", func(b *testing.B) {
		rows(b, func(v ndview.MutView[float64]) { sinkDense, _ = ndmat.Dense(v) })
	})
	b.Run("10 rows without it", func(b *testing.B) {
		rows(b, func(v ndview.MutView[float64]) { sinkRow = v })
	})
	b.Run("again", func(b *testing.B) {
		v := lent(&slot, memory)
		defer slot.Close()
		b.ReportAllocs()
		for b.Loop() {
			sinkDense, _ = ndmat.Dense(v)
		}
	})
	b.Run("Go first", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			sinkDense, _ = ndmat.Dense(memory.Slice(ndview.Span(i, i+1), ndview.To(1+i/100%100)))
			i = (i + 1) % 100
		}
	})
	b.Run("Go again", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkDense, _ = ndmat.Dense(memory)
		}
	})
	raw := mat.NewDense(100, 100, nil).RawMatrix()
	b.Run("SetRawMatrix", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkDense = new(mat.Dense)
			sinkDense.SetRawMatrix(raw)
		}
	})
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
