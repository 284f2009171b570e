//go:build cgo && unix

package cpy

// #include "shim.h"
import "C"

// WatchInterrupts begins to count interrupts (SIGINT, Ctrl-C) beside what Python does about them. It reports false, and
// does not, on other threads than the process's first, which are not interrupted, and where nobody handles the signal.
// UnwatchInterrupts ends it, on the same thread; they nest.
func WatchInterrupts() bool { return C.cpy_interrupts_begin() != 0 }

func UnwatchInterrupts() { C.cpy_interrupts_end() }

// Interrupts is how many were counted.
func Interrupts() int { return int(C.cpy_interrupts()) }
