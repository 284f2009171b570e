package kernel

import (
	"sync"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Casts
//
// A cast is a Unary from one kind to another. There are 15 × 15 of them, made of
// few loops:
//
//	same kind           a move, but bytes of booleans become 0 or 1
//	integers            the low bytes, or the sign carried on: a loop for each pair of
//	                    sizes, whatever the signs of the result
//	integer to float    Go's conversion: to nearest, ties to even
//	float to integer    what x86 does, on every processor: see below
//	half floats         through float32, but float64 to half in one rounding (ml_dtypes
//	                    rounds float64 to bfloat16 twice, by way of float32)
//	to bool             non-zero is true, NaN included, also if either part of a
//	                    complex number is not zero
//	complex to real     the cast of the real part, which lies where the number lies
//	real to complex     the cast to the real part, and zeros
//
// # Floats out of range
//
// C leaves them undefined and Go to the implementation; NumPy's values are those of
// its compiler on x86-64, and ours are the same everywhere: the fraction is cut
// off, in int32 for the kinds of 8 and 16 bits and int32 itself, in int64 for
// uint32 and int64, and NaN, infinities and what does not fit that intermediate
// become its smallest number, of which a narrower kind takes the low bits. For
// uint64, 2**63 is subtracted first from what is not below it. (For uint32 NumPy
// has two answers out of range, depending on where in a long lane the item lies;
// ours is the one of a lane of one item.)
//
// # Saturating
//
// The saturating casts give integers the nearest number that there is, and 0 for
// NaN. Between floats, and to complex and bool, nothing saturates: infinity is the
// nearest there is.

// CastOf returns the loop that casts items, NumPy's unsafe cast.
func CastOf(from, to elem.Kind) Unary { return castTable()[from][to] }

// SaturatingCastOf returns the loop that casts items, and takes the nearest
// integer for what is out of range.
func SaturatingCastOf(from, to elem.Kind) Unary { return saturatingTable()[from][to] }

type castTables [elem.NumNumeric][elem.NumNumeric]Unary

var castTable = sync.OnceValue(func() *castTables {
	t := new(castTables)
	castsFromIntegers(t)
	castsFromFloats(t)
	castsOfHalves(t)
	t.useVectors() // before the loops that go through others
	castsThroughHalves(t)
	castsOfBools(t)
	castsOfComplex(t)
	return t
})

var saturatingTable = sync.OnceValue(func() *castTables {
	t := new(castTables)
	*t = *castTable()
	for to := elem.KindInt8; to <= elem.KindUint64; to++ {
		for from := elem.KindInt8; from <= elem.KindComplex128; from++ {
			part := from.Part()
			switch {
			case elem.CanCast(from, to, elem.CastSafe):
			case from.IsSigned():
				t[from][to] = through(t, from, elem.KindInt64, to, clampInt[to])
			case from.IsUnsigned():
				t[from][to] = through(t, from, elem.KindUint64, to, clampUint[to])
			default:
				t[from][to] = through(t, part, elem.KindFloat64, to, clampFloat[to])
			}
		}
	}
	return t
})

// castLoop is the cast that is Go's conversion.
func castLoop[D, S realNumber](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
	for {
		*(*D)(dst) = D(*(*S)(a)) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

// castsFromIntegers fills in integers to integers and floats.
func castsFromIntegers(t *castTables) {
	integers[int8](t, elem.KindInt8)
	integers[int16](t, elem.KindInt16)
	integers[int32](t, elem.KindInt32)
	integers[int64](t, elem.KindInt64)
	integers[uint8](t, elem.KindUint8)
	integers[uint16](t, elem.KindUint16)
	integers[uint32](t, elem.KindUint32)
	integers[uint64](t, elem.KindUint64)
}

func integers[S integer](t *castTables, from elem.Kind) {
	row := &t[from]
	row[elem.KindInt8], row[elem.KindUint8] = castLoop[uint8, S], castLoop[uint8, S]
	row[elem.KindInt16], row[elem.KindUint16] = castLoop[uint16, S], castLoop[uint16, S]
	row[elem.KindInt32], row[elem.KindUint32] = castLoop[uint32, S], castLoop[uint32, S]
	row[elem.KindInt64], row[elem.KindUint64] = castLoop[uint64, S], castLoop[uint64, S]
	row[elem.KindFloat32], row[elem.KindFloat64] = castLoop[float32, S], castLoop[float64, S]
	row[elem.KindBool] = castBool[S]
}

func castBool[S realNumber](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
	for {
		*(*elem.Bool)(dst) = elem.BoolOf(*(*S)(a) != 0) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

// castsFromFloats fills in float32 and float64 to integers and to each other.
func castsFromFloats(t *castTables) {
	floats[float32](t, elem.KindFloat32)
	floats[float64](t, elem.KindFloat64)
}

func floats[S float](t *castTables, from elem.Kind) {
	row := &t[from]
	row[elem.KindInt8], row[elem.KindUint8] = castNarrow[uint8, S], castNarrow[uint8, S]
	row[elem.KindInt16], row[elem.KindUint16] = castNarrow[uint16, S], castNarrow[uint16, S]
	row[elem.KindInt32] = castNarrow[int32, S]
	row[elem.KindInt64], row[elem.KindUint32] = castWide[int64, S], castWide[uint32, S]
	row[elem.KindUint64] = castUint64[S]
	row[elem.KindFloat32], row[elem.KindFloat64] = castLoop[float32, S], castLoop[float64, S]
	row[elem.KindBool] = castBool[S]
}

func castNarrow[D integer, S float](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
	for {
		*(*D)(dst) = D(truncate32(float64(*(*S)(a)))) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

func castWide[D integer, S float](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
	for {
		*(*D)(dst) = D(truncate64(float64(*(*S)(a)))) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

func castUint64[S float](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	if n == 0 {
		return
	}
	for {
		*(*uint64)(dst) = truncateUnsigned(float64(*(*S)(a))) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

// truncate32 is x86's CVTTSD2SI with a 32-bit result.
func truncate32(x float64) int32 {
	if x > -1<<31-1 && x < 1<<31 {
		return int32(x)
	}
	return -1 << 31
}

// truncate64 is x86's CVTTSD2SI with a 64-bit result.
func truncate64(x float64) int64 {
	if x >= -1<<63 && x < 1<<63 {
		return int64(x)
	}
	return -1 << 63
}

func truncateUnsigned(x float64) uint64 {
	if x >= 1<<63 {
		return uint64(truncate64(x-1<<63)) ^ 1<<63
	}
	return uint64(truncate64(x))
}

// castsOfHalves fills in float16 and bfloat16, to and from floats.
func castsOfHalves(t *castTables) {
	const f32, f64 = elem.KindFloat32, elem.KindFloat64
	half, brain := elem.KindFloat16, elem.KindBFloat16
	t[half][f32] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.Float16.Float32)
	}
	t[brain][f32] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.BFloat16.Float32)
	}
	t[f32][half] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.Float16From)
	}
	t[f32][brain] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.BFloat16From)
	}
	t[f64][half] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.Float16From64)
	}
	t[f64][brain] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.BFloat16From64)
	}
	t[half][f64] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.Float16.Float64)
	}
	t[brain][f64] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, elem.BFloat16.Float64)
	}
	for _, h := range []elem.Kind{half, brain} {
		t[h][h] = move[[2]byte]
		t[h][elem.KindBool] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
			lift(dst, ds, a, as, n, func(x uint16) elem.Bool { return elem.BoolOf(x&0x7fff != 0) })
		}
	}
}

