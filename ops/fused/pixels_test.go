package fused_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

// The channels of an image, which are brought to windows together, are the operands they are called, in any order, of any
// number of pixels, in rows with gaps, and where dst is one of them.
func TestChannelsOfPixelsAreReadInAnyOrder(t *testing.T) {
	x, y, z := fused.In[uint8]("x"), fused.In[uint8]("y"), fused.In[uint8]("z")
	weighted, err := fused.Compile(fused.Add(fused.Add(fused.As[uint16](x), fused.Mul(y, fused.Value[uint16](3))), fused.Mul(z, fused.Value[uint16](7))), x, y, z)
	require.NoError(t, err)
	mixed, err := fused.Compile(fused.Xor(fused.Add(x, y), z), x, y, z)
	require.NoError(t, err)
	widths := []int{5000}
	for n := range 131 {
		widths = append(widths, n)
	}
	typ, err := ndview.ParseDType("u1")
	require.NoError(t, err)
	const height, room = 2, 7 // rows, and bytes between them
	for _, n := range widths {
		pixels := make([]uint8, height*(3*n+room)+room)
		for i := range pixels {
			pixels[i] = uint8(i*i + i>>7 + n)
		}
		at := n % room
		image := func(b []uint8) ndview.MutRaw {
			r, err := ndview.FromBytes(b, at, typ, []int{height, n, 3}, []int{3*n + room, 3, 1})
			require.NoError(t, err)
			return r
		}
		for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 0, 1}, {2, 2, 2}} {
			img := image(pixels)
			in := []ndview.Raw{img.IndexAxis(2, order[0]).Raw, img.IndexAxis(2, order[1]).Raw, img.IndexAxis(2, order[2]).Raw}
			dst, err := ndview.FromSlice(make([]uint16, height*n), height, n)
			require.NoError(t, err)
			want, changed := make([]uint16, 0, height*n), append([]uint8(nil), pixels...)
			for i := range height {
				for j := range n {
					p := pixels[at+i*(3*n+room)+3*j:]
					a, b, c := p[order[0]], p[order[1]], p[order[2]]
					want = append(want, uint16(a)+3*uint16(b)+7*uint16(c))
					changed[at+i*(3*n+room)+3*j+order[1]] = (a + b) ^ c
				}
			}
			require.NoError(t, weighted.Run(dst.Raw(), in...))
			require.Equal(t, want, elements(t, dst), "%d pixels, channels %v", n, order)

			own := append([]uint8(nil), pixels...)
			img = image(own)
			in = []ndview.Raw{img.IndexAxis(2, order[0]).Raw, img.IndexAxis(2, order[1]).Raw, img.IndexAxis(2, order[2]).Raw}
			require.NoError(t, mixed.Run(img.IndexAxis(2, order[1]), in...))
			require.Equal(t, changed, own, "%d pixels, channels %v, in place", n, order)
		}
	}
}
