// Command halves lets goroutines write different parts of one NumPy array at once, and shows what happens when parts meet:
//
//	go run -C examples ./halves
//
// All borrows of a process stand in one ledger, which decides exactly whether two share a byte.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"time"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
	_ "github.com/go-inplace/inplace/pyinterop/embedded/register"
)

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 2000, "rows and columns of the matrix")
	flag.Parse()
	if err := run(os.Stdout, *n); err != nil {
		log.Fatal(err)
	}
}

// parts are pairs of parts of one matrix, as Python's programmers write them.
var parts = []struct{ first, second string }{
	{"a[:len(a)//2]", "a[len(a)//2:]"}, // upper and lower half
	{"a[:, ::2]", "a[:, 1::2]"},        // even and odd columns: their bytes alternate
	{"a[::2, ::2]", "a[1::2].T"},       // every other element of every other row, and the other rows transposed
	{"a[:, :-1]", "a[:, 1:]"},          // these share columns
	{"a.T[0]", "a[0]"},                 // and these share one element
}

func run(w io.Writer, n int) error {
	return pyinterop.Do(func(py pyinterop.Python) error {
		if err := py.Exec(fmt.Sprintf("import numpy as np; a = np.ones((%d, %d))", n, n)); err != nil {
			return err
		}
		for _, p := range parts {
			if err := both(w, py, p.first, p.second); err != nil {
				return err
			}
		}
		return py.Exec("print('the matrix holds the numbers', np.unique(a))")
	})
}

// both doubles two parts at once, each in a goroutine and a borrow of its own.
func both(w io.Writer, py pyinterop.Python, expressions ...string) error {
	errs := make([]error, len(expressions))
	kept := make([]*pyinterop.Kept, len(expressions))
	for i, e := range expressions {
		o, err := py.Eval(e)
		if err != nil {
			return err
		}
		if kept[i], err = o.Keep(); err != nil {
			return err
		}
		defer kept[i].Drop()
	}
	var borrowed, done sync.WaitGroup
	borrowed.Add(len(kept))
	start := time.Now()
	py.AllowThreads(func() {
		for i, k := range kept {
			done.Go(func() { errs[i] = double(k, &borrowed) })
		}
		done.Wait()
	})
	took := time.Since(start).Round(10 * time.Microsecond)
	err := errors.Join(errs...)
	conflict, found := errors.AsType[*pyinterop.ConflictError](err)
	switch {
	case found:
		fmt.Fprintf(w, "%-15s and %-15s one was refused: they share bytes with an open borrow, %s\n", expressions[0], expressions[1], conflict.Other.Op)
		return nil
	case err != nil:
		return err
	}
	fmt.Fprintf(w, "%-15s and %-15s doubled at once, in %v\n", expressions[0], expressions[1], took)
	return nil
}

// double borrows a part for writing, waits until the other part has been borrowed or refused, and doubles it. The closure
// runs without the GIL, for a Kept is borrowed outside of any scope.
func double(part *pyinterop.Kept, all *sync.WaitGroup) error {
	var reached bool
	arrive := func() {
		if !reached {
			reached = true
			all.Done()
			all.Wait()
		}
	}
	defer arrive() // refused: the other one goes on
	return pyinterop.BorrowMut(part, func(v ndview.MutView[float64]) error {
		arrive()
		return ops.Scale(v, 2)
	})
}
