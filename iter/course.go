package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A course is a walk from position to position.
type course struct {
	walk
	now    int // the number of the valid position
	order  layout.Order
	layout layout.Layout
	axes   []layout.Nested // as the order has them, once somebody asks for an index
}

// over is the number of no position.
const over = -1

// start goes to the first block, as [walk.elements] does.
func (c *course) start(a *mem.Array, order []Order) bool {
	c.order, c.layout = planOrder(layout.OrderC, order), *a.L()
	return c.elements(a, layout.OrderC, order)
}

// end is to be deferred by whoever writes: no position is valid any more.
func (c *course) end() {
	c.now = over
	c.walk.end()
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
