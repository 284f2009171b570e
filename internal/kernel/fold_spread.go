package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Squared distances from a mean. The state begins with the mean, real and
// imaginary part, and goes on as a sum: it is made of the state of a sum, when
// the sum is known (meansOf). They are added up in the strands and blocks of sums.

var (
	sumFloatsForMean   = sumFloatFold[float64](elem.KindFloat64, 32)
	sumFloat32sForMean = sumFloatFold[float32](elem.KindFloat32, 32)
	spreadFloats       = spreadFold[float64](elem.KindFloat64)
	spreadFloat32s     = spreadFold[float32](elem.KindFloat32)
	spreadComplexes    = &fold{size: 32, lane: spreadComplexLane, columns: spreadComplexColumns, join: joinSpreads, common: spreadCommon}
)

type spread struct {
	re, im float64 // the mean
	floatSum
}

func spreadFold[S realItem](kind elem.Kind) *fold {
	return &fold{
		size: 32,
		join: joinSpreads, common: spreadCommon,
		lane: func(acc, a mem.Addr, as, n, _, _ int) {
			t := *mem.Ptr[spread](acc) // K1, K2
			if as == kind.Size() && n >= fewItems {
				rest := shortRest(n)
				if spreadVector(kind, &t.floatSum, a, n-rest, t.re) {
					a, n = restOf(a, as, n, rest), rest
				}
			}
			for i := 0; i < n; i += blockLen {
				t.add(strandSpread[S](mem.Add(a, i*as), as, min(n-i, blockLen), t.re)) // K1
			}
			*mem.Ptr[spread](acc) = t // K1, K2
		},
		columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
			if v := foldVectors(kind); as == kind.Size() && v.spreadRows != nil && n >= v.per && rows > 1 {
				v.spreadColumns(acc, cs, a, as, ar, n, rows)
				return
			}
			spreadFloatColumns[S](acc, cs, a, as, ar, n, rows)
		},
	}
}

// strandSpread is strandSum of the squares of items less a mean.
func strandSpread[S realItem](a mem.Addr, as, n int, mean float64) float64 {
	if n < fewItems {
		s := negativeZero
		for i := range n {
			d := load64[S](a, i*as) - mean
			s += float64(d * d)
		}
		return s
	}
	s := nothings
	for i := 0; i < n; i += strands {
		for k := range min(n-i, strands) {
			d := load64[S](a, (i+k)*as) - mean
			s[k&(strands-1)] += float64(d * d)
		}
	}
	return joinStrands(&s)
}

func spreadFloatColumns[S realItem](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	for k := 0; k < rows; k += blockRows {
		m := min(rows-k, blockRows)
		for i := range n {
			t, s, r := mem.PtrAt[spread](acc, i*cs), negativeZero, 0 // K1, K2
			p := mem.Add(a, k*ar+i*as)                               // K1: item i of row k
			for ; r+passRows <= m; r += passRows {
				var x [passRows]float64
				for j := range x {
					d := load64[S](p, (r+j)*ar) - t.re
					x[j] = float64(d * d)
				}
				s += ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]))
			}
			for ; r < m; r++ {
				d := load64[S](p, r*ar) - t.re
				s += float64(d * d)
			}
			t.add(s)
		}
	}
}

func spreadComplexLane(acc, a mem.Addr, as, n, _, _ int) {
	t := mem.Ptr[spread](acc) // K1, K2
	for i := 0; i < n; i += 128 {
		var s [4]float64
		for k := i; k < min(n, i+128); k++ {
			s[k&3] += t.distance(mem.LoadAt[complex128](a, k*as)) // K1, K2
		}
		t.add((s[0] + s[1]) + (s[2] + s[3]))
	}
}

func spreadComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for off := 0; rows > 0; rows, off = rows-8, off+8*ar {
		for i := range n {
			t, s := mem.PtrAt[spread](acc, i*cs), 0.0 // K1, K2
			for k := range min(rows, 8) {
				s += t.distance(mem.LoadAt[complex128](a, off+i*as+k*ar)) // K1, K2
			}
			t.add(s)
		}
	}
}

// distance returns |x − mean|².
func (t *spread) distance(x complex128) float64 {
	re, im := real(x)-t.re, imag(x)-t.im
	return float64(re*re) + float64(im*im)
}
