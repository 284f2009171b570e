package layout

import "testing"

// The loops stand in functions of their own and run b.N times: variables of a
// b.Loop body are kept alive in memory and would be measured instead.

//go:noinline
func copyLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		sum += touch(&l)
	}
	return sum
}

//go:noinline
func touch(l *Layout) int { return l.NDim }

//go:noinline
func sliceLoop(n int, base *Layout, r Range) (sum int) {
	for range n {
		l := *base
		off, _ := l.Slice(1, r)
		sum += off
	}
	return sum
}

//go:noinline
func sliceInPlaceLoop(n int, base *Layout, r Range) (sum int) {
	l := *base
	for range n {
		off, _ := l.Slice(1, r)
		sum += off
	}
	return sum
}

//go:noinline
func indexLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		off, _ := l.Index(1, 3)
		sum += off
	}
	return sum
}

//go:noinline
func permuteLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		_ = l.Permute(3, 1, 0, 2)
		sum += l.NDim
	}
	return sum
}

//go:noinline
func flipLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		off, _ := l.Flip(1)
		sum += off
	}
	return sum
}

var sink int

func BenchmarkCopyOnly(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = copyLoop(b.N, &base)
}

func BenchmarkSlice(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = sliceLoop(b.N, &base, Range{Start: 1, Stop: -1, Has: HasStart | HasStop})
}
func BenchmarkSliceInPlace(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = sliceInPlaceLoop(b.N, &base, Range{Start: 0, Stop: 20, Has: HasStart | HasStop})
}

func BenchmarkIndex(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = indexLoop(b.N, &base)
}

func BenchmarkPermute(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = permuteLoop(b.N, &base)
}

func BenchmarkFlip(b *testing.B) {
	base, _ := C([]int{10, 20, 30, 40}, 8)
	b.ReportAllocs()
	sink = flipLoop(b.N, &base)
}
