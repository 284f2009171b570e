package main

import (
	"fmt"
	"io"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// tolerance bounds max|Δ| in units of max|ref|.
const tolerance = 1e-12

// showAddresses prints where NumPy's arrays and Go's views begin, and fails
// unless the addresses are the same: nothing was copied.
func (t terrain) showAddresses(w io.Writer, z ndview.View[int16], out ndview.MutView[float64], steep ndview.MutView[complex128]) error {
	for _, a := range []struct {
		name  string
		array pyinterop.Object
		view  uintptr
	}{{"elevation", t.z, z.Address()}, {"results", t.out, out.Address()}, {"gradient", t.steep, steep.Address()}} {
		o, err := t.call("address", a.array)
		if err != nil {
			return err
		}
		theirs, err := o.Uint64()
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-10s NumPy's array at %#x, Go's view at %#x\n", a.name, theirs, a.view)
		if uint64(a.view) != theirs {
			return fmt.Errorf("the view of the %s is not NumPy's own memory", a.name)
		}
	}
	return nil
}

// check compares each layer with NumPy computing the same formula and fails if
// one differs by more than the tolerance.
func (t terrain) check(w io.Writer) error {
	reference, err := t.call("reference", t.z, t.dx, t.dy, light.azimuth, light.altitude)
	if err != nil {
		return err
	}
	for k, name := range []string{slopes: "slope", aspects: "aspect", shades: "hillshade"} {
		got, err := t.out.Item(k)
		if err != nil {
			return err
		}
		want, err := reference.Item(k)
		if err != nil {
			return err
		}
		d, err := t.call("difference", got, want, k == aspects)
		if err != nil {
			return err
		}
		pair, err := pyinterop.To[[2]float64](d)
		if err != nil {
			return err
		}
		delta, ref := pair[0], pair[1]
		fmt.Fprintf(w, "%-10s max|Δ| %.2g   max|ref| %.4g\n", name, delta, ref)
		if !(delta <= tolerance*ref) {
			return fmt.Errorf("%s differs from NumPy by %g, more than %g of %g", name, delta, tolerance, ref)
		}
	}
	return nil
}

// checkPlane compares gonum's plane with NumPy's least squares.
func (t terrain) checkPlane(w io.Writer, fit plane) error {
	o, err := t.call("plane", t.z)
	if err != nil {
		return err
	}
	list, err := o.CallMethod("tolist")
	if err != nil {
		return err
	}
	want, err := pyinterop.To[[3]float64](list)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "plane by gonum: %.6f m %+.6f m/column %+.6f m/row", fit.at, fit.perColumn, fit.perRow)
	worst := 0.0
	for i, x := range []float64{fit.at, fit.perColumn, fit.perRow} {
		worst = max(worst, math.Abs(x-want[i])/math.Abs(want[0]))
	}
	fmt.Fprintf(w, "   max|Δ| to NumPy's lstsq, relative: %.2g\n", worst)
	if !(worst <= 1e-10) {
		return fmt.Errorf("the plane differs from NumPy's least squares by %g", worst)
	}
	return nil
}

// draw lets matplotlib render the picture beside its own LightSource.
func (t terrain) draw(w io.Writer, picture string) error {
	o, err := t.call("render", picture, t.z, t.out, t.dx, t.dy, light.azimuth, light.altitude)
	if err != nil {
		return err
	}
	delta, err := o.Float64()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "after the same contrast stretch, hillshade and matplotlib's LightSource differ by at most %.2g\n", delta)
	if !(delta <= tolerance) {
		return fmt.Errorf("hillshade differs from matplotlib's LightSource by %g", delta)
	}
	fmt.Fprintf(w, "picture: %s\n", picture)
	return nil
}
