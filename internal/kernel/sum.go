package kernel

import (
	"math"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sums of floating-point numbers
//
// Lanes are cut into blocks of up to 128 items. A block is added up in its own
// precision with 8 accumulators, so that an item passes through at most 19
// roundings; the sums of blocks, of all lanes, are added in float64 with the error
// of each addition carried along (Neumaier's form of Kahan's method), which adds
// less than one rounding to the result however many there are. NumPy's pairwise
// sum has 19 roundings in a block and one more for each doubling of the length,
// and is naive across lanes; this one is as good for every axis order.
//
// The total starts from +0, as in NumPy: a sum of −0 is +0.
//
// References: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
// endlicher Summen", ZAMM 54 (1974), 39–51; N. Higham, "The Accuracy of Floating
// Point Summation", SIAM J. Sci. Comput. 14 (1993), 783–799.

// blockLen is the number of items that are added without carrying errors.
const blockLen = 128

var negativeZero = math.Copysign(0, -1)

// A Total is the running sum of a reduction. The zero Total is a sum of nothing.
type Total struct {
	Int    int64   // of integers and booleans, modulo 2⁶⁴
	re, im float64 // of floats
	er, ei float64 // what rounding has lost of them
}

// Float returns the sum of real numbers.
func (t Total) Float() float64 { return joined(t.re, t.er) }

// Complex returns the sum of complex numbers.
func (t Total) Complex() complex128 { return complex(joined(t.re, t.er), joined(t.im, t.ei)) }

// joined adds the lost part back. After an infinity that is NaN or infinite, and
// where nothing was lost a sum of −0 stays what it is.
func joined(sum, lost float64) float64 {
	if lost == 0 || math.IsNaN(lost) || math.IsInf(lost, 0) {
		return sum
	}
	return sum + lost
}

// plus adds x to sum and what the addition loses to lost. The branch picks the
// larger number, whose low bits are exact.
func plus(sum, lost, x float64) (float64, float64) {
	s := sum + x
	if math.Abs(sum) >= math.Abs(x) {
		return s, lost + ((sum - s) + x)
	}
	return s, lost + ((x - s) + sum)
}

func sumFloat[T float32 | float64](t Total, a mem.Addr, as int, n int) Total {
	for i := 0; i < n; i += blockLen {
		block := blockSum[T](unsafe.Add(a, i*as), as, min(n-i, blockLen)) // K1
		t.re, t.er = plus(t.re, t.er, float64(block))
	}
	return t
}

// blockSum adds n items with 8 accumulators. They start from −0, which changes no
// sum, not even one of −0.
func blockSum[T float32 | float64](a mem.Addr, as int, n int) T {
	s0 := T(negativeZero)
	s1, s2, s3, s4, s5, s6, s7 := s0, s0, s0, s0, s0, s0, s0
	at := 0
	for ; n >= 8; n -= 8 {
		p := unsafe.Add(a, at)           // K1
		s0 += *(*T)(p)                   // K1, K2
		s1 += *(*T)(unsafe.Add(p, as))   // K1, K2
		s2 += *(*T)(unsafe.Add(p, 2*as)) // K1, K2
		s3 += *(*T)(unsafe.Add(p, 3*as)) // K1, K2
		s4 += *(*T)(unsafe.Add(p, 4*as)) // K1, K2
		s5 += *(*T)(unsafe.Add(p, 5*as)) // K1, K2
		s6 += *(*T)(unsafe.Add(p, 6*as)) // K1, K2
		s7 += *(*T)(unsafe.Add(p, 7*as)) // K1, K2
		at += 8 * as
	}
	s := ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
	for ; n > 0; n-- {
		s += *(*T)(unsafe.Add(a, at)) // K1, K2
		at += as
	}
	return s
}

// The 16-bit floats are added up as float32.

func sumFloat16(t Total, a mem.Addr, as int, n int) Total {
	var buf [blockLen]float32
	for i := 0; i < n; i += blockLen {
		block := buf[:min(n-i, blockLen)]
		for k := range block {
			block[k] = (*(*elem.Float16)(unsafe.Add(a, (i+k)*as))).Float32() // K1, K2
		}
		t = t.plusBlock(block)
	}
	return t
}

func sumBFloat16(t Total, a mem.Addr, as int, n int) Total {
	var buf [blockLen]float32
	for i := 0; i < n; i += blockLen {
		block := buf[:min(n-i, blockLen)]
		for k := range block {
			block[k] = (*(*elem.BFloat16)(unsafe.Add(a, (i+k)*as))).Float32() // K1, K2
		}
		t = t.plusBlock(block)
	}
	return t
}

func (t Total) plusBlock(block []float32) Total {
	t.re, t.er = plus(t.re, t.er, float64(blockSum[float32](mem.Of(block), 4, len(block))))
	return t
}

// A complex lane is two lanes of floats with the same stride.

func sumComplex64(t Total, a mem.Addr, as int, n int) Total { return sumParts[float32](t, a, as, n) }

func sumComplex128(t Total, a mem.Addr, as int, n int) Total { return sumParts[float64](t, a, as, n) }

func sumParts[T float32 | float64](t Total, a mem.Addr, as int, n int) Total {
	for i := 0; i < n; i += blockLen {
		m := min(n-i, blockLen)
		re := unsafe.Add(a, i*as)             // K1
		im := unsafe.Add(re, mem.SizeOf[T]()) // K1: the second half of the item
		t.re, t.er = plus(t.re, t.er, float64(blockSum[T](re, as, m)))
		t.im, t.ei = plus(t.im, t.ei, float64(blockSum[T](im, as, m)))
	}
	return t
}

func sumSigned[T int8 | int16 | int32 | int64](t Total, a mem.Addr, as int, n int) Total {
	var s0, s1, s2, s3 int64
	at := 0
	for ; n >= 4; n -= 4 {
		p := unsafe.Add(a, at)                  // K1
		s0 += int64(*(*T)(p))                   // K1, K2
		s1 += int64(*(*T)(unsafe.Add(p, as)))   // K1, K2
		s2 += int64(*(*T)(unsafe.Add(p, 2*as))) // K1, K2
		s3 += int64(*(*T)(unsafe.Add(p, 3*as))) // K1, K2
		at += 4 * as
	}
	for ; n > 0; n-- {
		s0 += int64(*(*T)(unsafe.Add(a, at))) // K1, K2
		at += as
	}
	t.Int += s0 + s1 + s2 + s3
	return t
}

// sumUnsigned adds into Total.Int: modulo 2⁶⁴ it does not matter whether that is
// signed.
func sumUnsigned[T uint8 | uint16 | uint32 | uint64](t Total, a mem.Addr, as int, n int) Total {
	var s0, s1, s2, s3 uint64
	at := 0
	for ; n >= 4; n -= 4 {
		p := unsafe.Add(a, at)                   // K1
		s0 += uint64(*(*T)(p))                   // K1, K2
		s1 += uint64(*(*T)(unsafe.Add(p, as)))   // K1, K2
		s2 += uint64(*(*T)(unsafe.Add(p, 2*as))) // K1, K2
		s3 += uint64(*(*T)(unsafe.Add(p, 3*as))) // K1, K2
		at += 4 * as
	}
	for ; n > 0; n-- {
		s0 += uint64(*(*T)(unsafe.Add(a, at))) // K1, K2
		at += as
	}
	t.Int += int64(s0 + s1 + s2 + s3)
	return t
}

func countTrue(t Total, a mem.Addr, as int, n int) Total {
	for i := range n {
		if *(*uint8)(unsafe.Add(a, i*as)) != 0 { // K1: a byte needs no alignment
			t.Int++
		}
	}
	return t
}
