package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// foldTo reduces v to dst.
func foldTo[D, T ndview.Element](op string, verb *kernel.Reducer, dst ndview.MutView[D], v ndview.View[T], opts []Option) error {
	f := newFolding(op, verb, opts)
	f.dst, f.to, f.src, f.from = *dst.Array(), elem.KindOf[D](), *v.Array(), elem.KindOf[T]()
	return f.reduce()
}

// valueOf reduces v to one value, of the kind of the verb's result or wider.
func valueOf[R, T ndview.Element](op string, verb *kernel.Reducer, v ndview.View[T], opts []Option) (R, error) {
	f := newFolding(op, verb, opts)
	f.to, f.src, f.from, f.scalar = elem.KindOf[R](), *v.Array(), elem.KindOf[T](), true
	x, err := f.reduceToValue()
	return mem.Load[R](mem.Of(x[:])), err // M1–M4: 16 aligned bytes hold the widest item
}

// reduceToValue is reduce to a dst without axes.
func (f *folding) reduceToValue() (kernel.Bits, error) {
	it := mem.Item{Size: f.to.Size(), Unit: 1, Align: f.to.Align()}
	f.dst = mem.New(mem.Of(f.value[:]), layout.Scalar(), lease.Forever, lease.Forever.Epoch, it)
	err := f.run()
	x := f.value
	f.free()
	return x, err
}

// sure returns the value of a verb that is defined for every view: what is in its way is
// an option that it does not take, which is a mistake of the program.
func sure[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
