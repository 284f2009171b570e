package layout

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWindowsAreForWhatCannotBeWorkedOnInPlace(t *testing.T) {
	rng := seeded(t)
	counts := map[string]int{}
	for range 5000 {
		ops := randomOperands(rng, t)
		items := make([]Item, len(ops))
		for k, l := range ops {
			items[k] = Item{Address: uintptr(rng.IntN(3)*4 + 1<<20), Size: 8, Align: 1 << rng.IntN(4)}
			items[k].Swapped, items[k].Dense = rng.IntN(8) == 0, rng.IntN(4) == 0
			if rng.IntN(4) == 0 { // a field of records of 12 bytes
				strides := l.AppendStrides([]int{})
				for a := range strides {
					strides[a] += strides[a] / 2
				}
				odd, err := New(l.AppendShape([]int{}), strides, nil, 8)
				require.NoError(t, err)
				ops[k] = &odd
			}
		}
		r := randomRequest(rng, ops[0].NDim)
		r.Items = items
		var p Plan
		require.NoError(t, p.Make(&r, ops...))
		if p.Lanes() == 0 {
			continue
		}
		n, strides := p.Lane()
		for k := range ops {
			item := items[k]
			fits := true
			all := addresses(&p, k, item.Address)
			for _, address := range all {
				fits = fits && address%uintptr(item.Align) == 0
			}
			dense := n <= 1 || strides[k] == item.Size
			staged := item.Swapped || !fits || item.Dense && !dense
			if len(all) > 0 {
				require.Equal(t, staged, p.Staged().Has(k), "%+v %+v %v", r, item, ops[k])
			}
			switch {
			case item.Swapped:
				counts["swapped"]++
			case !fits:
				counts["misaligned"]++
			case staged:
				counts["not dense"]++
			default:
				counts["in place"]++
			}
		}
	}
	t.Log(counts)
	for _, class := range []string{"swapped", "misaligned", "not dense", "in place"} {
		require.GreaterOrEqual(t, counts[class], 200, class)
	}
}

// addresses lists those of all elements of an operand, also of a block's.
func addresses(p *Plan, k int, base uintptr) (all []uintptr) {
	indices(p.Shape(), func(index []int) {
		at := p.Offsets()[k]
		for axis, i := range index {
			at += i * p.Strides(axis)[k]
		}
		all = append(all, base+uintptr(at))
	})
	return all
}

func TestStagedLanesAreNoLongerThanAWindow(t *testing.T) {
	l, err := C([]int{3, 1000}, 16)
	require.NoError(t, err)
	_, err = l.Slice(1, Range{Step: 3, Has: HasStep})
	require.NoError(t, err)
	swapped := []Item{{Size: 16, Align: 8, Swapped: true}}
	for _, c := range []struct {
		name          string
		r             Request
		piece, pieces int
	}{
		{"in place", Request{}, 0, 1},
		{"in place, asked for", Request{Piece: 100}, 100, 4},
		{"staged", Request{Items: swapped}, WindowBytes / 16, 2},
		{"staged, shorter asked for", Request{Items: swapped, Piece: 100}, 100, 4},
		{"staged, longer asked for", Request{Items: swapped, Piece: 1000}, WindowBytes / 16, 2},
		{"lanes are whole", Request{Items: swapped, Mode: Block, Inner: 2}, 0, 1},
		{"reduced", Request{Items: swapped, Mode: Reduce, Inner: 2}, WindowBytes / 16, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Plan
			require.NoError(t, p.Make(&c.r, &l))
			require.Equal(t, c.piece, p.Piece())
			require.Equal(t, c.pieces, p.Pieces())
			require.Equal(t, len(c.r.Items) > 0, p.Staged().Has(0))
			require.Len(t, visits(t, &p), 3*334)
		})
	}
}

// An image of 480×640 pixels with three channels, and one number for each channel:
// lanes of three become lanes of a part of the image.
func TestAShortAxisIsNotTheLaneIfTheOrderIsFree(t *testing.T) {
	image, err := C([]int{480, 640, 3}, 8)
	require.NoError(t, err)
	color, err := C([]int{3}, 8)
	require.NoError(t, err)
	require.NoError(t, color.BroadcastTo(480, 640, 3))
	var p Plan
	require.NoError(t, p.Build(OrderAny, &image, &image, &color))
	n, strides := p.Lane()
	require.Equal(t, 480*640, n)
	require.Equal(t, []int{24, 24, 0}, strides)
	require.Equal(t, tileBytes/48, p.Piece())
	var w Walk
	require.True(t, w.Start(&p))
	require.Equal(t, []int{3, tileBytes / 48}, []int{w.Rows, w.N}, "three lanes over one part of the image")
	require.True(t, w.NextBlock())
	require.Equal(t, tileBytes/2, w.At(0), "then the next part")

	require.NoError(t, p.Build(OrderK, &image, &image, &color))
	n, _ = p.Lane()
	require.Equal(t, 3, n, "the order of memory is kept")
}
