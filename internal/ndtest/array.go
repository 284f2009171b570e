// Package ndtest makes arrays for tests: every kind of layout, in memory whose
// other bytes are guarded, with an oracle that knows nothing of the packages
// under test and reads each element by its own arithmetic.
package ndtest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Class is a kind of layout.
type Class string

// The classes. Each of them has axes in any order but the first two.
const (
	C          Class = "C"          // contiguous, last axis fastest
	F          Class = "F"          // contiguous, first axis fastest
	Permuted   Class = "permuted"   // contiguous, axes in another order
	Stepped    Class = "stepped"    // gaps of whole items between the elements
	Negative   Class = "negative"   // stepped, some axes running down
	Odd        Class = "odd"        // strides that are no multiples of the itemsize, misaligned
	Misaligned Class = "misaligned" // contiguous, one byte off
	Swapped    Class = "swapped"    // stepped, in the other byte order
	Indirect   Class = "indirect"   // one axis of pointers
	Broadcast  Class = "broadcast"  // some axes of stride 0; only to be read
)

// Classes lists the classes that may be written.
var Classes = []Class{C, F, Permuted, Stepped, Negative, Odd, Misaligned, Swapped, Indirect}

// ReadClasses lists all classes.
var ReadClasses = append(slices.Clone(Classes), Broadcast)

// guard is the byte of memory that belongs to no element. Eight of them are a
// quiet NaN as a float64 would print, and no plausible number otherwise.
const guard = 0xfe

// margin is the number of guard bytes before and after an array.
const margin = 64

// An Array is a view with what is needed to judge what happened to it.
type Array[T ndview.Element] struct {
	V     ndview.MutView[T]
	Class Class
	Shape []int

	strides []int // of the axes in V's order
	swapped bool
	offset  int      // of element (0, …, 0), in its block
	blocks  [][]byte // one, or one for each position of the axis of pointers
	pointer int      // that axis, or −1
	before  [][]byte // the blocks as Remember saw them
}

// New makes an array of a class; its elements are guard bytes.
func New[T ndview.Element](rng *rand.Rand, class Class, shape ...int) *Array[T] {
	a := &Array[T]{Class: class, Shape: slices.Clone(shape), pointer: -1}
	if class == Indirect && len(shape) > 0 {
		a.indirect(rng)
		return a
	}
	size := mem.SizeOf[T]()
	a.lay(rng, a.Shape, size)
	l, err := layout.New(a.Shape, a.strides, nil, size)
	check(err)
	base := mem.Add(mem.Of(a.blocks[0]), a.offset)
	a.V = view[T](base, l, a.swapped)
	return a
}

