package kernel

import (
	"math/bits"

	"github.com/go-inplace/inplace/internal/elem"
)

// Bits
//
// A shift by as many bits as x has, or more, shifts all of them out: 0 is left, and
// −1 of a negative number shifted to the right. A negative count is such a count:
// its bits are those of a large one.

var bitsVerbs = []*Verb{
	{Name: "bitwise_and", Doc: "x & y, for booleans x and y", In: 2, Out: 1, Loops: binaryLoops(&BitwiseAnd)},
	{Name: "bitwise_or", Doc: "x | y, for booleans x or y", In: 2, Out: 1, Loops: binaryLoops(&BitwiseOr)},
	{Name: "bitwise_xor", Doc: "x ^ y, for booleans either x or y", In: 2, Out: 1, Loops: binaryLoops(&BitwiseXor)},
	{Name: "invert", Doc: "all bits of x turned over, for booleans not x", In: 1, Out: 1, Loops: unaryLoops(&Invert)},
	{Name: "left_shift", Doc: "x · 2^y, 0 for y < 0", In: 2, Out: 1, Loops: binaryLoops(&LeftShift)},
	{Name: "right_shift", Doc: "⌊x / 2^y⌋, 0 or −1 for y < 0", In: 2, Out: 1, Loops: binaryLoops(&RightShift)},
	{Name: "bitwise_count", Doc: "the number of ones in |x|", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindUint8, &BitwiseCount)},
}

func onesSigned[T signed](x T) uint8 { return uint8(bits.OnesCount64(magnitude(x))) }
