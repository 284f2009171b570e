package kernel

import "github.com/go-inplace/inplace/internal/mem"

// A patch is rows lanes of n items at equal steps, with the states that they are
// folded into and, where asked for, a mask and the index of each item. States are
// given as bytes from the first one; a stride of 0 there is an axis that is reduced.
type patch struct {
	n, rows     int
	acc, cs, cr int
	a           mem.Addr
	as, ar      int
	mask        mem.Addr // nil where all items count
	ms, mr      int
	at, is, ir  int
	way         way
}

// A way is how a patch is brought to the loops of a fold. It is chosen for the whole patch, of
// which parts may be folded one after the other, and, of states, only by whether they are
// fewer than splitFrom, so that each has its items in the same order wherever results are
// cut (fold_share.go).
type way uint8

const (
	wayOne     way = iota // all items go into one state
	wayLanes              // each lane into one
	wayAcross             // the same, but lanes are so short that they are taken across
	wayNarrow             // columns, so few that they are taken as lanes
	wayFew                // columns, fewer than splitFrom
	wayColumns            // columns
	wayApart              // each item has a state of its own
)

// choose finds the way for a patch.
func (b *patch) choose() {
	switch {
	case b.cs == 0 && b.cr == 0:
		b.way = wayOne
	case b.cs == 0 && b.n < fewItems && b.n < b.rows:
		b.way = wayAcross
	case b.cs == 0:
		b.way = wayLanes
	case b.cr == 0 && b.n < fewLanes && b.rows >= fewItems:
		b.way = wayNarrow
	case b.cr == 0 && b.n < splitFrom:
		b.way = wayFew
	case b.cr == 0:
		b.way = wayColumns
	default:
		b.way = wayApart
	}
}

// turned exchanges lanes and rows.
func (b *patch) turned() *patch {
	b.n, b.rows = b.rows, b.n
	b.cs, b.cr = b.cr, b.cs
	b.as, b.ar = b.ar, b.as
	b.ms, b.mr = b.mr, b.ms
	b.is, b.ir = b.ir, b.is
	return b
}

const (
	fewItems = 16   // a lane that is shorter is not worth a call
	fewLanes = 8    // columns that are fewer are taken one after the other
	manyRows = 1024 // of which columns are taken one after the other
)

// fold takes a patch without a mask into the states.
func (f *fold) fold(states mem.Addr, b *patch) {
	switch b.way {
	case wayOne:
		if b.ar == b.n*b.as && b.ir == b.n*b.is {
			b.n, b.rows = b.n*b.rows, 1
		} else if b.n < b.rows {
			b.turned()
		}
		f.lanes(states, b)
	case wayAcross:
		f.all(states, b.turned())
	case wayLanes:
		f.lanes(states, b)
	case wayNarrow:
		f.narrow(states, b)
	case wayFew, wayColumns:
		f.all(states, b)
	default:
		if b.n < b.rows {
			b.turned()
		}
		f.apart(states, b)
	}
}

// lanes folds each lane into one state.
func (f *fold) lanes(states mem.Addr, b *patch) {
	for k := range b.rows {
		f.lane(mem.Add(states, b.acc+k*b.cr), mem.Add(b.a, k*b.ar), b.as, b.n, b.at+k*b.ir, b.is) // K1: lane k and its state
	}
}

// all folds rows into the same n states.
func (f *fold) all(states mem.Addr, b *patch) {
	f.columns(mem.Add(states, b.acc), b.cs, b.a, b.as, b.ar, b.n, b.rows, b.at, b.ir) // K1: the first state
}

// narrow folds few columns as lanes, so many rows at a time that they stay in the
// cache.
func (f *fold) narrow(states mem.Addr, b *patch) {
	for k := 0; k < b.rows; k += manyRows {
		for i := range b.n {
			p := mem.Add(b.a, k*b.ar+i*b.as)                                                           // K1: item i of row k
			f.lane(mem.Add(states, b.acc+i*b.cs), p, b.ar, min(b.rows-k, manyRows), b.at+k*b.ir, b.ir) // K1: state i
		}
	}
}

// apart folds items of which each has a state of its own.
func (f *fold) apart(states mem.Addr, b *patch) {
	for k := range b.rows {
		f.columns(mem.Add(states, b.acc+k*b.cr), b.cs, mem.Add(b.a, k*b.ar), b.as, 0, b.n, 1, b.at, 0) // K1: row k and its states
	}
}

// foldSelected folds the items that the mask and, if NaN does not count, the items
// themselves select, by the stretches that lie together, and counts them unless
// counts is nil.
func (f *fold) foldSelected(states mem.Addr, counts []int64, b *patch, skip func(a mem.Addr) bool) {
	if b.takenAcross() {
		b.turned()
	}
	for k := range b.rows {
		row := patch{
			acc: b.acc + k*b.cr, cs: b.cs, a: mem.Add(b.a, k*b.ar), as: b.as, // K1: row k
			mask: b.mask, ms: b.ms, at: b.at + k*b.ir, is: b.is,
		}
		if b.mask != nil {
			row.mask = mem.Add(b.mask, k*b.mr) // K1: row k
		}
		for i := 0; i < b.n; {
			for i < b.n && !row.selects(i, skip) {
				i++
			}
			first := i
			for i < b.n && row.selects(i, skip) {
				i++
			}
			if i > first {
				f.stretch(states, counts, &row, first, i-first)
			}
		}
	}
}

// takenAcross reports whether stretches of a patch lie across its lanes.
func (b *patch) takenAcross() bool {
	switch b.way {
	case wayAcross:
		return true
	case wayLanes, wayColumns:
		return false // also what is left of a patch in the end, however narrow
	}
	return b.n < b.rows
}

// selects reports whether item i of a row counts.
func (b *patch) selects(i int, skip func(a mem.Addr) bool) bool {
	if b.mask != nil && mem.LoadAt[uint8](b.mask, i*b.ms) == 0 { // K1: a byte needs no alignment
		return false
	}
	return skip == nil || !skip(mem.Add(b.a, i*b.as)) // K1: item i
}

// stretch folds n items of a row from item i on.
func (f *fold) stretch(states mem.Addr, counts []int64, b *patch, i, n int) {
	acc, a := mem.Add(states, b.acc+i*b.cs), mem.Add(b.a, i*b.as) // K1: item i and its state
	at := (b.acc + i*b.cs) / f.size
	if b.cs == 0 {
		f.lane(acc, a, b.as, n, b.at+i*b.is, b.is)
		if counts != nil {
			counts[at] += int64(n)
		}
		return
	}
	f.columns(acc, b.cs, a, b.as, 0, n, 1, b.at, 0)
	for k := 0; k < n && counts != nil; k++ {
		counts[at+k*(b.cs/f.size)]++
	}
}

// nanAt returns what finds NaN among the items of a class, nil if there is none.
func (c class) nanAt() func(a mem.Addr) bool {
	switch c {
	case classReal:
		return nanAtFloat
	case classComplex:
		return nanAtComplex
	}
	return nil
}

func nanAtFloat(a mem.Addr) bool { x := mem.Load[float64](a); return x != x } // K1, K2

func nanAtComplex(a mem.Addr) bool { return anyPartNaN(mem.Load[complex128](a)) } // K1, K2
