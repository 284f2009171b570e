package main

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The scene of the tests, too, is larger than what a worker may use.
var small = settings{side: 6000, block: 1000, workers: 2, memory: "250MB", check: true}

func TestTheResultIsTheSameWhenAWorkerIsKilled(t *testing.T) {
	clusters := map[bool]string{true: "by command", false: "by Dask"}
	if os.Getenv("INPLACE_LONG") == "" {
		delete(clusters, false) // some fifteen seconds for a road of Dask's own
	}
	for byCommand, started := range clusters {
		t.Run(started, func(t *testing.T) {
			s := small
			s.byCommand, s.kill = byCommand, true
			text := output(t, s)
			assert.Contains(t, text, "288 MB in 36 blocks for 2 workers of 250MB each, started "+started+"\n")
			assert.Regexp(t, regexp.MustCompile(`(?m)^after 9 blocks: killed the worker tcp://127\.0\.0\.1:\d+$`), text)
		})
	}
}

func output(t *testing.T, s settings) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), &stdout, &stderr, s)
	require.NoErrorf(t, err, "%s\n%s", &stdout, &stderr)
	t.Log(stdout.String())
	assert.Contains(t, stdout.String(), "file of results and table equal NumPy's: True\n", stderr.String())
	return stdout.String()
}
