package pyinterop

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Several objects, one borrow: all are acquired in one call into Python, or none is, and all are released in one.

// Arg is an object together with the request for its memory, for the functions that borrow several.
type Arg[V any] struct {
	asked asked
	view  func(l *front) V
}

// Of is r asked of src.
func (r Request[V]) Of(src Source) Arg[V] {
	o, k := sourceOf(src, r.w.op)
	return Arg[V]{asked{o, k, r.w}, r.view}
}

// Read is src as Borrow borrows it.
func Read[T ndview.Element](src Source) Arg[ndview.View[T]] {
	return AskView[T]().named("Read").Of(src)
}

// Write is src as BorrowMut borrows it.
func Write[T ndview.Element](src Source) Arg[ndview.MutView[T]] {
	return AskMutView[T]().named("Write").Of(src)
}

func (r Request[V]) named(op string) Request[V] {
	r.w.op = op
	return r
}

// Borrow2 calls fn with the memory of two objects, each as its Arg asks for it: Read[T], Write[T], or any request Of
// an object. If one is refused none stays borrowed, and the *RefusedError says which argument it was; where several do
// not do, the errors are joined. Everything else is as for Borrow. Objects of a scope and *Kept may be mixed; fn runs
// with the GIL held if there is an object of a scope among them. Arguments that share memory must all be for reading;
// see Request.Aliased.
func Borrow2[A, B any](a Arg[A], b Arg[B], fn func(a A, b B) error) (err error) {
	g := group{pc: cpy.FuncPC(fn), op: "Borrow2", n: 2, asked: [cpy.Several]asked{a.asked, b.asked}}
	if err := g.acquire(); err != nil {
		return err
	}
	g.open()
	defer g.end(&err)
	return fn(a.view(&g.loans[0].front), b.view(&g.loans[1].front))
}

// Borrow3 is Borrow2 for three objects.
func Borrow3[A, B, C any](a Arg[A], b Arg[B], c Arg[C], fn func(a A, b B, c C) error) (err error) {
	g := group{pc: cpy.FuncPC(fn), op: "Borrow3", n: 3, asked: [cpy.Several]asked{a.asked, b.asked, c.asked}}
	if err := g.acquire(); err != nil {
		return err
	}
	g.open()
	defer g.end(&err)
	return fn(a.view(&g.loans[0].front), b.view(&g.loans[1].front), c.view(&g.loans[2].front))
}

// Borrow4 is Borrow2 for four objects.
func Borrow4[A, B, C, D any](a Arg[A], b Arg[B], c Arg[C], d Arg[D], fn func(a A, b B, c C, d D) error) (err error) {
	g := group{pc: cpy.FuncPC(fn), op: "Borrow4", n: 4, asked: [cpy.Several]asked{a.asked, b.asked, c.asked, d.asked}}
	if err := g.acquire(); err != nil {
		return err
	}
	g.open()
	defer g.end(&err)
	return fn(a.view(&g.loans[0].front), b.view(&g.loans[1].front), c.view(&g.loans[2].front), d.view(&g.loans[3].front))
}
