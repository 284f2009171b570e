package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Folding items into states
//
// A reduction keeps a state for each of its results: a sum with what rounding has
// lost of it, the largest item so far, an item with its index. A fold is a pair of
// loops that take items into states:
//
//	lane      n items of one lane into one state
//	columns   rows of n items into n states, row by row
//
// A patch, which is a block of lanes at equal steps, is brought to one of the two
// in the order of memory (patch.go): the axis that is reduced may be the inner one
// or the outer one, and short lanes are taken across, so that no call is spent on
// three items.
//
// Loops exist for four kinds only, the wide ones: int64, uint64, float64 and
// complex128. Other items are widened on their way, a window at a time, which also
// makes every sum of float32 one in float64. Booleans count as uint64, 0 or 1.
//
// Folds do not depend on the order of the items, up to rounding: where the first
// of several equal items counts, their indices are compared.

// A class is one of the wide kinds.
type class uint8

const (
	classSigned class = iota
	classUnsigned
	classReal
	classComplex
	numClasses
)

var wideKinds = [numClasses]elem.Kind{elem.KindInt64, elem.KindUint64, elem.KindFloat64, elem.KindComplex128}

func (c class) kind() elem.Kind { return wideKinds[c] }

// classOf returns the class in which items of a kind are folded as they are.
func classOf(kind elem.Kind) class {
	switch {
	case kind.IsSigned():
		return classSigned
	case kind.IsFloat():
		return classReal
	case kind.IsComplex():
		return classComplex
	}
	return classUnsigned
}

// A fold takes items of one class into states. Addresses and strides are as those
// of loops (K1–K5); at is the index of the first item, which goes up by step from
// item to item of a lane, and from row to row of columns. Only folds that look for
// a place read it.
type fold struct {
	size    int       // bytes of a state
	start   [4]uint64 // the state of nothing
	lane    func(acc, a mem.Addr, as, n, at, step int)
	columns func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int)

	// For several workers (fold_share.go). The state of a part begins as start does, after as many
	// words as are common to all parts; join takes it into that of the items before it. It reports
	// whether it could: products have to be made item by item sometimes. part folds a lane
	// into what join takes, if that is no state. Nothing changes a state that is settled.
	join    func(acc, part mem.Addr) bool
	part    func(part, a mem.Addr, as, n int)
	exact   exactness
	common  int
	settled func(acc mem.Addr) bool
}

// begin makes n states those of nothing.
func (f *fold) begin(states mem.Addr, n int, start *[4]uint64) {
	words := f.size / 8
	s := mem.Slice[uint64](states, n*words) // K1: the states are the caller's
	for i := 0; i < len(s); i += words {
		copy(s[i:i+words], start[:words])
	}
}
