// Command iterbench prints what package iter costs: each sequence against a loop
// written by hand over the same memory, and against NumPy where NumPy has a loop to
// compare. From the top of the repository:
//
//	go run ./examples/iterbench
//
// All loops of a figure are run by turns in this process, on arrays that it shares
// with the embedded Python; a figure is the ratio of the shortest times of both.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"time"

	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
)

// settings say how large and how long the measurements are.
type settings struct {
	elements int           // of the arrays that are walked
	budget   time.Duration // for each figure
}

func main() {
	s := settings{}
	flag.IntVar(&s.elements, "elements", 1<<15, "elements of the arrays, a multiple of 4096")
	flag.DurationVar(&s.budget, "time", 100*time.Millisecond, "how long to measure each figure")
	flag.Parse()
	if err := run(os.Stdout, s); err != nil {
		log.Fatal(err)
	}
}

//go:embed numpy.py
var source string

func run(w io.Writer, s settings) error {
	if s.elements < 4096 || s.elements%4096 != 0 {
		return fmt.Errorf("%d elements are no multiple of 4096", s.elements)
	}
	return pyinterop.Do(func(py pyinterop.Python) error {
		p, err := startNumPy(py)
		if err != nil {
			return err
		}
		info, _ := pyinterop.Info() // of the interpreter that runs this
		fmt.Fprintf(w, "%s, %s/%s, %d processors; NumPy %s on Python %s\n",
			runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), p.version, info.Version)
		b := bench{settings: s, out: w, numpy: p}
		for _, part := range []func() error{
			b.sequences, b.suboffsets, b.windows, b.zips, b.starts, b.workers,
		} {
			if err := part(); err != nil {
				return err
			}
		}
		b.summary()
		return nil
	})
}

// A bench is one run of the command.
type bench struct {
	settings
	out     io.Writer
	numpy   numpy
	figures []figure
}
