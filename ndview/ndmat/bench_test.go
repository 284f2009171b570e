package ndmat_test

import (
	"testing"

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
