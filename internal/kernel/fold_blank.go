package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
)

// Passing over NaN
//
// Lanes of floats go through a window in which NaN is replaced by what changes no state, 0 in
// a sum, so that they are folded by the loop for whole lanes, and so do some rows of some columns at a time. Folds that know no
// such number, and lanes with gaps, take the stretches between NaNs (patch.go).

// blanks returns the number that changes no state of a fold of float64.
func (f *fold) blanks() (by float64, ok bool) {
	switch f {
	case sumFloats, mulFloats, minFolds[classReal], maxFolds[classReal]:
		return math.Float64frombits(f.start[0]), true
	}
	return 0, false
}

// takeBlanked folds the lanes of a patch, those of float64 without gaps that are long enough, or its columns, with
// NaN passed over; it reports whether it did.
func (r *reduction) takeBlanked(f *fold, b *patch) (done bool) {
	by, ok := f.blanks()
	if !ok || f != r.f || r.skip == nil || r.Mask != nil || r.lifted != classReal || b.as != 8 {
		return false
	}
	if b.way == wayColumns || b.way == wayFew {
		r.blankColumns(f, b, by)
		return true
	}
	if b.cs != 0 || b.n < fewItems {
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

// blankColumns folds columns: a window holds eight rows of as many of them as have room, and more rows of few columns.
func (r *reduction) blankColumns(f *fold, b *patch, by float64) {
	const room = wideBytes / 8
	for i, n := 0, 0; i < b.n; i += n {
		n = min(b.n-i, room/passRows)
		rows := passRows // also of what is left: sums are joined after so many
		if b.way == wayFew {
			rows = room / n &^ (passRows - 1)
		}
		at := b.acc + i*b.cs
		for k := 0; k < b.rows; k += rows {
			m := min(b.rows-k, rows)
			a, ar := mem.Add(b.a, k*b.ar+i*8), b.ar // K1: item i of row k
			window := a
			if !r.inWindow(a) {
				window, ar = mem.Of(r.window[:]), 8*n
			}
			for j := range m {
				from := mem.Add(a, j*b.ar) // K1: row k + j
				countNumbers(r.counts[:], at/f.size, b.cs/f.size, from, n)
				blanked(mem.Add(window, j*ar), from, n, by) // K1: room for it
			}
			f.columns(mem.Add(mem.Of(r.states[:]), at), b.cs, window, 8, ar, n, m, 0, 0) // K1: the states of the columns
		}
	}
}

// countNumbers counts the items of a row that are not NaN, each for its state: the first one is at.
func countNumbers(counts []int64, at, apart int, a mem.Addr, n int) {
	for i := range n {
		if x := mem.LoadAt[float64](a, 8*i); x == x { // K1, K2
			counts[at+i*apart]++
		}
	}
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
