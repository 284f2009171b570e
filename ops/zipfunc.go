package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Zip2 sets dst to what f computes from a and b, a piece at a time. It is [Map] with
// two operands.
func Zip2[D, A, B ndview.Element](dst ndview.MutView[D], a ndview.View[A], b ndview.View[B],
	f func(dst []D, a iter.Run[A], b iter.Run[B])) error {
	if err := check("ops.Zip2", mem.SizeOf[D](), namesBinary, dst.Array(), a.Array(), b.Array()); err != nil {
		return err
	}
	a, b = readFirst(dst.Array(), a), readFirst(dst.Array(), b)
	var p kernel.Pace
	p.Begin()
	for r := range iter.MutZipRuns3(dst, a, b) {
		f(r.Dst, r.A, r.B)
		p.Did(1)
	}
	return nil
}

// Zip2Each sets each element of dst to f of those of a and b. It is [Zip2] for a
// function of elements, and as [MapEach] costs about 5 times a loop.
func Zip2Each[D, A, B ndview.Element](dst ndview.MutView[D], a ndview.View[A], b ndview.View[B], f func(a A, b B) D) error {
	var p kernel.Pace
	p.Begin()
	return Zip2(dst, a, b, func(d []D, a iter.Run[A], b iter.Run[B]) {
		for i := 0; i < len(d); {
			end := i + p.Next(len(d)-i)
			zipRuns2(d[i:end], a.Part(i, end), b.Part(i, end), f)
			p.Did(end - i)
			i = end
		}
	})
}

func zipRuns2[D, A, B ndview.Element](d []D, a iter.Run[A], b iter.Run[B], f func(a A, b B) D) {
	if a.Len() != len(d) || b.Len() != len(d) {
		return // never; spares the loop the checks of each index
	}
	for i := range d {
		d[i] = f(a.At(i), b.At(i))
	}
}

// Zip3 sets dst to what f computes from a, b and c, a piece at a time. It is [Map]
// with three operands.
func Zip3[D, A, B, C ndview.Element](dst ndview.MutView[D], a ndview.View[A], b ndview.View[B], c ndview.View[C],
	f func(dst []D, a iter.Run[A], b iter.Run[B], c iter.Run[C])) error {
	if err := check("ops.Zip3", mem.SizeOf[D](), namesTernary, dst.Array(), a.Array(), b.Array(), c.Array()); err != nil {
		return err
	}
	a, b, c = readFirst(dst.Array(), a), readFirst(dst.Array(), b), readFirst(dst.Array(), c)
	var p kernel.Pace
	p.Begin()
	for r := range iter.MutZipRuns4(dst, a, b, c) {
		f(r.Dst, r.A, r.B, r.C)
		p.Did(1)
	}
	return nil
}

// Zip3Each sets each element of dst to f of those of a, b and c. It is [Zip3] for a
// function of elements, and as [MapEach] costs about 5 times a loop.
func Zip3Each[D, A, B, C ndview.Element](dst ndview.MutView[D], a ndview.View[A], b ndview.View[B], c ndview.View[C],
	f func(a A, b B, c C) D) error {
	var p kernel.Pace
	p.Begin()
	return Zip3(dst, a, b, c, func(d []D, a iter.Run[A], b iter.Run[B], c iter.Run[C]) {
		for i := 0; i < len(d); {
			end := i + p.Next(len(d)-i)
			zipRuns3(d[i:end], a.Part(i, end), b.Part(i, end), c.Part(i, end), f)
			p.Did(end - i)
			i = end
		}
	})
}

func zipRuns3[D, A, B, C ndview.Element](d []D, a iter.Run[A], b iter.Run[B], c iter.Run[C], f func(a A, b B, c C) D) {
	if a.Len() != len(d) || b.Len() != len(d) || c.Len() != len(d) {
		return // never; spares the loop the checks of each index
	}
	for i := range d {
		d[i] = f(a.At(i), b.At(i), c.At(i))
	}
}

var namesTernary = []string{"dst", "a", "b", "c"}
