package product

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
)

// loops are what a kind of element is multiplied with. Addresses and strides obey
// package kernel's K1, K2 and K4.
type loops struct {
	size   int // bytes of what is computed with: items, or what they are converted to
	mr, nr int // rows and columns of a micro tile

	// micro adds the product of an mr×k panel and a k×nr panel to the tile at c, whose
	// rows are ldc bytes apart.
	micro func(k int, a, b, c mem.Addr, ldc int)
	// pack brings w×k items into panels of some width; see packItems.
	pack func(dst mem.Addr, width int, src mem.Addr, sw, sk, w, k int)
	// dot adds Σ a[i]·b[i] to the number at sum, conjDot Σ conj(a[i])·b[i].
	dot, conjDot func(sum, a mem.Addr, as int, b mem.Addr, bs, n int)
	// few adds Σ a[l]·b[l, j] to each of the n neighbours at sums, for 2 to 4 products of one sum.
	few func(sums, a mem.Addr, as int, b mem.Addr, bk, bn, k, n int)
	// axpy adds Σ a[l]·b[l, j] to each of the n neighbours at sum.
	axpy func(sum, a mem.Addr, as int, b mem.Addr, bk, bn, k, n int)
	// add adds n neighbours to n others.
	add func(sum, x mem.Addr, n int)
	// conj conjugates n neighbours.
	conj func(p mem.Addr, n int)

	// load and store convert n neighbours; nil where items are computed with as they are.
	load, store func(dst, src mem.Addr, n int)
}

func (l *loops) converts() bool { return l.load != nil }

// number is what Go's operators multiply and add. Signed integers are computed as
// unsigned ones: modulo 2ⁿ there is no difference.
type number interface {
	uint8 | uint16 | uint32 | uint64 | float32 | float64 | complex64 | complex128
}

func loopsFor[T number, B bits]() *loops {
	return &loops{size: mem.SizeOf[T](), mr: 2, nr: 2, micro: micro[T], pack: packItems[B], dot: dot[T], conjDot: dot[T], few: dotFew[T], axpy: axpy[T], add: add[T]}
}

var (
	loops8    = loopsFor[uint8, [1]byte]()
	loops16   = loopsFor[uint16, [2]byte]()
	loops32   = loopsFor[uint32, [4]byte]()
	loops64   = loopsFor[uint64, [8]byte]()
	loopsF32  = vectored(loopsFor[float32, [4]byte]())
	loopsF64  = vectored(loopsFor[float64, [8]byte]())
	loopsC64  = conjugated(loopsFor[complex64, [8]byte](), dotConj64, conj64)
	loopsC128 = conjugated(loopsFor[complex128, [16]byte](), dotConj128, conj128)

	loopsBool = &loops{size: 1, mr: 2, nr: 2, micro: microBool, pack: packItems[[1]byte], load: loadBool, store: storeBool}
	loopsF16  = converted(loopsF32, loadFloat16, storeFloat16)
	loopsBF16 = converted(loopsF32, loadBFloat16, storeBFloat16)
)

func conjugated(l *loops, dot func(sum, a mem.Addr, as int, b mem.Addr, bs, n int), conj func(mem.Addr, int)) *loops {
	l.conjDot, l.conj = dot, conj
	return l
}

func converted(l *loops, load, store func(dst, src mem.Addr, n int)) *loops {
	c := *l
	c.load, c.store = load, store
	return &c
}

func loopsOf(kind elem.Kind) *loops {
	switch kind {
	case elem.KindBool:
		return loopsBool
	case elem.KindInt8, elem.KindUint8:
		return loops8
	case elem.KindInt16, elem.KindUint16:
		return loops16
	case elem.KindInt32, elem.KindUint32:
		return loops32
	case elem.KindInt64, elem.KindUint64:
		return loops64
	case elem.KindFloat16:
		return loopsF16
	case elem.KindBFloat16:
		return loopsBF16
	case elem.KindFloat32:
		return loopsF32
	case elem.KindFloat64:
		return loopsF64
	case elem.KindComplex64:
		return loopsC64
	}
	return loopsC128
}

// micro keeps a 2×2 tile in registers: more do not fit beside the pointers, and a
// 4×2 tile takes 1.1 (float64) to 1.7 times (int32) as long per product.
func micro[T number](k int, a, b, c mem.Addr, ldc int) {
	size := mem.SizeOf[T]()
	var c00, c01, c10, c11 T
	for off := 0; off < k*2*size; off += 2 * size {
		x, y := mem.PtrAt[[2]T](a, off), mem.PtrAt[[2]T](b, off)
		x0, x1 := x[0], x[1]
		t := y[0]
		c00 += x0 * t
		c10 += x1 * t
		t = y[1]
		c01 += x0 * t
		c11 += x1 * t
	}
	up, down := mem.Ptr[[2]T](c), mem.PtrAt[[2]T](c, ldc)
	up[0] += c00
	up[1] += c01
	down[0] += c10
	down[1] += c11
}

