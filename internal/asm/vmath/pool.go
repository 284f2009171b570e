package vmath

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// A pool is the constants and tables of one file: what AVX2 takes as operands is there four times.
type pool struct {
	name  string
	at    map[uint64]int // of constants, in words
	words []uint64
}

func newPool(name string) *pool { return &pool{name: name, at: map[uint64]int{}} }

func (d *pool) word(at int) operand.Mem {
	return operand.NewDataAddr(operand.NewStaticSymbol(d.name), 8*at)
}

func (d *pool) constant(b uint64) operand.Mem {
	at, ok := d.at[b]
	if !ok {
		at = len(d.words)
		d.at[b] = at
		d.words = append(d.words, b, b, b, b)
	}
	return d.word(at)
}

// table returns where a table is: the same one for the same entries.
func (d *pool) table(entries []float64) operand.Mem {
	var w []uint64
	for _, x := range entries {
		w = append(w, math.Float64bits(x))
	}
	return d.word(d.sequence(w))
}

// table32 is table of float32.
func (d *pool) table32(entries []float64) operand.Mem {
	return d.words32(entries, func(x float64) uint32 { return math.Float32bits(float32(x)) })
}

// halves returns the tables of the low and the high halves of entries.
func (d *pool) halves(entries []float64) (low, high operand.Mem) {
	low = d.words32(entries, func(x float64) uint32 { return uint32(math.Float64bits(x)) })
	return low, d.words32(entries, func(x float64) uint32 { return uint32(math.Float64bits(x) >> 32) })
}

func (d *pool) words32(entries []float64, bits func(x float64) uint32) operand.Mem {
	w := make([]uint64, len(entries)/2)
	for i, x := range entries {
		w[i/2] |= uint64(bits(x)) << (32 * (i % 2))
	}
	return d.word(d.sequence(w))
}

func (d *pool) sequence(w []uint64) int {
search:
	for at := 0; at+len(w) <= len(d.words); at++ {
		for i := range w {
			if d.words[at+i] != w[i] {
				continue search
			}
		}
		return at
	}
	d.words = append(d.words, w...)
	return len(d.words) - len(w)
}

// tailMask returns the address of as many set items as there are lanes, followed by as many that are not.
func (d *pool) tailMask(lanes int, narrow bool) operand.Mem {
	if narrow { // masks of 32 bits
		lanes /= 2
	}
	w := make([]uint64, 2*lanes)
	for i := range lanes {
		w[i] = math.MaxUint64
	}
	return d.word(d.sequence(w))
}

func (d *pool) write(c *build.Context) {
	c.StaticGlobal(d.name)
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for i, w := range d.words {
		c.AddDatum(8*i, operand.U64(w))
	}
}
