package iter_test

import "github.com/go-inplace/inplace/iter"

// All sequences over several views, for the tests.

// A zipper walks the views together and returns what it met, lane by lane for
// sequences of lanes. One that writes adds written to each element of the first.
type zipper func(z *together, axis int, orders []iter.Order) [][]tuple

func set(p *int32, tuples *[]tuple, others ...int) {
	*tuples = append(*tuples, tupleOf(append([]int{int(*p)}, others...)...))
	*p += written
}

func tupleOf(numbers ...int) tuple {
	t := tuple{-1, -1, -1, -1}
	copy(t[:], numbers)
	return t
}

func setLane(l iter.MutLane[int32], other func(i int) []int) (tuples []tuple) {
	for i := range l.Len() {
		tuples = append(tuples, tupleOf(append([]int{int(l.At(i))}, other(i)...)...))
		l.Set(i, l.At(i)+written)
	}
	return tuples
}

func setRun(s []int32, other func(i int) []int) (tuples []tuple) {
	for i := range s {
		tuples = append(tuples, tupleOf(append([]int{int(s[i])}, other(i)...)...))
		s[i] += written
	}
	return tuples
}

func readRun(r iter.Run[int32], other func(i int) []int) (tuples []tuple) {
	for i := range r.Len() {
		tuples = append(tuples, tupleOf(append([]int{int(r.At(i))}, other(i)...)...))
	}
	return tuples
}

func readLane(l iter.Lane[int32], other func(i int) []int) (tuples []tuple) {
	for i := range l.Len() {
		tuples = append(tuples, tupleOf(append([]int{int(l.At(i))}, other(i)...)...))
	}
	return tuples
}

var elementZips = map[string]zipper{
	"Zip": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for a, b := range iter.Zip(z.a.V.View, z.b.V.View, o...) {
			ts = append(ts, tupleOf(int(a), int(b)))
		}
		return append(all, ts)
	},
	"Zip3": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for v := range iter.Zip3(z.a.V.View, z.b.V.View, z.c.V.View, o...) {
			ts = append(ts, tupleOf(int(v.A), int(v.B), int(v.C)))
		}
		return append(all, ts)
	},
	"Zip4": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for v := range iter.Zip4(z.a.V.View, z.b.V.View, z.c.V.View, z.d.V.View, o...) {
			ts = append(ts, tupleOf(int(v.A), int(v.B), int(v.C), int(v.D)))
		}
		return append(all, ts)
	},
	"MutZip": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for p, b := range iter.MutZip(z.a.V, z.b.V.View, o...) {
			set(p, &ts, int(b))
		}
		return append(all, ts)
	},
	"MutZip3": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for v := range iter.MutZip3(z.a.V, z.b.V.View, z.c.V.View, o...) {
			set(v.Dst, &ts, int(v.A), int(v.B))
		}
		return append(all, ts)
	},
	"MutZip4": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		var ts []tuple
		for v := range iter.MutZip4(z.a.V, z.b.V.View, z.c.V.View, z.d.V.View, o...) {
			set(v.Dst, &ts, int(v.A), int(v.B), int(v.C))
		}
		return append(all, ts)
	},
}

var runZips = map[string]zipper{
	"ZipRuns": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for a, b := range iter.ZipRuns(z.a.V.View, z.b.V.View, o...) {
			all = append(all, readRun(a, func(i int) []int { return []int{int(b.At(i))} }))
		}
		return all
	},
	"ZipRuns3": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for l := range iter.ZipRuns3(z.a.V.View, z.b.V.View, z.c.V.View, o...) {
			all = append(all, readRun(l.A, func(i int) []int { return []int{int(l.B.At(i)), int(l.C.At(i))} }))
		}
		return all
	},
	"ZipRuns4": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for l := range iter.ZipRuns4(z.a.V.View, z.b.V.View, z.c.V.View, z.d.V.View, o...) {
			all = append(all, readRun(l.A, func(i int) []int { return []int{int(l.B.At(i)), int(l.C.At(i)), int(l.D.At(i))} }))
		}
		return all
	},
	"MutZipRuns": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for a, b := range iter.MutZipRuns(z.a.V, z.b.V.View, o...) {
			all = append(all, setRun(a, func(i int) []int { return []int{int(b.At(i))} }))
		}
		return all
	},
	"MutZipRuns3": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for l := range iter.MutZipRuns3(z.a.V, z.b.V.View, z.c.V.View, o...) {
			all = append(all, setRun(l.Dst, func(i int) []int { return []int{int(l.A.At(i)), int(l.B.At(i))} }))
		}
		return all
	},
	"MutZipRuns4": func(z *together, _ int, o []iter.Order) (all [][]tuple) {
		for l := range iter.MutZipRuns4(z.a.V, z.b.V.View, z.c.V.View, z.d.V.View, o...) {
			all = append(all, setRun(l.Dst, func(i int) []int { return []int{int(l.A.At(i)), int(l.B.At(i)), int(l.C.At(i))} }))
		}
		return all
	},
}

var laneZips = map[string]zipper{
	"ZipLanes": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for a, b := range iter.ZipLanes(z.a.V.View, z.b.V.View, axis, o...) {
			all = append(all, readLane(a, func(i int) []int { return []int{int(b.At(i))} }))
		}
		return all
	},
	"ZipLanes3": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for l := range iter.ZipLanes3(z.a.V.View, z.b.V.View, z.c.V.View, axis, o...) {
			all = append(all, readLane(l.A, func(i int) []int { return []int{int(l.B.At(i)), int(l.C.At(i))} }))
		}
		return all
	},
	"ZipLanes4": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for l := range iter.ZipLanes4(z.a.V.View, z.b.V.View, z.c.V.View, z.d.V.View, axis, o...) {
			all = append(all, readLane(l.A, func(i int) []int { return []int{int(l.B.At(i)), int(l.C.At(i)), int(l.D.At(i))} }))
		}
		return all
	},
	"MutZipLanes": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for a, b := range iter.MutZipLanes(z.a.V, z.b.V.View, axis, o...) {
			all = append(all, setLane(a, func(i int) []int { return []int{int(b.At(i))} }))
		}
		return all
	},
	"MutZipLanes3": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for l := range iter.MutZipLanes3(z.a.V, z.b.V.View, z.c.V.View, axis, o...) {
			all = append(all, setLane(l.Dst, func(i int) []int { return []int{int(l.A.At(i)), int(l.B.At(i))} }))
		}
		return all
	},
	"MutZipLanes4": func(z *together, axis int, o []iter.Order) (all [][]tuple) {
		for l := range iter.MutZipLanes4(z.a.V, z.b.V.View, z.c.V.View, z.d.V.View, axis, o...) {
			all = append(all, setLane(l.Dst, func(i int) []int { return []int{int(l.A.At(i)), int(l.B.At(i)), int(l.C.At(i))} }))
		}
		return all
	},
}
