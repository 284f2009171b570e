package ndmat

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// built is what the function of a row returned for a view of the row.
type built struct {
	value any
	err   error
}

func made[H any](h H, err error) built { return built{h, err} }

// roads makes a row's example by hand, one for each row of the table in its order.
var roads = []func() built{
	func() built { return made(Dense(ndview.Make[float64](3, 5).Slice(ndview.All, ndview.To(4)))) },
	func() built { return made(Dense(ndview.Make[float64](3, 5).Slice(ndview.To(1)))) },
	func() built { return made(Dense(ndview.Make[float64](3, 5).Slice(ndview.All, ndview.To(1)))) },
	func() built { d, err := Transposed(ndview.Make[float64](3, 5).T()); return built{d.T(), err} },
	func() built { m, _ := ReadOnly(ndview.Make[float64](3, 5).View); return built{m, nil} },
	func() built { return made(Vec(ndview.Make[float64](3, 5).Col(1))) },
	func() built { return made(Vec(ndview.Make[float64](3).Slice(ndview.All.By(-7)))) },
	func() built { m, _ := ReadOnly(ndview.Make[float64](3, 5).View.Col(1)); return built{m, nil} },
	func() built { return made(RawVector(ndview.Make[float64](3, 5).Col(1).Flip(0))) },
	func() built { return made(Sym(ndview.Make[float64](3, 3), blas.Upper)) },
	func() built { return made(Sym(ndview.Make[float64](3, 3).T(), blas.Lower)) },
	func() built { return made(RawSymmetric(ndview.Make[float64](3, 3), blas.Lower)) },
	func() built { return made(Tri(ndview.Make[float64](3, 3), blas.Lower)) },
	func() built {
		m, err := Tri(ndview.Make[float64](3, 3).T().T(), blas.Lower)
		return built{m.TTri(), err}
	},
	func() built { return made(Band(ndview.Make[float64](4, 3), 4, 4, 1, 1)) },
	func() built {
		m, err := Band(ndview.Make[float64](4, 3).T().T(), 4, 4, 1, 1)
		return built{m.TBand(), err}
	},
	func() built { return made(SymBand(ndview.Make[float64](4, 2))) },
	func() built { return made(TriBand(ndview.Make[float64](4, 2), blas.Upper)) },
	func() built { return made(Diag(ndview.Make[float64](3, 5).Col(1))) },
	func() built {
		return made(Tridiag(ndview.Make[float64](2), ndview.Make[float64](3), ndview.Make[float64](2)))
	},
	func() built { return built{Mutable(ndview.Make[float64](3, 5).Flip(1)), nil} },
	func() built { return built{Matrix(ndview.Make[float64](3, 5).View.Flip(1)), nil} },
	func() built { return built{MutableVector(ndview.Make[float64](3).Flip(0)), nil} },
	func() built { return built{Vector(ndview.Make[float64](3).View.Flip(0)), nil} },
	func() built { return made(Complex(ndview.Make[complex128](3, 5))) },
	func() built { return made(RawGeneralC128(ndview.Make[complex128](3, 5))) },
	func() built { return made(RawVectorC128(ndview.Make[complex128](3).Flip(0))) },
	func() built { return made(RawGeneral32(ndview.Make[float32](3, 5))) },
	func() built { return made(RawVector32(ndview.Make[float32](3).Flip(0))) },
	func() built { return made(RawGeneralC64(ndview.Make[complex64](3, 5))) },
	func() built { return made(RawVectorC64(ndview.Make[complex64](3).Flip(0))) },
	func() built { return built{MatrixOf(ndview.Make[uint8](3, 5).View.Flip(1)), nil} },
}

