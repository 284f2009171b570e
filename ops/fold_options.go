package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// foldOption is what options of reductions and scans carry.
type foldOption struct {
	axes  [layout.MaxNDim]int8 // in the Option itself: a slice would be allocated
	named int                  // number of axes
	wrong int                  // an axis that no view has, 0 for none
	start kernel.Bits
	kind  elem.Kind // of start, or the one of DType
	ddof  int
}

// Axes names the axes that a reduction takes together, NumPy's axis=; negative ones
// count from the end. Without it a reduction takes all axes. Axes() takes none: the shape
// stays. Scans take one axis. A view without axes has the axes 0 and −1 nonetheless, as
// in NumPy.
func Axes(axes ...int) Option {
	o := Option{set: hasAxes}
	o.fold.named = len(axes)
	for i, axis := range axes {
		if axis < -layout.MaxNDim || axis >= layout.MaxNDim {
			o.fold.wrong = axis
		}
		if i < layout.MaxNDim {
			o.fold.axes[i] = int8(axis)
		}
	}
	return o
}

// KeepDims leaves the axes that are reduced in dst, with length 1, NumPy's
// keepdims=True, so that dst stretches to the shape of what was reduced.
func KeepDims() Option { return Option{set: hasKeepDims} }

// Initial is the value that a sum, a product, a smallest or largest element or bits
// start from, NumPy's initial=. An empty reduction has it as result. It must be a number
// that the elements' kind can hold.
func Initial[T ndview.Element | int](x T) Option {
	o := Option{set: hasInitial}
	if n, ok := any(x).(int); ok {
		o.fold.start, o.fold.kind = kernel.BitsOf(int64(n)), elem.KindInt64
		return o
	}
	mem.Store(mem.Of(o.fold.start[:]), x) // 16 aligned bytes hold the widest item
	o.fold.kind = kindOf(x)
	return o
}

func kindOf(x any) elem.Kind {
	switch x.(type) {
	case float64:
		return elem.KindFloat64
	case float32:
		return elem.KindFloat32
	case int64:
		return elem.KindInt64
	case int32:
		return elem.KindInt32
	case int16:
		return elem.KindInt16
	case int8:
		return elem.KindInt8
	case uint8:
		return elem.KindUint8
	case uint16:
		return elem.KindUint16
	case uint32:
		return elem.KindUint32
	case uint64:
		return elem.KindUint64
	case complex64:
		return elem.KindComplex64
	case complex128:
		return elem.KindComplex128
	case elem.Bool:
		return elem.KindBool
	case elem.Float16:
		return elem.KindFloat16
	}
	return elem.KindBFloat16
}

// Ddof is subtracted from the number of elements that the squares are divided by
// in [Var] and [Std], NumPy's ddof=: 1 gives the unbiased estimate of a variance.
func Ddof(n int) Option { return Option{set: hasDdof, fold: foldOption{ddof: n}} }

// SkipNaN passes over elements that are NaN, or have a part that is: Sum with SkipNaN
// is np.nansum, CumSum with SkipNaN np.nancumsum, and so on. Where nothing but NaN is
// left, sums are 0, products 1, means, smallest and largest elements NaN, and there is no
// index.
func SkipNaN() Option { return Option{set: hasSkipNaN} }

// DType sets the dtype in which a sum or product is made before it is cast to that of
// dst, NumPy's dtype=. It decides where results wrap around or round; adding up is
// never less accurate than in float64 or 64 bits. Without it that of dst decides.
func DType(typ ndview.DType) Option {
	return Option{set: hasDType, fold: foldOption{kind: typ.Kind}}
}

// foldSettings are the options of a reduction or scan.
type foldSettings struct {
	settings
	set   optionSet
	axes  [layout.MaxNDim]int8
	named int // axes that are named, the first of which are in axes
	wrong int // an axis that no view has
	start kernel.Bits
	of    elem.Kind // of start
	via   elem.Kind
	ddof  int

	where mem.Array // what settings.mask points to
}

// take takes over options. It copies what they point to, so that a call that names axes,
// or a mask, allocates nothing.
func (s *foldSettings) take(opts []Option) {
	s.rule, s.mask, s.set, s.named, s.wrong, s.via, s.ddof, s.workers = SameKind, nil, 0, 0, 0, elem.Invalid, 0, 0
	for i := range opts {
		o := &opts[i]
		s.set |= o.set
		switch {
		case o.set&hasMask != 0:
			s.where = o.mask
			s.mask = &s.where
		case o.set&hasRule != 0:
			s.rule = o.rule
		case o.set&hasAxes != 0:
			s.axes, s.named, s.wrong = o.fold.axes, o.fold.named, o.fold.wrong
		case o.set&hasInitial != 0:
			s.start, s.of = o.fold.start, o.fold.kind
		case o.set&hasDType != 0:
			s.via = o.fold.kind
		case o.set&hasDdof != 0:
			s.ddof = o.fold.ddof
		case o.set&hasWorkers != 0:
			s.workers = o.crew
		}
	}
}

// optionNames are the options in the order of their bits.
var optionNames = [...]string{"When", "Casting", "Axes", "KeepDims", "Initial", "Ddof", "SkipNaN", "DType", "Workers"}
