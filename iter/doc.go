// Package iter walks over views: element by element, by lanes along an axis, by
// contiguous runs, and several views together, at the speed of a plain loop over
// memory of any layout.
//
//	for x := range iter.Elements(v) {
//		sum += x
//	}
//	for row := range iter.MutRows(m) {
//		for i := range row.Len() {
//			row.Set(i, 2*row.At(i))
//		}
//	}
//	for p, gain := range iter.MutZip(image, gains) {
//		*p *= gain
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
// # Which sequence for what
//
//	                                    to be read                    to be written in place
//	elements                            Elements, IndexedElements     Pointers, IndexedPointers (plain memory)
//	elements and where they are         Positions                     MutPositions (any memory)
//	lanes along an axis                 Lanes, IndexedLanes           MutLanes, IndexedMutLanes
//	rows and columns of a matrix        Rows, Columns                 MutRows, MutColumns
//	contiguous pieces                   Runs, IndexedRuns             MutRuns, IndexedMutRuns
//	2 to 4 views, element by element    Zip, Zip3, Zip4               MutZip, MutZip3, MutZip4
//	2 to 4 views, by lanes              ZipLanes, ZipLanes3, …        MutZipLanes, MutZipLanes3, …
//	2 to 4 views, by contiguous pieces  ZipRuns, ZipRuns3, …          MutZipRuns, MutZipRuns3, …
//
// The number that the Indexed forms add is the place in the order of the walk, from
// 0: of the element, of the lane, or of the first element of the run.
//
// # Order
//
// Every one of these sequences takes an [Order] at its end. Without one, elements,
// positions and lanes come in C order (the last axis fastest), runs as they lie in
// memory (K), and several views by elements in the order that is fastest for all of
// them together (Any). [Reversed] is the same walk from its end.
//
// Any and K are planned over the strides of all views, as NumPy's nditer does: axes
// are flipped and sorted by stride and joined where they follow each other in memory.
// Any may also make a longer axis the inner one, in pieces that stay in the cache.
//
// # Lanes
//
// A view of shape (4, 5, 6) has 24 lanes of 5 elements along axis 1, one for each
// index of the other axes; the order is that of the other axes, and a lane always
// runs from index 0. A negative axis counts from the end. If another axis has length
// 0 there are no lanes; if the axis itself has, the lanes are empty, one for each
// index of the others. A view without axes has one lane of one element along axis 0
// or −1, as reductions in NumPy have it. Any other axis panics with a
// [*ndview.AxisError].
//
// # Any memory
//
// Plain memory is walked where it lies, at any stride, negative and 0 included. Items
// that Go cannot load where they lie (in the other byte order, misaligned, with odd
// strides) pass through a native window, so that the loop over them is the same.
// Windows hold at most 4096 bytes: long runs come in pieces, and short ones are
// joined. The one exception is a lane along an axis, which is promised to be whole:
// its window is as long as the lane, which for long lanes means a trip to memory and
// back, and is why runs are faster there.
//
// Runs are contiguous for all memory: where the elements that follow each other in
// the order lie apart, also as aligned Go values with a stride, they pass through a
// window. To walk strided memory where it lies, use lanes, elements or pointers.
//
// What is written to a window is moved out when the loop body ends, for elements and
// positions when it has ended for the last element of the window; in each case also
// by break, return, panic or Goexit.
//
// Where axes are reached through pointers (PEP 3118 suboffsets) these are followed
// once per lane of the axes inside, and lanes are joined on each side of a pointer
// only. Lanes along an axis of pointers are gathered.
//
// # Rules
//
// Lanes, runs, positions, and pointers that a Zip yields are valid in the loop body
// that received them; to keep elements, copy them ([Lane.CopyTo], [Run.CopyTo]).
// A [Position] that is used later panics with a [StaleError]; the one that a panic in
// the body leaves behind, once the borrow has ended. The pointers of [Pointers] are
// valid as long as the borrow.
//
// Slices have no capacity behind their length, so that append copies and never
// reaches the next lane or run.
//
// Writing to a view while it is walked is allowed: elements that lie where they are
// read show it, those that are in a window already do not. Sequences may be walked
// any number of times, nested, and left at any time. A sequence that reads never
// writes: views of read-only memory may be walked.
//
// The borrow is checked before each lane or run, not for each element: after its end
// the loop panics with a [ndview.ReleasedError], and a window of it is dropped.
// Memory that belongs to a handle is held while a sequence over it runs: a release by
// another goroutine waits, or is refused. A scoped borrow is itself the hold. What a
// sequence that reads holds when its body panics is given up when a release asks the
// garbage collector.
//
// Writable views of which different indices share memory (axes of stride 0,
// overlapping windows made by hand) are walked like all others where they lie. Where
// their items would pass through a window, in which each is a copy of its own, the
// loop panics with an [OverlapError]. Where pointers lead to the same rows that is
// not seen: what was written to all but the last of the copies is lost.
//
// # Speed
//
// Range over the call itself, as above: the compiler then makes one loop of all of
// it and nothing is allocated. A sequence that is stored or passed on costs a call
// per element or lane, and some allocations.
//
// In the body of a sequence that writes (but Pointers), add up in a variable of the
// body: variables from outside it live in memory. Of the struct that three and four
// views come as, assign the fields to variables before an inner loop.
//
// Lane.At multiplies by the stride: where lanes lie side by side, and the loop does
// little else, ask [Lane.Run] or [MutLane.Slice]. Runs are loops over slices. Runs of
// several views are all of one length; if the loop over them is behind a comparison
// that says so (a.Len() != len(dst)), the compiler checks no index in it, which is a
// third of a short loop.
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
package iter

//go:generate go run ./internal/gen
