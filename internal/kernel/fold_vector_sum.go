package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// mostInts is the number of integers that are added up at once: of 16 bits, sums of pairs
// stay below 2³¹ in each part of a vector.
const mostInts = 1 << 18

// sumIntegers adds up n items without gaps, whole vectors. Loops that know one sign only have
// taken the items as if their sign bit was turned.
func (v *vectorLoops) sumIntegers(kind elem.Kind, a mem.Addr, n int) (sum int64) {
	for i := 0; i < n; i += mostInts {
		sum += v.sum(mem.Add(a, i*kind.Size()), min(n-i, mostInts)) // K1: item i
	}
	switch kind {
	case elem.KindInt8:
		sum -= 0x80 * int64(n)
	case elem.KindUint16:
		sum += 0x8000 * int64(n)
	}
	return sum
}

var (
	plainZeros    [sumBytes / 8]uint64
	negativeZeros = func() (all [sumBytes / 8]uint64) {
		for i := range all {
			all[i] = 1 << 63
		}
		return all
	}()
)

// stripLength returns how many of n columns a strip takes, at most most, so that no less
// than a vector is left over.
func (v *vectorLoops) stripLength(n, most int) int {
	if n <= most {
		return n
	}
	return min(most, n-v.per)
}

// sumRowsOf adds rows up, in passes, and returns where their sums lie in the strip.
func (v *vectorLoops) sumRowsOf(s *rowRoom, from, a mem.Addr, ar, n, rows int) mem.Addr {
	to, next := mem.Of(s.out[:]), mem.Of(s.next[:])
	for k := 0; k < rows; k += passRows {
		v.sumRows(to, from, mem.Add(a, k*ar), ar, n, min(rows-k, passRows)) // K1: row k
		from, to, next = to, next, to
	}
	return from
}

func (v *vectorLoops) sumFloatColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	s := rowRooms.Get().(*rowRoom)
	for j, m := 0, 0; j < n; j += m {
		m = v.stripLength(n-j, sumBytes/8)
		for k := 0; k < rows; k += blockRows {
			p := v.sumRowsOf(s, mem.Of(negativeZeros[:]), mem.Add(a, k*ar+j*as), ar, m, min(rows-k, blockRows)) // K1: item j of row k
			i := 0
			if cs == 16 {
				i = scanColumnsVector(mem.Add(acc, j*cs), mem.Of(s.means[:]), p, m) // K1: the state of column j; what it writes nobody reads
			}
			for ; i < m; i++ {
				mem.PtrAt[floatSum](acc, (j+i)*cs).add(mem.LoadAt[float64](p, 8*i)) // K1, K2
			}
		}
	}
	rowRooms.Put(s)
}

func (v *vectorLoops) spreadColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	s := rowRooms.Get().(*rowRoom)
	for j, m := 0, 0; j < n; j += m {
		m = v.stripLength(n-j, sumBytes/8)
		means := mem.Of(s.means[:])
		for i := range m {
			mem.StoreAt(means, 8*i, mem.PtrAt[spread](acc, (j+i)*cs).re) // K1, K2
		}
		for k := 0; k < rows; k += blockRows {
			from, to, next := mem.Of(negativeZeros[:]), mem.Of(s.out[:]), mem.Of(s.next[:])
			end := min(rows, k+blockRows)
			for r := k; r < end; r += passRows {
				v.spreadRows(to, from, means, mem.Add(a, r*ar+j*as), ar, m, min(end-r, passRows)) // K1: item j of row r
				from, to, next = to, next, to
			}
			for i := range m {
				mem.PtrAt[spread](acc, (j+i)*cs).add(mem.LoadAt[float64](from, 8*i)) // K1, K2
			}
		}
	}
	rowRooms.Put(s)
}

// sumIntColumns adds columns up in 32 bits where items have no more than 16, in 64 otherwise.
func (v *vectorLoops) sumIntColumns(kind elem.Kind, acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	const most = 1 << 15 // rows of 16 bits
	s := rowRooms.Get().(*rowRoom)
	out := 8
	if kind.Size() <= 2 {
		out = 4
	}
	for j, m := 0, 0; j < n; j += m {
		m = v.stripLength(n-j, sumBytes/out)
		for k := 0; k < rows; k += most {
			p := v.sumRowsOf(s, mem.Of(plainZeros[:]), mem.Add(a, k*ar+j*as), ar, m, min(rows-k, most)) // K1: item j of row k
			for i := range m {
				q := mem.PtrAt[int64](acc, (j+i)*cs) // K1, K2
				if out == 4 {
					*q += int64(mem.LoadAt[int32](p, 4*i)) // K1, K2
				} else {
					*q += mem.LoadAt[int64](p, 8*i) // K1, K2
				}
			}
		}
	}
	rowRooms.Put(s)
}
