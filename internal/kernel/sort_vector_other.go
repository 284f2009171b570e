//go:build !amd64

package kernel

// sortLoopsOf returns the loops for items of a size; there are none.
func sortLoopsOf(int) *sortLoops { return nil }
