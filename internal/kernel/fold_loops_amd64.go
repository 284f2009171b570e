package kernel

import "github.com/go-inplace/inplace/internal/mem"

// The loops of reductions in assembly, as internal/asm/folds describes them.

//go:noescape
func minUint64AVX2(a mem.Addr, n int) uint64

//go:noescape
func minUint64AVX512(a mem.Addr, n int) uint64

//go:noescape
func minFloat32AVX2(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func minFloat32AVX512(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func minFloat64AVX2(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func minFloat64AVX512(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func minInt8AVX2(a mem.Addr, n int) uint64

//go:noescape
func minInt8AVX512(a mem.Addr, n int) uint64

//go:noescape
func minUint8AVX2(a mem.Addr, n int) uint64

//go:noescape
func minUint8AVX512(a mem.Addr, n int) uint64

//go:noescape
func minInt16AVX2(a mem.Addr, n int) uint64

//go:noescape
func minInt16AVX512(a mem.Addr, n int) uint64

//go:noescape
func minUint16AVX2(a mem.Addr, n int) uint64

//go:noescape
func minUint16AVX512(a mem.Addr, n int) uint64

//go:noescape
func minInt32AVX2(a mem.Addr, n int) uint64

//go:noescape
func minInt32AVX512(a mem.Addr, n int) uint64

//go:noescape
func minUint32AVX2(a mem.Addr, n int) uint64

//go:noescape
func minUint32AVX512(a mem.Addr, n int) uint64

//go:noescape
func minInt64AVX2(a mem.Addr, n int) uint64

//go:noescape
func minInt64AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxUint64AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxUint64AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxFloat32AVX2(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func maxFloat32AVX512(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func maxFloat64AVX2(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func maxFloat64AVX512(a mem.Addr, n int) (x float64, nan bool)

//go:noescape
func maxInt8AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxInt8AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxUint8AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxUint8AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxInt16AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxInt16AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxUint16AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxUint16AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxInt32AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxInt32AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxUint32AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxUint32AVX512(a mem.Addr, n int) uint64

//go:noescape
func maxInt64AVX2(a mem.Addr, n int) uint64

//go:noescape
func maxInt64AVX512(a mem.Addr, n int) uint64

//go:noescape
func minUint64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minFloat32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minFloat32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minFloat64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minFloat64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt8RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt8RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint8RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint8RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt16RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt16RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint16RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint16RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minUint32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minInt64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxFloat32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxFloat32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxFloat64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxFloat64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt8RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt8RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint8RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint8RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt16RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt16RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint16RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint16RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint32RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxUint32RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt64RowsAVX2(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func maxInt64RowsAVX512(out mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func find8AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func find8AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differ8AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differ8AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func count8AVX2(a mem.Addr, n int) int

//go:noescape
func count8AVX512(a mem.Addr, n int) int

//go:noescape
func find16AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func find16AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differ16AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differ16AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func count16AVX2(a mem.Addr, n int) int

//go:noescape
func count16AVX512(a mem.Addr, n int) int

//go:noescape
func find32AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func find32AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differ32AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differ32AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func count32AVX2(a mem.Addr, n int) int

//go:noescape
func count32AVX512(a mem.Addr, n int) int

//go:noescape
func find64AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func find64AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differ64AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differ64AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func count64AVX2(a mem.Addr, n int) int

//go:noescape
func count64AVX512(a mem.Addr, n int) int

//go:noescape
func findFloat32AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func findFloat32AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differFloat32AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differFloat32AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func countFloat32AVX2(a mem.Addr, n int) int

//go:noescape
func countFloat32AVX512(a mem.Addr, n int) int

//go:noescape
func findFloat64AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func findFloat64AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func differFloat64AVX2(a mem.Addr, n int, x uint64) int

//go:noescape
func differFloat64AVX512(a mem.Addr, n int, x uint64) int

//go:noescape
func countFloat64AVX2(a mem.Addr, n int) int

//go:noescape
func countFloat64AVX512(a mem.Addr, n int) int

//go:noescape
func sumFloat64AVX2(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumFloat64AVX512(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func spreadFloat64AVX2(acc mem.Addr, a mem.Addr, n int, mean float64)

//go:noescape
func spreadFloat64AVX512(acc mem.Addr, a mem.Addr, n int, mean float64)

//go:noescape
func sumFloat32AVX2(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumFloat32AVX512(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func spreadFloat32AVX2(acc mem.Addr, a mem.Addr, n int, mean float64)

//go:noescape
func spreadFloat32AVX512(acc mem.Addr, a mem.Addr, n int, mean float64)

//go:noescape
func sumFloat16AVX2(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumFloat16AVX512(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumComplex128AVX2(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumComplex128AVX512(acc mem.Addr, a mem.Addr, n int)

//go:noescape
func sumInt8AVX2(a mem.Addr, n int) int64

//go:noescape
func sumInt8AVX512(a mem.Addr, n int) int64

//go:noescape
func sumUint8AVX2(a mem.Addr, n int) int64

//go:noescape
func sumUint8AVX512(a mem.Addr, n int) int64

//go:noescape
func sumInt16AVX2(a mem.Addr, n int) int64

//go:noescape
func sumInt16AVX512(a mem.Addr, n int) int64

//go:noescape
func sumUint16AVX2(a mem.Addr, n int) int64

//go:noescape
func sumUint16AVX512(a mem.Addr, n int) int64

//go:noescape
func sumInt32AVX2(a mem.Addr, n int) int64

//go:noescape
func sumInt32AVX512(a mem.Addr, n int) int64

//go:noescape
func sumUint32AVX2(a mem.Addr, n int) int64

//go:noescape
func sumUint32AVX512(a mem.Addr, n int) int64

//go:noescape
func sumInt64AVX2(a mem.Addr, n int) int64

//go:noescape
func sumInt64AVX512(a mem.Addr, n int) int64

//go:noescape
func sumInt8RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt8RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint8RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint8RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt16RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt16RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint16RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint16RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt32RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt32RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint32RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumUint32RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt64RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumInt64RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumFloat64RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumFloat64RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func spreadFloat64RowsAVX2(out mem.Addr, from mem.Addr, means mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func spreadFloat64RowsAVX512(out mem.Addr, from mem.Addr, means mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumFloat32RowsAVX2(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func sumFloat32RowsAVX512(out mem.Addr, from mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func spreadFloat32RowsAVX2(out mem.Addr, from mem.Addr, means mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func spreadFloat32RowsAVX512(out mem.Addr, from mem.Addr, means mem.Addr, a mem.Addr, ar int, n int, rows int)

//go:noescape
func minPlaceFloat32AVX2(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func minPlaceFloat32AVX512(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func minPlaceFloat64AVX2(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func minPlaceFloat64AVX512(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func maxPlaceFloat32AVX2(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func maxPlaceFloat32AVX512(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func maxPlaceFloat64AVX2(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func maxPlaceFloat64AVX512(a mem.Addr, n int) (index int, nan bool)

//go:noescape
func minPlacesFloat32RowsAVX2(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func minPlacesFloat32RowsAVX512(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func minPlacesFloat64RowsAVX2(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func minPlacesFloat64RowsAVX512(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func maxPlacesFloat32RowsAVX2(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func maxPlacesFloat32RowsAVX512(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func maxPlacesFloat64RowsAVX2(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func maxPlacesFloat64RowsAVX512(items, places, a mem.Addr, ar, n, rows, row int) (nan bool)

//go:noescape
func sumEveryOtherFloat64AVX512(acc mem.Addr, a mem.Addr, n int)
