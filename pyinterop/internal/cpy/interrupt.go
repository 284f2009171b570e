//go:build cgo && unix

package cpy

// #include "shim.h"
import "C"

import "unsafe"

// WatchInterrupts begins to count interrupts (SIGINT, Ctrl-C) beside what Python does about them. It reports false, and
// does not, on other threads than the process's first, which are not interrupted, and where nobody handles the signal.
// UnwatchInterrupts ends it, on the same thread; they nest.
func WatchInterrupts() bool { return C.cpy_interrupts_begin() != 0 }

func UnwatchInterrupts() { C.cpy_interrupts_end() }

// WatchInterruptsOfCall begins it for the call from Python that is in Go on this thread, until that ends; false if there is none, or
// it is not on the process's first thread.
func WatchInterruptsOfCall() bool { return C.cpy_interrupts_begin_call() != 0 }

// Pressed is not 0 from the first interrupt on while there is one who watches. It is read atomically.
var Pressed = (*int32)(unsafe.Pointer(&C.cpy_pressed)) // C1: it lives as long as the process

// Interrupts is how many were counted.
func Interrupts() int { return int(C.cpy_interrupts()) }
