// Command digits looks for structure in 1797 hand-written digits, scikit-learn's bundled set, in place in NumPy's arrays:
//
//	go run -C examples ./digits
//	go run -C examples ./digits -sklearn    # and asks scikit-learn itself, which is installed the first time
//
// gonum finds the principal components of the borrowed matrix, the verbs of package ops cluster it by k-means, NumPy does the
// same, and matplotlib draws what Go has left in the arrays.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
)

// The file is that of scikit-learn 1.9.1: 64 pixels from 0 to 16, and the digit, in each line.
//
//go:embed digits.csv.gz
var file []byte

//go:embed digits.py
var source string

const clusters = 10

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 1797, "how many digits")
	picture := flag.String("o", "digits.png", "where to write the picture")
	ask := flag.Bool("sklearn", false, "compare with scikit-learn itself, too")
	flag.Parse()
	if err := digitsOf(*n, *picture, *ask); err != nil {
		log.Fatal(err)
	}
}

func digitsOf(n int, picture string, ask bool) error {
	folder, err := os.MkdirTemp("", "inplace-digits-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	results := filepath.Join(folder, "results.npz")
	if _, err := run(os.Stdout, n, picture, results); err != nil || !ask {
		return err
	}
	_, err = askScikitLearn(context.Background(), os.Stdout, results)
	return err
}

// An outcome is how Go's numbers compare with NumPy's.
type outcome struct {
	variances float64 // the greatest relative difference of the variances along the components
	scores    float64 // the greatest difference of the coordinates
	moved     int     // digits that are in another cluster
	purity    float64 // the part of digits that are what most of their cluster are
}

// run works on the first n digits, and saves what it found.
func run(w io.Writer, n int, picture, results string) (o outcome, err error) {
	err = pyinterop.Do(func(py pyinterop.Python) error {
		names, err := py.Dict()
		if err != nil {
			return err
		}
		if err := py.ExecIn(source, names); err != nil {
			return err
		}
		d := digits{py: py, names: names}
		if err := d.load(n); err != nil {
			return err
		}
		if err := d.components(); err != nil {
			return err
		}
		rounds, err := d.cluster()
		if err != nil {
			return err
		}
		if o, err = d.compare(); err != nil {
			return err
		}
		fmt.Fprintf(w, "%d digits of 64 pixels\n", n)
		fmt.Fprintf(w, "components: variances differ from NumPy's by %.1e at most, coordinates by %.1e\n", o.variances, o.scores)
		fmt.Fprintf(w, "k-means: %d rounds, %d digits in another cluster than NumPy's; %.1f %% are what most of their cluster are\n",
			rounds, o.moved, 100*o.purity)
		if err := py.ExecIn("table()", names); err != nil {
			return err
		}
		fmt.Fprintln(w, "picture:", picture)
		if err := d.draw(picture); err != nil {
			return err
		}
		return d.save(results)
	})
	return o, err
}

// digits are the Python side's objects, by their names in digits.py.
type digits struct {
	py    pyinterop.Python
	names pyinterop.Object
}

// load reads the file and makes all arrays that are written later.
func (d digits) load(n int) error {
	for name, value := range map[string]any{"file": file, "n": n, "k": clusters} {
		if err := d.names.SetItem(name, value); err != nil {
			return err
		}
	}
	return d.py.ExecIn("load(file, n, k)", d.names)
}

func (d digits) draw(picture string) error {
	if err := d.names.SetItem("path", picture); err != nil {
		return err
	}
	return d.py.ExecIn("draw(path)", d.names)
}

// compare lets NumPy do the same.
func (d digits) compare() (o outcome, err error) {
	answer, err := d.py.EvalIn("compare()", d.names)
	if err != nil {
		return o, err
	}
	if o.variances, err = number[float64](answer, 0); err != nil {
		return o, err
	}
	if o.scores, err = number[float64](answer, 1); err != nil {
		return o, err
	}
	if o.moved, err = number[int](answer, 2); err != nil {
		return o, err
	}
	o.purity, err = number[float64](answer, 3)
	return o, err
}

func number[T any](tuple pyinterop.Object, i int) (x T, err error) {
	o, err := tuple.Item(i)
	if err != nil {
		return x, err
	}
	return pyinterop.To[T](o)
}
