package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// CumSum sets each element of dst to the sum of the elements of v up to its place along
// an axis, as np.cumsum(v, axis=…, out=dst). dst has the shape of v; it may be v, and
// may share memory with it in any way. Without [Axes] a view of several axes, or of
// none, is walked in C order and dst has one axis.
//
// Sums of floats carry their rounding errors from one block of eight elements to the next, so
// that the last one is as good as that of [Sum], and the same number with and without
// vector instructions; dtypes follow the rules of [SumTo]. It takes [Axes] with one axis,
// [Casting], [DType] and [SkipNaN] (np.nancumsum).
//
// The error is a [FoldError], or wraps [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then.
func CumSum[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return scanTo("ops.CumSum", &kernel.ReduceSum, dst, v, opts)
}

// CumProd sets each element of dst to the product of the elements of v up to its
// place along an axis, as np.cumprod(v, axis=…, out=dst). See [CumSum].
func CumProd[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return scanTo("ops.CumProd", &kernel.ReduceProd, dst, v, opts)
}

func scanTo[D, T ndview.Element](op string, verb *kernel.Reducer, dst ndview.MutView[D], v ndview.View[T], opts []Option) error {
	f := newFolding(op, verb, opts)
	f.scans, f.flat = true, true
	f.dst, f.to, f.src, f.from = *dst.Array(), elem.KindOf[D](), *v.Array(), elem.KindOf[T]()
	return f.scan()
}

// Accumulate scans src to dst by the verb of a name, as the accumulate of the ufunc
// of that name does in NumPy: "add", "multiply", "minimum", "maximum", "fmin", "fmax",
// "logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or",
// "bitwise_xor", along axis 0 if [Axes] names none; or as np.cumsum and np.cumprod do
// ("cumsum", "cumprod", "nancumsum", "nancumprod"), in C order if [Axes] names none.
// The rest is as in [CumSum]. The error wraps [ErrVerb] if there is no verb of that
// name.
func Accumulate(name string, dst ndview.MutRaw, src ndview.Raw, opts ...Option) error {
	verb, flat, ok := scanOf(name)
	if !ok {
		return fmt.Errorf("inplace: ops.Accumulate: no scan is named %q; there are cumsum, cumprod, both with nan in front, and the accumulate of "+
			"add, multiply, minimum, maximum, fmin, fmax, and of logical_ and bitwise_ and, or and xor: %w", name, ErrVerb)
	}
	f := newFolding("ops.Accumulate", verb, opts)
	f.scans, f.flat = true, flat
	if name[:3] == "nan" {
		f.foldSettings.set |= hasSkipNaN
	}
	f.dst, f.to = numbers(&dst.Raw)
	f.src, f.from = numbers(&src)
	return f.scan()
}

// scanOf returns the verb of a scan's name, and whether it is one through all axes if
// none is named.
func scanOf(name string) (verb *kernel.Reducer, flat, ok bool) {
	switch name {
	case "cumsum", "nancumsum":
		return &kernel.ReduceSum, true, true
	case "cumprod", "nancumprod":
		return &kernel.ReduceProd, true, true
	}
	verb, ok = kernel.Reducers[name]
	return verb, false, ok && verb.Scans() && verb.Name == name
}

// scan checks and runs a scan.
func (f *folding) scan() error {
	defer f.free()
	f.src.Check()
	f.dst.Check()
	f.set, f.named = f.axisSet()
	flat, whole := f.flat && !f.has(hasAxes) && f.src.L().NDim != 1, f.src
	if flat {
		f.flatten()
	}
	if !f.optionsFit() || !f.kindsFit() || !f.named || f.src.L().NDim == 0 || !f.shapesFit() {
		return f.refusal()
	}
	if size := f.to.Size(); !plainlyApart(f.dst.L(), size) {
		if err := checkApart(f.op, size, f.dst.L()); err != nil {
			return err
		}
	}
	if flat {
		f.src = flatOf(f.from, whole)
	}
	axis := 0
	for f.set>>axis&1 == 0 {
		axis++
	}
	s := kernel.Scan{Verb: f.verb, Axis: axis, SkipNaN: f.skips(), Via: f.via, Saturate: f.rule == Saturate, Workers: f.workers}
	s.Run(f.to, &f.dst, f.from, &f.src)
	return nil
}

