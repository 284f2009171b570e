package fused

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// A CompileError lists what is wrong with an expression. It wraps [ndview.ErrType].
type CompileError struct {
	Expr   string // the whole expression
	Faults []Fault
}

// A Fault is one thing that is wrong with an expression.
type Fault struct {
	At   string // the part of the expression that it is about
	Text string // what is wrong, and the way out
}

func (e *CompileError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "inplace: fused.Compile: %s", e.Expr)
	for i, f := range e.Faults {
		sep := ": "
		if i > 0 {
			sep = "; "
		}
		fmt.Fprintf(&b, "%sat %s: %s", sep, f.At, f.Text)
	}
	return b.String()
}

// Unwrap returns [ndview.ErrType].
func (e *CompileError) Unwrap() error { return ndview.ErrType }

// An OperandError lists every reason why a program cannot run on the operands it was
// given; nothing was written. It wraps the sentinels of all of them:
// [ndview.ErrShape], [ndview.ErrType], [ndview.ErrOverlap].
type OperandError struct {
	Expr      string   // of the program
	Unmet     []string // each requirement, wanted against found, with the way out
	sentinels []error
}

func (e *OperandError) Error() string {
	return "inplace: fused.Run: " + e.Expr + ": " + strings.Join(e.Unmet, "; ")
}

// Unwrap returns the sentinels.
func (e *OperandError) Unwrap() []error { return e.sentinels }

func (e *OperandError) add(sentinel error, format string, args ...any) {
	e.Unmet = append(e.Unmet, fmt.Sprintf(format, args...))
	if !slices.Contains(e.sentinels, sentinel) {
		e.sentinels = append(e.sentinels, sentinel)
	}
}

func kindList(kinds []elem.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	return strings.Join(names, ", ")
}

// advice is the way out where a verb has no loop for its operands.
func advice(v *kernel.Verb) string {
	if v.Advice != "" {
		return "; " + v.Advice
	}
	var has []string
	for i := range v.Loops {
		if name := kindList(v.Loops[i].In[:v.In]); !slices.Contains(has, name) {
			has = append(has, name)
		}
	}
	return "; it has loops for (" + strings.Join(has, "), (") + "): cast with As"
}
