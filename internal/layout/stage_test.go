package layout

import (
	"slices"
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

// The same, where the numbers for the channels may be written to a window again and
// again: the image is one lane, in pieces of as many whole pixels as a window holds.
func TestAnOperandThatRepeatsItselfDoesNotMakeLanesShort(t *testing.T) {
	image, err := C([]int{480, 640, 3}, 8)
	require.NoError(t, err)
	color, err := C([]int{3}, 8)
	require.NoError(t, err)
	require.NoError(t, color.BroadcastTo(480, 640, 3))
	inner := image // without a margin: rows that do not follow each other
	_, err = inner.Slice(1, Range{Start: 1, Has: HasStart})
	require.NoError(t, err)
	var color2 Layout
	color2, err = C([]int{3}, 8)
	require.NoError(t, err)
	require.NoError(t, color2.BroadcastTo(480, 639, 3))
	items := slices.Repeat([]Item{{Size: 8, Align: 8}}, 3)
	for _, order := range []Order{OrderC, OrderK, OrderAny, OrderC | Reverse} {
		r := Request{Order: order, Items: items, Repeat: 1<<1 | 1<<2}
		var p Plan
		require.NoError(t, p.Make(&r, &image, &image, &color))
		require.Equal(t, Operands(1<<2), p.Repeated())
		require.Equal(t, []int{480 * 640 * 3}, p.Shape())
		require.Equal(t, 4096/8/3*3, p.Piece())
		n, stride := p.Period(2)
		require.Equal(t, 3, n)
		require.Equal(t, 8, max(stride, -stride))
		require.NoError(t, p.Make(&r, &inner, &inner, &color2))
		require.Equal(t, []int{480, 639 * 3}, p.Shape())
	}
	for name, r := range map[string]Request{
		"not asked for":            {Items: items},
		"it is written":            {Items: items, Repeat: 1 << 1},
		"Fortran order":            {Order: OrderF, Items: items, Repeat: 1 << 2},
		"lanes shorter than three": {Items: items, Repeat: 1 << 2, Piece: 2},
		"lanes that are asked for": {Mode: Block, Inner: 1 << 2, Items: items, Repeat: 1 << 2},
		"indices are asked for":    {Track: true, Items: items, Repeat: 1 << 2},
	} {
		var p Plan
		require.NoError(t, p.Make(&r, &image, &image, &color))
		require.Zero(t, p.Repeated(), name)
	}
}

func TestRepeatedOperandsAreVisitedLikeAllOthers(t *testing.T) {
	rng := seeded(t)
	counts := map[string]int{}
	for range 1200 {
		shape := []int{1 + rng.IntN(20), 1 + rng.IntN(30), 2 + rng.IntN(4)}
		ops := make([]*Layout, 2+rng.IntN(3))
		for k := range ops {
			order := []int{0, 1, 2}
			signs := uint(0)
			if rng.IntN(4) == 0 {
				signs = uint(rng.Uint32())
			}
			strides := denseStrides(shape, order, signs, 8)
			switch rng.IntN(5) {
			case 0, 1: // one number for each channel
				strides[0], strides[1] = 0, 0
			case 2: // one for each channel and column
				strides[0] = 0
			case 3: // rows with gaps
				strides[0] += 8 * rng.IntN(2)
			}
			l, err := New(shape, strides, nil, 8)
			require.NoError(t, err)
			ops[k] = &l
		}
		r := Request{Order: []Order{OrderC, OrderK, OrderAny, OrderC | Reverse}[rng.IntN(4)], Repeat: Operands(rng.Uint64()), Items: slices.Repeat([]Item{{Size: 8, Align: 8}}, 4)}
		if rng.IntN(3) == 0 {
			r.Piece = 1 + rng.IntN(100)
		}
		if rng.IntN(3) == 0 {
			r.Mode, r.Inner = Reduce, Axes(rng.Uint64())
		}
		var p Plan
		require.NoError(t, p.Make(&r, ops...))
		checkRequest(t, &p, &r, ops, counts)
		if p.Repeated() != 0 {
			counts["in one piece"] += 1 - min(p.Pieces()-1, 1)
			counts["in pieces"] += min(p.Pieces()-1, 1)
		}
	}
	t.Log(counts)
	require.GreaterOrEqual(t, counts["in one piece"], 5)
	require.GreaterOrEqual(t, counts["in pieces"], 20)
}
