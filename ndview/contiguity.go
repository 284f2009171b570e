package ndview

// Queries about how the elements lie in memory. On an axis of length 1, and in
// an empty view, a stride means nothing: no answer depends on it.

// ContiguousC reports whether the elements follow each other in C order (last
// axis fastest) without gaps. Empty views are contiguous, indirect ones are not.
func (v View[T]) ContiguousC() bool { return v.a.L().ContiguousC(v.Itemsize()) }

// ContiguousC reports whether the items follow each other in C order. See
// [View.ContiguousC].
func (r Raw) ContiguousC() bool { return r.a.L().ContiguousC(r.typ.Size) }

// ContiguousF reports whether the elements follow each other in Fortran order
// (first axis fastest) without gaps. See [View.ContiguousC].
func (v View[T]) ContiguousF() bool { return v.a.L().ContiguousF(v.Itemsize()) }

// ContiguousF reports whether the items follow each other in Fortran order. See
// [View.ContiguousC].
func (r Raw) ContiguousF() bool { return r.a.L().ContiguousF(r.typ.Size) }

// Contiguous reports whether some order of the axes makes the view C-contiguous:
// the elements fill Nbytes bytes from Address upwards, each byte once.
func (v View[T]) Contiguous() bool { return v.a.L().Contiguous(v.Itemsize()) }

// Contiguous reports whether some order of the axes makes the view C-contiguous.
// See [View.Contiguous].
func (r Raw) Contiguous() bool { return r.a.L().Contiguous(r.typ.Size) }

// HasZeroStride reports whether different indices name the same element because
// an axis longer than 1 has stride 0, as after BroadcastTo.
func (v View[T]) HasZeroStride() bool { return v.a.L().HasZeroStride() }

// HasZeroStride reports whether an axis longer than 1 has stride 0.
func (r Raw) HasZeroStride() bool { return r.a.L().HasZeroStride() }

// HasNegativeStride reports whether an axis longer than 1 runs downwards in
// memory.
func (v View[T]) HasNegativeStride() bool { return v.a.L().HasNegativeStride() }

// HasNegativeStride reports whether an axis longer than 1 runs downwards.
func (r Raw) HasNegativeStride() bool { return r.a.L().HasNegativeStride() }

// Indirect reports whether elements are reached through pointers (PEP 3118
// suboffsets).
func (v View[T]) Indirect() bool { return v.a.L().Indirect() }

// Indirect reports whether items are reached through pointers.
func (r Raw) Indirect() bool { return r.a.L().Indirect() }

// Span returns the bytes of memory that the elements lie in, relative to Address:
// from lo (0, or negative where strides are) up to, not including, hi. Gaps are
// counted. An empty view has (0, 0); for an indirect view it is the span of the
// first table of pointers.
func (v View[T]) Span() (lo, hi int) { return v.a.L().Bounds(v.Itemsize()) }

// Span returns the bytes of memory that the items lie in. See [View.Span].
func (r Raw) Span() (lo, hi int) { return r.a.L().Bounds(r.typ.Size) }

// Coalesced returns the lengths and strides (bytes) of the fewest axes that give
// the same elements in the same C order from the same Address: axes of length 1
// are dropped, and neighbours that follow each other in memory are one. Both are
// empty for a view of one element; an empty view has one axis of length 0. The
// axes of an indirect view are merged only where no pointer lies between them.
func (v View[T]) Coalesced() (shape, strides []int) {
	l := v.a.L().Coalesced()
	return l.AppendShape([]int{}), l.AppendStrides([]int{})
}

// Coalesced returns the lengths and strides of the fewest axes that give the same
// items in the same order. See [View.Coalesced].
func (r Raw) Coalesced() (shape, strides []int) {
	l := r.a.L().Coalesced()
	return l.AppendShape([]int{}), l.AppendStrides([]int{})
}
