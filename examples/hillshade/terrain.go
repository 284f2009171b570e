package main

import (
	"math"
	"math/cmplx"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The layers of the result, each of the terrain's shape.
const (
	slopes  = iota // angle of the steepest descent, radians
	aspects        // its compass direction, radians clockwise from north, 0 … 2π
	shades         // cosine of the angle between surface normal and light
	heights        // elevation in metres
	layers
)

// A sun stands at a compass direction and a height, both in radians.
type sun struct{ azimuth, altitude float64 }

// shadeTerrain fills the layers of out from the elevation z, whose rows run from
// north to south; dx and dy are the cell size in metres. steepness receives the
// gradient as complex numbers: ∂z/∂x eastward + i·∂z/∂y northward.
func shadeTerrain(out ndview.MutView[float64], steepness ndview.MutView[complex128], z ndview.View[int16], dx, dy float64, s sun) error {
	height := out.IndexAxis(0, heights)
	for to, from := range iter.MutZipLanes(height, z, 1) {
		for j := range to.Len() {
			to.Set(j, float64(from.At(j)))
		}
	}
	if err := gradient(ndview.MutReal128(steepness), height.View, 1, dx); err != nil {
		return err
	}
	if err := gradient(ndview.MutImag128(steepness), height.View, 0, -dy); err != nil {
		return err
	}
	for slope, g := range iter.MutZipLanes(out.IndexAxis(0, slopes), steepness.View, 1) {
		for j := range slope.Len() {
			slope.Set(j, math.Atan(cmplx.Abs(g.At(j))))
		}
	}
	for aspect, g := range iter.MutZipLanes(out.IndexAxis(0, aspects), steepness.View, 1) {
		for j := range aspect.Len() {
			aspect.Set(j, downhill(g.At(j)))
		}
	}
	toSun := s.direction()
	for shade, g := range iter.MutZipLanes(out.IndexAxis(0, shades), steepness.View, 1) {
		for j := range shade.Len() {
			shade.Set(j, toSun.onSurface(g.At(j)))
		}
	}
	return nil
}

// gradient writes the derivative of z along an axis: central differences inside,
// one-sided ones at both ends, as numpy.gradient does. Slices of a view are
// views, so each line is one verb on shifted parts of the same memory.
func gradient(dst ndview.MutView[float64], z ndview.View[float64], axis int, step float64) error {
	inner, first, last := ndview.Span(1, -1), ndview.To(1), ndview.From(-1)
	for _, part := range []struct {
		at, above, below ndview.Index
		span             float64
	}{
		{inner, ndview.From(2), ndview.To(-2), 2 * step},
		{first, ndview.Span(1, 2), ndview.To(1), step},
		{last, ndview.From(-1), ndview.Span(-2, -1), step},
	} {
		d := dst.SliceAxis(axis, part.at)
		if err := ops.Sub(d, z.SliceAxis(axis, part.above), z.SliceAxis(axis, part.below)); err != nil {
			return err
		}
		if err := ops.Scale(d, 1/part.span); err != nil {
			return err
		}
	}
	return nil
}

// downhill returns the compass direction against the gradient g.
func downhill(g complex128) float64 {
	a := math.Atan2(-real(g), -imag(g))
	if a < 0 {
		a += 2 * math.Pi
	}
	return a
}

// A vector is a direction in space.
type vector struct{ east, north, up float64 }

// direction returns the unit vector that points to the sun.
func (s sun) direction() vector {
	return vector{
		east:  math.Sin(s.azimuth) * math.Cos(s.altitude),
		north: math.Cos(s.azimuth) * math.Cos(s.altitude),
		up:    math.Sin(s.altitude),
	}
}

// onSurface returns the cosine of the angle between v and the normal of a
// surface with gradient g.
func (v vector) onSurface(g complex128) float64 {
	x, y := real(g), imag(g)
	return (v.up - v.east*x - v.north*y) / math.Sqrt(1+x*x+y*y)
}
