//go:build !windows

package main

import (
	"os"
	"syscall"
)

// replaceProcess becomes the interpreter; it returns only if that fails.
func replaceProcess(executable string, args []string) (status int, err error) {
	return 1, syscall.Exec(executable, append([]string{executable}, args...), os.Environ())
}
