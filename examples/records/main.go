// Command records moves planets that are records of a NumPy array and structs of a Go slice at once:
//
//	go run -C examples ./records
//
// NumPy makes an array with a structured dtype; Go borrows it as []Planet, which is the same memory, and integrates the
// orbits in place; NumPy prints its array.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
)

// A Planet is one record: the fields are found by their names, and each must have its offset and type.
type Planet struct {
	Name     [8]byte
	Position [2]float64 // astronomical units
	Velocity [2]float64 // astronomical units a year
	Period   float64    // years from one passage of the x axis to the next, 0 before the second
}

const python = `
import numpy as np
planet = np.dtype([("name", "S8"), ("position", "f8", 2), ("velocity", "f8", 2), ("period", "f8")])
distances = {"Mercury": 0.387098, "Venus": 0.723332, "Earth": 1.0, "Mars": 1.523679, "Jupiter": 5.2044}
planets = np.zeros(len(distances), planet)
planets["name"] = list(distances)
planets["position"][:, 0] = list(distances.values())
planets["velocity"][:, 1] = 2 * np.pi / np.sqrt(planets["position"][:, 0])  # circles

def table():
    kepler = np.array(list(distances.values())) ** 1.5  # the third law
    for p, law in zip(planets, kepler):
        print(f"{p['name'].decode():8s} at ({p['position'][0]:+.4f}, {p['position'][1]:+.4f}) AU, "
              f"period {p['period']:8.5f} years, by Kepler {law:8.5f}")
    return float(np.abs(planets["period"] / kepler - 1).max())
`

func main() {
	log.SetFlags(0)
	years := flag.Float64("years", 25, "how long the planets move")
	flag.Parse()
	if _, err := run(os.Stdout, *years); err != nil {
		log.Fatal(err)
	}
}

// run returns the largest relative error of a period.
func run(w io.Writer, years float64) (worst float64, err error) {
	err = pyinterop.Do(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn(python, names); err != nil {
			return err
		}
		planets, err := names.Item("planets")
		if err != nil {
			return err
		}
		err = pyinterop.BorrowRawMut(planets, func(records ndview.MutRaw) error {
			planets, err := ndview.StructsOf[Planet](records)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%d records of %d bytes at %p are a []Planet\n", len(planets), records.Itemsize(), planets)
			py.AllowThreads(func() { move(planets, years, 1.0/4096) })
			return nil
		})
		if err != nil {
			return err
		}
		result, err := py.EvalIn("table()", names)
		if err != nil {
			return err
		}
		worst, err = result.Float64()
		return err
	})
	return worst, err
}

// move integrates the orbits around a sun of mass 4π² by leapfrog steps of dt years.
func move(planets []Planet, years, dt float64) {
	for i := range planets {
		p := &planets[i]
		last := math.NaN()
		p.kick(dt / 2)
		for step := range int(years / dt) {
			before := p.Position
			p.Position[0] += dt * p.Velocity[0]
			p.Position[1] += dt * p.Velocity[1]
			p.kick(dt)
			if before[1] < 0 && p.Position[1] >= 0 {
				passage := (float64(step) + before[1]/(before[1]-p.Position[1])) * dt
				p.Period = passage
				if !math.IsNaN(last) {
					p.Period = passage - last
				}
				last = passage
			}
		}
		p.kick(-dt / 2)
	}
}

func (p *Planet) kick(dt float64) {
	distance := math.Hypot(p.Position[0], p.Position[1])
	pull := -4 * math.Pi * math.Pi / (distance * distance * distance)
	p.Velocity[0] += dt * pull * p.Position[0]
	p.Velocity[1] += dt * pull * p.Position[1]
}
