package vmath

import (
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
)

// Loops of float32
//
// A loop that computes in float32 has the instructions of one that computes in float64, with another letter at
// the end of their names: elements are half as long, and vectors and masks hold twice as many. So it is
// written as one of float64 and its instructions are renamed.

// renameToSingle renames the vector instructions of a function.
func renameToSingle(c *build.Context, function string) {
	file, err := c.Result()
	if err != nil {
		panic(err)
	}
	for _, section := range file.Sections {
		f, ok := section.(*ir.Function)
		if !ok || f.Name != function {
			continue
		}
		for _, i := range f.Instructions() {
			i.Opcode = singleName(i.Opcode)
		}
	}
}

// instructionsOfSingle are the ends of names.
var instructionsOfSingle = []struct{ prefix, double, single string }{
	{"VP", "Q", "D"}, // integers
	{"V", "PD", "PS"},
	{"V", "PDZ", "PSZ"}, // VFPCLASSPDZ
	{"V", "SD", "SS"},   // VBROADCASTSD
	{"K", "B", "W"},     // masks of 8 and of 16 items
}

func singleName(opcode string) string {
	for _, e := range instructionsOfSingle {
		if body, ok := strings.CutSuffix(opcode, e.double); ok && strings.HasPrefix(opcode, e.prefix) {
			return body + e.single
		}
	}
	return opcode
}
