package kernel

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// The page of verbs, ops/VERBS.md, is generated from the registry and compared
// with it:
//
//	go test ./internal/kernel -run TestPageOfVerbsIsCurrent -update

const pagePath = "../../ops/VERBS.md"

const pageHead = `# Verbs

Generated from the registry; a test compares this page with it. To write it anew:

    go test ./internal/kernel -run TestPageOfVerbsIsCurrent -update

## Elementwise

Each verb is called by its name with ` + "`ops.Apply`" + ` (` + "`ops.ApplyPair`" + ` for two outputs), and most by a typed function of package ops.
A cell is for operands that are all of the column's dtype:

| cell | |
|---|---|
| ● | a loop for that dtype |
| f8 … | computed in that dtype, to which the operands cast without loss, as in NumPy |
| (b) (f) (c) | none, for a reason below |

`

const pageReasons = `
Why a cell has none, which is so in NumPy too:

- (b) Booleans have no sign, difference or divisors. The error names what to use instead.
- (f) The verb works on bits or divisors, and floats and complex numbers have none.
- (c) Complex numbers have no order, no floor and no second argument of a circle; fma and sigmoid, which NumPy does not have, are real.

Loops in Go take lanes of any stride. Those in assembly are below.

Casts are loops from each of the 15 dtypes to each, unsafe and saturating, contiguous and strided: ` + "`ops.Cast`" + `. Between real dtypes they are in AVX-512 too, and all but
those of floats to i8, u4 and u8 in AVX2, for which it has no instructions. Complex numbers and saturating steps are pure Go.

`

const pageVectors = `## Loops in assembly

Chosen when the program runs, by what the processor has. They compute on lanes whose items lie side by side, and on inputs that
are one item for all; with AVX-512 also on lanes of every other item and on reversed ones, through windows except for
reversed inputs of sums, differences, products and quotients. Swapped,
misaligned and cast operands come to them through windows too. The loops in Go do the rest, and a test compares them.

| cell | |
|---|---|
| 25 | AVX2 and AVX-512 |
| 2, 5 | only one of them |
| (m) | items are moved as they are: there is nothing to compute |
| (d) | how long an item takes depends on its value: the loop in Go does it |
| (n) | not written: the loop in Go does it |
| | no loop of that dtype, as above |

`

const pageReductions = `## Reductions

Called by name with ` + "`ops.Reduce`" + `, over any axes, and as far as they scan with ` + "`ops.Accumulate`" + `. A cell is the dtype of the result.

`

// pageColumns are the dtypes and NumPy's short names of them.
var pageColumns = map[elem.Kind]string{
	elem.KindBool: "?", elem.KindInt8: "i1", elem.KindUint8: "u1", elem.KindInt16: "i2", elem.KindUint16: "u2",
	elem.KindInt32: "i4", elem.KindUint32: "u4", elem.KindInt64: "i8", elem.KindUint64: "u8",
	elem.KindFloat16: "f2", elem.KindBFloat16: "bf", elem.KindFloat32: "f4", elem.KindFloat64: "f8",
	elem.KindComplex64: "c8", elem.KindComplex128: "c16",
}

