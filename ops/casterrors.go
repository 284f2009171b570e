package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
)

// A CastError reports a result that the casting rule does not let into dst. It
// wraps [ndview.ErrType].
type CastError struct {
	Op      string // "ops.Add"
	Names   []string
	Shapes  [][]int        // of all operands
	DTypes  []ndview.DType // of all operands
	Results []ndview.DType // of what the verb computes of them
	Rule    CastRule
}

func (e *CastError) Error() string {
	results := make([]string, len(e.Results))
	for i, typ := range e.Results {
		results[i] = fmt.Sprintf("%s for %s, which has %s", typ, e.Names[i], e.DTypes[i])
	}
	return fmt.Sprintf("inplace: %s: the operands are %s: the result would be %s, and the casting rule %q does not allow that cast; "+
		"write to a dst of the result's dtype, or pass Casting(Unsafe) or Casting(Saturate)",
		e.Op, operands(e.Names, e.Shapes, e.DTypes), strings.Join(results, " and "), e.Rule)
}

// Unwrap returns [ndview.ErrType].
func (e *CastError) Unwrap() error { return ndview.ErrType }

// A NoLoopError reports operands of dtypes that a verb is not defined for. It wraps
// [ndview.ErrType].
type NoLoopError struct {
	Op     string
	Names  []string
	Shapes [][]int        // of all operands
	DTypes []ndview.DType // of all operands
	Advice string         // what to use instead; may be empty
}

func (e *NoLoopError) Error() string {
	advice := e.Advice
	if advice == "" {
		advice = "cast the operands to a dtype that the verb takes"
	}
	return fmt.Sprintf("inplace: %s: the operands are %s: the verb has no loop for these dtypes, nor for dtypes to which they cast safely; %s",
		e.Op, operands(e.Names, e.Shapes, e.DTypes), advice)
}

// Unwrap returns [ndview.ErrType].
func (e *NoLoopError) Unwrap() error { return ndview.ErrType }

// A ValueError reports an operand with a value that a verb is not defined for: a
// negative exponent of integers. It wraps [ErrValue].
type ValueError struct {
	Op      string
	Names   []string
	Shapes  [][]int        // of all operands
	DTypes  []ndview.DType // of all operands
	Operand string         // the name of the operand
	Rule    string         // what its values must be, and the way out
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("inplace: %s: the operands are %s: a value of %s is refused: %s",
		e.Op, operands(e.Names, e.Shapes, e.DTypes), e.Operand, e.Rule)
}

// Unwrap returns [ErrValue].
func (e *ValueError) Unwrap() error { return ErrValue }

// operands lists names, shapes and dtypes: "dst (3,) float64, a (3,) int8".
func operands(names []string, shapes [][]int, types []ndview.DType) string {
	list := make([]string, len(types))
	for i, typ := range types {
		list[i] = fmt.Sprintf("%s %s %s", names[i], layout.FormatShape(shapes[i]), typ)
	}
	return strings.Join(list, ", ")
}
