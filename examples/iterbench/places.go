package main

import "github.com/go-inplace/inplace/ndview"

// A place says how the elements that are walked lie in a slice: lanes of the inner
// length, in rows, in planes. Steps are elements.
type place struct {
	name   string
	offset int
	n      [3]int // planes, rows, elements of a lane
	step   [3]int
	joined *place // the same elements in the same order with longer lanes, if there are
	memory *place // the same elements as they follow each other in memory
}

// places returns the places of count elements in lanes of n. The slice has room for
// two elements for each of them.
func places(count, n int) []place {
	rows := count / n
	planes := min(4, rows)
	perPlane := rows / planes
	all := &place{n: [3]int{1, 1, count}, step: [3]int{0, 0, 1}}
	down := &place{offset: count - 1, n: [3]int{1, 1, count}, step: [3]int{0, 0, -1}}
	return []place{
		{"contiguous", 0, [3]int{1, rows, n}, [3]int{0, n, 1}, all, all},
		{"cut-out", 0, [3]int{1, rows, n}, [3]int{0, 2 * n, 1}, nil, nil},
		{"transposed", 0, [3]int{1, rows, n}, [3]int{0, 1, rows}, nil, all},
		{"negative", count - 1, [3]int{1, rows, n}, [3]int{0, -n, -1}, down, all},
		{"3-d permuted", 0, [3]int{planes, perPlane, n}, [3]int{1, n * planes, planes}, nil, all},
	}
}

// inLanes returns the place as a loop over lanes is written by hand.
func (p *place) inLanes() *place { return p }

// inOrder returns the place as a loop over its elements in C order is written by
// hand.
func (p *place) inOrder() *place {
	if p.joined != nil {
		return p.joined
	}
	return p
}

// inMemory returns the place as a loop in whichever order is written by hand.
func (p *place) inMemory() *place {
	if p.memory != nil {
		return p.memory
	}
	return p
}

// view returns the elements as a view, 2-d if there is one plane.
func view[T ndview.Element](s []T, p place) (ndview.MutView[T], error) {
	size := ndview.DTypeOf[T]().Size
	shape, strides := p.n[:], []int{p.step[0] * size, p.step[1] * size, p.step[2] * size}
	if p.n[0] == 1 {
		shape, strides = shape[1:], strides[1:]
	}
	return ndview.FromStrided(s, p.offset, shape, strides)
}
