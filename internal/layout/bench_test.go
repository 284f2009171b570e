package layout

import "testing"

// The loops stand in functions of their own and run b.N times: variables of a
// b.Loop body are kept alive in memory and would be measured instead. Each
// sub-view includes the copy of the layout it is made from (BenchmarkCopy).

var sink int

func base4() *Layout {
	l, _ := C([]int{10, 20, 30, 40}, 8)
	return &l
}

//go:noinline
func touch(l *Layout) int { return l.NDim }

//go:noinline
func copyLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		sum += touch(&l)
	}
	return sum
}

//go:noinline
func sliceLoop(n int, base *Layout, r Range) (sum int) {
	for range n {
		l := *base
		offset, _ := l.Slice(1, r)
		sum += offset
	}
	return sum
}

//go:noinline
func indexLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		offset, _ := l.Index(1, 3)
		sum += offset
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
func transposeLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		l.Transpose()
		sum += l.NDim
	}
	return sum
}

//go:noinline
func flipLoop(n int, base *Layout) (sum int) {
	for range n {
		l := *base
		offset, _ := l.Flip(1)
		sum += offset
	}
	return sum
}

func benchmarkView(b *testing.B, loop func(n int, base *Layout) int) {
	b.ReportAllocs()
	base := base4()
	b.ResetTimer()
	sink = loop(b.N, base)
}

func BenchmarkCopy(b *testing.B)      { benchmarkView(b, copyLoop) }
func BenchmarkIndex(b *testing.B)     { benchmarkView(b, indexLoop) }
func BenchmarkPermute(b *testing.B)   { benchmarkView(b, permuteLoop) }
func BenchmarkTranspose(b *testing.B) { benchmarkView(b, transposeLoop) }
func BenchmarkFlip(b *testing.B)      { benchmarkView(b, flipLoop) }

func BenchmarkSlice(b *testing.B) {
	b.Run("start:stop", func(b *testing.B) {
		benchmarkView(b, func(n int, base *Layout) int {
			return sliceLoop(n, base, Range{Start: 1, Stop: -1, Has: HasStart | HasStop})
		})
	})
	b.Run("::-2", func(b *testing.B) {
		benchmarkView(b, func(n int, base *Layout) int { return sliceLoop(n, base, Range{Step: -2, Has: HasStep}) })
	})
}

func BenchmarkReshape(b *testing.B) {
	benchmarkView(b, func(n int, base *Layout) (sum int) {
		for range n {
			l := *base
			_ = l.Reshape(200, -1)
			sum += l.NDim
		}
		return sum
	})
}

func BenchmarkBroadcastTo(b *testing.B) {
	row, _ := C([]int{40}, 8)
	benchmarkView(b, func(n int, _ *Layout) (sum int) {
		for range n {
			l := row
			_ = l.BroadcastTo(10, 20, 30, 40)
			sum += l.NDim
		}
		return sum
	})
}

func BenchmarkNew(b *testing.B) {
	shape, strides := []int{10, 20, 30}, []int{4800, 240, 8}
	benchmarkView(b, func(n int, _ *Layout) (sum int) {
		for range n {
			l, _ := New(shape, strides, nil, 8)
			sum += l.NDim
		}
		return sum
	})
}

func BenchmarkParseIndex(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		items, _ := ParseIndex("1:-1, ::2, ..., None, 3")
		sink += len(items)
	}
}

func BenchmarkOverlap(b *testing.B) {
	even, odd, all := *base4(), *base4(), *base4()
	_, _ = even.Slice(3, Range{Step: 2, Has: HasStep})
	_, _ = odd.Slice(3, Range{Start: 1, Step: 2, Has: HasStart | HasStep})
	for name, f := range map[string]func() Verdict{
		"far apart":       func() Verdict { return Overlap(&all, 0, 8, &all, 1<<30, 8, 1) },
		"interleaved":     func() Verdict { return Overlap(&even, 0, 8, &odd, 8, 8, 1) },
		"same":            func() Verdict { return Overlap(&all, 0, 8, &all, 0, 8, 1) },
		"itself":          func() Verdict { return SelfOverlap(&all, 8, 1) },
		"itself, stepped": func() Verdict { return SelfOverlap(&even, 8, 1) },
		"shifted by 3 B":  func() Verdict { return Overlap(&even, 0, 2, &odd, 8+3, 2, 1) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sink += int(f())
			}
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	a, turned, cut := *base4(), *base4(), *base4()
	_ = turned.Permute(1, 0, 3, 2)
	_, _ = cut.Slice(1, Range{Start: 1, Has: HasStart})
	_, _ = cut.Slice(3, Range{Start: 1, Has: HasStart})
	same, _ := C([]int{20, 10, 40, 30}, 8)
	for name, ops := range map[string][]*Layout{
		"contiguous":              {&a},
		"contiguous, three":       {&a, &a, &a},
		"cut out":                 {&cut},
		"cut out, three":          {&cut, &cut, &cut},
		"permuted and contiguous": {&turned, &same},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var p Plan
			var w Walk
			for range b.N {
				_ = p.Build(OrderK, ops...)
				w.Start(&p)
				sink += w.Rows
			}
		})
	}
}

//go:noinline
func walkLanes(p *Plan) (sum int) {
	var w Walk
	for more := w.Start(p); more; more = w.Next() {
		sum += w.At(0) + w.At(1)
	}
	return sum
}

//go:noinline
func walkBlocks(p *Plan) (sum int) {
	var w Walk
	for more := w.Start(p); more; more = w.NextBlock() {
		a, b := w.First[0], w.First[1]
		for range w.Rows {
			sum += a + b
			a, b = a+w.Step[0], b+w.Step[1]
		}
	}
	return sum
}

// BenchmarkWalk reports ns per lane as ns/op.
func BenchmarkWalk(b *testing.B) {
	l := *base4()
	for _, axis := range []int{1, 2, 3} {
		_, _ = l.Slice(axis, Range{Start: 1, Has: HasStart})
	}
	var p Plan
	_ = p.Build(OrderK, &l, &l)
	for name, walk := range map[string]func(*Plan) int{"lanes": walkLanes, "blocks": walkBlocks} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; n < b.N; n += p.Lanes() {
				sink += walk(&p)
			}
		})
	}
}

// BenchmarkStart is what an iterator costs before its first element: a plan and the
// first lane.
func BenchmarkStart(b *testing.B) {
	permuted, reversed, cut := *base4(), *base4(), *base4()
	_ = permuted.Permute(1, 3, 0, 2)
	for axis := range 4 {
		_, _ = reversed.Flip(axis)
		_, _ = cut.Slice(axis, Range{Start: 1, Has: HasStart})
	}
	for name, l := range map[string]*Layout{"contiguous": base4(), "cut out": &cut, "permuted": &permuted, "reversed": &reversed} {
		for mode, r := range map[string]*Request{
			"C": {Order: OrderC}, "K": {}, "lanes": {Order: OrderC, Mode: Block, Inner: 1 << 2},
			"index": {Order: OrderC, Track: true}, "windows": {Items: []Item{{Size: 8, Align: 8, Swapped: true}}},
		} {
			b.Run(name+"/"+mode, func(b *testing.B) {
				b.ReportAllocs()
				var p Plan
				var w Walk
				for range b.N {
					_ = p.Make(r, l)
					w.Start(&p)
					sink += w.Rows
				}
			})
		}
	}
}
