package kernel

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/go-inplace/inplace/internal/mem"
)

// A Move copies n items from the lane at src to the lane at dst. Strides are
// bytes. A source stride of 0 repeats one item: that is how memory is filled.
type Move func(dst mem.Addr, ds int, src mem.Addr, ss int, n int)

// MoveOf returns the loop that moves items of size bytes (1, 2, 4, 8 or 16) and
// reverses each group of unit bytes on the way: 1 keeps the byte order, size (or
// half of it, for complex numbers) changes it.
func MoveOf(size, unit int) Move {
	switch {
	case size == 1:
		return move[[1]byte]
	case size == 2 && unit == 1:
		return move[[2]byte]
	case size == 2:
		return swap[[2]byte]
	case size == 4 && unit == 1:
		return move[[4]byte]
	case size == 4:
		return swap[[4]byte]
	case size == 8 && unit == 1:
		return move[[8]byte]
	case size == 8 && unit == 4:
		return swapPairs[[4]byte]
	case size == 8:
		return swap[[8]byte]
	case size == 16 && unit == 1:
		return move[[16]byte]
	}
	return swapPairs[[8]byte]
}

// An item is moved as an array of bytes: the compiler loads and stores 2, 4 and 8
// of them at once where the processor takes any alignment, and byte by byte where
// it does not.
type item interface {
	[1]byte | [2]byte | [4]byte | [8]byte | [16]byte
}

func move[B item](dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	size := mem.SizeOf[B]()
	switch {
	case ds == size && ss == size:
		moveBytes(mem.Bytes(dst, n*size), mem.Bytes(src, n*size)) // K1
	case ds == -size && ss == -size && n > 0:
		back := (n - 1) * size
		dst, src = unsafe.Add(dst, -back), unsafe.Add(src, -back) // K1: the last items
		moveBytes(mem.Bytes(dst, n*size), mem.Bytes(src, n*size))
	case ds == size && ss == 0 && n > 0:
		fill(mem.Bytes(dst, n*size), mem.Bytes(src, size))
	default:
		walk[B](dst, ds, src, ss, n)
	}
}

// moveBytes is copy, which allows any overlap, in pieces where there is none and
// the whole is of a size that stays in the caches: for one long piece the runtime
// writes past them, which takes up to 1.8 times as long.
func moveBytes(dst, src []byte) {
	const piece, cached = 32 << 10, 16 << 20
	n := uintptr(len(dst))
	from, to := mem.Uint(mem.Of(src)), mem.Uint(mem.Of(dst))
	if n <= piece || n > cached || from < to+n && to < from+n {
		copy(dst, src)
		return
	}
	for len(dst) > piece {
		copy(dst[:piece], src)
		dst, src = dst[piece:], src[piece:]
	}
	copy(dst, src)
}

//go:nocheckptr
func walk[B item](dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	for ; n >= 4; n -= 4 {
		*(*B)(dst) = *(*B)(src)                                     // K1
		*(*B)(unsafe.Add(dst, ds)) = *(*B)(unsafe.Add(src, ss))     // K1
		*(*B)(unsafe.Add(dst, 2*ds)) = *(*B)(unsafe.Add(src, 2*ss)) // K1
		*(*B)(unsafe.Add(dst, 3*ds)) = *(*B)(unsafe.Add(src, 3*ss)) // K1
		dst, src = unsafe.Add(dst, 4*ds), unsafe.Add(src, 4*ss)     // K1: not dereferenced beyond the last item
	}
	for ; n > 0; n-- {
		*(*B)(dst) = *(*B)(src)                             // K1
		dst, src = unsafe.Add(dst, ds), unsafe.Add(src, ss) // K1: not dereferenced beyond the last item
	}
}

// fill repeats item over dst by copying what has been filled, twice as much each
// time, up to a length that stays in the first-level cache.
func fill(dst, item []byte) {
	const piece = 8192
	for filled := copy(dst, item); filled < len(dst); {
		filled += copy(dst[filled:], dst[:min(filled, piece)])
	}
}

//go:nocheckptr
func swap[B [2]byte | [4]byte | [8]byte](dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	for ; n > 0; n-- {
		swapItem((*B)(dst), (*B)(src))                      // K1
		dst, src = unsafe.Add(dst, ds), unsafe.Add(src, ss) // K1: not dereferenced beyond the last item
	}
}

// swapPairs swaps both halves of complex numbers.
//
//go:nocheckptr
func swapPairs[B [4]byte | [8]byte](dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	half := mem.SizeOf[B]()
	for ; n > 0; n-- {
		swapItem((*B)(dst), (*B)(src))                                     // K1
		swapItem((*B)(unsafe.Add(dst, half)), (*B)(unsafe.Add(src, half))) // K1
		dst, src = unsafe.Add(dst, ds), unsafe.Add(src, ss)                // K1: not dereferenced beyond the last item
	}
}

// swapItem reverses the bytes of one number: whatever the host's byte order, to
// read and to write in the same one reverses nothing but what ReverseBytes does.
func swapItem[B [2]byte | [4]byte | [8]byte](dst, src *B) {
	switch s := any(src).(type) {
	case *[2]byte:
		binary.LittleEndian.PutUint16(any(dst).(*[2]byte)[:], bits.ReverseBytes16(binary.LittleEndian.Uint16(s[:])))
	case *[4]byte:
		binary.LittleEndian.PutUint32(any(dst).(*[4]byte)[:], bits.ReverseBytes32(binary.LittleEndian.Uint32(s[:])))
	case *[8]byte:
		binary.LittleEndian.PutUint64(any(dst).(*[8]byte)[:], bits.ReverseBytes64(binary.LittleEndian.Uint64(s[:])))
	}
}
