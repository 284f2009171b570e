package ndview

import (
	"github.com/go-inplace/inplace/internal/mem"
)

// The verbs that make views of views, on the untyped array. views_gen.go wraps
// each of them for the four types; every wrapper works on its own copy of the
// array, settles its tag, and returns it.

func sliceAxis(a *mem.Array, axis int, ix Index) {
	off, err := a.L().Slice(axis, ix.rangeOnly("SliceAxis"))
	must(err)
	a.Base = mem.Add(a.Base, off) // M2: a slice stays within the axis
}

func indexAxis(a *mem.Array, axis, i int) {
	off, err := a.L().Index(axis, i)
	must(err)
	a.Base = mem.Add(a.Base, off) // M2: the index is within the axis
}

func transpose(a *mem.Array) { a.L().Transpose() }

func permute(a *mem.Array, axes []int) { must(a.L().Permute(axes...)) }

func swapAxes(a *mem.Array, axis1, axis2 int) { must(a.L().SwapAxes(axis1, axis2)) }

func moveAxis(a *mem.Array, from, to int) { must(a.L().MoveAxis(from, to)) }

func flip(a *mem.Array, axis int) {
	off, err := a.L().Flip(axis)
	must(err)
	a.Base = mem.Add(a.Base, off) // M2: the last element of the axis
}

func newAxis(a *mem.Array, at int) { must(a.L().NewAxis(at)) }
