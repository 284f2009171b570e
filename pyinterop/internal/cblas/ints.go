//go:build cgo && linux

package cblas

import "unsafe"

// Ints is an array of integers in the width that a library reads and writes.
type Ints struct {
	words []int64 // room for the wider kind
	wide  bool
}

// Ints makes an array of n integers for l's LAPACK.
func (l *Library) Ints(n int) Ints { return Ints{make([]int64, max(n, 1)), l.Wide} }

func (x Ints) address() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x.words)) } // B4

// At is element i.
func (x Ints) At(i int) int {
	if x.wide {
		return int(x.words[i])
	}
	return int(x.narrow()[i])
}

// Set changes element i.
func (x Ints) Set(i, v int) {
	if x.wide {
		x.words[i] = int64(v)
		return
	}
	x.narrow()[i] = int32(v)
}

func (x Ints) narrow() []int32 {
	return unsafe.Slice((*int32)(x.address()), 2*len(x.words)) // B4: twice as many of half the size
}
