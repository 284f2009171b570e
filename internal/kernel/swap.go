package kernel

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// Reversing bytes
//
// Where the processor can, 128 bytes without gaps are reversed at a time
// (swapDense, in assembly): as fast as they are copied. Items with gaps, on one
// side or both, pass through a scratch: moved without their gaps, reversed, moved
// on, which is 1.1 to 1.8 times a copy, where item by item it is 1.9 to 3.1 times.
//
// Short lanes, ends and other processors take the loops of this file, which the
// assembly is tested against. They read and write in one fixed order, so that
// nothing is reversed but by ReverseBytes, whatever the order of the host.

func reverse2(dst, src mem.Addr) {
	d, s := (*[2]byte)(dst), (*[2]byte)(src) // K1
	binary.LittleEndian.PutUint16(d[:], bits.ReverseBytes16(binary.LittleEndian.Uint16(s[:])))
}

func reverse4(dst, src mem.Addr) {
	d, s := (*[4]byte)(dst), (*[4]byte)(src) // K1
	binary.LittleEndian.PutUint32(d[:], bits.ReverseBytes32(binary.LittleEndian.Uint32(s[:])))
}

func reverse8(dst, src mem.Addr) {
	d, s := (*[8]byte)(dst), (*[8]byte)(src) // K1
	binary.LittleEndian.PutUint64(d[:], bits.ReverseBytes64(binary.LittleEndian.Uint64(s[:])))
}

func swap2(dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	if done := swapVectors[[2]byte](dst, ds, src, ss, n, 2); done > 0 {
		if n -= done; n == 0 {
			return
		}
		dst, src = unsafe.Add(dst, done*ds), unsafe.Add(src, done*ss) // K5
	}
	d, s := 0, 0
	for ; n >= 4; n -= 4 {
		reverse2(unsafe.Add(dst, d), unsafe.Add(src, s))           // K1
		reverse2(unsafe.Add(dst, d+ds), unsafe.Add(src, s+ss))     // K1
		reverse2(unsafe.Add(dst, d+2*ds), unsafe.Add(src, s+2*ss)) // K1
		reverse2(unsafe.Add(dst, d+3*ds), unsafe.Add(src, s+3*ss)) // K1
		d, s = d+4*ds, s+4*ss
	}
	for ; n > 0; n-- {
		reverse2(unsafe.Add(dst, d), unsafe.Add(src, s)) // K1
		d, s = d+ds, s+ss
	}
}

func swap4(dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	if done := swapVectors[[4]byte](dst, ds, src, ss, n, 4); done > 0 {
		if n -= done; n == 0 {
			return
		}
		dst, src = unsafe.Add(dst, done*ds), unsafe.Add(src, done*ss) // K5
	}
	d, s := 0, 0
	for ; n >= 4; n -= 4 {
		reverse4(unsafe.Add(dst, d), unsafe.Add(src, s))           // K1
		reverse4(unsafe.Add(dst, d+ds), unsafe.Add(src, s+ss))     // K1
		reverse4(unsafe.Add(dst, d+2*ds), unsafe.Add(src, s+2*ss)) // K1
		reverse4(unsafe.Add(dst, d+3*ds), unsafe.Add(src, s+3*ss)) // K1
		d, s = d+4*ds, s+4*ss
	}
	for ; n > 0; n-- {
		reverse4(unsafe.Add(dst, d), unsafe.Add(src, s)) // K1
		d, s = d+ds, s+ss
	}
}

func swap8(dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	if done := swapVectors[[8]byte](dst, ds, src, ss, n, 8); done > 0 {
		if n -= done; n == 0 {
			return
		}
		dst, src = unsafe.Add(dst, done*ds), unsafe.Add(src, done*ss) // K5
	}
	d, s := 0, 0
	for ; n >= 4; n -= 4 {
		reverse8(unsafe.Add(dst, d), unsafe.Add(src, s))           // K1
		reverse8(unsafe.Add(dst, d+ds), unsafe.Add(src, s+ss))     // K1
		reverse8(unsafe.Add(dst, d+2*ds), unsafe.Add(src, s+2*ss)) // K1
		reverse8(unsafe.Add(dst, d+3*ds), unsafe.Add(src, s+3*ss)) // K1
		d, s = d+4*ds, s+4*ss
	}
	for ; n > 0; n-- {
		reverse8(unsafe.Add(dst, d), unsafe.Add(src, s)) // K1
		d, s = d+ds, s+ss
	}
}

// A complex number is two floats, each reversed by itself.

func swapComplex64(dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	done := swapVectors[[8]byte](dst, ds, src, ss, n, 4)
	for d, s := done*ds, done*ss; done < n; done++ {
		reverse4(unsafe.Add(dst, d), unsafe.Add(src, s))     // K1
		reverse4(unsafe.Add(dst, d+4), unsafe.Add(src, s+4)) // K1
		d, s = d+ds, s+ss
	}
}

func swapComplex128(dst mem.Addr, ds int, src mem.Addr, ss int, n int) {
	done := swapVectors[[16]byte](dst, ds, src, ss, n, 8)
	for d, s := done*ds, done*ss; done < n; done++ {
		reverse8(unsafe.Add(dst, d), unsafe.Add(src, s))     // K1
		reverse8(unsafe.Add(dst, d+8), unsafe.Add(src, s+8)) // K1
		d, s = d+ds, s+ss
	}
}

// swapVectors reverses the first items by the loops in assembly, where there are
// any and the lane is long enough, and returns how many.
func swapVectors[B item](dst mem.Addr, ds int, src mem.Addr, ss int, n, unit int) (done int) {
	size := mem.SizeOf[B]()
	switch {
	case !cpu.Has(cpu.AVX2):
		return 0
	case ds == size && ss == size:
		return swapDense(dst, src, n*size, unit) / size
	case n < scratchFrom:
		return 0
	}
	n -= n % 16 // so that what lies in the scratch has no end of less than 16 bytes
	swapThrough[B](dst, ds, src, ss, n, unit)
	return n
}

// scratchBytes is the size of the scratch: so large that what was written to it
// has left the processor's store buffer when it is read.
const scratchBytes = 2048

// scratchFrom is the number of items from which the scratch, which has to be
// cleared, is worth its while.
const scratchFrom = 128

// swapThrough takes items, a multiple of 16, through the scratch. All items of a
// part are read before any is written.
func swapThrough[B item](dst mem.Addr, ds int, src mem.Addr, ss int, n, unit int) {
	var memory [scratchBytes]byte
	scratch := mem.Of(memory[:])
	size := mem.SizeOf[B]()
	for d, s := 0, 0; n > 0; {
		m := min(n, scratchBytes/size)
		from, to := unsafe.Add(src, s), unsafe.Add(dst, d) // K5: the next item of each
		switch {
		case ss == size:
			swapDense(scratch, from, m*size, unit)
			walk[B](to, ds, scratch, size, m)
		case ds == size:
			walk[B](scratch, size, from, ss, m)
			swapDense(to, scratch, m*size, unit)
		default:
			walk[B](scratch, size, from, ss, m)
			swapDense(scratch, scratch, m*size, unit)
			walk[B](to, ds, scratch, size, m)
		}
		d, s, n = d+m*ds, s+m*ss, n-m
	}
}
