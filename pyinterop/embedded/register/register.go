// Package register lets a Go program start Python although its machine has none: a program that imports it,
//
//	import _ "github.com/go-inplace/inplace/pyinterop/embedded/register"
//
// links the embedded distribution, and package pyinterop takes it when there is no Python that was asked for by name
// and no active virtual environment, and before python3 on PATH. It has NumPy; package
// [github.com/go-inplace/inplace/pyinterop/embedded/gallery] adds matplotlib, and [Select] any other packages.
package register

import (
	"context"
	"sync"

	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/embedded"
)

var selected struct {
	sync.Mutex
	opts []embedded.Option
}

// Select says which packages the embedded Python has, and where it lies, in place of what an earlier call said. It
// has no effect after Python has started. It may be called from any goroutine.
func Select(opts ...embedded.Option) {
	selected.Lock()
	defer selected.Unlock()
	selected.opts = append([]embedded.Option(nil), opts...)
}

func init() { pyinterop.RegisterProvider("embedded", provide) }

func provide(ctx context.Context) (executable string, err error) {
	selected.Lock()
	opts := selected.opts
	selected.Unlock()
	env, err := embedded.Python(ctx, opts...)
	return env.Executable, err
}
