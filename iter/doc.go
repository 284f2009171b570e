// Package iter walks over views by lanes: one-dimensional segments along an axis,
// at the speed of a plain loop over memory of any layout.
//
//	for row := range iter.Lanes(v, 1) {
//		for i := range row.Len() {
//			sum += row.At(i)
//		}
//	}
//	for row := range iter.MutLanes(m, 1) {
//		for i := range row.Len() {
//			row.Set(i, 2*row.At(i))
//		}
//	}
//
// The package has the name of the standard library's iter, whose types its
// functions return. A file that needs both gives that one another name:
//
//	import (
//		stditer "iter"
//
//		"github.com/go-inplace/inplace/iter"
//	)
//
// # Which lanes, in which order
//
// A view of shape (4, 5, 6) has 24 lanes of 5 elements along axis 1, one for each
// index of the other axes, which are walked in C order (last axis fastest).
// A negative axis counts from the end. If another axis has length 0 there are no
// lanes; if the axis itself has, the lanes are empty, one for each index of the
// others. A view without axes has one lane of one element along axis 0 or −1, as
// reductions in NumPy have it. Any other axis panics with a [*ndview.AxisError].
//
// # Any memory
//
// Plain memory is walked where it lies, at any stride, negative and 0 included.
// Items that Go cannot load where they lie (in the other byte order, misaligned,
// with odd strides) are gathered into a native window as long as the lane, so that
// the loop over them is the same; a mutable lane is written back when the loop
// body ends, also by break, return, panic or Goexit. To bound the window, slice
// the axis. Where axes are reached through pointers these are followed once per
// lane; only lanes along such an axis are gathered.
//
// # Rules
//
// A lane is valid in the loop body that received it; to keep elements, copy them
// ([Lane.CopyTo]). Writing to a view while lanes of it are read is seen by lanes
// where they lie and not seen by those in a window. Sequences may be walked any
// number of times and nested.
//
// The borrow is checked before each lane: after its end the loop panics with a
// [ndview.ReleasedError].
//
// # Speed
//
// Range over the call itself, as above: the compiler then makes one loop of all of
// it and nothing is allocated. A sequence that is stored or passed on costs a call
// per lane and two allocations. In the body of MutLanes, add up in a variable of the
// body: variables from outside it live in memory.
//
// Lane.At multiplies by the stride: where lanes lie side by side, and the loop does
// little else, ask [Lane.Run] or [MutLane.Slice]. Runs of several views are all of
// one length; if the loop over them is behind a comparison that says so
// (a.Len() != len(dst)), the compiler checks no index in it, which is a third of a
// short loop.
//
// # Parts, neighbours, reductions
//
//	the other axes at each position of some        SubViews
//	pieces of one axis, or of all                  Chunks, Tiles; ExactTiles and Remainders
//	windows with steps and dilation                Windows
//	diagonals, corner to corner                    Diagonals
//	what lies around each element, also outside    Neighbours, MutZipNeighbours
//	results with the lanes that make them          Groups, GroupLanes
//	a part for each goroutine                      Split, MutSplit
//	lanes by workers                               ForEach, MutForEach, MutZipForEach
//
// Parts are views: they share the memory, belong to its borrow, and may be kept
// while that is open. A writable sequence of parts yields parts that share no
// element with each other, provided that no two indices of the view do; MutSplit
// and the parallel loops prove that first, because goroutines would not notice.
//
// Two goroutines may read and write different parts at the same time. The race
// detector sees what goroutines do to memory that Go allocated, and nothing of what
// they do to memory that Python owns.
//
// Loops over memory that belongs to a handle hold its borrow: a release by another
// goroutine waits for them or is refused.
package iter
