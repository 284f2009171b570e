package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// vectors returns the vector loops for items of a kind; there may be none.
func foldVectors(kind elem.Kind) *vectorLoops {
	switch {
	case cpu.Has(cpu.AVX512):
		return &loopsAVX512[kind]
	case cpu.Has(cpu.AVX2):
		return &loopsAVX2[kind]
	}
	return &noLoops
}

// sumVector adds n items, without gaps, to a sum; it reports whether it did.
func sumVector(kind elem.Kind, acc *floatSum, a mem.Addr, n int) bool {
	p := mem.Addr(acc) // K1: the state; it does not move while assembly runs
	switch {
	case cpu.Has(cpu.AVX512):
		switch kind {
		case elem.KindFloat64:
			sumFloat64AVX512(p, a, n)
		case elem.KindFloat32:
			sumFloat32AVX512(p, a, n)
		case elem.KindFloat16:
			sumFloat16AVX512(p, a, n)
		default:
			return false
		}
		return true
	case cpu.Has(cpu.AVX2):
		switch kind {
		case elem.KindFloat64:
			sumFloat64AVX2(p, a, n)
		case elem.KindFloat32:
			sumFloat32AVX2(p, a, n)
		case elem.KindFloat16:
			sumFloat16AVX2(p, a, n)
		default:
			return false
		}
		return true
	}
	return false
}

// sumPairsVector adds n complex numbers, without gaps, to a sum of its real parts and
// one of its imaginary parts.
func sumPairsVector(acc *[2]floatSum, a mem.Addr, n int) bool {
	p := mem.Addr(acc) // K1: the states; they do not move while assembly runs
	switch {
	case cpu.Has(cpu.AVX512):
		sumComplex128AVX512(p, a, 2*n)
	case cpu.Has(cpu.AVX2):
		sumComplex128AVX2(p, a, 2*n)
	default:
		return false
	}
	return true
}

// spreadVector adds the squares of n items less a mean.
func spreadVector(kind elem.Kind, acc *floatSum, a mem.Addr, n int, mean float64) bool {
	p := mem.Addr(acc) // K1: the state; it does not move while assembly runs
	switch {
	case cpu.Has(cpu.AVX512) && kind == elem.KindFloat64:
		spreadFloat64AVX512(p, a, n, mean)
	case cpu.Has(cpu.AVX512) && kind == elem.KindFloat32:
		spreadFloat32AVX512(p, a, n, mean)
	case cpu.Has(cpu.AVX2) && kind == elem.KindFloat64:
		spreadFloat64AVX2(p, a, n, mean)
	case cpu.Has(cpu.AVX2) && kind == elem.KindFloat32:
		spreadFloat32AVX2(p, a, n, mean)
	default:
		return false
	}
	return true
}

