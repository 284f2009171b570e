package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// powerRule is NumPy's rule, and the way out.
const powerRule = "integers to negative integer powers are not allowed: the result would be no integer; " +
	"compute in a float, or use float_power"

func powerLoops() []Loop {
	loops := binaryLoops(intPowers())
	for i := range loops {
		if bad := negativeOf(loops[i].In[1]); bad != nil {
			loops[i].Check = &Check{Input: 1, Bad: bad, Text: powerRule}
		}
	}
	t := realPowers()
	t[elem.KindComplex64], t[elem.KindComplex128] = powComplex64, powComplex128
	return append(loops, binaryLoops(t)...)
}

// realPowers are the loops of floats. A lane with one exponent, 2, is squared, which is what the row returns too.
func realPowers() *Table[Binary] {
	t := withRow2(realBinary(vmath.Pow), vmath.Row2Of("power"))
	t[elem.KindFloat32] = orSquare[float32](t[elem.KindFloat32], elem.KindFloat32)
	t[elem.KindFloat64] = orSquare[float64](t[elem.KindFloat64], elem.KindFloat64)
	return t
}

func orSquare[T float](power Binary, kind elem.Kind) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		if bs == 0 && n > 1 && *(*T)(b) == 2 { // K1, K2
			Square[kind](dst, ds, a, as, n)
			return
		}
		power(dst, ds, a, as, b, bs, n)
	}
}

func floatPowerLoops() []Loop {
	t := realPowers()
	return binaryLoops(&Table[Binary]{elem.KindFloat64: t[elem.KindFloat64], elem.KindComplex128: powComplex128})
}

func powInt[T vmath.Integer](dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	for i := range n {
		x, y := *(*T)(unsafe.Add(a, i*as)), *(*T)(unsafe.Add(b, i*bs)) // K1, K2
		*(*T)(unsafe.Add(dst, i*ds)) = vmath.PowInt(x, y)              // K1, K2
	}
}

// negativeOf returns the search for a negative number, nil where there are none.
func negativeOf(k elem.Kind) func(a mem.Addr, as int, n int) int {
	switch k {
	case elem.KindInt8:
		return firstNegative[int8]
	case elem.KindInt16:
		return firstNegative[int16]
	case elem.KindInt32:
		return firstNegative[int32]
	case elem.KindInt64:
		return firstNegative[int64]
	}
	return nil
}

func firstNegative[T int8 | int16 | int32 | int64](a mem.Addr, as int, n int) int {
	if as == 0 {
		n = min(n, 1)
	}
	for i := range n {
		if *(*T)(unsafe.Add(a, i*as)) < 0 { // K1, K2
			return i
		}
	}
	return -1
}

func powComplex64(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	for i := range n {
		x, y := *(*complex64)(unsafe.Add(a, i*as)), *(*complex64)(unsafe.Add(b, i*bs))             // K1, K2
		*(*complex64)(unsafe.Add(dst, i*ds)) = complex64(vmath.PowC(complex128(x), complex128(y))) // K1, K2
	}
}

func powComplex128(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
	for i := range n {
		x, y := *(*complex128)(unsafe.Add(a, i*as)), *(*complex128)(unsafe.Add(b, i*bs)) // K1, K2
		*(*complex128)(unsafe.Add(dst, i*ds)) = vmath.PowC(x, y)                         // K1, K2
	}
}
