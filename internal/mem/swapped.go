package mem

import "unsafe"

// The functions of this file read and write one item that may be misaligned or
// in the other byte order: they copy byte by byte and need M1 and M2 only.
//
// unit is the number of bytes that are reversed together: the item's size for
// real numbers, half of it for complex numbers (two parts, each swapped), and 1
// for memory in native order.

// LoadUnit reads one T from p, reversing each group of unit bytes.
func LoadUnit[T any](p Addr, unit int) T {
	var x T
	copyUnits(Addr(&x), p, int(unsafe.Sizeof(x)), unit) // M2: Sizeof(x) is the itemsize
	return x
}

// StoreUnit writes x to p, reversing each group of unit bytes.
func StoreUnit[T any](p Addr, x T, unit int) {
	copyUnits(p, Addr(&x), int(unsafe.Sizeof(x)), unit) // M2: Sizeof(x) is the itemsize
}

func copyUnits(dst, src Addr, size, unit int) {
	d, s := Bytes(dst, size), Bytes(src, size)
	for at := 0; at < size; at += unit {
		for i := range unit {
			d[at+i] = s[at+unit-1-i]
		}
	}
}
