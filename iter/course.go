package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A course is a walk from position to position.
type course struct {
	walk
	now     int  // the number of the valid position
	windows bool // lanes may stand in windows
	order   layout.Order
	layout  layout.Layout
	axes    []layout.Nested // as the order has them, once somebody asks for an index
}

// over is the number of no position.
const over = -1

// start goes to the first block, as [walk.elements] does.
func (c *course) start(a *mem.Array, order []Order) bool {
	c.order, c.layout = planOrder(layout.OrderC, order), *a.L()
	more := c.elements(a, layout.OrderC, order)
	c.windows = c.mayStage()
	return more
}

// store moves an element that was set, and stands in a window, to where it belongs.
//
//go:noinline
func (c *course) store(at mem.Addr) {
	if c.detour != nil {
		c.detour.ops[0].storeItem(at)
	} else if c.aside != nil {
		c.aside.ops[0].storeItem(at)
	}
}

// index writes the index of element number k along each axis.
func (c *course) index(k int, index []int) {
	if c.axes == nil {
		c.axes = c.layout.Nesting(nil, c.order)
	}
	clear(index)
	for i := len(c.axes) - 1; i >= 0; i-- {
		x := c.axes[i]
		at := k % x.N
		if x.Down {
			at = x.N - 1 - at
		}
		index[x.Axis] = at
		k /= x.N
	}
}