// flatten gives v one axis for the checks: its elements are still to be brought into
// that order (flatOf), since there may be too many to copy them.
func (f *folding) flatten() {
	l := f.src.L()
	f.whole, f.set = l.AppendShape([]int{}), 1
	flat, err := layout.New([]int{l.Size()}, []int{0}, nil, 1)
	if err != nil {
		panic(err) // as many elements as a view has
	}
	*f.src.L() = flat
}

// flatOf returns the elements of an array in C order as an array of one axis, a copy
// where there is no such view.
func flatOf(kind elem.Kind, a mem.Array) mem.Array {
	size := kind.Size()
	n := a.L().Size()
	flat, err := layout.C([]int{n}, size)
	if err != nil {
		panic(err) // dst has as many elements, all apart
	}
	if a.L().ContiguousC(size) && !a.L().Indirect() {
		it := a.Item()
		*a.L() = flat
		a.Settle(it)
		return a
	}
	same, err := layout.C(a.L().AppendShape([]int{}), size)
	if err != nil {
		panic(err)
	}
	at := mem.Of(make([]uint64, (n*size+7)/8))
	it := mem.Item{Size: size, Unit: 1, Align: kind.Align()}
	aside := mem.New(at, same, lease.Forever, 0, it)
	kernel.CopyArray(kind, &aside, &a)
	return mem.New(at, flat, lease.Forever, 0, it)
}

// Diff sets dst to the n-th differences of v along an axis: the differences of
// neighbours, v[i+1] − v[i], and n−1 times the differences of these, as np.diff(v, n,
// axis); neighbouring booleans differ or not. dst has the shape of v, but n elements less along the axis, or none if v
// has not so many; n = 0 copies. dst may share memory with v. Integers wrap around.
//
// For n > 1 it allocates memory of the size of the first differences. The error wraps
// [ndview.ErrBounds] if there is no such axis or n is negative, [ndview.ErrShape] if
// dst does not have the shape, and [ndview.ErrOverlap] if dst overlaps itself; nothing
// is written then.
func Diff[T Number | ndview.Bool](dst ndview.MutView[T], v ndview.View[T], n, axis int) error {
	ndim := v.NDim()
	at := axis
	if at < 0 {
		at += ndim
	}
	if at < 0 || at >= ndim {
		return fmt.Errorf("inplace: ops.Diff of v %s: axis %d is out of bounds for array of dimension %d: %w",
			layout.FormatShape(v.Shape()), axis, ndim, ndview.ErrBounds)
	}
	if n < 0 {
		return fmt.Errorf("inplace: ops.Diff: order must be non-negative but got %d: %w", n, ndview.ErrBounds)
	}
	want := v.Shape()
	want[at] = max(want[at]-n, 0)
	if !sameLengths(dst.Array().L(), want) {
		return fmt.Errorf("inplace: ops.Diff of v %s: dst has shape %s, wanted %s for differences of order %d along axis %d: %w",
			layout.FormatShape(v.Shape()), layout.FormatShape(dst.Shape()), layout.FormatShape(want), n, at, ndview.ErrShape)
	}
	if err := check("ops.Diff", mem.SizeOf[T](), namesFill, dst.Array()); err != nil || want[at] == 0 {
		return err
	}
	if n == 0 {
		return Copy(dst, v)
	}
	for ; n > 1; n-- {
		next := v.Shape()
		next[at]--
		w := ndview.Make[T](next...)
		if err := neighbours(w, v, at); err != nil {
			return err
		}
		v = w.View
	}
	return neighbours(dst, v, at)
}

// neighbours sets dst to the differences of neighbours.
func neighbours[T Number | ndview.Bool](dst ndview.MutView[T], v ndview.View[T], axis int) error {
	verb := subtractVerb
	if elem.KindOf[T]() == elem.KindBool {
		verb = notEqualVerb
	}
	later, earlier := v.SliceAxis(axis, ndview.From(1)), v.SliceAxis(axis, ndview.To(-1))
	return binaryOf(verb, elem.KindOf[T](), dst.Array(), later.Array(), earlier.Array(), nil)
}
