package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// factor is what float64 are scaled by: close to 1, so that many rounds neither
// overflow nor end in slow subnormal numbers.
const factor = 1.0000001

// lengths are the inner lengths: the first one is reported, the others count.
var lengths = []int{8, 64, 4096}

// A sequence is one kind of sequence over both element types, and its yardstick.
type sequence struct {
	name  string
	asked float64
	sum   func(v ndview.View[int32]) int32
	scale func(v ndview.MutView[float64])

	sumByHand   func(s []int32, p *place) int32
	scaleByHand func(s []float64, p *place)
}

func byHand(of func(*place) *place) (func(s []int32, p *place) int32, func(s []float64, p *place)) {
	return func(s []int32, p *place) int32 { return sumByHand(s, of(p)) },
		func(s []float64, p *place) { scaleByHand(s, of(p), factor) }
}

func sequences() []sequence {
	all := []sequence{
		{name: "lanes", asked: 1.1, sum: sumLanes, scale: func(v ndview.MutView[float64]) { scaleLanes(v, factor) }},
		{name: "runs", asked: 1.1, sum: sumRuns, scale: func(v ndview.MutView[float64]) { scaleRuns(v, factor) }},
		{name: "elements", asked: 1.3, sum: sumElements, scale: func(v ndview.MutView[float64]) { scaleElements(v, factor) }},
		{name: "index and element", asked: 1.6, sum: sumIndexed, scale: func(v ndview.MutView[float64]) { scaleIndexed(v, factor) },
			sumByHand:   func(s []int32, p *place) int32 { return sumIndexedByHand(s, p.inOrder()) },
			scaleByHand: func(s []float64, p *place) { scaleIndexedByHand(s, p.inOrder(), factor) }},
	}
	all[0].sumByHand, all[0].scaleByHand = byHand(func(p *place) *place { return p })
	all[1].sumByHand, all[1].scaleByHand = byHand((*place).inMemory)
	all[2].sumByHand, all[2].scaleByHand = byHand((*place).inOrder)
	return all
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
	for _, q := range sequences() {
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
	if mine, theirs := q.sum(vi.View), q.sumByHand(ints, &p); mine != theirs {
		return 0, 0, fmt.Errorf("%s, %s: the sum is %d, by hand %d", q.name, p.name, mine, theirs)
	}
	sum = b.ratio(func() { q.sumByHand(ints, &p) }, func() { q.sum(vi.View) })
	scale = b.ratio(func() { q.scaleByHand(floats, &p) }, func() { q.scale(vf) })
	return sum, scale, nil
}
