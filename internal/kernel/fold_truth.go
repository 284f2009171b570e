package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Truth, its count, and bits. Everything but 0 is true: NaN is.

var (
	anyFolds = [numClasses]*fold{
		classSigned: anyInts, classUnsigned: anyInts,
		classReal:    {size: 8, lane: anyLane[float64], columns: anyColumns[float64]},
		classComplex: {size: 8, lane: anyLane[complex128], columns: anyColumns[complex128]},
	}
	anyInts = &fold{size: 8, lane: anyLane[uint64], columns: anyColumns[uint64]}

	// allFolds look for what is false: the state is 1 until they find it.
	allFolds = [numClasses]*fold{
		classSigned: allInts, classUnsigned: allInts,
		classReal:    {size: 8, start: [4]uint64{1}, lane: allLane[float64], columns: allColumns[float64]},
		classComplex: {size: 8, start: [4]uint64{1}, lane: allLane[complex128], columns: allColumns[complex128]},
	}
	allInts = &fold{size: 8, start: [4]uint64{1}, lane: allLane[uint64], columns: allColumns[uint64]}

	countFolds = [numClasses]*fold{
		classSigned: countInts, classUnsigned: countInts,
		classReal:    {size: 8, lane: countLane[float64], columns: countColumns[float64]},
		classComplex: {size: 8, lane: countLane[complex128], columns: countColumns[complex128]},
	}
	countInts = &fold{size: 8, lane: countLane[uint64], columns: countColumns[uint64]}
)

type wideItem interface {
	uint8 | uint64 | float64 | complex128
}

// Truth of bytes, which need not be widened first.
var (
	anyBytes   = &fold{size: 8, lane: anyLane[uint8], columns: anyColumns[uint8]}
	allBytes   = &fold{size: 8, start: [4]uint64{1}, lane: allLane[uint8], columns: allColumns[uint8]}
	countBytes = &fold{size: 8, lane: countLane[uint8], columns: countColumns[uint8]}
)

// ofBytes is a table for kinds of one byte.
func ofBytes(f *fold) Table[*fold] {
	return Table[*fold]{elem.KindBool: f, elem.KindInt8: f, elem.KindUint8: f}
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
	andBits = &fold{size: 8, start: [4]uint64{^uint64(0)}, lane: andLane, columns: andColumns}
	orBits  = &fold{size: 8, lane: orLane, columns: orColumns}
	xorBits = &fold{size: 8, lane: xorLane, columns: xorColumns}
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
