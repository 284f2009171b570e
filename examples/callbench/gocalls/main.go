// Gocalls is the extension module in Go whose calls callbench measures.
package main

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

//go:generate go run github.com/go-inplace/inplace/pyinterop/modgen -name gocalls

var module = pyinterop.NewModule("gocalls", "Functions that do next to nothing.")

func init() {
	pyinterop.Def0(module, "empty()", "Nothing.", func() (pyinterop.None, error) { return pyinterop.None{}, nil })
	pyinterop.Def1(module, "number(x, /)", "x + 1.", func(x float64) (float64, error) { return x + 1, nil })
	pyinterop.Def1(module, "first(a, /)", "The first item.", func(a ndview.View[float64]) (float64, error) { return a.At1(0), nil }, pyinterop.NDim("a", 1))
	pyinterop.Def3(module, "three(a, b, c, /)", "c[0] = a[0] + b[0].", func(a, b ndview.View[float64], c ndview.MutView[float64]) (pyinterop.None, error) {
		c.Set1(0, a.At1(0)+b.At1(0))
		return pyinterop.None{}, nil
	}, pyinterop.NDim("a", 1), pyinterop.NDim("b", 1), pyinterop.NDim("c", 1))
	pyinterop.Def1(module, "increment(a, /)", "a += 1.", increment, pyinterop.NDim("a", 1))
}

func increment(a ndview.MutView[float64]) (pyinterop.None, error) {
	items, dense := a.Data()
	if !dense {
		return pyinterop.None{}, pyinterop.Raise("ValueError", "increment() argument 'a': wanted items without gaps")
	}
	for i := range items {
		items[i]++
	}
	return pyinterop.None{}, nil
}
