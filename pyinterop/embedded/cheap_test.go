//go:build !windows

package embedded

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLaterStartIsCheap(t *testing.T) {
	for name, opts := range map[string][]Option{"numpy": nil, "gallery": {Gallery()}} {
		t.Run(name, func(t *testing.T) {
			want := shared(t, opts...)
			best := time.Hour
			for range 10 {
				start := processorTime(t)
				env, err := Python(t.Context(), opts...)
				best = min(best, processorTime(t)-start)
				require.NoError(t, err)
				require.Equal(t, want, env)
			}
			t.Logf("start with everything in place: %v", best)
			assert.Less(t, best, 100*time.Millisecond)
		})
	}
}

// processorTime is what this process and its children took of processors, which does not depend on who else wants them.
func processorTime(t *testing.T) (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		require.NoError(t, syscall.Getrusage(who, &used))
		sum += time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	return sum
}
