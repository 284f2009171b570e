package kernel

import (
	"sync"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// Rows
//
// Most functions have a row (vmath.RowOf), several times as fast as the scalar function and of other last bits. All
// loops of float16, bfloat16, float32 and float64 then compute by it, so that a result does not depend on how the
// operands lie: lanes without gaps at once, others through windows, short ones item by item. Halves
// are computed in float32 and rounded: to another number than the nearest to the exact result in one of some thousand results, then wrong by a hair more than half a ULP.

// rowWindow is how many items pass through a window: three of them are 12 KiB.
const rowWindow = 512

// halfWindow is how many items of 16 bits do, widened to float32.
const halfWindow = 2 * rowWindow

// shortRow is the number of items below which a window does not pay.
const shortRow = 12

// rowWindows are the windows of one loop: dst, and two operands.
type rowWindows [3][rowWindow]float64

var rowPool = sync.Pool{New: func() any { return new(rowWindows) }}

// wide and narrow are a row of one argument and of two by the type of their items.
func wide(r *vmath.Row) rowOf[float64]      { return rowOf[float64]{r.Item64, r.Float64} }
func narrow(r *vmath.Row) rowOf[float32]    { return rowOf[float32]{r.Item32, r.Float32} }
func wide2(r *vmath.Row2) row2Of[float64]   { return row2Of[float64]{r.Item64, r.Float64} }
func narrow2(r *vmath.Row2) row2Of[float32] { return row2Of[float32]{r.Item32, r.Float32} }

type rowOf[T float] struct {
	item func(x T) T
	run  func(dst, x []T)
}

type row2Of[T float] struct {
	item func(x, y T) T
	run  func(dst, x, y []T)
}

// withRow puts the loops of a row in a table.
func withRow(t *Table[Unary], r *vmath.Row) *Table[Unary] {
	if r == nil {
		return t
	}
	t[elem.KindFloat16], t[elem.KindBFloat16] = halfRow(narrow(r), elem.KindFloat16), halfRow(narrow(r), elem.KindBFloat16)
	t[elem.KindFloat32], t[elem.KindFloat64] = rowLoop(narrow(r)), rowLoop(wide(r))
	return t
}

func withRow2(t *Table[Binary], r *vmath.Row2) *Table[Binary] {
	if r == nil {
		return t
	}
	t[elem.KindFloat16], t[elem.KindBFloat16] = halfRow2(narrow2(r), elem.KindFloat16), halfRow2(narrow2(r), elem.KindBFloat16)
	t[elem.KindFloat32], t[elem.KindFloat64] = rowLoop2(narrow2(r)), rowLoop2(wide2(r))
	return t
}

// rowItems returns a lane without gaps as a slice.
func rowItems[T float](p mem.Addr, n int) []T { return unsafe.Slice((*T)(p), n) } // K1, K2

func rowLoop[T float](r rowOf[T]) Unary {
	size := mem.SizeOf[T]()
	move := MoveOf(size, 1)
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		switch {
		case n == 1 || ds == size && as == size:
			r.run(rowItems[T](dst, n), rowItems[T](a, n))
			return
		case n < shortRow:
			for i := range n {
				*(*T)(unsafe.Add(dst, i*ds)) = r.item(*(*T)(unsafe.Add(a, i*as))) // K1, K2
			}
			return
		}
		w := rowPool.Get().(*rowWindows)
		defer rowPool.Put(w)
		window := mem.Of(w[0][:])
		for done := 0; done < n; done += rowWindow {
			m := min(rowWindow, n-done)
			move(window, size, unsafe.Add(a, done*as), as, m) // K5: done < n
			r.run(rowItems[T](window, m), rowItems[T](window, m))
			move(unsafe.Add(dst, done*ds), ds, window, size, m) // K5
		}
	}
}

