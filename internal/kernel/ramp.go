package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Equally spaced numbers

// A Ramp is a sequence of equally spaced numbers, computed as np.linspace does.
type Ramp struct {
	start, stop, step float64
	n                 int
	endpoint          bool
}

// NewRamp returns n numbers from start to stop, which is the last one if endpoint is
// set, and would be the next one otherwise.
func NewRamp(start, stop float64, n int, endpoint bool) Ramp {
	r := Ramp{start: start, stop: stop, n: n, endpoint: endpoint}
	if div := r.div(); div > 0 {
		r.step = (stop - start) / div
	}
	return r
}

func (r *Ramp) div() float64 {
	if r.endpoint {
		return float64(r.n - 1)
	}
	return float64(r.n)
}

// At returns number i.
func (r *Ramp) At(i int) float64 {
	switch div := r.div(); {
	case r.endpoint && i == r.n-1 && i > 0:
		return r.stop
	case div <= 0:
		return r.start + float64(float64(i)*(r.stop-r.start))
	case r.step == 0:
		return r.start + float64(float64(i)/div*(r.stop-r.start))
	}
	return r.start + float64(float64(i)*r.step)
}

// Arange writes start + i·step to item i in C order. The arithmetic is that of the
// kind, of float32 for the kinds of 16 bits; integers wrap around.
func Arange(kind elem.Kind, a *mem.Array, start, step Bits) {
	x, d := mem.Of(start[:]), mem.Of(step[:])
	var put func(p mem.Addr, i int)
	switch kind {
	case elem.KindFloat64:
		put = arange[float64](x, d)
	case elem.KindFloat32:
		put = arange[float32](x, d)
	case elem.KindFloat16:
		from, by := mem.Load[elem.Float16](x).Float32(), mem.Load[elem.Float16](d).Float32()
		by = elem.Float16From(from+by).Float32() - from
		put = func(p mem.Addr, i int) { mem.Store(p, elem.Float16From(from+float32(float32(i)*by))) }
	case elem.KindBFloat16:
		from, by := mem.Load[elem.BFloat16](x).Float32(), mem.Load[elem.BFloat16](d).Float32()
		by = elem.BFloat16From(from+by).Float32() - from
		put = func(p mem.Addr, i int) { mem.Store(p, elem.BFloat16From(from+float32(float32(i)*by))) }
	case elem.KindComplex128:
		from, by := mem.Load[complex128](x), mem.Load[complex128](d)
		put = func(p mem.Addr, i int) { mem.Store(p, from+scaled(by, i)) }
	case elem.KindComplex64:
		from, by := mem.Load[complex64](x), mem.Load[complex64](d)
		put = func(p mem.Addr, i int) { mem.Store(p, complex64(complex128(from)+scaled(complex128(by), i))) }
	default:
		store, load := integerStore(kind), integerLoad(kind)
		from, by := load(x).Bits, load(d).Bits
		put = func(p mem.Addr, i int) { store(p, from+uint64(i)*by) }
	}
	fillItems(kind, a, put)
}

func arange[T float32 | float64](x, d mem.Addr) func(p mem.Addr, i int) {
	start := mem.Load[T](x)
	step := (start + mem.Load[T](d)) - start // as NumPy, from the first two items
	return func(p mem.Addr, i int) { mem.Store(p, start+T(T(i)*step)) }
}

func scaled(z complex128, i int) complex128 {
	return complex(real(z)*float64(i), imag(z)*float64(i))
}

// integerStore returns how the low bits of x are written to an item of an integer
// kind.
func integerStore(kind elem.Kind) func(p mem.Addr, x uint64) {
	switch kind.Size() {
	case 1:
		return func(p mem.Addr, x uint64) { mem.Store(p, uint8(x)) }
	case 2:
		return func(p mem.Addr, x uint64) { mem.Store(p, uint16(x)) }
	case 4:
		return func(p mem.Addr, x uint64) { mem.Store(p, uint32(x)) }
	}
	return mem.Store[uint64]
}

// Linspace writes the numbers of a ramp in C order, rounded to the kind; integers
// downwards, as np.linspace does.
func Linspace(kind elem.Kind, a *mem.Array, r Ramp) {
	if kind.IsFloat() {
		store := floatStore(kind)
		fillItems(kind, a, func(p mem.Addr, i int) { store(p, r.At(i)) })
		return
	}
	store := integerStore(kind)
	fillItems(kind, a, func(p mem.Addr, i int) {
		x := math.Floor(r.At(i))
		if x >= 1<<63 {
			store(p, uint64(x))
		} else {
			store(p, uint64(int64(x)))
		}
	})
}

// fillItems calls put for each item in C order.
func fillItems(kind elem.Kind, a *mem.Array, put func(p mem.Addr, i int)) {
	aside := a
	if !a.Plain() || !a.L().ContiguousC(kind.Size()) && a.L().NDim != 1 {
		aside = likeC(kind, a.L())
	}
	l := lane{aside.Base, aside.L().Size(), kind.Size()}
	if aside == a && a.L().NDim == 1 {
		l.n, l.stride = a.L().Dim(0)
	}
	func() {
		mem.Hold(aside)
		defer mem.Unhold(aside)
		watch := workers.Watched(l.n, watchFrom)
		for i := range l.n {
			if i%watchEach == 0 {
				watch.Poll()
			}
			put(mem.Add(l.p, i*l.stride), i) // K1
		}
	}()
	if aside != a {
		CopyArray(kind, a, aside)
	}
}