// microBool joins by "and" and "or"; items are 0 or 1.
func microBool(k int, a, b, c mem.Addr, ldc int) {
	var c00, c01, c10, c11 uint8
	for off := 0; off < k*2; off += 2 {
		x, y := mem.PtrAt[[2]uint8](a, off), mem.PtrAt[[2]uint8](b, off)
		c00 |= x[0] & y[0]
		c01 |= x[0] & y[1]
		c10 |= x[1] & y[0]
		c11 |= x[1] & y[1]
	}
	up, down := mem.Ptr[[2]uint8](c), mem.PtrAt[[2]uint8](c, ldc)
	up[0] |= c00
	up[1] |= c01
	down[0] |= c10
	down[1] |= c11
}

// bits stands for all items of a size: they are moved, whatever they are.
type bits interface {
	[1]byte | [2]byte | [4]byte | [8]byte | [16]byte
}

// packItems brings w×k items, item (i, l) at i·sw + l·sk from src, into panels of
// width items: panel after panel, in each of them item l of all its lanes side by
// side. What is missing in the last panel is 0.
func packItems[B bits](dst mem.Addr, width int, src mem.Addr, sw, sk, w, k int) {
	size := mem.SizeOf[B]()
	for i := 0; i < w; i += width {
		m := min(width, w-i)
		at := mem.Add(src, i*sw)
		switch {
		case m < width:
			clear(mem.Bytes(dst, width*k*size))
			packLanes[B](dst, width*size, at, sw, sk, m, k)
		case abs(sk) <= abs(sw):
			packLanes[B](dst, width*size, at, sw, sk, m, k)
		default:
			for l := range k {
				to, from := mem.Add(dst, l*width*size), mem.Add(at, l*sk)
				for j := range width {
					mem.StoreAt(to, j*size, mem.LoadAt[B](from, j*sw))
				}
			}
		}
		if i+width < w {
			dst = mem.Add(dst, width*k*size)
		}
	}
}

func packLanes[B bits](dst mem.Addr, step int, src mem.Addr, sw, sk, w, k int) {
	size := mem.SizeOf[B]()
	for i := range w {
		to, from := mem.Add(dst, i*size), mem.Add(src, i*sw)
		for l := range k {
			mem.StoreAt(to, l*step, mem.LoadAt[B](from, l*sk))
		}
	}
}

// Conversions

func loadBool(dst, src mem.Addr, n int) {
	to, from := mem.Bytes(dst, n), mem.Bytes(src, n)
	for i, x := range from {
		to[i] = uint8(elem.BoolOf(x != 0))
	}
}

func storeBool(dst, src mem.Addr, n int) { copy(mem.Bytes(dst, n), mem.Bytes(src, n)) }

func loadFloat16(dst, src mem.Addr, n int) {
	to := mem.Slice[float32](dst, n)
	for i, x := range mem.Slice[elem.Float16](src, n) {
		to[i] = x.Float32()
	}
}

func storeFloat16(dst, src mem.Addr, n int) {
	to := mem.Slice[elem.Float16](dst, n)
	for i, x := range mem.Slice[float32](src, n) {
		to[i] = elem.Float16From(x)
	}
}

func loadBFloat16(dst, src mem.Addr, n int) {
	to := mem.Slice[float32](dst, n)
	for i, x := range mem.Slice[elem.BFloat16](src, n) {
		to[i] = x.Float32()
	}
}

func storeBFloat16(dst, src mem.Addr, n int) {
	to := mem.Slice[elem.BFloat16](dst, n)
	for i, x := range mem.Slice[float32](src, n) {
		to[i] = elem.BFloat16From(x)
	}
}

func conj64(p mem.Addr, n int) {
	s := mem.Slice[complex64](p, n)
	for i, x := range s {
		s[i] = complex(real(x), -imag(x))
	}
}

func conj128(p mem.Addr, n int) {
	s := mem.Slice[complex128](p, n)
	for i, x := range s {
		s[i] = complex(real(x), -imag(x))
	}
}

// part returns the bytes that byte order reverses together, 1 if it is native.
func part(kind elem.Kind, swapped bool) int {
	if swapped {
		return kind.Part().Size()
	}
	return 1
}

// mover returns the loop between items of a kind as they are stored and native ones.
func mover(kind elem.Kind, swapped bool) kernel.Move {
	return kernel.MoveOf(kind.Size(), part(kind, swapped))
}
