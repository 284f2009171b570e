package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// sortLoopsOf returns the loops for numbers of a kind; nil if there are none.
func sortLoopsOf(kind elem.Kind) *sortLoops {
	if !cpu.Has(cpu.AVX512) {
		return nil
	}
	switch kind {
	case elem.KindInt32, elem.KindUint32:
		return &sortLoopsInt32
	case elem.KindInt64, elem.KindUint64:
		return &sortLoopsInt64
	case elem.KindFloat32:
		return &sortLoopsFloat32
	case elem.KindFloat64:
		return &sortLoopsFloat64
	}
	return nil
}

var (
	sortLoopsInt32 = sortLoops{
		lanes: 16,
		networks: [16]func(a mem.Addr, n int){
			sort1xInt32AVX512, sort2xInt32AVX512, sort3xInt32AVX512, sort4xInt32AVX512,
			sort5xInt32AVX512, sort6xInt32AVX512, sort7xInt32AVX512, sort8xInt32AVX512,
			sort10xInt32AVX512, sort10xInt32AVX512, sort12xInt32AVX512, sort12xInt32AVX512,
			sort14xInt32AVX512, sort14xInt32AVX512, sort16xInt32AVX512, sort16xInt32AVX512,
		},
		merge: mergeInt32AVX512,
		less:  partLessInt32AVX512, upTo: partUpToInt32AVX512, same: sameInt32AVX512, flip: flipInt32AVX512,
	}
	sortLoopsInt64 = sortLoops{
		lanes: 8,
		networks: [16]func(a mem.Addr, n int){
			sort1xInt64AVX512, sort2xInt64AVX512, sort3xInt64AVX512, sort4xInt64AVX512,
			sort5xInt64AVX512, sort6xInt64AVX512, sort7xInt64AVX512, sort8xInt64AVX512,
			sort10xInt64AVX512, sort10xInt64AVX512, sort12xInt64AVX512, sort12xInt64AVX512,
			sort14xInt64AVX512, sort14xInt64AVX512, sort16xInt64AVX512, sort16xInt64AVX512,
		},
		merge: mergeInt64AVX512,
		less:  partLessInt64AVX512, upTo: partUpToInt64AVX512, same: sameInt64AVX512, flip: flipInt64AVX512,
	}
	sortLoopsFloat32 = sortLoops{
		lanes: 16,
		networks: [16]func(a mem.Addr, n int){
			sort1xFloat32AVX512, sort2xFloat32AVX512, sort3xFloat32AVX512, sort4xFloat32AVX512,
			sort5xFloat32AVX512, sort6xFloat32AVX512, sort7xFloat32AVX512, sort8xFloat32AVX512,
			sort10xFloat32AVX512, sort10xFloat32AVX512, sort12xFloat32AVX512, sort12xFloat32AVX512,
			sort14xFloat32AVX512, sort14xFloat32AVX512, sort16xFloat32AVX512, sort16xFloat32AVX512,
		},
		merge: mergeFloat32AVX512,
		less:  partLessFloat32AVX512, upTo: partUpToFloat32AVX512, same: sameInt32AVX512, odd: oddFloat32AVX512,
	}
	sortLoopsFloat64 = sortLoops{
		lanes: 8,
		networks: [16]func(a mem.Addr, n int){
			sort1xFloat64AVX512, sort2xFloat64AVX512, sort3xFloat64AVX512, sort4xFloat64AVX512,
			sort5xFloat64AVX512, sort6xFloat64AVX512, sort7xFloat64AVX512, sort8xFloat64AVX512,
			sort10xFloat64AVX512, sort10xFloat64AVX512, sort12xFloat64AVX512, sort12xFloat64AVX512,
			sort14xFloat64AVX512, sort14xFloat64AVX512, sort16xFloat64AVX512, sort16xFloat64AVX512,
		},
		merge: mergeFloat64AVX512,
		less:  partLessFloat64AVX512, upTo: partUpToFloat64AVX512, same: sameInt64AVX512, odd: oddFloat64AVX512,
	}
)

// The loops of sorting in assembly, as internal/asm/sorts describes them.

//go:noescape
func sort1xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort2xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort3xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort4xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort5xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort6xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort7xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort8xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort10xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort12xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort14xInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort16xInt32AVX512(a mem.Addr, n int)

//go:noescape
func mergeInt32AVX512(a, room mem.Addr, n int)

//go:noescape
func partLessInt32AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func partUpToInt32AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func flipInt32AVX512(a mem.Addr, n int)

//go:noescape
func sort1xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort2xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort3xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort4xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort5xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort6xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort7xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort8xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort10xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort12xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort14xInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort16xInt64AVX512(a mem.Addr, n int)

//go:noescape
func mergeInt64AVX512(a, room mem.Addr, n int)

//go:noescape
func partLessInt64AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func partUpToInt64AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func flipInt64AVX512(a mem.Addr, n int)

//go:noescape
func sort1xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort2xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort3xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort4xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort5xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort6xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort7xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort8xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort10xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort12xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort14xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func sort16xFloat32AVX512(a mem.Addr, n int)

//go:noescape
func mergeFloat32AVX512(a, room mem.Addr, n int)

//go:noescape
func partLessFloat32AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func partUpToFloat32AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func oddFloat32AVX512(a mem.Addr, n int) bool

//go:noescape
func sort1xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort2xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort3xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort4xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort5xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort6xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort7xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort8xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort10xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort12xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort14xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func sort16xFloat64AVX512(a mem.Addr, n int)

//go:noescape
func mergeFloat64AVX512(a, room mem.Addr, n int)

//go:noescape
func partLessFloat64AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func partUpToFloat64AVX512(a mem.Addr, n int, pivot uint64) int

//go:noescape
func oddFloat64AVX512(a mem.Addr, n int) bool

//go:noescape
func sameInt32AVX512(a mem.Addr, n int, bits uint64) bool

//go:noescape
func sameInt64AVX512(a mem.Addr, n int, bits uint64) bool
