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
	f := folding{
		foldSettings: foldSettingsOf(opts), op: op, verb: verb,
		dst: dst.Array(), to: elem.KindOf[D](), src: v.Array(), from: elem.KindOf[T](),
	}
	return f.reduce()
}

// valueOf reduces v to one value, of the kind of the verb's result or wider.
func valueOf[R, T ndview.Element](op string, verb *kernel.Reducer, v ndview.View[T], opts []Option) (R, error) {
	var bits kernel.Bits
	to := elem.KindOf[R]()
	at := mem.Of(bits[:]) // 16 aligned bytes hold the widest item
	dst := mem.New(at, layout.Scalar(), lease.Forever, lease.Forever.Epoch, mem.Item{Size: to.Size(), Unit: 1, Align: to.Align()})
	f := folding{
		foldSettings: foldSettingsOf(opts), op: op, verb: verb,
		dst: &dst, to: to, src: v.Array(), from: elem.KindOf[T](), scalar: true,
	}
	err := f.reduce()
	return mem.Load[R](at), err // M1–M4: bits
}

// sure returns the value of a verb that is defined for every view: what is in its way is
// an option that it does not take, which is a mistake of the program.
func sure[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
