package ndtest

import "slices"

// A List is a view without memory: Shape, and for each index in C order the
// position, in C order, of the element of the source that it names.
type List struct {
	Shape []int
	From  []int
}

// Whole returns the List of a source of this shape.
func Whole(shape []int) List {
	l := List{Shape: slices.Clone(shape), From: make([]int, Size(shape))}
	for k := range l.From {
		l.From[k] = k
	}
	return l
}

// View returns the List of another shape whose element at an index is l's element
// at source(index). The slice that source gets is overwritten afterwards.
func (l List) View(shape []int, source func(index []int) []int) List {
	w := List{Shape: slices.Clone(shape), From: make([]int, 0, Size(shape))}
	for index := range Indices(shape) {
		w.From = append(w.From, l.From[Position(l.Shape, source(index))])
	}
	return w
}

// Reshape returns the elements in their order in another shape of the same size.
func (l List) Reshape(shape []int) List {
	return List{Shape: slices.Clone(shape), From: l.From}
}

// Size returns the product of the lengths.
func Size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// Position returns the place of an index in C order.
func Position(shape, index []int) int {
	p := 0
	for k, i := range index {
		if i < 0 || i >= shape[k] {
			panic("ndtest: index outside the shape")
		}
		p = p*shape[k] + i
	}
	return p
}
