package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	namesFill = []string{"dst"}
	namesCopy = []string{"dst", "src"}
)

// Fill sets every element of dst to x, as dst[...] = x in NumPy, or with [When] those
// where the mask is true, as dst[mask] = x. A Bool is stored as it is; use
// [ndview.BoolOf].
//
// The error wraps [ndview.ErrOverlap] if dst overlaps itself, and
// [ndview.ErrShape] if the mask does not stretch to the shape of dst; nothing is
// written then.
func Fill[T ndview.Element](dst ndview.MutView[T], x T, opts ...Option) error {
	if len(opts) == 0 && kernel.QuickFill(dst.Array(), x) {
		return nil
	}
	d, kind := dst.Array(), elem.KindOf[T]()
	if len(opts) > 0 {
		return fillWhen(kind, d, kernel.BitsOf(x), opts)
	}
	if err := check("ops.Fill", kind.Size(), namesFill, d); err != nil {
		return err
	}
	kernel.FillArray(kind, d, kernel.BitsOf(x))
	return nil
}

// fillWhen copies x, an array without axes, where a mask is true.
func fillWhen(kind elem.Kind, dst *mem.Array, x kernel.Bits, opts []Option) error {
	item := mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()}
	src := mem.New(mem.Of(x[:]), layout.Layout{}, lease.Forever, 0, item)
	return assign(&fillVerb, settingsOf(opts), kind, kind, dst, &src)
}

// Copy sets dst to src, stretched to the shape of dst, as dst[...] = src in NumPy:
// axes of length 1 that src has in front of those of dst are dropped. The views
// may lie in memory in any way and share it; a transposed copy goes by strips that
// use whole cache lines. With [When] it sets only the elements where the mask is
// true, as np.copyto(dst, src, where=mask). [Cast] copies to another element type.
//
// The error wraps [ndview.ErrShape] if src, or the mask, does not stretch to the
// shape of dst, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written
// then.
func Copy[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], opts ...Option) error {
	if len(opts) == 0 && kernel.QuickCopy[T](dst.Array(), src.Array()) {
		return nil
	}
	d, a, kind := dst.Array(), src.Array(), elem.KindOf[T]()
	if len(opts) > 0 || a.L().NDim > d.L().NDim {
		return assign(&copyVerb, settingsOf(opts), kind, kind, d, a)
	}
	if err := check(copyVerb.op, kind.Size(), namesCopy, d, a); err != nil {
		return err
	}
	kernel.CopyArray(kind, d, a)
	return nil
}
