package iter_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A loop over lanes is fast because the compiler makes one loop of it all: the
// sequence, the loop body and the element access are inlined. This holds it to
// that; see testdata/loops.
func TestLoopsOverLanesAreInlined(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m", "-o", t.TempDir(), "./testdata/loops").CombinedOutput()
	require.NoError(t, err, string(out))
	inlined := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if _, call, ok := strings.Cut(line, "loops.go:"); ok {
			if _, call, ok = strings.Cut(call, ": inlining call to "); ok {
				inlined[strings.TrimSpace(call)] = true
			}
		}
	}
	for _, want := range []string{
		"iter.Lanes[go.shape.int32]", "sum.Lanes[go.shape.int32].func1", "sum-range1",
		"iter.IndexedLanes[go.shape.float32]", "weighted.IndexedLanes[go.shape.float32].func1", "weighted-range1",
		"iter.MutLanes[go.shape.float64]", "scale.MutLanes[go.shape.float64].func1", "scale-range1",
		"iter.IndexedMutLanes[go.shape.uint16]", "number.IndexedMutLanes[go.shape.uint16].func1", "number-range1",
		"iter.MutZipLanes[go.shape.complex128,go.shape.int8]", "convert.MutZipLanes[go.shape.complex128,go.shape.int8].func1", "convert-range1",
		"iter.Lane[go.shape.int32].At", "iter.Lane[go.shape.float32].At", "iter.Lane[go.shape.float64].At", "iter.Lane[go.shape.int8].At",
		"iter.MutLane[go.shape.float64].Set", "iter.MutLane[go.shape.uint16].Set", "iter.MutLane[go.shape.complex128].Set",
	} {
		assert.True(t, inlined[want], "%s is not inlined", want)
	}
}

// In a loop over range lane.Len() the compiler proves that every index is inside;
// the function that reads another index shows that the test would see a check.
func TestLoopsOverALaneNeedNoBoundsCheck(t *testing.T) {
	program := t.TempDir() + "/loops"
	out, err := exec.Command("go", "build", "-o", program, "./testdata/loops").CombinedOutput()
	require.NoError(t, err, string(out))
	for function, checked := range map[string]bool{"sum": false, "weighted": false, "scale": false, "number": false, "convert": false, "first": true} {
		out, err := exec.Command("go", "tool", "objdump", "-s", `^main\.`+function+"$", program).CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "TEXT main."+function)
		check := regexp.MustCompile(`lane\.go:\d+.*gopanic`).Find(out) != nil
		assert.Equal(t, checked, check, "%s checks the index of a lane", function)
	}
}
