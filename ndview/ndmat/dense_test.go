package ndmat_test

import (
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

func TestDenseSharesTheMemoryOfTheView(t *testing.T) {
	v := ndview.Make[float64](3, 4)
	d, err := ndmat.Dense(v)
	require.NoError(t, err)
	d.Set(1, 2, 5)
	assert.Equal(t, 5.0, v.At2(1, 2))
	v.Set2(2, 0, 7)
	assert.Equal(t, 7.0, d.At(2, 0))
	assert.Equal(t, 12.0, mat.Sum(d))
}
