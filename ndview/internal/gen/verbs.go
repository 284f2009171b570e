package main

var verbs = []verb{
	{
		name: "SliceAxis", params: "axis int, ix Index", call: "sliceAxis(axis, ix)",
		doc: `SliceAxis restricts one axis to the positions of a range (All, Span, From, To,
each with or without By) and shares the memory. A negative axis counts from the
end. It panics with an [*AxisError] if there is no such axis.`,
	},
	{
		name: "IndexAxis", params: "axis, i int", call: "indexAxis(axis, i)",
		doc: `IndexAxis selects position i of an axis and drops the axis; the memory is
shared. Negative axes and positions count from the end. It panics with an
[*AxisError] or a [*PositionError] if there is no such axis or position.`,
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
		name: "InsertAxis", params: "at int", call: "newAxis(at)",
		doc: `InsertAxis adds an axis of length 1 so that it becomes axis at, sharing the
memory. A negative at counts from the end of the result. It panics with an
[*AxisError] if there is no such place, or an error that wraps [ErrShape] if the
view has 64 axes already.`,
	},
}
