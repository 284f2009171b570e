package kernels

import (
	"slices"

	"github.com/mmcloughlin/avo/build"
)

// The element types. Bits are integers of either sign.
var (
	either    = []Item{{"Bits8", 1}, {"Bits16", 2}, {"Bits32", 4}, {"Bits64", 8}}
	signeds   = []Item{{"Int8", 1}, {"Int16", 2}, {"Int32", 4}, {"Int64", 8}}
	unsigneds = []Item{{"Uint8", 1}, {"Uint16", 2}, {"Uint32", 4}, {"Uint64", 8}}
	floats    = []Item{{"Float32", 4}, {"Float64", 8}}
	integers  = slices.Concat(signeds, unsigneds)
	numbers   = slices.Concat(integers, floats)
	wraps     = slices.Concat(either, floats)
	booleans  = []Item{{"Bool", 1}}
)

var kindsOfBits = map[int][]string{1: {"Int8", "Uint8"}, 2: {"Int16", "Uint16"}, 4: {"Int32", "Uint32"}, 8: {"Int64", "Uint64"}}

// of returns the loops of a table for some element types.
func of(table string, in int, shape Shape, emit Emitter, items []Item) (list []Kernel) {
	for _, item := range items {
		kinds := []string{item.Name}
		if item.Name[0] == 'B' && item.Name != "Bool" {
			kinds = kindsOfBits[item.Size]
		}
		list = append(list, Kernel{Table: table, Kinds: kinds, Item: item, In: in, Shape: shape, Emit: emit})
	}
	return list
}

// Lists are the loops, by the file that they are in.
var Lists = map[string][]Kernel{
	"arith": slices.Concat(
		of("Add", 2, Map, arith("VPADD", "VADD"), wraps),
		of("Sub", 2, Map, arith("VPSUB", "VSUB"), wraps),
		of("Mul", 2, Map, multiply, wraps),
		of("Div", 2, Map, arith("", "VDIV"), floats),
		of("Neg", 1, Map, negate, wraps),
		of("Abs", 1, Map, absolute, slices.Concat(signeds, floats)),
		of("Sign", 1, Map, sign, numbers),
		of("Square", 1, Map, square, wraps),
		of("Sqrt", 1, Map, root, floats),
		of("Reciprocal", 1, Map, reciprocal, floats),
		of("FMA", 3, Map, fused, wraps),
		of("MulAdd", 3, Map, multiplyAdd, floats),
		of("RootOfSquares", 2, Map, rootOfSquares, floats),
	),
	"rounding": slices.Concat(
		of("Floor", 1, Map, round(1), floats),
		of("Ceil", 1, Map, round(2), floats),
		of("Trunc", 1, Map, round(3), floats),
		of("Rint", 1, Map, round(0), floats),
		of("Copysign", 2, Map, copysign, floats),
	),
	"minmax": slices.Concat(
		of("Minimum", 2, Map, minimum, numbers),
		of("Maximum", 2, Map, maximum, numbers),
		of("Fmin", 2, Map, fmin, floats),
		of("Fmax", 2, Map, fmax, floats),
		of("Clip", 3, Map, clip, numbers),
		of("Clip", 3, Map, truths(clip0), booleans),
	),
	"bits": slices.Concat(
		of("BitwiseAnd", 2, Map, and, either),
		of("BitwiseOr", 2, Map, or, either),
		of("BitwiseXor", 2, Map, xor, either),
		of("Invert", 1, Map, invert, either),
		of("LeftShift", 2, Map, shiftLeft, either),
		of("RightShift", 2, Map, shiftRight, integers),
	),
	"compare": slices.Concat(
		relations("Equal", equal.emit, equal0, wraps),
		relations("NotEqual", notEqual.emit, xor, wraps),
		relations("Less", less.emit, less0, numbers),
		relations("LessEqual", lessEqual.emit, lessEqual0, numbers),
		relations("Greater", less.turned, turned(less0), numbers),
		relations("GreaterEqual", lessEqual.turned, turned(lessEqual0), numbers),
	),
	"logical": slices.Concat(
		of("LogicalAnd", 2, Map, truths(and), booleans),
		of("LogicalAnd", 2, Test, logical("AND"), wraps),
		of("LogicalOr", 2, Map, truths(or), booleans),
		of("LogicalOr", 2, Test, logical("OR"), wraps),
		of("LogicalXor", 2, Test, logical("XOR"), wraps),
		of("LogicalNot", 1, Map, truths(not0), booleans),
		of("LogicalNot", 1, Test, isZero, wraps),
		of("IsNaN", 1, Test, isNaN, floats),
		of("IsInf", 1, Test, magnitude(equal), floats),
		of("IsFinite", 1, Test, magnitude(less), floats),
		of("Signbit", 1, Test, signbit, floats),
		of("Abs", 1, Map, truths(same), booleans),
	),
	"divide": slices.Concat(
		divisions("FloorDiv", floorDiv, integers),
		divisions("Mod", floorMod, integers),
		divisions("Fmod", truncMod, signeds),
	),
	"choose": slices.Concat(
		of("Where", 3, Choice, nil, either),
		of("Where", 3, Choice, nil, booleans),
	),
}

// relations returns the loops of a comparison: with AVX-512 and without, those of numbers
// that are equal have no sign.
func relations(table string, emit Emitter, of0 Emitter, items []Item) []Kernel {
	return slices.Concat(of(table, 2, Test, emit, items), of(table, 2, Map, truths(of0), booleans))
}

// divisions are loops of integers; those of 64 bits have no instructions in AVX2.
func divisions(table string, want quotient, items []Item) (list []Kernel) {
	list = of(table, 2, Map, division(want), items)
	for i := range list {
		list[i].WideOnly = list[i].Item.Size == 8
	}
	return list
}

// shared are tables some of whose loops are those of another table.
var shared = []struct {
	table, of string
	has       func(Item) bool
}{
	{"MulAdd", "FMA", integer}, {"Fmin", "Minimum", integer}, {"Fmax", "Maximum", integer}, {"Fmod", "Mod", unsigned},
	{"Add", "LogicalOr", boolean}, {"Maximum", "LogicalOr", boolean}, {"Fmax", "LogicalOr", boolean}, {"BitwiseOr", "LogicalOr", boolean},
	{"Mul", "LogicalAnd", boolean}, {"Minimum", "LogicalAnd", boolean}, {"Fmin", "LogicalAnd", boolean}, {"BitwiseAnd", "LogicalAnd", boolean},
	{"BitwiseXor", "NotEqual", boolean}, {"LogicalXor", "NotEqual", boolean}, {"Invert", "LogicalNot", boolean},
	{"Floor", "Abs", boolean}, {"Ceil", "Abs", boolean}, {"Trunc", "Abs", boolean}, {"Real", "Abs", boolean},
}

func integer(i Item) bool { return !i.float() && i.Name != "Bool" }

func unsigned(i Item) bool { return i.Name[0] == 'U' }

func boolean(i Item) bool { return i.Name == "Bool" }

// File returns the writer of one of the Lists, for a level.
func File(list string, wide bool) func(c *build.Context) {
	return func(c *build.Context) {
		for _, k := range Lists[list] {
			if k.WideOnly && !wide {
				continue
			}
			g := &Gen{Context: c, Kernel: k, Wide: wide}
			switch k.Shape {
			case Map:
				g.writeMap()
			case Test:
				g.writeTest()
			case Choice:
				g.writeChoice()
			}
		}
	}
}
