package mem

import "unsafe"

// Element access, the inlined half.
//
// At1, At2, Set1 and Set2 must inline into the loops that call them, or a loop
// costs several times what it should; tests in ndview assert it. The compiler's
// inliner charges a call 57 of its 80 points, but only 17 if the callee is a
// function parameter, so each slow road is handed to the inlined half as an
// argument, and the fields of the layout stand in Array itself.
//
// One compare of the tag covers three questions: is the borrow open, is the
// memory plain, is the number of indices right. Where it fails, the slow road
// finds out which of them it was: it reads memory that is not plain byte by
// byte, and panics for the rest.

// At1 returns the item at index i of a one-dimensional array; slow is [SlowAt1].
func At1[T any](a *Array, i int, slow func(a *Array, i int) Addr) T {
	if uint(i) < a.n0 && a.Tag == a.Slot.Epoch+1 {
		return *(*T)(unsafe.Add(a.Base, i*a.s0)) // M1–M4: in bounds, lease open, plain
	}
	return *(*T)(slow(a, i)) // M1–M4: a native copy of one item
}

// At2 returns the item at (i, j) of a two-dimensional array; slow is [SlowAt2].
func At2[T any](a *Array, i, j int, slow func(a *Array, i, j int) Addr) T {
	if uint(i) < a.n0 && uint(j) < a.n1 && a.Tag == a.Slot.Epoch+2 {
		return *(*T)(unsafe.Add(a.Base, i*a.s0+j*a.s1)) // M1–M4: in bounds, lease open, plain
	}
	return *(*T)(slow(a, i, j)) // M1–M4: a native copy of one item
}

// At3 returns the item at (i, j, k) of a three-dimensional array; slow is
// [SlowAt3]. It is a call: three bounds checks do not fit the inliner's budget.
func At3[T any](a *Array, i, j, k int, slow func(a *Array, i, j, k int) Addr) T {
	if uint(i) < a.n0 && uint(j) < a.n1 && uint(k) < a.n2 && a.Tag == a.Slot.Epoch+3 {
		return *(*T)(unsafe.Add(a.Base, i*a.s0+j*a.s1+k*a.s2)) // M1–M4: in bounds, lease open, plain
	}
	return *(*T)(slow(a, i, j, k)) // M1–M4: a native copy of one item
}

// Set1 writes the item at index i of a one-dimensional array; slow is [SlowSet1].
func Set1[T any](a *Array, i int, x T, slow func(a *Array, i int, x any)) {
	if uint(i) < a.n0 && a.Tag == a.Slot.Epoch+1 {
		*(*T)(unsafe.Add(a.Base, i*a.s0)) = x // M1–M4: in bounds, lease open, plain
		return
	}
	slow(a, i, x)
}

// Set2 writes the item at (i, j) of a two-dimensional array; slow is [SlowSet2].
func Set2[T any](a *Array, i, j int, x T, slow func(a *Array, i, j int, x any)) {
	if uint(i) < a.n0 && uint(j) < a.n1 && a.Tag == a.Slot.Epoch+2 {
		*(*T)(unsafe.Add(a.Base, i*a.s0+j*a.s1)) = x // M1–M4: in bounds, lease open, plain
		return
	}
	slow(a, i, j, x)
}

// Set3 writes the item at (i, j, k) of a three-dimensional array; slow is [SlowSet3].
func Set3[T any](a *Array, i, j, k int, x T, slow func(a *Array, i, j, k int, x any)) {
	if uint(i) < a.n0 && uint(j) < a.n1 && uint(k) < a.n2 && a.Tag == a.Slot.Epoch+3 {
		*(*T)(unsafe.Add(a.Base, i*a.s0+j*a.s1+k*a.s2)) = x // M1–M4: in bounds, lease open, plain
		return
	}
	slow(a, i, j, k, x)
}

// The slow roads of At need no element type: 16 bytes hold the widest item, and
// what lies behind a shorter one is not looked at.

//go:noinline
func SlowAt1(a *Array, i int) Addr { return a.fetch(a.Addr(i)) }

//go:noinline
func SlowAt2(a *Array, i, j int) Addr { return a.fetch(a.Addr(i, j)) }

//go:noinline
func SlowAt3(a *Array, i, j, k int) Addr { return a.fetch(a.Addr(i, j, k)) }

//go:noinline
func SlowSet1(a *Array, i int, x any) { a.put(a.Addr(i), x) }

//go:noinline
func SlowSet2(a *Array, i, j int, x any) { a.put(a.Addr(i, j), x) }

//go:noinline
func SlowSet3(a *Array, i, j, k int, x any) { a.put(a.Addr(i, j, k), x) }

// fetch copies the item at p into native order and alignment.
func (a *Array) fetch(p Addr) Addr {
	it := a.Item()
	x := Addr(new([2]uint64))
	copyUnits(x, p, it.Size, it.Unit) // M2: 16 bytes hold the widest item
	return x
}

// put writes x, a value of the array's element type, to p.
func (a *Array) put(p Addr, x any) {
	it := a.Item()
	copyUnits(p, dataOf(&x), it.Size, it.Unit) // M2: x is one item
}

// dataOf returns the address of the value boxed in x, which is not a pointer.
func dataOf(x *any) Addr {
	return (*[2]Addr)(Addr(x))[1] // an interface is a type word and a data word; non-pointers are boxed
}
