package kernel

import "github.com/go-inplace/inplace/internal/elem"

// Widening and narrowing, between the kinds of items and those that are folded
// (fold.go), are casts (cast.go). Both may work in place, from item to item upwards, as
// long as items do not grow.

// widening returns the loop from a kind to a class, nil where nothing is to be done
// but moving.
func widening(from elem.Kind, to class) Unary {
	if from == to.kind() {
		return nil
	}
	return CastOf(from, to.kind())
}

// narrowing returns the loop from a wide kind to a kind, nil where there is nothing
// to do.
func (r *reduction) narrowing(from, to elem.Kind) Unary {
	switch {
	case from == to:
		return nil
	case r.Saturate:
		return SaturatingCastOf(from, to)
	case from.IsInteger() && to.IsInteger() && to.Size() == from.Size():
		return nil
	}
	return CastOf(from, to)
}
