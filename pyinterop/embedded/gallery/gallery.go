// Package gallery lets a Go program start Python although its machine has none, as package register does, with
// matplotlib and what it needs beside NumPy:
//
//	import _ "github.com/go-inplace/inplace/pyinterop/embedded/gallery"
package gallery

import (
	"github.com/go-inplace/inplace/pyinterop/embedded"
	"github.com/go-inplace/inplace/pyinterop/embedded/register"
)

func init() { register.Select(embedded.Gallery()) }
