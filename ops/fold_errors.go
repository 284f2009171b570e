package ops

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// What to do next about a reduction or scan that was refused.
var (
	// ErrEmpty: a smallest or largest element, or its index, of nothing. Give an
	// Initial value, or ask for the size first.
	ErrEmpty = errors.New("nothing to reduce")
	// ErrOption: the verb does not take such an option, or not with this value.
	ErrOption = errors.New("option not allowed")
)

// A FoldError reports a reduction or scan that was refused, with everything that is
// in its way. It wraps, as far as they apply, [ndview.ErrShape], [ndview.ErrBounds]
// (no such axis), [ndview.ErrType], [ErrEmpty] and [ErrOption].
type FoldError struct {
	Op     string // "ops.SumTo"
	Names  []string
	Shapes [][]int        // of all operands
	DTypes []ndview.DType // of all operands
	Unmet  []string       // each with its way out

	wraps []error
}

func (e *FoldError) Error() string {
	list := make([]string, len(e.DTypes))
	for i, typ := range e.DTypes {
		list[i] = fmt.Sprintf("%s %s %s", e.Names[i], layout.FormatShape(e.Shapes[i]), typ)
	}
	return fmt.Sprintf("inplace: %s of %s: %s", e.Op, strings.Join(list, ", "), strings.Join(e.Unmet, "; "))
}

// Unwrap returns the sentinels.
func (e *FoldError) Unwrap() []error { return e.wraps }

// add notes something that is in the way.
func (e *FoldError) add(wraps error, format string, args ...any) {
	e.Unmet = append(e.Unmet, fmt.Sprintf(format, args...))
	e.wraps = append(e.wraps, wraps)
}

// name adds an operand for the text.
func (e *FoldError) name(name string, a *mem.Array, kind elem.Kind) {
	typ := kind.Type()
	typ.Swapped = a.Swapped()
	e.Names, e.Shapes, e.DTypes = append(e.Names, name), append(e.Shapes, a.L().AppendShape([]int{})), append(e.DTypes, typ)
}
