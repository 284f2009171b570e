package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

var namesLookup = []string{"dst", "src"}

// Lookup sets each element of dst to the item of a table that the byte of src at the same place
// is the index of: dst[...] = table[src] in NumPy. src is stretched to the shape of dst, and may
// share memory with it in any way; the table is read first. Of bytes, 64 are
// looked up at once where the processor has AVX-512.
//
// The error wraps [ndview.ErrShape] if src does not stretch to the shape of dst or the table has
// another shape than (256,), and [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
// Lookup panics with a [ndview.ReleasedError] if a borrow has ended. Large arrays are shared among
// goroutines, as by the elementwise verbs.
func Lookup[T ndview.Element](dst ndview.MutView[T], table ndview.View[T], src ndview.View[uint8]) error {
	const op = "ops.Lookup"
	if shape := shapeOf(table.Array()); len(shape) != 1 || shape[0] != 256 {
		return fmt.Errorf("inplace: %s: table has shape %s, wanted (256,), an item for each byte: %w", op, layout.FormatShape(shape), ndview.ErrShape)
	}
	kind, d, a := elem.KindOf[T](), dst.Array(), src.Array()
	if err := check(op, kind.Size(), namesLookup, d, a); err != nil {
		return err
	}
	items := new([256]T)
	for i := range items {
		items[i] = table.At1(i)
	}
	loop := kernel.Loop{Unary: lookupLoop(items)}
	loop.In[0], loop.Out[0] = elem.KindUint8, kind
	call := kernel.Call{Loop: &loop, Out: 1, In: 1}
	call.Kinds[0], call.Kinds[1] = kind, elem.KindUint8
	call.Arrays[0], call.Arrays[1] = d, a
	call.Run()
	return nil
}

// lookupLoop returns the loop over a lane.
func lookupLoop[T ndview.Element](items *[256]T) kernel.Unary {
	if bytes, ok := any(items).(*[256]uint8); ok {
		return (*kernel.ByteTable)(bytes).Lookup
	}
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		for i := range n {
			mem.StoreAt(dst, i*ds, items[mem.LoadAt[uint8](a, i*as)]) // K1, K2
		}
	}
}
