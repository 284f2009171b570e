package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Truth, its count, and bits. Everything but 0 is true: NaN is.

var (
	anyFolds = [numClasses]*fold{
		classSigned: anyInts, classUnsigned: anyInts,
		classReal:    anyFold[float64](elem.KindFloat64),
		classComplex: {size: 8, lane: anyLane[complex128], columns: anyColumns[complex128], exact: orderless, join: joinItems(orLane), settled: isTrue},
	}
	anyInts = anyFold[uint64](elem.KindUint64)

	// allFolds look for what is false: the state is 1 until they find it.
	allFolds = [numClasses]*fold{
		classSigned: allInts, classUnsigned: allInts,
		classReal:    allFold[float64](elem.KindFloat64),
		classComplex: {size: 8, start: [4]uint64{1}, lane: allLane[complex128], columns: allColumns[complex128], exact: orderless, join: joinItems(andLane), settled: isFalse},
	}
	allInts = allFold[uint64](elem.KindUint64)

	countFolds = [numClasses]*fold{
		classSigned: countInts, classUnsigned: countInts,
		classReal:    countFold[float64](elem.KindFloat64),
		classComplex: {size: 8, lane: countLane[complex128], columns: countColumns[complex128], exact: orderless, join: joinCounts},
	}
	countInts = countFold[uint64](elem.KindUint64)
)

type wideItem interface {
	uint8 | uint16 | uint32 | uint64 | float32 | float64 | complex128
}

// Truth of items that need not be widened first.
var (
	anyBytes   = anyFold[uint8](elem.KindUint8)
	allBytes   = allFold[uint8](elem.KindUint8)
	countBytes = countFold[uint8](elem.KindUint8)

	anyAsTheyLie   = byWidth(anyBytes, anyFold[uint16](elem.KindUint16), anyFold[uint32](elem.KindUint32), anyFold[float32](elem.KindFloat32))
	allAsTheyLie   = byWidth(allBytes, allFold[uint16](elem.KindUint16), allFold[uint32](elem.KindUint32), allFold[float32](elem.KindFloat32))
	countAsTheyLie = byWidth(countBytes, countFold[uint16](elem.KindUint16), countFold[uint32](elem.KindUint32), countFold[float32](elem.KindFloat32))
)

// byWidth is a table of the folds for integers of 1, 2 and 4 bytes and for float32.
func byWidth(f1, f2, f4, f *fold) Table[*fold] {
	return Table[*fold]{
		elem.KindBool: f1, elem.KindInt8: f1, elem.KindUint8: f1,
		elem.KindInt16: f2, elem.KindUint16: f2,
		elem.KindInt32: f4, elem.KindUint32: f4,
		elem.KindFloat32: f,
	}
}

// anyFold returns the fold for items of a kind that S is. Of columns without gaps the largest
// items tell, if they have no sign.
func anyFold[S wideItem](kind elem.Kind) *fold {
	f := &fold{size: 8, lane: anyLane[S], columns: anyColumns[S], exact: orderless, join: joinItems(orLane), settled: isTrue}
	if !kind.IsFloat() {
		f.withVectors(kind, nil, func(v *vectorLoops) columnLoop { return v.maxRows })
	}
	f.lane = func(acc, a mem.Addr, as, n, _, _ int) {
		v := foldVectors(kind)
		if as != kind.Size() || v.per == 0 || n < v.per {
			anyLane[S](acc, a, as, n, 0, 0)
			return
		}
		if p := mem.Ptr[uint64](acc); *p == 0 && v.differ(a, n, 0) < n { // K1, K2
			*p = 1
		}
	}
	return f
}

// allFold returns the fold for items of a kind that S is; of columns the smallest items tell.
func allFold[S wideItem](kind elem.Kind) *fold {
	f := &fold{size: 8, start: [4]uint64{1}, lane: allLane[S], columns: allColumns[S], exact: orderless, join: joinItems(andLane), settled: isFalse}
	if !kind.IsFloat() {
		f.withVectors(kind, nil, func(v *vectorLoops) columnLoop { return v.minRows })
	}
	f.lane = func(acc, a mem.Addr, as, n, _, _ int) {
		v := foldVectors(kind)
		if as != kind.Size() || v.per == 0 || n < v.per {
			allLane[S](acc, a, as, n, 0, 0)
			return
		}
		if p := mem.Ptr[uint64](acc); *p != 0 && v.find(a, n, 0) < n { // K1, K2
			*p = 0
		}
	}
	return f
}

