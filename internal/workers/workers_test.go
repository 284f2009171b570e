package workers_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/workers"
)

func TestDefaultIsGOMAXPROCSUntilSomebodyChooses(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	assert.Equal(t, 3, workers.Default())
	assert.Equal(t, 0, workers.SetDefault(5))
	assert.Equal(t, 5, workers.Default())
	assert.Equal(t, 5, workers.SetDefault(0))
	assert.Equal(t, 3, workers.Default())
	assert.Equal(t, 0, workers.SetDefault(-1))
	assert.Equal(t, 3, workers.Default())
}