func rowLoop2[T float](r row2Of[T]) Binary {
	size := mem.SizeOf[T]()
	move := MoveOf(size, 1)
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		switch {
		case n == 1 || ds == size && as == size && bs == size:
			r.run(rowItems[T](dst, n), rowItems[T](a, n), rowItems[T](b, n))
			return
		case n < shortRow:
			for i := range n {
				*(*T)(unsafe.Add(dst, i*ds)) = r.item(*(*T)(unsafe.Add(a, i*as)), *(*T)(unsafe.Add(b, i*bs))) // K1, K2
			}
			return
		}
		w := rowPool.Get().(*rowWindows)
		defer rowPool.Put(w)
		load := func(k, done int, p mem.Addr, stride, m int) []T {
			if stride == size {
				return rowItems[T](unsafe.Add(p, done*stride), m) // K5: done < n
			}
			window := mem.Of(w[k][:])
			if stride != 0 || done == 0 { // one item for all stays in its window
				move(window, size, unsafe.Add(p, done*stride), stride, m)
			}
			return rowItems[T](window, m)
		}
		for done := 0; done < n; done += rowWindow {
			m := min(rowWindow, n-done)
			x, y := load(1, done, a, as, m), load(2, done, b, bs, m)
			to := unsafe.Add(dst, done*ds) // K5
			if ds == size {
				r.run(rowItems[T](to, m), x, y)
				continue
			}
			window := mem.Of(w[0][:])
			r.run(rowItems[T](window, m), x, y)
			move(to, ds, window, size, m)
		}
	}
}

// halfRow computes items of 16 bits in windows of float32.
func halfRow(r rowOf[float32], kind elem.Kind) Unary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		widen, narrow := CastOf(kind, elem.KindFloat32), CastOf(elem.KindFloat32, kind)
		w := rowPool.Get().(*rowWindows)
		defer rowPool.Put(w)
		window := mem.Of(w[0][:])
		for done := 0; done < n; done += halfWindow {
			m := min(halfWindow, n-done)
			widen(window, 4, unsafe.Add(a, done*as), as, m) // K5: done < n
			r.run(rowItems[float32](window, m), rowItems[float32](window, m))
			narrow(unsafe.Add(dst, done*ds), ds, window, 4, m) // K5
		}
	}
}

func halfRow2(r row2Of[float32], kind elem.Kind) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		widen, narrow := CastOf(kind, elem.KindFloat32), CastOf(elem.KindFloat32, kind)
		w := rowPool.Get().(*rowWindows)
		defer rowPool.Put(w)
		x, y := mem.Of(w[0][:]), mem.Of(w[1][:])
		for done := 0; done < n; done += halfWindow {
			m := min(halfWindow, n-done)
			widen(x, 4, unsafe.Add(a, done*as), as, m) // K5: done < n
			widen(y, 4, unsafe.Add(b, done*bs), bs, m) // K5
			r.run(rowItems[float32](x, m), rowItems[float32](x, m), rowItems[float32](y, m))
			narrow(unsafe.Add(dst, done*ds), ds, x, 4, m) // K5
		}
	}
}

// withParts puts the loops of a function of the parts of complex numbers in a table.
func withParts(t Table[Unary], r *vmath.Parts) *Table[Unary] {
	t[elem.KindComplex64] = partsLoop(r.Item32, r.Float32)
	t[elem.KindComplex128] = partsLoop(r.Item64, r.Float64)
	return &t
}

func partsLoop[T float](item func(re, im T) T, run func(dst, z []T)) Unary {
	size := mem.SizeOf[T]()
	move, put := MoveOf(2*size, 1), MoveOf(size, 1)
	return func(dst mem.Addr, ds int, a mem.Addr, as int, n int) {
		if ds == size && as == 2*size { // K3: they are apart, or dst begins where a does
			run(rowItems[T](dst, n), rowItems[T](a, 2*n))
			return
		}
		if n < shortRow {
			for i := range n {
				z := (*[2]T)(unsafe.Add(a, i*as))               // K1, K2
				*(*T)(unsafe.Add(dst, i*ds)) = item(z[0], z[1]) // K1, K2
			}
			return
		}
		w := rowPool.Get().(*rowWindows)
		defer rowPool.Put(w)
		z, y := mem.Of(w[0][:]), mem.Of(w[2][:])
		for done := 0; done < n; done += rowWindow {
			m := min(rowWindow, n-done)
			move(z, 2*size, unsafe.Add(a, done*as), as, m) // K5: done < n; the window is two of float64
			run(rowItems[T](y, m), rowItems[T](z, 2*m))
			put(unsafe.Add(dst, done*ds), ds, y, size, m) // K5
		}
	}
}
