// Command planes works on an image whose colours lie in planes of their own, behind a table of pointers:
//
//	go run -C examples ./planes
//
// Video decoders, image libraries and C programs keep images so. Python's buffer protocol can say it (suboffsets), NumPy cannot: it
// needs the planes gathered into one block. Here they are a view like any other, and verbs and loops follow the pointers.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"
	"time"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

//go:embed planes.py
var source string

func main() {
	log.SetFlags(0)
	width := flag.Int("width", 512, "width of the image in pixels")
	flag.Parse()
	if err := run(os.Stdout, *width); err != nil {
		log.Fatal(err)
	}
}

// A step changes an image of shape (3, height, width) in place; NumPy's answer is the function of its name in planes.py.
type step struct {
	name string
	do   func(image ndview.MutView[uint8]) error
}

var steps = []step{
	{"balance", balance},
	{"mirror", mirror},
	{"posterise", posterise},
}

func run(w io.Writer, width int) error {
	return pyinterop.Do(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		if err := names.SetItem("width", width); err != nil {
			return err
		}
		if err := py.ExecIn(source+"\nplanes, block = load(width)", names); err != nil {
			return err
		}
		if err := describe(w, names); err != nil {
			return err
		}
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "in place\tplanes behind pointers\tone block\tas NumPy computes it")
		for _, s := range steps {
			if err := s.row(table, py, names); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
		if err := table.Flush(); err != nil {
			return err
		}
		return py.ExecIn("gather(planes)", names)
	})
}

// describe prints what the view of the planes is.
func describe(w io.Writer, names pyinterop.Object) error {
	planes, err := names.Item("planes")
	if err != nil {
		return err
	}
	return pyinterop.Borrow(planes, func(v ndview.View[uint8]) error {
		_, err := fmt.Fprintln(w, v.Describe())
		return err
	})
}

// row does a step on the planes and on the same image in one block, and lets NumPy compare.
func (s step) row(w io.Writer, py pyinterop.Python, names pyinterop.Object) error {
	var took [2]time.Duration
	for i, name := range []string{"planes", "block"} {
		image, err := names.Item(name)
		if err != nil {
			return err
		}
		err = pyinterop.BorrowMut(image, func(v ndview.MutView[uint8]) error {
			return py.AllowThreadsErr(func() (err error) {
				took[i], err = s.time(v)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	equal, err := py.EvalIn("check("+s.name+")", names)
	if err != nil {
		return err
	}
	yes, err := equal.Bool()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\t%v\t%v\t%v\n", s.name, took[0].Round(time.Microsecond), took[1].Round(time.Microsecond), yes)
	return err
}

// time does a step several times, each time on the image as it was, and returns the shortest time.
func (s step) time(image ndview.MutView[uint8]) (best time.Duration, err error) {
	before := ndview.MakeUint8(image.Shape()...)
	if err := ops.Copy(before, image.View); err != nil {
		return 0, err
	}
	for range 5 {
		if err := ops.Copy(image, before.View); err != nil {
			return 0, err
		}
		start := time.Now()
		if err := s.do(image); err != nil {
			return 0, err
		}
		if took := time.Since(start); best == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// balance multiplies each plane by a number so that all have the same mean: one reduction, and one pass that casts there and back
// in blocks that stay in the cache.
func balance(image ndview.MutView[uint8]) error {
	gains := ndview.MakeFloat32(image.Len(0), 1, 1)
	if err := ops.MeanTo(gains, image.View, ops.Axes(1, 2), ops.KeepDims()); err != nil {
		return err
	}
	grey := float32(ops.Mean(gains.View))
	for plane := range gains.Len(0) {
		gains.Set(grey/gains.At(plane, 0, 0), plane, 0, 0)
	}
	scaled := fused.Mul(fused.As[float32](fused.In[uint8]("x")), fused.In[float32]("gain"))
	p, err := fused.Compile(fused.As[uint8](fused.Clip(scaled, fused.Const(0), fused.Const(255))))
	if err != nil {
		return err
	}
	return p.Run(image.Raw(), image.View.Raw(), gains.View.Raw())
}

// mirror exchanges left and right: a loop over the rows of all planes.
func mirror(image ndview.MutView[uint8]) error {
	for row := range iter.MutLanes(image, 2) {
		for i, j := 0, row.Len()-1; i < j; i, j = i+1, j-1 {
			left, right := row.At(i), row.At(j)
			row.Set(i, right)
			row.Set(j, left)
		}
	}
	return nil
}

// posterise leaves the two upper bits of every other row of the second plane: views of the planes are views, too.
func posterise(image ndview.MutView[uint8]) error {
	mask := ndview.MakeUint8(1)
	mask.Set1(0, 0b11000000)
	rows := image.Slice(ndview.At(1), ndview.All.By(2))
	return ops.BitwiseAnd(rows, rows.View, mask.View)
}
