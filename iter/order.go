package iter

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
)

// An Order says in which order a sequence goes through a view. Sequences of elements,
// positions, pointers, lanes and runs, of one view or of several, take any number of
// them at their end; without one they have the order that their comment names. (Those
// of parts, neighbours and groups have one order each.)
//
//	for x := range iter.Elements(v, iter.F, iter.Reversed)
type Order uint8

// The orders. At most one of C, F, K and Any may be given; Reversed may be given
// with each.
const (
	C   Order = 1 << iota // the last axis fastest, as NumPy's order="C"
	F                     // the first axis fastest, as NumPy's order="F"
	K                     // as the elements lie in memory, as NumPy's order="K"
	Any                   // the fastest; nothing is promised but that it visits each element once

	// Reversed is the same sequence from its end to its beginning.
	Reversed
)

// An OrderError is the panic value of asking for two orders at once. It wraps
// [ndview.ErrLayout].
type OrderError struct {
	Orders []Order
}

func (e *OrderError) Error() string {
	return fmt.Sprintf("inplace: a sequence has one order, not %v; Reversed may be given with each", e.Orders)
}

// Unwrap returns [ndview.ErrLayout].
func (e *OrderError) Unwrap() error { return ndview.ErrLayout }

// String returns the name.
func (o Order) String() string {
	switch o {
	case C:
		return "C"
	case F:
		return "F"
	case K:
		return "K"
	case Any:
		return "Any"
	case Reversed:
		return "Reversed"
	}
	return fmt.Sprintf("Order(%d)", uint8(o))
}

// planOrder returns the order that was asked for of one view, or else usual. For
// one view no order is faster than that of memory.
func planOrder(usual layout.Order, asked []Order) layout.Order {
	if len(asked) == 0 {
		return usual
	}
	order := askedOrder(usual, asked)
	if order&^layout.Reverse == layout.OrderAny {
		order = layout.OrderK | order&layout.Reverse
	}
	return order
}

func askedOrder(usual layout.Order, asked []Order) layout.Order {
	var all Order
	for _, o := range asked {
		all |= o
	}
	order := usual
	switch all &^ Reversed {
	case 0:
	case C:
		order = layout.OrderC
	case F:
		order = layout.OrderF
	case K:
		order = layout.OrderK
	case Any:
		order = layout.OrderAny
	default:
		panic(&OrderError{append([]Order{}, asked...)})
	}
	if all&Reversed != 0 {
		order |= layout.Reverse
	}
	return order
}
