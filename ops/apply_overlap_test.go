package ops_test

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Operands of several dtypes, byte orders and layouts and a mask, all cut out of
// one block of memory. The oracle reads everything first and then writes.

// A piece is a view of integers in a block.
type piece struct {
	kind           elem.Kind // int8 … int64, or bool
	swapped        bool
	offset         int
	shape, strides []int
}

const blockBytes = 512

func (p piece) place(index []int) int {
	at := p.offset
	for k, i := range index {
		at += i * p.strides[k]
	}
	return at
}

func (p piece) order() binary.ByteOrder {
	if p.swapped == littleHost {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

var littleHost = mem.LoadUnit[uint16](mem.Of([]byte{1, 0}), 1) == 1

func (p piece) get(block []byte, index []int) int64 {
	b := block[p.place(index):]
	switch p.kind.Size() {
	case 1:
		return int64(int8(b[0]))
	case 2:
		return int64(int16(p.order().Uint16(b)))
	case 4:
		return int64(int32(p.order().Uint32(b)))
	}
	return int64(p.order().Uint64(b))
}

func (p piece) put(block []byte, index []int, x int64) {
	b := block[p.place(index):]
	switch p.kind.Size() {
	case 1:
		b[0] = byte(x)
	case 2:
		p.order().PutUint16(b, uint16(x))
	case 4:
		p.order().PutUint32(b, uint32(x))
	default:
		p.order().PutUint64(b, uint64(x))
	}
}

// wrap is x in a kind.
func wrap(kind elem.Kind, x int64) int64 {
	shift := 64 - 8*kind.Size()
	return x << shift >> shift
}

func (p piece) raw(block []byte) (ndview.MutRaw, error) {
	typ := p.kind.Type()
	typ.Swapped = p.swapped
	return ndview.FromBytes(block, p.offset, typ, p.shape, p.strides)
}

// touched reports for each byte of the block how often it belongs to an element.
func (p piece) touched() []int {
	count := make([]int, blockBytes)
	for index := range ndtest.Indices(p.shape) {
		at := p.place(index)
		for i := range p.kind.Size() {
			count[at+i]++
		}
	}
	return count
}

// sharedCase adds two pieces to a third where a fourth is true, as data says, and
// reports how the case came out.
func sharedCase(t *testing.T, data []byte) string {
	next := func() int {
		if len(data) == 0 {
			return 0
		}
		b := int8(data[0])
		data = data[1:]
		return int(b)
	}
	shape := make([]int, next()&3)
	for i := range shape {
		shape[i] = next() & 7
	}
	cutOut := func(kind elem.Kind) piece {
		flags := next()
		if kind == elem.Invalid {
			kind = elem.KindInt8 + elem.Kind(flags&3)
		}
		p := piece{kind: kind, swapped: flags&4 != 0 && kind.Size() > 1, offset: blockBytes/2 + next(), shape: shape, strides: make([]int, len(shape))}
		for i := range p.strides {
			p.strides[i] = next() / 2
			if flags&8 == 0 {
				p.strides[i] -= p.strides[i] % kind.Size()
			}
		}
		return p
	}
	dst, a, b, mask := cutOut(elem.Invalid), cutOut(elem.Invalid), cutOut(elem.Invalid), cutOut(elem.KindBool)
	masked := next()&1 != 0
	words := make([]uint64, blockBytes/8)
	block := mem.Bytes(mem.Of(words), blockBytes)
	for i := range block {
		block[i] = byte(i*i + 3*i + i>>4)
		if i%5 < 2 {
			block[i] = 0 // false
		}
	}
	var raws [4]ndview.MutRaw
	for i, p := range []piece{dst, a, b, mask} {
		var err error
		if raws[i], err = p.raw(block); err != nil {
			return "outside"
		}
	}
	before, want := slices.Clone(block), slices.Clone(block)
	wide := max(a.kind, b.kind)
	for index := range ndtest.Indices(shape) {
		if !masked || mask.get(before, index) != 0 {
			dst.put(want, index, wrap(dst.kind, wrap(wide, a.get(before, index)+b.get(before, index))))
		}
	}
	var opts []ops.Option
	if masked {
		m, err := ndview.As[ndview.Bool](raws[3].Raw)
		require.NoError(t, err)
		opts = append(opts, ops.When(m))
	}
	err := ops.Apply("add", raws[0], []ndview.Raw{raws[1].Raw, raws[2].Raw}, opts...)
	inDst := dst.touched()
	if slices.Max(inDst) > 1 {
		require.ErrorIs(t, err, ndview.ErrOverlap)
		require.Equal(t, before, block)
		return "refused"
	}
	if overlap := (*ops.OverlapError)(nil); errors.As(err, &overlap) {
		require.False(t, overlap.Proven, "dst does not overlap itself")
		return "undecided"
	}
	require.NoError(t, err)
	require.Equal(t, want, block, "dst %v, a %v, b %v, mask %v %v", dst, a, b, masked, mask)
	if overlap(inDst, a.touched()) || overlap(inDst, b.touched()) || masked && overlap(inDst, mask.touched()) {
		return "shared"
	}
	return "apart"
}

func TestOperandsOfSeveralTypesMayShareMemory(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	data := make([]byte, 40)
	for range 6000 {
		for i := range data {
			data[i] = byte(rng.Uint32())
			if rng.IntN(3) == 0 {
				data[i] = byte(2 * rng.IntN(9)) // small strides, the same place
			}
		}
		seen.Add(sharedCase(t, data), data[0]&3)
	}
	for _, verdict := range []string{"shared", "apart", "refused"} {
		for ndim := 1; ndim < 4; ndim++ {
			n := 0
			for name, count := range seen {
				if name == nameOf(verdict, byte(ndim)) {
					n = count
				}
			}
			require.Greater(t, n, 10, "%s with %d axes: %v", verdict, ndim, seen)
		}
	}
}

func nameOf(parts ...any) string {
	c := ndtest.Counter{}
	c.Add(parts...)
	for name := range c {
		return name
	}
	return ""
}

// FuzzApplyOnSharedMemory lets the fuzzer choose the layouts, dtypes and byte
// orders of sharedCase.
func FuzzApplyOnSharedMemory(f *testing.F) {
	f.Add([]byte{1, 6, 2, 0, 8, 0, 0, 8, 1, 0, 8, 0, 0, 2, 1})    // the same place, in another kind
	f.Add([]byte{1, 6, 3, 0, 16, 1, 0, 16, 1, 8, 16, 0, 0, 2, 1}) // halves of items
	f.Add([]byte{2, 3, 3, 5, 0, 36, 12, 5, 0, 12, 36, 1, 4, 12, 36, 0, 0, 6, 2, 1})
	f.Fuzz(func(t *testing.T, data []byte) { sharedCase(t, data) })
}

// Parts of complex numbers share items with them, and only those of their index:
// nothing is copied.
func TestPartsOfComplexNumbersAreComputedInPlace(t *testing.T) {
	const n = 2000
	z := ndview.Make[complex128](n)
	for i := range n {
		z.Set(complex(float64(3*i), float64(4*i)), i)
	}
	re, im := partOf(t, z, 0), partOf(t, z, 8)
	whole := []ndview.Raw{z.View.Raw()}
	dst := re.Raw()
	require.NoError(t, ops.Apply("absolute", dst, whole))
	for i := range n {
		require.Equal(t, float64(5*i), re.At(i))
		require.Equal(t, float64(4*i), im.At(i))
	}
	require.Zero(t, testing.AllocsPerRun(10, func() {
		if ops.Apply("absolute", dst, whole) != nil || ops.Add(im, re.View, im.View) != nil {
			panic("refused")
		}
	}))
}

// partOf is the real (0) or imaginary (8) parts.
func partOf(t *testing.T, z ndview.MutView[complex128], offset int) ndview.MutView[float64] {
	raw, ok := z.Raw().Data()
	require.True(t, ok)
	parts, err := ndview.FromBytes(raw, offset, ndview.DTypeOf[float64](), []int{z.Size()}, []int{16})
	require.NoError(t, err)
	v, err := ndview.AsMut[float64](parts)
	require.NoError(t, err)
	return v
}
