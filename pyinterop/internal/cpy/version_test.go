package cpy

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVersionsServedAndRefused(t *testing.T) {
	for v, want := range map[Version]string{
		{2, 7, 18}: "too old: it is Python 2.7", {3, 9, 0}: "too old: it is Python 3.9", {3, 10, 99}: "too old: it is Python 3.10",
		{3, 11, 0}: "", {3, 14, 6}: "", {3, 15, 0}: "", {4, 0, 0}: "",
	} {
		got := refuseVersion(v)
		if want == "" {
			assert.Empty(t, got, v.String())
		} else {
			assert.Contains(t, got, want)
		}
	}
	assert.True(t, Version{3, 11, 0}.Tested())
	assert.True(t, Version{3, 14, 9}.Tested())
	assert.False(t, Version{3, 15, 0}.Tested(), "served, and marked")
}

func TestTheLoadedLibraryIsJudgedByItsOwnWords(t *testing.T) {
	assert.Empty(t, refuseLoaded(Version{3, 13, 0}, "3.13.0 (main, Oct  7 2024, 00:00:00) [GCC 12.2.0]"))
	for _, text := range []string{"3.13.0 experimental free-threading build (main, Oct  7 2024) [GCC]", "3.14.0 free-threading build (main, Oct  7 2025) [Clang]"} {
		assert.Contains(t, refuseLoaded(Version{3, 14, 0}, text), "a free-threaded build (no GIL): not supported")
	}
	assert.Contains(t, refuseLoaded(Version{}, "3.9.18 (main, Jan 1 2024)"), "too old: it is Python 3.9.18")
	assert.Contains(t, refuseLoaded(Version{3, 10, 2}, "3.10.2 (main)"), "too old")
}

func TestProbeAnswersAreReadAmongOtherOutput(t *testing.T) {
	vars := probeAnswers("noise\r\ninplace-probe version=3.12.1\r\nmore\ninplace-probe LIBDIR=/a=b c\ninplace-probe broken\n")
	assert.Equal(t, map[string]string{"version": "3.12.1", "LIBDIR": "/a=b c"}, vars)
	assert.Equal(t, "ImportError: x", telling("Fatal error\nImportError: x\n  <no frame>\n"))
	assert.Equal(t, "last", telling("first\nlast\n"))
	assert.Equal(t, "", telling("\n"))
}

func TestDiscoveryErrorsWrapWhatWentWrong(t *testing.T) {
	for _, name := range []string{"PATH", "INPLACE_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"} {
		t.Setenv(name, "")
	}
	noNetwork := errors.New("no network")
	ctx, cancel := context.WithCancel(context.Background())
	provider := Provider{"provider", func(context.Context) (string, error) { return "", noNetwork }}
	_, tried, err := Discover(ctx, "", []Provider{provider}, nil)
	assert.ErrorIs(t, err, noNetwork)
	assert.NotErrorIs(t, err, context.Canceled)
	assert.Equal(t, Tried{"python3 on PATH", "", "not found"}, tried[len(tried)-1])

	provider.Find = func(context.Context) (string, error) { cancel(); return "", noNetwork }
	_, tried, err = Discover(ctx, "", []Provider{provider}, nil)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Tried{"provider", "", "no network"}, tried[len(tried)-1], "nothing was tried after that")
}

func TestDiscoveryErrorsReadAsAList(t *testing.T) {
	e := &DiscoveryError{Tried: []Tried{{"INPLACE_PYTHON", "", "not set"}, {"python3 on PATH", "/usr/bin/python3", "too old"}}}
	assert.Contains(t, e.Error(), "Tried, in order:\n  - INPLACE_PYTHON: not set\n  - python3 on PATH: /usr/bin/python3: too old\nTo fix it: ")
}
