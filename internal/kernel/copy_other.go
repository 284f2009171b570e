//go:build !amd64

package kernel

// copyApart copies bytes that do not overlap; see copy_amd64.go.
func copyApart(dst, src []byte) (done bool) { return copyInPieces(dst, src) }

// copyFar copies rows of bytes that do not overlap; see copy_amd64.go.
func copyFar(dst, src []byte) (done bool) { return false }
