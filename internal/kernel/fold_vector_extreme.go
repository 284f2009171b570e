package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Places are looked for in two steps: the extreme of a part of a lane, or of some rows, which is
// seldom more than what there was before, and then the first item that is equal to it. Lanes of
// floats take one: their indices are as wide as items and need no room apart.
const (
	placeBytes      = 8 << 10
	floatPlaceBytes = 256 << 10 // which are looked at again if one is NaN
	placeRows       = 2*passRows + 1
)

type (
	laneExtreme func(a mem.Addr, n int) uint64
	floatPlace  func(a mem.Addr, n int) (index int, nan bool)

	laneLoop   func(acc, a mem.Addr, as, n, at, step int)
	columnLoop func(out, a mem.Addr, ar, n, rows int)
	placeLoop  func(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)
)

// withVectors makes a fold of extremes use vector loops where there are no gaps: lane takes n
// items into the state, rows finds the loop for columns.
func (f *fold) withVectors(kind elem.Kind, lane func(v *vectorLoops, acc, a mem.Addr, n int), rows func(v *vectorLoops) columnLoop) *fold {
	plain, columns, size := f.lane, f.columns, kind.Size()
	f.lane = func(acc, a mem.Addr, as, n, at, step int) {
		if v := foldVectors(kind); as == size && v.per > 0 && n >= v.per {
			lane(v, acc, a, n)
			return
		}
		plain(acc, a, as, n, at, step)
	}
	f.columns = func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, k, at, step int) {
		v := foldVectors(kind)
		if as != size || v.per == 0 || n < v.per || k == 1 {
			columns(acc, cs, a, as, ar, n, k, at, step)
			return
		}
		s := rowRooms.Get().(*rowRoom)
		out := mem.Of(s.out[:])
		for j, m := 0, 0; j < n; j += m {
			m = v.stripLength(n-j, stripBytes/size)
			extremesOf(rows(v), out, mem.Add(a, j*as), ar, size, m, k)    // K1: column j
			columns(mem.Add(acc, j*cs), cs, out, size, 0, m, 1, at, step) // K1: its state
		}
		rowRooms.Put(s)
	}
	return f
}

// extremesOf sets out to the extremes of columns.
func extremesOf(loop columnLoop, out, a mem.Addr, ar, size, n, rows int) {
	copy(mem.Bytes(out, n*size), mem.Bytes(a, n*size)) // K1: a row without gaps
	for k := 1; k < rows; k += passRows {
		loop(out, mem.Add(a, k*ar), ar, n, min(rows-k, passRows)) // K1: row k
	}
}

// takeExtreme takes the extreme x of a lane without gaps into a state. A vector loop knows neither
// which NaN nor which zero came first.
func takeExtreme(v *vectorLoops, most bool, plain laneLoop, acc, a mem.Addr, size, n int, x float64, nan bool) {
	m := mem.Ptr[float64](acc) // K1, K2
	switch {
	case nan:
		plain(acc, a, size, n, 0, 0)
	case x == 0:
		plain(acc, mem.Add(a, min(v.find(a, n, 0), n-1)*size), size, 1, 0, 0) // K1: the first zero, if nobody wrote there since
	case most && x > *m || !most && x < *m:
		*m = x
	}
}

// eachRowBlock finds the extremes of some rows of some columns after others, and calls f with
// where they lie, the first column and row, and how many there are.
func eachRowBlock(loop columnLoop, v *vectorLoops, a mem.Addr, ar, size, n, rows int, f func(out mem.Addr, i, row, m, k int)) {
	s := rowRooms.Get().(*rowRoom)
	out := mem.Of(s.out[:])
	for i, m := 0, 0; i < n; i += m {
		m = v.stripLength(n-i, stripBytes/size)
		for row := 0; row < rows; row += placeRows {
			k := min(rows-row, placeRows)
			extremesOf(loop, out, mem.Add(a, row*ar+i*size), ar, size, m, k) // K1: item i of the row
			f(out, i, row, m, k)
		}
	}
	rowRooms.Put(s)
}

// eachStripOfPlaces finds the extremes of columns of floats and the rows in which they are, and calls f with them
// for some columns after others; where one of their items is NaN it says so instead.
func eachStripOfPlaces(loop placeLoop, v *vectorLoops, a mem.Addr, ar, size, n, rows int, f func(items, places mem.Addr, i, m int, nan bool)) {
	s := rowRooms.Get().(*rowRoom)
	items, places := mem.Of(s.out[:]), mem.Of(s.next[:])
	for i, m := 0, 0; i < n; i += m {
		m = v.stripLength(n-i, stripBytes/size)
		column := mem.Add(a, i*size)                              // K1: item i of the first row
		copy(mem.Bytes(items, m*size), mem.Bytes(column, m*size)) // K1: a row without gaps
		clear(mem.Bytes(places, m*size))                          // K1
		nan := false
		for row := 0; row < rows && !nan; row += passRows {
			nan = loop(items, places, mem.Add(column, row*ar), ar, m, min(rows-row, passRows), row) // K1: row of the columns
		}
		f(items, places, i, m, nan)
	}
	rowRooms.Put(s)
}
