package kernel

import (
	"math"
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sums of floating-point numbers
//
// Lanes are cut into blocks of up to 512 items. A block is added up in float64 in 32
// strands, item i in strand i mod 32, and these are joined in halves: 16, 8, 4, 2, 1. So
// an item passes through at most 21 roundings, and the sum is the same number whether
// vectors of 4 or 8 items or none are used. Blocks of less than 16 items are added up
// in four strands, by Go. The sums of blocks, of all lanes, are added in float64 with
// the error of each addition carried along (Knuth's two-sum), which adds less than
// one rounding to the result however many there are. NumPy's pairwise sum has 19
// roundings in a block of 128 and one more for each doubling of the length, is of
// float32 in float32, and is naive across lanes; this one is as good for every axis
// order. Sums of long lanes and of few results are made in larger blocks, each with its own errors
// carried along, which are joined in order (fold_share.go, fold_join.go).
//
// The total starts from +0, as in NumPy: a sum of −0 is +0.
//
// References: D. Knuth, The Art of Computer Programming, volume 2, 4.2.2; A. Neumaier,
// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54
// (1974), 39–51; N. Higham, "The Accuracy of Floating
// Point Summation", SIAM J. Sci. Comput. 14 (1993), 783–799.

// blockLen is the number of items that are added without carrying errors.
const (
	blockLen = 512
	strands  = 32
)

var negativeZero = math.Copysign(0, -1)

// nothings are the strands of a sum of nothing: −0 changes no sum, not even one of −0.
var nothings = func() (s [strands]float64) {
	for i := range s {
		s[i] = negativeZero
	}
	return s
}()

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

// addLane adds n items of a kind that S is.
func addLane[S realItem](t *floatSum, kind elem.Kind, a mem.Addr, as, n int) {
	if as == kind.Size() && n >= fewItems {
		rest := shortRest(n)
		if sumVector(kind, t, a, n-rest) {
			a, n = restOf(a, as, n, rest), rest
		}
	}
	if addPacked(t, kind, a, as, n-shortRest(n)) {
		rest := shortRest(n)
		a, n = restOf(a, as, n, rest), rest
	}
	for i := 0; i < n; i += blockLen {
		t.add(strandSum[S](mem.Add(a, i*as), as, min(n-i, blockLen))) // K1
	}
}

// addPacked adds n items that lie at twice their size or run down; it reports whether it did. But for float64 at twice
// their size, which are added as they lie, it takes a block at a time without gaps (pack.go).
func addPacked(t *floatSum, kind elem.Kind, a mem.Addr, as, n int) (done bool) {
	size := kind.Size()
	if n < packFrom || as != 2*size && as != -size || !cpu.Has(cpu.AVX512) {
		return false
	}
	if kind == elem.KindFloat64 && as > 0 {
		sumEveryOther(t, a, n)
		return true
	}
	w := packPool.Get().(*packWindows)
	window := mem.Of(w[:]) // room for a block of float64
	for i := 0; i < n; i += blockLen {
		m := min(n-i, blockLen)
		packItems(window, mem.Add(a, i*as), as, size, m) // K1: m items from item i on
		sumVector(kind, t, window, m)
	}
	packPool.Put(w)
	return true
}

// addHalves adds n items of float16.
func addHalves(t *floatSum, a mem.Addr, as, n int) {
	if as == 2 && n >= fewItems {
		rest := shortRest(n)
		if sumVector(elem.KindFloat16, t, a, n-rest) {
			a, n = restOf(a, as, n, rest), rest
		}
	}
	var buf [blockLen]float32
	for i := 0; i < n; i += blockLen {
		block := buf[:min(n-i, blockLen)]
		for k := range block {
			block[k] = mem.LoadAt[elem.Float16](a, (i+k)*as).Float32() // K1, K2
		}
		t.add(strandSum[float32](mem.Of(block), 4, len(block)))
	}
}

// shortRest returns the length of the last of the blocks of n items, if it is one that Go
// adds up in any case.
func shortRest(n int) int {
	if rest := n % blockLen; rest < fewItems {
		return rest
	}
	return 0
}

// restOf returns where the last of n items begin.
func restOf(a mem.Addr, as, n, last int) mem.Addr {
	if last == 0 {
		return a // K5: there is no item
	}
	return mem.Add(a, (n-last)*as) // K1
}

// strandSum adds up to a block of items.
func strandSum[S realItem](a mem.Addr, as, n int) float64 {
	if n < fewItems {
		return shortSum[S](a, as, n)
	}
	s := nothings
	i := 0
	for ; i+strands <= n; i += strands {
		p := mem.Add(a, i*as) // K1
		for k := 0; k < strands; k += 4 {
			s[k] += load64[S](p, k*as)
			s[k+1] += load64[S](p, (k+1)*as)
			s[k+2] += load64[S](p, (k+2)*as)
			s[k+3] += load64[S](p, (k+3)*as)
		}
	}
	for k := range n - i {
		s[k&(strands-1)] += load64[S](a, (i+k)*as)
	}
	return joinStrands(&s)
}

func joinStrands(s *[strands]float64) float64 {
	for half := strands / 2; half > 0; half /= 2 {
		for k := range half {
			s[k&15] += s[(k+half)&31]
		}
	}
	return s[0]
}

// shortSum adds up few items.
func shortSum[S realItem](a mem.Addr, as, n int) float64 {
	s0 := negativeZero
	s1, s2, s3 := s0, s0, s0
	i := 0
	for ; i+8 <= n; i += 8 {
		p := mem.Add(a, i*as) // K1
		s0 += load64[S](p, 0) + load64[S](p, 4*as)
		s1 += load64[S](p, as) + load64[S](p, 5*as)
		s2 += load64[S](p, 2*as) + load64[S](p, 6*as)
		s3 += load64[S](p, 3*as) + load64[S](p, 7*as)
	}
	for ; i < n; i++ {
		s0 += load64[S](a, i*as)
	}
	return (s0 + s1) + (s2 + s3)
}

func sumFloat64(t Total, a mem.Addr, as int, n int) Total {
	s := floatSum{t.re, t.er}
	addLane[float64](&s, elem.KindFloat64, a, as, n)
	t.re, t.er = s.sum, s.lost
	return t
}

func sumFloat32(t Total, a mem.Addr, as int, n int) Total {
	s := floatSum{t.re, t.er}
	addLane[float32](&s, elem.KindFloat32, a, as, n)
	t.re, t.er = s.sum, s.lost
	return t
}

func sumFloat16(t Total, a mem.Addr, as int, n int) Total {
	s := floatSum{t.re, t.er}
	addHalves(&s, a, as, n)
	t.re, t.er = s.sum, s.lost
	return t
}

func sumBFloat16(t Total, a mem.Addr, as int, n int) Total {
	s := floatSum{t.re, t.er}
	var buf [blockLen]float32
	for i := 0; i < n; i += blockLen {
		block := buf[:min(n-i, blockLen)]
		for k := range block {
			block[k] = mem.LoadAt[elem.BFloat16](a, (i+k)*as).Float32() // K1, K2
		}
		addLane[float32](&s, elem.KindFloat32, mem.Of(block), 4, len(block))
	}
	t.re, t.er = s.sum, s.lost
	return t
}

// Complex numbers are pairs of floats: strands of a block of 256 are alternately those of real
// and of imaginary parts, and joined down to two.

func sumComplex64(t Total, a mem.Addr, as int, n int) Total { return sumParts[float32](t, a, as, n) }

func sumComplex128(t Total, a mem.Addr, as int, n int) Total { return sumParts[float64](t, a, as, n) }

func sumParts[S float32 | float64](t Total, a mem.Addr, as int, n int) Total {
	s := [2]floatSum{{t.re, t.er}, {t.im, t.ei}}
	addPairs[S](&s, a, as, n)
	t.re, t.er, t.im, t.ei = s[0].sum, s[0].lost, s[1].sum, s[1].lost
	return t
}

// addPairs adds n complex numbers whose parts are of type S.
func addPairs[S float32 | float64](t *[2]floatSum, a mem.Addr, as, n int) {
	size := mem.SizeOf[S]()
	if n >= fewItems && as == 2*size && size == 8 && sumPairsVector(t, a, n) {
		return
	}
	for i := 0; i < n; i += blockLen / 2 {
		s := nothings
		for k := range min(n-i, blockLen/2) {
			p, q := mem.Add(a, (i+k)*as), 2*k&(strands-1) // K1
			s[q] += load64[S](p, 0)
			s[q+1] += load64[S](p, size)
		}
		for half := strands / 2; half > 1; half /= 2 {
			for k := range half {
				s[k&15] += s[(k+half)&31]
			}
		}
		t[0].add(s[0])
		t[1].add(s[1])
	}
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
