package layout

// A Nested is an axis of a walk: one of the array, with its length, and whether it
// is walked from its end.
type Nested struct {
	Axis, N int
	Down    bool
}

// Nesting appends to dst the axes that a walk over l in an order passes through,
// the outer one first; those of length 1 may be left out. The element that the walk
// visits k-th, from 0, has the index that k has in C order along these axes.
func (l *Layout) Nesting(dst []Nested, order Order) []Nested {
	var d Descent
	if err := d.Make(&Request{Order: order, Track: true}, l); err != nil {
		panic(err) // one operand always has the shape of the others
	}
	for i := range d.wheels {
		w := &d.wheels[i]
		dst = append(dst, Nested{int(w.from >> 1), w.n, w.from&1 != 0})
	}
	for i, n := range d.Plan.Shape() {
		if axis, down, ok := d.Plan.Origin(i); ok {
			dst = append(dst, Nested{axis, n, down})
		}
	}
	return dst
}
