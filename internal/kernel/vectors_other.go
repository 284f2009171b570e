//go:build !amd64

package kernel

// vectors are none: the loops in Go do everything.
var vectors []vector

var turnedVectors []turnedVector
