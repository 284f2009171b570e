package iter_test

import (
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A loop over lanes is fast because the compiler makes one loop of it all: the
// sequence, the loop body and the element access are inlined. This holds it to
// that; see testdata/loops.
func TestLoopsOverLanesAreInlined(t *testing.T) {
	inlined := inlinedCalls(t)
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

// inlinedCalls returns what the compiler says that it inlines in testdata/loops.
func inlinedCalls(t *testing.T) map[string]bool {
	out, err := exec.Command("go", "build", "-gcflags=-m", "-o", t.TempDir(), "./testdata/loops").CombinedOutput()
	require.NoError(t, err, string(out))
	inlined := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if _, call, ok := strings.Cut(line, ": inlining call to "); ok && strings.HasPrefix(line, "testdata/loops/") {
			inlined[strings.TrimSpace(call)] = true
		}
	}
	return inlined
}

// So are all other sequences: each function of testdata/loops/sequences.go is named
// after the one that it ranges over.
func TestLoopsOverSequencesAreInlined(t *testing.T) {
	source, err := os.ReadFile("testdata/loops/sequences.go")
	require.NoError(t, err)
	functions := regexp.MustCompile(`func (\w+)\([^\n]*\n\tfor .* := range iter\.(\w+)\(`).FindAllStringSubmatch(string(source), -1)
	assert.Len(t, functions, 20)
	all := strings.Join(slices.Sorted(maps.Keys(inlinedCalls(t))), "\n")
	for _, f := range functions {
		assert.Regexp(t, `(?m)^iter\.`+f[2]+`\[`, all, "the sequence")
		assert.Regexp(t, `(?m)^`+f[1]+`\.`+f[2]+`\[.*\.func1$`, all, "its loop")
		assert.Regexp(t, `(?m)^`+f[1]+`-range1$`, all, "the body of the loop")
	}
	for _, accessor := range []string{"Position[go.shape.float64].Get", "MutPosition[go.shape.float64].Set", "Run[go.shape.uint8].At", "Run[go.shape.int8].At"} {
		assert.Contains(t, all, "iter."+accessor)
	}
}

// In a loop over range lane.Len() the compiler proves that every index is inside;
// the function that reads another index shows that the test would see a check.
func TestLoopsOverALaneNeedNoBoundsCheck(t *testing.T) {
	program := t.TempDir() + "/loops"
	out, err := exec.Command("go", "build", "-o", program, "./testdata/loops").CombinedOutput()
	require.NoError(t, err, string(out))
	assembly, err := exec.Command("go", "tool", "objdump", "-s", `^main\.`, program).CombinedOutput()
	require.NoError(t, err, string(assembly))
	functions := map[string]string{}
	for _, text := range strings.Split(string(assembly), "TEXT main.")[1:] {
		name, body, _ := strings.Cut(text, "(SB)")
		functions[name] = body
	}
	for function, checked := range map[string]bool{
		"sum": false, "weighted": false, "scale": false, "number": false, "convert": false, "zipLanes": false,
		"runs": false, "mutRuns": false, "first": true,
	} {
		require.Contains(t, functions, function)
		check := regexp.MustCompile(`(lane|run)\.go:\d+.*gopanic`).MatchString(functions[function])
		assert.Equal(t, checked, check, "%s checks the index of a lane", function)
	}
}
