// Command hillshade computes slope, aspect and hillshade of a real elevation
// model in place, in arrays that NumPy allocated:
//
//	go run -C examples ./hillshade
//
// Python (embedded, fetched on the first run) loads the elevation model that
// ships with matplotlib; Go borrows it, computes, and gives it back; NumPy checks
// the result and matplotlib draws it.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

//go:embed terrain.py
var terrainSource string

// The light stands in the north-west, half-way up.
var light = sun{azimuth: 315 * math.Pi / 180, altitude: 45 * math.Pi / 180}

func main() {
	picture := flag.String("o", "hillshade.png", "where to write the picture")
	flag.Parse()
	if err := run(os.Stdout, *picture); err != nil {
		log.Fatal(err)
	}
}

// processStart is as close to the start of the process as Go code gets.
var processStart = time.Now()

func run(w io.Writer, picture string) error {
	return pyinterop.Do(func(py pyinterop.Python) error {
		t, err := loadTerrain(py)
		if err != nil {
			return err
		}
		info, _ := pyinterop.Info()
		fmt.Fprintf(w, "Python %s at %s\n", info.Version, info.Executable)
		if err := t.compute(w); err != nil {
			return err
		}
		if err := t.check(w); err != nil {
			return err
		}
		return t.draw(w, picture)
	})
}

// terrain is the Python side's objects: everything that is computed lives there.
type terrain struct {
	py     pyinterop.Python
	python pyinterop.Object // the namespace of terrain.py
	z      pyinterop.Object // elevation, int16
	out    pyinterop.Object // slope, aspect, shade and elevation, float64
	steep  pyinterop.Object // gradient, complex128
	dx, dy float64          // metres between columns and between rows
}

func loadTerrain(py pyinterop.Python) (t terrain, err error) {
	t.py = py
	if t.python, err = py.Dict(); err != nil {
		return t, err
	}
	if err = py.ExecIn(terrainSource, t.python); err != nil {
		return t, err
	}
	loaded, err := t.call("load")
	if err != nil {
		return t, err
	}
	if t.z, err = loaded.Item(0); err != nil {
		return t, err
	}
	if t.dx, err = float(loaded, 1); err != nil {
		return t, err
	}
	if t.dy, err = float(loaded, 2); err != nil {
		return t, err
	}
	shape, err := t.z.Attr("shape")
	if err != nil {
		return t, err
	}
	n, err := pyinterop.To[[]int](shape)
	if err != nil {
		return t, err
	}
	if t.out, err = pyinterop.Empty[float64](py, layers, n[0], n[1]); err != nil {
		return t, err
	}
	t.steep, err = pyinterop.Empty[complex128](py, n...)
	return t, err
}

func float(sequence pyinterop.Object, i int) (float64, error) {
	o, err := sequence.Item(i)
	if err != nil {
		return 0, err
	}
	return o.Float64()
}

// call calls a function of terrain.py.
func (t terrain) call(name string, args ...any) (pyinterop.Object, error) {
	f, err := t.python.Item(name)
	if err != nil {
		return f, err
	}
	return f.Call(args...)
}

// compute borrows the elevation for reading and the results for writing.
func (t terrain) compute(w io.Writer) error {
	return pyinterop.Borrow(t.z, func(z ndview.View[int16]) error {
		return pyinterop.BorrowMut(t.out, func(out ndview.MutView[float64]) error {
			return pyinterop.BorrowMut(t.steep, func(steep ndview.MutView[complex128]) error {
				return t.computeOn(w, z, out, steep)
			})
		})
	})
}

// computeOn works on borrowed memory, while Python's other threads run on.
func (t terrain) computeOn(w io.Writer, z ndview.View[int16], out ndview.MutView[float64], steep ndview.MutView[complex128]) error {
	borrowed := time.Now()
	var fit plane
	err := t.py.AllowThreadsErr(func() (err error) {
		if err = shadeTerrain(out, steep, z, t.dx, t.dy, light); err != nil {
			return err
		}
		fit, err = fitPlane(out.IndexAxis(0, heights))
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d × %d elevations computed in %v; first borrow %v after the start of the process\n",
		z.Len(0), z.Len(1), time.Since(borrowed).Round(time.Microsecond), borrowed.Sub(processStart).Round(time.Millisecond))
	if err := t.showAddresses(w, z, out, steep); err != nil {
		return err
	}
	return t.checkPlane(w, fit)
}
