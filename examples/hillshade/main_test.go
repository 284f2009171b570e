package main

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/pyinterop"
)

// TestHillshadeAgreesWithNumPyAndDraws runs the whole program: real Python, real
// terrain, real picture.
func TestHillshadeAgreesWithNumPyAndDraws(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "hillshade.png")
	var out bytes.Buffer
	require.NoError(t, run(&out, picture))
	t.Log(out.String())

	for _, layer := range []string{"slope", "aspect", "hillshade"} {
		line := regexp.MustCompile(layer + ` +max\|Δ\| ([0-9.e+-]+) +max\|ref\| ([0-9.e+-]+)`).FindStringSubmatch(out.String())
		require.NotNil(t, line, layer)
		delta, ref := number(t, line[1]), number(t, line[2])
		assert.Positive(t, ref)
		assert.LessOrEqual(t, delta, 1e-12*ref, layer)
	}
	assert.Len(t, regexp.MustCompile(`NumPy's array at (0x[0-9a-f]+), Go's view at (0x[0-9a-f]+)`).FindAllString(out.String(), -1), 3)
	assert.Zero(t, pyinterop.OpenBorrows())

	drawn, err := os.Open(picture)
	require.NoError(t, err)
	defer drawn.Close()
	img, err := png.Decode(drawn)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, img.Bounds().Dx(), 1000)
	assert.Greater(t, distinctGreys(img, 200), 50, "a picture, not a blank sheet")
}

func number(t *testing.T, s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	require.False(t, math.IsNaN(x))
	return x
}
