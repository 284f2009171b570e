package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// lengths are the inner lengths: the first one is reported, the others count.
var lengths = []int{8, 64, 4096}

// A sequence is one kind of sequence over both element types, and its yardstick: a
// loop by hand over a place that is seen as of says.
type sequence struct {
	name      string
	asked     float64
	sum       sums
	scale     scales
	handSum   handSums
	handScale handScales
	of        func(*place) *place
}

var measured = []sequence{
	{"lanes", 1.1, lanesSum, lanesScale, handSum, handScale, (*place).inLanes},
	{"runs", 1.1, runsSum, runsScale, handSum, handScale, (*place).inMemory},
	{"elements", 1.3, elementsSum, elementsScale, handSum, handScale, (*place).inOrder},
	{"index and element", 1.6, indexedSum, indexedScale, handIndexedSum, handIndexedScale, (*place).inOrder},
}

// sequences measures lanes, runs, elements and indexed elements over memory of
// every kind that Go can load where it lies.
func (b *bench) sequences() error {
	ints, floats := make([]int32, 2*b.elements), make([]float64, 2*b.elements)
	for i := range ints {
		ints[i], floats[i] = int32(i), float64(i)
	}
	t := b.table(fmt.Sprintf("Times a loop by hand over the same memory, %d elements", b.elements),
		"\t\tint32 sum\t\t\tfloat64 scale in place\t\t\t\n\tinner length\t8\t64\t4096\t8\t64\t4096\tasked")
	for _, q := range measured {
		rows := map[string][]float64{}
		var names []string
		for _, n := range lengths {
			for _, p := range places(b.elements, n) {
				sum, scale, err := b.sequence(&q, ints, floats, p)
				if err != nil {
					return err
				}
				if _, ok := rows[p.name]; !ok {
					names = append(names, p.name)
				}
				rows[p.name] = append(rows[p.name], sum, scale)
				f := b.figure(q.name, q.asked, false, "×")
				if n == lengths[0] {
					f.at8 = f.worst(f.at8, max(sum, scale))
				} else {
					f.reached = f.worst(f.reached, max(sum, scale))
				}
			}
		}
		for i, name := range names {
			title := q.name
			if i > 0 {
				title = ""
			}
			r := rows[name]
			fmt.Fprintf(t, "%s\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t≤ %g×\n", title, name, r[0], r[2], r[4], r[1], r[3], r[5], q.asked)
		}
	}
	return t.Flush()
}

// sequence measures one sequence over one place.
func (b *bench) sequence(q *sequence, ints []int32, floats []float64, p place) (sum, scale float64, err error) {
	vi, err := view(ints, p)
	if err != nil {
		return 0, 0, err
	}
	vf, err := view(floats, p)
	if err != nil {
		return 0, 0, err
	}
	by := q.of(&p)
	if mine, theirs := q.sum[0](vi.View), q.handSum[0](ints, by); mine != theirs {
		return 0, 0, fmt.Errorf("%s, %s: the sum is %d, by hand %d", q.name, p.name, mine, theirs)
	}
	q.handScale[0](floats, by)
	numbers := seen
	if q.scale[0](vf); seen != numbers {
		return 0, 0, fmt.Errorf("%s, %s: elements are not numbered as by hand", q.name, p.name)
	}
	sum = b.ratio(
		each(q.handSum, func(f func([]int32, *place) int32) { f(ints, by) }),
		each(q.sum, func(f func(ndview.View[int32]) int32) { f(vi.View) }))
	scale = b.ratio(
		each(q.handScale, func(f func([]float64, *place)) { f(floats, by) }),
		each(q.scale, func(f func(ndview.MutView[float64])) { f(vf) }))
	return sum, scale, nil
}