// castsThroughHalves fills in float16 and bfloat16 from and to integers and each other, by way of
// float32.
func castsThroughHalves(t *castTables) {
	const f32 = elem.KindFloat32
	half, brain := elem.KindFloat16, elem.KindBFloat16
	for _, h := range []elem.Kind{half, brain} {
		for k := elem.KindInt8; k <= elem.KindUint64; k++ {
			t[h][k] = through(t, h, f32, k, t[f32][k])
			t[k][h] = through(t, k, f32, h, t[f32][h])
		}
	}
	t[half][brain] = through(t, half, f32, brain, t[f32][brain])
	t[brain][half] = through(t, brain, f32, half, t[f32][half])
}

// lift applies a function to each item.
func lift[D, S any](dst mem.Addr, ds int, a mem.Addr, as int, n int, f func(S) D) {
	if n == 0 {
		return
	}
	for {
		*(*D)(dst) = f(*(*S)(a)) // K1, K2
		if n--; n == 0 {
			return
		}
		dst, a = unsafe.Add(dst, ds), unsafe.Add(a, as) // K5
	}
}

// castsOfBools fills in what starts from booleans, whose bytes may be any.
func castsOfBools(t *castTables) {
	b := elem.KindBool
	t[b][b] = castBool[uint8]
	t[b][elem.KindInt8], t[b][elem.KindUint8] = castBool[uint8], castBool[uint8]
	t.useVectorsFrom(b)
	for to := elem.KindInt16; to <= elem.KindFloat64; to++ {
		if to != elem.KindUint8 {
			t[b][to] = through(t, b, elem.KindUint8, to, t[elem.KindUint8][to])
		}
	}
}

