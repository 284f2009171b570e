package conformance_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
)

// Neighbours at the borders against numpy.pad, and windows with steps and dilation
// against numpy's sliding_window_view, over random arrays of every class of memory.

// A partsCase is a query to testdata/iter_parts.py.
type partsCase struct {
	Shape     []int    `json:"shape"`
	Pad       [][2]int `json:"pad"`
	Mode      string   `json:"mode"`
	Constant  int64    `json:"constant"`
	Window    []int    `json:"window"`
	Steps     []int    `json:"steps"`
	Dilations []int    `json:"dilations"`

	border iter.Border
	axis   int
	class  ndtest.Class
}

type partsAnswer struct {
	Padded, Grid, Windows []int64
}

func drawParts(rng *rand.Rand) *partsCase {
	c := &partsCase{Constant: int64(-rng.IntN(9)), class: ndtest.Classes[rng.IntN(len(ndtest.Classes))]}
	c.border = iter.Border(rng.IntN(5))
	c.Mode = c.border.String()
	for range 1 + rng.IntN(3) {
		n := 1 + rng.IntN(6)
		length := 1 + rng.IntN(n)
		dilation := 1
		if length > 1 {
			dilation += rng.IntN((n - 1) / (length - 1)) // the window fits
		}
		c.Shape = append(c.Shape, n)
		c.Pad = append(c.Pad, [2]int{rng.IntN(8), rng.IntN(8)}) // beyond the far end, too
		c.Window, c.Dilations = append(c.Window, length), append(c.Dilations, dilation)
		c.Steps = append(c.Steps, 1+rng.IntN(3))
	}
	c.axis = rng.IntN(len(c.Shape))
	return c
}

// padded computes what numpy.pad does: element i of the extended array is the
// neighbour of some element that lies inside.
func (c *partsCase) padded(a *ndtest.Array[int64]) []int64 {
	s := iter.Stencil[int64]{Border: c.border, Constant: c.Constant}
	var outer []int // the shape of the extended array
	for k, p := range c.Pad {
		outer = append(outer, p[0]+c.Shape[k]+p[1])
	}
	// Offsets from the first element to each place of the extended array.
	for index := range ndtest.Indices(outer) {
		offset := slices.Clone(index)
		for k := range offset {
			offset[k] -= c.Pad[k][0]
		}
		s.Offsets = append(s.Offsets, offset)
	}
	var values []int64
	for nb := range iter.Neighbours(a.V.View, c.axis, s) {
		for k := range nb.Count() {
			values = append(values, nb.At(k, 0))
		}
		break // the lane of element (0, …, 0)
	}
	return values
}

func (c *partsCase) windows(a *ndtest.Array[int64]) (grid, values []int64) {
	for k, n := range c.Shape {
		grid = append(grid, int64((n-1-(c.Window[k]-1)*c.Dilations[k])/c.Steps[k]+1))
	}
	for w := range iter.Windows(a.V.View, iter.Window{Lengths: c.Window, Steps: c.Steps, Dilations: c.Dilations}) {
		for index := range ndtest.Indices(c.Window) {
			values = append(values, w.At(index...))
		}
	}
	return grid, values
}

func TestBordersAndWindowsAgreeWithNumPy(t *testing.T) {
	cases := 600
	if os.Getenv("INPLACE_LONG") == "1" {
		cases = 20_000
	}
	rng := ndtest.Seeded(t)
	judge := startNumPy(t, "iter_parts")
	seen := ndtest.Counter{}
	for range cases / 100 {
		drawn := make([]*partsCase, 100)
		for i := range drawn {
			drawn[i] = drawParts(rng)
		}
		var theirs []partsAnswer
		judge.ask(t, drawn, &theirs)
		require.Len(t, theirs, len(drawn))
		for i, c := range drawn {
			a := ndtest.New[int64](rng, c.class, c.Shape...)
			values := make([]int64, ndtest.Size(c.Shape))
			for k := range values {
				values[k] = int64(k) + 1
			}
			a.Fill(values)
			require.Equal(t, theirs[i].Padded, c.padded(a), "pad: %+v", *c)
			grid, elements := c.windows(a)
			require.Equal(t, theirs[i].Grid, grid, "%+v", *c)
			require.Equal(t, theirs[i].Windows, elements, "sliding_window_view: %+v", *c)
			seen.Add(c.Mode, len(c.Shape))
		}
	}
	seen.AtLeast(t, 15, 8)
}
