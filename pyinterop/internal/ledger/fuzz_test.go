package ledger

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
)

// Each 8 bytes of the input are one step: a claim comes, or one of those that are
// open leaves. Whether one may come is what a walk over all bytes says.
func FuzzClaims(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x00\x00\x03\x08\x00\x00\x00\x01\x04\x00\x03\x08\x00\x00\x00")) // shifted by half an item
	f.Add([]byte("\x01\x00\x00\x04\x10\x00\x00\x00\x01\x08\x00\x04\x10\x00\x00\x00")) // even and odd columns
	f.Add([]byte("\x01\x00\x00\x03\x08\x02\x40\x00\x00\x08\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		var l Ledger
		var open []*Claim
		for ; len(steps) >= 8; steps = steps[8:] {
			if steps[0]%4 == 2 && len(open) > 0 {
				k := int(steps[1]) % len(open)
				l.Leave(open[k])
				open = append(open[:k], open[k+1:]...)
				continue
			}
			c := claimOf(t, steps)
			var against *Claim
			for _, d := range open {
				if (c.Exclusive || d.Exclusive) && share(c, d) {
					against = d
				}
			}
			conflict := l.Enter(c)
			require.Equal(t, against != nil, conflict != nil, "%+v against %+v", c, against)
			if conflict == nil {
				open = append(open, c)
			} else {
				require.Equal(t, layout.Overlapping, conflict.Verdict)
			}
		}
		for _, c := range open {
			l.Leave(c)
		}
		shared, exclusive := l.Open()
		require.Zero(t, shared+exclusive)
	})
}

// claimOf reads mode, address, itemsize and up to two axes.
func claimOf(t *testing.T, b []byte) *Claim {
	shape, strides := []int{int(b[3] % 6)}, []int{int(int8(b[4]))}
	if b[5]%3 > 0 {
		shape, strides = append(shape, int(b[5]%4)), append(strides, int(int8(b[6]))*4)
	}
	if b[3] == 0 {
		shape, strides = nil, nil
	}
	at := base + uintptr(b[1]) + uintptr(b[7])<<9 + 4096 // strides reach back by less than this
	return claim(t, b[0]%4 != 0, at, []int{8, 1, 2, 3, 4, 16, 0}[b[2]%7], shape, strides)
}

func share(c, d *Claim) bool {
	bytes := c.bytes()
	for b := range d.bytes() {
		if bytes[b] {
			return true
		}
	}
	return false
}
