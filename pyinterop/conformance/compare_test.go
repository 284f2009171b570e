//go:build cgo

package conformance_test

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// compare holds one structure against what Go sees of it. reread is the function of testdata/case.py.
func (c *structure) compare(t *testing.T, r *referee, reread pyinterop.Object) {
	require.NoError(t, pyinterop.BorrowRaw(c.object, func(raw ndview.Raw) error {
		c.compareAttributes(t, raw)
		if t.Failed() {
			return nil
		}
		require.Equal(t, c.values, c.decode(raw, c.bytesC), "the referee's bytes and the referee's values, by the codec of the tests")
		require.Equal(t, c.values, c.elements(raw), "elements")
		c.compareAddresses(t, raw)
		c.compareCopies(t, raw)
		return nil
	}))
	require.NoError(t, pyinterop.AskFull.Borrow(c.object, func(f pyinterop.IndirectRaw) error { c.compareAnswer(t, f); return nil }))
	if t.Failed() {
		return
	}
	if c.readonly {
		err := pyinterop.BorrowRawMut(c.object, func(ndview.MutRaw) error { t.Error("a read-only buffer was borrowed for writing"); return nil })
		require.ErrorIs(t, err, ndview.ErrReadOnly)
		return
	}
	if c.pointers {
		err := pyinterop.BorrowRawMut(c.object, func(ndview.MutRaw) error { t.Error("pointers were borrowed for writing"); return nil })
		require.ErrorIs(t, err, ndview.ErrType)
		return
	}
	c.compareWrites(t, r, reread)
}

// compareAttributes looks at shape, strides, suboffsets, sizes and contiguity. Items that are arrays, as in "3h", are
// further axes in Go, as in NumPy.
func (c *structure) compareAttributes(t *testing.T, raw ndview.Raw) {
	typ := raw.DType()
	c.isStruct = typ.Kind == elem.KindRecord
	shape, strides := raw.Shape(), raw.Strides()
	require.GreaterOrEqual(t, raw.NDim(), c.ndim)
	items := typ.Size
	for _, n := range shape[c.ndim:] {
		items *= n
	}
	assert.Equal(t, c.itemsize, items, "itemsize")
	assert.Equal(t, c.shape, append([]int{}, shape[:c.ndim]...), "shape")
	assert.Equal(t, c.bytes, raw.Nbytes(), "bytes")
	if len(c.suboffsets) == 0 && c.itemsize > 0 {
		assert.Equal(t, c.orderC, raw.ContiguousC(), "C-contiguous")
		if raw.NDim() == c.ndim {
			assert.Equal(t, c.orderF, raw.ContiguousF(), "Fortran-contiguous")
		}
	}
	if slices.Contains(c.shape, 0) {
		return
	}
	assert.Equal(t, c.indirect(), raw.Indirect(), "indirect")
	for axis, n := range c.shape {
		if n > 1 {
			assert.Equal(t, c.strides[axis], strides[axis], "stride of axis %d", axis)
		}
	}
	_, _, suboffsets, err := raw.Array().L().PEP3118()
	assert.NoError(t, err)
	if c.indirect() && raw.NDim() == c.ndim && !slices.Contains(c.shape, 1) {
		assert.Equal(t, direct(c.suboffsets), direct(suboffsets), "suboffsets")
	}
}

// compareAnswer looks at what the request for everything tells, word by word.
func (c *structure) compareAnswer(t *testing.T, f pyinterop.IndirectRaw) {
	assert.Equal(t, c.format, f.Format(), "format")
	assert.Equal(t, c.readonly, f.ReadOnly(), "read-only")
	assert.Equal(t, c.bytes, f.Nbytes(), "bytes")
	if slices.ContainsFunc(c.suboffsets, func(s int) bool { return s >= 0 }) {
		assert.Equal(t, c.suboffsets, f.Suboffsets(), "suboffsets")
	} else {
		assert.Empty(t, f.Suboffsets(), "suboffsets")
	}
	assert.Equal(t, c.shape, append([]int{}, f.Shape()[:c.ndim]...), "shape")
}

