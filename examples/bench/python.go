package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"

	"github.com/go-inplace/inplace/pyinterop/embedded"
	"github.com/go-inplace/inplace/pyinterop/embedded/register"
)

//go:generate go run ../../pyinterop/embedded/internal/genrequirements -without macOS.*x86_64

// peersRequirements are NumPy and the compilers of expressions for it.
//
//go:embed requirements/peers.txt
var peersRequirements string

// choosePython gives the embedded Python numexpr and numba, or NumPy alone where they have no wheels. It has no effect
// on a Python that INPLACE_PYTHON or a virtual environment names.
func choosePython(progress io.Writer) {
	peers := embedded.WithRequirements(peersRequirements)
	if _, err := embedded.Python(context.Background(), peers); err != nil {
		fmt.Fprintf(progress, "no numexpr and numba for the embedded Python: %v\n", err)
		return
	}
	register.Select(peers)
}
