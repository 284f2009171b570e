package ops_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Ten elements: what a verb costs beside its work.

type smallCase struct {
	name string
	do   func() error
}

func smallCases() []smallCase {
	f, g, h := ndview.Make[float64](10), ndview.Make[float64](10), ndview.Make[float64](10)
	i, j, k := ndview.Make[int32](10), ndview.Make[int32](10), ndview.Make[int32](10)
	b := ndview.Make[ndview.Bool](10)
	h2, f2, g2 := h.Raw(), f.Raw(), g.Raw()
	operands := []ndview.Raw{f2.Raw, g2.Raw}
	mixed := []ndview.Raw{f2.Raw, i.View.Raw()}
	return []smallCase{
		{"Add float64", func() error { return ops.Add(h, f.View, g.View) }},
		{"Add int32", func() error { return ops.Add(k, i.View, j.View) }},
		{"Less float64", func() error { return ops.Less(b, f.View, g.View) }},
		{"Less int32", func() error { return ops.Less(b, i.View, j.View) }},
		{"Neg float64", func() error { return ops.Neg(h, f.View) }},
		{"Neg int32", func() error { return ops.Neg(k, i.View) }},
		{"Copy float64", func() error { return ops.Copy(h, f.View) }},
		{"Fill float64", func() error { return ops.Fill(h, 1) }},
		{"Add float64 When", func() error { return ops.Add(h, f.View, g.View, ops.When(b.View)) }},
		{"Cast int32 to float64", func() error { return ops.Cast(h, i.View) }},
		{"Apply add float64", func() error { return ops.Apply("add", h2, operands) }},
		{"Apply add float64 int32", func() error { return ops.Apply("add", h2, mixed) }},
	}
}

func BenchmarkTenElements(b *testing.B) {
	for _, c := range smallCases() {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestVerbsOfTenElementsDoNotAllocate(t *testing.T) {
	for _, c := range smallCases() {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			if err := c.do(); err != nil {
				panic(err)
			}
		}), c.name)
	}
}
