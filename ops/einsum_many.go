package ops

import (
	"math"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
)

// Einsum of many operands
//
// Two operands are multiplied at a time, and summed over the axes that neither the
// others nor dst have. Next come always the two whose product takes the fewest
// multiplications, the lengths of all their axes together; of equals the first ones.
// That is the greedy order: it may miss the best one, but of matrices in a chain with
// one long axis, or with a vector at an end, it finds it.
//
// The last two are multiplied into dst, so that what dst shares with operands is read
// before it is written: temporaries share memory with nothing.

// A factor is an operand that is still to be multiplied.
type factor struct {
	array  *mem.Array
	labels product.Labels
}

func einsumOfMany(kind elem.Kind, dst *mem.Array, operands []*mem.Array, p *parser, w *wording) error {
	all := []operandAxes{{dst.L(), p.out.All()}}
	var factors []factor
	for i, a := range operands {
		all = append(all, operandAxes{a.L(), p.in[i].All()})
		factors = append(factors, factor{a, p.in[i]})
	}
	if !fits(w, all) {
		return productError(w, all)
	}
	if err := writable(w.op, kind, dst); err != nil {
		return err
	}
	for len(factors) > 2 {
		i, j := cheapest(factors)
		f, err := multiplied(kind, factors, i, j, &p.out, w)
		if err != nil {
			return err
		}
		factors = slices.Delete(factors, j, j+1)
		factors[i] = f
	}
	c := contraction{kind: kind, dst: dst, a: factors[0].array, b: factors[1].array, d: p.out, l: factors[0].labels, r: factors[1].labels}
	return c.do(w)
}

// cheapest returns the places of the two factors to multiply next.
func cheapest(factors []factor) (first, second int) {
	least := math.Inf(1)
	for i := range factors {
		for j := i + 1; j < len(factors); j++ {
			cost := 1.0 // a float, since it may be larger than any integer
			for _, x := range axesOfTwo(&factors[i], &factors[j]) {
				cost *= float64(x.n)
			}
			if cost < least {
				first, second, least = i, j, cost
			}
		}
	}
	return first, second
}

// A labelled axis.
type labelled struct {
	label uint8
	n     int
}

// axesOfTwo returns the different axes of two factors, with their lengths.
func axesOfTwo(a, b *factor) (axes []labelled) {
	both := []operandAxes{{a.array.L(), a.labels.All()}, {b.array.L(), b.labels.All()}}
	for _, o := range both {
		for axis, label := range o.labels {
			n, _ := o.l.Dim(axis)
			at := slices.IndexFunc(axes, func(x labelled) bool { return x.label == label })
			switch {
			case at < 0:
				axes = append(axes, labelled{label, n})
			case n != 1:
				axes[at].n = n
			}
		}
	}
	return axes
}

// multiplied returns the product of two factors, summed over what nothing else has.
func multiplied(kind elem.Kind, factors []factor, i, j int, out *product.Labels, w *wording) (factor, error) {
	kept := factor{}
	var shape []int
	for _, x := range axesOfTwo(&factors[i], &factors[j]) {
		wanted := has(out, x.label) > 0
		for k := range factors {
			wanted = wanted || k != i && k != j && has(&factors[k].labels, x.label) > 0
		}
		if wanted && kept.labels.Full() {
			c := contraction{kind: kind, dst: factors[i].array, a: factors[i].array, b: factors[j].array}
			return kept, c.refuse(w, "a product of two of the operands has more than 64 axes")
		}
		if wanted {
			kept.labels.Add(x.label)
			shape = append(shape, x.n)
		}
	}
	l, err := layout.C(shape, kind.Size())
	if err != nil {
		return kept, err
	}
	if kept.array, err = temporary(kind, &l); err != nil {
		return kept, err
	}
	c := contraction{kind: kind, dst: kept.array, a: factors[i].array, b: factors[j].array, d: kept.labels, l: factors[i].labels, r: factors[j].labels}
	return kept, c.do(w)
}
