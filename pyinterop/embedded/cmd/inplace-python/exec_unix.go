//go:build !windows

package main

import "syscall"

// replaceProcess becomes the interpreter; it returns only if that fails.
func replaceProcess(executable string, args, environ []string) (status int, err error) {
	return 1, syscall.Exec(executable, append([]string{executable}, args...), environ)
}
