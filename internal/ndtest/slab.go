package ndtest

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/mem"
)

// Fill is what the bytes hold that belong to no element. Read as a number it is
// no value that a test uses.
const Fill = 0xA5

// slabMargin is the number of guard bytes on each side of a slab. It is a multiple of
// every alignment.
const slabMargin = 64

// A slab is guarded memory: bytes that belong to elements, with guard bytes
// before, behind and in the gaps between them.
type slab struct {
	all  []byte
	used []bool // which bytes belong to elements
	base int    // where offset 0 of the layout lies
}

// newSlab returns a slab for offsets lo … hi−1, whose offset 0 is a multiple of 64
// plus skew bytes away from address 0.
func newSlab(lo, hi, skew int) *slab {
	all := make([]byte, hi-lo+3*slabMargin+skew)
	for i := range all {
		all[i] = Fill
	}
	base := slabMargin - lo
	base += (skew - int(mem.Uint(mem.Of(all))) - base) & (slabMargin - 1) // slabMargin is a power of two
	return &slab{all: all, used: make([]bool, len(all)), base: base}
}

// put stores an element at an offset.
func (s *slab) put(offset int, item []byte) {
	copy(s.all[s.base+offset:], item)
	for i := range item {
		s.used[s.base+offset+i] = true
	}
}

// at returns the address of an offset.
func (s *slab) at(offset int) mem.Addr { return mem.Of(s.all[s.base+offset:]) }

// intact reports the first guard byte that was written.
func (s *slab) intact() error {
	for i, b := range s.all {
		if !s.used[i] && b != Fill {
			return fmt.Errorf("guard byte %d from the first element holds %#02x", i-s.base, b)
		}
	}
	return nil
}
