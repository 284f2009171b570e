//go:build !cgo || !linux

package npblas_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/pyinterop/npblas"
)

func TestElsewhereNothingIsFound(t *testing.T) {
	_, err := npblas.Use()
	assert.ErrorIs(t, err, npblas.ErrUnsupported)
	_, inUse := npblas.Info()
	assert.False(t, inUse)
	assert.Empty(t, npblas.Libraries())
	assert.ErrorIs(t, npblas.SetThreads(1), npblas.ErrNotInUse)
	npblas.Restore()
}
