package main

var verbs = []verb{
	{
		name: "Slice", params: "ix ...Index", call: "slice(ix)",
		doc: `Slice restricts, selects and inserts axes as a[…] does in NumPy: one [Index] per
axis, from the first on; axes without one are kept whole. The memory is shared.
It panics with a [*PositionError] if a position of [At] lies outside its axis, and
with an error that wraps [ErrBounds], [ErrSyntax] or [ErrShape] for more indices
than axes, a second [Ellipsis], or more than 64 axes.`,
	},
	{
		name: "SliceText", params: "text string", call: "sliceText(text)", form: fallible,
		doc: `SliceText is [View.Slice] for an index as NumPy writes it between the brackets:
"1:-1, ::2, ..., None, 3". The error wraps [ErrSyntax] if text cannot be read (it
shows the place), [ErrBounds] if a position lies outside its axis or there are
more indices than axes, or [ErrShape] for more than 64 axes.`,
	},
	{
		name: "SliceAxis", params: "axis int, ix Index", call: "sliceAxis(axis, ix)",
		doc: `SliceAxis restricts one axis to the positions of a range ([All], [Span], [From],
[To], each with or without [Index.By]) and shares the memory. A negative axis
counts from the end. It panics with an [*AxisError] if there is no such axis and
with a [*MisuseError] if ix is not a range.`,
	},
	{
		name: "IndexAxis", params: "axis, i int", call: "indexAxis(axis, i)",
		doc: `IndexAxis selects position i of an axis and drops the axis; the memory is
shared. Negative axes and positions count from the end. It panics with an
[*AxisError] or a [*PositionError] if there is no such axis or position.`,
	},
	{
		name: "Row", params: "i int", call: "row(i)",
		doc: `Row returns row i of a two-dimensional view as a one-dimensional one, sharing the
memory; a negative i counts from the end. It panics with a [*PositionError] if
there is no such row, and with a [*MisuseError] if there are not two dimensions.`,
	},
	{
		name: "Col", params: "j int", call: "col(j)",
		doc: `Col returns column j of a two-dimensional view as a one-dimensional one, sharing
the memory; a negative j counts from the end. It panics as [View.Row] does.`,
	},
	{
		name: "T", params: "", call: "transpose()",
		doc: `T returns the transpose: the axes in reverse order, sharing the memory.`,
	},
	{
		name: "Permute", params: "axes ...int", call: "permute(axes)",
		doc: `Permute puts axis axes[k] at place k, sharing the memory. Negative axes count
from the end. It panics with an error that wraps [ErrShape] or [ErrBounds] if
axes is not a permutation of all axes.`,
	},
	{
		name: "SwapAxes", params: "axis1, axis2 int", call: "swapAxes(axis1, axis2)",
		doc: `SwapAxes exchanges two axes, sharing the memory. Negative axes count from the
end. It panics with an [*AxisError] if there is no such axis.`,
	},
	{
		name: "MoveAxis", params: "from, to int", call: "moveAxis(from, to)",
		doc: `MoveAxis takes an axis out and puts it back as axis to; the others keep their
order and the memory is shared. Negative axes count from the end. It panics with
an [*AxisError] if there is no such axis.`,
	},
	{
		name: "Flip", params: "axis int", call: "flip(axis)",
		doc: `Flip reverses the order along an axis, sharing the memory. A negative axis
counts from the end. It panics with an [*AxisError] if there is no such axis.`,
	},
	{
		name: "InsertAxis", params: "at int", call: "insertAxis(at)",
		doc: `InsertAxis adds an axis of length 1 so that it becomes axis at, sharing the
memory. A negative at counts from the end of the result. It panics with an
[*AxisError] if there is no such place, or an error that wraps [ErrShape] if the
view has 64 axes already.`,
	},
	{
		name: "Squeeze", params: "", call: "squeeze()",
		doc: `Squeeze drops all axes of length 1, sharing the memory.`,
	},
	{
		name: "SqueezeAxes", params: "axes ...int", call: "squeezeAxes(axes)", form: fallible,
		doc: `SqueezeAxes drops the named axes, which must have length 1, sharing the memory.
Negative axes count from the end. The error wraps [ErrShape] for an axis of
another length or one that is named twice, or [ErrBounds] if there is no such axis.`,
	},
	{
		name: "Reshape", params: "shape ...int", call: "reshape(shape)", form: fallible,
		doc: `Reshape gives the elements, in C order (last axis fastest), another shape, sharing
the memory. One length may be -1 and is computed. The error wraps [ErrShape] if the
sizes differ, or [ErrLayout] if only a copy could have this shape; it is then a
[*ReshapeError], which names the axes that do not follow each other in memory.`,
	},
	{
		name: "ReshapeF", params: "shape ...int", call: "reshapeF(shape)", form: fallible,
		doc: `ReshapeF is [View.Reshape] with the elements taken and put in Fortran order (first
axis fastest).`,
	},
	{
		name: "Ravel", params: "", call: "ravel()", form: fallible,
		doc: `Ravel returns the elements in C order along one axis, sharing the memory. The
error wraps [ErrLayout] if that needs a copy; see [View.Reshape].`,
	},
	{
		name: "BroadcastTo", params: "shape ...int", call: "broadcastTo(shape)", form: readOnly,
		doc: `BroadcastTo stretches the view to a shape, sharing the memory: axes of length 1,
and axes missing in front, repeat with stride 0. Several indices then name one
element, so the result is read-only. The error wraps [ErrShape] or [ErrOverflow].`,
	},
	{
		name: "Windows", params: "lengths []int, axes ...int", call: "windows(lengths, axes)", form: readOnly,
		doc: `Windows returns a sliding window of the given lengths at each of its positions,
sharing the memory: the named axes (all if none is named) are shortened to the
n-length+1 positions, and one axis per length is appended with what the window
sees. Windows overlap, so the result is read-only. Negative axes count from the
end; an axis may be named twice. The error wraps [ErrShape] (counts, a window
longer than its axis or negative, more than 64 axes), [ErrBounds] or [ErrOverflow].`,
	},
	{
		name: "Blocks", params: "lengths ...int", call: "blocks(lengths)", form: fallible,
		doc: `Blocks cuts every axis into blocks of the given lengths, sharing the memory: shape
(n, m) with lengths (b, c) becomes (n/b, m/c, b, c). The error wraps [ErrShape] if a
length does not divide its axis (see [View.WholeBlocks]) or is below 1, or if the
counts differ.`,
	},
	{
		name: "WholeBlocks", params: "lengths ...int", call: "wholeBlocks(lengths)", form: fallible,
		doc: `WholeBlocks is [View.Blocks] without the elements at the end of each axis that do
not fill a block.`,
	},
	{
		name: "Diagonal", params: "offset, axis1, axis2 int", call: "diagonal(offset, axis1, axis2)", form: fallible,
		doc: `Diagonal replaces two axes by their diagonal, which becomes the last axis, sharing
the memory: element i of it is element (i, i+offset) along (axis1, axis2), or
(i-offset, i) for a negative offset. Negative axes count from the end. The error
wraps [ErrBounds] or [ErrShape] if these are not two axes, or [ErrLayout] if
pointers lie between them, so that no single stride runs along both.`,
	},
	{
		name: "SplitAt", params: "axis, i int", call: "splitAt(axis, i)", form: pair,
		doc: `SplitAt cuts an axis before position i and returns both parts, sharing the memory:
positions 0 … i-1 and the others. Negative axes and positions count from the end; i
may be the length of the axis. It panics with an error that wraps [ErrBounds] if
there is no such axis or position.`,
	},
}