// countFold returns the fold for items of a kind that S is.
func countFold[S wideItem](kind elem.Kind) *fold {
	return &fold{
		size: 8, exact: orderless, join: joinCounts,
		lane: func(acc, a mem.Addr, as, n, _, _ int) {
			if v := foldVectors(kind); as == kind.Size() && v.count != nil && n >= v.per {
				whole := n - n%v.per
				*mem.Ptr[uint64](acc) += uint64(v.count(a, whole)) // K1, K2
				if n -= whole; n == 0 {
					return
				}
				a = mem.Add(a, whole*as) // K1: the rest
			}
			countLane[S](acc, a, as, n, 0, 0)
		},
		columns: countColumns[S],
	}
}

func anyLane[T wideItem](acc, a mem.Addr, as, n, _, _ int) {
	if mem.Load[uint64](acc) != 0 { // K1, K2
		return
	}
	for i := range n {
		if mem.LoadAt[T](a, i*as) != 0 { // K1, K2
			mem.Store[uint64](acc, 1) // K1, K2
			return
		}
	}
}

func allLane[T wideItem](acc, a mem.Addr, as, n, _, _ int) {
	if mem.Load[uint64](acc) == 0 { // K1, K2
		return
	}
	for i := range n {
		if mem.LoadAt[T](a, i*as) == 0 { // K1, K2
			mem.Store[uint64](acc, 0) // K1, K2
			return
		}
	}
}

func anyColumns[T wideItem](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			if mem.LoadAt[T](a, k*ar+i*as) != 0 { // K1, K2
				mem.StoreAt[uint64](acc, i*cs, 1) // K1, K2
			}
		}
	}
}

func allColumns[T wideItem](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			if mem.LoadAt[T](a, k*ar+i*as) == 0 { // K1, K2
				mem.StoreAt[uint64](acc, i*cs, 0) // K1, K2
			}
		}
	}
}

func countLane[T wideItem](acc, a mem.Addr, as, n, _, _ int) {
	count := mem.Load[uint64](acc) // K1, K2
	for i := range n {
		if mem.LoadAt[T](a, i*as) != 0 { // K1, K2
			count++
		}
	}
	mem.Store(acc, count) // K1, K2
}

func countColumns[T wideItem](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			if mem.LoadAt[T](a, k*ar+i*as) != 0 { // K1, K2
				*mem.PtrAt[uint64](acc, i*cs)++ // K1, K2
			}
		}
	}
}

// Bits. Widening keeps them: sign bits and zeros give the same bits below.

var (
	andBits = &fold{size: 8, start: [4]uint64{^uint64(0)}, lane: andLane, columns: andColumns, exact: orderless, join: joinItems(andLane)}
	orBits  = &fold{size: 8, lane: orLane, columns: orColumns, exact: orderless, join: joinItems(orLane)}
	xorBits = &fold{size: 8, lane: xorLane, columns: xorColumns, exact: orderless, join: joinItems(xorLane)}
)

func andLane(acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[uint64](acc) // K1, K2
	for i := range n {
		x &= mem.LoadAt[uint64](a, i*as) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func orLane(acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[uint64](acc) // K1, K2
	for i := range n {
		x |= mem.LoadAt[uint64](a, i*as) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func xorLane(acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[uint64](acc) // K1, K2
	for i := range n {
		x ^= mem.LoadAt[uint64](a, i*as) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func andColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			*mem.PtrAt[uint64](acc, i*cs) &= mem.LoadAt[uint64](a, k*ar+i*as) // K1, K2
		}
	}
}

func orColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			*mem.PtrAt[uint64](acc, i*cs) |= mem.LoadAt[uint64](a, k*ar+i*as) // K1, K2
		}
	}
}

func xorColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			*mem.PtrAt[uint64](acc, i*cs) ^= mem.LoadAt[uint64](a, k*ar+i*as) // K1, K2
		}
	}
}