// direct writes every negative suboffset as -1.
func direct(suboffsets []int) []int {
	out := slices.Clone(suboffsets)
	for i, s := range out {
		out[i] = max(s, -1)
	}
	return out
}

// compareAddresses computes the address of every item of a direct buffer by the referee's strides.
func (c *structure) compareAddresses(t *testing.T, raw ndview.Raw) {
	align := raw.DType().Kind.Align()
	seen := map[uintptr]bool{}
	walkShape(raw.Shape(), func(index []int) {
		p := mem.Uint(raw.Array().Addr(index...))
		if !c.indirect() && raw.NDim() == c.ndim {
			want := raw.Address()
			for axis, i := range index {
				want += uintptr(i * c.strides[axis])
			}
			require.Equal(t, want, p, "address of %v", index)
		}
		c.misaligned = c.misaligned || align > 1 && p%uintptr(align) != 0
		for k := range uintptr(raw.Itemsize()) {
			c.overlapping = c.overlapping || seen[p+k]
			seen[p+k] = true
		}
	})
}

// decode returns the values of items that lie one after the other.
func (c *structure) decode(raw ndview.Raw, items []byte) []byte {
	typ := raw.DType()
	values := leaves(nil, typ, 0)
	out := []byte{}
	for ; typ.Size > 0 && len(items) > 0; items = items[typ.Size:] {
		for _, l := range values {
			out = l.canonical(out, items[:typ.Size])
		}
	}
	return out
}

// A column is one field, or all items, as a view of their own.
type column struct {
	leaf leaf // at offset 0
	raw  ndview.Raw
	each int // values of the field in one item
}

// columns takes the items apart.
func columns(raw ndview.Raw) []column {
	typ := raw.DType()
	if typ.Kind != elem.KindRecord {
		return []column{{leaf{typ, 0}, raw, 1}}
	}
	var out []column
	for _, f := range typ.Rec.Fields {
		if f.Type.Kind == elem.KindVoid {
			continue
		}
		field, err := raw.Field(f.Name)
		if err != nil {
			panic(err)
		}
		each := 1
		for _, n := range f.Shape {
			each *= n
		}
		out = append(out, column{leaf{f.Type, 0}, field, each})
	}
	return out
}

// elements reads every value by itself, in the order of the items.
func (c *structure) elements(raw ndview.Raw) []byte {
	var read [][]byte
	total := 0
	parts := columns(raw)
	for _, p := range parts {
		c.swapped = c.swapped || p.leaf.typ.Swapped
		c.pointers = c.pointers || p.leaf.typ.Kind == elem.KindPointer
		read = append(read, p.elements())
		total += len(read[len(read)-1])
	}
	out := make([]byte, 0, total)
	for i := 0; len(out) < total; i++ {
		for k, p := range parts {
			out = append(out, read[k][8*i*p.each:8*(i+1)*p.each]...)
		}
	}
	return out
}

// elements reads numbers by their Go type and text by its bytes.
func (p column) elements() []byte {
	if f, ok := numbers[p.leaf.typ.Kind]; ok {
		return f.elements(p.raw)
	}
	out := []byte{}
	walkShape(p.raw.Shape(), func(index []int) {
		out = p.leaf.canonical(out, mem.Bytes(p.raw.Array().Addr(index...), p.leaf.typ.Size))
	})
	return out
}

