package cpu

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the processor says of itself is what the kernel of the system says of it.
func TestLevelIsTheOneWhoseInstructionsTheSystemReports(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return // there is nobody else to ask
	}
	text, err := os.ReadFile("/proc/cpuinfo")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		name, flags, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) != "flags" {
			continue
		}
		has := func(names ...string) bool {
			return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(strings.Fields(flags), n) })
		}
		want := Go
		if has("avx2", "fma", "f16c", "bmi1", "bmi2") {
			want = AVX2
			if has("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl") {
				want = AVX512
			}
		}
		require.Equal(t, want, best)
		return
	}
	require.Fail(t, "no flags in /proc/cpuinfo")
}

func TestEnvironmentBoundsTheLevelAndNeverRaisesIt(t *testing.T) {
	for _, c := range []struct {
		best Level
		name string
		want Level
	}{
		{AVX512, "", AVX512}, {AVX512, "go", Go}, {AVX512, "avx2", AVX2}, {AVX512, "avx512", AVX512},
		{AVX2, "avx512", AVX2}, {Go, "avx2", Go}, {AVX2, "sse", AVX2},
	} {
		assert.Equal(t, c.want, bounded(c.best, c.name), "%v bounded by %q", c.best, c.name)
	}
}

func TestUseIsUndone(t *testing.T) {
	was := level
	undo := Use(Go)
	assert.False(t, Has(AVX2))
	assert.True(t, Has(Go))
	again := Use(AVX512)
	assert.Equal(t, Best(), level, "no level above the best")
	again()
	undo()
	assert.Equal(t, was, level)
}

func TestStringsAndStreamsAreThoseOfTheMaker(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return // there is nobody else to ask
	}
	text, err := os.ReadFile("/proc/cpuinfo")
	require.NoError(t, err)
	info := string(text)
	assert.Equal(t, best > Go && strings.Contains(info, "GenuineIntel") && strings.Contains(info, " erms"), hasStrings)
	assert.Equal(t, strings.Contains(info, "AuthenticAMD"), Streams())
	defer Use(Go)()
	assert.False(t, Strings())
}
