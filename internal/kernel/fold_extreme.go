package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// The smallest and the largest item. A NaN is both, whatever else there is; the
// f-forms pass over NaN. Complex numbers are compared by their real parts first, and
// are NaN if a part is.
//
// The state of nothing is what every item beats: no item of a reduction without
// an identity is ever missing, since empty ones are refused.

var (
	infBits    = math.Float64bits(math.Inf(1))
	negInfBits = math.Float64bits(math.Inf(-1))
	nanBits    = math.Float64bits(math.NaN())

	minFolds = [numClasses]*fold{
		classSigned:   minFold[int64, int64](elem.KindInt64, math.MaxInt64),
		classUnsigned: minFold[uint64, uint64](elem.KindUint64, math.MaxUint64),
		classReal:     minFloatFold[float64](elem.KindFloat64),
		classComplex:  {size: 16, start: [4]uint64{infBits, infBits}, lane: minComplexLane, columns: minComplexColumns, exact: inOrder, join: joinItems(minComplexLane)},
	}
	maxFolds = [numClasses]*fold{
		classSigned:   maxFold[int64, int64](elem.KindInt64, 1<<63),
		classUnsigned: maxFold[uint64, uint64](elem.KindUint64, 0),
		classReal:     maxFloatFold[float64](elem.KindFloat64),
		classComplex:  {size: 16, start: [4]uint64{negInfBits, negInfBits}, lane: maxComplexLane, columns: maxComplexColumns, exact: inOrder, join: joinItems(maxComplexLane)},
	}
	fminFolds = [numClasses]*fold{
		classSigned: minFolds[classSigned], classUnsigned: minFolds[classUnsigned],
		classReal:    {size: 8, start: [4]uint64{nanBits}, lane: fminLane, columns: fminColumns, exact: inOrder, join: joinItems(fminLane)},
		classComplex: {size: 16, start: [4]uint64{nanBits, nanBits}, lane: fminComplexLane, columns: fminComplexColumns, exact: inOrder, join: joinItems(fminComplexLane)},
	}
	fmaxFolds = [numClasses]*fold{
		classSigned: maxFolds[classSigned], classUnsigned: maxFolds[classUnsigned],
		classReal:    {size: 8, start: [4]uint64{nanBits}, lane: fmaxLane, columns: fmaxColumns, exact: inOrder, join: joinItems(fmaxLane)},
		classComplex: {size: 16, start: [4]uint64{nanBits, nanBits}, lane: fmaxComplexLane, columns: fmaxComplexColumns, exact: inOrder, join: joinItems(fmaxComplexLane)},
	}
)

type wideInteger interface{ int64 | uint64 }

type widened interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// Extrema of items that need not be widened first.
var (
	minimaAsTheyLie = Table[*fold]{
		elem.KindInt8:    minFold[int64, int8](elem.KindInt8, math.MaxInt64),
		elem.KindInt16:   minFold[int64, int16](elem.KindInt16, math.MaxInt64),
		elem.KindInt32:   minFold[int64, int32](elem.KindInt32, math.MaxInt64),
		elem.KindUint8:   minFold[uint64, uint8](elem.KindUint8, math.MaxUint64),
		elem.KindUint16:  minFold[uint64, uint16](elem.KindUint16, math.MaxUint64),
		elem.KindUint32:  minFold[uint64, uint32](elem.KindUint32, math.MaxUint64),
		elem.KindFloat32: minFloatFold[float32](elem.KindFloat32),
	}
	maximaAsTheyLie = Table[*fold]{
		elem.KindInt8:    maxFold[int64, int8](elem.KindInt8, 1<<63),
		elem.KindInt16:   maxFold[int64, int16](elem.KindInt16, 1<<63),
		elem.KindInt32:   maxFold[int64, int32](elem.KindInt32, 1<<63),
		elem.KindUint8:   maxFold[uint64, uint8](elem.KindUint8, 0),
		elem.KindUint16:  maxFold[uint64, uint16](elem.KindUint16, 0),
		elem.KindUint32:  maxFold[uint64, uint32](elem.KindUint32, 0),
		elem.KindFloat32: maxFloatFold[float32](elem.KindFloat32),
	}
)

