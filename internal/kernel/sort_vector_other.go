//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/elem"

// sortLoopsOf returns the loops for numbers of a kind; there are none.
func sortLoopsOf(elem.Kind) *sortLoops { return nil }
