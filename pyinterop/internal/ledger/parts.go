package ledger

import "github.com/go-inplace/inplace/internal/layout"

// Claims behind pointers
//
// Such a claim is many parts of one layout, one at each of Bases. Two of them are
// compared in one sweep from low addresses to high ones: all parts of a claim are of
// one length, so the parts of the other claim that one part may meet are a window
// that only moves upwards. Rows that lie apart cost a step each.
//
// Rows that interleave may all meet each other, and this runs under the lock of the
// ledger. So all questions of a sweep share one limit, to which each pair counts too.

// partsWork is the limit, about ten milliseconds.
const partsWork = 10 * layout.DefaultWork

// partsAgainst is against for claims of which one at least is behind pointers.
func (c *Claim) partsAgainst(d *Claim) layout.Verdict {
	cLo, cHi := c.Layout.Bounds(c.Itemsize)
	dLo, dHi := d.Layout.Bounds(d.Itemsize)
	below := func(p, q uintptr) bool { return int(q-p)+dHi <= cLo } // d's part at q ends before c's at p begins
	above := func(p, q uintptr) bool { return int(q-p)+dLo >= cHi }
	work, verdict, first, others := partsWork, layout.Disjoint, 0, d.parts()
	for _, p := range c.parts() {
		for first < len(others) && below(p, others[first]) {
			first++
		}
		for _, q := range others[first:] {
			if above(p, q) {
				break
			}
			if work--; work <= 0 {
				return layout.Unknown
			}
			switch layout.OverlapWithin(c.Layout, p, c.Itemsize, d.Layout, q, d.Itemsize, &work) {
			case layout.Overlapping:
				return layout.Overlapping
			case layout.Unknown:
				verdict = layout.Unknown
			}
		}
	}
	return verdict
}

func (c *Claim) parts() []uintptr {
	if c.Bases != nil {
		return c.Bases
	}
	return []uintptr{c.Base}
}
