package ndtest

import (
	"encoding/binary"
	"fmt"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Source is a view in one class of memory, and what it holds: the same elements
// in contiguous, reversed, gappy, misaligned, byte-swapped, repeated and indirect
// memory. Every byte that belongs to no element holds [Fill]; [Source.Intact]
// finds those that were written. Sources are fixed, an [Array] is random.
type Source[T ndview.Element] struct {
	Name   string
	View   ndview.MutView[T]
	Shape  []int
	Values []T  // in C order
	Shared bool // different indices name one element: stride 0

	slabs  []*slab
	tables []table
}

// Intact reports a byte outside the elements that was written, or a pointer of a
// table that was changed.
func (s *Source[T]) Intact() error {
	for _, b := range s.slabs {
		if err := b.intact(); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	for _, p := range s.tables {
		if err := p.intact(); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

// A class says how the elements of a direct source lie.
type class struct {
	name    string
	strides func(shape []int, size int) []int
	swapped bool
	skew    int // bytes by which the base is misaligned
	minNDim int
}

var classes = []class{
	{name: "C", strides: cStrides},
	{name: "F", strides: fStrides, minNDim: 2},
	{name: "gaps", strides: gaps, minNDim: 1},
	{name: "reversed", strides: reversed, minNDim: 1},
	{name: "mixed signs", strides: mixed, minNDim: 2},
	{name: "zero stride", strides: zeroFirst, minNDim: 1},
	{name: "misaligned", strides: cStrides, skew: 1},
	{name: "odd strides", strides: odd, minNDim: 1},
	{name: "swapped", strides: cStrides, swapped: true},
	{name: "swapped misaligned reversed", strides: reversed, swapped: true, skew: 3, minNDim: 1},
}

// Sources returns a view of the shape in each class of memory that it can have,
// pointers included; element k in C order is value(k).
func Sources[T ndview.Element](shape []int, value func(k int) T) []Source[T] {
	var all []Source[T]
	for _, c := range classes {
		if len(shape) >= c.minNDim {
			all = append(all, direct(c, shape, value))
		}
	}
	for _, c := range indirections {
		if len(shape) >= c.minNDim {
			all = append(all, indirect(c, shape, value))
		}
	}
	return all
}

// Direct returns the Source of C-contiguous, native memory.
func Direct[T ndview.Element](shape []int, value func(k int) T) Source[T] {
	return direct(classes[0], shape, value)
}

func direct[T ndview.Element](c class, shape []int, value func(k int) T) Source[T] {
	size := mem.SizeOf[T]()
	strides := c.strides(shape, size)
	lo, hi := 0, 0
	for index := range Indices(shape) {
		at := dot(index, strides)
		lo, hi = min(lo, at), max(hi, at+size)
	}
	b := newSlab(lo, hi, c.skew)
	s := Source[T]{Name: c.name, Shape: shape, slabs: []*slab{b}}
	seen := map[int]T{}
	k := 0
	for index := range Indices(shape) {
		at := dot(index, strides)
		x, ok := seen[at]
		if !ok {
			x = value(k)
			seen[at] = x
			b.put(at, encode(x, c.swapped))
		}
		s.Shared = s.Shared || ok
		s.Values = append(s.Values, x)
		k++
	}
	typ := ndview.DTypeOf[T]()
	typ.Swapped = c.swapped && binary.Size(*new(T)) > 1
	raw, err := ndview.FromBytes(b.all, b.base, typ, shape, strides)
	if err != nil {
		panic(err)
	}
	if s.View, err = ndview.AsMut[T](raw); err != nil {
		panic(err)
	}
	return s
}

func dot(a, b []int) int {
	sum := 0
	for k, x := range a {
		sum += x * b[k]
	}
	return sum
}

// encode returns the bytes of x in native or the other byte order.
func encode(x any, swapped bool) []byte {
	order := binary.ByteOrder(binary.LittleEndian)
	if littleEndian == swapped {
		order = binary.BigEndian
	}
	b, err := binary.Append(nil, order, x)
	if err != nil {
		panic(err)
	}
	return b
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

func cStrides(shape []int, size int) []int {
	s := make([]int, len(shape))
	for k := len(shape) - 1; k >= 0; k-- {
		s[k] = size
		size *= max(shape[k], 1)
	}
	return s
}

func fStrides(shape []int, size int) []int {
	s := make([]int, len(shape))
	for k, n := range shape {
		s[k] = size
		size *= max(n, 1)
	}
	return s
}

// gaps leaves as much room between neighbours along each axis as they take.
func gaps(shape []int, size int) []int {
	s := make([]int, len(shape))
	for k := len(shape) - 1; k >= 0; k-- {
		if shape[k] > 1 {
			size *= 2
		}
		s[k] = size
		size *= max(shape[k], 1)
	}
	return s
}

func reversed(shape []int, size int) []int {
	s := cStrides(shape, size)
	for k := range s {
		s[k] = -s[k]
	}
	return s
}

func mixed(shape []int, size int) []int {
	s := cStrides(shape, size)
	for k := range s {
		if k%2 == 1 {
			s[k] = -s[k]
		}
	}
	return s
}

func zeroFirst(shape []int, size int) []int {
	s := cStrides(shape, size)
	s[0] = 0
	return s
}

// odd lets the items of the last axis lie as in packed records of one more byte.
func odd(shape []int, size int) []int { return cStrides(shape, size+1) }
