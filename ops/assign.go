package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

var (
	namesFill = []string{"dst"}
	namesCopy = []string{"dst", "src"}
)

// Fill sets every element of dst to x, as dst[...] = x in NumPy. A Bool is stored
// as it is; use [ndview.BoolOf].
//
// The error wraps [ndview.ErrOverlap] if dst overlaps itself.
func Fill[T ndview.Element](dst ndview.MutView[T], x T) error {
	d, kind := dst.Array(), elem.KindOf[T]()
	if err := check("ops.Fill", kind.Size(), namesFill, d); err != nil {
		return err
	}
	kernel.FillArray(kind, d, kernel.BitsOf(x))
	return nil
}

// Copy sets dst to src, stretched to the shape of dst, as dst[...] = src in NumPy:
// axes of length 1 that src has in front of those of dst are dropped. The views
// may lie in memory in any way and share it; a transposed copy goes by strips that
// use whole cache lines.
//
// The error wraps [ndview.ErrShape] if src does not stretch to the shape of dst,
// and [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Copy[T ndview.Element](dst ndview.MutView[T], src ndview.View[T]) error {
	whole := src
	for src.NDim() > dst.NDim() && src.Len(0) == 1 {
		src = src.IndexAxis(0, 0)
	}
	d, s, kind := dst.Array(), src.Array(), elem.KindOf[T]()
	if src.NDim() > dst.NDim() {
		s = whole.Array()
	}
	if err := check("ops.Copy", kind.Size(), namesCopy, d, s); err != nil {
		return err
	}
	kernel.CopyArray(kind, d, s)
	return nil
}