// castsOfComplex fills in the complex kinds; everything real is there.
func castsOfComplex(t *castTables) {
	c64, c128 := elem.KindComplex64, elem.KindComplex128
	for k := elem.KindBool; k <= elem.KindFloat64; k++ {
		t[k][c64] = withZeros[float32](t[k][elem.KindFloat32])
		t[k][c128] = withZeros[float64](t[k][elem.KindFloat64])
		t[c64][k], t[c128][k] = t[elem.KindFloat32][k], t[elem.KindFloat64][k]
	}
	t[c64][elem.KindBool] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, func(z complex64) elem.Bool { return elem.BoolOf(z != 0) })
	}
	t[c128][elem.KindBool] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, func(z complex128) elem.Bool { return elem.BoolOf(z != 0) })
	}
	t[c64][c64], t[c128][c128] = move[[8]byte], move[[16]byte]
	t[c64][c128] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, func(z complex64) complex128 { return complex128(z) })
	}
	t[c128][c64] = func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		lift(dst, ds, a, as, n, func(z complex128) complex64 { return complex64(z) })
	}
}

// withZeros is a cast to complex: one to the real part, and zeros behind it.
func withZeros[P float](real Unary) Unary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		if n == 0 {
			return
		}
		real(dst, ds, a, as, n)
		imag := unsafe.Add(dst, mem.SizeOf[P]()) // K1: the second part of item 0
		for {
			*(*P)(imag) = 0 // K1, K2
			if n--; n == 0 {
				return
			}
			imag = unsafe.Add(imag, ds) // K5
		}
	}
}

// throughItems is the number of items that take a detour at once.
const throughItems = 128

var detours = sync.Pool{New: func() any { return new([throughItems]uint64) }}

// through is a cast by way of a kind in between, from which last goes on. The
// items of a part are all read before any is written, which K3 allows.
func through(t *castTables, from, between, to elem.Kind, last Unary) Unary {
	first := t[from][between]
	if from == between {
		return last
	}
	size := between.Size()
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		items := detours.Get().(*[throughItems]uint64)
		middle := mem.Of(items[:])
		for n > 0 {
			m := min(n, throughItems)
			first(middle, size, a, as, m)
			last(dst, ds, middle, size, m)
			if n -= m; n > 0 {
				dst, a = unsafe.Add(dst, m*ds), unsafe.Add(a, m*as) // K5: items are left
			}
		}
		detours.Put(items)
	}
}
