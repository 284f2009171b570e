package kernel

import (
	"sync"

	"github.com/go-inplace/inplace/internal/mem"
)

// Vector loops of reductions
//
// They take items without gaps. Those of lanes return what they make of n items, at least per;
// those of columns work on a strip of columns whose results lie side by side in a buffer, a
// few rows at a time: rows are read as they lie, and results stay in the cache. What is left
// over, and lanes with strides, the loops in Go take, which give the same to the last bit.

// vectorLoops are the loops for items of one kind, nil where there is none.
type vectorLoops struct {
	per int // items of a vector

	min, max           func(a mem.Addr, n int) uint64
	minFloat, maxFloat func(a mem.Addr, n int) (x float64, nan bool)
	minPlace, maxPlace func(a mem.Addr, n int) (index int, nan bool) // of floats
	minPlaces          placeLoop                                     // of columns of floats
	maxPlaces          placeLoop
	minRows, maxRows   func(out, a mem.Addr, ar, n, rows int)

	sum        func(a mem.Addr, n int) int64 // whole vectors
	sumRows    func(out, from, a mem.Addr, ar, n, rows int)
	spreadRows func(out, from, means, a mem.Addr, ar, n, rows int)

	find, differ func(a mem.Addr, n int, x uint64) int
	count        func(a mem.Addr, n int) int // whole vectors
}

var noLoops vectorLoops

const (
	stripBytes = 4 << 10  // of the extremes of a strip
	sumBytes   = 16 << 10 // of the sums of one: rows are read in longer pieces
	passRows   = 8        // rows that are taken at once
)

// A rowRoom holds results of columns, twice, and their means.
type rowRoom struct {
	out, next, means [sumBytes / 8]uint64
}

var rowRooms = sync.Pool{New: func() any { return new(rowRoom) }}
