// Goops is a Python extension module, written in Go: the verbs of package ops under NumPy's names. It is built by
//
//	pip install ./examples/goops
//
// and what stands here is goops._goops, which knows arrays and verbs by their names and nothing of NumPy's conventions.
// Those are Python, in the folder goops beside: what may be an operand, what is allocated for a result, what an error is
// called.
package main

import "github.com/go-inplace/inplace/pyinterop"

//go:generate go run github.com/go-inplace/inplace/pyinterop/modgen -name _goops

var module = pyinterop.NewModule("_goops", "The verbs of ops by their names, on arrays that the caller made.")
