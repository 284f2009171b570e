package pyinterop

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/ledger"
)

// Every borrow of the process claims its memory in one ledger: borrows for reading share bytes, one for writing has
// its bytes alone. The claim is made when the buffer is held and does otherwise, and given up before the buffer is
// released.
var borrowed ledger.Ledger

// enter claims the memory of l, and reports whether no other borrow stands against it.
func (l *loan) enter(w *want) bool {
	if !l.fillClaim(w) {
		return true
	}
	l.conflict = borrowed.Enter(&l.claim)
	return l.conflict == nil
}

// fillClaim says what l claims, and reports whether it claims anything: nobody can write into a bytes object.
func (l *loan) fillClaim(w *want) bool {
	lay := l.a.L()
	if w.aliased || l.slot.Immutable() || lay.Indirect() && lay.Empty() { // the layout of the last changes when views are made: G1
		return false
	}
	c := &l.claim
	c.Layout, c.Base, c.Bases, c.Itemsize, c.Exclusive = lay, mem.Uint(l.a.Base), nil, l.typ.Size, w.mut
	c.Op, c.Elem, c.PC = w.op, "", w.pc
	if !w.raw() && !w.hosted {
		c.Elem = w.kind.GoName()
	}
	if lay.Indirect() {
		bases := appendBases(nil, lay, 0, 0, l.a.Base)
		slices.Sort(bases)
		c.Layout, c.Bases = lastLevel(lay), slices.Compact(bases)
	}
	return true
}

// lastLevel is the layout of the items behind each pointer.
func lastLevel(lay *layout.Layout) *layout.Layout {
	var shape, strides []int
	for axis := range lay.NDim {
		if lay.AxisLevel(axis) == lay.Levels()-1 {
			n, stride := lay.Dim(axis)
			shape, strides = append(shape, n), append(strides, stride)
		}
	}
	last, err := layout.New(shape, strides, nil, 0)
	if err != nil {
		panic(err) // part of a layout that was checked
	}
	return &last
}

// appendBases appends the addresses at which the last level begins; the tables on the way were found sound.
func appendBases(bases []uintptr, lay *layout.Layout, level, axis int, p mem.Addr) []uintptr {
	if level == lay.Levels()-1 {
		return append(bases, mem.Uint(p))
	}
	for ; axis < lay.NDim; axis++ {
		if lay.AxisLevel(axis) != level {
			continue
		}
		n, stride := lay.Dim(axis)
		if stride == 0 {
			n = 1 // the same pointers again
		}
		for i := range n {
			bases = appendBases(bases, lay, level, axis+1, mem.Add(p, i*stride))
		}
		return bases
	}
	return appendBases(bases, lay, level+1, 0, mem.Add(mem.Deref(p), lay.LevelOffset(level+1)))
}

// A ConflictError says which open borrow stands against another one: they share bytes, and at least one of the two is
// for writing. It is found with errors.As in the *RefusedError of the borrow that was refused, and wraps
// ndview.ErrOverlap.
type ConflictError struct {
	Op, Place string // the borrow that was refused: "BorrowMut[float64]", and its closure or call with file and line
	Writing   bool   // whether it wanted to write
	Other     OpenBorrow
	Proven    bool // a byte is shared; false: the strides are too irregular to exclude it
}

// OpenBorrow is a borrow that was open when a *ConflictError was made.
type OpenBorrow struct {
	Op, Place string
	Writing   bool
	Shape     []int // of its memory; of one part of it where items lie behind pointers (suboffsets)
	Strides   []int // bytes
	Itemsize  int   // bytes
}

func (e *ConflictError) Error() string {
	how := "shares memory with"
	if !e.Proven {
		how = "may share memory with (strides too irregular to exclude it)"
	}
	return fmt.Sprintf("%s%s %s %s%s %s, shape %s, strides %s, itemsize %d",
		e.Op, in(e.Place), how, e.Other.Op, in(e.Other.Place), purpose(e.Other.Writing),
		layout.FormatShape(e.Other.Shape), layout.FormatShape(e.Other.Strides), e.Other.Itemsize)
}

// Unwrap returns ndview.ErrOverlap.
func (e *ConflictError) Unwrap() error { return ndview.ErrOverlap }

func in(place string) string {
	if place == "" {
		return ""
	}
	return " in " + place
}

func purpose(writing bool) string {
	if writing {
		return "for writing"
	}
	return "for reading"
}

// conflictError is what l.conflict means for w.
func (l *loan) conflictError(w *want) *ConflictError {
	c := &l.conflict.Other
	return &ConflictError{
		Op: w.String(), Place: lease.PlaceOf(w.pc), Writing: w.mut, Proven: l.conflict.Verdict == layout.Overlapping,
		Other: OpenBorrow{
			Op: c.Call(), Place: lease.PlaceOf(c.PC), Writing: c.Exclusive, Itemsize: c.Itemsize,
			Shape: c.Layout.AppendShape([]int{}), Strides: c.Layout.AppendStrides([]int{}),
		},
	}
}

// judgeClaim adds what the ledger said.
func (e *RefusedError) judgeClaim(l *loan, w *want) {
	if l.conflict == nil {
		return
	}
	conflict := l.conflictError(w)
	wanted := "memory that nobody writes"
	if w.mut {
		wanted = "memory for this borrow alone"
	}
	e.add(conflict, "overlap: wanted %s, but %s", wanted, conflict)
	l.conflict = nil
}
