package ndview_test

import (
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
)

// The compiler inlines what costs at most 80 of its points. An accessor that is
// called instead takes several times as long in a loop.
func TestElementAccessIsInlined(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m=2", "./testdata/inlined").CombinedOutput()
	require.NoError(t, err, string(out))
	text := string(out)
	verdict := regexp.MustCompile(`(can|cannot) inline ndview\.\(\*(?:Mut)?View\[go\.shape\.([a-z0-9]+)\]\)\.((?:At|Set)[12])(?: with cost (\d+)|:.*cost (\d+))`)
	highest := map[string]int{}
	elements := map[string]bool{}
	for _, m := range verdict.FindAllStringSubmatch(text, -1) {
		assert.Equal(t, "can", m[1], m[0])
		cost, err := strconv.Atoi(m[4] + m[5])
		require.NoError(t, err, m[0])
		assert.LessOrEqual(t, cost, 80, m[0])
		highest[m[3]] = max(highest[m[3]], cost)
		elements[m[2]] = true
	}
	t.Logf("highest costs: %v", highest)
	assert.Len(t, highest, 4)
	assert.Len(t, elements, 7, "%v", elements)
	for call := range highest {
		inlined := regexp.MustCompile(`loops\.go:\d+:\d+: inlining call to ndview\.\(\*(Mut)?View\[.*\]\)\.` + call)
		assert.Len(t, inlined.FindAllString(text, -1), 8, "%s: in the loops for seven element types, and where the type is given", call)
	}
}

func TestViewsAndElementsDoNotAllocate(t *testing.T) {
	v := ndview.Make[float64](4, 6)
	w, x, y, z := ndview.Make[float64](3), ndview.Make[float64](2, 3, 4), ndview.Make[float64](2, 3, 4, 5), ndview.Make[float64]()
	swapped := sourceOf(t, []int{2, 3}, "swapped", func(k int) float64 { return float64(k) }).View
	raw := v.Raw()
	var sum float64
	var kept ndview.MutView[float64]
	var keptRead ndview.View[float64]
	var keptRaw ndview.MutRaw
	for name, f := range map[string]func(){
		"At":        func() { sum += w.At1(1) + v.At2(1, 2) + x.At3(1, 2, 3) + y.At(1, 2, 3, 4) + z.At() },
		"Set":       func() { w.Set1(1, 1); v.Set2(1, 2, 3); x.Set3(1, 2, 3, 4); y.Set(5, 1, 2, 3, 4) },
		"SliceAxis": func() { kept = v.SliceAxis(0, ndview.Span(1, -1)) },
		"By":        func() { kept = y.SliceAxis(-1, ndview.All.By(-2)) },
		"IndexAxis": func() { kept = y.IndexAxis(1, -1) },
		"Row":       func() { kept = v.Row(1) },
		"Col":       func() { kept = v.Col(1) },
		"Slice":     func() { kept = y.Slice(ndview.At(1), ndview.From(1), ndview.All.By(2)) },
		"T":         func() { kept = y.T() },
		"Permute":   func() { kept = y.Permute(2, 0, 3, 1) },
		"SwapAxes":  func() { kept = y.SwapAxes(0, 3) },
		"MoveAxis":  func() { kept = y.MoveAxis(0, 3) },
		"Flip":      func() { kept = y.Flip(2) },
		"Insert":    func() { kept = x.InsertAxis(1) },
		"Squeeze":   func() { kept = y.Squeeze() },
		"SplitAt":   func() { kept, _ = y.SplitAt(0, 1) },
		"Reshape":   func() { kept, _ = v.Reshape(2, 2, 6) },
		"Ravel":     func() { kept, _ = y.Ravel() },
		"Broadcast": func() { keptRead, _ = w.BroadcastTo(2, 3) },
		"Diagonal":  func() { kept, _ = v.Diagonal(1, 0, 1) },
		"Blocks":    func() { kept, _ = v.Blocks(2, 3) },
		"Raw":       func() { keptRaw = raw.T().SliceAxis(0, ndview.To(2)) },
		"As":        func() { kept, _ = ndview.AsMut[float64](v.Raw()) },
		"Data":      func() { data, _ := v.Data(); sum += data[0] },
		"queries": func() {
			sum += float64(v.Len(0)+v.Stride(1)+v.Size()) + float64(v.NDim())
			_ = v.ContiguousC() && v.Injective()
		},
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { sum += swapped.At2(1, 2) }), 1.0, "memory that is not plain")
	_, _, _, _ = sum, kept, keptRead, keptRaw
}