// interfaces are the types of the table that are interfaces, and what is behind the
// T() of gonum's.
var interfaces = map[string]func(m any) bool{
	"mat.RawMatrixer":        func(m any) bool { _, ok := m.(mat.RawMatrixer); return ok },
	"mat.RawVectorer":        func(m any) bool { _, ok := m.(mat.RawVectorer); return ok },
	"mat.Mutable":            func(m any) bool { _, ok := m.(mat.Mutable); return ok },
	"mat.Matrix":             func(m any) bool { _, ok := m.(mat.Matrix); return ok },
	"mat.MutableVector":      func(m any) bool { _, ok := m.(mat.MutableVector); return ok },
	"mat.Vector":             func(m any) bool { _, ok := m.(mat.Vector); return ok },
	"(*mat.Dense).T()":       func(m any) bool { _, ok := m.(mat.Transpose).Matrix.(*mat.Dense); return ok },
	"(*mat.TriDense).TTri()": func(m any) bool { _, ok := m.(mat.TransposeTri).Triangular.(*mat.TriDense); return ok },
	"(*mat.BandDense).TBand()": func(m any) bool {
		_, ok := m.(mat.TransposeBand).Banded.(*mat.BandDense)
		return ok
	},
}

func TestEachRowOfTheTableBecomesWhatItSays(t *testing.T) {
	require.Len(t, roads, len(table))
	for i, r := range table {
		got := roads[i]()
		require.NoError(t, got.err, "%v", r)
		if is, ok := interfaces[r.becomes]; ok {
			assert.True(t, is(got.value), "%v: found %T", r, got.value)
		} else {
			assert.Equal(t, r.becomes, reflect.TypeOf(got.value).String(), "%v", r)
		}
		_, receiver := got.value.(mat.RawMatrixSetter)
		assert.Equal(t, receiver, r.becomes == "*mat.Dense", "%v", r)
	}
}

func TestTheDocumentationShowsTheTable(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var shown []string
	for line := range strings.Lines(string(src)) {
		line = strings.TrimRight(line, "\n")
		if i := slices.IndexFunc(table, func(r row) bool { return strings.HasPrefix(line, "//\t"+r.elements+" ") }); i >= 0 {
			shown = append(shown, strings.TrimPrefix(line, "//\t"))
		}
	}
	assert.Equal(t, strings.Split(strings.TrimSuffix(Table(), "\n"), "\n")[1:], shown)
}

// A road names a row of the table.
func TestEachRoadIsInTheTable(t *testing.T) {
	becomes := map[string]bool{"none": true, "element by element": true}
	for _, r := range table {
		becomes[r.becomes] = true
	}
	check := func(road Road) { assert.True(t, becomes[strings.TrimSuffix(road.Type, " of T()")], road.String()) }
	f := ndview.Make[float64](2, 3).View
	c := ndview.Make[complex128](2, 3).View
	g := ndview.Make[float32](2, 3).View
	h := ndview.Make[complex64](2, 3).View
	for _, road := range []Road{RoadOf(f), RoadOf(f.T()), RoadOf(f.Row(0)), RoadOf(f.Row(0).Flip(0)), RoadOf(f.Flip(1)), RoadOf(f.InsertAxis(0))} {
		check(road)
	}
	for _, road := range []Road{RoadOf(c), RoadOf(c.T().T()), RoadOf(c.Row(0)), RoadOf(c.Row(0).Flip(0)), RoadOf(c.Flip(1))} {
		check(road)
	}
	for _, road := range []Road{RoadOf(g), RoadOf(g.T()), RoadOf(g.Row(0)), RoadOf(g.Row(0).Flip(0)), RoadOf(g.Flip(1))} {
		check(road)
	}
	for _, road := range []Road{RoadOf(h), RoadOf(h.T()), RoadOf(h.Row(0)), RoadOf(h.Row(0).Flip(0)), RoadOf(h.Flip(1))} {
		check(road)
	}
	assert.Equal(t, "element by element: gonum has no matrix of int16; MatrixOf reads it as float64", RoadOf(ndview.Make[int16](2, 2).View).String())
	assert.Equal(t, "none: gonum has no matrix of float16", RoadOf(ndview.Make[ndview.Float16](2, 2).View).String())
	assert.Equal(t, KindNone, RoadOf(ndview.Make[int16](2).View).Kind)
	assert.Equal(t, "blas32.Vector: 3 elements, Inc -1 (it runs backwards)", RoadOf(g.Row(0).Flip(0)).String())
}