func minFold[T wideInteger, S widened](kind elem.Kind, start uint64) *fold {
	f := &fold{size: 8, start: [4]uint64{start}, lane: minLane[T, S], columns: minColumns[T, S], exact: orderless, join: joinItems(minLane[T, T])}
	return f.withVectors(kind,
		func(v *vectorLoops, acc, a mem.Addr, n int) {
			p := mem.Ptr[T](acc) // K1, K2
			*p = min(*p, T(v.min(a, n)))
		},
		func(v *vectorLoops) columnLoop { return v.minRows })
}

func maxFold[T wideInteger, S widened](kind elem.Kind, start uint64) *fold {
	f := &fold{size: 8, start: [4]uint64{start}, lane: maxLane[T, S], columns: maxColumns[T, S], exact: orderless, join: joinItems(maxLane[T, T])}
	return f.withVectors(kind,
		func(v *vectorLoops, acc, a mem.Addr, n int) {
			p := mem.Ptr[T](acc) // K1, K2
			*p = max(*p, T(v.max(a, n)))
		},
		func(v *vectorLoops) columnLoop { return v.maxRows })
}

func minFloatFold[S float32 | float64](kind elem.Kind) *fold {
	f := &fold{size: 8, start: [4]uint64{infBits}, lane: minFloatLane[S], columns: minFloatColumns[S], exact: inOrder, join: joinItems(minFloatLane[float64])}
	return f.withVectors(kind,
		func(v *vectorLoops, acc, a mem.Addr, n int) {
			x, nan := v.minFloat(a, n)
			takeExtreme(v, false, minFloatLane[S], acc, a, kind.Size(), n, x, nan)
		},
		func(v *vectorLoops) columnLoop { return v.minRows })
}

func maxFloatFold[S float32 | float64](kind elem.Kind) *fold {
	f := &fold{size: 8, start: [4]uint64{negInfBits}, lane: maxFloatLane[S], columns: maxFloatColumns[S], exact: inOrder, join: joinItems(maxFloatLane[float64])}
	return f.withVectors(kind,
		func(v *vectorLoops, acc, a mem.Addr, n int) {
			x, nan := v.maxFloat(a, n)
			takeExtreme(v, true, maxFloatLane[S], acc, a, kind.Size(), n, x, nan)
		},
		func(v *vectorLoops) columnLoop { return v.maxRows })
}

func minLane[T wideInteger, S widened](acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[T](acc) // K1, K2
	y := x
	i := 0
	for ; i+1 < n; i += 2 {
		x = min(x, T(mem.LoadAt[S](a, i*as)))     // K1, K2
		y = min(y, T(mem.LoadAt[S](a, (i+1)*as))) // K1, K2
	}
	if i < n {
		x = min(x, T(mem.LoadAt[S](a, i*as))) // K1, K2
	}
	mem.Store(acc, min(x, y)) // K1, K2
}

func maxLane[T wideInteger, S widened](acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[T](acc) // K1, K2
	y := x
	i := 0
	for ; i+1 < n; i += 2 {
		x = max(x, T(mem.LoadAt[S](a, i*as)))     // K1, K2
		y = max(y, T(mem.LoadAt[S](a, (i+1)*as))) // K1, K2
	}
	if i < n {
		x = max(x, T(mem.LoadAt[S](a, i*as))) // K1, K2
	}
	mem.Store(acc, max(x, y)) // K1, K2
}

func minColumns[T wideInteger, S widened](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			p := mem.PtrAt[T](acc, i*cs)                 // K1, K2
			*p = min(*p, T(mem.LoadAt[S](a, k*ar+i*as))) // K1, K2
		}
	}
}

func maxColumns[T wideInteger, S widened](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			p := mem.PtrAt[T](acc, i*cs)                 // K1, K2
			*p = max(*p, T(mem.LoadAt[S](a, k*ar+i*as))) // K1, K2
		}
	}
}

// Of floats an item that is neither smaller than the result so far nor equal to it is
// larger, or one of them is NaN: one branch, which is seldom taken.

func minFloatLane[S float32 | float64](acc, a mem.Addr, as, n, _, _ int) {
	m := mem.Load[float64](acc) // K1, K2
	for i := 0; i < n && m == m; i++ {
		if x := load64[S](a, i*as); !(x >= m) { // K1, K2
			m = x
		}
	}
	mem.Store(acc, m) // K1, K2
}