var loopsAVX2 = Table[vectorLoops]{
	elem.KindBool:    {per: 32, min: minUint8AVX2, max: maxUint8AVX2, minRows: minUint8RowsAVX2, maxRows: maxUint8RowsAVX2, sum: sumUint8AVX2, sumRows: sumUint8RowsAVX2, find: find8AVX2, differ: differ8AVX2, count: count8AVX2},
	elem.KindInt8:    {per: 32, min: minInt8AVX2, max: maxInt8AVX2, minRows: minInt8RowsAVX2, maxRows: maxInt8RowsAVX2, sum: sumInt8AVX2, sumRows: sumInt8RowsAVX2, find: find8AVX2, differ: differ8AVX2, count: count8AVX2},
	elem.KindInt16:   {per: 16, min: minInt16AVX2, max: maxInt16AVX2, minRows: minInt16RowsAVX2, maxRows: maxInt16RowsAVX2, sum: sumInt16AVX2, sumRows: sumInt16RowsAVX2, find: find16AVX2, differ: differ16AVX2, count: count16AVX2},
	elem.KindInt32:   {per: 8, min: minInt32AVX2, max: maxInt32AVX2, minRows: minInt32RowsAVX2, maxRows: maxInt32RowsAVX2, sum: sumInt32AVX2, sumRows: sumInt32RowsAVX2, find: find32AVX2, differ: differ32AVX2, count: count32AVX2},
	elem.KindInt64:   {per: 4, min: minInt64AVX2, max: maxInt64AVX2, minRows: minInt64RowsAVX2, maxRows: maxInt64RowsAVX2, sum: sumInt64AVX2, sumRows: sumInt64RowsAVX2, find: find64AVX2, differ: differ64AVX2, count: count64AVX2},
	elem.KindUint8:   {per: 32, min: minUint8AVX2, max: maxUint8AVX2, minRows: minUint8RowsAVX2, maxRows: maxUint8RowsAVX2, sum: sumUint8AVX2, sumRows: sumUint8RowsAVX2, find: find8AVX2, differ: differ8AVX2, count: count8AVX2},
	elem.KindUint16:  {per: 16, min: minUint16AVX2, max: maxUint16AVX2, minRows: minUint16RowsAVX2, maxRows: maxUint16RowsAVX2, sum: sumUint16AVX2, sumRows: sumUint16RowsAVX2, find: find16AVX2, differ: differ16AVX2, count: count16AVX2},
	elem.KindUint32:  {per: 8, min: minUint32AVX2, max: maxUint32AVX2, minRows: minUint32RowsAVX2, maxRows: maxUint32RowsAVX2, sum: sumUint32AVX2, sumRows: sumUint32RowsAVX2, find: find32AVX2, differ: differ32AVX2, count: count32AVX2},
	elem.KindUint64:  {per: 4, min: minUint64AVX2, max: maxUint64AVX2, minRows: minUint64RowsAVX2, maxRows: maxUint64RowsAVX2, sum: sumInt64AVX2, sumRows: sumInt64RowsAVX2, find: find64AVX2, differ: differ64AVX2, count: count64AVX2},
	elem.KindFloat32: {per: 8, minFloat: minFloat32AVX2, maxFloat: maxFloat32AVX2, minPlace: minPlaceFloat32AVX2, maxPlace: maxPlaceFloat32AVX2, minPlaces: minPlacesFloat32RowsAVX2, maxPlaces: maxPlacesFloat32RowsAVX2, minRows: minFloat32RowsAVX2, maxRows: maxFloat32RowsAVX2, sumRows: sumFloat32RowsAVX2, spreadRows: spreadFloat32RowsAVX2, find: findFloat32AVX2, differ: differFloat32AVX2, count: countFloat32AVX2},
	elem.KindFloat64: {per: 4, minFloat: minFloat64AVX2, maxFloat: maxFloat64AVX2, minPlace: minPlaceFloat64AVX2, maxPlace: maxPlaceFloat64AVX2, minPlaces: minPlacesFloat64RowsAVX2, maxPlaces: maxPlacesFloat64RowsAVX2, minRows: minFloat64RowsAVX2, maxRows: maxFloat64RowsAVX2, sumRows: sumFloat64RowsAVX2, spreadRows: spreadFloat64RowsAVX2, find: findFloat64AVX2, differ: differFloat64AVX2, count: countFloat64AVX2},
}

