package kernel

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the processor says of itself is what the kernel of the system says of it.
func TestAVX2IsFoundWhereTheSystemReportsIt(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // there is nobody else to ask
	}
	text, err := os.ReadFile("/proc/cpuinfo")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if name, flags, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "flags" {
			require.Equal(t, slices.Contains(strings.Fields(flags), "avx2"), hasAVX2())
			return
		}
	}
	require.Fail(t, "no flags in /proc/cpuinfo")
}