// lay chooses strides and the place of the first element for a class, and makes
// the block that holds them.
func (a *Array[T]) lay(rng *rand.Rand, shape []int, size int) {
	order := make([]int, len(shape)) // of the axes, fastest first
	for i := range order {
		order[i] = len(shape) - 1 - i
	}
	switch a.Class {
	case C:
	case F:
		slices.Reverse(order)
	default:
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	a.strides = make([]int, len(shape))
	step, low := size, 0
	for _, axis := range order {
		n := max(shape[axis], 1)
		switch a.Class {
		case Stepped, Negative, Swapped:
			step += size * rng.IntN(3)
		case Odd:
			step += 1 + rng.IntN(2*size)
		}
		a.strides[axis] = step
		step *= n
		if a.Class == Negative && rng.IntN(2) == 0 || a.Class == Odd && rng.IntN(4) == 0 {
			a.strides[axis] = -a.strides[axis]
			low += a.strides[axis] * (n - 1)
		}
		if a.Class == Broadcast && rng.IntN(2) == 0 {
			a.strides[axis] = 0
		}
	}
	a.swapped = a.Class == Swapped && size > 1
	extra := 0
	if a.Class == Odd || a.Class == Misaligned {
		extra = 1
	}
	block := aligned(margin + step + size + margin + extra)
	a.blocks = append(a.blocks, block)
	a.offset = margin + extra - low
}

// aligned returns n guard bytes whose address is a multiple of 16.
func aligned(n int) []byte {
	words := make([][2]uint64, n/16+2)
	b := mem.Bytes(mem.Of(words), n)
	if !mem.Aligned(mem.Of(b), 16) {
		b = mem.Bytes(mem.Add(mem.Of(b), 8), n)
	}
	for i := range b {
		b[i] = guard
	}
	return b
}

// indirect lays an axis of pointers, each to a block of its own.
func (a *Array[T]) indirect(rng *rand.Rand) {
	size := mem.SizeOf[T]()
	axis := rng.IntN(len(a.Shape))
	inner := slices.Delete(slices.Clone(a.Shape), axis, axis+1)
	rows := a.Shape[axis]
	table := make([]mem.Addr, 2*rows+1)
	a.Class = Stepped
	skip := rng.IntN(16)
	seed := rng.Uint64()
	for i := range rows {
		a.lay(rand.New(rand.NewPCG(seed, 0)), inner, size)
		table[2*i] = mem.Add(mem.Of(a.blocks[i]), a.offset-skip)
	}
	if rows == 0 {
		a.lay(rand.New(rand.NewPCG(seed, 0)), inner, size)
	}
	a.Class = Indirect
	shape := append([]int{rows}, inner...)
	strides := append([]int{2 * mem.SizeOf[mem.Addr]()}, a.strides...)
	suboffsets := slices.Repeat([]int{-1}, len(shape))
	suboffsets[0] = skip
	l, err := layout.New(shape, strides, suboffsets, size)
	check(err)
	check(l.MoveAxis(0, axis))
	a.V = view[T](mem.Of(table), l, false)
	a.strides = slices.Insert(a.strides, axis, 0)
	a.pointer = axis
}

func view[T ndview.Element](base mem.Addr, l layout.Layout, swapped bool) ndview.MutView[T] {
	k := elem.KindOf[T]()
	it := mem.Item{Size: k.Size(), Unit: 1, Align: k.Align()}
	if swapped {
		it.Unit = k.Part().Size()
	}
	return ndview.NewMutView[T](mem.New(base, l, lease.Forever, 0, it))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// place returns the bytes of an element.
func (a *Array[T]) place(index []int) []byte {
	block, off := a.blocks[0], a.offset
	for k, i := range index {
		off += i * a.strides[k]
	}
	if a.pointer >= 0 {
		block = a.blocks[index[a.pointer]]
	}
	return block[off : off+mem.SizeOf[T]()]
}

// Get reads an element by the oracle's arithmetic.
func (a *Array[T]) Get(index []int) T {
	item := slices.Clone(a.place(index))
	a.reorder(item)
	return mem.LoadUnit[T](mem.Of(item), 1)
}

// Put writes an element by the oracle's arithmetic.
func (a *Array[T]) Put(index []int, x T) {
	item := make([]byte, mem.SizeOf[T]())
	mem.StoreUnit(mem.Of(item), x, 1)
	a.reorder(item)
	copy(a.place(index), item)
}

// reorder turns the bytes of an item between native and the array's order.
func (a *Array[T]) reorder(item []byte) {
	if !a.swapped {
		return
	}
	unit := elem.KindOf[T]().Part().Size()
	for part := range slices.Chunk(item, unit) {
		slices.Reverse(part)
	}
}

// Indices yields every index of a shape in C order, in one slice that it reuses.
func Indices(shape []int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		index := make([]int, len(shape))
		if slices.Contains(shape, 0) {
			return
		}
		for {
			if !yield(index) {
				return
			}
			axis := len(shape) - 1
			for ; axis >= 0; axis-- {
				if index[axis]++; index[axis] < shape[axis] {
					break
				}
				index[axis] = 0
			}
			if axis < 0 {
				return
			}
		}
	}
}

// Values returns the elements in C order.
func (a *Array[T]) Values() []T {
	values := []T{}
	for index := range Indices(a.Shape) {
		values = append(values, a.Get(index))
	}
	return values
}

// Fill writes elements, given in C order.
func (a *Array[T]) Fill(values []T) {
	i := 0
	for index := range Indices(a.Shape) {
		a.Put(index, values[i])
		i++
	}
}

// Remember notes what the memory holds now, for Unchanged and OnlyElements.
func (a *Array[T]) Remember() *Array[T] {
	a.before = nil
	for _, b := range a.blocks {
		a.before = append(a.before, slices.Clone(b))
	}
	return a
}

// Unchanged fails t if any byte changed since Remember.
func (a *Array[T]) Unchanged(t testing.TB, what string) {
	t.Helper()
	for i, b := range a.blocks {
		if !bytes.Equal(b, a.before[i]) {
			t.Errorf("%s: %s array %v was written to", what, a.Class, a.Shape)
		}
	}
}

// OnlyElements fails t if a byte that belongs to no element changed since
// Remember.
func (a *Array[T]) OnlyElements(t testing.TB, what string) {
	t.Helper()
	after := make([][]byte, len(a.blocks))
	for i, b := range a.blocks {
		after[i] = slices.Clone(b)
	}
	values := a.Values()
	for i := range a.blocks {
		copy(a.blocks[i], a.before[i])
	}
	a.Fill(values)
	for i, b := range a.blocks {
		if !bytes.Equal(b, after[i]) {
			t.Errorf("%s: %s array %v: bytes between the elements were written to", what, a.Class, a.Shape)
		}
		copy(b, after[i])
	}
}

// String names the array in messages.
func (a *Array[T]) String() string {
	return fmt.Sprintf("%s %s %v strides %v", elem.KindOf[T](), a.Class, a.Shape, a.strides)
}
