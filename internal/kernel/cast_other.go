//go:build !amd64

package kernel

// castVectors is empty: the Go loops do it all.
var castVectors []castVector
