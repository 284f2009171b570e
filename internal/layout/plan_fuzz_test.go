package layout

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzPlans reads a request and operands of one shape from bytes and compares the
// walk with the one index by index.
//
//	order, mode, inner, flags, piece, then the lengths of up to 5 axes, ended by 255,
//	then strides, as signed multiples of 8, for as many operands as there are bytes
func FuzzPlans(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 3, 4, 255, 4, 1, 1, 3})
	f.Add([]byte{1, 2, 1, 1, 3, 2, 3, 4, 255, 12, 4, 1, 0, 4, 1})
	f.Add([]byte{2, 1, 2, 0, 0, 2, 1, 3, 255, 3, 0, 255})
	f.Add([]byte{0x83, 0, 0, 0, 2, 2, 2, 2, 2, 2, 255, 16, 8, 4, 2, 1, 1, 2, 4, 8, 16})
	f.Add([]byte{3, 0, 0, 0, 0, 5, 5, 2, 255, 10, 2, 1, 0, 0, 1, 2, 10, 0})
	f.Add([]byte{0x80, 2, 3, 2, 0, 0, 3, 255, 3, 1})
	f.Add([]byte{1, 1, 1, 0, 0, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ops := requestFrom(b)
		if len(ops) == 0 {
			return
		}
		var p Plan
		require.NoError(t, p.Make(&r, ops...))
		checkRequest(t, &p, &r, ops, map[string]int{})
	})
}

func requestFrom(b []byte) (r Request, ops []*Layout) {
	if len(b) < 6 {
		return r, nil
	}
	r = Request{Order: Order(b[0]) & (3 | Reverse), Mode: Mode(b[1] % 3), Inner: Axes(b[2]), Track: b[3]&1 != 0, Piece: int(b[4] % 8)}
	if b[3]&2 != 0 {
		r.Items = []Item{{Size: 8, Align: 8}, {Size: 4, Align: 4, Swapped: true}, {Size: 8, Align: 8, Dense: true}}
	}
	b = b[5:]
	shape := []int{}
	for ; len(b) > 0 && b[0] != 255 && len(shape) < 5; b = b[1:] {
		shape = append(shape, int(b[0]%5))
	}
	if len(b) > 0 && b[0] == 255 {
		b = b[1:]
	}
	for len(ops) < 5 && (len(b) >= len(shape) && len(shape) > 0 || len(ops) == 0) {
		strides := make([]int, len(shape))
		for k := range strides {
			if k < len(b) {
				strides[k] = 8 * int(int8(b[k]))
			}
		}
		l, err := New(shape, strides, nil, 8)
		if err != nil {
			return r, nil
		}
		ops = append(ops, &l)
		b = b[min(len(shape), len(b)):]
	}
	return r, ops
}