func maxFloatLane[S float32 | float64](acc, a mem.Addr, as, n, _, _ int) {
	m := mem.Load[float64](acc) // K1, K2
	for i := 0; i < n && m == m; i++ {
		if x := load64[S](a, i*as); !(x <= m) { // K1, K2
			m = x
		}
	}
	mem.Store(acc, m) // K1, K2
}

func minFloatColumns[S float32 | float64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			m, x := mem.PtrAt[float64](acc, i*cs), load64[S](a, k*ar+i*as) // K1, K2
			if !(x >= *m) && *m == *m {
				*m = x
			}
		}
	}
}

func maxFloatColumns[S float32 | float64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			m, x := mem.PtrAt[float64](acc, i*cs), load64[S](a, k*ar+i*as) // K1, K2
			if !(x <= *m) && *m == *m {
				*m = x
			}
		}
	}
}

func fminLane(acc, a mem.Addr, as, n, at, step int) { eachLane(pickMin, acc, a, as, n) }
func fmaxLane(acc, a mem.Addr, as, n, at, step int) { eachLane(pickMax, acc, a, as, n) }
func fminColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickMin, acc, cs, a, as, ar, n, rows)
}
func fmaxColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickMax, acc, cs, a, as, ar, n, rows)
}

// pickMin returns the smaller of two numbers, and NaN only if both are.
func pickMin(x, y float64) float64 {
	if y < x || x != x {
		return y
	}
	return x
}

func pickMax(x, y float64) float64 {
	if y > x || x != x {
		return y
	}
	return x
}

// The rarer folds take their operation as a value, which costs a call per item.

func eachLane[T float64 | complex128](f func(x, y T) T, acc, a mem.Addr, as, n int) {
	x := mem.Load[T](acc) // K1, K2
	for i := range n {
		x = f(x, mem.LoadAt[T](a, i*as)) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func eachColumn[T float64 | complex128](f func(x, y T) T, acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	for k := range rows {
		for i := range n {
			p := mem.PtrAt[T](acc, i*cs)            // K1, K2
			*p = f(*p, mem.LoadAt[T](a, k*ar+i*as)) // K1, K2
		}
	}
}

func minComplexLane(acc, a mem.Addr, as, n, _, _ int) { eachLane(pickMinComplex, acc, a, as, n) }
func maxComplexLane(acc, a mem.Addr, as, n, _, _ int) { eachLane(pickMaxComplex, acc, a, as, n) }
func fminComplexLane(acc, a mem.Addr, as, n, _, _ int) {
	eachLane(pickFminComplex, acc, a, as, n)
}
func fmaxComplexLane(acc, a mem.Addr, as, n, _, _ int) {
	eachLane(pickFmaxComplex, acc, a, as, n)
}
func minComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickMinComplex, acc, cs, a, as, ar, n, rows)
}
func maxComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickMaxComplex, acc, cs, a, as, ar, n, rows)
}
func fminComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickFminComplex, acc, cs, a, as, ar, n, rows)
}
func fmaxComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	eachColumn(pickFmaxComplex, acc, cs, a, as, ar, n, rows)
}

func anyPartNaN(x complex128) bool { return real(x) != real(x) || imag(x) != imag(x) }

func complexBelow(x, y complex128) bool {
	return real(x) < real(y) || real(x) == real(y) && imag(x) < imag(y)
}

func pickMinComplex(x, y complex128) complex128 {
	if !anyPartNaN(x) && (anyPartNaN(y) || complexBelow(y, x)) {
		return y
	}
	return x
}

func pickMaxComplex(x, y complex128) complex128 {
	if !anyPartNaN(x) && (anyPartNaN(y) || complexBelow(x, y)) {
		return y
	}
	return x
}

func pickFminComplex(x, y complex128) complex128 {
	if anyPartNaN(x) || !anyPartNaN(y) && complexBelow(y, x) {
		return y
	}
	return x
}

func pickFmaxComplex(x, y complex128) complex128 {
	if anyPartNaN(x) || !anyPartNaN(y) && complexBelow(x, y) {
		return y
	}
	return x
}
