package pyinterop

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlacesDoubleUntilThreadsHaveTwoEach(t *testing.T) {
	for _, c := range []struct{ threads, now, want int }{
		{0, 2, 2}, {1, 1, 1}, {2, 2, 2}, {2, 1, 4}, {3, 2, 8}, {8, 8, 8}, {9, 8, 32}, {5, 3, 12}, {64, 48, 128}, {65, 3, 128}, {1000, 100, 128}, {200, 160, 160},
	} {
		assert.Equal(t, c.want, placesFor(c.threads, c.now), "%d threads, %d places", c.threads, c.now)
	}
}