var loopsAVX512 = Table[vectorLoops]{
	elem.KindBool:    {per: 64, min: minUint8AVX512, max: maxUint8AVX512, minRows: minUint8RowsAVX512, maxRows: maxUint8RowsAVX512, sum: sumUint8AVX512, sumRows: sumUint8RowsAVX512, find: find8AVX512, differ: differ8AVX512, count: count8AVX512},
	elem.KindInt8:    {per: 64, min: minInt8AVX512, max: maxInt8AVX512, minRows: minInt8RowsAVX512, maxRows: maxInt8RowsAVX512, sum: sumInt8AVX512, sumRows: sumInt8RowsAVX512, find: find8AVX512, differ: differ8AVX512, count: count8AVX512},
	elem.KindInt16:   {per: 32, min: minInt16AVX512, max: maxInt16AVX512, minRows: minInt16RowsAVX512, maxRows: maxInt16RowsAVX512, sum: sumInt16AVX512, sumRows: sumInt16RowsAVX512, find: find16AVX512, differ: differ16AVX512, count: count16AVX512},
	elem.KindInt32:   {per: 16, min: minInt32AVX512, max: maxInt32AVX512, minRows: minInt32RowsAVX512, maxRows: maxInt32RowsAVX512, sum: sumInt32AVX512, sumRows: sumInt32RowsAVX512, find: find32AVX512, differ: differ32AVX512, count: count32AVX512},
	elem.KindInt64:   {per: 8, min: minInt64AVX512, max: maxInt64AVX512, minRows: minInt64RowsAVX512, maxRows: maxInt64RowsAVX512, sum: sumInt64AVX512, sumRows: sumInt64RowsAVX512, find: find64AVX512, differ: differ64AVX512, count: count64AVX512},
	elem.KindUint8:   {per: 64, min: minUint8AVX512, max: maxUint8AVX512, minRows: minUint8RowsAVX512, maxRows: maxUint8RowsAVX512, sum: sumUint8AVX512, sumRows: sumUint8RowsAVX512, find: find8AVX512, differ: differ8AVX512, count: count8AVX512},
	elem.KindUint16:  {per: 32, min: minUint16AVX512, max: maxUint16AVX512, minRows: minUint16RowsAVX512, maxRows: maxUint16RowsAVX512, sum: sumUint16AVX512, sumRows: sumUint16RowsAVX512, find: find16AVX512, differ: differ16AVX512, count: count16AVX512},
	elem.KindUint32:  {per: 16, min: minUint32AVX512, max: maxUint32AVX512, minRows: minUint32RowsAVX512, maxRows: maxUint32RowsAVX512, sum: sumUint32AVX512, sumRows: sumUint32RowsAVX512, find: find32AVX512, differ: differ32AVX512, count: count32AVX512},
	elem.KindUint64:  {per: 8, min: minUint64AVX512, max: maxUint64AVX512, minRows: minUint64RowsAVX512, maxRows: maxUint64RowsAVX512, sum: sumInt64AVX512, sumRows: sumInt64RowsAVX512, find: find64AVX512, differ: differ64AVX512, count: count64AVX512},
	elem.KindFloat32: {per: 16, minFloat: minFloat32AVX512, maxFloat: maxFloat32AVX512, minPlace: minPlaceFloat32AVX512, maxPlace: maxPlaceFloat32AVX512, minPlaces: minPlacesFloat32RowsAVX512, maxPlaces: maxPlacesFloat32RowsAVX512, minRows: minFloat32RowsAVX512, maxRows: maxFloat32RowsAVX512, sumRows: sumFloat32RowsAVX512, spreadRows: spreadFloat32RowsAVX512, find: findFloat32AVX512, differ: differFloat32AVX512, count: countFloat32AVX512},
	elem.KindFloat64: {per: 8, minFloat: minFloat64AVX512, maxFloat: maxFloat64AVX512, minPlace: minPlaceFloat64AVX512, maxPlace: maxPlaceFloat64AVX512, minPlaces: minPlacesFloat64RowsAVX512, maxPlaces: maxPlacesFloat64RowsAVX512, minRows: minFloat64RowsAVX512, maxRows: maxFloat64RowsAVX512, sumRows: sumFloat64RowsAVX512, spreadRows: spreadFloat64RowsAVX512, find: findFloat64AVX512, differ: differFloat64AVX512, count: countFloat64AVX512},
}

// sumEveryOther adds n float64 at twice their size to a sum. It needs AVX-512.
func sumEveryOther(acc *floatSum, a mem.Addr, n int) {
	sumEveryOtherFloat64AVX512(mem.Addr(acc), a, n) // K1: the state; it does not move while assembly runs
}
