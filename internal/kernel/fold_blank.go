package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
)

// Passing over NaN
//
// Lanes of floats go through a window in which NaN is replaced by what changes no state, 0 in
// a sum, so that they are folded by the loop for whole lanes. Folds that know no such
// number, and columns, take the stretches between NaNs (patch.go).

// blanks returns the number that changes no state of a fold of float64.
func (f *fold) blanks() (by float64, ok bool) {
	switch f {
	case sumFloats, mulFloats, minFolds[classReal], maxFolds[classReal]:
		return math.Float64frombits(f.start[0]), true
	}
	return 0, false
}

// takeBlanked folds the lanes of a patch, those of float64 without gaps that are long enough, with
// NaN passed over; it reports whether it did.
func (r *reduction) takeBlanked(f *fold, b *patch) (done bool) {
	by, ok := f.blanks()
	if !ok || f != r.f || r.skip == nil || r.Mask != nil || r.lifted != classReal || b.cs != 0 || b.as != 8 || b.n < fewItems {
		return false
	}
	const most = wideBytes / 8
	for k := range b.rows {
		acc := mem.Add(mem.Of(r.states[:]), b.acc+k*b.cr) // K1: its state
		for i := 0; i < b.n; i += most {
			n, a := min(b.n-i, most), mem.Add(b.a, k*b.ar+i*8) // K1: item i of row k
			window := a
			if !r.inWindow(a) {
				window = mem.Of(r.window[:])
			}
			nans := blanked(window, a, n, by)
			f.lane(acc, window, 8, n, 0, 0)
			r.counts[(b.acc+k*b.cr)/f.size] += int64(n - nans)
		}
	}
	return true
}

// inWindow reports whether items were moved to the window before.
func (r *reduction) inWindow(a mem.Addr) bool {
	return mem.Uint(a)-mem.Uint(mem.Of(r.window[:])) < wideBytes
}

// blanked copies n float64 to dst, which may be src, with NaN replaced, and returns how many
// were NaN.
func blanked(dst, src mem.Addr, n int, by float64) (nans int) {
	i, nans := blankVector(dst, src, n, by)
	for ; i < n; i++ {
		x := mem.LoadAt[float64](src, 8*i) // K1, K2
		if x != x {
			x = by
			nans++
		}
		mem.StoreAt(dst, 8*i, x) // K1, K2
	}
	return nans
}
