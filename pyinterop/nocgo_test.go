//go:build !cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Run by TestWithoutCgoEveryCallSaysSo in a build with CGO_ENABLED=0.
func TestWithoutCgo(t *testing.T) {
	never := func(pyinterop.Python) error { t.Error("the function ran"); return nil }
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.Start())
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.Start(pyinterop.WithPython("/usr/bin/python3")))
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.Do(never))
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.RunOnMain(never))
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.Shutdown())
	assert.Equal(t, pyinterop.ErrNoCgo, pyinterop.Borrow(new(pyinterop.Kept), func(ndview.View[float64]) error { return never(pyinterop.Python{}) }))
	assert.Zero(t, pyinterop.OpenBorrows())
	_, ok := pyinterop.Info()
	assert.False(t, ok)
	assert.ErrorContains(t, pyinterop.ErrNoCgo, "CGO_ENABLED=1 and a C compiler")
}
