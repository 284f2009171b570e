// Package inlined has one loop over each element accessor that must be inlined;
// the tests of ndview build it and read the compiler's verdicts.
package inlined

import "github.com/go-inplace/inplace/ndview"

//go:noinline
func at1[T ndview.Element](v *ndview.View[T], x []T) {
	for i := range x {
		x[i] = v.At1(i)
	}
}

//go:noinline
func at2[T ndview.Element](v *ndview.View[T], x []T) {
	for i := range x {
		x[i] = v.At2(i, i)
	}
}

//go:noinline
func set1[T ndview.Element](v *ndview.MutView[T], x []T) {
	for i := range x {
		v.Set1(i, x[i])
	}
}

//go:noinline
func set2[T ndview.Element](v *ndview.MutView[T], x []T) {
	for i := range x {
		v.Set2(i, i, x[i])
	}
}

func all[T ndview.Element](v *ndview.MutView[T], x []T) {
	at1(&v.View, x)
	at2(&v.View, x)
	set1(v, x)
	set2(v, x)
}

// Loops names the loops for elements of each size and register class.
func Loops(a *ndview.MutUint8, b *ndview.MutInt16, c *ndview.MutInt32, d *ndview.MutInt64, e *ndview.MutFloat32, f *ndview.MutFloat64, g *ndview.MutComplex128) {
	all(a, nil)
	all(b, nil)
	all(c, nil)
	all(d, nil)
	all(e, nil)
	all(f, nil)
	all(g, nil)
}

// Direct has the accessors of concrete views.
func Direct(v *ndview.MutFloat64) {
	v.Set1(0, v.At1(1))
	v.Set2(0, 0, v.At2(1, 1))
}
