package main

import (
	"fmt"
	"math"
	"text/tabwriter"
)

// A figure is what is asked of one kind of sequence, and the worst that was
// reached.
type figure struct {
	name    string
	asked   float64
	least   bool // at least, not at most
	unit    string
	reached float64
	at8     float64 // the worst of inner length 8, which is reported and not counted
}

// worst returns the worse of two values of a figure.
func (f *figure) worst(a, b float64) float64 {
	if f.least {
		return math.Min(a, b)
	}
	return math.Max(a, b)
}

func (f *figure) met() string {
	if f.worst(f.reached, f.asked) == f.asked {
		return "yes"
	}
	return "NO"
}

// add takes a value into the figure of that name, which is made if it is new.
func (b *bench) add(name string, asked float64, least bool, unit string, value float64) {
	f := b.figure(name, asked, least, unit)
	f.reached = f.worst(f.reached, value)
}

func (b *bench) figure(name string, asked float64, least bool, unit string) *figure {
	for i := range b.figures {
		if b.figures[i].name == name {
			return &b.figures[i]
		}
	}
	f := figure{name: name, asked: asked, least: least, unit: unit}
	if least {
		f.reached, f.at8 = math.Inf(1), math.Inf(1)
	}
	b.figures = append(b.figures, f)
	return &b.figures[len(b.figures)-1]
}

// table starts a table; rows are written to it with tabs, and Flush ends it.
func (b *bench) table(title, header string) *tabwriter.Writer {
	fmt.Fprintf(b.out, "\n%s\n", title)
	t := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, header)
	return t
}

// summary prints what was asked and what was reached.
func (b *bench) summary() {
	t := b.table("Asked and reached: the worst of the tables above", "\tasked\treached\tmet\tworst at inner length 8")
	for i := range b.figures {
		f := &b.figures[i]
		sign := "≤"
		if f.least {
			sign = "≥"
		}
		at8 := ""
		if f.at8 > 0 && !math.IsInf(f.at8, 0) {
			at8 = fmt.Sprintf("%.2f%s", f.at8, f.unit)
		}
		fmt.Fprintf(t, "%s\t%s %g%s\t%.2f%s\t%s\t%s\n", f.name, sign, f.asked, f.unit, f.reached, f.unit, f.met(), at8)
	}
	t.Flush()
}
