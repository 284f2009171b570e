// Package ndview is the noun of inplace: n-dimensional views of memory that
// somebody else may own. It is plain Go and knows nothing of Python; package
// pyinterop borrows memory and hands it out as the types of this package.
//
// # The four types
//
//	            read        read and write
//	typed       View[T]     MutView[T]
//	untyped     Raw         MutRaw
//
// A view is a small value: copy it, pass it, slice it. It owns nothing and
// copies nothing; every method that returns a view shares the memory of its
// receiver. A MutView has a View, a MutRaw has a Raw, under these field names,
// so a function that only reads takes the read-only type. [As] and [AsMut] go
// from untyped to typed, View.Raw back.
//
// # Views of views
//
// What NumPy does without a copy is a method here, of all four types:
//
//	a[1:-1, ::2, ..., None, 3]        v.Slice(Span(1, -1), All.By(2), Ellipsis, NewAxis, At(3))
//	                                  v.SliceText("1:-1, ::2, ..., None, 3")
//	a[:, 2], a[1]                     v.Col(2), v.Row(1); v.IndexAxis(axis, i), v.SliceAxis(axis, From(1))
//	a.T, transpose, swapaxes,         v.T(), v.Permute(2, 0, 1), v.SwapAxes(0, 1),
//	moveaxis, flip                    v.MoveAxis(0, -1), v.Flip(1)
//	expand_dims, squeeze              v.InsertAxis(0), v.Squeeze(), v.SqueezeAxes(0)
//	reshape, ravel                    v.Reshape(3, -1), v.ReshapeF(3, -1), v.Ravel()
//	broadcast_to                      v.BroadcastTo(2, 3)
//	diagonal                          v.Diagonal(0, 0, 1)
//	sliding_window_view               v.Windows([]int{3}, axis)
//	split; reshape into tiles         v.SplitAt(axis, i); v.Blocks(2, 2), v.WholeBlocks(2, 2)
//	a.real, a.imag                    Real128(v), Imag128(v); raw.Real(), raw.Imag()
//	a["field"]                        raw.Field("field"); StructsOf[S](raw), all fields as a Go struct
//	a.view(dtype)                     Reinterpret[uint64](v); raw.Reinterpret(dtype)
//
// Ranges, negative positions and axes mean what they mean in Python. Views whose
// elements share memory (BroadcastTo, Windows) are read-only.
//
// # Any memory
//
// Strides are bytes and may be negative, zero, or no multiple of the itemsize.
// Items may be misaligned or stored in the other byte order, axes may be reached
// through pointers (PEP 3118 suboffsets). One type serves for all of it: [View.At]
// and Set read and write every view, memory that is not plain byte by byte.
// [View.Plain] tells whether the fast road is taken.
//
// # Lifetime
//
// A view of borrowed memory is valid until its borrow ends. Every access checks
// that with one compare, and panics with a [ReleasedError] that names the borrow
// if it is late, and gonum matrices made of it by package ndmat are empty then. What
// cannot be taken back are Go slices and element pointers: do not keep them.
// Views over Go memory ([FromSlice], [Make]) are valid for ever.
//
// # Errors and panics
//
// Where code decides (the number of indices, an axis number, a permutation) a
// mistake panics with a typed value that is an error: [IndexError],
// [*AxisError]. Where data decides (a shape that does not fit, memory that
// cannot be reshaped without a copy) there is an error that wraps a sentinel:
// [ErrShape], [ErrLayout], [ErrBounds], [ErrOverflow], [ErrType]. A method that
// returns an error reports every refusal by it, a wrong axis number too; a method
// without one panics. On an error there is no view, and the receiver is as it was.
//
// # Concurrency
//
// Views may be read from several goroutines at once. Writes to the same element
// from several goroutines are a data race, as with slices; the race detector
// does not see it in memory that C allocated. Releasing a borrow while another
// goroutine uses its views is a mistake of the program.
package ndview

//go:generate go run ./internal/gen
