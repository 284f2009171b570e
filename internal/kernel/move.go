package kernel

import (
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
		return swap2
	case size == 4 && unit == 1:
		return move[[4]byte]
	case size == 4:
		return swap4
	case size == 8 && unit == 1:
		return move[[8]byte]
	case size == 8 && unit == 4:
		return swapComplex64
	case size == 8:
		return swap8
	case size == 16 && unit == 1:
		return move[[16]byte]
	}
	return swapComplex128
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
	case size == 8 && ds == 8 || size == 1 && ds == 1 && ss == pixel:
		if done := gatherItems(size, dst, src, ss, n); done > 0 {
			if n -= done; n == 0 {
				return
			}
			dst, src = unsafe.Add(dst, done*ds), unsafe.Add(src, done*ss) // K5: n items are left
		}
		walk[B](dst, ds, src, ss, n)
	default:
		walk[B](dst, ds, src, ss, n)
	}
}

// gatherItems is gatherWords, or gatherBytes for items of one byte.
func gatherItems(size int, dst, src mem.Addr, ss, n int) (done int) {
	if size == 1 {
		return gatherBytes(dst, src, n)
	}
	return gatherWords(dst, src, ss, n)
}

// moveBytes is copy, which allows any overlap. Where there is none, and the length is one for which that
// is faster, it is copyApart.
func moveBytes(dst, src []byte) {
	n := uintptr(len(dst))
	from, to := mem.Uint(mem.Of(src)), mem.Uint(mem.Of(dst))
	if n < apartFrom || from < to+n && to < from+n || !copyApart(dst, src) {
		copy(dst, src)
	}
}

// farFrom is the number of bytes from which on rows, which are copied one by one, are together beyond the second-level
// cache.
const farFrom = 512 << 10

// moveFar is moveBytes for a row of many: its lines are asked for ahead, and those of the next row with its last ones.
func moveFar(dst, src []byte) {
	n := uintptr(len(dst))
	from, to := mem.Uint(mem.Of(src)), mem.Uint(mem.Of(dst))
	if from < to+n && to < from+n || !copyFar(dst, src) {
		moveBytes(dst, src)
	}
}

// moveRow is move for such a row, whose items, of ds = ss bytes, lie side by side.
func moveRow(dst mem.Addr, ds int, src mem.Addr, _ int, n int) {
	moveFar(mem.Bytes(dst, n*ds), mem.Bytes(src, n*ds)) // K1
}

// apartFrom is the number of bytes from which on copyApart is asked.
const apartFrom = 2048

// copyInPieces is copy in pieces, where the whole is of a size that stays in the caches: for one long
// piece the runtime writes past them, which takes up to 1.8 times as long.
func copyInPieces(dst, src []byte) (done bool) {
	const piece, cached = 32 << 10, 16 << 20
	if len(dst) <= piece || len(dst) > cached {
		return false
	}
	for len(dst) > piece {
		copy(dst[:piece], src)
		dst, src = dst[piece:], src[piece:]
	}
	copy(dst, src)
	return true
}

// walk is the loop for any strides.
func walk[B item](dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	d, s := 0, 0
	if n >= 4 {
		for {
			*(*B)(dst) = *(*B)(src)                                     // K1
			*(*B)(unsafe.Add(dst, ds)) = *(*B)(unsafe.Add(src, ss))     // K1
			*(*B)(unsafe.Add(dst, 2*ds)) = *(*B)(unsafe.Add(src, 2*ss)) // K1
			*(*B)(unsafe.Add(dst, 3*ds)) = *(*B)(unsafe.Add(src, 3*ss)) // K1
			if n -= 4; n < 4 {
				break
			}
			dst, src = unsafe.Add(dst, 4*ds), unsafe.Add(src, 4*ss) // K5: at least 4 items are left
		}
		d, s = 4*ds, 4*ss
	}
	for ; n > 0; n-- {
		*(*B)(unsafe.Add(dst, d)) = *(*B)(unsafe.Add(src, s)) // K1
		d, s = d+ds, s+ss
	}
}
