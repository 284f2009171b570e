// Command linalg does linear algebra on NumPy's arrays with plain gonum, in place and with NumPy's own BLAS
// and LAPACK, compares each answer with NumPy's, and measures both sides:
//
//	go run -C examples ./linalg            # the answers, to 1e-10
//	go run -C examples ./linalg -bench     # the times, in a few minutes; -only svd for one task
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
	"github.com/go-inplace/inplace/pyinterop/npblas"
)

//go:embed linalg.py
var pythonSource string

func main() {
	log.SetFlags(0)
	bench := flag.Bool("bench", false, "measure gonum with NumPy's BLAS, NumPy, and gonum alone")
	only := flag.String("only", "", "measure only tasks whose name contains this")
	size := flag.Int("n", 200, "size of the matrices that are compared")
	flag.Parse()
	err := compare(os.Stdout, *size)
	if err == nil && *bench {
		err = measure(os.Stdout, slices.DeleteFunc(figures, func(f figure) bool { return !strings.Contains(f.task, *only) }))
	}
	if err != nil {
		log.Fatal(err)
	}
}

// tolerance is relative to the largest number of an answer.
func tolerance(answer string) float64 {
	if answer == "a @ b in float32" {
		return 1e-5
	}
	return 1e-10
}

// compare solves every problem in Go, with NumPy's BLAS, and asks NumPy how far its answers are.
func compare(w io.Writer, n int) error {
	return pyinterop.Do(func(py pyinterop.Python) error {
		restore, err := npblas.Use()
		if err != nil {
			return err
		}
		defer restore()
		library, _ := npblas.Info()
		fmt.Fprintln(w, library)

		python, err := newPython(py)
		if err != nil {
			return err
		}
		p, err := python.problems(n)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if err := t.do(p); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
		return p.check(w)
	})
}

// python is the module linalg.py.
type python struct {
	py        pyinterop.Python
	namespace pyinterop.Object
}

func newPython(py pyinterop.Python) (python, error) {
	namespace, err := py.Dict()
	if err != nil {
		return python{}, err
	}
	return python{py, namespace}, py.ExecIn(pythonSource, namespace)
}

func (p python) call(name string, args ...any) (pyinterop.Object, error) {
	f, err := p.namespace.Item(name)
	if err != nil {
		return f, err
	}
	return f.Call(args...)
}

// problems are the arrays of linalg.py, by name.
type problems struct {
	python
	arrays pyinterop.Object
	n      int
}

func (p python) problems(n int) (problems, error) {
	arrays, err := p.call("arrays", n)
	return problems{p, arrays, n}, err
}

// check prints how far Go's answers are from NumPy's, and fails if one is too far.
func (p problems) check(w io.Writer) error {
	o, err := p.call("differences", p.arrays)
	if err != nil {
		return err
	}
	all, err := pyinterop.To[map[string]float64](o)
	if err != nil {
		return err
	}
	for _, name := range answers {
		d, ok := all[name]
		if !ok || !(d <= tolerance(name)) {
			return fmt.Errorf("%s: Go's answer differs from NumPy's by %g of the largest number", name, d)
		}
		fmt.Fprintf(w, "%-22s differs from NumPy's by %.1e, at most %.0e is allowed\n", name, d, tolerance(name))
	}
	if len(all) != len(answers) {
		return fmt.Errorf("%d answers, %d were asked for", len(all), len(answers))
	}
	return nil
}

var answers = []string{"a @ b", "a @ b in float32", "solve", "svd, singular values", "svd, U", "svd, V",
	"eigh, eigenvalues", "eigh, eigenvectors", "qr, Q", "qr, R", "cholesky", "lstsq"}
