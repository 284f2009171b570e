package workers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/workers"
)

func TestKeysRememberHowLongTheirWorkTook(t *testing.T) {
	k := workers.Key(0).With(3).With(5)
	assert.NotEqual(t, k, workers.Key(0).With(5).With(3), "order counts")
	for _, took := range []time.Duration{1, 70 * time.Microsecond, 5 * time.Minute} {
		k.Learn(took)
		assert.Equal(t, took, k.Took())
	}
	k.Learn(0)
	assert.Equal(t, time.Duration(1), k.Took(), "0 is not known")
	k.Learn(time.Hour)
	assert.InDelta(t, 18*time.Minute, k.Took(), float64(time.Minute), "as much as fits")
}

// Many keys meet in one place: the last one is known there, and none is taken for another one.
func TestKeysOfAPlaceAreNotMistaken(t *testing.T) {
	const many = 5000
	key := func(i int) workers.Key { return workers.Key(0).With(77).With(uint64(i)) }
	known := 0
	for i := range many {
		key(i).Learn(time.Duration(i + 1))
	}
	for i := range many {
		if took := key(i).Took(); took != 0 {
			assert.Equal(t, time.Duration(i+1), took)
			known++
		}
	}
	assert.Greater(t, known, 100)
	assert.LessOrEqual(t, known, 256)
}
