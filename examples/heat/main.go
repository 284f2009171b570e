// Command heat lets a plate cool: a stencil in Go steps through two NumPy arrays in turn, and matplotlib draws them.
//
//	go run -C examples ./heat
//
// Nothing is allocated for a step, neither by Go nor by Python, and the array that matplotlib draws is the one that Go
// has written.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

//go:embed plate.py
var source string

// conductivity is the part of a difference to its neighbours that an element takes over in a step; above 1/4 the plate
// would swing.
const conductivity = 0.2

type settings struct {
	n, frames, steps int // steps between two frames
	film             string
}

func main() {
	log.SetFlags(0)
	s := settings{}
	flag.IntVar(&s.n, "n", 210, "height and width of the plate")
	flag.IntVar(&s.frames, "frames", 40, "how many pictures")
	flag.IntVar(&s.steps, "steps", 30, "how many steps from one picture to the next, an even number")
	flag.StringVar(&s.film, "o", "heat.gif", "where to write the film")
	flag.Parse()
	if _, err := run(os.Stdout, s); err != nil {
		log.Fatal(err)
	}
}

// run returns the largest difference to NumPy's temperatures after the first frame's steps.
func run(w io.Writer, s settings) (delta float64, err error) {
	err = pyinterop.Do(func(py pyinterop.Python) error {
		p, err := newPlate(py, s)
		if err != nil {
			return err
		}
		var computing time.Duration
		for frame := range s.frames {
			start := time.Now()
			if err := p.cool(s.steps); err != nil {
				return err
			}
			computing += time.Since(start)
			if frame == 0 {
				if delta, err = p.compare(s.steps); err != nil {
					return err
				}
			}
			if _, err := p.film.CallMethod("frame", p.now); err != nil {
				return err
			}
		}
		if _, err := p.film.CallMethod("close"); err != nil {
			return err
		}
		fmt.Fprintf(w, "%d steps of %d × %d elements in %v; max|Δ| to NumPy %.1e; film: %s\n",
			s.frames*s.steps, s.n, s.n, computing.Round(time.Millisecond), delta, s.film)
		return nil
	})
	return delta, err
}

// plate is the Python side's objects; now and next are two arrays that change their places with each step.
type plate struct {
	py          pyinterop.Python
	names, film pyinterop.Object
	now, next   pyinterop.Object
	first       pyinterop.Object // a copy of the first temperatures, for NumPy
}

func newPlate(py pyinterop.Python, s settings) (p plate, err error) {
	p.py = py
	if p.names, err = py.Dict(); err != nil {
		return p, err
	}
	if err = py.ExecIn(source, p.names); err != nil {
		return p, err
	}
	if err = p.set(pyinterop.Kwargs{"path": s.film, "n": s.n}); err != nil {
		return p, err
	}
	both, err := py.EvalIn("plate(n)", p.names)
	if err != nil {
		return p, err
	}
	if p.film, err = py.EvalIn("Film(path, n)", p.names); err != nil {
		return p, err
	}
	if p.now, err = both.Item(0); err != nil {
		return p, err
	}
	if p.next, err = both.Item(1); err != nil {
		return p, err
	}
	p.first, err = p.now.CallMethod("copy")
	return p, err
}

// set gives values names in plate.py.
func (p *plate) set(values pyinterop.Kwargs) error {
	for name, value := range values {
		if err := p.names.SetItem(name, value); err != nil {
			return err
		}
	}
	return nil
}

// cool computes steps from now to next and back, with both borrowed for writing and the GIL dropped.
func (p *plate) cool(steps int) error {
	err := pyinterop.Borrow2(pyinterop.Write[float64](p.now), pyinterop.Write[float64](p.next),
		func(a, b ndview.MutView[float64]) error {
			return p.py.AllowThreadsErr(func() error {
				for range steps {
					if err := step(b, a.View); err != nil {
						return err
					}
					a, b = b, a
				}
				return nil
			})
		})
	if err == nil && steps%2 == 1 {
		p.now, p.next = p.next, p.now
	}
	return err
}

// step is the explicit scheme for the heat equation; beyond the rim it is 0 degrees.
func step(next ndview.MutView[float64], now ndview.View[float64]) error {
	plus := iter.Stencil[float64]{Offsets: [][]int{{-1, 0}, {0, -1}, {0, 0}, {0, 1}, {1, 0}}, Border: iter.ConstantBorder}
	return ops.Stencil(next, now, plus, func(dst iter.MutLane[float64], near iter.Neighbourhood[float64]) {
		up, left, here, right, down := near.Lane(0), near.Lane(1), near.Lane(2), near.Lane(3), near.Lane(4)
		for i := range dst.Len() {
			u := here.At(i)
			dst.Set(i, u+conductivity*(up.At(i)+down.At(i)+left.At(i)+right.At(i)-4*u))
		}
	})
}

// compare lets NumPy compute the same steps.
func (p *plate) compare(steps int) (float64, error) {
	if err := p.set(pyinterop.Kwargs{"u": p.first, "now": p.now, "k": conductivity, "steps": steps}); err != nil {
		return 0, err
	}
	if err := p.py.ExecIn("for _ in range(steps): u = step(u, k)", p.names); err != nil {
		return 0, err
	}
	delta, err := p.py.EvalIn("float(abs(u - now).max())", p.names)
	if err != nil {
		return 0, err
	}
	return delta.Float64()
}