func TestPageOfVerbsIsCurrent(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(pageHead)
	b.WriteString("| verb | computes | operands |" + columns() + " result |\n|---|---|---|" + strings.Repeat(":-:|", len(kindOrder)) + "---|\n")
	for _, v := range Verbs {
		fmt.Fprintf(&b, "| %s | %s | %d → %d |", v.Name, strings.ReplaceAll(v.Doc, "|", "\\|"), v.In, v.Out)
		for _, k := range kindOrder {
			b.WriteString(" " + cell(t, v, k) + " |")
		}
		b.WriteString(" " + resultOf(v) + " |\n")
	}
	b.WriteString(pageReasons)
	writeVectors(&b)
	b.WriteString(pageReductions)
	b.WriteString("| verb | computes |" + columns() + "\n|---|---|" + strings.Repeat(":-:|", len(kindOrder)) + "\n")
	for _, name := range slices.Sorted(maps.Keys(Reducers)) {
		v := Reducers[name]
		fmt.Fprintf(&b, "| %s | %s |", name, strings.ReplaceAll(v.Doc, "|", "\\|"))
		for _, k := range kindOrder {
			if to := v.Result(k); to != elem.Invalid {
				b.WriteString(" " + pageColumns[to] + " |")
			} else {
				require.False(t, k == elem.KindBool || k.IsInteger(), "%s of %s: the reason (f) does not hold", name, k)
				b.WriteString(" (f) |")
			}
		}
		b.WriteString("\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(pagePath, b.Bytes(), 0o644))
	}
	if len(vectors) == 0 {
		return // another processor, whose page would be another one
	}
	got, err := os.ReadFile(pagePath)
	require.NoError(t, err)
	assert.Equal(t, b.String(), string(got), "run go test ./internal/kernel -run TestPageOfVerbsIsCurrent -update")
}

// writeVectors writes the table of loops in assembly.
func writeVectors(b *bytes.Buffer) {
	b.WriteString(pageVectors)
	b.WriteString("| verb |" + columns() + "\n|---|" + strings.Repeat(":-:|", len(kindOrder)) + "\n")
	for _, v := range Verbs {
		fmt.Fprintf(b, "| %s |", v.Name)
		for _, k := range kindOrder {
			b.WriteString(" " + vectorCell(v, k) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// vectorCell names the levels for which a loop is in assembly, or why it is for none.
func vectorCell(v *Verb, k elem.Kind) (levels string) {
	in := pageOperands(v, k)
	l, ok := v.Resolve(in)
	if !ok || l.In[slices.Index(in, k)] != k {
		return ""
	}
	for i, level := range []cpu.Level{cpu.AVX2, cpu.AVX512} {
		if vectorOf(v, l, level) != nil {
			levels += "25"[i : i+1]
		}
	}
	switch {
	case levels != "":
		return levels
	case hasRow(v.Name) && k.IsFloat(), vmath.PartsOf(v.Name) != nil && k.IsComplex(): // halves in float32
		return "25"
	case movesOnly(v.Name, k):
		return "(m)"
	case slices.Contains(dependsOnValue, v.Name):
		return "(d)"
	}
	return "(n)"
}

// hasRow reports whether package vmath has a function over slices, which it writes for both
// levels.
func hasRow(verb string) bool { return vmath.RowOf(verb) != nil || vmath.Row2Of(verb) != nil }

// movesOnly reports whether a verb leaves the items of a kind as they are, or has the same
// answer for all.
func movesOnly(verb string, k elem.Kind) bool {
	whole := k == elem.KindBool || k.IsInteger()
	switch verb {
	case "positive":
		return true
	case "real", "imag", "conjugate":
		return !k.IsComplex()
	case "isnan", "isinf", "isfinite", "floor", "ceil", "trunc":
		return whole
	case "absolute":
		return whole && !k.IsSigned()
	}
	return false
}

// dependsOnValue are verbs with loops or branches for each item.
var dependsOnValue = []string{"gcd", "lcm"}

func columns() string {
	var s strings.Builder
	for _, k := range kindOrder {
		s.WriteString(" " + pageColumns[k] + " |")
	}
	return s.String()
}

// pageOperands are the operands of a column: of where, those that it chooses from;
// of round, the number of places is the smallest integer.
func pageOperands(v *Verb, k elem.Kind) []elem.Kind {
	switch v.Name {
	case "where":
		return []elem.Kind{elem.KindBool, k, k}
	case "round":
		return []elem.Kind{k, elem.KindInt8}
	}
	return []elem.Kind{k, k, k}[:v.In]
}

// cell is what a verb does with operands of a kind.
func cell(t *testing.T, v *Verb, k elem.Kind) string {
	in := pageOperands(v, k)
	main := slices.Index(in, k)
	if l, ok := v.Resolve(in); ok {
		if l.In[main] == k {
			return "●"
		}
		return pageColumns[l.In[main]]
	}
	switch {
	case k == elem.KindBool:
		require.NotEmpty(t, v.Advice, "%s of booleans: the error names no way out", v.Name)
		return "(b)"
	case k.IsFloat():
		require.False(t, takes(v, elem.KindFloat64), "%s takes float64: the reason (f) does not hold for %s", v.Name, k)
		return "(f)"
	case k.IsComplex():
		require.False(t, takes(v, elem.KindComplex128) || takes(v, elem.KindComplex64), "%s takes complex numbers: the reason (c) does not hold for %s", v.Name, k)
		if !takes(v, elem.KindFloat64) {
			return "(f)"
		}
		return "(c)"
	}
	require.FailNow(t, "no reason", "%s has no loop for %s, and the page no reason", v.Name, k)
	return ""
}

func takes(v *Verb, k elem.Kind) bool {
	_, ok := v.Resolve(pageOperands(v, k))
	return ok
}

// resultOf names the dtype of the results, if it is not that of the operands.
func resultOf(v *Verb) string {
	out := map[elem.Kind]bool{}
	same, part := true, true
	for _, l := range v.Loops {
		main := l.In[0]
		if v.Name == "where" {
			main = l.In[1]
		}
		out[l.Out[0]] = true
		same = same && l.Out[0] == main
		part = part && l.Out[0] == main.Part()
	}
	switch {
	case same:
		return "as computed"
	case part:
		return "its real dtype"
	case len(out) == 1:
		for k := range out {
			return k.String()
		}
	}
	return "as NumPy"
}
