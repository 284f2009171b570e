package iter_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// The loops stand in functions of their own that are not inlined: variables of a
// benchmark's body are kept alive in memory and would be measured instead.

//go:noinline
func sumInt32Lanes(v ndview.View[int32], axis int) (sum int32) {
	for lane := range iter.Lanes(v, axis) {
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleFloat64Lanes(v ndview.MutView[float64], axis int, f float64) {
	for lane := range iter.MutLanes(v, axis) {
		for i := range lane.Len() {
			lane.Set(i, f*lane.At(i))
		}
	}
}

// compare runs two loops by turns and reports the faster runs of the second as ns
// per element and as a multiple of those of the first.
func compare(b *testing.B, name string, elements int, yardstick, loop func()) {
	b.Run(name, func(b *testing.B) {
		best := [2]time.Duration{1 << 62, 1 << 62}
		for b.Loop() {
			for i, f := range []func(){yardstick, loop} {
				start := time.Now()
				f()
				best[i] = min(best[i], time.Since(start))
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(best[1])/float64(elements), "ns/element")
		b.ReportMetric(float64(best[1])/float64(best[0]), "×yardstick")
	})
}

// A block of memory in a benchmark: how a 3-d view lies in a slice, in elements. The
// inner axis has n of them.
type block struct {
	name    string
	offset  int
	shape   [3]int
	strides [3]int
}

func (m block) elements() int { return m.shape[0] * m.shape[1] * m.shape[2] }

// blocksOf returns the kinds of memory of the figures, of about 4096 elements (of
// 8192 in lanes of 4096), with lanes of n along the last axis.
func blocksOf(n int) []block {
	rows := max(4096/n, 2)
	a := max(rows/8, 1)
	b := rows / a
	return []block{
		{"contiguous", 0, [3]int{1, rows, n}, [3]int{rows * n, n, 1}},
		{"cut-out", 3, [3]int{1, rows, n}, [3]int{0, 2 * n, 1}},
		{"transposed", 0, [3]int{1, rows, n}, [3]int{0, 1, rows}},
		{"negative", rows*n - 1, [3]int{1, rows, n}, [3]int{0, -n, -1}},
		{"permuted-3-d", 0, [3]int{b, a, n}, [3]int{n, b * n, 1}},
	}
}

func over[T ndview.Element](s []T, m block) ndview.MutView[T] {
	size := ndview.DTypeOf[T]().Size
	strides := []int{m.strides[0] * size, m.strides[1] * size, m.strides[2] * size}
	v, err := ndview.FromStrided(s, m.offset, m.shape[:], strides)
	if err != nil {
		panic(err)
	}
	return v
}

// The loops by hand: over slices of the rows where the elements of a row lie side by
// side, over indices where they do not.

//go:noinline
func sumInt32ByHand(s []int32, m *block) (sum int32) {
	for i := range m.shape[0] {
		for j := range m.shape[1] {
			at := m.offset + i*m.strides[0] + j*m.strides[1]
			if m.strides[2] == 1 {
				for _, x := range s[at : at+m.shape[2]] {
					sum += x
				}
				continue
			}
			for range m.shape[2] {
				sum += s[at]
				at += m.strides[2]
			}
		}
	}
	return sum
}

//go:noinline
func scaleFloat64ByHand(s []float64, m *block, f float64) {
	for i := range m.shape[0] {
		for j := range m.shape[1] {
			at := m.offset + i*m.strides[0] + j*m.strides[1]
			if m.strides[2] == 1 {
				row := s[at : at+m.shape[2]]
				for i := range row {
					row[i] *= f
				}
				continue
			}
			n, step := m.shape[2], m.strides[2]
			for range n {
				s[at] *= f
				at += step
			}
		}
	}
}

//go:noinline
func sumInt32Indexed(s []int32, m *block) (sum int32) {
	k := int32(0)
	for i := range m.shape[0] {
		for j := range m.shape[1] {
			at := m.offset + i*m.strides[0] + j*m.strides[1]
			n, step := m.shape[2], m.strides[2]
			for range n {
				sum += s[at] ^ k
				at += step
				k++
			}
		}
	}
	return sum
}

//go:noinline
func scaleFloat64Indexed(s []float64, m *block, f float64) {
	k := 0
	for i := range m.shape[0] {
		for j := range m.shape[1] {
			at := m.offset + i*m.strides[0] + j*m.strides[1]
			n, step := m.shape[2], m.strides[2]
			for range n {
				s[at] = s[at]*f + float64(k)
				at += step
				k++
			}
		}
	}
}

//go:noinline
func sumInt32Runs(v ndview.View[int32]) (sum int32) {
	for run := range iter.Runs(v) {
		for i := range run.Len() {
			sum += run.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleFloat64Runs(v ndview.MutView[float64], f float64) {
	for run := range iter.MutRuns(v) {
		for i := range run {
			run[i] *= f
		}
	}
}

//go:noinline
func sumInt32LaneRuns(v ndview.View[int32], axis int) (sum int32) {
	for lane := range iter.Lanes(v, axis) {
		if run, ok := lane.Run(); ok {
			for i := range run.Len() {
				sum += run.At(i)
			}
			continue
		}
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

//go:noinline
func scaleFloat64LaneSlices(v ndview.MutView[float64], axis int, f float64) {
	for lane := range iter.MutLanes(v, axis) {
		if s, ok := lane.Slice(); ok {
			for i := range s {
				s[i] *= f
			}
			continue
		}
		for i := range lane.Len() {
			lane.Set(i, f*lane.At(i))
		}
	}
}

//go:noinline
func sumInt32Elements(v ndview.View[int32]) (sum int32) {
	for x := range iter.Elements(v) {
		sum += x
	}
	return sum
}

//go:noinline
func sumInt32IndexedElements(v ndview.View[int32]) (sum int32) {
	for k, x := range iter.IndexedElements(v) {
		sum += x ^ int32(k)
	}
	return sum
}

//go:noinline
func scaleFloat64Pointers(v ndview.MutView[float64], f float64) {
	for p := range iter.Pointers(v) {
		*p *= f
	}
}

//go:noinline
func scaleFloat64IndexedPointers(v ndview.MutView[float64], f float64) {
	for k, p := range iter.IndexedPointers(v) {
		*p = *p*f + float64(k)
	}
}

//go:noinline
func scaleFloat64Positions(v ndview.MutView[float64], f float64) {
	for p := range iter.MutPositions(v) {
		p.Set(f * p.Get())
	}
}

// BenchmarkFigures compares each sequence with a loop by hand over the same memory.
func BenchmarkFigures(b *testing.B) {
	const f = 1.0000001
	for _, n := range []int{8, 64, 4096} {
		ints, floats := make([]int32, 4*4096+8), make([]float64, 4*4096+8)
		for _, m := range blocksOf(n) {
			v, w := over(ints, m), over(floats, m)
			name := func(sequence, loop string) string { return fmt.Sprintf("%s/%s/%s/%d", sequence, loop, m.name, n) }
			sum := func() { sumInt32ByHand(ints, &m) }
			scale := func() { scaleFloat64ByHand(floats, &m, f) }
			k := m.elements()
			compare(b, name("lanes", "sum"), k, sum, func() { sumInt32Lanes(v.View, 2) })
			compare(b, name("lanes", "scale"), k, scale, func() { scaleFloat64Lanes(w, 2, f) })
			compare(b, name("lanes-as-runs", "sum"), k, sum, func() { sumInt32LaneRuns(v.View, 2) })
			compare(b, name("lanes-as-runs", "scale"), k, scale, func() { scaleFloat64LaneSlices(w, 2, f) })
			compare(b, name("runs", "sum"), k, sum, func() { sumInt32Runs(v.View) })
			compare(b, name("runs", "scale"), k, scale, func() { scaleFloat64Runs(w, f) })
			compare(b, name("elements", "sum"), k, sum, func() { sumInt32Elements(v.View) })
			compare(b, name("elements", "scale"), k, scale, func() { scaleFloat64Pointers(w, f) })
			compare(b, name("positions", "scale"), k, scale, func() { scaleFloat64Positions(w, f) })
			compare(b, name("index+element", "sum"), k, func() { sumInt32Indexed(ints, &m) }, func() { sumInt32IndexedElements(v.View) })
			compare(b, name("index+element", "scale"), k, func() { scaleFloat64Indexed(floats, &m, f) }, func() { scaleFloat64IndexedPointers(w, f) })
		}
	}
}

// BenchmarkRowsBehindPointers compares rows that are reached through pointers with
// rows of one block.
func BenchmarkRowsBehindPointers(b *testing.B) {
	for _, n := range []int{8, 64, 4096} {
		rows := 16384 / n
		direct, f := ndview.Make[int32](rows, n), ndview.Make[float64](rows, n)
		ints, floats := behindPointers[int32](rows, n), behindPointers[float64](rows, n)
		k := rows * n
		compare(b, fmt.Sprintf("lanes/sum/%d", n), k, func() { sumInt32Lanes(direct.View, 1) }, func() { sumInt32Lanes(ints.View, 1) })
		compare(b, fmt.Sprintf("lanes/scale/%d", n), k, func() { scaleFloat64Lanes(f, 1, 1.0000001) }, func() { scaleFloat64Lanes(floats, 1, 1.0000001) })
		compare(b, fmt.Sprintf("elements/sum/%d", n), k, func() { sumInt32Elements(direct.View) }, func() { sumInt32Elements(ints.View) })
		compare(b, fmt.Sprintf("positions/scale/%d", n), k, func() { scaleFloat64Positions(f, 1.0000001) }, func() { scaleFloat64Positions(floats, 1.0000001) })
	}
}

// behindPointers makes an array of rows, each with a pointer of its own.
func behindPointers[T ndview.Element](rows, n int) ndview.MutView[T] {
	size := mem.SizeOf[T]()
	table := make([]mem.Addr, rows)
	whole := make([]T, rows*(n+16))
	for i := range table {
		table[i] = mem.Of(whole[i*(n+16):])
	}
	l, err := layout.New([]int{rows, n}, []int{mem.SizeOf[mem.Addr](), size}, []int{0, -1}, size)
	if err != nil {
		panic(err)
	}
	return ndview.NewMutView[T](mem.New(mem.Of(table), l, lease.Forever, 0, mem.Item{Size: size, Unit: 1, Align: size}))
}

//go:noinline
func tintByHand(dst, image, gains []float32) {
	for i := 0; i+3 <= len(dst); i += 3 {
		dst[i] = image[i] * gains[0]
		dst[i+1] = image[i+1] * gains[1]
		dst[i+2] = image[i+2] * gains[2]
	}
}

//go:noinline
func tintElements(dst ndview.MutView[float32], image, gains ndview.View[float32]) {
	for v := range iter.MutZip3(dst, image, gains) {
		*v.Dst = v.A * v.B
	}
}

//go:noinline
func tintRuns(dst ndview.MutView[float32], image, gains ndview.View[float32]) {
	for l := range iter.MutZipRuns3(dst, image, gains) {
		d, a, b := l.Dst, l.A, l.B
		for i := range d {
			d[i] = a.At(i) * b.At(i)
		}
	}
}

// BenchmarkZip multiplies the channels of a 100×200×3 image by three gains, against
// a loop that knows how many they are.
func BenchmarkZip(b *testing.B) {
	const h, w = 100, 200
	dst, image, gains := ndview.Make[float32](h, w, 3), ndview.Make[float32](h, w, 3), ndview.Make[float32](3)
	d, _ := dst.Data()
	a, _ := image.Data()
	g, _ := gains.Data()
	byHand := func() { tintByHand(d, a, g) }
	compare(b, "elements", h*w*3, byHand, func() { tintElements(dst, image.View, gains.View) })
	compare(b, "runs", h*w*3, byHand, func() { tintRuns(dst, image.View, gains.View) })
}

// BenchmarkStart is the cost of an iteration itself: one element, or one lane of one.
func BenchmarkStart(b *testing.B) {
	for ndim := 1; ndim <= 4; ndim++ {
		v, w := ndview.Make[int32]([]int{1, 1, 1, 1}[:ndim]...), ndview.Make[int32]([]int{3, 4, 5, 6}[:ndim]...)
		for name, f := range map[string]func(){
			"lanes":       func() { sumInt32Lanes(v.View, 0) },
			"elements":    func() { sumInt32Elements(v.View) },
			"first-lane":  func() { firstLane(w.View) },
			"first-run":   func() { firstRun(w.View) },
			"first-three": func() { firstOfThree(w, v.View) },
		} {
			b.Run(fmt.Sprintf("%s/%d-d", name, ndim), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					f()
				}
			})
		}
	}
}

//go:noinline
func firstLane(v ndview.View[int32]) int {
	for lane := range iter.Lanes(v, 0) {
		return lane.Len()
	}
	return 0
}

//go:noinline
func firstRun(v ndview.View[int32]) int {
	for run := range iter.Runs(v) {
		return run.Len()
	}
	return 0
}

//go:noinline
func firstOfThree(v ndview.MutView[int32], w ndview.View[int32]) int32 {
	for z := range iter.MutZip3(v, w, v.View) {
		return z.A
	}
	return 0
}

// BenchmarkWindows scales 1000×1000 float64 that pass through a window, against
// the same loop over plain memory.
func BenchmarkWindows(b *testing.B) {
	const n = 1000
	plain := ndview.Make[float64](n, n)
	odd := ndview.DTypeOf[float64]()
	swapped := odd
	swapped.Swapped = true
	memory := make([]byte, n*n*9+1)
	for _, c := range []struct {
		name    string
		typ     ndview.DType
		offset  int
		strides []int
	}{
		{"swapped", swapped, 0, []int{n * 8, 8}},
		{"misaligned", odd, 1, []int{n * 8, 8}},
		{"field-of-9-byte-records", odd, 0, []int{n * 9, 9}},
	} {
		raw, err := ndview.FromBytes(memory, c.offset, c.typ, []int{n, n}, c.strides)
		if err != nil {
			b.Fatal(err)
		}
		v, err := ndview.AsMut[float64](raw)
		if err != nil {
			b.Fatal(err)
		}
		compare(b, "lanes/"+c.name, n*n, func() { scaleFloat64Lanes(plain, 1, 1.0000001) }, func() { scaleFloat64Lanes(v, 1, 1.0000001) })
		compare(b, "runs/"+c.name, n*n, func() { scaleFloat64Runs(plain, 1.0000001) }, func() { scaleFloat64Runs(v, 1.0000001) })
		compare(b, "positions/"+c.name, n*n, func() { scaleFloat64Positions(plain, 1.0000001) }, func() { scaleFloat64Positions(v, 1.0000001) })
	}
}
