package ndmat

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// float64s that cannot be read through a pointer: misaligned or in the other byte
// order. Their bytes are joined in a register.

// bytesAt returns the bytes of element (i, j) of an array of float64, or nil where
// the general road must be taken: behind pointers, and outside of the shape.
func bytesAt(a *mem.Array, i, j int) []byte {
	l := a.L()
	if l.Indirect() {
		return nil
	}
	rows, down := l.Dim(0)
	cols, right := l.Dim(1)
	if uint(i) >= uint(rows) || uint(j) >= uint(cols) {
		return nil
	}
	a.Check()
	return mem.Bytes(mem.Add(a.Base, i*down+j*right), itemsize) // M1, M2: lease open, in bounds
}

// slowAt returns element (i, j) of a view that is not plain.
func slowAt[T Real](v *ndview.View[T], i, j int) float64 {
	if _, ok := any(*new(T)).(float64); ok {
		a := v.Array()
		if b := bytesAt(a, i, j); b != nil {
			return loadBytes(a, b)
		}
	}
	return float64(v.At(i, j)) // without the allocation of the slow half of At2
}

func loadBytes(a *mem.Array, b []byte) float64 {
	u := binary.NativeEndian.Uint64(b)
	if a.Swapped() {
		u = bits.ReverseBytes64(u)
	}
	return math.Float64frombits(u)
}

func storeBytes(a *mem.Array, b []byte, x float64) {
	u := math.Float64bits(x)
	if a.Swapped() {
		u = bits.ReverseBytes64(u)
	}
	binary.NativeEndian.PutUint64(b, u)
}
