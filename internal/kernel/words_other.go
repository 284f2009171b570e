//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// gatherWords moves nothing at once; see words_amd64.go.
func gatherWords(dst, src mem.Addr, ss, n int) (done int) { return 0 }