// compareCopies copies in both orders: the bytes as they are, and numbers to Go slices. The referee's bytes are in the
// byte order of the buffer.
func (c *structure) compareCopies(t *testing.T, raw ndview.Raw) {
	copied := make([]byte, raw.Nbytes())
	require.NoError(t, raw.CopyTo(copied))
	require.Equal(t, append([]byte{}, c.bytesC...), copied, "bytes in C order")
	if raw.NDim() == c.ndim {
		require.NoError(t, raw.CopyToF(copied))
		require.Equal(t, append([]byte{}, c.bytesF...), copied, "bytes in Fortran order")
	}
	f, ok := numbers[raw.DType().Kind]
	if !ok || raw.NDim() != c.ndim {
		return
	}
	bytesC, bytesF := f.copies(t, raw)
	require.Equal(t, native(raw, c.bytesC), bytesC, "copy in C order")
	require.Equal(t, native(raw, c.bytesF), bytesF, "copy in Fortran order")
}

// native turns the bytes of items into native order.
func native(raw ndview.Raw, b []byte) []byte {
	out := append([]byte{}, b...)
	if size := raw.Itemsize(); raw.DType().Swapped {
		for i := 0; i < len(out); i += size {
			slices.Reverse(out[i : i+size])
		}
	}
	return out
}

// compareWrites writes every number, one by one, then all of them at once, and lets the referee read. What overlapping
// items hold in the end is worked out byte by byte.
func (c *structure) compareWrites(t *testing.T, r *referee, reread pyinterop.Object) {
	var expected []byte
	skip := false
	require.NoError(t, pyinterop.BorrowRawMut(c.object, func(raw ndview.MutRaw) error {
		memory := map[uintptr]byte{}
		size, rest := raw.Itemsize(), c.bytesC
		addresses := make([]uintptr, 0, raw.Size())
		walkShape(raw.Shape(), func(index []int) {
			p := mem.Uint(raw.Array().Addr(index...))
			addresses = append(addresses, p)
			for k := range size {
				memory[p+uintptr(k)] = rest[k]
			}
			rest = rest[size:]
		})
		for _, p := range columns(raw.Raw) {
			f, ok := numbers[p.leaf.typ.Kind]
			if !ok {
				continue
			}
			c.written = c.written || p.raw.Size() > 0
			f.write(ndview.NewMutRaw(*p.raw.Array(), p.leaf.typ), func(index []int) []byte {
				item := make([]byte, p.leaf.typ.Size)
				p.leaf.random(r.rng, item)
				at := mem.Uint(p.raw.Array().Addr(index...))
				for k, b := range item {
					memory[at+uintptr(k)] = b
				}
				return native(p.raw, item)
			})
		}
		var items []byte
		for _, p := range addresses {
			for k := range size {
				items = append(items, memory[p+uintptr(k)])
			}
		}
		expected = c.decode(raw.Raw, items)
		if skip = c.overlapping && hasNaN(raw.DType(), items); !skip {
			require.Equal(t, expected, c.elements(raw.Raw), "elements after they were written one by one")
		}
		return nil
	}))
	if skip { // parts of numbers made a NaN, whose payload Python need not keep
		return
	}
	c.compareReread(t, reread, expected, "written one by one")
	require.NoError(t, pyinterop.BorrowRawMut(c.object, func(raw ndview.MutRaw) error {
		f, ok := numbers[raw.DType().Kind]
		if !ok || c.overlapping && c.indirect() {
			expected = nil
			return nil
		}
		stored := make([]byte, raw.Nbytes())
		l := leaf{raw.DType(), 0}
		for i := 0; i < len(stored); i += raw.Itemsize() {
			l.random(r.rng, stored[i:])
		}
		err := f.bulk(raw, native(raw.Raw, stored))
		if c.overlapping {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			expected = nil
			return nil
		}
		expected = c.decode(raw.Raw, stored)
		return err
	}))
	if expected != nil {
		c.compareReread(t, reread, expected, "written at once")
	}
}

func (c *structure) compareReread(t *testing.T, reread pyinterop.Object, expected []byte, how string) {
	o, err := reread.Call(c.object)
	require.NoError(t, err)
	got, err := o.Bytes()
	require.NoError(t, err)
	require.Equal(t, expected, append([]byte{}, got...), "what the referee reads after it was %s", how)
}

