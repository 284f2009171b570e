//go:build !amd64

package product

// vectored returns l: there are no loops in assembly.
func vectored(l *loops) *loops { return l }
