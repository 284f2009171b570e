package vmath

import (
	"math"
	"testing"
)

var sink float64

// The functions beside those of package math, over arguments that take the ordinary road.
func BenchmarkFunctions(b *testing.B) {
	xs := make([]float64, 1024)
	for i := range xs {
		xs[i] = 0.01 + float64(i)/1030
	}
	for _, f := range []struct {
		name      string
		ours, std func(float64) float64
		scale     float64
	}{
		{"exp", Exp, math.Exp, 10}, {"exp2", Exp2, math.Exp2, 10}, {"expm1", Expm1, math.Expm1, 10}, {"log", Log, math.Log, 10},
		{"log2", Log2, math.Log2, 10}, {"log1p", Log1p, math.Log1p, 10}, {"sin", Sin, math.Sin, 10}, {"cos", Cos, math.Cos, 10},
		{"sin_huge", Sin, math.Sin, 1e12}, {"tan", Tan, math.Tan, 10}, {"arcsin", Arcsin, math.Asin, 1}, {"arccos", Arccos, math.Acos, 1},
		{"arctan", Arctan, math.Atan, 10}, {"sinh", Sinh, math.Sinh, 10}, {"cosh", Cosh, math.Cosh, 10}, {"tanh", Tanh, math.Tanh, 10},
		{"arcsinh", Arcsinh, math.Asinh, 10}, {"cbrt", Cbrt, math.Cbrt, 10}, {"sqrt", Sqrt, math.Sqrt, 10},
		{"hypot", func(x float64) float64 { return Hypot(x, 3) }, func(x float64) float64 { return math.Hypot(x, 3) }, 10},
		{"power", func(x float64) float64 { return Pow(x, 2.7) }, func(x float64) float64 { return math.Pow(x, 2.7) }, 10},
		{"arctan2", func(x float64) float64 { return Arctan2(x, 3) }, func(x float64) float64 { return math.Atan2(x, 3) }, 10},
	} {
		for _, half := range []struct {
			name string
			f    func(float64) float64
		}{{"ours", f.ours}, {"std", f.std}} {
			b.Run(f.name+"/"+half.name, func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					sink = half.f(xs[i&1023] * f.scale)
				}
			})
		}
	}
}