// hasNaN reports whether there is a NaN among the numbers of items.
func hasNaN(typ elem.Type, items []byte) bool {
	values := leaves(nil, typ, 0)
	for ; typ.Size > 0 && len(items) > 0; items = items[typ.Size:] {
		for _, l := range values {
			if l.typ.Kind.IsFloat() && math.IsNaN(math.Float64frombits(binary.NativeEndian.Uint64(l.canonical(nil, items)))) {
				return true
			}
		}
	}
	return false
}

// walkShape calls visit with every index in C order; the slice is reused.
func walkShape(shape []int, visit func(index []int)) {
	if slices.Contains(shape, 0) {
		return
	}
	index := make([]int, len(shape))
	for {
		visit(index)
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

// number is what the comparison does with the items of one Go type.
type number interface {
	elements(raw ndview.Raw) []byte
	copies(t *testing.T, raw ndview.Raw) (orderC, orderF []byte)
	write(raw ndview.MutRaw, next func(index []int) []byte)
	bulk(raw ndview.MutRaw, items []byte) error
}

var numbers = map[elem.Kind]number{
	elem.KindBool:    numberOf[ndview.Bool](func(b ndview.Bool) uint64 { return uint64(min(b, 1)) }),
	elem.KindInt8:    numberOf[int8](func(n int8) uint64 { return uint64(n) }),
	elem.KindInt16:   numberOf[int16](func(n int16) uint64 { return uint64(n) }),
	elem.KindInt32:   numberOf[int32](func(n int32) uint64 { return uint64(n) }),
	elem.KindInt64:   numberOf[int64](func(n int64) uint64 { return uint64(n) }),
	elem.KindUint8:   numberOf[uint8](func(n uint8) uint64 { return uint64(n) }),
	elem.KindUint16:  numberOf[uint16](func(n uint16) uint64 { return uint64(n) }),
	elem.KindUint32:  numberOf[uint32](func(n uint32) uint64 { return uint64(n) }),
	elem.KindUint64:  numberOf[uint64](func(n uint64) uint64 { return n }),
	elem.KindFloat16: numberOf[ndview.Float16](func(h ndview.Float16) uint64 { return math.Float64bits(h.Float64()) }),
	elem.KindFloat32: numberOf[float32](func(f float32) uint64 { return math.Float64bits(float64(f)) }),
	elem.KindFloat64: numberOf[float64](func(f float64) uint64 { return math.Float64bits(f) }),
}

// numberOf is a number by the bits that its value has as 8 bytes.
type numberOf[T ndview.Element] func(T) uint64

func (f numberOf[T]) elements(raw ndview.Raw) []byte {
	v, err := ndview.As[T](raw)
	if err != nil {
		panic(err)
	}
	out := []byte{}
	walkShape(v.Shape(), func(index []int) { out = binary.NativeEndian.AppendUint64(out, f(v.At(index...))) })
	return out
}

func (f numberOf[T]) copies(t *testing.T, raw ndview.Raw) (orderC, orderF []byte) {
	v, err := ndview.As[T](raw)
	require.NoError(t, err)
	c, fortran := make([]T, v.Size()), make([]T, v.Size())
	require.NoError(t, v.CopyTo(c))
	require.NoError(t, v.CopyToF(fortran))
	return asBytes(c), asBytes(fortran)
}

func (f numberOf[T]) write(raw ndview.MutRaw, next func(index []int) []byte) {
	v, err := ndview.AsMut[T](raw)
	if err != nil {
		panic(err)
	}
	one := make([]T, 1)
	walkShape(v.Shape(), func(index []int) {
		copy(asBytes(one), next(index))
		v.Set(one[0], index...)
	})
}

func (f numberOf[T]) bulk(raw ndview.MutRaw, items []byte) error {
	v, err := ndview.AsMut[T](raw)
	if err != nil {
		return err
	}
	s := make([]T, v.Size())
	copy(asBytes(s), items)
	return v.CopyFrom(s)
}
