package kernel

var arithmeticVerbs = []*Verb{
	{Name: "add", Doc: "x + y, for booleans x or y", In: 2, Out: 1, Loops: binaryLoops(&Add)},
	{
		Name: "subtract", Doc: "x − y", In: 2, Out: 1, Loops: binaryLoops(&Sub),
		NoBool: true, Advice: "booleans have no difference: use bitwise_xor or logical_xor",
	},
	{Name: "multiply", Doc: "x · y, for booleans x and y", In: 2, Out: 1, Loops: binaryLoops(&Mul)},
	{Name: "divide", Doc: "x / y", In: 2, Out: 1, Loops: binaryLoops(&Div)},
}
