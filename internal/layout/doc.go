// Package layout is the pure arithmetic of n-dimensional arrays: shape, byte
// strides, dereference levels, views of views, exact overlap, and the plan by
// which several arrays are walked together. It knows neither element types nor
// memory: everything here is integers.
//
// # A layout
//
// A [Layout] says where the item with a given index lies relative to a base
// address. For a direct layout that is
//
//	address = base + Σ index[k]·stride[k]        (strides in bytes, signed)
//
// Up to four axes lie inside the Layout value itself, so that element access
// reads them without a pointer and a sub-view is made without allocating.
// Everything else (more axes, or axes reached through pointers) lies behind
// [Layout.Far], an immutable description that is copied when a view changes it.
//
// # Dereference levels
//
// PEP 3118 describes indirect arrays (PIL style) by suboffsets: after adding
// index·stride of axis k, load a pointer and add suboffset[k]. That ties the
// order of the axes to the order of the loads, so a transposed indirect array
// has no suboffsets. Here each axis belongs to a level instead:
//
//	address = base           + Σ index·stride over the axes of level 0
//	address = load(address)  + offset of level 1 + Σ … over the axes of level 1
//	address = load(address)  + offset of level 2 + Σ … over the axes of level 2
//
// Within and across levels the axes may stand in any order, so every
// permutation, slice, window and broadcast of an indirect array is a layout.
// Only what would need one stride to act before and after a load at once (a
// diagonal or a merge across two levels) is refused, and so is the export as
// suboffsets of an order that PEP 3118 cannot write ([Layout.PEP3118]).
//
// Methods that move the start of an array return the number of bytes to add to
// the base address. Where the move happens behind a load it goes into that
// level's offset and the method returns 0.
//
// # Invariants
//
// They hold for every Layout that a function of this package returned, and are
// cited by number where they are checked or relied upon.
//
//	L1  0 ≤ NDim ≤ MaxNDim.
//	L2  Far is nil exactly if the layout is direct and NDim ≤ 4. Then Shape and
//	    Strides are zero beyond NDim; otherwise both are zero throughout.
//	L3  No length is negative.
//	L4  The product of the non-zero lengths fits in an int; where an itemsize is
//	    given, so does the product times itemsize.
//	L5  On each level of a layout that is not empty, the reach of the axes (sum of
//	    |stride|·(n−1)) plus the level's offset plus the item fits in an int.
//	L6  The stride of an axis of length 1, and every stride of an empty layout,
//	    means nothing: no query depends on it, no offset is computed from it.
//	L7  An indirect layout has at least two levels, each axis lies on one of them,
//	    and the offset of level 0 is 0 (it belongs to the base address).
//	L8  A Far that a Layout points to is never written again.
//	L9  What is derived from an empty layout is empty, and its offset is 0: the
//	    base of an empty array may be any address and is never moved.
//
// # Errors and concurrency
//
// Every function reports misuse as an error wrapping one of [ErrShape],
// [ErrBounds], [ErrLayout], [ErrOverflow] and [ErrSyntax]; on an error the
// receiver is unchanged. Layouts are values: reading one from several
// goroutines is safe, transforming one in place is not.
package layout
